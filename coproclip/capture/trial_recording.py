"""Try the microphones out before somebody tells a story: a few seconds that can be listened to and are then gone."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from coproclip.audio.devices import InputSource
from coproclip.capture.meter import STEP_MS, Level, Loudness, Meter, loudest_second
from coproclip.capture.recorder import Microphone, Recorder, State
from coproclip.errors import CoProClipError
from coproclip.sound_file import open_sound

TRY_S = 10.0
_TURN_S = 0.05
_FOLDER = "coproclip-try-"
# A program that was killed leaves what it tried; nobody listens to that any more after so long (s).
_OLD_S = 3600.0


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What was heard: a WAV file, how long it is, and for each channel how loud it was at its loudest.

    `error` is why it ended too early, None if it did not.
    """

    path: Path
    duration_ms: int
    levels: tuple[Level, ...]
    error: CoProClipError | None = None

    @property
    def words(self) -> tuple[Loudness, ...]:
        """The word for it, for each channel."""
        return tuple(level.loudness for level in self.levels)


class TrialRecording:
    """Records for `seconds` into a folder of its own outside of any project. Leaving the context takes it all away.

    `recorder` may be asked for levels and pictures meanwhile. Raises what a `Recorder` raises when it starts.
    """

    def __init__(
        self,
        microphones: Sequence[Microphone] = (Microphone(),),
        *,
        seconds: float = TRY_S,
        sample_rate: int = 48_000,
        bits: int = 16,
        open_source: Callable[[Microphone], InputSource] | None = None,
    ) -> None:
        _clear_old()
        self.seconds = seconds
        self._folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
        self.recorder = Recorder(
            self._folder,
            microphones=microphones,
            sample_rate=sample_rate,
            bits=bits,
            open_source=open_source,
            patience_s=0,
        )

    def start(self) -> None:
        """Begin."""
        try:
            self.recorder.start()
        except BaseException:
            self.discard()
            raise

    @property
    def left_ms(self) -> int:
        """How much longer it goes on (ms); 0 once there is enough or nothing more comes."""
        if self.recorder.status.state is not State.RECORDING:
            return 0
        return max(0, round(self.seconds * 1000) - self.recorder.status.position_ms)

    def finish(self) -> TrialResult:
        """End it and give what was heard, also before its time; the file is there until `discard`."""
        done = self.recorder.stop()
        levels = _levels(done.path)
        return TrialResult(done.path, done.duration_ms, levels, done.error)

    def discard(self) -> None:
        """Take away what was recorded; ends what still runs."""
        self.recorder.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "TrialRecording":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.discard()


def try_out(
    microphones: Sequence[Microphone] = (Microphone(),),
    *,
    seconds: float = TRY_S,
    open_source: Callable[[Microphone], InputSource] | None = None,
    check: Callable[[], None] = lambda: None,
) -> tuple[TrialRecording, TrialResult]:
    """Try for so long and give what was heard, with what takes it away again (`discard`).

    `check` is called again and again; what it raises ends the try, and nothing is left. Raises `DeviceError` when a
    microphone cannot be opened, or `StorageError`.
    """
    trial = TrialRecording(microphones, seconds=seconds, open_source=open_source)
    try:
        trial.start()
        while trial.left_ms:
            check()
            time.sleep(_TURN_S)
        return trial, trial.finish()
    except BaseException:
        trial.discard()
        raise


def _levels(path: Path) -> tuple[Level, ...]:
    with open_sound(path) as sound:
        meter, found = Meter(sound.samplerate, sound.channels), list[tuple[Level, ...]]()
        for block in sound.blocks(sound.samplerate * STEP_MS // 1000, dtype="int16", always_2d=True):
            meter.feed(block)
            found.append(meter.levels)
    return tuple(loudest_second(levels) for levels in zip(*found, strict=True)) if found else meter.levels


def _clear_old() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _OLD_S:
                shutil.rmtree(folder, ignore_errors=True)
