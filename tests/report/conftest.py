"""A small project to make a report of, made once and copied for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest
from small_report import Made, make_small

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.themes.codebook import set_headline


@pytest.fixture(scope="session")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def drafted_report(small_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its first draft, and a headline for each theme."""
    folder = Path(copytree(small_report, tmp_path_factory.mktemp("drafted") / small_report.name))
    with _opened(folder) as made:
        made.draft()
        with made.project.edit(Operation.CHANGE_THEME) as edit:
            set_headline(edit, 3, made.excerpts["guide"])
    return folder


@pytest.fixture
def drafted(drafted_report: Path, tmp_path: Path) -> Iterator[Made]:
    with _opened(Path(copytree(drafted_report, tmp_path / drafted_report.name))) as found:
        yield found


@pytest.fixture
def made(small_report: Path, tmp_path: Path) -> Iterator[Made]:
    with _opened(Path(copytree(small_report, tmp_path / small_report.name))) as found:
        yield found


@contextmanager
def _opened(folder: Path) -> Iterator[Made]:
    with Project.open(folder) as project:
        found = Made(project)
        with project.read() as session:
            found.excerpts = {one.note: one.id for one in session.query(Excerpt)}
        yield found
