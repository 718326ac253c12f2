"""Menus at the place where something is, made of the commands of its page."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.ui.commands.keys import shown
from coproclip.ui.commands.table import Command
from coproclip.ui.style.icons import set_icon


def fill_menu(
    menu: QMenu, commands: Sequence[Command], names: Sequence[str], words: Mapping[str, str] | None = None
) -> None:
    """Add the commands of these ids, with their keys; an empty name is a line between two groups.

    `words` has the text of those that have none of their own.
    """
    known = {command.id: command for command in commands}
    for name in names:
        if not name:
            menu.addSeparator()
            continue
        command = known[name]
        keys = f"\t{shown(command.keys[0])}" if command.keys else ""
        action = QAction((command.text or (words or {}).get(name, "")) + keys, menu)
        if command.icon:
            set_icon(action, command.icon)
        action.setEnabled(command.possible)
        action.triggered.connect(lambda _on=False, run=command.run_here: run())
        menu.addAction(action)


def context_menu(
    owner: QWidget, commands: Sequence[Command], names: Sequence[str], words: Mapping[str, str] | None = None
) -> QMenu:
    """A menu of these commands; see `fill_menu`."""
    menu = QMenu(owner)
    fill_menu(menu, commands, names, words)
    return menu
