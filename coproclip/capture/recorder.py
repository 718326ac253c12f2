"""Record a story so that nothing said is lost.

The device's callback only copies into a ring. One thread takes it from there: measures it, writes it, and every half
second brings it down to the disk itself. Whatever goes wrong, the file holds what came before and can be opened.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from coproclip.audio.devices import DeviceInput, InputSource
from coproclip.capture.meter import Level
from coproclip.capture.room import FreeBytes, check_room, free_bytes, room_ms
from coproclip.capture.sidecar import RecordingLock, RecordingNote, remove_sidecar, write_note
from coproclip.capture.taking import Gap, Taking, Target
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.errors import BadInput, CoProClipError, DeviceError, storage_error


class State(StrEnum):
    """What a recorder is doing. `FAILED`: it ended by itself, `error` says why; the file is whole."""

    READY = "ready"
    LISTENING = "listening"
    RECORDING = "recording"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"


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


class Recorder:
    """Records into `folder` (a project's `recordings`) from a microphone by name, or the default, or any `source`.

    `listen` opens the microphone for the level meter, `start` begins to write, `stop` ends and gives the file; a
    recorder records once. What is read (`state`, `level`, `position_ms` …) is meant to be polled: nobody is called.
    """

    def __init__(
        self,
        folder: Path,
        *,
        device: str | None = None,
        sample_rate: int = 48_000,
        channels: int = 1,
        source: InputSource | None = None,
        free: FreeBytes = free_bytes,
    ) -> None:
        self.folder = folder
        self._wanted = (device, sample_rate, channels)
        self._source, self._free = source, free
        self._asked = State.READY
        self._taking: Taking | None = None
        self._target: Target | None = None

    # ---- what the person does ---------------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphone for its level; nothing is written. Raises `DeviceError`."""
        if self.state is not State.READY:
            raise BadInput("This microphone was opened before.")
        self._taking = Taking(self._open(), self.folder, self._free)
        self._asked = State.LISTENING

    def start(self, note: RecordingNote | None = None) -> None:
        """Begin to record; `note` says who tells it, for whoever finds the file after a crash.

        Raises `DeviceError`, or `StorageError` when the folder cannot be written to or has no room for a minute.
        """
        if self.state is State.READY:
            source = self._open()
            self._target = self._make_target(note or RecordingNote(), WavFormat(source.sample_rate, source.channels))
            try:
                self._taking = Taking(source, self.folder, self._free, self._target)
            except DeviceError:
                self._take_back(self._target.lock, self._target.writer)
                self._target = None
                raise
        elif self._taking is not None and self.state is State.LISTENING:
            self._target = self._make_target(note or RecordingNote(), self.sound)
            self._taking.begin(self._target)
        else:
            raise self.error or BadInput("This recording was begun before.", next="Begin a new one.")
        self._asked = State.RECORDING

    def _open(self) -> InputSource:
        self._source = self._source or DeviceInput(*self._wanted)
        return self._source

    def _make_target(self, note: RecordingNote, sound: WavFormat) -> Target:
        path = self.folder / f"{uuid.uuid4()}.wav"
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        note = replace(note, started=started, sample_rate=sound.sample_rate, channels=sound.channels)
        lock = writer = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            check_room(room_ms(self.folder, sound, self._free))
            lock = RecordingLock(path)
            writer = WavWriter(path, sound)
            # After the sound: this brings both names down to the disk.
            write_note(path, note)
        except (OSError, CoProClipError) as error:
            self._take_back(lock, writer)
            raise storage_error(error, "starting the recording") if isinstance(error, OSError) else error from error
        return Target(writer, note, lock)

    def _take_back(self, lock: RecordingLock | None, writer: WavWriter | None) -> None:
        if writer is not None:
            writer.abandon()
            remove_sidecar(writer.path)
        if lock is not None:
            lock.release()

    def pause(self) -> None:
        """Keep nothing from now on, until `resume`; what was said before is kept."""
        if self._taking and self.state is State.RECORDING:
            self._taking.turn(keep=False)
            self._asked = State.PAUSED

    def resume(self) -> None:
        """Go on in the same file."""
        if self._taking and self.state is State.PAUSED:
            self._asked = State.RECORDING
            self._taking.turn(keep=True)

    def stop(self) -> RecordingFile:
        """End and give the file; also after it ended by itself. Raises `BadInput` if nothing was begun."""
        self.close()
        if self._target is None:
            raise BadInput("Nothing was recorded.")
        return RecordingFile(
            self._target.writer.path,
            self.position_ms,
            self.sound.sample_rate,
            self.sound.channels,
            self._target.note,
            self.gaps,
            self.error,
        )

    def close(self) -> None:
        """End whatever runs; a recording stays on disk, to be finished later."""
        self._asked = State.STOPPED
        if self._taking is not None:
            self._taking.end()

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What it is doing."""
        if self._taking is None or not self._taking.ended:
            return self._asked
        return State.FAILED if self._taking.error else State.STOPPED

    @property
    def error(self) -> CoProClipError | None:
        """Why it ended by itself, in sentences."""
        return self._taking.error if self._taking else None

    @property
    def device_name(self) -> str:
        """The microphone's name, or empty before it is open."""
        return self._source.name if self._source else ""

    @property
    def sound(self) -> WavFormat:
        """The rate and channels that were asked for, or once the microphone is open, that it has."""
        return self._taking.sound if self._taking else WavFormat(*self._wanted[1:])

    @property
    def is_hearing(self) -> bool:
        """Whether the microphone has begun to deliver; some take a second or two after they are opened."""
        return self._taking is not None and self._taking.is_hearing

    @property
    def position_ms(self) -> int:
        """How much is recorded."""
        return self._taking.position_ms if self._taking else 0

    @property
    def safe_ms(self) -> int:
        """How much of it is on the disk itself, whatever happens to the computer."""
        return self._taking.safe_ms if self._taking else 0

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything recorded until then was safe; 0 while nothing new has come since."""
        return self._taking.seconds_since_safe if self._taking else 0.0

    @property
    def room_ms(self) -> int | None:
        """How much more fits on the disk (ms); None where that cannot be told."""
        known = self._taking.room_ms if self._taking else None
        return room_ms(self.folder, self.sound, self._free) if known is None else known

    @property
    def levels(self) -> tuple[Level, ...]:
        """How loud each channel is."""
        return self._taking.meter.levels if self._taking else (Level(),) * self.sound.channels

    def level(self) -> Level:
        """How loud it is: the louder channel's."""
        return max(self.levels, key=lambda level: level.rms_dbfs)

    @property
    def pictures(self) -> tuple[tuple[float, ...], ...]:
        """For each channel the peaks (0–1) of the last 30 s, one every 100 ms, oldest first."""
        return self._taking.meter.pictures if self._taking else ((),) * self.sound.channels

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where sound was lost."""
        return tuple(self._taking.gaps) if self._taking else ()
