"""What is kept in one column: words, numbers of rows, or a small list or `dict`; text that SQLite and undo can read."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from coproclip.errors import ProjectDamaged
from coproclip.timecode import TimeRange

SUREST_ENGINE = 99
"""How sure an engine can be of a word (of 100): no word of its own is as certain as one that a person typed."""
GUESSED = -1
"""In place of how sure that is: a word of a transcript that was brought in, heard somewhere around its time."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is written, when it is heard (ms from the start of the recording) and how sure that is.

    `confidence` is 0–100; 100 for words a person typed, and `GUESSED` for those whose time nobody heard.
    """

    text: str
    start_ms: int
    end_ms: int
    confidence: int = 100

    @property
    def typed(self) -> bool:
        """Whether a person wrote it: nobody heard it at its time, which may be one that was guessed."""
        return self.confidence > SUREST_ENGINE

    @property
    def guessed(self) -> bool:
        """Whether its time may be a guess: a person wrote it, or a file that does not know when it is said."""
        return self.typed or self.confidence == GUESSED


LARGEST_ID = 1 << 40
"""No row of ours has a larger number: nobody adds so many."""
ROOM = 1 << 32
"""A project is only opened while so many numbers are free above its rows: what is added must not pass the largest."""


def highest_id(table: str) -> str:
    """The query for the highest number in a table that a row of ours can have (0 if there is none)."""
    return f"SELECT ifnull(max(id), 0) FROM {table} WHERE id BETWEEN 1 AND {LARGEST_ID}"


_SQLITES = 1 << 63
_KINDS = {(str, int, int, int), (str, int, int)}
MOST_LETTERS, MOST_LETTERS_OF_WORDS = 1_000_000, 32_000_000
"""No text is longer that a person wrote, and none that holds the words of a passage."""
MOST_LETTERS_OF_WORD = 2_000
"""No word of a passage is longer, also in writing without spaces: each is compared, sounded out and set on its line."""
MOST_LETTERS_OF_TITLE = 1_000
"""No title or name is longer: pages lay out every one of them."""
MOST_LETTERS_OF_NAME = 200
"""No name that is looked for in all that leaves is longer."""
MOST_LETTERS_OF_NOTE = 50_000
"""No note is longer that is read beside others."""
MOST_LETTERS_OF_PUBLIC_TEXT = 50_000
"""No text is longer that is given to others with what leaves: all of it is compared with all that was ever said."""
_LONGEST_MS = 9_999_999_999


class Prose(TypeDecorator[str]):
    """Text that people write; of one that is longer than any of theirs (`most` letters) only the beginning is read.

    A column holds as much as a title, unless it says that it is for more: see `NOTE` and `LONG`.
    """

    impl = Text
    cache_ok = True

    def __init__(self, most: int = MOST_LETTERS_OF_TITLE) -> None:
        super().__init__()
        self.most = most

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text, or as much of it as anybody can have meant."""
        return value if value is None or len(value) <= self.most else value[: self.most]


NAME = Prose(MOST_LETTERS_OF_NAME)
"""A name that is looked for in what people say and write."""
TITLE = Prose(MOST_LETTERS_OF_TITLE)
"""A title, or what somebody is called."""
NOTE = Prose(MOST_LETTERS_OF_NOTE)
"""A note."""
LONG = Prose(MOST_LETTERS)
"""What may be as long as all that was said: words of a passage, a section of a report, the notes on a whole story."""
PUBLIC_TEXT = Prose(MOST_LETTERS_OF_PUBLIC_TEXT)
"""A text that people write for those who are given something: see `excerpts.rules.public_texts`."""


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
        unreadable = ProjectDamaged("Some words in this project cannot be read.")
        if len(value) > MOST_LETTERS_OF_WORDS:
            raise unreadable
        try:
            rows = json.loads(value)
            words = [Word(*row) for row in rows]
            kinds = {tuple(map(type, row)) for row in rows}
        except (ValueError, TypeError, RecursionError) as error:
            raise unreadable from error
        # A damaged file can hold good JSON with something else in it, which would only fail much later.
        if (
            not kinds <= _KINDS
            or has_long_word(words)
            or any(not 0 <= w.start_ms <= _LONGEST_MS or w.end_ms > _LONGEST_MS for w in words)
        ):
            raise unreadable
        if "\\u00" in value or any(w.end_ms < w.start_ms for w in words):
            return [Word(_letters(w.text), w.start_ms, max(w.start_ms, w.end_ms), w.confidence) for w in words]
        return words


def has_long_word(words: Sequence[Word]) -> bool:
    """Whether one of them is longer than any word of a passage."""
    return any(len(word.text) > MOST_LETTERS_OF_WORD for word in words)


def _letters(text: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if ord(sign) < 32 or 127 <= ord(sign) < 160 else sign for sign in text)


