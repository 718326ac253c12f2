"""Playlists: excerpts in an order that people chose."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.beside.reporter_words import speaks_only_reporter
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.rules.public_names import REPORTER
from coproclip.project.project import Edit, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Playlist, PlaylistItem, Report

MOST_GAP_MS = 30_000
_ADDRESS = re.compile(r"https?://[\w-][^\s<>\"()]{0,1990}")


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


def change_playlist(
    edit: Edit,
    playlist_id: int,
    *,
    title: str | None = None,
    introduction: str | None = None,
    gap_ms: int | None = None,
    address: str | None = None,
) -> None:
    """Rename or introduce a playlist, and say how long it is silent between two excerpts and where it is on the web.

    None stays. Raises `BadInput` for a title that is taken, a gap of more than half a minute, and what is no address.
    """
    playlist = edit.get(Playlist, playlist_id)
    if title is not None:
        _check_title(edit.session, title, playlist_id)
        playlist.title = title.strip()
    if introduction is not None:
        playlist.introduction = introduction.strip()
    if gap_ms is not None:
        if not 0 <= gap_ms <= MOST_GAP_MS:
            raise BadInput(f"A gap lasts from 0 to {MOST_GAP_MS // 1000} seconds.", "Nothing was changed.")
        playlist.gap_ms = gap_ms
    if address is not None:
        playlist.address = web_address(address)


def web_address(typed: str) -> str:
    """What was typed as an address of a page on the web, empty for nothing. Raises `BadInput` for what is none."""
    address = typed.strip()
    if address and "://" not in address:
        address = f"https://{address}"
    if address and not (_ADDRESS.fullmatch(address) and "." in address):
        raise BadInput(
            f"“{typed.strip()}” is no address on the web.",
            "Nothing was changed.",
            "It looks like https://example.org/.",
        )
    return address


def delete_playlist(edit: Edit, playlist_id: int) -> None:
    """Take a playlist away; its excerpts stay. The report leads to none then, if it led to this one."""
    playlist = edit.get(Playlist, playlist_id)
    for report in edit.session.scalars(select(Report).where(Report.playlist_id == playlist_id)):
        report.playlist_id = None
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


def change_item(
    edit: Edit,
    item_id: int,
    *,
    introduction: str | None = None,
    chapter: str | None = None,
    spoken: bool | None = None,
) -> None:
    """Say what is read before an excerpt, which chapter begins with it, and whether it is a spoken introduction itself.

    None stays. A spoken introduction is signed “Reporter”, unless somebody signed it. Raises `BadInput` for one in
    which anybody but a reporter is heard.
    """
    item = edit.get(PlaylistItem, item_id)
    excerpt = edit.get(Excerpt, item.excerpt_id)
    if introduction is not None:
        item.introduction = introduction.strip()
    if chapter is not None:
        item.chapter = " ".join(chapter.split())
    if spoken and not speaks_only_reporter(StoryReader(edit.session), excerpt):
        raise BadInput(
            "Only a reporter may be heard in a spoken introduction.",
            "It stays an excerpt.",
            "Record the introduction as a story of its own, and say in it that the voice is the reporter’s.",
        )
    if spoken is not None:
        item.spoken = int(spoken)
        if excerpt.attribution in ("", REPORTER):
            excerpt.attribution = REPORTER if spoken else ""


@dataclass(frozen=True, slots=True)
class Introduced:
    """An excerpt that something comes before in a playlist, or that is itself a `spoken` introduction."""

    item_id: int
    excerpt_id: int
    spoken: bool


def introduced(session: Session, playlist_id: int) -> list[Introduced]:
    """Those of a playlist, in order. Whatever was said of it before, only a reporter's voice is an introduction."""
    reader = StoryReader(session)
    found = [item for item in items(session, playlist_id) if item.introduction or item.chapter or item.spoken]
    return [
        Introduced(
            item.id,
            item.excerpt_id,
            bool(item.spoken) and speaks_only_reporter(reader, fetch(session, Excerpt, item.excerpt_id)),
        )
        for item in found
    ]


def gap_of(session: Session, playlist_id: int) -> int:
    """How long (ms) a playlist is silent between two excerpts. Raises `NotFound`."""
    return fetch(session, Playlist, playlist_id).gap_ms


def address_of(session: Session, playlist_id: int) -> str:
    """Where a playlist lies on the web; empty for nowhere. Raises `NotFound`."""
    return fetch(session, Playlist, playlist_id).address


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


def places_of(session: Session, excerpt_id: int) -> list[tuple[Playlist, PlaylistItem]]:
    """The playlists an excerpt is in, by title, and its place in each."""
    query = select(PlaylistItem).where(PlaylistItem.excerpt_id == excerpt_id)
    found = {item.playlist_id: item for item in session.scalars(query)}
    return [(playlist, found[playlist.id]) for playlist in playlists_with(session, excerpt_id)]


def find_playlist(session: Session, name: str) -> Playlist:
    """The playlist of this title or number; raises `NotFound`."""
    for playlist in playlists(session):
        if playlist.title.casefold() == name.strip().casefold() or str(playlist.id) == name:
            return playlist
    raise NotFound(f"There is no playlist “{name}”.")
