"""The recordings themselves, as they came in: for the team alone, and not where somebody said no to the team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from coproclip.errors import MediaError, NotShareable
from coproclip.excerpts.approval import Approval, Refusal, Sharing, StoryReader, shareable
from coproclip.excerpts.grants import ShareableExcerpt, verify
from coproclip.excerpts.policy import Use
from coproclip.excerpts.reasons import Reason
from coproclip.excerpts.team_stories import reasons_to_keep
from coproclip.people.stories import sound_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Story


@dataclass(frozen=True, slots=True)
class OriginalSound:
    """A recording as it came in, and how many samples of how many Hz and channels it is worked with as."""

    path: Path
    whole: int
    rate: int
    channels: int


def shareable_for_team(project: Project, excerpt_ids: Iterable[int], playlist_id: int | None = None) -> Sharing:
    """Which of these excerpts the team may have out of their recordings, and why it may not have the others."""
    sharing = shareable(project, excerpt_ids, Use.REPORTER, playlist_id=playlist_id)
    granted, refused = list[ShareableExcerpt](), list(sharing.refused)
    with project.read() as session:
        for excerpt in sharing.granted:
            if reasons := _kept(session, excerpt):
                refused.append(Refusal(excerpt.excerpt_id, str(excerpt.title), Approval.NO, tuple(reasons)))
            else:
                granted.append(excerpt)
    return replace(sharing, granted=tuple(granted), refused=tuple(refused))


def originals_of(project: Project, excerpts: Sequence[ShareableExcerpt]) -> list[OriginalSound]:
    """The recording of each excerpt that was granted for the team. Raises `NotShareable`, `MediaError`."""
    found = []
    with project.read() as session:
        for excerpt in excerpts:
            if verify(excerpt).use is not Use.REPORTER or _kept(session, excerpt):
                raise NotShareable("Recordings themselves are for the team alone.", "Nothing was made.")
            sound = sound_of(project, session, fetch(session, Excerpt, excerpt.excerpt_id).story_id)
            if not sound.original.is_file():
                raise MediaError("A recording is not where it was.", "Words, excerpts and themes are safe.")
            whole = sound.duration_ms * sound.sample_rate // 1000
            found.append(OriginalSound(sound.original, whole, sound.sample_rate, sound.channels))
    return found


def _kept(session: Session, excerpt: ShareableExcerpt) -> list[Reason]:
    """Why the team may not have the story of an excerpt; empty where it may."""
    story = fetch(session, Story, fetch(session, Excerpt, excerpt.excerpt_id).story_id)
    return reasons_to_keep(session, story, StoryReader(session))
