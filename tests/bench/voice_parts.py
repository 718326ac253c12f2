"""Voices of several collections as voice prints, and talk made up of them: who says what is known, at no cost.

A print is of a stretch without a pause, so talk put together from stretches has the prints of its parts: they are made
once (and kept), and thousands of dialogues are made of them. Each voice is heard as it was recorded, over a telephone
(8 kHz, AMR or µ-law), from the other end of a hall, and in another mood (a little higher or lower).
"""

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import numpy as np
import soundfile
from speech_stories import AUDIO, far_away, sound_of, telephone

from coproclip.speech.diarization.embeddings import Prints, VoicePrinter
from coproclip.speech.diarization.windows import SpeakerWindow, prints_of, windows_of
from coproclip.speech.engine import PER_MS, RATE, Sound, SpokenWord
from coproclip.speech.find_speech import find_speech

WORD_MS, LONGEST_S, BETWEEN_MS = 300, 75, 600
LINES = {
    "LibriSpeech": ("1688-142285", "1998-15444", "2033-164914", "2414-128291", "3080-5032"),
    "Asterisk": ("fr-", "es-", "it-", "ru-"),
    "Kerstin": ("de-de",),
}
WHOLE = {"address": "read/address.mp3"}
TURNS = {
    "LibriSpeech": ("sim-mf-clean", "sim-ff-same-gender"),
    "call": ("call-40",),
    "AMI": ("meeting-dev00", "meeting-trn00", "meeting-trn03"),
}
# Who speaks in the simulated dialogues reads a book too: the same person never talks to themselves here.
SAME = (
    ("1688-142285", "sim-mf-clean-PARTICIPANT"),
    ("1998-15444", "sim-mf-clean-INTERVIEWER"),
    ("3080-5032", "sim-ff-same-gender-INTERVIEWER"),
)


@dataclass(frozen=True)
class Run:
    """What somebody says without a pause: times from its beginning."""

    words: tuple[SpokenWord, ...]
    windows: tuple[SpeakerWindow, ...]
    prints: Prints

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.words[-1].end_ms


@dataclass(frozen=True)
class Voice:
    """Somebody of a collection, heard in one way."""

    source: str
    name: str
    way: str
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """How much they say."""
        return sum(run.length_ms for run in self.runs) / 1000


@dataclass(frozen=True)
class Talk:
    """Words with who says each (0, 1 …), and the windows and prints that the program would be shown."""

    name: str
    sources: frozenset[str]
    words: list[SpokenWord]
    said_by: list[int]
    windows: list[SpeakerWindow]
    prints: Prints


