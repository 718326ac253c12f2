"""Fills a text document with the blocks of a section: what nobody types into stands in it as chips."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextCharFormat, QTextCursor, QTextDocument, QTextImageFormat, QTextList

from coproclip.overview.report_page import QuoteOnPage, SectionPage
from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    Inline,
    ListBlock,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
)
from coproclip.report.markup import write
from coproclip.ui.pages.report.letters import Chip, ChipKind, Letters, Mark, box_of, mark_chip
from coproclip.ui.pages.report.text_document import (
    SEPARATOR,
    blocks_of,
    letters_of,
    list_around,
    new_number,
    pieces,
    text_between,
)

PICTURE = "\ufffc"
"""What stands for an image among letters."""


def no_pictures(_file: str) -> QImage:
    """No image can be shown."""
    return QImage()


class Filler:
    """Puts blocks into a document at a cursor; `page` knows the quotes, counts and images, `look` how all looks."""

    def __init__(
        self, cursor: QTextCursor, page: SectionPage, look: Letters, pictures: Callable[[str], QImage] = no_pictures
    ) -> None:
        self._cursor, self._page, self._look, self._pictures = cursor, page, look, pictures
        self._fresh = True
        """Whether the block under the cursor is to be used before another is begun."""

    def put(self, blocks: Iterable[Block], box: int = 0) -> None:
        """These blocks, one after another."""
        for block in blocks:
            match block:
                case Heading(level, text):
                    self._begin(level=level, box=box)
                    self.inlines(text, self._look.plain(level=level))
                case Paragraph(text):
                    self._begin(box=box)
                    self.inlines(text, self._look.plain())
                case ListBlock(items, numbered):
                    self._items(items, numbered=numbered, box=box)
                case QuoteBlock(key):
                    self._begin(box=box, quote=True)
                    self.quote(key, self._look.large_quote(), alone=True)
                case ImageBlock(key):
                    self._begin(box=box)
                    self._image(key)
                case Box(title, inner):
                    number = new_number()
                    self._begin(box=number, title=True)
                    self._cursor.insertText(letters_of(title), self._look.plain(title=True))
                    self.put(inner, number)

    def put_between(self, blocks: Iterable[Block]) -> None:
        """These blocks amid a text: what stands behind the cursor in its block goes on below them."""
        cursor, rest = self._cursor, not self._cursor.atBlockEnd()
        form, letters = cursor.blockFormat(), cursor.blockCharFormat()
        box = box_of(form)
        inner = [one for one in blocks if not (box and isinstance(one, Box))]
        if rest:
            cursor.insertBlock(form, letters)
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self._fresh = cursor.block().length() == 1
        self.put(inner, box)
        if rest and not cursor.atEnd():
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)

    def _begin(self, *, level: int = 0, box: int = 0, title: bool = False, quote: bool = False) -> None:
        form = self._look.block(level=level, box=box, title=title, quote=quote)
        letters = self._look.plain(level=level, title=title)
        if self._fresh:
            self._cursor.setBlockFormat(form)
            self._cursor.setBlockCharFormat(letters)
            self._fresh = False
        else:
            self._cursor.insertBlock(form, letters)
        around = list_around(self._cursor.block())
        if around is not None:
            around.remove(self._cursor.block())
            self._cursor.setBlockFormat(form)

    def _items(self, items: Iterable[tuple[Inline, ...]], *, numbered: bool, box: int) -> None:
        made: QTextList | None = None
        for item in items:
            self._begin(box=box)
            if made is None:
                made = self._cursor.createList(self._look.items(numbered=numbered))
            else:
                made.add(self._cursor.block())
            self.inlines(item, self._look.plain())

    def inlines(self, text: Iterable[Inline], base: QTextCharFormat) -> None:
        """What stands in one block."""
        level = self._cursor.blockFormat().headingLevel()
        before = text_between(self._cursor.document(), self._cursor.block().position(), self._cursor.position())
        for one in text:
            match one:
                case Run(words, bold, italic, link):
                    form = self._look.plain(bold=bold, italic=italic, link=link, level=level)
                    self._cursor.insertText(letters_of(words), form)
                    before += words
                case QuoteMark(key):
                    before += self.quote(key, base)
                case LiveMark(what):
                    shown = self._page.live_text(what, before) or "…"
                    self.chip(ChipKind.LIVE, what.value, shown, base)
                    before += shown
                case Footnote(note):
                    self.chip(ChipKind.NOTE, write([Paragraph(note)]), "*", base)

    def quote(self, key: str, base: QTextCharFormat, *, alone: bool = False) -> str:
        """A quote with what it is signed with; returns its letters."""
        shown = self._page.quotes.get(key)
        said, signed = quote_letters(shown, alone=alone)
        chip = Chip(ChipKind.QUOTE, key, new_number(), said + signed)
        form = self._look.chip(chip, base, withheld=shown is None or shown.withheld)
        self._cursor.insertText(said, form)
        if signed:
            self._cursor.insertText(signed, self._look.below_quote(form) if alone else form)
        return said + signed

    def _image(self, key: str) -> None:
        image = self._page.images.get(key)
        picture = self._pictures(image.file) if image is not None else QImage()
        if picture.isNull():
            words = "Image" if image is None else image.alt or "Image"
            self.chip(ChipKind.IMAGE, key, f"[{letters_of(words)}]", self._look.plain())
            return
        name = QUrl(f"image:{key}")
        self._cursor.document().addResource(QTextDocument.ResourceType.ImageResource.value, name, picture)
        form = QTextImageFormat()
        form.setName(name.toString())
        form.setWidth(1)  # until it is known how wide the paper is, see `fit_images`
        mark_chip(form, Chip(ChipKind.IMAGE, key, new_number(), PICTURE))
        self._cursor.insertImage(form)

    def chip(self, kind: ChipKind, key: str, shown: str, base: QTextCharFormat) -> None:
        """One thing that nobody types into."""
        chip = Chip(kind, key, new_number(), letters_of(shown) or "…")
        self._cursor.insertText(chip.shown, self._look.chip(chip, base))


def quote_letters(shown: QuoteOnPage | None, *, alone: bool) -> tuple[str, str]:
    """A quote in letters: what it says, and what follows it."""
    if shown is None or not shown.words:
        return "“…”", f"{SEPARATOR if alone else ' '}(these words are no longer in the recording)"
    said = f"“{letters_of(shown.words)}”"
    if alone:
        return said, f"{SEPARATOR}{letters_of(shown.who)}" if shown.quote.signed else ""
    return said, f" ({letters_of(shown.who)})" if shown.quote.signed else ""


def fill(
    document: QTextDocument,
    blocks: Iterable[Block],
    page: SectionPage,
    look: Letters,
    pictures: Callable[[str], QImage] = no_pictures,
) -> None:
    """Let `document` hold these blocks and nothing else."""
    document.clear()
    document.setIndentWidth(look.px(26))
    document.setDefaultFont(look.plain().font())
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    cursor.setBlockFormat(look.block())
    cursor.setBlockCharFormat(look.plain())
    Filler(cursor, page, look, pictures).put(blocks)
    cursor.endEditBlock()
    number_notes(document)


def fit_images(document: QTextDocument, widest: int) -> None:
    """Make no image wider than `widest` (px), and none wider than it is."""
    for block in blocks_of(document):
        for start, end, chip, form in list(pieces(block)):
            if chip is None or chip.kind is not ChipKind.IMAGE or not form.isImageFormat():
                continue
            image = form.toImageFormat()
            name = QUrl(image.name())
            picture = document.resource(QTextDocument.ResourceType.ImageResource.value, name)
            if not isinstance(picture, QImage) or picture.isNull():
                continue
            wide = min(picture.width(), widest)
            if wide != round(image.width()):
                image.setWidth(wide)
                image.setHeight(wide * picture.height() / picture.width())
                cursor = QTextCursor(document)
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(image)


def number_notes(document: QTextDocument) -> list[str]:
    """Give the footnotes their numbers, in order; returns their texts as they are kept."""
    found: list[tuple[int, int, Chip, QTextCharFormat]] = []
    for block in blocks_of(document):
        for start, end, chip, form in pieces(block):
            if chip is not None and chip.kind is ChipKind.NOTE:
                found.append((start, end, chip, form))
    for place, (start, end, chip, form) in reversed(list(enumerate(found, 1))):
        if chip.shown != str(place):
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            new = QTextCharFormat(form)
            new.setProperty(Mark.SHOWN, str(place))
            cursor.insertText(str(place), new)
    return [chip.key for _start, _end, chip, _form in found]
