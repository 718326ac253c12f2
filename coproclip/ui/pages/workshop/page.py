"""The workshop page: a list of workshops; one of them takes the whole screen, for a room."""

from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStackedWidget, QWidget

from coproclip.errors import NotFound
from coproclip.overview.workshop import Faces, WorkshopRow, card_faces, read_room, workshop_count, workshop_rows
from coproclip.project.project import Changes
from coproclip.sensemaking.cards import kept_back
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.commands.menus import below, hang_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.meaning.actions import MeaningActions, meaning_commands
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.workshop.commands import LIST, ROOM, list_commands, paper_commands, room_commands
from coproclip.ui.pages.workshop.group_control import IN_THE_ROOM, GroupControl
from coproclip.ui.pages.workshop.paper import PaperControl
from coproclip.ui.pages.workshop.room_control import RoomControl
from coproclip.ui.pages.workshop.room_view import RoomView
from coproclip.ui.pages.workshop.saying_control import SayingControl
from coproclip.ui.pages.workshop.session_list import SessionList
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.workspace import Workspace

OWN = (
    "workshop_session",
    "agreement",
    "attendee",
    "card",
    "cluster",
    "cluster_member",
    "group_note",
    "dot",
    "choice",
    "theme",
)
WORDS = (
    "card",
    "excerpt",
    "span",
    "segment",
    "speaker",
    "story",
    "story_storyteller",
    "storyteller",
    "consent",
    "answer",
    "moment",
    "mention",
    "naming",
    "recording",
    "list_entry",
)
"""What the words of cards, and whether the group may hear them, depend on."""


