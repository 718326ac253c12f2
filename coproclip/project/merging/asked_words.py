"""A yes to a question of the project's own is to the words that were asked; where those differ it is asked again."""

from collections import Counter
from collections.abc import Iterable

from coproclip.project.going_back.carried_over import last_of
from coproclip.project.kinds import AnswerKind
from coproclip.project.merging.rows import CONSENT, Row, Tables
from coproclip.project.merging.state import State

_QUESTION, _OWN = "list_entry", "own "
_MOST_SHOWN = 200


def ask_again(state: State) -> None:
    """To be called once all rows are joined, and before it is settled what is said last.

    A yes of theirs to other words than those that stand comes in as “later”; where their words stand, so is ours.
    """
    rows = state.result[CONSENT]
    whose = ("story_id", "storyteller_id", "about")
    again = Counter[tuple[str, str]]()
    for number, row in _yeses(rows[of] for table, of in sorted(state.incoming) if table == CONSENT and of in rows):
        asked, now = _words(state.theirs, row), _words(state.result, row)
        if number not in state.ours[CONSENT] and _differs(asked, now):
            state.set(CONSENT, number, answer=AnswerKind.LATER.value)
            again[asked, now] += 1
    for number, row in _yeses(last_of((row for _, row in sorted(rows.items())), whose)):
        asked, now = _words(state.ours, row), _words(state.result, row)
        if number in state.ours[CONSENT] and _differs(asked, now):
            state.put(CONSENT, state.next_number(CONSENT), {**row, "answer": AnswerKind.LATER.value})
            again[asked, now] += 1
    for (asked, now), count in again.items():
        before = f"“{asked[:_MOST_SHOWN]}”" if asked else "A question that is not asked there any more"
        reads = f"reads “{now[:_MOST_SHOWN]}” here now" if now else "is not asked here any more"
        yeses = "1 yes to it is" if count == 1 else f"{count} times a yes to it is"
        state.left_out.append(
            f"{before} {reads}. A yes is one to the words that were asked: {yeses} to be asked again."
        )


def _yeses(rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Each yes to a question of the project's own, with its number."""
    own = (row for row in rows if str(row["about"]).startswith(_OWN) and row["answer"] == AnswerKind.YES)
    return [(number, row) for row in own if isinstance(number := row["id"], int)]


def _words(tables: Tables, row: Row) -> str:
    """The question that an answer is about, as it reads on this side; empty where there is none."""
    number = str(row["about"]).removeprefix(_OWN)
    entry = tables[_QUESTION].get(int(number)) if number.isdecimal() and len(number) < _MOST_SHOWN else None
    return "" if entry is None else str(entry["text"])


def _differs(one: str, other: str) -> bool:
    return one.casefold().split() != other.casefold().split()
