"""What can be done with the excerpts of a playlist: add, order, take out, open, note an answer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal

from coproclip.overview.playlists import PlaylistContents, PlaylistRow
from coproclip.ui.commands.menus import context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.went_out import show_excerpt_went_out
from coproclip.ui.operations import playlists as operations
from coproclip.ui.operations.excerpts import add_to_playlist
from coproclip.ui.pages.playlists.adding import AddExcerpts
from coproclip.ui.pages.playlists.between import BetweenDialog
from coproclip.ui.pages.playlists.introducing import SpokenIntroductions
from coproclip.ui.pages.playlists.list_view import PlaylistList
from coproclip.ui.widgets.prompts import ask_number, run_dialog
from coproclip.ui.workspace import Workspace

MENU = (
    *("play_pause", "listen_here", "open_excerpt", "", "note_answer", "check_captions", "excerpt_went_out", ""),
    *("move_earlier", "move_later", "move_to", "introduce", "spoken_introduction", "", "take_out"),
)


class ItemEditing(QObject):
    """Acts on the row under the cursor of `view`. `renew(then)` shows the playlist as it is now, then does that."""

    opening = Signal()
    """A window is about to stand over the page."""

    def __init__(
        self,
        workspace: Workspace,
        view: PlaylistList,
        shown: Callable[[], PlaylistContents | None],
        renew: Callable[[Callable[[], None] | None], None],
    ) -> None:
        super().__init__(view)
        self._workspace, self._view, self._shown, self._renew = workspace, view, shown, renew
        self._spoken = SpokenIntroductions(
            workspace, view, shown, self.row, lambda excerpt: renew(lambda: self._go_to(excerpt))
        )

    def row(self) -> PlaylistRow | None:
        """The excerpt under the cursor."""
        return self._view.chosen() if self.has_rows() else None

    def has_row(self) -> bool:
        """Whether the cursor is on an excerpt."""
        return self.row() is not None

    def has_rows(self) -> bool:
        """Whether there is an excerpt in the playlist."""
        contents = self._shown()
        return contents is not None and bool(contents.rows)

    def add(self) -> None:
        """Choose excerpts of all stories and put them at the end."""
        contents = self._shown()
        if contents is None:
            return
        self.opening.emit()
        there = {row.excerpt_id for row in contents.rows}
        chosen = AddExcerpts.choose(self._workspace, contents.title, there, self._view.window())
        if chosen and add_to_playlist(self._workspace, contents.playlist_id, contents.title, chosen):
            self._renew(lambda: self._go_to(chosen[0]))

    def _go_to(self, excerpt_id: int) -> None:
        self._view.choose(self._view.items().place_of_excerpt(excerpt_id))
        self._view.setFocus()

    def step(self, by: int) -> None:
        """Earlier (-1) or later (1)."""
        place, row = self._view.currentIndex().row() + by, self.row()
        if row is not None and 0 <= place < self._view.items().rowCount():
            self.put(row.item_id, place)

    def move_to(self) -> None:
        """Ask for the position it should have."""
        row, items = self.row(), self._view.items()
        if row is None:
            return
        place, count = items.place_of(row.item_id) + 1, items.rowCount()
        words = self.tr("Move to position (1 to {count})").format(count=count)
        number = ask_number(self._view.window(), words, self.tr("Move"), place, count)
        if number is not None and number != place:
            self.put(row.item_id, number - 1)
        self._view.setFocus()

    def introduce(self) -> None:
        """Ask what comes before it, or whether it introduces what follows."""
        row = self.row()
        if row is None:
            return

        def _keep(dialog: BetweenDialog) -> bool:
            texts = {
                "introduction": (row.introduction, dialog.introduction.toPlainText()),
                "chapter": (row.chapter, dialog.chapter.text()),
            }
            spoken = dialog.spoken.isChecked() if dialog.spoken.isChecked() != row.spoken else None
            return operations.set_between(self._workspace, row.item_id, texts, spoken, dialog.on_trouble)

        self.opening.emit()
        if run_dialog(BetweenDialog(row, _keep, self._view.window())):
            self._renew(None)
        self._view.setFocus()

    def introduce_aloud(self) -> None:
        """Put a reporter's own recording before it, or record one."""
        self.opening.emit()
        self._spoken.open()

    def put(self, item_id: int, place: int) -> None:
        """To a place (from 0)."""
        items = self._view.items()
        if operations.move(self._workspace, item_id, place, items.rowCount()):
            others = [row for row in items.rows if row.item_id != item_id]
            moved = [row for row in items.rows if row.item_id == item_id]
            self._show_now([*others[:place], *moved, *others[place:]], place)
            self._renew(lambda: self._view.choose(items.place_of(item_id)))

    def take_out(self) -> None:
        """Take the excerpt out; it stays in its story."""
        row = self.row()
        place, rows = self._view.currentIndex().row(), self._view.items().rows
        if row is not None and operations.take_out(self._workspace, row.item_id):
            self._show_now([one for one in rows if one.item_id != row.item_id], place)
            self._renew(None)

    def _show_now(self, rows: Sequence[PlaylistRow], place: int) -> None:
        """Show the order at once, with the cursor at `place`: the next key may come before the playlist is read."""
        self._view.items().set_rows(rows)
        self._view.choose(place)

    def open(self) -> None:
        """The excerpt's own window."""
        row = self.row()
        if row is not None:
            self.opening.emit()
            run_dialog(ExcerptDialog(self._workspace, row.excerpt_id, self._view.window()))
            self._view.setFocus()

    def note_answer(self) -> None:
        """Keep what the storyteller said about sharing it."""
        row = self.row()
        if row is not None:
            run_dialog(AnswerDialog(self._workspace, [row.excerpt_id], self._view.window()))
            self._view.setFocus()

    def show_went_out(self) -> None:
        """When, as what and to whom it went out."""
        row = self.row()
        if row is not None:
            show_excerpt_went_out(self._workspace, self._view.window(), row.excerpt_id, row.title)
            self._view.setFocus()

    def check_captions(self) -> None:
        """Go to its words in the story: what is checked by ear there is what the captions say."""
        row = self.row()
        if row is not None:
            self._workspace.choose_story(row.story_id, row.excerpt_id, row.spans[0].start_ms if row.spans else 0)
            self._workspace.page_asked.emit("desk")

    def menu(self, commands: Sequence[Command], where: QPoint | None = None) -> None:
        """Everything about the excerpt at `where` (in the list), or under the cursor."""
        index = self._view.indexAt(where) if where is not None else self._view.currentIndex()
        if not index.isValid():
            return
        self._view.setCurrentIndex(index)
        spot = where if where is not None else self._view.part_rect(index.row(), "menu").bottomLeft()
        open_menu(context_menu(self._view, commands, MENU), self._view.viewport().mapToGlobal(spot))
