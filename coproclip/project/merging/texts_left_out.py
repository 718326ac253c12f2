"""What people wrote elsewhere in words of stories that stay at home, or with a name that only those take out.

It does not travel either: whoever has the copy could read there what somebody wanted kept, and nobody there knows that
it is. At home it stays as it is, and whatever is written in its place in the copy is seen beside it when that is
brought back.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, select, update

from coproclip.project.kinds import MentionDecision
from coproclip.project.name_index import NameIndex
from coproclip.project.name_keys import GENITIVE, key_of, plainly
from coproclip.project.repeated_words import Rows, take_out_of_history
from coproclip.project.said_words import SaidWords
from coproclip.project.schema import Base, Mention, Person, Report, Segment

_OF_PROJECT = (
    *("strapline", "month", "place", "dates", "asked_by", "gathered_by", "group_name", "collective_name", "purpose"),
    *("method_note", "why_ask", "who_gains", "what_changes", "report_back", "contact", "take_down", "support"),
    *("safeguarding", "review_rules"),
)
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "theme": ("name", "question", "description", "linking"),
    "playlist": ("title", "introduction", "address"),
    "playlist_item": ("introduction", "chapter"),
    "project": _OF_PROJECT,  # the folder is called after its title
    "story": ("title", "note", "summary", "care"),
    "excerpt": ("title", "note", "care", "attribution", "unused_reason"),
    "report_section": ("title", "body", "drafted"),
    "report_image": ("alt",),
    "report_kept": ("reason",),
    "theme_relation": ("words",),
    "excerpt_link": ("words",),
    "grid_summary": ("text",),
    "group_note": ("text",),
    "cluster": ("name",),
    "choice": ("reason",),
    "workshop_session": ("title", "read_back"),
    "agreement": ("text",),
    "phrase": ("name",),
    "listed_word": ("text",),
    "handover": ("title", "texts"),
    "handover_file": ("name",),
}
"""What people write for themselves and for others; not who said or noted something, and nothing that was said."""
_CALLED = {("theme", "name"): "Theme", ("playlist", "title"): "Playlist", ("phrase", "name"): "Phrase"}
"""What has to be called something: it is called by its number."""
_NEEDS_WORDS = frozenset({"listed_word"})
_NO_PERSONS = ("place", "organisation")
_HIDDEN = (MentionDecision.GENERAL.value, MentionDecision.REMOVE.value)


def hidden_names(connection: Connection, rows: Rows) -> list[str]:
    """The names of people that are taken out of these stories' words, and of whoever goes with them."""
    mentions = select(Mention.id, Mention.text).where(Mention.decision.in_(_HIDDEN), Mention.kind.not_in(_NO_PERSONS))
    found = [name for number, name in connection.execute(mentions) if number in rows.get("mention", ())]
    people = connection.execute(select(Person.id, Person.alias)).all()
    return [*found, *(alias for number, alias in people if number in rows.get("storyteller", ()) and alias)]


def leave_texts_out(connection: Connection, said: SaidWords, names: Iterable[str]) -> int:
    """Take such texts out of what is left in a copied database; returns of how many rows.

    `said` are the words of the stories and `names` what they hold back; called when their rows are gone.
    """
    others, known = _left(connection), set(map(key_of, connection.scalars(select(Mention.text))))
    said.forget(others)
    # What is decided about in what travels is looked at there.
    plain = [plainly(name) for name in names if key_of(name) not in known]
    index, found = NameIndex([(GENITIVE.sub("", one), one) for one in plain]), 0

    def _is_named(text: str) -> bool:
        words = text.split()
        return any(_is_name(connection, words[one.first : one.last + 1]) for one in index.find(words))

    def _stands(text: str) -> bool:
        return bool(text) and (said.stand_in(text) or _is_named(text))

    def _says(name: str) -> bool:
        return said.says(name) and not others.says(name)

    for table, columns in WRITTEN.items():
        for number, values in _to_be_changed(connection, table, columns, _stands, _says):
            rows = Base.metadata.tables[table]
            if table in _NEEDS_WORDS:
                connection.execute(delete(rows).where(rows.c.id == number))
            else:
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


def _to_be_changed(
    connection: Connection,
    table: str,
    columns: Iterable[str],
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
            if stands(text) or (called and len(text.split()) > 1 and says(text)):
                values[name] = f"{called} {row.id}" if called else ""
                if table == "theme" and called:
                    values |= {"letter": called[0], "in_their_words": 0}
        if values:
            found.append((row.id, values))
    return found


def _is_name(connection: Connection, words: list[str]) -> bool:
    """“May” is a name; “may” is none where it is said so in a story."""
    written = " ".join(words).strip(" .,;:!?\"'“”‘’()[]…–—-")
    if " " in written or not written.islower():
        return True
    said = connection.scalars(select(Segment.text).where(Segment.text.contains(written, autoescape=True)))
    return not any(written in text.split() for text in said)
