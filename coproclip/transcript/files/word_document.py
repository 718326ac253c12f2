"""The text of a Word document (.docx), line by line: only the parts that hold words are ever unpacked.

Nothing in it is run, followed or fetched. What was struck out with tracked changes is not there, what was put in is.
What else is not taken (comments, notes, boxes, what stands around its pages) is counted, so that it can be said.
"""

import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from coproclip.new_files import read_xml
from coproclip.transcript.files.passages import MOST_LETTERS, NoTranscript, too_much

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PART = "word/document.xml"
_ENTRY = b"PK\1\2"
_RELATIONS = "_rels/.rels"
LARGEST_PART, MOST_ENTRIES, MOST_TIMES_LARGER = 48 << 20, 5_000, 200
_STRUCK = frozenset({"del", "moveFrom", "instrText", "delText", "fldData"})
_BLOCKS = frozenset({"p", "tbl", "tr", "tc"})
_NO_WORDS = ("}Fallback", "}pPr", "}rPr")
_NOT_TEXT = {
    "drawing": "picture",
    "pict": "picture",
    "object": "object",
    "footnoteReference": "footnote",
    "endnoteReference": "endnote",
    "commentReference": "comment",
    "altChunk": "document within it",
    "rt": "reading aid",
}
_TEXT_BOX, _DELETION = "text box", "tracked deletion"
_MANY = {_TEXT_BOX: "text boxes", "document within it": "documents within it"}
_AROUND = re.compile(r"word/(?:header|footer)\d{0,4}\.xml")
_MOST_AROUND = 12


@dataclass(slots=True)
class WordDocument:
    """Its paragraphs in order, each of one or more lines; rows of tables as their cells; what is not text, counted."""

    paragraphs: list[str | list[str]] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    headed: bool = False
    """Whether words stand above or below its pages."""

    def left_out(self) -> list[str]:
        """What of it is no text, in words."""
        counts = [
            f"{count} {kind if count == 1 else _MANY.get(kind, f'{kind}s')}" for kind, count in self.others.items()
        ]
        return [*counts, *(["what stands in headers and footers"] if self.headed else [])]

    def leave_out(self, element: ElementTree.Element) -> bool:
        """Whether this is none of its words; what a person would miss is counted."""
        name = _name(element)
        if name in _STRUCK:
            kind = _DELETION if name == "del" and _has_words(element, "delText", "t") else ""
        elif name in ("drawing", "pict") and _has_words(element, "t"):
            kind = _TEXT_BOX
        else:
            kind = _NOT_TEXT.get(name, "")
        if kind:
            self.others[kind] = self.others.get(kind, 0) + 1
        return bool(kind) or name in _STRUCK


def is_packed(content: bytes) -> bool:
    """Whether this is a zip file, as Word documents are."""
    return content[:4] == b"PK\3\4"


def read_word_document(content: bytes) -> WordDocument:
    """What stands in the document; raises `NoTranscript` for what is none, is damaged, or is made to do harm.

    Raises `BadInput` where there is far too much in it.
    """
    if content.count(_ENTRY) > MOST_ENTRIES:
        raise NoTranscript("too many parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            root = read_xml(_unpacked(packed, _main_part(packed)))
            headed = _is_headed(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError) as error:
        raise NoTranscript("no Word document") from error
    except ValueError as error:
        raise NoTranscript("no Word document") from error
    body = next((one for one in root if _name(one) == "body"), None)
    if body is None:
        raise NoTranscript("no Word document")
    document = WordDocument(headed=headed)
    letters = 0
    waiting = list(reversed(list(_within(body, ("p", "tbl"), document))))
    while waiting:
        element = waiting.pop()
        # What is in a cell beside its words comes after its row.
        inner: list[ElementTree.Element] = []
        cells: list[str] = []
        if _name(element) == "tbl":
            inner += _within(element, ("tr",), document)
        elif _name(element) == "tr":
            cells = [_text(cell, document, inner) for cell in _within(element, ("tc",), document)]
            document.paragraphs.append(cells)
        else:
            cells = [_text(element, document, inner)]
            document.paragraphs += cells
        waiting += reversed(inner)
        letters += sum(map(len, cells))
        if letters > MOST_LETTERS:
            raise too_much()
    return document


def _is_headed(packed: zipfile.ZipFile) -> bool:
    """Whether words stand above or below the pages; what cannot be read there keeps nothing from being read."""
    for name in islice(filter(_AROUND.fullmatch, packed.namelist()), _MOST_AROUND):
        with suppress(ValueError, KeyError):
            if _has_words(read_xml(_unpacked(packed, name)), "t"):
                return True
    return False


def _main_part(packed: zipfile.ZipFile) -> str:
    """Where the words are; nearly every program calls it the same."""
    names = set(packed.namelist())
    if _PART in names or _RELATIONS not in names:
        return _PART
    for one in read_xml(_unpacked(packed, _RELATIONS)):
        if one.get("Type", "").endswith("/officeDocument"):
            return one.get("Target", _PART).lstrip("/")
    return _PART


def _unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    """A part, never more than it declares and than is sensible."""
    entry = packed.getinfo(name)
    if entry.file_size > LARGEST_PART or entry.file_size > max(1 << 20, MOST_TIMES_LARGER * entry.compress_size):
        raise NoTranscript("far larger unpacked")
    with packed.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise NoTranscript("more than was declared")
    return content


def _name(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(_WORDS).removeprefix(_STRICT)


def _has_words(element: ElementTree.Element, *kinds: str) -> bool:
    return any(_name(one) in kinds and (one.text or "").strip() for one in element.iter())


def _within(
    outer: ElementTree.Element, names: Collection[str], document: WordDocument
) -> Iterator[ElementTree.Element]:
    """The paragraphs and tables, rows or cells of one in order, also those in fields that are filled in.

    Those of a table within it are not among them: everything is met once.
    """
    waiting = list(reversed(outer))
    while waiting:
        element = waiting.pop()
        if _name(element) in names:
            yield element
        elif _name(element) not in _BLOCKS and not document.leave_out(element):
            waiting += reversed(element)


def _text(element: ElementTree.Element, document: WordDocument, tables: list[ElementTree.Element]) -> str:
    """The words in it, with its line breaks and those between its paragraphs; `tables` in it are only gathered."""
    parts: list[str] = []
    begun = False
    waiting = [element]
    while waiting:
        one = waiting.pop()
        name = _name(one)
        if name == "tbl":
            tables.append(one)
            continue
        if document.leave_out(one):
            continue
        if name == "t":
            parts.append(one.text or "")
            begun = begun or bool(parts[-1].strip())
        elif name == "tab":
            parts.append("\t" if one.get(f"{_WORDS}val") is None else "")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name in ("noBreakHyphen", "softHyphen"):
            parts.append("-" if name == "noBreakHyphen" else "")
            begun = begun or name == "noBreakHyphen"
        elif name == "p" and begun:
            parts.append("\n")
        # A picture may hold its words twice, for programs that know less.
        waiting += [inner for inner in reversed(one) if not inner.tag.endswith(_NO_WORDS)]
    return "".join(parts).strip("\n")
