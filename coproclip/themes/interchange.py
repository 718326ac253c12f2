"""A list of themes that travels from one project to another, without anybody's story in it.

Themes are known by their names: one that is there already is not made again, and what a person wrote about it stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.moments import set_starters, starters
from coproclip.project.kinds import HeadingKind, Suggested
from coproclip.project.project import Edit, now
from coproclip.project.schema import Agreement, Theme, ThemeRelation
from coproclip.project.storage.too_many import IN_ALL, USUAL_OF_ONE
from coproclip.themes.codebook import add_theme, change_theme, themes
from coproclip.themes.history import By
from coproclip.themes.relations import relate, suggest

MOST_THEMES = IN_ALL["theme"]
"""As many as a project may have; a file with more is none of ours."""
MOST_RELATIONS = USUAL_OF_ONE
"""How often a project may say how two themes belong together: as often as it may of one theme."""


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme as it travels; `part_of` is the name of the one above it, which stands before it in the list."""

    name: str
    part_of: str = ""
    question: str = ""
    heading_kind: str = ""
    description: str = ""
    linking: str = ""
    letter: str = ""
    colour: int | None = None
    in_their_words: bool = False
    suggested_by: str = ""


@dataclass(frozen=True, slots=True)
class RelationEntry:
    """How two themes, by their names, belong together."""

    theme: str
    kind: str
    other: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes, parents before their children, how they belong together, and what else a group works with."""

    themes: tuple[ThemeEntry, ...] = ()
    relations: tuple[RelationEntry, ...] = ()
    starters: tuple[str, ...] = ()
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came in: the names of themes that are new, and how many were there; how many starters, and an agreement."""

    added: tuple[str, ...]
    known: int
    starters: int
    agreement: bool


def bring_in(
    edit: Edit, codebook: Codebook, *, by: By | None = None, stop: Callable[[], None] = lambda: None
) -> BroughtIn:
    """Add what is not in the project yet; of a theme that is, only what nobody wrote about it is filled in.

    `stop` raises once it is not wanted any more. Raises `BadInput` where there would be more than a project can have.
    """
    by = by or By(why="brought in from a list of themes")
    there = {_same(theme.name): theme for theme in themes(edit.session)}
    if len(there.keys() | {_same(entry.name) for entry in codebook.themes}) > MOST_THEMES:
        raise BadInput(f"With these there would be more than {MOST_THEMES:,} themes.", "Nothing was changed.")
    added: list[str] = []
    known = 0
    for entry in codebook.themes:
        stop()
        theme = there.get(_same(entry.name))
        if theme is None:
            above = there.get(_same(entry.part_of)) if entry.part_of else None
            theme = add_theme(edit, entry.name, parent_id=above.id if above is not None else None, by=by)
            there[_same(theme.name)] = theme
            change_theme(edit, theme.id, colour=entry.colour, letter=entry.letter, in_their_words=entry.in_their_words)
            if entry.suggested_by in set(Suggested):
                suggest(edit, theme.id, entry.suggested_by)
            added.append(theme.name)
        else:
            known += 1
        _fill_in(edit, theme, entry)
    _relate(edit, codebook.relations, there, stop)
    return BroughtIn(tuple(added), known, _add_starters(edit, codebook.starters), _agree(edit, codebook.agreement))


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _fill_in(edit: Edit, theme: Theme, entry: ThemeEntry) -> None:
    if not theme.question and entry.question:
        kind = entry.heading_kind if entry.heading_kind in set(HeadingKind) else ""
        change_theme(edit, theme.id, question=entry.question, heading_kind=kind)
    if not theme.description:
        change_theme(edit, theme.id, description=entry.description)
    if not theme.linking:
        change_theme(edit, theme.id, linking=entry.linking)


def _relate(edit: Edit, wanted: Sequence[RelationEntry], there: dict[str, Theme], stop: Callable[[], None]) -> None:
    there_already = edit.session.scalar(select(func.count()).select_from(ThemeRelation)) or 0
    if there_already + len(wanted) > MOST_RELATIONS:
        raise BadInput(
            f"With these it would be said more than {MOST_RELATIONS:,} times how two themes belong together.",
            "Nothing was changed.",
        )
    for one in wanted:
        stop()
        theme, other = there.get(_same(one.theme)), there.get(_same(one.other))
        if theme is not None and other is not None and theme.id != other.id:
            relate(edit, theme.id, other.id, one.kind)  # said twice, it is there once


def _add_starters(edit: Edit, wanted: Sequence[str]) -> int:
    texts = [one.text for one in starters(edit.session)]
    known = {_same(text) for text in texts}
    fresh = [
        text for text in dict.fromkeys(" ".join(one.split()) for one in wanted) if text and _same(text) not in known
    ]
    if fresh:
        set_starters(edit, [*texts, *fresh])
    return len(fresh)


def _agree(edit: Edit, text: str) -> bool:
    """Keep an agreement where the project has none; one that a group made is not written over."""
    if not text.strip() or edit.session.scalar(select(Agreement.id).limit(1)) is not None:
        return False
    edit.add(Agreement(text=text.strip(), made_at=now()))
    return True


def agreement_of(session: Session) -> Agreement | None:
    """The group's agreement as it was made last."""
    return session.scalar(select(Agreement).order_by(Agreement.id.desc()).limit(1))
