"""The outline: sections with the sign of their theme, their headings below, a triangle where something was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from coproclip.overview.report_outline import OutlineRow
from coproclip.project.kinds import SectionKind
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.row_delegate import RowDelegate, paint_pill
from coproclip.ui.lists.row_drag import DragList
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.focus import paint_row_ring
from coproclip.ui.style.icons import paint_icon
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.label import paint_words
from coproclip.ui.widgets.theme_chip import paint_mark

HIGH, LOW, SIDE = 35, 31, 8
ICONS = {
    SectionKind.COVER: "book-open",
    SectionKind.ABOUT: "file-text",
    SectionKind.TELLERS: "users",
    SectionKind.METHOD: "list-checks",
    SectionKind.THEME: "shapes",
    SectionKind.OUTPUTS: "package",
    SectionKind.SUGGESTIONS: "lightbulb",
    SectionKind.QUESTIONS: "message-circle-question-mark",
    SectionKind.LEARNED: "sprout",
    SectionKind.PLAYLIST: "list-music",
    SectionKind.GLOSSARY: "book-a",
    SectionKind.WORKED: "info",
    SectionKind.THANKS: "heart",
    SectionKind.OWN: "file-text",
}


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A section, or (with `heading` from 0) the heading at that place among its own."""

    section: OutlineRow
    heading: int = -1

    @property
    def words(self) -> str:
        """What stands in it."""
        return self.section.title if self.heading < 0 else self.section.headings[self.heading]


class OutlineModel(RowModel[OutlineEntry]):
    """The outline, row by row."""

    def show_outline(self, sections: Iterable[OutlineRow]) -> None:
        """These sections, with their headings."""
        rows = []
        for section in sections:
            rows.append(OutlineEntry(section))
            rows += [OutlineEntry(section, place) for place in range(len(section.headings))]
        self.set_rows(rows)

    def key_of(self, row: OutlineEntry) -> tuple[int, int]:
        """The section, and the place of the heading."""
        return row.section.section_id, row.heading

    def words_of(self, row: OutlineEntry) -> str:
        """Title or heading."""
        return row.words

    def spoken(self, row: OutlineEntry, place: int) -> str:
        """What it is, and what was found."""
        if row.heading >= 0:
            return self.tr("{words}, heading").format(words=row.words)
        parts = [row.words]
        if row.section.left_out:
            parts.append(self.tr("left out of every output"))
        if row.section.findings:
            parts.append(self.tr("something to check"))
        return ", ".join(parts)


class OutlineDelegate(RowDelegate):
    """Paints one line: sign, words, triangle."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are a little lower."""
        row: OutlineEntry = index.data(ROW)
        return QSize(0, current().scaled(HIGH if row.heading < 0 else LOW))

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field where it is chosen."""
        t = current()
        box = rect.adjusted(t.scaled(SIDE), 1, -t.scaled(SIDE), -1)
        paint_pill(painter, box, chosen=chosen, hovered=hovered, radius=RADIUS)
        if chosen:
            painter.setBrush(t.accent)
            painter.drawRoundedRect(QRect(box.x(), box.y() + 5, 3, box.height() - 10), 1.5, 1.5)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Around that field."""
        side = current().scaled(SIDE)
        paint_row_ring(painter, rect.adjusted(side - 1, 0, 1 - side, 0), RADIUS)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """A section or a heading."""
        t = current()
        row: OutlineEntry = index.data(ROW)
        inner = rect.adjusted(t.scaled(SIDE + 10), 0, -t.scaled(SIDE + 10), 0)
        if row.heading >= 0:
            paint_words(painter, inner.adjusted(t.scaled(14), 0, 0, 0), row.words, "small", "ink2")
            return
        side = t.scaled(18)
        spot = QRect(inner.x(), inner.center().y() - side // 2 + 1, side, side)
        if row.section.theme is not None:
            paint_mark(painter, spot, row.section.theme.letter, row.section.theme.colour)
        else:
            paint_icon(painter, spot, ICONS[row.section.kind], t.ink2)
        words = inner.adjusted(side + t.scaled(10), 0, 0, 0)
        for shown, icon, colour in (
            (bool(row.section.findings), "triangle-alert", t.flag),
            (row.section.left_out, "eye-off", t.ink3),
        ):
            if shown:
                place = QRect(
                    words.right() - t.scaled(16), inner.center().y() - t.scaled(8), t.scaled(16), t.scaled(16)
                )
                paint_icon(painter, place, icon, colour)
                words.setRight(place.x() - t.scaled(6))
        role = "strong" if chosen else "body"
        paint_words(painter, words, row.words, role, "ink3" if row.section.left_out else "ink")


class OutlineList(DragList):
    """The list. `moved()` tells that the cursor is on another row, `placed(section_id, place)` where a section was put
    that was dragged: its place (from 0) among the sections.
    """

    moved = Signal()
    placed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.outline = OutlineModel()
        super().__init__(self.outline, OutlineDelegate(), parent)
        self.outline.setParent(self)
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Contents of the report"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.dropped.connect(self._on_dropped)

    def may_drag(self, place: int) -> bool:
        """Sections, and no headings."""
        return place >= 0 and self.outline.rows[place].heading < 0

    def _on_dropped(self, key: tuple[int, int], to: int) -> None:
        """A section that is put down among the headings of another comes behind that."""
        others = [row for row in self.outline.rows if self.outline.key_of(row) != key]
        before = {row.section.section_id for row in others[:to]} - {key[0]}
        self.placed.emit(key[0], len(before))

    def entry(self) -> OutlineEntry | None:
        """The row under the cursor."""
        return self.outline.row_at(self.currentIndex())

    def section_id(self) -> int | None:
        """The section under the cursor."""
        entry = self.entry()
        return entry.section.section_id if entry is not None else None

    def choose_section(self, section_id: int, heading: int = -1) -> bool:
        """Put the cursor on a section, or a heading of it; False where it is not there."""
        place = self.outline.place_of((section_id, heading))
        if place < 0:
            place = self.outline.place_of((section_id, -1))
        if place >= 0 and place != self.currentIndex().row():
            self.choose(place)
        return place >= 0

    def texts(self) -> Sequence[str]:
        """What a screen reader says of each row."""
        return [self.outline.spoken(row, place) for place, row in enumerate(self.outline.rows)]

    def currentChanged(self, now: Index, before: Index) -> None:
        """The cursor moved."""
        super().currentChanged(now, before)
        self.moved.emit()
