"""What went out and has something in it that was taken out since: a name, or a bit of what was said."""

from collections.abc import Collection, Iterable
from hashlib import sha256
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.beside.texts import excerpts_beside, names_against
from coproclip.excerpts.checks import Case
from coproclip.excerpts.handed_over.withheld_stretches import WithheldStretches, is_noted
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.reasons import ReasonKind
from coproclip.project.schema import Excerpt, Handover, HandoverFile

LINES = "lines"
"""Key of `HandoverFile.under`: which lines of the entry's texts are read beside the excerpt of a file, by number. All
others are in every file of the entry.
"""
_DIGITS = 13
_DECIDED = frozenset({ReasonKind.HIDDEN, ReasonKind.NAMES_SOMEBODY})
_FOR_THE_TEAM = frozenset({ReasonKind.HIDDEN})
"""The team knows people by what they go by."""


def number_of_line(line: str) -> int:
    """The number by which it is noted that a line is in a file."""
    return int(sha256(line.encode()).hexdigest()[:_DIGITS], 16)


class NamesSince:
    """Says whether a name is in words that may not be said there now; what belongs to a use is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cases: dict[Use, Case] = {}
        self._known: dict[tuple[Use, str, frozenset[int]], bool] = {}
        self._beside: dict[frozenset[int], list[Excerpt]] = {}

    def may_be_in(self, texts: Iterable[str]) -> set[str]:
        """Those of these texts that are worth asking about: most say no name at all."""
        return Case(self._session).names_beside.may_name(set(texts))

    def are_in(self, text: str, use: Use, beside: Collection[int]) -> bool:
        """Whether somebody decided that a name in it is taken out, or that somebody in it is not named."""
        ids = frozenset(beside)
        key = (use, text, ids)
        if key not in self._known:
            counts = _FOR_THE_TEAM if use is Use.REPORTER else _DECIDED
            # What it is given in writing has no more names in it than what anybody else is.
            asked = Use.SHARING if use is Use.REPORTER else use
            case = self._cases.setdefault(asked, Case(self._session, asked))
            if ids not in self._beside:
                self._beside[ids] = excerpts_beside(self._session, sorted(ids))
            found = names_against(case, "It", text, self._beside[ids])
            self._known[key] = any(reason.code in counts for reason in found)
        return self._known[key]


class TakenOutSince:
    """Of all that is in the ledger: the `entries` (ids) in which people wrote a name that was taken out since, and the
    `files` (ids) of those and of others that have any such thing in their words, their sound or their name.
    """

    def __init__(self, session: Session) -> None:
        names, known = NamesSince(session), {one.id: one for one in session.scalars(select(Handover))}
        rows = session.scalars(select(HandoverFile).order_by(HandoverFile.id)).all()
        beside: dict[int, set[int]] = {}
        for row in rows:
            beside.setdefault(row.handover_id, set()).update({row.excerpt_id} - {0})
        lines = {number: one.texts.split("\n") for number, one in known.items() if one.texts}
        called = {row.id: PurePosixPath(row.name).stem for row in rows if row.excerpt_id}
        maybe = names.may_be_in([*called.values(), *(line for some in lines.values() for line in some)])

        def _is_in(number: int, text: str, excerpts: Collection[int]) -> bool:
            kind = known[number].use
            return text in maybe and names.are_in(text, Use(kind) if kind in set(Use) else Use.SHARING, excerpts)

        # What is read beside single excerpts is in their files, and in no other.
        own: dict[int, dict[int, set[int]]] = {}
        for row in rows:
            for number in row.under.get(LINES, ()):
                own.setdefault(row.handover_id, {}).setdefault(number, set()).add(row.excerpt_id)
        self.entries, with_lines = frozenset[int](), set[tuple[int, int]]()
        for number, some in lines.items():
            for one in some:
                excerpts = own.get(number, {}).get(number_of_line(one), set())
                if not _is_in(number, one, excerpts or beside.get(number, ())):
                    continue
                with_lines |= {(number, excerpt) for excerpt in excerpts}
                self.entries |= set() if excerpts else {number}
        kept_out, found = {team: WithheldStretches(session, team=team) for team in (False, True)}, set[int]()
        with_it = set[tuple[int, int | None]]()
        for row in rows:
            # What is for the team and has no excerpt in it has the whole story, unless people wrote all of it.
            entry = known[row.handover_id]
            is_whole = entry.use == Use.REPORTER and not beside[entry.id] and not entry.texts
            if not (row.excerpt_id or is_noted(row) or is_whole):
                continue
            if (
                (LINES in row.under and (entry.id, row.excerpt_id) in with_lines)
                or kept_out[entry.use == Use.REPORTER].is_more(row, entry)
                or (row.id in called and _is_in(entry.id, called[row.id], [row.excerpt_id]))
            ):
                found.add(row.id)
                with_it.add((entry.id, row.story_id))
        # A page has several excerpts of a story in it.
        self.files = frozenset(
            row.id
            for row in rows
            if row.id in found
            or row.handover_id in self.entries
            or not (row.excerpt_id or is_noted(row) or (row.handover_id, row.story_id) not in with_it)
        )
