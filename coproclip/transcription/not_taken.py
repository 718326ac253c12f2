"""What a file says of passages that stayed as a person had them: said, so that no correction is lost without a word.

A rule keeps it out, so it is neither taken nor “nothing new”.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from coproclip.project.schema import Segment, Word
from coproclip.speech.engine import SpokenSegment, SpokenWord
from coproclip.timecode import TimeRange, clock
from coproclip.transcript.alike import steps
from coproclip.transcription.merge_words import Spans, middle, same_words

SHOWN = 3
"""So many passages are shown; of the others it is said how many they are."""
_AROUND = 3
"""So many words on each side show where it is that two texts differ."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A passage that stayed, with what it says and what the file says there (nothing: an empty text).

    `why` is what a person did: “checked”, “corrected”, or “in hand” where they correct it now.
    """

    time: TimeRange
    yours: str
    file: str
    why: str


class _FileWord(NamedTuple):
    """A word of the file, the voice the file gives it if it names one, and the number of the passage it is said in."""

    text: str
    voice: int | None
    place: int


def not_taken(
    row: Sequence[Segment],
    stayed: Mapping[int, str],
    segments: Iterable[SpokenSegment],
    voices: Sequence[int | None],
    names: Mapping[int, str],
    off: Iterable[TimeRange],
) -> list[NotTaken]:
    """Which passages of `row` that `stayed` (id and why) are others in the words `segments` of a file.

    `voices` has the voice of each word as the file names it, None where it does not; `names` what voices are called.
    What was said `off` the record is left out on both sides.
    """
    spans, number = Spans(off), {one.id: place for place, one in enumerate(row)}
    in_the_file = _by_time(row, stayed, [word for one in segments for word in one.words], voices, number)
    found: list[NotTaken] = []
    for there, run in groupby(row, lambda one: one.id in stayed):
        if not there:
            continue
        own = list(run)
        here = [one for passage in own for one in in_the_file[number[passage.id]]]
        said = [(word.text, number[one.id]) for one in own for word in one.words if not spans.hold(middle(word))]
        in_file = _by_passage(said, [one for _, one in sorted(here, key=lambda pair: pair[0])])
        mine: dict[int, list[str]] = defaultdict(list)
        for text, place in said:
            mine[place].append(text)
        for one in own:
            theirs = in_file[number[one.id]]
            voice = _voice(theirs)
            other = voice if voice is not None and voice != one.speaker_id else None
            yours, file = " ".join(mine[number[one.id]]), " ".join(word.text for word in theirs)
            if yours == file and other is None:
                continue
            if other is not None:
                before = names.get(one.speaker_id or 0, "")
                yours, file = f"{before or '–'}: {yours}", f"{names.get(other, '–')}: {file}"
            found.append(NotTaken(TimeRange(one.start_ms, one.end_ms), yours, file, stayed[one.id]))
    return found


def _by_time(
    row: Sequence[Segment],
    stayed: Collection[int],
    words: Sequence[SpokenWord],
    voices: Sequence[int | None],
    number: Mapping[int, int],
) -> dict[int, list[tuple[int, _FileWord]]]:
    """The words of the file, with their order in it, by the passage that they are said in: the same words', else by
    their time.
    """
    old: list[tuple[Word, int]] = [(word, number[one.id]) for one in row for word in one.words]
    same = same_words([word for word, _ in old], words)
    kept = [one for one in row if one.id in stayed]
    spans = Spans(TimeRange(one.start_ms, one.end_ms) for one in kept)
    where = {(one.start_ms, one.end_ms): number[one.id] for one in kept}
    found: dict[int, list[tuple[int, _FileWord]]] = defaultdict(list)
    for nth, (word, voice) in enumerate(zip(words, voices, strict=True)):
        at = middle(word)
        here = [span for span in spans.near(at, at) if span.start_ms <= at < span.end_ms]
        if nth in same or here:
            place = old[same[nth]][1] if nth in same else where[here[-1].start_ms, here[-1].end_ms]
            found[place].append((nth, _FileWord(word.text, voice, place)))
    return found


def _by_passage(said: Sequence[tuple[str, int]], in_the_file: Sequence[_FileWord]) -> dict[int, list[_FileWord]]:
    """The words of a file along passages that stand one after the other, by passage (number).

    A file that knows only when its lines are said has a word now and then beyond the end of a passage, which is no
    other word.
    """
    found: dict[int, list[_FileWord]] = defaultdict(list)
    for _, i1, i2, j1, j2 in steps([text for text, _ in said], [one.text for one in in_the_file]):
        for nth, one in enumerate(in_the_file[j1:j2]):
            found[said[i1 + min(nth, i2 - i1 - 1)][1] if i2 > i1 else one.place].append(one)
    return found


def _voice(words: Sequence[_FileWord]) -> int | None:
    """The voice that says most of these words, if the file names one."""
    [(voice, _)] = Counter(one.voice for one in words).most_common(1) or [(None, 0)]
    return voice


def sentence(found: Sequence[NotTaken]) -> str:
    """How many passages are others in the file and were not taken, and why; empty where there are none."""
    if not found:
        return ""
    alone = len(found) == 1
    reasons = [why for why in ("checked", "corrected") if any(one.why == why for one in found)]
    was = f"{'it was' if alone else 'they were'} {' or '.join(reasons)}" if reasons else "you are correcting it now"
    if alone:
        return f"1 passage differs in the file. Yours stays, because {was}."
    return f"{len(found)} passages differ in the file. Yours stay, because {was}."


def in_short(found: Sequence[NotTaken]) -> Iterator[str]:
    """Of the first few of `found` the place where they differ, each as a sentence; then how many more there are."""
    for one in found[:SHOWN]:
        yours, file = _where_they_differ(one.yours.split(), one.file.split())
        yield f"{clock(one.time.start_ms)}: yours “{yours}”, in the file “{file}”."
    if len(found) > SHOWN:
        yield f"And {len(found) - SHOWN} more."


def _where_they_differ(yours: Sequence[str], file: Sequence[str]) -> tuple[str, str]:
    """The first place where two rows of words differ, with a few words around it."""
    i1, i2, j1, j2 = next((step[1:] for step in steps(yours, file) if step[0] != "equal"), (0, 0, 0, 0))

    def _part(words: Sequence[str], first: int, last: int) -> str:
        first, last = max(0, first - _AROUND), min(len(words), last + _AROUND, first + 4 * _AROUND)
        return f"{'… ' if first else ''}{' '.join(words[first:last])}{' …' if last < len(words) else ''}"

    return _part(yours, i1, i2), _part(file, j1, j2)
