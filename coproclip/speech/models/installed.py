"""Speech models: which there are, where they lie, adding, downloading and removing them."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import BadInput, SpeechModelError, storage_error
from coproclip.harmless import is_file_name
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings, data_folder
from coproclip.speech.models.files import (
    ADD_ANOTHER,
    KNOWN,
    SAFE,
    check_folder,
    check_known,
    has_known_sizes,
    is_ready,
    model_files,
    sha256,
    size_of,
)
from coproclip.speech.models.hub import DOWNLOADS, REVISION, Fetch, arrived, fetch_from_hub
from coproclip.speech.models.packages import (
    join_model,
    move_in,
    new_folder,
    packaged_models,
    packaged_size,
)
from coproclip.speech.models.sources import open_source
from coproclip.speech.models.trust import check_known_here, is_path

DEFAULT = "base"

Sums = Mapping[str, str]
"""The SHA-256 of each file of a speech model, in hex, by the name of the file."""


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A speech model: `size` in bytes; `installed` when it can be used without a download.

    `default` is the one used when none is named. `path` does not exist yet for one that is still to be put together
    or downloaded.
    """

    name: str
    path: Path
    size: int
    installed: bool
    default: bool


def models_folder() -> Path:
    """The app's own folder of speech models."""
    return data_folder() / "models"


def installed_models(models: ModelSettings = NO_MODELS_CHOSEN) -> list[SpeechModel]:
    """Every speech model on this computer that is ready to use, by name: its files are what they should be.

    A well-known one in the app's own folder has the sizes it should have; its sums are compared by `find_model`.
    """
    usual = models.usual or DEFAULT
    found: dict[str, SpeechModel] = {}
    for folder in _folders(models):
        if folder.name not in found and _is_ready(folder):
            is_default = usual in (folder.name, str(folder))
            found[folder.name] = SpeechModel(folder.name, folder, size_of(folder), True, is_default)
    for name in packaged_models():
        if name not in found and not (models_folder() / name).is_dir():
            found[name] = SpeechModel(name, models_folder() / name, packaged_size(name), True, name == usual)
    return sorted(found.values(), key=lambda model: model.name)


def damaged_models(models: ModelSettings = NO_MODELS_CHOSEN) -> list[SpeechModel]:
    """Folders that should hold a speech model and do not hold a whole one, by name."""
    found = [folder for folder in _folders(models) if folder.is_dir() and not _is_ready(folder)]
    found.sort(key=lambda folder: folder.name)
    return [SpeechModel(folder.name, folder, size_of(folder), False, False) for folder in found]


def known_models(models: ModelSettings = NO_MODELS_CHOSEN) -> list[SpeechModel]:
    """The installed speech models, then those that could be downloaded, smallest first."""
    installed = installed_models(models)
    names = {model.name for model in (*installed, *damaged_models(models))}
    offered = [
        SpeechModel(name, models_folder() / name, offer.size, False, False)
        for name, offer in DOWNLOADS.items()
        if name not in names
    ]
    return [*installed, *sorted(offered, key=lambda model: model.size)]


def find_model(
    wanted: str | Path = "",
    report: Report = silent,
    cancel: CancelToken | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
) -> SpeechModel:
    """The speech model of that name, in that folder, or the usual one, checked and ready to use.

    One that came with the install is put together now if it was not yet. Raises `SpeechModelError` saying what is
    missing or damaged and what to do.
    """
    cancel = cancel or CancelToken()
    usual = models.usual or DEFAULT
    wanted = os.path.expanduser(str(wanted)) or usual
    folder = Path(wanted)
    name = wanted
    if is_path(wanted):
        name = folder.name
        if not folder.is_dir():
            raise SpeechModelError(
                f"There is no folder “{wanted}” with a speech model.",
                SAFE,
                "Check that its disk or stick is connected.",
            )
    else:
        folder = next((own for own in _folders(models) if own.name == wanted), models_folder() / wanted)
        if not folder.is_dir():
            if wanted not in packaged_models():
                raise _not_here(wanted)
            folder = join_model(wanted, models_folder(), report, cancel)
    _check(folder, name, cancel)
    return SpeechModel(name, folder.absolute(), size_of(folder), True, usual in (name, wanted, str(folder)))


def find_named_model(
    wanted: str,
    report: Report = silent,
    cancel: CancelToken | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
) -> SpeechModel:
    """As `find_model`, for what a project asks for: a folder must be one that this computer's settings know."""
    if wanted:
        check_known_here(wanted, models)
    return find_model(wanted, report, cancel, models)


def _check(folder: Path, name: str, cancel: CancelToken) -> None:
    own = folder.parent == models_folder()
    check_folder(folder, "" if own else "Copy the whole folder again from where it came.")
    if own:
        check_known(folder, name, cancel.raise_if_cancelled)


def _is_ready(folder: Path) -> bool:
    return is_ready(folder) and (folder.parent != models_folder() or has_known_sizes(folder, folder.name))


