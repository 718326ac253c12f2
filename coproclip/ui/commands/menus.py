"""Menus that open where something is: of a row, of a word, under a button. All are made here, of commands."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from coproclip.ui.commands.keys import shown
from coproclip.ui.commands.table import Command
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.icons import set_icon
from coproclip.ui.style.tokens import current

WIDEST_WORDS = 420
"""So wide (px at 100 % text) the words of an entry may be: the names people give have no end."""


def choice(
    text: str, do: Callable[[], object], *, checked: bool | None = None, icon: str = "", group: str = ""
) -> Command:
    """An entry of a menu that lists things a person named (playlists, projects): `text` is shown as it is."""
    is_checked = None if checked is None else lambda: checked
    return Command("", text.replace("&", "&&"), slot=do, checked=is_checked, icon=icon, group=group)


def fill_menu(
    menu: QMenu,
    commands: Sequence[Command],
    names: Sequence[str] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    """Add the commands of these ids with their keys, or all of them with a line where the group changes.

    Among `names` an empty one is a line. `words` has the text of those that have none of their own.
    """
    if names is None:
        group = commands[0].group if commands else ""
        for command in commands:
            if command.group != group:
                menu.addSeparator()
                group = command.group
            _add(menu, command, command.text)
        return
    known = {command.id: command for command in commands}
    for name in names:
        if name:
            _add(menu, known[name], known[name].text or (words or {}).get(name, ""))
        else:
            menu.addSeparator()


def _add(menu: QMenu, command: Command, text: str) -> None:
    keys = f"\t{shown(command.keys[0])}" if command.keys else ""
    words = command.label() if command.label is not None else text
    cut = one_line(words, current().scaled(WIDEST_WORDS), menu.fontMetrics())
    action = QAction(cut + keys, menu)
    if command.icon:
        set_icon(action, command.icon)
    if command.checked is not None:
        action.setCheckable(True)
        action.setChecked(command.checked())
    action.setEnabled(command.possible)
    action.triggered.connect(lambda _on=False: command.run_here())
    menu.addAction(action)


def context_menu(
    owner: QWidget,
    commands: Sequence[Command],
    names: Sequence[str] | None = None,
    words: Mapping[str, str] | None = None,
) -> QMenu:
    """A menu of these commands; see `fill_menu`."""
    menu = QMenu(owner)
    fill_menu(menu, commands, names, words)
    return menu


def open_menu(menu: QMenu, at: QPoint, *, by_keys: bool = False) -> None:
    """Show a menu at a place of the screen until something is chosen or it is left, and let it go.

    `by_keys` puts the cursor on what is ticked, or on the first entry.
    """
    if by_keys and menu.actions():
        menu.setActiveAction(next((action for action in menu.actions() if action.isChecked()), menu.actions()[0]))
    menu.exec(at)
    menu.deleteLater()


def below(widget: QWidget) -> QPoint:
    """Where on the screen the menu of a button opens."""
    return widget.mapToGlobal(QPoint(0, widget.height() + 2))


def hang_menu(button: QPushButton, commands: Callable[[], Sequence[Command]]) -> QMenu:
    """Give `button` a menu, which asks for its commands each time it opens."""
    menu = QMenu(button)

    def _fill() -> None:
        menu.clear()
        fill_menu(menu, commands())

    menu.aboutToShow.connect(_fill)
    button.setMenu(menu)
    return menu
