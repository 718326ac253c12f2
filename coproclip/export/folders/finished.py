"""Success is looked at before it is said: what was made is counted, compared, decoded and read again."""

import re
import stat
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import av
import av.error

from coproclip.audio.opening import UNREADABLE
from coproclip.errors import StorageError
from coproclip.export.captioning.captions import CaptionKind
from coproclip.export.folders.digests import sha256
from coproclip.jobs import at_once_here

# What coders add or leave off at the ends (ms).
_SLACK_MS = 120
_LOOKED_AT = {"probesize": str(1 << 16)}
"""So many bytes tell what we wrote ourselves; of WAV files else millions are looked at before anything is decoded."""
_TIMES = {
    CaptionKind.VTT.ending: re.compile(r"^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$", re.MULTILINE),
    CaptionKind.SRT.ending: re.compile(r"^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\r?$", re.MULTILINE),
}
"""How each kind of captions says when a caption is read."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that must be there: its SHA-256, and for a sound its length (ms), for captions how many they are."""

    path: Path
    sha256: str
    duration_ms: int | None = None
    captions: int | None = None


def faults_of(expected: Sequence[Expected]) -> list[Path]:
    """The files that are not there, are not as they were written, or cannot be played or read."""
    # Decoding is most of it, and takes no turns with the rest of the program.
    with ThreadPoolExecutor(at_once_here(), thread_name_prefix="looking") as pool:
        whole = list(pool.map(_is_whole, expected))
    return [file.path for file, good in zip(expected, whole, strict=True) if not good]


def say_if_not_whole(expected: Sequence[Expected], sounds: int, folder: Path) -> None:
    """Raise `StorageError`, with how many of the `sounds` are there, unless every file is as it should be."""
    if faults := set(faults_of(expected)):
        good = sum(file.duration_ms is not None and file.path not in faults for file in expected)
        raise StorageError(
            f"Not everything that was made is in “{folder.name}”: {good} of {sounds} sounds are there and whole.",
            "The project is safe.",
            "Check that the disk or stick is still connected and the folder still there, then export again.",
        )


def zip_is_whole(path: Path, files: int) -> bool:
    """Whether the zip file can be read to its end and holds that many files."""
    try:
        with zipfile.ZipFile(path) as packed:
            return len(packed.namelist()) == files and packed.testzip() is None
    except (OSError, zipfile.BadZipFile, RuntimeError, EOFError):
        return False


def sound_length_ms(path: Path) -> int:
    """How long a sound file is (ms) when all of it is decoded. Raises what the decoder raises."""
    with av.open(str(path), options=_LOOKED_AT) as container:
        samples = 0
        rate = container.streams.audio[0].rate or 1
        for frame in container.decode(audio=0):
            samples += frame.samples
            rate = frame.sample_rate
        return samples * 1000 // rate


def _is_whole(one: Expected) -> bool:
    try:
        if not stat.S_ISREG(one.path.lstat().st_mode) or sha256(one.path) != one.sha256:
            return False
        if one.duration_ms is not None:
            return abs(sound_length_ms(one.path) - one.duration_ms) <= _SLACK_MS
        if one.captions is not None:
            text = one.path.read_bytes().decode("utf-8")
            return len(_TIMES[one.path.suffix].findall(text)) == one.captions
    except (OSError, ValueError, IndexError, *UNREADABLE):
        return False
    return True