def add_model(
    source: Path,
    report: Report = silent,
    cancel: CancelToken | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
    *,
    sums: Sums | None = None,
) -> SpeechModel:
    """Copy a speech model into the app's own folder, under the name of its folder; what was given is never changed.

    `source` is its folder, one that holds that folder (a USB stick), a file in it, or a zip file. With `sums` every
    file has to be what they say. Raises `SpeechModelError` naming what is missing or damaged; `BadInput` when there is
    one of that name.
    """
    cancel = cancel or CancelToken()
    with open_source(source.absolute()) as found:
        if not is_file_name(found.name):
            raise BadInput(
                f"A speech model cannot be called “{found.name}”: not every computer takes such a name for a folder.",
                "Nothing was added.",
                "Rename its folder, to letters and digits for instance, and add it again.",
            )
        target = models_folder() / found.name
        if target.exists():
            raise BadInput(
                f"There already is a speech model “{found.name}”.",
                "It was not touched.",
                "Remove it first, or rename the folder.",
            )
        done = 0

        def step(size: int) -> None:
            nonlocal done
            cancel.raise_if_cancelled()
            done += size
            report(Progress(done, found.size, "Copying the speech model"))

        with new_folder(models_folder(), "copying the speech model") as fresh:
            found.copy_into(fresh, step)
            if sums is not None:
                _check_sums(fresh, found.name, sums, cancel)
            _check_new(fresh, found.name, cancel)
            move_in(fresh, target)
    return find_model(found.name, models=models)


def arrived_bytes(name: str) -> int:
    """How many bytes of a download that was stopped are kept; 0 when there is none."""
    return arrived(_arriving(name)) if name in DOWNLOADS else 0


def forget_download(name: str) -> None:
    """Remove what a download that was stopped has left."""
    if name in DOWNLOADS:
        shutil.rmtree(_arriving(name), ignore_errors=True)


def _arriving(name: str) -> Path:
    return models_folder() / f".arriving-{name}"


def download_model(
    name: str,
    report: Report = silent,
    cancel: CancelToken | None = None,
    fetch: Fetch = fetch_from_hub,
    models: ModelSettings = NO_MODELS_CHOSEN,
) -> SpeechModel:
    """Download a speech model into the app's own folder: the one act that reaches for the network.

    One that lies there already stays if it is whole, and is replaced if it is damaged. What has arrived is kept when it
    is stopped, and carried on next time. Raises `SpeechModelError` when there is no connection, `BadInput` for a name
    that is not offered.
    """
    cancel = cancel or CancelToken()
    if name not in DOWNLOADS:
        raise BadInput(f"There is no speech model “{name}” to download.", next=f"There are: {', '.join(DOWNLOADS)}.")
    target = models_folder() / name
    if target.is_dir():
        try:
            return find_model(name, report, cancel, models)
        except SpeechModelError:
            # It is damaged: it makes way, once another one has arrived whole or for what came with the install.
            if name in packaged_models():
                _put_aside(target)
                return find_model(name, report, cancel, models)
    arriving = _arriving(name)
    try:
        arriving.mkdir(parents=True, exist_ok=True)
        fetch(DOWNLOADS[name], arriving, report, cancel)
        try:
            _check_new(arriving, name, cancel)
        except SpeechModelError as error:
            # Kept, it would be taken for what has arrived, and fail the same way every time.
            forget_download(name)
            raise SpeechModelError(
                f"What arrived is not the speech model “{name}”.",
                "It was deleted; nothing was added.",
                "Download it again.",
            ) from error
        (arriving / REVISION).unlink(missing_ok=True)
        if target.is_dir():
            _put_aside(target)
        move_in(arriving, target)
    except OSError as error:
        raise storage_error(error, "downloading the speech model") from error
    return find_model(name, models=models)


def remove_model(name: str, models: ModelSettings = NO_MODELS_CHOSEN) -> None:
    """Remove a speech model from the app's own folder. One that lies elsewhere is never touched."""
    own = models_folder() / name
    if is_path(name) or not own.is_dir():
        elsewhere = next((folder for folder in _folders(models) if name in (folder.name, str(folder))), None)
        if elsewhere is not None:
            raise BadInput(
                f"The speech model “{elsewhere.name}” lies in a folder of yours ({elsewhere}).",
                "It was not touched.",
                "Take that folder off the list, or delete it yourself.",
            )
        raise SpeechModelError(f"There is no speech model “{name}” in CoProClip’s own folder.")
    _put_aside(own)


def _put_aside(own: Path) -> None:
    """Let a model's folder go, in one step: never half of it stays."""
    try:
        with new_folder(models_folder(), "removing the speech model") as fresh:
            own.rename(fresh / own.name)
    except OSError as error:
        raise storage_error(error, "removing the speech model") from error


def _folders(models: ModelSettings) -> Iterator[Path]:
    """Folders that may hold a speech model, in the order in which they count."""
    for text in models.folders:
        yield Path(text)
    own = models_folder()
    if own.is_dir():
        yield from sorted(path for path in own.iterdir() if path.is_dir() and not path.name.startswith("."))


def _check_sums(folder: Path, name: str, sums: Sums, cancel: CancelToken) -> None:
    for file in model_files(folder):
        if sha256(file, cancel.raise_if_cancelled) != sums.get(file.name):
            raise SpeechModelError(
                f"The speech model “{name}” is damaged: {file.name} is not what was put on the stick.",
                "Nothing was added.",
                "Make the stick again on the computer that it came from.",
            )


def _check_new(folder: Path, name: str, cancel: CancelToken) -> None:
    check_folder(folder, ADD_ANOTHER)
    try:
        check_known(folder, name, cancel.raise_if_cancelled)
    except SpeechModelError as error:
        raise SpeechModelError(
            f"This is not the speech model “{name}” that everybody knows, or its copy is damaged.",
            "Nothing was added.",
            "Copy it again from where it came, or give its folder another name.",
        ) from error


def _not_here(name: str) -> SpeechModelError:
    if name in KNOWN or name in DOWNLOADS:
        return SpeechModelError(
            f"The speech model “{name}” is not on this computer.",
            SAFE,
            "Add it from a file or USB stick, or download it once while you are online.",
        )
    return SpeechModelError(
        f"There is no speech model “{name}”.", SAFE, "Choose one of the list, or add one from a folder or USB stick."
    )
