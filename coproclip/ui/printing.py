"""Pages on paper, by a printer of this computer: the same pages as in the files that are made to be printed."""

from html import escape

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter

from coproclip.export.paper import pictures_of_paper


def print_page(page: str, device: QPagedPaintDevice, points: int) -> None:
    """Draw a page of ours (HTML that loads nothing, of letters of `points`) on A4. Raises `StorageError`."""
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)  # the margins are in the pictures
    pictures = pictures_of_paper(page, points)
    device.setPageLayout(layout)
    whole = QRectF(device.pageLayout().fullRectPixels(device.logicalDpiX()))
    painter = QPainter(device)
    try:
        for number, picture in enumerate(pictures):
            if number:
                device.newPage()
            painter.drawImage(whole, QImage.fromData(picture))
    finally:
        painter.end()


def letter_page(text: str, title: str) -> str:
    """Lines of text as a page to print, an empty line between paragraphs."""
    parts = "".join(f"<p>{'<br>'.join(map(escape, part.splitlines()))}</p>" for part in text.strip().split("\n\n"))
    return f'<html lang="en"><head><title>{escape(title)}</title></head><body>{parts}</body></html>'
