"""`coproclip record` with a microphone made of software, and without any."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from examining import examine
from running import Command

from coproclip.capture.sidecar import RecordingNote, write_note
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.people.stories import sound_of, speakers_of, stories
from coproclip.project.project import Project

ROOT = Path(__file__).parents[2]
MICROPHONE = ROOT.parent / "shared" / "bin" / "virtual_mic"


@pytest.fixture
def sound_system() -> Iterator[dict[str, str]]:
    """The variables of a sound server of this test's own."""
    if not MICROPHONE.exists() or not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("the virtual microphone or PulseAudio is not here")
    folder = tempfile.mkdtemp(prefix="sound-")  # a socket's path must be short
    variables = {**os.environ, "XDG_RUNTIME_DIR": folder, "PYTHONPATH": str(ROOT)}
    started = subprocess.run([MICROPHONE, "start"], env=variables, capture_output=True, text=True, timeout=60)
    if started.returncode == 0:
        variables.update(word.split("=", 1) for word in shlex.split(started.stdout)[1:])
        yield variables
    subprocess.run([MICROPHONE, "stop"], env=variables, capture_output=True, timeout=60, check=False)
    shutil.rmtree(folder, ignore_errors=True)
    if started.returncode:
        pytest.skip("PulseAudio cannot run here")


