"""Every command once: its words, keys, menu and what it does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from coproclip.settings import Settings
from coproclip.ui.commands.keys import is_character, is_plain, same, sequences, shown
from coproclip.ui.style.icons import set_icon
from coproclip.ui.widgets.tooltips import as_written

MENUS = ("Project", "Edit", "View", "Story", "Excerpt", "Theme", "Play", "Share", "Help")


@dataclass(frozen=True)
class Command:
    """One thing a person can do.

    `id` joins a page's command with the one of the same id that is everywhere: the page says what it does here
    (`slot`) and adds its own `keys`. `menu` is one of `MENUS`; empty keeps it out of the menus (keys of movement).
    `native`: a control handles the key itself, so no shortcut is made, but menus and help show it. `mode`: only
    while the page is in that mode. `takes_over`: this key means something else everywhere else, and here it means
    this. `in_window`: while its page is shown its keys work wherever the focus is, also beside the page, unless
    letters are being typed there. `group` keeps commands together between separators. `label` gives the menu's words
    when they change. `area`: one of the page's `areas()`; letters and other plain keys then only count while the
    keyboard is there. `aim` is done first when a key or a menu of the window asks: it puts the cursor on what is meant,
    and says whether the command may act now.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    slot: Callable[[], object] | None = None
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    icon: str = ""
    tooltip: str = ""
    mode: str = ""
    native: bool = False
    takes_over: bool = False
    in_window: bool = False
    group: str = ""
    label: Callable[[], str] | None = None
    area: str = ""
    aim: Callable[[], bool] | None = None

    @property
    def possible(self) -> bool:
        """Whether it can be done now."""
        return self.slot is not None and (self.enabled is None or self.enabled())

    def run(self) -> None:
        """Do it, if it can be done now, to what is meant."""
        if self.slot is not None and self.possible and (self.aim is None or self.aim()):
            self.slot()

    def run_here(self) -> None:
        """Do it, if it can be done now, to what is chosen already: from a menu opened on that."""
        if self.slot is not None and self.possible:
            self.slot()


def make_action(command: Command, owner: QWidget, context: Qt.ShortcutContext, run: Callable[[], object]) -> QAction:
    """A `QAction` for `command` on `owner`; keys are set by `set_keys`."""
    action = QAction(command.text, owner)
    action.setObjectName(command.id)
    action.setCheckable(command.checked is not None)
    action.setShortcutContext(context)
    action.setShortcutVisibleInContextMenu(True)
    if command.tooltip:
        action.setToolTip(as_written(command.tooltip))
    if command.icon:
        set_icon(action, command.icon)
    action.triggered.connect(lambda _checked=False: run())
    owner.addAction(action)
    return action


def set_keys(action: QAction, keys: Iterable[str], *, single_keys: bool) -> None:
    """Give `action` its shortcuts; letters alone only where `single_keys` is on."""
    wanted = [key for key in keys if single_keys or not is_character(key)]
    action.setShortcuts([sequence for key in wanted for sequence in sequences(key)])


def attach(owner: QWidget, commands: Sequence[Command], settings: Settings) -> dict[str, QAction]:
    """Commands for a dialog: actions by id, working while the focus is anywhere inside `owner`."""
    made: dict[str, QAction] = {}
    for command in commands:
        action = make_action(command, owner, Qt.ShortcutContext.WidgetWithChildrenShortcut, command.run)
        if not command.native:
            set_keys(action, command.keys, single_keys=settings.single_keys)
        made[command.id] = action
    return made


def clashes(everywhere: Sequence[Command], page: Sequence[Command] = ()) -> list[str]:
    """Sentences about keys that two commands want at the same time; empty when all is well."""
    found = []
    own = {command.id for command in page}
    taken = {same(key): c for c in everywhere if c.id not in own for key in c.keys}
    if len(set(taken)) != len([key for c in everywhere if c.id not in own for key in c.keys]):
        found.append("a key is given twice everywhere")
    modes = {command.mode for command in page} or {""}
    for mode in sorted(modes):
        here: dict[str, Command] = {}
        for command in page:
            if command.mode not in ("", mode):
                continue
            for key in command.keys:
                other = here.get(same(key))
                if other is None and not command.takes_over:
                    other = taken.get(same(key))
                if other is not None:
                    found.append(f"{key}: “{command.text}” and “{other.text}”")
                here[same(key)] = command
    return found


