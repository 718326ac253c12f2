"""Crafted and damaged files become a story that plays to its stated length, or a sentence; nothing else is touched."""

import hashlib
import json
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
import soundfile
from examining import examine
from hostile_media import MUTATIONS, cases, made_seeds, mutated
from made_stories import new_project

from coproclip.project.project import Project

LONGEST_S = 60
MOST_MIB = 1200
CANARY_PITCH = 4800  # radians a second
CHILD = Path(__file__).with_name("importing_child.py")
LONGEST_STORY_MS = 3 * 3_600_000
GROUPS = [
    "wav",
    "rf64",
    "aiff",
    "au",
    "w64",
    "caf",
    "flac",
    "mp3",
    "ogg",
    "opus",
    "mp4",
    "m4a",
    "mov",
    "mkv",
    "webm",
    "avi",
    "disguised",
]


class HungOrCrashed(Exception):
    """The process had to be ended, or ended by itself."""


class Importer:
    """Asks the process to bring a file in; ends it when it does not answer in time."""

    def __init__(self, project: Path, log: IO[str]) -> None:
        self._project, self._log = project, log
        self._process: subprocess.Popen[str] | None = None

    def bring_in(self, path: Path) -> dict[str, Any]:
        """The answer about `path`; raises `HungOrCrashed`."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, str(CHILD), str(self._project)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        clock = threading.Timer(LONGEST_S, process.kill)
        clock.start()
        process.stdin.write(json.dumps([str(path)]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        hung = not clock.is_alive()
        clock.cancel()
        clock.join()
        if not answer:
            code = self.close()
            raise HungOrCrashed(f"took more than {LONGEST_S} s" if hung else f"the process ended with {code}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> int:
        """End the process; how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.communicate()
        return process.returncode


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def canary(place: Path) -> Path:
    """Somebody's own file, beside the hostile ones: thirty seconds that nobody chose to bring in."""
    path = place / "files" / "canary.wav"
    path.parent.mkdir()
    soundfile.write(path, np.sin(np.arange(30 * 16_000) * CANARY_PITCH / 16_000) * 0.5, 16_000)
    return path


@pytest.fixture(scope="module")
def files(place: Path, canary: Path) -> dict[str, tuple[str, bytes]]:
    seeds = made_seeds(place)
    found = dict(cases(seeds, canary))
    chance = random.Random(8)
    for ending, content in seeds.items():
        for kind in range(MUTATIONS):
            found[f"{ending} damaged {kind}"] = (f"a.{ending}", mutated(content, chance, kind))
    return found


@pytest.fixture(scope="module")
def importer(place: Path) -> Iterator[Importer]:
    with new_project(place / "project") as empty:
        project = empty.folder
    with (place / "log.txt").open("w") as log:
        made = Importer(project, log)
        yield made
        made.close()
    with Project.open(project) as opened:
        assert examine(opened) == []


def _faults(answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer; empty when all is well."""
    faults = []
    if "bug" in answer:
        faults.append(answer["bug"])
    elif "happened" in answer:
        if not (answer["happened"].endswith(".") and answer["safe"].endswith(".") and answer["next"].endswith(".")):
            faults.append(f"not three sentences: {answer}")
    elif abs(answer["stated"] - answer["played"]) > 1 or answer["stated"] < 100:
        faults.append(f"plays {answer['played']} ms of {answer['stated']}")
    elif abs(answer["pitch"] - CANARY_PITCH) < 100:
        faults.append("read what nobody chose")
    elif answer["stated"] > LONGEST_STORY_MS:
        faults.append(f"a second of sound became {answer['stated']} ms")
    elif any(int(hours) > 200 for hours in re.findall(r"(\d+) h", answer["notice"])):
        faults.append(f"tells of an impossible length: {answer['notice']}")
    if "disk" in answer.get("next", ""):
        faults.append(f"the disk is blamed: {answer}")
    if answer["left over"]:
        faults.append(f"left over: {answer['left over']}")
    if answer["peak"] > MOST_MIB:
        faults.append(f"took {answer['peak']} MiB")
    return faults


def _seen(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in folder.iterdir()
    }


@pytest.mark.parametrize("group", GROUPS)
def test_hostile_media_becomes_a_story_or_a_sentence(
    group: str, files: dict[str, tuple[str, bytes]], importer: Importer, canary: Path, tmp_path: Path
) -> None:
    before = _seen(canary.parent)
    faults, stories, tried = {}, 0, 0
    for name, (file_name, content) in files.items():
        if name.partition(" ")[0] != group:
            continue
        tried += 1
        path = canary.parent / file_name
        path.write_bytes(content)
        try:
            answer = importer.bring_in(path)
        except HungOrCrashed as error:
            faults[name] = [str(error)]
            continue
        finally:
            path.unlink()
        if wrong := _faults(answer):
            faults[name] = wrong
        stories += "stated" in answer
        # Those that only speak of another file hold no sound of their own.
        if group == "disguised" and "stated" in answer:
            faults[name] = [f"read what nobody chose: {answer}"]
    assert faults == {}
    assert tried >= 3
    assert stories or group in ("disguised", "w64")
    assert _seen(canary.parent) == before


def test_there_are_enough_of_them(files: dict[str, tuple[str, bytes]]) -> None:
    assert len(files) > 200
    assert {name.partition(" ")[0] for name in files} == set(GROUPS)
