"""What a speech engine takes and gives: the borders of recognising, without naming one engine."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coproclip.speech.presets import DEFAULT
from coproclip.timecode import TimeRange

RATE = 16_000
PER_MS = RATE // 1000

Sound = npt.NDArray[np.float32]
"""One channel at 16 kHz, between -1 and 1."""

UNSURE = "unsure"
REPEATED = "repeated"
OVER_SILENCE = "over silence"
STOCK_PHRASE = "stock phrase"
NO_WORDS = "no words"
FLAGS = (UNSURE, REPEATED, OVER_SILENCE, STOCK_PHRASE, NO_WORDS)
"""Why a passage should be listened to."""

UNHEARD = "…"
"""The only word of a passage in which somebody speaks but no words were found."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Where somebody speaks in a sound (ms): ordered, apart from each other, without padding.

    `sure` is where that is hardly in doubt. `maybe` holds all of it, and where somebody may speak besides: that is read
    too, and what is written there is marked.
    """

    sure: tuple[TimeRange, ...] = ()
    maybe: tuple[TimeRange, ...] = ()

    @staticmethod
    def surely(ranges: Sequence[TimeRange]) -> "Speech":
        """That somebody speaks in `ranges`, and nowhere else."""
        return Speech(tuple(ranges), tuple(ranges))

    def until(self, end_ms: int) -> "Speech":
        """What of it lies before `end_ms`."""

        def cut(ranges: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
            there = (one for one in ranges if one.start_ms < min(one.end_ms, end_ms))
            return tuple(TimeRange(one.start_ms, min(one.end_ms, end_ms)) for one in there)

        return Speech(cut(self.sure), cut(self.maybe))


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word, when it is heard (ms) and how sure the engine is (0–100)."""

    text: str
    start_ms: int
    end_ms: int
    confidence: int


@dataclass(frozen=True, slots=True)
class SpokenSegment:
    """One passage as the engine gives it: its text is its words joined by one space; `flags` are of `FLAGS`."""

    start_ms: int
    end_ms: int
    text: str
    words: tuple[SpokenWord, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """How to listen.

    `language` is “auto” or a code such as “en”; `usual` is the code of the language that is likelier than others where
    that cannot be told. `preset` is of `presets.PRESETS`. `hints` are words that may be said, names above all.
    `device` is “auto”, “cpu” or “cuda” (a graphics card).
    """

    language: str = "auto"
    preset: str = DEFAULT
    hints: tuple[str, ...] = ()
    usual: str = ""
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The likeliest language of some sound, and how likely (0–1)."""

    language: str
    likelihood: float


class Engine(Protocol):
    """Turns sound into words. Times are ms from the start of the sound that is passed in."""

    @property
    def name(self) -> str:
        """The engine and its version, to be kept with its draft."""

    @property
    def device(self) -> str:
        """What it computes on: “cpu”, “cuda float16” …"""

    def take_notice(self) -> str:
        """A sentence that a person should know, such as that the graphics card gave up; told once, mostly empty."""

    def find_speech(self, sound: Sound) -> Speech:
        """Where somebody speaks, and where somebody may."""

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        """For each piece of at most 30 s the languages it may be in, likeliest first; none where nothing tells it."""

    def transcribe(self, sound: Sound, options: SpeechOptions, speech: Speech | None = None) -> Iterator[SpokenSegment]:
        """Passages in the order they are heard. `options.language` is a code here, never “auto”.

        `speech` is what `find_speech` found in the same sound, so that it is looked for once. May be called for
        another sound before this one is finished, also from another thread.
        """

    def translate(self, sounds: Sequence[Sound], language: str) -> Sequence[str]:
        """What is said in each of `sounds` (at most 29 s long, spoken in `language`), in English."""


class EngineFactory(Protocol):
    """Makes the engine for the speech model in a folder; called inside the child process."""

    def __call__(self, model: Path, device: str) -> Engine:
        """The engine, ready to listen on `device` (“auto”, “cpu”, “cuda”).

        Raises `SpeechModelError` when the speech model cannot be used.
        """


def load_factory(name: str) -> EngineFactory:
    """The factory at `package.module:function`."""
    module, _, function = name.partition(":")
    factory: EngineFactory = getattr(import_module(module), function)
    return factory


def passage(words: Iterable[SpokenWord], flags: Iterable[str] = ()) -> SpokenSegment:
    """The passage that `words` (at least one) make."""
    row = tuple(words)
    text = " ".join(word.text for word in row)
    return SpokenSegment(row[0].start_ms, row[-1].end_ms, text, row, tuple(flags))
