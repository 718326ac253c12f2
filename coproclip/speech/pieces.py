"""Speech packed for the engine: pieces of at most half a minute, long pauses left out, times kept."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coproclip.speech.engine import PER_MS, Sound
from coproclip.speech.quiet import quietest
from coproclip.timecode import TimeRange

LONGEST_MS = 29_500
ROOM_MS = 400
# One more piece costs 1: how much of that a cut costs in a pause shorter than so many ms.
CUT_COSTS = ((100, 1.5), (250, 0.6), (500, 0.3), (1000, 0.1))


@dataclass(frozen=True, slots=True)
class SpeechPiece:
    """Stretches of one sound that the engine hears in one go, in order, as if nothing lay between them."""

    spans: tuple[TimeRange, ...]

    @property
    def duration_ms(self) -> int:
        """How much sound it holds."""
        return sum(span.duration_ms for span in self.spans)

    def sound(self, whole: Sound) -> Sound:
        """The samples of this piece, cut out of the sound that its spans speak of."""
        return np.concatenate([whole[span.start_ms * PER_MS : span.end_ms * PER_MS] for span in self.spans])

    def in_whole(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """Where a word from `start_ms` to `end_ms` of this piece lies in the whole sound.

        Both times are put in the stretch that holds the word's middle: no word is torn over a pause left out.
        """
        ends: list[int] = []
        for span in self.spans:
            ends.append((ends[-1] if ends else 0) + span.duration_ms)
        index = min(bisect_right(ends, (start_ms + end_ms) // 2), len(ends) - 1)
        span, before = self.spans[index], ends[index] - self.spans[index].duration_ms

        def placed(time_ms: int) -> int:
            return min(span.end_ms, max(span.start_ms, span.start_ms + time_ms - before))

        return placed(start_ms), placed(end_ms)


def pack(sound: Sound, speech: Sequence[TimeRange], longest_ms: int = LONGEST_MS) -> list[SpeechPiece]:
    """Few pieces that hold all of `speech` with a little room around it, cut where the pauses are long.

    None is longer than `longest_ms`.
    """
    ranges = [part for stretch in speech for part in _short_enough(sound, stretch, longest_ms)]
    if not ranges:
        return []
    spans = _with_room(ranges, len(sound) // PER_MS)
    cut_costs = [_cut_cost(after.start_ms - before.end_ms) for before, after in pairwise(ranges)]
    return [SpeechPiece(_joined(spans[first:last])) for first, last in _cheapest(spans, cut_costs, longest_ms)]


def _short_enough(sound: Sound, stretch: TimeRange, longest_ms: int) -> list[TimeRange]:
    """Speech without a pause for longer than a piece, cut where it is quietest."""
    most, parts, start = longest_ms - 2 * ROOM_MS, [], stretch.start_ms
    while stretch.end_ms - start > most:
        cut = quietest(sound, start + most // 2, start + most)
        parts.append(TimeRange(start, cut))
        start = cut
    return [*parts, TimeRange(start, stretch.end_ms)]


def _with_room(ranges: list[TimeRange], duration_ms: int) -> list[TimeRange]:
    """Each range with up to `ROOM_MS` on both sides; neighbours that would meet share the pause between them."""
    starts = [max(0, ranges[0].start_ms - ROOM_MS)]
    ends = []
    for before, after in pairwise(ranges):
        if after.start_ms - before.end_ms > 2 * ROOM_MS:
            ends.append(before.end_ms + ROOM_MS)
            starts.append(after.start_ms - ROOM_MS)
        else:
            middle = (before.end_ms + after.start_ms) // 2
            ends.append(middle)
            starts.append(middle)
    ends.append(min(duration_ms, ranges[-1].end_ms + ROOM_MS))
    return [TimeRange(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _cut_cost(pause_ms: int) -> float:
    return next((cost for below, cost in CUT_COSTS if pause_ms < below), 0.0)


def _cheapest(spans: list[TimeRange], cut_costs: list[float], longest_ms: int) -> list[tuple[int, int]]:
    """The cheapest way to cut `spans` in runs no longer than a piece, as index pairs."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(spans) + 1):
        length, options = 0, []
        for first in range(last - 1, -1, -1):
            length += spans[first].duration_ms
            if length > longest_ms and first < last - 1:
                break
            options.append((best[first][0] + 1 + (cut_costs[first - 1] if first else 0.0), first))
        best.append(min(options))
    runs: list[tuple[int, int]] = []
    last = len(spans)
    while last:
        first = best[last][1]
        runs.insert(0, (first, last))
        last = first
    return runs


def _joined(spans: list[TimeRange]) -> tuple[TimeRange, ...]:
    joined = [spans[0]]
    for span in spans[1:]:
        if span.start_ms == joined[-1].end_ms:
            joined[-1] = TimeRange(joined[-1].start_ms, span.end_ms)
        else:
            joined.append(span)
    return tuple(joined)
