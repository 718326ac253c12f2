"""Keys of a screen (F1) and finding a command by its words (Ctrl Shift P)."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from coproclip import __version__
from coproclip.ui.commands.keys import is_character, shown
from coproclip.ui.commands.table import Command
from coproclip.ui.lists.index import Index
from coproclip.ui.style.tokens import MARGIN, RADIUS_MARK, current
from coproclip.ui.widgets.button import Button, KeyCap, key_size, paint_key
from coproclip.ui.widgets.dialog import on_screen
from coproclip.ui.widgets.half_typed import LOOKS_FOR
from coproclip.ui.widgets.label import Hairline, Label, paint_words


def key_words(keys: Sequence[str], *, single_keys: bool = True) -> list[str]:
    """Keys as people read them, each once."""
    return list(dict.fromkeys(shown(key) for key in keys if single_keys or not is_character(key)))


class KeysDialog(QDialog):
    """The keys that work on a screen, and those that work everywhere."""

    def __init__(
        self, parent: QWidget, title: str, parts: Sequence[tuple[str, Sequence[Command]]], *, single_keys: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys: {screen}").format(screen=title))
        self.resize(on_screen(parent, 720, 640))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, MARGIN)
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        rows.setSpacing(8)
        for head, commands in parts:
            if commands:
                rows.addWidget(Label(head, "head"))
                rows.addWidget(Hairline())
                rows.addLayout(self._grid(commands, single_keys))
                rows.addSpacing(16)
        rows.addStretch(1)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setProperty("ring", "inside")
        column.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 12, MARGIN, 0)
        foot.addWidget(Label(self.tr("Single-letter shortcuts work while no text is being typed."), "hint"))
        foot.addStretch(1)
        self.close_button = Button(self.tr("Close"), kind="main", on_click=self.accept)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.close_button.setFocus()

    @staticmethod
    def _grid(commands: Sequence[Command], single_keys: bool) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, current().scaled(170))
        grid.setColumnStretch(1, 1)
        for row, command in enumerate(commands):
            keys = QHBoxLayout()
            keys.setSpacing(6)
            for key in key_words(command.keys, single_keys=single_keys)[:3]:
                keys.addWidget(KeyCap(key))
            keys.addStretch(1)
            grid.addLayout(keys, row, 0)
            grid.addWidget(Label(command.text, "body", wrap=True), row, 1)
        return grid


def show_keys(parent: QWidget, title: str, commands: Sequence[Command], everywhere: Sequence[Command] = ()) -> None:
    """Open the dialog of keys over `parent`."""
    translate = QCoreApplication.translate
    here = translate("KeysDialog", "On this screen"), [c for c in commands if c.keys]
    rest = translate("KeysDialog", "Everywhere"), [c for c in everywhere if c.keys]
    dialog = KeysDialog(parent, title, [here, rest])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()


def show_about(parent: QWidget) -> None:
    """Version and what it promises."""
    translate = QCoreApplication.translate
    words = translate("Help", "CoProClip {version}\n\nEverything stays on this computer.").format(version=__version__)
    QMessageBox.about(parent, translate("Help", "About CoProClip"), words)


class _PaletteRows(QStyledItemDelegate):
    """A command, where it lives, and its key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One row."""
        return QSize(10, current().scaled(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        t, command = current(), index.data(Qt.ItemDataRole.UserRole)
        rect = QRect(option.rect).adjusted(6, 1, -6, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent_soft if chosen else t.hover)
            painter.drawRoundedRect(rect, RADIUS_MARK, RADIUS_MARK)
        right = rect.right() - 8
        for key in reversed(key_words(command.keys)[:2]):
            size = key_size(key)
            place = QRect(right - size.width(), rect.center().y() - size.height() // 2, size.width(), size.height())
            paint_key(painter, place, key)
            right = place.left() - 6
        words = QRect(rect.left() + 12, rect.top(), right - rect.left() - 24, rect.height())
        wide = paint_words(
            painter, words, command.text.replace("&", ""), "body", "ink" if command.possible else "inkoff"
        )
        paint_words(painter, words.adjusted(wide + 12, 0, 0, 0), command.menu, "small", "ink3")
        painter.restore()


class CommandPalette(QDialog):
    """Type some words of a command, press Enter."""

    def __init__(self, parent: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Find a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._commands = [c for c in commands if c.slot is not None and c.id != "find_command"]
        self.resize(on_screen(parent, 560, 420))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self.field = QLineEdit()
        self.field.setProperty(LOOKS_FOR, True)
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("Words of a command"))
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_PaletteRows(self.list))
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self._run())
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self._filter("")

    def _filter(self, text: str) -> None:
        self.list.clear()
        words = text.casefold().split()
        for command in self._commands:
            if all(word in f"{command.text} {command.menu}".casefold() for word in words):
                item = QListWidgetItem(command.text)
                item.setData(Qt.ItemDataRole.UserRole, command)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            command: Command = item.data(Qt.ItemDataRole.UserRole)
            command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter work from the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return False
