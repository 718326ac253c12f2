"""The sheet of paper around a section's text: its size, what stands above and below the text, boxes and bars."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextBlock
from PySide6.QtWidgets import QTextEdit

from coproclip.overview.report_page import SectionPage
from coproclip.project.kinds import SectionKind
from coproclip.report.document import Run, plain_text
from coproclip.report.markup import inlines
from coproclip.ui.pages.report.filling import fit_images, number_notes
from coproclip.ui.pages.report.letters import Letters, Mark, box_of, is_marked
from coproclip.ui.pages.report.text_document import blocks_of
from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current

WIDE, EDGE, PAD, ABOVE = 640, 24, 56, 40
"""Px at 100 %: the sheet, the grey around it, its margins at the sides and at the top."""
WRAP = int(Qt.TextFlag.TextWordWrap)


def tr(words: str) -> str:
    """Words on the sheet."""
    return QCoreApplication.translate("ReportSheet", words)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A stretch of the text (places in the document) with a number beside it."""

    number: int
    start: int
    end: int
    chosen: bool = False


class Sheet:
    """Lays out and paints what is around the text of `edit`."""

    def __init__(self, edit: QTextEdit) -> None:
        self._edit = edit
        self.look = Letters()
        self.page: SectionPage | None = None
        self.numbered: tuple[Numbered, ...] = ()
        self._notes: list[str] = []
        self._laid_out: object = None

    def set_zoom(self, zoom: float) -> None:
        """Another size; the text is to be filled in anew."""
        self.look = replace(self.look, zoom=zoom)

    # ---- sizes ------------------------------------------------------------------------------------------------

    def _side(self) -> tuple[int, int]:
        """Left edge and width of the sheet in the viewport."""
        whole = self._edit.viewport().width()
        wide = max(80, min(self.look.px(WIDE), whole - 2 * min(current().scaled(36), whole // 20)))
        return (whole - wide) // 2, wide

    def _pad(self) -> int:
        return min(self.look.px(PAD), self._side()[1] // 9)

    def _heading(self) -> Iterator[tuple[str, QFont, str, int]]:
        """What stands above the text: words, font, colour, and the room below (px)."""
        page, px, zoom = self.page, self.look.px, self.look.zoom
        if page is None:
            return
        heading, large = page.heading, sized(26 * zoom, 600)
        if page.kind is SectionKind.COVER:
            yield page.project or page.title, large, "ink", px(8)
            yield from ((text, sized(17 * zoom), "ink2", px(4)) for text in page.under_title)
        else:
            yield page.project or " ", sized(13 * zoom), "ink2", px(18)
            yield (heading.shown if heading is not None and heading.headline else page.title), large, "ink", px(4)
        if heading is not None and heading.after:
            yield heading.after, sized(17 * zoom), "ink2", px(4)
        if page.left_out:
            yield tr("This section is left out of every output."), sized(14 * zoom, 600), "again", px(4)
        elif heading is not None and heading.against:
            why = f"{tr('The headline is left out of every output.')} {heading.against[0].sentence}"
            yield why, sized(14 * zoom), "again", px(4)

    def _high(self, rows: Iterable[tuple[str, QFont, str, int]]) -> int:
        wide = self._side()[1] - 2 * self._pad()
        return sum(_high(words, font, wide) + gap for words, font, _colour, gap in rows)

    def _below(self) -> list[tuple[str, QFont, str, int]]:
        font, gap = sized(13 * self.look.zoom), self.look.px(4)
        texts = [plain_text(one for one in inlines(note) if isinstance(one, Run)) for note in self._notes]
        return [(f"{place}  {text}", font, "ink2", gap) for place, text in enumerate(texts, 1)]

    def lay_out(self) -> bool:
        """Give the text its margins; True if they are others than before."""
        left, wide = self._side()
        scaled, px = current().scaled, self.look.px
        top = scaled(EDGE) + px(ABOVE) + self._high(self._heading()) + px(10)
        notes = self._below()
        bottom = scaled(EDGE) + px(ABOVE) + (self._high(notes) + px(20) if notes else 0)
        wanted = (left + self._pad(), top, bottom)
        fit_images(self._edit.document(), max(20, wide - 2 * self._pad() - px(40)))
        frame = self._edit.document().rootFrame()
        form = frame.frameFormat()
        there = (round(form.leftMargin()), round(form.topMargin()), round(form.bottomMargin()))
        if wanted == there:
            return False
        form.setLeftMargin(wanted[0])
        form.setRightMargin(wanted[0])
        form.setTopMargin(wanted[1])
        form.setBottomMargin(wanted[2])
        frame.setFrameFormat(form)
        return True

    def renew_notes(self) -> None:
        """Number the footnotes, and show their texts below."""
        self._notes = number_notes(self._edit.document())

    # ---- painting ---------------------------------------------------------------------------------------------

    def paint_under(self, painter: QPainter) -> None:
        """The grey, the paper, what stands above and below, boxes and bars."""
        t, edit = current(), self._edit
        scrolled, view = edit.verticalScrollBar().value(), edit.viewport().rect()
        painter.fillRect(view, t.bg)
        left, wide = self._side()
        high = max(round(edit.document().size().height()), view.height()) - 2 * t.scaled(EDGE)
        paper = QRect(left, t.scaled(EDGE) - scrolled, wide, high)
        painter.fillRect(paper, t.surface)
        painter.setPen(QPen(t.line2, 1))
        painter.drawRect(paper.adjusted(0, 0, -1, -1))
        inner = paper.adjusted(self._pad(), self.look.px(ABOVE), -self._pad(), -self.look.px(ABOVE))
        self._rows(painter, inner.x(), inner.y(), inner.width(), self._heading())
        notes = self._below()
        if notes:
            y = inner.bottom() - self._high(notes)
            painter.setPen(QPen(t.line2, 1))
            painter.drawLine(inner.x(), y - self.look.px(8), inner.x() + inner.width() // 3, y - self.look.px(8))
            self._rows(painter, inner.x(), y, inner.width(), notes)
        self._boxes(painter, inner, scrolled)

    @staticmethod
    def _rows(painter: QPainter, x: int, y: int, wide: int, rows: Iterable[tuple[str, QFont, str, int]]) -> None:
        for words, font, colour, gap in rows:
            painter.setFont(font)
            painter.setPen(current().colour(colour))
            high = _high(words, font, wide)
            painter.drawText(QRect(x, y, wide, high), WRAP, words)
            y += high + gap

    def _boxes(self, painter: QPainter, inner: QRect, scrolled: int) -> None:
        t, px = current(), self.look.px
        boxes: dict[int, QRectF] = {}
        for block in blocks_of(self._edit.document()):
            form, rect = block.blockFormat(), self._rect(block, scrolled)
            if number := box_of(form):
                boxes[number] = boxes[number].united(rect) if number in boxes else rect
        for around in boxes.values():
            painter.setPen(QPen(t.line2, 1))
            painter.setBrush(t.raised)
            box = QRectF(inner.x(), around.y() - px(10), inner.width(), around.height() + px(14))
            painter.drawRoundedRect(box, 6, 6)
        for block in blocks_of(self._edit.document()):
            form, rect = block.blockFormat(), self._rect(block, scrolled)
            if is_marked(form, Mark.QUOTE):
                colour = t.theme(self.page.colour if self.page is not None else -1).mark
                x = inner.x() + round(form.leftMargin()) - px(19)
                painter.fillRect(QRectF(x, rect.y(), px(3), rect.height()), colour)
            if is_marked(form, Mark.BOX_TITLE) and block.length() == 1:
                painter.setFont(sized(16 * self.look.zoom, 600))
                painter.setPen(t.ink3)
                painter.drawText(rect.adjusted(px(16), 0, 0, 0), tr("Title of the box"))

    def _rect(self, block: QTextBlock, scrolled: int) -> QRectF:
        """Where the lines of a block are in the viewport, without the room around them."""
        layout = block.layout()
        whole = self._edit.document().documentLayout().blockBoundingRect(block).translated(0, -scrolled)
        if not layout.lineCount():
            return whole
        last = layout.lineAt(layout.lineCount() - 1)
        # The box of a block has its own margins in it, above and below.
        top = layout.position().y() - scrolled
        return QRectF(whole.x(), top, whole.width(), last.y() + last.height())

    def paint_over(self, painter: QPainter) -> None:
        """The numbers beside what was found."""
        t, side = current(), self.look.px(22)
        left, _wide = self._side()
        taken: set[int] = set()
        for one in self.numbered:
            cursor = self._edit.textCursor()
            cursor.setPosition(min(one.start, self._edit.document().characterCount() - 1))
            y = self._edit.cursorRect(cursor).y()
            while any(abs(y - other) < side for other in taken):
                y += side
            taken.add(y)
            spot = QRect(left + (self._pad() - side) // 2, y, side, side)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(t.flag_line, 2 if one.chosen else 1))
            painter.setBrush(t.flag_soft)
            painter.drawEllipse(spot)
            painter.setFont(sized(12 * self.look.zoom, 600))
            painter.setPen(t.flag)
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(one.number))


def _high(words: str, font: QFont, wide: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(40, wide), 10_000), WRAP, words).height()
