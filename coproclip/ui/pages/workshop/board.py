"""The groups of cards side by side: a column each, and one for what stands alone. Cards and notes can be dragged."""

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QScrollArea, QStyleOptionViewItem, QWidget

from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PartsList
from coproclip.ui.lists.row_delegate import RowDelegate
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.fonts import font
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import RADIUS, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.wrapped_text import wrapped

MIME = "application/x-coproclip-workshop"
ALONE = 0
"""The column of what is in no group; groups have their ids."""
LINES, PAD, GAP, CHIP = 5, 12, 10, 34
LEAST = 190
"""No column is narrower (px at 100 %)."""
IN_SIGHT = 4
GAP = 12


@dataclass(frozen=True)
class Tile:
    """A card or a note on the board. `number` is that of the card, 0 for a note; `foot` what stands below its words."""

    is_card: bool
    row_id: int
    number: int
    text: str
    foot: str
    chosen: bool = False

    @property
    def key(self) -> tuple[bool, int]:
        """What it is known by."""
        return self.is_card, self.row_id


@dataclass(frozen=True)
class ColumnFace:
    """A column: the group (`ALONE` for none), its name, what stands below that, and its tiles."""

    group_id: int
    name: str
    below: str
    tiles: tuple[Tile, ...]


class Tiles(RowModel[Tile]):
    """What is in a column."""

    def key_of(self, row: Tile) -> Hashable:
        """Card or note, and which."""
        return row.key

    def words_of(self, row: Tile) -> str:
        """Its words."""
        return row.text

    def spoken(self, row: Tile, place: int) -> str:
        """What it is, its words, and what is known of it."""
        what = self.tr("Card {number}").format(number=row.number) if row.is_card else self.tr("Note")
        return ", ".join(part for part in (what, row.text, row.foot) if part)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """They can be dragged into another group."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Ours."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """What is dragged."""
        made = QMimeData()
        made.setData(MIME, json.dumps([list(self.rows[index.row()].key) for index in indexes]).encode())
        return made


class TileDelegate(RowDelegate):
    """Words, number and dots on a small card."""

    def _lines(self, tile: Tile, width: int) -> tuple[str, ...]:
        return wrapped(tile.text, "read" if tile.is_card else "body", width - current().scaled(2 * PAD), LINES)

    def foot_lines(self, tile: Tile, width: int) -> tuple[str, ...]:
        """What stands below its words on a card of this width (px), beside its number."""
        beside = current().scaled(2 * PAD + (CHIP + 8 if tile.is_card else 0))
        return wrapped(tile.foot, "body", width - beside, LINES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words."""
        view, scaled, tile = option.widget, current().scaled, index.data(ROW)
        wide = view.viewport().width() if isinstance(view, QListView) else scaled(LEAST)
        lines = len(self._lines(tile, wide)) + max(1, len(self.foot_lines(tile, wide)))
        return QSize(0, lines * scaled(22) + scaled(2 * PAD + 2 + GAP))

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A card, with an edge where the group is at it."""
        t, tile = current(), index.data(ROW)
        box = QRectF(rect).adjusted(1, 1, -1, -1 - t.scaled(GAP))
        painter.setPen(QPen(t.accent if tile.chosen else t.control if hovered else t.line2, 2.5 if tile.chosen else 1))
        painter.setBrush(t.surface if tile.is_card else t.flag_soft)
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def paint_ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """On its edge."""
        painter.setPen(QPen(current().focus, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(rect).adjusted(2, 2, -2, -2 - current().scaled(GAP))
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """Words; below them number and dots."""
        t, tile = current(), index.data(ROW)
        pad, step = t.scaled(PAD), t.scaled(22)
        painter.setFont(font("read" if tile.is_card else "body"))
        painter.setPen(t.ink)
        y = rect.y() + pad
        for line in self._lines(tile, rect.width()):
            painter.drawText(QRect(rect.x() + pad, y, rect.width(), step), Qt.AlignmentFlag.AlignVCenter, line)
            y += step
        y += t.scaled(4)
        x = rect.x() + pad
        if tile.is_card:
            chip = QRect(x, y, t.scaled(CHIP), t.scaled(22))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.sel)
            painter.drawRoundedRect(QRectF(chip), RADIUS, RADIUS)
            painter.setPen(t.ink)
            painter.setFont(font("strong"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(tile.number))
            x += t.scaled(CHIP + 8)
        painter.setFont(font("body"))
        painter.setPen(t.ink2)
        for line in self.foot_lines(tile, rect.width()):
            painter.drawText(QRect(x, y, rect.right() - x, step), Qt.AlignmentFlag.AlignVCenter, line)
            y += step


class TileList(PartsList):
    """The tiles of a column; `put(is_card, row, group)` tells that something was dropped here."""

    picked = Signal(object)
    """The tile under the cursor (`Tile`)."""

    def __init__(self, model: Tiles, parent: QWidget | None = None) -> None:
        super().__init__(model, TileDelegate(), parent)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setProperty("ring", "none")
        self.setProperty("role", "panel")
        self.setProperty("leaves", ["PgDown", "PgUp", "Left", "Right"])
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._on_clicked)

    def tiles(self) -> Tiles:
        """The model."""
        model = self.model()
        assert isinstance(model, Tiles)
        return model

    def chosen(self) -> Tile | None:
        """The tile under the cursor."""
        return self.tiles().row_at(self.currentIndex())

    def _on_clicked(self, _index: QModelIndex) -> None:
        if (tile := self.chosen()) is not None:
            self.picked.emit(tile)

    def keyboardSearch(self, _search: str) -> None:
        """Figures are card numbers, letters are what is done: nothing is looked for by its beginning."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other heights."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class Column(QFrame):
    """A group of cards: its name, how much is in it, its tiles."""

    dropped = Signal(bool, object, object)
    """Whether it is a card, which, and the group it was dropped on."""
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.group_id = ALONE
        column = vbox(self, (10, 12, 10, 4), 4)
        self.name = Label("", "read-strong", wrap=True)
        self.below = Label("", "body")
        self.model = Tiles(self)
        self.list = TileList(self.model)
        column.addWidget(self.name)
        column.addWidget(self.below)
        column.addWidget(self.list, 1)
        self.list.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.list.chosen(), self.list.viewport().mapToGlobal(at))
        )

    def show_column(self, face: ColumnFace) -> None:
        """Show this group as it is now."""
        self.group_id = face.group_id
        self.name.setText(face.name)
        self.below.setText(face.below)
        self.model.set_rows(face.tiles)
        self.list.setAccessibleName(f"{face.name}, {face.below}")
        at = next((place for place, tile in enumerate(face.tiles) if tile.chosen), -1)
        if at >= 0 and not self.list.hasFocus():
            self.list.choose(at)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only what comes from the board."""
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the column."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put it in this group."""
        for is_card, row in json.loads(bytes(event.mimeData().data(MIME).data()).decode()):
            self.dropped.emit(bool(is_card), int(row), self.group_id)
        event.acceptProposedAction()


