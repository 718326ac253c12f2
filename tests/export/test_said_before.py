"""What a reporter says before others never leaves where it could not be written there, whatever is made."""

from pathlib import Path

import pytest
from consenting import allow, answer
from made_stories import make_story, new_project
from searching import found_in

from coproclip.cli.app import run
from coproclip.excerpts.marking import mark, mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, change_item, items
from coproclip.excerpts.rules.policy import Use
from coproclip.project.journal import Operation
from coproclip.transcript.edits import passages

REFUSED = "I drove buses out of here for thirty years."
SAID = "Somebody drove buses out of here for thirty years."
QUOTES = ("We moved the chairs.", "there was no head", "so people just talked.", "I had never been asked")
WAYS: dict[str, tuple[str, ...]] = {
    "page": ("page", "Doors"),
    "feed": ("feed", "Doors", "--address", "https://example.org/doors/"),
    "montage": ("montage", "--playlist", "Doors", "--format", "wav"),
    "pack": ("pack", "--playlist", "Doors"),
    "video": ("video", "--playlist", "Doors"),
    "timeline": ("timeline", "--playlist", "Doors", "--format", "otio", "--format", "csv"),
    "cards": ("cards", "--playlist", "Doors"),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four excerpts, then an introduction that says again what was refused, and an excerpt that follows it."""
    with new_project(tmp_path_factory.mktemp("kept") / "Doors") as project:
        kit = make_story(project)
        wren = make_story(
            project, [("storyteller", REFUSED), ("storyteller", "I liked it.")], title="B", storyteller="W"
        )
        ann = make_story(project, [("reporter", SAID)], title="Ann", storyteller="Ann")
        allow(project, kit, wren, ann)
        with project.edit(Operation.ADD_PLAYLIST) as edit:
            made = [mark_quote(edit, kit, words).id for words in QUOTES]
            refused, follows = (
                mark(edit, wren, line.start_ms, line.end_ms).id for line in passages(edit.session, wren)
            )
            line = passages(edit.session, ann)[0]
            said = mark(edit, ann, line.start_ms, line.end_ms, title="What is to come").id
            playlist = add_playlist(edit, "Doors").id
            add_to_playlist(edit, playlist, [*made, said, follows])
            change_item(edit, items(edit.session, playlist)[-2].id, spoken=True)
        for excerpt in (*made, said, follows):
            answer(project, excerpt, uses=list(Use))
        answer(project, refused, "no")
        return project.folder


@pytest.mark.parametrize("way", WAYS)
def test_nothing_refused_leaves_in_a_spoken_introduction(
    kept: Path, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    what, *more = WAYS[way]
    code = run(["export", what, str(kept), *more, "--to", str(tmp_path), "--consent-confirmed"])
    said = capsys.readouterr()
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert made, f"{code} {said.out} {said.err}"
    assert found_in(["drove buses out of here", "What is to come"], tmp_path) == {}
    assert "What the reporter says in it has words of an excerpt that may not be shared" in said.err
