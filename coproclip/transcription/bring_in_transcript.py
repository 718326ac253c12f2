"""A transcript that was made elsewhere becomes a story's words, in one step that can be undone.

“The words are the file's, their times those of the sound.” What a person checked or corrected here stays unless they
say otherwise, voices keep the names they have in the file, nothing is there twice however often it is brought in, and
what was not taken is said. What came in was checked by nobody yet.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from coproclip.errors import BadInput, SpeechModelError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.consent import may_be_transcribed
from coproclip.people.moments import off_record
from coproclip.people.stories import sound_of, speakers_of
from coproclip.people.storytellers import storytellers_of
from coproclip.project.kinds import SpeakerRole, TranscriptionState
from coproclip.project.project import Edit, Project, now
from coproclip.project.rows import fetch
from coproclip.project.schema import DraftSegment, Segment, Speaker, Story, Transcription
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.engine import SpokenSegment
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.transcript.draft import engine_words, latest
from coproclip.transcript.edits import passages
from coproclip.transcript.files.passages import NOTHING_CHANGED, TranscriptFile
from coproclip.transcript.speaker_names import found_by_program
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcription.channel_turns import ChannelTurns
from coproclip.transcription.finish import add_notice
from coproclip.transcription.not_taken import NotTaken, not_taken
from coproclip.transcription.place_words import PlacedTranscript, placed
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import OFF, ONE_OR_TWO, TranscriptionRequest, dequeue, request_for
from coproclip.transcription.retranscribe_story import keep_excerpts_whole, put_transcript, what_is_there
from coproclip.transcription.run import SpeechSource, listen_beside, transcribe_story
from coproclip.transcription.store_segments import words_of

NO_YES = "The storyteller did not say yes to being transcribed, so no transcript was brought in."
NO_MODEL = "times of single words: there is no speech model here, so they share those of their lines"
_REPORTER = frozenset(
    {"interviewer", "int", "i", "iv", "interview", "reporter", "moderator", "facilitator", "researcher"}
)
_TELLER = frozenset({"interviewee", "respondent", "participant", "storyteller", "narrator", "r", "p", "befragte", "ip"})
# What programs call voices that they told apart, and nobody named.
_NUMBERED = re.compile(r"(?:speaker|spk|s|voice|unknown speaker|sprecher)[ _-]?0*(\d{1,3}|[A-Z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BroughtTranscript:
    """What came of it: how many passages there are now, and how many of them are new or others than before (also only
    in what is doubtful).

    `gone` are passages that stand there no more, `checked` how many of all a person has checked. `met` is what was
    there before; `voices` what those of the file who speak in it are called; `left_out` are sentences on what was not
    taken, and `not_taken` the passages that stayed and are others in the file.
    """

    passages: int
    changed: int
    gone: int
    checked: int
    met: Replacement
    voices: tuple[str, ...]
    left_out: tuple[str, ...]
    not_taken: tuple[NotTaken, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing was changed by it; what the file says may be something else all the same."""
        return not (self.changed or self.gone)


def may_bring_in(session: Session, story_id: int) -> Replacement:
    """What is there that a transcript would replace. Raises `BadInput` where nobody said yes to a transcript."""
    fetch(session, Story, story_id)
    if not may_be_transcribed(session, story_id):
        raise BadInput(NO_YES, NOTHING_CHANGED, "Ask the storyteller first.")
    return what_is_there(session, story_id)


def is_transcribed(session: Session, story_id: int) -> bool:
    """Whether a story has a transcript that is complete: one that a transcript from a file would replace."""
    last = latest(session, story_id)
    there = bool(passages(session, story_id))
    return there and (last is None or last.state == TranscriptionState.DONE)


