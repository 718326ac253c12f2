"""Keys in a section's text: chips are passed over and go as a whole, headings and boxes end with Enter."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.pages.report.letters import Chip, ChipKind, Letters, Mark, box_of, chip_of, is_marked
from coproclip.ui.pages.report.text_document import blocks_of, list_around, pieces, text_between
from coproclip.ui.transcript.word_map import utf16_length

_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
Placed = tuple[int, int, Chip]
"""Where a chip starts and ends, and which it is."""


def chips_in(block: QTextBlock) -> list[Placed]:
    """The chips of a block, in order."""
    return [(start, end, chip) for start, end, chip, _form in pieces(block) if chip is not None]


def all_chips(document: QTextDocument) -> list[Placed]:
    """All chips of a text, in order."""
    return [one for block in blocks_of(document) for one in chips_in(block)]


def snapped(document: QTextDocument, place: int, *, later: bool) -> int:
    """`place`, or the end of the chip (its start, unless `later`) that it is inside of."""
    for start, end, _chip in chips_in(document.findBlock(place)):
        if start < place < end:
            return end if later else start
    return place


def chip_at(cursor: QTextCursor) -> Placed | None:
    """The chip that is selected, or that the cursor stands before or behind."""
    chips = chips_in(cursor.document().findBlock(cursor.selectionStart()))
    if cursor.hasSelection():
        chosen = (cursor.selectionStart(), cursor.selectionEnd())
        return next((one for one in chips if one[:2] == chosen), None)
    place = cursor.position()
    before = next((one for one in chips if one[0] == place), None)
    return before or next((one for one in chips if one[1] == place), None)


def next_chip(cursor: QTextCursor, step: int, kind: ChipKind) -> Placed | None:
    """The next chip of a kind behind the cursor, or the one before it."""
    chips = [one for one in all_chips(cursor.document()) if one[2].kind is kind]
    if step > 0:
        return next((one for one in chips if one[0] >= cursor.selectionEnd()), None)
    return next((one for one in reversed(chips) if one[1] <= cursor.selectionStart()), None)


def chip_under(edit: QTextEdit, where: QPoint) -> Placed | None:
    """The chip at this spot of the viewport."""
    spot = (where + QPoint(0, edit.verticalScrollBar().value())).toPointF()
    place = edit.document().documentLayout().hitTest(spot, Qt.HitTestAccuracy.ExactHit)
    return next((one for one in all_chips(edit.document()) if one[0] <= place < one[1]), None)


def writes(event: QKeyEvent) -> bool:
    """Whether a key puts letters in, or begins a paragraph."""
    with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return not with_control and (event.key() in _ENTERS or bool(event.text() and event.text().isprintable()))


class ChipKeys:
    """What some keys do in `edit` while it is written in."""

    def __init__(self, edit: QTextEdit) -> None:
        self._edit = edit

    def key(self, event: QKeyEvent, look: Letters) -> bool:
        """Whether the key was for us and is done."""
        if event.key() in _ENTERS and writes(event):
            self._enter(look)
            return True
        if event.key() == Qt.Key.Key_Backspace:
            return self._remove(look, back=True)
        if event.key() == Qt.Key.Key_Delete:
            return self._remove(look, back=False)
        if writes(event):
            self.make_room(look)
            self.leave_quote(look)
        return False

    def make_room(self, look: Letters) -> None:
        """A chip that is selected goes before letters come in its place: they would look like it, and go with it."""
        cursor = self._edit.textCursor()
        start = cursor.selectionStart()
        chips = chips_in(self._edit.document().findBlock(start))
        if cursor.hasSelection() and any(one[0] == start for one in chips):
            cursor.removeSelectedText()
            self._settle(cursor, look)

    def leave_quote(self, look: Letters) -> None:
        """Letters beside a quote that stands by itself begin a paragraph of their own."""
        cursor = self._edit.textCursor()
        block = cursor.block()
        if cursor.hasSelection() or not is_marked(block.blockFormat(), Mark.QUOTE) or not chips_in(block):
            return
        box = box_of(block.blockFormat())
        if cursor.atBlockStart():
            cursor.insertBlock(block.blockFormat(), look.plain())
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.setBlockFormat(look.block(box=box))
        else:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.insertBlock(look.block(box=box), look.plain())
        cursor.setBlockCharFormat(look.plain())
        self._edit.setTextCursor(cursor)

    def _enter(self, look: Letters) -> None:
        cursor = self._edit.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        form = cursor.blockFormat()
        box, around = box_of(form), list_around(cursor.block())
        empty = cursor.block().length() == 1
        if around is not None and empty:
            around.remove(cursor.block())
            cursor.setBlockFormat(look.block(box=box))
        elif box and empty and not is_marked(form, Mark.BOX_TITLE) and not _same_box(cursor.block().next(), box):
            cursor.setBlockFormat(look.block())
        elif around is not None:
            cursor.insertBlock(form, look.plain())
        else:
            self._new_paragraph(cursor, look, box)
        cursor.endEditBlock()
        self._edit.setTextCursor(cursor)
        self._edit.ensureCursorVisible()

    @staticmethod
    def _new_paragraph(cursor: QTextCursor, look: Letters, box: int) -> None:
        form = cursor.blockFormat()
        before = cursor.atBlockStart() and cursor.block().length() > 1
        if before and not is_marked(form, Mark.BOX_TITLE):
            # What stands in the block moves down as it is; above it is an empty paragraph.
            cursor.insertBlock(form, look.plain(level=form.headingLevel()))
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.setBlockFormat(look.block(box=box))
            cursor.setBlockCharFormat(look.plain())
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
            return
        cursor.insertBlock(look.block(box=box), look.plain())
        if cursor.block().length() > 1:
            as_plain(cursor, look)

    def _remove(self, look: Letters, *, back: bool) -> bool:
        cursor = self._edit.textCursor()
        if cursor.hasSelection():
            return False
        place = cursor.position()
        for start, end, _chip in chips_in(cursor.block()):
            if place == (end if back else start):
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                self._settle(cursor, look)
                return True
        form = cursor.blockFormat()
        special = form.headingLevel() or is_marked(form, Mark.QUOTE)
        if back and cursor.atBlockStart() and special and not chips_in(cursor.block()):
            self._settle(cursor, look)
            return True
        return False

    def _settle(self, cursor: QTextCursor, look: Letters) -> None:
        form = cursor.blockFormat()
        if (is_marked(form, Mark.QUOTE) and not chips_in(cursor.block())) or form.headingLevel():
            cursor.setBlockFormat(look.block(box=box_of(form)))
            as_plain(cursor, look)
        self._edit.setTextCursor(cursor)


def _same_box(block: QTextBlock, box: int) -> bool:
    return block.isValid() and box_of(block.blockFormat()) == box


def as_plain(cursor: QTextCursor, look: Letters, *, level: int = 0, title: bool = False) -> None:
    """Give the letters of the block under the cursor the look of a paragraph, or a heading, bold staying bold."""
    block = cursor.block()
    for start, end, chip, form in list(pieces(block)):
        one = QTextCursor(block)
        one.setPosition(start)
        one.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        bold, italic = is_marked(form, Mark.BOLD), is_marked(form, Mark.ITALIC)
        link = str(form.anchorHref()) if form.isAnchor() else ""
        base = look.plain(bold=bold, italic=italic, link=link, level=level, title=title)
        if chip is not None:
            made = look.chip(chip, base)
            if form.background().style():
                made.setBackground(form.background())
            one.setCharFormat(made)
        else:
            one.setCharFormat(base)
    one = QTextCursor(block)
    one.setBlockCharFormat(look.plain(level=level, title=title))


def mend(document: QTextDocument, first: int, last: int, look: Letters) -> bool:
    """Chips that were cut are taken away, letters typed into one stand beside it; whether anything was amiss."""
    amiss = False
    block = document.findBlock(first)
    while block.isValid() and block.position() <= last:
        for start, end, chip, _form in reversed(list(pieces(block))):
            if chip is None:
                continue
            letters = text_between(document, start, end)
            if letters == chip.shown:
                continue
            amiss = True
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            whole = letters.find(chip.shown)
            if whole < 0:
                cursor.removeSelectedText()
                continue
            begins = start + utf16_length(letters[:whole])
            for at, until in ((begins + utf16_length(chip.shown), end), (start, begins)):
                cursor.setPosition(at)
                cursor.setPosition(until, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(look.plain())
        block = block.next()
    return amiss


def is_in_chip(cursor: QTextCursor) -> bool:
    """Whether letters typed now would look like a chip."""
    return chip_of(cursor.charFormat()) is not None
