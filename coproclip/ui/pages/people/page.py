"""The people page: everybody by the name they go by, and what can be done with their list."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from coproclip.overview.people import everybody, people_count
from coproclip.people.people import PersonFacts
from coproclip.people.people_table import BroughtIn
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Changes
from coproclip.ui.commands.menus import context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.consent.of_person import show_consent_of
from coproclip.ui.dialogs.encoding import chosen_encoding
from coproclip.ui.dialogs.people.lists import ListsDialog
from coproclip.ui.dialogs.people.naming import NamingDialog
from coproclip.ui.dialogs.people.person import PersonDialog
from coproclip.ui.dialogs.people.table import PeopleTableDialog
from coproclip.ui.dialogs.people.words import part_words
from coproclip.ui.dialogs.reviews.take_home import make_review
from coproclip.ui.dialogs.reviews.together import sit_together
from coproclip.ui.dialogs.went_out import show_went_out
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations.people import bring_in_people, remove_person
from coproclip.ui.pages.page import Page
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import EmptyState, PageHeader
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

MENU = (
    *("open_person", "person_consent", "person_naming", "person_went_out", "sit_together", "make_review", ""),
    "remove_person",
)
ALL_BUTTONS = 760
"""So wide (px at 100 % text) is the header with all of its buttons."""
SHOWN_ROWS = 5
"""So many rows of a table that were left out are named in the message."""


class PeoplePage(Page):
    """Who takes part."""

    key = "people"
    icon = "users"
    group = "gather"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.people: tuple[PersonFacts, ...] = ()
        self._stale, self._many = True, 0
        column = vbox(self, NONE, 0)
        self.header = PageHeader(self.tr("People"))
        row = self.header.row
        row.addWidget(Button(self.tr("Lists…"), "list", on_click=self.show_lists))
        self.bring = Button(self.tr("Bring in a table…"), "folder-input", on_click=self.bring_in)
        self.save = Button(self.tr("Save a table…"), "folder-output", on_click=self.save_table)
        row.addWidget(self.bring)
        row.addWidget(self.save)
        self.add = Button(self.tr("Add somebody"), "plus", "main", on_click=self.add_person)
        row.addWidget(self.add)
        column.addWidget(self.header)
        self.list = RowList(self.tr("People"))
        self.list.setFrameShape(RowList.Shape.NoFrame)
        self.list.opened.connect(self.open_person)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._nobody_yet())
        around = QWidget()
        vbox(around, (MARGIN - 12, 0, MARGIN - 12, 0), 0).addWidget(self.list)
        self.stack.addWidget(around)
        column.addWidget(self.stack, 1)
        Fitting(self, self._fit)

    def _fit(self) -> None:
        """Where large text leaves no room for them, tables are in the menu alone."""
        room = self.width() >= current().scaled(ALL_BUTTONS)
        self.bring.setVisible(room)
        self.save.setVisible(room and bool(self.people))

    def _nobody_yet(self) -> QWidget:
        page = QWidget()
        column = vbox(page, (MARGIN, MARGIN, MARGIN, MARGIN))
        words = self.tr(
            "Storytellers, reporters, supporters and interpreters, by a name to go by and in their own words. "
            "Whoever tells a story is here by themselves."
        )
        empty = EmptyState(self.tr("Nobody yet."), words, icon="users")
        self.first = empty.add_button(self.tr("Add somebody…"), self.add_person, icon="plus", kind="main")
        empty.add_button(self.tr("Bring in a table…"), self.bring_in, icon="folder-input")
        column.addWidget(empty)
        column.addStretch(1)
        return page

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("People")

    def count(self) -> int | None:
        """How many people."""
        return self._many or None

    def regions(self) -> list[QWidget]:
        """Header and list."""
        return [self.header, self.list if self.people else self.first]

    def commands(self) -> list[Command]:
        """What can be done with somebody, and with everybody."""
        menu, one, group = "Project", self._has_person, "people"
        return [
            Command("add_person", self.tr("Add somebody…"), ("A",), menu, self.add_person, icon="plus", group=group),
            Command("open_person", self.tr("About this person…"), ("Enter",), menu, self.open_person, one, native=True),
            Command(
                "person_consent",
                self.tr("What they agreed to…"),
                (),
                menu,
                self.show_consent,
                self._is_in_story,
                icon="handshake",
                group=group,
            ),
            Command("person_naming", self.tr("How they are named…"), ("H",), menu, self.show_naming, one, group=group),
            Command(
                "person_went_out",
                self.tr("What went out of theirs…"),
                (),
                menu,
                lambda: self._ask_about_theirs(show_went_out),
                self._is_in_story,
                icon="history",
                group=group,
            ),
            Command("remove_person", self.tr("Remove this person"), ("Delete",), menu, self.remove, one, group=group),
            Command("sit_together", "", slot=lambda: self._ask_about_theirs(sit_together)),
            Command("make_review", "", slot=lambda: self._ask_about_theirs(make_review)),
            Command("people_lists", self.tr("Roles, sectors and other lists…"), (), menu, self.show_lists, group=group),
            Command("bring_in_people", self.tr("Bring in a table…"), (), menu, self.bring_in, group=group),
            Command(
                "people_table",
                self.tr("Save a table of people…"),
                (),
                menu,
                self.save_table,
                self._has_people,
                group=group,
            ),
            Command("person_menu", self.tr("Menu of this person"), ("Shift+F10",), "", self._menu_here, one),
        ]

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        if self._stale:
            self.load()
        self._focus()

    def reload(self) -> None:
        """Another project."""
        self.people, self._stale = (), True
        self._count_people()

    def refresh(self, changes: Changes) -> None:
        """Show what changed of them; what nobody sees waits until it is shown, all but the number in the sidebar."""
        if changes.touches("storyteller", "story_storyteller", "story", "list_entry", "person_entry"):
            self._stale = True
            if self.isVisible():
                self.load()
            elif changes.touches("storyteller"):
                self._count_people()

    # ---- loading ----------------------------------------------------------------------------------------------

    def load(self, choose: int | None = None) -> None:
        """Show everybody as they are now, and put the cursor on somebody."""
        if self.workspace.project is None:
            return
        self.people, self._stale = self.workspace.read(everybody), False
        self.list.set_rows([(one.id, self._row(one)) for one in self.people], choose)
        self.stack.setCurrentIndex(bool(self.people))
        self._fit()
        self._set_many(len(self.people))

    def _count_people(self) -> None:
        if self.workspace.project is not None:
            self._set_many(self.workspace.attempt(lambda: self.workspace.read(people_count)) or 0)

    def _set_many(self, many: int) -> None:
        if many != self._many:
            self._many = many
            self.count_changed.emit()

    def _row(self, one: PersonFacts) -> Row:
        roles = ", ".join(entry.text for entry in one.entries_of(ListKind.ROLE))
        needs = bool(one.texts["access_needs"].strip())
        part = part_words(Part(one.texts["part"]))
        about = " · ".join(filter(None, (one.texts["description"], roles, one.texts["pronouns"])))
        stories = counted(len(one.stories), self.tr("1 story"), self.tr("{n} stories")) if one.stories else ""
        state = self.tr("{part} · access needs noted").format(part=part) if needs else part
        return Row(one.alias, state, "accessibility" if needs else "", "ink2", about, stories)

    def _focus(self) -> None:
        (self.list if self.people else self.first).setFocus()

    def _chosen(self) -> PersonFacts | None:
        return next((one for one in self.people if one.id == self.list.chosen()), None)

    def _has_person(self) -> bool:
        return self._chosen() is not None

    # ---- what is asked of it ----------------------------------------------------------------------------------

    def add_person(self) -> None:
        """Ask about somebody new."""
        self._ask(PersonDialog(self.workspace, None, self))

    def open_person(self) -> None:
        """Show all that is known of whom the cursor is on."""
        one = self._chosen()
        if one is not None:
            self._ask(PersonDialog(self.workspace, one.id, self))

    def _ask(self, dialog: PersonDialog) -> None:
        if run_dialog(dialog):
            self.load(dialog.saved)
        self._focus()

    def _has_people(self) -> bool:
        return bool(self.people)

    def _is_in_story(self) -> bool:
        one = self._chosen()
        return one is not None and bool(one.stories)

    def _ask_about_theirs(self, show: Callable[[Workspace, QWidget, int | None], None]) -> None:
        """Ask whom the cursor is on about what is theirs."""
        one = self._chosen()
        show(self.workspace, self, one.id if one is not None else None)
        self._focus()

    def show_consent(self) -> None:
        """What whom the cursor is on agreed to, in one of their stories."""
        one = self._chosen()
        if one is not None and one.stories:
            show_consent_of(self.workspace, one.id, one.alias, one.stories, self)
            self._focus()

    def show_naming(self) -> None:
        """How whom the cursor is on is named in what leaves."""
        one = self._chosen()
        if one is not None:
            run_dialog(NamingDialog(self.workspace, one.id, self))
            self._focus()

    def remove(self) -> None:
        """Take out whom the cursor is on, if they take part in no story."""
        one = self._chosen()
        if one is not None and remove_person(self.workspace, one.id, one.alias):
            self._focus()

    def show_lists(self) -> None:
        """The project's own lists."""
        run_dialog(ListsDialog(self.workspace, self))
        self._focus()

    def bring_in(self) -> None:
        """Ask for a table, and say what came of it."""
        kinds = self.tr("Tables (*.csv *.txt *.tsv);;All files (*)")
        file, _kind = QFileDialog.getOpenFileName(self, self.tr("A table of people"), "", kinds)
        encoding = chosen_encoding(self.workspace, Path(file), self) if file else None
        result = bring_in_people(self.workspace, Path(file), encoding) if encoding is not None else None
        if result is not None:
            self._say(result)
            self.load()
        self._focus()

    def save_table(self) -> None:
        """Write who takes part as a table for the team, once it was read what is not in it."""
        if self.people:
            run_dialog(PeopleTableDialog(self.workspace, self))
            self._focus()

    def _say(self, result: BroughtIn) -> None:
        done = self.tr("{added} added, {changed} changed, {same} as before.").format(
            added=result.added, changed=result.changed, same=result.same
        )
        left = [self.tr("Row {n}: {why}").format(n=row, why=why) for row, why in result.refused[:SHOWN_ROWS]]
        if len(result.refused) > SHOWN_ROWS:
            left.append(self.tr("{n} more rows were left out.").format(n=len(result.refused) - SHOWN_ROWS))
        left += result.notes
        if result.unknown:
            left.append(self.tr("Columns that mean nothing here: {names}.").format(names=", ".join(result.unknown)))
        if left:
            self.workspace.show_banner(Message(done, " ".join(left), kind="caution", key="people brought in"))
        else:
            self.workspace.show_toast(done)

    def _menu_here(self) -> None:
        self._menu(self.list.visualRect(self.list.currentIndex()).bottomLeft())

    def _menu(self, where: QPoint) -> None:
        open_menu(context_menu(self.list, self.commands(), MENU), self.list.viewport().mapToGlobal(where))
