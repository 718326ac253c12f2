"""Asking a storyteller in the window: side by side by keys alone, a review to take home, and what comes back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from consenting import allow
from desks import CTRL, Desk, Key, desk_on, dialog, when
from made_stories import make_story
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.errors import ProjectBusy
from coproclip.excerpts.approval import Approval, StoryReader, shareable
from coproclip.excerpts.marking import change_excerpt, mark_quote
from coproclip.excerpts.reviews.review_codes import ReviewAnswer, answer_code
from coproclip.excerpts.reviews.review_packs import make_pack
from coproclip.excerpts.rules.policy import Use
from coproclip.people.naming import name_person
from coproclip.people.participants import take_part
from coproclip.people.people import add_person, change_person, find_person
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import NamedIn, Part
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt
from coproclip.ui.dialogs.reviews.read_in import ReadAnswers
from coproclip.ui.dialogs.reviews.take_home import TakeHome
from coproclip.ui.dialogs.reviews.together import SitTogether
from coproclip.ui.operations.words import add as add_words
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
WORDS = ("We moved the chairs.", "there was no head of the table", "I had never been asked before.")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project)
        allow(project, story)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            ids = [mark_quote(edit, story, words).id for words in WORDS]
            change_excerpt(edit, ids[0], care="About a loss")
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make) as desk:
        yield desk


@pytest.fixture
def excerpts() -> list[int]:
    return [1, 2, 3]


def shown(desk: Desk, kind: Callable[..., Dialog]) -> Dialog:
    dialog = kind(desk.workspace, parent=desk.window)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    desk.qtbot.waitExposed(dialog)
    dialog.activateWindow()
    return dialog


def key(desk: Desk, dialog: QWidget, *keys: Key) -> None:
    dialog.activateWindow()
    QApplication.processEvents()
    for one in keys:
        QTest.keyClick(dialog.focusWidget() or dialog, one)
        desk.settle()


def state(desk: Desk, excerpt: int) -> Approval:
    with desk.project.read() as session:
        return StoryReader(session).approval(session.get_one(Excerpt, excerpt))


def words_in(dialog: QWidget) -> str:
    return " ".join(label.whole_text() for label in dialog.findChildren(Label) if label.isVisible())


@pytest.fixture
def together(desk: Desk) -> SitTogether:
    """On the first excerpt, reached by keys."""
    found = shown(desk, SitTogether)
    assert isinstance(found, SitTogether)
    assert not found.begin.isEnabled(), "nobody said how they answer"
    key(desk, found, Key.Key_Tab, Key.Key_Tab)
    QTest.keyClicks(found.focusWidget(), "in person")
    key(desk, found, Key.Key_Return)
    assert found.card.place.whole_text() == "1 of 3"
    return found


def test_one_after_another_by_keys_alone(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    assert together.card.words.text() == "One storyteller: We moved the chairs."
    assert together.card.words.font().pointSizeF() >= 18 or together.card.words.font().pixelSize() >= 24
    assert "Shown as: One storyteller" in together.card.where.text()
    assert "Before it plays, others read: About a loss" in together.card.where.text()
    assert "Reporter: What was the first day like?" in together.card.before.text()
    key(desk, together, Key.Key_Space)
    assert desk.workspace.listening.playing, "Space plays the recording itself"
    key(desk, together, Key.Key_Y)
    assert state(desk, excerpts[0]) is Approval.YES
    assert together.card.place.whole_text() == "2 of 3 · Saved: yes. Ctrl Z takes it back."

    def _wish(asked: QWidget) -> None:
        QTest.keyClicks(asked.findChild(QLineEdit), "Say which table")
        QTest.keyClick(asked.findChild(QLineEdit), Key.Key_Return)

    when(dialog, _wish)
    key(desk, together, Key.Key_C)
    assert state(desk, excerpts[1]) is Approval.NO
    key(desk, together, Key.Key_S)
    assert together.over.whole_text() == (
        "1 yes, 1 to change, 0 no. 1 not answered: a yes from before stays, all else is a no."
    )
    key(desk, together, Key.Key_Escape)
    assert not together.isVisible()
    with desk.project.read() as session:
        assert session.get_one(Excerpt, excerpts[1]).note == "Asked for a change: Say which table"


def test_enter_presses_the_answer_that_has_the_keyboard(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    together.card.answers[ReviewAnswer.NO].setFocus()
    key(desk, together, Key.Key_Return)
    assert state(desk, excerpts[0]) is Approval.NO


def test_how_they_are_named_on_a_public_page_is_in_sight(desk: Desk, excerpts: list[int]) -> None:
    with desk.project.edit(Operation.CHANGE_PERSON) as edit:
        name_person(edit, 1, NamedIn.PAGE, "Wren Hughes of Mill Lane")
    found = shown(desk, SitTogether)
    assert isinstance(found, SitTogether)
    found.whom.uses.ticks[Use.PAGE].setChecked(True)
    key(desk, found, Key.Key_Tab, Key.Key_Tab)
    found.whom.how.setEditText("in person")
    found.begin.click()
    desk.settle()
    where = found.card.where.text().splitlines()
    assert "In clips and playlists shown as: One storyteller" in where
    assert "On a public page shown as: Wren Hughes of Mill Lane" in where
    assert "Shown as: One storyteller" not in where


def test_a_yes_is_taken_back_and_a_no_is_not(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    key(desk, together, Key.Key_Y)
    QTest.keyClick(together.focusWidget(), Key.Key_Z, CTRL)
    desk.settle()
    assert state(desk, excerpts[0]) is Approval.DRAFT
    assert together.card.place.whole_text() == "1 of 3 · Taken back."
    key(desk, together, Key.Key_Y, Key.Key_N)
    QTest.keyClick(together.focusWidget(), Key.Key_Z, CTRL)
    desk.settle()
    assert [state(desk, one) for one in excerpts[:2]] == [Approval.YES, Approval.NO]


def test_only_the_answer_itself_is_taken_back(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    def _undo() -> None:
        QTest.keyClick(together.focusWidget() or together, Key.Key_Z, CTRL)
        desk.settle()

    key(desk, together, Key.Key_Y)
    add_words(desk.workspace, "Evening", pytest.fail)
    _undo()
    assert together.card.place.whole_text().startswith("2 of 3 · Nothing was taken back: something else was changed")
    assert state(desk, excerpts[0]) is Approval.YES
    assert desk.project.undo_text == Operation.CHANGE_WORDS.value, "it is still to be undone in the window"
    key(desk, together, Key.Key_Y)
    desk.project.guard.stop(ProjectBusy("Another window works in this project.", "Nothing was changed."))
    _undo()
    assert together.card.place.whole_text() == "3 of 3 · Nothing was taken back."
    assert state(desk, excerpts[1]) is Approval.YES
    desk.project.guard.start()
    _undo()
    assert together.card.place.whole_text() == "2 of 3 · Taken back."
    assert state(desk, excerpts[1]) is Approval.DRAFT


def test_after_nobody_was_reached_nothing_is_said_to_be_taken_back(
    desk: Desk, together: SitTogether, excerpts: list[int]
) -> None:
    key(desk, together, Key.Key_Y)
    together.not_reached.click()
    desk.settle()
    together.back.click()
    desk.settle()
    QTest.keyClick(together.focusWidget() or together, Key.Key_Z, CTRL)
    desk.settle()
    assert "Taken back" not in words_in(together)
    assert state(desk, excerpts[0]) is Approval.YES


def test_the_words_grow_to_twice_their_size(desk: Desk, together: SitTogether) -> None:
    before = together.card.words.font().pixelSize()
    for _ in range(6):
        QTest.keyClick(together.focusWidget(), Key.Key_Plus, CTRL)
    assert together.card.words.font().pixelSize() == 2 * before


def test_whom_nobody_could_reach_has_not_answered(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    key(desk, together, Key.Key_Y)
    together.not_reached.click()
    desk.settle()
    assert [state(desk, one) for one in excerpts] == [Approval.YES, Approval.WAITING, Approval.WAITING]


def test_what_changes_meanwhile_is_shown_before_it_is_answered(
    desk: Desk, together: SitTogether, excerpts: list[int]
) -> None:
    with desk.project.edit(Operation.CHANGE_EXCERPT) as edit:
        change_excerpt(edit, excerpts[0], attribution="A neighbour")
    desk.settle()
    assert "Shown as: A neighbour" in together.card.where.text()
    key(desk, together, Key.Key_Y)
    assert shareable(desk.project, excerpts[:1], Use.SHARING).granted


def test_what_was_refused_is_not_asked_again(desk: Desk, together: SitTogether, excerpts: list[int]) -> None:
    key(desk, together, Key.Key_N, Key.Key_N, Key.Key_N)
    together.accept()
    again = shown(desk, SitTogether)
    assert isinstance(again, SitTogether)
    again.whom.how.setEditText("in person")
    again.begin.click()
    assert "nothing to ask this storyteller about" in again.over.whole_text()


def test_a_review_to_take_home(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    desk.workspace.settings.export_folder = str(out)
    home = shown(desk, TakeHome)
    assert isinstance(home, TakeHome)
    home.making.export.click()
    desk.qtbot.waitUntil(lambda: home.making.show_files.isVisible())
    [page] = out.rglob("index.html")
    assert "May we share these words of yours?" in page.read_text("utf-8")
    assert (page.parent / "large print.pdf").read_bytes().startswith(b"%PDF")
    assert "3 excerpts in “Review of Kit" in words_in(home)


def test_what_comes_back_is_shown_before_it_is_saved(desk: Desk, excerpts: list[int], tmp_path: Path) -> None:
    with desk.project.edit(Work.REVIEW_PACK) as edit:
        mark = make_pack(edit, 1, excerpts, [Use.SHARING])
    back = shown(desk, ReadAnswers)
    assert isinstance(back, ReadAnswers)
    yes = answer_code(mark.codes[excerpts[0]], ReviewAnswer.YES)
    no = answer_code(mark.codes[excerpts[1]], ReviewAnswer.NO)
    QTest.keyClicks(back.letters, f"{yes.lower()}, {no}")
    desk.qtbot.waitUntil(lambda: "Yes, to exactly this." in words_in(back))
    assert "No answer counts as a no." in words_in(back), "what else the review asked about was left open"
    assert not back.keep.isEnabled(), "nobody said who answered"
    assert [state(desk, one) for one in excerpts[:2]] == [Approval.DRAFT] * 2
    QTest.keyClicks(back.who, "Kit")
    back.how.setEditText("on the phone")
    back.keep.click()
    desk.settle()
    assert [state(desk, one) for one in excerpts] == [Approval.YES, Approval.NO, Approval.WAITING]
    again = shown(desk, ReadAnswers)
    assert isinstance(again, ReadAnswers)
    QTest.keyClicks(again.letters, yes[:-1] + ("A" if yes[-1] != "A" else "C"))
    desk.settle()
    assert "is not right" in again.trouble.whole_text()
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"made_with": "somebody"}))
    again.read_file(bad)
    assert not again.keep.isEnabled()
    desk.settle()
    assert "is not a file of answers" in again.trouble.whole_text()
    assert not again.keep.isEnabled()


def test_what_helps_them_is_in_sight_before_they_are_asked(desk: Desk) -> None:
    with desk.project.edit(Operation.TAKE_PART) as edit:
        change_person(edit, find_person(edit.session, "Kit").id, {"access_needs": "Large print"})
        ana = add_person(edit, {"alias": "Ana", "access_needs": "A break every hour"})
        take_part(edit, 1, ana, Part.INTERPRETER)
    dialog = shown(desk, SitTogether)
    assert isinstance(dialog, SitTogether)
    dialog.whom.whose.setCurrentIndex(dialog.whom.whose.findText("Kit", Qt.MatchFlag.MatchStartsWith))
    words = words_in(dialog)
    assert "What helps Kit: Large print" in words
    assert "What helps Ana: A break every hour" in words


def test_the_share_menu_leads_there(desk: Desk) -> None:
    for name, kind in (("sit_together", SitTogether), ("make_review", TakeHome), ("read_answers", ReadAnswers)):
        found: list[str] = []

        def _close(there: QWidget, found: list[str] = found) -> None:
            found.append(type(there).__name__)
            there.close()

        when(dialog, _close)
        desk.window.commands.action(name).trigger()
        assert found == [kind.__name__]
    assert QApplication.activeModalWidget() is None
