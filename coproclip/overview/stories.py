"""What the list shows of every story: who, how long, how far transcribed and checked, what is marked and may leave."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval, StoryReader, one_answer
from coproclip.excerpts.marking import excerpts_of
from coproclip.people.stories import stories, storyteller_names
from coproclip.people.storytellers import storyteller_count, storytellers_of
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Changes
from coproclip.project.rows import fetch
from coproclip.project.schema import (
    Excerpt,
    Recording,
    Segment,
    Speaker,
    Story,
    Theme,
    Transcription,
)
from coproclip.themes.codebook import themes_by_excerpt
from coproclip.transcript.review import Review, little_found, review_story
from coproclip.transcription.run import TranscriptionProgress, transcription_progress

# What matters most to a person who looks at a whole story: the first of these that any excerpt is in.
_WORST = (Approval.AGAIN, Approval.WAITING, Approval.DRAFT, Approval.WITHHELD, Approval.YES, Approval.NO)
_BY_STORY = {
    "segment": Segment,
    "excerpt": Excerpt,
    "speaker": Speaker,
    "recording": Recording,
    "transcription": Transcription,
}
_NO_STORY = frozenset({"draft_segment", "playlist", "playlist_item", "change_log"})


@dataclass(frozen=True, slots=True)
class StoryOverview:
    """What the list of stories shows of one; `themes` are (letter, colour) of its excerpts' themes."""

    story_id: int
    title: str
    storytellers: tuple[str, ...]
    description: str
    reporter: str
    date: str
    duration_ms: int
    transcription_progress: TranscriptionProgress
    review: Review
    excerpts: int
    approved: int
    themes: tuple[tuple[str, int], ...]
    approval: Approval | None
    notice: str

    @property
    def who(self) -> str:
        """The storytellers' aliases, or the title while nobody is named."""
        return " and ".join(self.storytellers) or self.title

    @property
    def little_found(self) -> str:
        """That nothing was found in it, or words in only a small part; empty for all others."""
        return little_found(self.transcription_progress.state, self.review.worded_ms, self.duration_ms)


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How many stories are in the project, how many more in its bin, and how many people told those outside it."""

    stories: int
    binned: int
    storytellers: int


def project_counts(session: Session) -> ProjectCounts:
    """What is in the project, in numbers."""
    count = select(func.count()).select_from(Story)
    there = session.scalar(count.where(Story.binned_at.is_(None))) or 0
    binned = session.scalar(count.where(Story.binned_at.is_not(None))) or 0
    return ProjectCounts(there, binned, storyteller_count(session))


@dataclass(frozen=True, slots=True)
class BinnedStory:
    """A story in the bin: who told it (or empty), and when."""

    story_id: int
    title: str
    who: str
    date: str


def binned_stories(session: Session) -> list[BinnedStory]:
    """The stories in the bin, newest first."""
    return [
        BinnedStory(story.id, story.title, storyteller_names(session, story.id), story.told_on or story.created_at)
        for story in stories(session, binned=True)
    ]


def is_binned(session: Session, story_id: int) -> bool:
    """Whether a story is in the bin; raises `NotFound` when it is gone."""
    return fetch(session, Story, story_id).binned_at is not None


def story_overviews(session: Session, only: Iterable[int] | None = None) -> list[StoryOverview]:
    """The stories outside the bin, newest first; with `only`, those of these numbers."""
    wanted = None if only is None else set(only)
    chosen = [story for story in stories(session) if wanted is None or story.id in wanted]
    reader = StoryReader(session)
    state = one_answer(session, reader)
    return [_overview(session, story, reader, state) for story in chosen]


def _overview(
    session: Session, story: Story, reader: StoryReader, state: Callable[[Excerpt], Approval]
) -> StoryOverview:
    sound = session.scalar(select(Recording).where(Recording.story_id == story.id).order_by(Recording.id))
    duration = sound.duration_ms if sound is not None else 0
    notice = sound.notice if sound is not None else "This story has no recording."
    marked = excerpts_of(session, story.id)
    reader.prepare(story.id)
    approvals = [state(excerpt) for excerpt in marked]
    reader.forget(story.id)
    signs, seen = themes_by_excerpt(session, story.id), dict[int, Theme]()
    for excerpt in marked:
        seen |= {theme.id: theme for theme in signs.get(excerpt.id, ())}
    people = storytellers_of(session, story.id)
    return StoryOverview(
        story_id=story.id,
        title=story.title,
        storytellers=tuple(person.alias for person in people),
        description=people[0].description if people else "",
        reporter=story.reporter,
        date=story.told_on or story.created_at[:10],
        duration_ms=duration,
        transcription_progress=transcription_progress(session, story.id, duration),
        review=review_story(session, story.id),
        excerpts=len(marked),
        approved=approvals.count(Approval.YES),
        themes=tuple((theme.letter, theme.colour) for theme in seen.values()),
        approval=_whole(approvals),
        notice=notice,
    )


class Group(StrEnum):
    """Which stories are shown: those of which something is still to be done, and those that are ready."""

    ALL = "all"
    TO_TRANSCRIBE = "write"
    TO_CHECK = "check"
    WAITING = "waiting"
    READY = "ready"


def in_group(story: StoryOverview, group: Group) -> bool:
    """Whether a story belongs to a group."""
    match group:
        case Group.TO_TRANSCRIBE:
            return story.transcription_progress.state != TranscriptionState.DONE
        case Group.TO_CHECK:
            return bool(story.review.to_check)
        case Group.WAITING:
            return story.approval in (Approval.WAITING, Approval.AGAIN, Approval.DRAFT)
        case Group.READY:
            return story.approved > 0
        case Group.ALL:
            return True


def _whole(approvals: Sequence[Approval]) -> Approval | None:
    return next((worst for worst in _WORST if worst in approvals), None)


def touched_stories(session: Session, changes: Changes) -> set[int] | None:
    """The stories of which something else may be shown now; None for “any of them”."""
    found: set[int] = set(changes.ids.get("story", ()))
    for table, rows in changes.ids.items():
        if table in _NO_STORY or table == "story":
            continue
        mapped: Any = _BY_STORY.get(table)
        if mapped is None or len(rows) > 400:
            return None
        there = {
            row: story for row, story in session.execute(select(mapped.id, mapped.story_id).where(mapped.id.in_(rows)))
        }
        if len(there) < len(rows):
            return None  # something was taken away: whose it was is no longer known
        found.update(there.values())
    return found
