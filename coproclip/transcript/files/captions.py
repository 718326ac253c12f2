"""Captions as a transcript: SubRip (.srt) and WebVTT (.vtt), with the voices they name."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from coproclip.transcript.files.lines import doubt_of, doubtful_labels, labels_in, without_label
from coproclip.transcript.files.passages import (
    MOST_PASSAGES,
    FilePassage,
    NoTranscript,
    TranscriptFile,
    passage,
    time_ms,
    too_much,
    whole,
)

# As people and programs write them: digits left out, more of them, spaces among them, an arrow that Word made prettier.
_CLOCK = r"-?\d{1,3}(?:\s?:\s?\d{1,3}){1,3}(?:\s?[.,]\s?\d{1,9})?"
_ARROW = r"\s*(?:[-–—]{1,2}>|→)\s*"
_TIMES = re.compile(rf"\s*({_CLOCK}){_ARROW}({_CLOCK})(?:\s+(.*))?", re.DOTALL)
_BROKEN = re.compile(rf"\s*-?\d{{1,3}}[:.][^\s>]{{0,30}}{_ARROW}-?\d{{1,3}}[:.]\S{{0,30}}(?:\s.*)?", re.DOTALL)
_PLACE_ON_SCREEN = re.compile(r"(?:(?:align|position|line|size|vertical|region|[XY][12]):\S+(?:\s+|$))+", re.IGNORECASE)
_NOT_SAID = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?", re.DOTALL)
# None of them goes on beyond the next bracket of its kind: a text full of beginnings is read once.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z0-9.:][^<>]*>|\{\\[^{}]*\}")
# A turn of another person, as captions on a screen show it.
_DASH = re.compile(r"^\s*(?:[-–—]|>>+)\s*")
_TOUCH_MS, _FEWEST_ROLLING = 100, 3
_NO_SPEECH = re.compile(r"[\[(♪*][^\])]*[\])♪*]?|♪.*")


def is_captions(text: str) -> bool:
    """Whether a text looks like one of these."""
    return text.lstrip().startswith("WEBVTT") or any(_TIMES.fullmatch(line) for line in text.splitlines()[:200])


def read_captions(text: str) -> TranscriptFile:
    """The captions in order of time; raises `NoTranscript` where there are none.

    What is no speech (“[music]”), comments and styles are left out.
    """
    web = text.lstrip().startswith("WEBVTT")
    whole_cues = list(islice(_cues(text.splitlines(), web), MOST_PASSAGES + 1))
    if len(whole_cues) > MOST_PASSAGES:
        raise too_much()
    timed = _between_neighbours(whole_cues)
    scrolled = _without_repetitions(timed)
    cues, many = list[tuple[int, int, list[tuple[str, str]]]](), 0
    for start, end, lines in scrolled:
        cues.append((start, end, _parts(lines)))
        many += len(cues[-1][2])
        if many > MOST_PASSAGES:
            raise too_much()
    every = [(said, voice) for _, _, parts in cues for voice, said in parts]
    # Where voices are named as the format has it, what stands before a colon is said.
    unvoiced = [] if any(voice for _, voice in every) else [said for said, _ in every]
    names = labels_in(unvoiced)
    found: list[FilePassage | None] = []
    silent, last = 0, ""
    for start, end, parts in sorted(cues, key=lambda one: one[0]):
        spoken = [(voice, said) for voice, said in parts if not _NO_SPEECH.fullmatch(said)]
        silent += len(parts) - len(spoken)
        total, at = sum(len(said) for _, said in spoken), 0
        unnamed = len(spoken) > 1 and not any(who for who, _ in spoken)
        for voice, said in spoken:
            label, rest = ("", said) if voice else without_label(said, names)
            last = voice or label or ("" if unnamed else last)
            # Two people in one caption share its time by how much each says.
            begin = start + (end - start) * at // max(1, total)
            at += len(said)
            found.append(passage(rest, last, begin, start + (end - start) * at // max(1, total)))
    left = [f"{silent} caption{'s' if silent != 1 else ''} in which nobody speaks"] if silent else []
    if scrolled is not timed:
        left.append("the lines that are shown again while the captions scroll")
    if unread := sum(one.times is None for one in whole_cues):
        left.append(
            f"the times of {unread} captions, which make no sense"
            if unread > 1
            else "the time of one caption, which makes no sense"
        )
    kind = "WebVTT captions" if web else "SubRip captions"
    return whole(kind, found, left, captions=True, notes=doubt_of(doubtful_labels(unvoiced)))


@dataclass(slots=True)
class _Cue:
    """A caption as it stands there: start and end (ms; None where they make no sense), and its lines."""

    times: tuple[int, int] | None
    lines: list[str]


_Timed = list[tuple[int, int, list[str]]]


def _cues(lines: Sequence[str], web: bool) -> Iterator[_Cue]:
    """Each caption: from a line with times to the next one. Empty lines among its words end it no more than in players.

    What stands before a line with times is its number or its name, and no words.
    """
    cue: _Cue | None = None
    for block in _blocks(lines):
        places = [place for place, line in enumerate(block) if _has_times(line)]
        if not places:
            if cue is not None and not (web and _NOT_SAID.fullmatch(block[0])):
                cue.lines += _unnumbered(block) if len(block) == 1 else block
            continue
        ends = [*places[1:], len(block)]
        before = block[: places[0]]
        if cue is not None:
            cue.lines += before[:-1] if web else _unnumbered(before)
            yield cue
        for place, end in zip(places, ends, strict=True):
            if place != places[0] and cue is not None:
                yield cue
            times, words = _times_and_words(block[place])
            said = block[place + 1 : end]
            cue = _Cue(times, [*words, *(_unnumbered(said) if end < len(block) else said)])
    if cue is not None:
        yield cue


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between empty ones."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def _unnumbered(lines: list[str]) -> list[str]:
    """Without the number of the next caption at its end."""
    return lines[:-1] if lines and lines[-1].strip().isdigit() else lines


def _has_times(line: str) -> bool:
    return _TIMES.fullmatch(line) is not None or _BROKEN.fullmatch(line) is not None


def _times_and_words(line: str) -> tuple[tuple[int, int] | None, list[str]]:
    """Start and end of a line of times, and words that stand behind them: where on the screen is none of these."""
    found = _TIMES.fullmatch(line)
    if found is None:
        return None, []
    start, end = _clock_ms(found[1]), _clock_ms(found[2])
    behind = (found[3] or "").strip()
    words = [behind] if behind and not _PLACE_ON_SCREEN.fullmatch(behind) else []
    return (None if start is None or end is None else (start, max(start, end))), words


def _clock_ms(text: str) -> int | None:
    """A time (ms); what is before the beginning is the beginning."""
    clock, _, rest = "".join(text.split()).replace(",", ".").partition(".")
    parts = clock.removeprefix("-").split(":")
    if len(parts) == 4:
        rest = parts.pop()  # behind a colon too: ms, or pictures, of which a film shows some thirty in a second
        rest = rest if len(rest) > 2 else f"{min(999, int(rest) * 33):03}"
    if clock.startswith("-"):
        return 0
    tidy = ":".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    return time_ms(f"{tidy}.{rest[:3] or '0'}")


def _between_neighbours(cues: Sequence[_Cue]) -> _Timed:
    """Captions with times; those whose own make no sense stand from the end of the one before to the next one's begin.

    Raises `NoTranscript` where none makes sense.
    """
    if not any(cue.times for cue in cues):
        raise NoTranscript("times that are none")
    starts: list[int | None] = []
    following: int | None = None
    for cue in reversed(cues):
        following = cue.times[0] if cue.times else following
        starts.append(following)
    found: _Timed = []
    last = 0
    for cue, next_start in zip(cues, reversed(starts), strict=True):
        start, end = cue.times or (last, max(last, last if next_start is None else next_start))
        last = end
        found.append((start, end, cue.lines))
    return found


def _without_repetitions(cues: _Timed) -> _Timed:
    """The same captions, unless they scroll, as live ones do: then each line where it comes first.

    Somebody may say a thing twice. That every caption begins with the end of the one before is no speech.
    """
    bare = [[said for line in lines if (said := _bare(line))] for _, _, lines in cues]
    again = [0] + [
        _repeated(before, after) if one[0] - previous[1] <= _TOUCH_MS else 0
        for (previous, before), (one, after) in pairwise(zip(cues, bare, strict=True))
    ]
    rolling = sum(map(bool, again))
    if rolling < _FEWEST_ROLLING or 2 * rolling < len(cues) - 1:
        return cues
    return [
        (start, end, [line for line in lines if _bare(line)][count:])
        for (start, end, lines), count in zip(cues, again, strict=True)
    ]


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines at the end of a caption are those with which the next one begins."""
    most = min(len(before), len(after), 8)
    return next((count for count in range(most, 0, -1) if before[-count:] == after[:count]), 0)


def _parts(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Who says what in one caption; several where more than one voice is named or begins with a dash."""
    parts: list[tuple[str, list[str]]] = []
    dashed = sum(bool(_DASH.match(line)) for line in lines) > 1
    for line in lines:
        pieces = _VOICE.split(line)
        for place, piece in enumerate(pieces):
            if place % 2:
                parts.append((_bare(piece), []))
                continue
            said = _bare(_DASH.sub("", piece))
            if not said:
                continue
            begins = not parts or (dashed and place == 0 and bool(_DASH.match(line)))
            if begins:
                parts.append(("", [said]))
            else:
                parts[-1][1].append(said)
    return [(voice, " ".join(said)) for voice, said in parts if said]


def _bare(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()
