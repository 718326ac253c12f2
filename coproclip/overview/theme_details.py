"""What is kept of one theme, as its dialogs show it: who suggested it, how it belongs to others, how it came to be."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.rows import fetch
from coproclip.project.schema import Person, Theme, ThemeSuggestion
from coproclip.themes.history import Happened, history, last_who
from coproclip.themes.relations import Relation, from_storytellers, relations


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """`people` are all of the project by number; `suggested` are those of them who suggested the theme.

    `from_storytellers` is how many themes of the project storytellers suggested; `who` decided something last.
    """

    people: dict[int, str]
    suggested: tuple[int, ...] = ()
    relations: tuple[Relation, ...] = ()
    history: tuple[Happened, ...] = ()
    from_storytellers: int = 0
    who: str = ""


def theme_facts(session: Session, theme_id: int | None) -> ThemeFacts:
    """What is kept of a theme, or only what a new one needs (None); raises `NotFound`."""
    people = select(Person.id, Person.alias).order_by(Person.alias, Person.id)
    known = {number: alias for number, alias in session.execute(people)}
    if theme_id is None:
        return ThemeFacts(known, from_storytellers=from_storytellers(session), who=last_who(session))
    fetch(session, Theme, theme_id)
    suggested = select(ThemeSuggestion.person_id).where(ThemeSuggestion.theme_id == theme_id)
    return ThemeFacts(
        people=known,
        suggested=tuple(session.scalars(suggested.order_by(ThemeSuggestion.id))),
        relations=tuple(relations(session, theme_id)),
        history=tuple(history(session, theme_id)),
        from_storytellers=from_storytellers(session),
        who=last_who(session),
    )
