"""Pages on paper and as PDF, by Qt; also without a window."""

import os
import re
import sys
from html import unescape
from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from coproclip.audio.writing import new_file
from coproclip.project.integrity import refuse_inside_project
from coproclip.ui.page_breaks import pages_of

MARGIN_MM = 18
FOOT = 0.035
"""The part of a page that the page's number has."""
LARGE_PT = 18
_LARGE = """
h1 { font-size: 26pt; } h2 { font-size: 22pt; } h3 { font-size: 20pt; }
p, td, li { font-size: 18pt; line-height: 140%; } p.shared, p.shared b { font-size: 22pt; }
p.notice { font-size: 20pt; } p.label { font-weight: 600; } .box { font-size: 26pt; }
"""
_ACTIVITY = "writing the PDF"


def write_pdf(page: str, target: Path, title: str, points: int) -> None:
    """Write a page (HTML that loads nothing, of letters of `points`) as a PDF, whole or not at all.

    Raises `BadInput` for a place inside a project, `StorageError` when the disk refuses.
    """
    refuse_inside_project(target)
    _write(page, target, title, points)


def print_large(page: str, target: Path) -> None:
    """Write a page (HTML that loads nothing) as a PDF in 18 point and larger. Raises `StorageError`.

    It is called as the page is; headings and lists are not marked in it as such: Qt writes no tagged PDF.
    """
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    _write(page, target, unescape(found[1]).strip() if found else "", LARGE_PT, _LARGE)


def _write(page: str, target: Path, title: str, points: int, style: str = "") -> None:
    _alone = _without_window()  # must live as long as anything is drawn
    events = QEventLoop()  # beside the window, laying out needs one of its own
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setTitle(title)
    writer.setCreator("CoProClip")
    writer.setResolution(300)
    print_page(page, writer, points, style)
    del writer, events
    with new_file(target, _ACTIVITY) as (file, _):
        file.write(bytes(kept.data().data()))


def print_page(page: str, device: QPagedPaintDevice, points: int, style: str = "") -> None:
    """Draw a page (HTML that loads nothing, of letters of `points`) on paper, with page numbers; `style` is CSS."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    paper = QRectF(QPointF(0, 0), QSizeF(device.pageLayout().paintRectPixels(device.logicalDpiX()).size()))
    foot = paper.height() * FOOT
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)  # sizes of letters are those of the paper
    document.setDocumentMargin(0)
    letters = QFont(document.defaultFont())
    letters.setPointSize(points)  # headings are larger than these
    document.setDefaultFont(letters)
    document.setDefaultStyleSheet(style)
    document.setHtml(page)
    document.setTextWidth(paper.width())  # one long page, which is parted where nothing is torn
    pages = pages_of(document, paper.height() - foot)
    painter = QPainter(device)
    try:
        for number, page_of in enumerate(pages, 1):
            if number > 1:
                device.newPage()
            painter.save()
            painter.translate(0, -page_of.top)
            document.drawContents(painter, QRectF(0, page_of.top, paper.width(), page_of.bottom - page_of.top))
            painter.restore()
            if len(pages) > 1:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
                painter.drawText(paper, int(right), f"{number} / {len(pages)}")
    finally:
        painter.end()


def _without_window() -> QGuiApplication | None:
    """An application to draw with, where there is no window; None where there is one."""
    if QGuiApplication.instance() is not None:
        return None
    if sys.platform not in ("win32", "darwin"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(sys.argv[:1])
