"""Reading a transcript out of a file: which format it is shows in what stands in it, not in how it is called."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from coproclip.elsewhere.process import read_elsewhere
from coproclip.errors import BadInput
from coproclip.foreign_text import read_text
from coproclip.new_files import read_plain
from coproclip.transcript.files.captions import is_captions, read_captions
from coproclip.transcript.files.elan import read_elan
from coproclip.transcript.files.json_words import read_json_words
from coproclip.transcript.files.lines import read_lines
from coproclip.transcript.files.noscribe import is_noscribe, read_noscribe
from coproclip.transcript.files.other_captions import as_web_captions
from coproclip.transcript.files.passages import (
    MOST_LETTERS,
    NOTHING_CHANGED,
    NoTranscript,
    TranscriptFile,
    time_ms,
    too_much,
)
from coproclip.transcript.files.word_document import WordDocument, is_packed, read_word_document

LARGEST, LARGEST_TEXT = 64 << 20, 24 << 20
"""A larger file (bytes) is no transcript, and none that is not packed is larger than the second."""
ENDINGS = (".srt", ".vtt", ".ass", ".ssa", ".sbv", ".lrc", ".tsv", ".csv", ".html", ".docx", ".txt", ".json", ".eaf")
WANTED = (
    "Choose captions (.srt, .vtt, .ass, .sbv), a table or labels with times (.csv, .tsv, .txt), "
    "a noScribe page, a Word document (.docx), text, JSON or an ELAN file (.eaf)."
)
_ACTIVITY = "reading the transcript"
_OTHERS = {
    b"%PDF": ("a PDF", "Save its text as a Word document (.docx) or as plain text, then choose that."),
    b"\xd0\xcf\x11\xe0": ("an old Word document (.doc)", "Save it as .docx, then choose that."),
    b"{\\rtf": ("an RTF document", "Save it as .docx or as plain text, then choose that."),
}


def read_transcript(path: Path, stops: Callable[[], bool] = lambda: False, encoding: str = "") -> TranscriptFile:
    """All of a file as passages. Raises `BadInput` for what is no transcript, `StorageError`, `Cancelled`.

    `encoding` (of `ENCODINGS`) is how the letters of a text are written, where a person knows better than the program.
    Nobody waits longer than it makes sense: it is read in a process of its own, and not any more when it `stops`.
    """
    return read_elsewhere(partial(read_transcript_here, encoding=encoding), path, stops)


def read_transcript_here(path: Path, encoding: str = "") -> TranscriptFile:
    """The same, in this process."""
    content = read_plain(path, LARGEST, _ACTIVITY)
    for head, (what, instead) in _OTHERS.items():
        if content.startswith(head):
            raise BadInput(f"“{path.name}” is {what}, which cannot be read here.", NOTHING_CHANGED, instead)
    try:
        kind, found = _read(content, encoding)
    except ValueError as error:
        raise BadInput(f"No transcript could be read from “{path.name}”.", NOTHING_CHANGED, WANTED) from error
    called = _CALLED.get(path.suffix.lower(), kind)
    if called is not kind:
        raise BadInput(
            f"“{path.name}” is named as {called}, but that is not what is in it.",
            NOTHING_CHANGED,
            "Save it anew in the program it comes from. If it is plain text, name it .txt.",
        )
    return found


class _Kind(StrEnum):
    """What stands in a file, as one says it."""

    WORD = "a Word document"
    ELAN = "an ELAN document"
    PAGE = "a page"
    JSON = "JSON"
    CAPTIONS = "captions"
    TEXT = "text"


_CALLED = {
    ".docx": _Kind.WORD,
    ".eaf": _Kind.ELAN,
    ".html": _Kind.PAGE,
    ".htm": _Kind.PAGE,
    ".json": _Kind.JSON,
    ".srt": _Kind.CAPTIONS,
    ".vtt": _Kind.CAPTIONS,
    ".ass": _Kind.CAPTIONS,
    ".ssa": _Kind.CAPTIONS,
    ".sbv": _Kind.CAPTIONS,
}


def _read(content: bytes, encoding: str) -> tuple[_Kind, TranscriptFile]:
    if is_packed(content):
        return _Kind.WORD, _of_document(read_word_document(content))
    if len(content) > LARGEST_TEXT:
        raise too_much()
    if re.search(rb"<ANNOTATION_DOCUMENT[\s/>]", content[:4096]):
        return _Kind.ELAN, read_elan(content)
    text = read_text(content, encoding)
    kind, found = _read_text(text.text)
    return kind, replace(found, notes=(*text.notes, *found.notes), read_as=text.read_as)


def _read_text(text: str) -> tuple[_Kind, TranscriptFile]:
    if is_noscribe(text):
        return _Kind.PAGE, read_noscribe(text)
    if len(text) <= MOST_LETTERS and (other := as_web_captions(text)) is not None:
        read = read_captions(other.captions)
        return _Kind.CAPTIONS, replace(read, kind=other.kind, left_out=(*read.left_out, *other.left_out))
    if text.lstrip()[:1] in ("{", "["):
        # A line of text may begin with a time in brackets, and another end with a bracket.
        try:
            return _Kind.JSON, read_json_words(text)
        except NoTranscript as error:
            is_json = error.__cause__ is None
            if is_json or re.match(r"\s*(?:\{|\[\s*[{\"])", text):
                raise
    elif re.match(r"\s*<[!?a-z]", text, re.IGNORECASE):
        raise NoTranscript("a page or XML of another kind")
    if len(text) > MOST_LETTERS:
        raise too_much()
    if is_captions(text):
        return _Kind.CAPTIONS, read_captions(text)
    return _Kind.TEXT, _of_text(text)


def _of_text(text: str) -> TranscriptFile:
    return read_lines("text", text.splitlines())


def _of_document(document: WordDocument) -> TranscriptFile:
    lines: list[str] = []
    for paragraph in document.paragraphs:
        if isinstance(paragraph, list):
            lines += _of_row(paragraph)
        else:
            lines += [*paragraph.split("\n"), ""]
    return read_lines("Word document", lines, document.left_out())


def _of_row(cells: Iterable[str]) -> list[str]:
    """A row of a table as lines: a time and a name that have cells of their own stand before the words."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    is_time = {cell: time_ms(cell.strip("[]() ")) is not None for cell in filled}
    times = [cell for cell in filled if is_time[cell]]
    others = [cell for cell in filled if not is_time[cell]]
    head = f"[{times[0].strip('[]() ')}] " if times else ""
    if len(others) > 1 and len(others[0]) <= 50:
        name = others.pop(0).rstrip(": ")
        return [f"{head}{name}: {' '.join(others)}", ""]
    return [f"{head}{' '.join(others)}", ""] if others else []
