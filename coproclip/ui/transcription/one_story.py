"""What the line needs to know of a story, and the work of writing it down."""

from collections.abc import Callable, Collection

from coproclip.errors import CoProClipError
from coproclip.jobs import Job
from coproclip.people.consent import may_be_written_down
from coproclip.people.stories import sound_of, stories, who_told
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Story
from coproclip.settings import Settings
from coproclip.transcript.draft import latest
from coproclip.transcription.progress import progress_of_entry
from coproclip.transcription.queue import AUTO, TranscriptionRequest, in_line
from coproclip.transcription.run import SpeechSource, transcribe_story


def name_of(project: Project, story_id: int) -> str:
    """Who tells it, or its title while nobody is named."""
    with project.read() as session:
        return who_told(session, story_id) or fetch(session, Story, story_id).title


def how_far(project: Project, story_id: int) -> float | None:
    """How far it is written down, from 0 to 1; None if that is not known or nothing is."""
    with project.read() as session:
        try:
            duration = sound_of(project, session, story_id).duration_ms
        except CoProClipError:
            return None
        entry = in_line(session, story_id)
        far = progress_of_entry(session, story_id, duration, again=entry is not None and entry.asked.again)
        return far.done_ms / max(1, duration) or None


def unwritten(project: Project, besides: Collection[int]) -> list[int]:
    """The stories that are not written down and may be, the oldest first, without those of `besides`."""
    with project.read() as session:
        left = [story.id for story in reversed(stories(session)) if story.id not in besides]
        last = {one: latest(session, one) for one in left if may_be_written_down(session, one)}
        return [one for one, act in last.items() if act is None or act.state != "done"]


def writing(
    project: Project, story_id: int, settings: Settings, writer: SpeechSource | None
) -> Callable[[Job], object]:
    """The work that writes a story down, as the line has it when its turn comes."""

    def _work(job: Job) -> object:
        asked = _asked(project, story_id, settings)
        return transcribe_story(project, story_id, asked=asked, report=job.report, cancel=job.cancel, writer=writer)

    return _work


def _asked(project: Project, story_id: int, settings: Settings) -> TranscriptionRequest:
    """How it shall be written down; what was left open is chosen now: as it was begun, else as the settings say."""
    with project.read() as session:
        entry, begun = in_line(session, story_id), latest(session, story_id)
        own_language = fetch(session, Story, story_id).language
    model, preset, language = settings.speech_model, settings.preset, settings.language
    asked = entry.asked if entry is not None else TranscriptionRequest()
    goes_on = begun is not None and begun.state != "done" and not asked.again
    return TranscriptionRequest(
        preset=asked.preset or ("" if goes_on else preset),
        model=asked.model or ("" if goes_on else model),
        language=language if asked.language == AUTO and not own_language else asked.language,
        voices=asked.voices,
        again=asked.again,
        device=asked.device,
        replace_all=asked.replace_all,
    )
