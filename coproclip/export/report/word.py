"""The report for Word: real headings, lists, quotes and footnotes, words for images, and nobody's name in it.

The footnotes' part follows ECMA-376, part 1, 17.11; python-docx writes everything else.
"""

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from coproclip.export.documents.word_direction import direct, direct_paragraphs
from coproclip.export.documents.word_file import describe
from coproclip.export.report.layout import (
    CONTENTS,
    Boxed,
    Flow,
    Head,
    Items,
    Laid,
    Line,
    NoteMark,
    Para,
    Picture,
    Quoted,
    Span,
    lay_out,
    plain,
)
from coproclip.export.report.word_contents import Contents, number_pages
from coproclip.report.shareable import ShareableReport

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_WIDE_CM, _HIGH_CM = 15.5, 22
_BOX = "Box"
_SIGNED = "Quote signature"


def word(report: ShareableReport) -> bytes:
    """The whole report as a .docx file."""
    from docx import Document  # not needed to start

    laid = lay_out(report)
    document = Document()
    describe(document, laid.title, laid.language, laid.strapline)
    _styles(document, laid)
    document.add_paragraph(laid.title, "Title")
    for text in (laid.strapline, laid.month):
        if text:
            document.add_paragraph(text, "Subtitle")
    contents = Contents(document, _WIDE_CM)
    writer = _Writer(document, laid, contents)
    for flow in laid.flows:
        writer.flow(flow)
    if laid.contact:
        document.add_paragraph(laid.contact)
    contents.put(CONTENTS)
    direct(document)
    if laid.notes:
        writer.footnotes()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: "Document", laid: Laid) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    body = styles["Normal"]
    body.font.name, body.font.size = "Arial", Pt(11.5)
    body.paragraph_format.space_after, body.paragraph_format.line_spacing = Pt(8), 1.3
    section = document.sections[0]
    # A4: what most printers here have.
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _WIDE_CM) / 2)
    number_pages(document)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.name, styles[name].font.color.rgb = "Arial", RGBColor(0x1B, 0x1B, 0x1A)
        # The theme's own fonts would come before it.
        fonts = styles[name].element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith(("Theme", "theme"))]:
            del fonts.attrib[key]
        styles[name].paragraph_format.keep_with_next = True
    styles["Quote"].font.italic = False
    styles["Quote"].font.size, styles["Quote"].paragraph_format.left_indent = Pt(13), Cm(0.8)
    styles["Quote"].paragraph_format.keep_together = styles["Quote"].paragraph_format.keep_with_next = True
    signed = styles.add_style(_SIGNED, WD_STYLE_TYPE.PARAGRAPH)
    signed.base_style, signed.font.size = body, Pt(10.5)
    signed.paragraph_format.left_indent = Cm(0.8)
    box = styles.add_style(_BOX, WD_STYLE_TYPE.PARAGRAPH)
    box.base_style = body
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Cm(0.4)
    box.paragraph_format.keep_together = True
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="6" w:color="0E6170"/>'
        for side in ("top", "left", "bottom", "right")
    )
    # Word reads only what stands in the order of the standard.
    box.element.get_or_add_pPr().insert_element_before(
        parse_xml(f'<w:pBdr xmlns:w="{_W}">{edges}</w:pBdr>'), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )
    for name, kind in (("footnote text", WD_STYLE_TYPE.PARAGRAPH), ("footnote reference", WD_STYLE_TYPE.CHARACTER)):
        style = styles.add_style(name, kind, builtin=True)
        if kind is WD_STYLE_TYPE.CHARACTER:
            style.font.superscript = True
        else:
            style.base_style, style.font.size = body, Pt(10)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline, link.font.color.rgb = True, RGBColor(0x0E, 0x61, 0x70)
    default = styles.element.find(f"{{{_W}}}docDefaults/{{{_W}}}rPrDefault/{{{_W}}}rPr")
    for old in default.findall(f"{{{_W}}}lang"):
        default.remove(old)
    default.append(parse_xml(f'<w:lang xmlns:w="{_W}" w:val="{laid.language}"/>'))


