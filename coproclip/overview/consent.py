"""What somebody agreed to in a story, item by item, how it came to that, and which answers are due to be looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.consent import consents, counting_for, is_over, is_yes
from coproclip.people.moments import MomentKind, moments_of
from coproclip.people.own_questions import own_number, own_questions
from coproclip.people.storytellers import is_child, storytellers_of
from coproclip.project.kinds import AnswerKind, ConsentAbout
from coproclip.project.rows import fetch
from coproclip.project.schema import Consent, ConsentSheet, Moment, Participant, Person, Story


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: yes, no or later; who gave it, how and on which day, who noted it, and what is kept of it.

    `at_ms` is where in the recording it is heard; `paper` a scan inside the project; days are ISO dates or empty.
    """

    answer: str
    who: str
    how: str
    day: str
    noted_by: str
    until: str
    review: str
    paper: str
    sheet_id: int | None
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class ItemConsent:
    """What counts of one item: one of `ConsentAbout`, or an own `question` with its words.

    `said` is None while nobody asked. `holds`: it is a yes that still counts; `over`: it was given until a day that is
    past.
    """

    item: str
    question: str
    said: Said | None
    holds: bool
    over: bool


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """That an answer to an item was noted: what it was before (empty: not asked yet), and what was said then."""

    item: str
    question: str
    before: str
    said: Said


@dataclass(frozen=True, slots=True)
class GivenSheet:
    """A sheet as it was given out: its number, form, day, and exact text."""

    id: int
    form: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """All that one person agreed to in one story: every item, in order, and the history, newest first.

    What a parent or guardian says is an item only of somebody under 16, or where it was said. `person_id` is None for a
    storyteller nobody named. `spoken` are the yeses heard in the recording: moment and ms.
    """

    story_id: int
    title: str
    person_id: int | None
    name: str
    items: tuple[ItemConsent, ...]
    history: tuple[ConsentChange, ...]
    spoken: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DueConsent:
    """Yeses of one person in one story that end, or that they wanted to be asked about again: the earliest `day` (ISO).

    `over`: one has ended already.
    """

    story_id: int
    person_id: int | None
    name: str
    title: str
    count: int
    day: str
    over: bool


class StoryConsents:
    """All that was said about one story, read once: by whom, what counts of it, and what came before."""

    def __init__(self, session: Session, story_id: int) -> None:
        """Raises `NotFound` when the story is gone."""
        self.story, self._session = fetch(session, Story, story_id), session
        self._by: dict[int | None, list[Consent]] = {}
        for row in consents(session, story_id):
            self._by.setdefault(row.storyteller_id, []).append(row)
        self._own = {question.item: question.text for question in own_questions(session)}
        self._spoken = tuple((one.id, one.start_ms) for one in moments_of(session, story_id, MomentKind.SPOKEN_YES))
        self._nobodys = self._what_counts_of_nobodys()

    def everybody(self) -> list[int | None]:
        """Who takes part in the story: who tells it first; at least one, whom nobody named."""
        tellers = [one.id for one in storytellers_of(self._session, self.story.id)]
        there = select(Participant.storyteller_id).where(Participant.story_id == self.story.id).order_by(Participant.id)
        everybody = list(dict.fromkeys((*tellers, *self._session.scalars(there))))
        return [*everybody] if tellers else [None, *everybody]

    def name(self, person_id: int | None) -> str:
        """What somebody goes by; empty for a storyteller nobody named."""
        person = self._session.get(Person, person_id) if person_id is not None else None
        return person.alias if person else ""

    def counting(self, person_id: int | None) -> dict[str, Consent]:
        """What counts for one person, by item."""
        theirs = self._by.get(person_id, []) if person_id is not None else self._by.get(None, [])
        also = self._nobodys if person_id is not None else []
        return counting_for(sorted((*theirs, *also), key=lambda row: row.id), person_id)

    def of(self, person_id: int | None) -> PersonConsent:
        """All that one person agreed to."""
        counts, own = self.counting(person_id), self._own
        lost = [about for about in counts if own_number(about) is not None and about not in own]
        rows = [*self._by.get(None, []), *(self._by.get(person_id, []) if person_id is not None else [])]
        asked: list[ConsentAbout] = [about for about in ConsentAbout if about is not ConsentAbout.GUARDIAN]
        if ConsentAbout.GUARDIAN in counts or (person_id is not None and is_child(self._session, person_id)):
            asked.append(ConsentAbout.GUARDIAN)
        items = (*asked, *own, *lost)
        return PersonConsent(
            self.story.id,
            self.story.title,
            person_id,
            self.name(person_id),
            tuple(_item(self._session, about, own.get(about, ""), counts.get(about)) for about in items),
            tuple(reversed(_changes(self._session, sorted(rows, key=lambda row: row.id), own))),
            self._spoken,
        )

    def _what_counts_of_nobodys(self) -> list[Consent]:
        """Of answers that are nobody's, those that can count for somebody: the last of each item, and the last that is
        no “later”, which would not end a no."""
        last: dict[tuple[str, bool], Consent] = {}
        for row in self._by.get(None, []):
            if row.answer != AnswerKind.YES:
                last[row.about, row.answer == AnswerKind.LATER] = row
        return list(last.values())


