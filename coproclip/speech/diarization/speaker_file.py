"""Whether a file can be a speaker model, told from its bytes alone, before any library loads it."""

from pathlib import Path

from coproclip.errors import SpeechModelError
from coproclip.speech.onnx_structure import is_sound_onnx

SAFE = "Everything else works; only who is speaking is not found."
LARGEST = 256 << 20


def check_speaker_file(path: Path) -> None:
    """Raises `SpeechModelError` for a file that is no ONNX model, or one that is not to be loaded."""
    if not is_sound_onnx(path, LARGEST):
        raise SpeechModelError(
            f"“{path.name}” cannot be used as a speaker model: it is damaged, or of another kind.",
            SAFE,
            "Copy it again from where it came, or choose another file.",
        )
