"""Words that may not leave as a name or a title: those of an excerpt that was refused, or never agreed to."""

from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.answers import Approval
from coproclip.excerpts.coverage import StoryReader
from coproclip.project.schema import Answer, Excerpt, Theme, ThemeLink
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import plain

RUN = 4
"""So many words in a row are somebody's words, wherever they stand."""


class RefusedWords:
    """Looks at each theme's name once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reader = StoryReader(session)
        self._known: dict[int, frozenset[int] | None] = {}

    def themes_with(self, excerpt: Excerpt) -> list[str]:
        """The names of the excerpt's themes that carry words out which may not leave."""
        mine = select(Theme).join(ThemeLink, ThemeLink.theme_id == Theme.id).where(ThemeLink.excerpt_id == excerpt.id)
        found = []
        for theme in self._session.scalars(mine.order_by(ThemeLink.id)):
            if theme.id not in self._known:
                self._known[theme.id] = self._withheld(theme)
            withheld = self._known[theme.id]
            # Who said yes to exactly these words may carry them out.
            if withheld is not None and not (excerpt.id not in withheld and _says(self._quote(excerpt), theme.name)):
                found.append(theme.name)
        return found

    def _withheld(self, theme: Theme) -> frozenset[int] | None:
        """The excerpts whose words the theme's name is and that may not leave; None where it may be named.

        A single word is everybody's, unless the theme is marked as a storyteller's own words.
        """
        if not theme.in_their_words and len(theme.name.split()) < 2:
            return None
        refused = {
            one.id
            for one in self._refused
            if _says(self._quote(one), theme.name) or any(_says(self._quote(one), run) for run in _runs(theme.name))
        }
        if refused:
            return frozenset(refused)
        if theme.in_their_words:
            linked = select(Excerpt).join(ThemeLink, ThemeLink.excerpt_id == Excerpt.id)
            linked = linked.where(ThemeLink.theme_id == theme.id)
            sources = [one for one in self._session.scalars(linked) if _says(self._quote(one), theme.name)]
            if sources and not any(self._reader.approval(one) is Approval.YES for one in sources):
                return frozenset(one.id for one in sources)
        return None

    def carried_by(self, texts: Iterable[str], excerpt: Excerpt) -> bool:
        """Whether one of `texts` beside this excerpt has some words in a row of another one that was refused."""
        runs = [run for text in texts for run in _runs(text)]
        if not runs:
            return False
        own = self._quote(excerpt)
        return any(
            _says(self._quote(one), run) and not _says(own, run)
            for one in self._refused
            if one.id != excerpt.id
            for run in runs
        )

    def declined_in(self, story_id: int) -> list[tuple[int, int, list[TimeRange]]]:
        """The refused excerpts of a story: id, the number of the answer that declined it, and its spans."""
        found = []
        for one in self._refused:
            if one.story_id == story_id:
                declined = select(func.max(Answer.id)).where(Answer.excerpt_id == one.id, Answer.answer == "no")
                found.append((one.id, self._session.scalar(declined) or 0, self._reader.spans(one)))
        return found

    @cached_property
    def _refused(self) -> list[Excerpt]:
        asked = select(Excerpt).where(Excerpt.id.in_(select(Answer.excerpt_id).where(Answer.answer == "no")))
        return [one for one in self._session.scalars(asked) if self._reader.approval(one) is Approval.NO]

    def _quote(self, excerpt: Excerpt) -> str:
        return self._reader.quote(excerpt)


def _runs(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1)]


def _says(quote: str, words: str) -> bool:
    """Whether `words` are said in `quote`, whatever their capitals and signs."""
    wanted = " ".join(filter(None, map(plain, words.split())))
    return bool(wanted) and f" {wanted} " in f" {' '.join(filter(None, map(plain, quote.split())))} "
