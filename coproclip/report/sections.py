"""The report's sections: in which order, with which text, and the quotes in them."""

import itertools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.quoting import QuotedRun
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import Excerpt, Playlist, Report, ReportImage, ReportQuote, ReportSection, Theme
from coproclip.report.document import Block, image_keys, quote_keys
from coproclip.report.markup import MOST_BLOCKS, parse, write
from coproclip.timecode import TimeRange

TITLES: Mapping[SectionKind, str] = {
    SectionKind.COVER: "Cover",
    SectionKind.ABOUT: "What this is",
    SectionKind.TELLERS: "Who told us",
    SectionKind.METHOD: "How it was done",
    SectionKind.THEME: "A theme that is no longer there",
    SectionKind.OUTPUTS: "What came of it",
    SectionKind.SUGGESTIONS: "Suggestions",
    SectionKind.QUESTIONS: "Still open",
    SectionKind.LEARNED: "What we learned",
    SectionKind.PLAYLIST: "Listen to the playlist",
    SectionKind.GLOSSARY: "What words mean",
    SectionKind.WORKED: "How we worked",
    SectionKind.THANKS: "Thanks",
    SectionKind.OWN: "New section",
}
"""What a section is called that nobody called otherwise; one about a theme is called after it."""

_MOST_RUNS = 200


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote of a section: which excerpt, what of it (`runs`; empty is all of it), and whether it is signed."""

    key: str
    excerpt_id: int
    runs: tuple[QuotedRun, ...] = ()
    signed: bool = True


# ---- reading --------------------------------------------------------------------------------------------------


def the_report(session: Session) -> Report | None:
    """The project's report; None while nobody began one."""
    return session.scalar(select(Report).order_by(Report.id).limit(1))


def sections(session: Session) -> list[ReportSection]:
    """All sections in their order."""
    return list(session.scalars(select(ReportSection).order_by(ReportSection.position, ReportSection.id)))


def kind_of(section: ReportSection) -> SectionKind:
    """What a section is; what nobody knows is one that somebody added."""
    return SectionKind(section.kind) if section.kind in set(SectionKind) else SectionKind.OWN


def title_of(session: Session, section: ReportSection) -> str:
    """What a section is called."""
    if section.title:
        return section.title
    theme = session.get(Theme, section.theme_id) if section.theme_id is not None else None
    return theme.name if theme is not None else TITLES[kind_of(section)]


def quotes_of(session: Session, section_id: int) -> dict[str, Quote]:
    """The quotes of a section by their keys, also those that stand nowhere in its text."""
    rows = session.scalars(select(ReportQuote).where(ReportQuote.section_id == section_id).order_by(ReportQuote.id))
    return {row.key: Quote(row.key, row.excerpt_id, read_runs(row.runs), bool(row.signed)) for row in rows}


def read_runs(kept: Mapping[str, object]) -> tuple[QuotedRun, ...]:
    """What of an excerpt is quoted; what makes no sense is left out."""
    found = kept.get("runs")
    runs: list[QuotedRun] = []
    for one in (found if isinstance(found, list) else [])[:_MOST_RUNS]:
        if isinstance(one, str) and one.strip():
            runs.append(" ".join(one.split()))
        elif isinstance(one, list) and len(one) == 2 and all(type(ms) is int for ms in one) and 0 <= one[0] < one[1]:
            runs.append(TimeRange(one[0], one[1]))
    return tuple(runs) if any(isinstance(one, TimeRange) for one in runs) else ()


def quoted_excerpts(session: Session) -> dict[int, list[int]]:
    """By excerpt: the sections in whose text it is quoted."""
    found: dict[int, list[int]] = {}
    for section in sections(session):
        known = quotes_of(session, section.id)
        for key in dict.fromkeys(quote_keys(parse(section.body))):
            if key in known:
                found.setdefault(known[key].excerpt_id, []).append(section.id)
    return found


# ---- writing --------------------------------------------------------------------------------------------------


def begun_report(edit: Edit) -> Report:
    """The project's report; begun where there is none."""
    return the_report(edit.session) or edit.add(Report(plainer={}, glossary={}))


def lead_to_playlist(edit: Edit, playlist_id: int | None) -> None:
    """Say to which playlist the report leads; None for none. Raises `NotFound`."""
    if playlist_id is not None:
        edit.get(Playlist, playlist_id)
    begun_report(edit).playlist_id = playlist_id


def choose_playlist(edit: Edit) -> None:
    """Where nobody said to which playlist the report leads: to the only one, or the only one that is on the web."""
    report = begun_report(edit)
    known = list(edit.session.scalars(select(Playlist).order_by(Playlist.id)))
    for some in (known, [one for one in known if one.address]):
        if report.playlist_id is None and len(some) == 1:
            report.playlist_id = some[0].id


def add_section(
    edit: Edit,
    kind: SectionKind = SectionKind.OWN,
    *,
    title: str = "",
    theme_id: int | None = None,
    after: int | None = None,
) -> ReportSection:
    """A new section behind the section `after`, or at the end."""
    made = new_section(edit, kind, title=title, theme_id=theme_id)
    others = [one for one in _in_order(edit) if one != made.id]
    place = others.index(after) + 1 if after in others else len(others)
    put_in_order(edit, [*others[:place], made.id, *others[place:]])
    return made


def new_section(
    edit: Edit, kind: SectionKind = SectionKind.OWN, *, title: str = "", theme_id: int | None = None
) -> ReportSection:
    """A new section, with no place among the others yet: see `put_in_order`."""
    report = begun_report(edit)
    if theme_id is not None:
        edit.get(Theme, theme_id)
    made = edit.add(
        ReportSection(
            report_id=report.id, theme_id=theme_id, kind=SectionKind(kind).value, title=" ".join(title.split())
        )
    )
    edit.session.flush()
    _changed(edit)
    return made


