"""The passage that somebody corrects in this program just now: what ends in the background leaves it whole."""

from collections.abc import Collection
from weakref import WeakKeyDictionary

from coproclip.project.project import Project

_IN_HAND: WeakKeyDictionary[Project, int] = WeakKeyDictionary()


def take_in_hand(project: Project, segment_id: int | None) -> None:
    """Somebody corrects this passage from now on, and no other; with None nobody corrects any."""
    if segment_id is None:
        _IN_HAND.pop(project, None)
    else:
        _IN_HAND[project] = segment_id


def in_hand(project: Project) -> Collection[int]:
    """The passages (ids) that are neither to be split, joined nor rewritten now."""
    found = _IN_HAND.get(project)
    return frozenset() if found is None else frozenset({found})
