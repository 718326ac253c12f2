"""What was said, and how it came to be written."""

from typing import Any

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NOTE, Json, Prose, Word, Words
from coproclip.project.schema.base import Base, reference


class Segment(Base):
    """A passage of the edited text; passages of a story are ordered by (`start_ms`, `id`).

    “The text is its words joined by one space.” `flags` are the reasons to listen again. `translation` is a machine's
    English for it, beside the original and never in its place; empty where nobody asked for it. `checked_how` is how it
    was checked (`CheckedHow`). `voice_said` is 1 where a person said of this very passage who is speaking.
    """

    __tablename__ = "segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    speaker_id: Mapped[int | None] = reference("speaker.id", null=True)
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(LONG)
    words: Mapped[list[Word]] = mapped_column(Words)
    checked: Mapped[int] = mapped_column(Integer, default=0)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
    translation: Mapped[str] = mapped_column(LONG, default="")
    checked_how: Mapped[str] = mapped_column(Prose, default="")
    voice_said: Mapped[int] = mapped_column(Integer, default=0)


class Transcription(Base):
    """One act of transcribing a story, and where it came from. `state` is one of `TranscriptionState`.

    `speech_ms` of speech were found up to `done_ms`, of which `wordless_ms` gave no words.
    """

    __tablename__ = "transcription"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    engine: Mapped[str] = mapped_column(NOTE)
    speech_model: Mapped[str] = mapped_column(NOTE)
    asked_language: Mapped[str] = mapped_column(Prose, default="auto")
    language: Mapped[str] = mapped_column(Prose, default="")
    options: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    state: Mapped[str] = mapped_column(Prose, default="running")
    done_ms: Mapped[int] = mapped_column(Integer, default=0)
    speech_ms: Mapped[int] = mapped_column(Integer, default=0)
    wordless_ms: Mapped[int] = mapped_column(Integer, default=0)
    notice: Mapped[str] = mapped_column(NOTE, default="")
    started_at: Mapped[str] = mapped_column(Prose)
    ended_at: Mapped[str] = mapped_column(Prose, default="")


class QueuedStory(Base):
    """A story's place in the queue of those to be transcribed, ordered by (`position`, `id`); gone once it is done.

    `paused` is set while a person keeps it waiting; `asked` is how it shall be transcribed. Not part of undo.
    """

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("story_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id", index=False)
    position: Mapped[int] = mapped_column(Integer)
    paused: Mapped[int] = mapped_column("held", Integer, default=0)
    asked: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)


class DraftSegment(Base):
    """What the engine wrote, never changed afterwards."""

    __tablename__ = "draft_segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    transcription_id: Mapped[int] = reference("transcription.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(LONG)
    words: Mapped[list[Word]] = mapped_column(Words)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
