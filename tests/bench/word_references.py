"""Recordings of `shared/data/audio` whose words have times, one after the other as a story for each voice."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import soundfile

from coproclip.speech.engine import RATE, Sound, SpokenWord

AUDIO = Path(__file__).resolve().parents[3] / "shared" / "data" / "audio"
SHORT = {"mr": "mister", "mrs": "missus"}


@dataclass(frozen=True, slots=True)
class Story:
    """One sound and the words that people or an aligner found in it (confidence 100)."""

    name: str
    sound: Sound
    words: tuple[SpokenWord, ...]


def stories(audio: Path = AUDIO) -> list[Story]:
    """The read speech, one story a voice, and the meetings; empty when the recordings are not here."""
    groups: dict[str, list[Path]] = defaultdict(list)
    for marks in sorted(audio.glob("read/*.ctm")):
        groups["read " + marks.stem.split("-")[0]].append(marks)
    for marks in sorted(audio.glob("dialogues/*.ctm")):
        groups[marks.stem].append(marks)
    return [_story(name, found) for name, found in groups.items()]


def _story(name: str, found: Sequence[Path]) -> Story:
    sounds: list[Sound] = []
    words: list[SpokenWord] = []
    length = 0
    for marks in found:
        sound, rate = soundfile.read(marks.with_suffix(".flac"), dtype="float32")
        assert rate == RATE
        for line in marks.read_text("utf-8").splitlines():
            _, _, start, duration, text, *_ = line.split()
            first = length * 1000 / RATE + float(start) * 1000
            words.append(SpokenWord(text, round(first), round(first + float(duration) * 1000), 100))
        sounds.append(sound)
        length += len(sound)
    return Story(name, np.concatenate(sounds), tuple(sorted(words, key=lambda word: word.start_ms)))


def bare(text: str) -> str:
    """`text` in lower case without marks, “Mr” written out."""
    letters = re.sub(r"[^a-z']", "", text.lower())
    return SHORT.get(letters, letters)


def same_words(heard: Sequence[SpokenWord], wanted: Sequence[SpokenWord]) -> list[tuple[SpokenWord, SpokenWord]]:
    """The words that stand in both, in order, as pairs."""
    matcher = SequenceMatcher(None, [bare(w.text) for w in heard], [bare(w.text) for w in wanted], autojunk=False)
    return [
        (heard[block.a + place], wanted[block.b + place])
        for block in matcher.get_matching_blocks()
        for place in range(block.size)
    ]
