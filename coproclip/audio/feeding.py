"""What a player is about to play: read ahead by a thread, in blocks that know which time of the story they are."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from coproclip.audio.decode import Samples, to_channels
from coproclip.audio.files import open_plain, stream_frames
from coproclip.audio.stretch import Stretcher
from coproclip.errors import CoProClipError
from coproclip.timecode import TimeRange

BLOCK_MS = 40
AHEAD_MS = 400
WAIT_S = 0.03
# Where sound is cut, it rises and falls in so many ms: shorter than any speech sound, long enough not to click.
EDGE_MS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """The stretches to play one after another, perhaps again and again."""

    spans: tuple[TimeRange, ...]
    loop: bool = False

    @property
    def start(self) -> "PlanPosition":
        """Where it begins."""
        return PlanPosition(0, self.spans[0].start_ms)

    @property
    def end_ms(self) -> int:
        """Where it ends."""
        return self.spans[-1].end_ms

    def place_of(self, time_ms: int) -> "PlanPosition | None":
        """Where in the plan this time is played; None if it is not."""
        for number, span in enumerate(self.spans):
            if span.start_ms <= time_ms < span.end_ms:
                return PlanPosition(number, time_ms)
        return None


@dataclass(frozen=True, slots=True)
class PlanPosition:
    """A time (ms) within one of a plan's stretches."""

    span: int
    time_ms: float


@dataclass(frozen=True, slots=True)
class Block:
    """Sound for the device (float32 [frames, channels]). Its first frame is at `place`; a frame lasts `frame_ms`."""

    samples: Samples
    place: PlanPosition
    frame_ms: float


@dataclass(frozen=True, slots=True)
class Form:
    """How the device takes it: rate (Hz), channels, and the speed it is played at."""

    sample_rate: int
    channels: int
    speed: float


class PlaybackFeed:
    """Reads a plan from a place on, never more than `AHEAD_MS` ahead of what was taken; ends by itself.

    `blocks` is for the device's thread to take from; `all_read` once nothing more comes, `error` if that was too early.
    """

    def __init__(self, path: Path, plan: Plan, place: PlanPosition, form: Form) -> None:
        self.plan = plan
        self.blocks: deque[Block] = deque()
        self.error: CoProClipError | None = None
        self.all_read = False
        self._path, self._place, self._form = path, place, form
        self._given = 0
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """End soon; `join` waits for it."""
        self._cancelled.set()

    def join(self) -> None:
        """Wait until the thread has ended."""
        self._thread.join()

    @property
    def ahead_ms(self) -> float:
        """How much sound is ready to be taken."""
        return sum(len(block.samples) for block in self.blocks.copy()) * 1000 / self._form.sample_rate

    @property
    def is_ready(self) -> bool:
        """Whether the next moment can be played without waiting for the disk."""
        return self.all_read or self.ahead_ms >= 3 * BLOCK_MS

    def _run(self) -> None:
        try:
            self._read_all()
        except CoProClipError as error:
            self.error = error
        self.all_read = True

    def _read_all(self) -> None:
        first, start_ms = self._place.span, round(self._place.time_ms)
        while not self._cancelled.is_set():
            given = self._given
            for number in range(first, len(self.plan.spans)):
                span = self.plan.spans[number]
                self._read_span(number, max(span.start_ms, start_ms), span.end_ms)
                start_ms = 0
            first = 0
            # A stretch behind the end of the file would go round without a sound.
            if not self.plan.loop or self._given == given:
                return

    def _read_span(self, number: int, start_ms: int, end_ms: int) -> None:
        rate, speed = self._form.sample_rate, self._form.speed
        frame_ms = 1000 / rate * speed
        given, waiting = 0, None
        for samples in self._shaped(start_ms, end_ms):
            if waiting is not None:
                self._give(waiting)
            samples = to_channels(samples, self._form.channels)
            if given == 0:
                samples = _risen(samples, rate)
            waiting = Block(samples, PlanPosition(number, start_ms + given * frame_ms), frame_ms)
            given += len(samples)
        if waiting is not None:
            self._give(replace(waiting, samples=_risen(waiting.samples[::-1], rate)[::-1]))

    def _shaped(self, start_ms: int, end_ms: int) -> Iterator[Samples]:
        with open_plain(self._path) as sound:
            rate, channels = int(sound.samplerate), int(sound.channels)
        stretcher = Stretcher(rate, self._form.sample_rate, min(channels, 2), self._form.speed)
        for samples in stream_frames(self._path, start_ms, end_ms, block=rate * BLOCK_MS // 1000):
            shaped = stretcher.feed(to_channels(samples, min(channels, 2)))
            if len(shaped):
                yield shaped
            if self._cancelled.is_set():
                return
        shaped = stretcher.finish()
        if len(shaped):
            yield shaped

    def _give(self, block: Block) -> None:
        while self.ahead_ms > AHEAD_MS and not self._cancelled.wait(WAIT_S):
            pass
        self.blocks.append(block)
        self._given += 1


def _risen(samples: Samples, rate: int) -> Samples:
    """The same, rising from silence over the first few ms."""
    edge = min(len(samples), rate * EDGE_MS // 1000)
    risen = samples.copy()
    risen[:edge] *= np.linspace(0, 1, edge, endpoint=False, dtype=np.float32)[:, np.newaxis]
    return risen
