"""All that the window on what stories say together shows, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from coproclip.people.about_project import STANDARD_BANDS
from coproclip.people.own_lists import LISTS
from coproclip.people.quantity import quantity_bands
from coproclip.project.kinds import ListKind
from coproclip.themes.counts import Count, story_count, theme_counts
from coproclip.themes.meanings import MeaningCounts, meaning_counts
from coproclip.themes.patterns import Crossed, Grid, Missing, crossed, grid, missing_voices, stories_by_theme
from coproclip.themes.story_filter import matching_stories

_NO_GRID, _NOTHING, _NO_MEANINGS = Grid((), (), {}), Missing((), (), {}), MeaningCounts((), (), ())


@dataclass(frozen=True, slots=True)
class Patterns:
    """`among` are the stories that are meant, None for all of `every`; `stories` are those of them by theme."""

    every: int = 0
    among: frozenset[int] | None = None
    bands: Mapping[str, int] = field(default_factory=lambda: STANDARD_BANDS)
    counts: Mapping[int, Count] = field(default_factory=dict)
    stories: Mapping[int, set[int]] = field(default_factory=dict)
    grid: Grid = _NO_GRID
    crossed: Mapping[ListKind, Crossed] = field(default_factory=dict)
    missing: Missing = _NOTHING
    meanings: MeaningCounts = _NO_MEANINGS


def read_patterns(session: Session, where: str = "") -> Patterns:
    """Of the stories told by people like `where` says; raises `BadInput` where that cannot be read."""
    among = matching_stories(session, where)
    return Patterns(
        every=story_count(session),
        among=None if among is None else frozenset(among),
        bands=quantity_bands(session),
        counts=theme_counts(session),
        stories=stories_by_theme(session, among),
        grid=grid(session, among),
        crossed={kind: crossed(session, kind, among) for kind in LISTS},
        missing=missing_voices(session),
        meanings=meaning_counts(session, among),
    )
