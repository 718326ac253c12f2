"""What was typed and is not in the project yet, while that is being written and typed on."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coproclip.ui.typed_texts import TextOf, TypedText


class Unwritten:
    """What was typed and is not in the project, by row: with what was typed since, and what stood there first.

    It is typed on while what was typed before is being written: who has written forgets exactly that.
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[TextOf, int], dict[str, TypedText]] = {}

    def add(self, one: "TypedText", earlier: "TypedText | None" = None) -> None:
        """Typed, in place of what was typed there `earlier`."""
        row = self._texts.setdefault((one.kind, one.row), {})
        if (earlier := row.get(one.column, earlier)) is not None:
            one = replace(one, before=earlier.before, along={**earlier.along, **one.along})
        row[one.column] = one

    def get(self, kind: "TextOf", row: int, column: str) -> "TypedText | None":
        """What was typed there."""
        return self._texts.get((kind, row), {}).get(column)

    def of(self, kind: "TextOf", row: int) -> "list[TypedText]":
        """All of a row."""
        return list(self._texts.get((kind, row), {}).values())

    def settle(self, one: "TypedText", *, written: bool = False) -> bool:
        """This text was `written`, or need not be; False where somebody typed on meanwhile, which is yet to come."""
        row = self._texts.get((one.kind, one.row), {})
        last = row.get(one.column, one)
        if last is not one:
            if written:
                row[one.column] = replace(last, before=one.text)
            return False
        row.pop(one.column, None)
        if not row:
            self._texts.pop((one.kind, one.row), None)
        return True

    def words(self) -> list[str]:
        """All of it."""
        return [one.text for row in self._texts.values() for one in row.values()]
