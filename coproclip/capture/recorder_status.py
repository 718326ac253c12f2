"""What a recorder shows to whoever looks: made to be asked many times a second, from any thread."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from coproclip.capture.disk_space import FreeBytes, room_ms
from coproclip.capture.health import HealthWarning
from coproclip.capture.health_monitor import HealthMonitor
from coproclip.capture.meter import Level
from coproclip.capture.recording_thread import Gap, RecordingThread
from coproclip.capture.sidecar import RecordingNote
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import CoProClipError


class State(StrEnum):
    """What a recorder is doing. `FAILED`: it ended by itself, `error` says why; the file is whole."""

    READY = "ready"
    LISTENING = "listening"
    RECORDING = "recording"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MicrophoneState:
    """One microphone of a recorder: the device that is heard, and since which place in the recording it is so (ms).

    `alive`: it sends. One that is not is silence in its `channels` until another is put in its `place`.
    """

    place: int
    name: str
    channels: int
    alive: bool
    since_ms: int


class RecorderStatus:
    """The face of a recorder into `folder` that was asked for this `sound`."""

    def __init__(self, folder: Path, sound: WavFormat, free: FreeBytes) -> None:
        self.folder = folder
        self._asked_sound, self._free = sound, free
        self._asked = State.READY
        self._taking: RecordingThread | None = None
        self._watching = HealthMonitor()

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
    def note(self) -> RecordingNote:
        """What is known of the recording, as it stands."""
        return self._taking.store.keeper.note if self._taking and self._taking.store else RecordingNote()

    @property
    def path(self) -> Path | None:
        """The file it is written to, the first if it goes on in another; None before it is begun."""
        return self._taking.store.paths[0] if self._taking and self._taking.store else None

    @property
    def is_off_record(self) -> bool:
        """Whether silence is written in place of what is said."""
        return self._taking is not None and self._taking.timeline.now.off

    @property
    def warnings(self) -> tuple[HealthWarning, ...]:
        """What is wrong now, the worst first."""
        return self._watching.warnings

    def answered(self, warning: HealthWarning) -> None:
        """A person has read it: it is not among the warnings until it is news again."""
        self._watching.answered(warning)

    @property
    def microphones(self) -> tuple[MicrophoneState, ...]:
        """Every microphone as it is now; empty before they are open."""
        if (taking := self._taking) is None:
            return ()
        return tuple(
            MicrophoneState(
                lane.place,
                lane.name,
                lane.channels,
                lane.feed is not None,
                self.sound.ms(taking.timeline.file_place(lane.since_place)),
            )
            for lane in taking.lanes.all
        )

    @property
    def device_name(self) -> str:
        """The microphone's name, or the names of two, or empty before they are open."""
        return " and ".join(microphone.name for microphone in self.microphones)

    @property
    def drift_ppm(self) -> float:
        """How much faster (millionths) the second microphone's clock runs than the first one's, as far as is known."""
        return self._taking.lanes.drift_ppm if self._taking else 0.0

    @property
    def sound(self) -> WavFormat:
        """The rate, channels and bits that were asked for, or once the microphones are open, that they have."""
        return self._taking.sound if self._taking else self._asked_sound

    @property
    def is_hearing(self) -> bool:
        """Whether a microphone has begun to deliver; some take a second or two after they are opened."""
        return self._taking is not None and self._taking.lanes.is_hearing

    @property
    def position_ms(self) -> int:
        """How much is recorded."""
        return self._taking.position_ms if self._taking else 0

    @property
    def safe_ms(self) -> int:
        """How much of it is on the disk itself, whatever happens to the computer."""
        return self.sound.ms(self._taking.store.safe_frames) if self._taking and self._taking.store else 0

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything recorded until then was safe; 0 while nothing new has come since."""
        return self._taking.store.seconds_since_safe if self._taking and self._taking.store else 0.0

    @property
    def room_ms(self) -> int | None:
        """How much more fits on the disk in use (ms); None where that cannot be told."""
        known = self._taking.store.room_ms if self._taking and self._taking.store else None
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
        """Where the computer lost sound."""
        return tuple(self._taking.gaps) if self._taking else ()
