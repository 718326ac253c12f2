"""The recordings themselves, as they came in: for the team alone, and not where the team may not have them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from coproclip.errors import MediaError, NotShareable
from coproclip.excerpts.approval import Approval, Refusal, Sharing, StoryReader, shareable
from coproclip.excerpts.rules.grants import ShareableExcerpt, verify
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import Reason, of_refused
from coproclip.excerpts.team.team_stories import kept_from_team
from coproclip.people.stories import sound_of
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt


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
        kept = _Kept(session)
        for excerpt in sharing.granted:
            if reasons := kept.reasons(excerpt):
                refused.append(Refusal(excerpt.excerpt_id, str(excerpt.title), Approval.NO, tuple(reasons)))
            else:
                granted.append(excerpt)
    return replace(sharing, granted=tuple(granted), refused=tuple(refused))


def originals_of(project: Project, excerpts: Sequence[ShareableExcerpt]) -> list[OriginalSound]:
    """The recording of each excerpt that was granted for the team. Raises `NotShareable`, `MediaError`."""
    found = []
    with project.read() as session:
        kept = _Kept(session)
        for excerpt in excerpts:
            if verify(excerpt).use is not Use.REPORTER or kept.reasons(excerpt):
                raise NotShareable("Recordings themselves are for the team alone.", "Nothing was made.")
            sound = sound_of(project, session, fetch(session, Excerpt, excerpt.excerpt_id).story_id)
            if not sound.original.is_file():
                raise MediaError("A recording is not where it was.", "Words, excerpts and themes are safe.")
            whole = sound.duration_ms * sound.sample_rate // 1000
            found.append(OriginalSound(sound.original, whole, sound.sample_rate, sound.channels))
    return found


class _Kept:
    """Reads once which stories the team may not have, and what may not be written of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._against, self._texts = kept_from_team(StoryReader(session))

    def reasons(self, excerpt: ShareableExcerpt) -> list[Reason]:
        """Why the team may not have an excerpt; empty where it may."""
        found = list(self._against.get(fetch(self._session, Excerpt, excerpt.excerpt_id).story_id, ()))
        beside = {"Its title has": (excerpt.title,), "The note before hearing it has": (excerpt.care,)}
        for place, texts in {**beside, "A theme of it has": excerpt.themes}.items():
            if any(map(self._texts.stays, texts)):
                found.append(of_refused(place, "a story", "call it something else"))
        return found
