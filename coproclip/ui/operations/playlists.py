"""Playlists: make, rename and delete them, and put their excerpts in order."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.excerpts import playlists
from coproclip.excerpts.introducing import introduce_with as put_introduction
from coproclip.project.journal import Operation
from coproclip.project.rows import how_many
from coproclip.report.sections import lead_to_playlist
from coproclip.themes.playlist_order import PlaylistOrder, order_playlist
from coproclip.ui.operations.long_edits import edit_many
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def add(workspace: Workspace, title: str, trouble: Trouble) -> int | None:
    """Make a playlist; its number."""
    done = tr("Operations", "Playlist “{title}” made").format(title=title.strip())
    made = workspace.edit(
        Operation.ADD_PLAYLIST, lambda edit: playlists.add_playlist(edit, title).id, done=done, trouble=trouble
    )
    return None if made is None else made.value


def rename(workspace: Workspace, playlist_id: int, before: str, title: str, trouble: Trouble) -> bool:
    """Give a playlist another title."""

    def _keep() -> bool:
        workspace.typed.keep_now([TypedText(TextOf.PLAYLIST, playlist_id, "title", before, title)])
        return True

    return workspace.attempt(_keep, trouble) is True


def write_introduction(workspace: Workspace, playlist_id: int, before: str, words: str) -> None:
    """Keep what was typed as the introduction; typing on is one step."""
    workspace.typed.keep([TypedText(TextOf.PLAYLIST, playlist_id, "introduction", before, words)])


def delete(workspace: Workspace, playlist_id: int, title: str) -> bool:
    """Delete a playlist; its excerpts stay."""
    done = tr("Operations", "Playlist “{title}” deleted; its excerpts stay").format(title=title)
    gone = edit_many(
        workspace,
        partial(how_many, table="playlist_item", playlist_id=playlist_id),
        tr("Operations", "Deleting the playlist “{title}”").format(title=title),
        Operation.DELETE_PLAYLIST,
        lambda edit, _look: playlists.delete_playlist(edit, playlist_id),
        done=done,
    )
    return gone is not None


def move(workspace: Workspace, item_id: int, place: int, count: int) -> bool:
    """Put an excerpt at a place (from 0) among the `count` of its playlist; moving it on is one step."""
    done = tr("Operations", "Moved to position {n} of {count}").format(n=place + 1, count=count)
    moved = workspace.edit(
        Operation.MOVE_IN_PLAYLIST,
        lambda edit: playlists.move_item(edit, item_id, place),
        done=done,
        merge=f"move {item_id}",
    )
    return moved is not None


def put_in_order(workspace: Workspace, playlist_id: int, order: PlaylistOrder) -> bool:
    """Put a whole playlist in order; whether anything moved."""
    said = {
        PlaylistOrder.TIME: tr("Operations", "In the order of telling"),
        PlaylistOrder.THEME: tr("Operations", "In the order of the themes"),
        PlaylistOrder.BALANCE: tr("Operations", "Storytellers, themes and feelings take turns"),
    }
    ordered = edit_many(
        workspace,
        partial(how_many, table="playlist_item", playlist_id=playlist_id),
        tr("Operations", "Putting the playlist in order"),
        Operation.ORDER_PLAYLIST,
        lambda edit, _look: order_playlist(edit, playlist_id, order),
        done=said[order],
    )
    return ordered is not None and ordered.value


def set_between(
    workspace: Workspace, item_id: int, texts: Mapping[str, tuple[str, str]], spoken: bool | None, trouble: Trouble
) -> bool:
    """Keep what comes before an excerpt, by column: what its field showed, what it says now.

    `spoken` says whether it is a spoken introduction itself; None leaves it.
    """
    typed = [TypedText(TextOf.IN_PLAYLIST, item_id, column, *both) for column, both in texts.items()]

    def _keep() -> bool:
        return workspace.typed.keep_now(typed, lambda edit: playlists.change_item(edit, item_id, spoken=spoken))

    return _say_kept(workspace, _keep, tr("Operations", "Introduction and chapter saved"), trouble)


def introduce_with(
    workspace: Workspace, playlist_id: int, story_id: int, before: int | None, trouble: Trouble
) -> int | None:
    """Put a reporter's own recording before an item of a playlist; the number of its excerpt, None where not."""
    made = workspace.edit(
        Operation.ADD_TO_PLAYLIST,
        lambda edit: put_introduction(edit, playlist_id, story_id, before),
        done=tr("Operations", "Spoken introduction added"),
        trouble=trouble,
    )
    return None if made is None else made.value


def _say_kept(workspace: Workspace, keep: Callable[[], bool], done: str, trouble: Trouble) -> bool:
    """False where it was not kept, which was said; where somebody else wrote there too, that is asked."""
    kept = workspace.attempt(keep, trouble)
    if kept:
        workspace.show_toast(done)
    return kept is not None


def set_gap(workspace: Workspace, playlist_id: int, gap_ms: int) -> bool:
    """Keep how long it is silent between two excerpts."""
    done = tr("Operations", "Gap: {n} s").format(n=gap_ms / 1000)
    kept = workspace.edit(
        Operation.CHANGE_PLAYLIST,
        lambda edit: playlists.change_playlist(edit, playlist_id, gap_ms=gap_ms),
        done=done,
    )
    return kept is not None


def set_address(workspace: Workspace, playlist_id: int, before: str, address: str, trouble: Trouble) -> bool:
    """Keep where the playlist lies on the web; empty for nowhere."""
    typed = TypedText(TextOf.PLAYLIST, playlist_id, "address", before, address)
    done = tr("Operations", "Web address saved")
    return _say_kept(workspace, lambda: workspace.typed.keep_now([typed]), done, trouble)


def lead_report(workspace: Workspace, playlist_id: int | None) -> bool:
    """Let the report lead to this playlist, or to none."""
    done = tr("Operations", "The report leads to this playlist; draft it again to see it")
    if playlist_id is None:
        done = tr("Operations", "The report leads to no playlist")
    kept = workspace.edit(Operation.WRITE_REPORT, lambda edit: lead_to_playlist(edit, playlist_id), done=done)
    return kept is not None


def take_out(workspace: Workspace, item_id: int) -> bool:
    """Take an excerpt out of its playlist; it stays in its story."""
    done = tr("Operations", "Taken out of the playlist; the excerpt stays in its story")
    gone = workspace.edit(
        Operation.TAKE_FROM_PLAYLIST, lambda edit: playlists.take_from_playlist(edit, item_id), done=done
    )
    return gone is not None
