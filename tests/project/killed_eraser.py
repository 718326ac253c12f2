"""Deletes a story for good and is killed on the way: `FOLDER STORY stage|removal N`."""

import os
import signal
import sys
from pathlib import Path

from coproclip.jobs import Progress
from coproclip.project.erasing.erasure import erase_stories
from coproclip.project.project import Project

folder, story, where, number = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
removed = 0


def _count(event: str, arguments: tuple[object, ...]) -> None:
    global removed
    if event == "os.remove" and str(folder) in str(arguments[0]):
        removed += 1
        if removed == number:
            os.kill(os.getpid(), signal.SIGKILL)


def _at(progress: Progress) -> None:
    if where == "removal" and progress.done == 1:
        sys.addaudithook(_count)
    if where == "stage" and progress.done == number:
        os.kill(os.getpid(), signal.SIGKILL)


with Project.open(folder) as project:
    erase_stories(project, [story], report=_at)
