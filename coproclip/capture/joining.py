"""A recording that went on on a second disk becomes one file again.

Part 2 begins with what was not safe on the first disk when that took no more, so the first file is cut where part 2
begins, or ends even before that: then silence stands for what the first disk lost.

A note lies in the project and may have been written by anybody, so the paths in it are never followed. A part is looked
for under its one right name in the folders that the caller allows, and counts as one only if the file and what lies
beside it say so themselves.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from coproclip.audio.declared import NO_RECORDING_MS
from coproclip.capture.sidecar import RecordingNote, read_note, remove_sidecar, write_note
from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, read_format, wav_header, write_all
from coproclip.errors import MediaError, StorageError
from coproclip.file_locks import is_hollow
from coproclip.harmless import on_one_line
from coproclip.project.storage.places import is_plain_file
from coproclip.settings import own_recordings

PIECE = 1 << 20
SHORTEST_MS = 100
TOO_SHORT = "This recording holds less than a tenth of a second of sound."
_SHOWN = 120
_UNGUESSABLE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Part:
    """A file in which a recording goes on from its frame `start` on; None: from wherever the file before it ends."""

    path: Path
    start: int | None = None


@dataclass(frozen=True, slots=True)
class OwnParts:
    """What is certainly this recording's own: its parts in order, and its newest `note`.

    `missing` are places, as the note names them, where more of it lies or may lie that is not to be had now: for a
    person to read, never to be opened.
    """

    note: RecordingNote
    found: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()


def part_name(wav: Path) -> str:
    """What the file is called in which a recording goes on."""
    return f"{wav.stem}.2.wav"


def own_parts(wav: Path, note: RecordingNote, second_disks: Iterable[Path]) -> OwnParts:
    """Find the parts of `wav` beside it, in the folders `second_disks` and in the app's own. Changes nothing.

    What was noted last lies beside the last part, because the first disk may have taken no more.
    """
    folders = [wav.parent, *second_disks, own_recordings()]
    own = _find(wav, note, folders)
    if not own.found and (unnamed := _place_of(wav, part_name(wav), folders)) is not None:
        # The first disk was gone before it could be noted there where the recording goes on.
        own = _find(wav, read_note(unnamed) or note, folders)
    for part in reversed(own.found):
        newer = read_note(part.path)
        if newer is not None and newer.parts:
            return _find(wav, newer, folders)
    return own


def _find(wav: Path, note: RecordingNote, folders: list[Path]) -> OwnParts:
    found: dict[Path, Part] = {}
    missing = []
    for number, said in enumerate(note.parts):
        begun = number < len(note.part_starts)
        path = _place_of(wav, said, folders)
        if path is not None:
            found.setdefault(path, Part(path, note.part_starts[number] if begun else None))
        elif begun or not _is_empty_there(said, folders):
            missing.append(said)
    return OwnParts(note, tuple(found.values()), tuple(missing))


def _place_of(wav: Path, said: str, folders: Iterable[Path]) -> Path | None:
    """Where a part lies that a note calls `said`: of that, only the name counts."""
    name = PureWindowsPath(said).name
    if name != part_name(wav):
        return None
    for folder in folders:
        # On a disk that others use too, only a name that nobody can guess is ours.
        if folder != wav.parent and not _UNGUESSABLE.fullmatch(wav.stem):
            continue
        path = folder / name
        if is_plain_file(path) and _says_so_itself(path, wav):
            return path
    return None


def _says_so_itself(part: Path, wav: Path) -> bool:
    """Whether a file is sound of ours, and the note beside it names this recording."""
    beside = read_note(part)
    if beside is None:
        return False
    if beside.recording:
        named = beside.recording == wav.stem
    else:
        # Written before notes said so: it names the file it lies beside.
        named = any(PureWindowsPath(said).name == part.name for said in beside.parts)
    try:
        return named and os.lstat(part).st_nlink == 1 and read_format(part) is not None
    except OSError:
        return False


def _is_empty_there(said: str, folders: Iterable[Path]) -> bool:
    """Whether the folder that a note names is one of `folders` and is there, and nothing was begun in it."""
    named, name = os.path.normcase(os.path.dirname(os.path.abspath(said))), PureWindowsPath(said).name
    return any(
        os.path.normcase(os.path.abspath(folder)) == named
        and os.path.isdir(folder)
        and not os.path.lexists(folder / name)
        for folder in folders
    )


def joined_frames(wav: Path, sound: WavFormat, parts: Sequence[Part]) -> int:
    """How many frames the recording has with its parts."""
    frames = sound.frames(wav.stat().st_size)
    for part in parts:
        start = frames if part.start is None else part.start
        frames = max(frames, start + sound.frames(part.path.stat().st_size))
    return frames


def join_parts(wav: Path, sound: WavFormat, own: OwnParts, *, without_parts: bool = False) -> None:
    """Make `wav` hold all of the recording; its `own` parts stay as they are.

    May be begun again wherever it was interrupted, and does nothing when it is done. Raises `OSError`, and
    `StorageError` when there is no room or, unless `without_parts`, when a part is not to be found.
    """
    if own.missing and not without_parts:
        raise StorageError(
            f"The end of this recording is, or may be, on another disk: “{shown(own.missing[0])}”.",
            "Nothing was changed.",
            "Connect that disk and choose its folder as the second disk, then try again.",
        )
    parts = own.found
    if any(part.start is None for part in parts):
        parts = _with_starts(wav, sound, own.note, parts)
    size = wav.stat().st_size
    whole = HEADER_BYTES + joined_frames(wav, sound, parts) * sound.frame_bytes
    if not parts or whole <= size:
        return
    _must_fit(wav, whole - size, parts)
    with wav.open("r+b", buffering=0) as file:
        for part in parts:
            _append(file, sound, part)
        file.seek(0)
        write_all(file, wav_header(sound, whole - HEADER_BYTES))
        os.fsync(file.fileno())


def refuse_impossible(wav: Path, sound: WavFormat | None, own: OwnParts) -> None:
    """Raise `MediaError`, with nothing touched, for what no story can be made of.

    That is a file, or a part, with nearly nothing but holes in it, one that would go on for more than eight days, and
    one that is too short to hear anything.
    """
    every = (wav, *(part.path for part in own.found)) if wav.exists() else ()
    frames = joined_frames(wav, sound, own.found) if every and sound is not None else 0
    if any(map(is_hollow, every)) or (sound is not None and sound.ms(frames) > NO_RECORDING_MS):
        raise MediaError(
            "This recording says that it is very large, but there is next to nothing in it.",
            "It was not touched.",
            "Discarding it moves it into the project’s folder “trash”.",
        )
    if sound is not None and frames > 0 and sound.ms(frames) < SHORTEST_MS:
        raise MediaError(TOO_SHORT, "It was not touched.")


def shown(place: str) -> str:
    """A place as a note calls it, fit to be read in a sentence."""
    signs = on_one_line(place)
    return signs if len(signs) <= _SHOWN else f"{signs[: _SHOWN - 1]}…"


def remove_parts(own: OwnParts) -> None:
    """Take away the parts of a recording that was joined, and what lies beside them."""
    for part in own.found:
        with suppress(OSError):
            part.path.unlink()
            remove_sidecar(part.path)


def _with_starts(wav: Path, sound: WavFormat, note: RecordingNote, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Say where parts begin of which that is not known, and keep it: an interrupted join must find the same place."""
    place, known = sound.frames(wav.stat().st_size), list[Part]()
    for part in parts:
        known.append(replace(part, start=place if part.start is None else part.start))
        place = joined_frames(wav, sound, known)
    starts = tuple(part.start or 0 for part in known)
    write_note(wav, replace(note, parts=tuple(str(part.path) for part in known), part_starts=starts))
    return tuple(known)