@dataclass
class _Writer:
    document: "Document"
    laid: Laid
    contents: Contents
    _links: dict[str, str] = field(default_factory=dict)

    def flow(self, flow: Flow, style: str | None = None) -> None:
        """Write one block; inside a box everything is in its `style`."""
        match flow:
            case Head(level, line):
                paragraph = self._paragraph(style or f"Heading {min(level, 3)}")
                self._text(paragraph, line, bold=style is not None)
                if level == 1 and style is None:
                    self.contents.add(paragraph, plain(line))
            case Para(line):
                paragraph = self._paragraph(style)
                paragraph.paragraph_format.keep_with_next = flow.leads_on or None
                self._text(paragraph, line)
            case Items(lines, numbered):
                self._items(lines, numbered, style)
            case Quoted(line, signed, _, _):
                paragraph = self._paragraph(style or "Quote")
                paragraph.paragraph_format.keep_with_next = bool(signed)
                self._text(paragraph, line)
                if signed:
                    self._paragraph(style or _SIGNED).add_run(signed)
            case Picture():
                self._picture(flow)
            case Boxed(title, flows):
                if title:
                    paragraph = self._paragraph(_BOX)
                    paragraph.add_run(title).bold = True
                    paragraph.paragraph_format.keep_with_next = True
                    # So that it can be reached as a heading.
                    self._outline(paragraph)
                for inner in flows:
                    self.flow(inner, _BOX)

    def _paragraph(self, style: str | None) -> "Paragraph":
        return self.document.add_paragraph(style=style)

    def _outline(self, paragraph: "Paragraph") -> None:
        from docx.oxml import parse_xml

        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl xmlns:w="{_W}" w:val="2"/>'))

    def _items(self, lines: tuple[Line, ...], numbered: bool, style: str | None) -> None:
        number = self._new_list(numbered)
        for line in lines:
            paragraph = self._paragraph("List Number" if numbered else "List Bullet")
            if style is not None:
                edges = self.document.styles[style].element.pPr.find(f"{{{_W}}}pBdr")
                paragraph._p.get_or_add_pPr().append(_copy(edges))
            paragraph.paragraph_format.keep_together = True
            if number:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number
            self._text(paragraph, line)

    def _new_list(self, numbered: bool) -> int:
        """A list of its own, which begins at 1 again; 0 for one with dots."""
        if not numbered:
            return 0
        from docx.oxml import parse_xml

        numbering = self.document.part.numbering_part.element
        style = self.document.styles["List Number"].element.pPr.numPr.numId.val
        kind = next(one for one in numbering.num_lst if one.numId == style).abstractNumId.val
        number = max(one.numId for one in numbering.num_lst) + 1
        numbering.append(
            parse_xml(
                f'<w:num xmlns:w="{_W}" w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        return int(number)

    def _picture(self, picture: Picture) -> None:
        from docx.shared import Cm, Emu

        paragraph = self._paragraph(None)
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.image.content))
        room = min(1.0, Cm(_WIDE_CM) / shape.width, Cm(_HIGH_CM) / shape.height)
        shape.width, shape.height = Emu(shape.width * room), Emu(shape.height * room)
        about = shape._inline.docPr
        about.set("descr", picture.alt)
        # The name that the library gives is that of the file.
        about.set("name", "Image")
        for inner in shape._inline.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
            inner.set("name", "Image")
        if not picture.alt:
            about.append(_decorative())

    def _text(self, paragraph: "Paragraph", line: Line, *, bold: bool = False) -> None:
        for one in line:
            if isinstance(one, NoteMark):
                paragraph._p.append(_reference(one.number))
            elif one.link:
                paragraph._p.append(self._link(one))
            elif one.text:
                run = paragraph.add_run(one.text)
                run.bold, run.italic = one.bold or bold or None, one.italic or None
                if one.language and one.language != self.laid.language:
                    run._r.get_or_add_rPr().append(_language(one.language))

    def _link(self, span: Span) -> Any:
        from docx.oxml import parse_xml

        if span.link not in self._links:
            self._links[span.link] = self.document.part.relate_to(span.link, _LINK, is_external=True)
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        return parse_xml(
            f'<w:hyperlink xmlns:w="{_W}" xmlns:r="{relations}" r:id="{self._links[span.link]}"><w:r><w:rPr>'
            f'<w:rStyle w:val="Hyperlink"/></w:rPr><w:t xml:space="preserve">{escape(span.text)}</w:t></w:r>'
            "</w:hyperlink>"
        )

    def footnotes(self) -> None:
        """Add the part that holds them."""
        from docx.opc.oxml import serialize_part_xml
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        text = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr>'
            '<w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(plain(note))}</w:t></w:r></w:p></w:footnote>'
            for number, note in enumerate(self.laid.notes, 1)
        )
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>'
            for number, kind, mark in (
                (-1, "separator", "separator"),
                (0, "continuationSeparator", "continuationSeparator"),
            )
        )
        content = parse_xml(f'<w:footnotes xmlns:w="{_W}">{lines}{text}</w:footnotes>')
        direct_paragraphs(content)
        package = self.document.part.package
        assert package is not None
        part = Part(PackURI("/word/footnotes.xml"), _KIND, serialize_part_xml(content), package)
        self.document.part.relate_to(part, _NOTES)


def _copy(element: Any) -> Any:
    from copy import deepcopy

    return deepcopy(element)


def _language(language: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(f'<w:lang xmlns:w="{_W}" w:val="{language}"/>')


def _decorative() -> Any:
    from docx.oxml import parse_xml

    return parse_xml(
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )


def _reference(number: int) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(
        f'<w:r xmlns:w="{_W}"><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )
