"""Where two versions are kept, theirs is noted where a person finds it: in the story, or as a note of the group."""

from hashlib import sha256

from coproclip.project.columns import MOST_LETTERS
from coproclip.project.kinds import MomentKind, NoteKind
from coproclip.project.merging.rows import MOMENT, STORY, Row
from coproclip.project.merging.state import Conflict, State

_NOTE = "group_note"
_COPY = "A colleague’s copy"


def note_both(state: State, whose: str, made_at: str) -> None:
    """Note each version of theirs that is kept beside ours, once."""
    for conflict in state.noted:
        words = _words(conflict, whose)
        story = state.story_of(conflict.table, conflict.row)
        if story in state.result[STORY]:
            start, end = state.stretch_of(conflict.table, conflict.row)
            row: Row = {"story_id": story, "kind": MomentKind.MARK.value, "start_ms": start, "end_ms": end}
            _add(state, MOMENT, {**row, "text": words}, ("story_id", "kind", "text"))
        else:
            _add(state, _NOTE, _memo(state, conflict, words, whose, made_at), ("uid",))


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


def _add(state: State, table: str, row: Row, same: tuple[str, ...]) -> None:
    if not any(all(one[name] == row[name] for name in same) for one in state.result[table].values()):
        state.put(table, state.next_number(table), row)
