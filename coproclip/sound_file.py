"""Opening plain sound with libsndfile, by whatever name a disk can hold."""

import os
from pathlib import Path

import soundfile


def open_sound(path: Path) -> soundfile.SoundFile:
    """The sound file at `path`, open for reading, to be closed by the caller.

    Raises `OSError` or `soundfile.LibsndfileError`.
    """
    # Names that are not Unicode are allowed on POSIX, where libsndfile takes bytes.
    return soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else str(path))
