"""What the program keeps for itself, and what went out."""

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NOTE, TITLE, Json, Prose, RowIds
from coproclip.project.schema.base import Base, reference


class Handover(Base):
    """Something that went out of the project: when, what for (`Use`), what and to whom. Not part of undo.

    `texts` is what people wrote that stands in it beside excerpts, a line for each: a name may be taken out later.
    """

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[str] = mapped_column(Prose)
    use: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(NOTE)
    to_whom: Mapped[str] = mapped_column(NOTE, default="")
    texts: Mapped[str] = mapped_column(LONG, default="")


class HandoverFile(Base):
    """A file that went out, what of the project is in it, and under which answers. Not part of undo.

    `excerpt_id` may be the number of one that was deleted since. `under` has the numbers of the answers and consents,
    where (ms) something was held back of it (`excerpts.handed_over.withheld_stretches`), and which lines of `texts` are
    read beside that excerpt alone (`excerpts.handed_over.beside_excerpts`).
    """

    __tablename__ = "handover_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = reference("handover.id")
    story_id: Mapped[int | None] = reference("story.id", null=True)
    excerpt_id: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(NOTE)
    sha256: Mapped[str] = mapped_column(Prose)
    under: Mapped[dict[str, list[int]]] = mapped_column(RowIds, default=dict)
    taken_back_at: Mapped[str] = mapped_column(Prose, default="")


class UnfinishedErasure(Base):
    """Something that was deleted for good and is not all gone: what has to go yet. Not part of undo.

    `files` lie in the project's folder. `marks` (“story 3 2026-11-30T…”) tell which copies of the database hold any of
    it; with `copies` all of them go. `rewritten` is set once the project's own file holds nothing of it any more.
    """

    __tablename__ = "unfinished_erasure"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[str] = mapped_column(Prose)
    files: Mapped[list[str]] = mapped_column(Json, default=list)
    marks: Mapped[list[str]] = mapped_column(Json, default=list)
    copies: Mapped[int] = mapped_column(Integer, default=0)
    rewritten: Mapped[int] = mapped_column(Integer, default=0)


class UsedNumber(Base):
    """The highest number that rows of a table ever had: none is given twice. Not part of undo."""

    __tablename__ = "used_number"
    __table_args__ = (UniqueConstraint("name"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Prose)
    last: Mapped[int] = mapped_column(Integer)


class Change(Base):
    """The lasting log for people: when, what kind of change, and to which rows. Holds no words of any story."""

    __tablename__ = "change_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[str] = mapped_column(Prose)
    operation: Mapped[str] = mapped_column(Prose)
    ids: Mapped[dict[str, list[int]]] = mapped_column(RowIds, default=dict)


class MergedRow(Base):
    """Which of our rows a row of another copy of this project became, so that the same copy doubles nothing later.

    `copy_uid` is empty for a row that was added here as well. `whose` copy it was; `as_merged` are the fingerprints of
    the row as it came in (see `merging.prints`), empty where it was deleted there.
    """

    __tablename__ = "merged_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    copy_uid: Mapped[str] = mapped_column(Prose)
    table_name: Mapped[str] = mapped_column(Prose)
    their_id: Mapped[int] = mapped_column(Integer)
    our_id: Mapped[int] = mapped_column(Integer)
    whose: Mapped[str] = mapped_column(TITLE, default="")
    as_merged: Mapped[str] = mapped_column(LONG, default="")
