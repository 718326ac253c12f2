"""Real recordings joined to stories, with what is said in them: what the speech benches listen to."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_english, _other = EnglishTextNormalizer(), BasicTextNormalizer()


@dataclass(frozen=True)
class Story:
    """Recordings of one folder and speaker, one after the other."""

    name: str
    folder: str
    language: str
    sound: Sound
    text: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / RATE

    def errors(self, heard: str) -> tuple[int, int]:
        """Wrong, missing and added words in `heard`, and how many words there are."""
        plain = _english if self.language == "en" else _other
        told = jiwer.process_words(plain(self.text), plain(heard) or "nothing")
        return told.substitutions + told.deletions + told.insertions, told.hits + told.substitutions + told.deletions


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
        yield Story(name, name.split("/")[0], entries[0]["language"], np.concatenate(parts), text)


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
    return " ".join(re.sub(r"^[A-Z]+:", "", line) for line in lines)
