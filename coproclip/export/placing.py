"""Where a playlist's folder goes: over its own earlier version, whatever that was called, and over nothing else."""

import json
import os
import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from coproclip.audio.writing import UNFINISHED, new_file
from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.grants import verify
from coproclip.export.manifest import (
    CONTENTS,
    MANIFEST,
    MadeSet,
    Owner,
    earlier_in,
    earlier_list,
    grant_of,
    read_manifest,
    sha256,
)
from coproclip.export.names import safe_name
from coproclip.jobs import CancelToken

# Zip files keep a time for every file; always the same one says nothing about anybody's day.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_STORED = frozenset({".mp3", ".m4a", ".opus", ".flac"})
_BLOCK = 1 << 20
_LARGEST_LIST = 16 << 20


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """Where a playlist goes, where its earlier export is (the same place, another, or none), and copies of that."""

    folder: Path
    before: Path | None
    copies: tuple[Path, ...]

    @property
    def earlier(self) -> tuple[Path, ...]:
        """All folders that hold an earlier export."""
        return tuple(dict.fromkeys(filter(None, (self.before, *self.copies))))

    def take_over(self) -> None:
        """Give the earlier export its new name, with all that people put beside it. Raises `OSError`."""
        if self.before is not None and self.before != self.folder:
            os.rename(self.before, self.folder)


def playlist_place(parent: Path, title: str, owner: Owner, uid: str, use: Use, *, suffix: str = "") -> ExportPlace:
    """Where in `parent` the playlist `uid` goes: over its earlier export, else a name that nothing has."""
    earlier = [path for path in folders_in(parent) if _is_of(path, owner, uid, use)]
    return _place(parent, safe_name(title, "Playlist"), earlier, suffix)


def clips_place(parent: Path, title: str, owner: Owner, use: Use) -> ExportPlace:
    """The folder in `parent` for an owner's clips: the one they went to before, else a name that nothing has."""
    earlier = [path for path in folders_in(parent) if owner.key(use) in read_manifest(path)]
    return _place(parent, safe_name(f"{title} clips", "clips"), earlier, "")


def _place(parent: Path, name: str, earlier: list[Path], suffix: str) -> ExportPlace:
    earlier.sort()
    taken: set[str] = set()
    with suppress(OSError):
        taken = {_folded(name) for name in os.listdir(parent)}
    for number in count(1):
        place = parent / (f"{name}{suffix}" if number == 1 else f"{name} ({number}){suffix}")
        if place in earlier:
            return ExportPlace(place, place, tuple(path for path in earlier if path != place))
        free = not taken & {_folded(place.name), _folded(zip_beside(place).name)}
        # Only capitals changed: on many systems, and on sticks, that is the same name.
        same = next((path for path in earlier if _folded(path.name) == _folded(place.name)), None)
        if same and place.exists() and not os.path.samefile(same, place):
            same = None
        if free or same:
            before = same or next(iter(earlier), None)
            return ExportPlace(place, before, tuple(path for path in earlier if path != before))
    raise AssertionError


def is_outdated(place: Path, owner: Owner, use: Use, excerpts: Sequence[ShareableExcerpt]) -> bool:
    """Whether something of `owner` is at `place` that may not leave as it is: it is not among `excerpts`."""
    now = {verify(excerpt).excerpt_id: grant_of(excerpt) for excerpt in excerpts}
    made = read_manifest(place).get(owner.key(use), MadeSet())
    files = [*made.files.items(), *made.copies.items()]
    return any(
        (now.get(file.excerpt, "") != file.grant or not now) and os.path.lexists(place / name) for name, file in files
    )


def zip_beside(place: Path) -> Path:
    """The zip file that goes with a folder."""
    return place.with_name(f"{place.name}.zip")


def earlier_files(place: Path, owner: Owner, uid: str, use: Use) -> MadeSet | None:
    """What a version without a manifest made at `place` of this playlist; None where there is one, or nothing."""
    known, its_use, made = earlier_list(place)
    return made if known == uid and its_use == use.value and owner.key(use) not in read_manifest(place) else None


