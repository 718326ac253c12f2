"""How many rows there are at most: beyond these nobody wrote them, and every page would be kept from standing.

What has too many is set aside as a whole, or the project is refused: with some of them left out more could leave.
No table is without such a number: one that is not named here has the usual one, in all (`most_in_all`) and for each row
that its own belong to (`bounds`).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, ProjectDamaged
from coproclip.project.columns import LARGEST_ID, ROOM
from coproclip.project.kinds import ListKind, MomentKind
from coproclip.project.schema import Base, all_tables

MOST_NAMES = 5_000
"""Nobody decides about so many names in one story; every one is looked for in every excerpt of it."""
MOST_ASKED = 1_000
"""Nobody is asked so many questions of the project’s own; all of them are looked at for every excerpt."""
LAST_ONE_COUNTS = frozenset({"consent", "answer"})
"""None of their rows may have a number above those to come."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No more than `most` rows of a table, of those `which` (SQL), for each row of the table `above`.

    `column` says to which of those a row belongs; `words` what is wrong with one that has more.
    """

    table: str
    column: str
    above: str
    most: int
    words: str
    which: str = ""


_REFUSED = f"kind IN ('{MomentKind.REFUSED.value}', '{MomentKind.DECLINED.value}')"
_SESSION = "far more is kept of it than of any meeting"

BOUNDS = (
    Bound("mention", "story_id", "story", MOST_NAMES, "far more names are noted in it than anybody can decide about"),
    Bound("story_storyteller", "story_id", "story", 300, "far more people take part in it than in any conversation"),
    Bound("speaker", "story_id", "story", 300, "far more voices are in it than in any conversation"),
    Bound("consent", "story_id", "story", 5_000, "far more answers are noted in it than anybody gives"),
    Bound("moment", "story_id", "story", 5_000, "far more moments are noted in it than in any conversation"),
    Bound("moment", "story_id", "story", 1_000, "far more was refused in it than anybody is asked", _REFUSED),
    Bound("answer", "excerpt_id", "excerpt", 500, "far more answers are noted to it than anybody gives"),
    Bound("span", "excerpt_id", "excerpt", 1_000, "it has far more parts than anybody cuts"),
    Bound("theme_link", "excerpt_id", "excerpt", 300, "it is in far more themes than anybody gives it"),
    Bound("excerpt_translation", "excerpt_id", "excerpt", 60, "it is in far more languages than anybody reads"),
    Bound("report_image", "section_id", "report_section", 200, "far more images are in it than anybody looks at"),
    Bound("report_quote", "section_id", "report_section", 2_000, "far more is quoted in it than anybody reads"),
    Bound("playlist_item", "playlist_id", "playlist", 2_000, "far more is in it than anybody listens to"),
    Bound("attendee", "session_id", "workshop_session", 1_000, _SESSION),
    Bound("card", "session_id", "workshop_session", 2_000, _SESSION),
    Bound("cluster", "session_id", "workshop_session", 2_000, _SESSION),
    Bound("group_note", "session_id", "workshop_session", 10_000, _SESSION),
    Bound("choice", "session_id", "workshop_session", 10_000, _SESSION),
    Bound("dot", "session_id", "workshop_session", 20_000, _SESSION),
    Bound("cluster_member", "cluster_id", "cluster", 5_000, "far more is in it than anybody puts together"),
)
"""What each row may have at most."""

USUAL_IN_ALL, USUAL_OF_ONE = 10_000, 5_000
"""So many rows a table may have where nothing else is said, in all and for each row that they belong to."""
IN_ALL: Mapping[str, int] = {
    "theme": 2_000,
    "playlist": 2_000,
    "workshop_session": 2_000,
    "phrase": 2_000,
    "starter": 2_000,
    "partner": 2_000,
    "listed_word": 5_000,
    "report_image": 1_000,
    "report_section": 1_000,
    "story": 5_000,
    "storyteller": 5_000,
    "person_entry": 50_000,
    "story_storyteller": 50_000,
    "speaker": 50_000,
    "consent": 100_000,
    "moment": 100_000,
    "mention": 100_000,
    "excerpt": 50_000,
    "span": 100_000,
    "answer": 100_000,
    "theme_link": 100_000,
    "excerpt_translation": 50_000,
    "theme_event": 50_000,
    "grid_summary": 50_000,
    "playlist_item": 50_000,
    "report_quote": 50_000,
    "attendee": 50_000,
    "card": 50_000,
    "cluster": 50_000,
    "cluster_member": 50_000,
    "group_note": 50_000,
    "choice": 50_000,
    "dot": 100_000,
    "handover_file": 200_000,
    "played": 200_000,
    "lost_name": 200_000,
    "transcription": 20_000,
    "segment": 1_000_000,
    "draft_segment": 4_000_000,
    "merged_row": 4_000_000,
}
"""How many rows a table may have in all: pages show all of many of them beside each other."""
NEVER_READ_AS_A_WHOLE = frozenset({"change_log"})
"""The lasting log has a line for all that was ever done, and only its end is read."""
OF_ONE: Mapping[str, int] = {
    "segment": 100_000,
    "draft_segment": 100_000,
    "transcription": 200,
    "recording": 500,
    "played": 20_000,
    "lost_name": 20_000,
    "place": 10,
    "handover_file": 50_000,
    "theme_link": 50_000,
}
"""Of which tables fewer or more rows than usual may belong to one."""
_CALLED = {"storyteller": "people", "story_storyteller": "who tells"}


def most_in_all(table: str) -> int:
    """How many rows a table may have."""
    return IN_ALL.get(table, USUAL_IN_ALL)


@cache
def bounds() -> tuple[Bound, ...]:
    """`BOUNDS`, and one of the usual kind for every other row that those of a table belong to."""
    named = {(bound.table, bound.column) for bound in BOUNDS}
    others = [
        Bound(
            table.name,
            column.name,
            key.column.table.name,
            OF_ONE.get(table.name, USUAL_OF_ONE),
            f"far more rows of “{table.name.replace('_', ' ')}” belong to it than anybody makes",
        )
        for table in all_tables()
        for column in table.columns
        for key in column.foreign_keys
        if not column.nullable and (table.name, column.name) not in named
    ]
    return (*BOUNDS, *others)


def with_too_many(
    connection: sqlite3.Connection, among: Mapping[str, str] | None = None
) -> Iterator[tuple[str, int, str]]:
    """The rows that have more than they may: table, number, and what is wrong.

    `among`: only those with one of these rows (by table, their numbers as a JSON list).
    """
    for bound in bounds():
        if among is not None and bound.table not in among:
            continue
        values = () if among is None else (among[bound.table],)
        these = f'SELECT "{bound.column}" FROM "{bound.table}" WHERE id IN (SELECT value FROM json_each(?))'
        where = [f'"{bound.column}" IN ({these})'] if among is not None else []
        where += [bound.which] if bound.which else []
        query = f'SELECT "{bound.column}" FROM "{bound.table}"{" WHERE " if where else ""}{" AND ".join(where)}'
        query += f' GROUP BY "{bound.column}" HAVING count(*) > {bound.most}'
        for (number,) in connection.execute(query, values):
            if isinstance(number, int):
                yield bound.above, number, bound.words


def too_many_in_all(connection: sqlite3.Connection, among: Mapping[str, object] | None = None) -> str:
    """Of which table there are more rows than there may be, in plain words; empty where of none.

    `among`: only these tables are asked about.
    """
    for table in (one.name for one in all_tables() if one.name not in NEVER_READ_AS_A_WHOLE):
        if among is not None and table not in among:
            continue
        most = most_in_all(table)
        # Nearly always the numbers themselves say that it cannot be; and counted no further than that.
        first, last = connection.execute(f'SELECT min(id), max(id) FROM "{table}"').fetchone()
        if first is None or last - first < most:
            continue
        query = f'SELECT count(*) FROM (SELECT 1 FROM "{table}" LIMIT {most + 1})'
        if connection.execute(query).fetchone()[0] > most:
            return f"there are more than {most:,} entries in “{_CALLED.get(table, table.replace('_', ' '))}”"
    return ""


def refuse_beyond(session: Session, more: Mapping[str, int]) -> None:
    """Raise `BadInput` where a project with so many `more` rows (by table) would have more than it may.

    To be asked before much is written at once: what is refused only in the end was waited for in vain.
    """
    for table, count in more.items():
        there = session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) if count else 0
        if (there or 0) + count > (most := most_in_all(table)):
            called = _CALLED.get(table, table.replace("_", " "))
            raise BadInput(
                f"With these there would be more than {most:,} entries in “{called}”, and a project has no more.",
                "Nothing was brought in.",
                "Make several projects of it.",
            )


def refuse_too_much(connection: sqlite3.Connection) -> None:
    """Raise `ProjectDamaged` for a project with more, or with larger numbers, than any of ours."""
    wrong = ""
    if _without_room(connection):
        wrong = "Some entries in this project have numbers that CoProClip never gives, so it was not opened."
    elif _asks_too_much(connection):
        wrong = "This project has thousands of questions about consent, so it was not opened."
    elif many := too_many_in_all(connection):
        wrong = f"This project was not opened: {many}, and nobody could look through them."
    if wrong:
        raise ProjectDamaged(
            wrong, "Nothing was changed.", "Restore a backup, or ask whoever gave it to you for another copy."
        )


def _without_room(connection: sqlite3.Connection) -> bool:
    """Whether some rows have such numbers that what is added would pass the largest one, or not count as the last."""
    for table in all_tables():
        most = "" if table.name in LAST_ONE_COUNTS else f" AND id <= {LARGEST_ID}"
        if connection.execute(f'SELECT 1 FROM "{table.name}" WHERE id > {LARGEST_ID - ROOM}{most} LIMIT 1').fetchone():
            return True
    return False


def _asks_too_much(connection: sqlite3.Connection) -> bool:
    """Whether it has more own questions of consent than any conversation; leaving some out would let more leave."""
    others = ", ".join(f"'{kind.value}'" for kind in ListKind if kind is not ListKind.QUESTION)
    query = f"SELECT count(*) FROM list_entry WHERE kind NOT IN ({others})"
    return bool(connection.execute(query).fetchone()[0] > MOST_ASKED)
