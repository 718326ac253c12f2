"""People who were added apart are two, whatever they are called: nobody's yes counts for somebody else's voice."""

from coproclip.project.merging.state import State
from coproclip.project.storage.two_databases import free_name

_PEOPLE = "storyteller"
_MOST_SHOWN = 80


def set_apart(state: State, whose: str) -> None:
    """To be called once all rows are joined: who is new there and called as somebody here is called otherwise."""
    rows = state.result[_PEOPLE]
    new = sorted(number for of, number in state.incoming if of == _PEOPLE and number in rows)
    new = [number for number in new if number not in state.ours[_PEOPLE]]
    taken = {str(row["alias"]).casefold() for number, row in rows.items() if number not in new}
    for number in new:
        alias = str(rows[number]["alias"])
        called = free_name(alias, taken, whose)
        if called != alias:
            state.set(_PEOPLE, number, alias=called)
            state.left_out.append(
                f"“{alias[:_MOST_SHOWN]}” was added here and in the copy, and nobody knows whether they are the same "
                f"person, so they stay two: the one of the copy is called “{called[:_MOST_SHOWN]}”. If they are one, "
                "choose the first one for the story and its voices."
            )
        taken.add(called.casefold())
