"""One open microphone: its callback copies into a ring, and the writing thread reads from there at its pace."""

import threading
import time
from collections.abc import Callable

import numpy as np

from coproclip.audio.devices import InputSource, Pcm
from coproclip.capture.clock_map import ClockDrift, ClockMap, reach, read_between
from coproclip.capture.pcm import as_bits, as_channels, as_wave, from_wave, silence
from coproclip.capture.ring import Overrun, Ring
from coproclip.capture.wav_writer import WavFormat

RING_S = 30
# Blocks come every 50 ms. After so long without one some sound is missing: the sound system changed to another device.
STALLED_S = 0.7

PlaceNow = Callable[[float], float | None]
"""Gives the place that the recording has reached at a moment (monotonic, s), or None where that is not known yet."""


class DeviceStream:
    """What one device sends for `channels` channels of a recording in the form `sound`.

    `line` says which of its frames belongs to which place; None as long as that is not known. `heard_from` is the
    place from which on it is heard: before that it stands for silence.
    """

    def __init__(self, source: InputSource, sound: WavFormat, channels: int, place_now: PlaceNow) -> None:
        self.source, self.channels, self.name = source, channels, source.name
        self.rate = source.sample_rate
        self.nominal = self.rate / sound.sample_rate
        self.pace = ClockDrift(self.nominal, sound.sample_rate)
        self.line: ClockMap | None = None
        self.heard_from = 0
        self.is_closed = False
        self.arrived_at = self.opened_at = time.monotonic()
        self.began_at: float | None = None
        self._sound, self._place_now = sound, place_now
        # Fakes and other sources need not know that there are 24 bits.
        bits = getattr(source, "bits", 16)
        self._ring = Ring(RING_S * self.rate, source.channels, bits)
        self._block = 0
        self._buffered: Pcm = silence(0, channels, sound.bits)
        self._buffered_from = 0
        self._seen: tuple[int, float] | None = None
        self._seen_before = 0.0
        self._drifting_from: int | None = 0
        self._stopping: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen; raises `DeviceError`."""
        self.source.start(self._on_sound)

    def close(self) -> threading.Thread:
        """Let the device go. A device that is gone may never answer, so a thread of its own waits for it."""
        if self._stopping is None:
            self._stopping = threading.Thread(target=self.source.stop, name="recorder-stop", daemon=True)
            self._stopping.start()
        return self._stopping

    # ---- the device's thread ----------------------------------------------------------------------------------

    def _on_sound(self, block: Pcm, lost_before: bool) -> None:
        now = time.monotonic()
        stalled = self.began_at is not None and now - self.arrived_at > STALLED_S
        if self.is_closed:
            return
        self._ring.put(block, lost_before or stalled)
        self._block, self.arrived_at = len(block), now
        if len(block) and self.began_at is None:
            self.began_at = now
        if len(block) and (place := self._place_now(now)) is not None:
            # Where the two clocks were seen beside each other.
            self._seen = (self._ring.arrived, place)

    # ---- read from anywhere -----------------------------------------------------------------------------------

    @property
    def frames(self) -> int:
        """How many frames came, lost ones included."""
        return self._ring.arrived

    def reached(self, now: float) -> float | None:
        """The place its last frame belongs to; while nothing comes, the place that its next one will."""
        line, quiet = self.line, now - self.arrived_at
        if line is None or self.began_at is None:
            return None
        return line.place_of(self.frames) + (quiet * self._sound.sample_rate if quiet > STALLED_S else 0.0)

    def place_now(self, now: float) -> float | None:
        """The same, guessing how much has been heard since the last block came."""
        reached, quiet = self.reached(now), now - self.arrived_at
        if reached is None or quiet > STALLED_S:
            return reached
        return reached + min(quiet * self._sound.sample_rate, self._block / self.nominal)

    # ---- the writing thread -----------------------------------------------------------------------------------

    def pull(self) -> list[tuple[float, Overrun]]:
        """Take what came; returns what was lost, with its place."""
        pieces, lost = [self._buffered], []
        for piece, overrun in self._ring.take():
            if overrun is not None and self.line is not None and self.is_placed:
                lost.append((self.line.place_of(overrun.at), overrun))
            if len(piece):
                pieces.append(as_channels(as_bits(piece, self._sound.bits), self.channels).copy())
        if len(pieces) > 1:
            self._buffered = np.concatenate(pieces)
        return lost

    def lead(self, place: int) -> None:
        """Give the pace for the others from now on. Where that was not known, its first frame belongs to `place`."""
        if self.line is None:
            self.line, self.heard_from = ClockMap(0.0, float(place), self.nominal), place
        elif self.nominal == 1.0 and self.heard_from >= place:
            # Nothing of it was read yet, so that whole frames can be.
            self.line = ClockMap(float(round(self.line.index)), float(round(self.line.place)), 1.0)
        self._drifting_from = None

    def lose_lead(self) -> None:
        """Somebody else gives the pace. Where its own sound belongs is only known once there is some."""
        if self.began_at is None:
            self.line, self._drifting_from = None, 0

    def drift_off(self) -> None:
        """It sends nothing just now: what comes next belongs wherever the recording is then."""
        if self._drifting_from is None:
            self._drifting_from = self.frames

    def keep_step(self, place: int) -> float:
        """Follow the others, who are at `place`. Returns by how many places it lags behind (below 0) or runs ahead.

        That is 0 as long as it can be followed; else somebody has to stand still for so long.
        """
        seen, self._seen = self._seen, None
        if seen is None:
            return 0.0
        index, at = seen
        since, self._seen_before = at - self._seen_before, at
        if self._drifting_from is not None:
            if index > self._drifting_from:
                line = ClockMap(float(index), at, self.pace.step)
                self.heard_from = max(place, round(line.place_of(self._drifting_from)))
                self.line, self._drifting_from = line, None
            return 0.0
        if self.line is None:
            return 0.0
        torn = self.pace.see(self.line.place_of(index) - at, max(0.0, since))
        self.line = ClockMap(self.line.index_at(place), float(place), self.pace.step)
        return torn

    def stand_still(self, place: int, places: int) -> None:
        """Be silent for so many places; what comes next then comes later by so much."""
        if self.line is not None and places > 0:
            self.line = ClockMap(self.line.index, self.line.place + places, self.line.step)
            self.heard_from = max(self.heard_from, place + places)

    @property
    def is_placed(self) -> bool:
        """Whether it is known where its sound belongs."""
        return self.line is not None and self._drifting_from is None

    def ready(self, place: int, *, last: bool = False) -> int:
        """How many frames can be read from `place` on; with `last`, nothing more will come."""
        if self.line is None:
            return 0
        start = max(place, self.heard_from)
        index, end = self.line.index_at(start), self._buffered_from + len(self._buffered)
        if self._reads_whole(index) or last:
            frames = -int(-(end - index) // self.line.step)
        else:
            frames = int((end - 1 - reach(self.line.step) - index) // self.line.step) + 1
        return start - place + max(0, frames)

    def read(self, place: int, frames: int) -> Pcm:
        """The next frames from `place` on; silence where nothing is to be heard. They are not kept any longer."""
        block = silence(frames, self.channels, self._sound.bits)
        quiet = min(frames, max(0, self.heard_from - place))
        if self.line is not None and quiet < frames:
            block[quiet:] = self._between(self.line.index_at(place + quiet), self.line.step, frames - quiet)
            kept = int(self.line.index_at(place + frames)) - reach(self.line.step) - 1
            gone = min(len(self._buffered), max(0, kept - self._buffered_from))
            self._buffered, self._buffered_from = self._buffered[gone:], self._buffered_from + gone
        return block

    def _reads_whole(self, index: float) -> bool:
        return self.line is not None and self.line.step == 1.0 and index.is_integer()

    def _between(self, index: float, step: float, frames: int) -> Pcm:
        around = 0 if self._reads_whole(index) else reach(step) + 1
        first = int(index // 1) - around
        until = int(index + (frames - 1) * step) + 1 + around
        piece = self._piece(first, until)
        if not around:
            return piece
        return from_wave(read_between(as_wave(piece), index - first, step, frames), self._sound.bits)

    def _piece(self, first: int, until: int) -> Pcm:
        """The frames from `first` up to `until`; silence for those that never were or are gone."""
        start, end = (min(max(at - self._buffered_from, 0), len(self._buffered)) for at in (first, until))
        piece = self._buffered[start:end]
        before, after = (
            min(until, self._buffered_from) - first,
            until - max(first, self._buffered_from + len(self._buffered)),
        )
        if before <= 0 and after <= 0:
            return piece
        return np.pad(piece, ((max(0, before), max(0, after)), (0, 0)))
