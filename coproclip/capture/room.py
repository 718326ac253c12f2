"""How much more sound fits on the disk."""

import shutil
from collections.abc import Callable
from pathlib import Path

from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import StorageError
from coproclip.timecode import length

# Left free for the story itself, its waveform and the project's own database.
RESERVE_BYTES = 32 * 1024 * 1024
LEAST_ROOM_MS = 60_000

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


def nearly_full(position_ms: int) -> StorageError:
    """The recording was ended while the disk could still take its end."""
    return StorageError(
        "The disk is nearly full, so the recording was ended in good order.",
        f"All of it, {length(position_ms)}, is safe on disk.",
        "Free some space or choose another disk, then record on.",
    )
