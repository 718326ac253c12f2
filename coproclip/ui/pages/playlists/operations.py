"""What a person asks the playlists page to do, by key, menu, button or drag: each change is one undo step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu

from coproclip.excerpts import playlists
from coproclip.overview.playlists import PlaylistRow
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.commands.keys import shown
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.pages.playlists.adding import AddExcerpts
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.typed_texts import TextOf, TypedText

if TYPE_CHECKING:
    from coproclip.ui.pages.playlists.page import PlaylistsPage

SKIP_MS = 3000


class PlaylistOperations(QObject):
    """The page's verbs."""

    def __init__(self, page: "PlaylistsPage") -> None:
        super().__init__(page)
        self._page, self._workspace = page, page.workspace

    def _do(self, what: Operation, change: Callable[[Edit], Any], words: str = "", merge: str = "") -> Any:
        """What `change` returns, or None after saying the trouble; then the page shows how it is now."""

        def _change() -> Any:
            with self._workspace.opened().edit(what, merge=merge) as edit:
                made = change(edit)
            return True if made is None else made

        done = self._workspace.attempt(_change)
        self._page.load()
        if done is not None and words:
            self._workspace.tell(words)
        return done

    # ---- whether it can be done -------------------------------------------------------------------------------

    def has_playlist(self) -> bool:
        """Whether a playlist is shown."""
        return self._page.contents is not None

    def has_rows(self) -> bool:
        """Whether there is an excerpt in it."""
        return self._page.contents is not None and bool(self._page.contents.rows)

    def has_row(self) -> bool:
        """Whether the cursor is on an excerpt."""
        return self._page.list.chosen() is not None and self.has_rows()

    def _row(self) -> PlaylistRow | None:
        return self._page.list.chosen() if self.has_rows() else None

    # ---- the playlist -----------------------------------------------------------------------------------------

    def new(self) -> None:
        """Ask for a title and make a playlist."""

        def _keep(title: str) -> None:
            with self._workspace.opened().edit(Operation.ADD_PLAYLIST) as edit:
                made = playlists.add_playlist(edit, title).id
            self._page.show_playlist(made)

        dialog = TitleDialog(self.tr("New playlist"), self.tr("Create"), _keep, parent=self._page)
        if dialog.exec():
            self._workspace.tell(self.tr("Playlist “{title}” made").format(title=dialog.field.text().strip()))
            self._page.focus_first()
        dialog.deleteLater()

    def rename(self) -> None:
        """Ask for another title."""
        contents = self._page.contents
        if contents is None:
            return

        def _keep(title: str) -> None:
            text = TypedText(TextOf.PLAYLIST, contents.playlist_id, "title", contents.title, title)
            self._workspace.typed.keep_now([text])
            self._page.load()

        heading, button = self.tr("Rename the playlist"), self.tr("Rename")
        dialog = TitleDialog(heading, button, _keep, contents.title, self._page)
        dialog.exec()
        dialog.deleteLater()

    def delete(self) -> None:
        """Take the playlist away; its excerpts stay."""
        contents = self._page.contents
        if contents is None:
            return
        self._page.introduction.keep()
        self._page.hearing.stop()
        said = self.tr("Playlist “{title}” deleted; its excerpts stay").format(title=contents.title)
        gone = contents.playlist_id
        self._do(Operation.DELETE_PLAYLIST, lambda edit: playlists.delete_playlist(edit, gone), said)
        self._page.focus_first()

    def write_introduction(self, before: str, words: str) -> None:
        """Keep the introduction; typing on is one step."""
        contents = self._page.contents
        if contents is not None:
            text = TypedText(TextOf.PLAYLIST, contents.playlist_id, "introduction", before, words)
            self._workspace.typed.keep([text])
            self._page.load()

    def playlist_menu(self) -> None:
        """All playlists to choose from, and what can be done with this one."""
        button = self._page.title_button
        menu = QMenu(button)
        contents = self._page.contents
        for playlist_id, title in self._page.known:
            action = QAction(title.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(contents is not None and contents.playlist_id == playlist_id)
            action.triggered.connect(lambda _on=False, one=playlist_id: self._page.show_playlist(one))
            menu.addAction(action)
        menu.addSeparator()
        self._fill(menu, ("new_playlist", "rename", "delete_playlist"))
        menu.exec(button.mapToGlobal(QPoint(0, button.height() + 2)))
        menu.deleteLater()

    def _fill(self, menu: QMenu, names: Sequence[str]) -> None:
        commands = {command.id: command for command in self._page.commands()}
        for name in names:
            if not name:
                menu.addSeparator()
                continue
            command = commands[name]
            keys = f"\t{shown(command.keys[0])}" if command.keys else ""
            action = menu.addAction(command.text + keys)
            action.setEnabled(command.possible)
            action.triggered.connect(lambda _on=False, run=command.run: run())

    # ---- its excerpts -----------------------------------------------------------------------------------------

    def add(self) -> None:
        """Choose excerpts of all stories and put them at the end."""
        contents = self._page.contents
        if contents is None:
            self.new()
            return
        self._page.hearing.stop()
        there = {row.excerpt_id for row in contents.rows}
        chosen = AddExcerpts.choose(self._workspace, contents.title, there, self._page)
        if not chosen:
            return
        one = contents.playlist_id
        said = self.tr("{n} excerpts added").format(n=len(chosen)) if len(chosen) > 1 else self.tr("Excerpt added")
        if self._do(Operation.ADD_TO_PLAYLIST, lambda edit: playlists.add_to_playlist(edit, one, chosen), said):
            self._page.choose_excerpt(chosen[0])
            self._page.list.setFocus()

    def step(self, by: int) -> None:
        """Earlier (-1) or later (1)."""
        place = self._page.list.currentIndex().row() + by
        row = self._row()
        if row is not None and 0 <= place < self._page.model.rowCount():
            self.put(row.item_id, place)

    def move_to(self) -> None:
        """Ask for the position it should have."""
        row, count = self._row(), self._page.model.rowCount()
        if row is None:
            return
        place = self._page.model.place_of(row.item_id) + 1
        number, kept = QInputDialog.getInt(
            self._page,
            self.tr("Move to position"),
            self.tr("Position, 1 to {count}").format(count=count),
            place,
            1,
            count,
        )
        if kept and number != place:
            self.put(row.item_id, number - 1)
        self._page.list.setFocus()

    def put(self, item_id: int, place: int) -> None:
        """To a place (from 0)."""
        said = self.tr("Moved to position {n} of {count}").format(n=place + 1, count=self._page.model.rowCount())
        self._do(
            Operation.MOVE_IN_PLAYLIST,
            lambda edit: playlists.move_item(edit, item_id, place),
            said,
            merge=f"move {item_id}",
        )
        self._page.list.choose(self._page.model.place_of(item_id))

    def take_out(self) -> None:
        """Take the excerpt out; it stays in its story."""
        row = self._row()
        if row is not None:
            said = self.tr("Taken out of the playlist; the excerpt stays in its story")
            one = row.item_id
            self._do(Operation.TAKE_FROM_PLAYLIST, lambda edit: playlists.take_from_playlist(edit, one), said)

    def open(self) -> None:
        """The excerpt's own window."""
        row = self._row()
        if row is not None:
            self._page.hearing.stop()
            ExcerptDialog(self._workspace, row.excerpt_id, self._page).exec()
            self._page.load(anew=True)
            self._page.list.setFocus()

    def note_answer(self) -> None:
        """Keep what the storyteller said about sharing it."""
        row = self._row()
        if row is not None:
            AnswerDialog(self._workspace, [row.excerpt_id], self._page).exec()
            self._page.load(anew=True)
            self._page.list.setFocus()

    def check_captions(self) -> None:
        """Go to its words in the story: what is checked by ear there is what the captions say."""
        row = self._row()
        if row is not None:
            self._workspace.choose_story(row.story_id, row.excerpt_id, row.spans[0].start_ms if row.spans else 0)
            self._workspace.page_asked.emit("desk")

    def row_menu(self, where: QPoint | None = None) -> None:
        """Everything about the excerpt at `where` (in the list), or under the cursor."""
        view = self._page.list
        index = view.indexAt(where) if where is not None else view.currentIndex()
        if not index.isValid():
            return
        view.setCurrentIndex(index)
        spot = where if where is not None else view.part_rect(index.row(), "menu").bottomLeft()
        menu = QMenu(view)
        names = ["play_pause", "listen_here", "open_excerpt", "", "note_answer", "check_captions", ""]
        names += ["move_earlier", "move_later", "move_to", "", "take_out"]
        self._fill(menu, names)
        menu.exec(view.viewport().mapToGlobal(spot))
        menu.deleteLater()

    # ---- hearing ----------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play the excerpt under the cursor, or pause."""
        self._page.hearing.toggle(self._row())

    def listen_through(self) -> None:
        """Listen from the first excerpt to the last, or stop that."""
        if self._page.hearing.through:
            self._page.hearing.stop()
        else:
            self._page.hearing.listen()

    def listen_here(self) -> None:
        """Listen from the excerpt under the cursor to the last."""
        self._page.hearing.listen(max(0, self._page.list.currentIndex().row()))

    def export(self) -> None:
        """Go to what makes the files."""
        self._page.show_sharing()
