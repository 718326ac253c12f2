"""Whether the team may have a whole story, by what everybody of it was asked: the one place that says so.

A copy for a colleague, a transcript, timelines, research files, the table of people and the grid all ask here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.declined_voices import who_declined
from coproclip.project.kinds import NOT_ASKED, WHOLE_STORY, ConsentAbout, Part
from coproclip.project.said_yes import is_yes, last_words, said_for
from coproclip.project.schema import Consent, Participant

NOT_FOR_THE_TEAM = (*WHOLE_STORY, ConsentAbout.REPORTERS)
"""A no to one of these, by anybody whom a story is of, keeps it from the team."""
NEEDS_A_YES = tuple(about for about in NOT_FOR_THE_TEAM if about is not ConsentAbout.SHARED)
"""Where somebody was asked one of these, anything but a yes that holds keeps it from the team.

Whoever wants to be asked about sharing once they have heard it is asked by the team, which has it until then.
"""

_HELPERS = (Part.SUPPORTER, Part.INTERPRETER)


@dataclass(frozen=True, slots=True)
class AgainstTeam:
    """Who keeps a story from the team: whoever said no (ids; None: nobody noted who), and by whom and item each answer
    that is no yes (any more): given until a day that is past, to be asked later, or without who said it and how.
    """

    declined: frozenset[int | None] = frozenset()
    open: tuple[tuple[int | None, Consent], ...] = ()

    @property
    def by(self) -> frozenset[int | None]:
        """Everybody who keeps it."""
        return self.declined | {who for who, _ in self.open}

    def __bool__(self) -> bool:
        return bool(self.declined or self.open)


def against_team(session: Session, story_id: int, own: Collection[str] = ()) -> AgainstTeam:
    """What keeps a story from the team of all that was asked about it; what nobody was asked is not in it.

    `own` are those of the project's own questions (items) that the team needs a yes to.
    """
    rows = list(session.scalars(select(Consent).where(Consent.story_id == story_id).order_by(Consent.id)))
    found = []
    for who in _asked(session, story_id) if rows else ():
        said = last_words(said_for(rows, who))
        found += [(who, said[one]) for one in (*NEEDS_A_YES, *own) if one in said and not is_yes(said[one])]
    return AgainstTeam(frozenset(who_declined(session, story_id, (*NOT_FOR_THE_TEAM, *own))), tuple(found))


def _asked(session: Session, story_id: int) -> list[int | None]:
    """Whoever may be heard in it (ids): its storytellers, None if nobody named any, and who helps them."""
    query = select(Participant.storyteller_id, Participant.part).where(Participant.story_id == story_id)
    people = session.execute(query.order_by(Participant.id)).all()
    tellers = [one.storyteller_id for one in people if one.part not in (*NOT_ASKED, *_HELPERS)]
    return [*(tellers or [None]), *(one.storyteller_id for one in people if one.part in _HELPERS)]
