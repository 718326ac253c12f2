"""Writing a story down: windows of spoken segments become passages as they arrive.

“A finished window is committed once, draft and passages together, with how far it came.” So stopping, a crash and a
power cut cost at most the window under way, and what a person checked by ear is never written over.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from coproclip.errors import Cancelled, CoProClipError, MediaError, TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import sound_of
from coproclip.project.journal import Work
from coproclip.project.project import Edit, Project, fetch, now
from coproclip.project.schema import DraftSegment, Segment, Story, Transcription, Word
from coproclip.timecode import TimeRange
from coproclip.transcribe.engine import SpeechOptions, SpokenSegment
from coproclip.transcribe.models import SpeechModel, find_model, models_folder
from coproclip.transcribe.worker import Transcriber, WindowDone
from coproclip.transcript.edits import text_of
from coproclip.transcript.standing import Standing as Standing
from coproclip.transcript.standing import draft_of as draft_of
from coproclip.transcript.standing import latest
from coproclip.transcript.standing import standing as standing
from coproclip.transcript.turns import turns_of

AUTO = "auto"
WRITING = "Writing down"
SKIPPED = "skipped"
# A passage and, for each of its words, the voice that says it.
Heard = tuple[SpokenSegment, list[int | None]]
BROKE_OFF = "Writing down broke off because of a fault in CoProClip."


class _WrittenElsewhere(TranscriptionError):
    """Another program got further with the same story; what it does is left to it."""


class Writer(Protocol):
    """What turns a sound file into windows of spoken segments; a `Transcriber` is the real one."""

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        """Yield finished windows from `from_ms` on, in order and without holes."""
        ...


def write_down(
    project: Project,
    story_id: int,
    *,
    model: str = "",
    language: str = AUTO,
    again: bool = False,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: Writer | None = None,
) -> Standing:
    """Write a story down from where it was left, or from the start `again`; returns how far it came.

    `model` is a speech model's name or folder, empty for the one it was begun with or the default; another one than
    before begins anew. What is checked by ear stays. Raises `Cancelled` when stopped (what is done is kept, and the
    next call goes on from there), `SpeechModelError`, `MediaError` or `TranscriptionError`.
    """
    cancel = cancel or CancelToken()
    with project.read() as session:
        story = fetch(session, Story, story_id)
        sound = sound_of(project, session, story_id)
        before = latest(session, story_id)
    if before is not None and before.state == "done" and not again:
        return Standing("done", sound.duration_ms, sound.duration_ms, before.language, before.speech_model)
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    goes_on = before is not None and before.state != "done" and not again
    speech_model = find_model(model or (_begun_with(before) if before and goes_on else ""), report, cancel)
    if language == AUTO and story.language:
        language = story.language
    with project.edit(Work.WRITE_DOWN) as edit:
        if before is not None and goes_on and before.speech_model == speech_model.name:
            transcription = edit.get(Transcription, before.id)
            transcription.state, transcription.notice = "running", _told(transcription)
            if not transcription.language:
                transcription.asked_language = language
        else:
            transcription = edit.add(_begin(story_id, speech_model, language))
    known = transcription.language or (language if language != AUTO else "")
    options = SpeechOptions(language=known or AUTO)
    done_ms = transcription.done_ms
    report(Progress(done_ms, max(1, sound.duration_ms), WRITING))
    try:
        with project.read() as session:
            turns = turns_of(session, story_id, sound)
        windows = (writer or Transcriber()).transcribe_file(
            sound.audio, speech_model, options, from_ms=done_ms, report=report, cancel=cancel
        )
        try:
            for window in windows:
                heard = turns.heard(window.segments)
                with project.edit(Work.WRITE_DOWN) as edit:
                    _keep(edit, transcription.id, story_id, done_ms, window, heard)
                done_ms = window.end_ms
                cancel.raise_if_cancelled()
        finally:
            # A generator that is left in its middle ends the speech process.
            if isinstance(windows, Generator):
                windows.close()
    except _WrittenElsewhere:
        raise
    except (Cancelled, KeyboardInterrupt):
        _stop(project, transcription.id, "paused")
        raise
    except CoProClipError as error:
        _stop(project, transcription.id, "stopped", error.happened)
        raise
    except Exception:
        _stop(project, transcription.id, "stopped", BROKE_OFF)
        raise
    with project.edit(Work.WRITE_DOWN) as edit:
        finished = edit.get(Transcription, transcription.id)
        finished.state, finished.ended_at = "done", now()
    with project.read() as session:
        return standing(session, story_id, sound.duration_ms)


def _begun_with(before: Transcription) -> str:
    """The speech model to go on with: by its folder where it was one of a person's own, as long as that is there."""
    folder = str(before.options.get("folder", ""))
    return folder if folder and Path(folder).is_dir() else before.speech_model


