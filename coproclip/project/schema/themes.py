"""What excerpts are about."""

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import TITLE, Prose
from coproclip.project.schema.base import Base, reference


class Theme(Base):
    """What excerpts are about. `colour` is the place in the palette; siblings are ordered by (`position`, `id`)."""

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = reference("theme.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(TITLE)
    letter: Mapped[str] = mapped_column(Prose)
    colour: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Prose, default="")
    description: Mapped[str] = mapped_column(Prose, default="")
    headline_excerpt_id: Mapped[int | None] = reference("excerpt.id", null=True)
    in_their_words: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[str] = mapped_column(Prose)


class ThemeLink(Base):
    """An excerpt belongs to a theme."""

    __tablename__ = "theme_link"
    __table_args__ = (UniqueConstraint("theme_id", "excerpt_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = reference("theme.id")
    excerpt_id: Mapped[int] = reference("excerpt.id")
