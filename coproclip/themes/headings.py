"""What stands over a theme: a headline in a storyteller's words, then a question or a statement.

“A headline is a quote like any other”: it is in nothing that leaves before its storyteller said yes to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval, StoryReader, one_answer, shareable, title_of
from coproclip.excerpts.beside.texts import shareable_text
from coproclip.excerpts.rules.grants import ShareableExcerpt, ShareableText
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText
from coproclip.excerpts.rules.sharing import Refusal
from coproclip.project.comparing.word_runs import says
from coproclip.project.kinds import HeadingKind
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Theme
from coproclip.themes.codebook import themes

_ENDS = ".,;:…"


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a theme as the team sees it: `headline` in the storyteller's words, `after` it says.

    `quoted`: they are said so in the excerpt; a title that the team gave it is no quote. `approval`
    is how its storyteller answered to the headline excerpt; None where there is no headline.
    """

    theme_id: int
    name: str
    headline_id: int | None
    headline: str
    kind: HeadingKind
    after: str
    approval: Approval | None
    quoted: bool = False

    @property
    def text(self) -> str:
        """“We moved the chairs”: Who gets to decide?"""
        return heading_text(self.headline or self.name, self.after, quoted=self.quoted)

    @property
    def needs_headline(self) -> bool:
        """Whether nothing may leave under this heading as it is: another headline is needed, or a yes to this one."""
        return self.approval is not Approval.YES


def heading_text(headline: str, after: str, *, quoted: bool = True) -> str:
    """“Headline”: what follows, with no question mark that nobody wrote; in quotation marks where it was said so."""
    bare = headline.strip().rstrip(_ENDS)
    shown = f"“{bare}”" if quoted else bare
    return f"{shown}: {after.strip()}" if after.strip() else shown


def headings(session: Session) -> Iterator[Heading]:
    """The heading of every theme, in their order; what is known of the answers is the same as in every list."""
    reader = StoryReader(session)
    state = one_answer(session, reader)
    for theme in themes(session):
        excerpt = session.get(Excerpt, theme.headline_excerpt_id) if theme.headline_excerpt_id else None
        words = reader.quote(excerpt) if excerpt is not None else ""
        headline = title_of(excerpt, words) if excerpt is not None else ""
        yield Heading(
            theme_id=theme.id,
            name=theme.name,
            headline_id=theme.headline_excerpt_id if excerpt is not None else None,
            headline=headline,
            quoted=is_said(headline, words) if headline else bool(theme.in_their_words),
            kind=heading_kind(theme),
            after=theme.question,
            approval=state(excerpt) if excerpt is not None else None,
        )


def heading_kind(theme: Theme) -> HeadingKind:
    """Whether a question or a statement follows its headline."""
    return HeadingKind.STATEMENT if theme.heading_kind == HeadingKind.STATEMENT else HeadingKind.QUESTION


@dataclass(frozen=True, slots=True)
class ShareableHeading:
    """A heading that may leave: the words of the headline, and what follows them; `quoted` as in `Heading`."""

    headline: ShareableText
    after: ShareableText
    excerpt: ShareableExcerpt
    quoted: bool = True


def shareable_heading(project: Project, theme_id: int, use: Use = Use.REPORT) -> ShareableHeading | Refusal | None:
    """The heading of a theme as it may leave for `use`, or why its headline may not; None while it has no headline.

    Raises `NotShareable` where what follows the headline may not leave, and `NotFound`.
    """
    with project.read() as session:
        headline_id = fetch(session, Theme, theme_id).headline_excerpt_id
    if headline_id is None:
        return None
    sharing = shareable(project, [headline_id], use)
    if sharing.refused:
        return sharing.refused[0]
    after = shareable_text(project, PublicText.THEME_QUESTION, theme_id, use, beside=[headline_id])
    grant = sharing.granted[0]
    return ShareableHeading(
        grant.title, after, grant, is_said(grant.title, " ".join(word.text for word in grant.words))
    )


def is_said(headline: str, words: str) -> bool:
    """Whether a headline stands so in the words of its excerpt, be it cut at its end."""
    return bool(headline) and says(words, headline.rstrip(_ENDS))
