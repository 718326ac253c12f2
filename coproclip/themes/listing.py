"""The list of themes without any text: what stands where, so that texts can be asked for one by one."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.moments import starters
from coproclip.project.schema import ThemeRelation
from coproclip.themes.codebook import themes
from coproclip.themes.interchange import agreement_of


@dataclass(frozen=True, slots=True)
class ThemeOutline:
    """A theme without its texts."""

    theme_id: int
    parent_id: int | None
    letter: str
    colour: int
    heading_kind: str
    suggested_by: str
    in_their_words: bool
    created_at: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Themes in order, how they belong together (theme, kind, other), and the numbers of starters and agreement."""

    themes: tuple[ThemeOutline, ...]
    relations: tuple[tuple[int, str, int], ...]
    starters: tuple[int, ...]
    agreement: int | None


def outline(session: Session) -> Outline:
    """All of it."""
    agreement = agreement_of(session)
    linked = session.scalars(select(ThemeRelation).order_by(ThemeRelation.id))
    return Outline(
        themes=tuple(
            ThemeOutline(
                theme_id=one.id,
                parent_id=one.parent_id,
                letter=one.letter,
                colour=one.colour,
                heading_kind=one.heading_kind,
                suggested_by=one.suggested_by,
                in_their_words=bool(one.in_their_words),
                created_at=one.created_at,
            )
            for one in themes(session)
        ),
        relations=tuple((one.theme_id, one.kind, one.other_id) for one in linked),
        starters=tuple(one.id for one in starters(session)),
        agreement=agreement.id if agreement is not None else None,
    )
