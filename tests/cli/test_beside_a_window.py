"""“The command line and the window may have the same project open; neither loses a write of the other.”"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from examining import examine

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, themes

ROOT = Path(__file__).parents[2]
ROUNDS = 2


@pytest.mark.parametrize("times", [1, 2], ids=["opened once", "opened a second time in the same program"])
def test_neither_loses_a_write_of_the_other(project: Project, times: int) -> None:
    if times == 2:
        # As when a person opens the project that is open. To open and close a file takes a program’s locks on it away.
        Project.open(project.folder).close()
    line = [sys.executable, "-P", "-m", "coproclip", "theme", "add", str(project.folder)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for number in range(ROUNDS):
        with project.edit(Operation.ADD_THEME) as edit:
            add_theme(edit, f"In the window {number}")
        ran = subprocess.run([*line, f"Beside it {number}"], env=env, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        with project.read() as session:
            assert len(themes(session)) == 2 * (number + 1)
        assert project.poll() is not None
    project.close()
    with Project.open(project.folder) as again, again.read() as session:
        assert len(themes(session)) == 2 * ROUNDS
        assert examine(again) == []
