"""The table that the recorder's measurements are printed in, and what several of them need."""

import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import soundfile
from recording_child import CHANNELS, RATE, known_sound


class Table:
    """What was measured beside what is allowed, row by row; `well` as long as everything is as it must be."""

    def __init__(self) -> None:
        self.well = True
        print(f"{'what':<58} {'measured':>16} {'allowed':>12}")

    def row(self, what: str, measured: float, allowed: float, unit: str = "", *, digits: int = 2) -> None:
        """A number that may be at most `allowed`."""
        well = measured <= allowed
        self.well = self.well and well
        shown = f"{measured:.{digits}f} {unit}".strip()
        print(f"{what:<58} {shown:>16} {f'{allowed:g} {unit}'.strip():>12}  {'' if well else 'MISSED'}", flush=True)

    def all_of(self, what: str, well: int, of: int) -> None:
        """How many of `of` were as they must be."""
        self.well = self.well and well == of
        print(f"{what:<58} {f'{well} of {of}':>16} {'all':>12}  {'' if well == of else 'MISSED'}", flush=True)

    def tell(self, what: str, measured: str) -> None:
        """Something to know, without a limit."""
        print(f"{what:<58} {measured:>16}", flush=True)

    def skip(self, what: str, why: str) -> None:
        """A part that was not played."""
        print(f"{what:<58} {'not played':>16}   {why}", flush=True)


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    """Whether it became true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def read(path: Path) -> np.ndarray:
    """The samples of a file, by libsndfile."""
    return soundfile.read(path, dtype="int16", always_2d=True)[0]


def opens_elsewhere(path: Path, sound: np.ndarray) -> bool:
    """Whether FFmpeg's libraries read the same samples."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.array_equal(np.concatenate(frames, axis=1).reshape(-1, sound.shape[1]), sound)


def equal_frames(sound: np.ndarray) -> int:
    """How many frames, from the first, are those that were played."""
    wrong = np.flatnonzero((sound != known_sound(0, len(sound), CHANNELS)).any(axis=1))
    return int(wrong[0]) if len(wrong) else len(sound)


def likeness(sound: np.ndarray) -> tuple[int, float]:
    """Where the sound lies in what was played (frames), by cross-correlation, and how alike the two are (0–1)."""
    heard = sound[:, 0].astype(np.float64)
    played = known_sound(0, len(sound) + RATE, CHANNELS)[:, 0].astype(np.float64)
    size = 1 << (len(heard) + len(played)).bit_length()
    product = np.fft.irfft(np.fft.rfft(played, size) * np.conj(np.fft.rfft(heard, size)), size)
    place = int(np.argmax(product))
    there = played[place : place + len(heard)]
    alike = float(np.dot(there, heard) / (np.linalg.norm(there) * np.linalg.norm(heard) or 1.0)) if len(there) else 0.0
    return place, alike
