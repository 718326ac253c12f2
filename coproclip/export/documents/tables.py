"""A table as a file that anybody can open: CSV, an Excel workbook (XLSX), or a page with headings for its cells."""

import csv
import html
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from coproclip.harmless import plain

ENDINGS = (".csv", ".xlsx", ".html")
_FORMULA = ("=", "+", "-", "@")
_FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` name what stands in each row, whose first cell names the row; `notes` are sentences below it.

    Cells are texts or whole numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    notes: tuple[str, ...] = ()


def written(table: Table, ending: str, notice: str = "") -> bytes:
    """The table as a file of this `ENDINGS`; `notice` says first what it is for."""
    if ending == ".xlsx":
        return as_xlsx(table, notice)
    return as_html(table, notice) if ending == ".html" else as_csv(table, notice)


def as_csv(table: Table, notice: str = "") -> bytes:
    """CSV with a mark that tells programs it is UTF-8; nothing in it is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if notice:
        writer.writerow([notice])
    writer.writerow([_safe(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([_safe(cell) for cell in row])
    for note in table.notes:
        writer.writerow([_safe(note)])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def _safe(cell: str | int) -> str | int:
    """A text that a program would reckon with is kept a text by an apostrophe, as people do it."""
    if isinstance(cell, int):
        return cell
    text = plain(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_html(table: Table, notice: str = "") -> bytes:
    """A page with one table: a caption, headings of columns and rows that screen readers know, large letters.

    Where it is narrow, or letters are large, each row stands by itself, its cells under each other with their headings.
    """
    said = html.escape
    names = [said(plain(name)) for name in table.columns]
    head = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in names)
    # What stands under each other is no table any more for a screen reader, unless it is told.
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader" dir="auto">{said(plain(str(row[0])))}</th>'
        + "".join(
            f'<td role="cell" data-name="{name}"><span dir="auto">{said(plain(str(cell)))}</span></td>'
            for name, cell in zip(names[1:], row[1:], strict=False)
        )
        + "</tr>\n"
        for row in table.rows
    )
    notes = "".join(f"<p>{said(plain(note))}</p>\n" for note in table.notes)
    first = f"<p><strong>{said(notice)}</strong></p>\n" if notice else ""
    title = said(plain(table.title))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{first}"
        f'<div class="wide" role="region" aria-label="{title}" tabindex="0">\n<table role="table">\n'
        f'<caption>{title}</caption>\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{rows}</tbody>\n</table>\n</div>\n'
        f"{notes}</main>\n</body>\n</html>\n"
    ).encode()


_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;margin:2rem;color:#1e2124;background:#fff}"
    ".wide{overflow-x:auto;position:relative}table{border-collapse:collapse}"
    # The heading above says the same to who sees it.
    "caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "th,td{border:1px solid #8a867e;padding:.4rem .7rem;text-align:start;vertical-align:top}"
    "@media (max-width:48rem){body{margin:1rem}h1{font-size:1.5rem;line-height:1.25}"
    "thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "table,tbody,tr,tbody th,td{display:block;border:0;padding:0}"
    "tr{border-top:1px solid #8a867e;padding:.75rem 0}td{margin-top:.4rem;overflow-wrap:anywhere}"
    "td::before{content:attr(data-name);display:block;font-size:.85em;font-weight:600}td:has(span:empty){display:none}}"
    "@media (prefers-color-scheme:dark){body{color:#eceae6;background:#1b1c1e}}"
)

# ---- an Excel workbook ----------------------------------------------------------------------------------------

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def as_xlsx(table: Table, notice: str = "") -> bytes:
    """A workbook with one sheet: its first row stays in sight and is bold; texts are texts, never formulas."""
    rows: list[Sequence[str | int]] = [*([[notice]] if notice else []), table.columns, *table.rows]
    rows += [[note] for note in table.notes]
    bold = 2 if notice else 1
    lines = "".join(
        f'<row r="{place}">'
        + "".join(_cell(cell, at, place, bold=place <= bold or at == 0) for at, cell in enumerate(row))
        + "</row>"
        for place, row in enumerate(rows, 1)
    )
    view = f'<pane xSplit="1" ySplit="{bold}" topLeftCell="B{bold + 1}" state="frozen"/>'
    sheet = (
        f'<worksheet xmlns="{_SHEET}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        '<cols><col min="1" max="1" width="36" customWidth="1"/></cols>'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )
    # What a sheet may not be called in Excel, and no longer than it takes.
    name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in plain(table.title))[:31].strip() or "Table"
    workbook = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts = {**_PARTS, "xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": sheet}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, text in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'
            packed.writestr(zipfile.ZipInfo(part, _FIXED), declared.encode("utf-8"), zipfile.ZIP_DEFLATED)
        packed.comment = notice.encode("utf-8")  # as it can be read without unpacking
    return out.getvalue()


def _cell(cell: str | int, column: int, row: int, *, bold: bool) -> str:
    place, style = f"{_letters(column)}{row}", ' s="1"' if bold else ""
    if isinstance(cell, int):
        return f'<c r="{place}"{style}><v>{cell}</v></c>'
    text = escape("".join(sign for sign in plain(cell) if sign >= " "))
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    """“A”, “Z”, “AA”."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
