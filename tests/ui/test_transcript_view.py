"""The transcript with real keys, a real mouse and a desk that answers as the program's own does."""

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QInputMethodEvent, QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from coproclip.excerpts.approval import Approval
from coproclip.overview.story import Passage
from coproclip.project.schema import Word
from coproclip.transcript.edits import Correction
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.floating_bar import RecentTheme
from coproclip.ui.transcript.paint import ExcerptTint
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.transcript.word_clip import FORMAT
from coproclip.ui.transcript.word_map import WordMap, one_line, tokens, utf16_length, word_spans

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
TEXTS = [
    ("Amina", "reporter", "What was the first day like?"),
    ("Kit", "storyteller", "We moved the chairs. After that there was no head of the table."),
    ("Kit", "storyteller", "Then somebody asked me how I get to the bus stop."),
    ("Amina", "reporter", "And then?"),
    ("Kit", "storyteller", "Not how people do, how I do."),
]


def passage(passage_id: int, text: str, start_ms: int, speaker: str = "Kit", role: str = "storyteller") -> Passage:
    """A passage whose words are each 200 ms long, 50 ms apart."""
    words = [Word(word, start_ms + n * 250, start_ms + n * 250 + 200, 90) for n, word in enumerate(text.split())]
    return Passage(passage_id, speaker, role, start_ms, start_ms + max(1, len(words)) * 250, words)


def story() -> list[Passage]:
    return [passage(n + 1, text, n * 10_000, speaker, role) for n, (speaker, role, text) in enumerate(TEXTS)]


class Desk:
    """Keeps the passages as the project would, and answers each wish at once."""

    def __init__(self, view: TranscriptView, passages: list[Passage]) -> None:
        self.view, self.passages, self.next_id = view, {each.id: each for each in passages}, 100
        self.edits: list[tuple[int, str]] = []
        self.gestures: list[tuple[int, tuple[Correction, ...]]] = []
        view.passages_edited.connect(self.on_gesture)
        view.split_asked.connect(self.on_split)
        view.join_asked.connect(self.on_join)
        view.load(passages)

    def ordered(self) -> list[Passage]:
        return sorted(self.passages.values(), key=lambda each: (each.start_ms, each.id))

    def on_gesture(self, corrections: tuple[Correction, ...], turn: int) -> None:
        self.gestures.append((turn, corrections))
        for correction in corrections:
            self.on_edited(correction.segment_id, correction.text)
        self.view.settled(corrections)

    def on_edited(self, passage_id: int, text: str) -> None:
        self.edits.append((passage_id, text))
        old = self.passages[passage_id]
        self.passages[passage_id] = passage(passage_id, text, old.start_ms, old.speaker, old.role)
        self.view.replace([], [self.passages[passage_id]])

    def on_split(self, passage_id: int, word: int) -> None:
        old = self.passages[passage_id]
        words = old.text.split()
        assert 0 < word < len(words)
        left = passage(passage_id, " ".join(words[:word]), old.start_ms, old.speaker, old.role)
        self.next_id += 1
        right = passage(self.next_id, " ".join(words[word:]), old.start_ms + word * 250, old.speaker, old.role)
        self.passages |= {left.id: left, right.id: right}
        self.view.replace([], [left, right])

    def on_join(self, passage_id: int) -> None:
        order = [each.id for each in self.ordered()]
        before = self.passages[order[order.index(passage_id) - 1]]
        gone = self.passages.pop(passage_id)
        joined = passage(before.id, f"{before.text} {gone.text}", before.start_ms, before.speaker, before.role)
        self.passages[before.id] = joined
        self.view.replace([passage_id], [joined])


def check(view: TranscriptView) -> None:
    """Blocks, ids and texts agree."""
    blocks = [view.document().findBlockByNumber(n).text() for n in range(view.document().blockCount())]
    assert blocks == (view.words.texts or [""])
    assert len(view.words.passages) == len(view.words.texts) == len(view.words.spans)
    for text, spans, each in zip(view.words.texts, view.words.spans, view.words.passages, strict=True):
        assert len(spans) == len(each.words)
        assert all(0 <= a <= b <= utf16_length(text) for a, b in spans)


def ids(view: TranscriptView) -> list[int]:
    return [each.id for each in view.words.passages]


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TranscriptView]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_style(app, "light", 100)
    made = TranscriptView()
    qtbot.addWidget(made)
    made.resize(876, 420)
    made.bar.calm = True
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    made.load(story())
    yield made
    made.flush()


def middle(view: TranscriptView, index: int, word: int) -> QPoint:
    """A point on a word, in the viewport."""
    row = next(view.sight.at(index).rows(*view.words.spans[index][word]))
    return row.center().toPoint()


def caret(view: TranscriptView) -> tuple[int, int]:
    return view.reading.steps.place(view.textCursor().position())


