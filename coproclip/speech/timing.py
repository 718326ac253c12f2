"""How long a speech model takes on this computer, measured: a minute of the sound that comes with CoProClip is read."""

import queue
import tempfile
import time
from pathlib import Path

from coproclip.audio.working import make_working
from coproclip.errors import SpeechModelError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.settings import resource_path
from coproclip.speech.client import factory_of
from coproclip.speech.engine import SpeechOptions
from coproclip.speech.messages import Broken, Listen, Ready, Refused, SpeechFinished
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.server_process import SpeechProcess
from coproclip.speech.throughput import remember_pace

TIMED_MS = 60_000
"""So much sound is read: several windows, so that as many are read at a time as in a whole story."""
TIMING = "Timing the speech model"
LOOK_SECONDS = 0.1
MOST_SECONDS = 1_200.0


def time_model(
    model: SpeechModel, preset: str, *, report: Report = silent, cancel: CancelToken | None = None, factory: str = ""
) -> int:
    """How long (ms) `model` takes for a minute of sound on this computer, loading it not counted; it is remembered.

    Raises `SpeechModelError` where it cannot be used, `Cancelled` soon after `cancel`.
    """
    cancel = cancel or CancelToken()
    report(Progress(0, 0, TIMING))
    with tempfile.TemporaryDirectory(prefix="coproclip-") as folder:
        sound = Path(folder) / "sound.flac"
        make_working(resource_path("example", "interview.opus"), sound, cancel=cancel.raise_if_cancelled)
        options = SpeechOptions("en", preset)
        task = Listen(str(sound), str(model.path), factory or factory_of(model.path), options, 0, TIMED_MS)
        took_ms = _timed(task, model.name, cancel)
    remember_pace(model.name, preset, TIMED_MS, took_ms)
    return took_ms


def _timed(task: Listen, name: str, cancel: CancelToken) -> int:
    began, ready = time.monotonic(), 0.0
    with SpeechProcess(task) as process:
        while time.monotonic() - began < MOST_SECONDS:
            cancel.raise_if_cancelled()
            try:
                message = process.next(LOOK_SECONDS)
            except queue.Empty:
                continue
            match message:
                case Ready():
                    ready = time.monotonic()
                case SpeechFinished():
                    return max(1, round((time.monotonic() - ready) * 1000))
                case Refused():
                    raise message.error
                case Broken() | None:
                    break
                case _:
                    pass
    raise SpeechModelError(
        f"The speech model “{name}” could not be timed: the program that tried it came down.",
        "It was not removed.",
        "Close other programs and try again, or choose another speech model.",
    )
