"""Cards and notes are put together: by key, button, menu and drag."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint

from coproclip.sensemaking.clusters import asks
from coproclip.ui.commands.menus import below, choice, context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.operations import workshop as operations
from coproclip.ui.pages.workshop.asking import AskDialog, Blank
from coproclip.ui.pages.workshop.board import ALONE, Tile
from coproclip.ui.pages.workshop.room_view import RoomView
from coproclip.ui.pages.workshop.view_control import ViewControl
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

IN_THE_ROOM = ("spotlight", "sensitive", "feeling", "kind", "belongs_with")
"""What a group says of what an excerpt means; why it is not used it says by leaving its card out."""


class GroupControl(ViewControl):
    """What is done with groups. `go_to_card(card)` is asked where a card is meant that the room is not at."""

    def __init__(self, workspace: Workspace, view: RoomView, go_to_card: Callable[[int], None]) -> None:
        super().__init__(workspace, view)
        self._go_to_card = go_to_card
        self._commands: Sequence[Command] = ()
        for button, do in (
            (view.group, self.move),
            (view.new_group, self.new_group),
            (view.name_group, self.name_group),
            (view.theme, self.make_theme),
            (view.differs, self.turn_differs),
        ):
            button.clicked.connect(lambda _on=False, do=do: do())
        view.card.menu_pressed.connect(lambda: self.menu(below(view.card.menu)))
        view.board.picked.connect(self._on_picked)
        view.board.dropped.connect(self._on_dropped)
        view.board.menu_asked.connect(self._on_menu)

    def use(self, commands: Sequence[Command]) -> None:
        """The commands that the menu of a card is made of."""
        self._commands = commands

    def new_group(self) -> None:
        """A new group with this card in it."""
        row = self._view.current()
        operations.new_group(self._workspace, self._room.session_id, row.card_id if row is not None else None)

    def _places(self, *, card_id: int | None = None, note_id: int | None = None) -> list[Command]:
        put = partial(operations.put, self._workspace, card_id=card_id, note_id=note_id)
        row, note = self._room.card(card_id), self._room.note(note_id)
        now = row.group if row is not None else note.group if note is not None else None
        there = [
            choice(group.shown, partial(put, group.group_id), checked=group.group_id == now)
            for group in self._room.groups
        ]
        fresh = choice(self.tr("A new group"), partial(self._to_new_group, card_id, note_id), icon="plus", group="new")
        out = choice(self.tr("In no group"), partial(put, None), checked=now is None, group="new")
        return [*there, fresh, out]

    def _to_new_group(self, card_id: int | None, note_id: int | None) -> None:
        operations.new_group(self._workspace, self._room.session_id, card_id)
        if note_id is not None and self._room.groups:
            operations.put(self._workspace, self._room.groups[-1].group_id, note_id=note_id)

    def move(self) -> None:
        """Move the card, or the note that has the keyboard, to a group."""
        tile = self._view.board.tile_here()
        row = self._view.current()
        places: list[Command] = []
        if tile is not None and not tile.is_card:
            places = self._places(note_id=tile.row_id)
        elif row is not None:
            places = self._places(card_id=row.card_id)
        if places:
            where = self._view.group if self._view.group.isVisible() else self._view.card
            open_menu(context_menu(where, places), below(where), by_keys=True)

    def _on_picked(self, tile: Tile) -> None:
        if tile.is_card:
            self._go_to_card(tile.row_id)

    def _on_dropped(self, is_card: bool, row_id: int, group_id: int) -> None:
        to = None if group_id == ALONE else group_id
        card_id, note_id = (row_id, None) if is_card else (None, row_id)
        operations.put(self._workspace, to, card_id=card_id, note_id=note_id)

    def _on_menu(self, tile: Tile | None, where: QPoint) -> None:
        if tile is not None and not tile.is_card:
            gone = choice(self.tr("Delete the note"), partial(operations.delete_note, self._workspace, tile.row_id))
            open_menu(context_menu(self._view, [*self._places(note_id=tile.row_id), gone]), where)
        elif tile is not None:
            self._go_to_card(tile.row_id)
            self.menu(where)

    def menu(self, where: QPoint | None = None) -> None:
        """All that can be done with this card."""
        names = ["play_pause", "", "move_to_group", "new_group", "rename", "make_theme", "apart", "", "differs"]
        names += ["note", "add_dot", "take_dot", "", "choose", "leave_out", "", *IN_THE_ROOM]
        at = where or below(self._view.card.menu)
        open_menu(context_menu(self._view, self._commands, names), at, by_keys=where is None)

    def name_group(self) -> None:
        """Call the group something, best in words that somebody said."""
        group = self.group()
        if group is None:
            return
        faces = [self._view.faces.faces.get(card_id or 0) for card_id, _note in group.inside]
        quotes = [f"“{face.quote}”" for face in faces if face is not None]

        def _keep(dialog: AskDialog) -> bool:
            name = dialog.both("name")
            return operations.change_texts(self._workspace, TextOf.GROUP, group.group_id, name, dialog.on_trouble)

        blanks = [Blank("name", self.tr("Their words, or a name"), group.name)]
        heading, button = self.tr("What would the storytellers call it?"), self.tr("Call it that")
        run_dialog(AskDialog(heading, button, blanks, _keep, "\n".join(quotes), self._view))

    def make_theme(self) -> None:
        """Make the group a theme."""
        group = self.group()
        if group is None:
            return

        shown = group.question

        def _keep(dialog: AskDialog) -> bool:
            nonlocal shown
            both = shown, dialog.value("question")
            kept = operations.make_theme(self._workspace, group.group_id, both, dialog.on_trouble)
            if not kept:  # what was said of it is known from here on
                shown = self._workspace.read(asks, group.group_id)
            return kept

        words = self.tr("The excerpts of its cards go into the theme, also when you move cards later.")
        blanks = [Blank("question", self.tr("The question it answers (may stay empty)"), group.question)]
        heading = self.tr("Make {group} a theme").format(group=group.shown)
        run_dialog(AskDialog(heading, self.tr("Make it a theme"), blanks, _keep, words, self._view))

    def take_apart(self) -> None:
        """Take the group of this card apart."""
        group = self.group()
        if group is not None:
            operations.take_apart(self._workspace, group.group_id)

    def turn_differs(self) -> None:
        """This card sees its group differently, or not."""
        row = self._view.current()
        if row is not None:
            operations.set_differs(self._workspace, self._room.session_id, row.card_id, not row.differs)
