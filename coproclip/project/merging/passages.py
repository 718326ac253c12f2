"""Joining the passages of stories that both have: by stretches of time, for passages are split, joined and heard again.

A stretch that one side changed is taken from it whole. Where both changed the words of the same stretch, ours stay and
theirs are noted there, unless a person chose. Who is speaking and what is checked is settled after that (`heard`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from coproclip.project.merging.heard import settle_heard
from coproclip.project.merging.joining import remember
from coproclip.project.merging.rows import SEGMENT, STORY, Row
from coproclip.project.merging.state import Keep, State

WORDS = ("start_ms", "end_ms", "text", "words")
OF_THE_WORDS = ("flags", "translation")
"""What is said of the words as they stand, and comes with them."""


@dataclass
class _Stretch:
    """A stretch of time, and the passages (our numbers) that either side changed in it."""

    start_ms: int
    end_ms: int
    ours: set[int] = field(default_factory=set)
    theirs: set[int] = field(default_factory=set)


def join_passages(state: State) -> None:
    """Bring in the passages of theirs, story by story."""
    ours, theirs = _by_story(state.ours[SEGMENT]), _by_story(state.theirs[SEGMENT])
    for story in state.theirs[STORY]:
        state.cancel.raise_if_cancelled()
        if story in state.result[STORY]:
            _join_story(state, story, ours.get(story, {}), theirs.get(story, {}))


def _by_story(rows: dict[int, Row]) -> dict[int, dict[int, Row]]:
    found: dict[int, dict[int, Row]] = {}
    for number, row in rows.items():
        if isinstance(story := row["story_id"], int):
            found.setdefault(story, {})[number] = row
    return found


def _join_story(state: State, story: int, ours: dict[int, Row], theirs: dict[int, Row]) -> None:
    numbers = state.their_ids[SEGMENT]
    before = {number: state.before(SEGMENT, numbers[number]) for number in (*theirs, *ours) if number in numbers}
    their_changes = {number: state.changed(SEGMENT, row, before[number]) for number, row in theirs.items()}
    changed = {number for number, columns in their_changes.items() if columns}
    gone = {number for number in ours if before.get(number) and number not in theirs}
    if not changed and not gone:
        return
    for number in changed:
        remember(state, SEGMENT, numbers[number], number, theirs[number])
    for number in gone:
        state.merged[SEGMENT, numbers[number]] = (number, "")
    our_changes = {
        number: state.changed_here(SEGMENT, row, before.get(number))
        if before.get(number) != "" or not state.is_base_known
        else frozenset()
        for number, row in ours.items()
    }
    their_words = {number for number in changed if _in_words(their_changes[number])} | gone
    our_words = {number for number in ours if _in_words(our_changes[number])}
    our_words |= {number for number in theirs if number not in ours and before[number]}
    clashing, unsure = set[int](), set[int]()
    stretches = _stretches(ours, theirs, our_words, their_words)
    inside = [_inside(side, stretches) for side in (ours, theirs)]
    for stretch, mine, other in state.cancel.each(zip(stretches, *inside, strict=True)):
        if stretch.theirs:
            clashing |= _take_stretch(state, stretch, ours, theirs, (mine, other), unsure)
    for number in changed - clashing - their_words:
        if number in ours and number in state.result[SEGMENT]:
            _take_rest(state, number, theirs[number], their_changes[number], our_changes[number])
    settle_heard(state, story, ours, theirs, (our_changes, their_changes), unsure)


def _in_words(columns: frozenset[str]) -> bool:
    return bool(columns.intersection(WORDS))


def _stretches(
    ours: dict[int, Row], theirs: dict[int, Row], our_words: set[int], their_words: set[int]
) -> list[_Stretch]:
    """What was changed, as stretches that do not overlap."""
    places = []
    for number in our_words | their_words:
        for row in (ours.get(number), theirs.get(number)):
            if row is not None:
                start, end = _times(row)
                places.append((start, max(end, start + 1), number))
    found: list[_Stretch] = []
    for start, end, number in sorted(places):
        if not found or start >= found[-1].end_ms:
            found.append(_Stretch(start, end))
        stretch = found[-1]
        stretch.end_ms = max(stretch.end_ms, end)
        if number in our_words:
            stretch.ours.add(number)
        if number in their_words:
            stretch.theirs.add(number)
    return found


def _take_stretch(
    state: State,
    stretch: _Stretch,
    ours: dict[int, Row],
    theirs: dict[int, Row],
    inside: tuple[Sequence[Row], Sequence[Row]],
    unsure: set[int],
) -> set[int]:
    """Take their passages in a stretch, if ours were not changed there; returns those of which ours stay.

    `inside` are the passages of both that are heard in it.
    Of ours that stay where theirs say something else none is known to be right: they are added to `unsure`.
    """
    rows = state.result[SEGMENT]
    keep = Keep.THEIRS
    if stretch.ours:
        mine, other = inside
        if [_said(row) for row in mine] == [_said(row) for row in other]:
            # Both made the same of it; nothing that is new there is new here.
            return {number for number in stretch.theirs if number not in ours}
        first = min(stretch.theirs)
        texts = [" ".join(str(row["text"]) for row in side) for side in (mine, other)]
        their_id = state.their_ids[SEGMENT][first]
        key = first if first in ours else min(stretch.ours & ours.keys(), default=first)
        keep = state.decide(SEGMENT, their_id, key, "words", *texts)
        if keep is not Keep.THEIRS:
            unsure |= (stretch.theirs | stretch.ours) & ours.keys()
            return stretch.theirs | stretch.ours
        for number in stretch.ours & ours.keys():
            if number not in theirs:
                del rows[number]
                state.incoming.discard((SEGMENT, number))
    for number in stretch.theirs | stretch.ours:
        if number in theirs:
            state.put(SEGMENT, number, theirs[number])
        elif number in rows:
            del rows[number]
    state.counts["passages"] += 1
    return set()


def _take_rest(state: State, number: int, theirs: Row, changed: frozenset[str], ours_changed: frozenset[str]) -> None:
    """What else is said of a passage whose words are the same."""
    mine = state.result[SEGMENT][number]
    if any(mine[name] != theirs[name] for name in WORDS):
        return
    taken = {name: theirs[name] for name in OF_THE_WORDS if name in changed and name not in ours_changed}
    if any(mine[name] != value for name, value in taken.items()):
        state.set(SEGMENT, number, **taken)
        state.counts["passages"] += 1


def _inside(rows: dict[int, Row], stretches: Sequence[_Stretch]) -> list[list[Row]]:
    """Which passages are heard in each of these, which are in order and do not overlap."""
    starts, ends = ([getattr(one, name) for one in stretches] for name in ("start_ms", "end_ms"))
    found: list[list[Row]] = [[] for _ in stretches]
    for row in sorted(rows.values(), key=_times):
        start, end = _times(row)
        for place in range(bisect_right(ends, start), bisect_left(starts, end)):
            found[place].append(row)
    return found


def _said(row: Row) -> Sequence[object]:
    return [row[name] for name in WORDS]


def _times(row: Row) -> tuple[int, int]:
    start, end = row["start_ms"], row["end_ms"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    return start, end