def put(view: TranscriptView, index: int, offset: int, to: tuple[int, int] | None = None) -> None:
    cursor = view.textCursor()
    cursor.setPosition(view.reading.steps.position((index, offset)))
    if to is not None:
        cursor.setPosition(view.reading.steps.position(to), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


def chosen(view: TranscriptView) -> str:
    return view.textCursor().selectedText()


# -- words and times


def test_words_keep_their_places_while_the_text_is_typed_in() -> None:
    words = [Word(text, n * 100, n * 100 + 90) for n, text in enumerate(["we", "moved", "the", "chairs"])]
    assert word_spans(words, "we moved the chairs") == [(0, 2), (3, 8), (9, 12), (13, 19)]
    assert word_spans(words, "we  moved the chairs ") == [(0, 2), (4, 9), (10, 13), (14, 20)]
    assert word_spans(words, "we moved all the chairs")[-1] == (17, 23)
    assert word_spans(words, "we chairs") == [(0, 2), (3, 3), (3, 3), (3, 9)]
    assert word_spans(words, "") == [(0, 0)] * 4


@given(st.lists(st.text("aé🙂", min_size=1, max_size=4), max_size=8), st.text("aé🙂 ", max_size=30))
def test_there_is_always_a_place_for_each_word(texts: list[str], written: str) -> None:
    words = [Word(text, n, n + 1) for n, text in enumerate(texts)]
    spans = word_spans(words, written)
    assert len(spans) == len(words)
    assert all(0 <= a <= b <= utf16_length(written) for a, b in spans)
    assert spans == sorted(spans)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), max_size=12), st.integers(0, 90))
def test_finding_a_word_by_time_agrees_with_looking_at_all_of_them(shape: list[tuple[int, int]], ms: int) -> None:
    words = WordMap()
    for passage_id, (start, count) in enumerate(shape):
        each = passage(passage_id, "a " * count, start)
        words.insert(words.place_for(each), each)
    everything = [(word.start_ms, n, k) for n, each in enumerate(words.passages) for k, word in enumerate(each.words)]
    begun = [entry for entry in everything if entry[0] <= ms]
    heard = words.heard_at(ms)
    if heard is None:
        assert not [entry for entry in begun if ms < words.passages[entry[1]].words[entry[2]].end_ms]
    else:
        assert words.word(heard).start_ms == max(begun)[0]
    nearest = words.nearest(ms)
    assert (nearest is None) == (not everything)


def test_word_at_and_time_at_cursor(view: TranscriptView) -> None:
    place = view.words.nearest(10_510)
    assert place == (1, 2)
    view.reading.go_to(10_510)
    assert view.reading.time() == 10_500
    assert view.words.nearest(0) == (0, 0)


# -- listening


def test_a_click_on_a_word_tells_its_time(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.word_clicked) as clicked, qtbot.waitSignal(view.caret_moved) as moved:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 1, 3))
    assert (clicked.args, moved.args) == ([10_750], [2, 10_750])
    assert view.reading.time() == 10_750
    assert caret(view) == (1, view.words.spans[1][3][0])


def test_a_click_beside_the_words_plays_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.word_clicked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, view.viewport().height() - 4))


def test_a_double_click_selects_the_word(view: TranscriptView, qtbot: QtBot) -> None:
    where = middle(view, 1, 3)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert chosen(view) == "chairs."
    assert view.reading.selected_range() == (10_750, 10_950)


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    viewport, left = view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, Qt.KeyboardModifier.NoModifier, start)
    for part in (0.3, 0.7, 1.0):
        point = QPointF(start) + (QPointF(end) - QPointF(start)) * part
        glob = QPointF(viewport.mapToGlobal(point.toPoint()))
        move = QMouseEvent(QEvent.Type.MouseMove, point, glob, Qt.MouseButton.NoButton, left, SHIFT & CTRL)
        QApplication.sendEvent(viewport, move)
    QTest.mouseRelease(viewport, left, Qt.KeyboardModifier.NoModifier, end)


@pytest.mark.parametrize("forward", [True, False])
def test_dragging_selects_whole_words(view: TranscriptView, forward: bool) -> None:
    ends = (middle(view, 1, 1), middle(view, 2, 2))
    drag(view, *(ends if forward else ends[::-1]))
    assert chosen(view).startswith("moved the chairs.")
    assert chosen(view).endswith("Then somebody asked")
    assert view.reading.selected_range() == (10_250, 20_700)
    assert view.bar.isVisible()


def test_a_trembling_hand_selects_nothing(view: TranscriptView, qtbot: QtBot) -> None:
    where = middle(view, 1, 3)
    with qtbot.waitSignal(view.word_clicked):
        drag(view, where, where + QPoint(4, 1))
    assert not chosen(view)


def test_arrows_move_by_word_and_passage(view: TranscriptView, qtbot: QtBot) -> None:
    seen = []
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Down, KEY.Key_Left, KEY.Key_Up, KEY.Key_End, KEY.Key_Home):
        qtbot.keyClick(view, key)
        seen.append(view.reading.word())
    assert seen == [(0, 1), (0, 2), (1, 0), (0, 5), (0, 0), (4, 6), (0, 0)]


def test_shift_and_arrows_select_words_and_passages(view: TranscriptView, qtbot: QtBot) -> None:
    put(view, 1, view.words.spans[1][2][0])
    seen = []
    for key in [KEY.Key_Right] * 2 + [KEY.Key_Left] * 3 + [KEY.Key_Right, KEY.Key_Right, KEY.Key_Down, KEY.Key_Down]:
        qtbot.keyClick(view, key, SHIFT)
        seen.append(chosen(view))
    assert seen[:7] == ["the", "the chairs.", "the", "", "moved", "", "the"]
    assert seen[7] == "the chairs. After that there was no head of the table."
    assert seen[8].endswith("to the bus stop.")
    qtbot.keyClick(view, KEY.Key_Up, SHIFT)
    assert view.reading.selected_range() == (10_500, 20_000 - 10_000 + 13 * 250 - 50)


