"""The bars over the page: how large it is and which section is shown; below it, while it is written, its tools."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from coproclip.overview.report_outline import OutlineRow
from coproclip.ui.commands.keys import shown
from coproclip.ui.commands.menus import hang_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.widgets.tooltips import as_written

ZOOMS = (50, 75, 90, 100, 110, 125, 150, 200)
MENUS = {
    "style": ("style_text", "style_heading", "style_subheading", "style_dots", "style_numbers", "", "turn_box"),
    "insert": ("insert_quote", "", "write_note", "add_image", "", "remove_chip"),
}


PAGE, WEB, EASY = "page", "web", "easy"
"""What is shown: the section on its page, or the whole report as the web page or easy read will look."""


class TextBar(QFrame):
    """What is shown, zoom and place. `shown_as(key)` tells what, `zoomed(percent)` another size, `stepped(by)` the
    section before or behind.
    """

    shown_as = Signal(str)
    zoomed = Signal(object)
    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        row = hbox(self, (12, 6, 12, 6), 4)
        self.zoom = 100
        choices = (
            Choice(PAGE, self.tr("Page"), "file-text"),
            Choice(WEB, self.tr("Web"), "globe"),
            Choice(EASY, self.tr("Easy read"), "book-open"),
        )
        self.kinds = Segmented(choices, self.tr("Show the report as"))
        self.kinds.chosen.connect(self.shown_as)
        row.addWidget(self.kinds)
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

    def show_place(self, place: int, sections: Sequence[OutlineRow]) -> None:
        """Which section of these, and about on which page of the PDF."""
        count, here = len(sections), sections[place] if 0 <= place < len(sections) else None
        section = self.tr("Section {n} of {count}").format(n=place + 1, count=count) if count else ""
        page = ""
        if here is not None and here.page:
            page = self.tr("About page {n} of {count}").format(n=here.page, count=here.pages)
        self.place.setText(page or section)
        self.place.setAccessibleName(", ".join(filter(None, (section, page))))
        hint = self.tr("Estimated from the length of the text: {section}").format(section=section)
        self.place.setToolTip(as_written(hint if page else ""))
        self.before.setEnabled(place > 0)
        self.behind.setEnabled(0 <= place < count - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the size goes first, then the place: both are in the menu too."""
        super().resizeEvent(event)
        zoom, place = (self.smaller, self.percent, self.larger), (self.before, self.place, self.behind)
        needed = self.kinds.sizeHint().width() + current().scaled(40)
        for parts in (place, zoom):
            needed += sum(part.sizeHint().width() + 4 for part in parts) + 16
            for part in parts:
                part.setVisible(needed <= event.size().width())


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
