"""Names that are said in the words of a copy and not in those that stay: the sound says them all the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from coproclip.project.columns import Word
from coproclip.project.kinds import ListKind
from coproclip.project.merging.rows import SEGMENT, STORY, Row
from coproclip.project.merging.state import State
from coproclip.project.names_lost import Lines, ProjectNames, as_heard, in_order, not_said, words_in
from coproclip.project.schema import Mention
from coproclip.timecode import TimeRange

_TABLE = "lost_name"


def keep_names_lost(state: State) -> None:
    """Note where the copy has names in its words and what is joined has not; of ours the project notes it itself."""
    theirs, joined = _by_story(state.theirs[SEGMENT]), _by_story(state.result[SEGMENT])
    other = [
        story for story in sorted(theirs.keys() & state.result[STORY].keys()) if _differ(theirs[story], joined[story])
    ]
    if not other:
        return
    mentions = [Mention(**row) for _, row in state.cancel.each(sorted(state.result["mention"].items()))]
    kept = [str(one["text"]) for one in state.result["list_entry"].values() if one["kind"] == ListKind.KEPT_NAME]
    every, drafts, places = ProjectNames(mentions, kept), _drafts(state), _by_story(state.result[_TABLE])
    for story in other:
        state.cancel.raise_if_cancelled()
        names, there, now = every.of(story), theirs[story], joined[story]
        if not names:
            continue

        def _heard(story: int = story) -> frozenset[tuple[str, int, int]]:
            return as_heard(word for row in drafts[story] for word in words_in(row["words"]))

        before, after = in_order(_lines(there)), in_order(_lines(now))
        if before == after:
            continue
        lost = not_said(names.said(before, _heard), names.said(after, _heard))
        known = [
            (_number(row["mention_id"]), TimeRange(_number(row["start_ms"]), _number(row["end_ms"])))
            for row in places[story].values()
        ]
        for mention, time in not_said(lost, known):
            place: Row = {"story_id": story, "mention_id": mention, "start_ms": time.start_ms, "end_ms": time.end_ms}
            state.put(_TABLE, state.next_number(_TABLE), place)


def _differ(there: Mapping[int, Row], now: Mapping[int, Row]) -> bool:
    return any((one := now.get(number)) is None or one["words"] != row["words"] for number, row in there.items())


def _drafts(state: State) -> defaultdict[int, list[Row]]:
    """The lines of all drafts of theirs, by story."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    acts = state.theirs["transcription"]
    for row in state.cancel.each(state.theirs["draft_segment"].values()):
        if (act := acts.get(_number(row["transcription_id"]))) is not None:
            found[_number(act["story_id"])].append(row)
    return found


def _by_story(rows: dict[int, Row]) -> defaultdict[int, dict[int, Row]]:
    found: defaultdict[int, dict[int, Row]] = defaultdict(dict)
    for number, row in rows.items():
        found[_number(row["story_id"])][number] = row
    return found


def _lines(rows: dict[int, Row]) -> Lines:
    found: dict[int, tuple[int, Sequence[Word]]] = {}
    for number, row in rows.items():
        found[number] = _number(row["start_ms"]), words_in(row["words"])
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
