"""The tree's own behaviour: always open, themes dragged to another place, excerpts dropped on a theme."""

import json
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QByteArray, QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from coproclip.overview.themes import ThemeRow
from coproclip.ui.lists.parts import is_enter
from coproclip.ui.pages.themes.tree import EXCERPTS_MIME, SIDE, THEME, THEME_MIME, WITHOUT, ThemeDelegate, ThemeTree
from coproclip.ui.style.tokens import current


@dataclass(frozen=True)
class _Spot:
    """Where a drag would land: on a theme, or between two at `line` (px)."""

    on: int | None = None
    parent_id: int | None = None
    position: int = 0
    line: QRect | None = None


class ThemeTreeView(QTreeView):
    """The themes. `theme_dropped(theme, parent or -1, position)` and `excerpts_dropped(ids, theme, moved)` tell of
    drags; `opened()` of Enter.
    """

    theme_dropped = Signal(object, object, object)
    excerpts_dropped = Signal(list, object, bool)
    opened = Signal()

    def __init__(self, model: ThemeTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spot: _Spot | None = None
        self.delegate = ThemeDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setProperty("role", "panel")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setUniformRowHeights(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAccessibleName(self.tr("Themes"))
        self.setModel(model)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Everything stays open."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self.expandAll)

    def tree(self) -> ThemeTree:
        """The model."""
        model = self.model()
        assert isinstance(model, ThemeTree)
        return model

    def chosen(self) -> int | None:
        """The theme under the cursor, `WITHOUT` for the excerpts without one, None for nothing."""
        index = self.currentIndex()
        return int(index.internalId()) if index.isValid() else None

    def choose(self, theme_id: int | None) -> None:
        """Put the cursor on a theme."""
        index = self.tree().index_of(theme_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.model() is not None:
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the excerpts; Left and Right go to the theme above and the first one below."""
        index = self.currentIndex()
        if is_enter(event):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Left and not event.modifiers() and index.parent().isValid():
            self.setCurrentIndex(index.parent())
        elif event.key() == Qt.Key.Key_Right and not event.modifiers() and self.model().rowCount(index):
            self.setCurrentIndex(self.model().index(0, 0, index))
        else:
            super().keyPressEvent(event)

    # ---- dragging ---------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Themes and excerpts are welcome."""
        data = event.mimeData()
        if data.hasFormat(THEME_MIME) or data.hasFormat(EXCERPTS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        super().dragMoveEvent(event)  # scrolls at the edges
        spot = self._find_spot(event)
        self._show_spot(spot)
        if spot is None:
            event.ignore()
            return
        event.setDropAction(self._action(event))
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        super().dragLeaveEvent(event)
        self._show_spot(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped where."""
        spot = self._find_spot(event)
        self._show_spot(None)
        self.setState(QAbstractItemView.State.NoState)
        self.stopAutoScroll()
        if spot is None:
            event.ignore()
            return
        event.setDropAction(self._action(event))
        event.accept()
        data = event.mimeData()
        if data.hasFormat(EXCERPTS_MIME):
            moved = event.dropAction() == Qt.DropAction.MoveAction
            self.excerpts_dropped.emit(_numbers(data.data(EXCERPTS_MIME)), spot.on, moved)
        else:
            above = -1 if spot.parent_id is None else spot.parent_id
            self.theme_dropped.emit(_numbers(data.data(THEME_MIME))[0], above, spot.position)

    @staticmethod
    def _action(event: QDropEvent) -> Qt.DropAction:
        # An excerpt may be in many themes, so dragging adds; with Shift it leaves the one it came from.
        moves = event.mimeData().hasFormat(THEME_MIME) or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        return Qt.DropAction.MoveAction if moves else Qt.DropAction.CopyAction

    def _find_spot(self, event: QDropEvent) -> _Spot | None:
        place, data = event.position().toPoint(), event.mimeData()
        index = self.indexAt(place)
        theme: ThemeRow | None = index.data(THEME) if index.isValid() else None
        if data.hasFormat(EXCERPTS_MIME):
            return _Spot(on=theme.theme_id) if theme is not None else None
        if not data.hasFormat(THEME_MIME):
            return None
        dragged = _numbers(data.data(THEME_MIME))[0]
        if theme is None:
            return self._at_the_end(dragged)
        if any(row.theme_id == theme.theme_id for row in self.tree().board.within(dragged)):
            return None
        return self._beside(index, theme, dragged, place)

    def _at_the_end(self, dragged: int) -> _Spot:
        tree = self.tree()
        tops = [row.theme_id for row in tree.board.themes if row.parent_id is None]
        lowest = self.visualRect(tree.index_of(tree.board.themes[-1].theme_id))
        return _Spot(None, None, len([top for top in tops if top != dragged]), self._line(lowest.bottom(), 0))

    def _beside(self, index: QModelIndex, theme: ThemeRow, dragged: int, place: QPoint) -> _Spot:
        rect = self.visualRect(index)
        part = (place.y() - rect.y()) / max(1, rect.height())
        order = [sibling for sibling in self.tree().siblings(theme.theme_id) if sibling != dragged]
        at = order.index(theme.theme_id)
        if part < 0.28:
            return _Spot(None, theme.parent_id, at, self._line(rect.top(), theme.depth))
        if part > 0.72 and not self.model().rowCount(index):
            return _Spot(None, theme.parent_id, at + 1, self._line(rect.bottom(), theme.depth))
        below = [row.theme_id for row in self.tree().board.themes if row.parent_id == theme.theme_id]
        if part > 0.72:
            return _Spot(None, theme.theme_id, 0, self._line(rect.bottom(), theme.depth + 1))
        return _Spot(theme.theme_id, theme.theme_id, len([one for one in below if one != dragged]))

    def _line(self, y: int, depth: int) -> QRect:
        side = current().scaled(SIDE)
        left = side + current().scaled(24) * depth
        return QRect(left, max(1, y), self.viewport().width() - left - side, 2)

    def _show_spot(self, spot: _Spot | None) -> None:
        if spot != self._spot:
            self._spot = spot
            self.delegate.over = spot.on if spot is not None and spot.on != WITHOUT else None
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and the line where a dragged theme would land."""
        super().paintEvent(event)
        if self._spot is not None and self._spot.line is not None:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = self._spot.line
            painter.setPen(QPen(current().accent, 2))
            painter.drawLine(line.left() + 6, line.center().y(), line.right(), line.center().y())
            painter.setBrush(current().surface)
            painter.drawEllipse(QPoint(line.left() + 3, line.center().y()), 3, 3)


def _numbers(data: QByteArray) -> list[int]:
    return [int(number) for number in json.loads(bytes(data.data()))]
