"""Listening to one passage again: what would be written now is shown beside what stands there, and kept if wanted.

“Nothing is changed before a person says so; then it is one step, and what was checked by ear stays unless they say
otherwise.” The engine's first draft stays as it was, and so do the times of excerpts.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, MediaError, SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.moments import off_record
from coproclip.people.stories import sound_of, usual_language
from coproclip.project.project import Edit, Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Segment, Story
from coproclip.settings import NO_MODELS_CHOSEN, ModelSettings
from coproclip.speech.client import Transcriber
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.speech.models.installed import SpeechModel, find_model, find_named_model
from coproclip.speech.passages import in_order
from coproclip.speech.presets import AGAIN
from coproclip.timecode import TimeRange
from coproclip.transcript.draft import latest
from coproclip.transcript.transcription_options import TranscriptionOptions
from coproclip.transcript.word_list import hints
from coproclip.transcription.channel_turns import ChannelTurns
from coproclip.transcription.corrected import theirs
from coproclip.transcription.merge_words import as_timed_before, chosen, middle, put_in_place
from coproclip.transcription.run import SpeechSource

AUTO = "auto"
# The engine hears so much of what comes before and after too: words at an edge are understood from both sides.
AROUND_MS = 3000


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A passage as it stands now; `checked` when a person heard it, `theirs` when they checked or corrected it.

    Times are ms of the story.
    """

    id: int
    text: str
    checked: bool
    speaker_id: int | None
    start_ms: int
    end_ms: int
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What stands in a stretch of a story now (`old`) and what would stand there instead (`new`)."""

    story_id: int
    time: TimeRange
    old: tuple[OldPassage, ...]
    new: tuple[SpokenSegment, ...]
    preset: str
    model: str
    language: str

    @property
    def checked(self) -> int:
        """How many of the old passages a person has checked."""
        return sum(one.checked for one in self.old)

    @property
    def theirs(self) -> int:
        """How many of the old passages a person has checked or corrected."""
        return sum(one.checked or one.theirs for one in self.old)

    @property
    def old_text(self) -> str:
        """What stands there now."""
        return " ".join(one.text for one in self.old)

    @property
    def new_text(self) -> str:
        """What would stand there."""
        return " ".join(one.text for one in self.new)


def listen_again(
    project: Project,
    story_id: int,
    time: TimeRange,
    *,
    preset: str = AGAIN,
    model: str = "",
    language: str = "",
    device: str = "auto",
    models: ModelSettings = NO_MODELS_CHOSEN,
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: SpeechSource | None = None,
) -> Proposal:
    """Listen again to the passages that `time` touches; nothing is changed.

    `model` is a speech model's name or folder, empty for the one the story was transcribed with; `language` a code,
    “auto”, or empty for the story's. Raises `BadInput` where there is no sound, `Cancelled`, `SpeechModelError`,
    `MediaError` or `TranscriptionError`.
    """
    cancel = cancel or CancelToken()
    with project.read() as session:
        sound = sound_of(project, session, story_id)
        if time.start_ms >= min(time.end_ms, sound.duration_ms):
            raise BadInput("There is nothing to listen to.", next="Select some lines of the story.")
        time, touched = _whole_passages(
            session, story_id, TimeRange(time.start_ms, min(time.end_ms, sound.duration_ms))
        )
        around, near = _surroundings(session, story_id, time, max(sound.duration_ms, time.end_ms))
        settled = theirs(session, story_id)
        last = latest(session, story_id)
        begun_with = (TranscriptionOptions.of(last).folder, last.speech_model) if last else ("", "")
        language = language or fetch(session, Story, story_id).language or (last.language if last else "") or AUTO
        hotwords, usual, off = hints(session), usual_language(session), tuple(off_record(session, story_id))
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    speech_model = find_model(model, report, cancel, models) if model else _model_of(begun_with, models, report, cancel)
    options = SpeechOptions(language=language, preset=preset, hints=hotwords, usual=usual, device=device)
    windows = (writer or Transcriber()).transcribe_file(
        sound.audio,
        speech_model,
        options,
        from_ms=around.start_ms,
        until_ms=min(around.end_ms, sound.duration_ms),
        report=report,
        cancel=cancel,
    )
    segments: list[SpokenSegment] = []
    try:
        for window in windows:
            if window.skipped:
                raise TranscriptionError(window.notice, "The lines stay as they are.", "Try another speech model.")
            segments += window.segments
            language = window.language if language == AUTO and window.language else language
            cancel.raise_if_cancelled()
    finally:
        # A generator that is left in its middle ends the speech process.
        if isinstance(windows, Generator):
            windows.close()
    segments = [one for one, _ in ChannelTurns({}, None, off).voiced(segments)]
    ids = {one.id for one in touched}
    old_words = [(word, one.id in ids) for one in near for word in one.words]
    kept = as_timed_before(chosen(segments, old_words, time.contains), [word for word, _ in old_words])
    return Proposal(
        story_id,
        time,
        tuple(
            OldPassage(s.id, s.text, bool(s.checked), s.speaker_id, s.start_ms, s.end_ms, s.id in settled)
            for s in touched
        ),
        tuple(_placed(kept, time)),
        preset,
        speech_model.name,
        language,
    )


def keep(edit: Edit, proposal: Proposal, *, also_checked: bool = False) -> list[int]:
    """Put what was heard in the place of the old passages; returns the ids of the new ones.

    Voices stay where they were: every word is said by whom the old passage under it was. Passages that a person
    checked or corrected stay as they are unless `also_checked`. Raises `BadInput` where they were changed meanwhile.
    """
    now = _overlapping(edit.session, proposal.story_id, proposal.time)
    if {one.id: one.text for one in now} != {one.id: one.text for one in proposal.old}:
        raise BadInput(
            "These lines were changed while they were listened to again.",
            "They stay as they are.",
            "Transcribe it again.",
        )
    stay = {one.id for one in now} & theirs(edit.session, proposal.story_id) if not also_checked else set()
    voices = [(TimeRange(one.start_ms, one.end_ms), one.speaker_id) for one in now]
    fresh, _ = put_in_place(edit, proposal.story_id, proposal.new, now, stay, lambda word: _voice_under(word, voices))
    return [one.id for one in fresh]


def _overlapping(session: Session, story_id: int, time: TimeRange) -> list[Segment]:
    query = select(Segment).where(
        Segment.story_id == story_id, Segment.start_ms < time.end_ms, Segment.end_ms > time.start_ms
    )
    return list(session.scalars(query.order_by(Segment.start_ms, Segment.id)))


def _whole_passages(session: Session, story_id: int, time: TimeRange) -> tuple[TimeRange, list[Segment]]:
    """`time` moved out to the whole passages it touches, and to those that overlap with these."""
    while True:
        touched = _overlapping(session, story_id, time)
        whole = TimeRange(
            min([time.start_ms, *(one.start_ms for one in touched)]),
            max([time.end_ms, *(one.end_ms for one in touched)]),
        )
        if whole == time:
            return time, touched
        time = whole


def _surroundings(session: Session, story_id: int, time: TimeRange, end_ms: int) -> tuple[TimeRange, list[Segment]]:
    """What to listen to, so that it begins and ends with a word or in a pause; and the passages in it."""
    around = TimeRange(max(0, time.start_ms - AROUND_MS), min(end_ms, time.end_ms + AROUND_MS))
    near = _overlapping(session, story_id, around)
    cut = [
        word
        for one in near
        for word in one.words
        for edge in (around.start_ms, around.end_ms)
        if word.start_ms < edge < word.end_ms
    ]
    start = min([around.start_ms, *(word.start_ms for word in cut if word.end_ms <= time.start_ms)])
    end = max([around.end_ms, *(word.end_ms for word in cut if word.start_ms >= time.end_ms)])
    return TimeRange(start, min(end, end_ms)), near


def _model_of(begun_with: tuple[str, str], models: ModelSettings, report: Report, cancel: CancelToken) -> SpeechModel:
    """The speech model that a story was transcribed with, or the default one where that is gone."""
    folder, name = begun_with
    for wanted in (folder, name):
        try:
            if wanted:
                return find_named_model(wanted, report, cancel, models)
        except SpeechModelError:
            continue
    return find_model("", report, cancel, models)


def _placed(segments: Sequence[SpokenSegment], time: TimeRange) -> Iterator[SpokenSegment]:
    """`segments` with every word inside `time`, none overlapping the next."""
    words = iter(in_order([word for segment in segments for word in segment.words], time))
    for one in segments:
        yield passage([next(words) for _ in one.words], one.flags)


def _voice_under(word: SpokenWord, voices: Sequence[tuple[TimeRange, int | None]]) -> int | None:
    at = middle(word)
    near = min(voices, key=lambda one: max(one[0].start_ms - at, at - one[0].end_ms + 1, 0), default=None)
    return near[1] if near else None
