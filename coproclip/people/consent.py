"""What somebody agreed to about a whole story, item by item: yes, no or later, with who said it, how, and until when.

An item is one of `ConsentAbout`, or a question of the project's own (`own_item`). What nobody asked is a no.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.own_questions import own_number
from coproclip.people.papers import check_paper
from coproclip.people.participants import asked_in
from coproclip.people.storytellers import storytellers_of
from coproclip.project.kinds import ASKED_BEFORE, WHOLE_STORY, AnswerKind
from coproclip.project.kinds import ConsentAbout as ConsentAbout
from coproclip.project.project import Edit, now
from coproclip.project.said_yes import is_over as is_over
from coproclip.project.said_yes import is_yes as is_yes
from coproclip.project.said_yes import last_words, said_for
from coproclip.project.said_yes import says_something as says_something
from coproclip.project.schema import Consent, ConsentSheet, ListEntry, Moment, Participant, Person, Story
from coproclip.project.storage.fresh_ids import fresh_number

ANSWERS = ("yes", "no", "later")


def note_consent(
    edit: Edit,
    story_id: int,
    about: ConsentAbout | str,
    answer: str,
    who: str = "",
    how: str = "",
    moment_id: int | None = None,
    storyteller_id: int | None = None,
    *,
    noted_by: str = "",
    sheet_id: int | None = None,
    paper: str = "",
    expires_on: str = "",
    review_on: str = "",
) -> Consent:
    """Keep what was said about the whole story: who said it, how (“in the recording”) and when.

    `answer` is yes, no or later; `moment_id` is where it is heard; `storyteller_id` whose answer it is, without it that
    of the only storyteller. `noted_by` is who wrote it down, `sheet_id` the sheet they were given, `paper` a scan (see
    `papers.add_paper`), `expires_on` the last day (ISO) a yes holds, `review_on` the day to ask again. What was said
    before stays beside it; the last one counts. A no stays when other things are undone. Raises `BadInput` for another
    question or answer, a moment of another story, a day that is none, and a yes until a day that is past.
    """
    edit.get(Story, story_id)
    tellers = [storyteller.id for storyteller in storytellers_of(edit.session, story_id)]
    if storyteller_id is None and len(tellers) == 1:
        storyteller_id = tellers[0]
    if storyteller_id is not None and not _takes_part(edit.session, story_id, storyteller_id):
        raise BadInput("This storyteller is not in this story.")
    if about not in set(ConsentAbout):
        _check_own(edit, str(about))
    if answer not in ANSWERS:
        raise BadInput("An answer is yes, no or later.")
    if moment_id is not None and edit.get(Moment, moment_id).story_id != story_id:
        raise BadInput("This moment is in another story.")
    if sheet_id is not None:
        edit.get(ConsentSheet, sheet_id)
    expires_on, review_on = (_day(text) for text in (expires_on, review_on))
    if answer == AnswerKind.YES and expires_on and expires_on < date.today().isoformat():
        raise BadInput(
            f"A yes until {expires_on} is over already.", "It was not noted.", "Choose a day that is to come."
        )
    check_paper(edit.project, paper)
    return edit.add(
        Consent(
            id=fresh_number(edit.session, Consent),
            story_id=story_id,
            about=str(about),
            answer=answer,
            who=who.strip(),
            how=how.strip(),
            moment_id=moment_id,
            storyteller_id=storyteller_id,
            said_at=now(),
            noted_by=noted_by.strip(),
            sheet_id=sheet_id,
            paper=paper,
            expires_on=expires_on,
            review_on=review_on,
        )
    )


def _takes_part(session: Session, story_id: int, person_id: int) -> bool:
    """Whether somebody takes part in a story, as whatever it be: an interpreter agrees for themselves."""
    there = select(Participant.id).where(Participant.story_id == story_id, Participant.storyteller_id == person_id)
    return session.scalar(there.limit(1)) is not None


def _check_own(edit: Edit, about: str) -> None:
    number = own_number(about)
    if number is None or edit.session.get(ListEntry, number) is None:
        raise BadInput("This is none of the questions that storytellers are asked.", "It was not noted.")


def _day(text: str) -> str:
    """A day as it is kept, `2027-05-12`, or empty; raises `BadInput` for what is none."""
    text = text.strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise BadInput(f"“{text}” is not a day.", "It was not noted.", "Write it as 2027-05-12.") from error


def consent_of(session: Session, story_id: int) -> dict[str, Consent]:
    """What counts of what was said about a story, by item; one that nobody has asked about yet is not in it."""
    return _counting(consents(session, story_id))


def _counting(said: Iterable[Consent]) -> dict[str, Consent]:
    known = set(ConsentAbout)
    return {
        ConsentAbout(about) if about in known else about: one
        for about, one in last_words(said).items()
        if about in known or own_number(about) is not None
    }


def consents(session: Session, story_id: int) -> list[Consent]:
    """Everything that was said about a story, oldest first."""
    return list(session.scalars(select(Consent).where(Consent.story_id == story_id).order_by(Consent.id)))


def counting_for(said: Iterable[Consent], storyteller_id: int | None) -> dict[str, Consent]:
    """What counts for one storyteller of everything that was `said` about a story.

    Where it was not noted whose answer it is, a no counts for everybody and a yes for nobody, unless the story has no
    storyteller at all.
    """
    return _counting(said_for(said, storyteller_id))


def consent_by(session: Session, story_id: int, storyteller_id: int | None) -> dict[str, Consent]:
    """What counts of what one storyteller said about a story."""
    return counting_for(consents(session, story_id), storyteller_id)


def refused_before(session: Session, story_id: int) -> list[tuple[str, Consent, str]]:
    """Each no of somebody who is no longer named in the story, with their alias: taking a name away answers nothing."""
    named = asked_in(session, story_id)
    said = select(Consent).where(Consent.story_id == story_id, Consent.storyteller_id.is_not(None)).order_by(Consent.id)
    by_whom: dict[int | None, list[Consent]] = {}
    for row in session.scalars(said):
        if row.storyteller_id not in named:
            by_whom.setdefault(row.storyteller_id, []).append(row)
    return [
        (about, one, teller.alias if (teller := session.get(Person, who)) else "")
        for who, rows in by_whom.items()
        for about, one in _counting(rows).items()
        if one.answer == AnswerKind.NO
    ]


def declined_all(said: Mapping[str, Consent]) -> bool:
    """Whether it is a no to the whole story."""
    return any(about in WHOLE_STORY and one.answer == AnswerKind.NO for about, one in said.items())


def wants_another_voice(session: Session, story_id: int) -> set[int | None]:
    """Whose last word (ids) is that their voice is altered before it is shared; None where nobody noted whose it is."""
    last: dict[int | None, str] = {}
    for one in consents(session, story_id):
        if one.about == ConsentAbout.ALTERED and one.answer in (AnswerKind.YES, AnswerKind.NO):
            last[one.storyteller_id] = one.answer
    return {who for who, answer in last.items() if answer == AnswerKind.YES}


def may_be_transcribed(session: Session, story_id: int) -> bool:
    """Whether nobody was asked about this story at all (it was brought in), or it was a yes to being transcribed."""
    said = consent_of(session, story_id)
    written = said.get(ConsentAbout.TRANSCRIBED)
    return not any(about in said for about in ASKED_BEFORE) or (
        written is not None and written.answer == AnswerKind.YES
    )


def not_to_transcribe(session: Session) -> set[int]:
    """The stories that nobody said yes to transcribing, though something was asked."""
    said = dict[int, str]()
    for story_id, about, answer in session.execute(
        select(Consent.story_id, Consent.about, Consent.answer).order_by(Consent.id)
    ):
        if about in ASKED_BEFORE:
            said[story_id] = answer if about == ConsentAbout.TRANSCRIBED else said.get(story_id, "")
    return {story_id for story_id, answer in said.items() if answer != AnswerKind.YES}
