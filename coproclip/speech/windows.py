"""A story in windows of some minutes, cut at silences, while its sound streams past: memory does not grow."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from coproclip.speech.engine import PER_MS, Sound, Speech
from coproclip.speech.quiet import quietest
from coproclip.timecode import TimeRange

FindSpeech = Callable[[Sound], Speech]


@dataclass(frozen=True, slots=True)
class SpeechWindow:
    """From `start_ms` to `end_ms` of the story: its sound, and where somebody speaks (ms from its start)."""

    start_ms: int
    end_ms: int
    sound: Sound
    speech: Speech


@dataclass(frozen=True, slots=True)
class WindowLength:
    """How long windows are (ms): cut at the best pause between the two. Those at the beginning of a story are shorter.

    `beginnings` are where windows begin before, and how long they are then.
    """

    shortest_ms: int = 140_000
    longest_ms: int = 240_000
    beginnings: tuple[tuple[int, int, int], ...] = ((1, 7_000, 14_000), (15_000, 25_000, 45_000))

    def at(self, start_ms: int) -> tuple[int, int]:
        """How long a window that begins at `start_ms` of the story is, at least and at most."""
        for before, shortest, longest in self.beginnings:
            if start_ms < before:
                return shortest, longest
        return self.shortest_ms, self.longest_ms


LENGTH = WindowLength()
# A pause longer than this is not better than this.
LONG_PAUSE_MS = 1500


def windows(
    blocks: Iterable[Sound],
    find_speech: FindSpeech,
    from_ms: int = 0,
    duration_ms: int | None = None,
    length: WindowLength = LENGTH,
) -> Iterator[SpeechWindow]:
    """The windows of a story of `duration_ms` whose sound from `from_ms` on comes in `blocks`.

    A window depends on nothing before its start, so carrying on at the end of one gives the same windows as
    an unbroken run. Only at the beginning of a story are they short, so that its words show soon.
    """
    stream, waiting, ended, start = iter(blocks), np.zeros(0, np.float32), False, from_ms
    while True:
        shortest, longest = length.at(start)
        fresh = [waiting]
        have = len(waiting)
        while not ended and have <= longest * PER_MS:
            block = next(stream, None)
            ended = block is None
            if block is not None:
                fresh.append(block)
                have += len(block)
        waiting = np.concatenate(fresh)
        if not len(waiting):
            return
        whole = ended and len(waiting) <= longest * PER_MS
        ahead = waiting if whole else waiting[: longest * PER_MS]
        speech = find_speech(ahead)
        if whole:
            end = start + len(ahead) // PER_MS if duration_ms is None else max(start, duration_ms)
            yield SpeechWindow(start, end, ahead, speech.until(end - start))
            return
        cut = best_cut(ahead, speech.maybe, shortest, longest)
        yield SpeechWindow(start, start + cut, waiting[: cut * PER_MS], speech.until(cut))
        waiting, start = waiting[cut * PER_MS :].copy(), start + cut


def best_cut(sound: Sound, speech: Sequence[TimeRange], shortest_ms: int, longest_ms: int) -> int:
    """Where to cut (ms) between the two: the middle of the longest pause, the later of equals.

    Without any pause it is the quietest place.
    """
    edges = [0, *(time for segment in speech for time in (segment.start_ms, segment.end_ms)), len(sound) // PER_MS]
    best: tuple[int, int] | None = None
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        start, end = max(start, shortest_ms), min(end, longest_ms)
        if end > start and (best is None or min(end - start, LONG_PAUSE_MS) >= best[0]):
            best = (min(end - start, LONG_PAUSE_MS), (start + end) // 2)
    return best[1] if best else quietest(sound, shortest_ms, longest_ms)
