"""A quote sheet says exactly what may be quoted, in every format; what may not any more is taken away."""

import csv
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from consenting import allow, answer
from made_stories import make_story

from coproclip.errors import NotShareable
from coproclip.excerpts import marking
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.find_quotes import Found, find_quotes
from coproclip.excerpts.quote_lists import read_quotes
from coproclip.export.folders.manifest import Owner
from coproclip.export.folders.target import Tell, keep_quiet
from coproclip.export.quote_sheet import COLUMNS, QuoteSheet, SheetFormat, export_quotes
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes.codebook import add_theme, link

LINES = (
    ("reporter", "What was it like?"),
    ("storyteller", "=SUM(A1) is what *they* saw. We moved the chairs and then people just talked."),
    ("reporter", "And then?"),
    ("storyteller", "I had never been asked before."),
)


@pytest.fixture
def sheet(project: Project) -> Project:
    """A story with three excerpts: one with a formula, one with something taken out, one of two voices."""
    story = make_story(project, LINES)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        formula = marking.mark_quote(edit, story, "=SUM(A1) is what they saw.", title="A | title").id
        cut = marking.mark_quote(edit, story, "We moved the chairs and then people just talked.").id
        gone = marking.words_in(edit.session, cut, "and then")
        marking.take_out(edit, cut, gone.start_ms, gone.end_ms)
        marking.mark_quote(edit, story, "And then? I had never been asked before.")
        link(edit, add_theme(edit, "Doors").id, cut)
    for number in (formula, cut, 3):
        answer(project, number)
    return project


def _may(project: Project, *ids: int) -> Sharing:
    return shareable(project, ids or (1, 2, 3), Use.QUOTE)


def _export(
    project: Project,
    folder: Path,
    *ids: int,
    formats: tuple[SheetFormat, ...] = tuple(SheetFormat),
    tell: Tell = keep_quiet,
) -> QuoteSheet:
    owner = Owner(project.details.uid, "all quotes")
    granted = _may(project, *ids).granted
    return export_quotes(
        granted,
        folder,
        owner=owner,
        formats=formats,
        heard=[1],
        again=lambda ids: _may(project, *ids),
        project=project,
        tell=tell,
    )


TELLER = "One storyteller"
ROWS = [
    ("1", "=SUM(A1) is what *they* saw.", TELLER, "", "Agreed: words and sound", "", "A | title"),
    ("2", "We moved the chairs … people just talked.", TELLER, "Doors", "Agreed: words", "", None),
    ("3", f"Reporter: And then?\n{TELLER}: I had never been asked before.", TELLER, "", "Agreed: words", "", None),
]  # fmt: skip


def _check(rows: list[list[str]], *, lines: bool) -> None:
    """What another program reads; a cell of a table has no lines in some formats."""
    assert tuple(rows[0]) == COLUMNS
    for row, (number, words, signed, themes, state, care, title) in zip(rows[1:], ROWS, strict=True):
        said = words if lines else words.replace("\n", " ")
        assert [row[0], row[1].removeprefix("'"), row[2]] == [number, said, signed]
        assert (row[5] or "", row[6], row[7] or "") == (themes, state, care)
        assert title is None or row[8] == title
        assert row[3] < row[4]


def test_every_format_says_the_same_to_other_programs(sheet: Project, tmp_path: Path) -> None:
    made = _export(sheet, tmp_path / "out")
    assert [path.name for path in made.files] == ["Quotes.csv", "Quotes.xlsx", "Quotes.docx", "Quotes.md"]
    rows = list(csv.reader(io.StringIO((tmp_path / "out" / "Quotes.csv").read_text("utf-8-sig"))))
    _check(rows, lines=False)
    assert rows[1][1].startswith("'="), "no program reckons with it"
    cells = openpyxl.load_workbook(tmp_path / "out" / "Quotes.xlsx").active
    assert cells is not None
    _check([[str(cell or "") for cell in row] for row in cells.iter_rows(values_only=True)], lines=False)
    assert cells["B2"].data_type == "s"
    document = docx.Document(str(tmp_path / "out" / "Quotes.docx"))
    _check([[cell.text for cell in row.cells] for row in document.tables[0].rows], lines=True)
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments, about.title) == ("", "", "", "Quotes")
    text = (tmp_path / "out" / "Quotes.md").read_text("utf-8")
    assert "> \\=SUM" in text or "> =SUM" in text
    assert "what \\*they\\* saw." in text
    assert "A \\| title" in text


@pytest.mark.parametrize("kind", ["csv", "docx", "md"])
def test_a_sheet_is_found_again_in_its_own_project(kind: str, sheet: Project, tmp_path: Path) -> None:
    _export(sheet, tmp_path / "out", 1, 2, formats=(SheetFormat(kind),))
    quotes = read_quotes(tmp_path / "out" / f"Quotes.{kind}").quotes
    found = sheet.query(find_quotes, quotes)
    there = [one.best.excerpt_id for one in found if one.found is Found.THERE and one.best is not None]
    assert there == [1, 2]


def test_an_earlier_sheet_goes_before_another_is_made(sheet: Project, tmp_path: Path) -> None:
    _export(sheet, tmp_path / "out")
    (tmp_path / "out" / "mine.txt").write_text("kept")
    answer(sheet, 1, "no")
    made = _export(sheet, tmp_path / "out", formats=(SheetFormat.MD,))
    assert made.quotes == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name[0] != ".") == [
        "Quotes.md",
        "mine.txt",
    ]
    assert "SUM" not in (tmp_path / "out" / "Quotes.md").read_text()
    for one in (2, 3):
        answer(sheet, one, "no")
    assert _export(sheet, tmp_path / "out") == QuoteSheet((), 0)
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["mine.txt"]


def test_a_sheet_that_somebody_changed_is_spoken_of_once(sheet: Project, tmp_path: Path) -> None:
    _export(sheet, tmp_path / "out", formats=(SheetFormat.CSV,))
    with (tmp_path / "out" / "Quotes.csv").open("a") as file:
        file.write("mine")
    said: list[str] = []
    _export(sheet, tmp_path / "out", formats=(SheetFormat.CSV,), tell=said.append)
    [sentence] = [one for one in said if "“Quotes.csv”" in one]
    assert sentence.index("keep it elsewhere") < sentence.index("delete it")


def test_another_export_to_the_folder_takes_it_away_too(sheet: Project, tmp_path: Path) -> None:
    _export(sheet, tmp_path / "out", formats=(SheetFormat.CSV,))
    withdraw_everywhere(sheet, tmp_path / "out", lambda _said: None)
    assert (tmp_path / "out" / "Quotes.csv").exists(), "all of it may still be quoted"
    answer(sheet, 2, "no")
    withdraw_everywhere(sheet, tmp_path / "out", lambda _said: None)
    assert not (tmp_path / "out" / "Quotes.csv").exists()


def test_only_what_may_be_quoted_is_in_it(sheet: Project, tmp_path: Path) -> None:
    owner = Owner(sheet.details.uid, "all quotes")
    with pytest.raises(NotShareable, match="may be quoted"):
        export_quotes(shareable(sheet, [1], Use.SHARING).granted, tmp_path / "out", owner=owner)
    granted = _may(sheet).granted
    answer(sheet, 2, "no")
    with pytest.raises(NotShareable):
        export_quotes(granted, tmp_path / "out", owner=owner)
    assert not list((tmp_path / "out").glob("Quotes*"))
