"""A few excerpts out of many, so that as many storytellers as possible are heard."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.schema import Excerpt


def few_of(session: Session, excerpt_ids: Sequence[int], most: int) -> list[int]:
    """At most `most` of these, in their own order: those in the spotlight first, then one of each story in turn."""
    wanted = list(dict.fromkeys(excerpt_ids))
    if len(wanted) <= most:
        return wanted
    rows = session.execute(select(Excerpt.id, Excerpt.story_id, Excerpt.spotlight).where(Excerpt.id.in_(wanted)))
    known = {number: (story, bool(spotlight)) for number, story, spotlight in rows}
    waiting = [one for one in wanted if one in known]
    chosen: list[int] = []
    times: Counter[int] = Counter()  # how often each story is among them
    while waiting and len(chosen) < most:
        best = min(waiting, key=lambda one: (not known[one][1], times[known[one][0]]))
        waiting.remove(best)
        chosen.append(best)
        times[known[best][0]] += 1
    return [one for one in wanted if one in chosen]