def test_letters_are_left_to_the_desk_while_listening(view: TranscriptView, qtbot: QtBot) -> None:
    before = list(view.words.texts)
    for key in (KEY.Key_E, KEY.Key_Space, KEY.Key_Delete, KEY.Key_Backspace):
        qtbot.keyClick(view, key)
    assert view.words.texts == before
    assert view.verticalScrollBar().value() == 0


def test_escape_closes_the_bar_then_clears_the_selection(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    assert view.bar.isVisible()
    assert view.hasFocus()
    qtbot.keyClick(view, KEY.Key_Escape)
    assert not view.bar.isVisible()
    assert chosen(view) == "What"
    view.verticalScrollBar().setValue(1)
    assert not view.bar.isVisible()
    qtbot.keyClick(view, KEY.Key_Escape)
    assert not chosen(view)
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    assert view.bar.isVisible()


def test_copied_words_bring_name_and_time(view: TranscriptView, qtbot: QtBot) -> None:
    put(view, 1, 0, (2, 4))
    qtbot.keyClick(view, KEY.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Kit 0:10\nWe moved the chairs.")
    assert copied.endswith("Kit 0:20\nThen")


def test_selecting_by_time(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.selection_changed):
        view.reading.select_range(10_250, 10_950)
    assert chosen(view) == "moved the chairs."
    view.reading.clear_selection()
    assert view.reading.selected_range() is None


def test_the_page_tells_what_stands_beside_the_words(view: TranscriptView) -> None:
    view.set_excerpts([ExcerptTint(7, ((10_000, 12_000),), 0, "M", Approval.YES, 2000)])
    view.reading.go_to(10_000)
    assert view.accessibleDescription() == "Kit, 0:10, Excerpt M, Can be shared"
    assert view.accessibleName() == "Transcript"


# -- correcting


def test_typing_is_told_after_a_pause(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, len("And"))
    with qtbot.waitSignal(view.typing_began) as began, qtbot.waitSignal(view.passages_edited):
        qtbot.keyClicks(view, " now")
        assert not desk.edits
    assert began.args == [4]
    assert desk.edits == [(4, "And now then?")]
    assert caret(view) == (3, 7)
    check(view)


def test_a_space_being_typed_is_not_taken_away(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, len("And then?"))
    qtbot.keyClicks(view, " ")
    view.flush()
    qtbot.keyClicks(view, "so ")
    view.flush()
    qtbot.keyClicks(view, "what")
    assert view.words.texts[3] == "And then? so what"
    put(view, 1, 0)
    assert desk.edits == [(4, "And then? so"), (4, "And then? so what")]
    put(view, 3, 0)
    qtbot.keyClicks(view, "  ")
    put(view, 1, 0)
    assert view.words.texts[3] == "And then? so what"
    check(view)


def test_leaving_the_passage_tells(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 0, 0)
    qtbot.keyClicks(view, "So ")
    qtbot.keyClick(view, KEY.Key_Down)
    assert desk.edits == [(1, "So What was the first day like?")]
    qtbot.keyClick(view, KEY.Key_Escape)
    assert not view.correcting
    assert view.isReadOnly()


def test_enter_begins_to_correct_and_splits(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    with qtbot.waitSignal(view.correcting_changed):
        qtbot.keyClick(view, KEY.Key_Return)
    put(view, 1, view.words.spans[1][4][0])
    with qtbot.waitSignal(view.split_asked) as told:
        qtbot.keyClick(view, KEY.Key_Return)
    assert told.args == [2, 4]
    assert view.words.texts[1:3] == ["We moved the chairs.", "After that there was no head of the table."]
    assert caret(view) == (2, 0)
    assert len(desk.passages) == 6
    check(view)


@pytest.mark.parametrize(("offset", "word"), [(4, 1), (6, 2), (3, 1), (2, 1), (0, None), (63, None)])
def test_a_split_falls_between_words(view: TranscriptView, qtbot: QtBot, offset: int, word: int | None) -> None:
    asked: list[tuple[int, int]] = []
    view.split_asked.connect(lambda *args: asked.append(args))
    view.set_correcting(True)
    put(view, 1, offset)
    qtbot.keyClick(view, KEY.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert asked == ([] if word is None else [(2, word)])
    check(view)


def test_the_caret_waits_for_the_seam(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_correcting(True)
    put(view, 1, len("We moved the chairs."))
    qtbot.keyClick(view, KEY.Key_Return)
    left = passage(2, "We moved the chairs.", 10_000)
    view.replace([], [left])
    assert caret(view) == (1, 20)
    view.replace([], [left, passage(9, "After that there was no head of the table.", 11_000)])
    assert caret(view) == (2, 0)
    qtbot.keyClick(view, KEY.Key_Backspace)
    view.replace([], [left])
    assert caret(view) == (2, 0)
    view.replace([9], [passage(2, TEXTS[1][2], 10_000)])
    assert caret(view) == (1, 21)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_is_for_the_word_under_the_mouse(view: TranscriptView, qtbot: QtBot) -> None:
    seen: list[list[str]] = []
    view.menu_opened.connect(lambda menu: seen.append([action.text() for action in menu.actions()]))
    where = middle(view, 2, 3)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, where, view.viewport().mapToGlobal(where)))
    QApplication.activePopupWidget().close()
    assert view.reading.time() == 20_750
    assert seen == [["Copy\tCtrl C", "Select passage"]]
    view.set_correcting(True)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(view, QContextMenuEvent(reason, where, view.mapToGlobal(where)))
    QApplication.activePopupWidget().close()
    assert seen[1] == ["Cut\tCtrl X", "Copy\tCtrl C", "Paste\tCtrl V", "Select passage"]


def test_what_was_typed_is_told_before_a_split(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, 3)
    qtbot.keyClicks(view, " so")
    qtbot.keyClick(view, KEY.Key_Return)
    assert desk.edits == [(4, "And so then?")]
    assert view.words.texts[3:5] == ["And so", "then?"]
    assert caret(view) == (4, 0)


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, CTRL])
def test_backspace_and_delete_join_at_the_edges(
    view: TranscriptView, qtbot: QtBot, modifier: Qt.KeyboardModifier
) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 2, 0)
    with qtbot.waitSignal(view.join_asked) as told:
        qtbot.keyClick(view, KEY.Key_Backspace, modifier)
    assert told.args == [3]
    assert caret(view) == (1, len("We moved the chairs. After that there was no head of the table. "))
    put(view, 2, len("And then?"))
    with qtbot.waitSignal(view.join_asked) as told:
        qtbot.keyClick(view, KEY.Key_Delete, modifier)
    assert told.args == [5]
    assert view.words.texts[2] == "And then? Not how people do, how I do."
    assert caret(view) == (2, len("And then?"))
    put(view, 0, 0)
    with qtbot.assertNotEmitted(view.join_asked):
        qtbot.keyClick(view, KEY.Key_Backspace, modifier)
    assert len(desk.passages) == 3
    check(view)


