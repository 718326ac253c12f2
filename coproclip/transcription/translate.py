"""A story in English, as the machine puts it: a second text beside the original, never in its place."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from coproclip.errors import BadInput, Cancelled, CoProClipError, MediaError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import sound_of
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Story
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.client import Transcriber
from coproclip.speech.models.installed import SpeechModel, find_model
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import tidy
from coproclip.transcript.draft import latest
from coproclip.transcript.edits import passages

ENGLISH = "en"
TRANSLATING = "Translating to English"
# So many passages are kept at once: stopping costs a few seconds of work.
KEEP_EVERY = 5


class Translator(Protocol):
    """What says in English what is said in a sound file; a `Transcriber` is the real one."""

    def translate_file(
        self,
        sound: Path,
        model: SpeechModel,
        spans: Sequence[TimeRange],
        language: str,
        *,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[tuple[int, str]]:
        """Yield the place in `spans` and the English of it, in order."""
        ...


def translate(
    project: Project,
    story_id: int,
    *,
    model: str = "",
    models: ModelSettings = NO_MODELS_CHOSEN,
    again: bool = False,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: Translator | None = None,
) -> int:
    """Give every passage that has no English yet one (all of them `again`); returns how many were given.

    It is made from the sound, so what was corrected in the original makes it no worse. Raises `BadInput` for a story
    in English or in no known language, `Cancelled` (what is done is kept), `SpeechModelError`, `MediaError` or
    `TranscriptionError`.
    """
    cancel = cancel or CancelToken()
    with project.read() as session:
        sound = sound_of(project, session, story_id)
        last = latest(session, story_id)
        language = fetch(session, Story, story_id).language or (last.language if last else "")
        todo = [passage for passage in passages(session, story_id) if again or not passage.translation]
    if language == ENGLISH:
        raise BadInput("This story is in English already.", next="Say so in its details if it is in another language.")
    if not language:
        raise BadInput(
            "It is not known which language this story is in.", next="Say so in its details, or transcribe it first."
        )
    if not todo:
        return 0
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    speech_model = find_model(model, report, cancel, models)
    report(Progress(0, len(todo), TRANSLATING))
    spans = [TimeRange(one.start_ms, max(one.end_ms, one.start_ms)) for one in todo]
    said = (writer or Transcriber()).translate_file(
        sound.audio, speech_model, spans, language, report=_beneath(report, len(todo)), cancel=cancel
    )
    fresh: dict[int, str] = {}
    given = 0
    try:
        for place, text in said:
            fresh[todo[place].id] = tidy(text)
            if len(fresh) == KEEP_EVERY:
                given, fresh = given + _keep(project, fresh), {}
            report(Progress(place + 1, len(todo), TRANSLATING))
            cancel.raise_if_cancelled()
    except (Cancelled, KeyboardInterrupt, CoProClipError):
        _keep(project, fresh)
        raise
    finally:
        # A generator that is left in its middle ends the speech process.
        if isinstance(said, Generator):
            said.close()
    return given + _keep(project, fresh)


def _beneath(report: Report, total: int) -> Report:
    """Only what is said before the first passage is done: afterwards passages are counted, not seconds."""

    def _report(now: Progress) -> None:
        if not now.fraction:
            report(Progress(0, total, now.activity))

    return _report


def _keep(project: Project, texts: dict[int, str]) -> int:
    """Commit the English of these passages; one that is gone meanwhile is left out."""
    if not texts:
        return 0
    count = 0
    with project.edit(Work.TRANSCRIBE) as edit:
        for segment_id, text in texts.items():
            segment = edit.session.get(Segment, segment_id)
            if segment is not None:
                segment.translation = text
                count += bool(text)
    return count
