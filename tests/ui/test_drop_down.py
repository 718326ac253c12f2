"""The list of a drop-down: it looks like a menu, and it stays on the screen and near its window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from coproclip.ui.style import tokens as t
from coproclip.ui.style.drop_down import place_of_list
from coproclip.ui.style.look import apply_style

pytestmark = pytest.mark.qt_log_ignore("plugin does not support")
SCREEN = QRect(0, 0, 1280, 720)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    yield
    apply_style(qapp, "light", 100)


def opened(qtbot: QtBot, words: list[str], at: QPoint | None = None) -> tuple[QWidget, QComboBox, QWidget]:
    """A window of 400 × 300 px at `at`, a drop-down in it, and its list, which is open."""
    window, field = QWidget(), QComboBox()
    qtbot.addWidget(window)
    field.addItems(words)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addStretch(1)
    field.setFixedWidth(160)
    window.setGeometry(QRect(at or QPoint(100, 60), QSize(400, 300)))
    window.show()
    qtbot.waitExposed(window)
    field.showPopup()
    QApplication.processEvents()
    return window, field, field.view().window()


def picture(shown: QWidget) -> QImage:
    """`shown` as it is seen."""
    return shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize(("mode", "tokens"), [("light", t.LIGHT), ("dark", t.DARK)])
@pytest.mark.parametrize("text_size", [100, 200])
def test_the_list_has_the_edge_and_the_padding_of_a_menu(
    qapp: QApplication, qtbot: QtBot, mode: str, tokens: t.Tokens, text_size: int
) -> None:
    apply_style(qapp, mode, text_size)
    _window, field, shown = opened(qtbot, ["One", "Two", "Three"])
    seen, padding = picture(shown), t.current().scaled(5)
    right, bottom = seen.width() - 1, seen.height() - 1
    middle = (right // 2, bottom // 2)
    for x, y in ((0, middle[1]), (right, middle[1]), (middle[0], 0), (middle[0], bottom)):
        assert seen.pixelColor(x, y) == tokens.line2, "an edge on every side"
    for x, y in ((padding, middle[1]), (right - padding, middle[1]), (middle[0], padding), (middle[0], bottom - 2)):
        assert seen.pixelColor(x, y) == tokens.surface, "paper between the edge and the rows"
    row = field.view().visualRect(field.model().index(0, 0))
    first = QRect(field.view().viewport().mapTo(shown, row.topLeft()), row.size())
    assert seen.pixelColor(middle[0], first.top() + 2) == tokens.accent_soft, "the chosen row is marked"
    assert seen.pixelColor(first.topLeft()) == tokens.surface, "with round corners"
    assert row.height() >= t.current().scaled(30)
    assert not shown.windowFlags() & Qt.WindowType.NoDropShadowWindowHint, "the system gives it the shadow of a menu"
    field.hidePopup()


def test_a_drop_down_keeps_its_look_with_another_text_size(qapp: QApplication, qtbot: QtBot) -> None:
    apply_style(qapp, "light", 100)
    _window, field, shown = opened(qtbot, ["One", "Two"])
    low = shown.height()
    field.hidePopup()
    apply_style(qapp, "dark", 200)
    field.showPopup()
    QApplication.processEvents()
    assert shown.height() > low * 1.7
    assert picture(shown).pixelColor(0, shown.height() // 2) == t.DARK.line2
    field.hidePopup()


def test_the_list_shows_its_words_whole_but_stays_in_its_window(qapp: QApplication, qtbot: QtBot) -> None:
    apply_style(qapp, "light", 100)
    _window, field, shown = opened(qtbot, ["Somewhat longer than its field is"])
    needed = field.fontMetrics().horizontalAdvance("Somewhat longer than its field is")
    assert needed < field.view().viewport().width() <= 400
    field.hidePopup()
    _window, field, shown = opened(qtbot, ["Much longer than its window is wide, and still longer than that " * 3])
    assert QRect(100, 60, 400, 300).contains(shown.geometry())
    field.hidePopup()


def test_near_the_lower_edge_of_the_screen_the_list_opens_above(qapp: QApplication, qtbot: QtBot) -> None:
    apply_style(qapp, "light", 100)
    free = qapp.primaryScreen().availableGeometry()
    _window, field, shown = opened(qtbot, [str(n) for n in range(12)], QPoint(free.right() - 390, free.bottom() - 70))
    assert free.contains(shown.geometry())
    assert shown.geometry().bottom() < field.mapToGlobal(QPoint(0, 0)).y() or shown.geometry().top() == free.top()
    field.hidePopup()


@pytest.mark.parametrize(
    ("field", "high", "window", "place"),
    [
        (QRect(100, 100, 200, 32), 150, QRect(50, 50, 400, 400), QRect(100, 132, 200, 150)),
        (QRect(100, 380, 200, 32), 150, QRect(50, 50, 400, 400), QRect(100, 230, 200, 150)),
        (QRect(100, 600, 200, 32), 300, QRect(50, 500, 400, 200), QRect(100, 300, 200, 300)),
        (QRect(100, 200, 200, 32), 800, QRect(50, 50, 400, 400), QRect(100, 0, 200, 720)),
    ],
    ids=["under", "above, to stay in the window", "above, to stay on the screen", "as high as the screen"],
)
def test_the_place_of_a_list(field: QRect, high: int, window: QRect, place: QRect) -> None:
    assert place_of_list(field, QSize(120, high), window, SCREEN) == place
