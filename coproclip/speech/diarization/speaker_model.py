"""Speaker models: what tells one voice from another. Where one lies, and adding one from a file, a folder or a zip."""

import queue
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import BadInput, SpeechModelError, storage_error
from coproclip.settings import data_folder
from coproclip.speech.diarization.speaker_file import LARGEST, SAFE, check_speaker_file
from coproclip.speech.messages import Refused, SpeechFinished, TrySpeakerModel
from coproclip.speech.models.packages import copy_file, new_folder
from coproclip.speech.models.zips import is_sensible, opened_zip, plain_entries, unpack
from coproclip.speech.server_process import SpeechProcess

INSTALLED = Path("share") / "coproclip" / "speaker-models"
"""Where the one that comes with the install lies, in the folder of the Python that runs this."""
SUFFIX = ".onnx"
TRY_SECONDS = 60.0
NO_MODEL = "There is no speaker model on this computer; one can be added under Speech models."
HOW_TO_GET = "An ONNX file of the WeSpeaker or 3D-Speaker family will do."


@dataclass(frozen=True, slots=True)
class SpeakerModel:
    """A speaker model: one ONNX file of `size` bytes. `own` when it lies in the app's own folder and may be removed."""

    name: str
    path: Path
    size: int
    own: bool


def speaker_models_folder() -> Path:
    """The app's own folder of speaker models."""
    return data_folder() / "speaker-models"


def speaker_models() -> list[SpeakerModel]:
    """Every speaker model on this computer, the one that is used first: those a person added, the newest first."""
    return [*_added(), *_installed()]


def find_speaker_model() -> SpeakerModel | None:
    """The speaker model that is used; None when there is none."""
    return next(iter(speaker_models()), None)


def add_speaker_model(path: Path, *, patience_s: float = TRY_SECONDS) -> SpeakerModel:
    """Copy a speaker model into the app's own folder, from now on the one that is used.

    `path` is an ONNX file, or a folder or a zip with exactly one in it. It is tried out first, in a process of its own
    that may take `patience_s` seconds: raises `SpeechModelError` when it cannot be used, `BadInput` when there is none
    or one of that name already.
    """
    path = path.absolute()
    with new_folder(speaker_models_folder(), "adding the speaker model") as fresh:
        arrived = _fetched(path, fresh)
        target = speaker_models_folder() / arrived.name
        if target.exists():
            raise BadInput(
                f"There already is a speaker model “{target.stem}”.",
                "It was not touched.",
                "Remove it first, or rename the file.",
            )
        _try_out(arrived, patience_s)
        arrived.replace(target)
        # What is added last counts, whatever the date of the file it came from.
        target.touch()
    return SpeakerModel(target.stem, target, target.stat().st_size, True)


def _try_out(path: Path, patience_s: float) -> None:
    """Load it where nothing of the app can hang or come down with it."""
    check_speaker_file(path)
    until = time.monotonic() + patience_s
    with SpeechProcess(TrySpeakerModel(str(path))) as process:
        try:
            message = process.next(max(0.1, until - time.monotonic()))
        except queue.Empty:
            raise SpeechModelError(
                f"“{path.name}” cannot be used as a speaker model: it did not come to an end.",
                SAFE,
                "Choose another file.",
            ) from None
        if isinstance(message, SpeechFinished):
            return
        if isinstance(message, Refused):
            raise message.error
    raise SpeechModelError(
        f"“{path.name}” cannot be used as a speaker model: the program that tried it out came down.",
        SAFE,
        "Choose another file.",
    )


def remove_speaker_model(name: str) -> None:
    """Remove a speaker model from the app's own folder; one that came with the install stays."""
    own = next((model for model in _added() if model.name == name), None)
    if own is None:
        raise SpeechModelError(f"There is no speaker model “{name}” in CoProClip’s own folder.")
    try:
        own.path.unlink()
    except OSError as error:
        raise storage_error(error, "removing the speaker model") from error


def _added() -> list[SpeakerModel]:
    folder = speaker_models_folder()
    files = [path for path in folder.glob(f"*{SUFFIX}") if path.is_file()] if folder.is_dir() else []
    files.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
    return [SpeakerModel(path.stem, path, path.stat().st_size, True) for path in files]


def _installed() -> list[SpeakerModel]:
    """The one that came with the install."""
    files = sorted((Path(sys.prefix) / INSTALLED).glob(f"*{SUFFIX}"))
    return [SpeakerModel(path.stem, path, path.stat().st_size, False) for path in files]


def _fetched(path: Path, fresh: Path) -> Path:
    """A copy of the one ONNX file that `path` is or holds."""
    if path.is_dir():
        path = _only([one for one in sorted(path.iterdir()) if one.suffix.lower() == SUFFIX], path)
    if path.suffix.lower() == ".zip" and path.is_file():
        return _unpacked(path, fresh)
    if not path.is_file() or path.suffix.lower() != SUFFIX:
        raise BadInput(f"“{path.name}” is no speaker model.", next="Choose an ONNX file, or a folder or zip with one.")
    if path.stat().st_size > LARGEST:
        raise BadInput(f"“{path.name}” is too large for a speaker model.", "Nothing was added.")
    copy_file(path, fresh / path.name, lambda _size: None)
    return fresh / path.name


def _unpacked(path: Path, fresh: Path) -> Path:
    try:
        with opened_zip(path) as packed:
            inside = [
                plain_entry for plain_entry in plain_entries(packed) if plain_entry.filename.lower().endswith(SUFFIX)
            ]
            name = _only([Path(one.filename.replace("\\", "/")) for one in inside], path).name
            if not is_sensible(inside[0], LARGEST):
                raise BadInput(f"The file in “{path.name}” is too large for a speaker model.", "Nothing was added.")
            unpack(packed, inside[0], fresh / name, lambda _size: None)
    except SpeechModelError as error:
        raise BadInput(f"“{path.name}” cannot be unpacked.", next="Copy it again from where it came.") from error
    return fresh / name


def _only(found: list[Path], where: Path) -> Path:
    if len(found) != 1:
        many = "no ONNX file" if not found else f"{len(found)} ONNX files"
        raise BadInput(f"“{where.name}” holds {many}.", "Nothing was added.", "Choose the file of one speaker model.")
    return found[0]
