"""Transcribing a story: windows of spoken segments become passages as they arrive.

“A finished window is committed once, draft and passages together, with how far it came.” So stopping, a crash and a
power cut cost at most the window under way, and what a person checked by ear is never written over. Going on takes the
preset, hints and language it was begun with, so that the words are those of an unbroken run.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from coproclip.errors import Cancelled, CoProClipError, MediaError, SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import StorySound, sound_of, usual_language
from coproclip.project.journal import Work
from coproclip.project.kinds import TranscriptionState
from coproclip.project.project import Edit, Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import DraftSegment, Story, Transcription
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.diarization.client import assign_speakers
from coproclip.speech.engine import UNHEARD, SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.speech.models.installed import SpeechModel, find_model, find_named_model, models_folder
from coproclip.speech.models.trust import is_path, known_here, remember_here
from coproclip.speech.presets import DEFAULT, PRESETS
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.speech.throughput import remember_pace
from coproclip.timecode import TimeRange
from coproclip.transcript.draft import beside, latest, newest
from coproclip.transcript.draft import draft_of as draft_of
from coproclip.transcript.edits import passages
from coproclip.transcript.review import SKIPPED
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcript.word_list import hints
from coproclip.transcription import queue
from coproclip.transcription.channel_turns import ChannelTurns, turns_of
from coproclip.transcription.corrected import theirs
from coproclip.transcription.diarize import Teller
from coproclip.transcription.finish import add_notice, names_after_words, notice_of, voices_after_words, voices_of
from coproclip.transcription.progress import Replacement
from coproclip.transcription.progress import TranscriptionProgress as TranscriptionProgress
from coproclip.transcription.progress import transcription_progress as transcription_progress
from coproclip.transcription.queue import AUTO, OFF, TranscriptionRequest
from coproclip.transcription.retranscribe_story import swap_in
from coproclip.transcription.store_segments import VoicedSegment, add_passages, clear, words_of

WRITING = "Transcribing"
BROKE_OFF = "Transcribing broke off because of a fault in CoProClip."
# These will come again however often it is tried, so the queue goes on without the story until somebody has looked.
_PAUSES = (MediaError, SpeechModelError, TranscriptionError)


class TranscribedElsewhere(TranscriptionError):
    """Another program got further with the same story; what it does is left to it."""


class SpeechSource(Protocol):
    """What turns a sound file into windows of spoken segments; a `Transcriber` is the real one."""

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        until_ms: int | None = None,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        """Yield finished windows from `from_ms` on (up to `until_ms`), in order and without holes."""
        ...


def transcribe_story(
    project: Project,
    story_id: int,
    *,
    asked: TranscriptionRequest | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: SpeechSource | None = None,
    processes: SpeechProcesses | None = None,
) -> TranscriptionProgress:
    """Transcribe a story from where it was left, or from the start `again`; returns how far it came.

    Without `asked` as the transcription queue has it, else as it was begun. Another speech model or preset than before
    begins anew, beside the words that are there. What is checked by ear stays. After the words comes who says them;
    that may fail without a loss, and `TranscriptionProgress.notice` says so. A story that is done leaves the queue; one
    that cannot be transcribed is paused in it. With `processes` what is loaded for it stays there for the next story.

    Raises `Cancelled` when stopped (what is done is kept, and the next call goes on from there), `SpeechModelError`,
    `MediaError` or `TranscriptionError`.
    """
    cancel = cancel or CancelToken()
    try:
        writer = writer or Transcriber(processes=processes)
        teller = partial(assign_speakers, processes=processes)
        return _transcribe(project, story_id, asked, models, report, cancel, writer, teller)
    except TranscribedElsewhere:
        raise
    except _PAUSES:
        with suppress(CoProClipError), project.edit(Work.TRANSCRIBE) as edit:
            queue.set_paused(edit, story_id)
        raise


def listen_beside(
    project: Project,
    story_id: int,
    asked: TranscriptionRequest,
    *,
    models: ModelSettings = NO_MODELS_CHOSEN,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: SpeechSource | None = None,
    processes: SpeechProcesses | None = None,
) -> None:
    """Hear all of a story that has words, which stay as they are; `draft.engine_words` then has what was heard.

    Goes on from where it was stopped. Raises as `transcribe_story`.
    """
    cancel, writer = cancel or CancelToken(), writer or Transcriber(processes=processes)
    with project.read() as session:
        sound, before = sound_of(project, session, story_id), latest(session, story_id)
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    work = _begin(project, story_id, replace(asked, again=True), before, models, report, cancel)
    _listen(project, work, sound, report, cancel, writer)
    if work.beside:
        with project.edit(Work.TRANSCRIBE) as edit:
            edit.get(Transcription, work.transcription_id).state = TranscriptionState.HEARD


def _transcribe(
    project: Project,
    story_id: int,
    asked: TranscriptionRequest | None,
    models: ModelSettings,
    report: Report,
    cancel: CancelToken,
    writer: SpeechSource,
    teller: Teller,
) -> TranscriptionProgress:
    with project.read() as session:
        fetch(session, Story, story_id)
        sound = sound_of(project, session, story_id)
        before = latest(session, story_id)
        waiting = queue.queue_entry(session, story_id)
    kept: Replacement | None = None
    asked = asked or (waiting.asked if waiting is not None else TranscriptionRequest(voices=""))
    if before is None or before.state != TranscriptionState.DONE or asked.again:
        if not sound.audio.is_file():
            raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
        work = _begin(project, story_id, asked, before, models, report, cancel)
        _listen(project, work, sound, report, cancel, writer)
        if work.beside:
            kept = swap_in(
                project,
                story_id,
                work.transcription_id,
                replace_all=asked.replace_all,
                teller=teller,
                report=report,
                cancel=cancel,
            )
    voices_after_words(project, story_id, report, cancel, teller)
    names_after_words(project, story_id)
    with project.edit(Work.TRANSCRIBE) as edit:
        queue.dequeue(edit, story_id)
    with project.read() as session:
        return replace(transcription_progress(session, story_id, sound.duration_ms), kept=kept)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One act of transcribing: where it is kept, with what, and from which time (ms) on."""

    story_id: int
    transcription_id: int
    model: SpeechModel
    options: SpeechOptions
    from_ms: int
    beside: bool = False


