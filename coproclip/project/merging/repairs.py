"""After rows were joined: nothing refers to what is gone or is there twice, no theme is in itself, dots are equal."""

import re
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import UniqueConstraint

from coproclip.project.merging.joining import may_come_back, revive
from coproclip.project.merging.rows import SEGMENT, STORY, Row, merged_tables, references, referring_to
from coproclip.project.merging.state import Key, State, below
from coproclip.project.storage.value_check import MOST_NESTED

_LOOK_EVERY = 200


def hold_together(state: State) -> None:
    """Bring back what came in cannot be without, or leave out what cannot be here."""
    _texts_have_what_they_name(state)
    _find_what_is_missing(state)
    _nothing_twice(state)
    _no_circles(state)
    _cards_have_numbers(state)
    _dots_stay_equal(state)


def _texts_have_what_they_name(state: State) -> None:
    """A quote, or an image, is there for the text that names it: whichever text stayed has them, from either side."""
    for kind, table in (("quote", "report_quote"), ("image", "report_image")):
        there = set(_by_key(state.result[table]))
        # An image of theirs that is not in by itself stays out: it may be a photo that is called none.
        sides = [state.ours[table], *([state.theirs[table]] if kind == "quote" else [])]
        known = [(rows, _by_key(rows)) for rows in sides]
        for section, row in state.cancel.each(state.result["report_section"].items()):
            for key in dict.fromkeys(re.findall(rf"\{{{kind} ([a-z0-9]{{1,12}})\}}", str(row["body"]))):
                if (section, key) in there:
                    continue
                for rows, numbers in known:
                    if (number := numbers.get((section, key))) is not None:
                        state.result[table][number] = dict(rows[number])
                        state.incoming.add((table, number))
                        break


def _by_key(rows: Mapping[int, Row]) -> dict[tuple[object, object], int]:
    """The first row with a key in a section, by both."""
    found: dict[tuple[object, object], int] = {}
    for number, row in rows.items():
        found.setdefault((row["section_id"], row["key"]), number)
    return found


def _find_what_is_missing(state: State) -> None:
    waiting, leaving = [*state.incoming], _Leaving(state)
    while waiting:
        if len(waiting) % _LOOK_EVERY == 0:
            state.cancel.raise_if_cancelled()
        table, number = waiting.pop()
        row = state.result[table].get(number)
        if row is None:
            continue
        for column, (target, null) in references(table).items():
            wanted = row[column]
            if (
                not isinstance(wanted, int)
                or wanted in state.result[target]
                or (table == "handover_file" and not wanted)
            ):
                continue
            if wanted in state.theirs[target] and may_come_back(state, target, wanted):
                waiting += leaving.note(revive(state, target, wanted))
                state.note_needed(target, wanted, "here")
            elif null:
                state.set(table, number, **{column: 0 if table == "handover_file" and column == "excerpt_id" else None})
                row = state.result[table][number]
            elif (ours := state.ours[table].get(number)) is not None and ours[column] in state.result[target]:
                state.set(table, number, **{column: ours[column]})
                row = state.result[table][number]
            else:
                leaving.leave_out(table, number)
                break
    # What is deleted is referred to by nothing of ours either.
    for table in (one.name for one in merged_tables()):
        if (
            len(state.result[table]) < len(state.ours[table])
            or not state.ours[table].keys() <= state.result[table].keys()
        ):
            for other, column, null in referring_to(table):
                if null:
                    for number, row in state.cancel.each(list(state.result[other].items())):
                        if isinstance(row[column], int) and row[column] not in state.result[table]:
                            state.set(other, number, **{column: None})


