"""All tables on one page.

Every journaled table has an integer `id`; times are integer milliseconds; there is no REAL and no BLOB, because
undo keeps rows as JSON. Nothing cascades: who deletes a row deletes what hangs on it, so that undo sees it all.
"""

from typing import Any

from sqlalchemy import ForeignKey, Integer, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coproclip.project.columns import Json, Prose, RowIds, Words
from coproclip.project.columns import Word as Word


class Base(DeclarativeBase):
    """All mapped rows; SQLite keeps to the declared types (STRICT), so that a damaged value is found on opening."""

    __table_args__: Any = {"sqlite_strict": True}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _to(target: str, *, index: bool = True, null: bool = False) -> Any:
    # Deferred, so that undo may put rows back in any order within its one transaction.
    key = ForeignKey(target, deferrable=True, initially="DEFERRED")
    return mapped_column(Integer, key, index=index, nullable=null)


class ProjectRow(Base):
    """The one row that says what the whole work is."""

    __tablename__ = "project"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(Prose)
    strapline: Mapped[str] = mapped_column(Prose, default="")
    month: Mapped[str] = mapped_column(Prose, default="")
    asked_by: Mapped[str] = mapped_column(Prose, default="")
    gathered_by: Mapped[str] = mapped_column(Prose, default="")
    purpose: Mapped[str] = mapped_column(Prose, default="")
    method_note: Mapped[str] = mapped_column(Prose, default="")
    contact: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)


class Storyteller(Base):
    """Who tells a story, known by an alias and described in their own words."""

    __tablename__ = "storyteller"
    id: Mapped[int] = mapped_column(primary_key=True)
    alias: Mapped[str] = mapped_column(Prose)
    description: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)


class Story(Base):
    """One conversation. `binned_at` is set while it lies in the bin; `private_note` leaves the project in no file."""

    __tablename__ = "story"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Prose)
    kind: Mapped[str] = mapped_column(Prose, default="dialogue")
    reporter: Mapped[str] = mapped_column(Prose, default="")
    language: Mapped[str] = mapped_column(Prose, default="")
    note: Mapped[str] = mapped_column(Prose, default="")
    private_note: Mapped[str] = mapped_column(Prose, default="")
    recorded_on: Mapped[str] = mapped_column("told_on", Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    binned_at: Mapped[str | None] = mapped_column(Prose, default=None)


class StoryStoryteller(Base):
    """Who tells which story."""

    __tablename__ = "story_storyteller"
    __table_args__ = (UniqueConstraint("story_id", "storyteller_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    storyteller_id: Mapped[int] = _to("storyteller.id")


class Recording(Base):
    """One sound file of a story.

    `original` and `working` are paths inside the project folder with `/`; `working` is empty where the original
    itself is cut and played. `notice` is a sentence about the file that a person should know. `tracks` are the numbers
    (“2”, “1,3”) of the sound tracks it was made of; empty where the file has only one.
    """

    __tablename__ = "recording"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    original: Mapped[str] = mapped_column(Prose)
    original_name: Mapped[str] = mapped_column(Prose)
    sha256: Mapped[str] = mapped_column(Prose, index=True)
    size_bytes: Mapped[int] = mapped_column(Integer)
    working: Mapped[str] = mapped_column(Prose, default="")
    peaks: Mapped[str] = mapped_column(Prose, default="")
    duration_ms: Mapped[int] = mapped_column(Integer)
    sample_rate: Mapped[int] = mapped_column(Integer)
    channels: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Prose, default="import")
    notice: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)
    tracks: Mapped[str] = mapped_column(Prose, default="")


class Speaker(Base):
    """A voice in a story. `role` is storyteller, reporter, other, or empty while nobody has said.

    `channel` (the first is 0) is where this voice's own microphone is heard; None where it has none.
    """

    __tablename__ = "speaker"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    name: Mapped[str] = mapped_column(Prose)
    role: Mapped[str] = mapped_column(Prose, default="")
    channel: Mapped[int | None] = mapped_column(Integer, default=None)
    storyteller_id: Mapped[int | None] = _to("storyteller.id", null=True)


class Moment(Base):
    """A place or a stretch of a story (ms from its start; a place has `end_ms` equal to `start_ms`).

    `kind` is one of `MomentKind`; `text` a starter's question or a word or two. Ordered by (`start_ms`, `id`).
    """

    __tablename__ = "moment"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    kind: Mapped[str] = mapped_column(Prose)
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Prose, default="")


