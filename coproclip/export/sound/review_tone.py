"""What is heard at the start of a clip for review: three soft notes, so that the sound alone says what it is."""

from dataclasses import replace

import numpy as np

from coproclip.export.sound.cut_points import Samples
from coproclip.export.sound.cutting import Cut

# High, low, high, as a door bell that nobody takes for part of a story; Hz.
_NOTES = (659.26, 523.25, 659.26)
_NOTE_MS, _BETWEEN_MS, _AFTER_MS = 220, 60, 450
_PEAK = 0.12


def review_tone(rate: int, channels: int) -> Samples:
    """The notes and the quiet after them, float32 [n, channels] at `rate` Hz."""
    at = np.arange(rate * _NOTE_MS // 1000) / rate
    swell = np.sin(np.pi * np.arange(len(at)) / max(1, len(at) - 1)) ** 2
    between, after = (np.zeros(rate * time_ms // 1000) for time_ms in (_BETWEEN_MS, _AFTER_MS))
    pieces = [part for note in _NOTES for part in (_PEAK * swell * np.sin(2 * np.pi * note * at), between)]
    return np.repeat(np.concatenate([*pieces, after]).astype(np.float32)[:, None], channels, axis=1)


def with_tone(clip: Cut, samples: Samples) -> Cut:
    """`samples` (those of `clip`, as loud as they shall be) after the notes; its pieces begin later by that much."""
    return _after(clip, samples, review_tone(clip.rate, samples.shape[1]))


def with_pause(clip: Cut, samples: Samples, pause_ms: int) -> Cut:
    """The same after `pause_ms` of silence, in which a note can be read."""
    return _after(clip, samples, np.zeros((clip.rate * pause_ms // 1000, samples.shape[1]), np.float32))


def _after(clip: Cut, samples: Samples, first: Samples) -> Cut:
    later = len(first)
    pieces = (
        replace(piece, clip_frame=piece.clip_frame + later, start_ms=piece.start_ms + later * 1000 // clip.rate)
        for piece in clip.pieces
    )
    return Cut(np.concatenate([first, samples]), clip.rate, tuple(pieces))