class CommandTable(QObject):
    """All commands of one window. Pages bring theirs; those of the page shown are in the menus and answer to keys."""

    changed = Signal()

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._everywhere: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._pages: dict[QWidget, tuple[dict[str, Command], dict[str, QAction]]] = {}
        self._local: dict[QWidget, dict[str, QAction]] = {}
        """For commands with an `area`: the actions that have their plain keys, by page and command."""
        self._page: QWidget | None = None
        self._modes: dict[QWidget, str] = {}
        self._menus: dict[str, QMenu] = {}

    # ---- filling ----------------------------------------------------------------------------------------------

    def add(self, commands: Sequence[Command]) -> None:
        """Commands that are everywhere; one without a `slot` is done by whichever page has a command of its id."""
        for command in commands:
            self._everywhere[command.id] = command
            context = Qt.ShortcutContext.WindowShortcut
            run = self._runner(command.id)
            self._actions[command.id] = make_action(command, self._window, context, run)

    def add_page(
        self, page: QWidget, commands: Sequence[Command], areas: Mapping[str, Sequence[QWidget]] | None = None
    ) -> None:
        """The commands of one page; where a text or menu is left empty, those of the same id everywhere are used.

        `areas` are the widgets in which the plain keys of commands with that `area` count.
        """
        local = self._local.setdefault(page, {})
        known: dict[str, Command] = {}
        actions: dict[str, QAction] = {}
        for given in commands:
            command, base = given, self._everywhere.get(given.id)
            if base is not None:
                command = replace(given, text=given.text or base.text, menu=given.menu or base.menu)
                command = replace(command, icon=given.icon or base.icon, group=given.group or base.group)
            key = f"{command.mode}:{command.id}" if command.mode else command.id
            known[key] = command
            inside, window = Qt.ShortcutContext.WidgetWithChildrenShortcut, Qt.ShortcutContext.WindowShortcut
            actions[key] = make_action(command, page, window if command.in_window else inside, command.run)
            if command.area:
                places = (areas or {})[command.area]
                local[key] = make_action(command, places[0], inside, command.run)
                for place in places[1:]:
                    place.addAction(local[key])
        self._pages[page] = (known, actions)

    def build_menus(self, bar: QMenuBar) -> None:
        """The nine menus in their order, always all of them, so that Alt and a letter is learnt once."""
        for name, title in self._titles().items():
            menu = bar.addMenu(title)
            menu.aboutToShow.connect(self._on_menu_shown)
            menu.aboutToHide.connect(self._on_menu_hidden)
            self._menus[name] = menu
        self._fill()

    def _titles(self) -> dict[str, str]:
        return {
            "Project": self.tr("&Project"),
            "Edit": self.tr("&Edit"),
            "View": self.tr("&View"),
            "Story": self.tr("&Story"),
            "Excerpt": self.tr("E&xcerpt"),
            "Theme": self.tr("&Theme"),
            "Play": self.tr("P&lay"),
            "Share": self.tr("Sh&are"),
            "Help": self.tr("&Help"),
        }

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_page(self, page: QWidget | None) -> None:
        """Put the commands of `page` in the menus and let its keys work."""
        self._page = page
        self._fill()

    def set_mode(self, page: QWidget, mode: str) -> None:
        """Say which mode `page` is in; commands of its other modes rest."""
        if self._modes.get(page, "") != mode:
            self._modes[page] = mode
            if page is self._page:
                self._fill()

    def refresh(self) -> None:
        """Settings changed: give keys out again."""
        self._fill()

    def menu(self, name: str) -> QMenu:
        """The menu of that name in `MENUS`, to hang a submenu in."""
        return self._menus[name]

    def action(self, command: str, page: QWidget | None = None) -> QAction:
        """The action of a command by id, of `page` or everywhere."""
        return self._pages[page][1][command] if page is not None else self._actions[command]

    def here(self) -> list[Command]:
        """Commands of the page shown, in its mode."""
        if self._page not in self._pages or self._page is None:
            return []
        mode = self._modes.get(self._page, "")
        return [command for command in self._pages[self._page][0].values() if command.mode in ("", mode)]

    def available(self) -> list[Command]:
        """All that is in reach now: the page's first, then everywhere, each id once, with all its keys."""
        here = self.here()
        own = {command.id: command for command in here}
        result = [
            replace(c, keys=c.keys + self._everywhere[c.id].keys) if c.id in self._everywhere else c for c in here
        ]
        rest = [c for c in self._everywhere.values() if c.id not in own]
        return result + [c for c in rest if c.slot is not None]

    def clashes(self) -> list[str]:
        """Keys wanted twice, over all pages; for tests and for changing keys."""
        everywhere = list(self._everywhere.values())
        found = clashes(everywhere)
        for commands, _actions in self._pages.values():
            found += clashes(everywhere, list(commands.values()))
        return found

    def run(self, command: str) -> None:
        """Do a command by its id: as the page shown does it, or as it is done everywhere."""
        here = {c.id: c for c in self.here()}
        (here.get(command) or self._everywhere[command]).run()

    def _runner(self, command: str) -> Callable[[], object]:
        return lambda: self.run(command)

    def _fill(self) -> None:
        single, mode = self._settings.single_keys, self._modes.get(self._page, "") if self._page else ""
        here = self.here()
        over = {same(key) for command in here if command.takes_over for key in command.keys}
        for name, action in self._actions.items():
            command = self._everywhere[name]
            set_keys(action, [key for key in command.keys if same(key) not in over], single_keys=True)
        for page, (commands, actions) in self._pages.items():
            for key, command in commands.items():
                on = page is self._page and command.mode in ("", mode) and not command.native
                keys, local = command.keys if on else (), self._local[page].get(key)
                plain = [one for one in keys if local is not None and is_plain(one)]
                if local is not None:
                    set_keys(local, plain, single_keys=single)
                set_keys(actions[key], [one for one in keys if one not in plain], single_keys=single)
        all_rows = self._rows()
        for name, menu in self._menus.items():
            menu.clear()
            rows = [(c, a) for c, a in all_rows if c.menu == name]
            group = rows[0][0].group if rows else ""
            for command, action in rows:
                if command.group != group:
                    menu.addSeparator()
                    group = command.group
                menu.addAction(action)
            if not rows:
                menu.addAction(self.tr("Nothing on this screen")).setEnabled(False)
        self._on_menu_hidden()
        self.changed.emit()

    def _rows(self) -> list[tuple[Command, QAction]]:
        """What goes into the menus: the order is the one everywhere, the page's own after it."""
        rows: list[tuple[Command, QAction]] = []
        page_rows: dict[str, tuple[Command, QAction]] = {}
        if self._page in self._pages and self._page is not None:
            commands, actions = self._pages[self._page]
            mode = self._modes.get(self._page, "")
            page_rows = {c.id: (c, actions[key]) for key, c in commands.items() if c.mode in ("", mode)}
        rows += [row for name, row in page_rows.items() if name not in self._everywhere]
        for name, command in self._everywhere.items():
            rows.append(page_rows.get(name, (command, self._actions[name])))
        for command, action in rows:
            action.setText(self._words(command, command.text))
        return rows

    def _words(self, command: Command, text: str) -> str:
        """`text` as a menu shows it, with its key; a page’s own command may have that of the one that is everywhere."""
        usual = self._everywhere.get(command.id, command)
        keys = [key for key in command.keys or usual.keys if self._settings.single_keys or not is_character(key)]
        return f"{text}\t{shown(keys[0])}" if keys else text

    def _on_menu_shown(self) -> None:
        """Grey what cannot be done now. While no menu is open all stay on, so that a key always reaches its command."""
        for command, action in self._rows():
            action.setEnabled(command.possible)
            if command.label is not None:
                action.setText(self._words(command, command.label()))
            if command.checked is not None:
                action.setChecked(command.checked())

    def _on_menu_hidden(self) -> None:
        for action in self._actions.values():
            action.setEnabled(True)
        for _commands, actions in self._pages.values():
            for action in actions.values():
                action.setEnabled(True)
