"""The report as Markdown, with footnotes."""

import re

from coproclip.export.report.layout import (
    Boxed,
    Flow,
    Head,
    Items,
    Line,
    NoteMark,
    Para,
    Picture,
    Quoted,
    Span,
    lay_out,
)
from coproclip.report.shareable import ShareableReport

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~^])")
_BREAKS = re.compile(r"\s*\n\s*")
_BEGINS = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def markdown(report: ShareableReport) -> str:
    """The whole report; images are named by file, and left out where they are decorative."""
    laid = lay_out(report)
    blocks = [f"# {_escaped(laid.title)}"]
    blocks += [_escaped(text) for text in (laid.strapline, laid.month) if text]
    blocks += filter(None, map(_flow, laid.flows))
    # A line of its own for each of its lines.
    blocks += ["\\\n".join(_begin(_escaped(one)) for one in laid.contact.split("\n"))] if laid.contact else []
    blocks += [f"[^{number}]: {_line(note)}" for number, note in enumerate(laid.notes, 1)]
    return "\n\n".join(blocks) + "\n"


def _flow(flow: Flow) -> str:
    match flow:
        case Head(level, line):
            return f"{'#' * (level + 1)} {_line(line)}"
        case Para(line):
            return _begin(_line(line))
        case Items(lines, numbered):
            marks = [f"{place}." if numbered else "-" for place in range(1, len(lines) + 1)]
            return "\n".join(f"{mark} {_line(line)}" for mark, line in zip(marks, lines, strict=True))
        case Quoted(line, signed, _, _):
            return f"> {_line(line)}" + (f"\n>\n> {_escaped(signed)}" if signed else "")
        case Picture(image, alt):
            return f"![{_escaped(alt)}](images/{image.name})" if alt else ""
        case Boxed(title, flows):
            inside = "\n\n".join(filter(None, [f"**{_escaped(title)}**" if title else "", *map(_flow, flows)]))
            return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))


def _line(line: Line) -> str:
    return "".join(f"[^{one.number}]" if isinstance(one, NoteMark) else _span(one) for one in line)


def _span(span: Span) -> str:
    marks = "*" * (2 * span.bold + span.italic)
    text = _escaped(span.text)
    # A sign for bold may not stand beside a space.
    bare = text.strip()
    if marks and bare:
        text = text.replace(bare, f"{marks}{bare}{marks}", 1)
    return f"[{text}]({span.link})" if span.link and bare else text


def _escaped(text: str) -> str:
    """As it is, on one line: a break would end a heading, and begin a list."""
    return _SIGNS.sub(r"\\\1", _BREAKS.sub(" ", text))


def _begin(text: str) -> str:
    return _BEGINS.sub(
        lambda found: (
            f"{found[1]}\\{found[2]}" if not found[2][0].isdigit() else f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"
        ),
        text,
    )
