"""Excerpts: mark, delete, move edges, put in themes and playlists."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.excerpts import marking, playlists
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.rows import text_of
from coproclip.themes import codebook
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate


def mark(workspace: Workspace, story_id: int, start_ms: int, end_ms: int) -> int | None:
    """Mark a stretch of a story (ms) and choose the new excerpt; its number, None where it cannot be marked."""
    made = workspace.edit(Operation.MARK_EXCERPT, lambda edit: marking.mark(edit, story_id, start_ms, end_ms).id)
    if made is None:
        return None
    workspace.choose_excerpt(made.value)
    workspace.tell(tr("Operations", "Excerpt marked"))
    return made.value


def delete(workspace: Workspace, excerpt_id: int, neighbour: int | None) -> bool:
    """Delete an excerpt and choose its `neighbour`."""
    if workspace.edit(Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, excerpt_id)) is None:
        return False
    workspace.choose_excerpt(neighbour)
    workspace.tell(tr("Operations", "Excerpt deleted"))
    return True


def move_edge(workspace: Workspace, excerpt_id: int, span: int, side: marking.Side, time_ms: int) -> bool:
    """Put an edge at a time; False if it cannot go there, which was said."""
    moved = workspace.edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge(edit, excerpt_id, span, side, time_ms))
    return moved is not None


def step_edge(workspace: Workspace, excerpt_id: int, span: int, side: marking.Side, words: int) -> None:
    """Move an edge by so many words."""
    workspace.edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge_by_word(edit, excerpt_id, span, side, words))


def set_theme(workspace: Workspace, excerpt_id: int, theme_id: int, on: bool) -> None:
    """Put an excerpt in a theme, or take it out."""

    def _change(edit: Edit) -> str:
        (codebook.link if on else codebook.unlink)(edit, theme_id, excerpt_id)
        return text_of(edit.session, "theme", theme_id, "name") or ""

    words = tr("Operations", "Put in “{theme}”") if on else tr("Operations", "Taken out of “{theme}”")
    operation = Operation.LINK_THEME if on else Operation.UNLINK_THEME
    workspace.edit(operation, _change, done=lambda name: words.format(theme=name))


def add_to_playlist(workspace: Workspace, playlist_id: int, title: str, excerpt_ids: Sequence[int]) -> None:
    """Put excerpts at the end of the playlist of this `title`; those that are in it stay where they are."""

    def _said(added: int) -> str:
        words = tr("Operations", "Added to “{title}”") if added else tr("Operations", "It is in “{title}” already")
        return words.format(title=title)

    workspace.edit(
        Operation.ADD_TO_PLAYLIST,
        lambda edit: len(playlists.add_to_playlist(edit, playlist_id, excerpt_ids)),
        done=_said,
    )


def add_to_new_playlist(workspace: Workspace, title: str, excerpt_ids: Sequence[int]) -> int | None:
    """Make a playlist of these excerpts; its number."""

    def _make(edit: Edit) -> int:
        made = playlists.add_playlist(edit, title).id
        playlists.add_to_playlist(edit, made, excerpt_ids)
        return made

    done = tr("Operations", "Added to “{title}”").format(title=title)
    made = workspace.edit(Operation.ADD_PLAYLIST, _make, done=done)
    return None if made is None else made.value
