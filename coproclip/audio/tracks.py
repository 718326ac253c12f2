"""Which sound tracks of a file people speak on, and several of them read as one sound.

Nobody is left out for a guess: where people speak on more than one track, all of those are taken, unless one of them
holds what is said on the others too.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from coproclip.audio.decode import HIGHEST_RATE, LOWEST_RATE, Samples, TrackReader, as_float, as_frame, to_channels
from coproclip.audio.files import AudioTrack, SoundFile
from coproclip.audio.opening import UNREADABLE
from coproclip.audio.voice_activity import RATE, SPEAKING, STEP, speech_chances
from coproclip.errors import BadInput, MediaError

STRETCHES, STRETCH_S = 8, 8
# Somebody speaks on a track: in this share of some stretch, and of all that was looked at.
LEAST_IN_STRETCH, LEAST_IN_ALL = 0.35, 0.02
# A track holds what is said on another: this share of it, and not much (dB) quieter than what is its own.
HOLDS, QUIETER_DB = 0.9, 8.0
NEARBY = 15  # steps (32 ms) by which two tracks may be apart after a jump into a file
BLOCK = 1 << 15
LISTEN_WITHIN_S = 120.0  # for all tracks of a file; a usual one takes a second

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TrackSpeech:
    """What was heard on a track: in how much of it (0 to 1) somebody speaks, and whether anybody does."""

    track: AudioTrack
    speech: float
    speaks: bool
    _active: npt.NDArray[np.bool_]
    _level_db: npt.NDArray[np.float32]

    def holds(self, other: "TrackSpeech") -> bool:
        """Whether what is said on `other` is heard on this one too, about as loud as all else on it."""
        steps = min(len(self._active), len(other._active))
        said, mine = other._active[:steps], self._active[:steps]
        if not said.any() or not mine.any():
            return not said.any()
        near = np.convolve(mine, np.ones(2 * NEARBY + 1), "same") > 0
        loud = float(np.median(self._level_db[:steps][said]) - np.median(self._level_db[:steps][mine]))
        return bool(near[said].mean() >= HOLDS and loud >= -QUIETER_DB)


def hear_tracks(sound: SoundFile, check: Callable[[], None] = lambda: None) -> tuple[TrackSpeech, ...]:
    """What is heard on each usable track, from a minute spread over the file. `check` may raise to stop.

    Where that takes longer than `LISTEN_WITHIN_S`, it is from less; a track that was not come to at all is left out.
    """
    until = time.monotonic() + LISTEN_WITHIN_S

    def _check() -> None:
        check()
        if time.monotonic() >= until:
            raise _LongEnough

    listeners = [_Listener(track) for track in sound.tracks if track.codec]
    duration_ms = sound.duration_ms or sound.whole_ms or 0
    stretches = min(STRETCHES, 1 + duration_ms // (STRETCH_S * 1000))
    # All tracks from the same places, so that they can be laid beside each other however soon it ends.
    with suppress(_LongEnough):
        for part in range(stretches):
            for listener in listeners:
                listener.take(_stretch(sound.path, listener.track.place, duration_ms * part // stretches, _check))
    return tuple(listener.found() for listener in listeners if listener.chances)


def choose_tracks(sound: SoundFile, speech: Sequence[TrackSpeech]) -> Places:
    """The places of the tracks to take: all with speech that are needed to hear everybody; the first, without any."""
    speaking = [on_track for on_track in speech if on_track.speaks]
    if not speaking:
        return (next(track.place for track in sound.tracks if track.codec),)
    for one in speaking:
        if all(one.holds(other) for other in speaking if other is not one):
            return (one.track.place,)
    return tuple(one.track.place for one in speaking)


def about_choice(sound: SoundFile, places: Places, speech: Sequence[TrackSpeech] | None) -> str:
    """What a person should know of it, empty for one track; `speech` is None where they chose themselves."""
    if len(sound.tracks) < 2:
        return ""
    many = f"This file has {len(sound.tracks)} sound tracks."
    names = number_words(places)
    if speech is None:
        return f"{many} {names} {'was' if len(places) == 1 else 'were'} taken, as you chose."
    if left := sum(bool(track.codec) for track in sound.tracks) - len(speech):
        many += f" {left} {'was' if left == 1 else 'were'} not listened to, as it took too long."
    speaking = [on_track.track.place for on_track in speech if on_track.speaks]
    if not speaking:
        return f"{many} Nobody could be heard on any of them for certain, and {names.lower()} was taken."
    if len(places) == 1 and len(speaking) == 1:
        return f"{many} {names} was taken, the only one on which somebody speaks."
    if len(places) == 1:
        return f"{many} {names} was taken: what is said on the others is heard on it too."
    how = "each on a channel of its own" if len(places) == 2 else "mixed into one"
    return f"{many} People speak on {names.lower()}, and these were taken, {how}."


def number_words(places: Places) -> str:
    """“Number 2”, “Numbers 1, 2 and 4”."""
    numbers = [str(place + 1) for place in places]
    if len(numbers) == 1:
        return f"Number {numbers[0]}"
    return f"Numbers {', '.join(numbers[:-1])} and {numbers[-1]}"


def parse_tracks(text: str, sound: SoundFile) -> Places | None:
    """“2”, “1,3” or “all” as places; None for empty. Raises `BadInput` for what the file does not have."""
    usable = [track.place for track in sound.tracks if track.codec]
    if not text.strip():
        return None
    if text.strip().lower() == "all":
        return tuple(usable)
    try:
        wanted = tuple(dict.fromkeys(int(part) - 1 for part in text.split(",")))
    except ValueError:
        wanted = (-1,)
    if not set(wanted) <= set(usable):
        raise BadInput(
            f"There is no sound track “{text}” in this file; it has {len(usable)} that can be read.",
            "Nothing was changed.",
            "Give its number from 1, several with commas, or “all”.",
        )
    return wanted


def tracks_text(places: Places) -> str:
    """Places as a project keeps them: “1,3”, counted from 1."""
    return ",".join(str(place + 1) for place in places)


def places_of(text: str) -> Places:
    """What `tracks_text` kept; nothing for a recording that keeps none."""
    return tuple(int(part) - 1 for part in text.split(",") if re.fullmatch(r"[1-9][0-9]{0,3}", part))


def speech_words(speech: TrackSpeech | None) -> str:
    """“somebody speaks in about 40 %”, or “nobody heard”; None is a track that cannot be read."""
    if speech is None:
        return "cannot be read here"
    return f"somebody speaks in about {max(1, round(speech.speech * 100))} %" if speech.speaks else "nobody heard"


class _LongEnough(Exception):
    """What was listened to until now has to do."""


@dataclass(slots=True)
class _Listener:
    """What was heard on a track until now: how likely speech is at each step (0 to 1), and how loud (dB) it is."""

    track: AudioTrack
    chances: list[Samples] = field(default_factory=list)
    _levels: list[npt.NDArray[np.float64]] = field(default_factory=list)
    _best: float = 0.0

    def take(self, speech: Samples) -> None:
        """Listen to another stretch: [frames] at `RATE` Hz."""
        spoken = speech_chances(speech)
        power = np.square(speech[: len(spoken) * STEP].reshape(-1, STEP), dtype=np.float64).mean(axis=1)
        # A stretch that cannot be read is as long as the others, so that tracks can be laid beside each other.
        room = max(0, STRETCH_S * RATE // STEP - len(spoken))
        self.chances.append(np.concatenate([spoken, np.zeros(room, np.float32)]))
        self._levels.append(np.concatenate([10 * np.log10(power + 1e-12), np.full(room, -120.0)]))
        self._best = max(self._best, float((spoken >= SPEAKING).mean()) if len(spoken) else 0.0)

    def found(self) -> TrackSpeech:
        """What it comes to, after a stretch or more."""
        active = np.concatenate(self.chances) >= SPEAKING
        share = float(active.mean())
        speaks = self._best >= LEAST_IN_STRETCH and share >= LEAST_IN_ALL
        return TrackSpeech(self.track, share, speaks, active, np.concatenate(self._levels).astype(np.float32))


def _stretch(path: Path, place: int, start_ms: int, check: Callable[[], None]) -> Samples:
    check()
    try:
        with TrackReader(path, place, check=check) as reader:
            if start_ms:
                reader.seek(start_ms)
            pieces: list[Samples] = []
            for piece in _mono_at(reader, RATE):
                pieces.append(piece)
                if sum(map(len, pieces)) >= STRETCH_S * RATE:
                    break
            return np.concatenate(pieces)[: STRETCH_S * RATE] if pieces else np.zeros(0, np.float32)
    except (MediaError, *UNREADABLE):
        return np.zeros(0, np.float32)


def _mono_at(reader: TrackReader, rate: int) -> Iterator[Samples]:
    """What `reader` gives as one channel [frames] at `rate` Hz; nothing at all for a track without sound."""
    resampler: AudioResampler | None = None
    try:
        for block in reader.blocks():
            one = to_channels(block, 1)
            if reader.rate == rate:
                yield one[:, 0]
                continue
            resampler = resampler or AudioResampler(format="fltp", layout="mono", rate=rate)
            for frame in resampler.resample(as_frame(one, reader.rate)):
                yield as_float(frame)[:, 0]
    except MediaError:
        return
    for frame in resampler.resample(None) if resampler is not None else ():
        yield as_float(frame)[:, 0]


class TracksReader:
    """Several tracks of a file beside each other, each keeping its times: two give a channel each, more one mix.

    To be used like a `TrackReader`.
    """

    def __init__(
        self, path: Path, places: Places, declared_ms: int | None = None, check: Callable[[], None] = lambda: None
    ) -> None:
        self.frames = 0
        self.deep = False
        with ExitStack() as stack:
            self._readers = [
                stack.enter_context(TrackReader(path, place, declared_ms, check=check)) for place in places
            ]
            self._open = stack.pop_all()
        rates = [reader.sample_rate for reader in self._readers]
        self.rate = min(HIGHEST_RATE, max(LOWEST_RATE, *rates))
        self.channels = 2 if len(places) == 2 else 1

    def __enter__(self) -> "TracksReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def damaged(self) -> int:
        """Stretches that could not be decoded, on any track."""
        return sum(reader.damaged for reader in self._readers)

    @property
    def lost_ms(self) -> int:
        """Silence in the place of what could not be decoded, on the track that lost most."""
        return max(reader.lost_ms for reader in self._readers)

    @property
    def filled_ms(self) -> int:
        """Silence in holes, on the track that has most."""
        return max(reader.filled_ms for reader in self._readers)

    @property
    def reached_ms(self) -> int:
        """The last time any track had."""
        return max(reader.reached_ms for reader in self._readers)

    def blocks(self) -> Iterator[Samples]:
        """The sound as float32 [frames, channels]. Raises `MediaError` when there is none."""
        sources = [_mono_at(reader, self.rate) for reader in self._readers]
        waiting = [np.zeros(0, np.float32) for _ in sources]
        going = [True] * len(sources)
        while any(going) or any(map(len, waiting)):
            for place, source in enumerate(sources):
                while going[place] and len(waiting[place]) < BLOCK:
                    piece = next(source, None)
                    going[place] = piece is not None
                    if piece is not None:
                        waiting[place] = np.concatenate([waiting[place], piece])
            frames = min(BLOCK, max(map(len, waiting)))
            if not frames:
                break
            side = np.zeros((frames, len(sources)), np.float32)
            for place, have in enumerate(waiting):
                side[: min(frames, len(have)), place] = have[:frames]
                waiting[place] = have[frames:]
            self.frames += frames
            yield side if self.channels == 2 else side.mean(axis=1, keepdims=True)
        if not self.frames:
            raise MediaError("This file holds no sound that can be read.")
