"""A playlist put in order in one go: as it was told, by theme, or so that voices, themes and feelings take turns."""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader
from coproclip.excerpts.playlists import items
from coproclip.project.project import Edit
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, PlaylistItem, Story
from coproclip.themes.codebook import themes


class PlaylistOrder(StrEnum):
    """By what a playlist is put in order; the value is how it is asked for."""

    TIME = "time"
    THEME = "theme"
    BALANCE = "balance"


_NEAR = 200


@dataclass(frozen=True, slots=True)
class Heard:
    """What makes two excerpts sound alike when one follows the other: who tells, about what, and how it felt."""

    tellers: frozenset[Hashable] = frozenset()
    themes: frozenset[int] = frozenset()
    feeling: str = ""


def order_playlist(edit: Edit, playlist_id: int, order: PlaylistOrder) -> bool:
    """Put a playlist in this order; whether anything moved. What is alike stays as it was."""
    before = items(edit.session, playlist_id)
    after = _ORDERED[order](edit.session, before)
    for place, item in enumerate(after):
        if item.position != place:
            item.position = place
    return [item.id for item in before] != [item.id for item in after]


def spread(heard: Sequence[Heard]) -> list[int]:
    """The places (from 0) of `heard` in an order in which no teller follows themselves where that is possible.

    Where there is a choice, what follows has another theme and another feeling, and whoever is heard most comes as soon
    as they can. The first stays first where nothing speaks against it.
    """
    order, left = list[int](), dict.fromkeys(range(len(heard)))
    by_tellers: dict[frozenset[Hashable], deque[int]] = {}
    for place, one in enumerate(heard):
        by_tellers.setdefault(one.tellers, deque()).append(place)
    waiting = Counter(teller for one in heard for teller in one.tellers)
    while left:
        last = heard[order[-1]] if order else Heard()
        # With so many left of one teller, any other choice would make them follow themselves later.
        pressing = {teller for teller, many in waiting.items() if 2 * many > len(left)}
        # In a long list only the next ones are looked at, and the next of everybody else.
        near = {*islice(left, _NEAR), *(places[0] for places in by_tellers.values())}
        chosen = min(
            near,
            key=lambda place: (
                len(heard[place].tellers & last.tellers),
                not heard[place].tellers & pressing,
                len(heard[place].themes & last.themes),
                bool(last.feeling) and heard[place].feeling == last.feeling,
                -max((waiting[teller] for teller in heard[place].tellers), default=0) if order else 0,
                place,
            ),
        )
        del left[chosen]
        waiting.subtract(heard[chosen].tellers)
        order.append(chosen)
        theirs = by_tellers[heard[chosen].tellers]
        theirs.remove(chosen)
        if not theirs:
            del by_tellers[heard[chosen].tellers]
    return order


def _by_time(session: Session, before: Sequence[PlaylistItem]) -> list[PlaylistItem]:
    reader = StoryReader(session)

    def when(item: PlaylistItem) -> tuple[str, str, int, int]:
        excerpt = fetch(session, Excerpt, item.excerpt_id)
        story = fetch(session, Story, excerpt.story_id)
        spans = reader.spans(excerpt)
        return story.recorded_on or story.created_at, story.created_at, story.id, spans[0].start_ms if spans else 0

    return sorted(before, key=when)


def _by_theme(session: Session, before: Sequence[PlaylistItem]) -> list[PlaylistItem]:
    reader = StoryReader(session)
    place = {theme.id: number for number, theme in enumerate(themes(session))}

    def first(item: PlaylistItem) -> int:
        found = reader.themes(fetch(session, Excerpt, item.excerpt_id))
        return min((place[theme.id] for theme in found), default=len(place))

    return sorted(before, key=first)


def _balanced(session: Session, before: Sequence[PlaylistItem]) -> list[PlaylistItem]:
    reader = StoryReader(session)
    excerpts = [fetch(session, Excerpt, item.excerpt_id) for item in before]
    heard = [
        Heard(
            # Nobody known: a story of its own teller.
            frozenset(one if one is not None else f"story {excerpt.story_id}" for one in reader.tellers_in(excerpt)),
            frozenset(theme.id for theme in reader.themes(excerpt)),
            excerpt.valence,
        )
        for excerpt in excerpts
    ]
    return [before[place] for place in spread(heard)]


_ORDERED: Mapping[PlaylistOrder, Callable[[Session, Sequence[PlaylistItem]], list[PlaylistItem]]] = {
    PlaylistOrder.TIME: _by_time,
    PlaylistOrder.THEME: _by_theme,
    PlaylistOrder.BALANCE: _balanced,
}
