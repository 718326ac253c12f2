"""The report as it would leave now, to be looked at before anything is made: as the web page, or in easy read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coproclip.excerpts.approval import shareable
from coproclip.excerpts.rules.policy import Use
from coproclip.export.report.layout import Boxed, Flow, Items, Laid, Para, Span, lay_out, plain
from coproclip.export.report.web import ideas
from coproclip.project.project import Project
from coproclip.report.assembled import assembled


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in it: its cover and footnotes as they are laid out, and its `flows`; `starts` has by section (id) the
    place among those at which it begins. `withheld` is how many quotes may not leave and are not in it.

    In `easy` read every paragraph is one idea.
    """

    laid: Laid
    flows: tuple[Flow, ...]
    starts: Mapping[int, int]
    withheld: int
    easy: bool


def preview(project: Project, *, easy: bool) -> Preview:
    """Put the report together and lay it out. Raises `NotShareable`, naming what may not leave."""
    report = assembled(project)
    ids = [one.excerpt_id for one in report.excerpts()]
    heard = [one.excerpt_id for one in shareable(project, ids, Use.SHARING, beside=ids, inside=Use.REPORT).granted]
    laid = lay_out(report, heard)
    flows: list[Flow] = []
    starts: dict[int, int] = {}
    begins = {place: section_id for section_id, place in laid.starts}
    for place, flow in enumerate(laid.flows):
        if place in begins:
            starts[begins[place]] = len(flows)
        flows += _easy(flow) if easy else [flow]
    return Preview(laid, tuple(flows), starts, report.withheld, easy)


def _easy(flow: Flow) -> Iterator[Flow]:
    match flow:
        case Para(line):
            yield from (Para((Span(idea),)) for idea in ideas(plain(line)))
        case Items(lines):
            yield from (Para((Span(idea),)) for line in lines for idea in ideas(plain(line)))
        case Boxed(title, inner):
            yield Boxed(title, tuple(idea for one in inner for idea in _easy(one)))
        case _:
            yield flow