class _Leaving:
    """Takes rows that came in out again, with all that belongs to them; what does is looked up once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._below: dict[Key, list[Key]] | None = None

    def note(self, back: list[Key]) -> list[Key]:
        """Rows that came in meanwhile."""
        if self._below is not None:
            for table, number in back:
                row = self._state.result[table][number]
                for column, (target, null) in references(table).items():
                    if not null and isinstance(above := row[column], int):
                        self._below.setdefault((target, above), []).append((table, number))
        return back

    def leave_out(self, table: str, number: int) -> None:
        """Take out a row, with all that belongs to it."""
        state = self._state
        if self._below is None:
            self._below = below(state.result, state.cancel)
        del state.result[table][number]
        state.incoming.discard((table, number))
        for other, one in self._below.get((table, number), ()):
            row = state.result[other].get(one)
            needs = references(other).items()
            if row is not None and any((of, row[name]) == (table, number) for name, (of, null) in needs if not null):
                self.leave_out(other, one)
        if table not in (SEGMENT, "draft_segment") and state.story_of(table, number) not in state.result[STORY]:
            state.counts["left out"] += 1


def _nothing_twice(state: State) -> None:
    for table in merged_tables():
        rows = state.result[table.name]
        for constraint in table.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            names = [column.name for column in constraint.columns]
            there: dict[tuple[object, ...], int] = {}
            for number in state.cancel.each(sorted(rows)):
                key = tuple(rows[number][name] for name in names)
                if key not in there:
                    there[key] = number
                    continue
                extra = number if (table.name, number) in state.incoming else there[key]
                there[key] = there[key] if extra == number else number
                del rows[extra]
                state.incoming.discard((table.name, extra))


def _no_circles(state: State) -> None:
    themes = state.result["theme"]
    for number in sorted(themes):
        while _is_in_circle(state, number):
            ring = _way_up(state, number)
            nested = [one for one in ring if themes[one]["parent_id"] is not None]
            moved = [one for one in nested if ("theme", one) in state.incoming] or nested
            for one in moved:
                ours = state.ours["theme"].get(one)
                back = ours["parent_id"] if ours is not None else None
                state.set("theme", one, parent_id=None if back == themes[one]["parent_id"] else back)


def _way_up(state: State, number: int) -> list[int]:
    themes, way = state.result["theme"], [number]
    while isinstance(above := themes[way[-1]]["parent_id"], int) and above not in way and len(way) <= MOST_NESTED:
        way.append(above)
    return way


def _is_in_circle(state: State, number: int) -> bool:
    way = _way_up(state, number)
    above = state.result["theme"][way[-1]]["parent_id"]
    return above == number or len(way) > MOST_NESTED


def _dots_stay_equal(state: State) -> None:
    """Whoever placed dots on both sides has as many as everybody; those placed last in the copy are left out, by name.

    What somebody had here before stays, however many they are.
    """
    dots = state.result["dot"]
    placed: dict[object, list[int]] = {}
    for number in sorted(dots):
        placed.setdefault(dots[number]["attendee_id"], []).append(number)
    for attendee, mine in placed.items():
        workshop = state.result["workshop_session"].get(_number(dots[mine[0]]["session_id"]), {})
        equal = max(_number(workshop.get("dots")), sum(number in state.ours["dot"] for number in mine))
        came = [number for number in mine if number not in state.ours["dot"]]
        extra = came[len(came) - max(0, len(mine) - equal) :]
        if not extra:
            continue
        # Only what came in makes it too many: there are always enough of those.
        where = ", ".join(dict.fromkeys(_place(state, dots[number]) for number in extra))
        who = state.called("attendee", _number(attendee)) or "Somebody"
        state.left_out.append(
            f"{who} placed {len(mine)} dots in “{workshop.get('title', '')}” on both sides together, and everybody has "
            f"{workshop.get('dots', 0)}. The last {len(extra)} from the copy "
            f"{'was' if len(extra) == 1 else 'were'} left out ({where}). Ask {who} where the dots belong."
        )
        for number in extra:
            del dots[number]
            state.incoming.discard(("dot", number))
        state.counts["dot"] -= len(extra)
        state.counts += Counter()  # what came to nothing is not counted


def _cards_have_numbers(state: State) -> None:
    """A card is called by its number, which may be on paper: what came in gets another where it is taken."""
    cards = state.result["card"]
    numbers: dict[object, set[int]] = {}
    for number in state.ours["card"].keys() & cards.keys():
        numbers.setdefault(cards[number]["session_id"], set()).add(_number(cards[number]["number"]))
    highest = {session: max(taken) for session, taken in numbers.items()}
    for number in state.cancel.each(sorted(cards.keys() - state.ours["card"].keys())):
        session, called = cards[number]["session_id"], _number(cards[number]["number"])
        taken = numbers.setdefault(session, set())
        if called in taken:
            fresh = highest[session] + 1
            state.put("card", number, {**cards[number], "number": fresh})
            workshop = state.called("workshop_session", _number(session))
            state.left_out.append(
                f"Card {called} of the copy is card {fresh} of “{workshop}” here: there was one already."
            )
        now = _number(cards[number]["number"])
        taken.add(now)
        highest[session] = max(now, highest.get(session, now))


def _place(state: State, dot: Row) -> str:
    """What a dot is on, as people call it."""
    if isinstance(card := dot["card_id"], int):
        return f"card {(state.row_of_either('card', card) or {}).get('number', '')}".strip()
    table, number = ("cluster", dot["cluster_id"]) if dot["cluster_id"] is not None else ("theme", dot["theme_id"])
    called = state.called(table, _number(number))
    return f"“{called}”" if called else "a group of cards"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
