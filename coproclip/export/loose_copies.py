"""Copies of what was exported that lie loose in the folder of an export: under any name, in any folder of it.

They are known by their bytes, which the ledger keeps also of what was taken away long ago. They are only named, never
deleted: the ledger lies in the project and a list beside an export, and anybody can write into either the bytes of a
file that is somebody's own.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coproclip.excerpts.refused_files import refused_bytes
from coproclip.export.manifest import is_kind_of_ours, sha256
from coproclip.export.placing import folders_in
from coproclip.project.integrity import is_project
from coproclip.project.places import is_plain_file
from coproclip.project.project import Project

DEEPEST = 3
"""So many folders down is looked: a playlist's own folder for its clips, in a folder that was moved aside."""
MOST_BYTES = 8 << 30
"""So much is read at most; what is left is named."""
_NAMED = 5


@dataclass(slots=True)
class _Found:
    left: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def sentences(self) -> Iterator[str]:
        if self.left:
            yield (
                f"Still there: {_some(self.left)}. By the bytes that is a copy of an earlier export that may no longer "
                "be shared. It was left where it is: look at it, and delete it yourself unless it is something else."
            )
        if self.unread:
            yield (
                f"Not looked at: {_some(self.unread)}. Look yourself whether an earlier export is there that may no "
                "longer be shared."
            )


def name_loose_copies(
    project: Project, folder: Path, spoken_for: Collection[Path], listed: Collection[str]
) -> tuple[str, ...]:
    """What to say of copies, in `folder` and the folders in it, of what somebody said no to since. Deletes nothing.

    The files that are `spoken_for` are left to whoever made them, of this project or another. What has bytes that are
    only `listed` beside an export (SHA-256) as what may no longer be shared is named too.
    """
    loose, deeper = list[Path](), list[Path]()
    for place, depth in _folders(folder):
        if depth > DEEPEST:
            deeper.append(place)
            continue
        loose += [path for path in _files(place) if path not in spoken_for]
    if not loose and not deeper:
        return ()
    with project.read() as session:
        refused: Mapping[str, frozenset[str]] = refused_bytes(session)
    if not refused and not listed:
        return ()
    found, room = _Found(unread=[_name(folder, place) for place in deeper]), MOST_BYTES
    endings = {ending for some in refused.values() for ending in some}
    for path in loose:
        if path.suffix.lower() not in endings and not listed:
            continue
        with suppress(OSError):
            room -= path.stat().st_size
            if room < 0:
                found.unread.append(_name(folder, path))
                continue
            digest = sha256(path)
            if digest in refused or digest in listed:
                found.left.append(_name(folder, path))
    return tuple(found.sentences())


def _folders(folder: Path, depth: int = 0) -> Iterator[tuple[Path, int]]:
    """The folder and those in it, with how far down they are; of those that are too far only the uppermost.

    What lies in a project is its own.
    """
    yield folder, depth
    if depth <= DEEPEST:
        for inner in sorted(folders_in(folder)):
            if not is_project(inner):
                yield from _folders(inner, depth + 1)


def _files(place: Path) -> list[Path]:
    """The files in a folder that end like what we make, whatever they are called."""
    with suppress(OSError), os.scandir(place) as entries:
        named = sorted(entry.name for entry in entries if is_kind_of_ours(entry.name) and entry.name[:1] != ".")
        return [path for name in named if is_plain_file(path := place / name)]
    return []


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _some(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
