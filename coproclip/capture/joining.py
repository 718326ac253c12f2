"""A recording that went on on a second disk becomes one file again.

Part 2 begins with what was not safe on the first disk when that took no more, so the first file is cut where part 2
begins, or ends even before that: then silence stands for what the first disk lost.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from coproclip.capture.sidecar import RecordingNote, read_note, remove_sidecar, write_note
from coproclip.capture.wav_writer import HEADER_BYTES, WavFormat, wav_header, write_all
from coproclip.errors import StorageError

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file in which a recording goes on from its frame `start` on; None: from wherever the file before it ends."""

    path: Path
    start: int | None = None


def parts_of(note: RecordingNote) -> list[Part]:
    """The parts of a recording that are there, in order."""
    starts = dict(zip(note.parts, note.part_starts, strict=False))
    return [Part(Path(name), starts.get(name)) for name in note.parts if Path(name).is_file()]


def newest_note(note: RecordingNote) -> RecordingNote:
    """What was noted last: beside the last part, if there is one, because the first disk may have taken no more."""
    for part in reversed(parts_of(note)):
        if (newer := read_note(part.path)) is not None and str(part.path) in newer.parts:
            return newer
    return note


def missing_parts(note: RecordingNote) -> list[Path]:
    """Parts that are not to be found now; also where one may be, because the disk it would lie on is not there."""
    names = [Path(name) for name in note.parts]
    begun = {Path(name) for name in note.parts[: len(note.part_starts)]}
    return [path for path in names if not path.is_file() and (path in begun or not path.parent.is_dir())]


def joined_frames(wav: Path, sound: WavFormat, parts: list[Part]) -> int:
    """How many frames the recording has with its parts."""
    frames = sound.frames(wav.stat().st_size)
    for part in parts:
        start = frames if part.start is None else part.start
        frames = max(frames, start + sound.frames(part.path.stat().st_size))
    return frames


def join_parts(wav: Path, sound: WavFormat, note: RecordingNote, *, without_parts: bool = False) -> None:
    """Make `wav` hold all of the recording that `note` speaks of; its parts stay as they are.

    May be begun again wherever it was interrupted, and does nothing when it is done. Raises `OSError`, and
    `StorageError` when there is no room or, unless `without_parts`, when a part is not to be found.
    """
    missing = missing_parts(note)
    if missing and not without_parts:
        raise StorageError(
            f"The end of this recording lies on a disk that is not connected: “{missing[0]}”.",
            "Nothing was changed.",
            "Connect that disk, then try again.",
        )
    parts = parts_of(note)
    if any(part.start is None for part in parts):
        parts = _with_starts(wav, sound, note, parts)
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


def remove_parts(note: RecordingNote) -> None:
    """Take away the parts of a recording that was joined, and what lies beside them."""
    for part in parts_of(note):
        with suppress(OSError):
            part.path.unlink()
            remove_sidecar(part.path)


def _with_starts(wav: Path, sound: WavFormat, note: RecordingNote, parts: list[Part]) -> list[Part]:
    """Say where parts begin of which that is not known, and keep it: an interrupted join must find the same place."""
    place, known = sound.frames(wav.stat().st_size), []
    for part in parts:
        known.append(replace(part, start=place if part.start is None else part.start))
        place = joined_frames(wav, sound, known)
    starts = tuple(part.start or 0 for part in known)
    write_note(wav, replace(note, parts=tuple(str(part.path) for part in known), part_starts=starts))
    return known


def _must_fit(wav: Path, more: int, parts: list[Part]) -> None:
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
