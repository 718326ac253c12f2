"""The excerpt window: its edges, what is taken out, who is named, what was answered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import CTRL, SHIFT, Desk, Key, desk_on, dialog, drag, when
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import answers
from coproclip.excerpts.marking import mark_quote, take_out
from coproclip.excerpts.playlists import add_playlist, add_to_playlist
from coproclip.people.naming import add_label, labels
from coproclip.people.own_lists import find_or_add_entry
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, PersonEntry
from coproclip.themes.codebook import add_theme, link, themes_of
from coproclip.transcript.edits import passages
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.answers import AnswersDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.excerpt.mending import Mend
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.operations.excerpts import delete
from coproclip.ui.style.look import apply_style
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.time_field import show_time

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Make = Callable[..., int]
CLICK = Qt.MouseButton.LeftButton
WORDS = "After that there was no head of the table, so people just talked."


class Shown:
    """The window on one excerpt."""

    def __init__(self, desk: Desk, dialog: ExcerptDialog, excerpt_id: int) -> None:
        self.desk, self.dialog, self.id = desk, dialog, excerpt_id
        self.words = desk.segments(self.excerpt.story_id)[1].words

    @property
    def excerpt(self) -> Excerpt:
        with self.desk.project.read() as session:
            return fetch(session, Excerpt, self.id)

    @property
    def spans(self) -> list[tuple[int, int]]:
        return self.desk.spans(self.id)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.dialog.activateWindow()
        QApplication.processEvents()
        target = self.dialog.focusWidget() or self.dialog
        QTest.keyClick(target, key, modifier)
        self.desk.settle()

    def press(self, button: QWidget) -> None:
        QTest.mouseClick(button, CLICK)
        self.desk.settle()

    def select(self, first: str, last: str) -> None:
        """Select words in the text, by their letters."""
        view = self.dialog.sheet.words
        text = view.toPlainText()
        cursor = view.textCursor()
        cursor.setPosition(text.index(first))
        cursor.setPosition(text.index(last) + len(last), cursor.MoveMode.KeepAnchor)
        view.setTextCursor(cursor)
        view.setFocus()

    def said(self) -> list[str]:
        return [strip.accessibleName() for strip in self.dialog.messages.strips()]

    def heard(self) -> list[tuple[int, int]]:
        return [(span.start_ms, span.end_ms) for span in self.desk.quiet.now.spans]


@pytest.fixture
def desk(tmp_path: Path, make_story: Make, qtbot: QtBot) -> Iterator[Desk]:
    def _make(project: Project) -> int:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            first = mark_quote(edit, story, WORDS)
            mark_quote(edit, story, "somebody asked me how I get to the bus stop")
            theme = add_theme(edit, "Chairs")
            add_theme(edit, "Being asked")
            link(edit, theme.id, first.id)
            add_to_playlist(edit, add_playlist(edit, "Doors that open").id, [first.id])
        return story

    with desk_on(qtbot, tmp_path / "Side by Side", _make) as made:
        yield made


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Iterator[Shown]:
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id
    window = ExcerptDialog(desk.workspace, excerpt_id, desk.window)
    with qtbot.waitExposed(window):
        window.show()
    yield Shown(desk, window, excerpt_id)
    window.reject()
    window.deleteLater()


def test_it_opens_from_the_desk_and_shows_the_excerpt(desk: Desk) -> None:
    desk.page.view.excerpts.show_chosen(desk.page.open_story.excerpts[0].excerpt_id)
    desk.page.view.excerpts.setFocus()
    seen: list[str] = []

    def _look(found: ExcerptDialog) -> None:
        seen.extend(
            [
                found.windowTitle(),
                found.sheet.words.toPlainText(),
                found.sheet.start_card.field.text(),
                found.sheet.kept.text(),
            ]
        )
        seen.extend([found.side.used.text(), found.side.named.currentText(), found.side.badge.accessibleName()])
        QTest.keyClick(found, Key.Key_Escape)

    when(dialog, _look)
    desk.key(Key.Key_Return)
    assert seen == [
        "Excerpt, Kit, 0:03",
        WORDS,
        "00:03.6",
        "3.2 s kept",
        "Doors that open (not ready)",
        "One storyteller",
        "Draft",
    ]


# ---- hearing --------------------------------------------------------------------------------------------------


def test_hearing_all_the_edges_and_again_and_again(shown: Shown) -> None:
    start, end = shown.spans[0]
    shown.press(shown.dialog.sheet.play)
    assert shown.heard() == [(start, end)]
    shown.desk.quiet.go(start + 700)
    assert shown.dialog.sheet.now.text() == "0:04.3"
    shown.key(Key.Key_K)
    assert not shown.desk.quiet.playing
    shown.key(Key.Key_K)
    assert shown.heard() == [(start + 700, end)], "from where it stopped"
    shown.key(Key.Key_K)
    shown.key(Key.Key_I, SHIFT)
    assert shown.heard() == [(start, start + 1500)]
    shown.key(Key.Key_O, SHIFT)
    assert shown.heard() == [(end - 1500, end)]
    shown.key(Key.Key_R)
    shown.key(Key.Key_K)
    shown.key(Key.Key_K)
    assert shown.desk.quiet.now.loop, "again and again"


# ---- edges ----------------------------------------------------------------------------------------------------


def test_edges_by_typed_time_and_tenths(shown: Shown) -> None:
    field = shown.dialog.sheet.end_card.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0:06.3")
    QTest.keyClick(field, Key.Key_Return)
    shown.desk.settle()
    assert shown.spans == [(3600, shown.words[14].end_ms)], "edges sit on words"
    assert shown.excerpt.quote.endswith("so people")
    start = shown.dialog.sheet.start_card
    start.field.setFocus()
    QTest.keyClick(start.field, Key.Key_PageDown)
    shown.desk.settle()
    assert shown.spans[0][0] == shown.words[0].start_ms, "a second earlier"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "soon")
    QTest.keyClick(field, Key.Key_Return)
    assert shown.dialog.sheet.end_card.error.isVisible()
    assert shown.spans == [(shown.words[0].start_ms, shown.words[14].end_ms)], "nothing happened"


def test_edges_by_word_by_playhead_and_by_drag(shown: Shown) -> None:
    buttons = {button.accessibleName(): button for button in shown.dialog.sheet.start_card.findChildren(QWidget)}
    shown.press(buttons["Start of the excerpt: one word later"])
    assert shown.spans[0][0] == shown.words[5].start_ms
    shown.press(buttons["Start of the excerpt: one word earlier"])
    shown.press(buttons["Start of the excerpt: one word earlier"])
    assert shown.spans[0][0] == shown.words[3].start_ms
    shown.dialog.playback.seek(shown.words[6].start_ms)
    shown.dialog.sheet.words.setFocus()
    shown.key(Key.Key_I)
    assert shown.spans[0][0] == shown.words[6].start_ms
    shown.dialog.playback.seek(shown.words[10].end_ms)
    shown.key(Key.Key_O)
    assert shown.spans == [(shown.words[6].start_ms, shown.words[10].end_ms)]
    wave = shown.dialog.sheet.wave
    handle, scale = wave.edge_handles()[0], wave._scale()
    QTest.mousePress(handle, CLICK, pos=handle.rect().center())
    for word in (5, 4):
        to = QPoint(round(scale.x(shown.words[word].start_ms)), wave.height() // 2)
        QTest.mouseMove(handle, handle.mapFrom(wave, to))
        QApplication.processEvents()
    QTest.mouseRelease(handle, CLICK, pos=handle.rect().center())
    shown.desk.settle()
    assert shown.spans[0][0] == shown.words[4].start_ms


def test_an_excerpt_never_becomes_empty(shown: Shown) -> None:
    before = shown.spans
    shown.dialog.move_edge(0, "start", 99_000)
    assert shown.spans == before
    assert any("at least one word" in words for words in shown.said())


# ---- taking out -----------------------------------------------------------------------------------------------


def test_taking_out_a_middle_and_putting_it_back(shown: Shown) -> None:
    window = shown.dialog
    shown.key(Key.Key_D)
    assert shown.said() == ["Select the words to take out first."]
    shown.select("no head", "table,")
    shown.key(Key.Key_D)
    assert len(shown.spans) == 2
    assert "… 1.3 s taken out" in window.sheet.words.toPlainText()
    assert shown.excerpt.quote == "After that there was … so people just talked."
    shown.press(window.sheet.join)
    assert [end - start <= 2000 for start, end in shown.heard()] == [True, True]
    assert shown.heard()[0][1] == shown.spans[0][1]
    assert shown.heard()[1][0] == shown.spans[1][0]
    shown.press(window.sheet.back)
    assert len(shown.spans) == 1
    assert window.sheet.words.toPlainText() == WORDS
    assert not window.sheet.back.isEnabled()
    assert not window.sheet.join.isVisible()
    shown.key(Key.Key_Z, CTRL)
    assert len(shown.spans) == 2, "undo works in here too"


def test_the_join_is_to_be_heard_once_before_it_is_done(shown: Shown) -> None:
    shown.select("no head", "table,")
    shown.key(Key.Key_D)
    shown.key(Key.Key_Return, CTRL)
    assert shown.dialog.isVisible()
    assert any("Hear the join once" in words for words in shown.said())
    shown.key(Key.Key_Return, CTRL)
    assert not shown.dialog.isVisible(), "it is asked, not forced"


def test_a_join_that_was_heard_is_not_asked_for(shown: Shown) -> None:
    shown.select("no head", "table,")
    shown.key(Key.Key_D)
    (_start, before), (after, _end) = shown.spans
    shown.press(shown.dialog.sheet.join)
    shown.desk.quiet.go(before - 10)
    shown.desk.quiet.go(after + 10)
    shown.key(Key.Key_Return, CTRL)
    assert not shown.dialog.isVisible()


# ---- what is said about it ------------------------------------------------------------------------------------


def test_title_name_feeling_and_note_are_kept_while_typing(shown: Shown) -> None:
    side = shown.dialog.side
    side.title.setFocus()
    QTest.keyClicks(side.title, "No head of the table")
    side.note.setFocus()
    QTest.keyClicks(side.note, "with Rosa")
    shown.desk.qtbot.waitUntil(lambda: shown.excerpt.note == "with Rosa")
    assert shown.excerpt.title == "No head of the table"
    field = side.named.lineEdit()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "Kit, who moved the chairs")
    side.meaning.feeling.setFocus()
    QTest.keyClick(side.meaning.feeling, Key.Key_Down)
    side.meaning.feeling.activated.emit(side.meaning.feeling.currentIndex())
    shown.desk.settle()
    assert shown.excerpt.attribution == "Kit, who moved the chairs"
    assert shown.excerpt.valence == "positive"
    QTest.keyClicks(side.note, " and Sam")
    shown.dialog.step(1)
    assert shown.excerpt.note == "with Rosa and Sam", "going on keeps what was typed"
    shown.dialog.step(-1)
    assert side.note.toPlainText() == "with Rosa and Sam"


def test_words_that_fit_only_one_storyteller_are_kept_on_purpose_alone(shown: Shown) -> None:
    desk, side = shown.desk, shown.dialog.side
    with desk.project.edit(Operation.CHANGE_LISTS) as edit:
        role = find_or_add_entry(edit, ListKind.ROLE, "medical researcher")
        edit.add(PersonEntry(person_id=1, entry_id=role.id))
        add_label(edit, "One medical researcher")
    desk.settle()
    side.named.lineEdit().selectAll()
    QTest.keyClicks(side.named.lineEdit(), "One medical researcher")
    side.keep()
    desk.settle()
    assert "“One medical researcher” fits only one storyteller (medical researcher)." in side.reasons.words()
    assert "One medical researcher" in [side.named.itemText(place) for place in range(side.named.count())]

    def _asked() -> QWidget | None:
        found = dialog()
        return found if found is not shown.dialog else None

    def _say_who(asked: QWidget) -> None:
        QTest.keyClicks(asked.findChild(QLineEdit), "Amina")
        QTest.keyClick(asked.findChild(QLineEdit), Key.Key_Return)

    assert "fits only one storyteller" in side.few.said.text(), "said where it is chosen too"
    assert side.few.use.accessibleName() == "Use broader words: One researcher"
    shown.press(side.few.use)
    desk.settle()
    assert shown.excerpt.attribution == side.named.currentText() == "One researcher"
    assert not side.few.isVisible()
    assert Mend.NAMING not in side.reasons.buttons
    assert "agreed to being named" not in side.reasons.words(), "it is a word of the project’s now, no name"
    desk.workspace.undo()
    desk.settle()
    assert side.named.currentText() == "One medical researcher"
    when(_asked, _say_who)
    shown.press(side.reasons.buttons[Mend.NAMING])
    assert not side.few.isVisible()
    assert "fits only" not in side.reasons.words()
    assert Mend.NAMING not in side.reasons.buttons
    with desk.project.read() as session:
        assert [one.chosen_by for one in labels(session) if one.entry_id] == ["Amina"]


def test_answers_and_their_history(shown: Shown) -> None:
    def _yes(found: AnswerDialog) -> None:
        assert found.who.text() == "Kit"
        assert found.choices.checkedId() == -1
        QTest.keyClick(found.who, Key.Key_Return)
        assert found.isVisible(), "nothing is kept before an answer is chosen"
        found.choices.button(0).click()
        found.who.clear()
        assert not found.keep.isEnabled(), "a yes is somebody’s yes"
        found.who.setText("Kit")
        assert found.how.currentText() == "", "nobody says for them how they were asked"
        assert not found.keep.isEnabled()
        found.how.setEditText("on the phone")
        QTest.keyClick(found.who, Key.Key_Return)

    side = shown.dialog.side
    assert not side.history.isEnabled()
    when(dialog_of(AnswerDialog), _yes)
    shown.press(side.answer)
    assert side.badge.accessibleName() == "Held back"
    assert side.said.whole_text().startswith("Kit said yes on")
    assert side.said.whole_text().endswith("on the phone.")
    assert "Nobody noted that the storyteller agreed to being recorded." in side.reasons.words()
    assert side.reasons.buttons[Mend.CONSENT].text() == "What they agreed to…"
    shown.dialog.move_edge(0, "start", shown.words[6].start_ms)
    shown.desk.settle()
    assert side.badge.accessibleName() == "Ask again"
    assert "It changed after the storyteller said yes: " in side.reasons.words()

    def _no(found: AnswerDialog) -> None:
        found.choices.button(2).click()
        found._keep()

    when(dialog_of(AnswerDialog), _no)
    shown.key(Key.Key_A)
    assert side.badge.accessibleName() == "Declined"
    with shown.desk.project.read() as session:
        assert [answer.answer for answer in answers(session, shown.id)] == ["yes", "no"]
    seen: list[str] = []

    def _read(found: AnswersDialog) -> None:
        seen.extend(label.whole_text() for label in found.findChildren(Label))
        found.accept()

    when(dialog_of(AnswersDialog), _read)
    shown.press(side.history)
    told = [one for one in seen if one.startswith(("Yes", "No", "Kit"))]
    assert told == ["No", "Kit", "Yes, it can be shared", "Kit, on the phone"], "the newest first"


def dialog_of(kind: type[QWidget]) -> Callable[[], QWidget | None]:
    def _find() -> QWidget | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, kind) else None

    return _find


def test_themes_are_added_by_key_and_taken_away_by_their_cross(shown: Shown) -> None:
    def _tick(found: ThemeChooser) -> None:
        QTest.keyClicks(found.focusWidget(), "asked")
        QTest.keyClick(found.focusWidget(), Key.Key_Return)
        found.accept()

    when(dialog_of(ThemeChooser), _tick)
    shown.key(Key.Key_T)
    with shown.desk.project.read() as session:
        assert [theme.name for theme in themes_of(session, shown.id)] == ["Chairs", "Being asked"]
    shown.dialog.side.chips.chips[0].removed.emit()
    shown.desk.settle()
    with shown.desk.project.read() as session:
        assert [theme.name for theme in themes_of(session, shown.id)] == ["Being asked"]


def test_tab_reaches_the_themes_and_delete_takes_them_off(shown: Shown) -> None:
    side = shown.dialog.side

    def _tick(found: ThemeChooser) -> None:
        QTest.keyClicks(found.focusWidget(), "asked")
        QTest.keyClick(found.focusWidget(), Key.Key_Return)
        found.accept()

    when(dialog_of(ThemeChooser), _tick)
    shown.key(Key.Key_T)
    chips = side.chips.chips
    assert [chip.text() for chip in chips] == ["Chairs", "Being asked"]
    side.named.setFocus()
    for chip in chips:
        shown.key(Key.Key_Tab)
        assert chip.hasFocus()
    shown.key(Key.Key_Tab)
    add = shown.dialog.focusWidget()
    assert add.accessibleName() == "Add to a theme"
    shown.key(Key.Key_Backtab, SHIFT)
    shown.key(Key.Key_Backtab, SHIFT)
    assert chips[0].hasFocus()
    shown.key(Key.Key_Delete)
    assert [chip.text() for chip in side.chips.chips] == ["Being asked"]
    assert side.chips.chips[0].hasFocus(), "the next one"
    shown.key(Key.Key_Delete)
    assert side.chips.chips == []
    assert add.hasFocus(), "the way on from the last one"


def test_lead_in_and_tail(shown: Shown) -> None:
    for field, value in ((shown.dialog.sheet.lead_in, 0.8), (shown.dialog.sheet.lead_out, 1.2)):
        field.setFocus()
        field.setValue(value)
    shown.desk.settle()
    assert (shown.excerpt.lead_in_ms, shown.excerpt.lead_out_ms) == (800, 1200)
    assert shown.dialog.sheet.wave.scene.lead_in == 800


def retype(field: QLineEdit | QDoubleSpinBox, words: str) -> None:
    """Without Enter, and without leaving it."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