class Board(QWidget):
    """Up to four columns in sight; more scroll sideways, with buttons at the ends."""

    picked = Signal(object)
    dropped = Signal(bool, object, object)
    menu_asked = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = hbox(self, NONE, 6)
        self.back = Button("", "chevron-left", "icon", size="large", name=self.tr("Groups further left"))
        self.on = Button("", "chevron-right", "icon", size="large", name=self.tr("Groups further right"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._row = hbox(self._inside, NONE, GAP)
        self.area.setWidget(self._inside)
        self.columns: list[Column] = []
        for part in (self.back, self.area, self.on):
            row.addWidget(part, 1 if part is self.area else 0)
        self._at: Tile | None = None
        self._follows = Fitting(self.area, self._follow)
        self.area.horizontalScrollBar().valueChanged.connect(self._show_whole)
        self.back.clicked.connect(lambda _on=False: self._scroll(-1))
        self.on.clicked.connect(lambda _on=False: self._scroll(1))

    def show_columns(self, faces: Sequence[ColumnFace]) -> None:
        """Show these groups, in this order."""
        while len(self.columns) < len(faces):
            self._row.addWidget(self._made(), 1)
        for column, face in zip(self.columns, faces, strict=False):
            column.show_column(face)
        for place, column in enumerate(self.columns):
            column.setVisible(place < len(faces))
        self._fit()
        at = next((tile for face in faces for tile in face.tiles if tile.chosen), None)
        if (at and at.row_id) != (self._at and self._at.row_id):
            self._at = at
            self._follows.soon()

    def _follow(self) -> None:
        """The card that the group is at is in sight, whichever group it is in."""
        column = next((one for one in self.shown() if any(tile.chosen for tile in one.model.rows)), None)
        if column is not None:
            self.area.ensureWidgetVisible(column, 0, 0)
            self._show_whole()

    def _show_whole(self) -> None:
        """No group is cut at the left."""
        bar, columns = self.area.horizontalScrollBar(), self.shown()
        step = columns[0].width() + GAP if columns else 0
        if step and bar.value() < bar.maximum() and bar.value() % step:
            bar.setValue(min(bar.maximum(), -(-bar.value() // step) * step))

    def _made(self) -> Column:
        column = Column()
        column.list.picked.connect(self.picked)
        column.dropped.connect(self.dropped)
        column.menu_asked.connect(self.menu_asked)
        self.columns.append(column)
        return column

    def shown(self) -> list[Column]:
        """The columns there are."""
        return [column for column in self.columns if not column.isHidden()]

    def tile_here(self) -> Tile | None:
        """The tile that has the keyboard."""
        return next((column.list.chosen() for column in self.shown() if column.list.hasFocus()), None)

    def focus_tile(self, find: Callable[[Tile], bool]) -> bool:
        """Put the keyboard on the first tile that fits; False where there is none."""
        for column in self.shown():
            for place, tile in enumerate(column.model.rows):
                if find(tile):
                    column.list.choose(place)
                    column.list.setFocus()
                    self.area.ensureWidgetVisible(column)
                    return True
        return False

    def _fit(self) -> None:
        count = max(1, len(self.shown()))
        in_sight = min(count, IN_SIGHT, max(1, self.area.width() // current().scaled(LEAST)))
        wide = max(current().scaled(LEAST), (self.area.width() - GAP * (in_sight - 1)) // in_sight)
        for column in self.shown():
            column.setFixedWidth(wide)
        over = count > in_sight
        self.back.setVisible(over)
        self.on.setVisible(over)

    def _scroll(self, by: int) -> None:
        bar, [first, *_] = self.area.horizontalScrollBar(), self.shown()
        bar.setValue(bar.value() + by * (first.width() + GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out."""
        super().resizeEvent(event)
        self._fit()
