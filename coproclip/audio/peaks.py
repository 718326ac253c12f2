"""The outline of a recording, small enough to draw five hours at once.

A peaks file: a head of 32 bytes (mark, version, step, pairs, frames, rate, loudest sample, checksum), then for every
10 ms the lowest and the highest sample of any channel, as signed bytes of which 127 is the loudest sample of the
recording: a quiet story shows as well as a loud one.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coproclip.audio.decode import Samples
from coproclip.audio.files import open_plain, stream_frames
from coproclip.audio.writing import new_file
from coproclip.errors import MediaError, storage_error

Pairs = npt.NDArray[np.int8]

STEP_MS = 10
HEAD = struct.Struct("<4sHHIQIfI")
MARK = b"CPPK"
VERSION = 1
MOST_STEPS = 1000 * 3600 * 1000 // STEP_MS
"""No recording is longer than a thousand hours."""


def make_peaks(
    sound: Path,
    target: Path,
    *,
    report: Callable[[float], None] = lambda fraction: None,
    cancel: Callable[[], None] = lambda: None,
) -> None:
    """Read `sound` (plain WAV or FLAC) once through and write its peaks to `target`.

    Raises `MediaError` when `sound` does not give as many samples as it promises, and leaves nothing behind then.
    """
    with open_plain(sound) as opened:
        rate, frames = int(opened.samplerate), int(opened.frames)
    # A header may promise any length: only what was read takes room.
    found: list[npt.NDArray[np.float32]] = []
    done = 0
    for samples in _in_steps(sound, rate):
        cancel()
        count = -(-len(samples) * 1000 // (STEP_MS * rate))
        # A rate need not divide by 100, so steps may differ by a frame.
        starts = np.arange(count, dtype=np.int64) * rate * STEP_MS // 1000
        lows, highs = np.minimum.reduceat(samples.min(axis=1), starts), np.maximum.reduceat(samples.max(axis=1), starts)
        found.append(np.stack([lows, highs], axis=1))
        done += len(samples)
        report(done / max(1, frames))
    extremes = np.concatenate(found) if found else np.zeros((0, 2), np.float32)
    lows, highs = extremes.T
    loudest = float(max(highs.max(initial=0), -lows.min(initial=0)))
    scale = 127 / loudest if loudest > 0 else 0.0
    pairs = np.stack([np.floor(lows * scale), np.ceil(highs * scale)], axis=1).clip(-127, 127).astype(np.int8)
    body = pairs.tobytes()
    head = HEAD.pack(MARK, VERSION, STEP_MS, len(extremes), frames, rate, loudest, zlib.crc32(body))
    with new_file(target, "drawing the waveform") as (fresh, _):
        fresh.write(head)
        fresh.write(body)


def _in_steps(sound: Path, rate: int) -> Iterator[Samples]:
    """Blocks that begin on whole steps: ten seconds of any rate are a whole number of frames."""
    return stream_frames(sound, block=rate * 10)


@dataclass(frozen=True)
class Peaks:
    """What a peaks file holds: five hours are 3.6 MB. `loudest` is the greatest sample (0–1) that 127 stands for."""

    pairs: Pairs
    frames: int
    rate: int
    loudest: float

    @classmethod
    def load(cls, path: Path) -> "Peaks":
        """Read a peaks file; raises `MediaError` when it is damaged or missing, so that it is made again.

        All of it is read: a file mapped into memory that another program shortens would end the program.
        """
        try:
            with path.open("rb") as file:
                head = HEAD.unpack(file.read(HEAD.size))
                mark, version, step, count, frames, rate, loudest, checksum = head
                size = min(os.fstat(file.fileno()).st_size, HEAD.size + 2 * MOST_STEPS)
                if (mark, version, step) != (MARK, VERSION, STEP_MS) or size != HEAD.size + 2 * count:
                    raise ValueError("not a peaks file of this version")
                pairs: Pairs = np.frombuffer(file.read(2 * count), np.int8).reshape(count, 2)
            if zlib.crc32(pairs.data) != checksum or not rate or not 0 <= loudest < 1e6:
                raise ValueError("the checksum differs")
        except FileNotFoundError as error:
            raise MediaError("The waveform of this recording is missing.") from error
        except OSError as error:
            raise storage_error(error, "reading the waveform") from error
        except (ValueError, struct.error) as error:
            raise MediaError("The waveform of this recording is damaged.") from error
        return cls(pairs, frames, rate, loudest)

    @property
    def duration_ms(self) -> int:
        """The length of the recording."""
        return (self.frames * 1000 + self.rate // 2) // self.rate

    def range(self, start_ms: int, end_ms: int, columns: int) -> Pairs:
        """The lowest and highest value in each of `columns` equal parts, as int8 [columns, 2].

        127 is `loudest`. Columns outside the recording are 0; a column narrower than 10 ms shows the step it lies in.
        """
        found = np.zeros((max(0, columns), 2), np.int8)
        if columns <= 0 or end_ms <= start_ms or not len(self.pairs):
            return found
        edges = start_ms + np.arange(columns + 1, dtype=np.int64) * (end_ms - start_ms) // columns
        starts = edges[:-1] // STEP_MS
        ends = np.maximum(starts + 1, -(-edges[1:] // STEP_MS))
        inside = (edges[1:] > 0) & (starts < len(self.pairs))
        starts, ends = starts[inside].clip(0), ends[inside].clip(1, len(self.pairs))
        found[inside] = _between(self.pairs, starts, ends)
        return found


def _between(pairs: Pairs, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Pairs:
    """The extremes from each start up to each end; neighbours may share a step."""
    if not len(starts):
        return np.zeros((0, 2), np.int8)
    # `reduceat` takes pairs of bounds when every other result is left out; a bound at the very end needs one row more.
    first, last = int(starts[0]), int(ends[-1])
    rows = np.concatenate([pairs[first:last], pairs[last - 1 : last]])
    bounds = np.stack([starts, ends], axis=1).ravel() - first
    return np.stack(
        [np.minimum.reduceat(rows[:, 0], bounds)[::2], np.maximum.reduceat(rows[:, 1], bounds)[::2]], axis=1
    )
