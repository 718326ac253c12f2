"""`kill -9` of a program that writes a story down, and of its speech process, at any moment.

The project opens and is whole, at most the window under way is lost, nothing is doubled, nothing keeps running, and
the stories behind it stay in line in their order.
`bench/bench_kills.py` does the same to the real command with a real speech model.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from examining import examine
from fakes.scripted_engine import write_story
from killed_speech import children
from model_stand_in import write_model
from sqlalchemy import delete, update

from coproclip.people.stories import sound_of
from coproclip.project.journal import Work
from coproclip.project.looking_after.integrity import sha256_of
from coproclip.project.project import Project
from coproclip.project.schema import Recording, Segment
from coproclip.speech.models.trust import remember_here
from coproclip.transcript.edits import passages
from coproclip.transcription.queue import OFF, TranscriptionRequest, enqueue, queue_entries, set_paused
from coproclip.transcription.run import draft_of, transcription_progress

HERE = Path(__file__).parent
SECONDS = 900
PROGRAM_KILLS, SPEECH_KILLS = 6, 4
SLOW = 0.006

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
    pytest.mark.slow,
]


@pytest.fixture
def behind(project: Project, story: int, make_story: Callable[..., int]) -> tuple[int, int]:
    """Two more stories: a short one, and one that a person keeps waiting."""
    return make_story(project, title="A short one"), make_story(project, title="Kept waiting")


@pytest.fixture
def long_story(project: Project, story: int) -> int:
    """A story of fifteen minutes, one word a second, not written down."""
    with project.read() as session:
        path = sound_of(project, session, story).original
    write_story(path, SECONDS)
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        edit.session.execute(update(Recording).values(duration_ms=SECONDS * 1000, sha256=sha256_of(path)))
    return story


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that looks like a speech model, with the script for the engine."""
    folder = tmp_path / "scripted"
    write_model(folder)
    remember_here(folder)
    (folder / "script.json").write_text(f'{{"slow": {SLOW}}}')
    return folder


class Program:
    """The program to be killed: `start` it again and again."""

    def __init__(self, folder: Path) -> None:
        paths = os.pathsep.join(str(path) for path in (HERE.parent, HERE))
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "killed_speech.py"), str(folder)],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.pid = self.speech = self.kept = 0
        self.last = ""

    def start(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        self.pid = self.speech = 0
        self.until(lambda: self.pid > 0 and self.speech > 0)

    def another_speech(self) -> int:
        """Wait until the program has started another speech process; returns the number of the one before."""
        before = self.speech
        self.until(lambda: self.speech != before)
        return before

    def another_window(self) -> None:
        """Wait until one more window is kept."""
        before = self.kept
        self.until(lambda: self.kept > before)

    def until(self, true: Callable[[], bool]) -> None:
        """Listen to it until `true`, or until it ended."""
        assert self.process.stdout is not None
        while not true():
            line = self.process.stdout.readline().strip()
            assert line, "the program ended by itself"
            word, _, number = line.partition(" ")
            match word:
                case "program":
                    self.pid = int(number)
                case "speech":
                    self.speech = int(number)
                case "kept":
                    self.kept = int(number)
            self.last = line
            if line == "ended":
                return


@pytest.fixture
def program(project: Project, long_story: int, behind: tuple[int, int], model: Path) -> Iterator[Program]:
    with project.edit(Work.TRANSCRIBE) as edit:
        for one in (long_story, *behind):
            enqueue(edit, one, TranscriptionRequest(model=str(model), voices=OFF))
        set_paused(edit, behind[1])
    project.close()
    started = Program(project.folder)
    with started.process:
        yield started
        assert started.process.stdin is not None
        started.process.stdin.close()


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not runs(pid):
            return True
        time.sleep(0.02)
    return False


def look(folder: Path, story: int, at_least_ms: int) -> tuple[int, str]:
    """How far the story is, after making sure that all is right so far."""
    with Project.open(folder) as project:
        assert examine(project) == []
        with project.read() as session:
            far = transcription_progress(session, story, SECONDS * 1000)
            heard = [word.start_ms for passage in passages(session, story) for word in passage.words]
            drafted = [word.start_ms for one in draft_of(session, story) for word in one.words]
    expected = [second * 1000 + 300 for second in range(SECONDS) if second * 1000 + 300 < far.done_ms]
    assert far.done_ms >= at_least_ms, "a window that was kept is lost"
    assert heard == expected, "words are doubled, lost or ahead of what is done"
    assert drafted == expected
    return far.done_ms, far.state


def test_nothing_but_the_window_under_way_is_lost_at_random_moments(
    project: Project, long_story: int, behind: tuple[int, int], program: Program
) -> None:
    rng = Random(4)
    program_kills = speech_kills = 0
    far = -1
    while program_kills < PROGRAM_KILLS:
        program.start()
        if speech_kills < SPEECH_KILLS:
            # The speech process first: the program starts another one and the same window is heard again.
            time.sleep(rng.uniform(0.0, 1.0))
        # It may have been followed by another one that is not read of yet.
        if speech_kills < SPEECH_KILLS and runs(program.speech):
            os.kill(program.speech, signal.SIGKILL)
            speech_kills += 1
            killed = program.another_speech()
            assert program.last != "ended", "the program gave up"
            assert gone_within(killed, 60)
            look(project.folder, long_story, program.kept)
        if program_kills % 3 == 2:
            # Just when a window is kept: before, in or after its commit.
            program.another_window()
        time.sleep(rng.uniform(0.0, 0.8))
        child = program.speech
        os.kill(program.pid, signal.SIGKILL)
        program_kills += 1
        program.until(lambda: program.last == "ended")
        assert gone_within(child, 60), "the speech process was left behind"
        far, state = look(project.folder, long_story, max(far, program.kept))
        assert state in ("running", "done")
        if state == "running":
            assert in_line(project.folder) == [(long_story, False), (behind[0], False), (behind[1], True)]
        assert children(program.process.pid) == []
        if state == "done":
            break
    assert (program_kills, speech_kills) == (PROGRAM_KILLS, SPEECH_KILLS), "the story was done too soon to be killed"
    program.start()
    program.until(lambda: program.last == "ended")
    assert look(project.folder, long_story, SECONDS * 1000) == (SECONDS * 1000, "done")
    assert in_line(project.folder) == [(behind[1], True)], "the next one was written down by itself, the held one not"


def in_line(folder: Path) -> list[tuple[int, bool]]:
    """The stories that still wait, and whether a person keeps them waiting."""
    with Project.open(folder) as project, project.read() as session:
        return [(queue_entry.story_id, queue_entry.paused) for queue_entry in queue_entries(session)]