def is_zip_of(path: Path, uid: str, use: Use) -> bool:
    """Whether a zip file, whatever it is called, was made of this playlist for `use`, as the list inside says."""
    return _in_zip(path, uid, use) is not None


def withdraw_zips(parent: Path, uid: str, use: Use, kept: Container[str], tell: Callable[[str], None]) -> list[str]:
    """Take away the zip files of this playlist in `parent`, whatever they are called, but those `kept` (SHA-256).

    One into which somebody put something else is left, and named. Returns the names of those.
    """
    left = []
    for path in zips_of(parent, uid, use):
        if sha256(path) in kept:
            continue
        if _in_zip(path, uid, use):
            left.append(path.name)
            tell(
                f"“{path.name}” holds an earlier export of this playlist, and files of somebody else, so it was "
                "left where it is. Delete it unless you know that it may stay."
            )
            continue
        try:
            path.unlink()
            tell(f"Taken away: “{path.name}”, a zip file of an earlier export.")
        except OSError:
            left.append(path.name)
            tell(f"“{path.name}” holds an earlier export and could not be taken away: delete it yourself.")
    return left


def zips_of(parent: Path, uid: str, use: Use) -> list[Path]:
    """The zip files in `parent` that were made of this playlist for `use`, whatever they are called."""
    with suppress(OSError), os.scandir(parent) as entries:
        files = [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]
        return sorted(path for path in files if path.suffix.lower() == ".zip" and is_zip_of(path, uid, use))
    return []


def _in_zip(path: Path, uid: str, use: Use) -> set[str] | None:
    """The files in a zip file of this playlist that are not ours; None where it is none."""
    if not path.is_file():  # a pipe would be waited for
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            names = {name for name in packed.namelist() if not name.endswith("/")}
            (listed,) = [name for name in names if name.count("/") < 2 and PurePosixPath(name).name == CONTENTS]
            if packed.getinfo(listed).file_size > _LARGEST_LIST:
                return None
            head = listed.removesuffix(CONTENTS)
            known, its_use, made = earlier_in(json.loads(packed.read(listed)))
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError):
        return None
    if not uid or (known, its_use) != (uid, use.value):
        return None
    return names - {f"{head}{name}" for name in (*made.files, MANIFEST)}


def zip_folder(folder: Path, name: str, target: Path, activity: str, cancel: CancelToken) -> int:
    """Write what is in `folder` to the zip file `target`, as a folder called `name`: same bytes for the same files.

    Returns how many files are in it.
    """
    number = 0
    with new_file(target, activity) as (file, _), zipfile.ZipFile(file, "w") as packed:  # type: ignore[call-overload]
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _ZIP_TIME)
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


def bring_back_added(parent: Path, place: Path, uid: str) -> list[str]:
    """Put what people had added into `place` again, where an exchange of folders of this playlist was cut off.

    Earlier versions exchanged whole folders; killed in between, the old one stayed hidden. Returns what came back.
    """
    found: list[str] = []
    for before in parent.glob(f".*{UNFINISHED}"):
        known, _, made = earlier_list(before)
        if known != uid or before.is_symlink() or not before.is_dir():
            continue
        for path in sorted(before.rglob("*")):
            inside = path.relative_to(before).as_posix()
            if inside in made.files or path.is_symlink() or not path.is_file():
                continue
            added, number = place / inside, 1
            while os.path.lexists(added):
                number += 1
                added = (place / inside).with_stem(f"{path.stem} ({number})")
            added.parent.mkdir(parents=True, exist_ok=True)
            os.rename(path, added)
            found.append(inside)
        shutil.rmtree(before, ignore_errors=True)
    return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def folders_in(parent: Path) -> Iterator[Path]:
    """The folders in `parent`, without those that are hidden or only a link."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _is_of(folder: Path, owner: Owner, uid: str, use: Use) -> bool:
    if owner.key(use) in read_manifest(folder):
        return True
    known, its_use, _ = earlier_list(folder)
    return bool(uid) and (known, its_use) == (uid, use.value)
