"""The words of a story that is deleted for good, where they stand in what does not belong to it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Integer, Table, Text, func, insert, select, type_coerce, update

from coproclip.project.columns import Prose
from coproclip.project.comparing.said_words import SaidWords
from coproclip.project.kinds import WIPED
from coproclip.project.project import Project
from coproclip.project.schema import Base, Excerpt, Person, Theme, ThemeEvent, ThemeLink, all_tables
from coproclip.project.storage.two_databases import strings

_SAID = {
    "story": ("title", "own_title", "own_matters", "own_for_whom"),
    "segment": ("text", "translation"),
    "draft_segment": ("text",),
    "excerpt": ("title", "quote", "before", "after"),
    "excerpt_translation": ("text",),
    "storyteller": ("description",),
}
"""Where the words of a story and its storyteller are; notes about it are somebody else's words."""
_OTHERS_SAID = {
    "segment": ("text", "translation"),
    "draft_segment": ("text",),
    "excerpt": ("quote", "before", "after"),
    "excerpt_translation": ("text",),
    "moment": ("text",),
    "mention": ("text",),
    "starter": ("text",),
}
"""What was said in other stories, and what is asked in every one: the same words there are not taken from this one."""
_NAMES = {
    "project": "title",
    "story": "title",
    "speaker": "name",
    "theme": "name",
    "playlist": "title",
    "listed_word": "text",
    "phrase": "name",
    "attendee": "name",
    "group_note": "from_whom",
}
"""What somebody called something: the name of a storyteller who is gone may be in it."""
_LISTED = {"phrase": "patterns"}
"""What else of it is a list of texts."""
_CALLED_BY = {"theme": 2, "playlist": 2, "listed_word": 1, "phrase": 2}
"""What may be called by words of a story, if it is all of the name and it has so many words; less may be chance."""
_IN_ORDER = ("transcription_id", "story_id", "start_ms")

Rows = Mapping[str, set[int]]


def said_in(connection: Connection, rows: Rows) -> SaidWords:
    """All that was said and written in these rows, as they stand now."""
    said = SaidWords()
    for name, columns in _SAID.items():
        table = Base.metadata.tables[name]
        found = [row for row in _rows(connection, table) if row["id"] in rows.get(name, ())]
        found.sort(key=lambda row: tuple(row[key] or 0 for key in (*_IN_ORDER, "id") if key in row))
        for column in columns:
            said.add(str(row[column] or "") for row in found)
    return said


def take_names_away(connection: Connection, rows: Rows, said: SaidWords) -> tuple[int, ...]:
    """Themes called by these words are called by their number; returns which. Called before the rows are deleted.

    A theme whose words stand in the excerpt of another story too is called by those.
    """
    themes = Base.metadata.tables[Theme.__tablename__]
    names = {str(name).casefold() for name in connection.scalars(select(Theme.name))}
    renamed = []
    for number, name in connection.execute(select(Theme.id, Theme.name).where(Theme.in_their_words == 1)).all():
        linked = select(Excerpt.id, Excerpt.quote).join(ThemeLink, ThemeLink.excerpt_id == Excerpt.id)
        found = connection.execute(linked.where(ThemeLink.theme_id == number)).all()
        others = SaidWords()
        others.add(quote for row, quote in found if row not in rows["excerpt"])
        # Its words may have been corrected since.
        only_here = bool(found) and all(row in rows["excerpt"] for row, _ in found)
        if others.says(name) or not (said.says(name) or only_here):
            continue
        fresh = next(one for one in _numbered(number) if one.casefold() not in names)
        names.add(fresh.casefold())
        values = {"name": fresh, "letter": fresh[0], "in_their_words": 0}
        connection.execute(update(themes).where(themes.c.id == number).values(values))
        renamed.append(number)
    take_out_of_history(connection, said.stand_in, said.says, renamed)
    return tuple(renamed)


def take_out_of_history(
    connection: Connection,
    stand_in: Callable[[str], bool],
    says: Callable[[str], bool],
    renamed: Iterable[int] = (),
) -> None:
    """What was done to themes no longer names those that were called by such words, and repeats none: nobody could.

    `stand_in` knows some of the words in a row in a text, `says` that a whole name was said; of the themes `renamed`
    no earlier name stays.
    """
    events, gone = Base.metadata.tables[ThemeEvent.__tablename__], set(renamed)
    for row in connection.execute(select(events)).all():
        names = [name for name in (row.name, *_quoted(row.what)) if len(name.split()) >= _CALLED_BY["theme"]]
        texts = (row.name, row.what, row.why)
        if row.theme_id in gone or any(map(stand_in, texts)) or any(map(says, names)):
            values = {"name": f"Theme {row.theme_id or ''}".strip(), "what": WIPED, "why": ""}
            connection.execute(update(events).where(events.c.id == row.id).values(values))


