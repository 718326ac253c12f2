"""Whisper, through faster-whisper: the only place that knows it. Imported inside the child process alone."""

import logging
import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.timecode import TimeRange
from coproclip.transcribe.cores import physical_cores
from coproclip.transcribe.doubts import Reading, without_blips
from coproclip.transcribe.engine import PER_MS, RATE, LanguageGuess, Sound, SpeechOptions, SpokenSegment, SpokenWord
from coproclip.transcribe.level import loud_enough
from coproclip.transcribe.listening import listen

SPEECH_LIKELIHOOD = 0.35
SHORTEST_PAUSE_MS = 100
GUESSES = (0.2, 0.4, 0.6, 0.8)
SEED = 1
TOKENS_A_SECOND = 25
MOST_TOKENS = 440
# Whisper hears words about so much too early, measured against hand-aligned words.
EARLY_MS = 40
WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


def load_engine(model: Path) -> "WhisperEngine":
    """Whisper with the speech model in the folder `model`, on the processor.

    Raises `SpeechModelError` when the engine cannot use the speech model.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    return WhisperEngine(model, physical_cores())


class WhisperEngine:
    """An `Engine`: Silero finds the speech, Whisper reads it."""

    def __init__(self, model: Path, threads: int) -> None:
        self._folder, self._threads = model, threads
        self.name = f"faster-whisper {version('faster-whisper')}"
        self._load()

    def _load(self) -> None:
        import ctranslate2
        from faster_whisper import BatchedInferencePipeline, WhisperModel
        from faster_whisper.transcribe import tqdm

        # Bars that nobody sees must not start a thread.
        tqdm.monitor_interval = 0
        logging.getLogger("faster_whisper").setLevel(logging.WARNING)
        ctranslate2.set_random_seed(SEED)
        try:
            self._model: Any = WhisperModel(
                str(self._folder), device="cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechModelError(
                f"The speech model in “{self._folder.name}” cannot be read.",
                "Recording, playing and correcting all work.",
                "Remove it and add it again, or choose another one.",
            ) from error
        self._pipeline: Any = BatchedInferencePipeline(model=self._model)
        self._guessed = False

    def find_speech(self, sound: Sound) -> Sequence[TimeRange]:
        """Where somebody speaks, by Silero."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        if not len(sound):
            return []
        options = VadOptions(threshold=SPEECH_LIKELIHOOD, min_silence_duration_ms=SHORTEST_PAUSE_MS, speech_pad_ms=0)
        found = get_speech_timestamps(loud_enough(sound), options)
        ranges = [TimeRange(one["start"] // PER_MS, one["end"] // PER_MS) for one in found]
        return without_blips([one for one in ranges if one.duration_ms])

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        """What Whisper takes each piece for; a model that knows only English says so."""
        if not self._model.model.is_multilingual:
            return [[LanguageGuess("en", 1.0)] for _ in pieces]
        guesses = []
        for piece in pieces:
            _, _, all_of_them = self._model.detect_language(audio=loud_enough(piece))
            guesses.append([LanguageGuess(code, float(likelihood)) for code, likelihood in all_of_them])
        return guesses

    def transcribe(
        self, sound: Sound, options: SpeechOptions, speech: Sequence[TimeRange] | None = None
    ) -> Iterator[SpokenSegment]:
        """Passages in order; raises `TranscriptionError` for a language that the speech model does not know."""
        if options.language not in self._model.supported_languages:
            raise TranscriptionError(
                f"This speech model does not know the language “{options.language}”.",
                "Nothing was changed.",
                "Choose another language or another speech model.",
            )
        if self._guessed:
            # Chance is drawn anew for each stretch, so that carrying on later gives the same words.
            self._load()
        found = self.find_speech(sound) if speech is None else speech
        yield from listen(self, loud_enough(sound), options, found)

    def read_together(self, sounds: Sequence[Sound], options: SpeechOptions) -> Sequence[Reading]:
        """One reading for each of `sounds`.

        Without Whisper's own time marks: with them a batch loses all that stands after the last mark.
        """
        edges = np.cumsum([0, *(len(sound) for sound in sounds)]) / RATE
        clips = [{"start": float(start), "end": float(end)} for start, end in pairwise(edges)]
        segments, _ = self._pipeline.transcribe(
            np.concatenate(sounds),
            clip_timestamps=clips,
            language=options.language,
            beam_size=options.beam,
            batch_size=len(sounds),
            word_timestamps=True,
            without_timestamps=True,
            max_new_tokens=max(_most_tokens(sound) for sound in sounds),
        )
        readings = []
        for segment, clip in zip(segments, clips, strict=True):
            readings.append(_reading([segment], round(clip["start"] * 1000), spaced=_spaced(options)))
        return readings

    def read_alone(self, sound: Sound, options: SpeechOptions, *, guessing: bool) -> Reading:
        """One reading of `sound` on its own, with the temperature fall-back when `guessing`."""
        self._guessed = self._guessed or guessing
        segments, _ = self._model.transcribe(
            sound,
            language=options.language,
            beam_size=max(options.beam, 5),
            temperature=GUESSES if guessing else 0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            max_new_tokens=_most_tokens(sound),
        )
        return _reading(list(segments), 0, spaced=_spaced(options))


def _most_tokens(sound: Sound) -> int:
    """Far more than anybody can say in `sound`: a loop in a short piece must not take as long as a long one."""
    return min(MOST_TOKENS, 20 + TOKENS_A_SECOND * len(sound) // RATE)


def _spaced(options: SpeechOptions) -> bool:
    return options.language not in WITHOUT_SPACES


def _reading(segments: Sequence[Any], start_ms: int, *, spaced: bool) -> Reading:
    words: list[SpokenWord] = []
    for segment in segments:
        for place, word in enumerate(segment.words or ()):
            text, (start, end) = (
                word.word.strip(),
                (round(t * 1000) - start_ms + EARLY_MS for t in (word.start, word.end)),
            )
            new = SpokenWord(text, max(0, start), max(0, start, end), round(word.probability * 100))
            # “high” and “-end” are one word to a reader; so is a mark that stands alone.
            part = place and spaced and not word.word.startswith(" ")
            if words and text and (part or not any(character.isalnum() for character in text)):
                last = words[-1]
                sure = min(last.confidence, new.confidence) if part else last.confidence
                words[-1] = SpokenWord(last.text + text, last.start_ms, max(last.end_ms, new.end_ms), sure)
            elif text:
                words.append(new)
    written = sum(len(segment.tokens) for segment in segments)
    surety = sum(segment.avg_logprob * len(segment.tokens) for segment in segments) / max(1, written)
    return Reading(tuple(words), surety)
