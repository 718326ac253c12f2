"""Which stories no copy for a colleague has in it, and leaving them out of one.

Of such a story there is nothing in the copy, as of one that was added here later: so nothing of it is changed or
deleted when the copy is brought back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from coproclip.project.belonging import Rows, belonging, delete_rows
from coproclip.project.comparing.said_words import SaidWords
from coproclip.project.erasing.erasure import empty_ledger, take_out_of_rooms, with_their_tellers
from coproclip.project.erasing.repeated_words import said_in, take_names_away
from coproclip.project.erasing.unfinished_erasure import forget_numbers
from coproclip.project.kinds import STAYED_AT_HOME
from coproclip.project.merging.texts_left_out import HiddenNames, leave_texts_out
from coproclip.project.schema import MergedRow, ReportImage, ReportKept, ReportQuote, ReportSection, Story
from coproclip.project.storage import word_index
from coproclip.project.team_answers import against_team


class Why(StrEnum):
    """Why a story stays where it is."""

    BINNED = "in the bin"
    NO = "somebody said no"
    OPEN = "nobody’s yes to it holds"


@dataclass(frozen=True, slots=True)
class Parted:
    """The stories (ids) that are in a copy, and by why they are not those that stay here."""

    going: tuple[int, ...]
    staying: dict[Why, tuple[int, ...]]
    sections: int = 0
    """How many sections of the report stay too: they quote or name what does."""
    texts: int = 0
    """How many other things somebody wrote are in the copy without a text that does."""


def part_stories(session: Session, own: Collection[str] = ()) -> Parted:
    """Which stories go into a copy, and which do not; `own` as in `team_answers.against_team`."""
    going, staying = list[int](), dict[Why, list[int]]((why, []) for why in Why)
    for number, since in session.execute(select(Story.id, Story.binned_at).order_by(Story.id)).all():
        kept = against_team(session, number, own)
        if since is not None:
            staying[Why.BINNED].append(number)
        elif kept:
            staying[Why.NO if kept.declined else Why.OPEN].append(number)
        else:
            going.append(number)
    return Parted(tuple(going), {why: tuple(some) for why, some in staying.items() if some})


def leave_out(connection: Connection, stories: Collection[int]) -> tuple[int, int]:
    """Take stories out of a copied database with all that belongs to them, and the sections of the report that quote or
    name any of it, or show one of its storytellers; and whoever tells nothing else, and what others wrote in their
    words. Returns how many sections, and how many other things with such texts. Nothing of this is a step of anybody.
    """
    rows = belonging(connection, {"story": set(stories)})
    tellers = with_their_tellers(connection, rows)
    said, names = said_in(connection, rows), HiddenNames(connection, rows)
    sections = _sections_about(connection, rows, said, names)
    renamed = take_names_away(connection, rows, said)
    empty_ledger(connection, stories)
    take_out_of_rooms(connection, tellers)
    whole = belonging(connection, {**rows, **sections})
    delete_rows(connection, whole)
    texts = leave_texts_out(connection, said, names)
    forget_numbers(connection, whole)
    word_index.make_anew(Session(connection))
    return len(sections["report_section"]), texts + len(renamed)


def _sections_about(connection: Connection, rows: Rows, said: SaidWords, names: HiddenNames) -> Rows:
    """The sections of the report with a quote of these rows, their words or a name that they hold back; and the notes
    on its findings that have those in them.
    """
    quote, image, section, kept = (one.__table__ for one in (ReportQuote, ReportImage, ReportSection, ReportKept))
    quoting = select(quote.c.id, quote.c.section_id)
    found = {row.section_id for row in connection.execute(quoting) if row.id in rows.get("report_quote", ())}
    for row in connection.execute(select(image.c.section_id, image.c.person_id, image.c.alt)):
        if row.person_id in rows.get("storyteller", ()) or _is_about(said, names, row.alt):
            found.add(row.section_id)
    for number, *texts in connection.execute(select(section.c.id, section.c.title, section.c.body, section.c.drafted)):
        if _is_about(said, names, *texts):
            found.add(number)
    noted = connection.execute(select(kept.c.id, kept.c.reason))
    return {"report_section": found, "report_kept": {row.id for row in noted if _is_about(said, names, row.reason)}}


def _is_about(said: SaidWords, names: HiddenNames, *texts: str) -> bool:
    return any(said.stand_in(text) or names.stand_in(text, in_section=True) for text in texts if text)


def note_staying(connection: Connection) -> None:
    """Note in a copied database that stories stayed out of it."""
    columns = "copy_uid, table_name, their_id, our_id, whose, as_merged"
    note = f"INSERT INTO {MergedRow.__tablename__} ({columns}) VALUES ('', ?, ?, ?, '', '')"
    connection.exec_driver_sql(note, (STAYED_AT_HOME, 1, 1))


def stayed_at_home(session: Session) -> bool:
    """Whether this is a copy, be it of a copy, that stories stayed out of: what they hold back nobody knows here."""
    # Also where that row is set aside: read past what a session finds.
    query = f"SELECT 1 FROM {MergedRow.__tablename__} WHERE table_name = ?"
    return session.connection().exec_driver_sql(query, (STAYED_AT_HOME,)).first() is not None
