"""What the group chose, what it left out, and why each: nothing is chosen without a reason.

What is chosen for the playlist stands in the playlist of the workshop, which is made for the first one. It is known by
its `uid`, made of the workshop's: so it may be called anything, and of two copies in which the group chose it is one
playlist when they are joined.
"""

import uuid
from itertools import chain, count
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.playlists import add_playlist, add_to_playlist, items, playlists, take_from_playlist
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import ChoiceKind
from coproclip.project.project import Edit
from coproclip.project.schema import Card, Choice, Playlist, Theme, WorkshopSession
from coproclip.sensemaking.sessions import open_session
from coproclip.themes.codebook import set_headline

MOST_LETTERS = 200
"""So much of a workshop’s title is in that of its playlist."""


def choices(session: Session, session_id: int) -> list[Choice]:
    """What was chosen and left out in a session, as it came."""
    return list(session.scalars(select(Choice).where(Choice.session_id == session_id).order_by(Choice.id)))


class Said(NamedTuple):
    """What was said of a card: whether it was chosen, or else left out, and why."""

    chosen: bool
    reason: str


def said_of(session: Session, session_id: int, kind: ChoiceKind, card_id: int, theme_id: int | None) -> Said | None:
    """What was last said of a card for something; None where nothing was."""
    card = session.get(Card, card_id)
    wanted = ChoiceKind(kind).value, card.excerpt_id if card is not None else None, theme_id
    found = [one for one in choices(session, session_id) if (one.kind, one.excerpt_id, one.theme_id) == wanted]
    return Said(bool(found[-1].chosen), found[-1].reason) if found else None


def choose(
    edit: Edit,
    session_id: int,
    kind: ChoiceKind,
    reason: str,
    *,
    card_id: int | None = None,
    theme_id: int | None = None,
    chosen: bool = True,
) -> Choice:
    """Choose a card for something, or leave it out (not `chosen`), with a reason. Raises `BadInput` without one.

    A card is chosen or left out once for each kind: the newest word counts. The headline of a theme becomes that, and
    what is chosen for the playlist gets into the one of the workshop; left out, it gets out of it.
    """
    open_session(edit, session_id)
    reason = reason.strip()
    if not reason:
        raise BadInput("Say why.", "Nothing was chosen.", "One sentence is enough: it is what others will ask.")
    if card_id is None and theme_id is None:
        raise BadInput("Say which card, or which theme.", "Nothing was chosen.")
    card = edit.get(Card, card_id) if card_id is not None else None
    if card is not None and card.session_id != session_id:
        raise BadInput("That card is of another workshop.", "Nothing was chosen.")
    theme = edit.get(Theme, theme_id) if theme_id is not None else None
    excerpt_id = card.excerpt_id if card is not None else None
    for before in choices(edit.session, session_id):
        if (before.kind, before.excerpt_id, before.theme_id) == (ChoiceKind(kind).value, excerpt_id, theme_id):
            edit.session.delete(before)
    if chosen and kind is ChoiceKind.HEADLINE and theme is not None and excerpt_id is not None:
        set_headline(edit, theme.id, excerpt_id)
    choice = edit.add(
        Choice(
            session_id=session_id,
            excerpt_id=excerpt_id,
            theme_id=theme_id,
            kind=ChoiceKind(kind).value,
            chosen=int(chosen),
            reason=reason,
        )
    )
    _keep_playlist(edit, choice)
    return choice


def take_back(edit: Edit, choice_id: int) -> None:
    """Take a choice back, as if nothing had been said of it."""
    choice = edit.get(Choice, choice_id)
    open_session(edit, choice.session_id)
    delete_with_all(edit.session, "choice", [choice_id])
    _keep_playlist(edit, choice)


def workshop_playlist(session: Session, session_id: int) -> Playlist | None:
    """The playlist of what was chosen in a session; None where nothing was yet, or it was deleted."""
    workshop = session.get(WorkshopSession, session_id)
    wanted = _playlist_uid(workshop) if workshop is not None else ""
    return session.scalars(select(Playlist).where(Playlist.uid == wanted).limit(1)).first()


def _playlist_uid(workshop: WorkshopSession) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"playlist of workshop {workshop.uid}"))


def _keep_playlist(edit: Edit, about: Choice) -> None:
    """Bring the workshop's playlist to what is chosen of the excerpt that a choice is about."""
    if about.kind != ChoiceKind.PLAYLIST.value or (excerpt := about.excerpt_id) is None:
        return
    said = choices(edit.session, about.session_id)
    chosen = [one.excerpt_id for one in said if one.kind == about.kind and one.excerpt_id is not None and one.chosen]
    playlist = workshop_playlist(edit.session, about.session_id)
    if excerpt in chosen:
        # A new one begins with all that was chosen before there was one, or before it was deleted.
        wanted = [excerpt] if playlist is not None else chosen
        playlist = playlist or _make_playlist(edit, about.session_id)
        add_to_playlist(edit, playlist.id, wanted)
    elif playlist is not None:
        for item in items(edit.session, playlist.id):
            if item.excerpt_id == excerpt:
                take_from_playlist(edit, item.id)


def _make_playlist(edit: Edit, session_id: int) -> Playlist:
    workshop = edit.get(WorkshopSession, session_id)
    called = {one.title.casefold() for one in playlists(edit.session)}
    title = f"Chosen at “{workshop.title[:MOST_LETTERS]}”"
    names = chain([title], (f"{title} ({number})" for number in count(2)))
    free = next(name for name in names if name.casefold() not in called)
    return add_playlist(edit, free, uid=_playlist_uid(workshop))
