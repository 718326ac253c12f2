"""A project with something of every kind in it, to be damaged."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree

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


@pytest.fixture
def planted(
    whole: Callable[..., Path], make_story: Callable[..., int], tmp_path: Path
) -> Iterator[Callable[[str], Path]]:
    """Plants statements in a fresh copy of a project, with files beside it that nothing may touch."""
    canaries = {tmp_path / name: f"canary {name}" for name in ("outside.txt", "outside.db", "outside.wav")}
    for path, words in canaries.items():
        path.write_text(words)
    folder = copytree(whole(make_story), tmp_path / "From a stranger.coproclip")

    def _plant(statements: str) -> Path:
        with closing(sqlite3.connect(folder / "project.db", isolation_level=None)) as database:
            database.execute("PRAGMA foreign_keys=OFF")
            database.execute("PRAGMA writable_schema=ON")
            database.executescript(statements)
        return folder

    yield _plant
    assert {path: path.read_text() for path in canaries} == canaries
    assert {path.name for path in tmp_path.iterdir()} <= {*(path.name for path in canaries), folder.name}
