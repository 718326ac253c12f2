"""The files that come with new stories: copied under new names, and only what is, byte for byte, what was imported."""

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from coproclip.errors import CoProClipError, MediaError, StorageError, storage_error
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.new_files import copy_new
from coproclip.project.fingerprints import sha256_of
from coproclip.project.merging.rows import CONSENT, Row
from coproclip.project.merging.state import State
from coproclip.project.places import ORIGINALS, PAPERS, PEAKS, WORKING, is_plain_file, place_of

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_KINDS = {"recording": {"original": ORIGINALS, "working": WORKING, "peaks": PEAKS}, CONSENT: {"paper": PAPERS}}


@dataclass
class Copied:
    """The files that were made (taken away again by `undo`), and those of theirs that are not there or not the same."""

    made: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def undo(self) -> None:
        """Take away what was copied."""
        for path in self.made:
            with suppress(OSError):
                path.unlink()


def copy_files(
    state: State, folder: Path, theirs: Path, report: Report = silent, cancel: CancelToken | None = None
) -> Copied:
    """Copy the files of rows that came in from the copy at `theirs` into the project at `folder`.

    The rows get the names that the files have here. Raises `StorageError`, `Cancelled`; then nothing is left.
    """
    copied = Copied()
    wanted = list(_wanted(state))
    try:
        for place, (table, number, stem) in enumerate(wanted):
            if cancel is not None:
                cancel.raise_if_cancelled()
            report(Progress(place, len(wanted), "Copying the recordings"))
            row = state.result[table][number]
            names = {
                column: _copy(folder, theirs, str(row[column]), kind, stem, copied, row if column == "original" else {})
                for column, kind in _KINDS[table].items()
                if row[column]
            }
            # What is made from an original is made again where it is not there.
            state.set(table, number, **{column: name for column, name in names.items() if name or column != "original"})
    except OSError as error:
        copied.undo()
        raise storage_error(error, "copying the recordings") from error
    except BaseException:
        copied.undo()
        raise
    return copied


def _wanted(state: State) -> Iterator[tuple[str, int, str]]:
    for table, kinds in _KINDS.items():
        for number, row in sorted(state.result[table].items()):
            ours = state.ours[table].get(number)
            if any(row[column] and (ours is None or ours[column] != row[column]) for column in kinds):
                yield table, number, str(uuid.uuid4())


def _copy(folder: Path, theirs: Path, inside: str, kind: str, stem: str, copied: Copied, row: Row) -> str:
    """What the file is called here; empty where it cannot be had."""
    try:
        source = place_of(theirs, inside, kind)
        if not is_plain_file(source):
            raise MediaError("It is not there.")
        if row and (source.stat().st_size != row["size_bytes"] or sha256_of(source) != row["sha256"]):
            raise MediaError("It is another file.")
    except StorageError:
        raise
    except CoProClipError:
        copied.missing.append(inside[:200])
        return ""
    ending = source.suffix if _ENDING.fullmatch(source.suffix) else ""
    target = folder / kind / f"{stem}{ending}"
    if shutil.disk_usage(target.parent).free < source.stat().st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    copied.made.append(target)
    copy_new(source, target)
    return f"{kind}/{target.name}"
