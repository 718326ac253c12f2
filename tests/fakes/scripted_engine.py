"""An engine that follows a script: loud is speech, every loud stretch is one word, named by when it begins.

`script.json` in the folder of the "speech model" says what else happens: {"die_at": ms, "times": how often,
"raise_at": ms, "hang_at": ms, "slow": seconds a window, "languages": {…}, "refuse": sentence, "deaf_from": place,
"abort_at_exit": native code comes down as the interpreter ends}.
A time is met when a window holds it; as the engine hears windows only, the script counts their sound.
"""

import atexit
import json
import math
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from coproclip.errors import SpeechModelError
from coproclip.speech.engine import (
    PER_MS,
    RATE,
    LanguageGuess,
    Sound,
    Speech,
    SpeechOptions,
    SpokenSegment,
    SpokenWord,
    passage,
)
from coproclip.timecode import TimeRange

STEP_MS = 10
MARK = 0.9


class ScriptedEngine:
    """A spike of `MARK` in the sound is where the script's trouble happens."""

    name = "scripted 1"
    device = "cpu"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._script: dict[str, Any] = json.loads((folder / "script.json").read_text("utf-8"))
        if self._script.get("abort_at_exit"):
            atexit.register(os.abort)
        if sentence := self._script.get("refuse"):
            raise SpeechModelError(sentence)

    def find_speech(self, sound: Sound) -> Speech:
        """Stretches louder than silence."""
        step = STEP_MS * PER_MS
        loud = np.abs(sound[: len(sound) // step * step].reshape(-1, step)).max(axis=1) > 0.05
        edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
        places = zip(edges[::2], edges[1::2], strict=True)
        return Speech.surely([TimeRange(int(a) * STEP_MS, int(b) * STEP_MS) for a, b in places])

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        """Loud pieces are Welsh, the others English."""
        (self._folder / "asked").open("a").write("x" * len(pieces))
        return [[LanguageGuess("cy" if np.abs(piece).max() > 0.6 else "en", 0.95)] for piece in pieces]

    def transcribe(self, sound: Sound, options: SpeechOptions, speech: Speech | None = None) -> Iterator[SpokenSegment]:
        """One passage for each loud stretch."""
        for place, one in enumerate((speech or self.find_speech(sound)).maybe):
            part = sound[one.start_ms * PER_MS : one.end_ms * PER_MS]
            if np.abs(part).max() >= MARK:
                self._trouble()
            time.sleep(self._script.get("slow", 0.0))
            if place >= self._script.get("deaf_from", math.inf):
                return
            yield passage([SpokenWord(f"word{place}{options.language}", one.start_ms, one.end_ms, 90)])

    def take_notice(self) -> str:
        """Nothing to tell."""
        return ""

    def translate(self, sounds: Sequence[Sound], language: str) -> Sequence[str]:
        """How long each sound is, and in which language it was."""
        for sound in sounds:
            if len(sound) and np.abs(sound).max() >= MARK:
                self._trouble()
        return [f"{len(sound) // PER_MS} {language}" for sound in sounds]

    def _trouble(self) -> None:
        met = self._folder / "met"
        with met.open("a") as file:
            file.write("x")
        if met.stat().st_size > self._script.get("times", 1_000):
            return
        match self._script.get("trouble"):
            case "die":
                os.kill(os.getpid(), 9)
            case "raise":
                raise RuntimeError("a secret word of the story")
            case "memory":
                raise MemoryError
            case "hang":
                (self._folder / "pid").write_text(str(os.getpid()))
                while True:
                    pass


def make_engine(model: Path, device: str = "cpu") -> ScriptedEngine:
    """What the speech process calls."""
    with (model / "loaded").open("a") as file:
        file.write(f"{os.getpid()}\n")
    return ScriptedEngine(model)


def write_story(path: Path, seconds: int, marks: Sequence[int] = (), loud_from: float = 1e9) -> Path:
    """A sound of bursts of 0.4 s every second; those at the seconds `marks` carry a spike, those late are loud."""
    whole = np.zeros(seconds * RATE, np.float32)
    wave = 0.3 * np.sin(np.arange(int(0.4 * RATE)) * 0.2).astype(np.float32)
    for second in range(seconds):
        start = int((second + 0.3) * RATE)
        whole[start : start + len(wave)] = wave * (2.5 if second >= loud_from else 1)
        if second in marks:
            whole[start + 100] = 0.95
    soundfile.write(path, whole, RATE, subtype="PCM_16")
    return path