def test_typing_over_several_passages_keeps_each(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 1, len("We moved"), (3, 3))
    qtbot.keyClicks(view, "!")
    view.flush()
    assert view.words.texts[1:4] == ["We moved!", "", "then?"]
    assert dict(desk.edits) == {2: "We moved!", 3: "", 4: "then?"}
    assert ids(view) == [1, 2, 3, 4, 5]
    check(view)


def test_cutting_over_several_passages_keeps_each(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 0, 4, (1, 2))
    qtbot.keyClick(view, KEY.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == " was the first day like?\nWe"
    assert ids(view) == [1, 2, 3, 4, 5]
    view.flush()
    assert desk.edits == [(1, "What"), (2, "moved the chairs. After that there was no head of the table.")]
    check(view)


def test_pasted_text_is_plain_and_on_one_line(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, 3)
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("and\nso\u2029on\r\n")
    view.insertFromMimeData(mime)
    view.flush()
    assert desk.edits == [(4, "Andand so on then?")]
    check(view)


def test_composed_writing_stays_in_its_passage(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, 3)
    QApplication.sendEvent(view, QInputMethodEvent("né", []))
    assert view.words.texts[3] == "And then?"
    view.replace([], [passage(4, "Or then?", 30_000, "Amina", "reporter")])
    assert view.words.texts[3] == "And then?"
    done = QInputMethodEvent("", [])
    done.setCommitString(" né\ne")
    QApplication.sendEvent(view, done)
    view.flush()
    assert desk.edits[-1] == (4, "And né e then?")
    check(view)


def test_a_refresh_does_not_lose_keys(view: TranscriptView, qtbot: QtBot) -> None:
    told: list[tuple[int, str]] = []
    view.passages_edited.connect(lambda some, _turn: told.extend((one.segment_id, one.text) for one in some))
    view.set_correcting(True)
    put(view, 3, 3)
    qtbot.keyClicks(view, " so")
    view.replace([], [passage(4, "And then, perhaps?", 30_000, "Amina", "reporter")])
    view.replace([1], [])
    assert view.words.texts[2] == "And so then?"
    assert caret(view) == (2, 6)
    qtbot.keyClicks(view, " what")
    view.flush()
    assert told == [(4, "And so what then?")]
    check(view)


def test_strange_changes_are_mended(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_correcting(True)
    before = list(view.words.texts)
    cursor = QTextCursor(view.document())
    cursor.insertText("one\ntwo")
    qtbot.waitUntil(lambda: view.passages.in_step)
    assert view.words.texts == before
    check(view)


def test_nothing_can_be_typed_where_there_is_no_passage(view: TranscriptView, qtbot: QtBot) -> None:
    view.load([])
    view.set_correcting(True)
    qtbot.keyClicks(view, "abc")
    qtbot.keyClick(view, KEY.Key_Return)
    qtbot.keyClick(view, KEY.Key_End)
    assert view.toPlainText() == ""
    assert not view.correcting
    view.heard.show(100)
    assert view.reading.selected_range() is None
    assert not view.reading.find("a")
    view.replace([], story())
    assert ids(view) == [1, 2, 3, 4, 5]
    view.set_may_correct(False)
    view.set_correcting(True)
    assert not view.correcting


def test_letters_outside_the_basic_plane(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, [passage(1, "so 🙂 we laughed", 0), passage(2, "and went", 5000)])
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0, 3))
    assert view.reading.time() == 750
    assert view.reading.find("laughed")
    assert chosen(view) == "laughed"
    view.set_correcting(True)
    put(view, 0, utf16_length("so 🙂 we"))
    qtbot.keyClick(view, KEY.Key_Return)
    assert [each.text for each in desk.ordered()] == ["so 🙂 we", "laughed", "and went"]
    check(view)


