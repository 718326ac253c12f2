"""Going back to a backup makes no name audible: where it was ever said is known from the project as it is, too."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from coproclip.project.columns import Word
from coproclip.project.comparing.name_keys import Key, key_of
from coproclip.project.kinds import ListKind
from coproclip.project.names_lost import Lines, ListedNames, ProjectNames, as_heard, in_order, not_said, words_in
from coproclip.project.schema import Mention
from coproclip.project.storage.two_databases import Both, add_row, is_same, tables
from coproclip.timecode import TimeRange

_Places = list[tuple[int, TimeRange]]


def carry_lost_names(both: Both) -> Counter[str]:
    """Note where the project knows that a name was said, and the backup does not; after the names themselves.

    Also of those that may be said: what is decided about them may change later.
    """
    mentions = [Mention(**row) for row in both.rows_then("mention")]
    entries = both.rows_then("list_entry")
    everywhere = [str(row["text"]) for row in entries if row["kind"] == ListKind.KEPT_NAME]
    keys: dict[tuple[int, Key], int] = {}
    for one in mentions:
        keys.setdefault((one.story_id, key_of(one.text)), one.id)
    whose = {row["id"]: keys.get((int(str(row["story_id"])), key_of(str(row["text"])))) for row in both.rows("mention")}
    noted: dict[int, _Places] = defaultdict(list)
    for row in both.rows("lost_name"):
        if (mention := whose.get(row["mention_id"])) is not None:
            noted[int(str(row["story_id"]))].append((mention, _time(row["start_ms"], row["end_ms"])))
    found, every = Counter[str](), ProjectNames(mentions, everywhere)
    for story in [int(str(row["id"])) for row in both.rows_then("story")]:
        names = every.of(story)
        if not (names or noted[story]) or not is_same(both.now, both.then, "story", story):
            continue
        there = [*_said(both.then, story, names), *_noted(both.then, story)]
        for number, time in not_said([*_said(both.now, story, names), *noted[story]], there):
            row = {"id": 0, "story_id": story, "mention_id": number, "start_ms": time.start_ms, "end_ms": time.end_ms}
            found["places of names"] += bool(add_row(both.then, "lost_name", row))
    return found


def _said(connection: sqlite3.Connection, story: int, names: ListedNames) -> _Places:
    """Where they are in the words of a story, and in whatever an engine or a file ever had there."""
    if not names:
        return []
    lines = "SELECT id, start_ms, words FROM segment WHERE story_id = ?"
    readings = [_lines(connection.execute(lines, (story,)).fetchall())]
    if {"transcription", "draft_segment"} <= tables(connection):
        acts = connection.execute("SELECT id FROM transcription WHERE story_id = ? ORDER BY id", (story,)).fetchall()
        lines = "SELECT id, start_ms, words FROM draft_segment WHERE transcription_id = ?"
        readings += [_lines(connection.execute(lines, (number,)).fetchall()) for (number,) in acts]
    heard: list[frozenset[tuple[str, int, int]]] = []

    def _heard() -> frozenset[tuple[str, int, int]]:
        if not heard:
            heard.append(as_heard(word for reading in readings[1:] for word in in_order(reading)))
        return heard[0]

    return [place for reading in readings for place in names.said(in_order(reading), _heard)]


def _noted(connection: sqlite3.Connection, story: int) -> _Places:
    query = "SELECT mention_id, start_ms, end_ms FROM lost_name WHERE story_id = ?"
    return [(int(mention), _time(start, end)) for mention, start, end in connection.execute(query, (story,))]


def _lines(rows: Iterable[sqlite3.Row]) -> Lines:
    found: dict[int, tuple[int, list[Word]]] = {}
    for number, start, words in rows:
        found[int(number)] = int(start), words_in(words)
    return found


def _time(start: object, end: object) -> TimeRange:
    first = max(0, int(str(start)))
    return TimeRange(first, max(first, int(str(end))))
