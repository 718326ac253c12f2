"""`kill -9` of the real `coproclip transcribe` and of its speech process, at random moments, with a real speech model.

    python tests/bench/bench_kills.py [--kills 20] [--minutes 9] [--model tiny.en] [--preset balanced] [--seed 1]

Prints a line for every kill: when, how much was written down just before and after it, how long the speech process
went on by itself, and what `check-project` says. At the end the words are compared with those of an unbroken run.
The project has a word list that the speech engine is told of, and voices are told apart after the words. The exit code
is 1 when anything that was kept is lost, anything is doubled or left running, or the words or their voices differ.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from examining import examine

from coproclip.capture.importer import import_file
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.settings import resource_path
from coproclip.speech.presets import BALANCED
from coproclip.transcript.edits import passages
from coproclip.transcript.word_list import add_words
from coproclip.transcription.run import TranscriptionProgress, transcription_progress

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = ROOT.parent / "shared" / "data" / "audio" / "dialogues"
RATE = 16_000
ORPHAN_S = 5.0
HINTS = ("Elsie Blackwood", "co-production", "Pontcanna")


def join(target: Path, minutes: float) -> Path:
    """A conversation of so many minutes, made of real ones where they are here, else of the example."""
    sources = sorted(RECORDINGS.glob("*.flac")) or [resource_path("example", "interview.opus")]
    parts, length, number = [], 0, 0
    while length < minutes * 60 * RATE:
        samples, rate = soundfile.read(sources[number % len(sources)], dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        places = np.arange(0, len(mono) - 1, rate / RATE)
        parts += [np.interp(places, np.arange(len(mono)), mono).astype(np.float32), np.zeros(RATE, np.float32)]
        length += len(places) + RATE
        number += 1
    soundfile.write(target, np.concatenate(parts)[: int(minutes * 60 * RATE)], RATE)
    return target


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return found


def gone_after(pid: int) -> float:
    """Seconds until a process is gone; infinity when it stays."""
    began = time.monotonic()
    while time.monotonic() - began < ORPHAN_S:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return time.monotonic() - began
        if state in "ZX":
            return time.monotonic() - began
        time.sleep(0.01)
    return float("inf")


ConsentFields = tuple[str, int, int, str]


def look(folder: Path) -> tuple[TranscriptionProgress, list[ConsentFields], list[str]]:
    """How far the story is, its words with their times and voices, and what is wrong with the project."""
    with Project.open(folder) as project:
        faults = examine(project)
        with project.read() as session:
            far = transcription_progress(session, 1, 0)
            names = {speaker.id: speaker.name for speaker in speakers_of(session, 1)}
            words = [
                (w.text, w.start_ms, w.end_ms, names.get(passage.speaker_id or 0, ""))
                for passage in passages(session, 1)
                for w in passage.words
            ]
    if len({word[1:3] for word in words}) < len(words):
        faults.append("words are doubled")
    return far, words, faults


def started(folder: Path, model: str, preset: str) -> subprocess.Popen[bytes]:
    """The real command."""
    line = [sys.executable, "-P", "-m", "coproclip", "transcribe", str(folder), "1", "--model", model]
    line += ["--preset", preset, "--speakers", "2"]
    return subprocess.Popen(line, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)


class Table:
    """What happened, line by line, and whether all of it was well."""

    def __init__(self) -> None:
        self.well = True
        print(f"{'kill':>4}  {'of':<8} {'after':>7}  {'kept before':>11}  {'after':>9}  {'left running':>12}  check")

    def line(
        self, number: int, what: str, after_s: float, before: int, now: int, left: float, faults: list[str]
    ) -> None:
        """One kill; `before` and `now` in ms of sound, `left` in s."""
        self.well = self.well and now >= before and left < ORPHAN_S and not faults
        said = "; ".join(faults) or "whole"
        print(
            f"{number:>4}  {what:<8} {after_s:>5.1f} s  {before / 1000:>9.1f} s  {now / 1000:>7.1f} s  "
            f"{left * 1000:>9.0f} ms  {said}",
            flush=True,
        )


def kill_speech(program: subprocess.Popen[bytes], folder: Path, table: Table, number: int, after_s: float) -> bool:
    """Kill the speech process of a running program; False when it has none."""
    before, _, _ = look(folder)
    speech = children(program.pid)
    if not speech or program.poll() is not None:
        return False
    os.kill(speech[0], signal.SIGKILL)
    left = gone_after(speech[0])
    end = time.monotonic() + 10
    while not set(children(program.pid)) - set(speech) and program.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    now, _, faults = look(folder)
    if program.poll():
        faults.append("the program gave up")
    table.line(number, "speech", after_s, before.done_ms, now.done_ms, left, faults)
    return True


def kill_program(program: subprocess.Popen[bytes], folder: Path, table: Table, number: int, after_s: float) -> None:
    """Kill the program and wait for its speech process to follow."""
    before, _, _ = look(folder)
    speech = children(program.pid)
    program.kill()
    program.wait()
    left = max((gone_after(pid) for pid in speech), default=0.0)
    now, _, faults = look(folder)
    table.line(number, "program", after_s, before.done_ms, now.done_ms, left, faults)


def main() -> int:
    """Kill, look, and compare; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20, help="how many of each")
    parser.add_argument("--minutes", type=float, default=9.0)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--preset", default=BALANCED)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = Random(chosen.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        os.environ.setdefault("COPROCLIP_HOME", str(Path(place) / "home"))
        fresh = Path(place) / "fresh.coproclip"
        with Project.create(fresh) as project:
            import_file(project, join(Path(place) / "talk.wav", chosen.minutes), language="en")
            with project.edit(Operation.CHANGE_WORDS) as edit:
                add_words(edit, HINTS)
        whole = shutil.copytree(fresh, Path(place) / "whole.coproclip")
        began = time.monotonic()
        started(whole, chosen.model, chosen.preset).wait()
        unbroken_s = time.monotonic() - began
        _, expected, _ = look(whole)
        with_what = f"{chosen.model}, {chosen.preset}"
        print(f"{chosen.minutes} min of sound, {len(expected)} words, unbroken {unbroken_s:.0f} s, {with_what}\n")
        table, same = Table(), True
        counts = {"program": 0, "speech": 0}
        stories = 0
        while min(counts.values()) < chosen.kills:
            stories += 1
            folder = shutil.copytree(fresh, Path(place) / f"story {stories}.coproclip")
            while (program := started(folder, chosen.model, chosen.preset)).poll() is None:
                if counts["speech"] < chosen.kills:
                    time.sleep(after_s := chance.uniform(1.0, unbroken_s / 3))
                    counts["speech"] += kill_speech(program, folder, table, counts["speech"] + 1, after_s)
                time.sleep(after_s := chance.uniform(0.0, unbroken_s))
                if program.poll() is not None:
                    break
                if counts["program"] >= chosen.kills:
                    program.wait()
                    break
                counts["program"] += 1
                kill_program(program, folder, table, counts["program"], after_s)
            program.wait()
            far, words, faults = look(folder)
            alike = words == expected
            same = same and alike and far.state == "done" and not faults
            print(f"      story {stories}: {far.state}, {'the same' if alike else 'OTHER'} words as the unbroken run\n")
    print("all well" if table.well and same else "NOT WELL")
    return 0 if table.well and same else 1


if __name__ == "__main__":
    sys.exit(main())
