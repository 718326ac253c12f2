"""What is pasted from other programs: its words, headings, lists, links, bold and italic, and nothing else."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from coproclip.report.document import Block
from coproclip.report.markup import ADDRESS
from coproclip.ui.pages.report.letters import Mark
from coproclip.ui.pages.report.text_document import blocks_of, pieces, read

MOST = 2_000_000
"""No more letters of HTML are read."""


class _NoFiles(QTextDocument):
    """Fetches nothing that the text names."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None


def blocks_of_html(html: str) -> tuple[Block, ...]:
    """The blocks of a text from elsewhere."""
    document = _NoFiles()
    document.setUndoRedoEnabled(False)
    document.setHtml(html[:MOST])
    for block in list(blocks_of(document)):
        _mark(block)
    return read(document)


def _mark(block: QTextBlock) -> None:
    """Say in our own marks what the look of a block says."""
    level = block.blockFormat().headingLevel()
    form = QTextBlockFormat()
    form.setHeadingLevel(0 if not level else 2 if level < 3 else 3)
    QTextCursor(block).mergeBlockFormat(form)
    for start, end, _chip, letters in list(pieces(block)):
        marks = QTextCharFormat()
        marks.setProperty(Mark.BOLD, letters.fontWeight() >= 600 and not level)
        marks.setProperty(Mark.ITALIC, letters.fontItalic())
        marks.clearProperty(Mark.CHIP)
        if letters.isAnchor() and not ADDRESS.fullmatch(str(letters.anchorHref())):
            marks.setAnchor(False)
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(marks)
