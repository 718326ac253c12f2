"""The project itself: what it is, and its own lists."""

from typing import Any

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import NOTE, PUBLIC_TEXT, TITLE, Json, Prose, Uses
from coproclip.project.schema.base import Base


class ProjectRow(Base):
    """The one row that says what the whole work is, why it is done, and whom to turn to.

    `bands` are the project's own quantity words (“most”: from so many percent of the stories); empty
    for the usual ones.
    """

    __tablename__ = "project"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(TITLE)
    strapline: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    month: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    asked_by: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    gathered_by: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    purpose: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    method_note: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    contact: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    place: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    dates: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    group_name: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    collective_name: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    take_down: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    why_ask: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    who_gains: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    what_changes: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    report_back: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    support: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    safeguarding: Mapped[str] = mapped_column(NOTE, default="")
    review_rules: Mapped[str] = mapped_column(NOTE, default="")
    bands: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)


class Partner(Base):
    """An organisation in the work: what it may be named as in what leaves, and what it was called before."""

    __tablename__ = "partner"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Prose)
    named_as: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    formerly: Mapped[str] = mapped_column(NOTE, default="")


class ListEntry(Base):
    """An entry of one of the project's own lists (`ListKind`): a role, a sector, a label to sign with, a question.

    `uses` are what an own question of consent is needed for (`Use`). Ordered by (`position`, `id`).
    """

    __tablename__ = "list_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Prose)
    position: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(PUBLIC_TEXT)
    uses: Mapped[list[str]] = mapped_column(Uses, default=list)


class Starter(Base):
    """A question that may help a conversation along; ordered by (`position`, `id`)."""

    __tablename__ = "starter"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(PUBLIC_TEXT)


class ListedWord(Base):
    """One of the project's own words, which the engine is told; `wanted` is 0 for a suggestion that was turned down."""

    __tablename__ = "listed_word"
    __table_args__ = (UniqueConstraint("text"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Prose)
    wanted: Mapped[int] = mapped_column(Integer, default=1)
