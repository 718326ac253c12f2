"""The list of workshops, and what can be done with the one under the cursor."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from coproclip.overview.people import everybody
from coproclip.overview.workshop import WorkshopRow, workshop_rows
from coproclip.sensemaking.sessions import DOTS, MOST_DOTS
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import workshop as operations
from coproclip.ui.pages.workshop.asking import AskDialog, Blank
from coproclip.ui.style.tokens import MARGIN
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, day
from coproclip.ui.widgets.label import EmptyState, PageHeader
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class SessionList(QWidget):
    """All workshops, the newest first; `go_to(session)` opens one."""

    def __init__(self, workspace: Workspace, go_to: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._go_to = workspace, go_to
        self.rows: tuple[WorkshopRow, ...] = ()
        column = vbox(self, NONE, 0)
        self.header = PageHeader(self.tr("Workshop"))
        self.open = Button(self.tr("Continue"), "play", tooltip=self.tr("Continue the workshop (Enter)"))
        self.open.clicked.connect(lambda _on=False: self.open_chosen())
        self.new = Button(self.tr("Start a workshop…"), "plus", "main", tooltip=self.tr("Start a workshop (A)"))
        self.new.clicked.connect(lambda _on=False: self.start())
        self.paper = Button(self.tr("Paper and away"), "printer")
        self.header.row.addWidget(self.paper)
        self.header.row.addWidget(self.open)
        self.header.row.addWidget(self.new)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        nothing = QWidget()
        inside = vbox(nothing, (MARGIN, MARGIN, MARGIN, MARGIN))
        words = self.tr(
            "A workshop takes a group through the stories: listen, notice, put together, name, weigh, choose. It uses "
            "only excerpts that storytellers agreed to share with the group."
        )
        empty = EmptyState(self.tr("No workshop yet."), words, icon="users-round")
        self.first = empty.add_button(self.tr("Start a workshop…"), self.start, icon="plus", kind="main")
        inside.addWidget(empty)
        inside.addStretch(1)
        self.list = RowList(self.tr("Workshops, the newest first"))
        self.list.opened.connect(self.open_chosen)
        self.stack.addWidget(nothing)
        self.stack.addWidget(self.list)
        column.addWidget(self.stack, 1)

    def load(self) -> None:
        """Show them as they are now."""
        self.rows = self._workspace.read(workshop_rows) if self._workspace.project is not None else ()
        person, people = self.tr("1 person"), self.tr("{n} people")
        card, cards = self.tr("1 card"), self.tr("{n} cards")
        self.list.set_rows(
            [
                (
                    row.session_id,
                    Row(
                        row.title,
                        self.tr("Closed") if row.closed else self.tr("At: {step}").format(step=row.step),
                        "lock" if row.closed else "footprints",
                        below=day(row.day),
                        right=counted(row.people, person, people),
                        right_below=counted(row.cards, card, cards),
                    ),
                )
                for row in self.rows
            ]
        )
        self.stack.setCurrentIndex(bool(self.rows))
        self.open.setEnabled(bool(self.rows))

    def chosen(self) -> WorkshopRow | None:
        """The one under the cursor."""
        return next((row for row in self.rows if row.session_id == self.list.chosen()), None)

    def has(self) -> bool:
        """Whether there is one."""
        return self.chosen() is not None

    def first_focus(self) -> QWidget:
        """What has the keyboard first."""
        return self.list if self.rows else self.first

    def open_chosen(self) -> None:
        """Go on with the one under the cursor."""
        if (row := self.chosen()) is not None:
            self._go_to(row.session_id)

    def start(self) -> None:
        """Ask for a name, and start one."""
        tellers = [one for one in self._workspace.read(everybody) if one.stories]

        def _keep(dialog: AskDialog) -> bool:
            people = [one.id for one in tellers] if dialog.value("people") else []
            dots, hidden = int(dialog.value("dots")), bool(dialog.value("hidden"))
            made = operations.start(self._workspace, dialog.value("title"), dots, hidden, people, dialog.on_trouble)
            if made is not None:
                dialog.setProperty("made", made)
            return made is not None

        blanks = [
            Blank("title", self.tr("What it is called"), self.tr("Workshop {n}").format(n=len(self.rows) + 1)),
            Blank("dots", self.tr("Dots for each person"), str(DOTS), most=MOST_DOTS),
            Blank("hidden", self.tr("Hide how many dots there are until we show them"), tick=True),
            Blank("people", self.tr("Put everybody who told a story on the list"), "yes" if tellers else "", tick=True),
        ]
        words = self.tr("Cards are drawn from excerpts that the group may hear: every story in turn, in a mixed order.")
        dialog = AskDialog(self.tr("Start a workshop"), self.tr("Start"), blanks, _keep, words, self)
        if run_dialog(dialog) and dialog.property("made"):
            self._go_to(int(dialog.property("made")))

    def change(self) -> None:
        """Ask for another name, day, and number of dots."""
        row = self.chosen()
        if row is None:
            return
        room = row

        def _keep(dialog: AskDialog) -> bool:
            texts = dialog.both("title", "day", "dots")
            return operations.change_texts(self._workspace, TextOf.WORKSHOP, room.session_id, texts, dialog.on_trouble)

        blanks = [
            Blank("title", self.tr("What it is called"), row.title),
            Blank("day", self.tr("When it is, as 2026-03-31"), row.day),
            Blank("dots", self.tr("Dots for each person"), str(row.dots), most=MOST_DOTS),
        ]
        run_dialog(AskDialog(row.title, self.tr("Save"), blanks, _keep, parent=self))

    def delete(self) -> None:
        """Delete the one under the cursor; Undo brings it back."""
        if (row := self.chosen()) is not None:
            operations.delete(self._workspace, row.session_id, row.title)
