"""Which speech models may be loaded because a project names them: those that this computer's own settings know.

A project may come from anybody, and so may what it says of the speech model to go on with. “A folder is looked into
only when a person on this computer chose it”; a name always means one of the models that are listed here.
"""

import json
from contextlib import suppress
from pathlib import Path

from coproclip.errors import SpeechModelError
from coproclip.new_files import write_whole
from coproclip.settings import ModelSettings, data_folder

CHOSEN = "chosen-models.json"
_MOST = 50


def is_path(wanted: str) -> bool:
    """Whether this is a folder rather than the name of a speech model."""
    return Path(wanted).is_absolute() or any(mark in wanted for mark in "/\\:") or wanted in ("", ".", "..")


def known_here(wanted: str, models: ModelSettings) -> bool:
    """Whether this computer's settings know it: a name, or a folder that a person chose here."""
    if not is_path(wanted):
        return True
    known = {models.usual, *models.folders, *_chosen()}
    return wanted in known or Path(wanted).parent == data_folder() / "models"


def check_known_here(wanted: str, models: ModelSettings) -> None:
    """Raises `SpeechModelError` for a folder that a project names and nobody on this computer chose."""
    if not known_here(wanted, models):
        raise SpeechModelError(
            "This project asks for a speech model in a folder that was never chosen on this computer.",
            "The folder was not opened, and the words so far are kept.",
            "Choose a speech model for this story yourself.",
        )


def remember_here(folder: Path) -> None:
    """A person on this computer chose this folder: a story begun with it may go on with it."""
    path = data_folder() / CHOSEN
    kept = [str(folder), *(one for one in _chosen() if one != str(folder))][:_MOST]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(kept).encode("utf-8"))


def _chosen() -> list[str]:
    try:
        found = json.loads((data_folder() / CHOSEN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
