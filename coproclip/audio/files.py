"""What a sound file is, and reading the ones that are played, cut and transcribed from: plain WAV and FLAC."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import soundfile
from av.audio.stream import AudioStream
from av.container import InputContainer

from coproclip.audio.closed_formats import LOCKED, closed_format, is_locked
from coproclip.audio.declared import declared_ms, whole_ms
from coproclip.audio.decode import Samples
from coproclip.audio.links import links
from coproclip.audio.notes_in_files import TooManyNotes
from coproclip.audio.opening import MOST_STREAMS, UNREADABLE, TooManyStreams, open_media
from coproclip.audio.sound_parts import MOST_PARTS, NOTHING_FURTHER, Span
from coproclip.audio.wav_header import wav_header
from coproclip.elsewhere.process import TooHeavy
from coproclip.errors import MediaError, storage_error
from coproclip.sound_file import impossible, open_sound

NOT_SOUND = "This file cannot be read as sound."
SAFE = "Your project and the original file are unchanged."
AGAIN = "Try exporting it again as WAV or MP3."
COPY_AGAIN = "Copy it again from the phone or recorder, or choose another file."

# One number a sample: these can be read from any frame on, and always give the same samples.
EXACT_SUBTYPES = frozenset({"PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"})
EXACT_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "FLAC"})
SHORTEST_MS = 100
# FLAC that was written into a pipe does not say how long it is; libsndfile then tells of the greatest number there is.
MOST_FRAMES = 1 << 40


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One sound track: its place among the sound tracks, and what it says of itself."""

    place: int
    codec: str
    sample_rate: int
    channels: int
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """What a file says of itself before it is decoded.

    `duration_ms` is its own claim for the sound, None where it makes none; `whole_ms` that for sound and pictures.
    `sample_rate` (Hz), `channels` and `codec` are the first track's.
    `cuttable`: plain WAV or FLAC with one or two channels, which can be cut sample-exactly as it is. `links` is where
    each of several files lies that were put one behind the other into this one; empty for a single one.
    """

    path: Path
    container: str
    codec: str
    sample_rate: int
    channels: int
    duration_ms: int | None
    whole_ms: int | None
    tracks: tuple[AudioTrack, ...]
    is_video: bool
    cuttable: bool
    links: tuple[Span, ...] = ()


def probe(path: Path) -> SoundFile:
    """Look into `path` without decoding it.

    Raises `MediaError` with a sentence when it is empty, cut off, or holds no sound; `StorageError` when it cannot be
    opened at all.
    """
    start = _look(path)
    if is_locked(path, start):
        raise MediaError(LOCKED.happened, SAFE, LOCKED.way_out)
    try:
        with open_media(path) as container:
            return _described(path, container)
    except OSError as error:
        if isinstance(error, av.FFmpegError):
            raise _not_sound(path, start) from error
        raise storage_error(error, "opening the file") from error
    except TooManyNotes as error:
        raise MediaError("This file carries far more notes than any program writes.", SAFE, AGAIN) from error
    except TooHeavy as error:
        raise MediaError(
            "What this file says about itself takes far too long to read, or too much memory, and was left unread.",
            SAFE,
            AGAIN,
        ) from error
    except TooManyStreams as error:
        raise MediaError(
            f"This file holds more than {MOST_STREAMS} tracks, and some of its sound would be left out.", SAFE, AGAIN
        ) from error
    except UNREADABLE as error:
        raise _not_sound(path, start) from error


def _look(path: Path) -> bytes:
    """The first bytes; here the system says why a file cannot be opened."""
    try:
        if not path.is_file():
            if path.exists():
                raise MediaError("This is not a file.", SAFE, "Choose a sound or video file.")
            raise FileNotFoundError(2, os.strerror(2))
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise storage_error(error, "opening the file") from error
    if not start:
        raise MediaError("This file is empty.", SAFE, COPY_AGAIN)
    return start


