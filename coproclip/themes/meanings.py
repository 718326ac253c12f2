"""How excerpts were understood, over all stories: kinds, feelings and the storytellers' own words, with counts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import ExcerptKind, Valence
from coproclip.project.schema import Excerpt, Story


@dataclass(frozen=True, slots=True)
class MeaningCount:
    """A word (a kind, a feeling, or one of a storyteller), in how many stories and excerpts."""

    word: str
    stories: int
    excerpts: int


@dataclass(frozen=True, slots=True)
class MeaningCounts:
    """Each in the order of its list; the storytellers' words by the alphabet, whatever their capitals."""

    kinds: tuple[MeaningCount, ...]
    valences: tuple[MeaningCount, ...]
    feelings: tuple[MeaningCount, ...]


def meaning_counts(session: Session, among: Collection[int] | None = None) -> MeaningCounts:
    """Of all excerpts outside the bin, or those of the stories `among`; a kind that nobody chose is there with none."""
    query = select(Excerpt.story_id, Excerpt.kind, Excerpt.valence, Excerpt.feeling)
    query = query.join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None)).order_by(Excerpt.id)
    stories: dict[tuple[str, str], set[int]] = defaultdict(set)
    excerpts: dict[tuple[str, str], int] = defaultdict(int)
    called: dict[str, str] = {}
    for story, kind, valence, feeling in session.execute(query):
        if among is not None and story not in among:
            continue
        word = " ".join(feeling.split())
        called.setdefault(word.casefold(), word)
        for place in (("kind", kind), ("valence", valence), ("feeling", word.casefold())):
            if place[1]:
                stories[place].add(story)
                excerpts[place] += 1

    def _count(what: str, key: str, word: str) -> MeaningCount:
        return MeaningCount(word, len(stories[what, key]), excerpts[what, key])

    own = sorted(key for what, key in excerpts if what == "feeling")
    return MeaningCounts(
        tuple(_count("kind", kind.value, kind.value) for kind in ExcerptKind),
        tuple(_count("valence", valence.value, valence.value) for valence in Valence),
        tuple(_count("feeling", key, called[key]) for key in own),
    )
