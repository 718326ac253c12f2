"""What an excerpt means: kind, feeling, spotlight, why it is not used, and what it belongs with."""

import pytest

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts import meaning
from coproclip.excerpts.marking import delete_excerpt, mark
from coproclip.overview.excerpts import read_rows, sketches
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import ExcerptLink


@pytest.fixture
def marked(project: Project, story: int) -> list[int]:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        return [mark(edit, story, place, place + 300).id for place in (500, 3000, 6000)]


def test_everything_that_an_excerpt_means_is_kept_and_undone(project: Project, marked: list[int]) -> None:
    with project.edit(Operation.SET_MEANING) as edit:
        meaning.set_meaning(
            edit,
            marked[0],
            kind="metaphor",
            valence="difficult",
            feeling=" knackered ",
            spotlight=True,
            unused_reason=" said better elsewhere ",
        )
    for rows in (
        {row.excerpt_id: row for row in project.query(lambda s: list(read_rows(s, marked)))},
        sketches_of(project),
    ):
        row = rows[marked[0]]
        said = (row.kind, row.valence, row.feeling, row.spotlight, row.unused_reason)
        assert said == ("metaphor", "difficult", "knackered", True, "said better elsewhere")
        assert (rows[marked[1]].kind, rows[marked[1]].spotlight) == ("", False)
    project.undo()
    assert sketches_of(project)[marked[0]].kind == ""


def sketches_of(project: Project) -> dict[int, object]:
    return project.query(sketches)  # type: ignore[return-value]


@pytest.mark.parametrize("wrong", [{"kind": "rant"}, {"valence": "angry"}])
def test_only_kinds_and_feelings_that_there_are(project: Project, marked: list[int], wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="Choose one of"), project.edit(Operation.SET_MEANING) as edit:
        meaning.set_meaning(edit, marked[0], **wrong)  # type: ignore[arg-type]


def test_two_excerpts_belong_together_once_whichever_was_first(project: Project, marked: list[int]) -> None:
    one, other, third = marked
    with project.edit(Operation.LINK_EXCERPTS) as edit:
        meaning.link_excerpts(edit, one, other, "the same day")
        meaning.link_excerpts(edit, other, one, "told twice")
        meaning.link_excerpts(edit, third, one)
    linked = project.query(meaning.linked_excerpts, one)
    assert [(link.excerpt_id, link.words) for link in linked] == [(other, "told twice"), (third, "")]
    with pytest.raises(BadInput), project.edit(Operation.LINK_EXCERPTS) as edit:
        meaning.link_excerpts(edit, one, one)
    with pytest.raises(NotFound), project.edit(Operation.LINK_EXCERPTS) as edit:
        meaning.link_excerpts(edit, one, 999)
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, other)
    with project.read() as session:
        assert session.query(ExcerptLink).count() == 1
    project.undo()
    assert len(project.query(meaning.linked_excerpts, one)) == 2
