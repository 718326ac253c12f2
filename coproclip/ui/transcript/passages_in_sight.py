"""Which passages can be seen, and where they stand on the page."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.transcript.paint import ShownPassage
from coproclip.ui.transcript.passage_document import PassageDocument


class PassagesInSight:
    """The passages of `edit` that are in its viewport now."""

    def __init__(self, edit: QTextEdit, passages: PassageDocument) -> None:
        self._edit, self._passages = edit, passages

    def __iter__(self) -> Iterator[ShownPassage]:
        """From the top."""
        if not len(self._passages.map) or not self._passages.in_step:
            return
        layout, top = self._edit.document().documentLayout(), self._edit.verticalScrollBar().value()
        high = self._edit.viewport().height()
        block = self._passages.block(max(0, self._edit.cursorForPosition(QPoint(0, 0)).blockNumber() - 1))
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() - top > high:
                return
            yield ShownPassage(block, rect, top, high)
            block = block.next()

    def at(self, index: int) -> ShownPassage:
        """Where passage `index` stands in the viewport, in sight or not."""
        block = self._passages.block(index)
        rect = self._edit.document().documentLayout().blockBoundingRect(block)
        return ShownPassage(block, rect, self._edit.verticalScrollBar().value())

    def has(self, index: int) -> bool:
        """Whether passage `index` is in sight, or just beside what is."""
        first = self._edit.cursorForPosition(QPoint(0, 0)).blockNumber()
        last = self._edit.cursorForPosition(QPoint(0, self._edit.viewport().height())).blockNumber()
        return first - 1 <= index <= last + 1
