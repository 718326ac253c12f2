"""What the list shows of every story: who, how long, how far transcribed and checked, what is marked and may leave."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval, StoryReader, one_answer
from coproclip.excerpts.marking import excerpts_of
from coproclip.excerpts.rules.answers import MATTERS_MOST
from coproclip.overview.sharing import SharingCount, count_approvals
from coproclip.people.care import UNMARKED, CareMark
from coproclip.people.stories import stories, storyteller_names
from coproclip.people.storytellers import OTHER_PARTS, storyteller_count
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Changes
from coproclip.project.rows import among, fetch
from coproclip.project.schema import (
    Excerpt,
    Participant,
    Person,
    Recording,
    Segment,
    Speaker,
    Story,
    Transcription,
)
from coproclip.transcript.draft import latest_of_all
from coproclip.transcript.review import Review, little_found, review_story
from coproclip.transcription.progress import TranscriptionProgress, progress_of

_BY_STORY = {
    "segment": Segment,
    "excerpt": Excerpt,
    "speaker": Speaker,
    "recording": Recording,
    "transcription": Transcription,
}
_NO_STORY = frozenset({"draft_segment", "playlist", "playlist_item", "change_log"})


@dataclass(frozen=True, slots=True)
class StoryState:
    """What takes longer to read of a story: how far it is checked, and what was said of its excerpts.

    `open_answers` excerpts wait for permission; `approval` is what matters most of all of them; `themes` are the
    (letter, colour) of theirs.
    """

    review: Review
    sharing: SharingCount
    open_answers: int
    approval: Approval | None
    themes: tuple[tuple[str, int], ...]


_UNREAD = StoryState(Review(0, 0, ()), SharingCount(), 0, None, ())


@dataclass(frozen=True, slots=True)
class StoryOverview:
    """What the list of stories shows of one. Not `known`: its state was not read yet, and is empty meanwhile."""

    story_id: int
    title: str
    storytellers: tuple[str, ...]
    description: str
    reporter: str
    date: str
    duration_ms: int
    transcription_progress: TranscriptionProgress
    excerpts: int
    notice: str
    care: CareMark = UNMARKED
    state: StoryState = _UNREAD

    @property
    def known(self) -> bool:
        """Whether its state was read."""
        return self.state is not _UNREAD

    @property
    def review(self) -> Review:
        """How far it is checked."""
        return self.state.review

    @property
    def who(self) -> str:
        """The storytellers' aliases, or the title while nobody is named."""
        return " and ".join(self.storytellers) or self.title

    @property
    def little_found(self) -> str:
        """That nothing was found in it, or words in only a small part; empty for all others."""
        if not self.known:
            return ""
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
        BinnedStory(story.id, story.title, storyteller_names(session, story.id), story.recorded_on or story.created_at)
        for story in stories(session, binned=True)
    ]


def is_binned(session: Session, story_id: int) -> bool:
    """Whether a story is in the bin; raises `NotFound` when it is gone."""
    return fetch(session, Story, story_id).binned_at is not None


def story_overviews(session: Session, only: Iterable[int] | None = None) -> list[StoryOverview]:
    """The stories outside the bin, newest first, without their state; with `only`, those of these numbers."""
    only = None if only is None else set(only)
    people, sounds, counts = _tellers(session, only), _sounds(session, only), _excerpt_counts(session, only)
    acts = latest_of_all(session, only)
    rows = []
    for story in stories(session, only=only):
        duration, notice = sounds.get(story.id, (0, "This story has no recording."))
        tellers = people.get(story.id, [])
        rows.append(
            StoryOverview(
                story_id=story.id,
                title=story.title,
                storytellers=tuple(alias for alias, _ in tellers),
                description=tellers[0][1] if tellers else "",
                reporter=story.reporter,
                date=story.recorded_on or story.created_at[:10],
                duration_ms=duration,
                transcription_progress=progress_of(acts.get(story.id), duration),
                excerpts=counts.get(story.id, 0),
                notice=notice,
                care=CareMark(story.care, bool(story.sensitive)),
            )
        )
    return rows


def letters_in(session: Session, story_ids: Iterable[int]) -> int:
    """How many letters the words of these stories have together."""
    count = select(func.sum(func.length(Segment.text))).where(Segment.story_id.in_(list(story_ids)))
    return session.scalar(count) or 0


def _tellers(session: Session, only: Set[int] | None) -> dict[int, list[tuple[str, str]]]:
    """Alias and description of who tells each story."""
    query = select(Participant.story_id, Person.alias, Person.description)
    query = query.join(Person, Person.id == Participant.storyteller_id).order_by(Participant.id)
    query = query.where(Participant.part.not_in(OTHER_PARTS))
    found: dict[int, list[tuple[str, str]]] = {}
    for story_id, alias, description in session.execute(among(query, Participant.story_id, only)):
        found.setdefault(story_id, []).append((alias, description))
    return found


def _sounds(session: Session, only: Set[int] | None) -> dict[int, tuple[int, str]]:
    """How long each story's recording is (ms), and what a person should know about it."""
    query = select(Recording.story_id, Recording.duration_ms, Recording.notice).order_by(Recording.id.desc())
    return {
        story_id: (duration, notice)
        for story_id, duration, notice in session.execute(among(query, Recording.story_id, only))
    }


def _excerpt_counts(session: Session, only: Set[int] | None) -> dict[int, int]:
    query = among(select(Excerpt.story_id, func.count()).group_by(Excerpt.story_id), Excerpt.story_id, only)
    return {story_id: number for story_id, number in session.execute(query)}


def story_states(session: Session, story_ids: Iterable[int]) -> Iterator[tuple[int, StoryState]]:
    """The states of these stories, one after another."""
    reader = StoryReader(session)
    answer = one_answer(session, reader)
    for story_id in story_ids:
        marked = excerpts_of(session, story_id)
        reader.prepare(story_id)
        approvals = [answer(excerpt) for excerpt in marked]
        themes = {theme.id: theme for excerpt in marked for theme in reader.themes(excerpt)}
        reader.forget(story_id)
        state = StoryState(
            review=review_story(session, story_id),
            sharing=count_approvals(approvals),
            open_answers=approvals.count(Approval.WAITING) + approvals.count(Approval.AGAIN),
            approval=next((worst for worst in MATTERS_MOST if worst in approvals), None),
            themes=tuple((theme.letter, theme.colour) for theme in themes.values()),
        )
        yield story_id, state


class Group(StrEnum):
    """Which stories are shown: those of which something is still to be done, and those that are ready."""

    ALL = "all"
    TO_TRANSCRIBE = "transcribe"
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
            return story.state.approval in (Approval.WAITING, Approval.AGAIN, Approval.DRAFT)
        case Group.READY:
            return story.state.sharing.ready > 0
        case Group.ALL:
            return True


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
