"""How far the sound of an excerpt may reach beyond its marks.

“Never into speech that is not in its words, whether it was transcribed or not.” So the words around it are asked,
and the sound itself: where somebody is heard again, there it ends.
"""

import hashlib
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from coproclip.errors import CoProClipError, MediaError
from coproclip.excerpts.rules.coverage_parts import Covered
from coproclip.excerpts.spans import SpokenAt, inside
from coproclip.project.schema import Word
from coproclip.sound_file import open_sound
from coproclip.timecode import TimeRange

REACH_MS = 2_300
"""No lead-in or tail is longer than this."""
JOIN_MS = 150
_INSIDE_MS = 1_500
_FRAME_MS = 10
# What belongs to the first or last word itself: recognised edges are not sharper than this.
_OWN_MS = 150
_FADING_MS = 300
_SPEECH_MS = 40
_GUARD_MS = 20

Levels = npt.NDArray[np.float64]


def room_of(
    audio: Path, words: Sequence[SpokenAt], span: TimeRange, duration_ms: int, off: Sequence[TimeRange]
) -> TimeRange:
    """How far the edges of `span` may reach before a word, off-the-record time, or speech that was not transcribed.

    Reads no more than some seconds of `audio` around the edges. Raises `MediaError` when that cannot be read.
    """
    own = {id(one) for one in inside(words, span)}
    others: list[Word | TimeRange] = [*off, *(word.word for word in words if id(word) not in own)]
    low = max((word.end_ms for word in others if word.start_ms < span.start_ms), default=0)
    high = min((word.start_ms for word in others if word.end_ms > span.end_ms), default=duration_ms)
    try:
        state = audio.stat()
        key = (audio, state.st_mtime_ns, state.st_size)
        low = max(low, span.start_ms - _free_ms(*key, span.start_ms, min(_INSIDE_MS, span.duration_ms), -1))
        high = min(high, span.end_ms + _free_ms(*key, span.end_ms, min(_INSIDE_MS, span.duration_ms), 1))
    except (soundfile.LibsndfileError, OSError) as error:
        raise MediaError(
            "The recording cannot be read as sound.", "Words, excerpts and themes are safe.", "Check the project."
        ) from error
    return TimeRange(min(low, span.start_ms), max(high, span.end_ms))


def heard_edges(
    spans: Sequence[TimeRange], room: Sequence[TimeRange], lead_in_ms: int, lead_out_ms: int
) -> list[TimeRange]:
    """What is heard at most of each span, with lead-in, tail, and a breath at the joins."""
    last = len(spans) - 1
    return [
        TimeRange(
            max(around.start_ms, span.start_ms - (lead_in_ms if number == 0 else JOIN_MS)),
            min(around.end_ms, span.end_ms + (lead_out_ms if number == last else JOIN_MS)),
        )
        for number, (span, around) in enumerate(zip(spans, room, strict=True))
    ]


