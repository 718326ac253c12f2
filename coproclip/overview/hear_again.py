"""Stories that were transcribed with another speech model, and so could be transcribed again with a better one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.overview.queue import teller_or_title
from coproclip.people.consent import not_to_transcribe
from coproclip.people.stories import duration_of, stories
from coproclip.project.kinds import TranscriptionState
from coproclip.transcript.draft import latest_of_all
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.finish import voices_of
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import TranscriptionRequest, queue_entries
from coproclip.transcription.retranscribe_story import what_is_there


@dataclass(frozen=True, slots=True)
class AnotherModel:
    """A story that was transcribed with `speech_model`; `there` is what transcribing it again would meet.

    `voices` is how many were looked for then: one of `queue.VOICES`.
    """

    story_id: int
    who: str
    duration_ms: int
    speech_model: str
    voices: str
    there: Replacement

    def asked(self, model: str) -> TranscriptionRequest:
        """How it is asked for once more, with the speech model `model` (a name or a folder)."""
        return TranscriptionRequest(model=model, voices=self.voices, again=True)


def with_another_model(session: Session, name: str) -> list[AnotherModel]:
    """The stories that were transcribed to their end, but not with the speech model `name`, the oldest first.

    Those whose storyteller said no to it, whose transcript was brought in, and that stand in the queue, are left out.
    """
    without = {*not_to_transcribe(session), *(entry.story_id for entry in queue_entries(session))}
    acts = latest_of_all(session)
    found = []
    for story in reversed(stories(session)):
        act = acts.get(story.id)
        if act is None or act.state != TranscriptionState.DONE or act.speech_model == name or story.id in without:
            continue
        if TranscriptionOptions.of(act).brought_in:
            continue
        there, long = what_is_there(session, story.id), duration_of(session, story.id)
        who = teller_or_title(session, story.id)
        found.append(AnotherModel(story.id, who, long, act.speech_model, voices_of(act), there))
    return found
