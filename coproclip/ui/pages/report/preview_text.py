"""The report as it will look, to be read: all of it, as the web page has it or in easy read; nobody writes here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextListFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from coproclip.export.report.layout import Boxed, Flow, Head, Items, Line, NoteMark, Para, Picture, Quoted, Span
from coproclip.export.report.preview import Preview
from coproclip.report.images import LeavingImage
from coproclip.ui.pages.report.letters import Letters, Mark, box_of, is_marked
from coproclip.ui.pages.report.text_document import blocks_of, letters_of
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import Tokens, current
from coproclip.ui.widgets.tooltips import as_written

WIDE, SIDE, SLOT = 736, 24, 64
"""Px at 100 %: the text, the room beside it, and in easy read the place for a picture."""
_LARGER = 1.25
_READ = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class PreviewText(QTextEdit):
    """Shows a `Preview`, or a sentence while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setProperty("ring", "none")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(_READ)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The report as it will look"))
        self._look = Letters()
        self._seen: Preview | None = None
        self._pictures: Mapping[str, QImage] = {}
        self._words = ""
        self._starts: dict[int, int] = {}
        self._boxes = 0
        self._dressed: Tokens | None = None
        Fitting(self, self._fit)

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def seen(self) -> Preview | None:
        """What is shown."""
        return self._seen

    def show_words(self, words: str) -> None:
        """Say something instead."""
        self._seen, self._words, self._pictures = None, words, {}
        self._fill()

    def show_preview(self, seen: Preview, pictures: Mapping[str, QImage]) -> None:
        """Show this, with its images by what they are called; the same kind of page stays where it was."""
        same = self._seen is not None and self._seen.easy == seen.easy
        there = self.verticalScrollBar().value()
        self._seen, self._pictures = seen, pictures
        self._fill()
        self.verticalScrollBar().setValue(there if same else 0)

    def set_zoom(self, zoom: float) -> None:
        """Another size."""
        self._look = replace(self._look, zoom=zoom)
        self._fill()

    def go_to(self, section_id: int) -> bool:
        """Begin with this section; False where it is not in it."""
        place = self._starts.get(section_id)
        if place is None:
            return False
        cursor = self.textCursor()
        cursor.setPosition(place)
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(cursor.block()).top()
        self.verticalScrollBar().setValue(max(0, round(top) - current().scaled(SIDE)))
        return True

    def _fit(self) -> None:
        if self._dressed is current():
            self._lay_out()
        else:
            self._fill()

    # ---- filling it in ----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        document, there = self.document(), self.verticalScrollBar().value()
        self._dressed = current()
        document.clear()
        self._starts, self._boxes = {}, 0
        look = self._shown_look()
        document.setDefaultFont(look.plain().font())
        document.setIndentWidth(look.px(26))
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        if self._seen is None:
            self._paragraph(cursor, look.block(), [(self._words, look.plain())])
        else:
            self._cover(cursor, self._seen, look)
            begins = {place: section for section, place in self._seen.starts.items()}
            for place, flow in enumerate(self._seen.flows):
                if place in begins:
                    self._starts[begins[place]] = cursor.position() + (0 if document.isEmpty() else 1)
                self._flow(cursor, flow, look)
            self._notes(cursor, self._seen.laid.notes, look)
        cursor.endEditBlock()
        self._lay_out()
        self.verticalScrollBar().setValue(there)

    def _shown_look(self) -> Letters:
        easy = self._seen is not None and self._seen.easy
        return replace(self._look, zoom=self._look.zoom * (_LARGER if easy else 1.0))

    def _lay_out(self) -> None:
        whole = self.viewport().width()
        wide = max(80, min(self._look.px(WIDE), whole - 2 * min(current().scaled(SIDE), whole // 20)))
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        form.setLeftMargin((whole - wide) // 2)
        form.setRightMargin((whole - wide) // 2)
        form.setTopMargin(current().scaled(SIDE))
        form.setBottomMargin(current().scaled(3 * SIDE))
        frame.setFrameFormat(form)

    def _paragraph(
        self, cursor: QTextCursor, block: QTextBlockFormat, letters: Sequence[tuple[str, QTextCharFormat]]
    ) -> None:
        if cursor.document().isEmpty():
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)
        for words, form in letters:
            cursor.insertText(letters_of(words), form)

    def _cover(self, cursor: QTextCursor, seen: Preview, look: Letters) -> None:
        laid = seen.laid
        for words, size, colour, level in (
            (laid.title, 30, "ink", 1),
            (laid.strapline, 19, "ink", 0),
            (laid.month, 16, "ink2", 0),
        ):
            if words:
                self._paragraph(cursor, _headed(look, level), [(words, _sized(look, size, colour, 600 * bool(level)))])

    def _flow(self, cursor: QTextCursor, flow: Flow, look: Letters, box: int = 0) -> None:
        match flow:
            case Head(level, line):
                size = {1: 24, 2: 19}.get(level, 16)
                self._paragraph(cursor, _headed(look, level + 1, box), _letters(line, _sized(look, size, "ink", 600)))
            case Para(line):
                easy = self._seen is not None and self._seen.easy
                block = look.block(box=box)
                if easy:
                    block.setProperty(Mark.BOX_TITLE, True)
                    block.setLeftMargin(block.leftMargin() + look.px(SLOT + 20))
                    block.setTopMargin(look.px(10))
                    block.setBottomMargin(look.px(SLOT - 14))
                self._paragraph(cursor, block, _letters(line, look.plain()))
            case Items(lines, numbered):
                style = QTextListFormat.Style.ListDecimal if numbered else QTextListFormat.Style.ListDisc
                made = None
                for line in lines:
                    self._paragraph(cursor, look.block(box=box), _letters(line, look.plain()))
                    if made is None:
                        form = QTextListFormat()
                        form.setStyle(style)
                        made = cursor.createList(form)
                    else:
                        made.add(cursor.block())
            case Quoted(line, signed, extract):
                said = _letters(line, look.large_quote())
                heard = [(" ▶", _sized(look, 14, "accent", 600))] if extract else []
                self._paragraph(cursor, look.block(box=box, quote=True), [*said, *heard])
                if signed:
                    cursor.insertText("\u2028" + letters_of(signed), _sized(look, 14, "ink2"))
            case Picture(image, alt):
                self._picture(cursor, image, alt, look.block(box=box))
            case Boxed(title, flows):
                self._boxes += 1
                number = self._boxes
                if title:
                    self._paragraph(cursor, _headed(look, 3, number), [(title, _sized(look, 16, "ink", 600))])
                for one in flows:
                    self._flow(cursor, one, look, number)

    def _picture(self, cursor: QTextCursor, image: LeavingImage, alt: str, block: QTextBlockFormat) -> None:
        picture = self._pictures.get(image.name)
        self._paragraph(cursor, block, [])
        if picture is None:
            cursor.insertText(letters_of(alt))
            return
        name = QUrl(f"image:{image.name}")
        self.document().addResource(QTextDocument.ResourceType.ImageResource.value, name, picture)
        form = QTextImageFormat()
        form.setName(name.toString())
        form.setWidth(min(picture.width(), self._look.px(WIDE)))
        form.setToolTip(as_written(letters_of(alt)))
        cursor.insertImage(form)

    def _notes(self, cursor: QTextCursor, notes: Sequence[Line], look: Letters) -> None:
        for number, note in enumerate(notes, 1):
            small = _sized(look, 13, "ink2")
            self._paragraph(cursor, look.block(), [(f"{number}  ", small), *_letters(note, small)])

    # ---- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper; boxes, bars beside quotes, places for pictures; over them the text."""
        painter = QPainter(self.viewport())
        t, px = current(), self._look.px
        painter.fillRect(self.viewport().rect(), t.surface)
        boxes: dict[int, QRectF] = {}
        for block in blocks_of(self.document()):
            form, rect = block.blockFormat(), self._rect(block)
            if number := box_of(form):
                boxes[number] = boxes[number].united(rect) if number in boxes else rect
        for around in boxes.values():
            painter.setPen(QPen(t.accent, 1))
            painter.drawRoundedRect(around.adjusted(-px(16), -px(12), px(16), px(12)), 6, 6)
        for block in blocks_of(self.document()):
            form, rect = block.blockFormat(), self._rect(block)
            if is_marked(form, Mark.QUOTE):
                painter.fillRect(QRectF(rect.x() - px(19), rect.y(), px(3), rect.height()), t.theme(-1).mark)
            if is_marked(form, Mark.BOX_TITLE):
                side = self._shown_look().px(SLOT)
                painter.setPen(QPen(t.line2, 1, Qt.PenStyle.DashLine))
                painter.drawRoundedRect(QRectF(rect.x() - side - px(20), rect.y() - px(6), side, side), 6, 6)
        painter.end()
        super().paintEvent(event)

    def _rect(self, block: QTextBlock) -> QRectF:
        """Where the lines of a block are in the viewport, beside its own margin."""
        layout, form = block.layout(), block.blockFormat()
        top = layout.position().y() - self.verticalScrollBar().value()
        left = layout.position().x() + form.leftMargin()
        right = self.viewport().width() - self.document().rootFrame().frameFormat().rightMargin() - form.rightMargin()
        last = layout.lineAt(layout.lineCount() - 1) if layout.lineCount() else None
        high = last.y() + last.height() if last is not None else 0.0
        return QRectF(left, top, right - left, high)


def _headed(look: Letters, level: int, box: int = 0) -> QTextBlockFormat:
    form = look.block(box=box)
    if level:
        form.setHeadingLevel(level)
        form.setTopMargin(look.px({1: 20, 2: 34}.get(level, 18)))
    return form


def _sized(look: Letters, size: float, colour: str, weight: int = 0) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFont(sized(size * look.zoom, weight or 400))
    form.setForeground(current().colour(colour))
    return form


def _letters(line: Line, base: QTextCharFormat) -> list[tuple[str, QTextCharFormat]]:
    return list(_formed(line, base))


def _formed(line: Line, base: QTextCharFormat) -> Iterator[tuple[str, QTextCharFormat]]:
    for one in line:
        form = QTextCharFormat(base)
        if isinstance(one, NoteMark):
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            yield str(one.number), form
            continue
        if one.bold:
            form.setFontWeight(700)
        if one.italic:
            form.setFontItalic(True)
        if one.link:
            form.setForeground(current().accent)
            form.setFontUnderline(True)
        yield one.text, form
        if one.extract and one is _last_of(line, one):
            heard = QTextCharFormat(base)
            heard.setForeground(current().accent)
            yield " ▶", heard


def _last_of(line: Line, span: Span) -> Span:
    """The last of the letters of the same extract in a line."""
    return [one for one in line if isinstance(one, Span) and one.extract == span.extract][-1]
