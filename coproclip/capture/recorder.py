"""Record a story so that nothing said is lost.

The device's callback only copies into a ring. One thread takes it from there: measures it, writes it, and every half
second brings it down to the disk itself. Whatever goes wrong, the file holds what came before and can be opened.
"""

import logging
import os
import shutil
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coproclip.audio.devices import DeviceInput, InputSource
from coproclip.capture.meter import Level, Meter
from coproclip.capture.ring import Ring
from coproclip.capture.sidecar import RecordingLock, RecordingNote, remove_sidecar, write_note
from coproclip.capture.trouble import device_went_away, disk_refused, folder_went_away
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.errors import BadInput, CoProClipError, StorageError, storage_error
from coproclip.timecode import length

log = logging.getLogger(__name__)

RING_S = 30
TURN_S = 0.05
SYNC_S = 0.5
LOOK_S = 2.0
DEVICE_GONE_S = 2.0
STOP_S = 3.0
# Left free for the story itself, its waveform and the project's own database.
RESERVE_BYTES = 32 * 1024 * 1024
LEAST_ROOM_MS = 60_000


class State(StrEnum):
    """What a recorder is doing. `FAILED`: it ended by itself, `error` says why; the file is whole."""

    READY = "ready"
    LISTENING = "listening"
    RECORDING = "recording"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in the recording where sound was lost; silence of the same length stands there (0: not known)."""

    at_ms: int
    lost_ms: int


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A finished WAV. `error` is why it ended by itself, None if a person stopped it."""

    path: Path
    duration_ms: int
    sample_rate: int
    channels: int
    note: RecordingNote
    gaps: tuple[Gap, ...] = ()
    error: CoProClipError | None = None


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Recorder:
    """Records into `folder` (a project's `recordings`) from a microphone by name, or the default, or any `source`.

    `listen` opens the microphone for the level meter, `start` begins to write, `stop` ends and gives the file; a
    recorder records once. All may be called from one thread; what is read (`state`, `level`, `position_ms` …) is meant
    to be polled and tells nobody by itself.
    """

    def __init__(
        self,
        folder: Path,
        *,
        device: str | None = None,
        sample_rate: int = 48_000,
        channels: int = 1,
        source: InputSource | None = None,
        free_bytes: Callable[[Path], int] = _free_bytes,
    ) -> None:
        self.folder = folder
        self._wanted = (device, sample_rate, channels)
        self._source, self._free_bytes = source, free_bytes
        self._state = State.READY
        self._error: CoProClipError | None = None
        self._sound = WavFormat(sample_rate, channels)
        self._note = RecordingNote()
        self._writer: WavWriter | None = None
        self._lock: RecordingLock | None = None
        self._worker: threading.Thread | None = None
        self._ending = threading.Event()
        self._turns: deque[tuple[int, bool]] = deque()
        self._keeping = False
        self._place = 0
        self._gaps: list[Gap] = []
        self._room_ms: int | None = None
        self._safe_frames, self._safe_at, self._looked_at = 0, 0.0, 0.0

    # ---- what the person does ---------------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphone for its level; nothing is written. Raises `DeviceError`."""
        if self._state is not State.READY:
            raise BadInput("This microphone is open already.")
        source = self._source = self._source or DeviceInput(*self._wanted)
        self._sound = WavFormat(source.sample_rate, source.channels)
        self._ring = Ring(RING_S * source.sample_rate, source.channels)
        self._meter = Meter(source.sample_rate, source.channels)
        self._arrived_at = time.monotonic()
        source.start(self._on_sound)
        self._state = State.LISTENING
        self._worker = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._worker.start()

    def start(self, note: RecordingNote | None = None) -> None:
        """Begin to record; `note` says who tells it, for whoever finds the file after a crash.

        Raises `DeviceError`, or `StorageError` when the folder cannot be written to or has no room for a minute.
        """
        if self._state is State.READY:
            self.listen()
        if self._state is not State.LISTENING:
            raise self._error or BadInput("This recording was begun before.", next="Begin a new one.")
        path = self.folder / f"{uuid.uuid4()}.wav"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._check_room()
            started = datetime.now().astimezone().isoformat(timespec="seconds")
            sound = self._sound
            self._note = replace(
                note or RecordingNote(), started=started, sample_rate=sound.sample_rate, channels=sound.channels
            )
            self._lock = RecordingLock(path)
            write_note(path, self._note)
            writer = WavWriter(path, sound)
        except OSError as error:
            self._let_go()
            remove_sidecar(path)
            raise storage_error(error, "starting the recording") from error
        self._safe_at = time.monotonic()
        self._writer = writer
        self._state = State.RECORDING
        self._turn(keep=True)

    def pause(self) -> None:
        """Keep nothing from now on, until `resume`; what was said before is kept."""
        if self._state is State.RECORDING:
            self._turn(keep=False)
            self._state = State.PAUSED

    def resume(self) -> None:
        """Go on in the same file."""
        if self._state is State.PAUSED:
            self._state = State.RECORDING
            self._turn(keep=True)

    def stop(self) -> RecordingFile:
        """End and give the file; also after it ended by itself. Raises `BadInput` if nothing was begun."""
        self.close()
        if self._writer is None:
            raise BadInput("Nothing was recorded.")
        return RecordingFile(
            self._writer.path,
            self.position_ms,
            self._sound.sample_rate,
            self._sound.channels,
            self._note,
            tuple(self._gaps),
            self._error,
        )

    def close(self) -> None:
        """End whatever runs; a recording stays on disk, to be finished later."""
        self._ending.set()
        if self._worker is not None:
            self._worker.join(2 * STOP_S)
        if self._state is State.READY:
            self._state = State.STOPPED

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What it is doing."""
        return self._state

    @property
    def error(self) -> CoProClipError | None:
        """Why it ended by itself, in sentences."""
        return self._error

    @property
    def device_name(self) -> str:
        """The microphone's name, or empty before it is open."""
        return self._source.name if self._source else ""

    @property
    def position_ms(self) -> int:
        """How much is recorded."""
        return self._sound.ms(self._writer.frames) if self._writer else 0

    @property
    def safe_ms(self) -> int:
        """How much of it is on the disk itself, whatever happens to the computer."""
        return self._sound.ms(self._safe_frames)

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything recorded until then was safe; 0 while nothing new has come since."""
        behind = self._writer is not None and self._writer.frames > self._safe_frames
        return time.monotonic() - self._safe_at if behind else 0.0

    @property
    def room_ms(self) -> int:
        """How much more fits on the disk (ms); 0 where that cannot be told."""
        if self._room_ms is None or self._state in (State.READY, State.LISTENING):
            self._look_at_room()
        return self._room_ms or 0

    @property
    def levels(self) -> tuple[Level, ...]:
        """How loud each channel is."""
        return self._meter.levels if self._worker else (Level(),) * self._sound.channels

    def level(self) -> Level:
        """How loud it is: the louder channel's."""
        return max(self.levels, key=lambda level: level.rms_dbfs)

    @property
    def pictures(self) -> tuple[tuple[float, ...], ...]:
        """For each channel the peaks (0–1) of the last 30 s, one every 100 ms, oldest first."""
        return self._meter.pictures if self._worker else ((),) * self._sound.channels

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where sound was lost."""
        return tuple(self._gaps)

    # ---- the device's thread ----------------------------------------------------------------------------------

    def _on_sound(self, block: NDArray[np.int16], lost_before: bool) -> None:
        self._arrived_at = time.monotonic()
        if self._state is not State.FAILED:
            self._ring.put(block, lost_before)

    # ---- the writing thread -----------------------------------------------------------------------------------

    def _work(self) -> None:
        error: CoProClipError | None = None
        try:
            turned_at = time.monotonic()
            while not self._ending.wait(TURN_S):
                now = time.monotonic()
                if now - turned_at > DEVICE_GONE_S / 2:
                    # The whole program stood still (a sleeping computer, a slow disk): the device has not had a chance.
                    self._arrived_at = now
                turned_at = now
                self._drain()
                self._look_after(now)
            self._stop_source()
            self._drain()
        except CoProClipError as told:
            error = told
        except OSError as trouble:
            error = disk_refused(trouble, self.position_ms)
        except BaseException as bug:
            log.exception("the recorder's thread ended")
            error = CoProClipError(f"The recording ended by a fault of CoProClip ({type(bug).__name__}).")
        self._end(error)

    def _end(self, error: CoProClipError | None) -> None:
        try:
            if self._writer is not None:
                self._writer.close()
                self._safe_frames = self._writer.frames
        except OSError as trouble:
            error = error or disk_refused(trouble, self.position_ms)
        self._let_go()
        self._error = error
        self._state = State.FAILED if error else State.STOPPED
        # Last, because a device that is gone may never answer; the file does not wait for it.
        self._stop_source()

    def _drain(self) -> None:
        for block, overrun in self._ring.take():
            self._meter.feed(block)
            if overrun is not None and self._keeping and self._writer is not None:
                self._gaps.append(Gap(self._sound.ms(self._writer.frames), self._sound.ms(overrun.lost)))
            done = 0
            while self._turns and self._turns[0][0] <= self._place + len(block):
                turn, keep = self._turns.popleft()
                cut = max(done, turn - self._place)
                self._keep(block[done:cut])
                done, self._keeping = cut, keep
            self._keep(block[done:])
            self._place += len(block)

    def _keep(self, block: NDArray[np.int16]) -> None:
        if self._keeping and self._writer is not None and len(block):
            self._writer.write(memoryview(block.astype("<i2", copy=False)).cast("B"))

    def _look_after(self, now: float) -> None:
        writer = self._writer
        if now - self._arrived_at > DEVICE_GONE_S:
            raise device_went_away(self.device_name, self.position_ms, recording=writer is not None)
        if writer is None or now - self._safe_at < SYNC_S:
            return
        frames = writer.frames
        if frames > self._safe_frames:
            writer.sync()
            self._safe_frames = frames
        self._safe_at = time.monotonic()
        if not writer.is_in_place:
            raise folder_went_away(writer, self._note, self.position_ms)
        if now - self._looked_at > LOOK_S:
            self._looked_at = now
            if self._look_at_room() == 0:
                raise StorageError(
                    "The disk is nearly full, so the recording was ended in good order.",
                    f"All of it, {length(self.position_ms)}, is safe on disk.",
                    "Free some space or choose another disk, then record on.",
                )

    # ---- both -------------------------------------------------------------------------------------------------

    def _turn(self, *, keep: bool) -> None:
        # The place, not the moment: what is still in the ring was said before.
        self._turns.append((self._ring.arrived, keep))

    def _look_at_room(self) -> int | None:
        there = next((folder for folder in (self.folder, *self.folder.parents) if folder.exists()), self.folder)
        try:
            free = max(0, self._free_bytes(there) - RESERVE_BYTES)
        except OSError:
            return None
        self._room_ms = free * 1000 // (self._sound.frame_bytes * self._sound.sample_rate)
        return self._room_ms

    def _check_room(self) -> None:
        room = self._look_at_room()
        if room is not None and room < LEAST_ROOM_MS:
            raise StorageError(
                f"There is room for only {length(room)} of sound on this disk, so the recording was not begun.",
                "Nothing was changed.",
                "Free some space or choose another disk, then try again.",
            )

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _stop_source(self) -> None:
        source, self._stopping = self._source, True
        if source is None:
            return
        thread = threading.Thread(target=source.stop, name="recorder-stop", daemon=True)
        thread.start()
        thread.join(STOP_S)
        self._source = None if False else source
