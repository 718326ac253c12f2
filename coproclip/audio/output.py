"""The device's side of playing: hands sound over, and knows which moment of the story is heard when."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coproclip.audio.devices import OutputSink
from coproclip.audio.feeding import Block, PlanPosition, PlaybackFeed

OpenSink = Callable[[int, int], OutputSink]

# A silent device is let go after so long, so that it can sleep and others can have it.
IDLE_S = 5.0
# Whoever is not asked for sound for so long has no loudspeaker any more.
GONE_S = 2.0
FADE_MS = 5
MARKS = 512


@dataclass(frozen=True, slots=True)
class _Mark:
    """From `heard_at` (s of the clock) for `lasts` s the story is heard from `place` on, `speed` ms a ms."""

    heard_at: float
    lasts: float
    place: PlanPosition
    speed: float


@dataclass(eq=False)
class _Track:
    """A feed while it is played. Only the device's thread changes it."""

    feed: PlaybackFeed
    marks: deque[_Mark] = field(default_factory=lambda: deque(maxlen=MARKS))
    block: Block | None = None
    taken: int = 0
    over_at: float | None = None


class Output:
    """An open loudspeaker that plays one `PlaybackFeed` at a time. `volume` is 0–1."""

    def __init__(self, open_sink: OpenSink, clock: Callable[[], float]) -> None:
        self.volume = 1.0
        self._open_sink, self._clock = open_sink, clock
        self._sink: OutputSink | None = None
        self._asked = (0, 0)
        self._track: _Track | None = None
        self._before: _Track | None = None
        self._last: NDArray[np.float32] = np.zeros(0, np.float32)
        self._lock = threading.Lock()
        self._asleep = False
        self._called_at = self._sounded_at = 0.0
        self._ahead: float | None = None

    # ---- the player's thread ----------------------------------------------------------------------------------

    def open(self, rate: int, channels: int) -> tuple[int, int]:
        """Be ready for this rate (Hz) and these channels; returns what the device takes. Raises `DeviceError`."""
        if self._sink is None or self._asked != (rate, channels) or self._asleep or self.is_gone:
            self.close()
            sink = self._open_sink(rate, channels)
            self._last = np.zeros(sink.channels, np.float32)
            self._called_at = self._sounded_at = self._clock()
            self._asleep, self._ahead = False, None
            self._sink, self._asked = sink, (rate, channels)
            try:
                sink.start(self._fill)
            except BaseException:
                self._sink = None
                raise
        return self._sink.sample_rate, self._sink.channels

    def switch(self, feed: PlaybackFeed | None) -> bool:
        """Play this from now on, or nothing. False if the device has gone to sleep meanwhile and must be opened."""
        with self._lock:
            before, self._track = self._track, None if feed is None else _Track(feed)
        if before is not None:
            before.feed.cancel()
        return not self._asleep

    def close(self) -> None:
        """Let the device go."""
        self.switch(None)
        if self._sink is not None:
            self._sink.stop()
            self._sink = None

    @property
    def place(self) -> PlanPosition | None:
        """What is heard now; None before the first sound was heard."""
        track, now = self._track, self._clock()
        if track is None:
            return None
        for mark in reversed(list(track.marks.copy())):
            if mark.heard_at <= now:
                passed = min(now - mark.heard_at, mark.lasts)
                return PlanPosition(mark.place.span, mark.place.time_ms + passed * 1000 * mark.speed)
        return None

    @property
    def handed_over(self) -> PlanPosition | None:
        """Up to where sound has left for the device; that much is heard whatever is done now."""
        track = self._track
        if track is None or not track.marks:
            return None
        mark = track.marks[-1]
        return PlanPosition(mark.place.span, mark.place.time_ms + mark.lasts * 1000 * mark.speed)

    @property
    def is_over(self) -> bool:
        """Whether the feed's last sound was heard."""
        track = self._track
        return track is not None and track.over_at is not None and self._clock() >= track.over_at

    @property
    def is_gone(self) -> bool:
        """Whether the device has stopped asking for sound."""
        return self._sink is not None and not self._asleep and self._clock() - self._called_at > GONE_S

    # ---- the device's thread ----------------------------------------------------------------------------------

    def _fill(self, out: NDArray[np.float32], heard_in: float) -> bool:
        now = self._called_at = self._clock()
        sink, track = self._sink, self._track
        out[:] = 0
        if sink is None:
            return True
        rate = sink.sample_rate
        heard_at = self._heard_at(now, heard_in, len(out) / rate)
        fade = rate * FADE_MS // 1000
        done = self._take(track, out, heard_at, rate) if track is not None else 0
        if track is not self._before or not done:
            # What came before breaks off here: let it ring out instead of clicking.
            _ring_out(out, self._last, fade)
        if 0 < done < len(out):
            _ring_out(out[done:], out[done - 1].copy(), fade)
        self._before = track
        self._last = out[-1].copy()
        if done:
            self._sounded_at = now
        elif track is None and now - self._sounded_at > IDLE_S:
            with self._lock:
                self._asleep = self._track is None
        return not self._asleep

    def _take(self, track: _Track, out: NDArray[np.float32], heard_at: float, rate: int) -> int:
        done = 0
        while done < len(out):
            if track.block is None:
                all_read = track.feed.all_read
                if not track.feed.blocks:
                    if all_read and track.over_at is None:
                        track.over_at = heard_at + done / rate
                    break
                track.block, track.taken = track.feed.blocks.popleft(), 0
            block, start = track.block, track.taken
            size = min(len(out) - done, len(block.samples) - start)
            out[done : done + size] = block.samples[start : start + size] * np.float32(self.volume)
            place = PlanPosition(block.place.span, block.place.time_ms + start * block.frame_ms)
            mark = _Mark(heard_at + done / rate, size / rate, place, block.frame_ms * rate / 1000)
            track.marks.append(mark)
            done += size
            track.taken += size
            if track.taken == len(block.samples):
                track.block = None
        return done

    def _heard_at(self, now: float, heard_in: float, lasts: float) -> float:
        """When the block's first frame is heard: block after block without gaps, though callbacks come unevenly."""
        now_ahead = now + heard_in
        if self._ahead is None or abs(now_ahead - self._ahead) > 0.1:
            self._ahead = now_ahead
        else:
            self._ahead += 0.05 * (now_ahead - self._ahead)
        heard_at, self._ahead = self._ahead, self._ahead + lasts
        return heard_at


def _ring_out(out: NDArray[np.float32], last: NDArray[np.float32], fade: int) -> None:
    size = min(len(out), fade)
    out[:size] += last * np.linspace(1, 0, size, endpoint=False, dtype=np.float32)[:, np.newaxis]
