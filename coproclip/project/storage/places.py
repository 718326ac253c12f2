"""Where a project's files may lie: one rule for every path that is kept in the database or found beside it.

A project may come from somebody else, so a path in it is a claim. It counts only as `kind/name`, both real and of this
folder: no step upwards, no other drive, no link that leads elsewhere, nothing that is not a plain file.
"""

import os
import stat
from pathlib import Path

from coproclip.errors import ProjectError, storage_error
from coproclip.new_files import is_link

ORIGINALS, WORKING, PEAKS, RECORDINGS, TRASH, BACKUPS, PAPERS, IMAGES = FOLDERS = (
    "originals",
    "working",
    "peaks",
    "recordings",
    "trash",
    "backups",
    "papers",
    "images",
)
MEDIA = (ORIGINALS, WORKING, PEAKS, RECORDINGS, TRASH)
"""The folders that the path of a sound in the database may name; `papers` has scans of signed sheets, and `images`
what stands in the report."""
PREPARED = f"{RECORDINGS}/prepared.json"
"""What is noted for the next recording, before it begins."""
VAULT = "people.vault"
"""Real names, which a passphrase opens (`people.sealed_file`). Beside it lie its copy and, called `VAULT_OTHER` and
when they were put aside, other versions of it."""
VAULT_COPY, VAULT_OTHER = f"{VAULT}.copy", f"{VAULT}.other "
WORKING_COPY = "working-copy.json"
"""In a copy for a colleague: which state it was made from (`merging.working_copy`)."""
DATABASE = "project.db"
DATABASE_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
OF_THE_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".directory", ".stfolder", ".stignore"})
"""What systems, and programs that keep folders in step, put into every folder, in small letters."""
PRIVATE_FOLDER = 0o700
"""For their owner alone, where the system knows owners; elsewhere what the folder around them says counts."""
_LONGEST_NAME = 255
# On Windows these are devices, whatever their ending and in whichever folder.
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
_SIGNS = frozenset('<>:"|?*\\/')


def place_of(folder: Path, inside: str, *kinds: str) -> Path:
    """The file that `inside` (as kept in the database: `originals/name.wav`) names in the project at `folder`.

    It need not exist. It lies in one of the folders `kinds`, or in any for media without them. Raises `ProjectError`
    for a path that leads anywhere else, through a link too, and for what is there but is not a plain file, and
    `StorageError` where the system does not let one look.
    """
    kind, _, name = inside.partition("/")
    if kind not in (kinds or MEDIA) or not is_plain_name(name):
        raise ProjectError("A path in this project makes no sense, so the file was not opened.", "Nothing was changed.")
    home = folder / kind
    try:
        if is_link(home):
            raise _leads_away(kind)
        found = os.lstat(home / name)
    except FileNotFoundError:
        return home / name
    except OSError as error:
        raise storage_error(error, "looking for a file of the project") from error
    if is_link(home / name):
        raise _leads_away(inside)
    if not stat.S_ISREG(found.st_mode):
        raise ProjectError(f"“{inside}” in this project is not a file, so it was not opened.", "Nothing was changed.")
    return home / name


def is_plain_name(name: str) -> bool:
    """Whether this is the name of a file and nothing more, on every system."""
    return (
        0 < len(name) <= _LONGEST_NAME
        and name.isprintable()
        and not _SIGNS.intersection(name)
        and name.strip(". ") != ""
        and name[-1] not in ". "
        and name.split(".")[0].rstrip().casefold() not in _RESERVED
    )


def is_plain_file(path: Path) -> bool:
    """Whether there is a plain file at `path` itself: no link, folder, device or pipe. Nothing is opened."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode) and not is_link(path)
    except (OSError, ValueError):
        return False


def has_other_name(path: Path) -> bool:
    """Whether a plain file has another name somewhere (a hard link): what is written into it changes that one too."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink > 1


def refuse_other_names(folder: Path, *names: str) -> None:
    """Raise `ProjectError` for a file of the project at `folder`, about to be written into, that has another name."""
    for name in names:
        if has_other_name(folder / name):
            raise ProjectError(
                f"“{name}” in this project is at the same time a file somewhere else, so nothing was written into it.",
                "Nothing was changed.",
                "Copy the whole folder to a new place and work on the copy.",
            )


def refuse_links(folder: Path, *names: str) -> None:
    """Raise `ProjectError` when a folder or the database of the project at `folder` is really somewhere else.

    With `names` only these are looked at.
    """
    for name in names or (*FOLDERS, *DATABASE_FILES):
        try:
            found = os.lstat(folder / name)
        except OSError:
            continue
        if is_link(folder / name):
            raise _leads_away(name)
        if not (stat.S_ISDIR if name in FOLDERS else stat.S_ISREG)(found.st_mode):
            raise ProjectError(
                f"“{name}” in this project is not what it should be, so the project was not opened.",
                "Nothing was changed.",
            )


def _leads_away(name: str) -> ProjectError:
    return ProjectError(
        f"“{name}” in this project is a link to somewhere else, so it was not opened.",
        "Nothing was changed.",
        "If you made that link yourself, put the real folder or file in its place.",
    )
