"""The report as files: what an independent reader finds in each of them, what is not in any, and what can be heard."""

import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from consenting import allow, answer
from lxml import etree
from made_stories import make_story, new_project
from PIL import Image
from pypdf import PdfReader

from coproclip.errors import BadInput, NotShareable
from coproclip.excerpts.marking import mark_quote
from coproclip.excerpts.playlists import add_playlist, change_playlist, delete_playlist
from coproclip.excerpts.rules.policy import Use
from coproclip.export.report.folder import FILES, ReportFormat, export_report
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Progress
from coproclip.overview.report import report_facts
from coproclip.people.consent import note_consent
from coproclip.people.mentions import Found, NameKind, add_names, decide
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import AnswerKind, ConsentAbout, MentionDecision, SectionKind
from coproclip.project.project import Project
from coproclip.project.schema import ProjectRow, ReportSection
from coproclip.report.checks import check_report
from coproclip.report.document import Block
from coproclip.report.drafting import draft_report
from coproclip.report.images import add_image, take_image
from coproclip.report.kept import keep_finding
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, add_section, move_section, sections, set_body
from coproclip.themes.codebook import add_theme, change_theme, link, set_headline
from coproclip.timecode import TimeRange

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS = "After that there was no head of the table, so people just talked."


@dataclass
class Made:
    """A project with a report of two quotes: one that may leave, and one that was never asked about."""

    project: Project
    story: int
    agreed: int
    unasked: int
    section: int

    def write(self, text: str) -> None:
        """Write the section, with {A} for the first quote and {B} for the second."""
        with self.project.edit(Operation.WRITE_REPORT) as edit:
            first = add_quote(edit, self.section, self.agreed)
            second = add_quote(edit, self.section, self.unasked)
            filled = text.replace("{A}", f"{{quote {first.key}}}").replace("{B}", f"{{quote {second.key}}}")
            set_body(edit, self.section, parse(filled))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with new_project(tmp_path / "Side by Side") as project:
        story = make_story(project)
        with project.edit(Operation.MARK_EXCERPT) as edit:
            row = edit.get(ProjectRow, 1)
            row.strapline, row.month, row.contact = "Sharing power", "November 2026", "Ask Ann, 0123"
            agreed = mark_quote(edit, story, WORDS).id
            unasked = mark_quote(edit, story, "I had never been asked before.").id
            theme = add_theme(edit, "Move the chairs", question="Who gets to decide?").id
            add_theme(edit, "no head", parent_id=theme)
            link(edit, theme, agreed)
            set_headline(edit, theme, agreed)
            section = add_section(edit, SectionKind.THEME, theme_id=theme).id
        allow(project)
        answer(project, agreed, uses=(Use.SHARING, Use.REPORT))
        yield Made(project, story, agreed, unasked, section)


TEXT = """It began with **furniture**, as *one* said: {A}. Not all agreed^[Ask <them> & us.]. {B} was hard to hear.

### A different view

- first & last
- second

1. one
2. two

Then they said:

> {B}

> {A}

::: box What came of it

- a list & more

:::

See [our page](https://example.org/a?b=1&c=2)."""


