"""Real recordings joined to stories, with what is said in them: what the speech benches listen to."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
import jiwer
import numpy as np
import soundfile
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

from coproclip.speech.engine import RATE, Sound

AUDIO = Path(__file__).resolve().parents[3] / "shared" / "data" / "audio"
PAUSE_S = 0.6
# What a story's name begins with, the collection it is from, what sort of talk it is. Whoever chose settings on one
# story of a collection has seen them all: the same voices, microphones and books.
FAMILIES = (
    ("dialogues/meeting", "AMI", "meeting"),
    ("dialogues/sim", "LibriSpeech", "dialogue"),
    ("read/address", "address", "read"),
    ("read/jfk", "jfk", "read"),
    ("read/", "LibriSpeech", "read"),
    ("languages/de", "Kerstin", "other languages"),
    ("languages/", "Asterisk", "other languages"),
)
OVER_TELEPHONE = ("dialogues/", "read/address")
FAR_AWAY = ("dialogues/sim-ff", "read/1998", "read/address")
_english, _other = EnglishTextNormalizer(), BasicTextNormalizer()


@dataclass(frozen=True)
class Story:
    """Recordings of one folder and speaker, one after the other.

    `source` is the collection it is from, `kind` what sort of talk it is. `both_speak` are the stretches (s) in which
    two voices are heard at once, where the reference says so.
    """

    name: str
    folder: str
    language: str
    sound: Sound
    text: str
    source: str = ""
    kind: str = ""
    both_speak: tuple[tuple[float, float], ...] = ()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / RATE

    def errors(self, heard: str) -> tuple[int, int]:
        """Wrong, missing and added words in `heard`, and how many words there are."""
        told = jiwer.process_words(self.plain(self.text), self.plain(heard) or "nothing")
        return told.substitutions + told.deletions + told.insertions, told.hits + told.substitutions + told.deletions

    def plain(self, text: str) -> str:
        """`text` as it is compared: without capitals, marks and fillers, numbers all alike."""
        return str((_english if self.language == "en" else _other)(text))


def stories(folders: tuple[str, ...] = ("dialogues", "read", "languages")) -> Iterator[Story]:
    """Everything with a reference made by hand."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads((AUDIO / "manifest.json").read_text("utf-8")):
        folder, name = entry["path"].split("/", 1)
        if folder in folders and entry["trust"]["text"] == "gold":
            joined = entry["language"] if folder == "languages" else name.split("-")[0] if name[0].isdigit() else name
            groups.setdefault(f"{folder}/{joined}", []).append(entry)
    for name, entries in groups.items():
        pause = np.zeros(int(PAUSE_S * RATE), np.float32)
        parts = [part for entry in entries for part in (sound_of(entry["path"]), pause)]
        text = " ".join(_text(entry) for entry in entries)
        source, kind = next((source, kind) for start, source, kind in FAMILIES if name.startswith(start))
        folder, language, sound = name.split("/")[0], entries[0]["language"], np.concatenate(parts)
        yield Story(
            name, folder, language, sound, text, source, kind, _both_speak(entries) if len(entries) == 1 else ()
        )


def made(story: Story) -> Iterator[Story]:
    """The same talk as it would come over a telephone, and from the other end of a hall with a fan: made here."""
    if story.name.startswith(OVER_TELEPHONE):
        yield replace(story, name=f"{story.name}, telephone", sound=telephone(story.sound), kind="telephone (made)")
    if story.name.startswith(FAR_AWAY):
        yield replace(story, name=f"{story.name}, far", sound=far_away(story.sound), kind="far and noisy (made)")


def telephone(sound: Sound) -> Sound:
    """`sound` as a telephone gives it: 300 to 3400 Hz, in the 8 bits of the µ-law."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    narrow = np.fft.irfft(spectrum, len(sound))
    peak = float(np.abs(narrow).max()) or 1.0
    steps = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow) / peak) / np.log(256) * 127) / 127
    return np.asarray(np.sign(steps) * (256 ** np.abs(steps) - 1) / 255 * peak, np.float32)


def far_away(sound: Sound) -> Sound:
    """`sound` with half a second of echo and, 12 dB below it, the noise of a room."""
    length = RATE // 2
    echo = np.random.default_rng(7).standard_normal(length) * np.exp(-6.9 * np.arange(length) / length) * 0.06
    echo[0] = 1.0
    size = len(sound) + length
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)[: len(sound)]
    noise = np.resize(sound_of("no-speech/noise.mp3"), len(sound))
    level = np.sqrt((heard**2).mean() / (noise**2).mean()) * 10 ** (-12 / 20)
    return np.asarray(heard + noise * level, np.float32)


def sound_of(name: str) -> Sound:
    """One recording at 16 kHz, one channel."""
    with av.open(str(AUDIO / name)) as container:
        resampler = av.AudioResampler("flt", "mono", RATE)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)


def long_sound(minutes: float, path: Path, speech_share: float = 1.0) -> Path:
    """A WAV of so many minutes of talk, over and over; with less `speech_share`, ten minutes begin with that much."""
    parts = [sound_of(f"dialogues/{name}.flac") for name in ("call-40", "sim-mf-clean", "sim-ff-same-gender")]
    talk = np.concatenate(parts)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16") as file:
        for _ in range(round(minutes / 10)):
            ten = np.resize(talk, 600 * RATE)
            ten[int(speech_share * len(ten)) :] = 0
            file.write(ten)
    return path


def _text(entry: dict[str, Any]) -> str:
    """The reference without who says it; one file may hold those of many recordings, one a line."""
    lines = (AUDIO / entry["text"]).read_text("utf-8").splitlines()
    if "\t" in lines[0]:
        stem = Path(entry["path"]).stem
        stem = stem.split("-", 1)[1] if entry["path"].startswith("languages/") else stem
        lines = [line.split("\t")[1] for line in lines if Path(line.split("\t")[0]).stem == stem][:1]
    return " ".join(re.sub(r"^[A-Z0-9]+:", "", line) for line in lines)


def _both_speak(entries: list[dict[str, Any]]) -> tuple[tuple[float, float], ...]:
    """Where two turns of the reference lie over each other (s)."""
    (entry,) = entries
    if "turns" not in entry:
        return ()
    rows = [line.split() for line in (AUDIO / entry["turns"]).read_text("utf-8").splitlines()]
    turns = sorted((float(row[3]), float(row[3]) + float(row[4]), row[7]) for row in rows if row[0] == "SPEAKER")
    return tuple(
        (two[0], min(one[1], two[1]))
        for place, one in enumerate(turns)
        for two in turns[place + 1 :]
        if two[0] < one[1] and one[2] != two[2]
    )
