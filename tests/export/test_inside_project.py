from pathlib import Path

import pytest
from consenting import allow_story, say
from examining import examine

from coproclip.errors import BadInput
from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.export.clips import export_clips
from coproclip.project.looking_after.integrity import refuse_inside_project
from coproclip.project.project import Operation, Project


@pytest.mark.parametrize("inside", ["", "originals", "originals/new", "project.db"])
def test_nothing_is_made_inside_a_project(project: Project, story: int, inside: str) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "no head of the table")
        allow_story(edit, story)
        say(edit, excerpt.id)
    before = sorted(path.name for path in project.folder.rglob("*"))
    granted = shareable(project, [excerpt.id], Use.SHARING).granted
    with pytest.raises(BadInput, match="is a project"):
        export_clips(granted, project.folder / inside)
    assert sorted(path.name for path in project.folder.rglob("*")) == before
    assert examine(project) == []


def test_beside_a_project_is_fine(project: Project, tmp_path: Path) -> None:
    refuse_inside_project(tmp_path / "clips")


def test_a_stray_empty_file_makes_no_project_of_all_below_it(tmp_path: Path) -> None:
    (tmp_path / "project.db").touch()
    refuse_inside_project(tmp_path / "clips")
    (tmp_path / "emptied" / "originals").mkdir(parents=True)
    (tmp_path / "emptied" / "project.db").touch()
    with pytest.raises(BadInput, match="“emptied” is a project"):
        refuse_inside_project(tmp_path / "emptied" / "clips")
