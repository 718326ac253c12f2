"""Whisper, through faster-whisper; only this and `whisper_decoding` know it. Imported in the child process alone."""

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.speech.cores import physical_cores
from coproclip.speech.decode_strategy import listen
from coproclip.speech.devices import CARD, NO_CARD, PROCESSOR, Device, Fallback
from coproclip.speech.engine import PER_MS, LanguageGuess, Sound, Speech, SpeechOptions, SpokenSegment
from coproclip.speech.find_speech import find_speech
from coproclip.speech.level import loud_enough
from coproclip.speech.quality import Hypothesis
from coproclip.speech.ways import DecodeOptions
from coproclip.speech.whisper.decoding import Decoding

MOST_WORKERS = 8
GUESS_MS = 12_000
"""So much of a piece is enough to tell its language."""
ON_CARD = ("float16", "int8_float16", "int8")


def load_engine(model: Path, device: str = "auto") -> "WhisperEngine":
    """Whisper with the speech model in the folder `model`, on a graphics card if one works, else on the processor.

    Raises `SpeechModelError` when the engine cannot use the speech model.
    """
    os.environ["HF_HUB_OFFLINE"] = os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return WhisperEngine(model, min(MOST_WORKERS, physical_cores()), device)


class WhisperEngine:
    """An `Engine`: Silero finds the speech, Whisper reads it, as many pieces at a time as there are `workers`.

    Each worker has one thread: two threads on one piece cost more than a tenth of processor time in waiting.
    """

    def __init__(self, model: Path, workers: int, device: str = "auto") -> None:
        self.name = f"faster-whisper {version('faster-whisper')}"
        self._notice = ""
        self._model, self._workers = model, workers
        try:
            self._decoding = Fallback(self._devices(device), self._load)
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechModelError(
                f"The speech model in “{model.name}” cannot be read.",
                "Recording, playing and correcting all work.",
                "Remove it and add it again, or choose another one.",
            ) from error

    @property
    def device(self) -> str:
        """What it computes on now."""
        return str(self._decoding.device)

    def take_notice(self) -> str:
        """That the graphics card gave up."""
        notice, self._notice = self._notice, ""
        return " ".join(part for part in (notice, self._decoding.take_notice()) if part)

    def _devices(self, wanted: str) -> list[Device]:
        import ctranslate2

        devices = [Device(PROCESSOR, "int8")]
        if wanted == PROCESSOR:
            return devices
        try:
            can = ctranslate2.get_supported_compute_types(CARD) if ctranslate2.get_cuda_device_count() else set()
        except (RuntimeError, ValueError):
            can = set()
        if wanted == CARD and not can:
            self._notice = NO_CARD
        return [*(Device(CARD, way) for way in ON_CARD if way in can), *devices]

    def _load(self, device: Device) -> Decoding:
        from faster_whisper import WhisperModel

        logging.getLogger("faster_whisper").setLevel(logging.WARNING)
        whisper: Any = WhisperModel(
            str(self._model),
            device=device.kind,
            compute_type=device.exactness,
            cpu_threads=1,
            num_workers=self._workers if device.kind == PROCESSOR else 1,
            local_files_only=True,
        )
        if device.kind == CARD:
            # What is missing for it shows only now.
            whisper.encode(np.zeros((whisper.model.n_mels, 100), np.float32))
        return Decoding(whisper)

    def find_speech(self, sound: Sound) -> Speech:
        """Where somebody speaks, by Silero."""
        return find_speech(sound)

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        """What Whisper takes the beginning of each piece for; a model that knows only English says so."""
        if not self._decoding.loaded.many_languages:
            return [[LanguageGuess("en", 1.0)] for _ in pieces]
        parts = [loud_enough(piece)[: GUESS_MS * PER_MS] for piece in pieces]
        return self._decoding.run(lambda decoding: [decoding.guess_language(part) for part in parts])

    def transcribe(self, sound: Sound, options: SpeechOptions, speech: Speech | None = None) -> Iterator[SpokenSegment]:
        """Passages in order; raises `TranscriptionError` for a language that the speech model does not know."""
        self._check(options.language)
        found = self.find_speech(sound) if speech is None else speech
        with ThreadPoolExecutor(self._workers, "reading") as pool:
            yield from listen(self, loud_enough(sound), options, found, pool)

    def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
        """One reading for each of `sounds`."""
        return self._decoding.run(lambda decoding: decoding.read(sounds, options.language, options.hints, way))

    def translate(self, sounds: Sequence[Sound], language: str) -> Sequence[str]:
        """What is said in each of `sounds`, in English."""
        self._check(language)
        if not self._decoding.loaded.many_languages:
            raise TranscriptionError(
                "This speech model knows only English, so it cannot translate.",
                "Nothing was changed.",
                "Choose a speech model for many languages.",
            )

        def _translated(sound: Sound) -> str:
            if not len(sound):
                return ""
            return self._decoding.run(
                lambda decoding: decoding.translate([loud_enough(sound)], language, DecodeOptions())[0]
            )

        with ThreadPoolExecutor(self._workers, "translating") as pool:
            return list(pool.map(_translated, sounds))

    def _check(self, language: str) -> None:
        if language not in self._decoding.loaded.languages:
            raise TranscriptionError(
                f"This speech model does not know the language “{language}”.",
                "Nothing was changed.",
                "Choose another language or another speech model.",
            )