def _begin(
    project: Project,
    story_id: int,
    asked: TranscriptionRequest,
    before: Transcription | None,
    models: ModelSettings,
    report: Report,
    cancel: CancelToken,
) -> _Writing:
    """Go on with what was begun, or begin anew: beside the words that stand there until all of it is heard."""
    with project.read() as session:
        there = bool(passages(session, story_id))
        unfinished = beside(session, story_id)
        aside = there and (asked.again or unfinished is not None)
        begun = unfinished if aside else before
        hints_now = tuple(hints(session))
        own_language = fetch(session, Story, story_id).language
    if not aside and (asked.again or (begun is not None and begun.state == TranscriptionState.DONE)):
        begun = None
    kept = TranscriptionOptions.of(begun) if begun is not None else TranscriptionOptions()
    speech_model = _model_for(asked, begun, models, report, cancel)
    preset = asked.preset or kept.preset
    preset = preset if preset in PRESETS else DEFAULT
    language = asked.language if asked.language != AUTO else own_language or AUTO
    if begun is not None and (begun.speech_model != speech_model.name or preset != (kept.preset or DEFAULT)):
        # One mechanism for words that take the place of words: what a person did to these stays, and it can be undone.
        begun, aside = None, there
    if aside and begun is not None and (begun.asked_language, kept.hints) != (language, hints_now):
        begun = None
    if not aside and begun is not None and asked.language == AUTO and begun.asked_language != AUTO:
        language = begun.asked_language
    with project.edit(Work.TRANSCRIBE) as edit:
        if begun is not None:
            transcription = edit.get(Transcription, begun.id)
        else:
            transcription = edit.add(_anew(edit, story_id, speech_model, preset, aside))
            queue.begun(edit, story_id, aside)
        voices = asked.voices or voices_of(transcription)
        TranscriptionOptions.of(transcription).changed(transcription, voices=voices, preset=preset)
        transcription.state, transcription.notice = TranscriptionState.RUNNING, notice_of(transcription)
        if not transcription.language:
            transcription.asked_language = language
        usual = usual_language(edit.session)
    known = transcription.language or (language if language != AUTO else "")
    options = SpeechOptions(
        language=known or AUTO,
        preset=preset,
        hints=TranscriptionOptions.of(transcription).hints,
        usual=usual,
        device=asked.device,
    )
    return _Writing(story_id, transcription.id, speech_model, options, transcription.done_ms, aside)


def _model_for(
    asked: TranscriptionRequest,
    before: Transcription | None,
    models: ModelSettings,
    report: Report,
    cancel: CancelToken,
) -> SpeechModel:
    """The speech model to use. What the project says of it counts only as far as this computer knows it too."""
    if asked.model and asked.typed:
        found = find_model(asked.model, report, cancel, models)
        if is_path(asked.model):
            remember_here(found.path)
        return found
    return find_named_model(asked.model or (_begun_with(before, models) if before else ""), report, cancel, models)


def _begun_with(before: Transcription, models: ModelSettings) -> str:
    """The speech model to go on with: by its folder where it was one of a person's own, as long as that is there."""
    folder = TranscriptionOptions.of(before).folder
    return folder if folder and known_here(folder, models) and Path(folder).is_dir() else before.speech_model


def _anew(edit: Edit, story_id: int, speech_model: SpeechModel, preset: str, aside: bool) -> Transcription:
    made = Transcription(story_id=story_id, engine="", speech_model=speech_model.name, options={}, started_at=now())
    folder = "" if speech_model.path.parent == models_folder() else str(speech_model.path)
    TranscriptionOptions(preset=preset, hints=tuple(hints(edit.session)), beside=aside, folder=folder).changed(made)
    return made