class Texts(HTMLParser):
    """What a page says, without styles and scripts, and the values of the attributes in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self._mute = "", list[tuple[str, dict[str, str | None]]](), 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.append((tag, dict(attrs)))
        self._mute += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self._mute -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        """Letters."""
        self.text += "" if self._mute else data


def read_page(path: Path) -> Texts:
    page = Texts()
    page.feed(path.read_text("utf-8"))
    return page


def test_every_format_says_the_same_and_nothing_that_is_withheld(made: Made, tmp_path: Path) -> None:
    made.write(TEXT)
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        drawing = tmp_path / "drawing.png"
        Image.new("RGB", (300, 100), "teal").save(drawing)
        key = add_image(edit, made.section, take_image(made.project, drawing), alt="Chairs in a ring")
        body = made.project.query(_body, made.section)
        set_body(edit, made.section, [*body, *parse(f"! {{image {key}}}")])
    files = export_report(made.project, tmp_path / "Out", list(ReportFormat))
    assert files.withheld == 1
    assert {path.name for path in files.folder.iterdir() if not path.name.startswith(".")} >= {*FILES.values(), "sound"}

    document = docx.Document(str(files.files[ReportFormat.DOCX]))
    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    assert ("Title", "Side by Side") in styles
    headline = "“After that there was no head of the table, so people just…”"
    assert ("Heading 1", f"{headline}: Who gets to decide?") in styles
    assert ("Heading 2", "A different view") in styles, "no level is left out"
    assert ("List Bullet", "first & last") in styles
    assert ("Quote", f"“{WORDS}”") in styles
    assert document.core_properties.title == "Side by Side"
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    with zipfile.ZipFile(files.files[ReportFormat.DOCX]) as inside:
        notes = etree.fromstring(inside.read("word/footnotes.xml"))
        assert "Ask <them> & us." in "".join(notes.itertext())
        whole = b"".join(inside.read(name) for name in inside.namelist())
        assert b'descr="Chairs in a ring"' in whole

    page = read_page(files.files[ReportFormat.HTML])
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert ("img", "Chairs in a ring") in [(tag, named.get("alt")) for tag, named in page.tags]
    sounds = [named["src"] for tag, named in page.tags if tag == "audio"]
    assert sounds == ["sound/extract%201.mp3"]
    assert (files.folder / "sound" / "extract 1.mp3").is_file()
    assert {str(named["href"]) for tag, named in page.tags if tag == "a" and "note" in str(named.get("href"))} == {
        "#note-1"
    }
    texts = {
        "docx": "\n".join(text for _, text in styles),
        "html": page.text,
        "md": files.files[ReportFormat.MARKDOWN].read_text("utf-8").replace("**", ""),
        "easy": read_page(files.files[ReportFormat.EASY_READ]).text,
    }
    for kind, text in texts.items():
        assert WORDS in text, kind
        assert "never been asked" not in text, kind
        assert "hard to hear" not in text, "the sentence that led to what is withheld goes with it"
        assert "Then they said" not in text, kind
        assert "November 2026" in text, kind
        assert "Ask Ann, 0123" in text, kind
    assert files.files[ReportFormat.PDF].read_bytes().startswith(b"%PDF-")
    assert b"pdfuaid" in files.files[ReportFormat.PDF].read_bytes(), "it says of itself that it is PDF/UA"


def _body(session: object, section: int) -> tuple[Block, ...]:
    from sqlalchemy.orm import Session

    from coproclip.project.schema import ReportSection

    assert isinstance(session, Session)
    return parse(session.get_one(ReportSection, section).body)


def test_a_shortened_quote_says_what_was_chosen_and_its_brackets(made: Made, tmp_path: Path) -> None:
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        whole = TimeRange(0, 60_000)
        quote = add_quote(edit, made.section, made.agreed, runs=[whole])
        set_body(edit, made.section, parse(f"They said {{quote {quote.key}}}."))
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.MARKDOWN])
    shown = WORDS.replace("no head", "**no head**")
    assert f"They said “{shown}” (one storyteller)." in files.files[ReportFormat.MARKDOWN].read_text("utf-8")


def test_a_name_of_a_sub_theme_is_bold_where_it_is_said_first(made: Made, tmp_path: Path) -> None:
    made.write("{A} And again no head of it all.")
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.MARKDOWN])
    text = files.files[ReportFormat.MARKDOWN].read_text("utf-8")
    assert "there was **no head** of the table" in text
    assert "And again no head" in text


def test_what_leads_to_a_list_is_on_its_page(made: Made, tmp_path: Path) -> None:
    """However the pages break: each of sixty paragraphs stands where its list begins."""
    made.write("\n\n".join(f"Here {n} came up:\n\n- chair {n}\n- table {n}" for n in range(60)) + "\n\n{A}")
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.DOCX, ReportFormat.PDF]).files
    leading = [one for one in docx.Document(str(files[ReportFormat.DOCX])).paragraphs if one.text.endswith("came up:")]
    assert [one.paragraph_format.keep_with_next for one in leading] == [True] * 60
    pages = [page.extract_text() for page in PdfReader(files[ReportFormat.PDF]).pages]
    for number in range(60):
        [page] = [text for text in pages if f"Here {number} came up:" in text]
        assert f"chair {number}" in page


def _letters(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_WORD}t"))


def test_the_contents_for_word_are_filled_in_and_lead_to_the_headings(made: Made, tmp_path: Path) -> None:
    made.write("{A}\n\n### Not in it\n\nMore.")
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        thanks = add_section(edit, SectionKind.OWN, title="Thanks & <goodbye>").id
        set_body(edit, thanks, parse("To all."))
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.DOCX]).files
    document = docx.Document(str(files[ReportFormat.DOCX]))
    word = _WORD
    [block] = document.element.body.findall(f"{word}sdt")
    lines = {_letters(one): one.get(f"{word}anchor") for one in block.iter(f"{word}hyperlink")}
    marked = {
        one.find(f"{word}bookmarkStart").get(f"{word}name"): _letters(one)
        for one in document.element.body.iter(f"{word}p")
        if one.find(f"{word}bookmarkStart") is not None
    }
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == [*headings[:1], "Thanks & <goodbye>"]
    assert list(lines) == headings
    assert [marked[str(one)] for one in lines.values()] == headings
    kinds = [one.get(f"{word}fldCharType") for one in block.iter(f"{word}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    with zipfile.ZipFile(files[ReportFormat.DOCX]) as packed:
        whole = b"".join(map(packed.read, packed.namelist()))
    assert b"w:dirty" not in whole, "then Word would ask"
    assert b"updateFields" not in whole, "then Word would ask"
    made.write("{A}")
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, thanks, [])
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.DOCX]).files
    assert not docx.Document(str(files[ReportFormat.DOCX])).element.body.findall(f"{word}sdt"), "of one heading none"


def test_words_from_right_to_left_stand_at_their_side_in_every_format(made: Made, tmp_path: Path) -> None:
    arabic, hebrew = "مرحبا بالعالم (نحن).", "שלום עולם"
    with made.project.edit(Operation.CHANGE_PROJECT) as edit:
        edit.get(ProjectRow, 1).title = hebrew
    made.write(f"{arabic} **قوي**^[{hebrew}.]\n\nIn English too.\n\n- {arabic}\n- {hebrew}\n\n### {hebrew}")
    files = export_report(
        made.project, tmp_path / "Out", [ReportFormat.DOCX, ReportFormat.HTML, ReportFormat.PDF]
    ).files
    word = _WORD
    written = docx.Document(str(files[ReportFormat.DOCX]))
    turned = {
        one.text: one._p.pPr is not None and bool(one._p.pPr.findall(f"{word}bidi")) for one in written.paragraphs
    }
    assert all(bidi == (text[:1] in "مש") for text, bidi in turned.items() if text), turned
    [first] = [one for one in written.paragraphs if "قوي" in one.text]
    [strong] = [run for run in first.runs if run.text == "قوي"]
    assert [child.tag.removeprefix(word) for child in strong._r.rPr] == ["b", "bCs", "rtl"]
    with zipfile.ZipFile(files[ReportFormat.DOCX]) as packed:
        assert b"<w:bidi/>" in packed.read("word/footnotes.xml")
    page = files[ReportFormat.HTML].read_text("utf-8")
    assert f'<p dir="rtl">{arabic}' in page
    assert f'<li dir="rtl">{hebrew}' in page
    assert "<p>In English too.<" in page
    letters = PdfReader(files[ReportFormat.PDF])
    at = dict[str, float]()

    def _note(text: str, page: list[float], _place: list[float], _font: object, _size: float) -> None:
        at.setdefault(text.strip()[:10], page[4])

    for sheet in letters.pages[2:]:
        sheet.extract_text(visitor_text=_note)
    english = next(x for text, x in at.items() if text.startswith("In English"))
    assert english < 100
    assert max(at.values()) > 300, at


STEERS = "Bell\x07 \x1b[31mred\x00 \u202eturned\u202c \ufffe\u2028"
HARMLESS = "Bell� �[31mred� turned"


def test_long_and_hostile_texts_are_whole_in_every_format_and_steer_nothing(made: Made, tmp_path: Path) -> None:
    title, odd = "A title about chairs " * 14 + "end", f"{STEERS} 😀 <b>&amp; #1 שלום مرحبا end"
    Image.new("RGB", (30, 20)).save(tmp_path / "tree.png")
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        row = edit.get(ProjectRow, 1)
        row.title, row.strapline, row.month, row.contact = title, f"שורה {odd}", odd, odd
        change_theme(edit, 1, name=title[:290], question=odd)
        image = add_image(edit, made.section, take_image(made.project, tmp_path / "tree.png"), alt=odd)
        add_section(edit, title="עברית " * 60)
    answer(made.project, made.agreed, uses=(Use.SHARING, Use.REPORT))
    long_word = "x" * 2000
    made.write(
        f"{odd}^[{odd}]\n\n! {{image {image}}}\n\n### {odd} {title}\n\n- {odd}\n\n> {{A}}\n\n"
        f"::: box {odd}\n\n{odd}\n\n:::\n\nSee [{title}](https://example.org/a).\n\n{long_word}"
    )
    files = export_report(made.project, tmp_path / "Out", list(ReportFormat)).files
    written = docx.Document(str(files[ReportFormat.DOCX]))
    assert written.paragraphs[0].text == title
    assert written.core_properties.title == title[:254] + "…", "no program takes more of it"
    pages = [sheet.extract_text() for sheet in PdfReader(files[ReportFormat.PDF]).pages]
    assert _joined(title) in _joined(pages[0]), "on the first page, whole"
    assert f"{title[:70].rstrip()}…" in pages[-1], "one line above each page"
    assert max(len(line) for text in pages for line in text.split("\n")) < 150, "no line runs off the page"
    texts = {kind: path.read_text("utf-8") for kind, path in files.items() if path.suffix in (".html", ".md")}
    texts |= {ReportFormat.DOCX: "\n".join(one.text for one in written.paragraphs), ReportFormat.PDF: "\n".join(pages)}
    for kind, text in texts.items():
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe\u2028]", text), kind
        assert text.count("x") >= len(long_word), kind
        assert WORDS in " ".join(text.replace("**", "").split()) or kind.value.endswith(("html", "read")), kind
        assert "😀" in text, kind
    headings = [line for line in texts[ReportFormat.MARKDOWN].split("\n") if line.startswith("#")]
    assert [line[-3:] for line in headings] == ["end", "end", "end"], "a line break ends no heading"
    for kind in (ReportFormat.HTML, ReportFormat.EASY_READ):
        page = read_page(files[kind])
        assert WORDS in " ".join(page.text.split())
        assert title in page.text
        assert HARMLESS in page.text
        assert any(HARMLESS in (found.get("alt") or "") for tag, found in page.tags if tag == "img")
        assert "b" not in {tag for tag, _ in page.tags}


def test_a_tall_image_has_room_on_a_page(made: Made, tmp_path: Path) -> None:
    Image.new("RGB", (1000, 6000), "teal").save(tmp_path / "tall.png")
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        image = add_image(edit, made.section, take_image(made.project, tmp_path / "tall.png"), alt="A tower")
    made.write(f"Before it.\n\n! {{image {image}}}\n\nBehind it.")
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.DOCX, ReportFormat.PDF]).files
    [shape] = docx.Document(str(files[ReportFormat.DOCX])).inline_shapes
    assert shape.height.cm <= 22.01
    assert abs(shape.height / shape.width - 6) < 0.1
    drawn = list[tuple[float, float]]()

    def _note(what: bytes, _given: object, page: list[float], _text: object) -> None:
        if what == b"Do":
            drawn.append((abs(page[0]), abs(page[3])))

    for sheet in PdfReader(files[ReportFormat.PDF]).pages:
        sheet.extract_text(visitor_operand_before=_note)
    [(wide, high)] = drawn
    assert high <= 22.1 / 2.54 * 72
    assert abs(high / wide - 6) < 0.1


def _joined(text: str) -> str:
    """Without what breaks lines."""
    return re.sub(r"[\s\u200b]", "", text)


def test_words_of_somebody_who_was_not_asked_may_not_be_typed_either(made: Made, tmp_path: Path) -> None:
    made.write("{A} Somebody had never been asked before.")
    with pytest.raises(NotShareable, match="Move the chairs"):
        export_report(made.project, tmp_path / "Out", [ReportFormat.HTML])
    assert not (tmp_path / "Out").exists() or not list((tmp_path / "Out").rglob("*.html"))


def test_a_yes_taken_back_takes_the_report_away_with_the_next_export(made: Made, tmp_path: Path) -> None:
    made.write("{A}")
    out = tmp_path / "Out"
    files = export_report(made.project, out, [ReportFormat.HTML, ReportFormat.DOCX])
    said: list[str] = []
    withdraw_everywhere(made.project, out, said.append)
    assert files.files[ReportFormat.HTML].is_file(), "what may leave stays"
    answer(made.project, made.agreed, "no")
    withdraw_everywhere(made.project, out, said.append)
    assert not list(out.rglob("*.html"))
    assert not list(out.rglob("*.docx"))
    assert not list(out.rglob("*.mp3"))


def test_sound_that_may_not_be_shared_is_not_beside_the_words(made: Made, tmp_path: Path) -> None:
    made.write("{A}")
    with made.project.edit(Operation.NOTE_CONSENT) as edit:
        kit = storytellers_of(edit.session, made.story)[0].id
        note_consent(
            edit, made.story, ConsentAbout.AUDIO, AnswerKind.NO, who="Kit", how="on the phone", storyteller_id=kit
        )
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.HTML])
    page = read_page(files.files[ReportFormat.HTML])
    assert WORDS in page.text
    assert not [tag for tag, _ in page.tags if tag in ("audio", "button")]
    assert not list(files.folder.rglob("*.mp3"))


def test_without_a_report_or_a_format_nothing_is_made(made: Made, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Choose"):
        export_report(made.project, tmp_path / "Out", [])
    with new_project(tmp_path / "Empty") as empty, pytest.raises(BadInput, match="no report"):
        export_report(empty, tmp_path / "Out", [ReportFormat.HTML])
    assert not (tmp_path / "Out").exists()


def test_the_captions_of_the_page_are_the_words_of_its_extracts(made: Made, tmp_path: Path) -> None:
    made.write("{A}")
    files = export_report(made.project, tmp_path / "Out", [ReportFormat.HTML])
    found = re.search(r"window\.report = (\{.*?\});", files.files[ReportFormat.HTML].read_text("utf-8"))
    assert found
    cues = json.loads(found[1])["tracks"][0]["cues"]
    assert " ".join(cue["words"] for cue in cues).replace("\n", " ") == WORDS


def _refused(made: Made, to: Path, match: str) -> None:
    with pytest.raises(NotShareable, match=match):
        export_report(made.project, to, [ReportFormat.MARKDOWN])
    assert not list(to.rglob("*.md"))


def _say_no(made: Made) -> None:
    answer(made.project, made.unasked, "no")


def test_an_address_is_read_like_any_text(made: Made, tmp_path: Path) -> None:
    _say_no(made)
    made.write("{A} [Here](https://example.org/i-had-never_been%20asked-before).")
    _refused(made, tmp_path / "Out", "address")


def test_a_name_that_was_taken_out_is_in_no_section_wherever_it_stands(made: Made, tmp_path: Path) -> None:
    other = make_story(made.project, [("storyteller", "We all met at Hillcrest that day.")], title="Other")
    with made.project.edit(Operation.DECIDE_NAME) as edit:
        [name] = add_names(edit, other, [Found("Hillcrest", NameKind.ORGANISATION)])
        decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
        quoted = mark_quote(edit, other, "that day.").id
        first = add_section(edit, SectionKind.ABOUT).id
        move_section(edit, first, 0)
        set_body(edit, first, parse("Most of them live at Hillcrest."))
    allow(made.project, other)
    answer(made.project, quoted, uses=(Use.SHARING, Use.REPORT))
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        key = add_quote(edit, made.section, quoted).key
        set_body(edit, made.section, parse(f"One said {{quote {key}}}."))
    _refused(made, tmp_path / "Out", "What this is")


def test_words_in_several_brackets_are_read_together(made: Made, tmp_path: Path) -> None:
    _say_no(made)
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        runs = ["I had never", TimeRange(0, 60_000), "been asked before"]
        key = add_quote(edit, made.section, made.agreed, runs=runs).key
        set_body(edit, made.section, parse(f"One said {{quote {key}}}."))
    _refused(made, tmp_path / "Out", "brackets")


def test_words_cut_up_between_blocks_are_still_those_words(made: Made, tmp_path: Path) -> None:
    _say_no(made)
    made.write("{A}\n\n- I had never\n- been asked before")
    _refused(made, tmp_path / "Out", "Move the chairs")


def test_a_quote_keeps_the_order_in_which_it_was_said(made: Made) -> None:
    with pytest.raises(BadInput, match="order"), made.project.edit(Operation.WRITE_REPORT) as edit:
        add_quote(edit, made.section, made.agreed, runs=[TimeRange(4000, 5000), TimeRange(0, 3000)])


def test_what_a_headline_says_goes_with_its_yes(made: Made, tmp_path: Path) -> None:
    made.write("Nothing is quoted here.")
    out = tmp_path / "Out"
    export_report(made.project, out, [ReportFormat.MARKDOWN])
    assert "no head of the table" in next(out.rglob("*.md")).read_text("utf-8")
    answer(made.project, made.agreed, "no")
    withdraw_everywhere(made.project, out, lambda _: None)
    assert not list(out.rglob("*.md"))


def test_a_photo_goes_with_its_yes(made: Made, tmp_path: Path) -> None:
    picture = tmp_path / "kit.png"
    Image.new("RGB", (300, 200), "red").save(picture)
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        kit = storytellers_of(edit.session, made.story)[0].id
        key = add_image(edit, made.section, take_image(made.project, picture), alt="At the window", person_id=kit)
        quote = add_quote(edit, made.section, made.agreed).key
        set_body(edit, made.section, parse(f"One said {{quote {quote}}}.\n\n! {{image {key}}}"))
    out = tmp_path / "Out"
    export_report(made.project, out, [ReportFormat.HTML])
    assert list(out.rglob("images/*"))
    with made.project.edit(Operation.NOTE_CONSENT) as edit:
        note_consent(edit, made.story, ConsentAbout.PHOTO, "no", who="Kit", how="on the phone", storyteller_id=kit)
    with pytest.raises(NotShareable, match="photo"):
        export_report(made.project, out, [ReportFormat.HTML])
    assert not list(out.rglob("images/*"))
    assert not list(out.rglob("*.html"))


def test_a_mark_that_no_image_belongs_to_is_not_called_a_photo(made: Made, tmp_path: Path) -> None:
    made.write("{A}\n\n! {image new}")
    _refused(made, tmp_path / "Out", "An image stands in “.+” that is no longer there")


def test_a_refused_quote_is_taken_away_also_when_the_report_cannot_be_made_anew(made: Made, tmp_path: Path) -> None:
    made.write("{A}")
    out = tmp_path / "Out"
    export_report(made.project, out, [ReportFormat.HTML])
    answer(made.project, made.agreed, "no")
    made.write("{A} After that there was no head of the table.")
    with pytest.raises(NotShareable):
        export_report(made.project, out, [ReportFormat.HTML])
    assert not list(out.rglob("*.html"))
    assert not list(out.rglob("*.mp3"))


def test_what_a_check_found_is_settled_or_kept_before_it_leaves(made: Made, tmp_path: Path) -> None:
    made.write("{A} “Nobody has ever said words like these,” they said.")
    _refused(made, tmp_path / "Out", "no excerpt says it")
    with made.project.read() as session:
        [finding] = [one for one in check_report(session) if one.blocks]
    with made.project.edit(Operation.KEEP_FINDING) as edit:
        keep_finding(edit, finding.print, "It is the title of a song.")
    assert export_report(made.project, tmp_path / "Out", [ReportFormat.MARKDOWN]).files


def test_the_address_of_the_playlist_is_a_code_that_phones_read(made: Made, tmp_path: Path) -> None:
    made.write("{A}")
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, SectionKind.PLAYLIST).id
        set_body(edit, section, parse("Listen at [our page](https://example.org/listen)."))
    page = read_page(export_report(made.project, tmp_path / "Out", [ReportFormat.HTML]).files[ReportFormat.HTML])
    assert [
        named.get("role") for tag, named in page.tags if tag == "svg" and named.get("role")
    ] or "Code that leads" in page.text
    assert "https://example.org/listen" in page.text
    with made.project.edit(Operation.WRITE_REPORT) as edit:
        set_body(edit, section, parse(f"Listen at [our page](https://example.org/{'漢' * 1_900})."))
    page = read_page(export_report(made.project, tmp_path / "Out", [ReportFormat.HTML]).files[ReportFormat.HTML])
    assert "Code that leads" not in page.text, "it is too long for a code"
    assert any("漢漢" in str(named.get("href")) for tag, named in page.tags if tag == "a")


def test_the_report_leads_to_where_its_playlist_is(made: Made, tmp_path: Path) -> None:
    with made.project.edit(Operation.ADD_PLAYLIST) as edit:
        playlist = add_playlist(edit, "Doors that open").id
        change_playlist(edit, playlist, address="example.org/doors")
    with made.project.edit(Operation.DRAFT_REPORT) as edit:
        draft_report(edit)
        section = next(one for one in sections(edit.session) if one.kind == SectionKind.PLAYLIST)
    assert "[https://example.org/doors](https://example.org/doors)" in section.body
    with made.project.edit(Operation.CHANGE_PLAYLIST) as edit:
        change_playlist(edit, playlist, address="https://example.org/windows")
    with made.project.edit(Operation.DRAFT_REPORT) as edit:
        draft_report(edit)
        assert "example.org/windows" in edit.get(ReportSection, section.id).body
    with made.project.edit(Operation.DELETE_PLAYLIST) as edit:
        delete_playlist(edit, playlist)
    with made.project.read() as session:
        assert report_facts(session).playlist_id is None


def test_a_check_names_the_theme_whose_name_stops_the_export(made: Made, tmp_path: Path) -> None:
    _say_no(made)
    with made.project.edit(Operation.CHANGE_THEME) as edit:
        set_headline(edit, 1, None)
        change_theme(edit, 1, name="I had never been asked before")
    made.write("{A}")
    with made.project.read() as session:
        [finding] = [one for one in check_report(session) if one.blocks]
    assert finding.text.startswith("The theme’s name has")
    _refused(made, tmp_path / "Out", "The theme’s name has")


@pytest.mark.parametrize("what", ["answer", "text"])
def test_what_changes_while_files_are_made_stops_them(made: Made, tmp_path: Path, what: str) -> None:
    made.write("{A}")

    def meanwhile(progress: Progress) -> None:
        if progress.activity == "Making Report.md":
            if what == "answer":
                answer(made.project, made.agreed, "no")
            else:
                made.write("{A} And more.")

    with pytest.raises(NotShareable, match="changed"):
        export_report(made.project, tmp_path / "Out", [ReportFormat.MARKDOWN], report=meanwhile)
    assert not list((tmp_path / "Out").rglob("*.md"))
