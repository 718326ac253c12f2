"""What went out and was refused since: by somebody’s no to an excerpt, or because they took back what it went under."""

from collections.abc import Sequence
from functools import cache, cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.checks import Case
from coproclip.excerpts.handovers import CONSENTS
from coproclip.excerpts.policy import Use
from coproclip.excerpts.reasons import SAID_NO
from coproclip.people.consent import counting_for, is_yes
from coproclip.project.merging.staying_here import is_refused
from coproclip.project.schema import Consent, Excerpt, Handover, HandoverFile


class Refusals:
    """Says of what went out whether somebody said no to it since; each excerpt and story is looked at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._case = cache(lambda use: Case(session, use))
        self._of_excerpt = cache(self._excerpt_refused)
        self._kept_from_team = cache(lambda story: is_refused(session, story))
        self._taken_back = cache(self._consent_taken_back)
        self._counting = cache(lambda story, who: counting_for(self._of_story[story], who))

    def among(self, rows: Sequence[HandoverFile], use: str) -> set[int]:
        """The numbers of those rows of an export that were refused."""
        refused = {row.id for row in rows if self._is_refused(row, use)}
        # A page has several excerpts of a story in it: it may not stay if one of them may not.
        with_no = {row.story_id for row in rows if row.excerpt_id and row.id in refused}
        return refused | {row.id for row in rows if not row.excerpt_id and row.story_id in with_no}

    def _is_refused(self, row: HandoverFile, use: str) -> bool:
        purpose = Use(use) if use in set(Use) else Use.SHARING
        return (
            bool(row.excerpt_id and self._of_excerpt(row.excerpt_id, purpose))
            or any(self._taken_back(number) for number in row.under.get(CONSENTS, ()))
            or (purpose is Use.REPORTER and row.story_id is not None and self._kept_from_team(row.story_id))
        )

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

    def _consent_taken_back(self, number: int) -> bool:
        """Whether a yes that something went out under is none any more: another answer came, or its day is past."""
        said = self._consents.get(number)
        if said is None:
            return False
        counting = self._counting(said.story_id, said.storyteller_id)
        return not any(about == said.about and is_yes(one) for about, one in counting.items())


def refused_bytes(session: Session) -> set[str]:
    """The bytes (SHA-256) that went out and that somebody said no to since, also where they were taken back.

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