def _not_sound(path: Path, start: bytes) -> MediaError:
    known = closed_format(path, start)
    if known is not None:
        return MediaError(known.happened, SAFE, known.way_out)
    happened, next_step = NOT_SOUND, AGAIN
    if start[4:8] == b"ftyp" and not _has_box(path, b"moov"):
        happened += " It breaks off before its last part, which says how to read it."
        next_step = COPY_AGAIN
    elif path.suffix.lower() in (".wav", ".wave") and start[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64"):
        happened += " It is named like a WAV file but does not begin like one."
    return MediaError(happened, SAFE, next_step)


def _has_box(path: Path, wanted: bytes) -> bool:
    """Whether an MP4 file has this part at its outermost level."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        place = 0
        for _ in range(MOST_PARTS):
            if place + 8 > size:
                return False
            file.seek(place)
            head = file.read(16)
            if head[4:8] == wanted:
                return True
            box = int.from_bytes(head[8:16] if head[:4] == b"\0\0\0\1" else head[:4], "big")
            if box < 8:
                return False
            place += box
    return False


def _described(path: Path, container: InputContainer) -> SoundFile:
    pictures = [one for one in container.streams.video if not one.disposition & av.stream.Disposition.attached_pic]
    streams = list(container.streams.audio)
    if not streams:
        what = "This video has no sound." if pictures else "This file holds no sound."
        raise MediaError(what, SAFE, "Choose another file.")
    tracks = tuple(_track(place, stream) for place, stream in enumerate(streams))
    if not any(track.codec for track in tracks):
        if why := next(filter(None, map(_impossible, streams)), ""):
            raise MediaError(why, SAFE, COPY_AGAIN)
        with path.open("rb") as file:
            known = closed_format(path, file.read(64))
        if known is not None:
            raise MediaError(known.happened, SAFE, known.way_out)
        raise MediaError("The sound in this file is in a form that cannot be read here; it may be locked.", SAFE, AGAIN)
    first = next(track for track in tracks if track.codec)
    name = container.format.name.split(",")[0]
    chain = links(path)  # of several, what is said of the length is the first one's
    return SoundFile(
        path=path,
        container=name,
        codec=first.codec,
        sample_rate=first.sample_rate,
        channels=first.channels,
        duration_ms=None if chain else declared_ms(path, container, streams[first.place]),
        whole_ms=None if chain else whole_ms(container),
        tracks=tracks,
        is_video=bool(pictures),
        cuttable=len(tracks) == 1 and not chain and name in ("wav", "flac") and _cuttable(path, streams[0]),
        links=chain,
    )


def _track(place: int, stream: AudioStream) -> AudioTrack:
    context = getattr(stream, "codec_context", None)
    if context is None or _impossible(stream):
        return AudioTrack(place, "", 0, 0)
    title, language = stream.metadata.get("title", ""), stream.metadata.get("language", "")
    return AudioTrack(place, context.name, context.sample_rate or 0, context.channels, title, language)


def _impossible(stream: AudioStream) -> str:
    # FFmpeg's libraries leave it out where they have no decoder.
    context = getattr(stream, "codec_context", None)
    return impossible(context.sample_rate or 0, context.channels) if context is not None else ""


def _cuttable(path: Path, stream: AudioStream) -> bool:
    # Asked only where FFmpeg's libraries saw PCM or FLAC: libsndfile's MP3 reader talks on stderr.
    if not stream.codec_context.name.startswith(("pcm_", "flac")):
        return False
    header = wav_header(path)
    if header is not None and (header.wrapped or header.further != NOTHING_FURTHER):
        return False  # libsndfile believes the header, and reads the first part
    try:
        with open_plain(path) as sound:
            agreed = stream.duration is None or not stream.time_base or _agree(sound, stream)
            return (
                sound.format in EXACT_FORMATS
                and sound.subtype in EXACT_SUBTYPES
                and sound.channels in (1, 2)
                and 8_000 <= sound.samplerate <= 192_000
                and SHORTEST_MS * sound.samplerate <= sound.frames * 1000
                and sound.frames < MOST_FRAMES
                and sound.seekable()
                and agreed
            )
    except MediaError:
        return False


def _agree(sound: soundfile.SoundFile, stream: AudioStream) -> bool:
    context = stream.codec_context
    frames = round((stream.duration or 0) * (stream.time_base or 0) * context.sample_rate)
    same = (sound.samplerate, sound.channels) == (context.sample_rate, context.channels)
    return same and bool(abs(sound.frames - frames) <= 1)


def open_plain(path: Path) -> soundfile.SoundFile:
    """An open WAV or FLAC file, to be closed by the caller. Raises `MediaError` or `StorageError`."""
    try:
        with path.open("rb"):
            pass
        return open_sound(path)
    except OSError as error:
        raise storage_error(error, "reading the recording") from error
    except (soundfile.LibsndfileError, *UNREADABLE) as error:
        raise MediaError(
            "The sound of this recording cannot be read.", "Words, excerpts and themes are safe."
        ) from error


def frame_at(time_ms: int, rate: int) -> int:
    """The sample frame heard at `time_ms`: the nearest one, halves up. Cuts, clips and recogniser all count so."""
    return (time_ms * rate + 500) // 1000


def time_at(frame: int, rate: int) -> int:
    """The time (ms, nearest, halves up) of a sample frame."""
    return (frame * 1000 + rate // 2) // rate


def read_frames(path: Path, start_ms: int, end_ms: int) -> tuple[Samples, int]:
    """The samples from `start_ms` up to `end_ms` as float32 [frames, channels], and the rate (Hz).

    Exact to the sample: from frame `frame_at(start_ms)` up to `frame_at(end_ms)`, less what lies outside the file.
    `path` is plain WAV or FLAC. For passages: a whole story goes through `stream_frames`.
    """
    with open_plain(path) as sound:
        rate = int(sound.samplerate)
        start, end = (min(sound.frames, max(0, frame_at(ms, rate))) for ms in (start_ms, end_ms))
        if end <= start:
            return np.zeros((0, sound.channels), np.float32), rate
        return _read(sound, start, end - start), rate


def stream_frames(path: Path, start_ms: int = 0, end_ms: int | None = None, block: int = 1 << 16) -> Iterator[Samples]:
    """The same samples as `read_frames`, in blocks of at most `block` frames; memory stays flat."""
    with open_plain(path) as sound:
        rate = int(sound.samplerate)
        place = min(sound.frames, max(0, frame_at(start_ms, rate)))
        end = sound.frames if end_ms is None else min(sound.frames, frame_at(end_ms, rate))
        while place < end:
            samples = _read(sound, place, min(block, end - place))
            yield samples
            place += len(samples)


def _read(sound: soundfile.SoundFile, start: int, frames: int) -> Samples:
    try:
        if sound.tell() != start:
            sound.seek(start)
        samples: Samples = sound.read(frames, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, *UNREADABLE) as error:
        raise _breaks() from error
    if len(samples) != frames:
        raise _breaks()
    return samples if np.isfinite(samples).all() else np.nan_to_num(samples, nan=0, posinf=1, neginf=-1)


def _breaks() -> MediaError:
    return MediaError(
        "The sound of this recording is damaged and cannot be read to its end.",
        "Words, excerpts and themes are safe.",
        "Import the recording again if you have another copy.",
    )
