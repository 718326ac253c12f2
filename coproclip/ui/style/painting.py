"""Painting a widget."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


def smooth_painter(widget: QWidget) -> QPainter:
    """A painter of `widget` whose edges are smooth."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
