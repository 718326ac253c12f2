"""On the desk a name is hidden, and a bit is marked as not to be used; both are seen, and can be undone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Desk, Key, desk_on, dialog, when
from desks import story_on_desk as story_on_desk
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import ReasonKind, Use, shareable
from coproclip.excerpts.marking import mark_quote
from coproclip.overview.names import names_in
from coproclip.people.moments import not_used
from coproclip.project.journal import Operation
from coproclip.project.schema import LostName, Mention
from coproclip.transcript.edits import correct_segment, passages
from coproclip.ui.dialogs.names.hide import HideName
from coproclip.ui.pages.desk.moment_list import MomentList
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    with desk_on(qtbot, tmp_path / "Side by Side", make_story) as made:
        yield made


def select(desk: Desk, words: str) -> None:
    desk.settle()
    transcript = desk.page.transcript
    every = [word for passage in transcript.words.passages for word in passage.words]
    texts, wanted = [word.text for word in every], words.split()
    first = next(n for n in range(len(texts)) if texts[n : n + len(wanted)] == wanted)
    transcript.reading.select_range(every[first].start_ms, every[first + len(wanted) - 1].end_ms)
    transcript.setFocus()


def decisions(desk: Desk, story: int) -> list[tuple[str, str, str]]:
    with desk.project.read() as session:
        return [(one.text, one.decision.value, one.general) for one in names_in(session, story)]


def test_h_hides_the_selected_name_wherever_it_is_said(desk: Desk, story: int) -> None:
    select(desk, "the bus stop.")

    def _answer(found: HideName) -> None:
        assert "It is said once in this story." in " ".join(one.text() for one in found.findChildren(Label))
        assert found.by.text() == "Amina"
        QTest.keyClicks(found.general, "where I wait")
        QTest.keyClick(found.general, Key.Key_Return)

    when(dialog, _answer)
    QTest.keyClick(desk.page.transcript, Key.Key_H)
    assert decisions(desk, story) == [("the bus stop", "make general", "where I wait")]
    desk.project.undo()
    assert decisions(desk, story) == []


def test_x_marks_a_bit_that_is_not_used_and_the_panel_takes_it_back(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "We moved the chairs. After that").id
    select(desk, "the chairs.")
    QTest.keyClick(desk.page.transcript, Key.Key_X)
    desk.settle()
    with desk.project.read() as session:
        (stretch,) = not_used(session, story)
    reasons = [one.code for no in shareable(desk.project, [excerpt], Use.SHARING).refused for one in no.reasons]
    assert ReasonKind.NOT_USED in reasons
    closed = (stretch.start_ms, stretch.end_ms)
    assert desk.page.transcript.marks.not_used == [closed]
    assert [wave.scene.not_used for wave in desk.page.view.waves] == [[closed], [closed]]
    desk.page.view.tabs.setCurrentWidget(desk.page.view.about)
    panel = desk.page.view.about.findChild(MomentList)
    assert panel is not None
    assert any("Don’t use this bit, until" in one.whole_text() for one in panel.findChildren(Label))
    back = next(one for one in panel.findChildren(Button) if one.objectName().startswith("excerpt-"))
    back.click()
    desk.settle()
    assert desk.page.transcript.marks.not_used == []
    desk.project.undo()
    desk.settle()
    assert desk.page.transcript.marks.not_used == [closed]


def test_a_name_that_comes_with_a_correction_is_to_be_decided_about(desk: Desk, story: int) -> None:
    with desk.project.edit(Operation.CORRECT_WORDS) as edit:
        line = passages(edit.session, story)[1]
        correct_segment(edit, line.id, line.text.replace("chairs", "Bradford"))
    desk.qtbot.waitUntil(lambda: decisions(desk, story) == [("Bradford", "", "")])
    desk.qtbot.waitUntil(lambda: not desk.workspace.jobs.jobs())
    desk.page.view.tabs.setCurrentWidget(desk.page.view.about)
    desk.settle()
    said = [one.whole_text() for one in desk.page.view.about.findChildren(Label)]
    assert "1 name to decide about. What nobody decided about is not shared." in said


def test_where_a_name_was_corrected_at_very_many_places_the_story_is_shown_before_its_excerpts(
    desk: Desk, story: int
) -> None:
    with desk.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "the bus stop").id
        name = Mention(story_id=story, kind="person", text="Helen", decision="remove")
        edit.session.add(name)
        edit.session.flush()
        places = [LostName(story_id=story, mention_id=name.id, start_ms=at, end_ms=at + 9) for at in range(1_001)]
        edit.session.add_all(places)
    desk.settle()
    opened = desk.page.open_story
    opened.open(story)
    opened.show_excerpts()
    assert opened.passages
    assert not opened.settled, "the window does not wait for them"
    desk.settle()
    assert [row.excerpt_id for row in opened.excerpts][-1:] == [excerpt]
