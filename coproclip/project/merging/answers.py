"""What was said on both sides: every answer is kept, and “a yes never comes out of it where either side says no”.

Their new answers come after ours. Where ours hold back more, the last of ours is said again after them; of two yeses
that both are new what both allow holds (`carried_over.what_both_allow`, as when a backup is restored). What holds back
here, is new and was said of nobody in particular is said again of everybody whose yes comes in.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate

from coproclip.project.columns import LARGEST_ID, kept_stretches, read_refusal, refusal_text, refused_excerpt
from coproclip.project.declined_voices import holds_back
from coproclip.project.going_back.carried_over import last_of, what_both_allow
from coproclip.project.kinds import AnswerKind, ConsentAbout, MomentKind
from coproclip.project.merging.rows import ANSWER, CONSENT, EXCERPT, MOMENT, Row
from coproclip.project.merging.state import Keep, State
from coproclip.project.storage.two_databases import covered_by

Last = Mapping[tuple[object, ...], Row]
"""The last word of each, by `_key`."""
_WHOSE = {ANSWER: ("excerpt_id", "storyteller_id"), CONSENT: ("story_id", "storyteller_id", "about")}
_REFUSALS = (MomentKind.REFUSED.value, MomentKind.DECLINED.value)


def settle_answers(state: State) -> None:
    """To be called once all rows are joined: what is said last is what holds back most."""
    again = {table: _settle(state, table, whose) for table, whose in _WHOSE.items()}
    _settle_refusals(state, again[ANSWER])


def _settle(state: State, table: str, whose: Sequence[str]) -> Mapping[int, int]:
    """Which of their yeses were said again with less in them, each with its new number."""
    rows = state.result[table]
    incoming = {number for of, number in state.incoming if of == table and number in rows} - state.ours[table].keys()
    stories = {_story(state, table, rows[number]) for number in incoming}
    if not stories:
        return {}
    ours = [row for _, row in sorted(state.ours[table].items()) if _story(state, table, row) in stories]
    result = [row for _, row in sorted(rows.items()) if _story(state, table, row) in stories]
    yeses = [rows[number] for number in incoming if _meaning(rows[number]) == AnswerKind.YES]
    brings_yes = {_story(state, table, row) for row in yeses} | {(row[whose[0]],) for row in yeses}
    last_ours = {_key(row, whose): row for row in last_of(ours, whose)}
    last = {_key(row, whose): row for row in last_of(result, whose)}
    coming = {key: row for key, row in last.items() if row["id"] in incoming and _meaning(row) == AnswerKind.YES}
    again = _narrow(state, table, coming, last_ours)
    _hold_as_there(state, table, [row for row in last.values() if row["id"] in incoming], again)
    of_anybody: dict[tuple[object, ...], list[Row]] = {}
    for key, row in coming.items():
        if key[1] is not None:
            of_anybody.setdefault(_nobodys(key), []).append(row)
    for key, mine in state.cancel.each(last_ours.items()):
        theirs = last.get(key)
        ours_is_new = state.is_new_here(table, _number(mine))
        if ours_is_new and key[1] is None and _meaning(mine) not in (AnswerKind.YES, AnswerKind.NO):
            _hold_everybody(state, table, mine, of_anybody.get(key, ()), last_ours)
        if theirs is mine or (ours_is_new and key[1] is None and key not in coming):
            # A yes of somebody else, or to something that overlaps it: whoever said no here has still said it.
            unheard = (key[0],) in brings_yes or (ours_is_new and _story(state, table, mine) in brings_yes)
            # Who was asked about an excerpt is waited for, also where somebody else agreed to it before.
            waited_for = table == ANSWER and ours_is_new and mine["answer"] == AnswerKind.ASKED
            if (_meaning(mine) == AnswerKind.NO or waited_for) and unheard:
                _say_again(state, table, mine)
            continue
        if theirs is None or key not in coming:
            continue
        if _meaning(mine) == AnswerKind.NO:
            their_id = state.their_ids[table][_number(theirs)]
            if state.decide(table, their_id, _number(theirs), "answer", _said(mine), _said(theirs)) is Keep.THEIRS:
                continue
            _say_again(state, table, mine)
        elif ours_is_new and _meaning(mine) != AnswerKind.YES:
            _say_again(state, table, mine)
    if table == ANSWER:
        last_words = {_number(row) for row in last_ours.values()}
        _keep_refused_parts(state, [row for row in ours if _number(row) not in last_words], brings_yes)
    return again


def _narrow(state: State, table: str, coming: Last, ours: Last) -> dict[int, int]:
    """Say each yes that comes in again without what a yes that is new here did not allow.

    That may be one of which nobody noted whose it is: it counted here if nobody was named. Before anything that holds
    back is said again, which has the last word.
    """
    again: dict[int, int] = {}
    for key, theirs in state.cancel.each(coming.items()):
        if theirs["answer"] != AnswerKind.YES:
            continue
        allowed = theirs
        for mine in (ours.get(one) for one in dict.fromkeys((key, _nobodys(key)))):
            if mine is not None and mine["answer"] == AnswerKind.YES and state.is_new_here(table, _number(mine)):
                allowed = what_both_allow(table, allowed, mine, last=allowed) or allowed
        if allowed is not theirs:
            again[_number(theirs)] = _say_again(state, table, allowed)
    return again


def _hold_as_there(state: State, table: str, last: Sequence[Row], again: Mapping[int, int]) -> None:
    """What held back there after a yes that was said again is said again after it, whose ever it is."""
    rows = state.result[table]
    first: dict[tuple[object, ...], int] = {}
    for number in sorted(again):
        first.setdefault(_nobodys(_key(rows[number], _WHOSE[table])), number)
    for row in state.cancel.each(last):
        yes = first.get(_nobodys(_key(row, _WHOSE[table])))
        if _meaning(row) != AnswerKind.YES and yes is not None and yes < _number(row):
            _say_again(state, table, row)


def _hold_everybody(state: State, table: str, mine: Row, coming: Sequence[Row], ours: Last) -> None:
    """Say what was noted here of nobody in particular of whoever has not answered it here, and comes in with a yes."""
    for theirs in coming:
        before = ours.get(_key(theirs, _WHOSE[table]))
        if before is None or _number(before) < _number(mine):
            _say_again(state, table, {**mine, "storyteller_id": theirs["storyteller_id"]})


def _nobodys(key: tuple[object, ...]) -> tuple[object, ...]:
    """The key of what was said of the same by nobody in particular."""
    return (key[0], None, *key[2:])


def _meaning(row: Row) -> object:
    """What an answer means: a yes to another voice is a no to one's own."""
    answer = row["answer"]
    if row.get("about") != ConsentAbout.ALTERED or answer not in (AnswerKind.YES, AnswerKind.NO):
        return answer
    return AnswerKind.NO if holds_back(ConsentAbout.ALTERED, str(answer)) else AnswerKind.YES


