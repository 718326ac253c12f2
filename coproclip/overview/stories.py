"""One line about every story: who, how long, how far written down and checked, what is marked, what may be shared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Approval, StoryReader, one_answer
from coproclip.excerpts.marking import excerpts_of
from coproclip.people.stories import sound_of, stories
from coproclip.people.storytellers import storytellers_of
from coproclip.project.project import Changes, Project
from coproclip.project.schema import Excerpt, Recording, Segment, Speaker, Story, Theme, Transcription
from coproclip.themes.codebook import themes_by_excerpt
from coproclip.transcript.review import Review, little_found, review_story
from coproclip.transcription.run import TranscriptionProgress, transcription_progress

# What matters most to a person who looks at a whole story: the first of these that any excerpt is in.
_WORST = (Approval.AGAIN, Approval.WAITING, Approval.DRAFT, Approval.HELD, Approval.YES, Approval.NO)
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


def story_overviews(project: Project, only: Iterable[int] | None = None) -> list[StoryOverview]:
    """The stories outside the bin, newest first; with `only`, those of these numbers."""
    wanted = None if only is None else set(only)
    with project.read() as session:
        chosen = [story for story in stories(session) if wanted is None or story.id in wanted]
        reader = StoryReader(session)
        state = one_answer(session, reader)
        return [_overview(project, session, story, reader, state) for story in chosen]


def _overview(
    project: Project, session: Session, story: Story, reader: StoryReader, state: Callable[[Excerpt], Approval]
) -> StoryOverview:
    try:
        sound = sound_of(project, session, story.id)
        duration, notice = sound.duration_ms, sound.notice
    except CoProClipError as error:
        duration, notice = 0, error.happened
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


def _whole(approvals: Sequence[Approval]) -> Approval | None:
    return next((worst for worst in _WORST if worst in approvals), None)


def touched_stories(project: Project, changes: Changes) -> set[int] | None:
    """The stories whose line may have changed; None for “any of them”."""
    found: set[int] = set(changes.ids.get("story", ()))
    with project.read() as session:
        for table, rows in changes.ids.items():
            if table in _NO_STORY or table == "story":
                continue
            mapped: Any = _BY_STORY.get(table)
            if mapped is None or len(rows) > 400:
                return None
            there = {
                row: story
                for row, story in session.execute(select(mapped.id, mapped.story_id).where(mapped.id.in_(rows)))
            }
            if len(there) < len(rows):
                return None  # something was taken away: whose it was is no longer known
            found.update(there.values())
    return found
