"""A project made with any released version opens, reads and can be worked on."""

from pathlib import Path
from shutil import copytree

import pytest

from coproclip.excerpts.approval import Use, shareable
from coproclip.excerpts.marking import excerpts_of
from coproclip.people.stories import stories, who_told
from coproclip.project.care import examine
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import themes
from coproclip.transcript.edits import correct_segment, passages
from coproclip.transcript.search import search

KEPT = Path(__file__).parents[1] / "data" / "projects"


def test_the_kept_projects_are_small_and_whole_on_disk() -> None:
    for folder in KEPT.glob("*.coproclip"):
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) < 350_000
        assert not [path.name for path in files if path.name.endswith(("-wal", "-shm", ".part"))]


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.coproclip")), ids=lambda folder: folder.stem)
def test_a_project_of_every_released_version_opens_and_reads(kept: Path, tmp_path: Path) -> None:
    folder = copytree(kept, tmp_path / kept.name)
    with Project.open(folder) as project:
        assert examine(project) == []
        with project.read() as session:
            assert [story.title for story in stories(session)] == ["The garden", "Moving the chairs"]
            assert [story.title for story in stories(session, binned=True)] == ["Thrown away"]
            assert who_told(session, 1) == "Kit"
            assert passages(session, 1)[0].text == "Was it like that?"
            assert [theme.name for theme in themes(session)] == ["Belonging", "Chairs", "Tables"]
            assert {hit.story_title for hit in search(session, "chairs")} == {"The garden", "Moving the chairs"}
            excerpts = [excerpt.id for excerpt in excerpts_of(session)]
        sharing = shareable(project, excerpts, Use.SHARING)
        assert [one.title for one in sharing.granted] == ["No head of the table"]
        assert len(sharing.refused) == 2
        assert project.place(1) == 2500
        with project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, 1, "Was it really like that?")
        assert project.undo() is Operation.CORRECT_WORDS


def test_the_first_version_is_among_them() -> None:
    assert (KEPT / "0.1.0.coproclip" / "project.db").is_file()
