"""Excerpts that say yes, made without a project: only for the tests of what leaves."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from browsing import browser as browser
from browsing import driver_port as driver_port
from granting import granted
from hypothesis import settings

from coproclip.excerpts import approval
from coproclip.excerpts.approval import ShareableExcerpt, Use, VoicedWord
from coproclip.timecode import TimeRange

# Two busy cores say nothing about how long one example may take.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SENTENCE = "The first thing we ever did together was move the chairs. After that there was no head of the table."


def speech_like(seconds: float, rate: int, channels: int = 1, seed: int = 5) -> np.ndarray:
    """A voice without words: a gliding tone with overtones that swells like syllables, over a little noise."""
    rng = np.random.default_rng(seed)
    at = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 0.9 * at) + 15 * np.sin(2 * np.pi * 2.3 * at)) / rate
    voice = sum(np.sin(number * phase + seed) / number for number in range(1, 16))
    # Hardly, so that no instant is a better place to cut than another; `test_cut_points` has those.
    swell = 0.93 + 0.07 * np.sin(2 * np.pi * 3.1 * at)
    room = rng.standard_normal((len(at), channels)) * 0.003
    return (0.08 * (voice * swell)[:, None] * np.linspace(1, 0.7, channels) + room).astype(np.float32)


def spoken(text: str, start_ms: int, *, speaker: str = "One storyteller", each_ms: int = 310) -> tuple[VoicedWord, ...]:
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
        words = changes.pop("words", spoken(SENTENCE, 1000))
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
        fields |= changes
        for name in ("title", "attribution", "care"):
            fields[name] = granted(str(fields.get(name, "")))
        fields["themes"] = tuple(map(granted, fields["themes"]))
        return ShareableExcerpt(**fields)

    return make


@pytest.fixture
def say() -> Callable[..., tuple[VoicedWord, ...]]:
    """`spoken`: words with times."""
    return spoken
