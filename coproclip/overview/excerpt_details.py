"""One excerpt as its window shows it, and what to know before an answer about it is noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.excerpts.approval import StoryReader, reasons_against, title_of
from coproclip.excerpts.marking import excerpts_of, words_near
from coproclip.excerpts.noting import changed_since_asked, once_heard, shown_now, who_may_answer
from coproclip.excerpts.playlists import playlists_with
from coproclip.excerpts.rules.answers import answers
from coproclip.excerpts.rules.coverage_parts import covered_uses
from coproclip.excerpts.rules.grants import VoicedWord
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import Reason
from coproclip.excerpts.translations import Translated
from coproclip.overview.excerpts import ExcerptReader, ExcerptRow
from coproclip.overview.meaning import LinkedQuote, linked_quotes
from coproclip.people.care import CareMark, care_of_story
from coproclip.people.moments import MomentKind, moments_of
from coproclip.people.naming import labels
from coproclip.people.stories import storyteller_names
from coproclip.people.storytellers import storytellers_of
from coproclip.project.columns import Word
from coproclip.project.kinds import AnswerKind
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Segment
from coproclip.speech.language_names import own_name
from coproclip.timecode import TimeRange
from coproclip.transcript.heard import CheckedCount, checked_count


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was asked and answered once: “yes”, “no” or “asked”, by whom, how, and when (ISO)."""

    answer: str
    who: str
    how: str
    answered_at: str


@dataclass(frozen=True, slots=True)
class NotUsedBit:
    """A stretch (ms) in an excerpt that a storyteller does not want used; `words` are those of the excerpt in it."""

    moment_id: int
    time: TimeRange
    words: str


@dataclass(frozen=True, slots=True)
class ExcerptDetails:
    """Everything the window of an excerpt shows.

    `labels` are the project's words for people; `words` are those in it with their public speakers, `near` where words
    begin and end in and around it (ms); `order` has all excerpts of its story in order; `playlists` are the titles of
    those that it is in; `reasons` is why it may not be shared. `care` is what is kept with the excerpt itself to be
    known before hearing it, `story_care` what is kept with its story; `linked` is what it belongs with. `checked`
    counts how those of its `passages` passages were checked that are.
    """

    row: ExcerptRow
    storytellers: tuple[str, ...]
    labels: tuple[str, ...]
    words: tuple[VoicedWord, ...]
    near: tuple[TimeRange, ...]
    order: tuple[int, ...]
    playlists: tuple[str, ...]
    answers: tuple[GivenAnswer, ...]
    reasons: tuple[Reason, ...]
    care: CareMark
    story_care: CareMark
    not_used: tuple[NotUsedBit, ...]
    linked: tuple[LinkedQuote, ...]
    passages: int
    checked: CheckedCount


def excerpt_details(session: Session, excerpt_id: int) -> ExcerptDetails:
    """What there is to show of an excerpt; raises `NotFound` when it is gone."""
    excerpt, reader = fetch(session, Excerpt, excerpt_id), ExcerptReader(session)
    row = reader.row(excerpt)
    around = words_near(session, excerpt.story_id, row.spans)
    passages = {one.segment_id for one in reader.stories.inside(excerpt, row.spans)}
    return ExcerptDetails(
        row=row,
        storytellers=tuple(person.alias for person in storytellers_of(session, excerpt.story_id)),
        labels=tuple(label.text for label in labels(session)),
        words=reader.stories.voiced(excerpt, row.spans),
        near=tuple(TimeRange(one.word.start_ms, max(one.word.start_ms, one.word.end_ms)) for one in around),
        order=tuple(one.id for one in excerpts_of(session, excerpt.story_id)),
        playlists=tuple(playlist.title for playlist in playlists_with(session, excerpt_id)),
        answers=tuple(
            GivenAnswer(answer.answer, answer.who, answer.how, answer.answered_at)
            for answer in answers(session, excerpt_id)
        ),
        reasons=reasons_against(session, excerpt_id),
        care=CareMark(excerpt.care, bool(excerpt.sensitive)),
        story_care=care_of_story(session, excerpt.story_id),
        not_used=tuple(_not_used(session, reader.stories, excerpt)),
        linked=linked_quotes(session, excerpt_id),
        passages=len(passages),
        checked=checked_count(session, passages),
    )


