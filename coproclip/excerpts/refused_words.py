"""Words that may not leave as the name of a theme: those of an excerpt that was refused, or never agreed to."""

from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.answers import Approval
from coproclip.excerpts.coverage import StoryReader
from coproclip.project.schema import Answer, Excerpt, Theme, ThemeLink
from coproclip.transcript.alignment import plain


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
        refused = {one.id for one in self._refused if _says(self._quote(one), theme.name)}
        if refused:
            return frozenset(refused)
        if theme.in_their_words:
            linked = select(Excerpt).join(ThemeLink, ThemeLink.excerpt_id == Excerpt.id)
            linked = linked.where(ThemeLink.theme_id == theme.id)
            sources = [one for one in self._session.scalars(linked) if _says(self._quote(one), theme.name)]
            if sources and not any(self._reader.approval(one) is Approval.YES for one in sources):
                return frozenset(one.id for one in sources)
        return None

    @cached_property
    def _refused(self) -> list[Excerpt]:
        asked = select(Excerpt).where(Excerpt.id.in_(select(Answer.excerpt_id).where(Answer.answer == "no")))
        return [one for one in self._session.scalars(asked) if self._reader.approval(one) is Approval.NO]

    def _quote(self, excerpt: Excerpt) -> str:
        return self._reader.quote(excerpt)


def _says(quote: str, words: str) -> bool:
    """Whether `words` are said in `quote`, whatever their capitals and signs."""
    wanted = " ".join(filter(None, map(plain, words.split())))
    return bool(wanted) and f" {wanted} " in f" {' '.join(filter(None, map(plain, quote.split())))} "
