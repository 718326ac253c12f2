"""What stories say together: which story speaks to which theme, who tells it, and whose voice is missing.

“Stories are counted, never excerpts.” A small number can point at a person: it is marked wherever it is crossed with
who somebody is, and leaves in no file. A rare point is never hidden.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.own_lists import LISTS
from coproclip.people.storytellers import OTHER_PARTS
from coproclip.project.kinds import ListKind
from coproclip.project.schema import GridSummary, ListEntry, Participant, Person, PersonEntry, Story
from coproclip.themes.codebook import themes
from coproclip.themes.counts import Linked, links_outside_bin, parents_of, with_above

SMALL = 3
"""Fewer stories than this, crossed with who somebody is, can point at them."""


class Size(Enum):
    """How a number of stories may be shown."""

    NONE = "none"
    SMALL = "small"
    PLAIN = "plain"


def size_of(stories: int) -> Size:
    """Whether a number is none, so small that it can point at a person, or neither."""
    return Size.NONE if stories == 0 else Size.SMALL if stories < SMALL else Size.PLAIN


# ---- who tells what -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TellingStory:
    """A story outside the bin, and the numbers of the list entries that hold for any of its storytellers."""

    story_id: int
    title: str
    who: tuple[str, ...]
    entries: frozenset[int]


def telling_stories(session: Session, among: Collection[int] | None = None) -> list[TellingStory]:
    """Every story with who tells it, in the order they came; or those `among` these."""
    who: dict[int, list[str]] = defaultdict(list)
    entries: dict[int, set[int]] = defaultdict(set)
    tellers = select(Participant.story_id, Person.id, Person.alias).join(
        Person, Person.id == Participant.storyteller_id
    )
    holding: dict[int, set[int]] = defaultdict(set)
    for person, entry in session.execute(select(PersonEntry.person_id, PersonEntry.entry_id)):
        holding[person].add(entry)
    for story, person, alias in session.execute(
        tellers.where(Participant.part.not_in(OTHER_PARTS)).order_by(Participant.id)
    ):
        who[story].append(alias)
        entries[story] |= holding.get(person, set())
    query = select(Story.id, Story.title).where(Story.binned_at.is_(None)).order_by(Story.id)
    return [
        TellingStory(story, title, tuple(who.get(story, ())), frozenset(entries.get(story, ())))
        for story, title in session.execute(query)
        if among is None or story in among
    ]


def entries_of(session: Session, *kinds: ListKind) -> dict[int, str]:
    """The entries of these lists (all that hold for people, without), by the alphabet."""
    wanted = kinds or tuple(LISTS)
    rows = session.execute(select(ListEntry.id, ListEntry.text).where(ListEntry.kind.in_(wanted)))
    return dict(sorted(((number, text) for number, text in rows), key=lambda one: (one[1].casefold(), one[0])))


# ---- stories and themes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """What a story says about a theme and all under it: excerpts in order, those that differ, a short summary."""

    excerpts: tuple[int, ...] = ()
    differing: tuple[int, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class GridTheme:
    """A theme as a column: `depth` is 0 at the top."""

    theme_id: int
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Stories and themes: a story that does not speak to a theme has no cell, and that is seen."""

    stories: tuple[TellingStory, ...]
    themes: tuple[GridTheme, ...]
    cells: Mapping[tuple[int, int], Cell]

    def cell(self, story_id: int, theme_id: int) -> Cell:
        """What a story says about a theme, maybe nothing."""
        return self.cells.get((story_id, theme_id), Cell())


def grid(session: Session, among: Collection[int] | None = None) -> Grid:
    """All stories (or those `among` these) by all themes."""
    stories = telling_stories(session, among)
    there = {one.story_id for one in stories}
    parents = parents_of(session)
    excerpts: dict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
    for one, above in _linked_above(session, parents):
        place = excerpts[one.story_id, above]
        place[one.excerpt_id] = place.get(one.excerpt_id, False) or one.differs
    summaries = {
        (row.story_id, row.theme_id): row.text
        for row in session.scalars(select(GridSummary).order_by(GridSummary.id))
        if row.text
    }
    cells = {
        place: Cell(
            tuple(excerpts.get(place, ())),
            tuple(one for one, differs in excerpts.get(place, {}).items() if differs),
            summaries.get(place, ""),
        )
        for place in {*excerpts, *summaries}
        if place[0] in there
    }
    return Grid(tuple(stories), _columns(session), cells)


