"""What was done to themes, by whom and why. Undone with the step that it belongs to."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import WIPED
from coproclip.project.project import Edit, now
from coproclip.project.schema import Theme, ThemeEvent

MADE, RENAMED, DELETED = "made", "renamed", "deleted"


@dataclass(frozen=True, slots=True)
class By:
    """Who decided it, and why; empty where nobody said."""

    who: str = ""
    why: str = ""


NOBODY = By()


@dataclass(frozen=True, slots=True)
class Happened:
    """What was done to a theme: `what` in a few words, `name` as it was called then. `at` is a time (ISO)."""

    theme_id: int | None
    name: str
    at: str
    what: str
    who: str
    why: str


def note_event(edit: Edit, theme: Theme, what: str, by: By = NOBODY) -> None:
    """Note what was done to a theme, as it is called now."""
    name = theme.name if what == RENAMED else name_for_history(edit, theme)
    event = ThemeEvent(theme_id=theme.id, name=name, at=now(), what=what)
    event.who, event.why = by.who.strip(), by.why.strip()
    edit.add(event)


def name_for_history(edit: Edit, theme: Theme) -> str:
    """What history may call a theme: its name, unless that is to be changed because it repeats somebody's words.

    It never keeps what a theme was called before it was renamed: that may have been the reason for it.
    """
    last = select(ThemeEvent.what).where(ThemeEvent.theme_id == theme.id, ThemeEvent.what.in_((WIPED, RENAMED)))
    wiped = edit.session.scalar(last.order_by(ThemeEvent.id.desc()).limit(1)) == WIPED
    return f"Theme {theme.id}" if wiped else theme.name


def history(session: Session, theme_id: int | None = None) -> list[Happened]:
    """What was done to a theme, or to all that are and were, the oldest first."""
    query = select(ThemeEvent).order_by(ThemeEvent.id)
    if theme_id is not None:
        query = query.where(ThemeEvent.theme_id == theme_id)
    return [Happened(one.theme_id, one.name, one.at, one.what, one.who, one.why) for one in session.scalars(query)]


def last_who(session: Session) -> str:
    """Who decided something about a theme last, as a first guess at who does now."""
    query = select(ThemeEvent.who).where(ThemeEvent.who != "").order_by(ThemeEvent.id.desc()).limit(1)
    return session.scalar(query) or ""
