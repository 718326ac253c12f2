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

import pytest
from running import Command

from coproclip.people.stories import sound_of, stories
from coproclip.project.care import examine
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
    subprocess.run([MICROPHONE, "stop"], env=variables, capture_output=True, timeout=20, check=False)
    shutil.rmtree(folder, ignore_errors=True)
    if started.returncode:
        pytest.skip("PulseAudio cannot run here")


def recording(project: Project, variables: dict[str, str], *words: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-P", "-m", "coproclip", "record", str(project.folder), *words]
    return subprocess.Popen(line, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until_it_is_on_disk(project: Project, size: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if any(path.stat().st_size > size for path in project.folder.glob("recordings/*.wav")):
            return
        time.sleep(0.05)
    pytest.fail("nothing was recorded")


@pytest.mark.sound
def test_record_for_so_long_or_until_ctrl_c(project: Project, sound_system: dict[str, str]) -> None:
    timed = recording(project, sound_system, "--seconds", "0.5", "--title", "Für eine halbe")
    out, err = timed.communicate(timeout=30)
    assert (timed.returncode, out) == (0, "Story 1: 1 s recorded\n") or out == "Story 1: 0 s recorded\n"
    assert err == "Recording from default. Press Ctrl+C to finish.\n", "on a pipe no meter"
    by_hand = recording(project, sound_system, "--device", "mic")
    until_it_is_on_disk(project, 20_000)
    by_hand.send_signal(signal.SIGINT)
    out, err = by_hand.communicate(timeout=30)
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


def test_a_microphone_that_is_not_there_is_a_sentence(cli: Command, project: Project) -> None:
    ran = cli("record", project.folder, "--device", "no such microphone", "--seconds", "1")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(".\n")
    assert "Traceback" not in ran.err
    assert cli("stories", project.folder, "--json").json == []
    assert cli("recover", project.folder).err == "No recording broke off in this project.\n"
