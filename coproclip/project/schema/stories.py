"""Stories, their sound, and who is heard in them."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from coproclip.project.columns import LONG, NAME, NOTE, TITLE, Prose
from coproclip.project.schema.base import Base, reference


class Story(Base):
    """One conversation. `binned_at` is set while it lies in the bin; `private_note` leaves the project in no file.

    `care` is what somebody should know before hearing it; `sensitive` marks special category data (health, race, …).
    `own_title`, `own_feeling`, `own_matters` and `own_for_whom` are what the storyteller said of it right afterwards:
    what they would call it, how it felt, what matters most, who should hear it. `summary` is the reporter’s.
    """

    __tablename__ = "story"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(TITLE)
    kind: Mapped[str] = mapped_column(Prose, default="dialogue")
    reporter: Mapped[str] = mapped_column(TITLE, default="")
    language: Mapped[str] = mapped_column(NOTE, default="")
    note: Mapped[str] = mapped_column(LONG, default="")
    private_note: Mapped[str] = mapped_column(LONG, default="")
    recorded_on: Mapped[str] = mapped_column("told_on", Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    binned_at: Mapped[str | None] = mapped_column(Prose, default=None)
    care: Mapped[str] = mapped_column(NOTE, default="")
    sensitive: Mapped[int] = mapped_column(Integer, default=0)
    own_title: Mapped[str] = mapped_column(TITLE, default="")
    own_feeling: Mapped[str] = mapped_column(NOTE, default="")
    own_matters: Mapped[str] = mapped_column(NOTE, default="")
    own_for_whom: Mapped[str] = mapped_column(NOTE, default="")
    summary: Mapped[str] = mapped_column(LONG, default="")


class Recording(Base):
    """One sound file of a story.

    `original` and `working` are paths inside the project folder with `/`; `working` is empty where the original
    itself is cut and played. `notice` is a sentence about the file that a person should know. `tracks` are the numbers
    (“2”, “1,3”) of the sound tracks it was made of; empty where the file has only one.
    """

    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    original: Mapped[str] = mapped_column(NOTE)
    original_name: Mapped[str] = mapped_column(NOTE)
    sha256: Mapped[str] = mapped_column(Prose, index=True)
    size_bytes: Mapped[int] = mapped_column(Integer)
    working: Mapped[str] = mapped_column(NOTE, default="")
    peaks: Mapped[str] = mapped_column(NOTE, default="")
    duration_ms: Mapped[int] = mapped_column(Integer)
    sample_rate: Mapped[int] = mapped_column(Integer)
    channels: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Prose, default="import")
    notice: Mapped[str] = mapped_column(NOTE, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    tracks: Mapped[str] = mapped_column(LONG, default="")


class Speaker(Base):
    """A voice in a story. `role` is storyteller, reporter, other, or empty while nobody has said.

    `channel` (the first is 0) is where this voice's own microphone is heard; None where it has none.
    """

    __tablename__ = "speaker"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    name: Mapped[str] = mapped_column(TITLE)
    role: Mapped[str] = mapped_column(Prose, default="")
    channel: Mapped[int | None] = mapped_column(Integer, default=None)
    storyteller_id: Mapped[int | None] = reference("storyteller.id", null=True)


class Moment(Base):
    """A place or a stretch of a story (ms from its start; a place has `end_ms` equal to `start_ms`).

    `kind` is one of `MomentKind`; `text` a starter's question or a word or two. Ordered by (`start_ms`, `id`).
    """

    __tablename__ = "moment"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    kind: Mapped[str] = mapped_column(Prose)
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(LONG, default="")


class Mention(Base):
    """A person, place or organisation that is named in a story, and what is decided about it (`MentionDecision`).

    `text` is the name as it is said; every place of the story with these words is meant. `general` is what stands for
    it where it is made general (“a hospital”).
    """

    __tablename__ = "mention"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    kind: Mapped[str] = mapped_column(Prose, default="")
    text: Mapped[str] = mapped_column(NAME)
    decision: Mapped[str] = mapped_column(Prose, default="")
    general: Mapped[str] = mapped_column(NOTE, default="")
    decided_by: Mapped[str] = mapped_column(NOTE, default="")
    decided_at: Mapped[str] = mapped_column(Prose, default="")


class LostName(Base):
    """Where (ms) a name was said in words of a story that say something else by now. Not part of undo.

    Whose it is and no words: the mention may be one of another story in which it is taken out.
    """

    __tablename__ = "lost_name"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    mention_id: Mapped[int] = reference("mention.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)


class Played(Base):
    """A stretch of a story that was played to somebody's ears on this computer (ms). Not part of undo."""

    __tablename__ = "played"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)


class Place(Base):
    """Where somebody was in a story (ms). Not part of undo."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = reference("story.id")
    position_ms: Mapped[int] = mapped_column(Integer)
