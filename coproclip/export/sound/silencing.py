"""Where a name is taken out of the sound: the room goes on, and nothing of the word is left."""

from collections.abc import Sequence

import numpy as np

from coproclip.export.sound.cut_points import Samples

_TONE_MS = 120
# Louder than this is no room: then there is silence.
_ROOM_DB = -45.0
_FADE_MS = 10


def silence(samples: Samples, rate: int, ranges: Sequence[tuple[int, int]]) -> None:
    """Put the room's own sound, or silence, in these ranges (samples, from … to) of float32 `samples` [n, channels].

    What stood there is gone whole: fades are between the room and what is around.
    """
    inside = sorted((max(0, first), min(len(samples), last)) for first, last in ranges)
    inside = [(first, last) for first, last in inside if first < last]
    if not inside:
        return
    tone = _room(samples, rate, inside)
    fade = max(1, rate * _FADE_MS // 1000)
    for first, last in inside:
        filled = np.resize(tone, (last - first, samples.shape[1]))
        ramp = np.minimum(1.0, np.arange(last - first, dtype=np.float32) / fade)
        # The room comes and goes softly; outside of it the recording does, so that neither clicks.
        samples[first:last] = filled * np.minimum(ramp, ramp[::-1])[:, None]
    for first, last in inside:
        before, after = samples[max(0, first - fade) : first], samples[last : last + fade]
        before *= np.linspace(1, 0, len(before), dtype=np.float32)[:, None]
        after *= np.linspace(0, 1, len(after), dtype=np.float32)[:, None]


def _room(samples: Samples, rate: int, taken: Sequence[tuple[int, int]]) -> Samples:
    """The quietest moment outside of what is taken, there and back again so that it can be repeated; or silence."""
    long = max(1, rate * _TONE_MS // 1000)
    free = np.ones(len(samples), dtype=bool)
    for first, last in taken:
        free[first:last] = False
    starts = [at for at in range(0, len(samples) - long + 1, max(1, long // 4)) if free[at : at + long].all()]
    silent: Samples = np.zeros((1, samples.shape[1]), dtype=np.float32)
    if not starts:
        return silent
    energies = [float(np.square(samples[at : at + long], dtype=np.float64).mean()) for at in starts]
    best = int(np.argmin(energies))
    if 10 * np.log10(energies[best] + 1e-12) > _ROOM_DB:
        return silent
    moment = samples[starts[best] : starts[best] + long]
    return np.concatenate([moment, moment[::-1]])
