"""What a report fills in anew whenever it is shown: how many stories, by the project's own words for it, and when.

“Stories are counted, never excerpts.”
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.people.about_project import bands_of
from coproclip.people.quantity import NONE, quantity_word
from coproclip.people.storytellers import storyteller_count
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, ProjectRow, Story
from coproclip.report.document import Live
from coproclip.themes.counts import story_count, theme_counts

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENDED = re.compile(r"(?:^|[.!?…][”’\")\]]*)\s*$")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(number: int) -> str:
    """Up to twelve in words, then in figures."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """`twelve stories`, `one story`, `no stories`."""
    return f"{in_words(number)} {one if number == 1 else many}"


def in_sentence(text: str, before: str) -> str:
    """`text` as it stands behind `before`: with a capital where a sentence begins."""
    return text[:1].upper() + text[1:] if _ENDED.search(before) else text


@dataclass(frozen=True, slots=True)
class LiveValues:
    """All that a report fills in. `by_theme` has, by theme, how many of all `stories` speak to it or one under it."""

    bands: Mapping[str, int]
    stories: int
    storytellers: int
    excerpts: int
    dates: str
    by_theme: Mapping[int, int]

    def text(self, what: Live, theme_id: int | None = None) -> str:
        """What stands for a mark in the section of a theme (None: of none), in small letters; see `in_sentence`.

        Empty where nobody knows: dates that nobody noted, counts of a theme where there is none.
        """
        match what:
            case Live.COUNT | Live.MANY if theme_id is None or theme_id not in self.by_theme:
                return ""
            case Live.COUNT:
                return self.count(self.by_theme[theme_id or 0])
            case Live.MANY:
                return self.many(self.by_theme[theme_id or 0])
            case Live.STORIES:
                return counted(self.stories, "story", "stories")
            case Live.STORYTELLERS:
                return counted(self.storytellers, "storyteller", "storytellers")
            case Live.EXCERPTS:
                return counted(self.excerpts, "excerpt", "excerpts")
            case Live.DATES:
                return self.dates

    def word(self, some: int) -> str:
        """The project's word for `some` of all stories; “none” for none."""
        return quantity_word(self.bands, some, self.stories)

    def many(self, some: int) -> str:
        """“Most stories”, in small letters."""
        word = self.word(some)
        if word == NONE:
            return "no stories"
        if some == self.stories == 1:
            return "the one story"
        return f"{word} {'story' if some == 1 and self.bands.get(word) == 0 else 'stories'}"

    def count(self, some: int) -> str:
        """“Eight of the twelve stories”, in small letters."""
        every = self.stories
        if some == every:
            return {0: "no stories", 1: "the one story", 2: "both stories"}.get(some, f"all {in_words(some)} stories")
        return f"{in_words(some) if some else NONE} of the {counted(every, 'story', 'stories')}"


def live_values(session: Session) -> LiveValues:
    """Read all of it, once for a whole report; stories in the bin do not count."""
    row = fetch(session, ProjectRow, 1)
    there = select(func.count()).select_from(Excerpt).join(Story, Story.id == Excerpt.story_id)
    return LiveValues(
        bands=bands_of(row),
        stories=story_count(session),
        storytellers=storyteller_count(session),
        excerpts=session.scalar(there.where(Story.binned_at.is_(None))) or 0,
        dates=row.dates.strip() or _gathered(session),
        by_theme={theme: count.stories for theme, count in theme_counts(session).items()},
    )


def spelt_day(iso: str) -> str:
    """“12 May 2026”; empty for what is no day."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _gathered(session: Session) -> str:
    """From when to when stories were recorded, where that was noted: “May to July 2026”."""
    days = []
    for noted in session.scalars(select(Story.recorded_on).where(Story.binned_at.is_(None))):
        try:
            days.append(date.fromisoformat(noted[:10]))
        except ValueError:
            continue
    if not days:
        return ""
    first, last = min(days), max(days)
    begun, ended = _MONTHS[first.month - 1], f"{_MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return ended
    return f"{begun} to {ended}" if first.year == last.year else f"{begun} {first.year} to {ended}"
