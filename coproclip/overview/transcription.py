"""What is known of a story before it is transcribed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.overview.queue import teller_or_title
from coproclip.people.stories import duration_of, speakers_of, usual_language
from coproclip.project.rows import fetch
from coproclip.project.schema import Story
from coproclip.transcription.progress import Replacement, TranscriptionProgress, transcription_progress
from coproclip.transcription.retranscribe_story import what_is_there


@dataclass(frozen=True, slots=True)
class TranscriptionFacts:
    """A story's length (ms) and how far it is; its own and the project's usual language (codes, or empty).

    `own_microphones`: everybody had one, so it is known who speaks. `there` is what transcribing again would meet.
    """

    who: str
    duration_ms: int
    progress: TranscriptionProgress
    language: str
    usual_language: str
    own_microphones: bool
    there: Replacement


def transcription_facts(session: Session, story_id: int) -> TranscriptionFacts:
    """What is known of a story; raises `NotFound` when it is gone."""
    story, duration = fetch(session, Story, story_id), duration_of(session, story_id)
    return TranscriptionFacts(
        who=teller_or_title(session, story_id),
        duration_ms=duration,
        progress=transcription_progress(session, story_id, duration),
        language=story.language,
        usual_language=usual_language(session),
        own_microphones=any(voice.channel is not None for voice in speakers_of(session, story_id)),
        there=what_is_there(session, story_id),
    )
