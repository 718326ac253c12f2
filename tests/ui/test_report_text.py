"""The text of a section as a document and back; chips that go as a whole; what is pasted from elsewhere."""

import random
from dataclasses import replace

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from coproclip.overview.report_page import QuoteOnPage, SectionPage
from coproclip.people.about_project import STANDARD_BANDS
from coproclip.project.kinds import SectionKind
from coproclip.report.document import Block, quote_keys
from coproclip.report.live import LiveValues
from coproclip.report.markup import parse, write
from coproclip.report.sections import Quote
from coproclip.ui.pages.report.clipboard import copied, foreign, own
from coproclip.ui.pages.report.filling import fill
from coproclip.ui.pages.report.letters import Letters
from coproclip.ui.pages.report.report_text import ReportText
from coproclip.ui.pages.report.text_document import read

Key = Qt.Key
BODY = """\
Two of the {count} stories talk about **small *things*** in a room^[Told in *May*.].

> {quote k1}

One person said {quote k2}, and {many} agreed.

## A *different* view of {quote k2}

### Below it

- first {live}
- second \\[sic\\]

1. one
2. {quote k1}

::: box What came of it

The list is *open*.

- in a box

:::

! {image i1}

The end [here](https://example.org/a)."""


def shown(key: str, words: str) -> QuoteOnPage:
    return QuoteOnPage(Quote(key, int(key[1:])), words, "One storyteller")


PAGE = SectionPage(
    1,
    SectionKind.OWN,
    "Move the chairs",
    BODY,
    quotes={"k1": shown("k1", "We moved the chairs."), "k2": shown("k2", "My no was written down as a maybe 🪑.")},
    theme_id=1,
    live=LiveValues(STANDARD_BANDS, 12, 11, 40, "May 2026", {1: 8}),
)


def there_and_back(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    document = QTextDocument()
    fill(document, blocks, PAGE, Letters(editing=True))
    return read(document)


def test_a_text_comes_back_from_its_document_as_it_was(qtbot: QtBot) -> None:
    blocks = parse(BODY)
    assert there_and_back(blocks) == blocks
    assert write(there_and_back(blocks)) == write(blocks)


HOSTILE = [
    *("**", "*", "***a***", "{quote k1}", "{quote", "{count}", "\\", "\\*", "^[", "]", ":::", "-", "#", "🪑", "é"),
    *("<b>&amp;</b>", "[x](javascript:alert(1))"),
    *(
        "[x](https://e.org)",
        "^[note *it*]",
        "::: box",
        "::: box T",
        "## ",
        "### h",
        "- ",
        "- i",
        "1. n",
        "> {quote k1}",
    ),
    *("> x", "! {image i1}", "\u2028", "\u2029", "\ufdd0", "\ufffc", "\x07", "\u202e", "", "  ", "\t", "a b"),
]


def test_whatever_is_written_in_it_survives_the_document(qtbot: QtBot) -> None:
    chance = random.Random(7)
    for _ in range(120):
        lines = ["".join(chance.choices(HOSTILE, k=chance.randint(1, 5))) for _ in range(chance.randint(1, 7))]
        blocks = parse("\n".join(line + "\n" * chance.randint(0, 1) for line in lines))
        once = there_and_back(blocks)
        letters = write(once)
        assert write(there_and_back(once)) == letters, lines
        assert list(quote_keys(once)) == list(quote_keys(blocks)), lines
        if not any(sign in "".join(lines) for sign in "\u2028\u2029\ufdd0\ufffc\t"):
            assert " ".join(letters.split()) == " ".join(write(parse(write(blocks))).split()), lines


def test_of_what_is_pasted_from_elsewhere_only_its_words_and_their_kinds_come(qtbot: QtBot) -> None:
    text = ReportText()
    qtbot.addWidget(text)
    text.show_page(PAGE)
    text.set_editing(True)
    text.moveCursor(QTextCursor.MoveOperation.End)
    pasted = QMimeData()
    links = '<a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a>'
    pasted.setHtml(
        f'<h1>Title</h1><p style="color:red">One <b>bold</b>, {links}<img src="file:///etc/hostname"></p>'
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><script>alert(1)</script>"
    )
    text.insertFromMimeData(pasted)
    written = write(text.blocks())
    assert written.startswith(write(parse(BODY)))
    assert written.endswith("## Title\n\nOne **bold**, bad [good](https://example.org/)\n\n- a\n- b\n\n1. c")
    typed = QMimeData()
    typed.setText("one {quote k1}\n\ntwo **stars**")
    text.insertFromMimeData(typed)
    assert list(quote_keys(text.blocks())) == list(quote_keys(parse(BODY))), "a quote is never typed"
    assert write(text.blocks()).endswith("1. c\n\none \\{quote k1\\}\n\ntwo \\*\\*stars\\*\\*")


def test_what_gets_into_the_title_of_a_box_stays_in_the_box(qtbot: QtBot) -> None:
    document = QTextDocument()
    fill(document, parse("::: box Out\n\nSo {quote k1}^[They *said*.]\n\n- more\n\n:::"), PAGE, Letters(editing=True))
    cursor = document.find("So")
    cursor.setPosition(cursor.selectionStart())
    cursor.deletePreviousChar()
    joined = read(document)
    assert list(quote_keys(joined)) == ["k1"]
    assert "They" in write(joined)
    assert write(there_and_back(joined)) == write(joined)


def test_what_was_copied_in_one_project_quotes_nothing_of_another() -> None:
    copy = copied(parse("Said {quote k1}."), "Said “We moved the chairs.”.", replace(PAGE, project_uid="here"))
    assert own(copy, "elsewhere") is None
    assert "We moved the chairs" in write(foreign(copy)), "its words are pasted as any others"
    found = own(copy, "here")
    assert found is not None
    assert found[1]["k1"]["excerpt"] == 1
