"""Parakeet and its family, through onnx-asr; only this module knows it. Imported in the child process alone.

Such a model writes a token and says when it heard it. It has no language to choose and is told no hints: what it is
given is sound alone. It never reaches for the network: it is loaded from a folder, and told to stay offline besides.
"""

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.speech.cores import physical_cores
from coproclip.speech.decode_strategy import listen
from coproclip.speech.devices import CARD, NO_CARD, PROCESSOR, Device, Fallback
from coproclip.speech.engine import PER_MS, RATE, LanguageGuess, Sound, Speech, SpeechOptions, SpokenSegment, SpokenWord
from coproclip.speech.find_speech import find_speech
from coproclip.speech.level import loud_enough
from coproclip.speech.models.onnx_folder import VOCABULARY, onnx_kind
from coproclip.speech.quality import Hypothesis
from coproclip.speech.text_language import COMMON_WORDS, guess_text_language
from coproclip.speech.ways import DecodeOptions

MOST_WORKERS = 8
GUESS_MS = 12_000
"""So much of a piece is enough to tell its language."""
SHORTEST_MS = 200
"""Less sound than this is no word, and for some networks not enough to run at all."""
# How long a token goes on after it was written, where nothing comes after it.
TOKEN_MS = 160
_CARD = "CUDAExecutionProvider"
_NO_SOUND = re.compile(r"<.*>")
_LANGUAGE_MARK = re.compile(r"<\|[a-z]{2}\|>")
_CYRILLIC = re.compile("[а-яё]")


Network = Callable[[Sound], Any]
"""Reads a sound; gives its tokens, their times (s) and their log-probabilities."""


def load_engine(model: Path, device: str = "auto") -> "ParakeetEngine":
    """The speech model in the folder `model`, on a graphics card if one works, else on the processor.

    Raises `SpeechModelError` when the engine cannot use the speech model.
    """
    os.environ["HF_HUB_OFFLINE"] = os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return ParakeetEngine(model, min(MOST_WORKERS, physical_cores()), device)


