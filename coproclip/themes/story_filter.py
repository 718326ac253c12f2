"""Which stories are meant by “racism AND disability”: words of the project's lists that hold for who tells them."""

import re
from collections.abc import Mapping

from rapidfuzz import process
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.themes.patterns import entries_of, telling_stories

_WORD = re.compile(r'\s*(?:"([^"]*)"|“([^”]*)”|(\()|(\))|([^\s()"“]+))')
_CLOSE = 70
_LONGEST, _DEEPEST = 500, 40


def matching_stories(session: Session, wanted: str) -> set[int] | None:
    """The stories that fit, None for no words at all (then all do).

    Entries are named in any of the project's lists, capitals do not matter; AND, OR and NOT stand between them, AND
    binds closer, and parentheses help. Raises `BadInput` for an entry that there is not, saying which is near.
    """
    if not wanted.strip():
        return None
    if len(wanted) > _LONGEST or max(wanted.count("("), wanted.upper().count("NOT")) > _DEEPEST:
        raise BadInput("Which stories are meant is far too long or too nested to read.", "Nothing was changed.")
    entries = {text.casefold(): number for number, text in entries_of(session).items()}
    of_entry: dict[int, set[int]] = {number: set() for number in entries.values()}
    stories = telling_stories(session)
    for story in stories:
        for entry in story.entries & of_entry.keys():
            of_entry[entry].add(story.story_id)
    return _Reading(wanted, entries, of_entry, {one.story_id for one in stories}).read()


class _Reading:
    """Reads an expression from left to right: OR of ANDs of NOTs."""

    def __init__(self, text: str, entries: Mapping[str, int], stories: Mapping[int, set[int]], every: set[int]) -> None:
        self._entries, self._stories, self._every = entries, stories, every
        self._words = self._cut(text)
        self._at = 0

    @staticmethod
    def _cut(text: str) -> list[str]:
        """Names that stand next to each other are one, so that nobody needs quotes for two words."""
        found: list[str] = []
        name: list[str] = []
        for match in _WORD.finditer(text):
            quoted = match[1] if match[1] is not None else match[2]
            plain = match[3] or match[4] or match[5] or ""
            if quoted is None and (plain in ("(", ")") or plain.upper() in ("AND", "OR", "NOT")):
                found += [f"={' '.join(name)}"] if name else []
                name = []
                found.append(plain.upper())
            else:
                name.append(quoted if quoted is not None else plain)
        return found + ([f"={' '.join(name)}"] if name else [])

    def read(self) -> set[int]:
        """The stories that fit."""
        found = self._or()
        if self._at < len(self._words):
            raise self._wrong()
        return found

    def _or(self) -> set[int]:
        found = self._and()
        while self._next("OR"):
            found = found | self._and()
        return found

    def _and(self) -> set[int]:
        found = self._not()
        while self._next("AND"):
            found = found & self._not()
        return found

    def _not(self) -> set[int]:
        if self._next("NOT"):
            return self._every - self._not()
        if self._next("("):
            found = self._or()
            if not self._next(")"):
                raise self._wrong()
            return found
        if self._at >= len(self._words) or not self._words[self._at].startswith("="):
            raise self._wrong()
        name = self._words[self._at][1:]
        self._at += 1
        if name.casefold() not in self._entries:
            raise self._unknown(name)
        return self._stories[self._entries[name.casefold()]]

    def _next(self, word: str) -> bool:
        if self._at < len(self._words) and self._words[self._at] == word:
            self._at += 1
            return True
        return False

    @staticmethod
    def _wrong() -> BadInput:
        how = "Write it like: carer AND (young OR old)."
        return BadInput("Which stories are meant cannot be read.", "Nothing was changed.", how)

    def _unknown(self, name: str) -> BadInput:
        near = process.extractOne(name.casefold(), list(self._entries), score_cutoff=_CLOSE)
        hint = f"Did you mean “{near[0]}”?" if near else "The project’s lists stand under People."
        return BadInput(f"“{name}” is in none of the project’s lists.", "Nothing was changed.", hint)
