"""Which words of a text a person's typing left alone: of “no no no” it tells which one was taken out."""

import re

_TOKEN = re.compile(r"\S+")


class WordTrail:
    """Follows the words of `text` through each change of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = [(number, *match.span()) for number, match in enumerate(_TOKEN.finditer(text))]

    def changed(self, text: str, at: int) -> None:
        """The text is now `text`, changed from its letter number `at` on."""
        least = min(len(self.text), len(text))
        head = next((n for n in range(min(at, least)) if self.text[n] != text[n]), min(at, least))
        most = least - head
        tail = next((n for n in range(most) if self.text[-1 - n] != text[-1 - n]), most)
        end, shift = len(self.text) - tail, len(text) - len(self.text)
        before = [word for word in self._left if word[2] <= head]
        after = [(number, start + shift, stop + shift) for number, start, stop in self._left if start >= end]
        self.text, self._left = text, before + after[max(0, len(before) + len(after) - len(self._left)) :]

    def stayed(self) -> tuple[tuple[int, int], ...]:
        """The words nobody touched, each by its number then and now."""
        now = {match.span(): number for number, match in enumerate(_TOKEN.finditer(self.text))}
        return tuple((number, now[start, stop]) for number, start, stop in self._left if (start, stop) in now)
