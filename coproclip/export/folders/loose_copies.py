"""What was exported and lies loose in the folder of an export, or in any folder of it: copies under any name, files
that were put there alone, and copies of the whole project for a colleague.

Files are known by their bytes, which the ledger keeps of all that was ever written, also of what was taken away long
ago. They are only named, never deleted: the ledger lies in the project and a list beside an export, and anybody can
write into either the bytes of a file that is somebody's own. A colleague works in their copy: it is only named, too.
"""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coproclip.errors import CoProClipError
from coproclip.excerpts.handed_over.noted_bytes import NotedBytes
from coproclip.export.folders.digests import sha256
from coproclip.export.folders.placing import folders_in
from coproclip.project.looking_after.integrity import is_project
from coproclip.project.merging.working_copy import is_copy, read_copy
from coproclip.project.project import Project
from coproclip.project.storage.places import is_plain_file

DEEPEST = 3
"""So many folders down is looked: a playlist's own folder for its clips, in a folder that was moved aside."""
MOST_BYTES = 8 << 30
"""So much is read at most; what is left is named."""
SMALL = 16 << 20
"""What ends like nothing that was ever exported is read up to this size (bytes): a page may have got any name."""
_NAMED = 5


@dataclass(slots=True)
class _Found:
    left: list[str] = field(default_factory=list)
    taken_out: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def sentences(self) -> Iterator[str]:
        if self.left:
            yield (
                f"Still there: {some(self.left)}. By the bytes that is a copy of an earlier export that may no longer "
                "be shared. It was left where it is: look at it, and delete it yourself unless it is something else."
            )
        if self.taken_out:
            yield (
                f"Still there: {some(self.taken_out)}. By the bytes that was exported earlier, and a name in it, or a "
                "bit of what was said, was taken out since. It was left where it is: export it anew, or delete it "
                "yourself."
            )
        if self.copies:
            yield (
                f"Still there: {some(self.copies)}. That is a copy of this project for a colleague, with something in "
                "it that may no longer be in their hands. It was left: bring back what was done in it, delete it, and "
                "make a new copy."
            )
        if self.unread:
            yield (
                f"Not looked at: {some(self.unread)}. Look yourself whether an earlier export is there that may no "
                "longer be shared."
            )


def name_loose_copies(
    project: Project, folder: Path, spoken_for: Collection[Path], listed: Collection[str], noted: NotedBytes
) -> tuple[str, ...]:
    """What to say of all that was ever `noted`, in `folder` and the folders in it, and may not be out any more.

    Deletes nothing. The files that are `spoken_for` are left to whoever takes them away. What has bytes that are only
    `listed` beside an export (SHA-256) as what may no longer be shared is named too.
    """
    if not noted.refused and not noted.taken_out and not listed:
        return ()
    places, room = list(_folders(folder)), MOST_BYTES
    found = _Found(unread=[_name(folder, place) for place, depth in places if depth > DEEPEST])
    for place in (place for place, depth in places if depth <= DEEPEST):
        if is_project(place):
            found.copies += [_name(folder, place)] if _is_refused_copy(project, place, noted) else []
            continue
        for path in _files(place):
            with suppress(OSError):
                if path in spoken_for or not is_worth_reading(path, noted):
                    continue
                room -= path.stat().st_size
                if room < 0:
                    found.unread.append(_name(folder, path))
                    continue
                digest = sha256(path)
                if digest in noted.refused or digest in listed:
                    found.left.append(_name(folder, path))
                elif digest in noted.taken_out:
                    found.taken_out.append(_name(folder, path))
    return tuple(found.sentences())


def is_worth_reading(path: Path, noted: NotedBytes) -> bool:
    """Whether a file may be one that was `noted`: it ends like one, or is small. False where nobody can tell."""
    with suppress(OSError):
        return path.suffix.lower() in noted.endings or path.stat().st_size <= SMALL
    return False


def _is_refused_copy(project: Project, place: Path, noted: NotedBytes) -> bool:
    """Whether a project there is a copy of this one that was handed over, and holds what was refused since."""
    with suppress(OSError, CoProClipError):
        if not is_copy(place):
            return False
        copy = read_copy(place)
        return copy.project == project.details.uid and noted.is_refused_copy(copy.made_at)
    return False


def _folders(folder: Path, depth: int = 0) -> Iterator[tuple[Path, int]]:
    """The folder and those in it, with how far down they are; of those that are too far only the uppermost.

    What lies in a project is its own.
    """
    yield folder, depth
    if depth <= DEEPEST and not (depth and is_project(folder)):
        for inner in sorted(folders_in(folder)):
            yield from _folders(inner, depth + 1)


def _files(place: Path) -> list[Path]:
    """The files in a folder that everybody sees, whatever they are called."""
    with suppress(OSError), os.scandir(place) as entries:
        named = sorted(entry.name for entry in entries if entry.name[:1] != ".")
        return [path for name in named if is_plain_file(path := place / name)]
    return []


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def some(names: Sequence[str], most: int = _NAMED) -> str:
    """The first names, `most` of them, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