class ParakeetEngine:
    """An `Engine`: Silero finds the speech, the model reads it, as many pieces at a time as there are `workers`."""

    def __init__(self, model: Path, workers: int, device: str = "auto") -> None:
        self.name = f"onnx-asr {version('onnx-asr')}"
        self._notice = ""
        self._model, self._workers = model, workers
        try:
            self.languages = languages_of(model)
            self._network = Fallback(self._devices(device), self._load)
            # What does not fit together in it shows only now.
            self._network.run(lambda network: network(np.zeros(RATE, np.float32)))
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechModelError(
                f"The speech model in “{model.name}” cannot be read.",
                "Recording, playing and correcting all work.",
                "Remove it and add it again, or choose another one.",
            ) from error

    @property
    def device(self) -> str:
        """What it computes on now."""
        return str(self._network.device)

    def take_notice(self) -> str:
        """That the graphics card gave up."""
        notice, self._notice = self._notice, ""
        return " ".join(part for part in (notice, self._network.take_notice()) if part)

    def _devices(self, wanted: str) -> list[Device]:
        import onnxruntime

        devices = [Device(PROCESSOR, "as stored")]
        if wanted == PROCESSOR:
            return devices
        can = _CARD in onnxruntime.get_available_providers()
        if wanted == CARD and not can:
            self._notice = NO_CARD
        return [Device(CARD, "float32"), *devices] if can else devices

    def _load(self, device: Device) -> Network:
        import onnx_asr
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        # Each worker has one thread, as with the other engine.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        kind, stored = onnx_kind(self._model)
        providers = [_CARD, "CPUExecutionProvider"] if device.kind == CARD else ["CPUExecutionProvider"]
        with _library_errors():
            network: Any = onnx_asr.load_model(
                kind, self._model, quantization=stored or None, sess_options=options, providers=providers
            ).with_timestamps()

        def _recognize(sound: Sound) -> Any:
            with _library_errors():
                return network.recognize(sound, sample_rate=RATE)

        return _recognize

    def find_speech(self, sound: Sound) -> Speech:
        """Where somebody speaks, by Silero."""
        return find_speech(sound)

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        """What the words are in that are read at the beginning of each piece; one language alone is said at once."""
        if len(self.languages) == 1:
            return [[LanguageGuess(self.languages[0], 1.0)] for _ in pieces]
        read = [self._read(loud_enough(piece)[: GUESS_MS * PER_MS]) for piece in pieces]
        return [guess_text_language(one.text, self.languages) for one in read]

    def transcribe(self, sound: Sound, options: SpeechOptions, speech: Speech | None = None) -> Iterator[SpokenSegment]:
        """Passages in order; raises `TranscriptionError` for a language that the speech model does not know."""
        if options.language not in self.languages:
            raise TranscriptionError(
                f"This speech model does not know the language “{options.language}”.",
                "Nothing was changed.",
                "Choose another language or another speech model.",
            )
        found = self.find_speech(sound) if speech is None else speech
        with ThreadPoolExecutor(self._workers, "reading") as pool:
            yield from listen(self, loud_enough(sound), options, found, pool)

    def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
        """One reading for each of `sounds`; however it is asked, there is only one way to read."""
        return [self._read(sound) for sound in sounds]

    def _read(self, sound: Sound) -> Hypothesis:
        if len(sound) < SHORTEST_MS * PER_MS:
            return Hypothesis((), 0.0)
        found = self._network.run(lambda network: network(sound))
        return hypothesis_of(found.tokens or [], found.timestamps or [], found.logprobs or [], len(sound) // PER_MS)

    def translate(self, sounds: Sequence[Sound], language: str) -> Sequence[str]:
        """Not what such a model can do."""
        raise TranscriptionError(
            "This speech model writes what is said, and cannot translate.",
            "Nothing was changed.",
            "Choose one of the Whisper speech models for many languages, such as base.",
        )


@contextmanager
def _library_errors() -> Iterator[None]:
    """The libraries have kinds of errors of their own, which only say that it cannot be done."""
    try:
        yield
    except (MemoryError, RuntimeError, ValueError, OSError):
        raise
    except Exception as error:
        raise RuntimeError(str(error)) from error


def languages_of(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that the speech model in `folder` writes, told from what it can write.

    One that has marks of languages knows those of Europe, one with Cyrillic letters Russian, any other one English.
    """
    text = (folder / VOCABULARY).read_text("utf-8")
    if _LANGUAGE_MARK.search(text):
        return tuple(COMMON_WORDS)
    return ("ru",) if _CYRILLIC.search(text) else ("en",)


def hypothesis_of(
    tokens: Sequence[str], times_s: Sequence[float], likely: Sequence[float], duration_ms: int
) -> Hypothesis:
    """The words that `tokens` make, one that begins with a space beginning a new one; `likely` are log-probabilities.

    A word ends where the next one begins, or soon after its last token: the sound says later where exactly.
    """
    words: list[SpokenWord] = []
    sure: list[list[float]] = []
    kept = [
        (token, min(duration_ms, round(time * 1000)), chance)
        for token, time, chance in zip(tokens, times_s, likely, strict=True)
        if not _NO_SOUND.fullmatch(token.strip())
    ]
    begins = True
    for token, time_ms, chance in kept:
        text = token.strip()
        begins = begins or token.startswith(" ")
        if not text:
            continue
        if words:
            # It ends at the latest where the next token is heard.
            words[-1] = replace(words[-1], end_ms=max(words[-1].start_ms, min(words[-1].end_ms, time_ms)))
        if (begins and any(map(str.isalnum, text))) or not words:
            words.append(SpokenWord(text, time_ms, 0, 0))
            sure.append([])
        else:
            words[-1] = replace(words[-1], text=words[-1].text + text)
        if any(map(str.isalnum, text)) or not sure[-1]:
            sure[-1].append(chance)
            words[-1] = replace(words[-1], end_ms=min(duration_ms, time_ms + TOKEN_MS))
        begins = False
    surety = sum(chance for _, _, chance in kept) / len(kept) if kept else 0.0
    return Hypothesis(
        tuple(
            replace(word, confidence=round(100 * math.exp(min(0.0, sum(chances) / len(chances)))))
            for word, chances in zip(words, sure, strict=True)
        ),
        surety,
    )