def place(
    project: Project,
    story_id: int,
    file: TranscriptFile,
    *,
    listen: bool = True,
    asked: TranscriptionRequest | None = None,
    models: ModelSettings = NO_MODELS_CHOSEN,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: SpeechSource | None = None,
    processes: SpeechProcesses | None = None,
) -> PlacedTranscript:
    """Find when the words of `file` are said in a story; its own words stay as they are until `bring_in`.

    Where the file does not know it of every word, the story is transcribed first, as it is without a file: what was
    heard is kept, and stopping goes on from there the next time; `asked` says how. Without `listen` the times of the
    file are enough.
    Raises `BadInput` where it is no transcript of this story, and what `transcribe_story` raises.
    """
    with project.read() as session:
        may_bring_in(session, story_id)
        duration_ms = sound_of(project, session, story_id).duration_ms
        heard, off = engine_words(session, story_id), off_record(session, story_id)
        there = [word for one in passages(session, story_id) for word in one.words]
        last = latest(session, story_id)
        known = is_transcribed(session, story_id) or (last is not None and last.state == TranscriptionState.DONE)
    if not listen and not file.is_timed:
        raise BadInput("This file does not say when its words are heard.", NOTHING_CHANGED, "Listen to the sound too.")
    if heard is not None or file.has_word_times or not listen:
        return placed(file, heard or (), duration_ms, off, there)
    asked = asked or request_for(project, story_id, TranscriptionRequest(voices=""))
    asked = replace(asked, voices=OFF if file.speakers else asked.voices or ONE_OR_TWO)
    hear = partial(listen_beside, project, story_id, asked) if known else partial(_transcribe, project, story_id, asked)
    try:
        hear(models=models, report=report, cancel=cancel, writer=writer, processes=processes)
    except SpeechModelError:
        if not file.is_timed:
            raise
        found = placed(file, (), duration_ms, off, there)
        return replace(found, left_out=(*found.left_out, NO_MODEL))
    with project.read() as session:
        heard = engine_words(session, story_id)
    return placed(file, heard or (), duration_ms, off)


def _transcribe(project: Project, story_id: int, asked: TranscriptionRequest, **how: Any) -> None:
    transcribe_story(project, story_id, asked=asked, **how)


def bring_in(
    edit: Edit,
    story_id: int,
    transcript: PlacedTranscript,
    *,
    replace_all: bool = False,
    stop: Callable[[], None] = lambda: None,
) -> BroughtTranscript:
    """Put the words of `transcript` in the place of a story's.

    What was checked or corrected stays unless `replace_all`. Words that were said off the record are left out. Nothing
    is changed where the same words stand there already.
    `stop` raises once it is not wanted any more. Raises `BadInput` where nobody said yes to a transcript.
    """
    stop()
    with edit.session.begin_nested() as trying:
        brought = _take_its_place(edit, story_id, transcript, replace_all, stop)
        if brought.is_same:
            trying.rollback()  # what is only noted on the way is no step to undo
    dequeue(edit, story_id)
    return brought


def _take_its_place(
    edit: Edit, story_id: int, transcript: PlacedTranscript, replace_all: bool, stop: Callable[[], None]
) -> BroughtTranscript:
    met = replace(may_bring_in(edit.session, story_id), everything=replace_all)
    turns = ChannelTurns({}, None, tuple(off_record(edit.session, story_id)))
    whose = _speakers(edit, story_id, transcript)
    kept = [(part, whose.get(one.speaker)) for one in transcript.passages for part, _ in turns.voiced([one.spoken])]
    off = len([w for one in transcript.passages for w in one.spoken.words]) - sum(len(one.words) for one, _ in kept)
    segments = [spoken for spoken, _ in kept]
    seated = [None if voice is None else voice.id for spoken, voice in kept for _ in spoken.words]
    before = {one.id: tuple(one.flags) for one in passages(edit.session, story_id)}
    stop()
    fresh = put_transcript(
        edit, story_id, segments, None, seated, replace_all=replace_all, voices_known=True, stop=stop
    )
    named = {voice.id for voice in whose.values() if not found_by_program(voice)}
    for one in fresh:
        one.voice_said = max(one.voice_said, int(one.speaker_id in named))
    now_there = passages(edit.session, story_id)
    gone = len(before.keys() - {one.id for one in now_there})
    marked = sum(one.id in before and before[one.id] != tuple(one.flags) for one in now_there)
    said_so = [voice if voice in named else None for voice in seated]
    others = _others(edit, story_id, now_there, before.keys(), segments, said_so, everything=replace_all)
    speaking = {one.speaker_id for one in now_there}
    voices = tuple(dict.fromkeys(voice.name for voice in whose.values() if voice.id in speaking))
    _take_away_unused(edit, whose.values(), now_there)
    stop()
    if fresh or gone:
        _note(edit, story_id, transcript, segments)
        stop()
        keep_excerpts_whole(edit, story_id)
    left = [*transcript.left_out, *([f"{off} word{'s' if off != 1 else ''} said off the record"] if off else [])]
    checked = sum(one.checked for one in now_there)
    return BroughtTranscript(
        len(now_there), len(fresh) + marked, gone, checked, met, voices, tuple(left), tuple(others)
    )


