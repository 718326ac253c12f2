"""Which of our numbers their rows have, and the same rows with our numbers in them, wherever a number is kept."""

import json
from collections.abc import Callable, Mapping

from sqlalchemy import UniqueConstraint

from coproclip.project.columns import (
    LARGEST_ID,
    NOT_VOICES,
    TELLERS,
    kept_not_voices,
    kept_tellers,
    read_refusal,
    refusal_text,
    refused_excerpt,
    row_ids,
)
from coproclip.project.kinds import MomentKind
from coproclip.project.merging.policy import KNOWN_BY, NATURAL
from coproclip.project.merging.rows import ANSWER, CONSENT, EXCERPT, MOMENT, Row, merged_tables, references
from coproclip.project.merging.state import State
from coproclip.project.schema import Base
from coproclip.project.storage.two_databases import covered_by

_OWN = "own "
_REFUSALS = (MomentKind.REFUSED, MomentKind.DECLINED)


def number_rows(state: State) -> None:
    """Find for each of their rows which of ours it is, or give it a new number; afterwards `theirs` has our numbers.

    A row that the copy was made with, or that came in before, is the one of that number. What both sides added alike
    (`NATURAL`, and whatever may be there only once) is the same.
    """
    known_of: dict[str, list[tuple[int, int]]] = {}
    for (table, their_id), known in state.known.items():
        known_of.setdefault(table, []).append((their_id, known.our_id))
    for table in (one.name for one in merged_tables()):
        ids: dict[int, int] = {}
        fresh = []
        for their_id in state.cancel.each(state.theirs[table]):
            if their_id in state.base.rows.get(table, {}):
                ids[their_id] = their_id
            elif (one := state.known.get((table, their_id))) is not None:
                ids[their_id] = one.our_id
            else:
                fresh.append(their_id)
        state.ids[table] = ids
        for their_id, our_id in known_of.get(table, ()):
            # What came in before and was deleted there since.
            ids.setdefault(their_id, our_id)
        _match(state, table, fresh)
        state.their_ids[table] = {ours: theirs for theirs, ours in ids.items()}
        for their_id in state.base.rows.get(table, {}):
            state.their_ids[table].setdefault(their_id, their_id)
    # Only now every number is known, whichever table it is of.
    for table, rows in state.theirs.items():
        ids = state.ids[table]
        state.theirs[table] = {
            ids[number]: {**translate(state, table, row), "id": ids[number]}
            for number, row in state.cancel.each(rows.items())
        }


def _match(state: State, table: str, fresh: list[int]) -> None:
    keys = [tuple(NATURAL[table])] if table in NATURAL else []
    once = [
        tuple(column.name for column in constraint.columns)
        for constraint in Base.metadata.tables[table].constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    ids = state.ids[table]
    taken = set(ids.values())
    for key in (*once, *keys):
        # A row that there may be only once is the same also where ours is an old one.
        ours = {
            _key(row, key): number
            for number, row in state.cancel.each(state.ours[table].items())
            if key in once or number not in state.base.rows.get(table, {})
        }
        for their_id in state.cancel.each([one for one in fresh if one not in ids]):
            row = translate(state, table, state.theirs[table][their_id])
            says_who = KNOWN_BY.get(table) not in key or row[KNOWN_BY[table]] is not None
            found = ours.get(_key(row, key)) if says_who else None
            if found is not None and (found not in taken or _is_gone_there(state, table, found)):
                ids[their_id] = found
                taken.add(found)
                if found not in state.base.rows.get(table, {}):
                    state.in_both.add((table, found))
    for their_id in fresh:
        if their_id not in ids:
            ids[their_id] = state.next_number(table)


def _is_gone_there(state: State, table: str, number: int) -> bool:
    return number not in state.theirs[table]


def _key(row: Row, columns: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(value.casefold() if isinstance(value := row[name], str) else value for name in columns)


def translate(state: State, table: str, row: Row) -> Row:
    """A row of theirs with our numbers; what refers to nothing they have refers to the same number."""
    found = dict(row)
    for column, (target, _) in references(table).items():
        number = row[column]
        if isinstance(number, int) and (number or table != "handover_file"):
            found[column] = state.ids.get(target, {}).get(number, number)
    for (of, column), change in IN_TEXTS.items():
        if of == table:
            found[column] = change(state, found)
    return found


# ---- numbers inside texts -------------------------------------------------------------------------------------------


def _in_answer(state: State, row: Row) -> object:
    covered = covered_by(row)
    people = state.ids.get("storyteller", {})
    changed = dict(covered)
    for key, numbers in ((TELLERS, kept_tellers(covered)), (NOT_VOICES, kept_not_voices(covered))):
        if key in covered and any(people.get(one, one) != one for one in numbers):
            changed[key] = [people.get(one, one) for one in numbers]
    return row["covered"] if changed == covered else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))


def _in_consent(state: State, row: Row) -> object:
    about = str(row["about"])
    number = about.removeprefix(_OWN)
    if not about.startswith(_OWN) or not number.isdecimal() or len(number) > len(str(LARGEST_ID)):
        return row["about"]
    return f"{_OWN}{state.ids['list_entry'].get(int(number), int(number))}"


def _in_moment(state: State, row: Row) -> object:
    """Whose no it was, and of which excerpt; where it stands among the answers is set once those are known."""
    if row["kind"] not in _REFUSALS:
        return row["text"]
    number, teller, prints = read_refusal(str(row["text"]))
    if number >= LARGEST_ID:
        return row["text"]
    excerpt = refused_excerpt(str(row["text"]))
    people, excerpts = state.ids.get("storyteller", {}), state.ids.get(EXCERPT, {})
    whose = None if teller is None else people.get(teller, teller)
    return refusal_text(number, whose, prints, excerpt=excerpts.get(excerpt, excerpt))


def _in_handover(state: State, row: Row) -> object:
    under = row_ids(str(row["under"])) or {}
    kinds: Mapping[str, str] = {"answer": ANSWER, "consent": CONSENT}
    found = {
        table: [state.ids.get(kinds.get(table, table), {}).get(one, one) for one in numbers]
        for table, numbers in under.items()
    }
    return row["under"] if found == under else json.dumps(found, separators=(",", ":"))


IN_TEXTS: Mapping[tuple[str, str], Callable[[State, Row], object]] = {
    (ANSWER, "covered"): _in_answer,
    (CONSENT, "about"): _in_consent,
    (MOMENT, "text"): _in_moment,
    ("handover_file", "under"): _in_handover,
}
"""Columns of text that have numbers of rows in them."""
NONE_IN_TEXTS = frozenset(
    {
        ("project", "bands"),
        ("report", "plainer"),
        ("report", "glossary"),
        ("report_quote", "runs"),
        ("transcription", "options"),
        ("workshop_session", "steps"),
    }
)
"""Columns with something written by the program that have no numbers of rows in them."""
