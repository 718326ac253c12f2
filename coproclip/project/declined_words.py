"""Words of a story whose storyteller said no to it stay theirs, also once they were corrected out of the transcript.

As with an excerpt that was refused, salted fingerprints of its words outlast the words themselves: of all that stood in
it when the no was noted, and of whatever stood in it since. Kept with the same transaction that notes the no or changes
the words, and like the no itself not taken back by Undo or by going back to a backup.

A correction may mean that it was never said so. Nobody can tell that from words that somebody wanted gone, and only one
of the two errors does harm: a title that must be called something else costs a minute, a no that is passed over cannot
be made good. So what was corrected stays withheld, and no button frees it; only a new answer of theirs does.
"""

from collections.abc import Collection
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.columns import LARGEST_ID, highest_id, read_refusal, refusal_text
from coproclip.project.comparing.word_prints import more_prints
from coproclip.project.declined_voices import declined_stories, keep_declined_voices, stories_of_a_no, who_declined
from coproclip.project.kinds import IN_WORDS, MomentKind, SpeakerRole
from coproclip.project.schema import Moment, Segment, Speaker

_UNNAMED = ("", SpeakerRole.STORYTELLER, SpeakerRole.UNKNOWN)


def keep_declined(session: Session, changed: dict[str, set[int]]) -> bool:
    """Note of who said no to the stories of these rows (ids by table) where they are heard, and fingerprints of what
    they say there; whether any of it was new.
    """
    stories = stories_of_a_no(session, changed)
    return any([_keep_of(session, story_id, changed.get("consent", ())) for story_id in stories])


def keep_all_declined(session: Session) -> bool:
    """The same of every story: for noes from before it was kept where they are heard, or kept for fewer uses."""
    return any([_keep_of(session, story_id, ()) for story_id in sorted(declined_stories(session))])


def _keep_of(session: Session, story_id: int, said: Collection[int]) -> bool:
    voices = keep_declined_voices(session, story_id, said)
    return _keep(session, story_id) or voices


def declined_prints(session: Session, story_id: int, teller: int | None) -> tuple[str, ...]:
    """The fingerprints of what this storyteller, or one whom nobody named, ever said in a story of their no."""
    return tuple(prints for _, whose, prints in _kept(session, story_id) if whose in (teller, None) and prints)


def _keep(session: Session, story_id: int) -> bool:
    lines = select(Segment.text, Speaker.storyteller_id, Speaker.role)
    lines = lines.outerjoin(Speaker, Speaker.id == Segment.speaker_id).where(Segment.story_id == story_id)
    said = session.execute(lines.order_by(Segment.start_ms, Segment.id)).all()
    known = {whose: moment for moment, whose, _ in reversed(_kept(session, story_id))}
    noted = False
    for teller in who_declined(session, story_id, IN_WORDS):
        moment = known.get(teller)
        before = read_refusal(moment.text)[2] if moment is not None else ""
        prints = more_prints(before, _parts(said, teller))
        if prints == before:
            continue
        number = session.connection().exec_driver_sql(highest_id("answer")).scalar() or 0
        if moment is None:
            # It stands for the words alone, and at no time: where they were heard `declined_voices` keeps.
            kind = MomentKind.DECLINED.value
            moment = Moment(story_id=story_id, kind=kind, start_ms=0, end_ms=0, text="")
            session.add(moment)
        moment.text = refusal_text(number, teller, prints)
        noted = True
    session.flush()
    return noted


def _parts(said: Any, teller: int | None) -> list[str]:
    """What they said, or may have said, in one go each."""

    def _may_be_theirs(line: Any) -> bool:
        if line.storyteller_id is None:
            return (line.role or "") in _UNNAMED
        # What is said through an interpreter may be any storyteller's.
        return teller in (None, line.storyteller_id) or line.role == SpeakerRole.INTERPRETER

    return [" ".join(line.text for line in some) for theirs, some in groupby(said, _may_be_theirs) if theirs]


def _kept(session: Session, story_id: int) -> list[tuple[Moment, int | None, str]]:
    query = select(Moment).where(
        Moment.story_id == story_id, Moment.kind == MomentKind.DECLINED.value, Moment.end_ms == 0
    )
    found = []
    for moment in session.scalars(query.order_by(Moment.id)):
        number, whose, prints = read_refusal(moment.text)
        if number < LARGEST_ID:
            found.append((moment, whose, prints))
    return found
