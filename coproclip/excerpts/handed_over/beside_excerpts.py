"""What is read in other languages beside each excerpt of which a file goes out.

A name may stand there that is said nowhere in the sound. The lines are noted with all that people wrote in an entry of
the ledger, and with each file which of them are read beside its excerpt.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from coproclip.excerpts.checks import Case
from coproclip.excerpts.handed_over.taken_out_since import LINES, NamesSince, number_of_line
from coproclip.excerpts.rules.policy import Use
from coproclip.project.schema import Excerpt, Handover


class LinesBeside:
    """Notes the lines in an entry of the ledger, `handover`; those of an excerpt are read once."""

    def __init__(self, session: Session, handover: Handover) -> None:
        self._handover = handover
        use = Use(handover.use)
        self._case, self._names = Case(session, use), NamesSince(session)
        self._noted = dict.fromkeys(handover.texts.split("\n")) if handover.texts else {}
        self._known: dict[int, dict[str, list[int]]] = {}

    def noted(self, excerpt: Excerpt) -> dict[str, list[int]]:
        """What is noted with a file of an excerpt; empty where nothing of it is read in another language."""
        if excerpt.id not in self._known:
            lines = self._lines(excerpt)
            self._noted |= dict.fromkeys(lines)
            self._known[excerpt.id] = {LINES: [number_of_line(one) for one in lines]} if lines else {}
            if lines:
                self._handover.texts = "\n".join(self._noted)
        return self._known[excerpt.id]

    def _lines(self, excerpt: Excerpt) -> Sequence[str]:
        """Those but for the ones with a name that may stand there although it is taken out elsewhere."""
        written = dict.fromkeys(" ".join(line.split()) for one in self._case.translated(excerpt) for line in one.lines)
        maybe = self._names.may_be_in(written) if written else set()
        use = self._case.use
        return [one for one in written if one and not (one in maybe and self._names.are_in(one, use, [excerpt.id]))]