class Consent(Base):
    """What a storyteller said about the whole story: yes, no or later, to one of `ConsentAbout`. The last one counts.

    `moment_id` is where the yes is heard in the recording itself; `storyteller_id` whose answer it is, None in stories
    of one storyteller.
    """

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    about: Mapped[str] = mapped_column(Prose)
    answer: Mapped[str] = mapped_column(Prose)
    who: Mapped[str] = mapped_column(Prose, default="")
    how: Mapped[str] = mapped_column(Prose, default="")
    moment_id: Mapped[int | None] = _to("moment.id", null=True)
    storyteller_id: Mapped[int | None] = _to("storyteller.id", null=True)
    said_at: Mapped[str] = mapped_column(Prose)


class CheckIn(Base):
    """A day (ISO date) on which somebody is asked how they are after a story was told; `done_on` once they were."""

    __tablename__ = "check_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    who: Mapped[str] = mapped_column(Prose)
    due_on: Mapped[str] = mapped_column(Prose)
    done_on: Mapped[str] = mapped_column(Prose, default="")


class Starter(Base):
    """A question that may help a conversation along; ordered by (`position`, `id`)."""

    __tablename__ = "starter"
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Prose)


class Segment(Base):
    """A passage of the edited text; passages of a story are ordered by (`start_ms`, `id`).

    “The text is its words joined by one space.” `flags` are the reasons to listen again. `translation` is a machine's
    English for it, beside the original and never in its place; empty where nobody asked for it.
    """

    __tablename__ = "segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    speaker_id: Mapped[int | None] = _to("speaker.id", null=True)
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Prose)
    words: Mapped[list[Word]] = mapped_column(Words)
    checked: Mapped[int] = mapped_column(Integer, default=0)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
    translation: Mapped[str] = mapped_column(Prose, default="")


class Transcription(Base):
    """One act of writing a story down, and where it came from. `state` is one of `TranscriptionState`.

    `speech_ms` of speech were found up to `done_ms`, of which `wordless_ms` gave no words.
    """

    __tablename__ = "transcription"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    engine: Mapped[str] = mapped_column(Prose)
    speech_model: Mapped[str] = mapped_column(Prose)
    asked_language: Mapped[str] = mapped_column(Prose, default="auto")
    language: Mapped[str] = mapped_column(Prose, default="")
    options: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    state: Mapped[str] = mapped_column(Prose, default="running")
    done_ms: Mapped[int] = mapped_column(Integer, default=0)
    speech_ms: Mapped[int] = mapped_column(Integer, default=0)
    wordless_ms: Mapped[int] = mapped_column(Integer, default=0)
    notice: Mapped[str] = mapped_column(Prose, default="")
    started_at: Mapped[str] = mapped_column(Prose)
    ended_at: Mapped[str] = mapped_column(Prose, default="")


class QueuedStory(Base):
    """A story's place in the line of those to be written down, ordered by (`position`, `id`); gone once it is done.

    `paused` is set while a person keeps it waiting; `asked` is how it shall be written down. Not part of undo.
    """

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("story_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id", index=False)
    position: Mapped[int] = mapped_column(Integer)
    paused: Mapped[int] = mapped_column("held", Integer, default=0)
    asked: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)


