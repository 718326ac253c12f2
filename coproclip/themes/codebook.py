"""Themes: a tree that people name, colour, order, and link excerpts to."""

import string
from collections import Counter

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import HeadingKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import Excerpt, Theme, ThemeLink
from coproclip.project.storage.value_check import MOST_NESTED
from coproclip.themes.history import DELETED, MADE, NOBODY, RENAMED, By, name_for_history, note_event

COLOURS = 10


def themes(session: Session) -> list[Theme]:
    """All themes, parents before their children, in the order people gave them."""
    every = list(session.scalars(select(Theme).order_by(Theme.position, Theme.id)))
    children: dict[int | None, list[Theme]] = {}
    for theme in every:
        children.setdefault(theme.parent_id, []).append(theme)
    ordered: dict[int, Theme] = {}
    # Two programs can put two themes under each other: neither may vanish from sight.
    for first in (*children.get(None, []), *every):
        waiting = [first]
        while waiting:
            theme = waiting.pop()
            if theme.id not in ordered:
                ordered[theme.id] = theme
                waiting += reversed(children.get(theme.id, []))
    return list(ordered.values())


def find_theme(session: Session, name: str) -> Theme:
    """The theme of this name or number; raises `NotFound`."""
    known = themes(session)
    for theme in known:
        if theme.name.casefold() == name.strip().casefold():
            return theme
    for theme in known:
        if str(theme.id) == name.strip():
            return theme
    raise NotFound(f"There is no theme “{name}”.")


def add_theme(
    edit: Edit,
    name: str,
    *,
    parent_id: int | None = None,
    question: str = "",
    description: str = "",
    in_their_words: bool = False,
    by: By = NOBODY,
) -> Theme:
    """A new theme at the end of its parent's; it gets the next colour and the first free letter of its name."""
    name = " ".join(name.split())
    _check_name(edit.session, name, None)
    if parent_id is not None:
        edit.get(Theme, parent_id)
        _check_depth(edit.session, parent_id)
    last = edit.session.scalar(select(func.max(Theme.position)).where(Theme.parent_id.is_not_distinct_from(parent_id)))
    letter, colour = suggested_look(edit.session, name)
    made = edit.add(
        Theme(
            parent_id=parent_id,
            position=0 if last is None else last + 1,
            name=name,
            letter=letter,
            colour=colour,
            question=question.strip(),
            description=description.strip(),
            in_their_words=int(in_their_words),
            created_at=now(),
        )
    )
    note_event(edit, made, MADE, by)
    return made


def suggested_look(session: Session, name: str) -> tuple[str, int]:
    """The letter and the place in the palette that a new theme of this name would get."""
    known = session.execute(select(Theme.colour, Theme.letter)).all()
    used = Counter(colour for colour, _ in known)
    colour = min(range(COLOURS), key=lambda place: (used[place], place))
    return _letter(" ".join(name.split()), {letter for _, letter in known}), colour


def _letter(name: str, taken: set[str]) -> str:
    letters = [letter.upper()[0] for letter in name if letter.isalpha()]
    for letter in letters + list(string.ascii_uppercase):
        if letter not in taken:
            return letter
    return letters[0] if letters else "?"


def _check_name(session: Session, name: str, but: int | None) -> None:
    if not name:
        raise BadInput("A theme needs a name.", next="The storyteller’s own words are often the best.")
    for number, known in session.execute(select(Theme.id, Theme.name)):
        if number != but and known.casefold() == name.casefold():
            raise BadInput(f"There is a theme “{known}” already.")


def change_theme(
    edit: Edit,
    theme_id: int,
    *,
    name: str | None = None,
    question: str | None = None,
    description: str | None = None,
    colour: int | None = None,
    letter: str | None = None,
    in_their_words: bool | None = None,
    heading_kind: str | None = None,
    linking: str | None = None,
    by: By = NOBODY,
) -> None:
    """Rename, describe or recolour a theme, or say whether its name is a storyteller's own words.

    `heading_kind` is a `HeadingKind`: whether `question` is one or a statement; `linking` leads on to the next theme.
    """
    theme = edit.get(Theme, theme_id)
    if name is not None:
        name = " ".join(name.split())
        _check_name(edit.session, name, theme_id)
        if name != theme.name:
            theme.name = name
            note_event(edit, theme, RENAMED, by)
    if heading_kind is not None:
        if heading_kind and heading_kind not in set(HeadingKind):
            raise BadInput(f"A heading ends in a question or a statement, not in a “{heading_kind}”.")
        theme.heading_kind = heading_kind
    if linking is not None:
        theme.linking = linking.strip()
    if question is not None:
        theme.question = question.strip()
    if description is not None:
        theme.description = description.strip()
    if colour is not None:
        theme.colour = colour % COLOURS
    if letter is not None and letter.strip():
        theme.letter = letter.strip().upper()[0]
    if in_their_words is not None:
        theme.in_their_words = int(in_their_words)


