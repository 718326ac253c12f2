"""Word documents (.docx): a table whose first row is repeated on every page; nothing in it says who made it, or where.

Read back by other programs in the tests.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from coproclip.export.documents.tables import Table
from coproclip.export.documents.word_direction import direct
from coproclip.harmless import plain

if TYPE_CHECKING:
    from docx.document import Document

_LANGUAGE = "en-GB"
_MOST_OF_A_PROPERTY = 255


def describe(document: "Document", title: str, language: str, subject: str = "") -> None:
    """Say in a document what it is called, and nothing of who made it with what, when and where."""
    about = document.core_properties
    about.title, about.subject, about.language = _short(title), _short(subject), language
    about.author = about.last_modified_by = about.comments = about.keywords = about.category = ""


def _short(text: str) -> str:
    """Programs take no more of it there; the whole of it is on the first page."""
    return text if len(text) <= _MOST_OF_A_PROPERTY else text[: _MOST_OF_A_PROPERTY - 1] + "…"


def as_docx(table: Table) -> bytes:
    """`table` as a document: its title as a heading, its rows on wide pages."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Mm

    document = Document()
    describe(document, plain(table.title), _LANGUAGE)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    # A4, turned: what most printers here have.
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    document.add_heading(plain(table.title), level=1)
    made = document.add_table(rows=1, cols=len(table.columns))
    made.style = "Table Grid"
    for cell, name in zip(made.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(plain(name)).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        for cell, value in zip(made.add_row().cells, row, strict=True):
            lines = str(value).split("\n")
            cell.text = plain(lines[0])
            for line in lines[1:]:
                cell.add_paragraph(plain(line))
    for note in table.notes:
        document.add_paragraph(plain(note))
    direct(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
