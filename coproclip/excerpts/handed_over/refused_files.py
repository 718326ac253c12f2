"""What went out and was refused since: by somebody’s no to an excerpt, or because they took back what it went under.

And what nobody says yes to any more, though nobody said no: it went out under a yes until a day that is past, or it is
to be asked again later.
"""

from collections.abc import Sequence
from enum import Enum, auto
from functools import cache, cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.checks import Case
from coproclip.excerpts.handed_over.handovers import CONSENTS
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import SAID_NO
from coproclip.excerpts.team.team_stories import own_for_team
from coproclip.people.consent import counting_for, is_yes
from coproclip.project.kinds import AnswerKind
from coproclip.project.schema import Consent, Excerpt, Handover, HandoverFile
from coproclip.project.team_answers import against_team


class Since(Enum):
    """What became of the yes that something went out under; the first outweighs the others."""

    REFUSED = auto()
    RUN_OUT = auto()


class Refusals:
    """Says of what went out whether somebody said no to it since, or no yes to it holds any more; each excerpt and
    story is looked at once.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._case = cache(lambda use: Case(session, use))
        self._of_excerpt = cache(self._excerpt_refused)
        self._against_team = cache(lambda story: against_team(session, story, self._own))
        self._became = cache(self._of_consent)
        self._counting = cache(lambda story, who: counting_for(self._of_story[story], who))

    def among(self, rows: Sequence[HandoverFile], use: str) -> dict[int, Since]:
        """The numbers of those rows of an export that may not be out any more, each with why."""
        found = {row.id: why for row in rows if (why := self._since(row, use))}
        # A page has several excerpts of a story in it: it may not stay if one of them may not.
        by_story: dict[int | None, list[Since]] = {}
        for row in rows:
            if row.excerpt_id and row.id in found:
                by_story.setdefault(row.story_id, []).append(found[row.id])
        for row in rows:
            if not row.excerpt_id and (why := _first([*by_story.get(row.story_id, ()), found.get(row.id)])):
                found[row.id] = why
        return found

    def _since(self, row: HandoverFile, use: str) -> Since | None:
        purpose = Use(use) if use in set(Use) else Use.SHARING
        if row.excerpt_id and row.story_id is not None:
            self._case(purpose).reader.prepare(row.story_id)
        if row.excerpt_id and self._of_excerpt(row.excerpt_id, purpose):
            return Since.REFUSED
        found = [self._became(number) for number in row.under.get(CONSENTS, ())]
        if purpose is Use.REPORTER and row.story_id is not None and (kept := self._against_team(row.story_id)):
            found.append(Since.REFUSED if kept.declined else Since.RUN_OUT)
        return _first(found)

    def _excerpt_refused(self, excerpt_id: int, use: Use) -> bool:
        case = self._case(use)
        return case.is_refused(excerpt_id) if excerpt_id in self._there else SAID_NO in case.reasons_of_gone(excerpt_id)

    @cached_property
    def _there(self) -> frozenset[int]:
        return frozenset(self._session.scalars(select(Excerpt.id)))

    @cached_property
    def _consents(self) -> dict[int, Consent]:
        # All at once, as a ledger may refer to each: asked for one by one, thousands of files would be minutes.
        return {row.id: row for row in self._session.scalars(select(Consent).order_by(Consent.id))}

    @cached_property
    def _of_story(self) -> dict[int, list[Consent]]:
        found: dict[int, list[Consent]] = {}
        for row in self._consents.values():
            found.setdefault(row.story_id, []).append(row)
        return found

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return tuple(own_for_team(self._session))

    def _of_consent(self, number: int) -> Since | None:
        """What became of a yes that something went out under: another answer came, or its day is past."""
        said = self._consents.get(number)
        if said is None:
            return None
        counting = self._counting(said.story_id, said.storyteller_id)
        counts = next((one for about, one in counting.items() if about == said.about), None)
        if is_yes(counts):
            return None
        return Since.REFUSED if counts is None or counts.answer == AnswerKind.NO else Since.RUN_OUT


def _first(found: Sequence[Since | None]) -> Since | None:
    return next((why for why in Since if why in found), None)


def refused_bytes(session: Session) -> set[str]:
    """The bytes (SHA-256) that went out and that somebody said no to since, or says yes to no more, also where they
    were taken back.

    Of what went out several times, only if all of it was refused.
    """
    uses = {number: use for number, use in session.execute(select(Handover.id, Handover.use))}
    together: dict[int, list[HandoverFile]] = {}
    for row in session.scalars(select(HandoverFile).where(HandoverFile.sha256 != "").order_by(HandoverFile.id)):
        together.setdefault(row.handover_id, []).append(row)
    found, kept, refusals = set[str](), set[str](), Refusals(session)
    for number, rows in together.items():
        numbers = refusals.among(rows, uses.get(number, ""))
        # A page stands in a row for each story in it: one that was refused is enough.
        refused = {row.sha256 for row in rows if row.id in numbers}
        found |= refused
        kept |= {row.sha256 for row in rows} - refused
    return found - kept
