"""Sections of the report, their text and the quotes in it, as they are found again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_stories import make_story, new_project
from PIL import Image
from sqlalchemy import select

from coproclip.errors import BadInput
from coproclip.excerpts.marking import delete_excerpt, mark_quote
from coproclip.project.journal import Operation
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Project
from coproclip.project.schema import ReportImage
from coproclip.report.document import Paragraph, QuoteMark, Run, quote_keys
from coproclip.report.images import add_image, take_image
from coproclip.report.kept import keep_finding, kept_findings
from coproclip.report.markup import MOST_BLOCKS, parse, write
from coproclip.report.sections import (
    add_quote,
    add_section,
    change_section,
    delete_section,
    move_section,
    quoted_excerpts,
    quotes_of,
    sections,
    set_body,
    the_report,
    title_of,
)
from coproclip.themes.codebook import add_theme, delete_theme
from coproclip.timecode import TimeRange


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "Report") as made:
        yield made


def titles(project: Project) -> list[str]:
    with project.read() as session:
        return [title_of(session, one) for one in sections(session)]


def test_sections_stand_in_their_order_and_are_called_after_their_theme(project: Project) -> None:
    with project.edit(Operation.DRAFT_REPORT) as edit:
        theme = add_theme(edit, "Move the chairs")
        first = add_section(edit, SectionKind.ABOUT)
        about = add_section(edit, SectionKind.THEME, theme_id=theme.id)
        add_section(edit, title="By the way", after=first.id)
        first_id, about_id, theme_id = first.id, about.id, theme.id
    assert titles(project) == ["What this is", "By the way", "Move the chairs"]
    with project.edit(Operation.ARRANGE_REPORT) as edit:
        move_section(edit, about_id, 0)
        change_section(edit, first_id, title="Before you read")
    assert titles(project) == ["Move the chairs", "Before you read", "By the way"]
    with project.edit(Operation.DELETE_THEME) as edit:
        delete_theme(edit, theme_id)
    assert titles(project)[0] == "A theme that is no longer there"
    project.undo()
    with project.edit(Operation.ARRANGE_REPORT) as edit:
        delete_section(edit, about_id)
    assert titles(project) == ["Before you read", "By the way"]
    project.undo()
    assert titles(project) == ["Move the chairs", "Before you read", "By the way"]


def test_a_quote_stands_in_the_text_and_goes_with_its_excerpt(project: Project) -> None:
    story = make_story(project)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark_quote(edit, story, "there was no head of the table").id
    with project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Chairs").id
        quote = add_quote(edit, section, excerpt, runs=[TimeRange(2000, 3000), "the table"], signed=False)
        add_quote(edit, section, excerpt)
        set_body(edit, section, [Paragraph((Run("One said "), QuoteMark(quote.key), Run(".")))], who="Priya")
    with project.read() as session:
        found = sections(session)[0]
        assert list(quote_keys(parse(found.body))) == [quote.key]
        assert list(quotes_of(session, section).values()) == [quote], "what stands nowhere in the text is not kept"
        assert quoted_excerpts(session) == {excerpt: [section]}
        report = the_report(session)
        assert report is not None
        assert report.changed_by == "Priya"
    with pytest.raises(BadInput), project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, section, [Paragraph((QuoteMark("nobodys"),))])
    with project.edit(Operation.DELETE_EXCERPT) as edit:
        delete_excerpt(edit, excerpt)
    with project.read() as session:
        assert quotes_of(session, section) == {}
    project.undo()
    with project.read() as session:
        assert quoted_excerpts(session) == {excerpt: [section]}


def test_a_finding_is_kept_with_a_reason_only(project: Project) -> None:
    with pytest.raises(BadInput, match="why"), project.edit(Operation.KEEP_FINDING) as edit:
        keep_finding(edit, "print", " ")
    with project.edit(Operation.KEEP_FINDING) as edit:
        keep_finding(edit, "print", "They said so.", who="Priya")
    with project.read() as session:
        assert kept_findings(session) == {"print": "They said so."}


def test_an_image_that_is_moved_to_another_section_goes_with_its_words(project: Project, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.png"
    Image.new("RGB", (30, 10), "teal").save(drawing)
    file = take_image(project, drawing)
    with project.edit(Operation.WRITE_REPORT) as edit:
        first, second = add_section(edit, title="One").id, add_section(edit, title="Two").id
        key = add_image(edit, first, file, alt="A ring of chairs")
        set_body(edit, first, parse(f"! {{image {key}}}"))
    with project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, first, parse("Gone."))
        set_body(edit, second, parse(f"! {{image {key}}}"))
    with project.read() as session:
        [image] = session.scalars(select(ReportImage).where(ReportImage.section_id == second))
        assert (image.key, image.alt, image.file) == (key, "A ring of chairs", file)


def test_a_text_of_too_many_paragraphs_is_refused_and_reads_the_same_again(project: Project) -> None:
    with project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Long").id
    many = "\n\n".join(["*word*"] * (MOST_BLOCKS + 50)) + "\n\n{quote k1} \\*"
    read = parse(many)
    assert parse(write(read)) == read
    assert list(quote_keys(read)) == ["k1"]
    with pytest.raises(BadInput, match="paragraphs"), project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, section, [Paragraph((Run("word"),))] * (MOST_BLOCKS + 1))