def _others(
    edit: Edit,
    story_id: int,
    row: Sequence[Segment],
    before: Collection[int],
    segments: Sequence[SpokenSegment],
    voices: Sequence[int | None],
    *,
    everything: bool,
) -> list[NotTaken]:
    """The passages that stood there `before` (ids) and still do, though the file has them others.

    Where they are the same it does not matter whether they stayed or were taken.
    """
    stayed = {
        one.id: "in hand" if everything else "checked" if one.checked else "corrected"
        for one in row
        if one.id in before
    }
    names = {one.id: one.name for one in speakers_of(edit.session, story_id)}
    return not_taken(row, stayed, segments, voices, names, off_record(edit.session, story_id))


def _speakers(edit: Edit, story_id: int, transcript: PlacedTranscript) -> dict[str, Speaker]:
    """For each name in the file the story's voice: one of that name or part, else a new one."""
    known = speakers_of(edit.session, story_id)
    tellers = {one.id: one.alias.casefold() for one in storytellers_of(edit.session, story_id)}
    found: dict[str, Speaker] = {}
    for name in dict.fromkeys(one.speaker for one in transcript.passages if one.speaker):
        folded = name.casefold()
        numbered = _NUMBERED.fullmatch(name)
        called = f"Voice {_number(numbered[1])}" if numbered else name
        match = [one for one in known if one.name.casefold() in (folded, called.casefold())]
        match += [one for one in known if one.storyteller_id in tellers and tellers[one.storyteller_id] == folded]
        if folded.rstrip(". ") in _REPORTER:
            match += [one for one in known if one.role == SpeakerRole.REPORTER]
        if folded.rstrip(". ") in _TELLER:
            own = [one for one in known if one.role == SpeakerRole.STORYTELLER]
            match += own if len(own) == 1 else []
        if match:
            found[name] = match[0]
        else:
            found[name] = edit.add(Speaker(story_id=story_id, name=called, role=SpeakerRole.UNKNOWN))
            known.append(found[name])
    return found


def _number(text: str) -> int:
    """Programs count from 0, from 1, or with letters; the names only have to differ."""
    return int(text) if text.isdigit() else ord(text.upper()) - ord("A") + 1


def _take_away_unused(edit: Edit, voices: Iterable[Speaker], there: Sequence[Segment]) -> None:
    """A new voice none of whose words were taken is no voice of the story."""
    speaking = {one.speaker_id for one in there}
    for voice in {one.id: one for one in voices}.values():
        is_new = voice.role == SpeakerRole.UNKNOWN and voice.channel is None and voice.storyteller_id is None
        if is_new and voice.id not in speaking:
            edit.session.delete(voice)
    edit.session.flush()


def _note(edit: Edit, story_id: int, transcript: PlacedTranscript, segments: Sequence[SpokenSegment]) -> None:
    """Keep what was brought in as the newest transcript: what a person corrects is told from it later."""
    story = edit.get(Story, story_id)
    act = edit.add(
        Transcription(
            story_id=story_id,
            engine="a transcript from a file",
            speech_model="",
            language=story.language,
            options={},
            state=TranscriptionState.DONE,
            done_ms=sound_of(edit.project, edit.session, story_id).duration_ms,
            started_at=now(),
            ended_at=now(),
        )
    )
    TranscriptionOptions(voices=OFF, brought_in=True).changed(act)
    add_notice(act, f"Brought in from a file ({transcript.kind}).")
    for one in segments:
        edit.session.add(
            DraftSegment(
                transcription_id=act.id,
                start_ms=one.start_ms,
                end_ms=one.end_ms,
                text=one.text,
                words=words_of(one),
                flags=list(one.flags),
            )
        )
    edit.session.flush()
