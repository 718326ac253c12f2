"""The one place that writes passages into the text document: one block a passage, never more and never fewer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from coproclip.overview.story import Passage
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.word_map import WordMap, alike, before, one_line, utf16_length

MANY = 400
"""Above so many changed passages the whole page is written anew."""
LINE = 26
"""Height of a line of the transcript, px at 100 %."""
TOP, BOTTOM, SIDE = 24, 112, 4
_FIRST, _SAME_SPEAKER, _NEW_SPEAKER, _AFTER_ONE_LINE = 0, 4, 13, 23
_ONE_LINE_LETTERS = 88
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_MOVE, _KEEP = QTextCursor.MoveMode.MoveAnchor, QTextCursor.MoveMode.KeepAnchor


class PassageDocument(QObject):
    """Keeps a `QTextDocument` and a `WordMap` in step, block for passage.

    `typed(index, before, at)`: the text of that passage was changed by something other than this class, from its letter
    number `at` on; `before` is what it was.
    """

    typed = Signal(object, str, object)

    def __init__(self, document: QTextDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.map = WordMap()
        self._document = document
        self._writing = 0
        self._styles: dict[int, QTextBlockFormat] = {}
        self._inks: dict[bool, QTextCharFormat] = {}
        document.setUndoRedoEnabled(False)
        document.contentsChange.connect(self._on_contents_changed)
        self._make_styles()

    @property
    def writing(self) -> bool:
        """Whether a change to the document is this class's own."""
        return self._writing > 0

    @contextmanager
    def _write(self) -> Iterator[QTextCursor]:
        cursor = QTextCursor(self._document)
        self._writing += 1
        cursor.beginEditBlock()
        try:
            yield cursor
        finally:
            cursor.endEditBlock()
            self._writing -= 1

    # -- what it looks like

    def _make_styles(self) -> None:
        tokens, read = current(), font("read")
        self._document.setDefaultFont(read)
        line = tokens.scaled(LINE)
        # Qt ends a block of fixed line height at the letters' own height; the rest is added below.
        below = max(0.0, line - QFontMetricsF(read).height())
        for gap in (_FIRST, _SAME_SPEAKER, _NEW_SPEAKER, _AFTER_ONE_LINE):
            style = QTextBlockFormat()
            style.setLineHeight(line, _FIXED)
            style.setTopMargin(tokens.scaled(gap))
            style.setBottomMargin(below)
            self._styles[gap] = style
        for quiet in (False, True):
            ink = QTextCharFormat()
            ink.setForeground(tokens.ink2 if quiet else tokens.ink)
            self._inks[quiet] = ink
        root = self._document.rootFrame()
        frame = root.frameFormat()
        frame.setTopMargin(tokens.scaled(TOP))
        frame.setBottomMargin(tokens.scaled(BOTTOM))
        frame.setLeftMargin(SIDE)
        frame.setRightMargin(SIDE)
        root.setFrameFormat(frame)

    def restyle(self) -> None:
        """Take the colours and sizes in use now."""
        self._make_styles()
        with self._write() as cursor:
            for index in range(len(self.map)):
                self._dress(cursor, index, anew=True)

    def named(self, index: int) -> bool:
        """Whether somebody else begins to speak at passage `index`, so that the name is written beside it."""
        return index == 0 or self.map.passages[index].speaker != self.map.passages[index - 1].speaker

    def _style(self, index: int) -> QTextBlockFormat:
        if index == 0:
            return self._styles[_FIRST]
        # Name and time stand under each other: a one-line passage that has both needs the room of two lines.
        crowded = self.named(index - 1) and len(self.map.texts[index - 1]) < _ONE_LINE_LETTERS
        if crowded:
            return self._styles[_AFTER_ONE_LINE if self.named(index) else _NEW_SPEAKER]
        return self._styles[_NEW_SPEAKER if self.named(index) else _SAME_SPEAKER]

    def _ink(self, passage: Passage) -> QTextCharFormat:
        return self._inks[passage.role == "reporter"]

    def _dress(self, cursor: QTextCursor, index: int, *, anew: bool = False) -> None:
        block, style, ink = self.block(index), self._style(index), self._ink(self.map.passages[index])
        cursor.setPosition(block.position())
        if anew or block.blockFormat().topMargin() != style.topMargin():
            cursor.setBlockFormat(style)
        if anew or block.charFormat().foreground() != ink.foreground():
            cursor.setBlockCharFormat(ink)
            cursor.setPosition(block.position() + block.length() - 1, _KEEP)
            cursor.setCharFormat(ink)

    # -- passages in and out

    def block(self, index: int) -> QTextBlock:
        """The block of the passage at `index`."""
        return self._document.findBlockByNumber(index)

    def load(self, passages: Iterable[Passage]) -> None:
        """Show `passages`, ordered by time, instead of whatever was here."""
        self.map = WordMap()
        for passage in sorted(passages, key=lambda each: (each.start_ms, each.id)):
            self.map.insert(len(self.map), passage)
        self._write_all()

    def extend(self, passages: Iterable[Passage]) -> None:
        """Show `passages`, ordered by time, after all that are here."""
        with self._write() as cursor:
            for passage in passages:
                self.map.insert(len(self.map), passage)
                self._write_last(cursor, len(self.map) - 1)

    def _write_all(self) -> None:
        with self._write() as cursor:
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
            for index in range(len(self.map)):
                self._write_last(cursor, index)

    def _write_last(self, cursor: QTextCursor, index: int) -> None:
        ink = self._ink(self.map.passages[index])
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if index:
            cursor.insertBlock(self._style(index), ink)
        else:
            cursor.setBlockFormat(self._style(index))
            cursor.setBlockCharFormat(ink)
        cursor.insertText(self.map.texts[index], ink)

    def replace(self, removed: Sequence[int], changed: Sequence[Passage], keep: frozenset[int]) -> None:
        """Take out the passages `removed`, put in or renew those `changed`.

        The text of passages in `keep` (a person is typing there) stays as it is on the page; only the words' times
        and the look are renewed.
        """
        if len(removed) + len(changed) > MANY:
            self._renew(removed, changed, keep)
            return
        with self._write() as cursor:
            for passage_id in removed:
                index = self.map.index_of(passage_id)
                if index is not None:
                    self._take_out(cursor, index)
            for passage in sorted(changed, key=lambda each: (each.start_ms, each.id)):
                self._put(cursor, passage, keep)
            for passage in changed:
                index = self.map.index_of(passage.id)
                if index is not None:
                    # Who speaks here decides on the name beside the next, and that on the room above the one after.
                    for near in range(index, min(index + 3, len(self.map))):
                        self._dress(cursor, near)

    def _renew(self, removed: Sequence[int], changed: Sequence[Passage], keep: frozenset[int]) -> None:
        """As `replace`, for so many that writing all of them anew is quicker."""
        typed = {self.map.passages[index].id: text for index, text in enumerate(self.map.texts)}
        passages = {passage.id: passage for passage in self.map.passages} | {passage.id: passage for passage in changed}
        self.map, gone = WordMap(), set(removed)
        for passage in sorted(passages.values(), key=lambda each: (each.start_ms, each.id)):
            if passage.id not in gone:
                self.map.insert(len(self.map), passage)
                if passage.id in keep and passage.id in typed:
                    self.map.retext(len(self.map) - 1, typed[passage.id])
        self._write_all()

    def _take_out(self, cursor: QTextCursor, index: int) -> None:
        block = self.block(index)
        cursor.setPosition(block.position())
        if len(self.map) == 1:
            cursor.setPosition(block.position() + block.length() - 1, _KEEP)
        elif index + 1 < len(self.map):
            cursor.setPosition(block.next().position(), _KEEP)
        else:
            cursor.setPosition(block.position() - 1)
            cursor.setPosition(block.position() + block.length() - 1, _KEEP)
        cursor.removeSelectedText()
        self.map.remove(index)
        for near in range(max(0, index - 1), min(index + 2, len(self.map))):
            # Where one of the two was empty, Qt keeps the look of the block that went.
            self._dress(cursor, near, anew=near <= index)

    def _put(self, cursor: QTextCursor, passage: Passage, keep: frozenset[int]) -> None:
        index = self.map.index_of(passage.id)
        if index is not None and self.map.passages[index].start_ms != passage.start_ms and passage.id not in keep:
            self._take_out(cursor, index)
            index = None
        if index is None:
            self._insert(cursor, self.map.place_for(passage), passage)
        elif passage.id in keep or one_line(self.map.texts[index]) == one_line(passage.text):
            self.map.put(index, passage, self.map.texts[index])
        else:
            self.map.put(index, passage, self._rewrite(cursor, index, passage))

    def _insert(self, cursor: QTextCursor, index: int, passage: Passage) -> None:
        self.map.insert(index, passage)
        if index + 1 == len(self.map):
            self._write_last(cursor, index)
            return
        # A block put in before another takes over its place, so the old one is made anew behind.
        cursor.setPosition(self.block(index).position())
        cursor.insertBlock()
        cursor.setPosition(self.block(index).position())
        cursor.insertText(self.map.texts[index], self._ink(passage))
        self._dress(cursor, index + 1, anew=True)

    def _rewrite(self, cursor: QTextCursor, index: int, passage: Passage) -> str:
        old, new = self.map.texts[index], passage.text
        head, tail = alike(old, new)
        start = self.block(index).position()
        cursor.setPosition(start + utf16_length(old[:head]))
        cursor.setPosition(start + utf16_length(old[: len(old) - tail]), _KEEP)
        cursor.insertText(new[head : len(new) - tail], self._ink(passage))
        return new

    def tidy(self, index: int) -> None:
        """Take away the spaces too many that typing left in a passage."""
        text = self.map.texts[index]
        tidied = one_line(text)
        if tidied == text:
            return
        with self._write() as cursor:
            start = self.block(index).position()
            cursor.setPosition(start)
            cursor.setPosition(start + utf16_length(text), _KEEP)
            cursor.insertText(tidied, self._ink(self.map.passages[index]))
        self.map.retext(index, tidied)

    # -- what others do to the document

    @property
    def in_step(self) -> bool:
        """Whether there is a block for each passage, and nothing else."""
        passages = len(self.map)
        return self._document.blockCount() == passages if passages else self._document.isEmpty()

    def mend(self) -> None:
        """Bring the passages back if something made or removed blocks behind our back."""
        if not self.in_step and not self._writing:
            self._write_all()

    def _on_contents_changed(self, position: int, removed: int, added: int) -> None:
        if self._writing:
            return
        if not self.in_step:
            QTimer.singleShot(0, self.mend)
            return
        block = self._document.findBlock(position)
        while block.isValid() and block.position() <= position + added:
            index = block.blockNumber()
            if index < len(self.map) and block.text() != self.map.texts[index]:
                was = self.map.texts[index]
                self.map.retext(index, block.text())
                self.typed.emit(index, was, len(before(was, max(0, position - block.position()))))
            block = block.next()
