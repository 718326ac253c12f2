"""Where somebody was heard who said no stays theirs, whatever the voice is called afterwards: no to the whole story, or
to a use of it (being heard in clips, a public page, a question of the project's own).

“Naming another voice is no new answer”, not even by Undo or by going back to a backup. Kept with the same transaction
that notes the no, or that gives a voice to somebody whose no stands.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.columns import highest_id, read_refusal, refusal_text
from coproclip.project.kinds import STOPS_A_USE, AnswerKind, ConsentAbout, MomentKind
from coproclip.project.schema import Consent, Moment, Segment, Speaker
from coproclip.timecode import TimeRange


def stories_of_a_no(session: Session, changed: Mapping[str, Collection[int]]) -> list[int]:
    """The stories (ids) of these rows (ids by table) of which somebody ever said no to anything."""
    declined = declined_stories(session)
    if not declined:
        return []
    stories = set[int]()
    for kind, table in (("consent", Consent), ("segment", Segment), ("speaker", Speaker)):
        ids = sorted(changed.get(kind, ()))
        for start in range(0, len(ids), 500):
            stories |= set(session.scalars(select(table.story_id).where(table.id.in_(ids[start : start + 500]))))
    return sorted(stories & declined)


def declined_stories(session: Session) -> set[int]:
    """The stories (ids) of which somebody ever said no to anything."""
    said = session.execute(select(Consent.story_id, Consent.about, Consent.answer).distinct())
    return {story_id for story_id, about, answer in said if holds_back(about, answer)}


def keep_declined_voices(session: Session, story_id: int, said: Collection[int]) -> bool:
    """Note where whoever said no is heard in a story; `said` are answers (ids) that are new; whether any was noted."""
    refused = tellers_who_declined(session, story_id, may_stop)
    # A new no comes after what they said yes to before it.
    new_noes = [one for number in said if (one := session.get(Consent, number)) and holds_back(one.about, one.answer)]
    anew = {one.storyteller_id for one in new_noes}
    lines = select(Segment.start_ms, Segment.end_ms, Speaker.storyteller_id)
    lines = lines.outerjoin(Speaker, Speaker.id == Segment.speaker_id).where(Segment.story_id == story_id)
    spoken = session.execute(lines.order_by(Segment.start_ms, Segment.id)).all()
    known = declined_voices(session, story_id)
    number = session.connection().exec_driver_sql(highest_id("answer")).scalar() or 0
    new = []
    for teller, some in groupby(spoken, lambda line: line.storyteller_id):
        stretch = list(some)
        place = TimeRange(stretch[0].start_ms, max(line.end_ms for line in stretch))
        least = number if teller in anew else 0
        is_known = any(who == teller and there.encloses(place) and at >= least for who, there, at in known)
        if teller in refused and not is_known:
            new.append(
                Moment(
                    story_id=story_id,
                    kind=MomentKind.DECLINED.value,
                    start_ms=place.start_ms,
                    end_ms=place.end_ms,
                    text=refusal_text(number, teller),
                )
            )
    session.add_all(new)
    session.flush()
    return bool(new)


def may_stop(about: str) -> bool:
    """Whether a no to this item is one to any use: to one of `STOPS_A_USE`, to being heard in one's own voice, or to
    whatever the project asked itself.
    """
    return about in (*STOPS_A_USE, ConsentAbout.ALTERED) or about not in set(ConsentAbout)


def tellers_who_declined(session: Session, story_id: int, stops: Callable[[str], bool]) -> set[int]:
    """The storytellers (ids) whose last word on an item that `stops` something is no; to be asked later is no word."""
    return {teller for teller in _who_declined(session, story_id, stops) if teller is not None}


def who_declined(session: Session, story_id: int, about: Collection[str]) -> set[int | None]:
    """The same of any of these items; None stands for a storyteller whom nobody named."""
    return _who_declined(session, story_id, set(about).__contains__)


def _who_declined(session: Session, story_id: int, stops: Callable[[str], bool]) -> set[int | None]:
    last: dict[tuple[int | None, str], str] = {}
    query = select(Consent.storyteller_id, Consent.about, Consent.answer).where(Consent.story_id == story_id)
    for teller, item, answer in session.execute(query.order_by(Consent.id)):
        if answer in (AnswerKind.YES, AnswerKind.NO) and stops(item):
            last[teller, item] = answer
    return {teller for (teller, item), answer in last.items() if holds_back(item, answer)}


def holds_back(about: str, answer: str) -> bool:
    """Whether an answer is a no; to have one's voice altered is one to being heard as one speaks."""
    return answer == (AnswerKind.YES if about == ConsentAbout.ALTERED else AnswerKind.NO)


def declined_voices(session: Session, story_id: int) -> list[tuple[int, TimeRange, int]]:
    """Each stretch where a storyteller (id) was heard who said no, and the number of the newest answer at that time."""
    query = select(Moment).where(Moment.story_id == story_id, Moment.kind == MomentKind.DECLINED.value)
    found = []
    for moment in session.scalars(query):
        number, teller, _ = read_refusal(moment.text)
        if teller is not None:
            found.append((teller, TimeRange(moment.start_ms, max(moment.start_ms, moment.end_ms)), number))
    return found