def _must_fit(wav: Path, more: int, parts: Sequence[Part]) -> None:
    free = shutil.disk_usage(wav.parent).free
    if free < more:
        raise StorageError(
            f"The end of this recording lies on the second disk, and {_size(more - free)} more room is needed for it.",
            f"All of it is safe, its end in “{parts[-1].path}”.",
            "Free some space on the project’s disk, then try again.",
        )


def _size(count: int) -> str:
    return f"{max(1, -(-count // 1_000_000))} MB"


def _append(file: BinaryIO, sound: WavFormat, part: Part) -> None:
    there = sound.frames(os.fstat(file.fileno()).st_size)
    start = there if part.start is None else part.start
    frames = sound.frames(part.path.stat().st_size)
    if start + frames <= there:
        return
    # Longer than it is, the file is filled up with zeros: silence for what the first disk lost.
    file.truncate(HEADER_BYTES + start * sound.frame_bytes)
    file.seek(0, os.SEEK_END)
    for piece in _pieces(part.path, frames * sound.frame_bytes):
        write_all(file, piece)
    # The sound first, and then the sizes that speak of it.
    os.fsync(file.fileno())


def _pieces(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(HEADER_BYTES)
        while size > 0 and (piece := file.read(min(size, PIECE))):
            size -= len(piece)
            yield piece
