"""The parts say and do what they should, and paint in every appearance."""

import ast
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coproclip.errors import BadInput, StorageError
from coproclip.excerpts.approval import Approval
from coproclip.jobs import Job, Progress
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import DARK, LIGHT, current
from coproclip.ui.transcript.confirm_erasing import EraseDialog
from coproclip.ui.widgets import button as buttons
from coproclip.ui.widgets.badge import (
    APPROVAL_ICONS,
    Badge,
    approval_margin_word,
    approval_word,
    badge_size,
    paint_badge,
)
from coproclip.ui.widgets.button import KINDS, Button, KeyCap, RoundButton
from coproclip.ui.widgets.job_card import JobCard, SavedLine, meter, paint_progress
from coproclip.ui.widgets.label import EmptyState, Label, Monogram, PageHeader, paint_words
from coproclip.ui.widgets.message import Message, MessageAction, MessageArea
from coproclip.ui.widgets.prompts import ForGoodDialog
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.widgets.theme_chip import ThemeChip, ThemeMark, pattern_brush
from coproclip.ui.widgets.time_field import TimeField, read_time, show_time
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.widgets.undo_bar import UndoBar
from coproclip.ui.widgets.wrapped_text import wrapped

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    apply_style(qapp, "light", 100)
    yield
    apply_style(qapp, "light", 100)


def _inked(widget: QWidget) -> bool:
    picture = widget.grab().toImage()
    corner = picture.pixel(0, 0)
    return any(
        picture.pixel(x, y) != corner for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)
    )


# ---- words of any length -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "letters", ["illi ", "We moved the chairs. ", "e\u0302\u0323", "שָׁלוֹם ", "กินข้าว", "👩🏽\u200d🚀", "a\u0301\u0302"]
)
def test_no_word_that_has_room_is_cut_away(letters: str) -> None:
    for role in ("caption", "read"):
        metrics = QFontMetrics(font(role))
        for width in (60, 300, 900):
            whole = metrics.elidedText(letters * 600, Qt.TextElideMode.ElideRight, width)
            assert one_line(letters * 600, width, metrics) == whole
            lines = wrapped(letters * 600, role, width, 2)
            assert len(lines) == 2
            assert lines[1].endswith("…")


