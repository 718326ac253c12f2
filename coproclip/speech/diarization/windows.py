"""Which stretches of a story a speaker model is shown, and its voice prints of them, the sound read as a stream.

“No stretch reaches over a pause”: people change where one stops, and a print of two voices is a print of nobody.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coproclip.audio.mono import stream_mono
from coproclip.speech.cores import physical_cores
from coproclip.speech.diarization.embeddings import Prints, VoicePrinter
from coproclip.speech.diarization.filterbank import BANDS, FRAME_MS, HOP, Frames
from coproclip.speech.engine import RATE, SpokenWord
from coproclip.speech.passages import ends_sentence

PAUSE_MS, PAUSE_AFTER_SENTENCE_MS = 250, 80
STEP_MS = 500
BATCH, MOST_WORKERS = 16, 8
SHORTEST_MS = 60


@dataclass(frozen=True, slots=True)
class SpeakerWindow:
    """A stretch that the speaker model is shown (ms of the story); `run` numbers the talk without a pause it is of.

    Shorter than the speaker model wants, it is shown over and over.
    """

    run: int
    start_ms: int
    end_ms: int

    @property
    def middle_ms(self) -> int:
        """Its middle."""
        return (self.start_ms + self.end_ms) // 2


def runs_of(words: Sequence[SpokenWord]) -> npt.NDArray[np.int32]:
    """For each word (in order of time) the number of the talk without a pause that it is in."""
    runs = np.zeros(len(words), np.int32)
    for place, (before, word) in enumerate(pairwise(words), 1):
        gap = word.start_ms - before.end_ms
        rests = gap >= (PAUSE_AFTER_SENTENCE_MS if ends_sentence(before.text) else PAUSE_MS)
        runs[place] = runs[place - 1] + rests
    return runs


def windows_of(words: Sequence[SpokenWord], length_ms: int, step_ms: int = STEP_MS) -> list[SpeakerWindow]:
    """The stretches to show, in order of time: of `length_ms`, at most `step_ms` apart, together all that is said."""
    found: list[SpeakerWindow] = []
    first = 0
    runs = runs_of(words)
    for last in range(len(words)):
        if last + 1 < len(words) and runs[last + 1] == runs[last]:
            continue
        start = words[first].start_ms
        end = max(start + SHORTEST_MS, *(word.end_ms for word in words[first : last + 1]))
        room = end - start - length_ms
        steps = max(0, -(-room // step_ms))
        for step in range(steps + 1):
            begin = start + (room * step // steps if steps else 0)
            found.append(SpeakerWindow(int(runs[last]), begin, min(end, begin + length_ms)))
        first = last + 1
    return found


def prints_of(sound: Path, windows: Sequence[SpeakerWindow], printer: VoicePrinter) -> Iterator[Prints]:
    """The voice prints of `windows` (in order of their start), some at a time; memory does not grow with the story.

    Every core makes some of them while the sound is read on; each batch gives the same on any number of cores.
    """
    workers = min(MOST_WORKERS, physical_cores())
    under_way: deque[Future[Prints]] = deque()
    with ThreadPoolExecutor(workers, "voices") as pool:
        for batch in _batches(_frames(sound, windows, printer)):
            under_way.append(pool.submit(printer.prints, batch))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _batches(frames: Iterable[Frames]) -> Iterator[list[Frames]]:
    waiting: list[Frames] = []
    for shown in frames:
        waiting.append(shown)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _frames(sound: Path, windows: Sequence[SpeakerWindow], printer: VoicePrinter) -> Iterator[Frames]:
    """The frames of each window, as many as the speaker model is shown at a time."""
    if not windows:
        return
    begin_ms = max(0, windows[0].start_ms // 1000 * 1000 - 1000)
    blocks = stream_mono(sound, RATE, begin_ms)
    buffer = np.zeros(0, np.float32)
    known, known_at = np.zeros((0, BANDS), np.float32), begin_ms // FRAME_MS
    for window in windows:
        first, last = window.start_ms // FRAME_MS, -(-window.end_ms // FRAME_MS)
        last = max(first + 1, min(last, first + printer.frames))
        while known_at + len(known) < last:
            block = next(blocks, None)
            if block is None:
                break
            buffer = np.concatenate([buffer, block])
            fresh = printer.bands.frames(buffer)
            # What is no longer needed goes: frames before this window, samples before the next frame.
            drop = max(0, min(first - known_at, len(known)))
            known, known_at = np.concatenate([known[drop:], fresh]), known_at + drop
            buffer = buffer[len(fresh) * HOP :]
        part = known[max(0, first - known_at) : max(0, last - known_at)]
        if not len(part):
            part = np.zeros((1, BANDS), np.float32)
        yield np.resize(part, (printer.frames, BANDS))
