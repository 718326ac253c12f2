"""What storytellers answered about an excerpt, and what follows from it: each for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.rules.coverage_parts import Covered, changed_parts, covers_use
from coproclip.excerpts.rules.policy import Use
from coproclip.people.consent import says_something
from coproclip.project.columns import VOICE, kept_not_voices, kept_prints, kept_stretches, kept_tellers
from coproclip.project.kinds import AnswerKind
from coproclip.project.schema import Answer
from coproclip.timecode import TimeRange


class Approval(StrEnum):
    """What the storytellers have said about an excerpt as it is now.

    `WITHHELD`: all of them said yes, but something else stands against sharing it.
    """

    DRAFT = "draft"
    WAITING = "waiting for a yes"
    YES = "yes"
    WITHHELD = "held back"
    NO = "no"
    AGAIN = "needs a new yes"


MATTERS_MOST = (
    *(Approval.AGAIN, Approval.WAITING, Approval.DRAFT),
    *(Approval.WITHHELD, Approval.YES, Approval.NO),
)
"""What matters most to a person who looks at a whole story, first: what is still open."""


@dataclass(frozen=True, slots=True)
class TellerAnswer:
    """Where one storyteller (id; None while nobody is named) stands.

    `changed` are the keys of `PARTS` that their yes does not cover, empty where it was noted before there were parts;
    of a question without an answer, “voices” where theirs has another name now. `covered` is what a yes covers.
    """

    storyteller_id: int | None
    approval: Approval
    changed: tuple[str, ...] = ()
    covered: Covered = field(default_factory=dict)


def answers(session: Session, excerpt_id: int) -> list[Answer]:
    """Everything that was asked and answered about an excerpt, oldest first."""
    return list(session.scalars(select(Answer).where(Answer.excerpt_id == excerpt_id).order_by(Answer.id)))


def last_answer(session: Session, excerpt_id: int) -> Answer | None:
    """What was noted last about an excerpt, whoever said it."""
    return session.scalar(select(Answer).where(Answer.excerpt_id == excerpt_id).order_by(Answer.id.desc()).limit(1))


def refusals(history: Sequence[Answer]) -> dict[int | None, int]:
    """Who said no in `history` (oldest first) and not yes since, each with the number of that no.

    “Nobody turns another's no.” One of which nobody noted whose it is, is that of everybody who was heard then; None
    where that is not known either.
    """
    found: dict[int | None, int] = {}
    for one in history:
        if one.answer == AnswerKind.NO:
            tellers_then: list[int | None] = [*kept_tellers(one.covered)] if one.storyteller_id is None else []
            found |= dict.fromkeys(tellers_then or [one.storyteller_id], one.id)
        elif one.answer == AnswerKind.YES:
            found.pop(one.storyteller_id, None)
    return found


@dataclass(frozen=True, slots=True)
class OpenRefusal:
    """A stretch that was refused as (a part of) an excerpt, by whom, and the number of that no; not agreed to since."""

    teller: int | None
    number: int
    stretch: TimeRange
    prints: str


def open_refusals(history: Sequence[Answer], spans: Sequence[TimeRange]) -> list[OpenRefusal]:
    """What of all that an excerpt ever was somebody refused, and did not agree to as the same excerpt since.

    Of an answer from before stretches were kept with it, the excerpt's `spans`, if it is the last word.
    """
    last_words = set(refusals(history).items())
    found = []
    for place, said in enumerate(history):
        for teller, number in refusals([said]).items():
            stretches = kept_stretches(said.covered) or (spans if (teller, number) in last_words else ())
            agreed = [
                span
                for later in history[place + 1 :]
                if later.answer == AnswerKind.YES and later.storyteller_id == teller
                for span in kept_stretches(later.covered) or spans
            ]
            prints = kept_prints(said.covered)
            found += [
                OpenRefusal(teller, number, stretch, prints)
                for stretch in stretches
                if not any(span.encloses(stretch) for span in agreed)
            ]
    return found


def is_explicit(answer: Answer) -> bool:
    """Whether it says who gave it, how and when: a yes without is none."""
    return all(map(says_something, (answer.who, answer.how, answer.answered_at)))


def still_waited_for(history: Sequence[Answer], tellers: Sequence[int | None], spans: Sequence[TimeRange]) -> list[int]:
    """Who was asked about what is in these `spans`, has not answered, and is not among `tellers`, who are heard now.

    Another name for their voice is no answer; that it is not their voice is said with a yes of whoever is heard.
    """
    last = {one.storyteller_id: one for one in history}
    yes = [one for teller in tellers if (one := last.get(teller)) and one.answer == AnswerKind.YES]
    found = []
    for teller, asked in last.items():
        if teller is None or teller in tellers or asked.answer != AnswerKind.ASKED:
            continue
        there = kept_stretches(asked.covered, VOICE) or (() if VOICE in asked.covered else spans)
        settled = len(yes) == len(tellers) and all(one.id > asked.id for one in yes)
        not_theirs = settled and any(teller in kept_not_voices(one.covered) for one in yes)
        if any(span.overlaps(one) for span in spans for one in there) and not not_theirs:
            found.append(teller)
    return found


def where_they_stand(
    history: Sequence[Answer],
    tellers: Sequence[int | None],
    now: Covered,
    playlist: str = "",
    use: Use = Use.SHARING,
    spans: Sequence[TimeRange] = (),
) -> list[TellerAnswer]:
    """What each of `tellers` has said in `history` (oldest first) about what is `now`, for `use`, beside this playlist.

    An answer of which nobody noted whose it is counts while nobody is named; a no counts for all. Whoever said no is
    among them even when the words are somebody else's meanwhile: naming another voice is no new answer. So is whoever
    was asked about what is in its `spans`, and has not answered.
    """
    others = [teller for teller in refusals(history) if teller not in (*tellers, None)]
    stands = [_stands(teller, history, len(tellers) == 1, now, playlist, use) for teller in tellers]
    stands += [TellerAnswer(teller, Approval.NO) for teller in others]
    waited_for = [teller for teller in still_waited_for(history, tellers, spans) if teller not in others]
    return stands + [TellerAnswer(teller, Approval.WAITING, ("voices",)) for teller in waited_for]


def _stands(
    teller: int | None, history: Sequence[Answer], alone: bool, now: Covered, playlist: str, use: Use
) -> TellerAnswer:
    # Nobody knows whether who said yes before anybody was named is the one who is named now.
    mine = [
        answer
        for answer in history
        if answer.storyteller_id == teller or (answer.storyteller_id is None and answer.answer == AnswerKind.NO)
    ]
    if not mine:
        # Somebody else's yes: the words were theirs when they gave it.
        other = alone and any(answer.answer == AnswerKind.YES for answer in history)
        return TellerAnswer(teller, Approval.AGAIN if other else Approval.DRAFT, ("words",) if other else ())
    said = [one for one in mine if one.answer in (AnswerKind.YES, AnswerKind.NO)]
    if said and said[-1].answer == AnswerKind.NO:
        return TellerAnswer(teller, Approval.NO)  # to be asked again is no answer
    last = mine[-1]
    if last.answer != AnswerKind.YES or not is_explicit(last):
        return TellerAnswer(teller, Approval.WAITING)
    changed = changed_parts(last.covered, now)
    places = last.covered.get("playlists")
    if playlist and last.covered and not (isinstance(places, list) and playlist in places):
        changed.append("playlist")
    if last.covered and not covers_use(last.covered, use):
        changed.append("uses")
    good = bool(last.covered) and not changed
    return TellerAnswer(teller, Approval.YES if good else Approval.AGAIN, tuple(changed), last.covered)


def together(each: Sequence[TellerAnswer]) -> Approval:
    """What all of them have said together: a yes only if everybody did."""
    said = {one.approval for one in each}
    if Approval.NO in said:
        return Approval.NO
    if len(said) == 1:
        return said.pop()
    return Approval.AGAIN if Approval.AGAIN in said else Approval.WAITING
