"""Another program with the same project open: adds themes and counts up a number kept in the project's details."""

import sys
from pathlib import Path

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import ProjectRow
from coproclip.themes.codebook import add_theme


def write(folder: Path, name: str, times: int) -> None:
    """Add `times` themes called after `name`, each in an edit that also counts one up."""
    with Project.open(folder) as project:
        for number in range(times):
            with project.edit(Operation.ADD_THEME) as edit:
                add_theme(edit, f"{name} {number}")
                row = edit.get(ProjectRow, 1)
                row.month = str(int(row.month or 0) + 1)


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
