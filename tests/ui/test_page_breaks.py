"""What is printed is parted between rows, lines and headings: nothing is torn, and nothing is left out."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication

from coproclip.export.sheet_page import sheet_page
from coproclip.people.sheets import SheetForm
from coproclip.ui.page_breaks import Page, pages_of

HEIGHT = 400.0
LONG = "I agree to this and to some more, so that it needs several lines. "


def laid_out(html: str) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(html)
    document.setTextWidth(480)
    return document


def blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def page_of(document: QTextDocument, pages: list[Page], block: QTextBlock) -> int | None:
    """The number of the page on which all of a block stands; None where it is torn."""
    rect = document.documentLayout().blockBoundingRect(block)
    fits = [n for n, page in enumerate(pages) if page.top <= rect.top() and rect.bottom() <= page.bottom]
    return fits[0] if fits else None


@pytest.mark.parametrize("form", SheetForm)
def test_every_row_of_a_sheet_is_whole_and_every_heading_stands_over_something(
    qapp: QApplication, form: SheetForm
) -> None:
    questions = "\n".join(f"[] {n}. {LONG}" for n in range(9))
    text = f"# A sheet\n{LONG * 3}\n\n## What you say yes to\n{questions}\n\n## Points\n- {LONG}\n- {LONG}\n## Signed\n"
    document = laid_out(sheet_page(text + "___ Name\n___ Date\n", form))
    pages = pages_of(document, HEIGHT * (2 if form is SheetForm.LARGE else 1))
    assert len(pages) > 2
    assert pages[0].top == 0
    assert pages[-1].bottom == document.size().height()
    assert all(before.bottom == after.top for before, after in pairwise(pages))
    on = [(block.text(), page_of(document, pages, block)) for block in blocks(document)]
    for place, (words, page) in enumerate(on):
        if LONG.strip() in words and words[0].isdigit():
            assert page is not None, "no row is torn"
            assert [box.strip()[2:] for box, _ in on[place + 1 : place + 4]] == ["Yes", "No", "Not\xa0now"]
            assert {other for _, other in on[place + 1 : place + 4]} == {page}, "its boxes stand beside it"
    for block, following in pairwise(blocks(document)):
        if block.blockFormat().headingLevel():
            assert page_of(document, pages, block) == page_of(document, pages, following), block.text()


def test_what_is_longer_than_a_page_goes_on_between_two_lines(qapp: QApplication) -> None:
    document = laid_out(f"<p>{LONG * 60}</p>")
    pages = pages_of(document, HEIGHT)
    assert len(pages) > 2
    assert all(page.bottom - page.top <= HEIGHT for page in pages)
    layout = document.begin().layout()
    down = document.documentLayout().blockBoundingRect(document.begin()).top() - layout.boundingRect().top()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number).rect().translated(0, down)
        assert sum(page.top <= line.top() and line.bottom() <= page.bottom for page in pages) == 1


def test_what_fits_is_one_page_and_what_cannot_be_parted_is_cut_all_the_same(qapp: QApplication) -> None:
    assert len(pages_of(laid_out("<p>Short.</p>"), HEIGHT)) == 1
    tiny = pages_of(laid_out("<p style='font-size: 90pt'>Large</p>"), 10.0)
    assert all(page.bottom - page.top <= 10.0 for page in tiny)