def test_what_is_being_typed_is_taken_before_the_next_excerpt_is_shown(shown: Shown) -> None:
    sheet = shown.dialog.sheet
    retype(sheet.lead_in, "1.3")
    shown.key(Key.Key_PageDown, CTRL)
    assert (shown.excerpt.lead_in_ms, sheet.lead_in.value()) == (1300, 0.3)
    shown.key(Key.Key_PageUp, CTRL)
    assert sheet.lead_in.value() == 1.3
    retype(sheet.end_card.field, "soon")
    shown.key(Key.Key_PageDown, CTRL)
    assert shown.dialog.excerpt_id == shown.id, "what is no time is not thrown away"
    assert sheet.end_card.error.isVisible()
    retype(sheet.end_card.field, "0:06.3")
    shown.key(Key.Key_PageDown, CTRL)
    assert shown.spans == [(3600, shown.words[14].end_ms)]
    assert shown.dialog.excerpt_id != shown.id
    assert sheet.end_card.field.text() == show_time(shown.desk.spans(shown.dialog.excerpt_id)[0][1])


def test_what_is_being_typed_stays_when_something_changes_from_behind(shown: Shown) -> None:
    sheet = shown.dialog.sheet

    def _elsewhere(title: str) -> None:
        with Project.open(shown.desk.project.folder) as other, other.edit(Operation.CHANGE_EXCERPT) as edit:
            edit.get(Excerpt, shown.id).title = title
        shown.desk.qtbot.waitUntil(lambda: shown.dialog.side.title.text() == title)

    retype(sheet.end_card.field, "0:06.3")
    _elsewhere("The chairs")
    assert sheet.end_card.field.text() == "0:06.3"
    QTest.keyClick(sheet.end_card.field, Key.Key_Return)
    shown.desk.settle()
    assert shown.spans == [(3600, shown.words[14].end_ms)]
    retype(sheet.lead_out, "1.7")
    _elsewhere("The chairs again")
    QTest.keyClick(sheet.lead_out, Key.Key_Return)
    shown.desk.settle()
    assert shown.excerpt.lead_out_ms == 1700
    with shown.desk.project.edit(Operation.CHANGE_EXCERPT) as edit:
        edit.get(Excerpt, shown.id).lead_out_ms = 200
    shown.desk.settle()
    assert sheet.lead_out.value() == 0.2, "once it is taken the field follows again"


