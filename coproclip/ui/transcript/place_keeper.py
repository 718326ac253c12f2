"""Keeping what a person looks at where it is while passages come and go, or text gets another size."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from coproclip.ui.same_words import followed
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.word_map import utf16_length

Anchor = tuple[int, int]
"""A passage's number and a character in it."""
_KEEP = QTextCursor.MoveMode.KeepAnchor


class PlaceKeeper:
    """Holds the page of `edit`, and its cursor, at the same words."""

    def __init__(self, edit: QTextEdit, passages: PassageDocument) -> None:
        self._edit, self._passages = edit, passages
        self._resizing = False

    @contextmanager
    def passages_changing(self) -> Iterator[None]:
        """The cursor stays in its words; they, or those at the top where the cursor is out of sight, stay in place."""
        cursor = self._edit.textCursor()
        ends = [self._letters_at(cursor.anchor()), self._letters_at(cursor.position())]
        in_sight = self._edit.viewport().rect().intersects(self._edit.cursorRect())
        anchor = self._anchor_of(cursor.position() if in_sight else self._first_in_sight())
        top = self._top_of(anchor)
        try:
            yield
        finally:
            self._put_cursor(ends)
            new_top = self._top_of(anchor)
            if top is not None and new_top is not None and round(new_top - top):
                bar = self._edit.verticalScrollBar()
                bar.setValue(bar.value() + round(new_top - top))

    @contextmanager
    def size_changing(self) -> Iterator[None]:
        """The line at the top of the page stays there while text or page get another size."""
        bar = self._edit.verticalScrollBar()
        anchor = self._anchor_of(self._first_in_sight()) if bar.value() and not self._resizing else None
        if anchor is None:
            yield
            return
        self._resizing = True  # what follows from it keeps the same line
        try:
            yield
        finally:
            self._resizing = False
            self._edit.document().size()  # lays all of it out, so that the scroll bar knows how far it may go
            position = self._position_of(anchor)
            if position is not None:
                cursor = QTextCursor(self._edit.document())
                cursor.setPosition(position)
                bar.setValue(bar.value() + self._edit.cursorRect(cursor).top())

    def _first_in_sight(self) -> int:
        return self._edit.cursorForPosition(QPoint(0, 0)).position()

    def _anchor_of(self, position: int) -> Anchor | None:
        block = self._edit.document().findBlock(position)
        passages = self._passages.map.passages
        if block.blockNumber() >= len(passages):
            return None
        return passages[block.blockNumber()].id, position - block.position()

    def _position_of(self, anchor: Anchor | None) -> int | None:
        index = self._passages.map.index_of(anchor[0]) if anchor else None
        if anchor is None or index is None:
            return None
        block = self._passages.block(index)
        return block.position() + max(0, min(anchor[1], block.length() - 1))

    def _top_of(self, anchor: Anchor | None) -> float | None:
        index = self._passages.map.index_of(anchor[0]) if anchor else None
        if index is None:
            return None
        return self._edit.document().documentLayout().blockBoundingRect(self._passages.block(index)).top()

    def _letters_at(self, position: int) -> list[tuple[int, int, str]]:
        """A position as passage id, character and text; then, should that one go, the end of the passage before it."""
        words, block = self._passages.map, self._edit.document().findBlock(position)
        index, offset = block.blockNumber(), position - block.position()
        near = [(each, offset if each == index else 2**30) for each in (index, index - 1) if 0 <= each < len(words)]
        return [
            (words.passages[each].id, min(at, utf16_length(words.texts[each])), words.texts[each]) for each, at in near
        ]

    def _put_cursor(self, ends: list[list[tuple[int, int, str]]]) -> None:
        words, positions = self._passages.map, list[int]()
        for end in ends:
            there = next((letters for letters in end if words.index_of(letters[0]) is not None), None)
            index = words.index_of(there[0]) if there else None
            if there is None or index is None:
                return
            position = self._position_of((there[0], followed(there[2], words.texts[index], there[1])))
            positions.append(position or 0)
        cursor = self._edit.textCursor()
        if positions != [cursor.anchor(), cursor.position()]:
            cursor.setPosition(positions[0])
            cursor.setPosition(positions[1], _KEEP)
            self._edit.setTextCursor(cursor)