MOST_DEEP = 50
"""Nothing that is kept as JSON has lists or objects deeper in each other."""
# One that never ends goes to the end, so that it is not looked for again at each of its signs.
_NO_BRACKETS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[^"\[\]{}]+', re.DOTALL)


def loads(raw: str | bytes) -> Any:
    """What a JSON text holds; raises `ValueError` also for one nested so deep that reading it may fail later."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    if text.count("[") + text.count("{") > MOST_DEEP:
        deep = 0
        for sign in _NO_BRACKETS.sub("", text):
            deep += (sign in "[{") - (sign in "]}")
            if deep > MOST_DEEP:
                raise ValueError("nested too deep")
    return json.loads(text)


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
        if value == "[]" and self.kind is list:  # what most rows of a long list hold
            return []
        try:
            found = loads(value)
        except (ValueError, RecursionError) as error:
            raise ProjectDamaged("Some entries in this project cannot be read.") from error
        listed = found if isinstance(found, list) else []
        if not isinstance(found, self.kind) or not all(isinstance(entry, str) for entry in listed):
            raise ProjectDamaged("Some entries in this project cannot be read.")
        return found


UNREADABLE = "cannot be read"
"""What a question of consent is needed for where that is damaged: it is no use, and so all of them are meant."""


class Uses(Json):
    """The uses of an entry of a list; one that cannot be read has `UNREADABLE`, because it must not be passed over."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """JSON to value."""
        try:
            return super().process_result_value(value, dialect)
        except ProjectDamaged:
            return [UNREADABLE]


class RowIds(TypeDecorator[dict[str, list[int]]]):
    """Numbers of rows by table, as JSON; what was never written so reads as none at all."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, list[int]] | None, dialect: Dialect) -> str | None:
        """Numbers to JSON."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, list[int]]:
        """JSON to numbers."""
        return row_ids(value or "") or {}


def row_ids(raw: str | bytes) -> dict[str, list[int]] | None:
    """The numbers of rows by table that `RowIds` wrote; None for anything else."""
    try:
        found = loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if not all(isinstance(rows, list) and all(type(row) is int for row in rows) for rows in found.values()):
        return None
    # A number of many digits was planted: no row has it, and SQLite cannot be asked for it.
    return {table: [row for row in rows if -_SQLITES <= row < _SQLITES] for table, rows in found.items()}


PRINTS = "runs"
"""Among what a no covers: the fingerprints of the words that were refused (see `project/comparing/word_prints.py`)."""
_PRINTS = "[0-9a-f]{16}(?: [0-9a-f]{12})*"
_LONGEST_PRINTS = 4_000_000
_MOST_DIGITS = len(str(LARGEST_ID))
_NUMBER = f"[0-9]{{1,{_MOST_DIGITS}}}"
_LONGEST_REFUSAL = _LONGEST_PRINTS + 80
_REFUSAL = re.compile(
    rf"(?P<number>{_NUMBER})(?: (?P<whose>{_NUMBER}))?(?: of (?P<excerpt>{_NUMBER}))?(?: : (?P<prints>{_PRINTS}))?"
)


def kept_prints(covered: Mapping[str, object]) -> str:
    """The fingerprints that an answer keeps; empty where it was noted before there were any, or they are none."""
    found = covered.get(PRINTS)
    good = isinstance(found, str) and len(found) <= _LONGEST_PRINTS and re.fullmatch(_PRINTS, found)
    return str(found) if good else ""


TELLERS = "tellers"
"""Among what an answer of nobody covers: everybody who was heard then (ids)."""


def kept_tellers(covered: Mapping[str, object]) -> list[int]:
    """Who was heard when an answer of nobody was noted; what no storyteller can have as a number is nobody."""
    found = covered.get(TELLERS)
    return [one for one in found if type(one) is int and 0 < one <= LARGEST_ID] if isinstance(found, list) else []


def _teller(digits: str) -> int | None:
    # A number of many digits was planted, and neither Python nor SQLite reads it.
    return int(digits) if len(digits) <= _MOST_DIGITS and 0 < int(digits) <= LARGEST_ID else None


NOT_VOICES = "not their voices"
"""Among what a yes covers: who said no to the whole story (ids), and it was said that no voice in it is theirs."""


def kept_not_voices(covered: Mapping[str, object]) -> list[int]:
    """Of whom an answer says that no voice in the excerpt is theirs."""
    found = covered.get(NOT_VOICES)
    return [one for one in found if type(one) is int] if isinstance(found, list) else []


STRETCHES = "stretches"
"""Among what a no covers: what was refused (ms), whatever becomes of the excerpt."""


VOICE = "their voice"
"""Among what a question covers: where whoever was asked was heard then (ms), whatever the voice is called later."""


def kept_stretches(covered: Mapping[str, object], which: str = STRETCHES) -> tuple[TimeRange, ...]:
    """What an answer keeps of where the excerpt was; empty where it keeps nothing that makes sense."""
    found = covered.get(which)
    pairs = found if isinstance(found, list) else []
    good = [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2 and all(type(ms) is int for ms in pair)]
    return tuple(TimeRange(start, end) for start, end in good if 0 <= start <= end <= _LONGEST_MS)


def refusal_text(number: int, storyteller_id: int | None, prints: str = "", *, excerpt: int = 0) -> str:
    """The text of a `REFUSED` moment: the number of the answer that was a no, whose it was if that is known, of which
    excerpt, and then, behind a colon, the fingerprints of its words if there are any."""
    whose = "" if storyteller_id is None else f" {storyteller_id}"
    return f"{number}{whose}{f' of {excerpt}' if excerpt else ''}{f' : {prints}' if prints else ''}"


def read_refusal(text: str) -> tuple[int, int | None, str]:
    """What `refusal_text` wrote; what cannot be read is a no that nothing later answers."""
    found = _REFUSAL.fullmatch(text) if len(text) <= _LONGEST_REFUSAL else None
    whose = _teller(found["whose"]) if found and found["whose"] else None
    if found is None or int(found["number"]) > LARGEST_ID or (found["whose"] and whose is None):
        return LARGEST_ID, None, ""
    return int(found["number"]), whose, found["prints"] or ""


def refused_excerpt(text: str) -> int:
    """The number of the excerpt that a `REFUSED` moment was; 0 where it does not say."""
    found = _REFUSAL.fullmatch(text) if len(text) <= _LONGEST_REFUSAL else None
    number = int(found["excerpt"]) if found and found["excerpt"] else 0
    return number if number <= LARGEST_ID else 0
