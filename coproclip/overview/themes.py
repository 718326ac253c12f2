"""Themes and excerpts side by side: every theme with its count, every excerpt as a card, and which belongs to which."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.overview.excerpts import (
    ExcerptRow,
    excerpt_ids,
    order_in_story,
    read_rows,
    signs_of,
    sketches,
    stored_quotes,
)
from coproclip.project.schema import ThemeLink
from coproclip.themes.codebook import excerpts_in, themes, themes_of
from coproclip.themes.counts import story_count, theme_counts

MANY = 400
"""From so many on it is quicker to read all of a kind than those wanted."""


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in its tree. `depth` is 0 at the top; `stories` and `excerpts` count its sub-themes too.

    `differing` of the excerpts see it differently; `dots` is what the group gave it in its workshops.
    """

    theme_id: int
    parent_id: int | None
    depth: int
    name: str
    letter: str
    colour: int
    question: str
    description: str
    in_their_words: bool
    headline_id: int | None
    stories: int
    excerpts: int
    differing: int = 0
    dots: int = 0
    heading_kind: str = ""
    suggested_by: str = ""
    linking: str = ""

    @property
    def shown_name(self) -> str:
        """The name, in quotes when it is a storyteller's own words."""
        return f"“{self.name}”" if self.in_their_words else self.name


@dataclass(frozen=True, slots=True)
class Placed:
    """A card in a theme, and the theme that it is linked to: the one asked for, or one under it."""

    card: ExcerptRow
    theme_id: int | None


@dataclass(frozen=True, slots=True)
class ThemesOverview:
    """All themes in their order, all excerpts outside the bin, and the excerpts of each theme as they came to it.

    `unread` are the excerpts of which it was not looked at yet whether they can be shared as they are now.
    """

    themes: tuple[ThemeRow, ...] = ()
    cards: Mapping[int, ExcerptRow] | None = None
    links: Mapping[int, tuple[int, ...]] | None = None
    stories: int = 0
    unread: frozenset[int] = frozenset()

    def theme(self, theme_id: int | None) -> ThemeRow | None:
        """The theme with this id."""
        return next((row for row in self.themes if row.theme_id == theme_id), None)

    def card(self, excerpt_id: int | None) -> ExcerptRow | None:
        """The excerpt with this id."""
        return (self.cards or {}).get(excerpt_id or 0)

    def within(self, theme_id: int) -> list[ThemeRow]:
        """The theme and all its sub-themes."""
        found = {theme_id}
        for row in self.themes:  # parents come before their children
            if row.parent_id in found:
                found.add(row.theme_id)
        return [row for row in self.themes if row.theme_id in found]

    def themes_of(self, excerpt_id: int) -> list[ThemeRow]:
        """The themes of an excerpt."""
        card = self.card(excerpt_id)
        ids = {sign.theme_id for sign in card.themes} if card is not None else set()
        return [row for row in self.themes if row.theme_id in ids]

    def with_rows(self, rows: Iterable[ExcerptRow]) -> "ThemesOverview":
        """The same with these excerpts as they were read meanwhile."""
        new = {row.excerpt_id: row for row in rows if row.excerpt_id in (self.cards or {})}
        return replace(self, cards={**(self.cards or {}), **new}, unread=self.unread - new.keys())

    def placed(self, theme_id: int) -> list[Placed]:
        """The excerpts of a theme, then those only in its sub-themes, each once."""
        found: dict[int, Placed] = {}
        own_first = sorted(self.within(theme_id), key=lambda row: row.theme_id != theme_id)
        for row in own_first:
            for excerpt_id in (self.links or {}).get(row.theme_id, ()):
                card = self.card(excerpt_id)
                if card is not None:
                    found.setdefault(excerpt_id, Placed(card, row.theme_id))
        return list(found.values())

    def without(self) -> list[Placed]:
        """The excerpts that are in no theme."""
        linked = {excerpt_id for ids in (self.links or {}).values() for excerpt_id in ids}
        return [Placed(card, None) for card in (self.cards or {}).values() if card.excerpt_id not in linked]

    def whose_words(self, theme_id: int) -> list[ExcerptRow]:
        """The excerpts of a theme in which its name is said."""
        theme = self.theme(theme_id)
        return [one.card for one in self.placed(theme_id) if theme is not None and says(one.card.quote, theme.name)]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w’']+", text.casefold().replace("’", "'")))


def says(quote: str, words: str) -> bool:
    """Whether `words` are said in `quote`, whatever its capitals and commas."""
    wanted = _plain(words)
    return bool(wanted) and f" {wanted} " in f" {_plain(quote)} "


