"""One bit that turned over on an old stick: it opens or is refused in time, and check-project never calls it whole."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from everything import at_most, is_a_sentence, read_everything

from coproclip.errors import CoProClipError
from coproclip.project.looking_after.inspection import inspect
from coproclip.project.project import Project
from coproclip.project.storage.fingerprints import DATABASE_SUM, MEDIA_SUMS

FLIPS = 60
LONGEST_S = 60


def flip(path: Path, rng: Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


@pytest.fixture
def stick(whole: Callable[..., Path], make_story: Callable[..., int], tmp_path: Path) -> Path:
    """A copy of a project that was closed well, with something made in `working`."""
    kept = whole(make_story)
    if not (kept / MEDIA_SUMS).exists():
        with Project.open(kept) as project:
            (project.folder / "working" / "0123456789abcdef.flac").write_bytes(Random(1).randbytes(4000))
    return copytree(kept, tmp_path / "Stick.coproclip")


def test_what_was_closed_well_is_sealed_and_whole(stick: Path) -> None:
    assert (stick / DATABASE_SUM).read_text().endswith("  project.db\n")
    assert "working/0123456789abcdef.flac" in (stick / MEDIA_SUMS).read_text()
    assert inspect(stick) == []


@pytest.mark.parametrize("seed", range(FLIPS))
def test_a_flipped_database_is_never_called_whole(seed: int, stick: Path, tmp_path: Path) -> None:
    canary = tmp_path / "outside.txt"
    canary.write_text("mine")
    flip(stick / "project.db", Random(seed))
    with at_most(LONGEST_S):
        found = inspect(stick)
        assert found
        assert all(one.mend for one in found if one.where == "project.db")
        try:
            project = Project.open(stick)
        except CoProClipError as error:
            is_a_sentence(error)
        else:
            with project:
                read_everything(project)
    assert canary.read_text() == "mine"


@pytest.mark.parametrize("kind", ["originals", "working"])
@pytest.mark.parametrize("seed", range(5))
def test_a_flipped_sound_is_never_called_whole(seed: int, kind: str, stick: Path) -> None:
    rng = Random(seed)
    path = rng.choice(sorted((stick / kind).iterdir()))
    flip(path, rng)
    assert [one for one in inspect(stick) if one.where == f"{kind}/{path.name}"]
