"""Sound files that leave: WAV and FLAC to keep, MP3, Opus and M4A to hand on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
import soundfile
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from coproclip.audio.decode import Samples, as_frame
from coproclip.audio.mp3 import write_mp3
from coproclip.audio.opening import UNREADABLE
from coproclip.audio.tags import Chapter, write_tags
from coproclip.audio.working import whole_numbers
from coproclip.audio.writing import NewFile, new_file
from coproclip.errors import StorageError

if TYPE_CHECKING:
    from av.container.core import Chapter as ListedChapter

ACTIVITY = "writing the sound file"


class Format(StrEnum):
    """The kinds of sound file that can be written; the value is also the ending of the name."""

    WAV = "wav"
    FLAC = "flac"
    MP3 = "mp3"
    OPUS = "opus"
    M4A = "m4a"


LOW = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000)
HIGH = (32_000, 44_100, 48_000)
HIGHEST = HIGH[-1]


@dataclass(frozen=True, slots=True)
class _Coder:
    container: str
    codec: str
    rates: tuple[int, ...]
    bits_mono: int
    most_mono: int = HIGHEST
    """One voice is not written at more than this rate (Hz)."""

    def rate_for(self, rate: int, channels: int) -> int:
        """The rate (Hz) at which sound of `rate` is written."""
        wanted = min(rate, self.most_mono) if channels == 1 else rate
        return next((one for one in self.rates if one >= wanted), self.rates[-1])


CODERS = {
    # At 48 kHz LAME leaves out what is above 17 kHz, at 32 kHz above 15, where speech has a millionth of its power;
    # below, it is a little nearer to the recording then, and takes a quarter less time.
    Format.MP3: _Coder("mp3", "", LOW + HIGH, 112_000, 32_000),
    Format.OPUS: _Coder("ogg", "libopus", (48_000,), 64_000),
    Format.M4A: _Coder("ipod", "aac", LOW + HIGH, 112_000),
}


def write_sound(
    path: Path,
    samples: Samples | Iterable[Samples],
    rate: int,
    *,
    format: Format | str,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    cancel: Callable[[], None] = lambda: None,
) -> None:
    """Write float32 [frames, 1 or 2 channels] at `rate` Hz, or blocks of it, to `path`.

    WAV and FLAC have 16 bits. MP3 and M4A keep the rate where they can, an MP3 of one channel up to 32 kHz; Opus has
    48 kHz. Decoding gives the same times again: what the coder adds in front is marked to be skipped. `tags` may hold
    title, album, artist and comment; nothing else about the program, the computer or the person is written. `chapters`
    are in an MP3 and an M4A. Raises `StorageError` when the disk refuses; then nothing is left.
    """
    kind = Format(format)
    blocks = iter((samples,)) if isinstance(samples, np.ndarray) else iter(samples)
    first = next(blocks, np.zeros((0, 1), np.float32))
    checked = _checking(chain((first,), blocks), cancel)
    with new_file(path, ACTIVITY) as (fresh, unfinished):
        try:
            if kind is Format.MP3:
                coder, channels = CODERS[kind], first.shape[1]
                out_rate = coder.rate_for(rate, channels)
                write_mp3(fresh, checked, rate, channels, out_rate, _bits(coder, out_rate, channels))
            elif kind in CODERS:
                _encode(fresh, checked, rate, first.shape[1], CODERS[kind], chapters if kind is Format.M4A else ())
            else:
                _store(fresh, checked, rate, first.shape[1], kind)
        except (soundfile.LibsndfileError, *UNREADABLE) as error:
            fresh.check()
            raise StorageError("The sound file could not be written.", "Nothing was changed.", "Try again.") from error
        fresh.check()
        fresh.flush()
        write_tags(unfinished, kind.value, tags or {}, chapters)


def _checking(blocks: Iterator[Samples], cancel: Callable[[], None]) -> Iterator[Samples]:
    for block in blocks:
        cancel()
        yield block


def _store(fresh: NewFile, blocks: Iterator[Samples], rate: int, channels: int, kind: Format) -> None:
    with soundfile.SoundFile(
        fresh, "w", samplerate=rate, channels=channels, format=kind.value.upper(), subtype="PCM_16"
    ) as sound:
        for block in blocks:
            # A long clip is one block: what fits near the processor is rounded in a fifth of the time.
            for start in range(0, len(block), rate):
                sound.write(whole_numbers(block[start : start + rate]))
            fresh.check()


def _encode(
    fresh: NewFile, blocks: Iterator[Samples], rate: int, channels: int, coder: _Coder, chapters: Sequence[Chapter]
) -> None:
    out_rate = coder.rate_for(rate, channels)
    layout = "mono" if channels == 1 else "stereo"
    # “bitexact” leaves out the name and version of the library.
    with av.open(fresh, "w", format=coder.container, container_options={"fflags": "+bitexact"}) as container:
        stream = cast(AudioStream, container.add_stream(coder.codec, rate=out_rate, layout=layout))
        stream.bit_rate = _bits(coder, out_rate, channels)
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        stream.codec_context.open()
        if chapters:
            container.set_chapters([_listed(number, one) for number, one in enumerate(chapters)])
        resampler = AudioResampler(
            format=stream.format, layout=layout, rate=out_rate, frame_size=stream.codec_context.frame_size or None
        )
        written = 0
        for block in blocks:
            for start in range(0, len(block), rate):
                for frame in resampler.resample(as_frame(block[start : start + rate], rate)):
                    frame.pts, written = written, written + frame.samples
                    container.mux(stream.encode(frame))
            fresh.check()
        for frame in resampler.resample(None):
            frame.pts, written = written, written + frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _listed(number: int, one: Chapter) -> "ListedChapter":
    return {
        "id": number,
        "start": one.start_ms,
        "end": one.end_ms,
        "time_base": Fraction(1, 1000),
        "metadata": {"title": one.title},
    }


def _bits(coder: _Coder, rate: int, channels: int) -> int:
    bits = coder.bits_mono if rate >= HIGH[0] else coder.bits_mono * 6 // 7
    if rate < 16_000:
        bits = 64_000
    return bits if channels == 1 or rate < 16_000 else bits * 12 // 7
