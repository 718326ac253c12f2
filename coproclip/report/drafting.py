"""The report drafted in one press, and again later without losing what a person wrote in it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.jobs import CancelToken
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Edit, now
from coproclip.project.schema import ReportSection
from coproclip.project.storage.too_many import most_in_all
from coproclip.report.document import Block, QuoteBlock, quote_keys
from coproclip.report.joining import Joined, joined, without_marks
from coproclip.report.live import LiveValues, counted, in_sentence, live_values
from coproclip.report.markup import parse, write
from coproclip.report.other_sections import BEFORE, BEHIND, read_known
from coproclip.report.phrasing import key_of, theme_blocks
from coproclip.report.planning import NOWHERE, Plan, PlannedQuote, plan_report
from coproclip.report.sections import (
    add_quote,
    begun_report,
    change_quote,
    choose_playlist,
    delete_section,
    kind_of,
    new_section,
    put_in_order,
    quotes_of,
    sections,
    set_body,
    title_of,
)

Place = tuple[SectionKind, int | None]
"""Which section: its kind and, of one about a theme, its theme."""


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What a draft did, in sentences: what came `new`, what `changed`, what was `kept` because a person wrote it, and
    what to know of what is not in it, or not yet in what leaves (`notes`).
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of them; one that says so where there are none."""
        every = (*self.new, *self.changed, *self.kept)
        return (*(every or ("Nothing has changed since the last draft.",)), *self.notes)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A section as it is drafted, to stand behind the one before it; with nothing in it only where `always`."""

    place: Place
    blocks: tuple[Block, ...]
    always: bool


def draft_report(edit: Edit, *, who: str = "", cancel: CancelToken | None = None) -> DraftChanges:
    """Draft all sections, or draft them anew: what a person wrote, moved or took out since the last draft stays so.

    A theme that is new gets a section; that of one which is gone stays as far as a person wrote in it.
    Raises `BadInput` where it would have more sections than a report can have, and `Cancelled`.
    """
    return _Drafting(edit, who, cancel or CancelToken()).run()


class _Drafting:
    def __init__(self, edit: Edit, who: str, cancel: CancelToken) -> None:
        self.edit, self.session, self.who, self.cancel = edit, edit.session, who, cancel
        self.report = begun_report(edit)
        choose_playlist(edit)
        edit.session.flush()
        self.new: list[str] = []
        self.changed: list[str] = []
        self.kept: list[str] = []
        self.before = drafted_sections(self.session)
        self.there = {place_of(one): one for one in reversed(self.before)}
        self.quotes = {one.id: quotes_of(self.session, one.id) for one in sections(self.session)}
        self.plan = plan_report(self.session, self._put_by_people(), cancel)
        self.by_key = {key_of(quote.excerpt_id): quote for quote in self.plan.quotes}

    def run(self) -> DraftChanges:
        live = live_values(self.session)
        first = self.report.drafts == 0
        drafted = list(_all(self.session, self.plan, live))
        order = [one.id for one in sections(self.session)]
        fresh = [one for one in drafted if one.place not in self.there and (one.blocks or one.always)]
        _refuse_too_many(len(order) + len(fresh))
        before: int | None = None
        for one in drafted:
            self.cancel.raise_if_cancelled()
            section = self.there.get(one.place)
            if section is None:
                if not (one.blocks or one.always):
                    continue
                section = new_section(self.edit, one.place[0], theme_id=one.place[1])
                order.insert(order.index(before) + 1 if before is not None else 0, section.id)
                self.quotes[section.id] = {}
                self.new.append(f"New section: “{title_of(self.session, section)}”.")
                self._write(section, one.blocks, is_new=True)
            else:
                self._write(section, one.blocks)
                if not (one.always or section.body or section.title):
                    order.remove(section.id)
                    self._remove(section)
                    continue
            before = section.id
        places = {one.place for one in drafted}
        for section in [one for one in self.before if place_of(one) not in places]:
            self._write(section, ())
            if not (section.body or section.title):
                order.remove(section.id)
                self._remove(section)
        if fresh:
            put_in_order(self.edit, order)
        self.report.drafts += 1
        self.report.drafted_at = self.report.changed_at = now()
        if self.who.strip():
            self.report.changed_by = " ".join(self.who.split())
        if first:
            return DraftChanges(
                new=(f"{_some(len(drafted_sections(self.session)), 'section')} drafted.",),
                kept=tuple(self.kept),
                notes=tuple(self._notes()),
            )
        return DraftChanges(tuple(self.new), tuple(self.changed), tuple(self.kept), tuple(self._notes()))

    def _put_by_people(self) -> dict[int, set[int | None]]:
        """By excerpt: where a person put it in words of their own, as `plan_report` wants to know it."""
        found: dict[int, set[int | None]] = defaultdict(set)
        for section in sections(self.session):
            theirs = set(parse(section.body)) - set(parse(section.drafted))
            known = self.quotes[section.id]
            keys = {key for block in theirs for key in quote_keys([block])}
            keys |= {key for key, quote in known.items() if key != key_of(quote.excerpt_id)}
            for key in keys & {*quote_keys(parse(section.body))} & known.keys():
                found[known[key].excerpt_id].add(_planned_in(section))
        return found

    # ---- one section ------------------------------------------------------------------------------------------

    def _write(self, section: ReportSection, drafted: Sequence[Block], *, is_new: bool = False) -> None:
        new = self._with_keys(section, parse(write(drafted)))
        before, body = parse(section.drafted), parse(section.body)
        found = joined(before, body, new)
        blocks = self._bound(section, found.blocks, set(new) - set(before))
        text = write(new)
        if section.drafted != text:
            section.drafted = text
        if is_new or write(blocks) != section.body:
            set_body(self.edit, section.id, blocks, who=self.who)
        if not is_new:
            self._say(section, body, blocks, found)

    def _with_keys(self, section: ReportSection, drafted: tuple[Block, ...]) -> tuple[Block, ...]:
        """The draft with the keys under which its excerpts are known in the section already, as where it was joined
        with a copy.
        """
        known, before = self.quotes[section.id], {*quote_keys(parse(section.drafted))}
        text = write(drafted)
        for key, quote in known.items():
            usual = key_of(quote.excerpt_id)
            if key != usual and key in before and usual not in before and usual not in known:
                text = text.replace(f"{{quote {usual}}}", f"{{quote {key}}}")
        return parse(text)

    def _bound(self, section: ReportSection, blocks: Sequence[Block], fresh: set[Block]) -> list[Block]:
        """The blocks with a quote for every mark; marks whose excerpt is gone are taken out."""
        known, planned = self.quotes[section.id], self.by_key
        wanted, there, alone = dict.fromkeys(quote_keys(blocks)), set(blocks), _alone(blocks)
        led_anew = {*quote_keys(block for block in fresh if block in there)}
        gone = {key for key in wanted if key not in known and key not in planned}
        for key in wanted:
            if key in known:
                signed = key in planned and _signed(planned[key], key, alone)
                # Signed otherwise where the sentence that leads to it was drafted otherwise.
                if key in planned and known[key].signed != signed and key in led_anew:
                    change_quote(self.edit, section.id, key, signed=signed)
            elif key in planned:
                signed = _signed(planned[key], key, alone)
                known[key] = add_quote(self.edit, section.id, planned[key].excerpt_id, signed=signed, key=key)
        self.session.flush()
        if gone:
            self.kept.append(
                f"“{title_of(self.session, section)}”: the excerpt of a quote is no longer there, so it was taken out."
            )
        left = (without_marks(block, gone, keep_letters=True) for block in blocks)
        return [block for block in left if block is not None]

    def _say(self, section: ReportSection, body: Sequence[Block], blocks: Sequence[Block], found: Joined) -> None:
        title = title_of(self.session, section)
        came, went = {*quote_keys(blocks)} - {*quote_keys(body)}, {*quote_keys(body)} - {*quote_keys(blocks)}
        if came:
            self.new.append(f"“{title}”: {counted(len(came), 'quote', 'quotes')} came in.")
        if went:
            self.changed.append(f"“{title}”: {counted(len(went), 'quote', 'quotes')} went out.")
        if not came and not went and list(body) != list(blocks):
            self.changed.append(f"“{title}”: its text changed.")
        if found.kept:
            many = counted(found.kept, "place", "places")
            self.kept.append(
                f"“{title}”: {many} would read otherwise in this draft, and stayed as a person wrote them."
            )
        elif found.own:
            many = counted(found.own, "paragraph", "paragraphs")
            self.kept.append(f"“{title}”: kept {many} that a person wrote.")

    def _remove(self, section: ReportSection) -> None:
        self.changed.append(f"The section “{title_of(self.session, section)}” went: there is nothing for it any more.")
        delete_section(self.edit, section.id)

    def _notes(self) -> Iterator[str]:
        plan = self.plan
        if waiting := sum(quote.waits for quote in plan.quotes):
            yield f"{_some(waiting, 'quote')} may not leave yet: in no export until then."
        for many, why in (
            (plan.refused, "a storyteller said no"),
            (plan.not_used, "somebody decided not to use it"),
            (plan.in_no_theme, "in no theme yet"),
            (plan.wordless, "no words yet"),
        ):
            if many:
                yield f"{_some(many, 'excerpt')} stayed out: {why}."
        wanted = [theme.theme_id for theme in plan.themes]
        stand = [one.theme_id for one in sections(self.session) if one.theme_id in wanted]
        if stand != wanted:
            yield "The themes stand in another order on their page; the report keeps its own."


def _planned_in(section: ReportSection) -> int | None:
    """The theme whose quotes are planned into a section, None for those of no theme, `NOWHERE` for none at all."""
    if section.theme_id is not None:
        return section.theme_id
    return None if kind_of(section) in (SectionKind.OUTPUTS, SectionKind.SUGGESTIONS) else NOWHERE


def place_of(section: ReportSection) -> Place:
    """Which section it is."""
    return kind_of(section), section.theme_id


def drafted_sections(session: Session) -> list[ReportSection]:
    """The sections that a draft makes."""
    return [one for one in sections(session) if one.kind != SectionKind.OWN]


def _all(session: Session, plan: Plan, live: LiveValues) -> Iterator[_Drafted]:
    known = read_known(session, plan, live)
    for kind, draft, always in BEFORE:
        yield _Drafted((kind, None), tuple(draft(known)), always)
    for theme in plan.themes:
        blocks = theme_blocks(theme, live.by_theme.get(theme.theme_id, 0))
        yield _Drafted((SectionKind.THEME, theme.theme_id), blocks, True)
    for kind, draft, always in BEHIND:
        yield _Drafted((kind, None), tuple(draft(known)), always)


def _refuse_too_many(many: int) -> None:
    if many > (most := most_in_all(ReportSection.__tablename__)):
        raise BadInput(
            f"The report would have {many:,} sections, and {most:,} are the most.",
            "Nothing was changed.",
            "Put themes under others: those have no sections of their own.",
        )


def _alone(blocks: Sequence[Block]) -> set[str]:
    """The quotes that stand in a block of their own, by key."""
    return {block.key for block in blocks if isinstance(block, QuoteBlock)}


def _signed(quote: PlannedQuote, key: str, alone: Collection[str]) -> bool:
    """A quote in a sentence that says “one storyteller” needs no signature that says so again."""
    return quote.named or key in alone


def _some(many: int, what: str) -> str:
    return in_sentence(counted(many, what, f"{what}s"), "")
