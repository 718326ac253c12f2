"""The text of a section on its sheet of paper: read with the keyboard and the mouse, or written in."""

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
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip, QWidget

from coproclip.overview.report_page import NOTHING, QuoteOnPage, SectionPage
from coproclip.report.document import Block, Paragraph
from coproclip.report.markup import parse
from coproclip.ui.pages.report.chip_keys import (
    ChipKeys,
    Placed,
    chip_at,
    chip_under,
    is_in_chip,
    mend,
    next_chip,
    snapped,
    writes,
)
from coproclip.ui.pages.report.chip_words import chip_words
from coproclip.ui.pages.report.clipboard import copied, foreign, may_paste, own
from coproclip.ui.pages.report.filling import Filler, fill, no_pictures
from coproclip.ui.pages.report.letters import ChipKind, Letters
from coproclip.ui.pages.report.sheet import Sheet
from coproclip.ui.pages.report.snapshot import PlaceKeeper
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
        self._pointed = False
        """Whether what is selected was by no person, but to show it."""
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
        """Fill it anew; with `keep_place` the cursor stays at its words, and these where they are on the screen."""
        keeper = PlaceKeeper(self)
        self._dressed = current()
        with self._quietly():
            fill(self.document(), blocks, self.page or NOTHING, self.look, self.load_image)
            self.sheet.renew_notes()
            self.sheet.lay_out()
            self._put(*(keeper.ends() if keep_place else (0, 0)))
        self.verticalScrollBar().setValue(keeper.scrolled() if keep_place else 0)
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
        """Put the cursor there, or as near as there is text. What is typed next goes behind what is selected so."""
        self._put(anchor, position)
        self._pointed = self.textCursor().hasSelection()

    def _put(self, anchor: int, position: int) -> None:
        document, cursor = self.document(), self.textCursor()
        last, down = document.characterCount() - 1, anchor <= position
        # Never inside a chip: of a selection it is all of it.
        cursor.setPosition(snapped(document, min(position, last), later=down))
        if anchor != position:
            end = cursor.position()
            cursor.setPosition(snapped(document, min(anchor, last), later=not down))
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def go_behind(self) -> None:
        """Leave what is selected where no person selected it: nothing is put in its place that nobody meant so."""
        cursor = self.textCursor()
        if self._pointed and cursor.hasSelection():
            self._put(cursor.selectionEnd(), cursor.selectionEnd())

    def chip(self) -> Placed | None:
        """The chip that the cursor is at."""
        return chip_at(self.textCursor())

    def go_to_chip(self, step: int, kind: ChipKind = ChipKind.QUOTE) -> bool:
        """Select the next chip of a kind, or the one before; False where there is none."""
        found = next_chip(self.textCursor(), step, kind)
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
        self._pointed = False
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
                self._put(*wanted)
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

    def insert_blocks(
        self, blocks: Sequence[Block], quotes: Iterable[QuoteOnPage] = (), *, instead: bool = False
    ) -> None:
        """Put blocks in at the cursor, in place of what a person selected, and `instead` of whatever is selected.

        A single paragraph comes into the line.
        """
        if self.page is None or not blocks:
            return
        if not instead:
            self.go_behind()
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
        if self.editing and writes(event):
            self.go_behind()
        if self.editing and self._keys.key(event, self.look):
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Letters that are put together."""
        if self.editing and (event.commitString() or event.preeditString()):
            self.go_behind()
            self._keys.make_room(self.look)
        super().inputMethodEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a chip selects it, and tells."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            found = chip_under(self, event.position().toPoint())
            if found is not None:
                self.select(found[0], found[1])
                self.chip_pressed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is under the mouse, or at the cursor."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            found = chip_under(self, event.pos())
            if found is not None:
                self.select(found[0], found[1])
            self.menu_asked.emit(event.globalPos())
        else:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a chip is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = chip_under(self, event.pos())
            QToolTip.showText(event.globalPos(), as_written(self.chip_words(found)) if found else "", self)
            return True
        return super().viewportEvent(event)

    def chip_words(self, found: Placed) -> str:
        """What a chip is, in words."""
        return chip_words(found[2], self.page)

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
