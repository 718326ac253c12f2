"""Excerpts that say yes, made without a project: only for the tests of what leaves."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.excerpts import approval
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.timecode import TimeRange

SENTENCE = "The first thing we ever did together was move the chairs. After that there was no head of the table."


def speech_like(seconds: float, rate: int, channels: int = 1, seed: int = 5) -> np.ndarray:
    """Noise that swells like syllables, different in each channel, quiet enough not to be too loud."""
    rng = np.random.default_rng(seed)
    frames = int(seconds * rate)
    swell = 0.55 + 0.45 * np.sin(2 * np.pi * 3.1 * np.arange(frames) / rate)
    sound = rng.standard_normal((frames, channels)) * swell[:, None] * 0.06
    # A few neighbouring samples averaged: most of the sound lies where speech does.
    for channel in range(channels):
        sound[:, channel] = np.convolve(sound[:, channel], np.ones(6) / 2.4, mode="same")
    return sound.astype(np.float32)


def spoken(text: str, start_ms: int, *, speaker: str = "One storyteller", each_ms: int = 280) -> tuple[VoicedWord, ...]:
    """`text` as words of `each_ms`, 20 ms apart."""
    return tuple(
        VoicedWord(word, start_ms + place * (each_ms + 20), start_ms + place * (each_ms + 20) + each_ms, speaker)
        for place, word in enumerate(text.split())
    )


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Path]:
    """Makes a working sound file: `recording(seconds, rate, channels, suffix)`."""

    def make(seconds: float = 12, rate: int = 16_000, channels: int = 1, suffix: str = ".wav", seed: int = 5) -> Path:
        folder = tmp_path / "Secret Project of Priya.coproclip" / "originals"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"interview with Margaret Hodge {seed}{suffix}"
        soundfile.write(path, speech_like(seconds, rate, channels, seed), rate, subtype="PCM_16")
        return path

    return make


@pytest.fixture
def excerpt(recording: Callable[..., Path]) -> Callable[..., ShareableExcerpt]:
    """Makes an excerpt that may leave; every field can be given."""

    def make(**changes: object) -> ShareableExcerpt:
        words = changes.pop("words", None) or spoken(SENTENCE, 1000)
        spans = changes.pop("spans", None) or (TimeRange(words[0].start_ms, words[-1].end_ms),)
        fields = {
            "excerpt_id": 7,
            "use": Use.SHARING,
            "title": "Moving the chairs",
            "attribution": "One storyteller",
            "themes": ("Move the chairs",),
            "audio": changes.pop("audio", None) or recording(),
            "spans": spans,
            "room": tuple(TimeRange(max(0, s.start_ms - 400), s.end_ms + 600) for s in spans),
            "words": words,
            "lead_in_ms": 300,
            "lead_out_ms": 500,
            "language": "en",
            "granted": approval._GRANTED,
        }
        return ShareableExcerpt(**{**fields, **changes})

    return make
