"""Reads a text document as the blocks of a section again; see `filling` for how they came into it.

`read(document)` after `fill(document, blocks, …)` gives the same blocks, and the same text when it is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, groupby

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextList

from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    Inline,
    ListBlock,
    Live,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
    plain_text,
)
from coproclip.report.markup import inlines, parse, tidy_inlines, write
from coproclip.ui.pages.report.letters import Chip, ChipKind, Mark, box_of, chip_of, is_marked

SEPARATOR = "\u2028"
"""Parts the lines of one block."""
_NO_LETTERS = re.compile("[\ufdd0\ufdd1\ufffc\x00]")
"""What Qt takes for the edges of frames, and for what stands between letters."""
_BREAKS = re.compile("[\r\n\u2028\u2029]+")
_numbers = count(1)


def new_number() -> int:
    """A number for a chip or a box, which no other has."""
    return next(_numbers)


def letters_of(text: str) -> str:
    """`text` as it can stand in one block of a document."""
    return _BREAKS.sub(" ", _NO_LETTERS.sub("", text))


def apart_from_words(cursor: QTextCursor, put_in: Inline) -> tuple[Inline, ...]:
    """What is put in at the cursor, with a space towards a word that it would stand against."""
    document, start = cursor.document(), cursor.selectionStart()
    begins = start == document.findBlock(start).position()
    before, behind = document.characterAt(start - 1), document.characterAt(cursor.selectionEnd())
    apart, close = (Run(" "),), before.isalnum() or before in ".,:;!?…)”’"
    return (*apart * (close and not begins), put_in, *apart * (behind.isalnum() or behind in "(“‘"))


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    """Its blocks, in order."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def list_around(block: QTextBlock) -> QTextList | None:
    """The list that a block is an item of."""
    return block.textList()


def pieces(block: QTextBlock) -> Iterator[tuple[int, int, Chip | None, QTextCharFormat]]:
    """The stretches of a block that look alike, each with where it starts and ends, and its chip: a chip is one."""
    pending: tuple[int, int, Chip, QTextCharFormat] | None = None
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        at += 1
        start, form = fragment.position(), fragment.charFormat()
        end, chip = start + fragment.length(), chip_of(form)
        if pending is not None:
            if chip is not None and chip.number == pending[2].number:
                pending = (pending[0], end, *pending[2:])
                continue
            yield pending
            pending = None
        if chip is not None:
            pending = (start, end, chip, form)
        else:
            yield start, end, None, form
    if pending is not None:
        yield pending


def text_between(document: QTextDocument, start: int, end: int) -> str:
    """The letters between two places."""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return str(cursor.selectedText())


@dataclass(slots=True)
class _Line:
    """A block of the document: the box and the list it is in, and what it is made of."""

    box: int
    title: bool = False
    items: int = 0
    numbered: bool = False
    level: int = 0
    parts: list[tuple[Inline, ...] | QuoteBlock | ImageBlock] = field(default_factory=list)


def read(document: QTextDocument, first: int = 0, last: int = 1 << 30) -> tuple[Block, ...]:
    """The blocks in a document, or those between two places of it, as they are kept."""
    lines = [
        _line(document, block, first, last)
        for block in blocks_of(document)
        if block.position() <= last and block.position() + block.length() > first
    ]
    return parse(write(_made(lines)))


def _line(document: QTextDocument, block: QTextBlock, first: int, last: int) -> _Line:
    form, around = block.blockFormat(), list_around(block)
    line = _Line(box_of(form), is_marked(form, Mark.BOX_TITLE), level=form.headingLevel())
    if around is not None:
        line.items, line.numbered = around.objectIndex() + 1, is_numbered(around)
    alone, text = is_marked(form, Mark.QUOTE), list[Inline]()

    def _end() -> None:
        if made := _tidy(text):
            line.parts.append(made)
        text.clear()

    for start, end, chip, letters in pieces(block):
        if end <= first or start >= last:
            continue
        if chip is None:
            words = text_between(document, max(start, first), min(end, last))
            link = str(letters.anchorHref()) if letters.isAnchor() else ""
            bold, italic = (is_marked(letters, mark) for mark in (Mark.BOLD, Mark.ITALIC))
            text.append(Run(letters_of(words), bold, italic, link))
        elif chip.kind is ChipKind.IMAGE or (alone and chip.kind is ChipKind.QUOTE):
            _end()
            line.parts.append(ImageBlock(chip.key) if chip.kind is ChipKind.IMAGE else QuoteBlock(chip.key))
        else:
            text.append(_inline(chip))
            text.append(Run(letters_of(_beside(chip, text_between(document, start, end)))))
    _end()
    return line


def is_numbered(around: QTextList) -> bool:
    """Whether a list has numbers, not dots."""
    return around.format().style().value < -3  # discs, circles and squares are −1 to −3


def _inline(chip: Chip) -> Inline:
    if chip.kind is ChipKind.QUOTE:
        return QuoteMark(chip.key)
    if chip.kind is ChipKind.LIVE:
        return LiveMark(Live(chip.key))
    return Footnote(tuple(one for one in inlines(chip.key) if isinstance(one, Run)))


def _beside(chip: Chip, letters: str) -> str:
    """Letters that came into a chip though nobody can type into it: they are not lost."""
    return letters.replace(chip.shown, "", 1) if chip.shown in letters else ""


def _tidy(text: Iterable[Inline]) -> tuple[Inline, ...]:
    made = tidy_inlines(text)
    if all(isinstance(one, Run) and not one.text.strip() for one in made):
        return ()
    return made


def _made(lines: Iterable[_Line]) -> Iterator[Block]:
    for box, inside in groupby(lines, key=lambda line: line.box):
        rows = list(inside)
        if not box:
            yield from _plain_blocks(rows)
            continue
        title, spilt = "", list[Block]()
        if rows[0].title:
            parts = rows.pop(0).parts
            title = " ".join(plain_text(part) for part in parts if isinstance(part, tuple)).strip()
            # A title is letters alone: whatever else came into it stands first in the box.
            marks = [one for part in parts if isinstance(part, tuple) for one in part if not isinstance(one, Run)]
            spilt += [Paragraph(tuple(marks))] if marks else []
            spilt += [part for part in parts if not isinstance(part, tuple)]
        yield Box(title, (*spilt, *_plain_blocks(rows)))


def _plain_blocks(lines: Iterable[_Line]) -> Iterator[Block]:
    for (items, numbered), rows in groupby(lines, key=lambda line: (line.items, line.numbered)):
        kept: list[tuple[Inline, ...]] = []
        for line in rows:
            for place, part in enumerate(line.parts):
                if not isinstance(part, tuple):
                    yield part
                elif items and not place:
                    kept.append(part)
                elif line.level and not place:
                    yield Heading(3 if line.level > 2 else 2, part)
                else:
                    yield Paragraph(part)
        if kept:
            yield ListBlock(tuple(kept), numbered)
