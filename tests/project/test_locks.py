import subprocess
import sys
from threading import Event, Thread

import pytest
from examining import examine
from sqlalchemy import select

from coproclip.errors import ProjectClosed
from coproclip.project.project import Operation, Project
from coproclip.project.schema import Story
from coproclip.project.storage import patience

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


def test_whoever_writes_without_an_end_does_not_keep_the_project_from_being_closed(
    project: Project, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "CLOSING_S", 0.1)
    begun, ended = Event(), list[Exception]()

    def _write() -> None:
        try:
            with project.edit(Operation.CHANGE_STORY) as edit:
                edit.get(Story, story).note = "never done"
                while True:
                    edit.session.scalar(select(Story.id))
                    begun.set()
        except ProjectClosed as error:
            ended.append(error)

    writer = Thread(target=_write, daemon=True)
    writer.start()
    assert begun.wait(60)
    project.close()
    writer.join(60)
    assert "Nothing of it was changed." in str(ended[0])
    with Project.open(project.folder) as again, again.read() as session:
        assert session.get_one(Story, story).note == ""
