"""What there is to draft a report from: which quote goes to which theme, each once, and what the group noted.

A quote that waits for a yes is planned too: it stands in the text for the team to see and leaves with nobody. What a
storyteller said no to, and what people decided not to use, is not planned.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval, StoryReader, no_to_each, one_answer
from coproclip.excerpts.rules.policy import Use
from coproclip.jobs import CancelToken
from coproclip.people.naming import ONE_STORYTELLER
from coproclip.project.kinds import ChoiceKind, ExcerptKind, NoteKind
from coproclip.project.schema import Choice, Cluster, Excerpt, GroupNote, Story, Theme
from coproclip.themes.codebook import themes
from coproclip.themes.counts import links_outside_bin, parents_of, with_above

NOTED = (NoteKind.OUTPUT, NoteKind.SUGGESTION, NoteKind.QUESTION)
"""The notes of the group that have a place in a report."""
NOWHERE = -1
"""A place into which no quote is planned."""
_OF_NO_THEME = (ExcerptKind.OUTPUT, ExcerptKind.SUGGESTION)


@dataclass(frozen=True, slots=True)
class PlannedQuote:
    """An excerpt to be quoted: of whom (ids of storytellers), how many words it has, and its `ExcerptKind` or empty.

    `named`: it is signed with more than “One storyteller”. `waits`: it may not leave yet.
    """

    excerpt_id: int
    tellers: frozenset[tuple[int, int]]
    words: int
    kind: str
    differs: bool
    named: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A theme itself, or one under it, with the quotes that stand there."""

    theme_id: int
    name: str
    description: str
    quotes: tuple[PlannedQuote, ...] = ()
    linked: bool = False
    """Whether any excerpt is in it, quoted or not."""


@dataclass(frozen=True, slots=True)
class PlannedTheme:
    """A theme of its own section; the first of its `parts` is the theme itself. `notes` by kind, as they came."""

    theme_id: int
    name: str
    linking: str
    parts: tuple[PlannedPart, ...]
    notes: Mapping[NoteKind, tuple[str, ...]]

    @property
    def quotes(self) -> list[PlannedQuote]:
        """All of them, of the theme itself first."""
        return [quote for part in self.parts for quote in part.quotes]


@dataclass(frozen=True, slots=True)
class Plan:
    """The themes in order; quotes and notes of no theme; and how many quotes stay out, by why."""

    themes: tuple[PlannedTheme, ...]
    loose: tuple[PlannedQuote, ...]
    notes: Mapping[NoteKind, tuple[str, ...]]
    refused: int = 0
    not_used: int = 0
    wordless: int = 0
    in_no_theme: int = 0

    @property
    def quotes(self) -> list[PlannedQuote]:
        """All of them."""
        return [*(quote for theme in self.themes for quote in theme.quotes), *self.loose]


def plan_report(
    session: Session, elsewhere: Mapping[int, Collection[int | None]], cancel: CancelToken | None = None
) -> Plan:
    """Read what there is. `elsewhere` has by excerpt where people put it themselves: the themes in whose sections, None
    for the sections of quotes of no theme, `NOWHERE` for all others. It is planned in no other section.
    Raises `Cancelled`.
    """
    return _Planning(session, elsewhere, cancel or CancelToken()).plan()


