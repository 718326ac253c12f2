"""The contents of a report for Word: a field that is filled in already, so that no program asks before it opens it.

Each line leads to its heading. There are no page numbers in it, as only the program that sets the pages knows them: it
puts them there when somebody has it updated. Told to do that by itself it asks first whether it may look at other
files; and the numbers of our PDF would be wrong on its pages. The field follows ECMA-376, part 1, 17.16.5.68 (TOC).
"""

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINE = "toc 1"
_HEADING = "TOC Heading"
_FIELD = r' TOC \o "1-1" \h \z '


class Contents:
    """Gathers the headings of a document while it is written, and is put in its place when all are known."""

    def __init__(self, document: "Document", wide_cm: float) -> None:
        self._document, self._wide_cm = document, wide_cm
        self._place = document.add_paragraph()
        self._headings: list[tuple[str, str]] = []

    def add(self, heading: "Paragraph", text: str) -> None:
        """A heading that is a line of it; `text` are its letters alone."""
        from docx.oxml import parse_xml

        number = len(self._headings) + 1
        mark = f"_Toc{number:08d}"
        begin = f'<w:bookmarkStart xmlns:w="{_W}" w:id="{number}" w:name="{mark}"/>'
        end = f'<w:bookmarkEnd xmlns:w="{_W}" w:id="{number}"/>'
        runs = [one for one in heading._p if not one.tag.endswith("}pPr")]
        place = heading._p.index(runs[0]) if runs else len(heading._p)
        heading._p.insert(place, parse_xml(begin))
        heading._p.append(parse_xml(end))
        self._headings.append((text, mark))

    def put(self, title: str) -> None:
        """Put it, under `title`, where the document had got to, on a page of its own; of one heading there is none."""
        from docx.oxml import parse_xml
        from docx.text.paragraph import Paragraph

        place = self._place._p
        if len(self._headings) > 1:
            self._style()
            place.addprevious(parse_xml(self._block(title)))
            after = place.getnext()
            if after is not None and after.tag.endswith("}p"):
                Paragraph(after, self._place._parent).paragraph_format.page_break_before = True
        place.getparent().remove(place)

    def _style(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Cm, Pt

        line = self._document.styles.add_style(_LINE, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        line.base_style = self._document.styles["Normal"]
        line.paragraph_format.space_after = Pt(6)
        # For the page numbers of whoever has it updated.
        line.paragraph_format.tab_stops.add_tab_stop(Cm(self._wide_cm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def _block(self, title: str) -> str:
        styles = self._document.styles
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{styles[_LINE].style_id}"/></w:pPr>{_begin() if not place else ""}'
            f'<w:hyperlink w:anchor="{mark}" w:history="1"><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
            f"</w:hyperlink>{_field('end') if place == len(self._headings) - 1 else ''}</w:p>"
            for place, (text, mark) in enumerate(self._headings)
        )
        return (
            f'<w:sdt xmlns:w="{_W}"><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle "
            f'w:val="{styles[_HEADING].style_id}"/><w:pageBreakBefore/></w:pPr><w:r><w:t>{escape(title)}</w:t></w:r>'
            f"</w:p>{lines}</w:sdtContent></w:sdt>"
        )


def _begin() -> str:
    return (
        f'{_field("begin")}<w:r><w:instrText xml:space="preserve">{escape(_FIELD)}</w:instrText></w:r>'
        f"{_field('separate')}"
    )


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def number_pages(document: "Document") -> None:
    """A page number at the foot of every page but the first."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    section = document.sections[0]
    section.different_first_page_header_footer = True
    foot: Any = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot._p.append(parse_xml(f'<w:fldSimple xmlns:w="{_W}" w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'))
