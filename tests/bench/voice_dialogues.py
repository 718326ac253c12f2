"""Two-person dialogues on one channel of which it is known who says which word, for measuring “who is speaking”.

The recorded ones are read where they lie. More are put together from read speech: two readers in turn, with the pauses
of a conversation, now and then one word of the other in between, some as a telephone or a noisy room would have them.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from coproclip.speech.engine import RATE, SpokenWord
from coproclip.timecode import TimeRange

Samples = npt.NDArray[np.float32]
RECORDED = ("meeting-dev00", "meeting-trn03", "call-40", "sim-mf-clean", "sim-ff-same-gender")
READERS = ("1688-142285", "1998-15444", "2033-164914", "2414-128291", "3080-5032")
PAIRS = ((0, 1), (0, 3), (1, 2), (1, 4), (2, 4), (2, 3), (3, 4), (4, 0), (1, 2))
SPOILT = {2: "telephone", 3: "room", 5: "room"}
# Here the second one says little: every fourth line, no more than ten words of it.
LITTLE = {7, 8}
FEWEST = 10


@dataclass(frozen=True)
class Turn:
    """A stretch in which one person speaks."""

    who: str
    time: TimeRange


@dataclass(frozen=True)
class Dialogue:
    """A recording, who speaks when, and where known (`words`, with `said_by` beside it) every word."""

    name: str
    sound: Path
    seconds: float
    turns: tuple[Turn, ...]
    words: tuple[SpokenWord, ...] = ()
    said_by: tuple[str, ...] = ()
    real: bool = True

    def whose(self, word: SpokenWord) -> str:
        """Who says this word by the turns; empty where two speak at once or nobody is near."""
        middle = (word.start_ms + word.end_ms) // 2
        there = {turn.who for turn in self.turns if turn.time.contains(middle)}
        if there:
            return there.pop() if len(there) == 1 else ""
        away, who = min((min(abs(t.time.start_ms - middle), abs(t.time.end_ms - middle)), t.who) for t in self.turns)
        return who if away <= 500 else ""


def dialogues(audio: Path, folder: Path) -> list[Dialogue]:
    """All of them; what is put together is written to `folder`."""
    recorded = [_recorded(audio / "dialogues" / f"{name}.flac") for name in RECORDED]
    return [*recorded, *(_put_together(audio / "read", folder, place) for place in range(len(PAIRS)))]


def _recorded(sound: Path) -> Dialogue:
    turns = []
    for line in sound.with_suffix(".rttm").read_text("utf-8").splitlines():
        parts = line.split()
        turns.append(Turn(parts[7], _stretch(parts[3], parts[4])))
    words, said_by = [], []
    if sound.with_suffix(".ctm").is_file():
        for who, word in _ctm(sound.with_suffix(".ctm")):
            words.append(word)
            said_by.append(who)
    return Dialogue(
        sound.stem, sound, soundfile.info(sound).duration, tuple(turns), tuple(words), tuple(said_by), real=True
    )


def _stretch(start: str, length: str) -> TimeRange:
    begin = round(float(start) * 1000)
    return TimeRange(begin, begin + round(float(length) * 1000))


def _ctm(path: Path) -> Iterator[tuple[str, SpokenWord]]:
    for line in path.read_text("utf-8").splitlines():
        _name, who, start, length, text = line.split(maxsplit=4)
        time = _stretch(start, length)
        yield who, SpokenWord(text, time.start_ms, time.end_ms, 90)


def _put_together(read: Path, folder: Path, place: int) -> Dialogue:
    """Two readers in turn, the same ones every time."""
    chance = random.Random(place)
    readers = [READERS[one] for one in PAIRS[place]]
    lines = {who: [f for f in sorted(read.glob(f"{who}-*.flac")) if f.with_suffix(".ctm").is_file()] for who in readers}
    sounds: list[Samples] = [np.zeros(RATE // 2, np.float32)]
    at, turns, words, said_by = RATE // 2, list[Turn](), list[SpokenWord](), list[str]()

    def say(who: str, sound: Samples, spoken: list[SpokenWord], pause_ms: int) -> None:
        nonlocal at
        start_ms = at * 1000 // RATE
        for word in spoken:
            words.append(SpokenWord(word.text, word.start_ms + start_ms, word.end_ms + start_ms, 90))
            said_by.append(who)
        turns.append(Turn(who, TimeRange(start_ms, start_ms + len(sound) * 1000 // RATE)))
        sounds.extend([sound, np.zeros(pause_ms * RATE // 1000, np.float32)])
        at += len(sound) + pause_ms * RATE // 1000

    for number in range(max(len(line) for line in lines.values())):
        for who, other in (readers, readers[::-1]):
            if number >= len(lines[who]):
                continue
            sound, spoken = _line(lines[who][number])
            if place in LITTLE and who == readers[1]:
                if number % 4:
                    continue
                sound, spoken = _cut(sound, spoken[:FEWEST])
            for part, heard in _in_parts(sound, spoken, chance):
                say(who, part, heard, chance.choice((60, 150, 300, 500, 900)))
                if chance.random() < 0.3:
                    one = _one_word(lines[other], chance)
                    if one is not None:
                        say(other, *one, chance.choice((60, 150, 300)))
    whole = _spoilt(np.concatenate(sounds), SPOILT.get(place, ""))
    how = "little" if place in LITTLE else SPOILT.get(place, "clean")
    name = "-".join(["read", *(who.split("-")[0] for who in readers), how])
    soundfile.write(folder / f"{name}.flac", whole, RATE)
    return Dialogue(
        name, folder / f"{name}.flac", len(whole) / RATE, tuple(turns), tuple(words), tuple(said_by), real=False
    )


def _line(path: Path) -> tuple[Samples, list[SpokenWord]]:
    sound, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    return sound * np.float32(0.08 / max(1e-4, float(np.sqrt((sound**2).mean())))), [
        word for _, word in _ctm(path.with_suffix(".ctm"))
    ]


def _in_parts(
    sound: Samples, spoken: list[SpokenWord], chance: random.Random
) -> Iterator[tuple[Samples, list[SpokenWord]]]:
    """A line without the quiet around it; a long one now and then in two, where the reader stops for breath."""
    breaths = [
        place
        for place in range(FEWEST // 2, len(spoken) - FEWEST // 2)
        if spoken[place].start_ms - spoken[place - 1].end_ms >= 150
    ]
    cuts = [0, *([chance.choice(breaths)] if breaths and chance.random() < 0.7 else []), len(spoken)]
    for first, last in pairwise(cuts):
        yield _cut(sound, spoken[first:last])


def _cut(sound: Samples, spoken: list[SpokenWord]) -> tuple[Samples, list[SpokenWord]]:
    start, end = max(0, spoken[0].start_ms - 40), spoken[-1].end_ms + 60
    moved = [SpokenWord(word.text, word.start_ms - start, word.end_ms - start, 90) for word in spoken]
    return sound[start * RATE // 1000 : end * RATE // 1000], moved


def _one_word(files: list[Path], chance: random.Random) -> tuple[Samples, list[SpokenWord]] | None:
    sound, spoken = _line(chance.choice(files))
    long = [word for word in spoken if 300 <= word.end_ms - word.start_ms <= 700]
    return _cut(sound, [chance.choice(long)]) if long else None


def _spoilt(sound: Samples, how: str) -> Samples:
    noise = np.random.default_rng(3).normal(0, 1, len(sound)).astype(np.float32)
    if how == "telephone":
        spectrum = np.fft.rfft(sound + 0.002 * noise)
        hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
        return np.fft.irfft(spectrum * ((hertz > 300) & (hertz < 3400)), len(sound)).astype(np.float32)
    if how == "room":
        fall = np.exp(-np.arange(RATE // 3) / (RATE * 0.06)) * np.random.default_rng(4).normal(0, 0.06, RATE // 3)
        fall[0] = 1.0
        size = 1 << (len(sound) + len(fall)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(fall, size), size)[: len(sound)]
        return (wet + 0.004 * noise).astype(np.float32)
    return sound + np.float32(0.0005) * noise


def keep_words(path: Path, words: list[SpokenWord]) -> None:
    """Keep what the engine heard, so that it listens once."""
    path.write_text(json.dumps([[w.text, w.start_ms, w.end_ms, w.confidence] for w in words]), "utf-8")


def kept_words(path: Path) -> list[SpokenWord] | None:
    """What was kept; None when nothing was."""
    return [SpokenWord(*load) for load in json.loads(path.read_text("utf-8"))] if path.is_file() else None
