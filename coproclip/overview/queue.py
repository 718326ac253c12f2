"""What the transcription queue shows: each story in it, how far it is, and which stories could join it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.people.consent import may_be_transcribed, not_to_transcribe
from coproclip.people.stories import duration_of, stories, storyteller_names
from coproclip.project.kinds import TranscriptionState
from coproclip.project.rows import fetch
from coproclip.project.schema import Story
from coproclip.transcript.draft import latest_of_all
from coproclip.transcription.progress import TranscriptionProgress, progress_of_entry
from coproclip.transcription.queue import QueueEntry, queue_entries


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A story in the queue: who tells it, its length (ms), how far it is, and whether it may be transcribed."""

    entry: QueueEntry
    who: str
    duration_ms: int
    transcription_progress: TranscriptionProgress
    allowed: bool

    @property
    def fraction(self) -> float | None:
        """How far it is transcribed, from 0 to 1; None while nothing is."""
        return self.transcription_progress.done_ms / max(1, self.duration_ms) or None


def queue_rows(session: Session) -> list[QueueRow]:
    """The whole queue, the next story first."""
    return [_row(session, entry) for entry in queue_entries(session)]


def _row(session: Session, entry: QueueEntry) -> QueueRow:
    duration = duration_of(session, entry.story_id)
    far = progress_of_entry(session, entry.story_id, duration, again=entry.asked.again)
    allowed = may_be_transcribed(session, entry.story_id)
    return QueueRow(entry, teller_or_title(session, entry.story_id), duration, far, allowed)


def teller_or_title(session: Session, story_id: int) -> str:
    """Who tells a story, or its title while nobody is named."""
    return storyteller_names(session, story_id) or fetch(session, Story, story_id).title


def may_join(session: Session, besides: Collection[int]) -> list[int]:
    """The stories that are not transcribed and may be, the oldest first, without those of `besides`."""
    done = {one for one, act in latest_of_all(session).items() if act.state == TranscriptionState.DONE}
    without = {*besides, *done, *not_to_transcribe(session)}
    return [story.id for story in reversed(stories(session)) if story.id not in without]
