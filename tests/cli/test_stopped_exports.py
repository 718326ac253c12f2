"""Ctrl+C, an empty playlist, deleted excerpts: what may no longer be shared goes first, and what is said is true."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from consenting import allow, answer
from running import Command

from coproclip.cli import sharing
from coproclip.excerpts.approval import shareable
from coproclip.excerpts.marking import delete_excerpt, mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.project.journal import Operation
from coproclip.project.project import Project

KINDS = (["clips", "{project}"], ["playlist", "{project}", "Doors"])


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """As in a terminal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def ids(project: Project, story: int) -> list[int]:
    """Two excerpts with a yes, in a playlist."""
    allow(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        made = [mark(edit, story, 500, 3000).id, mark(edit, story, 6900, 9000).id]
        add_to_playlist(edit, add_playlist(edit, "Doors").id, made)
    for one in made:
        answer(project, one)
    return made


def sounds(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".wav", ".zip", ".html")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_before_anything_is_made(
    project: Project,
    ids: list[int],
    cli: Command,
    done: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: list[str],
    presses: int,
) -> None:
    words = ["export", *(word.format(project=project.folder) for word in kind), "--to", tmp_path / "out"]
    words += ["--format", "wav"]
    done(*words)
    before = sounds(tmp_path / "out")
    answer(project, ids[1], "no")
    pressed: list[int] = []

    def slowly(*args: Any, **more: Any) -> Any:
        if not pressed:
            for _ in range(presses):
                pressed.append(1)
                signal.raise_signal(signal.SIGINT)
        return shareable(*args, **more)

    monkeypatch.setattr(sharing, "shareable", slowly)
    ran = cli(*words)
    assert ran.code == 1
    assert "What was finished before is kept" not in ran.err
    if presses == 1:
        assert "What may no longer be shared was taken away first" in ran.err
        assert "Taken away from" in ran.err
        assert [path.name[:2] for path in sounds(tmp_path / "out")] == ["01"]
    else:
        assert "there may still be what may no longer be shared: export again" in ran.err
        assert sounds(tmp_path / "out") == before


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0])
def test_deleted_excerpts_and_an_empty_playlist_leave_nothing_of_an_earlier_export_where_that_is_wished(
    project: Project, ids: list[int], cli: Command, done: Command, tmp_path: Path, kind: list[str]
) -> None:
    words = ["export", *(word.format(project=project.folder) for word in kind), "--to", tmp_path / "out"]
    done(*words)
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        for id_ in ids:
            delete_excerpt(edit, id_)
    before = sounds(tmp_path / "out")
    ran = cli(*words)
    assert ran.code == 1
    assert "that this project does not have any more" in ran.err
    assert sounds(tmp_path / "out") == before, "a copy of the project may have made them"
    assert cli(*words, "--take-away-deleted").code == 1
    assert not sounds(tmp_path / "out")
    assert not list((tmp_path / "out").rglob("*.mp3"))
