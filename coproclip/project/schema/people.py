"""Who takes part, how they are named, what they agreed to, and how they are cared for."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NAME, NOTE, Prose
from coproclip.project.schema.base import Base, reference


class Person(Base):
    """Somebody in the work, known by an alias and described in their own words; real names lie in the vault alone.

    `part` is what they usually are (`Part`). `access_needs`, `thanks` and `guardian` leave the project in no file. The
    file has called the table after storytellers since only they were kept.
    """

    __tablename__ = "storyteller"
    id: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str] = mapped_column(NAME)
    description: Mapped[str] = mapped_column(NOTE, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    part: Mapped[str] = mapped_column(Prose, default="storyteller")
    pronouns: Mapped[str] = mapped_column(NOTE, default="")
    age_band: Mapped[str] = mapped_column(Prose, default="")
    guardian: Mapped[str] = mapped_column(NOTE, default="")
    languages: Mapped[str] = mapped_column(NOTE, default="")
    access_needs: Mapped[str] = mapped_column(NOTE, default="")
    thanks: Mapped[str] = mapped_column(NOTE, default="")


class PersonEntry(Base):
    """That an entry of the project's lists holds for a person (many may); `note` is private, “before 2015”."""

    __tablename__ = "person_entry"
    __table_args__ = (UniqueConstraint("person_id", "entry_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("storyteller.id")
    entry_id: Mapped[int] = reference("list_entry.id")
    note: Mapped[str] = mapped_column(NOTE, default="")


class Naming(Base):
    """How a person is named in one kind of what leaves (`NamedIn`); without a row “one storyteller”."""

    __tablename__ = "naming"
    __table_args__ = (UniqueConstraint("person_id", "named_in"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = reference("storyteller.id")
    named_in: Mapped[str] = mapped_column(Prose)
    label: Mapped[str] = mapped_column(NOTE)


class Participant(Base):
    """Who takes part in which story, and as what (`Part`); the file has called it after storytellers."""

    __tablename__ = "story_storyteller"
    __table_args__ = (UniqueConstraint("story_id", "storyteller_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    storyteller_id: Mapped[int] = reference("storyteller.id")
    part: Mapped[str] = mapped_column(Prose, default="storyteller")


class ConsentSheet(Base):
    """The exact text of a sheet as somebody was given it: never changed once an answer refers to it."""

    __tablename__ = "consent_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(NOTE)
    language: Mapped[str] = mapped_column(Prose, default="")
    text: Mapped[str] = mapped_column(LONG)
    made_at: Mapped[str] = mapped_column(Prose)


class Consent(Base):
    """What somebody said about the whole story: yes, no or later, to one of `ConsentAbout`. The last one counts.

    `about` is “own” and a number for a question of the project's own (`ListEntry`). `moment_id` is where the yes is
    heard in the recording itself; `storyteller_id` whose answer it is, None in stories of one storyteller. `paper` is a
    scan inside the project folder. After `expires_on` (ISO date) a yes is none; from `review_on` it is asked again.
    """

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    about: Mapped[str] = mapped_column(NOTE)
    answer: Mapped[str] = mapped_column(Prose)
    who: Mapped[str] = mapped_column(NOTE, default="")
    how: Mapped[str] = mapped_column(NOTE, default="")
    moment_id: Mapped[int | None] = reference("moment.id", null=True)
    storyteller_id: Mapped[int | None] = reference("storyteller.id", null=True)
    said_at: Mapped[str] = mapped_column(Prose)
    noted_by: Mapped[str] = mapped_column(NOTE, default="")
    sheet_id: Mapped[int | None] = reference("consent_sheet.id", null=True)
    paper: Mapped[str] = mapped_column(NOTE, default="")
    expires_on: Mapped[str] = mapped_column(Prose, default="")
    review_on: Mapped[str] = mapped_column(Prose, default="")


class CheckIn(Base):
    """A day (ISO date) on which somebody is asked how they are after a story was told; `done_on` once they were."""

    __tablename__ = "check_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    who: Mapped[str] = mapped_column(NOTE)
    due_on: Mapped[str] = mapped_column(Prose)
    done_on: Mapped[str] = mapped_column(Prose, default="")


class CareNote(Base):
    """The private log: a worry, what was done, a check-in that was hard. Leaves the project in no file."""

    __tablename__ = "care_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int | None] = reference("story.id", null=True)
    person_id: Mapped[int | None] = reference("storyteller.id", null=True)
    kind: Mapped[str] = mapped_column(Prose)
    text: Mapped[str] = mapped_column(NOTE)
    by: Mapped[str] = mapped_column(NOTE, default="")
    made_at: Mapped[str] = mapped_column(Prose)
