"""What a PDF tells a screen reader, read with a library that is not the one that made it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class Tagged:
    """A tagged PDF: its title, language, tags in the order in which they are read, and words."""

    def __init__(self, path: Path) -> None:
        self._pdf = PdfReader(path)
        root: Any = self._pdf.trailer["/Root"]
        self.is_marked = bool(root["/MarkInfo"]["/Marked"])
        self.is_ua = b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        self.language, self.title = str(root["/Lang"]), str(self._pdf.metadata.title if self._pdf.metadata else "")
        self.shows_title = bool(root["/ViewerPreferences"].get("/DisplayDocTitle"))
        self.tags = list(self._walk(root["/StructTreeRoot"]))

    def _walk(self, node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for one in node:
                yield from self._walk(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])[1:]
            if "/K" in node:
                yield from self._walk(node.get("/K"))

    @property
    def pages(self) -> int:
        """How many."""
        return len(self._pdf.pages)

    @property
    def text(self) -> str:
        """All words, page by page."""
        return " ".join(" ".join(page.extract_text() for page in self._pdf.pages).split())

    @property
    def sizes(self) -> set[tuple[int, int]]:
        """How large its pages are (mm)."""
        return {
            (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4))
            for page in self._pdf.pages
        }

    @property
    def fonts(self) -> set[str]:
        """The fonts whose letters are in it, all of them embedded."""
        found = set()
        for page in self._pdf.pages:
            for font in page["/Resources"].get("/Font", {}).values():
                [inside] = font.get_object()["/DescendantFonts"]
                described = inside.get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(described), "it is embedded"
                found.add(str(described["/FontName"]).split("+")[-1])
        return found
