"""“Do, undo: the database is identical. Redo: it is identical to after.”"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from deeds import DEEDS, do, furnish, index_is_sound, picture
from sqlalchemy import select

from coproclip.errors import CoProClipError
from coproclip.excerpts.marking import ranges_of
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Segment
from coproclip.themes.codebook import themes

OPERATIONS = 1000


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Callable[..., int]], Project]]:
    """One project for all operations: the law says that each leaves it as it was."""
    opened: list[Project] = []

    def once(make_story: Callable[..., int]) -> Project:
        if not opened:
            opened.append(Project.create(tmp_path_factory.mktemp("law") / "Law"))
            fill(opened[0], make_story)
        return opened[0]

    yield once
    for project in opened:
        project.close()


def fill(project: Project, make_story: Callable[..., int]) -> None:
    titles = (("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam"))
    furnish(project, [make_story(project, title=title, storyteller=who) for title, who in titles])
    # The law is about rows, not about the disk.
    connection: Any = project.database.writer.connection.dbapi_connection
    connection.execute("PRAGMA synchronous=OFF")


def test_every_operation_has_a_deed() -> None:
    assert set(DEEDS) == set(Operation)


@pytest.mark.parametrize("operation", list(Operation), ids=lambda operation: operation.name.lower())
def test_undo_brings_back_everything_and_redo_does_it_again(
    operation: Operation, furnished: Callable[..., Project], make_story: Callable[..., int]
) -> None:
    project = furnished(make_story)
    before = picture(project)
    after = _done(project, operation, before)
    assert project.undo_text == operation.value

    assert project.undo() is operation
    assert picture(project) == before
    assert project.redo_text == operation.value
    assert project.redo() is operation
    assert picture(project) == after
    assert project.undo() is operation
    assert picture(project) == before


def _done(project: Project, operation: Operation, before: dict[str, object]) -> dict[str, object]:
    """The first random try that changes something: some come to nothing, as some clicks do."""
    for seed in range(60):
        try:
            do(project, operation, Random(seed))
        except CoProClipError:
            assert picture(project) == before, "what was refused left something behind"
            continue
        after = picture(project)
        if after != before:
            return after
    raise AssertionError(f"{operation.name} never changed anything")


@pytest.mark.slow
def test_a_thousand_random_operations_and_their_undos_bring_the_project_back(
    project: Project, make_story: Callable[..., int]
) -> None:
    fill(project, make_story)
    rng = Random(2)
    pictures = {0: picture(project)}
    steps: list[str] = []
    project.subscribe(lambda changes: steps.append(changes.operation))
    while len(steps) < OPERATIONS:
        done = len(steps)
        try:
            # What is hard to come by, as all before it has to have happened, is tried more often until it did.
            rare = [one for one in Operation if one.value not in steps] if rng.random() < 0.2 else []
            do(project, rng.choice(rare or list(Operation)), rng)
        except CoProClipError:
            assert len(steps) == done
        if len(steps) % 100 == 0 and len(steps) not in pictures:
            pictures[len(steps)] = picture(project)
    assert {one.value for one in Operation} - set(steps) == set(), "some operation never happened"
    _holds_together(project)

    for left in reversed(range(OPERATIONS)):
        assert project.undo() is not None
        assert left not in pictures or picture(project) == pictures[left], f"differs {left} steps in"
    assert project.undo() is None
    assert index_is_sound(project)

    for done in range(1, OPERATIONS + 1):
        assert project.redo() is not None
        assert done not in pictures or picture(project) == pictures[done], f"differs {done} steps in"
    assert project.redo() is None
    _holds_together(project)


def _holds_together(project: Project) -> None:
    assert project.database.faults() == []
    assert index_is_sound(project)
    with project.read() as session:
        for segment in session.scalars(select(Segment)):
            assert segment.text == " ".join(word.text for word in segment.words)
        for excerpt in session.scalars(select(Excerpt)):
            spans = ranges_of(session, excerpt.id)
            assert spans
            assert all(span.duration_ms > 0 for span in spans)
            assert all(left.end_ms < right.start_ms for left, right in pairwise(spans))
        tree = themes(session)
        for place, theme in enumerate(tree):
            above = [one.id for one in tree[:place]]
            assert theme.parent_id is None or theme.parent_id in above, "a theme comes before the one it is under"