KEYS = [KEY.Key_A, KEY.Key_Space, KEY.Key_Backspace, KEY.Key_Delete, KEY.Key_Return, KEY.Key_Left, KEY.Key_Right]
KEYS += [KEY.Key_Up, KEY.Key_Down, KEY.Key_Home, KEY.Key_End, KEY.Key_K]


@pytest.mark.parametrize("seed", range(6))
def test_random_keys_never_part_blocks_and_passages(view: TranscriptView, seed: int) -> None:
    chance = random.Random(seed)
    desk = Desk(view, story())
    view.set_correcting(True)
    view.set_correcting(True)
    for _ in range(150):
        modifier = chance.choice([Qt.KeyboardModifier.NoModifier] * 3 + [SHIFT, CTRL])
        QTest.keyClick(view, chance.choice(KEYS), modifier)
        if chance.random() < 0.05:
            view.flush()
        check(view)
    view.flush()
    assert [one_line(text) for text in view.words.texts] == [each.text for each in desk.ordered()]
    assert ids(view) == [each.id for each in desk.ordered()]


# -- incremental changes


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "remove", "append"]), st.integers(0, 12), st.integers(0, 9), st.text("ab ")
    ),
    max_size=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_replacing_agrees_with_a_plain_list(view: TranscriptView, changes: list[tuple[str, int, int, str]]) -> None:
    view.load(story())
    model = {each.id: each for each in story()}
    for kind, number, seconds, text in changes:
        role = "reporter" if number % 3 == 0 else "storyteller"
        if kind == "remove":
            model.pop(number, None)
            view.replace([number], [])
        elif kind == "put":
            each = passage(number, text, seconds * 5000, role.title(), role)
            model[number] = each
            view.replace([], [each])
        else:
            each = passage(100 + len(model) + number, text, 60_000 + number, role.title(), role)
            model[each.id] = each
            view.replace([], [each])
        ordered = sorted(model.values(), key=lambda one: (one.start_ms, one.id))
        assert ids(view) == [one.id for one in ordered]
        assert [one_line(shown) for shown in view.words.texts] == [one.text for one in ordered]
        check(view)
        for index, one in enumerate(ordered):
            block = view.passages.block(index)
            assert block.blockFormat() == view.passages._style(index)
            ink = current().ink2 if one.role == "reporter" else current().ink
            assert block.charFormat().foreground().color() == ink
            for fragment in block:
                assert fragment.fragment().charFormat().foreground().color() == ink


def test_replacing_keeps_cursor_selection_and_page(view: TranscriptView, qtbot: QtBot) -> None:
    many = [passage(n, "we moved the chairs and then we talked " * 3, n * 10_000) for n in range(60)]
    view.load(many)
    put(view, 30, 3, (31, 5))
    view.ensureCursorVisible()
    top = view.sight.at(30).origin.y()
    view.replace([3, 4], [passage(5, "short", 50_000), passage(900, "new words " * 60, 55_000)])
    assert view.reading.steps.place(view.textCursor().anchor()) == (29, 3)
    assert caret(view) == (30, 5)
    assert view.sight.at(29).origin.y() == pytest.approx(top, abs=1)
    view.replace([], [passage(61, "the end", 900_000)])
    assert caret(view) == (30, 5)
    assert view.sight.at(29).origin.y() == pytest.approx(top, abs=1)


def test_appending_leaves_a_caret_at_the_end_where_it_is(view: TranscriptView) -> None:
    view.set_correcting(True)
    put(view, 4, len(TEXTS[4][2]))
    view.replace([], [passage(6, "And on.", 50_000), passage(7, "And on.", 55_000)])
    assert caret(view) == (4, len(TEXTS[4][2]))
    check(view)


# -- the sound, excerpts, finding


def colour_share(view: TranscriptView, colour_name: str, image: QImage | None = None) -> int:
    shown = image or view.viewport().grab().toImage()
    wanted = current().colour(colour_name).rgb()
    return sum(shown.pixel(x, y) == wanted for x in range(0, shown.width(), 2) for y in range(0, shown.height(), 2))


def test_the_word_being_heard_is_lit_up(view: TranscriptView) -> None:
    view.clearFocus()
    assert colour_share(view, "now") == 0
    view.heard.show(10_760)
    assert view.marks.playing == (1, 3)
    lit = view.extraSelections()
    assert [each.cursor.selectedText() for each in lit] == ["chairs."]
    assert lit[0].format.foreground().color() == current().on_now
    assert colour_share(view, "now") > 50
    view.heard.show(10_955)
    assert view.marks.playing == (1, 3)
    view.heard.show(19_000)
    assert view.marks.playing is None
    assert colour_share(view, "now") == 0
    view.heard.show(10_760)
    view.set_calm(True)
    assert view.extraSelections() == []
    assert colour_share(view, "accent_soft") > 500
    view.set_calm(False)
    view.heard.show(None)
    assert colour_share(view, "now") == 0


