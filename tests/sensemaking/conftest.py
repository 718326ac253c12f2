"""The workshop that these tests work in, made once and copied."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from rooms import Room, begin

from coproclip.project.project import Project


@pytest.fixture(scope="session")
def _room_made(tmp_path_factory: pytest.TempPathFactory) -> Room:
    with Project.create(tmp_path_factory.mktemp("room") / "Side by Side") as project:
        return begin(project)


@pytest.fixture
def room(tmp_path: Path, _room_made: Room) -> Iterator[Room]:
    """Nine people, eleven cards, nothing said yet."""
    made = _room_made.project.folder
    with Project.open(copytree(made, tmp_path / made.name)) as project:
        yield replace(_room_made, project=project)
