"""Playlists: excerpts in an order that people chose."""

import uuid
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.project import Edit, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Playlist, PlaylistItem


def add_playlist(edit: Edit, title: str, introduction: str = "", *, uid: str = "") -> Playlist:
    """A new playlist; raises `BadInput` for an empty title or one that is taken. `uid` is for one that is known."""
    _check_title(edit.session, title, None)
    uid = uid or str(uuid.uuid4())
    return edit.add(Playlist(uid=uid, title=title.strip(), introduction=introduction.strip(), created_at=now()))


def _check_title(session: Session, title: str, but: int | None) -> None:
    if not title.strip():
        raise BadInput("A playlist needs a title.")
    for other in session.scalars(select(Playlist)):
        if other.id != but and other.title.casefold() == title.strip().casefold():
            raise BadInput(f"There is a playlist “{other.title}” already.")


def change_playlist(edit: Edit, playlist_id: int, *, title: str | None = None, introduction: str | None = None) -> None:
    """Rename or introduce a playlist."""
    playlist = edit.get(Playlist, playlist_id)
    if title is not None:
        _check_title(edit.session, title, playlist_id)
        playlist.title = title.strip()
    if introduction is not None:
        playlist.introduction = introduction.strip()


def delete_playlist(edit: Edit, playlist_id: int) -> None:
    """Take a playlist away; its excerpts stay."""
    playlist = edit.get(Playlist, playlist_id)
    edit.session.execute(delete(PlaylistItem).where(PlaylistItem.playlist_id == playlist_id))
    edit.session.delete(playlist)
    edit.session.flush()


def items(session: Session, playlist_id: int) -> list[PlaylistItem]:
    """A playlist's places in order."""
    query = select(PlaylistItem).where(PlaylistItem.playlist_id == playlist_id)
    return list(session.scalars(query.order_by(PlaylistItem.position, PlaylistItem.id)))


def add_to_playlist(edit: Edit, playlist_id: int, excerpt_ids: Iterable[int]) -> list[PlaylistItem]:
    """Put excerpts at the end, in this order; one that is there already stays where it is."""
    edit.get(Playlist, playlist_id)
    there = items(edit.session, playlist_id)
    known, place = {item.excerpt_id for item in there}, max((item.position for item in there), default=-1)
    added = []
    for excerpt_id in excerpt_ids:
        edit.get(Excerpt, excerpt_id)
        if excerpt_id not in known:
            place += 1
            known.add(excerpt_id)
            added.append(edit.add(PlaylistItem(playlist_id=playlist_id, excerpt_id=excerpt_id, position=place)))
    return added


def move_item(edit: Edit, item_id: int, position: int) -> None:
    """Move an item to place number `position` (from 0); beyond the ends means the end."""
    item = edit.get(PlaylistItem, item_id)
    order = [one for one in items(edit.session, item.playlist_id) if one.id != item_id]
    order.insert(max(0, min(position, len(order))), item)
    for place, one in enumerate(order):
        one.position = place


def take_from_playlist(edit: Edit, item_id: int) -> None:
    """Take an item out; the excerpt stays."""
    edit.session.delete(edit.get(PlaylistItem, item_id))
    edit.session.flush()


def playlists(session: Session) -> list[Playlist]:
    """The project's playlists by title."""
    return sorted(session.scalars(select(Playlist)), key=lambda playlist: playlist.title.casefold())


def playlist_uid(session: Session, playlist_id: int) -> str:
    """By what a playlist is known for good. Raises `NotFound`."""
    return fetch(session, Playlist, playlist_id).uid


def playlists_with(session: Session, excerpt_id: int) -> list[Playlist]:
    """The playlists an excerpt is in, by title."""
    with_it = set(session.scalars(select(PlaylistItem.playlist_id).where(PlaylistItem.excerpt_id == excerpt_id)))
    return [playlist for playlist in playlists(session) if playlist.id in with_it]


def find_playlist(session: Session, name: str) -> Playlist:
    """The playlist of this title or number; raises `NotFound`."""
    for playlist in playlists(session):
        if playlist.title.casefold() == name.strip().casefold() or str(playlist.id) == name:
            return playlist
    raise NotFound(f"There is no playlist “{name}”.")
