"""Pages on paper, by a printer of this computer: the same pages as in the files that are made to be printed."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from coproclip.elsewhere.process import never
from coproclip.errors import Cancelled
from coproclip.export.documents.paper import pictures_of_paper
from coproclip.ui.wait_for import wait_for
from coproclip.ui.workspace import Workspace

translate = QCoreApplication.translate


def print_page(page: str, device: QPagedPaintDevice, points: int, stops: Callable[[], bool] = never) -> None:
    """Draw a page of ours (HTML that loads nothing, of letters of `points`) on A4, in any thread.

    Raises `StorageError`, and `Cancelled` when it `stops`.
    """
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)  # the margins are in the pictures
    pictures = pictures_of_paper(page, points, stops)
    device.setPageLayout(layout)
    whole = QRectF(device.pageLayout().fullRectPixels(device.logicalDpiX()))
    painter = QPainter(device)
    try:
        for number, picture in enumerate(pictures):
            if stops():
                raise Cancelled
            if number:
                device.newPage()
            painter.drawImage(whole, QImage.fromData(picture))
    finally:
        painter.end()


def print_beside(workspace: Workspace, page: str, device: QPagedPaintDevice, points: int, parent: QWidget) -> None:
    """The same beside the window, while a person can have enough. Raises `StorageError`, `Cancelled`."""
    wait_for(
        workspace,
        translate("Printing", "Printing"),
        lambda job: print_page(page, device, points, lambda: job.cancel.cancelled),
        parent,
        may_stop=True,
        to_the_end=True,
    )


def letter_page(text: str, title: str) -> str:
    """Lines of text as a page to print, an empty line between paragraphs."""
    parts = "".join(f"<p>{'<br>'.join(map(escape, part.splitlines()))}</p>" for part in text.strip().split("\n\n"))
    return f'<html lang="en"><head><title>{escape(title)}</title></head><body>{parts}</body></html>'
