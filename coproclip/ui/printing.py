"""Pages on paper, by a printer of this computer; files to print are made by `export.paper`."""

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QTextDocument

from coproclip.ui.page_breaks import pages_of

MARGIN_MM = 18
FOOT = 0.035
"""The part of a page that the page's number has."""


def print_page(page: str, device: QPagedPaintDevice, points: int) -> None:
    """Draw a page (HTML that loads nothing, of letters of `points`) on paper, with page numbers."""
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
