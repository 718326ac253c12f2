"""Listening to one passage again: what would be written now is shown beside what stands there, and kept if wanted.

“Nothing is changed before a person says so; then it is one step, and what was checked by ear stays unless they say
otherwise.” The engine's first draft stays as it was, and so do the times of excerpts.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import count, groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, MediaError, SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.moments import off_record
from coproclip.people.stories import sound_of, usual_language
from coproclip.project.project import Edit, Project, fetch
from coproclip.project.schema import Segment, Story, Word
from coproclip.timecode import TimeRange
from coproclip.transcribe.engine import SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.transcribe.models import SpeechModel, find_model, find_named_model
from coproclip.transcribe.passages import in_order
from coproclip.transcribe.presets import CAREFUL
from coproclip.transcribe.worker import Transcriber
from coproclip.transcript.alignment import plain
from coproclip.transcript.draft import Writer
from coproclip.transcript.edits import text_of
from coproclip.transcript.standing import latest
from coproclip.transcript.turns import Turns
from coproclip.transcript.word_list import hints

AUTO = "auto"
# The engine hears so much of what comes before and after too: words at an edge are understood from both sides.
AROUND_MS = 3000
# The same word heard twice is not further apart than this.
SAME_MS = 600
# Its time is the same, then, where it begins and ends within this.
ALIKE_MS = 150


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A passage as it stands now; `checked` when a person heard it. Times are ms of the story."""

    id: int
    text: str
    checked: bool
    speaker_id: int | None
    start_ms: int
    end_ms: int


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
    preset: str = CAREFUL,
    model: str = "",
    language: str = "",
    device: str = "auto",
    report: Report = silent,
    cancel: CancelToken | None = None,
    writer: Writer | None = None,
) -> Proposal:
    """Listen again to the passages that `time` touches; nothing is changed.

    `model` is a speech model's name or folder, empty for the one the story was written down with; `language` a code,
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
        last = latest(session, story_id)
        begun_with = (str(last.options.get("folder", "")), last.speech_model) if last else ("", "")
        language = language or fetch(session, Story, story_id).language or (last.language if last else "") or AUTO
        told, usual, off = hints(session), usual_language(session), tuple(off_record(session, story_id))
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    speech_model = find_model(model, report, cancel) if model else _model_of(begun_with, report, cancel)
    options = SpeechOptions(language=language, preset=preset, hints=told, usual=usual, device=device)
    windows = (writer or Transcriber()).transcribe_file(
        sound.audio,
        speech_model,
        options,
        from_ms=around.start_ms,
        until_ms=min(around.end_ms, sound.duration_ms),
        report=report,
        cancel=cancel,
    )
    heard: list[SpokenSegment] = []
    try:
        for window in windows:
            if window.skipped:
                raise TranscriptionError(window.notice, "The lines stay as they are.", "Try another speech model.")
            heard += window.segments
            language = window.language if language == AUTO and window.language else language
            cancel.raise_if_cancelled()
    finally:
        # A generator that is left in its middle ends the speech process.
        if isinstance(windows, Generator):
            windows.close()
    heard = [one for one, _ in Turns({}, None, off).heard(heard)]
    ids = {one.id for one in touched}
    old_words = [(word, one.id in ids) for one in near for word in one.words]
    kept = _as_timed_before(_chosen(heard, old_words, time.contains), old_words)
    return Proposal(
        story_id,
        time,
        tuple(OldPassage(s.id, s.text, bool(s.checked), s.speaker_id, s.start_ms, s.end_ms) for s in touched),
        tuple(_placed(kept, time)),
        preset,
        speech_model.name,
        language,
    )


def keep(edit: Edit, proposal: Proposal, *, also_checked: bool = False) -> list[int]:
    """Put what was heard in the place of the old passages; returns the ids of the new ones.

    Voices stay where they were: every word is said by whom the old passage under it was. Passages that a person
    checked stay as they are unless `also_checked`. Raises `BadInput` when the old passages were changed meanwhile.
    """
    now = _overlapping(edit.session, proposal.story_id, proposal.time)
    if {one.id: one.text for one in now} != {one.id: one.text for one in proposal.old}:
        raise BadInput(
            "These lines were changed while they were listened to again.",
            "They stay as they are.",
            "Listen again once more.",
        )
    stay = [] if also_checked else [one for one in now if one.checked]
    held = [TimeRange(one.start_ms, one.end_ms) for one in stay]
    old_words = [(word, one not in stay) for one in now for word in one.words]
    voices = [(TimeRange(one.start_ms, one.end_ms), one.speaker_id) for one in now]
    for one in now:
        if one not in stay:
            edit.session.delete(one)
    edit.session.flush()
    chosen = _chosen(proposal.new, old_words, lambda middle: not any(span.contains(middle) for span in held))
    added: list[int] = []
    for spoken in chosen:
        free = [word for word in (_beside(word, held) for word in spoken.words) if word is not None]
        for (voice, _part), run in groupby(free, lambda word: (_voice_under(word, voices), _part_of(word, held))):
            words = [Word(word.text, word.start_ms, word.end_ms, word.confidence) for word in run]
            added.append(
                edit.add(
                    Segment(
                        story_id=proposal.story_id,
                        speaker_id=voice,
                        start_ms=words[0].start_ms,
                        end_ms=words[-1].end_ms,
                        text=text_of(words),
                        words=words,
                        flags=list(spoken.flags),
                    )
                ).id
            )
    return added


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


def _model_of(begun_with: tuple[str, str], report: Report, cancel: CancelToken) -> SpeechModel:
    """The speech model that a story was written down with, or the default one where that is gone."""
    folder, name = begun_with
    for wanted in (folder, name):
        try:
            if wanted:
                return find_named_model(wanted, report, cancel)
        except SpeechModelError:
            continue
    return find_model("", report, cancel)


def _heard_before(heard: Sequence[SpokenSegment], old: Sequence[tuple[Word, bool]]) -> Iterator[tuple[int, Word, bool]]:
    """Which words of `heard` (by number) are old ones heard once more."""
    words = [word for one in heard for word in one.words]
    matcher = SequenceMatcher(None, [plain(word.text) for word, _ in old], [plain(w.text) for w in words], False)
    for block in matcher.get_matching_blocks():
        for place in range(block.size):
            (word, mine), number = old[block.a + place], block.b + place
            if abs(_middle(word) - _middle(words[number])) <= SAME_MS:
                yield number, word, mine


def _chosen(
    heard: Sequence[SpokenSegment], old: Sequence[tuple[Word, bool]], inside: Callable[[int], bool]
) -> list[SpokenSegment]:
    """What of `heard` belongs: by its middle, unless it is an old word heard once more that does (True) or does not.

    A word at the edge is not timed twice alike; without a look at the words it would be there twice or not at all.
    """
    known = {number: mine for number, _, mine in _heard_before(heard, old)}
    number, kept = count(), list[SpokenSegment]()
    for one in heard:
        own = [word for word, place in zip(one.words, number, strict=False) if known.get(place, inside(_middle(word)))]
        if own:
            kept.append(passage(own, one.flags))
    return kept


def _as_timed_before(heard: Sequence[SpokenSegment], old: Sequence[tuple[Word, bool]]) -> list[SpokenSegment]:
    """`heard`, with the old time for a word that is heard at nearly the same: excerpts that end there stay as whole."""
    known = {number: word for number, word, _ in _heard_before(heard, old)}

    def _timed(word: SpokenWord, before: Word | None) -> SpokenWord:
        if before is None or max(abs(before.start_ms - word.start_ms), abs(before.end_ms - word.end_ms)) > ALIKE_MS:
            return word
        return replace(word, start_ms=before.start_ms, end_ms=before.end_ms)

    number = count()
    return [
        passage([_timed(word, known.get(place)) for word, place in zip(one.words, number, strict=False)], one.flags)
        for one in heard
    ]


def _placed(heard: Sequence[SpokenSegment], time: TimeRange) -> Iterator[SpokenSegment]:
    """`heard` with every word inside `time`, none overlapping the next."""
    words = iter(in_order([word for one in heard for word in one.words], time))
    for one in heard:
        yield passage([next(words) for _ in one.words], one.flags)


def _beside(word: SpokenWord, held: Iterable[TimeRange]) -> SpokenWord | None:
    """`word` without what of it lies in a held passage; None where nothing is left."""
    for span in held:
        if word.start_ms < span.end_ms and span.start_ms < word.end_ms:
            if span.start_ms > _middle(word) or span.start_ms - word.start_ms > word.end_ms - span.end_ms:
                word = replace(word, end_ms=max(word.start_ms, span.start_ms))
            else:
                word = replace(word, start_ms=min(word.end_ms, span.end_ms))
    return word if word.start_ms < word.end_ms else None


def _part_of(word: SpokenWord, held: Sequence[TimeRange]) -> int:
    """How many held passages come before `word`: a new passage does not reach over one."""
    return sum(span.end_ms <= word.start_ms for span in held)


def _voice_under(word: SpokenWord, voices: Sequence[tuple[TimeRange, int | None]]) -> int | None:
    middle = _middle(word)
    near = min(voices, key=lambda one: max(one[0].start_ms - middle, middle - one[0].end_ms + 1, 0), default=None)
    return near[1] if near else None


def _middle(word: Word | SpokenWord) -> int:
    return (word.start_ms + word.end_ms) // 2
