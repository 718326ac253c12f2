"""noScribe's own pages: every stretch of words is an anchor that knows its times and its voice."""

import html
import re
from collections.abc import Iterator
from itertools import groupby

from coproclip.transcript.files.lines import labels_in, without_label
from coproclip.transcript.files.passages import FilePassage, TranscriptFile, passage, whole

_PART = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,9})((?:\s[^<>]{0,4000})?)/?>|<[^<>]{0,4000}>|([^<]+)|<")
_ANCHOR = re.compile(r"""\sname=["']ts_(\d{1,12})_(\d{1,12})_?([^"'<>]{0,200})["']""", re.IGNORECASE)
_MARKS = re.compile(r"\[\d{1,3}:\d{2}(?::\d{2})?\]|//")
_SILENT = frozenset({"style", "script", "head", "title"})
_Stretch = tuple[int, int, int, str, str]
"""Paragraph, start and end (ms), the voice that the program gave it, and its words."""


def is_noscribe(text: str) -> bool:
    """Whether a page has such anchors."""
    return re.search(r"""<a\s[^<>]{0,400}name=["']ts_\d""", text, re.IGNORECASE) is not None


def read_noscribe(text: str) -> TranscriptFile:
    """The page's words by anchors; a name that stands before a turn counts more than the program's “S01”.

    Raises `NoTranscript` where there are none.
    """
    elsewhere: list[str] = []
    # One anchor may come in several pieces: letters of another look within it.
    joined = [
        ("".join(said for *_, said in pieces), start, end, voice)
        for (_, start, end, voice), pieces in groupby(_stretches(text, elsewhere), key=lambda one: one[:-1])
    ]
    names = labels_in([said.strip() for said, *_ in joined if ":" in said])
    named = dict[str, str]()
    found: list[FilePassage | None] = []
    for said, start, end, voice in joined:
        label, rest = without_label(said.strip(), names)
        if label:
            named[voice] = label
        found.append(passage(rest, named.get(voice, voice), start, end))
    left = ["the heading and notes of the page"] if elsewhere else []
    return whole("noScribe page", found, left, captions=True)


def _stretches(text: str, elsewhere: list[str]) -> Iterator[_Stretch]:
    """What is in an anchor; words beside them are put `elsewhere`."""
    paragraph = silent = 0
    anchor: tuple[int, int, str] | None = None
    for part in _PART.finditer(text):
        closing, tag, inside, words = part[1], (part[2] or "").lower(), part[3], part[4]
        if tag in _SILENT:
            silent = max(0, silent - 1) if closing else silent + 1
        paragraph += tag in ("p", "div") and not closing
        if tag == "a":
            found = None if closing else _ANCHOR.search(inside or "")
            anchor = (int(found[1]), int(found[2]), found[3].strip("/_ ")) if found else None
        if words is None:
            continue
        said = html.unescape(words)
        if anchor is not None:
            yield (paragraph, *anchor, _MARKS.sub(" ", said))
        elif not silent and said.strip(" \n\r\t/[]0123456789:.()") and not elsewhere:
            elsewhere.append(said)
