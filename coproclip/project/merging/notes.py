"""Where two versions are kept, theirs is noted where a person finds it: in the story, or as a note of the group."""

from collections.abc import Mapping
from hashlib import sha256

from coproclip.project.columns import MOST_LETTERS
from coproclip.project.kinds import MomentKind, NoteKind
from coproclip.project.merging.rows import MOMENT, STORY, Row
from coproclip.project.merging.state import Conflict, State

_NOTE = "group_note"
_SAME: Mapping[str, tuple[str, ...]] = {MOMENT: ("story_id", "kind", "text"), _NOTE: ("uid",)}
"""What tells that a note of theirs is there already."""
_COPY = "A colleague’s copy"


def note_both(state: State, whose: str, made_at: str) -> None:
    """Note each version of theirs that is kept beside ours, once."""
    there = {
        table: {tuple(row[name] for name in same) for row in state.result[table].values()}
        for table, same in _SAME.items()
    }
    for conflict in state.cancel.each(state.noted):
        words = _words(conflict, whose)
        story = state.story_of(conflict.table, conflict.row)
        if story in state.result[STORY]:
            start, end = state.stretch_of(conflict.table, conflict.row)
            row: Row = {"story_id": story, "kind": MomentKind.MARK.value, "start_ms": start, "end_ms": end}
            table, row = MOMENT, {**row, "text": words}
        else:
            table, row = _NOTE, _memo(state, conflict, words, whose, made_at)
        if (key := tuple(row[name] for name in _SAME[table])) not in there[table]:
            there[table].add(key)
            state.put(table, state.next_number(table), row)


def _words(conflict: Conflict, whose: str) -> str:
    copy = f"{whose}’s copy" if whose else _COPY
    if not conflict.theirs:
        return f"{copy}: deleted there, and changed here: {conflict.ours}"[:MOST_LETTERS]
    if not conflict.ours:
        return f"{copy}: deleted here, and changed there: {conflict.theirs}"[:MOST_LETTERS]
    where = f" “{conflict.where}”" if conflict.where and conflict.table != "segment" else ""
    return f"{copy}, {conflict.about}{where}: {conflict.theirs}"[:MOST_LETTERS]


def _memo(state: State, conflict: Conflict, words: str, whose: str, made_at: str) -> Row:
    theme = conflict.row if conflict.table == "theme" and conflict.row in state.result["theme"] else None
    return {
        "uid": f"merged {sha256(f'{conflict.table} {conflict.row} {words}'.encode()).hexdigest()[:32]}",
        "session_id": None,
        "attendee_id": None,
        "excerpt_id": None,
        "theme_id": theme,
        "cluster_id": None,
        "kind": NoteKind.MEMO.value,
        "text": words,
        "from_whom": whose,
        "shown": 1,
        "done": 0,
        "created_at": made_at,
    }
