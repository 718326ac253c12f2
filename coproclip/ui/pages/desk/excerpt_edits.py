"""Excerpts on the desk: mark, move edges, themes, playlists, notes, delete."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.excerpts.marking import Side
from coproclip.overview.playlists import playlist_titles
from coproclip.overview.story import ExcerptRow
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.operations import excerpts as operations
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.prompts import ask_line, ask_note, run_dialog
from coproclip.ui.workspace import Workspace


class ExcerptEdits(QObject):
    """What can be done with the excerpts of the story on the desk; `rows` are those shown now."""

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace, self._owner = workspace, owner
        self.rows: list[ExcerptRow] = []

    def row(self, excerpt_id: int | None) -> ExcerptRow | None:
        """The excerpt of this number."""
        return next((row for row in self.rows if row.excerpt_id == excerpt_id), None)

    def mark(self, story_id: int, start_ms: int, end_ms: int) -> int | None:
        """Mark a stretch and choose the new excerpt; its number."""
        return operations.mark(self._workspace, story_id, start_ms, end_ms)

    def delete(self, excerpt_id: int) -> None:
        """Take an excerpt away and choose its neighbour."""
        ids = [row.excerpt_id for row in self.rows]
        place = ids.index(excerpt_id) if excerpt_id in ids else 0
        rest = [id_ for id_ in ids if id_ != excerpt_id]
        operations.delete(self._workspace, excerpt_id, rest[min(place, len(rest) - 1)] if rest else None)

    def move_edge(self, excerpt_id: int, span: int, side: str, time_ms: int) -> bool:
        """An edge was dragged or nudged to a time; False if it cannot go there."""
        return operations.move_edge(self._workspace, excerpt_id, span, cast(Side, side), time_ms)

    def step_edge(self, excerpt_id: int, span: int, side: str, words: int) -> None:
        """An edge goes a word back or on."""
        operations.step_edge(self._workspace, excerpt_id, span, cast(Side, side), words)

    def toggle_theme(self, excerpt_id: int, theme_id: int) -> None:
        """Put an excerpt in a theme, or take it out."""
        row = self.row(excerpt_id)
        there = row is not None and any(theme.theme_id == theme_id for theme in row.themes)
        operations.set_theme(self._workspace, excerpt_id, theme_id, not there)

    def choose_themes(self, excerpt_id: int) -> None:
        """The list of themes to tick."""
        self._workspace.keep_all()
        ThemeChooser.choose(self._workspace, [excerpt_id], self._owner)

    def open(self, excerpt_id: int) -> None:
        """The excerpt's own window."""
        self._workspace.listening.pause()
        self._workspace.keep_all()
        run_dialog(ExcerptDialog(self._workspace, excerpt_id, self._owner))

    def note(self, excerpt_id: int) -> None:
        """A note for the team."""
        row = self.row(excerpt_id)
        if row is None:
            return
        written, kept = [row.note], list[bool]()

        def _keep(words: str) -> None:
            note = TypedText(TextOf.EXCERPT, excerpt_id, "note", written[-1], words)
            written.append(words)
            kept.append(self._workspace.typed.keep([note]))

        title = self.tr("Note on this excerpt, only for the team")
        ask_note(self._owner, title, row.note, _keep, self._workspace.closing)
        if kept and kept[-1]:
            self._workspace.tell(self.tr("Note kept"))

    def add_to_playlist(self, excerpt_ids: Sequence[int], where: QPoint) -> None:
        """A menu of the playlists, and a new one."""
        menu = QMenu(self._owner)
        known = self._workspace.read(playlist_titles)
        for playlist_id, title in known:
            action = QAction(title.replace("&", "&&"), menu)
            action.triggered.connect(lambda _on=False, one=playlist_id, name=title: self._put(one, name, excerpt_ids))
            menu.addAction(action)
        if known:
            menu.addSeparator()
        new = QAction(self.tr("New playlist…"), menu)
        new.triggered.connect(lambda _on=False: self._new_playlist(excerpt_ids))
        menu.addAction(new)
        menu.setActiveAction(menu.actions()[0])
        menu.exec(where)

    def _put(self, playlist_id: int, title: str, excerpt_ids: Sequence[int]) -> None:
        operations.add_to_playlist(self._workspace, playlist_id, title, excerpt_ids)

    def _new_playlist(self, excerpt_ids: Sequence[int]) -> None:
        title = ask_line(self._owner, self.tr("Title of the new playlist"), self.tr("Make the playlist"))
        if title:
            operations.add_to_new_playlist(self._workspace, title, excerpt_ids)
