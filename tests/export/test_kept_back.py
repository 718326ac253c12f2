"""A private note, who said yes and what was marked are in no byte and no name of anything that leaves."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_back import WORD, note_all_that_stays

from coproclip.excerpts.approval import Use, note_answer, shareable
from coproclip.excerpts.marking import mark
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.excerpts.rules.policy import ANSWERED_USES, FOLDER_USES
from coproclip.export.clip import FORMATS
from coproclip.export.clips import export_clips
from coproclip.export.playlist.playlist_page import export_playlist, playlist_info
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import check_story

KINDS = ("utf-8", "utf-16-le", "utf-16-be")


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything in a folder, and in the zips in it, by name."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                yield from ((name, packed.read(name)) for name in packed.namelist())


@pytest.mark.parametrize("use", FOLDER_USES)
def test_what_was_noted_while_recording_leaves_in_no_file(
    project: Project, story: int, tmp_path: Path, use: Use
) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        first, second = mark(edit, story, 500, 6000).id, mark(edit, story, 6900, 9000).id
        check_story(edit, story)
        playlist = add_playlist(edit, "Doors that open").id
        add_to_playlist(edit, playlist, [first, second])
        for excerpt in (first, second):
            note_answer(edit, excerpt, "yes", who=f"Mrs {WORD}", how=f"by {WORD}", uses=ANSWERED_USES)
    note_all_that_stays(project, story)
    granted = shareable(project, [first, second], use).granted
    assert len(granted) == 2
    for format in FORMATS:
        export_clips(granted, tmp_path / "out" / format, format=format)
    export_playlist(playlist_info(project, playlist, granted), granted, tmp_path / "out")
    found = list(contents(tmp_path / "out"))
    assert len(found) > 4 * len(FORMATS)
    for name, content in found:
        assert WORD not in name
        for word in (WORD, WORD.upper(), json.dumps(WORD)[1:-1]):
            assert not any(word.encode(kind) in content for kind in KINDS), name


def test_the_log_for_people_holds_no_word_of_it(project: Project, story: int) -> None:
    note_all_that_stays(project, story)
    with project.database.readers.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM change_log").fetchall()
    assert rows
    assert not any(WORD in str(row) for row in rows)