# ---- the way on -----------------------------------------------------------------------------------------------


def test_from_one_to_the_next_and_done(shown: Shown) -> None:
    window = shown.dialog
    assert not window.previous.isEnabled()
    shown.key(Key.Key_PageDown, CTRL)
    assert window.sheet.words.toPlainText() == "somebody asked me how I get to the bus stop."
    assert shown.desk.workspace.excerpt_id == window.excerpt_id
    assert not window.next.isEnabled()
    shown.press(window.previous)
    assert window.sheet.words.toPlainText() == WORDS


def test_deleting_closes_it_and_can_be_taken_back(shown: Shown) -> None:
    shown.dialog.delete()
    shown.desk.settle()
    assert not shown.dialog.isVisible()
    assert len(shown.desk.page.open_story.excerpts) == 1
    assert shown.desk.told() == "Excerpt deleted"
    QTest.mouseClick(shown.desk.window.undo_bar.button, CLICK)
    shown.desk.settle()
    assert len(shown.desk.page.open_story.excerpts) == 2


def test_an_excerpt_deleted_elsewhere_closes_its_window(shown: Shown) -> None:
    with Project.open(shown.desk.project.folder) as other, other.edit(Operation.DELETE_EXCERPT) as edit:
        from_here = edit.get(Excerpt, shown.id)
        from_here.title = "changed elsewhere"
    shown.desk.qtbot.waitUntil(lambda: shown.dialog.side.title.text() == "changed elsewhere")
    delete(shown.desk.workspace, shown.id, None)
    shown.desk.qtbot.waitUntil(lambda: not shown.dialog.isVisible())


