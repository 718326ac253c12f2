"""The working copy: whatever a phone, a recorder or a video call made, as FLAC that can be cut sample-exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from coproclip.audio.declared import about_length, breaks_off
from coproclip.audio.decode import Samples, TrackReader
from coproclip.audio.empty_stretches import empty_bytes, empty_plain_bytes
from coproclip.audio.files import AGAIN, COPY_AGAIN, NOT_SOUND, SAFE, SHORTEST_MS, SoundFile, open_plain, probe, time_at
from coproclip.audio.left_over import bytes_left_over
from coproclip.audio.links import LinksReader
from coproclip.audio.opening import UNREADABLE
from coproclip.audio.sound_parts import NOTHING_FURTHER, sounding
from coproclip.audio.tracks import Places, TracksReader, about_choice, choose_tracks, hear_tracks
from coproclip.audio.wav_header import wav_header
from coproclip.audio.writing import RESERVE_BYTES, NewFile, new_file
from coproclip.errors import MediaError, storage_error
from coproclip.timecode import length

ACTIVITY = "making the working copy"
BLOCK_S = 1
WORTH_SAYING_MS = 50
USUAL_RATES = range(4_000, 768_001)  # Hz: from the first sampled sounds to the finest

Tell = Callable[[float], None]
Check = Callable[[], None]
Reader = TrackReader | TracksReader | LinksReader


@dataclass(frozen=True, slots=True)
class Working:
    """A working copy: its length, rate (Hz) and channels (1 or 2), and what a person should know about it.

    `declared_ms` is what the original says of its own length (None: nothing), `decoded_ms` what could be read; `tracks`
    are the places of the sound tracks it was made of, empty where the file has only one.
    """

    duration_ms: int
    sample_rate: int
    channels: int
    notice: str
    declared_ms: int | None
    decoded_ms: int
    tracks: Places = ()


def make_working(
    source: Path,
    target: Path,
    *,
    report: Tell = lambda fraction: None,
    cancel: Check = lambda: None,
    tracks: Places | None = None,
) -> Working:
    """Decode `source` into a FLAC file at `target`, keeping every time of the original.

    16 bits (24 where the original is lossless and deeper), one or two channels, the original's rate up to 48 kHz.
    Of several sound tracks those with speech are taken (see `tracks`), or those at the places `tracks`. `report` hears
    fractions from 0 to 1; `cancel` is called often and may raise. Raises `MediaError` when nothing can be decoded,
    `StorageError` when the disk refuses; in every such case nothing is left at `target`.
    """
    sound = probe(source)
    claimed = sound.duration_ms
    try:
        several = sum(bool(track.codec) for track in sound.tracks) > 1
        speech = hear_tracks(sound, cancel) if several and tracks is None else None
        chosen = tracks or choose_tracks(sound, speech or ())
        with (
            _reader(sound, chosen, claimed, cancel) as reader,
            new_file(target, ACTIVITY, reserve=RESERVE_BYTES) as (fresh, unfinished),
        ):
            _write(reader, fresh, claimed, report, cancel)
            fresh.flush()
            fresh.check()
            _must_hold(unfinished, reader.frames)
    except UNREADABLE as error:
        raise MediaError(NOT_SOUND, SAFE, AGAIN) from error
    except OSError as error:
        raise storage_error(error, ACTIVITY) from error
    decoded = time_at(reader.frames, reader.rate)
    return Working(
        duration_ms=decoded,
        sample_rate=reader.rate,
        channels=reader.channels,
        notice=_notice(sound, about_choice(sound, chosen, speech) if several else "", reader, chosen, decoded),
        declared_ms=claimed,
        decoded_ms=decoded,
        tracks=chosen if several else (),
    )


def _reader(sound: SoundFile, places: Places, claimed: int | None, cancel: Check) -> Reader:
    if len(places) > 1:
        return TracksReader(sound.path, places, claimed, cancel)
    if sound.links:
        return LinksReader(sound.path, places[0], sound.links, cancel)
    return TrackReader(sound.path, places[0], claimed, check=cancel)


def as_it_is(path: Path, claimed: int | None) -> Working:
    """The same facts about a cuttable file, which serves without a copy; `claimed` is its own word of its length."""
    with open_plain(path) as plain:
        decoded = time_at(plain.frames, plain.samplerate)
        rate, channels = int(plain.samplerate), int(plain.channels)
        container = plain.format.lower()
    plain_samples = container != "flac"
    empty = empty_plain_bytes(path) if plain_samples else empty_bytes(path, container)
    missing = decoded * empty // path.stat().st_size
    about = _about_empty(missing, on_time=plain_samples) if empty else about_length(claimed, decoded)
    return Working(decoded, rate, channels, about, claimed, decoded)


def _empty_ms(sound: SoundFile, places: Places, reader: Reader, decoded: int) -> int:
    """About how much sound is missing where the file holds only zeros."""
    if _is_plain(sound):
        there = sound.duration_ms is None or decoded >= sound.duration_ms - WORTH_SAYING_MS
        return decoded * empty_plain_bytes(sound.path) // sound.path.stat().st_size if there else 0
    empty = empty_bytes(sound.path, sound.container, places[0], sound.links)
    if not empty:
        return 0
    if sound.container in ("matroska", "ogg"):
        # These keep times, and silence stands in the hole; without any, room was left there for something else.
        return reader.filled_ms
    size = sound.path.stat().st_size
    kept = sound.duration_ms is not None and decoded >= sound.duration_ms - WORTH_SAYING_MS
    return decoded * empty // (size if kept else max(1, size - empty))


def _is_plain(sound: SoundFile) -> bool:
    """Whether it holds the samples as they are, and each where its time says."""
    return sound.codec.startswith("pcm_") and not sound.is_video


def _about_empty(missing_ms: int, *, on_time: bool) -> str:
    late = "" if on_time else ", and times after that may be wrong"
    return (
        f"Part of this file is empty, as if it was not copied whole: about {length(max(1000, missing_ms))} of its "
        f"sound is missing{late}. Copy it again from the phone or recorder."
    )


def _write(reader: Reader, fresh: NewFile, claimed: int | None, report: Tell, cancel: Check) -> None:
    blocks = reader.blocks()
    try:
        first = next(blocks, None)
    except MediaError as error:
        raise MediaError(error.happened, SAFE, COPY_AGAIN) from error
    assert first is not None  # an empty track raises
    subtype = "PCM_24" if reader.deep else "PCM_16"
    with soundfile.SoundFile(
        fresh, "w", samplerate=reader.rate, channels=reader.channels, format="FLAC", subtype=subtype
    ) as flac:
        waiting, frames = [first], len(first)
        for block in blocks:
            waiting.append(block)
            frames += len(block)
            if frames >= BLOCK_S * reader.rate:
                cancel()
                flac.write(whole_numbers(np.concatenate(waiting), deep=reader.deep))
                fresh.check()
                waiting, frames = [], 0
                if claimed:
                    report(min(1.0, reader.frames * 1000 / reader.rate / claimed))
        if waiting:
            flac.write(whole_numbers(np.concatenate(waiting), deep=reader.deep))
    if reader.frames * 1000 < SHORTEST_MS * reader.rate:
        raise MediaError("This file holds less than a tenth of a second of sound.", SAFE, COPY_AGAIN)
    cancel()
    report(1.0)


def whole_numbers(samples: Samples, *, deep: bool = False) -> npt.NDArray[np.int16] | npt.NDArray[np.int32]:
    """Float samples as 16-bit, or (`deep`) as 24-bit numbers in the upper part of 32.

    What came from whole numbers returns to just those; libsndfile's own conversion would be off by one part in 32768.
    """
    if not deep:
        short: npt.NDArray[np.int16] = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
        return short
    wide: npt.NDArray[np.int32] = np.clip(np.rint(samples * 8388608), -8388608, 8388607).astype(np.int32) << 8
    return wide


def _must_hold(path: Path, frames: int) -> None:
    """A copy that does not read back whole is not kept."""
    with open_plain(path) as written:
        if written.frames != frames:
            raise MediaError("The working copy could not be written completely.", SAFE, "Try again.")


def _notice(sound: SoundFile, choice: str, reader: Reader, places: Places, decoded: int) -> str:
    sentences = [choice] if choice else []
    claimed, empty_ms = sound.duration_ms, _empty_ms(sound, places, reader, decoded)
    odd = [rate for rate in (sound.tracks[place].sample_rate for place in places) if rate and rate not in USUAL_RATES]
    if odd:
        sentences.append(
            f"By its own words this file has a sample rate of {odd[0]} Hz, which no recorder uses. If it sounds too "
            "slow or too fast, ask for it again as WAV or MP3."
        )
    if not all(track.codec for track in sound.tracks):
        sentences.append("One of its sound tracks is in a form that cannot be read here, and was left out.")
    # Where only the whole of a video has a length, a cut-off one is known by the last time that any track reaches.
    about = about_length(claimed, decoded) if claimed is not None else about_length(sound.whole_ms, reader.reached_ms)
    header, other, behind = wav_header(sound.path), sounding(sound.path), 0
    declared_ms = header.declared_ms if header is not None else other.declared_ms if other is not None else None
    further = header.further if header is not None else NOTHING_FURTHER
    several = len(header.spans if header is not None else other.spans if other is not None else ())
    left_out = further.left_out + (other.left_out if other is not None else 0)
    if _is_plain(sound) and not left_out:
        behind = bytes_left_over(sound.path) if header is None and other is None else 0
    if isinstance(reader, LinksReader):
        several = reader.pieces
    if isinstance(reader, LinksReader) and reader.unread:
        sentences.append(
            f"This file holds {several} pieces of sound one behind the other, but only {several - reader.unread} of "
            "them could be read."
        )
    elif several > 1:
        sentences.append(
            f"This file holds {several} pieces of sound one behind the other, and all of them were taken, in a row."
        )
    broken = reader.broken_off if isinstance(reader, LinksReader) else 0
    if broken:
        sentences.append(
            "One of them breaks off before its end." if broken == 1 else f"{broken} of them break off before their end."
        )
    if left_out:
        sentences.append(
            f"Behind its sound it holds more in another form, about {max(1, round(left_out / 1e6))} MB, which was left "
            "out. Ask for that as a file of its own."
        )
    if declared_ms is not None:
        sentences.append(
            f"The file says it is {length(declared_ms)} long, but its sound goes on to the end of the file. "
            "All of it was taken; its last moment may be a click."
        )
    elif behind:
        sentences.append(
            f"Only {length(decoded)} of this file could be read, but it is much larger: its own note of its length is "
            "too small. Open it in a sound editor as raw sound, or ask for it in parts."
        )
    elif empty_ms:
        sentences.append(_about_empty(empty_ms, on_time=_is_plain(sound)))
    elif about:
        sentences.append(about)
    elif not sound.links and breaks_off(sound.path, sound.container):
        sentences.append(f"This file breaks off before its end; {length(decoded)} could be read.")
    if empty_ms:
        return " ".join(sentences)
    if reader.lost_ms >= WORTH_SAYING_MS:
        sentences.append(
            f"Some of this file is damaged: about {length(max(1000, reader.lost_ms))} could not be read, "
            "and silence stands in its place."
        )
    elif reader.damaged - broken > 1:
        sentences.append(f"Some of this file is damaged, in about {reader.damaged - broken} places.")
    return " ".join(sentences)
