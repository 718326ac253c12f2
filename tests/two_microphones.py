"""Two people, each at a microphone of their own: what both microphones hear, and who says which word when."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import soundfile

from coproclip.audio.working import make_working
from coproclip.settings import resource_path
from coproclip.speech.engine import SpokenWord

RATE = 16_000
PER_MS = RATE // 1000
LATE_SAMPLES = 45  # one metre


@dataclass(frozen=True)
class Turn:
    """One person speaking: the samples, and the words in them (ms from their start)."""

    voice: int
    sound: np.ndarray
    words: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Talk:
    """Samples of both microphones, and every word with whose it is."""

    samples: np.ndarray
    words: tuple[SpokenWord, ...]
    whose: tuple[int, ...]

    def write(self, path: Path, *, rate: int = RATE) -> Path:
        """As a WAV file."""
        soundfile.write(path, np.clip(self.samples, -1, 1), rate, subtype="PCM_16")
        return path


def seated(
    turns: Sequence[Turn],
    *,
    cross_talk_db: float = -12.0,
    noise_dbfs: float = -50.0,
    gains: tuple[float, float] = (1.0, 1.0),
    voices: tuple[float, float] = (1.0, 1.0),
    pauses_ms: tuple[int, int] = (60, 500),
    seed: int = 1,
) -> Talk:
    """One turn after the other; each is heard at the other microphone too, later and quieter by `cross_talk_db`."""
    chance, noise = Random(seed), np.random.default_rng(seed)
    heard: list[list[np.ndarray]] = [[np.zeros(RATE // 2)], [np.zeros(RATE // 2)]]
    at, words, whose = RATE // 2, [], []
    for turn in turns:
        loud = turn.sound * (0.08 * voices[turn.voice] / max(1e-6, float(np.sqrt(np.mean(turn.sound**2)))))
        across = np.concatenate([np.zeros(LATE_SAMPLES), loud])[: len(loud)] * 10 ** (cross_talk_db / 20)
        pause = np.zeros(chance.randint(*pauses_ms) * PER_MS)
        heard[turn.voice] += [loud, pause]
        heard[1 - turn.voice] += [across, pause]
        start = at // PER_MS
        words += [SpokenWord(text, start + first, start + last, 90) for text, first, last in turn.words]
        whose += [turn.voice] * len(turn.words)
        at += len(loud) + len(pause)
    samples = np.stack([np.concatenate(one) for one in heard], axis=1)
    samples = (samples + noise.normal(0, 10 ** (noise_dbfs / 20), samples.shape)) * gains
    return Talk(samples.astype(np.float32), tuple(words), tuple(whose))


def in_turns(first: Sequence[Turn], second: Sequence[Turn]) -> list[Turn]:
    """The two take turns."""
    return [turn for both in zip(first, second, strict=False) for turn in both]


def hummed(voice: int, count: int, seed: int = 3) -> list[Turn]:
    """Turns of a voice without words: each of one to eight bursts of a gliding tone with overtones."""
    chance, turns = Random(seed + voice), []
    for _ in range(count):
        pieces, words, at = [], [], 0
        for number in range(chance.randint(1, 8)):
            length, pause = chance.randint(90, 420), chance.choice([10, 30, 90, 240])
            time = np.arange(length * PER_MS) / RATE
            phase = 2 * np.pi * (110 + 90 * voice) * (time + 0.02 * np.sin(2 * np.pi * 3 * time + number))
            tone = sum(np.sin(over * phase) / over for over in range(1, 14)) * np.hanning(len(time)) ** 0.4
            pieces += [tone * chance.uniform(0.4, 1), np.zeros(pause * PER_MS)]
            words.append((f"word{number}", at, at + length))
            at += length + pause
        turns.append(Turn(voice, np.concatenate(pieces), tuple(words)))
    return turns


def read_out(voice: int, folder: Path, reader: str, seed: int = 3) -> list[Turn]:
    """What a real reader said, cut into turns of some words at pauses; word times are those of the reference."""
    chance, turns = Random(seed + voice), []
    for listed in sorted(folder.glob(f"{reader}-*.ctm")):
        sound, rate = soundfile.read(listed.with_suffix(".flac"), dtype="float32")
        assert rate == RATE
        said = []
        for line in listed.read_text("utf-8").splitlines():
            _, _, start, length, text = line.split()
            said.append((text, round(float(start) * 1000), round((float(start) + float(length)) * 1000)))
        runs, most = [[said[0]]], chance.randint(1, 8)
        for word in said[1:]:
            if word[1] - runs[-1][-1][2] >= 150 and len(runs[-1]) >= most:
                runs.append([])
                most = chance.randint(1, 8)
            runs[-1].append(word)
        for run in runs:
            begin = max(0, run[0][1] - 50)
            words = tuple((text, start - begin, end - begin) for text, start, end in run)
            turns.append(Turn(voice, sound[begin * PER_MS : (run[-1][2] + 50) * PER_MS], words))
    return turns


def example_interview(folder: Path, turns: int) -> list[Turn]:
    """The first turns of the example’s interview, storyteller (0) and reporter (1); each turn is as one long word."""
    told = json.loads(resource_path("example", "interview.json").read_text("utf-8"))["turns"][:turns]
    make_working(resource_path("example", "interview.opus"), folder / "interview.flac")
    sound, rate = soundfile.read(folder / "interview.flac", dtype="float32", always_2d=True)
    assert rate % RATE == 0
    plain = sound.mean(axis=1)[: len(sound) // (rate // RATE) * (rate // RATE)].reshape(-1, rate // RATE).mean(axis=1)
    spans = [(one["speaker"] == "reporter", one["start_ms"], one["end_ms"]) for one in told]
    return [
        Turn(int(asks), plain[start * PER_MS : end * PER_MS], (("turn", 0, end - start),)) for asks, start, end in spans
    ]
