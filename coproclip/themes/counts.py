"""How many stories speak to a theme. Stories are counted, never excerpts: six from one person are one story."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.project.schema import Excerpt, Story, Theme, ThemeLink


@dataclass(frozen=True, slots=True)
class Count:
    """Of one theme with all its sub-themes: how many stories, from how many excerpts."""

    stories: int
    excerpts: int


def theme_counts(session: Session) -> dict[int, Count]:
    """The count of every theme; stories in the bin do not count."""
    parents = {theme_id: parent for theme_id, parent in session.execute(select(Theme.id, Theme.parent_id))}
    stories: dict[int, set[int]] = defaultdict(set)
    excerpts: dict[int, set[int]] = defaultdict(set)
    query = (
        select(ThemeLink.theme_id, Excerpt.id, Excerpt.story_id)
        .join(Excerpt, Excerpt.id == ThemeLink.excerpt_id)
        .join(Story, Story.id == Excerpt.story_id)
        .where(Story.binned_at.is_(None))
    )
    for theme_id, excerpt_id, story_id in session.execute(query):
        above: int | None = theme_id
        # Ends also where two programs put two themes under each other at the same time.
        while above is not None and excerpt_id not in excerpts[above]:
            stories[above].add(story_id)
            excerpts[above].add(excerpt_id)
            above = parents.get(above)
    return {theme: Count(len(stories[theme]), len(excerpts[theme])) for theme in parents}


def story_count(session: Session) -> int:
    """How many stories there are, outside the bin."""
    return session.scalar(select(func.count()).select_from(Story).where(Story.binned_at.is_(None))) or 0


def theme_count(session: Session) -> int:
    """How many themes there are."""
    return session.scalar(select(func.count()).select_from(Theme)) or 0
