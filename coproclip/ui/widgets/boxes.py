"""Rows and columns of widgets."""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)
Box = TypeVar("Box", bound=QBoxLayout)


def vbox(inside: QWidget | None = None, margins: Margins | None = None, spacing: int | None = None) -> QVBoxLayout:
    """A column, as the layout of `inside` if that is given; margins (left, top, right, bottom) and spacing in px."""
    return _made(QVBoxLayout(), inside, margins, spacing)


def hbox(inside: QWidget | None = None, margins: Margins | None = None, spacing: int | None = None) -> QHBoxLayout:
    """A row, likewise."""
    return _made(QHBoxLayout(), inside, margins, spacing)


def _made(box: Box, inside: QWidget | None, margins: Margins | None, spacing: int | None) -> Box:
    if inside is not None:
        inside.setLayout(box)
    if margins is not None:
        box.setContentsMargins(*margins)
    if spacing is not None:
        box.setSpacing(spacing)
    return box
