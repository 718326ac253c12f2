"""Excerpts on the desk: mark, move edges, themes, playlists, notes, delete."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.excerpts import marking, playlists
from coproclip.overview.story import ExcerptRow
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt, Theme
from coproclip.themes import codebook
from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.typed_texts import TypedText
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

    def _edit(self, what: Operation, do: Callable[[Edit], Any]) -> Any:
        """What `do` returns, None where it could not be done (that was said); only then say that it is done."""
        self._workspace.keep_all()  # what was typed comes first

        def _do() -> Any:
            with self._workspace.opened().edit(what) as edit:
                return do(edit)

        return self._workspace.attempt(_do)

    def mark(self, story_id: int, start_ms: int, end_ms: int) -> int | None:
        """Mark a stretch and choose the new excerpt; its number."""
        made = self._edit(Operation.MARK_EXCERPT, lambda edit: marking.mark(edit, story_id, start_ms, end_ms).id)
        if made is not None:
            self._workspace.choose_excerpt(made)
            self._workspace.tell(self.tr("Excerpt marked"))
        return cast("int | None", made)

    def delete(self, excerpt_id: int) -> None:
        """Take an excerpt away and choose its neighbour."""
        ids = [row.excerpt_id for row in self.rows]
        place = ids.index(excerpt_id) if excerpt_id in ids else 0
        rest = [id_ for id_ in ids if id_ != excerpt_id]

        def _delete(edit: Edit) -> bool:
            marking.delete_excerpt(edit, excerpt_id)
            return True

        if self._edit(Operation.DELETE_EXCERPT, _delete) is None:
            return
        self._workspace.choose_excerpt(rest[min(place, len(rest) - 1)] if rest else None)
        self._workspace.tell(self.tr("Excerpt deleted"))

    def move_edge(self, excerpt_id: int, span: int, side: str, time_ms: int) -> bool:
        """An edge was dragged or nudged to a time; False if it cannot go there."""
        edge = cast(marking.Side, side)
        moved = self._edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge(edit, excerpt_id, span, edge, time_ms))
        return moved is not None

    def step_edge(self, excerpt_id: int, span: int, side: str, words: int) -> None:
        """An edge goes a word back or on."""
        edge = cast(marking.Side, side)
        self._edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge_by_word(edit, excerpt_id, span, edge, words))

    def toggle_theme(self, excerpt_id: int, theme_id: int) -> None:
        """Put an excerpt in a theme, or take it out."""
        row = self.row(excerpt_id)
        there = row is not None and any(theme.theme_id == theme_id for theme in row.themes)

        def _toggle(edit: Edit) -> str:
            if there:
                codebook.unlink(edit, theme_id, excerpt_id)
            else:
                codebook.link(edit, theme_id, excerpt_id)
            return edit.get(Theme, theme_id).name

        name = self._edit(Operation.UNLINK_THEME if there else Operation.LINK_THEME, _toggle)
        if name is not None:
            words = self.tr("Taken out of “{theme}”") if there else self.tr("Put in “{theme}”")
            self._workspace.tell(words.format(theme=name))

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
            note = TypedText(Excerpt, excerpt_id, "note", written[-1], words)
            written.append(words)
            kept.append(self._workspace.typed.keep([note]))

        title = self.tr("Note on this excerpt, only for the team")
        ask_note(self._owner, title, row.note, _keep, self._workspace.closing)
        if kept and kept[-1]:
            self._workspace.tell(self.tr("Note kept"))

    def add_to_playlist(self, excerpt_ids: Sequence[int], where: QPoint) -> None:
        """A menu of the playlists, and a new one."""
        menu = QMenu(self._owner)
        with self._workspace.opened().read() as session:
            known = [(playlist.id, playlist.title) for playlist in playlists.playlists(session)]
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
        added = self._edit(
            Operation.ADD_TO_PLAYLIST, lambda edit: len(playlists.add_to_playlist(edit, playlist_id, excerpt_ids))
        )
        if added is not None:
            words = self.tr("Added to “{title}”") if added else self.tr("It is in “{title}” already")
            self._workspace.tell(words.format(title=title))

    def _new_playlist(self, excerpt_ids: Sequence[int]) -> None:
        title = ask_line(self._owner, self.tr("Title of the new playlist"), self.tr("Make the playlist"))
        if title:

            def _make(edit: Edit) -> bool:
                playlists.add_to_playlist(edit, playlists.add_playlist(edit, title).id, excerpt_ids)
                return True

            if self._edit(Operation.ADD_PLAYLIST, _make) is not None:
                self._workspace.tell(self.tr("Added to “{title}”").format(title=title))
