"""A copy that stories stayed out of lets nothing out: it does not know which names and words they hold back.

They cannot travel either: of fingerprints that lie there with what they are needed for, whoever has the copy could find
the words again, one after another.
"""

from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.rules.policy import POLICY, Condition, Use
from coproclip.excerpts.rules.reasons import Reason, ReasonKind
from coproclip.project.merging.staying_here import stayed_at_home

_HAPPENED = "This copy was made without some stories, and nobody can tell here which names and words they hold back."
_STEP = "Bring the copy back, and export it from the project that it was made from."


def reasons_away(session: Session) -> list[Reason]:
    """Why nothing leaves from here; empty in a project, and in a copy that has all of its stories."""
    return [Reason(ReasonKind.AWAY, _HAPPENED, _STEP)] if stayed_at_home(session) else []


def refuse_away(session: Session, use: Use) -> None:
    """Raise `NotShareable` where nothing is made for `use` here: what the team and the room have is made everywhere."""
    if Condition.OTHERS_WORDS in POLICY[use].conditions and stayed_at_home(session):
        raise NotShareable(_HAPPENED, "Nothing was made.", _STEP)