def _amr(sound: Sound) -> Sound:
    """`sound` over a mobile telephone of the nineties: 8 kHz, AMR of 5.9 kbit/s."""
    narrow = telephone(sound)
    packed = io.BytesIO()
    with av.open(packed, "w", format="amr") as file:
        stream = file.add_stream("libopencore_amrnb", rate=8_000)
        stream.layout, stream.bit_rate = "mono", 5_900
        resampler = av.AudioResampler("s16", "mono", 8_000, frame_size=160)
        samples = (np.clip(narrow, -1, 1) * 32_767).astype(np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(samples, "s16", "mono")
        frame.sample_rate = RATE
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    packed.seek(0)
    with av.open(packed) as file:
        back = av.AudioResampler("flt", "mono", RATE)
        frames = [out for one in file.decode(audio=0) for out in back.resample(one)] + back.resample(None)
    return np.resize(np.concatenate([one.to_ndarray()[0] for one in frames]), len(sound)).astype(np.float32)


def _other_mood(sound: Sound, by: float) -> Sound:
    """`sound` faster and higher, or slower and lower: a voice that is excited, or tired."""
    return np.interp(np.arange(0, len(sound) - 1, by), np.arange(len(sound)), sound).astype(np.float32)


WAYS = {
    "as it is": lambda sound: sound,
    "mu-law": telephone,
    "AMR": _amr,
    "far": far_away,
    "higher": partial(_other_mood, by=1.02),
    "lower": partial(_other_mood, by=0.98),
}
MOODS = ("as it is", "higher", "lower", "far")


def voices(printer: VoicePrinter, keep: Path, ways: Sequence[str] = tuple(WAYS)) -> Iterator[Voice]:
    """Everybody, in each of `ways`; what was made before is read from `keep`."""
    keep.mkdir(parents=True, exist_ok=True)
    for source, name, sound in _sounds():
        for way in ways:
            yield Voice(source, name, way, _runs(sound, way, printer, keep / f"{source}-{name}-{way}.npz"))


def _sounds() -> Iterator[tuple[str, str, Sound]]:
    between = np.zeros(BETWEEN_MS * PER_MS, np.float32)

    def together(parts: Sequence[Sound]) -> Sound:
        return np.concatenate([one for part in parts for one in (part, between)])[: LONGEST_S * RATE]

    for source, names in LINES.items():
        folder = "read" if source == "LibriSpeech" else "languages"
        for name in names:
            files = sorted((AUDIO / folder).glob(f"{name}*.flac"))
            yield source, name.strip("-"), together([sound_of(f"{folder}/{file.name}") for file in files])
    for source, path in WHOLE.items():
        yield source, source, sound_of(path)[: 2 * LONGEST_S * RATE]
    for source, names in TURNS.items():
        for name in names:
            sound = sound_of(f"dialogues/{name}.flac")
            rows = [
                line.split() for line in (AUDIO / "dialogues" / f"{name}.rttm").read_text("utf-8").splitlines() if line
            ]
            turns = sorted((float(row[3]), float(row[3]) + float(row[4]), row[7]) for row in rows)
            for who in sorted({who for *_, who in turns}):
                others = [(start, end) for start, end, other in turns if other != who]
                alone = [
                    sound[int(start * RATE) : int(end * RATE)]
                    for start, end, one in turns
                    if one == who and not any(a < end and start < b for a, b in others)
                ]
                if sum(map(len, alone)) >= 8 * RATE:
                    yield source, f"{name}-{who}", together(alone)


def _runs(sound: Sound, way: str, printer: VoicePrinter, kept: Path) -> tuple[Run, ...]:
    """What is said in `sound`, heard in one of `WAYS`, stretch by stretch."""
    if kept.exists():
        with np.load(kept) as there:
            prints, times = there["prints"], there["times"]
    else:
        heard = WAYS[way](sound)
        times = np.array([(one.start_ms, one.end_ms) for one in find_speech(heard).sure if one.duration_ms >= 200])
        path = kept.with_suffix(".wav")
        soundfile.write(path, heard, RATE, subtype="PCM_16")
        prints = np.concatenate(list(prints_of(path, windows_of(_words(times), printer.length_ms), printer)))
        path.unlink()
        np.savez(kept, prints=prints, times=times)
    words = _words(times)
    windows = windows_of(words, printer.length_ms)
    found = []
    for number in range(windows[-1].run + 1):
        places = [place for place, window in enumerate(windows) if window.run == number]
        first, last = windows[places[0]].start_ms, max(windows[place].end_ms for place in places)
        found.append(
            Run(
                tuple(_moved(word, -first) for word in words if first <= word.start_ms < last),
                tuple(SpeakerWindow(0, windows[one].start_ms - first, windows[one].end_ms - first) for one in places),
                prints[places],
            )
        )
    return tuple(found)


def _words(times: Sequence[tuple[int, int]]) -> list[SpokenWord]:
    """Stretches of speech as words of a usual length: nobody needs to know what is said."""
    found = []
    for start, end in times:
        count = max(1, round((end - start) / WORD_MS))
        edges = [int(start + (end - start) * place / count) for place in range(count + 1)]
        found += [SpokenWord("word", edges[place], edges[place + 1], 90) for place in range(count)]
    return found


def _moved(word: SpokenWord, by_ms: int) -> SpokenWord:
    return SpokenWord(word.text, word.start_ms + by_ms, word.end_ms + by_ms, word.confidence)


def talk(name: str, people: Sequence[Sequence[Voice]], shares: Sequence[float], seconds: float, seed: int) -> Talk:
    """Some seconds of talk: each of `people` (heard in one way or in several) says about their share of it.

    They say a turn of one to four stretches each time, and nothing twice.
    """
    chance = random.Random(seed)
    left = [_mixed(person, chance) for person in people]
    said = [0.0] * len(people)
    words: list[SpokenWord] = []
    said_by: list[int] = []
    windows: list[SpeakerWindow] = []
    prints: list[Prints] = []
    at, run, who = 500, 0, -1
    while sum(said) < seconds:
        able = [one for one in range(len(people)) if left[one] and (one != who or len(people) == 1)]
        if not able:
            break
        who = min(able, key=lambda one: said[one] / shares[one])
        for _ in range(chance.randint(1, 4)):
            if not left[who]:
                break
            part = left[who].pop()
            words += [_moved(word, at) for word in part.words]
            said_by += [who] * len(part.words)
            windows += [SpeakerWindow(run, one.start_ms + at, one.end_ms + at) for one in part.windows]
            prints.append(part.prints)
            said[who] += part.length_ms / 1000
            at, run = at + part.length_ms + chance.choice((300, 400, 600, 900)), run + 1
    sources = frozenset(voice.source for person in people for voice in person)
    return Talk(name, sources, words, said_by, windows, np.concatenate(prints))


def _mixed(person: Sequence[Voice], chance: random.Random) -> list[Run]:
    """What one person says; heard in several ways it is first in one, then in the next."""
    found: list[Run] = []
    for place, voice in enumerate(person):
        runs = list(voice.runs)
        chance.shuffle(runs)
        found += runs[len(runs) * place // len(person) : len(runs) * (place + 1) // len(person)]
    return found[::-1]
