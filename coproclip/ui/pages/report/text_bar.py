"""The bars over the page: how large it is and which section is shown; below it, while it is written, its tools."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from coproclip.ui.commands.keys import shown
from coproclip.ui.commands.menus import hang_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label

ZOOMS = (50, 75, 90, 100, 110, 125, 150, 200)
MENUS = {
    "style": ("style_text", "style_heading", "style_subheading", "style_dots", "style_numbers", "", "turn_box"),
    "insert": ("insert_quote", "", "write_note", "add_image", "", "remove_chip"),
}


class TextBar(QFrame):
    """Zoom and place. `zoomed(percent)` tells another size, `stepped(by)` the section before or behind."""

    zoomed = Signal(object)
    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        row = hbox(self, (12, 6, 12, 6), 4)
        self.zoom = 100
        row.addStretch(1)
        self.smaller = Button("", "zoom-out", "icon", name=self.tr("Smaller page"), on_click=lambda: self.step_zoom(-1))
        self.percent = Label("", "small")
        self.larger = Button("", "zoom-in", "icon", name=self.tr("Larger page"), on_click=lambda: self.step_zoom(1))
        for part in (self.smaller, self.percent, self.larger):
            row.addWidget(part)
        row.addSpacing(16)
        self.before = Button(
            "", "chevron-left", "icon", name=self.tr("Section before"), on_click=lambda: self.stepped.emit(-1)
        )
        self.place = Label("", "small")
        self.behind = Button(
            "", "chevron-right", "icon", name=self.tr("Next section"), on_click=lambda: self.stepped.emit(1)
        )
        for part in (self.before, self.place, self.behind):
            row.addWidget(part)
        self._renew()

    def step_zoom(self, by: int) -> None:
        """The next size up or down."""
        place = ZOOMS.index(self.zoom) + by
        if 0 <= place < len(ZOOMS):
            self.set_zoom(ZOOMS[place])

    def set_zoom(self, percent: int) -> None:
        """This size, or the nearest there is."""
        self.zoom = min(ZOOMS, key=lambda one: abs(one - percent))
        self._renew()
        self.zoomed.emit(self.zoom)

    def _renew(self) -> None:
        self.percent.setText(f"{self.zoom}%")
        self.percent.setAccessibleName(self.tr("Size of the page: {n} percent").format(n=self.zoom))
        self.smaller.setEnabled(self.zoom > ZOOMS[0])
        self.larger.setEnabled(self.zoom < ZOOMS[-1])

    def show_place(self, place: int, count: int) -> None:
        """Which section of how many."""
        self.place.setText(self.tr("Section {n} of {count}").format(n=place + 1, count=count) if count else "")
        self.before.setEnabled(place > 0)
        self.behind.setEnabled(0 <= place < count - 1)


class ToolBar(QFrame):
    """What can be done with the text while it is written, as buttons; the menus have the same with their keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self._row = hbox(self, (12, 6, 12, 6), 4)
        self.buttons: dict[str, QPushButton] = {}

    def fill(self, commands: Sequence[Command], lives: Callable[[], Sequence[Command]]) -> None:
        """Buttons for these commands; `lives` are the entries for what is counted anew."""
        known: Mapping[str, Command] = {command.id: command for command in commands}
        titles = {"style": self.tr("Style"), "insert": self.tr("Insert")}

        def _menu(name: str) -> list[Command]:
            names = [one for one in MENUS[name] if one in known]
            return [*(known[one] for one in names), *(lives() if name == "insert" else ())]

        for name, title in titles.items():
            button = Button(title, size="small")
            hang_menu(button, partial(_menu, name))
            self.buttons[name] = button
        for name in ("turn_bold", "turn_italic", "write_link"):
            command = known[name]
            words = command.text.rstrip("…")
            keys = f" ({shown(command.keys[0])})" if command.keys else ""
            button = Button("", command.icon, "icon", name=words, tooltip=words + keys, size="small")
            button.clicked.connect(partial(_run, command))
            self.buttons[name] = button
        quote = Button(self.tr("Quote"), "text-quote", size="small")
        quote.clicked.connect(lambda _on=False: known["insert_quote"].run_here())
        quote.setAccessibleName(known["insert_quote"].text)
        self.buttons["quote"] = quote
        for name in ("style", "turn_bold", "turn_italic", "write_link", "quote", "insert"):
            self._row.addWidget(self.buttons[name])
        self._row.addStretch(1)


def _run(command: Command, _on: bool = False) -> None:
    command.run_here()
