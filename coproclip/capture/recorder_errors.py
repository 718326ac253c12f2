"""What a recorder says when something is taken away from it while it runs."""

import errno
from pathlib import Path

from coproclip.errors import CoProClipError, DeviceError, StorageError
from coproclip.timecode import clock


def _up_to(position_ms: int) -> str:
    return f"Everything up to {clock(position_ms)} is safe on disk."


def device_went_away(name: str, position_ms: int, *, recording: bool) -> DeviceError:
    """The microphone sends nothing any more."""
    return DeviceError(
        f"“{name}” sends no sound any more; it may have been unplugged.",
        _up_to(position_ms) if recording else "",
        "Check the cable or choose another microphone, then record on.",
    )


def lost_words(name: str, *, alone: bool, busy: bool) -> str:
    """What is noted where sound of the microphone `name` is missing; `alone` if no other was heard."""
    if busy:
        return "The computer was too busy to take all sound"
    return f"“{name}” sent no sound" + ("" if alone else "; the other microphone was heard")


def disk_refused(error: OSError, position_ms: int) -> StorageError:
    """The disk did not take more sound."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        happened = "The disk is full, so the recording ended."
    elif error.errno == errno.EFBIG:
        happened = "This disk takes no larger file, so the recording ended."
    else:
        happened = f"The disk did not take more sound ({error.strerror or 'unknown'}), so the recording ended."
    return StorageError(happened, _up_to(position_ms), "Free some space or choose another disk, then record on.")


def second_disk_missing(folder: Path) -> StorageError:
    """The disk that was named for the case of need is not there before the recording begins."""
    return StorageError(
        f"The second disk, “{folder}”, is not there.",
        "Nothing was changed.",
        "Connect it, or record without it.",
    )


def second_disk_refused(trouble: CoProClipError) -> StorageError:
    """Neither disk takes more sound; `trouble` is what was wrong with the first."""
    return StorageError(f"{trouble.happened} The second disk took none either.", trouble.safe, trouble.next)


def fault(bug: Exception, position_ms: int) -> CoProClipError:
    """Something that nobody thought of: the file is closed all the same."""
    happened = f"The recording ended by a fault in CoProClip ({type(bug).__name__})."
    return CoProClipError(happened, _up_to(position_ms), "Please tell the makers, and record on.")


def disk_silent(safe_ms: int) -> StorageError:
    """The disk did not answer when the recording was to be ended."""
    return StorageError(
        "The disk does not answer, so the end of the recording may be missing.",
        _up_to(safe_ms),
        "Check that the disk is connected, then open the project again; it offers you the recording.",
    )


def folder_moved(position_ms: int) -> StorageError:
    """The recording is in another place than it was made in."""
    return StorageError(
        "The project’s folder was moved while it was recorded.",
        f"Everything up to {clock(position_ms)} is there, in the folder “recordings”.",
        "Open the project at its new place; it offers you the recording.",
    )


def folder_removed(position_ms: int, *, put_back: bool) -> StorageError:
    """The recording has no place any more; `put_back`: the system still had it, and it has one again."""
    if not put_back:
        return StorageError(
            f"The folder of the recording was removed, and the sound up to {clock(position_ms)} with it.",
            next="Look in the bin of this computer, or connect the disk again, before anything else is written to it.",
        )
    return StorageError(
        "The folder of the recording was removed while it was recorded.",
        f"Everything up to {clock(position_ms)} is kept on this computer.",
        "Open this project or any other; it offers you the recording.",
    )
