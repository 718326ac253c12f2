"""What the ledger knows of a file by its bytes (SHA-256): that this program made it, and whether it may still be out.

“Whatever was ever written is known again”, whoever made it: nobody who lets something out can forget to say so here, as
nothing is put anywhere that is not noted.
"""

from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.checks import Case
from coproclip.excerpts.policy import Use
from coproclip.excerpts.reasons import ReasonKind
from coproclip.excerpts.refused_files import refused_bytes
from coproclip.excerpts.texts import excerpts_beside, names_against
from coproclip.project.project import SUFFIX, Project
from coproclip.project.schema import Excerpt, Handover, HandoverFile

_DECIDED = frozenset({ReasonKind.HIDDEN, ReasonKind.NAMES_SOMEBODY})
_FOR_THE_TEAM = frozenset({ReasonKind.HIDDEN})
"""The team knows people by what they go by."""


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


def with_names_since(session: Session) -> frozenset[int]:
    """The entries of the ledger (ids) in which people wrote a name that was taken out since."""
    written = session.execute(select(Handover.id, Handover.use, Handover.texts).where(Handover.texts != "")).all()
    lines = {number: text.split("\n") for number, _, text in written}
    names, found = NamesSince(session), set[int]()
    maybe = names.may_be_in(line for some in lines.values() for line in some)
    for number, kind, _ in written:
        texts = [one for one in lines[number] if one in maybe]
        use = Use(kind) if kind in set(Use) else Use.SHARING
        inside = select(HandoverFile.excerpt_id).where(HandoverFile.handover_id == number).distinct()
        beside = [one for one in session.scalars(inside) if one] if texts else []
        if any(names.are_in(text, use, beside) for text in texts):
            found.add(number)
    return frozenset(found)


class NotedBytes:
    """`all` that was ever noted of a project, read once; `names` are what files were called where they were put, and
    `endings` what they ended in.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._handovers: dict[str, set[int]] = {}
        self._copies: list[tuple[str, str]] = []
        names = set[str]()
        with project.read() as session:
            made = {number: at for number, at in session.execute(select(Handover.id, Handover.made_at))}
            wanted = select(HandoverFile.sha256, HandoverFile.name, HandoverFile.handover_id).distinct()
            for digest, name, number in session.execute(wanted):
                names.add(name)
                if digest:
                    self._handovers.setdefault(digest, set()).add(number)
                if name.endswith(SUFFIX):
                    self._copies.append((made.get(number, ""), digest))
        self._copies.sort()
        self.all = frozenset(self._handovers)
        self.names = frozenset(names - {""})
        self.endings = frozenset(PurePosixPath(name).suffix.lower() for name in self.names)

    def is_refused_copy(self, made_at: str) -> bool:
        """Whether somebody said no since to something in the copy of the project that was made then (ISO)."""
        # It is noted in the moment after; by its bytes it is not known, as somebody works in it.
        when = next((at for at, _ in self._copies if at >= made_at), "")
        noted = {digest for at, digest in self._copies if at == when}
        return bool(noted) and noted <= self.refused

    @cached_property
    def refused(self) -> frozenset[str]:
        """What somebody said no to since."""
        with self._project.read() as session:
            return frozenset(refused_bytes(session))

    @cached_property
    def named(self) -> frozenset[str]:
        """That in which people wrote a name that was taken out since, each time that it went out."""
        with self._project.read() as session:
            old = with_names_since(session)
        return frozenset(digest for digest, numbers in self._handovers.items() if numbers <= old)