@pytest.mark.parametrize("size", [100, 200])
def test_it_fits_the_screen_and_nothing_is_cut(desk: Desk, qapp: QApplication, qtbot: QtBot, size: int) -> None:
    apply_style(qapp, "dark", size)
    desk.settle()
    excerpt_id = desk.page.open_story.excerpts[0].excerpt_id
    with desk.project.edit(Operation.TAKE_OUT) as edit:
        line = passages(edit.session, desk.page.open_story.excerpts[0].excerpt_id)[1]
        take_out(edit, excerpt_id, line.words[7].start_ms, line.words[9].end_ms)
    window = ExcerptDialog(desk.workspace, excerpt_id, desk.window)
    with qtbot.waitExposed(window):
        window.show()
    screen = window.screen().availableGeometry()
    assert window.width() <= screen.width()
    assert window.height() <= screen.height() - 40
    for part in (window.sheet.play, window.previous, window.next):
        assert window.rect().contains(part.mapTo(window, part.rect().bottomRight()))
    for field in (window.sheet.lead_in, window.sheet.lead_out):
        needed = field.fontMetrics().horizontalAdvance(field.text())
        assert field.lineEdit().width() >= needed
    buttons = [part for part in window.sheet.findChildren(Button) if part.isVisible()]
    assert [part.accessibleName() or part.text() for part in buttons if part.width() < part.sizeHint().width()] == []
    window.reject()
    window.deleteLater()


