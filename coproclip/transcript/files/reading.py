"""Reading a transcript out of a file: which format it is shows in what stands in it, not in how it is called."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from coproclip.errors import BadInput
from coproclip.new_files import decoded, read_plain
from coproclip.transcript.files.captions import is_captions, read_captions
from coproclip.transcript.files.elan import read_elan
from coproclip.transcript.files.json_words import read_json_words
from coproclip.transcript.files.lines import read_lines
from coproclip.transcript.files.noscribe import is_noscribe, read_noscribe
from coproclip.transcript.files.passages import NOTHING_CHANGED, NoTranscript, TranscriptFile, time_ms, too_much
from coproclip.transcript.files.word_document import WordDocument, is_packed, read_word_document

LARGEST, LARGEST_TEXT = 64 << 20, 24 << 20
"""A larger file (bytes) is no transcript, and none that is not packed is larger than the second."""
ENDINGS = (".srt", ".vtt", ".html", ".docx", ".txt", ".json", ".eaf")
WANTED = "Choose captions (.srt, .vtt), a noScribe page, a Word document (.docx), text, JSON or an ELAN file (.eaf)."
_ACTIVITY = "reading the transcript"
_OTHERS = {
    b"%PDF": ("a PDF", "Save its text as a Word document (.docx) or as plain text, then choose that."),
    b"\xd0\xcf\x11\xe0": ("an old Word document (.doc)", "Save it as .docx, then choose that."),
    b"{\\rtf": ("an RTF document", "Save it as .docx or as plain text, then choose that."),
}


def read_transcript(path: Path) -> TranscriptFile:
    """All of a file as passages. Raises `BadInput` for what is no transcript, and `StorageError`."""
    content = read_plain(path, LARGEST, _ACTIVITY)
    for head, (what, instead) in _OTHERS.items():
        if content.startswith(head):
            raise BadInput(f"“{path.name}” is {what}, which cannot be read here.", NOTHING_CHANGED, instead)
    try:
        return _read(content)
    except NoTranscript as error:
        raise BadInput(f"No transcript could be read from “{path.name}”.", NOTHING_CHANGED, WANTED) from error


def _read(content: bytes) -> TranscriptFile:
    if is_packed(content):
        return _of_document(read_word_document(content))
    if len(content) > LARGEST_TEXT:
        raise too_much()
    if re.search(rb"<ANNOTATION_DOCUMENT[\s/>]", content[:4096]):
        return read_elan(content)
    try:
        text = decoded(content)
    except ValueError as error:
        raise NoTranscript("no text") from error
    reader: Callable[[str], TranscriptFile]
    if is_noscribe(text):
        reader = read_noscribe
    elif text.lstrip()[:1] in ("{", "["):
        # A line of text may begin with a time in brackets.
        try:
            return read_json_words(text)
        except NoTranscript:
            if text.lstrip()[:1] == "{" or text.rstrip()[-1:] == "]":
                raise
            reader = _of_text
    elif re.match(r"\s*<[!?a-z]", text, re.IGNORECASE):
        raise NoTranscript("a page or XML of another kind")
    else:
        reader = read_captions if is_captions(text) else _of_text
    return reader(text)


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
    times = [cell for cell in filled if time_ms(cell.strip("[]() ")) is not None]
    others = [cell for cell in filled if cell not in times]
    head = f"[{times[0].strip('[]() ')}] " if times else ""
    if len(others) > 1 and len(others[0]) <= 50:
        name = others.pop(0).rstrip(": ")
        return [f"{head}{name}: {' '.join(others)}", ""]
    return [f"{head}{' '.join(others)}", ""] if others else []
