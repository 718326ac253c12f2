"""Where a speech model to be added is: a folder, a USB stick, or a zip file. Nothing in it is ever changed."""

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coproclip.errors import BadInput, SpeechModelError, StorageError, storage_error
from coproclip.speech.models.files import (
    ADD_ANOTHER,
    LARGEST,
    OPTIONAL,
    REQUIRED,
    SAFE,
    VOCABULARIES,
    are_missing,
    check_folder,
    listed,
    missing_of,
    model_files,
    size_of,
)
from coproclip.speech.models.onnx_folder import is_onnx, onnx_files
from coproclip.speech.models.packages import copy_file
from coproclip.speech.models.weights import LARGEST as WEIGHTS_LARGEST
from coproclip.speech.models.zips import damaged_zip, is_sensible, opened_zip, plain_entries, unpack

NAMES = (*REQUIRED, *VOCABULARIES, *OPTIONAL)
WEIGHTS = "model.bin"
# How deep below the chosen folder is looked, and in how many folders at most: a stick may be full of other things.
DEEPEST, MOST_FOLDERS = 4, 2000


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A speech model to be copied: its name, its size in bytes, and `copy_into(folder, step)`, which does it.

    `step` hears the size of each block and may raise.
    """

    name: str
    size: int
    copy_into: Callable[[Path, Callable[[int], None]], None]


@contextmanager
def open_source(source: Path) -> Iterator[ModelSource]:
    """The speech model in `source`. Raises `SpeechModelError` or `BadInput` naming what is wrong with it."""
    try:
        if source.is_file() and (source.suffix.lower() == ".zip" or zipfile.is_zipfile(source)):
            with opened_zip(source) as archive:
                yield _zipped(archive, source)
            return
        yield _in_folder(source)
    except OSError as error:
        raise storage_error(error, "reading the speech model") from error


def name_of(folder: Path) -> str:
    """The name a folder's speech model goes by: the folder’s own, without what the hub puts before it."""
    place = folder.resolve()
    if place.parent.name == "snapshots":
        # The hub's own store: models--Systran--faster-whisper-small/snapshots/0123abcd.
        place = place.with_name(place.parent.parent.name.rpartition("--")[2])
    return _short(place.name)


def _short(name: str) -> str:
    # A name that begins with a dot is one that lists leave out.
    name = name.lstrip(".") or "speech model"
    for prefix in ("faster-whisper-", "faster-"):
        if name.startswith(prefix) and len(name) > len(prefix):
            return name.removeprefix(prefix)
    return name


# ---- folders --------------------------------------------------------------------------------------------------


def _in_folder(source: Path) -> ModelSource:
    if source.is_file() and (source.name in NAMES or is_onnx([source.name])):
        source = source.parent
    if source.is_file():
        raise BadInput(
            f"“{source.name}” is no speech model.",
            "Nothing was added.",
            "Choose the folder that holds model.bin, or a zip file of it.",
        )
    if not source.is_dir():
        raise BadInput(f"There is no folder “{source}”.", next="Choose the folder that holds model.bin.")
    folder = _holding(source)
    check_folder(folder, ADD_ANOTHER)

    def _copy(into: Path, step: Callable[[int], None]) -> None:
        for file in model_files(folder):
            copy_file(file, into / file.name, step)

    return ModelSource(name_of(folder), size_of(folder), _copy)


def _holding(source: Path) -> Path:
    """The folder with the weights: `source`, one in it, or the one around it; `source` where there is none."""
    if _has_weights(source):
        return source
    found = list(_below(source))
    if len(found) > 1:
        names = listed([f"“{folder.name}”" for folder in sorted(found)[:5]])
        raise BadInput(f"There is more than one speech model in “{source.name}”.", next=f"Choose one of {names}.")
    if found:
        return found[0]
    # Only a part of a speech model was chosen, such as its “assets”; a folder of other files stays what it is.
    whole_parent = _has_weights(source.parent) and (source.parent / "config.json").is_file()
    return source.parent if whole_parent and not any((source / name).is_file() for name in NAMES) else source


def _has_weights(folder: Path) -> bool:
    try:
        names = [path.name for path in folder.iterdir() if path.is_file()]
    except OSError:
        # A folder of somebody else on the stick.
        return False
    return WEIGHTS in names or is_onnx(names)


def _below(source: Path) -> Iterator[Path]:
    """Folders with weights below `source`, the nearest level that has any."""
    level, looked = [source], 0
    for _ in range(DEEPEST):
        level = [child for folder in level for child in _children(folder)][: MOST_FOLDERS - looked]
        looked += len(level)
        found = [folder for folder in level if _has_weights(folder)]
        if found or not level:
            yield from found
            return


def _children(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink() and path.name[:1] != "."]
    except OSError:
        # A folder of somebody else on the stick.
        return []


# ---- zip files ------------------------------------------------------------------------------------------------


def _zipped(archive: zipfile.ZipFile, source: Path) -> ModelSource:
    """Only the files of a speech model are taken, each by its bare name: whatever paths the zip file holds."""
    entries = {
        PurePosixPath(plain_entry.filename.replace("\\", "/")): plain_entry for plain_entry in plain_entries(archive)
    }
    folders = _folders_with((WEIGHTS,), entries) or _onnx_folders(entries) or _folders_with(REQUIRED, entries)
    if len(folders) > 1:
        raise BadInput(
            f"There is more than one speech model in “{source.name}”.", next="Unpack it, then add one of the folders."
        )
    folder = next(iter(folders), PurePosixPath())
    there = [path.name for path in entries if path.parent == folder]
    wanted = onnx_files(there) if is_onnx(there) else [name for name in NAMES if name in there]
    chosen = {name: entries[folder / name] for name in wanted}
    missing = missing_of(there)
    if missing:
        raise SpeechModelError(
            f"The zip file “{source.name}” does not hold a whole speech model: {are_missing(missing)}.",
            SAFE,
            "Make the zip file of the whole folder of the speech model again.",
        )

    for name, entry in chosen.items():
        if not is_sensible(entry, LARGEST.get(name, WEIGHTS_LARGEST)):
            raise damaged_zip(source)

    def _copy(into: Path, step: Callable[[int], None]) -> None:
        if shutil.disk_usage(into).free < size:
            raise StorageError(
                "There is not enough room on the disk for this speech model.",
                "Nothing was added.",
                f"Free {size // 1_000_000} MB, then try again.",
            )
        for name, entry in chosen.items():
            unpack(archive, entry, into / name, step)

    size = sum(entry.file_size for entry in chosen.values())
    name = _short(folder.name) if folder.name not in ("", "..", ".") else _short(source.stem)
    return ModelSource(name, size, _copy)


def _onnx_folders(entries: Iterable[PurePosixPath]) -> set[PurePosixPath]:
    return {path.parent for path in entries if is_onnx([path.name]) and "__MACOSX" not in path.parts}


def _folders_with(names: Iterable[str], entries: Iterable[PurePosixPath]) -> set[PurePosixPath]:
    return {path.parent for path in entries if path.name in names and "__MACOSX" not in path.parts}
