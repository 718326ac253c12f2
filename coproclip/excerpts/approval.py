"""May this leave? The one place that says so.

“What a storyteller said yes to is exactly what leaves.” A yes is kept with a fingerprint of the spans, the words, who
speaks them and how they are signed; when any of these is no longer the same, a new yes is needed.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError, MediaError
from coproclip.excerpts.marking import HeardWord, headline, inside, quote, ranges_of, words_near
from coproclip.people.moments import off_record
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import Answer, Excerpt, Span, Speaker, Story, Theme, ThemeLink, Word
from coproclip.timecode import TimeRange, clock

ONE_STORYTELLER = "One storyteller"
REPORTER = "Reporter"
ANOTHER = "Another speaker"


class Use(StrEnum):
    """What something leaves the project for."""

    SHARING = "sharing"
    REVIEW = "review"


class Approval(StrEnum):
    """What the storyteller has said about an excerpt as it is now."""

    DRAFT = "draft"
    WAITING = "waiting for a yes"
    YES = "yes"
    NO = "no"
    AGAIN = "needs a new yes"


@dataclass(frozen=True, slots=True)
class VoicedWord:
    """A word with the public name of who says it (an attribution, “Reporter” or “Another speaker”)."""

    text: str
    start_ms: int
    end_ms: int
    speaker: str


_GRANTED = object()


@dataclass(frozen=True, slots=True)
class ShareableExcerpt:
    """An excerpt that may leave the project for `use`; only `shareable()` makes one.

    Times are ms in `audio`, the working sound file. `room` has one range a span: how far its edges may reach before
    they touch a neighbouring word. `words` are those inside the spans, in order, and nothing else.
    """

    excerpt_id: int
    use: Use
    title: str
    attribution: str
    themes: tuple[str, ...]
    audio: Path
    spans: tuple[TimeRange, ...]
    room: tuple[TimeRange, ...]
    words: tuple[VoicedWord, ...]
    lead_in_ms: int
    lead_out_ms: int
    language: str
    granted: InitVar[object]

    def __post_init__(self, granted: object) -> None:
        # Not kept, so that no copy with other spans or words can be made of one that was granted.
        if granted is not _GRANTED:
            raise TypeError("A ShareableExcerpt comes from shareable() alone.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An excerpt that may not leave, and why, in words a person can act on."""

    excerpt_id: int
    title: str
    approval: Approval
    reason: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What may leave, and what may not."""

    granted: tuple[ShareableExcerpt, ...]
    refused: tuple[Refusal, ...]


class StoryReader:
    """Reads the words of one excerpt after another, each once for all that is asked, and a story's voices once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._voices: dict[int, dict[int, Speaker]] = {}
        self._last: tuple[int, tuple[TimeRange, ...]] = (0, ())
        self._words: list[HeardWord] = []
        self._spans: dict[int, list[TimeRange]] = {}
        self._answers: dict[int, Answer] = {}

    def prepare(self, story_id: int) -> None:
        """Read the spans and answers of all the story's excerpts in one go, for those who want many of them."""
        mine = select(Excerpt.id).where(Excerpt.story_id == story_id)
        self._spans |= {excerpt_id: [] for excerpt_id in self._session.scalars(mine)}
        spans = select(Span).where(Span.excerpt_id.in_(mine)).order_by(Span.excerpt_id, Span.start_ms)
        for span in self._session.scalars(spans):
            self._spans[span.excerpt_id].append(TimeRange(span.start_ms, span.end_ms))
        told = select(Answer).where(Answer.excerpt_id.in_(mine)).order_by(Answer.id)
        self._answers |= {answer.excerpt_id: answer for answer in self._session.scalars(told)}

    def spans(self, excerpt: Excerpt) -> list[TimeRange]:
        """The excerpt's spans in order."""
        prepared = self._spans.get(excerpt.id)
        return ranges_of(self._session, excerpt.id) if prepared is None else prepared

    def words(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> list[HeardWord]:
        """The words of the excerpt and those around it."""
        wanted = (excerpt.id, tuple(spans))
        if self._last != wanted:
            self._last = wanted
            self._words = words_near(self._session, excerpt.story_id, spans) if spans else []
        return self._words

    def voices(self, story_id: int) -> dict[int, Speaker]:
        """The story's voices by id."""
        if story_id not in self._voices:
            self._voices[story_id] = {speaker.id: speaker for speaker in speakers_of(self._session, story_id)}
        return self._voices[story_id]

    def quote(self, excerpt: Excerpt) -> str:
        """The excerpt's words as they stand now."""
        spans = self.spans(excerpt)
        return quote(self.words(excerpt, spans), spans)

    def voiced(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> tuple[VoicedWord, ...]:
        """The excerpt's words with the public name of who says each."""
        words, voices = self.words(excerpt, spans), self.voices(excerpt.story_id)
        heard = [one for span in spans for one in inside(words, span)]
        return tuple(
            VoicedWord(
                one.word.text,
                one.word.start_ms,
                one.word.end_ms,
                _public_name(voices.get(one.speaker_id or 0), attribution_of(excerpt)),
            )
            for one in heard
        )

    def fingerprint(self, excerpt: Excerpt) -> str:
        """What a yes is given to."""
        spans = self.spans(excerpt)
        said = {
            "spans": [[span.start_ms, span.end_ms] for span in spans],
            "words": [
                [word.speaker, teller, word.text]
                for word, teller in zip(self.voiced(excerpt, spans), self._tellers(excerpt, spans), strict=True)
            ],
            "attribution": attribution_of(excerpt),
        }
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def _tellers(self, excerpt: Excerpt, spans: Sequence[TimeRange]) -> list[int | None]:
        """Whose words they are: two storytellers have one public name, but each says yes only to their own words."""
        voices = self.voices(excerpt.story_id)
        heard = [one for span in spans for one in inside(self.words(excerpt, spans), span)]
        found = [voices.get(one.speaker_id or 0) for one in heard]
        return [voice.storyteller_id if voice else None for voice in found]

    def approval(self, excerpt: Excerpt) -> Approval:
        """What the storyteller has said about the excerpt as it is now."""
        prepared = excerpt.id in self._spans
        last = self._answers.get(excerpt.id) if prepared else last_answer(self._session, excerpt.id)
        if last is None:
            return Approval.DRAFT
        if last.answer == "no":
            return Approval.NO
        if last.answer == "asked":
            return Approval.WAITING
        return Approval.YES if last.fingerprint == self.fingerprint(excerpt) else Approval.AGAIN


def attribution_of(excerpt: Excerpt) -> str:
    """What an excerpt is signed with."""
    return excerpt.attribution or ONE_STORYTELLER


def title_of(excerpt: Excerpt, words: str | None = None) -> str:
    """An excerpt's title, or the beginning of its words."""
    return excerpt.title or headline(excerpt.quote if words is None else words) or "Excerpt"


def _public_name(speaker: Speaker | None, attribution: str) -> str:
    # Nobody has said who speaks: then it is the excerpt as a whole that is signed.
    if speaker is None or speaker.role in ("storyteller", ""):
        return attribution
    return REPORTER if speaker.role == "reporter" else ANOTHER


def last_answer(session: Session, excerpt_id: int) -> Answer | None:
    """The answer that counts."""
    return session.scalar(select(Answer).where(Answer.excerpt_id == excerpt_id).order_by(Answer.id.desc()).limit(1))


def answers(session: Session, excerpt_id: int) -> list[Answer]:
    """Everything that was asked and answered about an excerpt, oldest first."""
    return list(session.scalars(select(Answer).where(Answer.excerpt_id == excerpt_id).order_by(Answer.id)))


def note_answer(
    edit: Edit, excerpt_id: int, answer: Literal["asked", "yes", "no"], *, who: str = "", how: str = ""
) -> Answer:
    """Keep what a storyteller said about an excerpt as it is now: who said it, how (“on the phone”) and when."""
    if answer not in ("asked", "yes", "no"):
        raise BadInput("An answer is yes, no or asked.")
    excerpt = edit.get(Excerpt, excerpt_id)
    fingerprint = StoryReader(edit.session).fingerprint(excerpt)
    return edit.add(
        Answer(
            excerpt_id=excerpt_id,
            answer=answer,
            who=who.strip(),
            how=how.strip(),
            fingerprint=fingerprint,
            answered_at=now(),
        )
    )


def why_not(approval: Approval) -> str:
    """Why an excerpt in this state may not be shared, with what to do."""
    return {
        Approval.DRAFT: "The storyteller has not been asked yet. Let them hear it, then note their answer.",
        Approval.WAITING: "The storyteller has not answered yet. No answer means no.",
        Approval.NO: "The storyteller said no.",
        Approval.AGAIN: "It changed after the storyteller said yes. Let them hear it again.",
        Approval.YES: "",
    }[approval]


def shareable(project: Project, excerpt_ids: Iterable[int], use: Use) -> Sharing:
    """Which of these excerpts may leave for `use`, in the order given, and why the others may not."""
    granted: list[ShareableExcerpt] = []
    refused: list[Refusal] = []
    with project.read() as session:
        reader = StoryReader(session)
        for excerpt_id in excerpt_ids:
            excerpt = session.get(Excerpt, excerpt_id)
            if excerpt is None:
                refused.append(Refusal(excerpt_id, f"Excerpt {excerpt_id}", Approval.NO, "It is no longer there."))
                continue
            approval = reader.approval(excerpt)
            title = title_of(excerpt, reader.quote(excerpt))
            story = session.get(Story, excerpt.story_id)
            reason = why_not(approval) if use is Use.SHARING else ""
            if story is None or story.binned_at:
                reason = "Its story is in the bin."
            if not reason:
                try:
                    granted.append(_grant(project, session, reader, excerpt, title, use))
                    continue
                except CoProClipError as error:
                    reason = str(error)
            refused.append(Refusal(excerpt_id, title, approval, reason))
    return Sharing(tuple(granted), tuple(refused))


def _grant(
    project: Project, session: Session, reader: StoryReader, excerpt: Excerpt, title: str, use: Use
) -> ShareableExcerpt:
    sound = sound_of(project, session, excerpt.story_id)
    if not sound.audio.is_file():
        raise MediaError("The recording is not where it was.", "Words, excerpts and themes are safe.")
    spans = tuple(ranges_of(session, excerpt.id))
    if not spans or spans[-1].end_ms > sound.duration_ms + 1000:
        raise MediaError(f"The recording is only {clock(sound.duration_ms)} long, so this excerpt is not in it.")
    off = off_record(session, excerpt.story_id)
    if any(one.overlaps(span) for one in off for span in spans):
        raise MediaError("A part of it was off the record.", "Nothing left the project.", "Mark it anew.")
    words = reader.words(excerpt, spans)
    themes = select(Theme.name).join(ThemeLink, ThemeLink.theme_id == Theme.id)
    story = session.get(Story, excerpt.story_id)
    return ShareableExcerpt(
        excerpt_id=excerpt.id,
        use=use,
        title=title,
        attribution=attribution_of(excerpt),
        themes=tuple(session.scalars(themes.where(ThemeLink.excerpt_id == excerpt.id).order_by(ThemeLink.id))),
        audio=sound.audio,
        spans=spans,
        room=tuple(_room(words, span, sound.duration_ms, off) for span in spans),
        words=reader.voiced(excerpt, spans),
        lead_in_ms=excerpt.lead_in_ms,
        lead_out_ms=excerpt.lead_out_ms,
        language=(story.language if story else "") or "",
        granted=_GRANTED,
    )


def _room(words: Sequence[HeardWord], span: TimeRange, duration_ms: int, off: Sequence[TimeRange]) -> TimeRange:
    """How far the edges of `span` may reach before they touch a word that is not in it, or what was off the record."""
    own = {id(one) for one in inside(words, span)}
    others: list[Word | TimeRange] = [*off, *(one.word for one in words if id(one) not in own)]
    low = max((word.end_ms for word in others if word.start_ms < span.start_ms), default=0)
    high = min((word.start_ms for word in others if word.end_ms > span.end_ms), default=duration_ms)
    return TimeRange(min(low, span.start_ms), max(high, span.end_ms))
