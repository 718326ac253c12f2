"""Joining rows: what one side changed is taken, what both changed is decided by the policy or by a person.

“Compared with the state that the copy was made from, or was brought back in the last time.”
"""

from collections.abc import Collection

from coproclip.project.kinds import AnswerKind
from coproclip.project.merging.policy import (
    ARRANGED,
    LOOSER,
    MEANWHILE,
    NATURAL,
    STRICTER,
    TAKEN_OUT,
    groups_of,
    is_asked_about,
    is_loosened,
    is_never_changed,
    is_never_deleted,
    lets_names_go,
    never_changed,
    stays_deleted,
)
from coproclip.project.merging.prints import print_of
from coproclip.project.merging.rows import (
    ANSWER,
    CONSENT,
    EDGES,
    EXCERPT,
    RECORDING,
    SEGMENT,
    STORY,
    Row,
    columns_of,
    edges_of,
    merged_tables,
    references,
)
from coproclip.project.merging.state import Keep, Key, State, below

_FLAGS = ("sensitive", "in_their_words", "left_out")
_APART = frozenset({SEGMENT})
"""Passages are joined story by story (`passages`)."""


def join_rows(state: State) -> None:
    """Bring in what is new and what was changed there; then take out what was deleted there."""
    for table in (one.name for one in merged_tables()):
        if table not in _APART:
            for our_id, row in state.cancel.each(state.theirs[table].items()):
                _join(state, table, our_id, row)
    _delete(state)


def _join(state: State, table: str, our_id: int, row: Row) -> None:
    their_id = state.their_ids[table][our_id]
    before = state.before(table, their_id)
    changed = state.changed(table, row, before)
    if before and not changed:
        return
    remember(state, table, their_id, our_id, row)
    ours = state.result[table].get(our_id)
    if ours is not None:
        if not is_never_changed(table, ours):
            join_cells(state, table, their_id, ours, row, changed, before)
    elif before is None:
        if _may_come_in(state, table, our_id, row):
            state.put(table, our_id, row)
            state.counts[table] += 1
    elif not changed <= ARRANGED and may_come_back(state, table, our_id) and not stays_deleted(table, row):
        # Deleted here, changed there: more than its place among others, which changes with theirs.
        theirs, frees = described(table, row), _comes_loosened(state, table, our_id)
        chosen = state.decide(table, their_id, our_id, "deleted", "nothing" if frees else "", theirs, frees=frees)
        if chosen is Keep.THEIRS or (chosen is Keep.BOTH and not frees):
            revive(state, table, our_id)
            if chosen is not Keep.THEIRS and table in TAKEN_OUT:
                state.set(table, our_id, **TAKEN_OUT[table])


def _may_come_in(state: State, table: str, our_id: int, row: Row) -> bool:
    """Whether what is new there is new here: a story of ours keeps its sound, and names are let go by a person."""
    if table == RECORDING:
        return row["story_id"] not in state.ours[STORY]
    if lets_names_go(table, row, state.ours, lambda: state.hidden_here):
        their_id, name = state.their_ids[table][our_id], described(table, row)
        ours = "not in the list" if table == "list_entry" else "nothing"
        return state.decide(table, their_id, our_id, "lets go", ours, name, frees=True) is Keep.THEIRS
    return True


def remember(state: State, table: str, their_id: int, our_id: int, row: Row) -> None:
    """Keep how a row of theirs came in, so that the same copy brings it in once."""
    state.merged[table, their_id] = (our_id, print_of(state.base.salt, columns_of(table), row))


