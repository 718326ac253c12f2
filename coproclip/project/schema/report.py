"""The themed report: its sections with their text, the quotes and images in them, and what was kept."""

from typing import Any

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NOTE, TITLE, Json, Prose
from coproclip.project.schema.base import Base, reference


class Report(Base):
    """The project's report. `drafts` is how often it was drafted, `changed_by` who wrote last, if they said so.

    `playlist_id` is the playlist at its end. `plainer` has hard words, each with a plainer one; `glossary` has words,
    each with what it means.
    """

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    playlist_id: Mapped[int | None] = reference("playlist.id", null=True)
    drafts: Mapped[int] = mapped_column(Integer, default=0)
    drafted_at: Mapped[str] = mapped_column(Prose, default="")
    changed_at: Mapped[str] = mapped_column(Prose, default="")
    changed_by: Mapped[str] = mapped_column(NOTE, default="")
    plainer: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    glossary: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)


class ReportSection(Base):
    """A section, ordered by (`position`, `id`). `kind` is a `SectionKind`; `theme_id` the theme that it is about.

    `title` is what a person called it; empty, and it is called after its theme or its kind. `body` is its text as
    `report.markup` reads it, `drafted` as it was drafted last: what differs, a person wrote. `left_out`: it is in no
    output.
    """

    __tablename__ = "report_section"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = reference("report.id")
    theme_id: Mapped[int | None] = reference("theme.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(TITLE, default="")
    body: Mapped[str] = mapped_column(LONG, default="")
    drafted: Mapped[str] = mapped_column(LONG, default="")
    left_out: Mapped[int] = mapped_column(Integer, default=0)


class ReportQuote(Base):
    """A quote in a section, by the `key` under which it stands in its text.

    `runs` is `{"runs": [[start_ms, end_ms], "words in square brackets", …]}`: what of the excerpt is quoted, in its
    order; empty, and it is all of it. `signed`: it is followed by what the excerpt is signed with.
    """

    __tablename__ = "report_quote"
    __table_args__ = (UniqueConstraint("section_id", "key"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = reference("report_section.id")
    excerpt_id: Mapped[int] = reference("excerpt.id")
    key: Mapped[str] = mapped_column(Prose)
    runs: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    signed: Mapped[int] = mapped_column(Integer, default=1)


class ReportImage(Base):
    """An image in a section, by its `key`: a file in the project's folder of images, and what it shows in words.

    `decorative`: it shows nothing that needs words. `photo`: it is one of a storyteller, `person_id`; of nobody known
    it is never shown.
    """

    __tablename__ = "report_image"
    __table_args__ = (UniqueConstraint("section_id", "key"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = reference("report_section.id")
    person_id: Mapped[int | None] = reference("storyteller.id", null=True)
    key: Mapped[str] = mapped_column(Prose)
    file: Mapped[str] = mapped_column(NOTE)
    alt: Mapped[str] = mapped_column(NOTE, default="")
    decorative: Mapped[int] = mapped_column(Integer, default=0)
    photo: Mapped[int] = mapped_column(Integer, default=0)


class ReportKept(Base):
    """A finding of a check that somebody keeps as it is, and why. `finding` is its fingerprint."""

    __tablename__ = "report_kept"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = reference("report.id")
    finding: Mapped[str] = mapped_column(Prose)
    reason: Mapped[str] = mapped_column(NOTE)
    who: Mapped[str] = mapped_column(NOTE, default="")
    at: Mapped[str] = mapped_column(Prose)
