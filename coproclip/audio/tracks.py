"""Which sound track of a file somebody speaks on."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from coproclip.audio.decode import UNREADABLE, Samples, TrackReader
from coproclip.audio.files import SoundFile
from coproclip.errors import MediaError

STRETCHES = 4
STRETCH_S = 8
STEP_S = 0.010
FLOOR_DBFS = -75.0
# A later track must be clearly more like speech to be preferred: the first is often the mix of all.
CLEARLY = 0.6


def speech_track(sound: SoundFile, check: Callable[[], None] = lambda: None) -> int:
    """The place of the track that sounds most like speech; the first among equals. `check` may raise to stop."""
    usable = [track.place for track in sound.tracks if track.codec]
    if len(usable) == 1:
        return usable[0]
    scores = {}
    for place in usable:
        check()
        scores[place] = _score(sound.path, place, sound.duration_ms or 0)
    best = max(scores.values())
    return next(place for place in usable if scores[place] >= best * CLEARLY)


def speech_likeness(samples: Samples, rate: int) -> float:
    """How much the loudness and the brightness of `samples` [frames, channels] keep changing.

    0 for silence and steady tones, up to about 0.15 for noise and music, mostly above 0.25 for speech: syllables rise
    and fall, and vowels take turns with hissing sounds.
    """
    step = max(2, int(rate * STEP_S))
    loudest = samples[:, int(np.argmax((samples * samples).sum(axis=0)))]
    steps = len(loudest) // step
    if steps < 10:
        return 0.0
    pieces = loudest[: steps * step].reshape(steps, step)
    pieces = pieces - pieces.mean()
    level = 10 * np.log10(np.square(pieces, dtype=np.float64).mean(axis=1) + 1e-12)
    heard = level > max(FLOOR_DBFS, level.max() - 45)
    if heard.sum() < 10:
        return 0.0
    changes = np.diff(np.maximum(level, max(FLOOR_DBFS, level.max() - 60))).std()
    crossings = np.diff(np.signbit(pieces), axis=1).mean(axis=1)[heard].std()
    return float(changes * crossings)


def _score(path: Path, place: int, duration_ms: int) -> float:
    """The mean likeness of a few stretches spread over the track."""
    found = []
    for part in range(STRETCHES):
        try:
            with TrackReader(path, place) as reader:
                if part and duration_ms:
                    reader.seek(duration_ms * part // STRETCHES)
                elif part:
                    break
                found.append(_stretch(reader))
        except (MediaError, *UNREADABLE):
            continue
    return sum(found) / len(found) if found else 0.0


def _stretch(reader: TrackReader) -> float:
    pieces: list[Samples] = []
    for piece in reader.blocks():
        pieces.append(piece)
        if reader.frames >= STRETCH_S * reader.rate:
            break
    return speech_likeness(np.concatenate(pieces), reader.rate)
