"""An editing script to be killed: forks one writer after another, so that Python has to start only once.

For every line read it forks a child that edits the project without end and writes the number of each finished edit.
"""

import os
import sys
from pathlib import Path

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import ProjectRow, Segment
from coproclip.themes.codebook import add_theme
from coproclip.transcript.edits import correct_segment


def say(words: str) -> None:
    """One whole line at once, so that a kill never leaves half of one."""
    os.write(1, f"{words}\n".encode())


def edit_without_end(folder: Path, begin: int) -> None:
    """Edit until killed: each edit puts its number in a passage and in a new theme, in one transaction."""
    with Project.open(folder) as project:
        number = begin
        while True:
            with project.edit(Operation.ADD_THEME) as edit:
                correct_segment(edit, 1, f"Edit number {number} is the last one that was finished.")
                add_theme(edit, f"Edit {number}", description="as long as a page " * 200)
                if number % 7 == 0:
                    for segment in (2, 3, 4, 5):
                        correct_segment(edit, segment, edit.get(Segment, segment).text + f" {number}")
            say(str(number))
            if number % 5 == 0:
                with project.edit(Operation.CHANGE_PROJECT) as edit:
                    edit.get(ProjectRow, 1).purpose = f"Edit {number} is taken back. " * 100
                project.undo()
            number += 1


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            edit_without_end(folder, int(line))
        say(f"writer {child}")
        os.waitpid(child, 0)
        say("ended")
