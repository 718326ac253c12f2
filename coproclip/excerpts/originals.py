"""The recordings themselves, as they came in: for the team alone, which has them anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coproclip.errors import MediaError, NotShareable
from coproclip.excerpts.grants import ShareableExcerpt, verify
from coproclip.excerpts.policy import Use
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


def originals_of(project: Project, excerpts: Sequence[ShareableExcerpt]) -> list[OriginalSound]:
    """The recording of each excerpt that was granted for the team. Raises `NotShareable`, `MediaError`."""
    found = []
    with project.read() as session:
        for excerpt in excerpts:
            if verify(excerpt).use is not Use.REPORTER:
                raise NotShareable("Recordings themselves are for the team alone.", "Nothing was made.")
            sound = sound_of(project, session, fetch(session, Excerpt, excerpt.excerpt_id).story_id)
            if not sound.original.is_file():
                raise MediaError("A recording is not where it was.", "Words, excerpts and themes are safe.")
            whole = sound.duration_ms * sound.sample_rate // 1000
            found.append(OriginalSound(sound.original, whole, sound.sample_rate, sound.channels))
    return found