def join_cells(
    state: State, table: str, their_id: int, ours: Row, theirs: Row, changed: frozenset[str], before: str | None
) -> None:
    """Take what they changed in a row that both have; what both changed is decided."""
    differing = {name for name in changed if theirs[name] != ours[name]} - never_changed(table)
    if before is None:
        differing -= set(NATURAL.get(table, ()))  # by these it is the same thing: capitals do not matter
    if not differing:
        return
    ours_changed = state.changed_here(table, ours, before)
    taken: Row = {}
    for group in groups_of(table):
        if not differing.intersection(group):
            continue
        looser = LOOSER.get((table, group[0]))
        frees = looser is not None and looser(ours, theirs)
        ours_too = bool(ours_changed.intersection(group))
        if not ours_too and not frees:
            taken |= {name: theirs[name] for name in group}
            continue
        stricter = STRICTER.get((table, group[0])) if ours_too else None
        chosen = stricter(ours, theirs) if stricter is not None else None
        if chosen is not None:
            taken |= chosen
        elif group[0] not in ARRANGED:
            number = _number(ours)
            mine, other = (_said(state, group, row) for row in (ours, theirs))
            if frees:
                mine, other = mine or "nothing", other or "nothing"
            keep = state.decide(table, their_id, number, group[0], mine, other, frees=frees)
            if keep is Keep.THEIRS:
                taken |= {name: theirs[name] for name in group}
            elif keep is Keep.BOTH and (meanwhile := MEANWHILE.get((table, group[0]))) is not None:
                taken |= meanwhile(ours, theirs)
    if any(ours[name] != value for name, value in taken.items()):
        state.set(table, _number(ours), **taken)
        state.counts[f"{table} changed"] += 1


def _number(row: Row) -> int:
    number = row["id"]
    assert isinstance(number, int)
    return number


def _said(state: State, group: tuple[str, ...], row: Row) -> str:
    """How a version reads to a person."""
    if group == ("storyteller_id", "role"):
        person = row["storyteller_id"]
        return state.called("storyteller", person) if isinstance(person, int) else str(row["role"] or "nobody known")
    if group[0] == "photo":
        person = row["person_id"]
        of = state.called("storyteller", person) if isinstance(person, int) else "somebody"
        return f"a photo of {of}" if row["photo"] or isinstance(person, int) else "no photo of anybody"
    if group == ("person_id",):
        return state.called("storyteller", row["person_id"]) if isinstance(row["person_id"], int) else ""
    if EDGES in group:
        stretches = ", ".join(f"{start / 1000:.1f}–{end / 1000:.1f} s" for start, end in edges_of(row))
        return f"{row['quote']} ({stretches})"
    if group[0] in _FLAGS:
        return "yes" if row[group[0]] else "no"
    if group[0] == "binned_at":
        return "in the bin" if row["binned_at"] else "not in the bin"
    return " ".join(str(row[name]) for name in group if row[name] not in (None, ""))


def described(table: str, row: Row) -> str:
    """A row in a few words: what people wrote in it."""
    written = [str(row[name]) for name in ("title", "name", "alias", "text", "quote", "label", "alt") if row.get(name)]
    return " · ".join(written) or table.replace("_", " ")


# ---- deleted here ---------------------------------------------------------------------------------------------------


def may_come_back(state: State, table: str, our_id: int) -> bool:
    """Whether a row that is gone here was deleted as one deletes and undoes, and not for good."""
    return table != STORY and (table, our_id) in state.logged


def revive(state: State, table: str, our_id: int) -> list[Key]:
    """Bring back a row that was deleted here, with what went with it; returns all of that."""
    state.put(table, our_id, state.theirs[table][our_id])
    back = [(table, our_id)]
    for other, number in state.below_theirs.get((table, our_id), ()):
        if (
            other not in _APART
            and number not in state.result[other]
            and may_come_back(state, other, number)
            and not _comes_loosened(state, other, number)
        ):
            back += revive(state, other, number)
    return back


def _comes_loosened(state: State, table: str, our_id: int) -> bool:
    """Whether a row that is gone here reads otherwise there, or may, in what would hold it back here."""
    before = state.before(table, state.their_ids[table][our_id]) if state.is_base_known else None
    return is_loosened(table, state.changed(table, state.theirs[table][our_id], before))


# ---- deleted there --------------------------------------------------------------------------------------------------


