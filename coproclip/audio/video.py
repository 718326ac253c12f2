"""A video of still pictures with sound: H.264 and AAC in MP4, with the words as a track of their own too."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, Colorspace

from coproclip.audio.decode import Samples, as_frame
from coproclip.audio.opening import UNREADABLE
from coproclip.audio.writing import NewFile, new_file
from coproclip.errors import StorageError

ACTIVITY = "writing the video"
FRAMES_PER_S = 25
_SOUND_RATE, _SOUND_BITS = 48_000, 128_000
# What a player needs to know of a track of words; how they look it decides itself.
_HEADER = (
    b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour\n"
    b"Style: Default,Arial,16,&Hffffff\n\n[Events]\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture (PNG) and from when it is seen (ms); until the next one, or the end."""

    picture: bytes
    start_ms: int


@dataclass(frozen=True, slots=True)
class Subtitle:
    """Words of the track (lines), and when they are shown (ms)."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SubtitleTrack:
    """A track of words; its `language` (three letters, ISO 639-2) and how a player calls it, where that is known."""

    subtitles: Sequence[Subtitle]
    language: str = ""
    name: str = ""


def write_video(
    path: Path,
    stills: Sequence[Still],
    samples: Samples,
    rate: int,
    tracks: Sequence[SubtitleTrack] = (),
    *,
    tags: Mapping[str, str] | None = None,
    cancel: Callable[[], None] = lambda: None,
) -> None:
    """Write an MP4 with float32 `samples` [frames, 1 or 2 channels] at `rate` Hz; it is as long as they are.

    `stills` are all of one size with even sides, the first from 0 ms. `tags` may hold title, album, artist and comment.
    Raises `StorageError` when the disk refuses; then nothing is left.
    """
    with new_file(path, ACTIVITY) as (fresh, _):
        try:
            _write(fresh, stills, samples, rate, [one for one in tracks if one.subtitles], tags or {}, cancel)
        except UNREADABLE as error:
            fresh.check()
            raise StorageError("The video could not be written.", "Nothing was changed.", "Try again.") from error
        fresh.check()


def _write(
    fresh: NewFile,
    stills: Sequence[Still],
    samples: Samples,
    rate: int,
    tracks: Sequence[SubtitleTrack],
    tags: Mapping[str, str],
    cancel: Callable[[], None],
) -> None:
    with av.open(fresh, "w", format="mp4", container_options={"fflags": "+bitexact"}) as container:
        container.metadata.update({name: text for name, text in tags.items() if text})
        pictures = [_frame(still.picture) for still in stills]
        video = container.add_stream("libx264", rate=FRAMES_PER_S)
        video.width, video.height, video.pix_fmt = pictures[0].width, pictures[0].height, "yuv420p"
        # “stillimage” keeps the edges of letters; a picture every two seconds can be jumped to.
        video.options = {"preset": "veryfast", "tune": "stillimage", "crf": "22", "x264-params": "info=0"}
        video.codec_context.color_range, video.codec_context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        video.codec_context.gop_size = 2 * FRAMES_PER_S
        video.codec_context.flags |= av.codec.context.Flags.bitexact
        layout = "mono" if samples.shape[1] == 1 else "stereo"
        sound = container.add_stream("aac", rate=_SOUND_RATE, layout=layout)
        sound.bit_rate = _SOUND_BITS
        sound.codec_context.flags |= av.codec.context.Flags.bitexact
        shown_words = [(_words_of(container, track), track.subtitles) for track in tracks]
        sound.codec_context.open()
        resampler = AudioResampler(
            format=sound.format, layout=layout, rate=_SOUND_RATE, frame_size=sound.codec_context.frame_size
        )
        length_ms = len(samples) * 1000 // rate
        heard = shown = 0
        for words, subtitles in shown_words:
            for number, one in enumerate(subtitles):
                _subtitle(container, words, number, one)
        # Second by second, so that both lie beside each other in the file.
        for start in range(0, max(1, len(samples)), rate):
            cancel()
            for frame in resampler.resample(as_frame(samples[start : start + rate], rate)):
                frame.pts, heard = heard, heard + frame.samples
                container.mux(sound.encode(frame))
            until = min(length_ms, (start + rate) * 1000 // rate) * FRAMES_PER_S // 1000
            while shown < max(until, 1):
                picture = pictures[_at(stills, shown * 1000 // FRAMES_PER_S)]
                picture.pts = shown
                container.mux(video.encode(picture))
                shown += 1
            fresh.check()
        for frame in resampler.resample(None):
            frame.pts, heard = heard, heard + frame.samples
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
        container.mux(video.encode(None))


def _frame(picture: bytes) -> av.VideoFrame:
    with av.open(io.BytesIO(picture), "r") as container:
        frame = next(container.decode(video=0))
    made = frame.reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        src_color_range=ColorRange.JPEG,
    )
    made.pict_type = PictureType.NONE  # else each time that it is shown it would be stored whole
    return made


def _at(stills: Sequence[Still], now_ms: int) -> int:
    return max((place for place, still in enumerate(stills) if still.start_ms <= now_ms), default=0)


def _words_of(container: av.container.OutputContainer, track: SubtitleTrack) -> SubtitleStream:
    words = container.add_stream("mov_text")
    words.codec_context.subtitle_header = _HEADER
    for name, value in (("language", track.language), ("handler_name", track.name)):
        if value:
            words.metadata[name] = value
    return words


def _subtitle(container: av.container.OutputContainer, stream: SubtitleStream, number: int, one: Subtitle) -> None:
    # Braces would be read as orders to the player.
    text = one.text.replace("{", "(").replace("}", ")").replace("\\", "/").replace("\n", "\\N")
    length = max(1, one.end_ms - one.start_ms)
    made = SubtitleSet.create(
        text=f"{number},0,Default,,0,0,0,,{text}".encode(), start=0, end=length, pts=one.start_ms * 1000
    )
    packet = stream.codec_context.encode_subtitle(made)
    packet.stream, packet.time_base = stream, Fraction(1, 1000)
    packet.pts = packet.dts = one.start_ms
    packet.duration = length
    container.mux(packet)


def loudness_bars(samples: Samples, count: int) -> list[float]:
    """How loud each of `count` equal parts is (0–1, of the loudest), for a picture of the sound."""
    parts = np.array_split(np.abs(samples).max(axis=1) if len(samples) else np.zeros(count), count)
    levels = np.array([float(np.sqrt(np.mean(part**2))) if len(part) else 0.0 for part in parts])
    return [round(float(level), 3) for level in levels / max(float(levels.max()), 1e-9)]