@lru_cache(maxsize=8192)
def _free_ms(audio: Path, _changed_ns: int, _size: int, edge_ms: int, inside_ms: int, way: int) -> int:
    """For how many ms beyond an edge (`way` -1 before it, 1 behind it) nobody else is heard speaking."""
    out_ms = REACH_MS
    start = edge_ms - (out_ms if way < 0 else inside_ms)
    levels = _levels(audio, max(0, start), edge_ms + (inside_ms if way < 0 else out_ms))
    border = (edge_ms - max(0, start)) // _FRAME_MS
    near, beyond = (levels[border:], levels[:border][::-1]) if way < 0 else (levels[:border], levels[border:])
    if not len(near) or not len(beyond):
        return 0
    loud, still = float(np.percentile(near, 85)), float(np.percentile(levels, 10))
    if loud - still < 12:
        return 0  # speech cannot be told from the room here
    soft = max(still + 8, loud - 35)
    place = 0
    while place < len(beyond) and beyond[place] > max(soft, loud - 20):
        place += 1
    if place * _FRAME_MS > _OWN_MS:
        return 0  # somebody speaks on across the edge
    lowest = math.inf
    while place < len(beyond) and place * _FRAME_MS < _FADING_MS and soft < beyond[place] < lowest + 6:
        lowest = min(lowest, float(beyond[place]))
        place += 1
    for first in range(place, len(beyond) - _SPEECH_MS // _FRAME_MS + 1):
        if bool(np.all(beyond[first : first + _SPEECH_MS // _FRAME_MS] > soft)):
            return max(0, first * _FRAME_MS - _GUARD_MS)
    return out_ms


def _levels(audio: Path, start_ms: int, end_ms: int) -> Levels:
    """How loud each 10 ms are (dBFS), the loudest channel of each."""
    with open_sound(audio) as sound:
        rate = sound.samplerate
        first = min(sound.frames, start_ms * rate // 1000)
        sound.seek(first)
        samples = sound.read(max(0, end_ms * rate // 1000 - first), dtype="float32", always_2d=True)
    size = max(1, rate * _FRAME_MS // 1000)
    whole = len(samples) // size
    frames = samples[: whole * size].astype(np.float64).reshape(whole, size, samples.shape[1] if samples.size else 1)
    power = np.max(np.mean(frames**2, axis=1), axis=1) if whole else np.zeros(0)
    levels: Levels = 10 * np.log10(power + 1e-10)
    return levels


def samples_print(audio: Path, spans: Sequence[TimeRange]) -> str:
    """A fingerprint of the sound itself in these stretches, sample by sample; empty where it cannot be read."""
    try:
        state = audio.stat()
        key = (state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_size)
        return _samples_print(audio, key, tuple(spans))
    except (soundfile.LibsndfileError, OSError):
        return ""


@lru_cache(maxsize=4096)
def _samples_print(audio: Path, _changed: tuple[int, ...], spans: tuple[TimeRange, ...]) -> str:
    with open_sound(audio) as sound:
        rate = sound.samplerate
        digest = hashlib.sha256(f"{rate} {sound.channels}".encode())
        for span in spans:
            place, end = span.start_ms * rate // 1000, min(sound.frames, span.end_ms * rate // 1000)
            sound.seek(min(place, sound.frames))
            while place < end:
                block = sound.read(min(1 << 18, end - place), dtype="int32", always_2d=True)
                if not len(block):
                    break
                digest.update(block.tobytes())
                place += len(block)
    return digest.hexdigest()


def covered_sound(
    audio: Path, spans: Sequence[TimeRange], room: Sequence[TimeRange], lead_in_ms: int, lead_out_ms: int
) -> Covered:
    """What a yes covers of the sound: how far it is heard, and every sample of that, lead-in, tail and joins too."""
    edges = heard_edges(spans, room, lead_in_ms, lead_out_ms)
    return {
        "samples": samples_print(audio, spans),
        "heard": [[edge.start_ms, edge.end_ms] for edge in edges],
        "heard_samples": samples_print(audio, _to_the_sample(edges)),
    }


def agreed(
    audio: Path, spans: Sequence[TimeRange], room: Sequence[TimeRange], covered: Covered
) -> list[TimeRange] | None:
    """`room`, but nowhere beyond what was heard when the yes was given; None where that is other sound by now.

    A yes from before the sound around the marks was kept with it covers the sound between them alone.
    """
    if not covered.get("samples") or covered["samples"] != samples_print(audio, spans):
        return None
    edges, around = _ranges(covered.get("heard")), covered.get("heard_samples")
    if around is None or len(edges) != len(spans):
        return list(spans)
    if around != samples_print(audio, _to_the_sample(edges)):
        return None
    return [
        TimeRange(
            min(span.start_ms, max(around.start_ms, edge.start_ms)),
            max(span.end_ms, min(around.end_ms, edge.end_ms)),
        )
        for span, around, edge in zip(spans, room, edges, strict=True)
    ]


def _to_the_sample(edges: Sequence[TimeRange]) -> list[TimeRange]:
    # A cut rounds to the nearest sample, which may be the first one behind the last whole millisecond.
    return [TimeRange(edge.start_ms, edge.end_ms + 1) for edge in edges]


def _ranges(kept: object) -> list[TimeRange]:
    try:
        return [TimeRange(int(start), int(end)) for start, end in kept]  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError, CoProClipError):
        return []
