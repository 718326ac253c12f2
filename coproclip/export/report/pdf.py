"""The report as a PDF that screen readers read (PDF/UA-1), set by Typst; all of it goes there as data, not as code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coproclip.errors import StorageError
from coproclip.export.report.layout import (
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
)
from coproclip.new_files import write_whole
from coproclip.report.shareable import ShareableReport
from coproclip.settings import resource_path

CONTENTS = "What is in it"
_WIDE_PIXELS = 1400
"""Images of fewer pixels than this are not blown up to the whole width."""


def write_pdf(report: ShareableReport, bench: Path, target: Path) -> None:
    """Write the whole report to `target`; `bench` is a folder of its own to work in. Raises `StorageError`."""
    import typst  # not needed to start

    laid = lay_out(report)
    bench.mkdir(parents=True, exist_ok=True)
    template = bench / "report.typ"
    write_whole(template, resource_path("templates", "report.typ").read_bytes())
    maker = _Maker(laid, bench)
    about = {
        "title": laid.title,
        "strapline": laid.strapline,
        "month": laid.month,
        "contact": laid.contact,
        "language": laid.language.split("-")[0],
        "contents": CONTENTS,
        "flows": [maker.flow(flow) for flow in laid.flows],
    }
    write_whole(bench / "report.json", json.dumps(about, ensure_ascii=False).encode("utf-8"))
    try:
        made = typst.compile(str(template), root=str(bench), pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise StorageError(
            "The PDF could not be made.", "Everything else that was made is whole.", "Choose another format."
        ) from error
    write_whole(target, made)


class _Maker:
    """Turns the layout into what the template reads."""

    def __init__(self, laid: Laid, bench: Path) -> None:
        self._laid, self._bench, self._level = laid, bench, 1
        self._images: dict[Path, str] = {}

    def flow(self, flow: Flow) -> dict[str, Any]:
        """One block."""
        match flow:
            case Head(level, line):
                self._level = level
                return {"kind": "head", "level": level, "line": list(self._line(line))}
            case Para(line):
                return {"kind": "para", "line": list(self._line(line))}
            case Items(lines, numbered):
                return {"kind": "items", "numbered": numbered, "lines": [list(self._line(line)) for line in lines]}
            case Quoted(line, signed, _, language):
                said = list(self._line(line))
                return {"kind": "quoted", "line": said, "signed": signed, "language": language.split("-")[0]}
            case Picture(file, alt):
                return {"kind": "picture", "file": self._image(file), "alt": alt, "width": _share(file)}
            case Boxed(title, flows):
                own = min(self._level + 1, 3)
                inside = [self.flow(one) for one in flows]
                return {"kind": "boxed", "title": title, "level": own, "flows": inside}

    def _line(self, line: Line) -> Iterator[dict[str, Any]]:
        for one in line:
            if isinstance(one, NoteMark):
                note = [_span(span) for span in self._laid.notes[one.number - 1] if isinstance(span, Span)]
                yield {"note": note or [_span(Span(""))]}
            else:
                yield _span(one)

    def _image(self, file: Path) -> str:
        if file not in self._images:
            self._images[file] = f"image {len(self._images)}{file.suffix}"
            write_whole(self._bench / self._images[file], file.read_bytes())
        return self._images[file]


def _span(span: Span) -> dict[str, Any]:
    return {
        "text": span.text,
        "bold": span.bold,
        "italic": span.italic,
        "link": span.link,
        "language": span.language.split("-")[0],
    }


def _share(file: Path) -> float:
    """How much of the page's width an image takes (0–1)."""
    from PIL import Image

    with Image.open(file) as image:
        return round(min(1.0, image.width / _WIDE_PIXELS), 3)