class _Planning:
    def __init__(self, session: Session, elsewhere: Mapping[int, Collection[int | None]], cancel: CancelToken) -> None:
        self.session, self.elsewhere, self.cancel = session, elsewhere, cancel
        self.reader = StoryReader(session)
        self._state = one_answer(session, self.reader, use=Use.REPORT)
        self._is_refused = no_to_each(session, Use.REPORT, self.reader)
        self.parents = parents_of(session)
        self.themes = themes(session)
        self._tops: dict[int, int] = {}
        self.refused = self.not_used = self.wordless = self.in_no_theme = 0

    def plan(self) -> Plan:
        excerpts = list(
            self.session.scalars(
                select(Excerpt).join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None))
            )
        )
        for story_id in {one.story_id for one in excerpts}:
            self.reader.prepare(story_id)
        places, linked = self._places()
        left_out = self._left_out()
        by_place: dict[int | None, list[PlannedQuote]] = defaultdict(list)
        order = {number: place for place, number in enumerate(places)}
        behind = len(order)
        # The words of a story are read once when its excerpts come one after another.
        found = []
        for excerpt in sorted(excerpts, key=lambda one: (one.story_id, one.id)):
            self.cancel.raise_if_cancelled()
            theme_id, differs = places.get(excerpt.id, (None, False))
            quote = self._quote(excerpt, theme_id, differs, left_out)
            if quote is not None:
                found.append((not excerpt.spotlight, order.get(excerpt.id, behind), excerpt.id, theme_id, quote))
        for _, _, _, theme_id, quote in sorted(found, key=lambda one: one[:3]):
            by_place[theme_id].append(quote)
        notes = self._notes()
        under: dict[int, list[Theme]] = defaultdict(list)
        for theme in self.themes:
            under[self._top(theme.id)].append(theme)
        return Plan(
            themes=tuple(
                self._theme(one, under[one.id], by_place, linked, notes) for one in self.themes if self._is_top(one)
            ),
            loose=tuple(by_place[None]),
            notes=_by_kind(notes[None]),
            refused=self.refused,
            not_used=self.not_used,
            wordless=self.wordless,
            in_no_theme=self.in_no_theme,
        )

    def _is_top(self, theme: Theme) -> bool:
        return self._top(theme.id) == theme.id

    def _top(self, theme_id: int) -> int:
        if theme_id not in self._tops:
            self._tops[theme_id] = self._top_of(theme_id)
        return self._tops[theme_id]

    def _top_of(self, theme_id: int) -> int:
        way = with_above(self.parents, theme_id)
        above = self.parents.get(way[-1])
        # Two programs can put two themes under each other: then one of them stands for both.
        return min(way[way.index(above) :]) if above in way else way[-1]

    def _places(self) -> tuple[dict[int, tuple[int, bool]], set[int]]:
        """In which theme each excerpt is quoted, and whether it sees it differently; and the themes that have any.

        That is where it is the headline, else the first of its themes; in one with parts, the first of the parts.
        """
        order = {theme.id: place for place, theme in enumerate(self.themes)}
        heads: dict[int, int] = {}
        for theme in self.themes:
            if theme.headline_excerpt_id is not None:
                heads.setdefault(theme.headline_excerpt_id, self._top(theme.id))
        themes_in: dict[int, list[int]] = defaultdict(list)
        differing: set[tuple[int, int]] = set()
        linked: set[int] = set()
        for one in links_outside_bin(self.session):
            themes_in[one.excerpt_id].append(one.theme_id)
            linked.add(one.theme_id)
            if one.differs:
                differing.add((one.excerpt_id, self._top(one.theme_id)))
        places = {}
        for excerpt_id, ids in themes_in.items():
            ids.sort(key=lambda one: order.get(one, len(order)))
            tops = [self._top(one) for one in ids]
            top = heads[excerpt_id] if heads.get(excerpt_id) in tops else tops[0]
            mine = [one for one in ids if self._top(one) == top]
            under = [one for one in mine if one != top]
            places[excerpt_id] = ((under or mine)[0], (excerpt_id, top) in differing)
        return places, linked

    def _left_out(self) -> set[int]:
        """What the group left out of the report: the newest word counts."""
        said: dict[int, bool] = {}
        query = select(Choice).where(Choice.kind == ChoiceKind.REPORT.value, Choice.excerpt_id.is_not(None))
        for choice in self.session.scalars(query.order_by(Choice.id)):
            said[choice.excerpt_id or 0] = bool(choice.chosen)
        return {excerpt for excerpt, chosen in said.items() if not chosen}

    def _quote(
        self, excerpt: Excerpt, theme_id: int | None, differs: bool, left_out: Collection[int]
    ) -> PlannedQuote | None:
        top = None if theme_id is None else self._top(theme_id)
        if excerpt.id in self.elsewhere and top not in self.elsewhere[excerpt.id]:
            return None
        state = self._state(excerpt)
        if state is Approval.NO or (state is not Approval.YES and self._is_refused(excerpt)):
            self.refused += 1
            return None
        if excerpt.unused_reason or excerpt.id in left_out:
            self.not_used += 1
            return None
        if theme_id is None and excerpt.kind not in _OF_NO_THEME:
            self.in_no_theme += 1
            return None
        words = len(self.reader.public_quote(excerpt).split())
        if not words:
            self.wordless += 1
            return None
        return PlannedQuote(
            excerpt_id=excerpt.id,
            # A storyteller whom nobody named is another one in each story.
            tellers=frozenset((who or 0, 0 if who else excerpt.story_id) for who in self.reader.tellers_in(excerpt)),
            words=words,
            kind=excerpt.kind,
            differs=differs,
            named=self.reader.attribution(excerpt) != ONE_STORYTELLER,
            waits=state is not Approval.YES,
        )

    def _theme(
        self,
        top: Theme,
        under: Sequence[Theme],
        by_place: Mapping[int | None, list[PlannedQuote]],
        linked: Collection[int],
        notes: Mapping[int | None, list[GroupNote]],
    ) -> PlannedTheme:
        return PlannedTheme(
            theme_id=top.id,
            name=top.name,
            linking=top.linking,
            parts=tuple(
                PlannedPart(one.id, one.name, one.description, tuple(by_place.get(one.id, ())), one.id in linked)
                for one in sorted(under, key=lambda one: one.id != top.id)
            ),
            notes=_by_kind([note for one in under for note in notes.get(one.id, ())]),
        )

    def _notes(self) -> dict[int | None, list[GroupNote]]:
        """What the group noted, by theme: outputs, suggestions and questions that nobody answered."""
        query = select(GroupNote, Cluster.theme_id).outerjoin(Cluster, Cluster.id == GroupNote.cluster_id)
        wanted = GroupNote.kind.in_([kind.value for kind in NOTED])
        found: dict[int | None, list[GroupNote]] = defaultdict(list)
        for note, grouped in self.session.execute(query.where(wanted, GroupNote.shown == 1).order_by(GroupNote.id)):
            if note.done and note.kind == NoteKind.QUESTION:
                continue
            theme_id = note.theme_id if note.theme_id is not None else grouped
            found[theme_id if theme_id in self.parents else None].append(note)
        return found


def _by_kind(notes: Collection[GroupNote]) -> dict[NoteKind, tuple[str, ...]]:
    return {
        kind: tuple(dict.fromkeys(" ".join(note.text.split()) for note in notes if note.kind == kind)) for kind in NOTED
    }
