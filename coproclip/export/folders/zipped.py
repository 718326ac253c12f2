"""The zip file beside a playlist's folder: made, known again whatever it is called since, and taken away.

Whatever lies beside an export may be anybody's: what a list in a zip file says is only believed of a file that was
packed as only this program does it.
"""

import os
import stat
import zipfile
from collections.abc import Callable, Container
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from coproclip.audio.writing import new_file
from coproclip.excerpts.handed_over.handovers import LeavingFile, note_taken_back
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.manifest import CONTENTS, LARGEST_LIST, MANIFEST, MOST_VALUES, PlaylistMark, read_list
from coproclip.jobs import CancelToken
from coproclip.new_files import load_json, opened_zip
from coproclip.project.project import Project
from coproclip.project.storage.places import is_plain_file

# Zip files keep a time for every file; always the same one says nothing about anybody's day, and is nobody else's.
_TIME = (1980, 1, 1, 0, 0, 0)
_STORED = frozenset({".mp3", ".m4a", ".opus", ".flac"})
_BLOCK = 1 << 20
_LARGEST_TABLE = 4 << 20
"""Of so many bytes is what a zip file says of its entries: some twenty thousand of ours."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """What a zip file says of itself: which playlist it holds, and the files in it that are not ours."""

    mark: PlaylistMark
    strange: frozenset[str]


class _UnreadableError(Exception):
    """A zip file that cannot be looked into: damaged, locked with a password, or not ours to read."""


def zip_beside(place: Path) -> Path:
    """The zip file that goes with a folder."""
    return place.with_name(f"{place.name}.zip")


def zip_folder(folder: Path, name: str, target: Path, activity: str, cancel: CancelToken) -> int:
    """Write what is in `folder` to the zip file `target`, as a folder called `name`: same bytes for the same files.

    Returns how many files are in it.
    """
    number = 0
    with new_file(target, activity) as (file, _), zipfile.ZipFile(file, "w") as packed:  # type: ignore[call-overload]
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _TIME)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            entry.file_size = path.stat().st_size
            number += 1
            with path.open("rb") as source, packed.open(entry, "w") as into:
                while block := source.read(_BLOCK):
                    cancel.raise_if_cancelled()
                    file.check()
                    into.write(block)
    return number


def is_zip_of(path: Path, mark: PlaylistMark) -> bool:
    """Whether a zip file, whatever it is called, holds this playlist, as the list inside says."""
    with suppress(_UnreadableError):
        found = _look_into(path)
        return found is not None and found.mark == mark
    return False


def is_made_by_us(path: Path) -> bool:
    """Whether a zip file holds a playlist, and nothing that this program did not pack."""
    with suppress(_UnreadableError):
        found = _look_into(path)
        return found is not None and not found.strange
    return False


def zips_of(parent: Path, mark: PlaylistMark) -> list[Path]:
    """The zip files in `parent` that hold this playlist, whatever they are called."""
    return [path for path in _zips_in(parent) if is_zip_of(path, mark)]


def unreadable_zips(parent: Path) -> list[Path]:
    """The zip files in `parent` of which nobody can tell what is in them."""
    found = []
    for path in _zips_in(parent):
        try:
            _look_into(path)
        except _UnreadableError:
            found.append(path)
    return found


def withdraw_zips(
    parent: Path, mark: PlaylistMark, kept: Container[str], tell: Callable[[str], None], project: Project | None = None
) -> list[str]:
    """Take away the zip files of this playlist in `parent`, whatever they are called, but those `kept` (SHA-256).

    One with something in it that somebody else put there is left, and named. Returns the names of those. So is one of
    another project, which is none of this playlist's. What goes is noted in the ledger of `project`.
    """
    left, ours = [], dict[Path, _Packed]()
    for path in _zips_in(parent):
        with suppress(_UnreadableError):
            found = _look_into(path)
            if found and found.mark == mark:
                ours[path] = found
            elif found and replace(found.mark, project=mark.project) == mark:
                tell(f"“{path.name}” holds a playlist like this one, but not known to be of this project. It was left.")
    for path, packed in ours.items():
        try:
            digest = sha256(path)
            if digest in kept:
                continue
            if packed.strange:
                left.append(path.name)
                tell(
                    f"“{path.name}” holds an earlier export of this playlist, and files of somebody else, so it was "
                    "left where it is. Delete it unless you know that it may stay."
                )
                continue
            path.unlink()
            if project is not None:
                note_taken_back(project, [LeavingFile(path.name, digest)])
            tell(f"Taken away: “{path.name}”, a zip file of an earlier export.")
        except OSError:
            left.append(path.name)
            tell(f"“{path.name}” holds an earlier export and could not be taken away: delete it yourself.")
    return left


def _zips_in(parent: Path) -> list[Path]:
    with suppress(OSError), os.scandir(parent) as entries:
        files = [Path(entry.path) for entry in entries if entry.name.lower().endswith(".zip")]
        return sorted(path for path in files if is_plain_file(path))  # a pipe would be waited for
    return []


def _look_into(path: Path) -> _Packed | None:
    """What a zip file says of itself; None where there is no playlist of ours in it. Raises `_UnreadableError`."""
    try:
        with opened_zip(path, _LARGEST_TABLE) as packed:
            files = {entry.filename: entry for entry in packed.infolist() if not entry.is_dir()}
            lists = [name for name in files if name.count("/") < 2 and PurePosixPath(name).name == CONTENTS]
            if len(lists) != 1 or files[lists[0]].file_size > LARGEST_LIST:
                return None
            kept = packed.read(lists[0])
    except Exception as error:  # each way of packing has errors of its own
        raise _UnreadableError from error
    try:
        mark, names = read_list(load_json(kept, MOST_VALUES))
    except ValueError:
        return None
    head = lists[0].removesuffix(CONTENTS)
    listed = {f"{head}{name}" for name in (*names, MANIFEST)}
    strange = {name for name, entry in files.items() if name not in listed or entry.date_time != _TIME}
    return _Packed(mark, frozenset(strange)) if mark.uid else None
