"""What excerpts mean, as menus and windows show it, and other excerpts that one may belong with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.meaning import linked_excerpts
from coproclip.overview.excerpts import ExcerptRow, ThemeSign, sketches
from coproclip.project.schema import Excerpt


@dataclass(frozen=True, slots=True)
class Meaning:
    """What some excerpts mean: None where they differ in it. `themes` are those that any of them is in."""

    kind: str | None
    valence: str | None
    spotlight: bool
    sensitive: bool
    unused_reason: str
    themes: tuple[ThemeSign, ...]


def meaning_of(session: Session, excerpt_ids: Sequence[int]) -> Meaning:
    """What these excerpts mean; a theme that all who are in it see differently `differs`."""
    rows = list(sketches(session, excerpt_ids).values())
    signs: dict[int, ThemeSign] = {}
    for sign in (sign for row in rows for sign in row.themes):
        if sign.theme_id not in signs or not sign.differs:
            signs[sign.theme_id] = sign
    marked = session.scalars(select(Excerpt.sensitive).where(Excerpt.id.in_(excerpt_ids))).all()
    kinds, valences = {row.kind for row in rows}, {row.valence for row in rows}
    return Meaning(
        kind=kinds.pop() if len(kinds) == 1 else None,
        valence=valences.pop() if len(valences) == 1 else None,
        spotlight=bool(rows) and all(row.spotlight for row in rows),
        sensitive=bool(marked) and all(marked),
        unused_reason=rows[0].unused_reason if len(rows) == 1 else "",
        themes=tuple(signs.values()),
    )


@dataclass(frozen=True, slots=True)
class LinkedQuote:
    """Another excerpt that one belongs with: `words` say how; `link_id` is 0 while it does not."""

    link_id: int
    excerpt_id: int
    who: str
    title: str
    words: str = ""


def linked_quotes(session: Session, excerpt_id: int) -> tuple[LinkedQuote, ...]:
    """What an excerpt belongs with, in the order it was said."""
    links = linked_excerpts(session, excerpt_id)
    rows = sketches(session, [link.excerpt_id for link in links])
    return tuple(
        LinkedQuote(link.link_id, link.excerpt_id, row.who, row.title, link.words)
        for link in links
        if (row := rows.get(link.excerpt_id)) is not None
    )


def other_quotes(session: Session, excerpt_id: int) -> list[ExcerptRow]:
    """All other excerpts outside the bin that it is not linked with yet, those of its own story first."""
    known = {excerpt_id, *(link.excerpt_id for link in linked_excerpts(session, excerpt_id))}
    rows = sketches(session)
    mine = rows[excerpt_id].story_id if excerpt_id in rows else 0
    return sorted((row for row in rows.values() if row.excerpt_id not in known), key=lambda row: row.story_id != mine)
