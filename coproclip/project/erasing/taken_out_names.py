"""Names that are taken out of stories that go, and their parts, where they stand in what stays; read as rows.

Once the stories are deleted, or in a copy without them, nothing tells that they may not be read.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from coproclip.project.comparing.name_index import NameIndex
from coproclip.project.comparing.name_keys import GENITIVE, Key, is_written_as_name, key_of, plainly
from coproclip.project.comparing.name_parts import Kept, hidden_words
from coproclip.project.erasing.repeated_words import Rows
from coproclip.project.kinds import ListKind, MentionDecision
from coproclip.project.schema import Base, ListEntry, Mention

_TAKEN_OUT = (MentionDecision.REMOVE.value, MentionDecision.GENERAL.value)


class MentionRows:
    """All names of stories as they are kept, set aside or not; those `among` the rows that go, and the others’ keys."""

    def __init__(self, connection: Connection, rows: Rows) -> None:
        table, mine = Base.metadata.tables[Mention.__tablename__], rows.get(Mention.__tablename__, set())
        self._every = [Mention(**row._mapping) for row in connection.execute(select(table).order_by(table.c.id))]
        self._going = [one for one in self._every if one.id in mine]
        self.elsewhere: set[Key] = {key_of(one.text) for one in self._every if one.id not in mine}
        kept = select(ListEntry.text).where(ListEntry.kind == ListKind.KEPT_NAME.value)
        self._everywhere = [key_of(text) for text in connection.scalars(kept)]

    def taken_out(self, but: Iterable[str] = ()) -> list[Mention]:
        """Those that go and are taken out, `but` those of these kinds."""
        return [one for one in self._going if one.decision in _TAKEN_OUT and one.kind not in but]

    def parts(self, names: Iterable[Mention]) -> Iterator[str]:
        """The parts of these names that name somebody by themselves, and that no other story names."""
        kept = Kept(self._every, self._everywhere)
        for one in names:
            for part in hidden_words(one, kept.of(one.story_id)):
                if part != one.text and key_of(part) not in self.elsewhere:
                    yield part


def index_of(names: Iterable[str]) -> NameIndex:
    """Where any of these names are, however they are bent."""
    plain = [GENITIVE.sub("", plainly(text)) for text in names]
    return NameIndex([(text, text) for text in plain])


class TakenOutNames:
    """Those of the stories among these rows; not what another story names too, where somebody can still decide."""

    def __init__(self, connection: Connection, rows: Rows) -> None:
        mentions = MentionRows(connection, rows)
        gone = [one for one in mentions.taken_out() if key_of(one.text) not in mentions.elsewhere]
        self._index = index_of([*(one.text for one in gone), *mentions.parts(gone)])

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in `text`, however it is bent or joined to other words."""
        words = text.split()
        return any(
            is_written_as_name(" ".join(words[met.first : met.last + 1]), is_form=met.is_form)
            for met in self._index.find(words)
        )
