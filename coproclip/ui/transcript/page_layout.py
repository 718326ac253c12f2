"""How the words and their margins share the width of the page."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QTextEdit

from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import Tokens, current
from coproclip.ui.transcript.margins import NotesMargin, SpeakerMargin, margins_for
from coproclip.ui.transcript.passage_document import SIDE, PassageDocument

MEASURE = 620
"""The words are never set wider than this, px at 100 %."""
MUCH_ROOM = 1200
"""From this width (px at 100 %) on the words and their margins stand in the middle of the page."""


def set_up_page(edit: QTextEdit) -> None:
    """Plain text without a frame, always with its scroll bar, and Tab leaves it."""
    edit.setProperty("role", "page")
    edit.setProperty("ring", "none")
    edit.setFrameShape(QFrame.Shape.NoFrame)
    edit.setAcceptRichText(False)
    edit.setTabChangesFocus(True)
    edit.viewport().setAcceptDrops(False)
    edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class PageLayout:
    """Gives the words of `edit` a width that can be read, and its margins the rest."""

    def __init__(self, edit: QTextEdit, passages: PassageDocument, speakers: SpeakerMargin, notes: NotesMargin) -> None:
        self._edit, self._passages = edit, passages
        self._speakers, self._notes = speakers, notes
        self._look: Tokens | None = None

    def restyle(self) -> bool:
        """Take the colours and sizes in use now; False if they were in use already."""
        if self._look is current():
            if self._edit.document().defaultFont() != font("read"):
                self._edit.document().setDefaultFont(font("read"))
            return False
        self._look = current()
        self._edit.setFont(font("read"))
        self._passages.restyle()
        self.lay_out()
        return True

    def lay_out(self) -> None:
        """Give words and margins their widths."""
        edit, scaled, scale = self._edit, current().scaled, current().scale
        whole = edit.width() - edit.verticalScrollBar().sizeHint().width()
        centred = whole / scale >= MUCH_ROOM
        left, right = (scaled(side) for side in margins_for(whole / scale))
        wide = max(80, min(scaled(MEASURE) + 2 * SIDE, whole - left + SIDE - right))
        start = max(0, whole - left - wide - right) // 2 if centred else 0
        left_px = start + left - SIDE
        margins = edit.viewportMargins()
        if (margins.left(), margins.right()) != (left_px, whole - left_px - wide):
            edit.setViewportMargins(left_px, 0, whole - left_px - wide, 0)
            if edit.document().pageSize().width() != edit.viewport().width():
                # While it is being shown Qt forgets to tell the text about a second change of size.
                QTextEdit.resizeEvent(edit, QResizeEvent(edit.viewport().size(), QSize()))
        page = edit.viewport().geometry()
        self._speakers.setGeometry(QRect(start, page.y(), page.left() - start, page.height()))
        beside = whole - page.right() - 1
        self._notes.setGeometry(QRect(page.right() + 1, page.y(), right if centred else beside, page.height()))
