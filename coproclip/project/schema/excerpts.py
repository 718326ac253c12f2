"""Excerpts, what was answered about them, and the order they are played in."""

from typing import Any

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NOTE, PUBLIC_TEXT, TITLE, Json, Prose
from coproclip.project.schema.base import Base, reference


class Excerpt(Base):
    """A passage worth keeping. Anchored twice: by its spans, and by its words with a little text on both sides.

    `quote` is how the words stood when its edges were last set; how they stand now is read from the passages.
    `attribution` is what it is signed with; empty is “One storyteller”. `care` is what somebody should know before
    hearing it; `sensitive` marks special category data. `kind` is an `ExcerptKind` and `valence` a `Valence`, or empty;
    `feeling` is the storyteller’s own word for it, `unused_reason` why it is not used.
    """

    __tablename__ = "excerpt"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    title: Mapped[str] = mapped_column(TITLE, default="")
    note: Mapped[str] = mapped_column(LONG, default="")
    feeling: Mapped[str] = mapped_column(NOTE, default="")
    attribution: Mapped[str] = mapped_column(TITLE, default="")
    lead_in_ms: Mapped[int] = mapped_column(Integer)
    lead_out_ms: Mapped[int] = mapped_column(Integer)
    quote: Mapped[str] = mapped_column(LONG)
    before: Mapped[str] = mapped_column(NOTE, default="")
    after: Mapped[str] = mapped_column(NOTE, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    care: Mapped[str] = mapped_column(NOTE, default="")
    sensitive: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(Prose, default="")
    valence: Mapped[str] = mapped_column(Prose, default="")
    unused_reason: Mapped[str] = mapped_column(NOTE, default="")
    spotlight: Mapped[int] = mapped_column(Integer, default=0)


class ExcerptLink(Base):
    """Two excerpts that belong together, and in what way, in a few words."""

    __tablename__ = "excerpt_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = reference("excerpt.id")
    other_id: Mapped[int] = reference("excerpt.id")
    words: Mapped[str] = mapped_column(NOTE, default="")


class ExcerptTranslation(Base):
    """An excerpt in another language (BCP 47), a line for each line of the original, parted by line breaks.

    `prints` has one of all of `text`, then one of each line of the original: they say whether it still is a translation
    of what is said.
    """

    __tablename__ = "excerpt_translation"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = reference("excerpt.id")
    language: Mapped[str] = mapped_column(Prose)
    text: Mapped[str] = mapped_column(PUBLIC_TEXT)
    prints: Mapped[list[str]] = mapped_column(Json(list), default=list)


class Span(Base):
    """One uncut stretch of an excerpt; between two spans something was taken out."""

    __tablename__ = "span"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = reference("excerpt.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)


class Answer(Base):
    """What a storyteller said about an excerpt: asked, yes or no. The last one counts, and only for what it `covered`.

    That is what they heard and saw, as fingerprints by part; `fingerprint` is one of all of it.
    """

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = reference("excerpt.id")
    answer: Mapped[str] = mapped_column(Prose)
    who: Mapped[str] = mapped_column(NOTE, default="")
    how: Mapped[str] = mapped_column(NOTE, default="")
    fingerprint: Mapped[str] = mapped_column(Prose)
    storyteller_id: Mapped[int | None] = reference("storyteller.id", null=True)
    covered: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    answered_at: Mapped[str] = mapped_column(Prose)


class ReviewPack(Base):
    """What was given to a person to say yes, change or no to.

    `codes` has for each code the excerpt, its prints, the last answer to it before, and when it was read in.
    """

    __tablename__ = "review_pack"
    __table_args__ = (UniqueConstraint("uid"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    person_id: Mapped[int | None] = reference("storyteller.id", null=True)
    codes: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    made_at: Mapped[str] = mapped_column(Prose)


class Playlist(Base):
    """Excerpts in an order, with a title and an introduction. `uid` stays the same for good.

    `gap_ms` is the silence between two excerpts, `address` where a person put it on the web.
    """

    __tablename__ = "playlist"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(TITLE)
    introduction: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    gap_ms: Mapped[int] = mapped_column(Integer, default=1000)
    address: Mapped[str] = mapped_column(NOTE, default="")


class PlaylistItem(Base):
    """An excerpt's place in a playlist, ordered by (`position`, `id`).

    `introduction` is read before it, and a `chapter` with this title begins with it; empty for none. `spoken`: it is
    itself the spoken introduction to what follows, in a reporter's voice.
    """

    __tablename__ = "playlist_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    playlist_id: Mapped[int] = reference("playlist.id")
    excerpt_id: Mapped[int] = reference("excerpt.id")
    position: Mapped[int] = mapped_column(Integer)
    introduction: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    chapter: Mapped[str] = mapped_column(PUBLIC_TEXT, default="")
    spoken: Mapped[int] = mapped_column(Integer, default=0)
