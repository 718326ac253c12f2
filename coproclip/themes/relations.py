"""How themes belong to each other, and who suggested them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.kinds import Suggested, ThemeRelationKind
from coproclip.project.project import Edit
from coproclip.project.schema import Person, Theme, ThemeRelation, ThemeSuggestion
from coproclip.themes.reshaping import add_suggester


@dataclass(frozen=True, slots=True)
class Relation:
    """How a theme belongs to `other_id`; `comes_in` where that one was related to this one, and not this to that."""

    relation_id: int
    other_id: int
    name: str
    kind: ThemeRelationKind
    words: str
    comes_in: bool


def relate(edit: Edit, theme_id: int, other_id: int, kind: str, words: str = "") -> ThemeRelation:
    """Say how a theme belongs to another (`ThemeRelationKind`), with a few words; said again with words, those change.

    Only “leads to” has a direction. Raises `BadInput` for a theme and itself, or for no such kind; `NotFound`.
    """
    if kind not in set(ThemeRelationKind):
        raise BadInput(f"Themes do not belong together by “{kind}”.", next=f"Say {', '.join(ThemeRelationKind)}.")
    if theme_id == other_id:
        raise BadInput("A theme belongs to another theme, not to itself.", "Nothing was changed.")
    for one in (theme_id, other_id):
        edit.get(Theme, one)
    there = ThemeRelation.theme_id == theme_id, ThemeRelation.other_id == other_id
    back = ThemeRelation.theme_id == other_id, ThemeRelation.other_id == theme_id
    known = select(ThemeRelation).where(ThemeRelation.kind == kind)
    found = edit.session.scalar(known.where(*there))
    if found is None and kind != ThemeRelationKind.LEADS_TO:
        found = edit.session.scalar(known.where(*back))
    if found is not None:
        found.words = words.strip() or found.words
        return found
    return edit.add(ThemeRelation(theme_id=theme_id, other_id=other_id, kind=kind, words=words.strip()))


def unrelate(edit: Edit, relation_id: int) -> None:
    """Two themes no longer belong together in this way."""
    edit.session.delete(edit.get(ThemeRelation, relation_id))
    edit.session.flush()


def relations(session: Session, theme_id: int) -> list[Relation]:
    """How a theme belongs to others, in the order it was said; each is seen from both of its themes."""
    mine = or_(ThemeRelation.theme_id == theme_id, ThemeRelation.other_id == theme_id)
    query, found = select(ThemeRelation).where(mine).order_by(ThemeRelation.id), list[Relation]()
    for one in session.scalars(query):
        comes_in = one.other_id == theme_id
        other = session.get(Theme, one.theme_id if comes_in else one.other_id)
        if other is not None and one.kind in set(ThemeRelationKind):
            kind = ThemeRelationKind(one.kind)
            found.append(Relation(one.id, other.id, other.name, kind, one.words, comes_in))
    return found


def how_related(session: Session, theme_id: int, other_id: int, kind: str) -> str:
    """In what words a theme belongs to another in this way (`ThemeRelationKind`); empty where it does not."""
    both_ways = kind != ThemeRelationKind.LEADS_TO
    found = [one for one in relations(session, theme_id) if (one.kind, one.other_id) == (kind, other_id)]
    return next((one.words for one in found if both_ways or not one.comes_in), "")


# ---- who suggested them ---------------------------------------------------------------------------------------


def suggest(edit: Edit, theme_id: int, suggested_by: str, person_ids: Collection[int] = ()) -> None:
    """Note who suggested a theme: a `Suggested` or nobody said (empty), and which people, in place of those before."""
    theme = edit.get(Theme, theme_id)
    if suggested_by and suggested_by not in set(Suggested):
        raise BadInput(f"A theme is suggested by a {', a '.join(Suggested)}, not by “{suggested_by}”.")
    theme.suggested_by = suggested_by
    for known in edit.session.scalars(select(ThemeSuggestion).where(ThemeSuggestion.theme_id == theme_id)).all():
        if known.person_id not in person_ids:
            edit.session.delete(known)
    edit.session.flush()
    for person_id in dict.fromkeys(person_ids):
        edit.get(Person, person_id)
        add_suggester(edit, theme_id, person_id)


def suggesters(session: Session) -> dict[int, tuple[str, ...]]:
    """By theme, what the people who suggested it go by."""
    query = select(ThemeSuggestion.theme_id, Person.alias).join(Person, Person.id == ThemeSuggestion.person_id)
    found = dict[int, tuple[str, ...]]()
    for theme_id, alias in session.execute(query.order_by(ThemeSuggestion.id)):
        found[theme_id] = (*found.get(theme_id, ()), alias)
    return found


def from_storytellers(session: Session) -> int:
    """How many themes storytellers suggested."""
    query = select(func.count()).select_from(Theme).where(Theme.suggested_by == Suggested.STORYTELLER)
    return session.scalar(query) or 0