def move_theme(edit: Edit, theme_id: int, parent_id: int | None, position: int, *, by: By = NOBODY) -> None:
    """Put a theme under `parent_id` (None: top) at place `position` (from 0); never under itself."""
    theme = edit.get(Theme, theme_id)
    above, passed = parent_id, set[int]()
    while above is not None and above not in passed:
        if above == theme_id:
            raise BadInput("A theme cannot be put under itself.", "It stays where it was.")
        passed.add(above)
        above = edit.get(Theme, above).parent_id
    if parent_id is not None:
        _check_depth(edit.session, parent_id, theme_id)
    if parent_id != theme.parent_id:
        above_it = name_for_history(edit, edit.get(Theme, parent_id)) if parent_id is not None else ""
        note_event(edit, theme, f"made part of “{above_it}”" if above_it else "no longer part of another theme", by)
    theme.parent_id = parent_id
    order = [one for one in themes(edit.session) if one.parent_id == parent_id and one.id != theme_id]
    order.insert(max(0, min(position, len(order))), theme)
    for place, one in enumerate(order):
        one.position = place


def _check_depth(session: Session, parent_id: int, theme_id: int | None = None) -> None:
    """Whether a theme, with what is under it, may stand under this one: opening a project allows so many levels."""
    above = {one: parent for one, parent in session.execute(select(Theme.id, Theme.parent_id))}

    def _levels(one: int | None, below: int | None = None) -> int:
        passed = set[int]()
        while one is not None and one != below and one not in passed:
            passed.add(one)
            one = above.get(one)
        return len(passed) if below is None or one == below else 0

    under = max((_levels(one, theme_id) for one in above), default=0) if theme_id is not None else 0
    if _levels(parent_id) + under > MOST_NESTED:
        raise BadInput(
            f"Themes can be part of each other {MOST_NESTED} levels deep, not more.",
            "Nothing was changed.",
            "Put it under a theme further up.",
        )


def delete_theme(edit: Edit, theme_id: int, *, by: By = NOBODY) -> None:
    """Take a theme away; its excerpts stay, its sub-themes move up to its parent."""
    theme = edit.get(Theme, theme_id)
    edit.session.execute(update(Theme).where(Theme.parent_id == theme_id).values(parent_id=theme.parent_id))
    note_event(edit, theme, DELETED, by)
    delete_with_all(edit.session, "theme", [theme_id])


def link(edit: Edit, theme_id: int, excerpt_id: int, *, differs: bool | None = None) -> None:
    """Put an excerpt in a theme, where it may see things differently; None leaves that as it is."""
    edit.get(Theme, theme_id)
    edit.get(Excerpt, excerpt_id)
    found = _link(edit.session, theme_id, excerpt_id)
    if found is None:
        edit.add(ThemeLink(theme_id=theme_id, excerpt_id=excerpt_id, differs=int(differs or False)))
    elif differs is not None:
        found.differs = int(differs)


def set_differs(edit: Edit, theme_id: int, excerpt_id: int, differs: bool) -> None:
    """Say that an excerpt sees a theme differently, or that it does not. Raises `NotFound` if it is not in it."""
    found = _link(edit.session, theme_id, excerpt_id)
    if found is None:
        raise NotFound("This excerpt is not in this theme.", "Nothing was changed.", "Put it in the theme first.")
    found.differs = int(differs)


def unlink(edit: Edit, theme_id: int, excerpt_id: int) -> None:
    """Take an excerpt out of a theme; it is then no longer its headline quote either."""
    found = _link(edit.session, theme_id, excerpt_id)
    if found is not None:
        edit.session.delete(found)
        theme = edit.get(Theme, theme_id)
        if theme.headline_excerpt_id == excerpt_id:
            theme.headline_excerpt_id = None
        edit.session.flush()


def _link(session: Session, theme_id: int, excerpt_id: int) -> ThemeLink | None:
    return session.scalar(select(ThemeLink).where(ThemeLink.theme_id == theme_id, ThemeLink.excerpt_id == excerpt_id))


def set_headline(edit: Edit, theme_id: int, excerpt_id: int | None) -> None:
    """Make an excerpt the theme's headline quote (and put it in the theme), or have none."""
    if excerpt_id is not None:
        link(edit, theme_id, excerpt_id)
    edit.get(Theme, theme_id).headline_excerpt_id = excerpt_id


def theme_from_words(edit: Edit, excerpt_id: int, words: str) -> Theme:
    """A theme named with the storyteller's own words, with the excerpt they come from as its first and headline."""
    theme = add_theme(edit, words, in_their_words=True)
    set_headline(edit, theme.id, excerpt_id)
    return theme


def themes_of(session: Session, excerpt_id: int) -> list[Theme]:
    """The themes of an excerpt, in the order they were given."""
    query = select(Theme).join(ThemeLink, ThemeLink.theme_id == Theme.id).where(ThemeLink.excerpt_id == excerpt_id)
    return list(session.scalars(query.order_by(ThemeLink.id)))


def themes_by_excerpt(session: Session, story_id: int) -> dict[int, list[Theme]]:
    """The themes of each of a story's excerpts that has any, in the order they were given."""
    query = select(ThemeLink.excerpt_id, Theme).join(Theme, Theme.id == ThemeLink.theme_id)
    mine = select(Excerpt.id).where(Excerpt.story_id == story_id)
    found: dict[int, list[Theme]] = {}
    for excerpt_id, theme in session.execute(query.where(ThemeLink.excerpt_id.in_(mine)).order_by(ThemeLink.id)):
        found.setdefault(excerpt_id, []).append(theme)
    return found


def excerpts_in(session: Session, theme_id: int) -> list[Excerpt]:
    """The excerpts of a theme, in the order they came to it."""
    query = select(Excerpt).join(ThemeLink, ThemeLink.excerpt_id == Excerpt.id).where(ThemeLink.theme_id == theme_id)
    return list(session.scalars(query.order_by(ThemeLink.id)))
