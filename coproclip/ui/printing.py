"""HTML as pages to print, with Qt: large print on A4."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from coproclip.errors import StorageError

LARGE_PT = 18
_MARGIN_MM = 20
_STYLE = """
h1 { font-size: 26pt; } h2 { font-size: 22pt; } h3 { font-size: 20pt; }
p, td, li { font-size: 18pt; line-height: 140%; } p.shared, p.shared b { font-size: 22pt; }
p.notice { font-size: 20pt; } p.label { font-weight: 600; } .box { font-size: 26pt; }
"""


def print_large(html: str, path: Path) -> None:
    """Write `html` to `path` as a PDF in 18 point and larger. Raises `StorageError`."""
    application = QGuiApplication.instance() or _application()
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setCreator("CoProClip")
    document = QTextDocument()
    document.setDefaultFont(QFont(QGuiApplication.font().family(), LARGE_PT))
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(html)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.documentLayout().setPaintDevice(writer)
    document.print_(writer)
    del writer, application
    if not path.is_file() or not path.stat().st_size:
        raise StorageError("The pages to print could not be written.", "The project is safe.", "Try again.")


def _application() -> QGuiApplication:
    """For the command line: Qt lays out pages without a screen."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(["coproclip"])
