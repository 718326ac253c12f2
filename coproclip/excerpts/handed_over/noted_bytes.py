"""What the ledger knows of a file by its bytes (SHA-256): that this program made it, and whether it may still be out.

“Whatever was ever written is known again”, whoever made it: nobody who lets something out can forget to say so here, as
nothing is put anywhere that is not noted.
"""

from functools import cached_property
from pathlib import PurePosixPath

from sqlalchemy import select

from coproclip.excerpts.handed_over.refused_files import refused_bytes
from coproclip.excerpts.handed_over.taken_out_since import TakenOutSince
from coproclip.project.project import SUFFIX, Project
from coproclip.project.schema import Handover, HandoverFile


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
        """Whether something in the copy of the project that was made then (ISO) was refused since."""
        # It is noted in the moment after; by its bytes it is not known, as somebody works in it.
        when = next((at for at, _ in self._copies if at >= made_at), "")
        noted = {digest for at, digest in self._copies if at == when}
        return bool(noted) and noted <= self.refused

    @cached_property
    def refused(self) -> frozenset[str]:
        """What somebody said no to since, or says yes to no more."""
        with self._project.read() as session:
            return frozenset(refused_bytes(session))

    @cached_property
    def named(self) -> frozenset[str]:
        """That in which people wrote a name that was taken out since, each time that it went out."""
        return frozenset(digest for digest, numbers in self._handovers.items() if numbers <= self._since.entries)

    @cached_property
    def taken_out(self) -> frozenset[str]:
        """All that, and what has words or sound in it that were taken out since, each time that it went out."""
        with self._project.read() as session:
            rows = session.execute(select(HandoverFile.id, HandoverFile.handover_id, HandoverFile.sha256)).all()
        # A file stands in a row for each story in it: one is enough.
        found = {(entry, digest) for number, entry, digest in rows if number in self._since.files}
        kept = {digest for _, entry, digest in rows if (entry, digest) not in found}
        return frozenset({digest for _, digest in found} - kept - {""})

    @cached_property
    def _since(self) -> TakenOutSince:
        with self._project.read() as session:
            return TakenOutSince(session)
