"""What changes much of a project is written beside the window: it goes on meanwhile, and stopped it changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from desks import dialog, when
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.jobs import Job
from coproclip.people.stories import speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Word
from coproclip.sensemaking.sessions import start_session
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.themes.history import By
from coproclip.themes.playlist_order import PlaylistOrder
from coproclip.transcript.mishearings import Mishearing
from coproclip.ui.operations import long_edits, meaning, playlists, reviews, themes, transcript, words, workshop
from coproclip.ui.pages.stories.loading import FEW_LETTERS, StoryRows
from coproclip.ui.wait_for import WorkingDialog, wait_for
from coproclip.ui.workspace import Workspace


@pytest.fixture
def space(qtbot: QtBot, project: Project) -> Iterator[Workspace]:
    made = Workspace(Settings())
    made.use(project)
    yield made
    made.close_project()


@contextmanager
def written_to(project: Project) -> Iterator[Callable[[], None]]:
    """While something else is written for long; what is yielded ends that."""
    asked, over = Event(), Event()

    def _long() -> None:
        with project.quiet():
            asked.set()
            over.wait(60)

    writer = Thread(target=_long)
    writer.start()
    asked.wait()
    try:
        yield over.set
    finally:
        over.set()
        writer.join()


def test_what_is_waited_for_meanwhile_is_not_taken_for_what_goes_on(space: Workspace) -> None:
    found, over = list[str](), Event()

    def _first(_job: Job) -> str:
        over.wait(20)
        return "first"

    def _meanwhile() -> None:
        QTimer.singleShot(200, over.set)
        found.append(wait_for(space, "Second", lambda _job: "second"))

    QTimer.singleShot(0, _meanwhile)
    found.append(wait_for(space, "First", _first))
    assert sorted(found) == ["first", "second"]


def test_what_changes_much_leaves_the_window_free_and_can_be_stopped(
    space: Workspace, project: Project, story: int, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_edits, "FEW", 0)
    with project.edit(Operation.ADD_THEME) as edit:
        one, other = (add_theme(edit, name).id for name in ("Chairs", "Trust"))
        excerpt = mark_quote(edit, story, "We moved the chairs.").id
        link(edit, one, excerpt)
        playlist = add_playlist(edit, "Both").id
        add_to_playlist(edit, playlist, [excerpt])
        session = start_session(edit, "First meeting").id
        voices = [(voice.id, voice.name) for voice in speakers_of(edit.session, story)][:2]
    misheard = Mishearing(1, 0, 1, "chairs", "stairs", "", "", "stairs", story, 0, 1)
    said: list[object] = []
    deeds: dict[str, Callable[[], object]] = {
        "check": lambda: transcript.check_story(space, story),
        "swap": lambda: transcript.swap_speakers(space, story, *voices),
        "merge voices": lambda: transcript.merge_speakers(space, *voices),
        "put right": lambda: words.put_right(space, [misheard], said.append),
        "meaning": lambda: meaning.set_kind(space, [excerpt], "metaphor"),
        "not reached": lambda: reviews.note_not_reached(space, [excerpt], 1, "Amina", "in person"),
        "merge themes": lambda: themes.merge(space, [one], other, By(), said.append),
        "delete a theme": lambda: themes.delete(space, one, "Chairs", other),
        "order": lambda: playlists.put_in_order(space, playlist, PlaylistOrder.THEME),
        "draw": lambda: workshop.draw(space, session),
        "results": lambda: workshop.enter_results(space, session, "memo: short", said.append),
        "notes": lambda: workshop.take_in(space, [tmp_path / "notes.json"]),
    }
    moved: list[int] = []
    beat = QTimer()
    beat.timeout.connect(lambda: moved.append(1))
    beat.start(10)
    step = project.undo_text
    for name, do in deeds.items():
        with written_to(project) as go_on:

            def _stop(met: WorkingDialog, go_on: Callable[[], None] = go_on) -> None:
                far = len(moved)
                qtbot.waitUntil(lambda: len(moved) > far + 2)
                met.stop.click()
                go_on()

            when(lambda: met if isinstance(met := dialog(), WorkingDialog) else None, _stop)
            assert do() in (False, None), name
        assert project.undo_text == step, f"{name}: nothing was changed"
        assert said == [], f"{name}: who has had enough is not told more"
    beat.stop()


def test_how_stories_stand_is_read_beside_the_window_where_they_have_many_words(
    space: Workspace, project: Project, story: int, qtbot: QtBot
) -> None:
    rows = StoryRows(space, lambda: True, space)
    rows.begin()
    assert [row.known for row in rows.rows] == [True]
    words = [Word("gone", at, at + 1, 90) for at in range(FEW_LETTERS // 4)]
    text = " ".join(word.text for word in words)
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.add(Segment(story_id=story, start_ms=20_000, end_ms=60_000, text=text, words=words, flags=[]))
    rows.begin()
    assert [row.known for row in rows.rows] == [False], "they are listed at once"
    qtbot.waitUntil(lambda: [row.known for row in rows.rows] == [True])
