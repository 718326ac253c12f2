"""What is in the report: its sections in order, with their headings, what was found in them, and on which page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.overview.excerpts import ThemeSign
from coproclip.project.kinds import SectionKind
from coproclip.project.schema import ReportSection, Theme
from coproclip.report import sections as kept
from coproclip.report.document import Heading, plain_text
from coproclip.report.markup import parse
from coproclip.report.pages import Measured, about_pages, letters_of_quotes


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A section in the list of all: `headings` are those of level 2 in it; `findings` is what a check found in it.

    It begins about on this `page` of the PDF (0: it is left out), of about so many `pages`.
    """

    section_id: int
    kind: SectionKind
    title: str
    theme: ThemeSign | None
    headings: tuple[str, ...]
    findings: int = 0
    left_out: bool = False
    empty: bool = False
    page: int = 0
    pages: int = 0


def report_outline(session: Session, found_in: Iterable[int] = ()) -> tuple[OutlineRow, ...]:
    """All sections in order; `found_in` has the section of each finding, as often as there are any."""
    findings = Counter(found_in)
    rows = []
    every = [(section, parse(section.body)) for section in kept.sections(session)]
    quotes = letters_of_quotes(session)
    shown = [(one.id, blocks) for one, blocks in every if not one.left_out]
    begins, pages = about_pages(Measured(one, blocks, quotes.get(one, {})) for one, blocks in shown)
    for section, blocks in every:
        headings = [plain_text(one.inlines).strip() for one in blocks if isinstance(one, Heading) and one.level == 2]
        rows.append(
            OutlineRow(
                section_id=section.id,
                kind=kept.kind_of(section),
                title=kept.title_of(session, section),
                theme=theme_of(session, section),
                headings=tuple(filter(None, headings)),
                findings=findings[section.id],
                left_out=bool(section.left_out),
                empty=not blocks,
                page=_page(section, begins),
                pages=pages,
            )
        )
    return tuple(rows)


def _page(section: ReportSection, begins: Mapping[int, int]) -> int:
    """On which page it begins; what is called the cover has that to itself."""
    here = begins.get(section.id, 0)
    return min(here, 1) if kept.kind_of(section) is SectionKind.COVER else here


def theme_of(session: Session, section: ReportSection) -> ThemeSign | None:
    """The theme that a section is about, if any."""
    theme = session.get(Theme, section.theme_id) if section.theme_id is not None else None
    return ThemeSign(theme.id, theme.letter, theme.colour, theme.name) if theme is not None else None
