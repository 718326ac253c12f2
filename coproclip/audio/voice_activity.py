"""Where somebody speaks, as the small voice model says that comes with the speech engine.

It is asked wherever a choice depends on speech: which channel, which sound track. Loudness alone is no answer: a hum is
louder than a voice, and a quiet room has a loudness that keeps changing.
"""

import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coproclip.audio.decode import Samples
from coproclip.errors import SpeechModelError

# The library would keep a record of its use in the home folder and send it home; it looks here when it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

RATE = 16_000
STEP = 512
_BEFORE = 64
_TOGETHER = 10_000
SPEAKING = 0.5
# A voice is looked for in quiet sound too: raised to this level (dBFS), by this much (dB) at most.
LEVEL_DBFS, MOST_GAIN_DB = -23.0, 40.0

Chances = npt.NDArray[np.float32]


@cache
def _model() -> Any:
    package = importlib.util.find_spec("faster_whisper")  # looked for, not loaded: that takes half a second
    folder = Path(package.origin).parent / "assets" if package is not None and package.origin else Path()
    found = sorted(folder.glob("silero_vad*.onnx"))
    if not found:
        raise SpeechModelError("A part of CoProClip is missing: the one that finds speech.", next="Install it again.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(found[-1]), options, providers=["CPUExecutionProvider"])


def speech_chances(sound: Samples) -> Chances:
    """How likely somebody speaks (0 to 1) in each 32 ms of `sound`: one channel, float32 [frames] at 16 kHz."""
    return chances_at_its_level(raised(sound)) if len(sound) >= STEP else np.zeros(0, np.float32)


def chances_at_its_level(sound: Samples) -> Chances:
    """`speech_chances` of `sound` just as loud as it is; what is left of it after whole steps is not looked at."""
    steps = sound[: len(sound) // STEP * STEP].reshape(-1, STEP)
    before = np.roll(steps[:, -_BEFORE:], 1, axis=0)
    before[:1] = 0
    shown = np.concatenate([before, steps], axis=1).astype(np.float32)
    state = cell = np.zeros((1, 1, 128), np.float32)
    found = [np.zeros(0, np.float32)]
    for first in range(0, len(shown), _TOGETHER):
        chances, state, cell = _model().run(None, {"input": shown[first : first + _TOGETHER], "h": state, "c": cell})
        found.append(np.asarray(chances, np.float32).reshape(-1))
    return np.concatenate(found)


def raised(sound: Samples) -> Samples:
    """`sound` without what does not swing around zero, quiet sound made loud enough to be heard in."""
    sound = sound - sound.mean()
    power = float(np.square(sound, dtype=np.float64).mean())
    if power <= 0:
        return sound
    gain_db = min(MOST_GAIN_DB, LEVEL_DBFS - 10 * np.log10(power))
    return sound * np.float32(10 ** (gain_db / 20)) if gain_db > 0 else sound