def recording(project: Project, variables: dict[str, str], *words: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-P", "-m", "coproclip", "record", str(project.folder), *words]
    return subprocess.Popen(line, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until_it_is_on_disk(project: Project, size: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if any(path.stat().st_size > size for path in project.folder.glob("recordings/*.wav")):
            return
        time.sleep(0.05)
    pytest.fail("nothing was recorded")


@pytest.mark.slow
@pytest.mark.sound
def test_record_for_so_long_or_until_ctrl_c(project: Project, sound_system: dict[str, str]) -> None:
    timed = recording(project, sound_system, "--seconds", "0.5", "--title", "Für eine halbe")
    out, err = timed.communicate(timeout=60)
    assert (timed.returncode, out) == (0, "Story 1: 1 s recorded\n") or out == "Story 1: 0 s recorded\n"
    assert err.splitlines() == [
        "Recording from default. Press Ctrl+C to finish.",
        "Not noted yet for story 1: recorded, transcribed, shared. What nobody asked counts as a no. "
        f"To note it: coproclip consent '{project.folder}' 1 …",
        f"To transcribe it: coproclip transcribe '{project.folder}' 1",
    ], "on a pipe no meter"
    by_hand = recording(project, sound_system, "--device", "mic")
    until_it_is_on_disk(project, 20_000)
    by_hand.send_signal(signal.SIGINT)
    out, err = by_hand.communicate(timeout=60)
    assert by_hand.returncode == 0, err
    assert out.startswith("Story 2: ")
    assert "Traceback" not in err
    assert examine(project) == []
    with project.read() as session:
        known = {story.id: story.title for story in stories(session)}
        lengths = [sound_of(project, session, number).duration_ms for number in (1, 2)]
    assert known[1] == "Für eine halbe"
    assert lengths[0] >= 500
    assert min(lengths) >= 200
    assert list(project.folder.glob("recordings/*")) == []


def until_something_is_heard(out: IO[str]) -> None:
    line = out.readline()
    assert line.startswith("Recording from "), line


@pytest.mark.sound
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_two_microphones_are_two_channels_and_every_ending_is_a_good_one(
    project: Project, sound_system: dict[str, str], tmp_path: Path, ending: signal.Signals
) -> None:
    """A closed terminal and a stopped service end a recording as well as Ctrl+C does."""
    words = ("--device", "mic", "--device", "mic2", "--storyteller", "June", "--second-disk", str(tmp_path))
    program = recording(project, sound_system, *words, "--title", "The letter")
    assert program.stderr
    until_something_is_heard(program.stderr)
    until_it_is_on_disk(project, 60_000)
    program.send_signal(ending)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    assert out.startswith("Story 1: ")
    assert "Traceback" not in err
    with project.read() as session:
        assert sound_of(project, session, 1).channels == 2
        assert [(speaker.name, speaker.role, speaker.channel) for speaker in speakers_of(session, 1)] == [
            ("June", "storyteller", 0),
            ("Reporter", "reporter", 1),
        ]
    assert examine(project) == []
    assert [path for path in tmp_path.iterdir() if path.suffix in (".wav", ".json")] == []


def test_a_second_disk_that_is_not_there_is_an_error_of_usage(cli: Command, project: Project, tmp_path: Path) -> None:
    ran = cli("record", project.folder, "--second-disk", tmp_path / "nowhere")
    assert (ran.code, ran.out) == (2, "")


def test_three_microphones_are_too_many(cli: Command, project: Project) -> None:
    ran = cli("record", project.folder, "--device", "a", "--device", "b", "--device", "c")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("A recording has one or two microphones")


def test_one_microphone_cannot_be_two_people(cli: Command, project: Project) -> None:
    ran = cli("record", project.folder, "--device", "mic", "--device", "mic")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The same microphone was named twice.")


# ---- what broke off -------------------------------------------------------------------------------------------


def leave(project: Project, name: str, ms: int, started: str = "2026-05-14T10:30:00+01:00", *parts: Path) -> Path:
    """What a program that was killed leaves; without a lock, nobody records it."""
    wav = project.folder / "recordings" / f"{name}.wav"
    writer = WavWriter(wav, WavFormat(16_000, 1))
    writer.write((np.arange(ms * 16) % 800).astype("<i2").tobytes())
    writer.close()
    note = RecordingNote(title=f"Left {name}", started=started, sample_rate=16_000, parts=tuple(map(str, parts)))
    write_note(wav, note)
    return wav


@pytest.fixture
def two_left(project: Project) -> Project:
    """A project in which two recordings broke off; their names begin alike."""
    leave(project, "aaaaaaaa-1111", 61_000)
    leave(project, "aaaaaaaa-2222", 2_000, "2026-05-13T09:05:00+01:00")
    return project


def test_recover_lists_what_broke_off_and_touches_nothing(cli: Command, two_left: Project) -> None:
    told = cli("recover", two_left.folder, "--json").json
    first = two_left.folder / "recordings" / "aaaaaaaa-2222.wav"
    assert told[0] == {
        "id": "aaaaaaaa-2222",
        "path": str(first),
        "duration_ms": 2_000,
        "started": "2026-05-13T09:05:00+01:00",
    }
    assert [one["id"] for one in told] == ["aaaaaaaa-2222", "aaaaaaaa-1111"], "the oldest first"
    ran = cli("recover", two_left.folder)
    assert ran.out.splitlines() == [
        "aaaaaaaa-2  2026-05-13 09:05  2 s  “Left aaaaaaaa-2222”",
        "aaaaaaaa-1  2026-05-14 10:30  1 min 1 s  “Left aaaaaaaa-1111”",
    ]
    assert "--keep ID" in ran.err
    assert cli("stories", two_left.folder, "--json").json == []
    assert first.exists()


def test_one_is_kept_as_a_story_and_the_other_goes_to_the_trash(cli: Command, two_left: Project) -> None:
    kept = cli("recover", two_left.folder, "--keep", "aaaaaaaa-2")
    assert (kept.code, kept.out) == (0, "Story 1: “Left aaaaaaaa-2222”, 2 s recorded\n")
    gone = cli("recover", two_left.folder, "--discard", "aaaaaaaa-1111")
    assert (gone.code, gone.out) == (0, "“Left aaaaaaaa-1111” was moved to trash/aaaaaaaa-1111.wav\n")
    assert (two_left.folder / "trash" / "aaaaaaaa-1111.wav").exists()
    [story] = cli("stories", two_left.folder, "--json").json
    assert (story["title"], story["duration_ms"]) == ("Left aaaaaaaa-2222", 2_000)
    again = cli("recover", two_left.folder)
    assert (again.code, again.out, again.err) == (0, "", "No recording broke off in this project.\n")
    assert cli("recover", two_left.folder, "--json").json == []
    assert examine(two_left) == []


def test_both_in_one_go_and_what_is_left_as_json(cli: Command, two_left: Project) -> None:
    leave(two_left, "bbbb", 1_000)
    ran = cli("recover", two_left.folder, "--keep", "aaaaaaaa-1", "--keep", "aaaaaaaa-2", "--discard", "bbbb", "--json")
    assert (ran.code, ran.json) == (0, [])
    assert len(cli("stories", two_left.folder, "--json").json) == 2


@pytest.mark.parametrize(
    "words", [("--keep", "zzz"), ("--discard", "aaaaaaaa"), ("--keep", "aaaaaaaa-1", "--keep", "zz")]
)
def test_a_mistyped_id_changes_nothing(cli: Command, two_left: Project, words: tuple[str, ...]) -> None:
    ran = cli("recover", two_left.folder, *words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no unfinished recording")
    assert len(cli("recover", two_left.folder, "--json").json) == 2


def test_keeping_and_discarding_the_same_is_an_error_of_usage(cli: Command, two_left: Project) -> None:
    ran = cli("recover", two_left.folder, "--keep", "aaaaaaaa-1", "--discard", "aaaaaaaa-1111")
    assert (ran.code, ran.out) == (2, "")
    assert len(cli("recover", two_left.folder, "--json").json) == 2


def test_one_that_cannot_be_kept_does_not_keep_the_others(cli: Command, two_left: Project) -> None:
    leave(two_left, "short", 20)
    ran = cli("recover", two_left.folder, "--keep", "short", "--keep", "aaaaaaaa-2")
    assert (ran.code, ran.out) == (1, "Story 1: “Left aaaaaaaa-2222”, 2 s recorded\n")
    assert "less than a tenth of a second" in ran.err
    assert [one["id"] for one in cli("recover", two_left.folder, "--json").json] == ["aaaaaaaa-1111", "short"]


def test_a_second_disk_that_is_gone_is_waited_for_unless_a_person_says_otherwise(
    cli: Command, project: Project, tmp_path: Path
) -> None:
    leave(project, "aaaa", 2_000, "2026-05-13T09:05:00+01:00", tmp_path / "gone" / "aaaa.2.wav")
    assert cli("recover", project.folder).out.endswith("“Left aaaa”  (more of it is, or may be, on another disk)\n")
    refused = cli("recover", project.folder, "--keep", "aaaa")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("“Left aaaa”: ")
    assert len(cli("recover", project.folder, "--json").json) == 1
    kept = cli("recover", project.folder, "--keep", "aaaa", "--without-second-disk")
    assert (kept.code, kept.out) == (0, "Story 1: “Left aaaa”, 2 s recorded\n")


# ---- without any sound system ---------------------------------------------------------------------------------


def test_a_microphone_that_is_not_there_is_a_sentence(cli: Command, project: Project) -> None:
    ran = cli("record", project.folder, "--device", "no such microphone", "--seconds", "1")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(".\n")
    assert "Traceback" not in ran.err
    assert cli("stories", project.folder, "--json").json == []
    assert cli("recover", project.folder).err == "No recording broke off in this project.\n"