def test_the_word_being_heard_stays_right_while_typing_before_it(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.heard.show(10_760)
    view.set_correcting(True)
    put(view, 1, 0)
    qtbot.keyClicks(view, "Well ")
    assert not desk.edits
    assert view.extraSelections()[0].cursor.selectedText() == "chairs."
    view.heard.show(10_510)
    assert view.extraSelections()[0].cursor.selectedText() == "the"


def test_following_scrolls_only_when_the_word_leaves_the_middle(view: TranscriptView, qtbot: QtBot) -> None:
    view.load([passage(n, "we moved the chairs and then we talked " * 2, n * 10_000) for n in range(60)])
    bar, height = view.verticalScrollBar(), view.viewport().height()
    view.set_calm(True)
    view.heard.follow(True)
    view.heard.show(10_000)
    assert bar.value() == 0
    view.heard.show(300_000)
    top = view.sight.at(30).origin.y()
    assert height * 0.2 <= top <= height / 3
    settled = bar.value()
    view.heard.show(310_000)
    assert bar.value() == settled
    view.set_calm(False)
    view.heard.show(350_000)
    qtbot.waitUntil(lambda: height * 0.2 <= view.sight.at(35).origin.y() <= height / 3)
    with qtbot.waitSignal(view.follow_paused):
        bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
    away = bar.value()
    view.heard.show(20_000)
    assert bar.value() == away
    assert not view.heard.followed
    view.heard.follow(True)
    qtbot.waitUntil(lambda: bar.value() < 200)


def test_excerpts_are_tinted_and_noted(view: TranscriptView, qtbot: QtBot) -> None:
    view.clearFocus()
    tint = ExcerptTint(7, ((10_250, 10_950), (20_000, 20_700)), 3, "S", Approval.AGAIN, 1400)
    shorter = ExcerptTint(8, ((10_500, 10_700),), 1, "B", Approval.WAITING, 200)
    view.set_excerpts([shorter, tint])
    assert [(each.excerpt_id, at) for each, at in view.marks.excerpts_from(1)] == [(7, 3), (8, 9)]
    assert view.marks.excerpts_from(2) == []
    view.reading.go_to(10_500)
    assert view.reading.excerpt() == 8
    view.reading.go_to(10_750)
    assert view.reading.excerpt() == 7
    view.reading.go_to(11_000)
    assert view.reading.excerpt() is None
    image = view.viewport().grab().toImage()
    soft = current().theme(3).soft.rgb()
    tinted = [y for y in range(image.height()) for x in range(0, image.width(), 2) if image.pixel(x, y) == soft]
    assert tinted
    view.repaint()
    view.notes.grab()
    box = next(box for box, kind, number in view.notes._hits if kind == "excerpt" and number == 8)
    with qtbot.waitSignal(view.notes.excerpt_clicked) as told:
        qtbot.mouseClick(view.notes, Qt.MouseButton.LeftButton, pos=box.center())
    assert told.args == [8]


def test_an_excerpt_follows_its_words_when_passages_move(view: TranscriptView) -> None:
    view.set_excerpts([ExcerptTint(7, ((20_000, 20_700),), 3, "S", Approval.YES, 700)])
    view.replace([1], [passage(2, "So we moved.", 10_000)])
    assert [each.excerpt_id for each, _at in view.marks.excerpts_from(1)] == [7]


def test_names_and_times_can_be_pressed(view: TranscriptView, qtbot: QtBot) -> None:
    view.speakers.grab()
    kinds = [(kind, number) for _box, kind, number in view.speakers._hits]
    assert ("name", 1) in kinds
    assert ("name", 2) in kinds
    assert ("name", 3) not in kinds
    boxes = {(kind, number): box for box, kind, number in view.speakers._hits}
    with qtbot.waitSignal(view.word_clicked) as told:
        qtbot.mouseClick(view.speakers, Qt.MouseButton.LeftButton, pos=boxes["time", 20_000].center())
    assert told.args == [20_000]
    with qtbot.waitSignal(view.speakers.speaker_clicked) as told:
        qtbot.mouseClick(view.speakers, Qt.MouseButton.LeftButton, pos=boxes["name", 2].center())
    assert told.args == [2]


def test_finding_goes_round_both_ways(view: TranscriptView) -> None:
    assert view.reading.find("HOW I")
    assert caret(view)[0] == 2
    assert view.reading.find("how i")
    assert caret(view)[0] == 4
    assert view.reading.find("how i")
    assert caret(view)[0] == 2
    assert view.reading.find("how i", backward=True)
    assert caret(view)[0] == 4
    assert not view.reading.find("nowhere")
    assert not view.reading.find(" ")
    view.load([passage(1, "It isn’t much, don’t ask", 0), passage(2, "of me", 9000)])
    assert view.reading.find("isn't  much")
    assert chosen(view) == "isn’t much"
    assert view.reading.find("isn", again=False)
    assert chosen(view) == "isn"
    assert view.reading.find("ask of"), "words that go on in the next passage are one phrase"
    assert not view.reading.find("ask me")


# -- the bar, the look


def test_the_bar_stands_under_the_words_or_above_them(view: TranscriptView, qtbot: QtBot) -> None:
    view.load([passage(n, "we moved the chairs and then we talked " * 2, n * 10_000) for n in range(20)])
    put(view, 1, 0)
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    line = view.cursorRect()
    under = view.bar.geometry()
    assert 0 < under.top() + 10 - line.bottom() <= 10
    last = max(each.index for each in view.sight if each.origin.y() + 30 < view.viewport().height())
    put(view, last, 0)
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    assert view.bar.geometry().bottom() - 10 < view.cursorRect().top()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    put(view, 1, 0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert not view.bar.isVisible()


def test_the_bar_asks_and_never_takes_the_keyboard(view: TranscriptView, qtbot: QtBot) -> None:
    themes = [RecentTheme(n, letter, n, letter) for n, letter in enumerate("MFSGB")]
    view.bar.set_themes(themes)
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    buttons = [child for child in view.bar.findChildren(QWidget) if child.focusPolicy() == Qt.FocusPolicy.TabFocus]
    assert len(buttons) == 9
    assert all(button.accessibleName() for button in buttons)
    with qtbot.waitSignal(view.bar.mark_asked):
        qtbot.mouseClick(view.bar._mark, Qt.MouseButton.LeftButton)
    assert view.hasFocus()
    with qtbot.waitSignal(view.bar.theme_chosen) as told:
        qtbot.mouseClick(view.bar._themes[2], Qt.MouseButton.LeftButton)
    assert told.args == [2]
    assert view.hasFocus()
    assert view.bar.take_focus()
    assert not view.hasFocus()


def test_the_bar_fades(view: TranscriptView, qtbot: QtBot) -> None:
    view.bar.calm = False
    qtbot.keyClick(view, KEY.Key_Right, SHIFT)
    assert view.bar.isVisible()
    qtbot.waitUntil(lambda: view.bar.graphicsEffect() is None)
    qtbot.keyClick(view, KEY.Key_Escape)
    assert not view.bar.open()
    qtbot.waitUntil(lambda: not view.bar.isVisible())


def test_words_are_never_wider_than_the_measure_and_fit_any_page(view: TranscriptView, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for width in (600, 796, 876, 1400):
        view.resize(width, 420)
        QApplication.processEvents()
        assert view.viewport().width() <= 628
        assert view.document().pageSize().width() == view.viewport().width()
        assert view.notes.geometry().left() == view.viewport().geometry().right() + 1
    try:
        apply_style(app, "dark", 200)
        view.resize(1104, 600)
        QApplication.processEvents()
        assert view.document().defaultFont().pixelSize() == 32
        assert view.document().pageSize().width() == view.viewport().width()
        ink = view.passages.block(1).charFormat().foreground().color()
        assert ink == current().ink
        assert current().dark
    finally:
        apply_style(app, "light", 100)
        QApplication.processEvents()
    assert view.document().defaultFont().pixelSize() == 16


def test_splits_count_words_as_the_text_has_them() -> None:
    assert tokens(" we  moved ") == [(1, 3), (5, 10)]


# -- one gesture, one step


def test_deleting_everything_is_told_as_one_gesture_and_asks_first(view: TranscriptView, qtbot: QtBot) -> None:
    many = [passage(n + 1, f"word{n} said", n * 10_000) for n in range(60)]
    desk = Desk(view, many)
    asked: list[int] = []
    answers = [False, True]
    view.typing.may_erase = lambda passages: asked.append(passages) or answers.pop(0)
    view.set_correcting(True)
    view.selectAll()
    qtbot.keyClick(view, KEY.Key_Delete)
    assert desk.gestures == []
    assert view.words.texts[59] == "word59 said"
    qtbot.keyClick(view, KEY.Key_Delete)
    assert asked == [60, 60]
    assert [len(corrections) for _turn, corrections in desk.gestures] == [60]
    assert desk.gestures[0][1][0].before == "word0 said"
    assert set(view.words.texts) == {""}
    check(view)


@pytest.mark.parametrize("how", ["letter", "paste", "composed"])
def test_writing_over_many_passages_asks_too(view: TranscriptView, qtbot: QtBot, how: str) -> None:
    many = [passage(n + 1, f"word{n} said", n * 10_000) for n in range(8)]
    desk = Desk(view, many)
    view.typing.may_erase = lambda _passages: False
    view.set_correcting(True)
    view.selectAll()
    if how == "letter":
        qtbot.keyClicks(view, "x")
    elif how == "paste":
        mime = QMimeData()
        mime.setText("x")
        view.insertFromMimeData(mime)
    else:
        QApplication.sendEvent(view, QInputMethodEvent("x", []))
    assert "word3 said" in view.words.texts
    assert all(len(corrections) < 2 for _turn, corrections in desk.gestures)


def test_going_elsewhere_ends_the_step_and_coming_back_begins_another(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, 3)
    qtbot.keyClicks(view, "!")
    view.flush()
    qtbot.keyClicks(view, "?")
    qtbot.keyClick(view, KEY.Key_End)
    qtbot.keyClicks(view, " Yes.")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 3, 0))
    qtbot.keyClicks(view, "x")
    view.set_correcting(False)
    turns = [turn for turn, _corrections in desk.gestures]
    assert [turn == turns[0] for turn in turns] == [True, True, False, False]
    assert len(set(turns)) == 3


def test_cut_and_pasted_words_bring_their_times_within_the_story_only(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 1, len("We moved the chairs."), (1, len(TEXTS[1][2])))
    wanted = list(view.words.passages[1].words[4:])
    qtbot.keyClick(view, KEY.Key_X, CTRL)
    put(view, 2, 0)
    qtbot.keyClick(view, KEY.Key_V, CTRL)
    last = desk.gestures[-1][1][0]
    assert last.text == "After that there was no head of the table. Then somebody asked me how I get to the bus stop."
    assert list(last.moved) == wanted
    assert [len(corrections) for _turn, corrections in desk.gestures] == [1, 1]
    desk.passages = {31: passage(31, "quite another story", 0)}
    view.load(desk.ordered())
    view.set_correcting(True)
    put(view, 0, 0)
    view.paste()
    assert desk.edits[-1][1].startswith("After that there was")
    assert desk.gestures[-1][1][0].moved == ()
    check(view)


def test_words_from_elsewhere_are_plain(view: TranscriptView) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, len("And then?"))
    for data in (b"", b"[", b'{"key": 1}', b'{"key": "", "words": [["x", -5, 2, 1]]}', b"[" * 100_000):
        mime = QMimeData()
        mime.setText("x")
        mime.setData(FORMAT, data)
        view.insertFromMimeData(mime)
    assert desk.edits[-1] == (4, "And then?xxxxx")
    assert all(not correction.moved for _turn, some in desk.gestures for correction in some)


