"""A project with something of every kind in it, to be damaged."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deeds import furnish

from coproclip.project.project import Project


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Callable[..., int]], Path]]:
    """A closed project with something of every kind in it, made once."""
    folder = tmp_path_factory.mktemp("damage") / "Whole.coproclip"

    def once(make_story: Callable[..., int]) -> Path:
        if not folder.exists():
            with Project.create(folder) as project:
                lines = (
                    ("reporter", "And then?"),
                    ("storyteller", "We moved the chairs. There was no head of the table."),
                    ("storyteller", "Not how people do, how I do."),
                )
                titles = (("Moving the chairs", "Kit"), ("The garden", "Rosa"), ("Thrown away", "Sam"))
                furnish(project, [make_story(project, lines, title=title, storyteller=who) for title, who in titles])
        return folder

    return once
