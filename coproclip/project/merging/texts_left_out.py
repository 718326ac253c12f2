"""What people wrote elsewhere in words of stories that stay at home, or with a name that only those take out.

It does not travel either: whoever has the copy could read there what somebody wanted kept, and nobody there knows that
it is. At home it stays as it is, and whatever is written in its place in the copy is seen beside it when that is
brought back.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, select, update

from coproclip.project.columns import Json, Prose
from coproclip.project.comparing.name_index import Met
from coproclip.project.comparing.name_keys import EDGES, is_written_as_name, key_of, plainly
from coproclip.project.comparing.name_parts import NO_PERSONS, names_in
from coproclip.project.comparing.said_words import SaidWords
from coproclip.project.erasing.repeated_words import Rows, take_out_of_history
from coproclip.project.erasing.taken_out_names import MentionRows, index_of
from coproclip.project.schema import Base, Participant, Person, Report, Segment, all_tables

_BY_PROGRAM = frozenset(
    {"uid", "sha256", "kind", "state", "role", "part", "level", "use", "key", "file", "fingerprint", "about", "answer"}
    | {"decision", "checked_how", "engine", "speech_model", "asked_language", "language", "operation", "letter", "day"}
    | {"age_band", "valence", "named_in", "form", "original", "working", "peaks", "source", "heading_kind", "finding"}
    | {"at", "covered", "flags", "tracks", "table_name", "as_merged", "prints"}
)
"""Columns that the program writes, whatever their table; so it does all that ends in “_at” and “_on”."""
_NOT_HERE: Mapping[str, frozenset[str]] = {
    "segment": frozenset({"text", "translation"}),
    "draft_segment": frozenset({"text"}),
    "excerpt": frozenset({"quote", "before", "after"}),
    "mention": frozenset({"text"}),
    "project": frozenset({"title"}),
    "theme_event": frozenset({"name", "what", "why"}),
    "report": frozenset({"plainer", "glossary"}),
    "used_number": frozenset({"name"}),
}
"""What was said in the stories that travel, and which names are taken out of those; the title that the folder is called
after; and what is looked at by itself.
"""


def _written(*kinds: type) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for table in all_tables():
        but = _BY_PROGRAM | _NOT_HERE.get(table.name, frozenset())
        names = [one.name for one in table.columns if type(one.type) in kinds and one.name not in but]
        found[table.name] = tuple(name for name in names if not name.endswith(("_at", "_on")))
    return {table: columns for table, columns in found.items() if columns}


WRITTEN = _written(Prose)
"""What people write, for themselves and for others, and who they say it was; whatever comes into the schema with it."""
_LISTED = _written(Json)
"""The same, in lists and the like."""
_CALLED = {
    ("theme", "name"): "Theme",
    ("playlist", "title"): "Playlist",
    ("phrase", "name"): "Phrase",
    ("storyteller", "alias"): "Person",
    ("speaker", "name"): "Voice",
    ("partner", "name"): "Partner",
    ("list_entry", "text"): "Entry",
}
"""What has to be called something: it is called by its number."""
_BY_WORDS = frozenset({"theme", "playlist", "phrase"})
"""What may be called by words of a story, however few."""
_IN_ITS_PLACE = {
    **dict.fromkeys(
        [("consent", "who"), ("answer", "who"), ("mention", "decided_by"), ("check_in", "who")], "Somebody"
    ),
    **dict.fromkeys([("consent", "how"), ("answer", "how")], "as was noted"),
}
"""Without any word there it would not count."""
_WHO = frozenset(
    {"who", "by", "noted_by", "decided_by", "changed_by", "suggested_by", "from_whom", "to_whom", "reporter"}
)
_WHO_IN = frozenset({("attendee", "name"), ("speaker", "name"), ("storyteller", "alias")})
"""Columns that say who somebody is: whoever is in the copy may stand there, although a story that is not names them."""
_NEEDS_WORDS = frozenset({("listed_word", "text"), ("starter", "text"), ("naming", "label")})
"""Without them there is no such row."""
_CUT = "…"


class HiddenNames:
    """The names of people that are taken out of these stories’ words, and of whoever goes with them, and their parts;
    made before their rows are gone.
    """

    def __init__(self, connection: Connection, rows: Rows) -> None:
        self._connection, self._gone = connection, rows.get("story", set())
        mentions, going = MentionRows(connection, rows), rows.get("storyteller", ())
        people = connection.execute(select(Person.id, Person.alias).where(Person.alias != "")).all()
        aliases = [alias for number, alias in people if number in going]
        hidden = mentions.taken_out(NO_PERSONS)
        # What is decided about in what travels is looked at there, and who is there is no part of anybody else.
        fresh = [one for one in hidden if key_of(one.text) not in mentions.elsewhere]
        there = {key_of(one) for number, alias in people if number not in going for one in names_in(alias)}
        parts = [*mentions.parts(fresh), *(one for alias in aliases for one in names_in(alias) if one != alias)]
        self._parts = index_of(one for one in parts if key_of(one) not in there | mentions.elsewhere)
        self._whole = index_of([*(one.text for one in hidden), *aliases])
        left = [alias for alias in aliases if key_of(alias) not in mentions.elsewhere]
        self._fresh = index_of([*(one.text for one in fresh), *left])

    def stand_in(self, text: str, *, in_section: bool = False) -> bool:
        """Whether one of them is in a text; of a section of the report also where what travels has that name."""
        words = text.split()
        whole = (self._whole if in_section else self._fresh).find(words)
        return any(self._is_name(words, one) for one in whole) or any(
            is_written_as_name(" ".join(words[one.first : one.last + 1]), is_form=one.is_form)
            and self._is_name(words, one)
            for one in self._parts.find(words)
        )

    def _is_name(self, words: Sequence[str], met: Met) -> bool:
        """“May” is a name; “may” is none where it is said so in a story that travels."""
        written = " ".join(words[met.first : met.last + 1]).strip(EDGES)
        if " " in written or not written.islower():
            return True
        lines = select(Segment.text).where(Segment.text.contains(written, autoescape=True))
        said = self._connection.scalars(lines.where(Segment.story_id.not_in(self._gone)))
        return not any(written in text.split() for text in said)


def leave_texts_out(connection: Connection, said: SaidWords, names: HiddenNames) -> int:
    """Take such texts out of what is left in a copied database; returns of how many rows.

    `said` are the words of the stories and `names` what they hold back; called when their rows are gone.
    """
    others, found = _left(connection), 0
    said.forget(others)

    def _stands(text: str) -> bool:
        return bool(text) and (said.stand_in(text) or names.stand_in(text))

    def _says(name: str) -> bool:
        return said.says(name) and not others.says(name)

    here = _known_here(connection)
    for table, columns in WRITTEN.items():
        rows = Base.metadata.tables[table]
        for number, values in _to_be_changed(connection, table, columns, here, _stands, _says):
            if any((table, column) in _NEEDS_WORDS for column in values):
                connection.execute(delete(rows).where(rows.c.id == number))
            else:
                connection.execute(update(rows).where(rows.c.id == number).values(values))
            found += 1
    for table, columns in _LISTED.items():
        rows = Base.metadata.tables[table]
        for number, *lists in connection.execute(select(rows.c.id, *(rows.c[name] for name in columns))).all():
            values = {name: _cut(one, _stands) for name, one in zip(columns, lists, strict=True)}
            if list(values.values()) != lists:
                connection.execute(update(rows).where(rows.c.id == number).values(values))
                found += 1
    report = Base.metadata.tables[Report.__tablename__]
    for number, *lists in connection.execute(select(report.c.id, report.c.plainer, report.c.glossary)).all():
        kept = [{word: other for word, other in one.items() if not _stands(f"{word} {other}")} for one in lists]
        if kept != lists:
            values = dict(zip(("plainer", "glossary"), kept, strict=True))
            connection.execute(update(report).where(report.c.id == number).values(values))
            found += 1
    take_out_of_history(connection, _stands, _says)
    return found


def _left(connection: Connection) -> SaidWords:
    """What is said in the stories that travel."""
    lines = select(Segment.story_id, Segment.text).order_by(Segment.story_id, Segment.start_ms, Segment.id)
    found = SaidWords()
    for _, some in groupby(connection.execute(lines), lambda line: line.story_id):
        found.add(line.text for line in some)
    return found


def _known_here(connection: Connection) -> set[str]:
    """What whoever tells a story in the copy goes by there."""
    tellers = select(Person.alias).where(Person.id.in_(select(Participant.storyteller_id)))
    return {plainly(alias).casefold() for alias in connection.scalars(tellers)}


def _to_be_changed(
    connection: Connection,
    table: str,
    columns: Iterable[str],
    here: Collection[str],
    stands: Callable[[str], bool],
    says: Callable[[str], bool],
) -> list[tuple[int, dict[str, Any]]]:
    rows = Base.metadata.tables[table]
    found = []
    for row in connection.execute(select(rows.c.id, *(rows.c[name] for name in columns))).all():
        values: dict[str, Any] = {}
        for name in columns:
            text = getattr(row, name) or ""
            called = _CALLED.get((table, name), "")
            is_who = name in _WHO or (table, name) in _WHO_IN
            if is_who and plainly(text).casefold() in here:
                continue
            if stands(text) or (table in _BY_WORDS and called and len(text.split()) > 1 and says(text)):
                values[name] = f"{called} {row.id}" if called else _IN_ITS_PLACE.get((table, name), "")
                if table == "theme" and called:
                    values |= {"letter": called[0], "in_their_words": 0}
        if values:
            found.append((row.id, values))
    return found


def _cut(value: Any, stands: Callable[[str], bool]) -> Any:
    """A list, or a `dict`, with something else in place of such texts."""
    if isinstance(value, str):
        return _CUT if stands(value) else value
    if isinstance(value, list):
        return [_cut(one, stands) for one in value]
    if isinstance(value, dict):
        return {_cut(key, stands): _cut(one, stands) for key, one in value.items()}
    return value
