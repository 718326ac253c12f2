"""The text of a section on its sheet of paper: read with the keyboard, or written in."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip, QWidget

from coproclip.overview.report_page import NOTHING, QuoteOnPage, SectionPage
from coproclip.report.document import Block, Paragraph, plain_text
from coproclip.report.markup import inlines, parse
from coproclip.ui.pages.report.chip_keys import (
    ChipKeys,
    Placed,
    all_chips,
    chip_at,
    is_in_chip,
    mend,
    snapped,
)
from coproclip.ui.pages.report.clipboard import copied, foreign, may_paste, own
from coproclip.ui.pages.report.filling import Filler, fill, no_pictures
from coproclip.ui.pages.report.letters import ChipKind, Letters
from coproclip.ui.pages.report.sheet import Sheet
from coproclip.ui.pages.report.text_document import blocks_of, read
from coproclip.ui.pages.report.text_marks import TextMarks
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import Tokens, current
from coproclip.ui.widgets.tooltips import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator

_READ = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_WRITE = Qt.TextInteractionFlag.TextEditorInteraction


class ReportText(QTextEdit):
    """Shows a `SectionPage`.

    `edited()` tells of each change by hand, `chip_pressed()`
    of a click on a chip, `menu_asked(where)` of the menu key or the right button.
    """

    edited = Signal()
    chip_pressed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.viewport().setAcceptDrops(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Text of the section"))
        self.load_image: Callable[[str], QImage] = no_pictures
        """How an image of the project is read, by its path there."""
        self.sheet = Sheet(self)
        self.marks = TextMarks(self, self.sheet)
        self._keys = ChipKeys(self)
        self._busy = 0
        self._before = 0
        self._touched: tuple[int, int] | None = None
        self._dressed: Tokens | None = None
        self.document().contentsChange.connect(self._on_contents)
        self.textChanged.connect(self._on_text)
        self.cursorPositionChanged.connect(self._on_cursor)
        self.setTextInteractionFlags(_READ)
        Fitting(self, self._fit)

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def page(self) -> SectionPage | None:
        """The section."""
        return self.sheet.page

    @property
    def look(self) -> Letters:
        """How its letters look."""
        return self.sheet.look

    @property
    def editing(self) -> bool:
        """Whether it is written in."""
        return self.look.editing

    def show_page(self, page: SectionPage | None) -> None:
        """Show this section; the same one keeps cursor and place."""
        same = page is not None and self.page is not None and page.section_id == self.page.section_id
        self.sheet.page = page
        if page is not None:
            self.setAccessibleName(self.tr("Text of “{title}”").format(title=page.title))
        self._fill(parse(page.body) if page is not None else (), keep_place=same)

    def blocks(self) -> tuple[Block, ...]:
        """The text as it stands, as it is kept."""
        return read(self.document())

    def begins_something(self) -> bool:
        """Whether the caret is behind a blank at the end, or in an empty paragraph: neither is in what is kept."""
        cursor = self.textCursor()
        return self.editing and cursor.atBlockEnd() and not cursor.block().text()[-1:].strip()

    def set_editing(self, on: bool) -> None:
        """Let keys write in it, or read it again."""
        if on == self.editing:
            return
        blocks = self.blocks()
        self.sheet.look = replace(self.look, editing=on)
        self.setTextInteractionFlags(_WRITE if on else _READ)
        self.setCursorWidth(2)
        self._fill(blocks, keep_place=True)

    def set_zoom(self, zoom: float) -> None:
        """Larger or smaller."""
        blocks = self.blocks()
        self.sheet.set_zoom(zoom)
        self._fill(blocks, keep_place=True)

    def renew_images(self) -> None:
        """Show images that were not there yet; what is typed stays as it is."""
        if self.page is not None and self.page.images:
            QGuiApplication.inputMethod().commit()
            self._fill(self.blocks(), keep_place=True)

    @contextmanager
    def _quietly(self) -> "Iterator[None]":
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    def _fill(self, blocks: Iterable[Block], *, keep_place: bool) -> None:
        cursor, scrolled = self.textCursor(), self.verticalScrollBar().value()
        place = (cursor.anchor(), cursor.position())
        self._dressed = current()
        with self._quietly():
            fill(self.document(), blocks, self.page or NOTHING, self.look, self.load_image)
            self.sheet.renew_notes()
            self.sheet.lay_out()
            self.select(*(place if keep_place else (0, 0)))
        if keep_place:
            self.verticalScrollBar().setValue(scrolled)
        else:
            self.verticalScrollBar().setValue(0)
        self.marks.renew()

    def _fit(self) -> None:
        if self._dressed is not current() and self._dressed is not None:
            self._fill(self.blocks(), keep_place=True)
        else:
            with self._quietly():
                self.sheet.lay_out()
        self.viewport().update()

    # ---- the cursor -------------------------------------------------------------------------------------------

    def select(self, anchor: int, position: int) -> None:
        """Put the cursor there, or as near as there is text."""
        last = self.document().characterCount() - 1
        cursor = self.textCursor()
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def show_cursor(self) -> None:
        """Scroll to the cursor, with some lines above and below it."""
        self.ensureCursorVisible()
        high, bar, place = self.viewport().height(), self.verticalScrollBar(), self.cursorRect().center().y()
        if not high // 6 < place < high - high // 6:
            bar.setValue(bar.value() + place - high // 3)

    def chip(self) -> Placed | None:
        """The chip that the cursor is at."""
        return chip_at(self.textCursor())

    def go_to_chip(self, step: int, kind: ChipKind = ChipKind.QUOTE) -> bool:
        """Select the next chip of a kind, or the one before; False where there is none."""
        cursor = self.textCursor()
        chips = [one for one in all_chips(self.document()) if one[2].kind is kind]
        if step > 0:
            found = next((one for one in chips if one[0] >= cursor.selectionEnd()), None)
        else:
            found = next((one for one in reversed(chips) if one[1] <= cursor.selectionStart()), None)
        if found is not None:
            self.select(found[0], found[1])
            self.ensureCursorVisible()
        return found is not None

    def go_to_heading(self, place: int) -> None:
        """Bring the heading at this place (from 0) to the top."""
        headings = [block for block in blocks_of(self.document()) if block.blockFormat().headingLevel() == 2]
        if place < len(headings):
            self.select(headings[place].position(), headings[place].position())
            rect = self.document().documentLayout().blockBoundingRect(headings[place])
            self.verticalScrollBar().setValue(round(rect.y()) - current().scaled(16))

    def _on_cursor(self) -> None:
        if self._busy:
            return
        cursor = self.textCursor()
        anchor, place = cursor.anchor(), cursor.position()
        later = place > self._before
        document = self.document()
        if cursor.hasSelection():
            start = snapped(document, min(anchor, place), later=False)
            end = snapped(document, max(anchor, place), later=True)
            wanted = (start, end) if anchor <= place else (end, start)
        else:
            near = snapped(document, place, later=later)
            wanted = (near, near)
        if wanted != (anchor, place):
            with self._quietly():
                self.select(*wanted)
        self._before = self.textCursor().position()
        if self.editing and is_in_chip(self.textCursor()) and not self.textCursor().hasSelection():
            with self._quietly():
                level = self.textCursor().blockFormat().headingLevel()
                self.setCurrentCharFormat(self.look.plain(level=level))

    # ---- writing ----------------------------------------------------------------------------------------------

    def _on_contents(self, place: int, _removed: int, added: int) -> None:
        if not self._busy:
            first, last = self._touched or (place, place)
            self._touched = (min(first, place), max(last, place + added))

    def _on_text(self) -> None:
        if self._busy or not self.editing:
            return
        touched, self._touched = self._touched, None
        if touched is not None:
            with self._quietly():
                mend(self.document(), *touched, self.look)
        self._on_cursor()
        self.edited.emit()

    def settle(self) -> None:
        """What follows from what was typed: the numbers of footnotes, and their texts below."""
        with self._quietly():
            self.sheet.renew_notes()
            self.sheet.lay_out()
        self.viewport().update()

    def insert_blocks(self, blocks: Sequence[Block], quotes: Iterable[QuoteOnPage] = ()) -> None:
        """Put blocks in at the cursor, in place of what is selected; a single paragraph comes into the line."""
        if self.page is None or not blocks:
            return
        known = {**self.page.quotes, **{one.quote.key: one for one in quotes}}
        self.sheet.page = replace(self.page, quotes=known)
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        filler = Filler(cursor, self.sheet.page, self.look, self.load_image)
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            filler.inlines(blocks[0].inlines, self.look.plain(level=cursor.blockFormat().headingLevel()))
        else:
            filler.put_between(blocks)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.settle()
        self.ensureCursorVisible()

    def change(self, do: Any) -> None:
        """Let `do(cursor)` change the text as one change by hand; the cursor goes where it leaves it."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        do(cursor)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    # ---- copying ----------------------------------------------------------------------------------------------

    pasted = Signal(str, object)
    """Blocks of this program were pasted: their text, and what its quotes quote, by key."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """The words, and for this program the blocks with their quotes."""
        cursor = self.textCursor()
        blocks = read(self.document(), cursor.selectionStart(), cursor.selectionEnd())
        return copied(blocks, str(cursor.selectedText()), self.page or NOTHING)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words."""
        return may_paste(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Quotes stay quotes; of what comes from elsewhere its words, headings, lists and links are taken."""
        ours = own(source, (self.page or NOTHING).project_uid)
        if ours is not None:
            self.pasted.emit(*ours)
        else:
            self.insert_blocks(foreign(source))

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write, or walk through the text."""
        if self.editing and self._keys.key(event, self.look):
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a chip selects it, and tells."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            found = self._chip_under(event.position().toPoint())
            if found is not None:
                self.select(found[0], found[1])
                self.chip_pressed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is under the mouse, or at the cursor."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            found = self._chip_under(event.pos())
            if found is not None:
                self.select(found[0], found[1])
            self.menu_asked.emit(event.globalPos())
        else:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))

    def _chip_under(self, where: QPoint) -> Placed | None:
        spot = (
            self.document()
            .documentLayout()
            .hitTest((where + QPoint(0, self.verticalScrollBar().value())).toPointF(), Qt.HitTestAccuracy.ExactHit)
        )
        return next((one for one in all_chips(self.document()) if one[0] <= spot < one[1]), None) if spot >= 0 else None

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a chip is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._chip_under(event.pos())
            QToolTip.showText(event.globalPos(), as_written(self.chip_words(found)) if found else "", self)
            return True
        return super().viewportEvent(event)

    def chip_words(self, found: Placed) -> str:
        """What a chip is, in words."""
        chip, page = found[2], self.page
        if chip.kind is ChipKind.NOTE:
            return plain_text(inlines(chip.key))
        if chip.kind is ChipKind.LIVE:
            return self.tr("Counted anew whenever the report is shown")
        image = page.images.get(chip.key) if page is not None and chip.kind is ChipKind.IMAGE else None
        if image is not None:
            return self.tr("Decorative image") if image.decorative else image.alt
        if chip.kind is ChipKind.QUOTE:
            shown = page.quotes.get(chip.key) if page is not None else None
            if shown is None or shown.withheld:
                why = shown.why_not if shown is not None else ""
                return " ".join(filter(None, (self.tr("This quote is left out of every output."), why)))
            return self.tr("The words of an excerpt. Space plays them.")
        return ""

    # ---- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet, the text, the numbers."""
        painter = QPainter(self.viewport())
        self.sheet.paint_under(painter)
        painter.end()
        super().paintEvent(event)
        if self.sheet.numbered:
            painter = QPainter(self.viewport())
            self.sheet.paint_over(painter)
            painter.end()
