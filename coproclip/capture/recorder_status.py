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
    """How a recorder into `folder` is doing that was asked for this `sound`.

    The recorder sets what it was `asked` to do, and the `thread` that does it once there is one; its `health` looks on.
    """

    def __init__(self, folder: Path, sound: WavFormat, free: FreeBytes) -> None:
        self._folder, self._asked_sound, self._free = folder, sound, free
        self.asked = State.READY
        self.thread: RecordingThread | None = None
        self.health = HealthMonitor()

    @property
    def state(self) -> State:
        """What it is doing."""
        if self.thread is None or not self.thread.ended:
            return self.asked
        return State.FAILED if self.thread.error else State.STOPPED

    @property
    def error(self) -> CoProClipError | None:
        """Why it ended by itself, in sentences."""
        return self.thread.error if self.thread else None

    @property
    def note(self) -> RecordingNote:
        """What is known of the recording, as it stands."""
        return self.thread.store.keeper.note if self.thread and self.thread.store else RecordingNote()

    @property
    def path(self) -> Path | None:
        """The file it is written to, the first if it goes on in another; None before it is begun."""
        return self.thread.store.paths[0] if self.thread and self.thread.store else None

    @property
    def is_off_record(self) -> bool:
        """Whether silence is written in place of what is said."""
        return self.thread is not None and self.thread.timeline.now.off

    @property
    def warnings(self) -> tuple[HealthWarning, ...]:
        """What is wrong now, the worst first."""
        return self.health.warnings

    def answered(self, warning: HealthWarning) -> None:
        """A person has read it: it is not among the warnings until it is news again."""
        self.health.answered(warning)

    @property
    def microphones(self) -> tuple[MicrophoneState, ...]:
        """Every microphone as it is now; empty before they are open."""
        if (thread := self.thread) is None:
            return ()
        return tuple(
            MicrophoneState(
                lane.place,
                lane.name,
                lane.channels,
                lane.feed is not None,
                self.sound.ms(thread.timeline.file_place(lane.since_place)),
            )
            for lane in thread.lanes.all
        )

    @property
    def device_name(self) -> str:
        """The microphone's name, or the names of two, or empty before they are open."""
        return " and ".join(microphone.name for microphone in self.microphones)

    @property
    def drift_ppm(self) -> float:
        """How much faster (millionths) the second microphone's clock runs than the first one's, as far as is known."""
        return self.thread.lanes.drift_ppm if self.thread else 0.0

    @property
    def sound(self) -> WavFormat:
        """The rate, channels and bits that were asked for, or once the microphones are open, that they have."""
        return self.thread.sound if self.thread else self._asked_sound

    @property
    def is_hearing(self) -> bool:
        """Whether a microphone has begun to deliver; some take a second or two after they are opened."""
        return self.thread is not None and self.thread.lanes.is_hearing

    @property
    def position_ms(self) -> int:
        """How much is recorded."""
        return self.thread.position_ms if self.thread else 0

    @property
    def safe_ms(self) -> int:
        """How much of it is on the disk itself, whatever happens to the computer."""
        return self.sound.ms(self.thread.store.safe_frames) if self.thread and self.thread.store else 0

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything recorded until then was safe; 0 while nothing new has come since."""
        return self.thread.store.seconds_since_safe if self.thread and self.thread.store else 0.0

    @property
    def room_ms(self) -> int | None:
        """How much more fits on the disk in use (ms); None where that cannot be told."""
        known = self.thread.store.room_ms if self.thread and self.thread.store else None
        return room_ms(self._folder, self.sound, self._free) if known is None else known

    @property
    def levels(self) -> tuple[Level, ...]:
        """How loud each channel is."""
        return self.thread.meter.levels if self.thread else (Level(),) * self.sound.channels

    def level(self) -> Level:
        """How loud it is: the louder channel's."""
        return max(self.levels, key=lambda level: level.rms_dbfs)

    @property
    def pictures(self) -> tuple[tuple[float, ...], ...]:
        """For each channel the peaks (0–1) of the last 30 s, one every 100 ms, oldest first."""
        return self.thread.meter.pictures if self.thread else ((),) * self.sound.channels

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where the computer lost sound."""
        return tuple(self.thread.gaps) if self.thread else ()