def person_consent(session: Session, story_id: int, person_id: int | None) -> PersonConsent:
    """What one person agreed to in a story; raises `NotFound` when the story is gone."""
    return StoryConsents(session, story_id).of(person_id)


def everybodys_consent(session: Session, story_id: int) -> tuple[PersonConsent, ...]:
    """The same of everybody who takes part in a story: who tells it first; at least one, whom nobody named."""
    story = StoryConsents(session, story_id)
    return tuple(map(story.of, story.everybody()))


def who_consents(session: Session, story_id: int) -> tuple[tuple[int | None, str], ...]:
    """Who takes part in a story, as numbers and what they go by, in the same order."""
    story = StoryConsents(session, story_id)
    return tuple((one, story.name(one)) for one in story.everybody())


def given_sheets(session: Session) -> tuple[GivenSheet, ...]:
    """The sheets that were given out, newest first."""
    rows = session.scalars(select(ConsentSheet).order_by(ConsentSheet.id.desc()))
    return tuple(GivenSheet(row.id, row.form, row.made_at[:10], row.text) for row in rows)


def last_noted_by(session: Session) -> str:
    """Who noted an answer last, or empty."""
    last = select(Consent.noted_by).where(Consent.noted_by != "").order_by(Consent.id.desc()).limit(1)
    return session.scalar(last) or ""


def due_consents(session: Session, until: date) -> tuple[DueConsent, ...]:
    """Whose yeses end, ended, or are to be asked about again up to this day, in order; not of stories in the bin."""
    last, found = until.isoformat(), list[DueConsent]()
    stories = select(Consent.story_id).where((Consent.expires_on != "") | (Consent.review_on != "")).distinct()
    for story_id in list(session.scalars(stories)):
        story = session.get(Story, story_id)
        if story is None or story.binned_at:
            continue
        said = StoryConsents(session, story_id)
        for who in said.everybody():
            yeses = [one for one in said.counting(who).values() if one.answer == AnswerKind.YES]
            if days := [day for one in yeses if (day := _due_on(one)) and day <= last]:
                over = any(map(is_over, yeses))
                found.append(DueConsent(story_id, who, said.name(who), story.title, len(days), min(days), over))
    return tuple(sorted(found, key=lambda one: one.day))


def _due_on(said: Consent) -> str:
    """The earliest day on which a yes is to be looked at, or empty."""
    return min(filter(None, (said.expires_on, said.review_on)), default="")


def _item(session: Session, about: str, question: str, said: Consent | None) -> ItemConsent:
    over = said is not None and said.answer == AnswerKind.YES and is_over(said)
    return ItemConsent(str(about), question, _said(session, said) if said else None, is_yes(said), over)


def _said(session: Session, row: Consent) -> Said:
    heard = session.get(Moment, row.moment_id) if row.moment_id is not None else None
    return Said(
        row.answer,
        row.who,
        row.how,
        row.said_at[:10],
        row.noted_by,
        row.expires_on,
        row.review_on,
        row.paper,
        row.sheet_id,
        heard.start_ms if heard else None,
    )


def _changes(session: Session, rows: Iterable[Consent], own: dict[str, str]) -> list[ConsentChange]:
    before, found = dict[str, str](), list[ConsentChange]()
    for row in rows:
        found.append(ConsentChange(row.about, own.get(row.about, ""), before.get(row.about, ""), _said(session, row)))
        before[row.about] = row.answer
    return found
