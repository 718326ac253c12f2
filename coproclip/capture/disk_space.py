"""How much more sound fits on the disk, and whether the disk is fast enough."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from coproclip.audio.writing import RESERVE_BYTES as RESERVE_BYTES
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import StorageError, storage_error
from coproclip.new_files import fresh_path, make_new
from coproclip.timecode import length

LEAST_ROOM_MS = 60_000

# What is written to try a disk, in how many pieces, and how long that may take at most.
TRIED_BYTES, TRIED_PIECES, TRIED_S = 4 * 1024 * 1024, 8, 8.0
# How many times faster than the sound comes a disk must be.
FAST_ENOUGH = 4

FreeBytes = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """What the system says is free on the disk of `folder`."""
    return shutil.disk_usage(folder).free


def room_ms(folder: Path, sound: WavFormat, free: FreeBytes = free_bytes) -> int | None:
    """How long a recording still fits beside `folder`'s other files; None where that cannot be told."""
    there = next((known for known in (folder, *folder.parents) if known.exists()), folder)
    try:
        left = max(0, free(there) - RESERVE_BYTES)
    except OSError:
        return None
    return left * 1000 // (sound.frame_bytes * sound.sample_rate)


def check_room(room: int | None) -> None:
    """Raise `StorageError` when there is no room for even a minute."""
    if room is not None and room < LEAST_ROOM_MS:
        raise StorageError(
            f"There is room for only {length(room)} of sound on this disk, so the recording was not begun.",
            "Nothing was changed.",
            "Free some space or choose another disk, then try again.",
        )


def try_disk(folder: Path, sound: WavFormat) -> float:
    """Write a little into `folder`, down to the disk itself, take it away again, and give the speed (bytes a second).

    Raises `StorageError` when the folder cannot be written to, or takes sound hardly faster than it comes.
    """
    path = fresh_path(folder)
    # Chance bytes: some disks make others smaller than they are.
    piece = os.urandom(TRIED_BYTES // TRIED_PIECES)
    written, began = 0, time.monotonic()
    try:
        folder.mkdir(exist_ok=True)  # in what is there: no shell of a project that went away meanwhile
        with make_new(path, buffering=0) as file:
            began = time.monotonic()
            while written < TRIED_BYTES and time.monotonic() - began < TRIED_S:
                written += file.write(piece) or 0
                os.fsync(file.fileno())
    except OSError as error:
        raise storage_error(error, "trying the disk") from error
    finally:
        took = max(time.monotonic() - began, 1e-6)
        with suppress(OSError):
            path.unlink(missing_ok=True)
    speed, needed = written / took, sound.frame_bytes * sound.sample_rate
    if speed < FAST_ENOUGH * needed:
        raise StorageError(
            f"This disk is too slow to record on: in a second it takes only {speed / needed:.1f} s of sound.",
            "Nothing was changed.",
            "Choose another disk, or close other programs that write to this one, then try again.",
        )
    return speed


def nearly_full(position_ms: int) -> StorageError:
    """The recording was ended while the disk could still take its end."""
    return StorageError(
        "The disk is nearly full, so the recording was ended in good order.",
        f"All of it, {length(position_ms)}, is safe on disk.",
        "Free some space or choose another disk, then record on.",
    )
