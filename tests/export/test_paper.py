"""Paper as a screen reader finds it: the tags and words of each kind of page, read by an independent library."""

from pathlib import Path

import pytest
from tagged import Tagged

from coproclip.export.documents.paper import print_large, print_pdf
from coproclip.export.sheet_page import POINTS, sheet_page
from coproclip.people.sheets import SheetForm

CARDS = """<!DOCTYPE html><html lang="en"><head><title>Cards: A &amp; B</title><style>p { color: red; }</style></head>
<body>
<h1>Cards: A &amp; B</h1><table width="100%" border="1"><tr>
<td width="50%"><h2>Card <span style="font-size: 40pt">1</span></h2><p><b>Before you listen:</b> Loud.</p>
<p><span lang="cy">“Bore da.”</span></p></td>
<td width="50%"><h2>Card <span style="font-size: 40pt">2</span></h2><p>“#panic() $x$ \\u{41}”</p></td></tr></table>
<ul><li>One <b>two</b></li><li>three</li></ul><p>Name: ________________</p><p>☐ Yes ◯◯</p><hr></body></html>"""


def printed(page: str, folder: Path, points: int = 18) -> Tagged:
    print_pdf(page, folder / "made.pdf", points, title="Side by side")
    return Tagged(folder / "made.pdf")


def test_headings_lists_and_cells_are_tagged_in_reading_order(tmp_path: Path) -> None:
    print_large(CARDS, tmp_path / "cards.pdf")
    made = Tagged(tmp_path / "cards.pdf")
    assert (made.is_marked, made.is_ua, made.shows_title) == (True, True, True)
    assert (made.title, made.language, made.sizes) == ("Cards: A & B", "en", {(210, 297)})
    read = [tag for tag in made.tags if tag in ("H1", "H2", "L", "LI", "P")]
    assert read == ["H1", "H2", "P", "P", "H2", "P", "L", "LI", "LI", "P", "P"]
    assert made.text.startswith("Cards: A & B Card 1 Before you listen: Loud. “Bore da.” Card 2")


def test_what_people_write_is_words_and_no_code(tmp_path: Path) -> None:
    assert "“#panic() $x$ \\u{41}”" in printed(CARDS, tmp_path).text


def test_lines_to_write_on_and_boxes_are_drawn_and_not_read_out(tmp_path: Path) -> None:
    text = printed(CARDS, tmp_path).text
    assert "Name: " in text
    assert "Yes" in text
    assert not {"_", "☐", "◯"} & set(text)


@pytest.mark.parametrize("form", SheetForm)
def test_a_sheet_is_tagged_whatever_its_text_begins_with(form: SheetForm, tmp_path: Path) -> None:
    """A heading of a lower kind is the first where somebody wrote it so: PDF/UA skips no level."""
    text = "Hello.\n## What you decide\n- To stop\n- To go on\n[] I am recorded.\n___ Name\n"
    made = printed(sheet_page(text, form), tmp_path, POINTS[form])
    assert made.is_ua
    assert made.title == "Side by side"
    assert [tag for tag in made.tags if tag in ("H1", "H2", "LI")] == ["H1", "LI", "LI"]
    assert "I am recorded. Yes No Not now" in made.text


def test_the_letters_are_those_that_come_with_the_program(tmp_path: Path) -> None:
    assert {name.split("-")[0] for name in printed(CARDS, tmp_path).fonts} == {"AtkinsonHyperlegible"}


def test_a_letter_that_no_font_has_stops_no_page(tmp_path: Path) -> None:
    made = printed("<html lang='en'><title>A</title><h1>A</h1><p>\U0001f9ff \U000f0000 words</p></html>", tmp_path)
    assert made.is_marked
    assert not made.is_ua, "it does not say of itself what it is not"
    assert "words" in made.text


def test_a_long_card_goes_on_on_the_next_page_and_a_short_one_is_not_torn(tmp_path: Path) -> None:
    card = "<td width='50%'><h2>Card</h2><p>{}</p></td>"
    rows = "".join(f"<tr>{card.format('word ' * many)}{card.format('short')}</tr>" for many in (40, 900, 40))
    page = f"<html lang='en'><title>A</title><h1>A</h1><table border='1'>{rows}</table></html>"
    made = printed(page, tmp_path)
    assert made.text.count("word") == 980, "nothing falls off the paper"
    assert made.pages < 8