class WorkshopPage(Page):
    """Shows the list, or the room of the workshop that was opened."""

    key = "workshop"
    icon = "users-round"
    group = "sense"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.session_id: int | None = None
        self._faces: Faces | None = None
        self._count = 0
        self._counted = BackgroundReading[bool](workspace, self)
        column = vbox(self, NONE, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.list = SessionList(workspace, self.open)
        self.stack.addWidget(self.list)
        self.room = RoomView(self.stack)
        self.stack.addWidget(self.room)
        self.control = RoomControl(workspace, self.room, self.load)
        self.groups = GroupControl(workspace, self.room, self.control.go_to_card)
        self.saying = SayingControl(workspace, self.room)
        self.meaning = MeaningActions(
            workspace, self.room, self._excerpt, lambda: below(self.room.card.menu), may_be_seen=self._for_the_group
        )
        self.paper = PaperControl(workspace, self, self._meant)
        self.room.rail.left.connect(self.leave_full_screen)
        self.room.rail.all_asked.connect(self.close_room)
        workspace.undone.connect(lambda _words: self.load())
        workspace.presenting.connect(self._on_presenting)

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Workshop")

    def count(self) -> int | None:
        """How many workshops."""
        return self._count or None

    def regions(self) -> list[QWidget]:
        """The list; in the room: the rail, the card, what can be done, the groups or the step's own part."""
        if self.session_id is None:
            return [self.list.header, self.list.first_focus()]
        parts = [self.room.rail, self.room.card, self.room.tools, self.room.stack]
        return [part for part in parts if part.isVisible()]

    def free_room(self) -> QRect:
        """Everything but the rail: messages stand over the groups."""
        return (
            super().free_room()
            if self.session_id is None
            else self.room.stack.geometry().translated(self.room.rail.width(), 0)
        )

    def kept_clear(self) -> list[QWidget]:
        """What is pressed and read below the words of a step."""
        return [] if self.session_id is None else self.room.kept_clear()

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        room = room_commands(self.control, self.groups, self.saying, self.leave_full_screen, self.present)
        room += [
            replace(command, mode=ROOM, group="workshop meaning")
            for command in meaning_commands(self.meaning, self.control.has_card)
            if command.id in IN_THE_ROOM
        ]
        self.groups.use(room)
        page, paper = self.list, paper_commands(self.paper)
        hang_menu(page.paper, lambda: paper)
        return [
            *paper,
            *list_commands(page.start, page.open_chosen, page.change, page.delete, page.has, page.open_chosen),
            *room,
        ]

    def _excerpt(self) -> list[int]:
        """The excerpt on the card that the room is at."""
        row = self.room.current()
        return [] if row is None else [row.excerpt_id]

    def _for_the_group(self) -> set[int]:
        """The excerpts that the group may see."""
        room, faces = self.room.room, self.room.faces.faces
        return {card.excerpt_id for card in room.cards if card.card_id in faces} if room is not None else set()

    def enter(self) -> None:
        """Show the list, or the room that was open."""
        self.load()
        self.mode_changed.emit(LIST if self.session_id is None else ROOM)
        if self.session_id is None:
            self.list.first_focus().setFocus()
        else:
            self.present()

    def leave(self) -> None:
        """Fall silent; the window is a window again."""
        self.control.playback.stop()
        self.workspace.presenting.emit(False)

    def reload(self) -> None:
        """Another project."""
        self._counted.stop()
        self.control.playback.stop()
        self.workspace.presenting.emit(False)
        self.session_id, self._faces, self.room.room = None, None, None
        self.room.notice.forget()
        self.room.close_pane.words.forget()
        self.stack.setCurrentIndex(0)
        self._read_count()

    def refresh(self, changes: Changes) -> None:
        """Show what changed of it."""
        if changes.touches(*WORDS):
            self._faces = None
        if changes.touches("workshop_session"):
            self._read_count()
        if self.isVisible() and changes.touches(*OWN, *WORDS):
            self.load()

    def _read_count(self) -> None:
        if self.workspace.project is not None:
            self._count = self.workspace.read(workshop_count)
            self.count_changed.emit()

    def load(self) -> None:
        """Show everything as it stands now."""
        if self.workspace.project is None:
            return
        if self.session_id is not None:
            try:
                room = self.workspace.read(read_room, self.session_id)
            except NotFound:
                self.close_room()  # another program, or Undo, took it away
                return
            page = self.workspace.typed.latest(TextOf.WORKSHOP, room.session_id, "read_back", room.read_back)
            if page.strip() != room.read_back.strip():
                room = replace(room, read_back=page, agreed=False)  # on its way to the disk: nobody agreed on that
            if self._faces is None:
                self._faces = self.workspace.read(card_faces, self.workspace.opened(), self.session_id)
                self._counted.begin(kept_back, self._on_counted)
            self.room.show_room(room, self._faces)
        else:
            self.list.load()

    def _on_counted(self, some: list[bool]) -> None:
        """More was looked at of what the group may not hear; on a large project that takes a while."""
        if self._faces is not None and self.room.room is not None:
            self._faces = replace(self._faces, kept_back=(self._faces.kept_back or 0) + sum(some))
            self.room.faces = self._faces
            self.room.close_pane.show_room(self.room.room, self._faces.kept_back)

    # ---- list and room ----------------------------------------------------------------------------------------

    def open(self, session_id: int) -> None:
        """Go on with a workshop, where the group left it, on the whole screen."""
        self.session_id, self._faces = session_id, None
        self.load()
        self.stack.setCurrentIndex(1)
        self.mode_changed.emit(ROOM)
        self.present()
        self.control.focus()

    def close_room(self) -> None:
        """Back to the list of workshops."""
        self.room.close_pane.words.let_go()
        self.control.playback.stop()
        self.session_id, self._faces, self.room.room = None, None, None
        self.workspace.presenting.emit(False)
        self.stack.setCurrentIndex(0)
        self.mode_changed.emit(LIST)
        self.list.load()
        self.list.first_focus().setFocus()

    def present(self) -> None:
        """The whole screen, for a room."""
        self.workspace.presenting.emit(True)
        self.control.focus()

    def _meant(self) -> WorkshopRow | None:
        """The workshop in the room, or the one under the cursor in the list."""
        if self.session_id is None:
            return self.list.chosen()
        return next((row for row in self.workspace.read(workshop_rows) if row.session_id == self.session_id), None)

    def leave_full_screen(self) -> None:
        """A window with its menus again; the workshop goes on in it. A second time: back to the list."""
        if self.room.blank.isVisible():
            self.control.turn_blank()
        elif self.room.rail.leave.isEnabled():
            self.workspace.presenting.emit(False)
        else:
            self.close_room()

    def _on_presenting(self, on: bool) -> None:
        self.room.rail.leave.setEnabled(on)