def _begin(story_id: int, speech_model: SpeechModel, language: str) -> Transcription:
    own = speech_model.path.parent != models_folder()
    return Transcription(
        story_id=story_id,
        engine="",
        speech_model=speech_model.name,
        asked_language=language,
        options={"folder": str(speech_model.path)} if own else {},
        started_at=now(),
    )


def _told(transcription: Transcription, *more: str) -> str:
    """What a person should know of it: the windows that were skipped, for good, and what comes on top of that."""
    return " ".join(part for part in (*transcription.options.get(SKIPPED, ()), *more) if part)


def _stop(project: Project, transcription_id: int, state: str, notice: str = "") -> None:
    """Note why it ended. Not being able to is no reason to hide why: it goes on from its last window all the same."""
    with suppress(CoProClipError), project.edit(Work.WRITE_DOWN) as edit:
        transcription = edit.get(Transcription, transcription_id)
        transcription.state, transcription.notice = state, _told(transcription, notice)


def _keep(
    edit: Edit, transcription_id: int, story_id: int, expected_ms: int, window: WindowDone, heard: Sequence[Heard]
) -> None:
    """Commit one window: the draft as it is, and its passages where nobody has checked the text yet."""
    transcription = edit.get(Transcription, transcription_id)
    last = latest(edit.session, story_id)
    if transcription.done_ms != expected_ms or last is None or last.id != transcription_id:
        raise _WrittenElsewhere(
            "This story is being written down by another program too, so this one stopped.", "Nothing is lost."
        )
    for spoken, _ in heard:
        edit.session.add(
            DraftSegment(
                transcription_id=transcription_id,
                start_ms=spoken.start_ms,
                end_ms=spoken.end_ms,
                text=spoken.text,
                words=_words(spoken),
                flags=list(spoken.flags),
            )
        )
    stretch = TimeRange(expected_ms, max(window.end_ms, expected_ms))
    held = _clear(edit, story_id, stretch)
    for spoken, voices in heard:
        _add_passages(edit, story_id, spoken, voices, held)
    # Another program that stopped meanwhile may have noted so.
    transcription.state = "running"
    transcription.done_ms = window.end_ms
    transcription.engine = window.engine or transcription.engine
    if window.language and not transcription.language:
        transcription.language = window.language
        story = edit.get(Story, story_id)
        story.language = story.language or window.language
    if window.notice:
        skipped = [*transcription.options.get(SKIPPED, ()), window.notice]
        transcription.options = {**transcription.options, SKIPPED: skipped}
    transcription.notice = _told(transcription)
    edit.session.flush()


def _words(spoken: SpokenSegment) -> list[Word]:
    return [Word(word.text, word.start_ms, word.end_ms, word.confidence) for word in spoken.words]


def _clear(edit: Edit, story_id: int, stretch: TimeRange) -> list[TimeRange]:
    """Take away what an earlier writing down left in `stretch`; returns what a person checked, which stays."""
    held = []
    near = select(Segment).where(
        Segment.story_id == story_id, Segment.start_ms <= stretch.end_ms, Segment.end_ms >= stretch.start_ms
    )
    for segment in edit.session.scalars(near):
        if segment.checked:
            held.append(TimeRange(segment.start_ms, segment.end_ms))
        # The end counts as inside: of this writing down there is nothing beyond it yet.
        elif stretch.start_ms <= (segment.start_ms + segment.end_ms) // 2 <= stretch.end_ms:
            edit.session.delete(segment)
    edit.session.flush()
    return held


def _add_passages(
    edit: Edit, story_id: int, spoken: SpokenSegment, voices: Sequence[int | None], held: Sequence[TimeRange]
) -> None:
    """Add what was heard, a passage for every turn; in two where something checked stands in its middle."""

    def _whose(said: tuple[Word, int | None]) -> tuple[bool, int | None]:
        word, voice = said
        return not any(span.contains((word.start_ms + word.end_ms) // 2) for span in held), voice

    for (free, voice), run in groupby(zip(_words(spoken), voices, strict=True), _whose):
        if not free:
            continue
        words = [word for word, _ in run]
        edit.session.add(
            Segment(
                story_id=story_id,
                speaker_id=voice,
                start_ms=words[0].start_ms,
                end_ms=max(word.end_ms for word in words),
                text=text_of(words),
                words=words,
                flags=list(spoken.flags),
            )
        )
