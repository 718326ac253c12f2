"""How many stories speak to a theme. Stories are counted, never excerpts: six from one person are one story."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from coproclip.project.schema import Cluster, ClusterMember, Dot, Excerpt, Story, Theme, ThemeLink, WorkshopSession


@dataclass(frozen=True, slots=True)
class Count:
    """Of one theme with all its sub-themes: how many stories, from how many excerpts.

    `differing` is how many of the excerpts see it differently, `stories_differing` in how many stories they are;
    `dots` what the group gave it in its workshops, which is a number of its own and no count of stories.
    """

    stories: int = 0
    excerpts: int = 0
    differing: int = 0
    stories_differing: int = 0
    dots: int = 0

    @property
    def agreeing(self) -> int:
        """The excerpts that do not see it differently."""
        return self.excerpts - self.differing


@dataclass(frozen=True, slots=True)
class Linked:
    """An excerpt outside the bin in a theme itself, and whether it sees it differently."""

    theme_id: int
    excerpt_id: int
    story_id: int
    differs: bool


def links_outside_bin(session: Session) -> list[Linked]:
    """Every excerpt in every theme it was put in; those of stories in the bin are left out."""
    query = (
        select(ThemeLink.theme_id, Excerpt.id, Excerpt.story_id, ThemeLink.differs)
        .join(Excerpt, Excerpt.id == ThemeLink.excerpt_id)
        .join(Story, Story.id == Excerpt.story_id)
        .where(Story.binned_at.is_(None))
        .order_by(ThemeLink.id)
    )
    return [Linked(theme, excerpt, story, bool(differs)) for theme, excerpt, story, differs in session.execute(query)]


def parents_of(session: Session) -> dict[int, int | None]:
    """What each theme is part of."""
    return {theme_id: parent for theme_id, parent in session.execute(select(Theme.id, Theme.parent_id))}


def with_above(parents: dict[int, int | None], theme_id: int) -> list[int]:
    """A theme and all that it is part of; ends also where two programs put two themes under each other."""
    found: list[int] = []
    above: int | None = theme_id
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def theme_counts(session: Session) -> dict[int, Count]:
    """The count of every theme; stories in the bin do not count."""
    parents = parents_of(session)
    ways = {theme_id: with_above(parents, theme_id) for theme_id in parents}
    stories: dict[int, set[int]] = defaultdict(set)
    excerpts: dict[int, set[int]] = defaultdict(set)
    differing: dict[int, set[int]] = defaultdict(set)
    in_story: dict[int, int] = {}
    for one in links_outside_bin(session):
        in_story[one.excerpt_id] = one.story_id
        for theme_id in ways.get(one.theme_id, ()):
            stories[theme_id].add(one.story_id)
            excerpts[theme_id].add(one.excerpt_id)
            if one.differs:
                differing[theme_id].add(one.excerpt_id)
    dots = resonance(session)
    return {
        theme: Count(
            len(stories[theme]),
            len(excerpts[theme]),
            len(differing[theme]),
            len({in_story[excerpt] for excerpt in differing[theme]}),
            dots.get(theme, 0),
        )
        for theme in parents
    }


def resonance(session: Session) -> dict[int, int]:
    """How many dots each theme got in all workshops in which they are shown: itself, on what it came from, and on the
    cards in that.
    """
    around = aliased(Cluster)
    theme = func.coalesce(Dot.theme_id, Cluster.theme_id, around.theme_id)
    query = (
        select(theme, func.count(Dot.id.distinct()))
        .select_from(Dot)
        .join(WorkshopSession, WorkshopSession.id == Dot.session_id)
        .outerjoin(Cluster, Cluster.id == Dot.cluster_id)
        .outerjoin(ClusterMember, ClusterMember.card_id == Dot.card_id)
        .outerjoin(around, around.id == ClusterMember.cluster_id)
        .where(WorkshopSession.dots_hidden == 0, theme.is_not(None))
        .group_by(theme)
    )
    return {theme_id: many for theme_id, many in session.execute(query)}


def story_count(session: Session) -> int:
    """How many stories there are, outside the bin."""
    return session.scalar(select(func.count()).select_from(Story).where(Story.binned_at.is_(None))) or 0


def theme_count(session: Session) -> int:
    """How many themes there are."""
    return session.scalar(select(func.count()).select_from(Theme)) or 0
