"""Voice prints: what a speaker model says of a second of speech. They are held in memory, and no file ever has one."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coproclip.errors import SpeechModelError
from coproclip.speech.diarization.filterbank import BANDS, FRAME_MS, Bands, Frames
from coproclip.speech.diarization.speaker_file import SAFE, check_speaker_file

# It would keep a record of its use in the home folder and send it to its makers; it looks here when it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

Prints = npt.NDArray[np.float32]
"""One row for every stretch, of length 1."""

FREE_FRAMES, MOST_FRAMES = 150, 3000


class VoicePrinter:
    """A speaker model, ready to be asked. `frames` is how many frames (10 ms) it is shown at a time.

    Made in the speech process alone: a file from somebody else may hang or bring down what loads it.
    """

    def __init__(self, path: Path) -> None:
        check_speaker_file(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library raises kinds of its own, without a common one
            raise SpeechModelError(
                f"“{path.name}” cannot be used as a speaker model: it is damaged, or of another kind.",
                SAFE,
                "Copy it again from where it came, or choose another file.",
            ) from error
        inputs = self._session.get_inputs()
        shape = inputs[0].shape if inputs else []
        if len(inputs) != 1 or len(shape) != 3 or shape[2] != BANDS or inputs[0].type != "tensor(float)":
            raise _another_kind(path)
        self._input = inputs[0].name
        said = self._session.get_modelmeta().custom_metadata_map
        self.bands = Bands(said.get("window", "hamming"), whole_numbers=said.get("normalize_samples", "0") == "0")
        self.frames = shape[1] if isinstance(shape[1], int) else FREE_FRAMES
        if not 1 <= self.frames <= MOST_FRAMES:
            raise _another_kind(path)
        self._one_by_one = shape[0] == 1

    @property
    def length_ms(self) -> int:
        """How much sound it is shown at a time."""
        return self.frames * FRAME_MS

    def prints(self, stretches: Sequence[Frames]) -> Prints:
        """The voice prints of stretches of `frames` frames each."""
        shown = np.stack(stretches)
        shown = shown - shown.mean(axis=1, keepdims=True)
        parts = np.split(shown, len(shown)) if self._one_by_one else [shown]
        outputs = [np.asarray(self._session.run(None, {self._input: part})[0], np.float32) for part in parts]
        found = np.concatenate([one.reshape(len(part), -1) for one, part in zip(outputs, parts, strict=True)])
        prints: Prints = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return prints


def check_speaker_model(path: Path) -> None:
    """Raises `SpeechModelError` when the file is no speaker model that can be used: it is tried on some noise."""
    printer = VoicePrinter(path)
    noise = np.random.default_rng(1).normal(0, 0.1, 2 * 16_000).astype(np.float32)
    frames = printer.bands.frames(noise)[: printer.frames]
    try:
        found = printer.prints([frames, frames])
    except Exception as error:
        raise _another_kind(path) from error
    if found.shape[0] != 2 or not 32 <= found.shape[1] <= 4096 or not np.isfinite(found).all():
        raise _another_kind(path)


def _another_kind(path: Path) -> SpeechModelError:
    return SpeechModelError(
        f"“{path.name}” is no speaker model that CoProClip can use.",
        SAFE,
        "Choose an ONNX file of the WeSpeaker or 3D-Speaker family that takes 80 bands.",
    )