def _delete(state: State) -> None:
    _forget_gone(state)
    gone = _gone_there(state)
    for table, number in [key for key in gone if key[0] == STORY]:
        # Deleting for good is done by a person, here too; until then nothing of it leaves.
        gone.discard((table, number))
        state.merged[STORY, state.their_ids[STORY][number]] = (number, "")
        title = state.called(STORY, number)
        if state.result[STORY][number]["binned_at"] is None:
            state.set(STORY, number, binned_at=state.result[STORY][number]["created_at"])
        state.left_out.append(
            f"“{title}” was deleted for good in the copy. Here it is in the bin now: delete it for good here too."
        )
    gone = {key for key in gone if not _story_is_gone(state, key)}
    kept = {
        (table, number)
        for table, number in sorted(gone)
        if (_changed_here(state, (table, number)) or is_asked_about(table, state.ours[table][number]))
        and _is_kept(state, table, number)
    }
    needed = _needed(state, gone, kept) if gone else set[Key]()
    kept |= needed
    for table, number in sorted(needed):
        state.note_needed(table, number, "in the copy")
    for table, number in sorted(gone - kept):
        del state.result[table][number]
        state.incoming.discard((table, number))
        state.counts[f"{table} deleted"] += 1
    for table, number in sorted(gone):
        their_id = state.their_ids[table][number]
        state.merged[table, their_id] = (number, "")


def _is_kept(state: State, table: str, number: int) -> bool:
    """Whether a row that was deleted there and changed here stays."""
    if table in ("theme_link", ANSWER, "playlist_item"):
        return True
    row, their_id = state.ours[table][number], state.their_ids[table][number]
    frees = is_asked_about(table, row)
    return state.decide(table, their_id, number, "deleted", described(table, row), "", frees=frees) is not Keep.THEIRS


def _forget_gone(state: State) -> None:
    """What was deleted on both sides, and brought back here since, is not deleted once more."""
    for table in (one.name for one in merged_tables()):
        for number, their_id in state.their_ids[table].items():
            if number not in state.theirs[table] and number not in state.ours[table] and state.before(table, their_id):
                state.merged[table, their_id] = (number, "")


def _gone_there(state: State) -> set[Key]:
    found: set[Key] = set()
    for table in (one.name for one in merged_tables()):
        if table in _APART or table in (CONSENT,):
            continue
        theirs = state.theirs[table]
        for number, their_id in state.their_ids[table].items():
            if number in theirs or number not in state.ours[table] or not state.before(table, their_id):
                continue
            if not is_never_deleted(table, state.ours[table][number]):
                found.add((table, number))
    # What somebody said no to stays, with that no. An answer goes with its excerpt and never alone.
    refused = {row["excerpt_id"] for row in state.ours[ANSWER].values() if row["answer"] == AnswerKind.NO}
    found = {key for key in found if key[0] != EXCERPT or key[1] not in refused}
    return {key for key in found if key[0] != ANSWER or (EXCERPT, state.ours[ANSWER][key[1]]["excerpt_id"]) in found}


def _story_is_gone(state: State, key: Key) -> bool:
    story = state.story_of(*key)
    return story is not None and story not in state.theirs[STORY]


def _changed_here(state: State, key: Key) -> bool:
    table, number = key
    ours = state.ours[table][number]
    changed = state.changed_here(table, ours, state.before_of_ours(table, number))
    return bool(changed - ARRANGED) and not stays_deleted(table, ours)


def _needed(state: State, gone: Collection[Key], kept: Collection[Key]) -> set[Key]:
    """What of `gone` stays: what something that stays refers to, and everything that belongs to what is `kept`."""
    referring = below(state.result, state.cancel, also_without=True)
    may = {key for key in gone if key not in kept and not stays_deleted(key[0], state.result[key[0]][key[1]])}
    found = {key for key in may if any(one not in gone for one in referring.get(key, ()))}
    waiting = [*kept, *found]
    while waiting:
        table, number = key = waiting.pop()
        row = state.result[table][number]
        near = {
            (target, above) for name, (target, _) in references(table).items() if isinstance(above := row[name], int)
        }
        near |= {one for one in referring.get(key, ()) if key in _needs(state, one)}
        fresh = (near & may) - found
        found |= fresh
        waiting += fresh
    return found


def _needs(state: State, key: Key) -> set[tuple[str, object]]:
    """What a row cannot be without."""
    row = state.result[key[0]][key[1]]
    return {(target, row[name]) for name, (target, null) in references(key[0]).items() if not null}