@pytest.mark.parametrize("letters", ["a", "\u0301", "e" + "\u0301" * 50, "क्", "a\n", "\u2067a\u2066b\u2068c", "word "])
def test_what_a_list_shows_of_a_million_letters_is_measured_in_a_moment(qtbot: QtBot, letters: str) -> None:
    text, begun = letters * (1_000_000 // len(letters)), process_time()
    rows = RowList("People")
    qtbot.addWidget(rows)
    rows.set_rows([(n, Row(f"Kit {n}", right=text, right_below=text, below=f"{n} {text}")) for n in range(30)])
    rows.resize(700, 400)
    rows.show()
    assert rows.sizeHintForRow(29) <= current().scaled(16 + 20 + 2 * 18)
    picture = QImage(400, 60, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    paint_words(painter, picture.rect(), text)
    painter.end()
    assert len(wrapped(text, "read", 300, 8)) <= 8
    label = Label(text, elide=True)
    qtbot.addWidget(label)
    label.resize(200, 20)
    label.minimumSizeHint()
    assert label.whole_text() == text
    assert len(as_written(text)) < 10_000
    assert rows.grab().height() == 400
    assert process_time() - begun < 10, "each of them took minutes"


# ---- consent -----------------------------------------------------------------------------------------------------


def test_every_state_has_its_own_word_and_picture() -> None:
    assert len({approval_word(state) for state in Approval}) == len(Approval)
    assert len({approval_margin_word(state) for state in Approval}) == len(Approval)
    assert len(set(APPROVAL_ICONS.values())) == len(Approval)
    assert approval_word(Approval.YES) == approval_margin_word(Approval.YES) == "Can be shared"
    assert all(approval_word(state).startswith(approval_margin_word(state)) for state in Approval)
    assert approval_word(Approval.WAITING) == "Waiting for permission"


@pytest.mark.parametrize("state", Approval)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_rows_and_labels_show_the_same_badge(qapp: QApplication, qtbot: QtBot, state: Approval, mode: str) -> None:
    apply_style(qapp, mode, 100)
    tokens = DARK if mode == "dark" else LIGHT
    badge = Badge(state)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == approval_word(state)
    assert badge.sizeHint() == badge_size(state)
    picture = QImage(200, 40, QImage.Format.Format_RGB32)
    picture.fill(tokens.surface)
    painter = QPainter(picture)
    place = paint_badge(painter, QRect(4, 0, 190, 40), state)
    painter.end()
    assert place.height() == 22
    assert place.left() == 4
    assert QColor(picture.pixel(place.left() + 3, place.center().y())) != tokens.surface


@pytest.mark.parametrize("state", list(Approval))
@pytest.mark.parametrize("text_size", [100, 200])
def test_a_badge_in_a_narrow_list_is_never_cut(qapp: QApplication, state: Approval, text_size: int) -> None:
    apply_style(qapp, "dark", text_size)
    narrow = QRect(0, 0, current().scaled(130), current().scaled(40))
    picture = QImage(current().scaled(300), narrow.height(), QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    place = paint_badge(painter, narrow, state)
    painter.end()
    assert narrow.contains(place)
    beyond = range(narrow.right() + 1, picture.width())
    assert {picture.pixelColor(x, y).rgb() & 0xFFFFFF for x in beyond for y in range(picture.height())} == {0}
    apply_style(qapp, "light", 100)


def test_a_badge_can_be_reworded(qtbot: QtBot) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    assert badge.sizeHint().isEmpty()
    badge.set_approval(Approval.WAITING, "4 excerpts wait")
    assert badge.accessibleName() == "4 excerpts wait"
    assert _inked(badge)


# ---- buttons and choices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_button_paints_in_every_state(qapp: QApplication, qtbot: QtBot, kind: str) -> None:
    for mode in ("light", "dark"):
        apply_style(qapp, mode, 150)
        button = Button("Trim…", "scissors", kind, key="E")
        qtbot.addWidget(button)
        button.resize(button.sizeHint())
        assert _inked(button)
        button.setDown(True)
        assert _inked(button)
        button.setEnabled(False)
        assert _inked(button)


def test_an_icon_alone_has_a_spoken_name_and_is_no_smaller_than_28(qtbot: QtBot) -> None:
    button = Button(icon="zoom-in", kind="icon", size="small", name="Zoom in")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Zoom in"
    assert button.toolTip() == "Zoom in"
    assert button.sizeHint().height() >= 28
    assert button.sizeHint().width() >= 28


def test_words_of_a_button_are_never_cut(qapp: QApplication, qtbot: QtBot) -> None:
    button = Button("Write this bit again", "pencil", key="Ctrl E")
    qtbot.addWidget(button)
    small = button.sizeHint()
    apply_style(qapp, "light", 200)
    assert button.sizeHint().width() > small.width() * 1.7
    assert button.minimumSizeHint() == button.sizeHint()


def test_a_busy_button_keeps_its_place_and_takes_no_clicks(qtbot: QtBot) -> None:
    button = Button("Save", "save")
    qtbot.addWidget(button)
    button.set_busy("Saving…")
    assert not button.isEnabled()
    assert button.minimumWidth() > 0
    assert _inked(button)
    button.set_busy()
    assert button.isEnabled()
    assert button.text() == "Save"


def test_a_button_calls_and_can_open_a_menu(qtbot: QtBot) -> None:
    calls: list[int] = []
    button = Button("Go", on_click=lambda: calls.append(1))
    qtbot.addWidget(button)
    button.click()
    assert calls == [1]
    narrow = button.sizeHint().width()
    menu = QMenu(button)
    button.setMenu(menu)
    assert button.sizeHint().width() > narrow


def test_the_round_button_says_what_it_does(qtbot: QtBot) -> None:
    button = RoundButton()
    qtbot.addWidget(button)
    assert button.accessibleName() == "Play"
    button.set_playing(True)
    assert button.accessibleName() == "Pause"
    button.set_playing(False, "Play Kit, excerpt 3, eight seconds, can be shared")
    assert "excerpt 3" in button.accessibleName()
    assert button.minimumSizeHint().width() == button.minimumSizeHint().height()


def test_a_segmented_choice_moves_with_arrows(qtbot: QtBot) -> None:
    choice = Segmented(
        [Choice("all", "All", count=12), Choice("check", "To check", count=5), Choice("ready", "Ready")], "Which"
    )
    qtbot.addWidget(choice)
    told: list[str] = []
    choice.chosen.connect(told.append)
    assert choice.key() == "all"
    choice.choose("check")
    assert (choice.key(), told) == ("check", [])
    choice.step(1)
    choice.step(1)
    assert (choice.key(), told) == ("ready", ["ready"])
    choice.step(-1)
    assert told == ["ready", "check"]
    choice.set_count("check", 4)
    segment = choice._segments["check"]
    assert segment.accessibleName() == "To check, 4"
    assert segment.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert choice._segments["all"].focusPolicy() == Qt.FocusPolicy.ClickFocus


def test_a_switch_is_a_tick_box_to_everyone_else(qtbot: QtBot) -> None:
    switch = Switch("Follow the words")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    assert switch.accessibleName() == "Follow the words"
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert _inked(switch)


# ---- themes ------------------------------------------------------------------------------------------------------


def test_marks_and_chips_name_their_theme(qtbot: QtBot) -> None:
    mark = ThemeMark("M", 0, "Move the chairs")
    chip = ThemeChip("S", 3, "Send it in big print", checkable=True)
    for widget in (mark, chip):
        qtbot.addWidget(widget)
        widget.resize(widget.sizeHint())
        assert _inked(widget)
    assert mark.accessibleName() == "Move the chairs"
    assert "Send it in big print" in chip.accessibleName()
    chip.click()
    assert chip.isChecked()


def test_a_chip_is_taken_off_with_delete_or_its_cross(qtbot: QtBot) -> None:
    chip = ThemeChip("N", 9, "Not in the room", removable=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    removed: list[int] = []
    clicked: list[int] = []
    chip.removed.connect(lambda: removed.append(1))
    chip.clicked.connect(lambda: clicked.append(1))
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, chip.height() // 2))
    assert (removed, clicked) == ([1, 1], [1])


def test_ten_themes_have_ten_patterns(qapp: QApplication) -> None:
    pictures = set()
    for place in range(10):
        image = QImage(16, 16, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.fillRect(image.rect(), pattern_brush(place, QColor("#808080")))
        painter.end()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == 10


# ---- times -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "ms"),
    [
        ("38:20.4", 2_300_400),
        ("38:20", 2_300_000),
        ("38.20", 38_200),
        ("38.20.4", 2_300_400),
        ("38,20", 38_200),
        ("38.6", 38_600),
        ("7.125", 7_125),
        ("138", 138_000),
        ("1:02:03", 3_723_000),
        ("7.5", 7_500),
        ("45", 45_000),
        (" 0:08 ", 8_000),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, ms: int) -> None:
    assert read_time(typed) == ms


@pytest.mark.parametrize("typed", ["", "38:60", "38.60.1", "half past", "1:2:3:4", "-3"])
def test_what_is_no_time_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput) as wrong:
        read_time(typed)
    assert wrong.value.next


@given(st.integers(0, 10 * 3_600_000))
def test_a_shown_time_reads_back(ms: int) -> None:
    assert abs(read_time(show_time(ms)) - ms) <= 50


def test_a_time_field_steps_and_keeps_its_bounds(qtbot: QtBot) -> None:
    field = TimeField("Starts at")
    qtbot.addWidget(field)
    told: list[int] = []
    field.edited.connect(told.append)
    field.set_range(1_000, 3_000)
    field.set_time(2_000)
    assert told == []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        QTest.keyClick(field, key)
    assert told == [2_100, 2_000, 3_000, 2_000]


def test_a_wrong_time_says_why_and_escape_puts_the_old_one_back(qtbot: QtBot) -> None:
    field = TimeField("Ends at")
    qtbot.addWidget(field)
    field.set_time(2_300_400)
    why: list[str] = []
    field.error_shown.connect(why.append)
    field.selectAll()
    QTest.keyClicks(field, "38:60")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.property("error")
    assert "59" in why[-1]
    assert field.accessibleDescription() == why[-1]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "38:20.4"
    assert not field.property("error")


# ---- messages ----------------------------------------------------------------------------------------------------


def test_a_message_stays_until_it_is_answered(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    area = MessageArea()
    column.addWidget(area)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert not area.isVisible()
    done: list[str] = []
    strip = area.show_message(
        Message(
            "The stick was removed.",
            "Your project is safe.",
            answers=(MessageAction("Try again", lambda: done.append("x")),),
        )
    )
    assert area.isVisible()
    assert "safe" in strip.accessibleName()
    buttons = [button for button in strip.findChildren(Button) if button.text() == "Try again"]
    buttons[0].click()
    assert done == ["x"]
    assert not area.isVisible()


def test_the_same_trouble_is_said_once(qtbot: QtBot) -> None:
    area = MessageArea()
    qtbot.addWidget(area)
    for _time in range(3):
        area.show_error(StorageError("The disk is full.", "All is safe.", "Free some space."))
    area.show_message(Message("Low battery", key="battery"))
    area.show_message(Message("Very low battery", key="battery"))
    assert [strip.message.happened for strip in area.strips()] == ["The disk is full.", "Very low battery"]
    assert area.strips()[0].message.kind == "error"


def test_the_undo_bar_takes_back_and_goes(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(600, 300)
    qtbot.addWidget(window)
    bar = UndoBar(window)
    with qtbot.waitExposed(window):
        window.show()
    undone: list[int] = []
    bar.tell("Excerpt deleted", lambda: undone.append(1))
    assert bar.isVisible()
    assert bar.geometry().center().x() == pytest.approx(300, abs=2)
    bar.button.click()
    assert undone == [1]
    assert not bar.isVisible()
    bar.tell("All is saved")
    assert not bar.button.isVisible()


def test_the_undo_bar_leaves_what_is_shown_under_it_later(qtbot: QtBot) -> None:
    """The next step of a workshop has its buttons where the bar was."""
    window = QWidget()
    window.resize(600, 300)
    qtbot.addWidget(window)
    clear: list[QRect] = []
    bar = UndoBar(window, clear=lambda: clear)
    with qtbot.waitExposed(window):
        window.show()
    bar.tell("Noted", lambda: None)
    buttons = bar.geometry()
    clear.append(buttons)
    qtbot.waitUntil(lambda: not bar.geometry().intersects(buttons))


def test_after_undo_the_keyboard_is_where_it_was(qtbot: QtBot) -> None:
    window = QWidget()
    field = QLineEdit(window)
    qtbot.addWidget(window)
    bar = UndoBar(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    bar.tell("Excerpt deleted", lambda: None)
    bar.button.setFocus()
    bar.button.click()
    assert field.hasFocus()


# ---- work --------------------------------------------------------------------------------------------------------


def test_a_card_shows_how_far_work_has_come(qtbot: QtBot) -> None:
    card = JobCard()
    qtbot.addWidget(card)
    job = Job("Transcribing June", lambda job: None)
    job.progress = Progress(62, 100, "", 540)
    card.show_job(job, 2, pausable=True)
    words = [label.whole_text() for label in card.findChildren(Label)]
    assert "Transcribing June" in words
    assert "62% · about 9 min left · 2 more in the queue" in words
    card.show_job(job, 0, calm=True)
    assert not any("%" in label.whole_text() for label in card.findChildren(Label))
    asked: list[object] = []
    card.stop_asked.connect(asked.append)
    card.button.click()
    assert asked == [job]


def test_the_saved_line(qtbot: QtBot) -> None:
    line = SavedLine()
    qtbot.addWidget(line)
    line.saved(4.2)
    assert line.saved_words() == "Everything saved, 4 s ago"
    line.saved(3_000)
    assert line.saved_words() == "Everything saved"
    line.not_saved("14:31")
    assert line.saved_words() == "Not saved since 14:31"
    assert not line.retry.isHidden()


def test_progress_is_painted(qapp: QApplication) -> None:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(current().surface)
    painter = QPainter(image)
    paint_progress(painter, image.rect(), "Transcribing", 0.62, "about 9 min left")
    painter.end()
    colours = {QColor(image.pixel(x, 30)).name() for x in range(200)}
    assert LIGHT.accent.name() in colours
    assert LIGHT.sel.name() in colours
    bar = meter(0.5, "Checked against the recording")
    assert (bar.value(), bar.accessibleName()) == (500, "Checked against the recording")
    bar.deleteLater()


def test_the_rest_paints(qtbot: QtBot) -> None:
    state = EmptyState("No themes yet", "Start from excerpts.", icon="shapes")
    done: list[int] = []
    state.add_button("New theme", lambda: done.append(1)).click()
    assert done == [1]
    for widget in (state, KeyCap("Alt ↑"), Monogram("Kit"), PageHeader("Stories")):
        qtbot.addWidget(widget)
        widget.resize(widget.sizeHint())
        assert _inked(widget)


def test_a_long_line_is_cut_and_shown_whole_in_the_tooltip(qtbot: QtBot) -> None:
    label = Label("A very long name of a project that nobody can read at once", elide=True)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.whole_text().endswith("once")
    assert label.toolTip() == label.accessibleName() == label.whole_text()


@pytest.mark.parametrize("title", ['<img src="file:///etc/hosts">', "<b>June</b>", "a < b", "June\nand <i>Kit</i>"])
def test_a_tooltip_says_what_was_written_and_opens_nothing(qtbot: QtBot, title: str) -> None:
    button = Button("Play", tooltip=title)
    qtbot.addWidget(button)
    shown = QTextDocument()
    shown.setHtml(button.toolTip())
    assert shown.toPlainText() == title
    assert "<img" not in button.toolTip()


def test_every_tooltip_of_somebodys_words_goes_that_way() -> None:
    """Words of our own may be used as they are; all others are shown letter by letter."""
    bare = []
    for path in sorted((Path(buttons.__file__).parents[1]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr == "setToolTip" and not _ours(node.args[0]):
                bare.append(f"{path.name}:{node.lineno}")
            if node.func.attr == "showText" and not _ours(node.args[1]):
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


def _ours(words: ast.expr) -> bool:
    if isinstance(words, ast.IfExp):
        return _ours(words.body) and _ours(words.orelse)
    if not isinstance(words, ast.Call):
        return isinstance(words, ast.Constant)
    name = words.func.attr if isinstance(words.func, ast.Attribute) else getattr(words.func, "id", "")
    step_only = name == "format" and [keyword.arg for keyword in words.keywords] == ["step"]
    return name in ("as_written", "tr", "translate") or step_only


def test_cancel_stands_left_of_what_is_done_and_what_takes_away_is_red(qtbot: QtBot) -> None:
    dialogs = [
        (ForGoodDialog("Delete for good", "Delete it?", "It is gone.", "The rest stays."), "Keep it"),
        (EraseDialog(7), "Keep the words"),
    ]
    for dialog, leaves in dialogs:
        qtbot.addWidget(dialog)
        dialog.show()
        buttons = sorted((one for one in dialog.findChildren(Button) if one.isVisible()), key=lambda one: one.x())
        assert [one.text() for one in buttons] == [leaves, dialog.windowTitle()]
        red = current().stop
        image = buttons[1].grab().toImage()
        pixels = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert red.name() in pixels
        assert dialog.focusWidget() is buttons[0]
        assert buttons[1].x() - (buttons[0].x() + buttons[0].width()) < 20, "side by side"
