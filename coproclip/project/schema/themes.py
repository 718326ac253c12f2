"""What excerpts are about, how that belongs together, and phrases that are looked for."""

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import NOTE, PUBLIC_TEXT, TITLE, Json, Prose
from coproclip.project.schema.base import Base, reference


class Theme(Base):
    """What excerpts are about. `colour` is the place in the palette; siblings are ordered by (`position`, `id`).

    `question` is a guiding question or a statement, as `heading_kind` says (`HeadingKind`); `suggested_by` is a
    `Suggested` or empty; `linking` is the sentence that leads on to the next theme.
    """

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = reference("theme.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(TITLE)
    letter: Mapped[str] = mapped_column(Prose)
    colour: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    description: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    headline_excerpt_id: Mapped[int | None] = reference("excerpt.id", null=True)
    in_their_words: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[str] = mapped_column(Prose)
    heading_kind: Mapped[str] = mapped_column(Prose, default="")
    suggested_by: Mapped[str] = mapped_column(NOTE, default="")
    linking: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")


class ThemeLink(Base):
    """An excerpt belongs to a theme; one that `differs` sees it differently."""

    __tablename__ = "theme_link"
    __table_args__ = (UniqueConstraint("theme_id", "excerpt_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = reference("theme.id")
    excerpt_id: Mapped[int] = reference("excerpt.id")
    differs: Mapped[int] = mapped_column(Integer, default=0)


class ThemeRelation(Base):
    """How one theme belongs to another (`ThemeRelationKind`), and in what way, in a few words."""

    __tablename__ = "theme_relation"
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = reference("theme.id")
    other_id: Mapped[int] = reference("theme.id")
    kind: Mapped[str] = mapped_column(Prose)
    words: Mapped[str] = mapped_column(NOTE, default="")


class ThemeEvent(Base):
    """What was done to a theme, by whom and why; `name` is what it was called, also once it is gone."""

    __tablename__ = "theme_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int | None] = reference("theme.id", null=True)
    name: Mapped[str] = mapped_column(TITLE)
    at: Mapped[str] = mapped_column(Prose)
    who: Mapped[str] = mapped_column(NOTE, default="")
    what: Mapped[str] = mapped_column(NOTE)
    why: Mapped[str] = mapped_column(NOTE, default="")


class ThemeSuggestion(Base):
    """A person who suggested a theme."""

    __tablename__ = "theme_suggestion"
    __table_args__ = (UniqueConstraint("theme_id", "person_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = reference("theme.id")
    person_id: Mapped[int] = reference("storyteller.id")


class GridSummary(Base):
    """What a story says about a theme, in a line or two."""

    __tablename__ = "grid_summary"
    __table_args__ = (UniqueConstraint("story_id", "theme_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    theme_id: Mapped[int] = reference("theme.id")
    text: Mapped[str] = mapped_column(NOTE)


class Phrase(Base):
    """A phrase that is looked for in all stories, with the forms it takes; ordered by (`position`, `id`)."""

    __tablename__ = "phrase"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(TITLE)
    patterns: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[str] = mapped_column(Prose)