class ListedWord(Base):
    """One of the project's own words, which the engine is told; `wanted` is 0 for a suggestion that was turned down."""

    __tablename__ = "listed_word"
    __table_args__ = (UniqueConstraint("text"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Prose)
    wanted: Mapped[int] = mapped_column(Integer, default=1)


class DraftSegment(Base):
    """What the engine wrote, never changed afterwards."""

    __tablename__ = "draft_segment"
    id: Mapped[int] = mapped_column(primary_key=True)
    transcription_id: Mapped[int] = _to("transcription.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Prose)
    words: Mapped[list[Word]] = mapped_column(Words)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)


class Excerpt(Base):
    """A passage worth keeping. Anchored twice: by its spans, and by its words with a little text on both sides.

    `quote` is how the words stood when its edges were last set; how they stand now is read from the passages.
    `attribution` is what it is signed with; empty is “One storyteller”.
    """

    __tablename__ = "excerpt"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    title: Mapped[str] = mapped_column(Prose, default="")
    note: Mapped[str] = mapped_column(Prose, default="")
    feeling: Mapped[str] = mapped_column(Prose, default="")
    attribution: Mapped[str] = mapped_column(Prose, default="")
    lead_in_ms: Mapped[int] = mapped_column(Integer)
    lead_out_ms: Mapped[int] = mapped_column(Integer)
    quote: Mapped[str] = mapped_column(Prose)
    before: Mapped[str] = mapped_column(Prose, default="")
    after: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)


class Span(Base):
    """One uncut stretch of an excerpt; between two spans something was taken out."""

    __tablename__ = "span"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = _to("excerpt.id")
    start_ms: Mapped[int] = mapped_column(Integer)
    end_ms: Mapped[int] = mapped_column(Integer)


class Answer(Base):
    """What a storyteller said about an excerpt: asked, yes or no. The last one counts, and only for what it `covered`.

    That is what they heard and saw, as fingerprints by part; `fingerprint` is one of all of it.
    """

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = _to("excerpt.id")
    answer: Mapped[str] = mapped_column(Prose)
    who: Mapped[str] = mapped_column(Prose, default="")
    how: Mapped[str] = mapped_column(Prose, default="")
    fingerprint: Mapped[str] = mapped_column(Prose)
    storyteller_id: Mapped[int | None] = _to("storyteller.id", null=True)
    covered: Mapped[dict[str, Any]] = mapped_column(Json(dict), default=dict)
    answered_at: Mapped[str] = mapped_column(Prose)


class Theme(Base):
    """What excerpts are about. `colour` is the place in the palette; siblings are ordered by (`position`, `id`)."""

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = _to("theme.id", null=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Prose)
    letter: Mapped[str] = mapped_column(Prose)
    colour: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Prose, default="")
    description: Mapped[str] = mapped_column(Prose, default="")
    headline_excerpt_id: Mapped[int | None] = _to("excerpt.id", null=True)
    in_their_words: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[str] = mapped_column(Prose)


class ThemeLink(Base):
    """An excerpt belongs to a theme."""

    __tablename__ = "theme_link"
    __table_args__ = (UniqueConstraint("theme_id", "excerpt_id"), {"sqlite_strict": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = _to("theme.id")
    excerpt_id: Mapped[int] = _to("excerpt.id")


class Playlist(Base):
    """Excerpts in an order, with a title and an introduction. `uid` stays the same for good."""

    __tablename__ = "playlist"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(Prose)
    title: Mapped[str] = mapped_column(Prose)
    introduction: Mapped[str] = mapped_column(Prose, default="")
    created_at: Mapped[str] = mapped_column(Prose)


class PlaylistItem(Base):
    """An excerpt's place in a playlist, ordered by (`position`, `id`)."""

    __tablename__ = "playlist_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    playlist_id: Mapped[int] = _to("playlist.id")
    excerpt_id: Mapped[int] = _to("excerpt.id")
    position: Mapped[int] = mapped_column(Integer)


class Place(Base):
    """Where somebody was in a story (ms). Not part of undo."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = _to("story.id")
    position_ms: Mapped[int] = mapped_column(Integer)


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


NOT_JOURNALED = frozenset({"place", "waiting", "used_number", "change_log"})


def journaled_tables() -> list[str]:
    """Names of the tables that undo watches."""
    return [name for name in Base.metadata.tables if name not in NOT_JOURNALED]