def _linked_above(session: Session, parents: Mapping[int, int | None]) -> list[tuple[Linked, int]]:
    """Every link, once for its theme and once for each that this one is part of."""
    ways = {theme_id: with_above(dict(parents), theme_id) for theme_id in parents}
    return [(one, above) for one in links_outside_bin(session) for above in ways.get(one.theme_id, ())]


def _columns(session: Session) -> tuple[GridTheme, ...]:
    depths: dict[int, int] = {}
    found = []
    for theme in themes(session):
        depth = depths[theme.id] = depths.get(theme.parent_id or 0, -1) + 1
        found.append(GridTheme(theme.id, theme.name, depth))
    return tuple(found)


def stories_by_theme(session: Session, among: Collection[int] | None = None) -> dict[int, set[int]]:
    """The stories that speak to each theme or one under it."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, above in _linked_above(session, parents_of(session)):
        if among is None or one.story_id in among:
            found[above].add(one.story_id)
    return found


# ---- by who tells them ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crossed:
    """Themes by the entries of one list: how many stories and excerpts. `every` is how many stories an entry has."""

    kind: ListKind
    entries: tuple[tuple[int, str], ...]
    themes: tuple[GridTheme, ...]
    stories: Mapping[tuple[int, int], int]
    excerpts: Mapping[tuple[int, int], int]
    every: Mapping[int, int]

    def size(self, theme_id: int, entry_id: int) -> Size:
        """How a cell may be shown; where few tell anything at all, also none points at them."""
        if self.every.get(entry_id, 0) < SMALL:
            return Size.SMALL
        return size_of(self.stories.get((theme_id, entry_id), 0))


def crossed(session: Session, kind: ListKind, among: Collection[int] | None = None) -> Crossed:
    """Themes by a list: a story counts for each entry that holds for any of its storytellers."""
    entries = entries_of(session, kind)
    telling = {one.story_id: one.entries & entries.keys() for one in telling_stories(session, among)}
    stories: dict[tuple[int, int], set[int]] = defaultdict(set)
    excerpts: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one, above in _linked_above(session, parents_of(session)):
        for entry in telling.get(one.story_id, ()):
            stories[above, entry].add(one.story_id)
            excerpts[above, entry].add(one.excerpt_id)
    every: dict[int, int] = {entry: sum(entry in mine for mine in telling.values()) for entry in entries}
    return Crossed(
        kind,
        tuple(entries.items()),
        _columns(session),
        {place: len(ids) for place, ids in stories.items()},
        {place: len(ids) for place, ids in excerpts.items()},
        every,
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """Whose voice is missing: entries that hold for nobody who tells a story; storytellers who are in no theme.

    `by_theme` has, by theme, the entries that are heard elsewhere and not in it.
    """

    silent: tuple[tuple[ListKind, str], ...]
    storytellers: tuple[str, ...]
    by_theme: Mapping[int, tuple[str, ...]]


def missing_voices(session: Session) -> Missing:
    """Whose voice is missing, for each of the project's lists and for each theme."""
    telling = telling_stories(session)
    known = {one for story in telling for one in story.entries}
    kinds = {number: ListKind(kind) for number, kind in session.execute(select(ListEntry.id, ListEntry.kind))}
    texts = entries_of(session)
    by_theme = stories_by_theme(session)
    in_themes = {story for ids in by_theme.values() for story in ids}
    absent = [alias for one in telling if one.story_id not in in_themes for alias in one.who]
    present = {alias for one in telling if one.story_id in in_themes for alias in one.who}
    entries = {one.story_id: one.entries for one in telling}
    missing = {}
    for theme in themes(session):
        there = {entry for story in by_theme.get(theme.id, ()) for entry in entries.get(story, ())}
        missing[theme.id] = tuple(text for number, text in texts.items() if number in known - there)
    return Missing(
        tuple((kinds[number], text) for number, text in texts.items() if number not in known),
        tuple(dict.fromkeys(alias for alias in absent if alias not in present)),
        missing,
    )
