"""What a person would see to be wrong: every control of a window is looked at, whoever made it."""

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTabWidget,
    QWidget,
)

from coproclip.ui.banners import Banners
from coproclip.ui.pages.record.clock import Clock
from coproclip.ui.style.proxy_style import WIDEST
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label, Monogram
from coproclip.ui.widgets.undo_bar import UndoBar

FLOATS = (Banners, UndoBar)
"""They lie over a page, and have their own tests."""


def fills_screen(top: QWidget) -> bool:
    """Whether a dialog has all the width there is: the rest of it is scrolled to."""
    return top.width() >= top.screen().availableGeometry().width() - 20


def parts_of(top: QWidget) -> list[QWidget]:
    """All that is shown in a window, also what would have to be scrolled to."""
    return [part for part in top.findChildren(QWidget) if part.isVisible() and part.window() is top.window()]


def named(part: QWidget) -> str:
    """What a part is, so that it is found."""
    words = part.accessibleName() or str(getattr(part, "text", str)() or "")
    return f"{type(part).__name__} “{words[:60]}”"


def cut_words(top: QWidget) -> list[str]:
    """Words that are not whole; those that are meant to be cut with “…”, names and titles, do not count."""
    return [named(part) for part in parts_of(top) if _is_cut(part)]


def _is_cut(part: QWidget) -> bool:
    hint = part.sizeHint()
    if isinstance(part, Clock) or (isinstance(part, Label) and part._elide):
        return False
    if isinstance(part, QLabel) and part.text():
        if not part.wordWrap():
            return part.width() < hint.width() or part.height() < hint.height()
        pieces = re.split(r"(?<=[\s\u200b-])", QLabel.text(part))
        widest = max((part.fontMetrics().horizontalAdvance(piece.strip()) for piece in pieces), default=0)
        return part.height() < part.heightForWidth(part.width()) or part.contentsRect().width() < widest
    if isinstance(part, Button | QCheckBox | QRadioButton):
        return part.width() < hint.width() or part.height() < hint.height()
    if isinstance(part, QComboBox):
        option = QStyleOptionComboBox()
        part.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = part.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, part)
        wants = part.fontMetrics().horizontalAdvance(part.currentText())
        return room.width() < wants < current().scaled(WIDEST - 40)
    if isinstance(part, QLineEdit) and not part.text() and not fills_screen(part.window()):
        return part.fontMetrics().horizontalAdvance(part.placeholderText()) > part.width()
    if isinstance(part, QTabBar):
        widths = [(part.tabRect(place), part.tabText(place)) for place in range(part.count())]
        return any(part.fontMetrics().horizontalAdvance(words) > rect.width() for rect, words in widths)
    return False


def pushed_out(top: QWidget) -> list[str]:
    """Parts that are wider than the place that scrolls them up and down."""
    return [
        named(area)
        for area in parts_of(top)
        if isinstance(area, QScrollArea) and area.widget() and area.widget().width() > area.viewport().width()
        if not (area.horizontalScrollBar().isVisible() and fills_screen(top))
    ]


def overlapping(top: QWidget) -> list[tuple[str, str]]:
    """Parts side by side that share a place."""
    return [(named(one), named(other)) for one, other in _neighbours(top) if _share(one.geometry(), other.geometry())]


def _neighbours(top: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    beside: dict[QWidget, list[QWidget]] = {}
    for part in parts_of(top):
        parent = part.parentWidget()
        layered = isinstance(parent, QStackedWidget | QAbstractScrollArea | QSplitter | QLineEdit)
        if parent is not None and not layered and not isinstance(part, (*FLOATS, Monogram)):
            # What a parent lays out shares its place out; handles and rings are painted over it.
            layout = parent.layout()
            if layout is not None and layout.indexOf(part) >= 0:
                beside.setdefault(parent, []).append(part)
    for parts in beside.values():
        yield from combinations(parts, 2)


def _share(one: QRect, other: QRect) -> bool:
    both = one & other
    return both.width() > 1 and both.height() > 1


def nameless(top: QWidget) -> list[str]:
    """What Tab reaches and a screen reader has no name for."""
    buddies = [label.buddy() for label in top.findChildren(QLabel)]
    return [
        f"{type(part).__name__} in {type(part.parentWidget()).__name__}"
        for part in parts_of(top)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.isEnabled()
        and not (part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()))
        and not isinstance(part, QScrollArea | QTabBar | QTabWidget)  # each tab has a name
        and not isinstance(part.parentWidget(), QComboBox | QAbstractSpinBox)
        and part not in buddies
    ]


def troubles(top: QWidget) -> dict[str, list[object]]:
    """All of it, by kind; empty when nothing is wrong."""
    found: dict[str, list[object]] = {
        "cut": [*cut_words(top)],
        "pushed out": [*pushed_out(top)],
        "overlapping": [*overlapping(top)],
        "nameless": [*nameless(top)],
    }
    return {kind: parts for kind, parts in found.items() if parts}
