import subprocess
import sys

from examining import examine

from coproclip.project.project import Operation, Project
from coproclip.project.schema import Story

OTHER = """
import sys
from pathlib import Path
from coproclip.project.project import Operation, Project
from coproclip.project.schema import Story
with Project.open(Path(sys.argv[1])) as project, project.edit(Operation.CHANGE_STORY) as edit:
    edit.get(Story, 1).note = "from another program"
"""


def test_a_project_opened_twice_in_one_program_keeps_its_locks_beside_another_program(
    project: Project, story: int
) -> None:
    Project.open(project.folder).close()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", OTHER, str(project.folder)], check=True, timeout=60)
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Story, story).reporter = "Amina"
    with Project.open(project.folder) as again, again.read() as session:
        kept = session.get(Story, story)
        assert kept is not None
        assert (kept.note, kept.reporter) == ("from another program", "Amina")
    assert examine(project) == []
