"""That a word which is somebody's name is none in one text: “June” in “What we did in June”. A person says so."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.people.consent import says_something
from coproclip.people.mentions import key_of
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import ListEntry


@dataclass(frozen=True, slots=True)
class NameIn:
    """A name as it stands in one text."""

    name: str
    text: str

    @property
    def print(self) -> str:
        """What is kept of both: a fingerprint, as neither outlasts its being erased."""
        plain = json.dumps([key_of(self.name), self.text], ensure_ascii=False)
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def no_names(session: Session) -> frozenset[str]:
    """The fingerprints of all that somebody said is no name where it stands."""
    rows = select(ListEntry).where(ListEntry.kind == ListKind.NO_NAME.value)
    return frozenset(row.text for row in session.scalars(rows) if row.uses and says_something(str(row.uses[0])))


def note_no_name(edit: Edit, what: NameIn, by: str) -> None:
    """Keep who said that it is no name there, and when. Raises `BadInput` without a name to go by."""
    if not says_something(by):
        raise BadInput("Say who says so; a name to go by is enough.", "It was not noted.")
    if what.print not in no_names(edit.session):
        edit.add(ListEntry(kind=ListKind.NO_NAME.value, text=what.print, uses=[by.strip(), now()]))
