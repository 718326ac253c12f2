"""Speech models for a group's other laptops: put on a USB stick with the sums of their files, and brought in from it.

None of the laptops needs the internet then. What lies on the stick is compared with its sums on the way in, so a copy
that broke off or went bad is never used.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import BadInput, SpeechModelError, StorageError, storage_error
from coproclip.harmless import is_file_name
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.new_files import SHARED, refuse_link, write_whole
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.models.files import model_files, sha256
from coproclip.speech.models.installed import SpeechModel, Sums, add_model, find_model, installed_models
from coproclip.speech.models.packages import copy_file, move_in, new_folder, packaged_models

FOLDER = "CoProClip speech models"
SUMS = "checksums.json"
_LARGEST_LIST, _MOST_MODELS = 1 << 20, 100
_OF_THE_SYSTEM = (".ds_store", "thumbs.db", "desktop.ini")
PUTTING = "Putting speech models on the stick"


@dataclass(frozen=True, slots=True)
class FromStick:
    """What was brought in, and the names of those that were here before."""

    added: tuple[SpeechModel, ...]
    there: tuple[str, ...]


def for_stick(models: ModelSettings = NO_MODELS_CHOSEN) -> list[SpeechModel]:
    """What is put on a stick unless somebody chooses: all that did not come with the install, else the usual one."""
    found = installed_models(models)
    return [one for one in found if one.name not in packaged_models()] or [one for one in found if one.default]


def make_stick(
    stick: Path,
    names: Iterable[str] = (),
    *,
    report: Report = silent,
    cancel: CancelToken | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
) -> list[SpeechModel]:
    """Put speech models in a folder of their own on `stick`: those called `names`, else `for_stick`.

    One that lies there whole stays; after a stop the others are carried on with. Raises `BadInput` where there is no
    such folder, or a link or somebody's own files are where they would go, `SpeechModelError` for one that is not here,
    `StorageError` where there is not enough room.
    """
    cancel = cancel or CancelToken()
    if not stick.is_dir():
        raise BadInput(f"There is no folder “{stick}”.", next="Choose the USB stick, or a folder.")
    wanted = [find_model(name, report, cancel, models) for name in names or [one.name for one in for_stick(models)]]
    folder = stick / FOLDER
    try:
        for place in (folder, *(folder / model.name for model in wanted)):
            refuse_link(place)
        known = _sums_in(folder)
        left = [model for model in wanted if not _is_whole(folder / model.name, known.get(model.name, {}), cancel)]
        for model in left:
            _refuse_others_files(folder / model.name)
        total = sum(model.size for model in left)
        if shutil.disk_usage(stick).free < total:
            raise StorageError(
                "There is not enough room on the stick for these speech models.",
                "Nothing was put on it.",
                f"Free {total // 1_000_000} MB on it, or choose fewer of them.",
            )
        done = 0

        def step(size: int) -> None:
            nonlocal done
            cancel.raise_if_cancelled()
            done += size
            report(Progress(done, total, PUTTING))

        for model in left:
            known = {**known, model.name: _put(model, folder, step, cancel)}
            write_whole(folder / SUMS, json.dumps(known, indent=1).encode("utf-8"), mode=SHARED)
    except OSError as error:
        raise storage_error(error, "putting speech models on the stick") from error
    return wanted


def on_stick(source: Path) -> dict[str, Sums]:
    """The sums of each speech model that was put on the stick `source` (or its folder of models) here; else nothing."""
    folder = _folder_in(source)
    return {name: sums for name, sums in _sums_in(folder).items() if (folder / name).is_dir()}


def bring_in(
    source: Path,
    report: Report = silent,
    cancel: CancelToken | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
) -> FromStick:
    """Add every speech model of a stick that is not here yet; from any other folder or zip file the one in it.

    Raises as `add_model` does, also where a file is not what the stick says of it. Those before it are here then.
    """
    listed = on_stick(source)
    if not listed:
        return FromStick((add_model(source, report, cancel, models),), ())
    here = {model.name for model in installed_models(models)}
    wanted = [name for name in listed if name not in here]
    added = [add_model(_folder_in(source) / name, report, cancel, models, sums=listed[name]) for name in wanted]
    return FromStick(tuple(added), tuple(name for name in listed if name in here))


def _put(model: SpeechModel, folder: Path, step: Callable[[int], None], cancel: CancelToken) -> Sums:
    """Copy one, read it once more from the stick, and let it take its name there."""
    sums = {file.name: sha256(file, cancel.raise_if_cancelled) for file in model_files(model.path)}
    with new_folder(folder, "putting speech models on the stick") as fresh:
        for file in model_files(model.path):
            copy_file(file, fresh / file.name, step)
        for name, known in sums.items():
            if sha256(fresh / name, cancel.raise_if_cancelled) != known:
                raise _came_out_otherwise(model, name)
        place = folder / model.name
        refuse_link(folder)
        refuse_link(place)
        _refuse_others_files(place)
        shutil.rmtree(place, ignore_errors=True)
        if not move_in(fresh, place) and not _is_whole(place, sums, cancel):
            raise _came_out_otherwise(model, "its folder")
    return sums


def _refuse_others_files(place: Path) -> None:
    """Raise `BadInput` where something else than files of a speech model would go with what makes way."""
    if not os.path.lexists(place):
        return
    if place.is_dir():
        names = {one.name for one in place.iterdir()} - {one.name for one in model_files(place)}
        if all(name.startswith("._") or name.casefold() in _OF_THE_SYSTEM for name in names):
            return
    raise BadInput(
        f"“{place.name}” in “{FOLDER}” on the stick holds something else than this speech model.",
        "Nothing was put on the stick, and nothing was deleted.",
        "Move it to another place, or take another stick.",
    )


def _came_out_otherwise(model: SpeechModel, what: str) -> SpeechModelError:
    return SpeechModelError(
        f"What was put on the stick is not the speech model “{model.name}”: {what} came out otherwise.",
        "Nothing else was changed.",
        "Try again, or take another stick.",
    )


def _is_whole(folder: Path, sums: Sums, cancel: CancelToken) -> bool:
    if not sums or not folder.is_dir():
        return False
    return all(
        (folder / name).is_file() and sha256(folder / name, cancel.raise_if_cancelled) == known
        for name, known in sums.items()
    )


def _folder_in(source: Path) -> Path:
    return source if (source / SUMS).is_file() else source / FOLDER


def _sums_in(folder: Path) -> dict[str, Sums]:
    """What a stick says of its speech models; it may come from anybody, so what makes no sense is left out."""
    path = folder / SUMS
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_LIST:
            return {}
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict) or len(kept) > _MOST_MODELS:
        return {}
    return {
        name: {file: known for file, known in sums.items() if is_file_name(file) and isinstance(known, str)}
        for name, sums in kept.items()
        if isinstance(sums, dict) and is_file_name(name)
    }
