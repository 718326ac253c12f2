"""Giving what is written another style: heading, list, box, bold, italic, link."""

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor

from coproclip.ui.pages.report.chip_keys import as_plain
from coproclip.ui.pages.report.letters import Letters, Mark, box_of, is_marked
from coproclip.ui.pages.report.text_document import blocks_of, is_numbered, list_around, new_number, pieces


class Styling:
    """What a cursor's blocks and letters are, and makes something else of them."""

    def __init__(self, look: Letters) -> None:
        self._look = look

    # ---- blocks -----------------------------------------------------------------------------------------------

    @staticmethod
    def _chosen(cursor: QTextCursor) -> Iterator[QTextBlock]:
        block = cursor.document().findBlock(cursor.selectionStart())
        while block.isValid() and block.position() <= cursor.selectionEnd():
            yield block
            block = block.next()

    @staticmethod
    def kind(cursor: QTextCursor) -> str:
        """What the block under the cursor is: text, heading, subheading, dots, numbers, title or quote."""
        block = cursor.block()
        form, around = block.blockFormat(), list_around(block)
        if around is not None:
            return "numbers" if is_numbered(around) else "dots"
        if is_marked(form, Mark.BOX_TITLE):
            return "title"
        if is_marked(form, Mark.QUOTE):
            return "quote"
        return {0: "text", 2: "heading"}.get(form.headingLevel(), "subheading")

    def make(self, cursor: QTextCursor, kind: str) -> None:
        """Make the chosen blocks that; what they are already becomes text again."""
        kind = "text" if self.kind(cursor) == kind else kind
        level = {"heading": 2, "subheading": 3}.get(kind, 0)
        around = None
        for block in list(self._chosen(cursor)):
            form = block.blockFormat()
            if is_marked(form, Mark.BOX_TITLE) or is_marked(form, Mark.QUOTE):
                continue
            one = QTextCursor(block)
            if (old := list_around(block)) is not None:
                old.remove(block)
            one.setBlockFormat(self._look.block(level=level, box=box_of(form)))
            as_plain(one, self._look, level=level)
            if kind in ("dots", "numbers"):
                if around is None:
                    around = one.createList(self._look.items(numbered=kind == "numbers"))
                else:
                    around.add(block)

    def unquote(self, cursor: QTextCursor) -> None:
        """Let what is in the block of a quote that stands by itself be a sentence."""
        cursor.setBlockFormat(self._look.block(box=box_of(cursor.blockFormat())))

    def in_box(self, cursor: QTextCursor) -> bool:
        """Whether the cursor is in a box."""
        return bool(box_of(cursor.blockFormat()))

    def turn_box(self, cursor: QTextCursor) -> None:
        """Put a box around the chosen blocks, the cursor in its title; or take the box around the cursor away."""
        number = box_of(cursor.blockFormat())
        if number:
            for block in blocks_of(cursor.document()):
                if box_of(block.blockFormat()) == number:
                    self._put_in(block, 0)
            return
        blocks = [block for block in self._chosen(cursor) if not box_of(block.blockFormat())]
        if not blocks:
            return
        number = new_number()
        first = blocks[0].position()
        for block in blocks:
            self._put_in(block, number)
        cursor.setPosition(first)
        cursor.insertBlock(cursor.blockFormat(), cursor.blockCharFormat())
        cursor.setPosition(first)
        if (old := list_around(cursor.block())) is not None:
            old.remove(cursor.block())
        cursor.setBlockFormat(self._look.block(box=number, title=True))
        cursor.setBlockCharFormat(self._look.plain(title=True))

    def _put_in(self, block: QTextBlock, box: int) -> None:
        form = block.blockFormat()
        cursor = QTextCursor(block)
        made = self._look.block(level=form.headingLevel(), box=box, quote=is_marked(form, Mark.QUOTE))
        made.setObjectIndex(form.objectIndex())  # the list that it is in
        cursor.setBlockFormat(made)
        if is_marked(form, Mark.BOX_TITLE):
            as_plain(cursor, self._look)

    # ---- letters ----------------------------------------------------------------------------------------------

    @staticmethod
    def _parts(cursor: QTextCursor) -> Iterator[tuple[QTextCursor, QTextCharFormat]]:
        """The selected letters, without chips."""
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        for block in list(Styling._chosen(cursor)):
            for a, b, chip, form in list(pieces(block)):
                if chip is None and a < end and b > start:
                    one = QTextCursor(block)
                    one.setPosition(max(a, start))
                    one.setPosition(min(b, end), QTextCursor.MoveMode.KeepAnchor)
                    yield one, form

    def has(self, cursor: QTextCursor, mark: Mark) -> bool:
        """Whether all that is selected, or what is typed next, has the mark."""
        if not cursor.hasSelection():
            return is_marked(cursor.charFormat(), mark)
        forms = [form for _one, form in self._parts(cursor)]
        return bool(forms) and all(is_marked(form, mark) for form in forms)

    def turn(self, cursor: QTextCursor, mark: Mark) -> None:
        """Give what is selected the mark, or take it away."""
        on = not self.has(cursor, mark)
        for one, form in self._parts(cursor):
            one.setCharFormat(self.with_mark(form, one, mark, on=on))

    def with_mark(self, form: QTextCharFormat, cursor: QTextCursor, mark: Mark, *, on: bool) -> QTextCharFormat:
        """The same letters with or without a mark."""
        bold = on if mark is Mark.BOLD else is_marked(form, Mark.BOLD)
        italic = on if mark is Mark.ITALIC else is_marked(form, Mark.ITALIC)
        return self._plain(cursor, bold=bold, italic=italic, link=self._link(form))

    def _plain(self, cursor: QTextCursor, *, bold: bool, italic: bool, link: str) -> QTextCharFormat:
        block = cursor.blockFormat()
        title = is_marked(block, Mark.BOX_TITLE)
        return self._look.plain(bold=bold, italic=italic, link=link, level=block.headingLevel(), title=title)

    @staticmethod
    def _link(form: QTextCharFormat) -> str:
        return str(form.anchorHref()) if form.isAnchor() else ""

    def link(self, cursor: QTextCursor) -> str:
        """Where the letters at the cursor lead, empty for nowhere."""
        return self._link(cursor.charFormat())

    def select_link(self, cursor: QTextCursor) -> None:
        """Select all of the link that the cursor is in."""
        for start, end, _chip, form in pieces(cursor.block()):
            if start <= cursor.position() <= end and form.isAnchor():
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)

    def set_link(self, cursor: QTextCursor, address: str) -> None:
        """Let what is selected lead there, or nowhere."""
        for one, form in self._parts(cursor):
            bold, italic = is_marked(form, Mark.BOLD), is_marked(form, Mark.ITALIC)
            one.setCharFormat(self._plain(one, bold=bold, italic=italic, link=address))
