"""What excerpts mean: kind, feeling, spotlight, a different view, and what belongs together."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.excerpts import meaning
from coproclip.excerpts.marking import change_excerpt
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.themes import codebook
from coproclip.ui.operations.long_edits import Look, edit_many
from coproclip.ui.operations.meanwhile import check_words
from coproclip.ui.workspace import Edited, Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def set_kind(workspace: Workspace, excerpt_ids: Sequence[int], kind: str, done: str = "") -> bool:
    """Say what excerpts are (`ExcerptKind`, empty: nobody said)."""
    said = _say_of(workspace, excerpt_ids, lambda edit: meaning.set_meanings(edit, excerpt_ids, kind=kind), done)
    return said is not None


def set_valence(workspace: Workspace, excerpt_ids: Sequence[int], valence: str, done: str = "") -> bool:
    """Say how excerpts felt to who told them (`Valence`, empty: nobody said)."""
    said = _say_of(workspace, excerpt_ids, lambda edit: meaning.set_meanings(edit, excerpt_ids, valence=valence), done)
    return said is not None


def set_spotlight(workspace: Workspace, excerpt_ids: Sequence[int], on: bool) -> bool:
    """Say that excerpts must be heard, or that they need not."""
    words = tr("Operations", "Marked: must be heard") if on else tr("Operations", "No longer marked")
    said = _say_of(workspace, excerpt_ids, lambda edit: meaning.set_meanings(edit, excerpt_ids, spotlight=on), words)
    return said is not None


def set_sensitive(workspace: Workspace, excerpt_ids: Sequence[int], on: bool) -> bool:
    """Say that excerpts hold sensitive things, or that they do not."""
    on_it, off_it = tr("Operations", "Marked: holds sensitive things"), tr("Operations", "No longer marked")

    def _change(edit: Edit) -> None:
        for excerpt_id in excerpt_ids:
            change_excerpt(edit, excerpt_id, sensitive=on)

    return _say_of(workspace, excerpt_ids, _change, on_it if on else off_it) is not None


def _say_of(
    workspace: Workspace, excerpt_ids: Sequence[int], change: Callable[[Edit], None], done: str
) -> Edited[None] | None:
    title, operation = tr("Operations", "Saying it of the excerpts"), Operation.SET_MEANING
    return edit_many(workspace, len(excerpt_ids), title, operation, lambda edit, _look: change(edit), done=done)


def set_differs(workspace: Workspace, links: Iterable[tuple[int, int]], on: bool) -> bool:
    """Say of pairs of theme and excerpt that the excerpt sees the theme differently, or that it does not."""
    pairs = list(links)

    def _change(edit: Edit, look: Look) -> None:
        for theme_id, excerpt_id in pairs:
            look()
            codebook.set_differs(edit, theme_id, excerpt_id, on)

    words = tr("Operations", "Marked: sees it differently") if on else tr("Operations", "No longer a different view")
    title = tr("Operations", "Saying it of the excerpts")
    return edit_many(workspace, len(pairs), title, Operation.DIFFER, _change, done=words) is not None


def link(workspace: Workspace, excerpt_id: int, other_id: int, shown: str, words: str, trouble: Trouble) -> bool:
    """Say that two excerpts belong together, and how; never over what somebody else said of it since it was `shown`."""

    def _link(edit: Edit) -> None:
        check_words(meaning.how_linked(edit.session, excerpt_id, other_id), shown, words)
        meaning.link_excerpts(edit, excerpt_id, other_id, words)

    said = workspace.edit(
        Operation.LINK_EXCERPTS,
        _link,
        done=tr("Operations", "Linked to the other excerpt"),
        trouble=trouble,
    )
    return said is not None


def unlink(workspace: Workspace, link_id: int) -> bool:
    """Two excerpts no longer belong together."""
    done = tr("Operations", "No longer linked; both excerpts stay")
    said = workspace.edit(Operation.LINK_EXCERPTS, lambda edit: meaning.unlink_excerpts(edit, link_id), done=done)
    return said is not None
