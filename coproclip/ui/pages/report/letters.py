"""How the letters of a report look on its page, and the marks by which its text document is read again."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextFormat, QTextListFormat

from coproclip.ui.style.fonts import sized
from coproclip.ui.style.tokens import current

_FIRST = QTextFormat.Property.UserProperty.value


class Mark(IntEnum):
    """What a format says beside its look. Of letters: bold, italic, and what a chip is. Of blocks: box and quote."""

    BOLD = _FIRST + 1
    ITALIC = _FIRST + 2
    CHIP = _FIRST + 3
    """A `ChipKind`: these letters are one thing that nobody types into."""
    KEY = _FIRST + 4
    """The key of a quote or an image, what is filled in, or the text of a footnote as it is kept."""
    NUMBER = _FIRST + 5
    """Tells a chip from the one next to it."""
    SHOWN = _FIRST + 6
    """All letters of the chip."""
    BOX = _FIRST + 7
    """The number of the box that a block is in."""
    BOX_TITLE = _FIRST + 8
    QUOTE = _FIRST + 9
    """A block for a quote that stands by itself."""


class ChipKind(StrEnum):
    """What nobody types into."""

    QUOTE = "quote"
    LIVE = "live"
    NOTE = "note"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip as the document holds it; `number` tells it from others, `shown` are its letters."""

    kind: ChipKind
    key: str
    number: int
    shown: str


def chip_of(form: QTextFormat) -> Chip | None:
    """The chip that letters of this format belong to."""
    kind = form.property(Mark.CHIP)
    if not isinstance(kind, str) or kind not in set(ChipKind):
        return None
    number = form.property(Mark.NUMBER)
    shown = str(form.property(Mark.SHOWN) or "")
    return Chip(ChipKind(kind), str(form.property(Mark.KEY) or ""), number if isinstance(number, int) else 0, shown)


def mark_chip(form: QTextFormat, chip: Chip) -> None:
    """Let letters of this format be a chip."""
    for mark, value in (
        (Mark.CHIP, chip.kind.value),
        (Mark.KEY, chip.key),
        (Mark.NUMBER, chip.number),
        (Mark.SHOWN, chip.shown),
    ):
        form.setProperty(mark, value)


def is_marked(form: QTextFormat, mark: Mark) -> bool:
    """Whether a format has a mark that is there or not."""
    return bool(form.property(mark))


def box_of(form: QTextFormat) -> int:
    """The number of the box a block is in, 0 for none."""
    number = form.property(Mark.BOX)
    return number if isinstance(number, int) else 0


@dataclass(frozen=True, slots=True)
class Letters:
    """The look at a `zoom` (1 is 100 %), for reading or `editing`; asks for the colours in use when it is asked."""

    zoom: float = 1.0
    editing: bool = False

    def px(self, drawn: float) -> int:
        """`drawn` px of the drawings on this page."""
        return current().scaled(drawn * self.zoom)

    def plain(
        self, *, bold: bool = False, italic: bool = False, link: str = "", level: int = 0, title: bool = False
    ) -> QTextCharFormat:
        """Letters of a paragraph, of a heading of a `level`, or of the `title` of a box."""
        form = QTextCharFormat()
        size = {2: 19, 3: 16}.get(level, 16)
        form.setFont(sized(size * self.zoom, 600 if level or title else 400))
        form.setForeground(current().ink)
        if bold:
            form.setProperty(Mark.BOLD, True)
            form.setFontWeight(700)
        if italic:
            form.setProperty(Mark.ITALIC, True)
            form.setFontItalic(True)
        if link:
            form.setAnchor(True)
            form.setAnchorHref(link)
            form.setForeground(current().accent)
            form.setFontUnderline(True)
        return form

    def chip(self, chip: Chip, base: QTextCharFormat, *, withheld: bool = False) -> QTextCharFormat:
        """Letters of a chip, which look like those around it."""
        form = QTextCharFormat(base)
        mark_chip(form, chip)
        tokens = current()
        if withheld:
            form.setBackground(tokens.again_soft)
            form.setForeground(tokens.again)
        elif self.editing and chip.kind is not ChipKind.IMAGE:
            form.setBackground(tokens.accent_soft)
        if chip.kind is ChipKind.NOTE:
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            form.setForeground(tokens.accent)
        return form

    def large_quote(self) -> QTextCharFormat:
        """Letters of a quote that stands by itself."""
        form = self.plain()
        form.setFont(sized(18 * self.zoom, 500))
        return form

    def below_quote(self, base: QTextCharFormat) -> QTextCharFormat:
        """What a quote that stands by itself is signed with."""
        form = QTextCharFormat(base)
        form.setFont(sized(14 * self.zoom))
        if not self.editing or not base.background().style():
            form.setForeground(current().ink2)
        return form

    # ---- blocks -----------------------------------------------------------------------------------------------

    def block(self, *, level: int = 0, box: int = 0, title: bool = False, quote: bool = False) -> QTextBlockFormat:
        """A paragraph, heading, title of a box or quote; `box` is the number of the box that it is in."""
        form = QTextBlockFormat()
        form.setLineHeight(138, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setBottomMargin(self.px(10))
        if level:
            form.setHeadingLevel(level)
            form.setTopMargin(self.px(12 if level == 2 else 6))
            form.setBottomMargin(self.px(6))
        if quote:
            form.setProperty(Mark.QUOTE, True)
            form.setTopMargin(self.px(6))
            form.setBottomMargin(self.px(16))
        if box:
            form.setProperty(Mark.BOX, box)
            form.setRightMargin(self.px(16))
        if title:
            form.setProperty(Mark.BOX_TITLE, True)
            form.setTopMargin(self.px(20))
        form.setLeftMargin(self.px(16) * bool(box) + self.px(19) * quote)
        return form

    def items(self, *, numbered: bool) -> QTextListFormat:
        """A list."""
        form = QTextListFormat()
        style = QTextListFormat.Style.ListDecimal if numbered else QTextListFormat.Style.ListDisc
        form.setStyle(style)
        form.setIndent(1)
        return form
