"""Keys of a screen (F1) and finding a command by its words (Ctrl Shift P)."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QMessageBox, QWidget

from coproclip import __version__
from coproclip.ui.commands.keys import is_character, shown
from coproclip.ui.commands.table import Command
from coproclip.ui.lists.find_field import FindField
from coproclip.ui.lists.index import Index
from coproclip.ui.lists.parts import PickList
from coproclip.ui.lists.row_delegate import RowDelegate, paint_pill
from coproclip.ui.lists.row_model import ROW, RowModel
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button, KeyCap, key_size, paint_key
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label, paint_words


def key_words(keys: Sequence[str], *, single_keys: bool = True) -> list[str]:
    """Keys as people read them, each once."""
    return list(dict.fromkeys(shown(key) for key in keys if single_keys or not is_character(key)))


class KeysDialog(Dialog):
    """The keys that work on a screen, and those that work everywhere."""

    def __init__(
        self, parent: QWidget, title: str, parts: Sequence[tuple[str, Sequence[Command]]], *, single_keys: bool = True
    ) -> None:
        super().__init__("", parent, wide=720, high=640)
        self.setWindowTitle(self.tr("Keys: {screen}").format(screen=title))
        rows = self.column
        rows.setSpacing(8)
        for head, commands in parts:
            if commands:
                rows.addWidget(Label(head, "head"))
                rows.addWidget(Hairline())
                rows.addLayout(self._grid(commands, single_keys))
                rows.addSpacing(16)
        rows.addStretch(1)
        # With the keyboard one scrolls here.
        self.body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.setProperty("ring", "inside")
        when = self.tr("Single-letter shortcuts work while no text is being typed.")
        self.foot.addWidget(Label(when, "hint", wrap=True), 1)
        self.close_button = Button(self.tr("Close"), kind="main", on_click=self.accept)
        self.foot.addWidget(self.close_button)
        self.close_button.setFocus()

    @staticmethod
    def _grid(commands: Sequence[Command], single_keys: bool) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, current().scaled(170))
        grid.setColumnStretch(1, 1)
        for row, command in enumerate(commands):
            keys = hbox(spacing=6)
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


class _Commands(RowModel[Command]):
    def key_of(self, row: Command) -> str:
        return row.id

    def words_of(self, row: Command) -> str:
        return row.text

    def spoken(self, row: Command, place: int) -> str:
        return row.text


class _CommandDelegate(RowDelegate):
    """A command, where it lives, and its key."""

    high = 36

    def paint_ground(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool, hovered: bool) -> None:
        """A rounded field where it is chosen or under the mouse."""
        paint_pill(painter, rect.adjusted(6, 1, -6, -1), chosen=chosen, hovered=hovered)

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, *, chosen: bool = False) -> None:
        """The row."""
        command: Command = index.data(ROW)
        right = rect.right() - 14
        for key in reversed(key_words(command.keys)[:2]):
            size = key_size(key)
            place = QRect(right - size.width(), rect.center().y() - size.height() // 2, size.width(), size.height())
            paint_key(painter, place, key)
            right = place.left() - 6
        words = QRect(rect.left() + 18, rect.top(), right - rect.left() - 30, rect.height())
        ink = "ink" if command.possible else "inkoff"
        wide = paint_words(painter, words, command.text.replace("&", ""), "body", ink)
        paint_words(painter, words.adjusted(wide + 12, 0, 0, 0), command.menu, "small", "ink3")


class CommandPalette(Dialog):
    """Type some words of a command, press Enter."""

    def __init__(self, parent: QWidget, commands: Sequence[Command]) -> None:
        super().__init__("", parent, wide=560, high=420)
        self.setWindowTitle(self.tr("Find a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._commands = [c for c in commands if c.slot is not None and c.id != "find_command"]
        self._found = _Commands(self)
        self.list = PickList(self._found, _CommandDelegate())
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setFrameShape(PickList.Shape.StyledPanel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.picked.connect(self._run)
        self.field = FindField(self.list, self.tr("What do you want to do?"), self.tr("Words of a command"))
        self.field.textChanged.connect(self._filter)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(8)
        self.foot.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self.field)
        self.column.addWidget(self.list, 1)
        self._filter("")

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        fits = [c for c in self._commands if all(word in f"{c.text} {c.menu}".casefold() for word in words)]
        self._found.set_rows(fits)
        self.list.choose(0)

    def _run(self, index: QModelIndex) -> None:
        command: Command = index.data(ROW)
        self.accept()
        command.run()
