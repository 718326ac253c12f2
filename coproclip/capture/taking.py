"""The two threads of a recording: the device's, which only copies, and ours, which measures, writes and watches."""

import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coproclip.audio.devices import InputSource
from coproclip.capture.meter import Meter
from coproclip.capture.ring import Ring
from coproclip.capture.room import FreeBytes, nearly_full, room_ms
from coproclip.capture.sidecar import RecordingLock, RecordingNote
from coproclip.capture.trouble import device_went_away, disk_refused, disk_silent, fault, folder_went_away
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.errors import CoProClipError

log = logging.getLogger(__name__)

RING_S = 30
TURN_S = 0.05
SYNC_S = 0.5
LOOK_S = 2.0
# A wireless microphone may take its time to begin; once it has begun, nothing arriving means that it is gone.
DEVICE_BEGINS_S = 8.0
DEVICE_GONE_S = 2.0
# Blocks come every 50 ms. After so long without one some sound is missing: the sound system changed to another device.
STALLED_S = 0.7
STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the recording where sound was lost; silence of the same length stands there (0: not known)."""

    at_ms: int
    lost_ms: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where the sound goes: the open file, what is known of it, and the lock that says it is being made."""

    writer: WavWriter
    note: RecordingNote
    lock: RecordingLock


class Taking:
    """Takes sound from `source` until `end` or until something goes wrong; writes it once there is a `Target`.

    Raises `DeviceError` when the source does not start. What is read from outside is set by one thread only.
    """

    def __init__(self, source: InputSource, folder: Path, free: FreeBytes, target: Target | None = None) -> None:
        self.sound = WavFormat(source.sample_rate, source.channels)
        self.meter = Meter(source.sample_rate, source.channels)
        self.gaps: list[Gap] = []
        self.room_ms: int | None = None
        self.ended = False
        self.error: CoProClipError | None = None
        self._source, self._folder, self._free = source, folder, free
        self._ring = Ring(RING_S * source.sample_rate, source.channels)
        self._target = target
        self._turns: deque[tuple[int, bool]] = deque()
        self._keeping = target is not None
        self._place = 0
        self._safe_frames, self._safe_at, self._looked_at = 0, time.monotonic(), 0.0
        self._arrived_at = time.monotonic()
        self._ending = threading.Event()
        self._stopping: threading.Thread | None = None
        source.start(self._on_sound)
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    # ---- asked from outside -----------------------------------------------------------------------------------

    def begin(self, target: Target) -> None:
        """Write from now on."""
        self._safe_at = time.monotonic()
        self._target = target
        self.turn(keep=True)

    def turn(self, *, keep: bool) -> None:
        """Write, or write nothing, from now on."""
        # The place, not the moment: what is still in the ring was said before.
        self._turns.append((self._ring.arrived, keep))

    def end(self) -> None:
        """Take what is left, close the file and let the device go."""
        self._ending.set()
        self._thread.join(3 * STOP_S)
        if not self.ended:
            self.error, self.ended = disk_silent(self.safe_ms), True

    @property
    def is_hearing(self) -> bool:
        """Whether the device has begun to deliver."""
        return self._ring.arrived > 0

    @property
    def position_ms(self) -> int:
        """How much is in the file."""
        return self.sound.ms(self._target.writer.frames) if self._target else 0

    @property
    def safe_ms(self) -> int:
        """How much of it is on the disk itself."""
        return self.sound.ms(self._safe_frames)

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything was safe; 0 while nothing new has come since."""
        behind = self._target is not None and self._target.writer.frames > self._safe_frames
        return time.monotonic() - self._safe_at if behind else 0.0

    # ---- the device's thread ----------------------------------------------------------------------------------

    def _on_sound(self, block: NDArray[np.int16], lost_before: bool) -> None:
        now = time.monotonic()
        stalled = self.is_hearing and now - self._arrived_at > STALLED_S
        self._arrived_at = now
        if not self.ended:
            self._ring.put(block, lost_before or stalled)

    # ---- the writing thread -----------------------------------------------------------------------------------

    def _work(self) -> None:
        error: CoProClipError | None = None
        try:
            turned_at = time.monotonic()
            while not self._ending.wait(TURN_S):
                now = time.monotonic()
                if now - turned_at > DEVICE_GONE_S / 2:
                    # All of us stood still (a sleeping computer, a slow disk): the device gets its two seconds anew.
                    self._arrived_at = now
                turned_at = now
                self._drain()
                self._watch(now)
            self._stop_source()
            self._drain()
        except CoProClipError as told:
            error = told
        except OSError as trouble:
            error = disk_refused(trouble, self.position_ms)
        except Exception as bug:
            log.exception("the recorder's thread ended")
            error = fault(bug, self.position_ms)
        self._finish(error)

    def _finish(self, error: CoProClipError | None) -> None:
        if self._target is not None:
            try:
                self._target.writer.close()
                self._safe_frames = self._target.writer.frames
            except OSError as trouble:
                error = error or disk_refused(trouble, self.position_ms)
            self._target.lock.release()
        self.error, self.ended = error, True
        # Last, because a device that is gone may never answer; the file does not wait for it.
        self._stop_source()

    def _stop_source(self) -> None:
        if self._stopping is None:
            self._stopping = threading.Thread(target=self._source.stop, name="recorder-stop", daemon=True)
            self._stopping.start()
            self._stopping.join(STOP_S)

    def _drain(self) -> None:
        for block, overrun in self._ring.take():
            self.meter.feed(block)
            if overrun is not None and self._keeping:
                self.gaps.append(Gap(self.position_ms, self.sound.ms(overrun.lost)))
            done = 0
            while self._turns and self._turns[0][0] <= self._place + len(block):
                turn, keep = self._turns.popleft()
                cut = max(done, turn - self._place)
                self._keep(block[done:cut])
                done, self._keeping = cut, keep
            self._keep(block[done:])
            self._place += len(block)

    def _keep(self, block: NDArray[np.int16]) -> None:
        if self._keeping and self._target is not None and len(block):
            self._target.writer.write(block.astype("<i2", copy=False).tobytes())

    def _watch(self, now: float) -> None:
        target = self._target
        if now - self._arrived_at > (DEVICE_GONE_S if self.is_hearing else DEVICE_BEGINS_S):
            raise device_went_away(self._source.name, self.position_ms, recording=target is not None)
        if target is None or now - self._safe_at < SYNC_S:
            return
        frames = target.writer.frames
        if frames > self._safe_frames:
            target.writer.sync()
            self._safe_frames = frames
        self._safe_at = time.monotonic()
        if not target.writer.is_in_place:
            raise folder_went_away(target.writer, target.note, self.position_ms)
        if now - self._looked_at > LOOK_S:
            self._looked_at = now
            self.room_ms = room_ms(self._folder, self.sound, self._free)
            if self.room_ms == 0:
                raise nearly_full(self.position_ms)
