"""People who were added apart are two, whatever they are called: nobody's yes, and no dot, counts for somebody else.

Who is in a workshop is the same where both sides say which person of the project that is: see `numbers`.
"""

from coproclip.project.merging.rows import Row
from coproclip.project.merging.state import State
from coproclip.project.storage.two_databases import FreeNames

_PERSON, _PRESENT = "storyteller", "attendee"
_NAMED = {_PERSON: "alias", _PRESENT: "name"}
_MOST_SHOWN = 80


def set_apart(state: State, whose: str) -> None:
    """To be called once all rows are joined: who is new there and called as somebody here is called otherwise."""
    for table, column in _NAMED.items():
        _set_apart(state, table, column, whose)


def _set_apart(state: State, table: str, column: str, whose: str) -> None:
    rows, before = state.result[table], state.ours[table]
    came = sorted(number for of, number in state.incoming if of == table and number in rows and number not in before)
    new = frozenset(came)
    others: dict[object, list[str]] = {}
    for number, row in state.cancel.each(rows.items()):
        if number not in new:
            others.setdefault(_room(table, row), []).append(str(row[column]))
    free: dict[object, FreeNames] = {}
    for number in state.cancel.each(came):
        room = _room(table, rows[number])
        if room not in free:
            free[room] = FreeNames(others.get(room, ()))
        name = str(rows[number][column])
        called = free[room].take(name, whose)
        if called != name:
            state.set(table, number, **{column: called})
            state.left_out.append(_sentence(state, table, room, name[:_MOST_SHOWN], called[:_MOST_SHOWN]))


def _room(table: str, row: Row) -> object:
    """Among whom somebody has a name of their own: in a workshop those who are there."""
    return row["session_id"] if table == _PRESENT else None


def _sentence(state: State, table: str, room: object, name: str, called: str) -> str:
    if table == _PERSON:
        where, mend = "", "choose the first one for the story and its voices"
    else:
        workshop = state.called("workshop_session", room) if isinstance(room, int) else ""
        where, mend = f" to “{workshop[:_MOST_SHOWN]}”", "take one of them out of the workshop"
    return (
        f"“{name}” was added{where} here and in the copy, and nobody knows whether they are the same person, so they "
        f"stay two: the one of the copy is called “{called}”. If they are one, {mend}."
    )