def note_wiped(connection: Connection, repeated: Iterable[tuple[str, int]], at: str) -> None:
    """Until they are called something else, history keeps no name of the themes among these rows."""
    events = Base.metadata.tables[ThemeEvent.__tablename__]
    last = connection.scalar(select(func.max(events.c.id))) or 0
    for number in [number for kind, number in repeated if kind == Theme.__tablename__]:
        last += 1
        values = {"name": f"Theme {number}", "at": at, "who": "", "what": WIPED, "why": ""}
        connection.execute(insert(events).values(id=last, theme_id=number, **values))


def _quoted(text: str) -> list[str]:
    return re.findall("“([^”]+)”", text)


def _numbered(number: int) -> Iterable[str]:
    yield f"Theme {number}"
    yield from (f"Theme {number} ({again})" for again in range(2, 1 << 30))


def names_in(connection: Connection, rows: Rows) -> tuple[str, ...]:
    """What the storytellers among these rows are called."""
    found = connection.execute(select(Person.id, Person.alias)).all()
    return tuple(alias for number, alias in found if number in rows.get("storyteller", ()) and alias)


def repeating(
    connection: Connection, stand_in: Callable[[str], bool], called: Iterable[tuple[str, int]]
) -> tuple[tuple[str, int], ...]:
    """The rows, by table and id, in which somebody wrote some words in a row that `stand_in` knows in a text.

    With them those that are `called` by such words.
    """
    found = set(called)
    for table in all_tables():
        if table.name == ThemeEvent.__tablename__:
            continue  # nobody can change it: see `take_out_of_history`
        own = _OTHERS_SAID.get(table.name, ())
        columns = [column.name for column in table.columns if type(column.type) is Prose and column.name not in own]
        if columns:
            found |= {
                (table.name, int(row["id"]))
                for row in _rows(connection, table)
                if any(stand_in(str(row[column])) for column in columns if row[column])
            }
    for kind in _LISTED:
        texts = _listed(connection, kind)
        found |= {(kind, number) for number in texts if any(map(stand_in, texts[number]))}
    order = [table.name for table in all_tables()]
    return tuple(sorted(found, key=lambda one: (order.index(one[0]), one[1])))


def called_by(connection: Connection, said: SaidWords, names: Iterable[str]) -> set[tuple[str, int]]:
    """The rows that are called by words of the story, or in whose name one of `names` is.

    `names` are storytellers who are gone. Called after the rows are deleted: what is said in another story too is
    nobody's name for this one.
    """
    others = SaidWords()
    for kind in ("segment", "draft_segment", "moment"):
        others.add(str(row["text"]) for row in _rows(connection, Base.metadata.tables[kind]))
    found = set()
    for kind, column in _NAMES.items():
        listed = _listed(connection, kind)
        for row in _rows(connection, Base.metadata.tables[kind]):
            for name in (str(row[column] or ""), *listed.get(row["id"], ())):
                called = SaidWords()
                called.add([name])
                long_enough = kind in _CALLED_BY and len(name.split()) >= _CALLED_BY[kind]
                if any(map(called.says, names)) or (long_enough and said.says(name) and not others.says(name)):
                    found.add((kind, int(row["id"])))
    return found


def _listed(connection: Connection, kind: str) -> dict[int, list[str]]:
    """The texts of a list in each row (id) of a table; whatever else is in it is none."""
    if kind not in _LISTED:
        return {}
    table = Base.metadata.tables[kind]
    # As it is kept: what makes no sense there is nothing that stops anybody from deleting.
    rows = connection.execute(select(table.c.id, type_coerce(table.c[_LISTED[kind]], Text))).all()
    return {number: strings(texts) for number, texts in rows}


def name_of(project: Project, kind: str, number: int) -> str:
    """What a row of the table `kind` is called in the window; empty if it has no name."""
    table = Base.metadata.tables[kind]
    names = [table.c[column] for column in ("name", "title", "alias", "text") if column in table.c]
    if not names:
        return ""
    with project.read() as session:
        return session.scalar(select(names[0]).where(table.c.id == number)) or ""


def _rows(connection: Connection, table: Table) -> Iterable[Mapping[str, Any]]:
    # Not the words with their times and what else is JSON: nothing there is read, and some of it may make no sense.
    columns = [column for column in table.columns if type(column.type) in (Prose, Integer)]
    for row in connection.execute(select(*columns)):
        yield row._asdict()
