"""Where people marked the same story differently, and then how much: to talk about, not to be right.

The unit is a passage and a theme: somebody put a part of the passage into the theme, or did not. Only stories count
that at least two people marked, and in each only those who marked anything in it; who did not is missing there, and has
not said no. Whoever did something is known by the copy it came in with (`MergedRow`); the rest was done here.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.marking import ranges_of
from coproclip.project.schema import Excerpt, MergedRow, Segment, Story, Theme, ThemeLink
from coproclip.timecode import TimeRange


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage (ms from the start of its story) and a theme that some people see in it and others do not."""

    story_id: int
    story: str
    start_ms: int
    end_ms: int
    text: str
    theme: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree: where they do not, and the numbers.

    `titles` are the stories that several people marked and `names` the themes that count there, by number.

    `units` are passages with a theme that at least two people could mark, `agreed` those in which all who could did the
    same. `kappas` are Cohen's κ for each two people, `alpha` is Krippendorff's α for all; None where everybody always
    said the same one thing, so that chance cannot be told from agreement.
    """

    people: tuple[str, ...]
    titles: Mapping[int, str]
    names: Mapping[int, str]
    passages: int
    units: int
    agreed: int
    differences: tuple[MarkedPassage, ...]
    kappas: Mapping[tuple[str, str], float | None]
    alpha: float | None

    @property
    def stories(self) -> int:
        """How many stories."""
        return len(self.titles)

    @property
    def themes(self) -> int:
        """How many themes."""
        return len(self.names)


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's κ (1960) of two people, from what each said of every unit; None where it is not defined."""
    count = len(pairs)
    if not count:
        return None
    same = sum(one == other for one, other in pairs) / count
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(first[value] * second[value] for value in first) / count**2
    return None if by_chance == 1 else (same - by_chance) / (1 - by_chance)


def krippendorffs_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's α (2011) for names, from what was said of every unit by whoever said anything of it.

    Any number of people; a unit of which only one said anything counts for nothing. None where it is not defined.
    """
    total, differing = Counter[Hashable](), 0.0
    for said in units:
        if len(said) < 2:
            continue
        values = Counter(said)
        total += values
        differing += sum(n * (len(said) - n) for n in values.values()) / (len(said) - 1)
    count = sum(total.values())
    expected = sum(n * (count - n) for n in total.values())
    return 1 - (count - 1) * differing / expected if expected else None


def agreement(
    session: Session, here: str, *, stories: Iterable[int] | None = None, themes: Iterable[int] | None = None
) -> Agreement:
    """Where people differ; `here` is whoever worked in the project itself. Of some `stories` and `themes`, or all."""
    marks = _marks(session, here)
    chosen, of_themes = (None if some is None else set(some) for some in (stories, themes))
    titles = {
        story: title
        for story, title in session.execute(select(Story.id, Story.title).where(Story.binned_at.is_(None)))
        if chosen is None or story in chosen
    }
    names = {theme: name for theme, name in session.execute(select(Theme.id, Theme.name).order_by(Theme.id))}
    people_in = {story: sorted(who) for story, who in _people(marks).items() if story in titles and len(who) > 1}
    there = {theme for story, theme in marks if story in people_in}
    used = sorted(there if of_themes is None else there & of_themes)
    differences: list[MarkedPassage] = []
    said: list[dict[str, bool]] = []
    passages = 0
    for story, people in sorted(people_in.items()):
        lines = select(Segment).where(Segment.story_id == story).order_by(Segment.start_ms, Segment.id)
        for line in session.scalars(lines):
            passages += 1
            place = TimeRange(line.start_ms, max(line.start_ms, line.end_ms))
            for theme in used:
                by = marks.get((story, theme), {})
                unit = {who: any(place.overlaps(one) for one in by.get(who, ())) for who in people}
                said.append(unit)
                if len(set(unit.values())) > 1:
                    yes, no = (tuple(who for who in people if unit[who] is answer) for answer in (True, False))
                    stretch = (place.start_ms, place.end_ms)
                    differences.append(MarkedPassage(story, titles[story], *stretch, line.text, names[theme], yes, no))
    everybody = sorted({who for people in people_in.values() for who in people})
    kappas = {
        (one, other): cohens_kappa([(unit[one], unit[other]) for unit in said if one in unit and other in unit])
        for one, other in combinations(everybody, 2)
    }
    alpha = krippendorffs_alpha([list(unit.values()) for unit in said])
    return Agreement(
        people=tuple(everybody),
        titles={story: titles[story] for story in sorted(people_in)},
        names={theme: names[theme] for theme in used},
        passages=passages,
        units=len(said),
        agreed=len(said) - len(differences),
        differences=tuple(differences),
        kappas=kappas,
        alpha=alpha,
    )


def _marks(session: Session, here: str) -> dict[tuple[int, int], dict[str, list[TimeRange]]]:
    """By story and theme: which stretches each person put into it."""
    makers: dict[int, set[str]] = defaultdict(set)
    whose = select(MergedRow.our_id, MergedRow.copy_uid, MergedRow.whose)
    for link, copy, name in session.execute(whose.where(MergedRow.table_name == ThemeLink.__tablename__)):
        makers[link].add((name or copy[:8]) if copy else here)
    found: dict[tuple[int, int], dict[str, list[TimeRange]]] = defaultdict(lambda: defaultdict(list))
    query = select(ThemeLink.id, ThemeLink.theme_id, Excerpt).join(Excerpt, Excerpt.id == ThemeLink.excerpt_id)
    for link, theme, excerpt in session.execute(query):
        for who in makers.get(link, {here}):
            found[excerpt.story_id, theme][who] += ranges_of(session, excerpt.id)
    return found


def _people(marks: Mapping[tuple[int, int], Mapping[str, object]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for (story, _), by in marks.items():
        found[story].update(by)
    return found
