"""What a storyteller is given to say yes, change or no to: their own excerpts, and what they need beside each.

“Only their own, never a refused one, never somebody else's.”
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import shareable
from coproclip.excerpts.beside.read_beside import unreadable
from coproclip.excerpts.checks import Case
from coproclip.excerpts.coverage import title_of
from coproclip.excerpts.playlists import places_of
from coproclip.excerpts.rules.answers import Approval
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import SAID_NO, Reason
from coproclip.excerpts.rules.sharing import Refusal, Sharing
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt, Participant, Speaker, Story


def own_excerpts(session: Session, storyteller_id: int) -> list[int]:
    """The excerpts (ids) in which a storyteller is heard, outside the bin, story by story."""
    with_them = select(Participant.story_id).where(Participant.storyteller_id == storyteller_id)
    named = select(Speaker.story_id).where(Speaker.storyteller_id == storyteller_id)
    there = select(Excerpt).join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None))
    there = there.where(Excerpt.story_id.in_(with_them) | Excerpt.story_id.in_(named))
    reader, starts = Case(session).reader, dict[int, tuple[int, int]]()
    for one in session.scalars(there):
        spans = reader.spans(one)
        if spans and storyteller_id in reader.tellers_in(one):
            starts[one.id] = (one.story_id, spans[0].start_ms)
    return sorted(starts, key=lambda one: (starts[one], one))


def for_review(project: Project, storyteller_id: int) -> Sharing:
    """What a storyteller may be given to answer to, with its context, and why the rest of theirs may not."""
    with project.read() as session:
        asked, refused = to_ask_about(session, storyteller_id)
    sharing = shareable(project, asked, Use.REVIEW, review_of=storyteller_id)
    return Sharing(sharing.granted, (*refused, *sharing.refused))


def to_ask_about(session: Session, storyteller_id: int) -> tuple[list[int], list[Refusal]]:
    """The excerpts (ids) of a storyteller about which they may be asked, and those of which it is sure they may not."""
    case, review = Case(session), Case(session, Use.REVIEW, review_of=storyteller_id)
    asked, refused = list[int](), list[Refusal]()
    for excerpt_id in own_excerpts(session, storyteller_id):
        excerpt = session.get_one(Excerpt, excerpt_id)
        title = title_of(excerpt, case.reader.quote(excerpt))
        if case.is_refused(excerpt_id):
            refused.append(Refusal(excerpt_id, title, Approval.NO, (SAID_NO,)))
        elif reasons := _unreadable_playlists(review, excerpt):
            refused.append(Refusal(excerpt_id, title, Approval.WITHHELD, reasons))
        else:
            asked.append(excerpt_id)
    return asked, refused


def _unreadable_playlists(case: Case, excerpt: Excerpt) -> tuple[Reason, ...]:
    """Why playlists that it is in cannot be named to the storyteller: a yes would cover what they were not shown."""
    beside = [case.playlist(one.id).beside(excerpt.id) for one, _ in places_of(case.session, excerpt.id)]
    return tuple(dict.fromkeys(why for texts in beside for text in texts for why in unreadable(case, text, excerpt)))