def test_the_words_can_be_selected_with_the_mouse(shown: Shown) -> None:
    view = shown.dialog.sheet.words
    cursor = view.textCursor()
    places = []
    for letters, at in (("there", 0), ("head", 4)):
        cursor.setPosition(view.toPlainText().index(letters) + at)
        places.append(view.cursorRect(cursor).center())
    drag(view.viewport(), places[0], QPoint(places[1].x() - 10, places[1].y()), places[1])
    chosen = view.selected_range()
    assert chosen is not None
    assert (chosen.start_ms, chosen.end_ms) == (shown.words[6].start_ms, shown.words[9].end_ms)


def test_what_it_means_is_said_by_keys_and_taken_back(shown: Shown) -> None:
    meaning = shown.dialog.side.meaning
    shown.key(Key.Key_S)
    assert shown.excerpt.spotlight == 1
    assert meaning.spotlight.isChecked()
    shown.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not meaning.spotlight.isChecked()
    shown.key(Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    assert shown.dialog.focusWidget() is meaning.kind
    QTest.keyClicks(meaning.kind, "Meta")
    meaning.kind.activated.emit(meaning.kind.currentIndex())
    shown.desk.settle()
    assert shown.excerpt.kind == "metaphor"
    meaning.word.setFocus()
    QTest.keyClicks(meaning.word, "knackered")
    meaning.unused.setFocus()
    QTest.keyClicks(meaning.unused, "said better elsewhere")
    shown.desk.qtbot.waitUntil(lambda: shown.excerpt.unused_reason == "said better elsewhere")
    assert shown.excerpt.feeling == "knackered"


def test_it_is_linked_to_another_excerpt(shown: Shown) -> None:
    meaning = shown.dialog.side.meaning

    def _link(found: LinkDialog) -> None:
        QTest.keyClicks(found.field, "bus stop")
        assert [row.quote for row in found.model.rows] == ["somebody asked me how I get to the bus stop."]
        QTest.keyClick(found.field, Key.Key_Return)
        assert found.focusWidget() is found.how
        QTest.keyClicks(found.how, "the same day")
        QTest.keyClick(found.how, Key.Key_Return)

    when(dialog, _link)
    shown.press(meaning.link)
    [row] = meaning.rows
    assert row.accessibleName().startswith("No longer linked to “somebody asked me")
    shown.press(row)
    assert meaning.rows == []
    assert shown.desk.project.undo_text == Operation.LINK_EXCERPTS.value
