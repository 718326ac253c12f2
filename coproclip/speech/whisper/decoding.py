"""Reading pieces of sound with a loaded Whisper: encoded one by one, decoded together, word times one by one.

Measured on two laptop cores: encoding pieces one by one costs two thirds of encoding them together (they stay in the
processor's cache), and so do word times; only the writing itself is cheaper together. A piece is padded by a moment
of silence and not, as Whisper does by itself, to half a minute: attention costs grow with the square of the length.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from coproclip.speech.engine import RATE, LanguageGuess, Sound, SpokenWord
from coproclip.speech.hotwords import prefers_hinted
from coproclip.speech.quality import LEAST_SURETY, SQUEEZED_TOO_WELL, Hypothesis, squeeze
from coproclip.speech.ways import DecodeOptions
from coproclip.speech.whisper.word_alignment import align

FRAMES_A_SECOND = 100
LONGEST_FRAMES = 3_000
# With less silence after it the end of a piece is said over and over again.
AFTER_FRAMES = 200
HINTED_BEAM = 5
# So likely no speech and read so unsurely (mean log-probability), it is laughter or humming and no words.
WORDLESS = ((0.6, LEAST_SURETY), (0.4, -1.5))
# Few languages need more than so many tokens for a second; a loop is noticed before it has filled half a minute.
TOKENS_A_SECOND, MOST_TOKENS_A_SECOND = 8, 25
# The encoder halves the number of frames, and is a little faster with round ones.
ROUND_FRAMES = 16
MOST_TOKENS, MOST_HINT_TOKENS = 440, 200
WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
BEFORE_WORD, AFTER_WORD = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


class DecodedTokens(NamedTuple):
    """Tokens, the mean log-probability of them all, and how likely (0–1) each is where that is known already."""

    tokens: list[int]
    surety: float
    likely: list[float] | None = None


class Decoding:
    """Reads with the faster-whisper model `whisper`. May be used by several threads at once."""

    def __init__(self, whisper: Any) -> None:
        self._whisper = whisper
        self._tokenizers: dict[tuple[str, str], tuple[Any, tuple[int, ...]]] = {}

    @property
    def many_languages(self) -> bool:
        """Whether it knows more than English."""
        return bool(self._whisper.model.is_multilingual)

    @property
    def languages(self) -> Sequence[str]:
        """The codes of the languages it knows."""
        known: Sequence[str] = self._whisper.supported_languages
        return known

    def read(
        self, sounds: Sequence[Sound], language: str, hints: Sequence[str], way: DecodeOptions
    ) -> list[Hypothesis]:
        """One reading for each of `sounds` (at most half a minute long), the word times in ms of the sound."""
        encoded = self._encode(sounds)
        tokenizer, _ = self._tokenizer(language, "transcribe")
        written = self._write(encoded, sounds, language, "transcribe", (), way)
        if hints:
            # Rare names are seldom the likeliest words at first: one reading alone misses some of them.
            wide = way if way.beam == 1 else replace(way, beam=max(way.beam, HINTED_BEAM))
            hinted = self._write(encoded, sounds, language, "transcribe", hints, wide)
            written = [self._preferred(*both, language, hints) for both in zip(written, hinted, strict=True)]
        readings = []
        for sound, encoding, one in zip(sounds, encoded, written, strict=True):
            frames = max(2, -(-len(sound) * FRAMES_A_SECOND // RATE))
            words = align(self._whisper, tokenizer, one.tokens, encoding, frames, one.likely) if one.tokens else []
            readings.append(Hypothesis(_words(words, language), one.surety))
        return readings

    def translate(self, sounds: Sequence[Sound], language: str, way: DecodeOptions) -> list[str]:
        """What is said in each of `sounds`, in English."""
        tokenizer, _ = self._tokenizer(language, "translate")
        written = self._write(self._encode(sounds), sounds, language, "translate", (), way)
        return [tokenizer.decode(reading.tokens).strip() for reading in written]

    def guess_language(self, sound: Sound) -> list[LanguageGuess]:
        """The languages that `sound` may be in, likeliest first."""
        (guesses,) = self._whisper.model.detect_language(self._encode([sound])[0])
        return [LanguageGuess(mark[2:-2], float(likelihood)) for mark, likelihood in guesses]

    def _encode(self, sounds: Sequence[Sound]) -> list[Any]:
        """Each sound encoded on its own, all to the length of the longest, so that they can be written together."""
        features = [self._whisper.feature_extractor(sound)[..., :-1] for sound in sounds]
        longest = max(feature.shape[-1] for feature in features) + AFTER_FRAMES
        frames = min(LONGEST_FRAMES, -(-longest // ROUND_FRAMES) * ROUND_FRAMES)
        encoded = []
        for feature in features:
            silence = ((0, 0), (0, max(0, frames - feature.shape[-1])))
            encoded.append(self._whisper.encode(np.pad(feature, silence, constant_values=feature.min())[:, :frames]))
        return encoded

    def _write(
        self,
        encoded: Sequence[Any],
        sounds: Sequence[Sound],
        language: str,
        task: str,
        hints: Sequence[str],
        way: DecodeOptions,
    ) -> list[DecodedTokens]:
        """What was written for each, and how surely. What had no room is written again with more."""
        tokenizer, _ = self._tokenizer(language, task)
        prompt = self._whisper.get_prompt(tokenizer, _hinted(tokenizer, hints), without_timestamps=True)
        seconds = max(len(sound) for sound in sounds) / RATE
        room, most = (
            min(MOST_TOKENS - len(prompt), round(20 + each * seconds))
            for each in (TOKENS_A_SECOND, MOST_TOKENS_A_SECOND)
        )
        written = self._generate(encoded, prompt, language, task, room, way)
        for place, one in enumerate(written):
            if len(one.tokens) >= room and squeeze(tokenizer.decode(one.tokens)) <= SQUEEZED_TOO_WELL:
                (written[place],) = self._generate([encoded[place]], prompt, language, task, most, way)
        return written

    def _generate(
        self, encoded: Sequence[Any], prompt: Sequence[int], language: str, task: str, most: int, way: DecodeOptions
    ) -> list[DecodedTokens]:
        from ctranslate2 import StorageView

        tokenizer, suppressed = self._tokenizer(language, task)
        together = encoded[0]
        if len(encoded) > 1:
            together = StorageView.from_array(np.concatenate([_array(one) for one in encoded]))
        results = self._whisper.model.generate(
            together,
            [list(prompt)] * len(encoded),
            beam_size=way.beam,
            patience=way.patience,
            repetition_penalty=way.penalty,
            max_length=len(prompt) + most,
            suppress_tokens=suppressed,
            return_scores=True,
            return_no_speech_prob=True,
            # Saves asking for them once more; where several readings are weighed there are none.
            return_logits_vocab=way.beam == 1,
        )
        written = []
        for result in results:
            tokens = result.sequences_ids[0]
            surety = result.scores[0] * len(tokens) / (len(tokens) + 1)
            if any(result.no_speech_prob > silent and surety < least for silent, least in WORDLESS):
                tokens = []
            kept = [place for place, token in enumerate(tokens) if token < tokenizer.eot]
            likely = [_likely(result.logits[0][place], tokens[place]) for place in kept] if way.beam == 1 else None
            written.append(DecodedTokens([tokens[place] for place in kept], surety, likely))
        return written

    def _preferred(
        self, plain: DecodedTokens, hinted: DecodedTokens, language: str, hints: Sequence[str]
    ) -> DecodedTokens:
        tokenizer, _ = self._tokenizer(language, "transcribe")
        texts = tokenizer.decode(plain.tokens), tokenizer.decode(hinted.tokens)
        return hinted if prefers_hinted(*texts, hints, plain.surety, hinted.surety) else plain

    def _tokenizer(self, language: str, task: str) -> tuple[Any, tuple[int, ...]]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        if (language, task) not in self._tokenizers:
            whisper = self._whisper
            tokenizer = Tokenizer(whisper.hf_tokenizer, whisper.model.is_multilingual, task=task, language=language)
            self._tokenizers[language, task] = tokenizer, get_suppressed_tokens(tokenizer, [-1])
        return self._tokenizers[language, task]


def _likely(logits: Any, token: int) -> float:
    values = _array(logits).ravel()
    highest = values.max()
    return float(np.exp(values[token] - highest) / np.exp(values - highest).sum())


def _array(encoded: Any) -> Any:
    from ctranslate2 import Device

    return np.array(encoded.to_device(Device.cpu) if encoded.device == "cuda" else encoded)


def _hinted(tokenizer: Any, hints: Sequence[str]) -> list[int]:
    """What the model is told was said just before: the hints, as many as there is room for, as a sentence."""
    tokens: list[int] = []
    for place, hint in enumerate(hints):
        more = tokenizer.encode((", " if place else " ") + hint)
        if len(tokens) + len(more) > MOST_HINT_TOKENS:
            break
        tokens += more
    return [*tokens, *tokenizer.encode(".")] if tokens else []


def _words(timed: Sequence[dict[str, Any]], language: str) -> tuple[SpokenWord, ...]:
    from faster_whisper.transcribe import merge_punctuations

    merged = [dict(one) for one in timed]
    merge_punctuations(merged, BEFORE_WORD, AFTER_WORD)
    spaced = language not in WITHOUT_SPACES
    words: list[SpokenWord] = []
    for one in merged:
        text = one["word"].strip()
        start, end = (max(0, round(one[edge] * 1000)) for edge in ("start", "end"))
        new = SpokenWord(text, start, max(start, end), round(float(one["probability"]) * 100))
        # “high” and “-end” are one word to a reader; so is a mark that stands alone.
        part = words and spaced and not one["word"].startswith(" ")
        if words and text and (part or not any(character.isalnum() for character in text)):
            last = words[-1]
            sure = min(last.confidence, new.confidence) if part else last.confidence
            words[-1] = SpokenWord(last.text + text, last.start_ms, max(last.end_ms, new.end_ms), sure)
        elif text:
            words.append(new)
    return tuple(words)
