"""The files that come with new rows: copied under new names, of sound only what is, byte for byte, what was imported,
of images only the pixels, of scans only pictures and PDFs, called as what they are. A path from a copy never names a
file that is here already, nor is any file called as a program is.
"""

import errno
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from coproclip.errors import CoProClipError, MediaError, StorageError, storage_error
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.new_files import copy_new, make_new
from coproclip.project.looking_after.paper_file import read_paper
from coproclip.project.merging.rows import Row
from coproclip.project.merging.state import State
from coproclip.project.storage.fingerprints import sha256_of
from coproclip.project.storage.named_files import NAMING, read_image
from coproclip.project.storage.places import IMAGES, PAPERS, PRIVATE_FOLDER, is_plain_file, place_of

_ENDING = re.compile(
    r"(?i)\.(?:wav|wave|w64|bwf|rf64|flac|mp[1-4a]|m4[abrv]|mpe?g|mpga|aac|ac3|og[agvx]|opus|spx|wm[av]|asf|aiff?|aifc"
    r"|caf|au|snd|amr|awb|3g[ap2]|3gpp|ape|wv|mka|mkv|webm|mov|qt|avi|m?ts|m2ts|vob|mxf|flv|ra|rm|dss|ds2|peaks)"
)
"""How sound and videos are called. What is called otherwise comes in without an ending: it is read by what is in it."""
Look = Callable[[], object]
"""Raises once nobody waits any more."""
_ALWAYS = ("original", "file")
"""A row without it would be none: where there is no such file, it is called by a name that nothing has."""


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
    cancel = cancel or CancelToken()
    copied, photos = Copied(), _Photos(state, folder)
    wanted = list(_wanted(state))
    try:
        for place, (table, number, stem) in enumerate(wanted):
            cancel.raise_if_cancelled()
            report(Progress(place, len(wanted), "Copying the files"))
            row = state.result[table][number]
            for column, kind in NAMING[table].items():
                if not row[column]:
                    continue
                if kind == PAPERS:
                    name = _copy_paper(folder, theirs, str(row[column]), stem, copied)
                elif kind == IMAGES:
                    name, about = _copy_image(folder, theirs, str(row[column]), stem, copied, photos)
                    state.set(table, number, **about)
                else:
                    of = row if column == "original" else {}
                    look = cancel.raise_if_cancelled
                    name = _copy(folder, theirs, str(row[column]), kind, stem, copied, of, look)
                # What is made from an original is made again where it is not there.
                state.set(table, number, **{column: name or (_free(kind, stem, row) if column in _ALWAYS else "")})
    except OSError as error:
        copied.undo()
        raise storage_error(error, "copying the files") from error
    except BaseException:
        copied.undo()
        raise
    return copied


def _wanted(state: State) -> Iterator[tuple[str, int, str]]:
    for table, kinds in NAMING.items():
        for number, row in sorted(state.result[table].items()):
            ours = state.ours[table].get(number)
            if any(row[column] and (ours is None or ours[column] != row[column]) for column in kinds):
                yield table, number, str(uuid.uuid4())


def _copy(folder: Path, theirs: Path, inside: str, kind: str, stem: str, copied: Copied, row: Row, look: Look) -> str:
    """What the file is called here; empty where it cannot be had."""
    try:
        source = place_of(theirs, inside, kind)
        if not is_plain_file(source):
            raise MediaError("It is not there.")
        if row and (source.stat().st_size != row["size_bytes"] or sha256_of(source, look=look) != row["sha256"]):
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
    copy_new(source, target, look)
    return f"{kind}/{target.name}"


def _free(kind: str, stem: str, row: Row) -> str:
    """What a file that could not be had is called."""
    name = str(row["original"] if "original" in row else row["file"])
    ending = Path(name).suffix
    return f"{kind}/{stem}{ending if _ENDING.fullmatch(ending) else ''}"


class _Photos:
    """The photos of people that are in this project, by their pixels."""

    def __init__(self, state: State, folder: Path) -> None:
        self._state, self._folder = state, folder

    @cached_property
    def _known(self) -> dict[bytes, Row]:
        found: dict[bytes, Row] = {}
        for row in self._state.ours["report_image"].values():
            if row["photo"] or row["person_id"] is not None:
                with suppress(CoProClipError):
                    about: Row = {"photo": 1, "person_id": row["person_id"]}
                    made = read_image(self._folder, str(row["file"])).content
                    # The same photo of two people is one of nobody known.
                    found[made] = about if found.get(made, about) == about else {"photo": 1, "person_id": None}
        return found

    def about(self, content: bytes) -> Row:
        """Whose photo it is, whatever a copy says of it; nothing where it is none that is known here."""
        return self._known.get(content, {})


def _copy_image(folder: Path, theirs: Path, inside: str, stem: str, copied: Copied, photos: _Photos) -> tuple[str, Row]:
    """What an image is called here, empty where it cannot be had; and whose photo it is, where that is known."""
    try:
        made = read_image(theirs, inside)
    except StorageError:
        raise
    except CoProClipError:
        copied.missing.append(inside[:200])
        return "", {}
    name = _write(folder, f"{IMAGES}/{stem}{made.ending}", made.content, copied)
    return name, photos.about(made.content)


def _copy_paper(folder: Path, theirs: Path, inside: str, stem: str, copied: Copied) -> str:
    """What a scan is called here; empty for what is not there, or is none whatever it is called."""
    try:
        content, ending = read_paper(place_of(theirs, inside, PAPERS))
    except StorageError:
        raise
    except CoProClipError:
        copied.missing.append(inside[:200])
        return ""
    return _write(folder, f"{PAPERS}/{stem}{ending}", content, copied)


def _write(folder: Path, inside: str, content: bytes, copied: Copied) -> str:
    target = folder / inside
    target.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # a project from before has no such folder
    if shutil.disk_usage(target.parent).free < len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    copied.made.append(target)
    with make_new(target) as file:
        file.write(content)
        os.fsync(file.fileno())
    return inside