def set_body(edit: Edit, section_id: int, blocks: Sequence[Block], *, who: str = "") -> None:
    """Write a section's text. Quotes that stand in it no more go. Raises `BadInput` for a quote that it has not.

    An image that was moved here from another section is this one's too.
    """
    section = edit.get(ReportSection, section_id)
    wanted, known = set(quote_keys(blocks)), quotes_of(edit.session, section_id)
    if not wanted <= known.keys():
        raise BadInput("A quote in this text belongs to no excerpt.", "The text stays as it was.")
    if len(blocks) > MOST_BLOCKS:
        raise BadInput(
            f"This section has {len(blocks):,} paragraphs, and {MOST_BLOCKS:,} are the most.",
            "What is kept of it stays as it was.",
            "Make two sections of it.",
        )
    section.body = write(blocks)
    _take_images_along(edit, section_id, set(image_keys(blocks)))
    rows = edit.session.scalars(select(ReportQuote).where(ReportQuote.section_id == section_id))
    delete_with_all(edit.session, "report_quote", [row.id for row in rows if row.key not in wanted])
    _changed(edit, who)


def _take_images_along(edit: Edit, section_id: int, wanted: set[str]) -> None:
    mine = set(edit.session.scalars(select(ReportImage.key).where(ReportImage.section_id == section_id)))
    for key in sorted(wanted - mine):
        found = edit.session.scalar(select(ReportImage).where(ReportImage.key == key).order_by(ReportImage.id))
        if found is not None:
            edit.add(
                ReportImage(
                    section_id=section_id,
                    person_id=found.person_id,
                    key=key,
                    file=found.file,
                    alt=found.alt,
                    decorative=found.decorative,
                    photo=found.photo,
                )
            )


def add_quote(
    edit: Edit, section_id: int, excerpt_id: int, *, runs: Iterable[QuotedRun] = (), signed: bool = True, key: str = ""
) -> Quote:
    """A quote for a section's text, to be put into it under its key by `set_body`, in the same edit.

    It gets a `key` that no other has, unless one is given that is free in the section.
    """
    edit.get(ReportSection, section_id)
    edit.get(Excerpt, excerpt_id)
    key = key or uuid.uuid4().hex[:8]
    row = ReportQuote(section_id=section_id, excerpt_id=excerpt_id, key=key, runs=_kept_runs(runs), signed=int(signed))
    edit.add(row)
    return Quote(key, excerpt_id, read_runs(row.runs), signed)


def change_quote(
    edit: Edit,
    section_id: int,
    key: str,
    *,
    excerpt_id: int | None = None,
    runs: Iterable[QuotedRun] | None = None,
    signed: bool | None = None,
) -> None:
    """Quote something else, more or less of it, or sign it or not. Raises `NotFound`."""
    where = (ReportQuote.section_id == section_id, ReportQuote.key == key)
    row = edit.session.scalar(select(ReportQuote).where(*where))
    if row is None:
        raise NotFound("That quote is no longer there.")
    if excerpt_id is not None:
        edit.get(Excerpt, excerpt_id)
        row.excerpt_id, row.runs = excerpt_id, {}
    if runs is not None:
        row.runs = _kept_runs(runs)
    if signed is not None:
        row.signed = int(signed)
    _changed(edit)


def _kept_runs(runs: Iterable[QuotedRun]) -> dict[str, object]:
    wanted = list(runs)
    stretches = [one for one in wanted if isinstance(one, TimeRange)]
    if any(after.start_ms < before.end_ms for before, after in itertools.pairwise(stretches)):
        raise BadInput("A quote says what was said in its own order.", "Nothing was changed.")
    kept = [[one.start_ms, one.end_ms] if isinstance(one, TimeRange) else " ".join(one.split()) for one in wanted]
    return {"runs": kept} if kept else {}


def change_section(edit: Edit, section_id: int, *, title: str | None = None, left_out: bool | None = None) -> None:
    """Call a section otherwise (empty: after its theme or kind again), or leave it out of every output, or not."""
    section = edit.get(ReportSection, section_id)
    if title is not None:
        section.title = " ".join(title.split())
    if left_out is not None:
        section.left_out = int(left_out)
    _changed(edit)


def move_section(edit: Edit, section_id: int, place: int) -> None:
    """Put a section at a place (from 0) among all."""
    edit.get(ReportSection, section_id)
    others = [one for one in _in_order(edit) if one != section_id]
    place = min(max(place, 0), len(others))
    put_in_order(edit, [*others[:place], section_id, *others[place:]])
    _changed(edit)


def delete_section(edit: Edit, section_id: int) -> bool:
    """Take a section away with all that is written in it; whether it was drafted, so that a new draft makes it anew."""
    drafted = bool(edit.get(ReportSection, section_id).drafted)
    delete_with_all(edit.session, "report_section", [section_id])
    _changed(edit)
    return drafted


def _in_order(edit: Edit) -> list[int]:
    return list(edit.session.scalars(select(ReportSection.id).order_by(ReportSection.position, ReportSection.id)))


def put_in_order(edit: Edit, ids: Sequence[int]) -> None:
    """Put all sections in this order."""
    places = {number: place for number, place in edit.session.execute(select(ReportSection.id, ReportSection.position))}
    for place, one in enumerate(ids):
        if places.get(one) != place:
            edit.get(ReportSection, one).position = place
    edit.session.flush()


def _changed(edit: Edit, who: str = "") -> None:
    report = begun_report(edit)
    report.changed_at = now()
    if who:
        report.changed_by = " ".join(who.split())
