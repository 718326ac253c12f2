"""What is kept when a project is taken away while it is open: words not saved, and all that this program knew of it.

It lies in the project's folder, or where that cannot be written to in the person's documents or with this app's own
files; only its owner may read it.
"""

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from coproclip.new_files import write_whole
from coproclip.project.project import Project
from coproclip.project.storage.backups import FOLDER, BackupReason, copy_connected, next_path
from coproclip.project.storage.places import VAULT_OTHER, is_plain_file
from coproclip.project.storage.read_only import has_log
from coproclip.settings import data_folder, documents_folder

_WHEN = "%Y-%m-%d %H.%M.%S"
_WORDS, _NOTES, _WHOLE = "Not saved {when}.txt", "Notes kept apart {when}.txt", "{name} as it was {when}.db"
_STAMP = r"\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d(?: \(\d+\))?"
_IS_WORDS, _IS_WHOLE = re.compile(rf"Not saved {_STAMP}\.txt"), re.compile(rf".+ as it was {_STAMP}\.db(?:-wal)?")
_IS_NOTES, _ABOUT_NOTES = re.compile(rf"Notes kept apart {_STAMP}\.txt"), re.compile(rf"\.?Notes kept apart {_STAMP}.*")
_ABOUT_WORDS = re.compile(rf"\.?Not saved {_STAMP}.*\.txt")


def sentence_about(name: str) -> str:
    """What a file of this name in a project's folder is, as a sentence; empty if it was not put there by this."""
    if _IS_WORDS.fullmatch(name):
        return f"Words that were not saved lie in “{name}”."
    if _IS_NOTES.fullmatch(name):
        return f"Notes that belong to no story lie in “{name}”."
    if _IS_WHOLE.fullmatch(name):
        return f"The project as it was before another program replaced it lies in “{name}”."
    if name.startswith(VAULT_OTHER):
        return f"Another version of the vault, as it lay in the folder beside the one that is used, is “{name}”."
    return ""


def kept_words(folder: Path) -> Iterator[Path]:
    """The files in the folder of a project with words that could not be saved, second versions of them too.

    They are called so: who put them there is another matter. There may be any number of them.
    """
    return _called(folder, _ABOUT_WORDS)


def kept_notes(folder: Path) -> Iterator[Path]:
    """The files in the folder of a project with notes that belong to no story, second versions of them too."""
    return _called(folder, _ABOUT_NOTES)


def _called(folder: Path, name: re.Pattern[str]) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            # Most of what is no file is known without asking the disk.
            if name.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                path = folder / entry.name
                if is_plain_file(path):
                    yield path


def keep_words(project: Project, texts: Sequence[str]) -> Path | None:
    """Write texts that could not be saved into a file; returns where it lies, None if there is no place at all."""
    return _keep(project, texts, _WORDS)


def keep_notes(project: Project, texts: Sequence[str]) -> Path | None:
    """Write notes that shall be in no story into a file; returns where it lies, None if there is no place at all."""
    return _keep(project, texts, _NOTES)


def _keep(project: Project, texts: Sequence[str], called: str) -> Path | None:
    words = "\n\n".join(text.strip() for text in texts if text.strip())
    if not words:
        return None
    name = called.format(when=time.strftime(_WHEN))
    for place in _places(project.folder, ""):
        with suppress(OSError):
            return _write(_free(place / name), f"{project.folder.stem}\n\n{words}\n".encode("utf-8", "replace"))
    return None


def part_with_log(project: Project) -> Path | None:
    """After the project was taken away: keep it as it was, then take its log from beside the file in its place.

    Returns where the whole of it lies. Where only the log could be kept, because its own file was written over, that is
    None; where nothing could be kept, the log stays until the project is closed.
    """
    kept = keep_whole(project)
    if kept is not None or _keep_log(project):
        project.database.part_with_log()
    return kept


def _keep_log(project: Project) -> bool:
    identity = project.database.identity
    log = identity.log() if identity is not None else None
    if log is None:
        return False
    if not has_log(project.database.path):
        return True
    for place in _places(project.folder, FOLDER):
        with suppress(OSError):
            kept = _as_it_was(project, place)
            _write(kept.with_name(f"{kept.name}-wal"), log.read_bytes())
            return True
    return False


def keep_whole(project: Project) -> Path | None:
    """Keep the project's database as this program has it open; returns where it lies, None if it could not be kept."""
    raw: Any = project.database.writer.connection.dbapi_connection
    for place in _places(project.folder, FOLDER):
        with suppress(OSError):
            target = _as_it_was(project, place)
            try:
                copy_connected(raw, target)
            except (sqlite3.Error, UnicodeDecodeError):
                continue  # no room there, or nothing whole to be read
            return target
    return None


def _as_it_was(project: Project, place: Path) -> Path:
    if place.name == FOLDER:
        return next_path(project.folder, BackupReason.REPLACED)
    return _free(place / _WHOLE.format(name=project.folder.stem, when=time.strftime(_WHEN)))


def _places(folder: Path, inner: str) -> Iterator[Path]:
    """Folders that are there and may be written to, the best one first."""
    own = data_folder()
    for place in (folder / inner, folder, documents_folder(), own, Path.home(), Path(tempfile.gettempdir())):
        with suppress(OSError):
            if place == own:
                own.mkdir(parents=True, exist_ok=True)
            if place.is_dir() and os.access(place, os.W_OK):
                yield place


def _free(path: Path) -> Path:
    number, wanted = 2, path
    while os.path.lexists(path):
        path = wanted.with_stem(f"{wanted.stem} ({number})")
        number += 1
    return path


def _write(path: Path, content: bytes) -> Path:
    write_whole(path, content)
    return path
