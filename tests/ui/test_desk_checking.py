"""Places to check on the desk: named, counted, walked through with a key, heard, typed over, cleared by checking."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import SHIFT, Desk, Key, desk_on
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from coproclip.overview.story import Passage
from coproclip.project.journal import Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Transcription, Word
from coproclip.transcript.edits import passages
from coproclip.transcription.progress import TranscriptionProgress
from coproclip.ui.pages.desk.about import wordless
from coproclip.ui.pages.desk.document_bar import places_to_check
from coproclip.ui.pages.desk.playback import AROUND_MS
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
LINES = (
    ("reporter", "What was the first day like?"),
    ("storyteller", "We moved the chairs."),
    ("reporter", "…"),
    ("storyteller", "Nobody had asked me before."),
)


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project, LINES)
        with project.edit(Work.TRANSCRIBE) as edit:
            edit.add(
                Transcription(
                    story_id=story,
                    engine="x",
                    speech_model="base",
                    state="done",
                    started_at=now(),
                    speech_ms=124 * 60_000,
                    wordless_ms=3 * 60_000,
                )
            )
            lines = passages(edit.session, story)
            lines[2].flags, lines[3].flags = ["no words"], ["who speaks"]
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make) as made:
        yield made


def heard(desk: Desk) -> tuple[int, int]:
    """The one stretch that was played last."""
    (span,) = desk.quiet.now.spans
    return span.start_ms, span.end_ms


def around(line: Passage) -> tuple[int, int]:
    return line.start_ms - AROUND_MS, line.end_ms + AROUND_MS


def test_f4_goes_to_the_next_place_and_lets_it_be_heard(desk: Desk) -> None:
    view = desk.page.transcript
    lines = view.words.passages
    desk.words(0, 0)
    desk.key(Key.Key_F4)
    assert view.reading.word() == (2, 0)
    assert heard(desk) == around(lines[2])
    assert "Somebody speaks, but no words were found" in view.accessibleDescription()
    desk.key(Key.Key_F4)
    assert heard(desk) == around(lines[3])
    assert "Not sure who is speaking" in view.accessibleDescription()
    desk.key(Key.Key_F4, SHIFT)
    assert heard(desk) == around(lines[2])


def test_f4_begins_with_the_place_the_cursor_is_in(desk: Desk) -> None:
    lines = desk.page.transcript.words.passages
    desk.words(2, 0)
    desk.key(Key.Key_F4)
    assert heard(desk) == around(lines[2])
    desk.key(Key.Key_F4)
    assert heard(desk) == around(lines[3])


def test_a_press_on_check_this_is_heard(desk: Desk) -> None:
    notes = desk.page.transcript.notes
    box = next(box for box, kind, _number in notes._hits if kind == "flag")
    QTest.mouseClick(notes, Qt.MouseButton.LeftButton, pos=box.center())
    assert heard(desk) == around(desk.page.transcript.words.passages[2])


def test_what_was_not_understood_is_typed_over_and_checked(desk: Desk) -> None:
    story = desk.workspace.story_id
    assert story is not None
    desk.words(2, 0)
    desk.key(Key.Key_Return)
    desk.type("And then?")
    desk.key(Key.Key_Escape)
    assert desk.segments(story)[2].text == "And then?"
    assert desk.page.view.document_bar._flags.text().startswith("2 "), "typing is not yet checking"
    desk.hear()
    desk.words(2, 0)
    desk.key(Key.Key_C)
    assert desk.page.transcript.words.passages[2].flags == ()
    assert desk.page.view.document_bar._flags.accessibleName().startswith("1 place to check, ")


def test_a_doubtful_voice_is_marked_at_the_name_not_under_its_words(desk: Desk) -> None:
    lines = desk.page.transcript.words.passages
    assert [(line.voice_doubt, line.words_doubt) for line in lines[2:]] == [(False, True), (True, False)]
    desk.page.passages.set_speaker([lines[3].id], None)
    desk.settle()
    assert desk.page.transcript.words.passages[3].flags == (), "a person said who it is"


def test_when_all_is_checked_it_says_so(desk: Desk) -> None:
    bar = desk.page.view.document_bar
    desk.hear()
    desk.words(0, 0, 3, 0)
    desk.key(Key.Key_C)
    assert bar._checked.text() == "All checked. Every passage was listened to."
    assert not bar._doubts.isVisible()
    desk.words(0, 0)
    heard_before = len(desk.quiet.heard)
    desk.key(Key.Key_F4)
    assert desk.told() == "All passages are checked: 4 heard here"
    assert len(desk.quiet.heard) == heard_before


def test_about_says_how_much_gave_no_text(desk: Desk) -> None:
    desk.page.view.tabs.setCurrentWidget(desk.page.view.about)
    told = [label.text() for label in desk.page.view.about.findChildren(Label)]
    assert "3 of 124 minutes gave no text" in told
    assert "2 places to check, about 1 second of listening" in told


@pytest.mark.parametrize(
    ("speech_ms", "wordless_ms", "said"),
    [
        (0, 0, ""),
        (600_000, 400, "No gaps in the transcript"),
        (600_000, 20_000, "20 seconds of 10 minutes gave no text"),
        (7_440_000, 180_000, "3 of 124 minutes gave no text"),
    ],
)
def test_how_much_gave_no_text(speech_ms: int, wordless_ms: int, said: str) -> None:
    assert wordless(TranscriptionProgress("done", 0, 0, speech_ms=speech_ms, wordless_ms=wordless_ms)) == said


def test_the_places_are_counted_with_their_time() -> None:
    words = [Word("a", 0, 10, 90)]
    flagged = [Passage(n, "", "", n * 20_000, n * 20_000 + 20_000, words, flags=("unsure",)) for n in range(6)]
    assert places_to_check(flagged)[0] == "6 places to check, about 2 minutes of listening"
    assert places_to_check([]) == ()


def test_the_sentence_gets_shorter_where_there_is_no_room(desk: Desk) -> None:
    bar = desk.page.view.document_bar
    whole = bar._flags.text()
    desk.window.resize(1180, 740)
    QApplication.processEvents()
    QApplication.processEvents()
    assert len(bar._flags.text()) < len(whole)
    assert bar._flags.width() >= bar._flags.sizeHint().width()
    assert bar._flags.accessibleName() == "2 places to check, about 1 second of listening"
    assert bar.rect().contains(bar._doubts.mapTo(bar, QPoint(bar._doubts.width() - 1, 0)))
