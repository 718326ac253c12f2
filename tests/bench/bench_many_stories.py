"""What a day of short stories costs: bringing in, words and voices of each, against faster-whisper for the words alone.

    python tests/bench/bench_many_stories.py [--stories 20] [--seconds 120] [--limits]

Cuts stories out of the recordings of shared/data/audio. Ours is what the app does: each file is brought into a project,
transcribed (Balanced) and its voices told apart, one story after the other, with the processes that the queue keeps.
Theirs is one process of faster-whisper as it comes, with the same speech model, that reads the same files. Each runs in
a process of its own; of both, clock and processor time are counted from their first line to their last. With `--limits`
the exit code is 1 when ours takes more than half of their clock.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from speech_stories import stories

from coproclip.capture.importer import import_file
from coproclip.project.project import Project
from coproclip.speech.engine import RATE
from coproclip.speech.models.installed import find_model
from coproclip.speech.presets import BALANCED
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.speech.speech_server import NICE
from coproclip.transcription.queue import TranscriptionRequest
from coproclip.transcription.run import transcribe_story

MOST_CLOCK = 0.5


@dataclass(frozen=True)
class Cost:
    """Seconds of the clock and of the processor (children included), and of the clock by part of the work."""

    clock: float
    processor: float
    parts: dict[str, float]

    def __str__(self) -> str:
        return f"{self.clock:8.1f} s clock  {self.processor:8.1f} s processor"


def fresh(work: Callable[..., Any], *arguments: Any) -> Any:
    """The result of `work` in a new process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def ours(files: list[Path], folder: Path, *, warm: bool) -> Cost:
    """Everything that the app does for these files."""
    began, used = time.perf_counter(), _processor()
    parts = {"bringing in": 0.0, "words and voices": 0.0}
    with Project.create(folder / "Many") as project, SpeechProcesses() as processes:
        ids = []
        for file in files:
            at = time.perf_counter()
            ids.append(import_file(project, file).story_id)
            parts["bringing in"] += time.perf_counter() - at
        for story_id in ids:
            at = time.perf_counter()
            asked = TranscriptionRequest(preset=BALANCED, voices="2")
            transcribe_story(project, story_id, asked=asked, processes=processes if warm else None)
            parts["words and voices"] += time.perf_counter() - at
    return Cost(time.perf_counter() - began, _processor() - used, parts)


def theirs(files: list[Path]) -> Cost:
    """faster-whisper alone, the words alone."""
    from faster_whisper import WhisperModel

    if hasattr(os, "nice"):
        # As the app's own speech processes do: on a busy machine the clock compares alike.
        os.nice(NICE)
    began, used = time.perf_counter(), _processor()
    model = WhisperModel(str(find_model("base").path), device="cpu", compute_type="int8")
    for file in files:
        sound, _ = soundfile.read(file, dtype="float32")
        segments, _ = model.transcribe(sound, vad_filter=True, word_timestamps=True)
        for _segment in segments:
            pass
    return Cost(time.perf_counter() - began, _processor() - used, {})


def short_stories(folder: Path, count: int, seconds: int) -> list[Path]:
    """So many files of so many seconds, of different recordings as far as there are."""
    whole = np.concatenate([story.sound for story in stories(("dialogues", "read"))])
    made = []
    for place in range(count):
        start = place * seconds * RATE % max(1, len(whole) - seconds * RATE)
        file = folder / f"story {place + 1:02}.wav"
        soundfile.write(file, whole[start : start + seconds * RATE], RATE, subtype="PCM_16")
        made.append(file)
    return made


def main() -> int:
    """Print the table; 1 when a limit is missed and limits count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--cold", action="store_true", help="also without the processes that stay")
    parser.add_argument("--limits", action="store_true")
    asked = parser.parse_args()
    find_model("base")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = short_stories(folder, asked.stories, asked.seconds)
        print(f"{len(files)} stories of {asked.seconds} s")
        them = fresh(theirs, files)
        print(
            f"faster-whisper as it comes, words  {them.clock:8.1f} s clock  {them.processor:8.1f} s processor",
            flush=True,
        )
        clock = 0.0
        for warm in (False, True) if asked.cold else (True,):
            (folder / str(warm)).mkdir()
            us = fresh(_ours, files, folder / str(warm), warm)
            name = "ours, everything" if warm else "ours, everything, nothing stays"
            print(f"{name:<33}  {us}")
            print("    " + ", ".join(f"{part} {took:.1f} s" for part, took in us.parts.items()))
            clock = us.clock / them.clock
            print(
                f"    ratio: clock {clock:.2f} (at most {MOST_CLOCK}), processor {us.processor / them.processor:.2f}",
                flush=True,
            )
    return int(asked.limits and clock > MOST_CLOCK)


def _ours(files: list[Path], folder: Path, warm: bool) -> Cost:
    return ours(files, folder, warm=warm)


if __name__ == "__main__":
    sys.exit(main())