def _key(row: Row, whose: Sequence[str]) -> tuple[object, ...]:
    return tuple(row[name] for name in whose)


def _said(row: Row) -> str:
    return " · ".join(str(row[name]) for name in ("answer", "who", "how") if row[name])


def _number(row: Row) -> int:
    number = row["id"]
    assert isinstance(number, int)
    return number


def _say_again(state: State, table: str, row: Row) -> int:
    number = state.next_number(table)
    state.put(table, number, row)
    return number


def _story(state: State, table: str, row: Row) -> object:
    return row["story_id"] if table == CONSENT else state.story_of(EXCERPT, _as_number(row["excerpt_id"]))


def _keep_refused_parts(state: State, ours: Sequence[Row], brings_yes: Collection[object]) -> None:
    """What somebody refused here stays refused, although they agreed here to what is left of it, and there to all."""
    highest, there = max(state.result[ANSWER], default=0), _Moments(state)
    for row in state.cancel.each(ours):
        is_new = state.is_new_here(ANSWER, _number(row))
        story = _story(state, ANSWER, row)
        if row["answer"] != AnswerKind.NO or not is_new or story not in brings_yes:
            continue
        teller = row["storyteller_id"]
        whose = teller if isinstance(teller, int) else None
        for place in kept_stretches(covered_by(row)):
            text = refusal_text(highest, whose, excerpt=_as_number(row["excerpt_id"]))
            made: Row = {"story_id": story, "kind": MomentKind.REFUSED.value, "text": text}
            there.add({**made, "start_ms": place.start_ms, "end_ms": place.end_ms})


class _Moments:
    """The moments that are there, to which others are added once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._there = set(map(self._place, state.result[MOMENT].values()))

    def add(self, row: Row) -> None:
        """Add one unless it is there."""
        if (place := self._place(row)) not in self._there:
            self._there.add(place)
            self._state.put(MOMENT, self._state.next_number(MOMENT), row)

    @staticmethod
    def _place(row: Row) -> tuple[object, ...]:
        return tuple(row[name] for name in ("story_id", "kind", "start_ms", "end_ms", "text"))


class _Reached:
    """Of pairs of numbers the highest second one up to a first one."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(pairs)
        self._firsts = [first for first, _ in ordered]
        self._highest = list(accumulate((second for _, second in ordered), max))

    def up_to(self, first: int, least: int) -> int:
        """It, or `least` where that is higher or there is none."""
        place = bisect_right(self._firsts, first)
        return max(least, self._highest[place - 1]) if place else least


def _as_number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _settle_refusals(state: State, again: Mapping[int, int]) -> None:
    """A no to what was deleted, or to the whole story, is answered only by a yes that could know of it."""
    highest = max(state.result[ANSWER], default=0)
    ours_highest = max(state.ours[ANSWER], default=0)
    answers = _Reached((theirs, ours) for ours, theirs in state.their_ids[ANSWER].items())
    of_story: dict[object, list[tuple[int, int]]] = {}
    for yes, anew in again.items():
        of_story.setdefault(_story(state, ANSWER, state.result[ANSWER][yes]), []).append((yes, anew))
    said_again = {story: _Reached(pairs) for story, pairs in of_story.items()}
    yeses = {
        state.story_of(EXCERPT, _as_number(row["excerpt_id"]))
        for number, row in state.result[ANSWER].items()
        if number not in state.ours[ANSWER] and row["answer"] == AnswerKind.YES
    }
    for number, row in state.cancel.each(list(state.result[MOMENT].items())):
        if row["kind"] not in _REFUSALS:
            continue
        noted, whose, prints = read_refusal(str(row["text"]))
        if noted >= LARGEST_ID:
            continue
        excerpt = refused_excerpt(str(row["text"]))
        if number not in state.ours[MOMENT]:
            # Among theirs, after all of ours.
            noted_here = answers.up_to(noted, ours_highest)
            # A yes before it that was said again since is none after it.
            if (yeses_again := said_again.get(row["story_id"])) is not None:
                noted_here = yeses_again.up_to(noted_here, noted_here)
        elif state.is_new_here(MOMENT, number) and row["story_id"] in yeses:
            noted_here = highest
        else:
            continue
        if noted_here != noted:
            state.set(MOMENT, number, text=refusal_text(noted_here, whose, prints, excerpt=excerpt))