def _not_used(session: Session, reader: StoryReader, excerpt: Excerpt) -> list[NotUsedBit]:
    """The stretches in it that are not to be used, in order."""
    said, spans = reader.inside(excerpt), reader.spans(excerpt)

    def is_in(word: Word, time: TimeRange) -> bool:
        return word.start_ms < time.end_ms and time.start_ms < word.end_ms

    bits = (
        (one.id, TimeRange(one.start_ms, one.end_ms))
        for one in moments_of(session, excerpt.story_id, MomentKind.NOT_USED)
    )
    return [
        NotUsedBit(number, time, " ".join(one.word.text for one in said if is_in(one.word, time)))
        for number, time in bits
        if any(map(time.overlaps, spans))
    ]


def signature_of(session: Session, excerpt_id: int) -> str:
    """What an excerpt is signed with in clips."""
    return StoryReader(session).attribution(fetch(session, Excerpt, excerpt_id))


def story_of(session: Session, excerpt_id: int) -> int:
    """The number of the story that an excerpt is of."""
    return fetch(session, Excerpt, excerpt_id).story_id


def first_open(session: Session, excerpt_id: int, *, unchecked: bool) -> int:
    """Where in the story (ms) the first word of an excerpt stands that was not checked against the recording.

    Or, not `unchecked`, of which nobody said whose it is. The start of the excerpt where there is none.
    """
    reader, excerpt = StoryReader(session), fetch(session, Excerpt, excerpt_id)
    voices = reader.voices(excerpt.story_id)
    for one in reader.inside(excerpt):
        segment, voice = session.get(Segment, one.segment_id), voices.get(one.speaker_id or 0)
        open_words = segment is not None and segment.checked != 1
        nobodys = voice is not None and voice.role != "reporter" and voice.storyteller_id is None
        if open_words if unchecked else nobodys:
            return one.word.start_ms
    spans = reader.spans(excerpt)
    return spans[0].start_ms if spans else 0


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Before an answer is noted: the title of the only excerpt (empty for several), who is heard, who will answer.

    `heard` has the storytellers by number (None: one whom nobody has named); `who` is empty unless it is sure; `uses`
    is what the last yes to the only excerpt was for, or what a yes usually is for. `shown` is a fingerprint of each
    excerpt as it is now; `changed` what changed since somebody was asked, in words; `once_heard` are those who said no
    to the whole story, or were asked and have not answered, by a voice that has another name now. `in_languages` are
    those in which a yes lets it be read too.
    """

    title: str
    heard: Mapping[int | None, str]
    who: str
    uses: frozenset[Use]
    shown: Mapping[int, str]
    changed: Mapping[int | None, str]
    once_heard: Mapping[int, str]
    in_languages: tuple[str, ...] = ()


def answer_question(session: Session, excerpt_ids: Sequence[int]) -> AnswerQuestion:
    """What to know before an answer about these excerpts is noted; raises `NotFound`."""
    excerpts = [fetch(session, Excerpt, excerpt_id) for excerpt_id in excerpt_ids]
    may_answer = who_may_answer(session, excerpt_ids)
    tellers = {storyteller_names(session, excerpt.story_id) for excerpt in excerpts}
    sure = len(tellers) == 1 and len(may_answer) == 1
    title = title_of(excerpts[0]) if len(excerpts) == 1 else ""
    said = answers(session, excerpts[0].id) if len(excerpts) == 1 else []
    last_yes = next((one for one in reversed(said) if one.answer == AnswerKind.YES), None)
    changed = {
        teller: ", ".join(
            dict.fromkeys(part for one in excerpt_ids for part in changed_since_asked(session, one, teller))
        )
        for teller in may_answer
    }
    return AnswerQuestion(
        title,
        may_answer,
        tellers.pop() if sure else "",
        covered_uses(last_yes.covered if last_yes is not None else {}),
        {one: shown_now(session, one) for one in excerpt_ids},
        changed,
        once_heard(session, excerpt_ids),
        tuple(dict.fromkeys(own_name(one.language) for row in excerpts for one in _leaving(session, row))),
    )


def _leaving(session: Session, excerpt: Excerpt) -> list[Translated]:
    reader = StoryReader(session)
    return reader.translations.leaving(reader, excerpt)
