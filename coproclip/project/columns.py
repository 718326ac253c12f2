"""What is kept in one column: a list of words, or a small list or `dict`; text that SQLite and undo can read."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from coproclip.errors import ProjectDamaged


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is written, when it is heard (ms from the start of the recording) and how sure that is.

    `confidence` is 0–100; 100 for words a person typed.
    """

    text: str
    start_ms: int
    end_ms: int
    confidence: int = 100


_KINDS = {(str, int, int, int), (str, int, int)}


class Words(TypeDecorator[list[Word]]):
    """A list of `Word` kept as JSON `[[text, start_ms, end_ms, confidence], …]`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Word] | None, dialect: Dialect) -> str | None:
        """Words to JSON."""
        if value is None:
            return None
        rows = [[w.text, w.start_ms, w.end_ms, w.confidence] for w in value]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[Word] | None:
        """JSON to words."""
        if value is None:
            return None
        try:
            rows = json.loads(value)
            words = [Word(*row) for row in rows]
            kinds = {tuple(map(type, row)) for row in rows}
        except (ValueError, TypeError) as error:
            raise ProjectDamaged("Some words in this project cannot be read.") from error
        # A damaged file can hold good JSON with something else in it, which would only fail much later.
        if not kinds <= _KINDS:
            raise ProjectDamaged("Some words in this project cannot be read.")
        return words


class Json(TypeDecorator[Any]):
    """A list of texts, or a `dict`, kept as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type = list) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Value to JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """JSON to value."""
        if value is None:
            return None
        try:
            found = json.loads(value)
        except ValueError as error:
            raise ProjectDamaged("Some entries in this project cannot be read.") from error
        listed = found if isinstance(found, list) else []
        if not isinstance(found, self.kind) or not all(isinstance(entry, str) for entry in listed):
            raise ProjectDamaged("Some entries in this project cannot be read.")
        return found
