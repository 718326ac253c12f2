"""Putting a finished folder in its place: it takes over from its own earlier version, and from nothing else."""

import json
import os
import shutil
import stat
import uuid
import zipfile
from itertools import count
from pathlib import Path

from coproclip.audio.writing import UNFINISHED, new_file
from coproclip.export.names import safe_name
from coproclip.export.playlist_files import MADE_WITH
from coproclip.jobs import CancelToken

CONTENTS = "playlist.json"
# Zip files keep a time for every file; always the same one says nothing about anybody's day.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_STORED = frozenset({".mp3", ".m4a", ".opus", ".flac"})
_BLOCK = 1 << 20


def place_for(parent: Path, title: str, uid: str, *, suffix: str = "") -> Path:
    """Where in `parent` the playlist `uid` goes: over its earlier export, else a name that nothing has."""
    name = safe_name(title, "Playlist")
    for number in count(1):
        place = parent / (f"{name}{suffix}" if number == 1 else f"{name} ({number}){suffix}")
        if _made_of(place).get("id") == uid:
            return place
        if not os.path.lexists(place) and not os.path.lexists(zip_beside(place)):
            return place
    raise AssertionError


def zip_beside(place: Path) -> Path:
    """The zip file that goes with a folder."""
    return place.with_name(f"{place.name}.zip")


def swap_in(fresh: Path, place: Path) -> None:
    """Make the folder `fresh` be `place`. Files that somebody added to the folder there before are kept in it.

    Raises `OSError`; then what was at `place` is still there.
    """
    if not os.path.lexists(place):
        os.rename(fresh, place)
        return
    before = place.with_name(f".{uuid.uuid4().hex[:12]}{UNFINISHED}")
    os.rename(place, before)
    try:
        os.rename(fresh, place)
    except OSError:
        os.rename(before, place)
        raise
    _keep_added(before, place)
    shutil.rmtree(before, ignore_errors=True)


def zip_folder(folder: Path, name: str, target: Path, doing: str, cancel: CancelToken) -> None:
    """Write what is in `folder` to the zip file `target`, as a folder called `name`: same bytes for the same files."""
    with new_file(target, doing) as (file, _), zipfile.ZipFile(file, "w") as packed:  # type: ignore[call-overload]
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, packed.open(entry, "w") as into:
                while block := source.read(_BLOCK):
                    cancel.raise_if_cancelled()
                    file.check()
                    into.write(block)


def _made_of(place: Path) -> dict[str, object]:
    """What the export at `place` says of itself; empty for anything else."""
    try:
        said = json.loads((place / CONTENTS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) and said.get("made_with") == MADE_WITH else {}


def _keep_added(before: Path, place: Path) -> None:
    files = _made_of(before).get("files")
    made = {str(name) for name in files} if isinstance(files, list) else set()
    for path in sorted(before.rglob("*")):
        inside = path.relative_to(before).as_posix()
        added = place / inside
        if path.is_file() and inside not in made and not os.path.lexists(added):
            added.parent.mkdir(parents=True, exist_ok=True)
            os.rename(path, added)
