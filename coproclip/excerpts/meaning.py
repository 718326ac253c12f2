"""What an excerpt means: its kind, how it felt, that it must be heard, why it is not used, and what it belongs with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.marking import change_excerpt
from coproclip.project.kinds import ExcerptKind, Valence
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt, ExcerptLink

MEANING = ("kind", "valence", "feeling", "unused_reason")
"""The texts of it."""
Kind = TypeVar("Kind", ExcerptKind, Valence)


def set_meaning(
    edit: Edit,
    excerpt_id: int,
    *,
    kind: str | None = None,
    valence: str | None = None,
    feeling: str | None = None,
    spotlight: bool | None = None,
    unused_reason: str | None = None,
    note: str | None = None,
) -> None:
    """Say what an excerpt means; None stays, empty is “nobody said”.

    `kind` is an `ExcerptKind`, `valence` a `Valence`, `feeling` the storyteller's own word, `unused_reason` why it is
    not used. Raises `BadInput` for a kind or a valence that there is not.
    """
    excerpt = edit.get(Excerpt, excerpt_id)
    if kind is not None:
        excerpt.kind = _one_of(ExcerptKind, kind, "kind of excerpt")
    if valence is not None:
        excerpt.valence = _one_of(Valence, valence, "feeling")
    if spotlight is not None:
        excerpt.spotlight = int(spotlight)
    if unused_reason is not None:
        excerpt.unused_reason = unused_reason.strip()
    change_excerpt(edit, excerpt_id, feeling=feeling, note=note)


def set_meanings(
    edit: Edit,
    excerpt_ids: Iterable[int],
    *,
    kind: str | None = None,
    valence: str | None = None,
    spotlight: bool | None = None,
) -> None:
    """The same of several excerpts."""
    for excerpt_id in excerpt_ids:
        set_meaning(edit, excerpt_id, kind=kind, valence=valence, spotlight=spotlight)


def _one_of(kinds: type[Kind], wanted: str, called: str) -> str:
    found = wanted.strip().lower()
    if found and found not in set(kinds):
        raise BadInput(
            f"There is no {called} “{wanted}”.", "Nothing was changed.", f"Choose one of: {', '.join(kinds)}."
        )
    return found


# ---- what belongs together ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkedExcerpt:
    """An excerpt that another one belongs with, and in what way, in a few words."""

    link_id: int
    excerpt_id: int
    words: str


def link_excerpts(edit: Edit, excerpt_id: int, other_id: int, words: str = "") -> None:
    """Say that two excerpts belong together, and how; said again with words, in either order, those change."""
    if excerpt_id == other_id:
        raise BadInput("An excerpt belongs with another one, not with itself.", "Nothing was changed.")
    for one in (excerpt_id, other_id):
        edit.get(Excerpt, one)
    both = (excerpt_id, other_id)
    known = select(ExcerptLink).where(ExcerptLink.excerpt_id.in_(both), ExcerptLink.other_id.in_(both))
    if (found := edit.session.scalar(known)) is not None:
        found.words = words.strip() or found.words
    else:
        edit.add(ExcerptLink(excerpt_id=excerpt_id, other_id=other_id, words=words.strip()))


def how_linked(session: Session, excerpt_id: int, other_id: int) -> str:
    """How two excerpts belong together, in the words that were said of it; empty where none were."""
    return next((one.words for one in linked_excerpts(session, excerpt_id) if one.excerpt_id == other_id), "")


def unlink_excerpts(edit: Edit, link_id: int) -> None:
    """Two excerpts no longer belong together."""
    edit.session.delete(edit.get(ExcerptLink, link_id))
    edit.session.flush()


def linked_excerpts(session: Session, excerpt_id: int) -> list[LinkedExcerpt]:
    """What an excerpt belongs with, whichever was linked to which, in the order it was said."""
    query = select(ExcerptLink).where(or_(ExcerptLink.excerpt_id == excerpt_id, ExcerptLink.other_id == excerpt_id))
    return [
        LinkedExcerpt(link.id, link.other_id if link.excerpt_id == excerpt_id else link.excerpt_id, link.words)
        for link in session.scalars(query.order_by(ExcerptLink.id))
    ]
