"""Captions as other programs write them, said as WebVTT: SubStation (.ass), YouTube (.sbv), and tables with tabs.

A table has a start, an end and words in each line: the labels of a sound editor, in seconds, or Whisper's, in ms.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

_SBV = re.compile(r"(\d{1,3}:\d{2}:\d{2}\.\d{3}),(\d{1,3}:\d{2}:\d{2}\.\d{3})")
_ROW = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\t(\d{1,9}(?:[.,]\d{1,9})?)(?:\t(.*))?")
_FIRST_OF_SUBSTATION = ("[script info]", "[v4+ styles]", "[v4 styles]", "[events]")
_COLUMNS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
# What stands in braces is how words look, or a note; behind \p1 a shape is drawn, to the next \p0 or the end.
_DRAWN = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}[^{}]*")
_LOOKS = re.compile(r"\{[^{}]*\}")
_LINE_ENDS = re.compile(r"(?:\\[Nn]\s*)+")
_NAMES_OF_COLUMNS = ["start", "end", "text"]
_MOST_MS = 999 * 3_600_000
_LOOKED_AT = 20
_Line = tuple[str, str, str]


def as_web_captions(text: str) -> tuple[str, str] | None:
    """Which of these a text is, in words, and the same as WebVTT. None for any other."""
    lines = text.splitlines()
    some = list(islice((bare for line in lines if (bare := line.strip())), _LOOKED_AT))
    if not some:
        return None
    if some[0].casefold() in _FIRST_OF_SUBSTATION:
        return "SubStation captions", _web(_spoken(lines))
    if _SBV.fullmatch(some[0]):
        return "YouTube captions", "WEBVTT\n\n" + "\n".join(map(_line_of_sbv, lines))
    named = some[0].split("\t") == _NAMES_OF_COLUMNS
    rows = [row for row in some[named:] if not row.startswith("\\")]  # how high a label is, and no words
    if rows and all(map(_ROW.fullmatch, rows)):
        return ("table of words" if named else "list of labels"), _web(_rows(lines, 1 if named else 1000))
    return None


def _web(lines: Iterable[_Line]) -> str:
    return "WEBVTT\n\n" + "".join(f"{start} --> {end}\n{said}\n\n" for start, end, said in lines)


def _plainly(words: str) -> str:
    """Words of a format that knows neither tags nor entities, so that nothing in them is taken for one."""
    return html.escape(words, quote=False)


def _line_of_sbv(line: str) -> str:
    times = _SBV.fullmatch(line.strip())
    return f"{times[1]} --> {times[2]}" if times else _plainly(line)


def _spoken(lines: Sequence[str]) -> Iterator[_Line]:
    """What is said, in the columns the file says it has; what is only a note of its makers is not."""
    columns = list(_COLUMNS)
    for line in lines:
        kind, _, rest = line.strip().partition(":")
        if kind == "Format":
            names = [name.strip().casefold() for name in rest.split(",", 64)]
            columns = names if {"start", "end", "text"} <= set(names) else columns
        cells = rest.split(",", len(columns) - 1) if kind == "Dialogue" else []
        if len(cells) == len(columns):
            named = dict(zip(columns, map(str.strip, cells), strict=True))
            said = _LINE_ENDS.sub("\n", _LOOKS.sub("", _DRAWN.sub("", named["text"]))).replace("\\h", " ").strip()
            voice = f"<v {_plainly(who)}>" if (who := named.get("name") or named.get("actor")) else ""
            yield named["start"], named["end"], voice + _plainly(said)


def _rows(lines: Sequence[str], unit_ms: int) -> Iterator[_Line]:
    for line in lines:
        if (found := _ROW.fullmatch(line.strip())) is not None:
            start, end = (_clock(round(float(part.replace(",", ".")) * unit_ms)) for part in (found[1], found[2]))
            yield start, end, _plainly(found[3] or "")


def _clock(ms: int) -> str:
    seconds, rest = divmod(min(ms, _MOST_MS), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
