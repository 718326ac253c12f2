"""Any sound that FFmpeg's libraries know, decoded in passing: blocks of float32 that keep their times.

Memory does not grow with the length of the sound. Silence stands where the file has none: before sound that starts
late, and in holes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from coproclip.audio.opening import UNREADABLE, open_media
from coproclip.audio.sound_parts import Span
from coproclip.errors import MediaError
from coproclip.sound_file import HIGHEST_POSSIBLE, impossible

Samples = npt.NDArray[np.float32]

HIGHEST_RATE = 48_000
LOWEST_RATE = 4_000
# A resampler is as large as one rate is times the other.
MOST_TIMES = HIGHEST_POSSIBLE // HIGHEST_RATE
SILENCE = 1 << 16  # frames in one piece of it
GAP_MS = 50
# All holes together; with a length that the file may well have, and without.
LONGEST_SILENCE_MS = 3 * 3_600_000
LONGEST_UNDECLARED_MS = 10 * 60_000
MOST_MS_A_BYTE = 4  # of any coder for speech: a length that asks for more is a wrong one
GIVE_UP_AFTER = 50


def as_float(frame: AudioFrame) -> Samples:
    """The samples of a decoded frame as [frames, channels] between -1 and 1."""
    raw: npt.NDArray[Any] = frame.to_ndarray()
    channels = max(1, frame.layout.nb_channels)
    raw = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if raw.dtype == np.uint8:
        return (raw.astype(np.float32) - np.float32(128)) / np.float32(128)
    if raw.dtype.kind == "i":
        return raw.astype(np.float32) * np.float32(2.0 ** (1 - 8 * raw.dtype.itemsize))
    samples = raw.astype(np.float32)
    return samples if np.isfinite(samples).all() else np.nan_to_num(samples, nan=0, posinf=1, neginf=-1)


def to_channels(samples: Samples, channels: int, names: tuple[str, ...] = ()) -> Samples:
    """`samples` as one or two channels. More become left and right by their `names`, otherwise in turn."""
    have = samples.shape[1]
    if have == channels:
        return samples
    if have == 1:
        return np.repeat(samples, channels, axis=1)
    weights = np.zeros((have, 2), np.float32)
    known = len(names) == have and any(name.endswith(("L", "R")) for name in names)
    for place in range(have):
        name = names[place] if known else "LR"[place % 2]
        if name == "LFE":
            continue
        weights[place] = (0 if name.endswith("R") else 1, 0 if name.endswith("L") else 1)
    stereo: Samples = samples @ (weights / np.maximum(weights.sum(axis=0), 1))
    mixed: Samples = stereo if channels == 2 else stereo.mean(axis=1, keepdims=True)
    return mixed


class TrackReader:
    """Reads one sound track of a file. `rate` and `channels` (1 or 2) are known after the first block.

    `frames` counts what was given out so far at `rate`. `damaged` counts stretches that could not be decoded, `lost_ms`
    the silence put in their place, `filled_ms` that in all holes after the first sound. `reached_ms` is the last time
    any track of the file had. `span` is where the file lies in `path`, if that holds several. `check` is called before
    every packet, and may raise.
    """

    def __init__(
        self,
        path: Path,
        track: int = 0,
        declared_ms: int | None = None,
        span: Span | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._check = check
        self.rate = self.channels = self.frames = self.damaged = self.lost_ms = self.filled_ms = self.reached_ms = 0
        self.deep = False
        if declared_ms is not None and declared_ms > path.stat().st_size * MOST_MS_A_BYTE + LONGEST_SILENCE_MS:
            declared_ms = None
        self._declared_ms = declared_ms
        self._silence_left = (LONGEST_UNDECLARED_MS if declared_ms is None else LONGEST_SILENCE_MS) * 1000
        with ExitStack() as stack:
            self._container = stack.enter_context(open_media(path, span))
            self._stream: AudioStream = self._container.streams.audio[track]
            # Monkey's Audio gives all frames that a packet says it has at once, and a few bytes may say millions.
            context = getattr(self._stream, "codec_context", None)  # left out where there is no decoder
            self._unfolds = getattr(context, "name", "") == "ape"
            self._origin = int(self._container.start_time or 0)
            self._ms = {stream.index: float((stream.time_base or 0) * 1000) for stream in self._container.streams}
            self._open = stack.pop_all()
        self._resampler: AudioResampler | None = None
        self._resampling = 0
        # Microseconds, as FFmpeg's libraries count for a whole file.
        self._expected: int | None = None
        self._failed = False
        self._jumped_to: int | None = None

    @property
    def sample_rate(self) -> int:
        """What the track says of its rate (Hz) before anything is decoded; 0 for nothing."""
        return self._stream.codec_context.sample_rate or 0

    def __enter__(self) -> "TrackReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def seek(self, time_ms: int) -> None:
        """Go on at `time_ms`: for looking here and there; times are not kept afterwards."""
        self._container.seek(self._origin + time_ms * 1000)
        self._jumped_to = self._origin + time_ms * 1000

    def blocks(self) -> Iterator[Samples]:
        """The sound as float32 [frames, channels], in small blocks. Raises `MediaError` when there is none."""
        for frame in self._decoded():
            if self._jumped_to is not None and frame.time is not None and frame.time * 1e6 < self._jumped_to - 20_000:
                continue  # some files can only be entered long before
            try:
                self._must_be_sound(frame.sample_rate, frame.layout.nb_channels, frame.samples)
                samples = as_float(frame)
                missing = self._hole(frame)
                if not self.rate:
                    self._settle(frame)
                names = tuple(channel.name for channel in frame.layout.channels)
                samples = to_channels(samples, self.channels, names)
                for piece in chain(self._silence(missing), self._at_rate(samples, frame.sample_rate)):
                    self.frames += len(piece)
                    yield piece
            except UNREADABLE:
                self._note_damage()
        for piece in self._rest():
            self.frames += len(piece)
            yield piece
        if not self.frames:
            raise MediaError("This file holds no sound that can be read.")

    def _must_be_sound(self, rate: int, channels: int, frames: int) -> None:
        """Before anything is as large as this piece says; where the sound has begun, it is damage like any other."""
        why = impossible(rate, channels, frames)
        if why and not self.rate:
            raise MediaError(why)
        if why or not rate or not channels or not frames:
            raise ValueError("no sound in this piece")
        if self.rate and rate > MOST_TIMES * self.rate:
            raise ValueError("no sound that goes with what was before")

    def _settle(self, frame: AudioFrame) -> None:
        self.rate = min(HIGHEST_RATE, max(LOWEST_RATE, frame.sample_rate))
        self.channels = min(2, max(1, frame.layout.nb_channels))
        self.deep = self._stream.codec_context.codec.lossless and frame.format.bytes > 2

    def _note_damage(self) -> None:
        # A run of failures is one damaged place.
        if not self._failed and self.frames:
            self.damaged += 1
        self._failed = True

    def _decoded(self) -> Iterator[AudioFrame]:
        failures = 0
        wanted = [stream for stream in self._container.streams if stream.type in ("audio", "video")]
        packets = self._container.demux(wanted)
        while True:
            self._check()
            try:
                packet = next(packets)
            except StopIteration:
                break
            except UNREADABLE:
                failures += 1
                self._note_damage()
                if failures > GIVE_UP_AFTER:
                    yield from self._buffered()
                    break
                packets = self._container.demux(wanted)
                continue
            failures = 0
            try:
                if packet.pts is not None:
                    end = (packet.pts + (packet.duration or 0)) * self._ms[packet.stream_index]
                    self.reached_ms = max(self.reached_ms, round(end - self._origin / 1000))
                if packet.stream_index != self._stream.index:
                    continue
                if self._unfolds and packet.duration:
                    context = self._stream.codec_context
                    self._must_be_sound(context.sample_rate, context.channels, packet.duration)
                frames: list[AudioFrame] = self._stream.decode(packet)
            except UNREADABLE:
                self._note_damage()
                continue
            yield from frames

    def _buffered(self) -> list[AudioFrame]:
        try:
            return self._stream.decode(None)
        except UNREADABLE:
            return []

    def _hole(self, frame: AudioFrame) -> int:
        """How much silence (µs) there is before this frame, where the times of the file say that there is some."""
        start = None if frame.time is None else round(frame.time * 1e6) - self._origin
        missing = 0
        if start is not None and self._jumped_to is None:  # what was jumped over is no hole
            gap = start - (self._expected or 0)
            least = 1_000 if self._expected is None else GAP_MS * 1000
            if least <= gap <= self._longest_gap():
                missing = gap
        self._jumped_to = None
        length = frame.samples * 1_000_000 // frame.sample_rate
        self._expected = (start if start is not None else self._expected or 0) + length
        if self._failed:
            self.lost_ms += missing // 1000
            self._failed = False
        self._silence_left -= missing
        if self.frames:
            self.filled_ms += missing // 1000
        return missing

    def _silence(self, missing: int) -> Iterator[Samples]:
        """So many microseconds of it, in pieces: one piece would be as long as the hole."""
        if not missing:
            return
        yield from self._rest()
        left = round(missing * self.rate / 1e6)
        while left > 0:
            yield np.zeros((min(left, SILENCE), self.channels), np.float32)
            left -= SILENCE

    def _longest_gap(self) -> int:
        """A wrong time in a damaged file must not become hours of silence."""
        if self._declared_ms is None:
            return self._silence_left
        so_far = self.frames * 1000 // self.rate if self.rate else 0
        return min(self._silence_left, max(0, self._declared_ms + 1000 - so_far) * 1000)

    def _at_rate(self, samples: Samples, rate: int) -> Iterator[Samples]:
        if rate == self.rate and self._resampler is None:
            yield samples
            return
        if rate != self._resampling:
            yield from self._rest()
            layout = "mono" if self.channels == 1 else "stereo"
            self._resampler = AudioResampler(format="fltp", layout=layout, rate=self.rate)
            self._resampling = rate
        assert self._resampler is not None
        for frame in self._resampler.resample(as_frame(samples, rate)):
            yield as_float(frame)

    def _rest(self) -> Iterator[Samples]:
        if self._resampler is not None:
            for frame in self._resampler.resample(None):
                yield as_float(frame)
        self._resampler, self._resampling = None, 0


def as_frame(samples: Samples, rate: int) -> AudioFrame:
    """`samples` [frames, 1 or 2 channels] as FFmpeg's libraries take them."""
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout=layout)
    frame.sample_rate = rate
    return frame
