"""`kill -9` of an editing script at any moment: the project opens and no finished edit is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from deeds import index_is_sound
from examining import examine

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, themes
from coproclip.transcript.edits import passages
from coproclip.transcript.search import search

KILLS = 20


@pytest.fixture
def script(project: Project, story: int) -> Iterator[subprocess.Popen[str]]:
    """The editing script; the project is closed, as after a start of the app by itself."""
    project.close()
    script = Path(__file__).with_name("killed_writer.py")
    started = subprocess.Popen(
        [sys.executable, str(script), str(project.folder)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with started:
        yield started


def kill_while_editing(script: subprocess.Popen[str], begin: int, wait_s: float) -> list[int]:
    """Let a writer run for a moment and kill it; returns the numbers of the edits it finished."""
    assert script.stdin is not None
    assert script.stdout is not None
    script.stdin.write(f"{begin}\n")
    script.stdin.flush()
    writer, finished, killed = 0, list[int](), False
    while (line := script.stdout.readline().strip()) != "ended":
        assert line, "the script ended by itself"
        if line.startswith("writer "):
            writer = int(line.removeprefix("writer "))
        else:
            finished.append(int(line))
        if writer and finished and not killed:
            time.sleep(wait_s)
            os.kill(writer, signal.SIGKILL)
            killed = True
    return finished


@pytest.mark.slow
def test_no_finished_edit_is_lost_at_twenty_random_moments(script: subprocess.Popen[str], project: Project) -> None:
    rng = Random(20)
    expected: set[int] = set()
    for _ in range(KILLS):
        begin = max(expected, default=0) + 2
        finished = kill_while_editing(script, begin, rng.uniform(0.0, 0.09))
        expected.update(finished)
        with Project.open(project.folder) as again:
            assert again.database.faults() == []
            assert index_is_sound(again)
            with again.read() as session:
                kept = {int(theme.name.removeprefix("Edit ")) for theme in themes(session)}
                shown = int(passages(session, 1)[0].text.split()[2])
                hits = search(session, f'"edit number {shown}"')
            assert expected <= kept, "a finished edit was lost"
            assert kept - expected <= {finished[-1] + 1}, "more than the edit under way came through"
            assert shown == max(kept), "an edit was kept by half"
            assert [hit.start_ms for hit in hits] == [500]
            expected = kept
    with Project.open(project.folder) as again:
        assert examine(again) == []
        with again.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, "Life goes on")
