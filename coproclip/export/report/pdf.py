"""The report as a PDF that screen readers read (PDF/UA-1), set by Typst; all of it goes there as data, not as code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coproclip.export.captioning.writing_systems import is_right_to_left
from coproclip.export.documents.typesetting import pdf_of
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
from coproclip.jobs import CancelToken
from coproclip.report.images import LeavingImage
from coproclip.report.shareable import ShareableReport

_WIDE_PIXELS = 1400
"""Images of fewer pixels than this are not blown up to the whole width."""

_HEAD_LETTERS = 70
"""So many of the title have room above each page."""


def report_pdf(report: ShareableReport, bench: Path, cancel: CancelToken | None = None) -> bytes:
    """The whole report; `bench` is a folder to work in. Raises `StorageError` where it cannot be made; `Cancelled`."""
    cancel = cancel or CancelToken()
    laid = lay_out(report)
    maker = _Maker(laid)
    about = {
        "title": laid.title,
        "head": laid.title if len(laid.title) <= _HEAD_LETTERS else laid.title[:_HEAD_LETTERS].rstrip() + "…",
        "strapline": laid.strapline,
        "month": laid.month,
        "contact": laid.contact,
        "language": laid.language.split("-")[0],
        "contents": CONTENTS,
        "title_turned": is_right_to_left(laid.title),
        "strapline_turned": is_right_to_left(laid.strapline),
        "flows": [maker.flow(flow) for flow in laid.flows],
    }
    return pdf_of("report.typ", about, maker.images, bench, lambda: cancel.cancelled)


class _Maker:
    """Turns the layout into what the template reads."""

    def __init__(self, laid: Laid) -> None:
        self._laid, self._level = laid, 1
        self.images: dict[str, bytes] = {}

    def flow(self, flow: Flow) -> dict[str, Any]:
        """One block."""
        return {**self._flow(flow), "right_to_left": _turns(flow)}

    def _flow(self, flow: Flow) -> dict[str, Any]:
        match flow:
            case Head(level, line):
                self._level = level
                return {"kind": "head", "level": level, "line": list(self._line(line))}
            case Para(line):
                return {"kind": "para", "line": list(self._line(line)), "leads": flow.leads_on}
            case Items(lines, numbered):
                shown = [{"line": list(self._line(one)), "right_to_left": _is_turned(one)} for one in lines]
                return {"kind": "items", "numbered": numbered, "lines": shown}
            case Quoted(line, signed, _, language):
                said = list(self._line(line))
                return {"kind": "quoted", "line": said, "signed": signed, "language": language.split("-")[0]}
            case Picture(image, alt):
                return {"kind": "picture", "file": self._image(image), "alt": alt, "width": _share(image)}
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

    def _image(self, image: LeavingImage) -> str:
        self.images[image.name] = image.content
        return image.name


def _is_turned(line: Line) -> bool:
    return is_right_to_left(plain(line))


def _turns(flow: Flow) -> bool:
    """Whether a block runs from right to left; a list as its first line does."""
    match flow:
        case Head(_, line) | Para(line) | Quoted(line) | Items((line, *_)):
            return _is_turned(line)
        case Boxed(title):
            return is_right_to_left(title)
    return False


def _span(span: Span) -> dict[str, Any]:
    return {
        "text": span.text,
        "bold": span.bold,
        "italic": span.italic,
        "link": span.link,
        "language": span.language.split("-")[0],
    }


def _share(image: LeavingImage) -> float:
    """How much of the page's width an image takes (0–1)."""
    return round(min(1.0, image.width / _WIDE_PIXELS), 3)