# -- from one passage into the next


def test_a_phrase_is_found_from_one_passage_into_the_next_both_ways(view: TranscriptView) -> None:
    assert view.reading.find("of the TABLE. then somebody")
    assert chosen(view) == "of the table.\u2029Then somebody"
    assert view.reading.count("table. Then") == 1
    put(view, 0, 0)
    assert view.reading.find("first day like? We", backward=True)
    assert chosen(view) == "first day like?\u2029We"
    assert not view.reading.find("somebody table")
    view.load([passage(1, "so 🙂 we", 0), passage(2, "", 4000), passage(3, "🙂 laughed", 5000)])
    assert view.reading.find("we 🙂 laughed")
    assert chosen(view) == "we\u2029\u2029🙂 laughed"


def test_a_time_beside_a_passage_is_where_that_passage_begins(view: TranscriptView) -> None:
    view.load([passage(1, "one two three", 48_000), passage(2, "four", 49_600), passage(3, "five", 49_900)])
    assert view.words.labelled(49_000) == 49_600
    assert view.words.labelled(48_000) == 48_000
    assert view.words.labelled(49_300) == 49_300
    assert view.words.labelled(50_000) == 50_000
    assert view.words.labelled(90_000) == 90_000


def test_thousands_of_passages_change_at_once_and_what_is_being_typed_stays(view: TranscriptView, qtbot: QtBot) -> None:
    many = [passage(n + 1, f"word{n} said", n * 1000) for n in range(3000)]
    view.load(many)
    view.set_correcting(True)
    put(view, 2000, 0)
    qtbot.keyClicks(view, "typed ")
    before = caret(view)
    gone = [n + 1 for n in range(0, 1000, 2)]
    fresh = [passage(n + 1, f"other{n} said", n * 1000) for n in range(1000, 3000)]
    view.replace(gone, [*fresh, passage(9000, "new", 999_500)])
    check(view)
    assert len(view.words) == 2501
    place = view.words.index_of(2001)
    assert place is not None
    assert view.words.texts[place] == "typed word2000 said"
    assert view.words.texts[place + 1] == "other2001 said"
    assert caret(view) == (place, before[1])
    assert "new" in view.words.texts