def _listen(
    project: Project,
    work: _Writing,
    sound: StorySound,
    report: Report,
    cancel: CancelToken,
    writer: SpeechSource,
) -> None:
    """Keep window after window until the story is done. What stops it is noted before it is raised."""
    done_ms = work.from_ms
    report(Progress(done_ms, max(1, sound.duration_ms), WRITING))
    began = kept_at = time.monotonic()
    try:
        with project.read() as session:
            turns = turns_of(session, work.story_id, sound)
        windows = writer.transcribe_file(
            sound.audio, work.model, work.options, from_ms=done_ms, report=report, cancel=cancel
        )
        try:
            for window in windows:
                segments = turns.voiced(_spoken(window, turns))
                with project.edit(Work.TRANSCRIBE) as edit:
                    _keep(edit, work, done_ms, window, segments)
                done_ms, kept_at = window.end_ms, time.monotonic()
                cancel.raise_if_cancelled()
        finally:
            # A generator that is left in its middle ends the speech process.
            if isinstance(windows, Generator):
                windows.close()
            took_ms = round((kept_at - began) * 1000)
            remember_pace(work.model.name, work.options.preset, done_ms - work.from_ms, took_ms)
    except TranscribedElsewhere:
        raise
    except (Cancelled, KeyboardInterrupt):
        _stop(project, work, TranscriptionState.PAUSED)
        raise
    except CoProClipError as error:
        _stop(project, work, TranscriptionState.STOPPED, error.happened)
        raise
    except Exception:
        _stop(project, work, TranscriptionState.STOPPED, BROKE_OFF)
        raise
    if work.beside:
        return
    with project.edit(Work.TRANSCRIBE) as edit:
        finished = edit.get(Transcription, work.transcription_id)
        finished.state, finished.ended_at = TranscriptionState.DONE, now()
        if voices_of(finished) != OFF:
            TranscriptionOptions.of(finished).changed(finished, voices_wait=True)


def _stop(project: Project, work: _Writing, state: TranscriptionState, notice: str = "") -> None:
    """Note why it ended. Not being able to is no reason to hide why: it goes on from its last window all the same."""
    with suppress(CoProClipError), project.edit(Work.TRANSCRIBE) as edit:
        transcription = edit.get(Transcription, work.transcription_id)
        transcription.state, transcription.notice = state, notice_of(transcription, notice)


def _spoken(window: WindowDone, turns: ChannelTurns) -> Sequence[SpokenSegment]:
    """What was said in a window; a skipped one is a passage that can be selected, heard and typed over."""
    if not window.skipped or window.segments:
        return window.segments
    return [
        passage([SpokenWord(UNHEARD, part.start_ms, part.end_ms, 0)], (SKIPPED,))
        for part in turns.on_record(TimeRange(window.start_ms, window.end_ms))
    ]


def _keep(edit: Edit, work: _Writing, expected_ms: int, window: WindowDone, segments: Sequence[VoicedSegment]) -> None:
    """Commit one window: the draft as it is, and its passages where nobody has checked the text yet."""
    story_id, transcription = work.story_id, edit.get(Transcription, work.transcription_id)
    last = newest(edit.session, story_id)
    if transcription.done_ms != expected_ms or last is None or last.id != transcription.id:
        raise TranscribedElsewhere(
            "This story is being transcribed by another program too, so this one stopped.", "Nothing is lost."
        )
    stretch = TimeRange(expected_ms, max(window.end_ms, expected_ms))
    if not work.beside:
        # Looked at before the new draft is there, which these passages were not made of.
        protected = clear(edit, story_id, stretch, lambda: theirs(edit.session, story_id))
    for spoken, _ in segments:
        edit.session.add(
            DraftSegment(
                transcription_id=transcription.id,
                start_ms=spoken.start_ms,
                end_ms=spoken.end_ms,
                text=spoken.text,
                words=words_of(spoken),
                flags=list(spoken.flags),
            )
        )
    if not work.beside:
        for spoken, voices in segments:
            add_passages(edit, story_id, spoken, voices, protected)
    # Another program that stopped meanwhile may have noted so.
    transcription.state = TranscriptionState.RUNNING
    transcription.done_ms = window.end_ms
    transcription.speech_ms += window.speech_ms
    transcription.wordless_ms += window.wordless_ms
    transcription.engine = window.engine or transcription.engine
    if window.language and not transcription.language:
        transcription.language = window.language
        if not work.beside:
            story = edit.get(Story, story_id)
            story.language = story.language or window.language
    options = TranscriptionOptions.of(transcription)
    if window.device and window.device != options.device:
        options.changed(transcription, device=window.device)
    add_notice(transcription, window.notice)
    edit.session.flush()
