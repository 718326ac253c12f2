"""Names that are taken out of the stories that are deleted: afterwards nothing tells that they may not be read."""

from sqlalchemy import Connection, select

from coproclip.project.kinds import MentionDecision
from coproclip.project.name_index import NameIndex
from coproclip.project.name_keys import EDGES, GENITIVE, key_of, plainly
from coproclip.project.repeated_words import Rows
from coproclip.project.schema import Base, Mention

_TAKEN_OUT = (MentionDecision.REMOVE.value, MentionDecision.GENERAL.value)
_SHORT = 4
"""So short a name is an everyday word more often than not, where it is written without a capital: “may”, “rose”."""


class TakenOutNames:
    """Those of the stories among these rows; not what another story names too, where somebody can still decide."""

    def __init__(self, connection: Connection, rows: Rows) -> None:
        table, mine = Base.metadata.tables[Mention.__tablename__], rows.get(Mention.__tablename__, set())
        named = connection.execute(select(table.c.id, table.c.text, table.c.decision)).all()
        elsewhere = {key_of(row.text) for row in named if row.id not in mine}
        found = [row.text for row in named if row.id in mine and row.decision in _TAKEN_OUT]
        gone = [GENITIVE.sub("", plainly(text)) for text in found if key_of(text) not in elsewhere]
        self._index = NameIndex([(text, text) for text in gone])

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in `text`, however it is bent or joined to other words."""
        words = text.split()
        return any(
            _is_written_as_name(" ".join(words[met.first : met.last + 1]), is_form=met.is_form)
            for met in self._index.find(words)
        )


def _is_written_as_name(written: str, *, is_form: bool) -> bool:
    plain = written.strip(EDGES)
    return not plain.islower() or (not is_form and len(plain) > _SHORT)
