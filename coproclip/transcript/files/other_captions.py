"""Captions as other programs write them, said as WebVTT: SubStation (.ass), YouTube (.sbv), labels and tables.

The labels of a sound editor have a start and an end (seconds) and words in each line. A table says in its first line
which of its columns is what: when it is said, what, and perhaps until when and by whom.
"""

import csv
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from coproclip.harmless import plain
from coproclip.transcript.files.passages import MOST_PASSAGES, NoTranscript, are_ms, too_much

_SBV = re.compile(r"(\d{1,3}:\d{2}:\d{2}\.\d{3}),(\d{1,3}:\d{2}:\d{2}\.\d{3})")
_ROW = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)\t(\d{1,9}(?:[.,]\d{1,9})?)(?:\t(.*))?")
_FIRST_OF_SUBSTATION = ("[script info]", "[v4+ styles]", "[v4 styles]", "[events]")
_COLUMNS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
# What stands in braces is how words look, or a note; behind \p1 a shape is drawn, to the next \p0 or the end.
_DRAWN = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}[^{}]*")
_LOOKS = re.compile(r"\{[^{}]*\}")
_LINE_ENDS = re.compile(r"(?:\\[Nn]\s*)+")
_CALLED = {
    "start": ("start", "starttime", "starts", "begin", "in", "from", "timestamp", "time", "timecode"),
    "end": ("end", "endtime", "ends", "stop", "out", "to"),
    "text": ("text", "transcript", "words", "said", "content", "caption", "sentence", "utterance"),
    "who": ("speaker", "speakername", "name", "voice", "who"),
}
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
_TIME = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?|\d{1,3}(?::\d{1,3}){1,3}(?:[.,]\d{1,9})?")
_LONGEST_HEAD = 500
_LONGEST_NAME, _NAMED = 40, 6
_MOST_MS = 999 * 3_600_000
_LOOKED_AT = 20
_Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class OtherCaptions:
    """Which of these a text is, in words, the same as WebVTT, and what of it is not in there."""

    kind: str
    captions: str
    left_out: tuple[str, ...] = ()


def as_web_captions(text: str) -> OtherCaptions | None:
    """A text that is one of these; None for any other.

    Raises `NoTranscript` for a table that is broken, `BadInput` where there is far too much in it.
    """
    lines = text.splitlines()
    some = list(islice((bare for line in lines if (bare := line.strip())), _LOOKED_AT))
    if not some:
        return None
    if some[0].casefold() in _FIRST_OF_SUBSTATION:
        notes = sum(line.lstrip().startswith("Comment:") for line in lines)
        left = (f"{notes} note{'s' if notes != 1 else ''} of whoever made the captions",) if notes else ()
        return OtherCaptions("SubStation captions", _web(_spoken(lines)), left)
    if _SBV.fullmatch(some[0]):
        return OtherCaptions("YouTube captions", "WEBVTT\n\n" + "\n".join(map(_line_of_sbv, lines)))
    rows = [row for row in some if not row.startswith("\\")]  # how high a label is, and no words
    if rows and all(map(_ROW.fullmatch, rows)):
        return OtherCaptions("list of labels", _web(_labels(lines)))
    return _table(lines, some[0]) if len(some[0]) < _LONGEST_HEAD else None


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


def _labels(lines: Sequence[str]) -> Iterator[_Line]:
    for line in lines:
        if (found := _ROW.fullmatch(line.strip())) is not None:
            yield _clock(_number(found[1]) * 1000), _clock(_number(found[2]) * 1000), _plainly(found[3] or "")


def _table(lines: Sequence[str], head: str) -> OtherCaptions | None:
    """The rows of a table with such a head; None where it has no times and words, or its rows have none."""
    for between in "\t;,":
        called = _cells([head], between)[0]
        names = ["".join(filter(str.isalnum, name.casefold())) for name in called]
        columns = {what: names.index(name) for what, known in _CALLED.items() for name in known[::-1] if name in names}
        if {"start", "text"} <= set(columns):
            rows = [row for row in _cells(lines, between) if row][1:]
            left = _left_out(rows, called, columns)
            if columns["text"] == len(names) - 1:  # what stands behind a comma that nobody quoted is said as well
                rows = [[*row[: len(names) - 1], between.join(row[len(names) - 1 :])] for row in rows]
            found = _of_rows([{what: row[at] for what, at in columns.items() if at < len(row)} for row in rows])
            return OtherCaptions("table of words", _web(found), tuple(left)) if found else None
    return None


def _left_out(rows: Sequence[Sequence[str]], called: Sequence[str], columns: Mapping[str, int]) -> Iterator[str]:
    """What of these rows is none of what is read."""
    filled = {at for row in rows for at, cell in enumerate(row[: len(called)]) if cell.strip()}
    others = [plain(called[at])[:_LONGEST_NAME] or f"number {at + 1}" for at in sorted(filled - set(columns.values()))]
    if others:
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        named = ", ".join(f"“{name}”" for name in others[:_NAMED])
        yield f"the column{'s' if len(others) != 1 else ''} {named}{more}"
    beyond = sum(any(map(str.strip, row[len(called) :])) for row in rows)
    if beyond and columns["text"] != len(called) - 1:
        yield f"what stands behind the last column, in {beyond} row{'s' if beyond != 1 else ''}"


def _cells(lines: Iterable[str], between: str) -> list[list[str]]:
    """The rows of a table; raises `NoTranscript` where a quotation mark never ends."""
    try:
        return list(csv.reader((f"{line}\n" for line in lines), delimiter=between))
    except csv.Error as error:
        raise NoTranscript("a table that is broken") from error


def _of_rows(rows: Sequence[Mapping[str, str]]) -> Sequence[_Line]:
    """Rows as lines; none where most have no time. One without goes on with the one before, one without an end to
    the next.
    """
    said: list[tuple[str, str, str, list[str]]] = []
    for row in rows:
        start, end = (row.get(what, "").strip("[]() ") for what in ("start", "end"))
        text = " ".join(row.get("text", "").split())
        if _TIME.fullmatch(start):
            said.append((start, end if _TIME.fullmatch(end) else "", " ".join(row.get("who", "").split()), [text]))
        elif said:
            said[-1][3].append(text)
        elif text:
            said.append(("0:00", "", "", [text]))
        if len(said) > MOST_PASSAGES:
            raise too_much()
    if 2 * len(said) < len(rows):
        return ()
    starts = [start for start, *_ in said]
    ends = [one[1] or after for one, after in zip(said, [*starts[1:], *starts[-1:]], strict=True)]
    letters = sum(len(text) for *_, texts in said for text in texts)
    voices = (f"<v {_plainly(who)}>" if who else "" for _, _, who, _ in said)
    words = (_plainly(" ".join(texts)) for *_, texts in said)
    times = _clocks(list(zip(starts, ends, strict=True)), letters)
    return [(*pair, voice + text) for pair, voice, text in zip(times, voices, words, strict=True)]


def _clocks(times: Sequence[tuple[str, str]], letters: int) -> Sequence[tuple[str, str]]:
    """Starts and ends as WebVTT has them; where they are numbers, in whichever unit they can only be."""
    if not all(_NUMBER.fullmatch(time) for pair in times for time in pair):
        return times
    numbers = [(_number(start), _number(end)) for start, end in times]
    fractions = any(not number.is_integer() for pair in numbers for number in pair)
    unit = 1 if not fractions and are_ms([end - start for start, end in numbers], letters) else 1000
    return [(_clock(start * unit), _clock(end * unit)) for start, end in numbers]


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _clock(ms: float) -> str:
    seconds, rest = divmod(min(round(ms), _MOST_MS), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
