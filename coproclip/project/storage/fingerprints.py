"""SHA-256 sums beside a project, as it was last left: a flipped bit is noticed even where the file still reads well.

`project.db.sha256` is there only while nobody has the project open and everything was written: the first edit takes it
away, closing well puts it back. After a crash there is none, and then nothing is claimed. `media.sha256` holds what
the program itself made in `working`, `peaks` and `images`; an original's sum is kept with its recording. Both are
written as `sha256sum -c` reads them.
"""

import hashlib
import math
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from coproclip.errors import MediaError
from coproclip.file_locks import is_hollow
from coproclip.new_files import write_whole
from coproclip.project.storage.places import DATABASE, DATABASE_FILES, IMAGES, PEAKS, WORKING, is_plain_file

DATABASE_SUM = f"{DATABASE}.sha256"
MEDIA_SUMS = "media.sha256"
_MADE = (WORKING, PEAKS, IMAGES)
LARGEST = 2 << 30
"""Above this many bytes the database gets no sum: closing a window may not take that long."""
LARGEST_SUMS = 16 << 20
"""A file of sums of more than this many bytes is none of ours: a hundred thousand recordings take less."""
AT_CLOSING_S = 3.0
BLOCK = 1 << 20


def sha256_of(path: Path, until: float | None = None, look: Callable[[], object] = lambda: None) -> str:
    """The SHA-256 of a file's bytes, in hex; `look` is called now and then and may raise.

    Raises `OSError`; `TimeoutError` where it is not done `until` then (of `time.monotonic`), and at once, as a
    `MediaError`, for a file of hundreds of gigabytes with nothing in it.
    """
    if is_hollow(path):
        raise MediaError("There is next to nothing in it, although it says it is very large, so it was not read.")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            look()
            if until is not None and time.monotonic() > until:
                raise TimeoutError
    return digest.hexdigest()


def same_as(files: Iterable[Path], sums: Iterable[str], among: Iterable[Path]) -> list[Path]:
    """Those `among` that are, byte for byte, one of `files`, or whose sum is one of `sums`, whatever they are called.

    Only what is as long as one of `files` is read; where one of them is not there, its length is not known, and all is.
    """
    wanted = list(files)
    there = [path for path in wanted if is_plain_file(path)]
    sizes = {path.stat().st_size for path in there}
    near = [path for path in among if (size := path.stat().st_size) and (size in sizes or len(there) < len(wanted))]
    known = {*sums, *(_sum_by(path, math.inf) for path in there)} - {""} if near else set()
    return [path for path in near if _sum_by(path, math.inf) in known]


def break_seal(folder: Path) -> None:
    """The database is about to change: its sum no longer stands for it."""
    with suppress(OSError):
        (folder / DATABASE_SUM).unlink(missing_ok=True)


def seal(folder: Path) -> None:
    """Keep the database's sum, if nobody has it open and all of it is in the one file. Never fails."""
    path = folder / DATABASE
    try:
        if _in_use(folder) or not is_plain_file(path) or path.stat().st_size > LARGEST:
            return
        _write(folder / DATABASE_SUM, {DATABASE: sha256_of(path)})
        # Opened by another program meanwhile, it may be another file already.
        if _in_use(folder):
            break_seal(folder)
    except OSError:
        break_seal(folder)


def is_sealed(folder: Path) -> bool:
    """Whether there is a sum for the database."""
    return (folder / DATABASE_SUM).is_file()


def is_as_left(folder: Path) -> bool | None:
    """Whether the database is, byte for byte, as it was left; None where that cannot be told (open, or not sealed)."""
    try:
        if _in_use(folder) or not (kept := _read(folder / DATABASE_SUM)):
            return None
        # Larger than any that gets a sum, it is certainly not the one that was left.
        path = folder / DATABASE
        return path.stat().st_size <= LARGEST and sha256_of(path) == kept.get(DATABASE)
    except (OSError, MediaError):
        return None


def note_media(folder: Path, since: float) -> None:
    """Keep the sums of what was made in `working`, `peaks` and `images` since then (a time of the system's clock).

    What has a sum from before keeps it: a file that changed while nobody had the project open is to be noticed.
    Leaves what would take too long for the next time. Never fails.
    """
    until = time.monotonic() + AT_CLOSING_S
    try:
        kept = _read(folder / MEDIA_SUMS)
        # A project of before there were images has no folder for them.
        kinds = [kind for kind in _MADE if os.path.lexists(folder / kind)]
        there = {f"{kind}/{path.name}": path for kind in kinds for path in (folder / kind).iterdir()}
        sums = {where: kept[where] for where in there if where in kept}
        for where, path in there.items():
            if is_plain_file(path) and (where not in kept or path.stat().st_mtime >= since):
                # What gets no sum now, because it is hollow or time is up, has none: nothing is claimed of it.
                sums[where] = _sum_by(path, until)
        sums = {where: total for where, total in sums.items() if total}
        if sums != kept:
            _write(folder / MEDIA_SUMS, sums)
    except OSError:
        return


def changed_media(folder: Path) -> list[str]:
    """Files of those folders that are no longer what was made, as `kind/name`; missing ones are not named."""
    changed = []
    for where, wanted in _read(folder / MEDIA_SUMS).items():
        kind, _, name = where.partition("/")
        path = folder / kind / name
        if kind not in _MADE or not name or "/" in name or name == ".." or not is_plain_file(path):
            continue
        try:
            if sha256_of(path) != wanted:
                changed.append(where)
        except MediaError:
            changed.append(where)
        except OSError:
            continue
    return changed


def _sum_by(path: Path, until: float) -> str:
    """The sum of a file, empty where there is none to be had by then."""
    try:
        return sha256_of(path, until) if time.monotonic() < until else ""
    except (MediaError, TimeoutError, FileNotFoundError):
        return ""


def _in_use(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in DATABASE_FILES if name != DATABASE)


def _read(path: Path) -> dict[str, str]:
    try:
        if not is_plain_file(path) or path.stat().st_size > LARGEST_SUMS:
            return {}
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("  ", 1) for line in lines if len(line) > 66)
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def _write(path: Path, sums: dict[str, str]) -> None:
    lines = "".join(f"{total}  {where}\n" for where, total in sorted(sums.items()) if "\n" not in where)
    write_whole(path, lines.encode("utf-8", "surrogateescape"))
