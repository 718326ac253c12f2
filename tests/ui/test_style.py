"""The look goes on, and changes live."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from coproclip.ui.style import tokens as t
from coproclip.ui.style.focus import BY_KEY, FocusRing
from coproclip.ui.style.fonts import SIZES, font
from coproclip.ui.style.icons import icon, pixmap, set_icon
from coproclip.ui.style.look import Look, apply_style, palette_of, style_sheet
from coproclip.ui.widgets.button import Button

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    apply_style(qapp, "light", 100)
    yield
    apply_style(qapp, "light", 100)


@pytest.mark.parametrize("tokens", [t.LIGHT, t.DARK])
def test_the_style_sheet_is_filled_in(tokens: t.Tokens) -> None:
    sheet = style_sheet(tokens)
    assert "@" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert tokens.accent.name() in sheet


def test_dark_and_large_at_once(qapp: QApplication) -> None:
    look = apply_style(qapp, "dark", 200)
    assert t.current().dark
    assert t.current().scaled(32) == 64
    assert qapp.palette().base().color() == t.DARK.surface
    assert qapp.font().pixelSize() == 28
    assert apply_style(qapp, "light", 100) is look
    assert len(qapp.findChildren(Look)) == 1


def test_text_size_stays_within_bounds(qapp: QApplication) -> None:
    apply_style(qapp, "light", 10)
    assert t.current().scale == 0.9
    apply_style(qapp, "light", 900)
    assert t.current().scale == 2.0


def test_the_palette_greys_what_is_off() -> None:
    palette = palette_of(t.LIGHT)
    group = palette.ColorGroup.Disabled
    assert palette.color(group, palette.ColorRole.ButtonText) == t.LIGHT.inkoff


@pytest.mark.parametrize("role", SIZES)
def test_no_words_are_smaller_than_twelve(qapp: QApplication, role: str) -> None:
    assert font(role).pixelSize() >= 12


def test_icons_are_tinted_and_follow_the_appearance(qapp: QApplication, qtbot: QtBot) -> None:
    button = Button()
    qtbot.addWidget(button)
    set_icon(button, "mic", "ink")
    before = button.icon().pixmap(16).toImage()
    apply_style(qapp, "dark", 100)
    assert button.icon().pixmap(16).toImage() != before


def test_old_and_new_icon_names_work_and_wrong_ones_do_not(qapp: QApplication) -> None:
    for name in ("smile", "frown", "trash-2", "circle-check", "hourglass", "blend", "git-compare-arrows"):
        assert not icon(name).isNull()
    with pytest.raises(KeyError):
        pixmap("no-such-picture", t.LIGHT.ink, 16)


def test_pictures_are_sharp_on_a_fine_screen(qapp: QApplication) -> None:
    made = pixmap("play", t.LIGHT.ink, 16, ratio=2.0)
    assert (made.width(), made.devicePixelRatio()) == (32, 2.0)


def test_a_field_has_a_ring_round_it_and_a_list_has_not(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    field, rows = QLineEdit(), QListView()
    rows.setModel(QStringListModel(["Kit", "June"]))
    row.addWidget(field)
    row.addWidget(rows)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: window.findChild(FocusRing) is not None)
    ring = window.findChild(FocusRing)
    assert ring is not None
    qtbot.waitUntil(ring.isVisible)
    place = field.mapTo(window, QPoint(0, 0))
    assert ring.geometry().topLeft() == place - QPoint(4, 4)
    field.move(field.x() + 5, field.y())
    assert ring.geometry().left() == place.x() + 1
    before = ring.geometry().topLeft()
    window.layout().setContentsMargins(40, 60, 9, 9)
    window.layout().activate()
    assert ring.geometry().topLeft() != before
    assert ring.geometry().topLeft() == field.mapTo(window, QPoint(0, 0)) - QPoint(4, 4)
    field.hide()
    assert not ring.isVisible()


def test_a_button_is_ringed_for_the_keyboard_only(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    first, second = Button("One"), Button("Two")
    row.addWidget(first)
    row.addWidget(second)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qapp.setProperty(BY_KEY, False)  # as the last press of a test before may have left it otherwise
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    ring = window.findChild(FocusRing)
    assert ring is None or not ring.isVisible()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    ring = window.findChild(FocusRing)
    assert ring is not None
    assert ring.isVisible()


def test_a_ring_goes_with_the_control_it_was_round(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    field = QLineEdit()
    row.addWidget(field)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: window.findChild(FocusRing) is not None)
    ring = window.findChild(FocusRing)
    assert ring is not None
    assert ring.isVisible()
    field.deleteLater()
    del field
    qtbot.waitUntil(lambda: not ring.isVisible())
    window.resize(300, 200)