def theme_rows(session: Session) -> tuple[ThemeRow, ...]:
    """All themes in their order, parents before their children, with their counts."""
    counts, depths, rows = theme_counts(session), dict[int, int](), list[ThemeRow]()
    for theme in themes(session):
        depth = depths[theme.id] = depths.get(theme.parent_id or 0, -1) + 1
        rows.append(
            ThemeRow(
                theme_id=theme.id,
                # Two themes under each other stand at the top, where they can be put right.
                parent_id=theme.parent_id if depth else None,
                depth=depth,
                name=theme.name,
                letter=theme.letter,
                colour=theme.colour,
                question=theme.question,
                description=theme.description,
                in_their_words=bool(theme.in_their_words),
                headline_id=theme.headline_excerpt_id,
                stories=counts[theme.id].stories,
                excerpts=counts[theme.id].excerpts,
                differing=counts[theme.id].differing,
                dots=counts[theme.id].dots,
                heading_kind=theme.heading_kind,
                suggested_by=theme.suggested_by,
                linking=theme.linking,
            )
        )
    return tuple(rows)


def own_excerpts(session: Session, theme_id: int) -> list[int]:
    """The excerpts outside the bin that are in this theme itself, as they came to it."""
    there = set(excerpt_ids(session))
    return [excerpt.id for excerpt in excerpts_in(session, theme_id) if excerpt.id in there]


def read_board(
    session: Session, known: Mapping[int, ExcerptRow] | None = None, *, whole: bool = True
) -> ThemesOverview:
    """Everything, as it stands now; rows in `known` are taken as they are instead of being read again.

    But not those whose themes are others, or called otherwise, by now: a yes is to those too. Not `whole`, quickly:
    what was not known is sketched, and what its themes may have changed is as it was (see `unread`).
    """
    rows, links = theme_rows(session), dict[int, list[int]]()
    for theme_id, excerpt_id in session.execute(
        select(ThemeLink.theme_id, ThemeLink.excerpt_id).order_by(ThemeLink.id)
    ):
        links.setdefault(theme_id, []).append(excerpt_id)
    cards, unread = _cards(session, known or {}, whole=whole)
    there = {theme: tuple(id_ for id_ in ids if id_ in cards) for theme, ids in links.items()}
    links_there = {theme: ids for theme, ids in there.items() if ids}
    return ThemesOverview(rows, cards, links_there, story_count(session), unread)


def _cards(
    session: Session, known: Mapping[int, ExcerptRow], *, whole: bool
) -> tuple[dict[int, ExcerptRow], frozenset[int]]:
    """Every excerpt in its order; and of which not all is read."""
    there, signs = excerpt_ids(session), signs_of(session)
    found = {one: known[one] for one in there if one in known}
    others = {one for one, row in found.items() if row.themes != signs.get(one, ())}
    new = [one for one in there if one not in found]
    if whole:
        unread = frozenset[int]()
        found |= {row.excerpt_id: row for row in read_rows(session, [*new, *others], many=len(new) > MANY)}
    else:
        unread = frozenset(others) | {*new}
        found |= {one: replace(found[one], themes=signs.get(one, ())) for one in others}
        found |= {one: row for one, row in sketches(session, new if len(new) < MANY else None).items() if one in unread}
    return {row.excerpt_id: row for row in sorted(found.values(), key=order_in_story)}, unread


def fitting(rows: Iterable[ThemeRow], typed: str) -> list[ThemeRow]:
    """The themes whose name or question holds every typed word, in their order; a name that begins so comes first."""
    wanted = typed.casefold().split()
    found = [row for row in rows if all(word in f"{row.name} {row.question}".casefold() for word in wanted)]
    start = typed.strip().casefold()
    return sorted(found, key=lambda row: not row.name.casefold().startswith(start)) if start else found


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """What a chooser of themes shows for some excerpts: all themes, in which of them how many are, and their words."""

    themes: tuple[ThemeRow, ...]
    linked: Mapping[int, int]
    quotes: tuple[str, ...]


def theme_choice(session: Session, excerpt_ids: Sequence[int]) -> ThemeChoice:
    """The themes to choose from for these excerpts; raises `NotFound` where one is gone."""
    linked = Counter(theme.id for excerpt_id in excerpt_ids for theme in themes_of(session, excerpt_id))
    return ThemeChoice(theme_rows(session), linked, tuple(stored_quotes(session, excerpt_ids)))