@pytest.mark.parametrize("gone", range(4))
def test_of_words_that_are_all_alike_the_one_that_was_deleted_is_told(
    view: TranscriptView, qtbot: QtBot, gone: int
) -> None:
    desk = Desk(view, [passage(1, "🙂 no no no no well", 0), passage(2, "and then", 9000)])
    view.set_correcting(True)
    start, end = view.words.spans[0][1 + gone]
    put(view, 0, start, (0, end + 1))
    qtbot.keyClick(view, KEY.Key_Delete)
    told = desk.gestures[-1][1][0]
    assert told.text == "🙂 no no no well"
    kept = [n for n in range(6) if n != 1 + gone]
    assert told.stayed == tuple((n, place) for place, n in enumerate(kept))


def test_what_was_typed_into_is_not_told_as_untouched(view: TranscriptView, qtbot: QtBot) -> None:
    desk = Desk(view, story())
    view.set_correcting(True)
    put(view, 3, 3)
    qtbot.keyClicks(view, "s so")
    view.flush()
    assert desk.gestures[-1][1][0].text == "Ands so then?"
    assert desk.gestures[-1][1][0].stayed == ((1, 2),)
    qtbot.keyClicks(view, " now")
    view.flush()
    assert desk.gestures[-1][1][0].stayed == ((0, 0), (1, 1), (2, 3))


def test_a_passage_of_very_many_words_is_painted_at_once_and_as_any_other(view: TranscriptView) -> None:
    doubtful = [Word(f"word{n % 7}", n, n + 1, 10) for n in range(60_000)]
    view.load([Passage(1, "Kit", "storyteller", 0, 60_000, doubtful)])
    view.grab()
    for part in (0, 2, 1):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() * part // 2)
        started = time.process_time()
        seen = view.grab().toImage()
        assert time.process_time() - started < 2
        dotted = current().ink3.rgb()
        rows = [y for y in range(seen.height()) if any(seen.pixel(x, y) == dotted for x in range(40, 200))]
        assert rows
        assert max(rows) - min(rows) > seen.height() // 2, "lines from the top to the bottom have their dots"
