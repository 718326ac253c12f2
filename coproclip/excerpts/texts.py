"""Which texts that people wrote may leave beside excerpts: only those listed here, and only without words of a story
that nobody agreed to.

“What is not here stays.” A column that is not in `PUBLIC` can be put in no file that leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.checks import Case
from coproclip.excerpts.grants import _GRANTED, ShareableText, keep_text_true
from coproclip.excerpts.policy import Use
from coproclip.excerpts.reasons import Reason, in_words
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Base, Excerpt, Partner, Person, Playlist, ProjectRow, Theme


class PublicText(Enum):
    """A text that is meant for those who are given something."""

    PROJECT_TITLE = auto()
    STRAPLINE = auto()
    MONTH = auto()
    PLACE = auto()
    DATES = auto()
    ASKED_BY = auto()
    GATHERED_BY = auto()
    GROUP_NAME = auto()
    COLLECTIVE_NAME = auto()
    METHOD = auto()
    PURPOSE = auto()
    WHY_ASK = auto()
    WHO_GAINS = auto()
    WHAT_CHANGES = auto()
    REPORT_BACK = auto()
    CONTACT = auto()
    TAKE_DOWN = auto()
    SUPPORT = auto()
    PARTNER = auto()
    PLAYLIST_TITLE = auto()
    PLAYLIST_INTRODUCTION = auto()
    THEME_NAME = auto()
    THEME_QUESTION = auto()
    THEME_DESCRIPTION = auto()
    REVIEWER = auto()
    """What a storyteller goes by: only on a review that is made for them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: the rows, the column, how it is called in a sentence, and whether it has several lines."""

    rows: type[Base]
    column: str
    called: str
    lines: bool = False


PUBLIC: Mapping[PublicText, _Place] = MappingProxyType(
    {
        PublicText.PROJECT_TITLE: _Place(ProjectRow, "title", "The project’s title"),
        PublicText.STRAPLINE: _Place(ProjectRow, "strapline", "The project’s strapline"),
        PublicText.MONTH: _Place(ProjectRow, "month", "The project’s month"),
        PublicText.PLACE: _Place(ProjectRow, "place", "The project’s place"),
        PublicText.DATES: _Place(ProjectRow, "dates", "The project’s dates"),
        PublicText.ASKED_BY: _Place(ProjectRow, "asked_by", "Who asked for the project"),
        PublicText.GATHERED_BY: _Place(ProjectRow, "gathered_by", "Who gathered the stories"),
        PublicText.GROUP_NAME: _Place(ProjectRow, "group_name", "The group’s name"),
        PublicText.COLLECTIVE_NAME: _Place(ProjectRow, "collective_name", "What storytellers are called together"),
        PublicText.METHOD: _Place(ProjectRow, "method_note", "How it was done", lines=True),
        PublicText.PURPOSE: _Place(ProjectRow, "purpose", "The project’s purpose", lines=True),
        PublicText.WHY_ASK: _Place(ProjectRow, "why_ask", "“Why are we asking?”", lines=True),
        PublicText.WHO_GAINS: _Place(ProjectRow, "who_gains", "“Who gains from it?”", lines=True),
        PublicText.WHAT_CHANGES: _Place(ProjectRow, "what_changes", "“What will change?”", lines=True),
        PublicText.REPORT_BACK: _Place(ProjectRow, "report_back", "“How do we report back?”", lines=True),
        PublicText.CONTACT: _Place(ProjectRow, "contact", "The project’s contact line"),
        PublicText.TAKE_DOWN: _Place(ProjectRow, "take_down", "The line about taking something down"),
        PublicText.SUPPORT: _Place(ProjectRow, "support", "The list of places to get support", lines=True),
        PublicText.PARTNER: _Place(Partner, "named_as", "A partner’s name"),
        PublicText.PLAYLIST_TITLE: _Place(Playlist, "title", "The playlist’s title"),
        PublicText.PLAYLIST_INTRODUCTION: _Place(Playlist, "introduction", "The playlist’s introduction", lines=True),
        PublicText.THEME_NAME: _Place(Theme, "name", "The theme’s name"),
        PublicText.THEME_QUESTION: _Place(Theme, "question", "The theme’s question", lines=True),
        PublicText.THEME_DESCRIPTION: _Place(Theme, "description", "The theme’s description", lines=True),
        PublicText.REVIEWER: _Place(Person, "alias", "The storyteller’s name"),
    }
)


def shareable_text(
    project: Project,
    what: PublicText,
    number: int = 1,
    use: Use = Use.SHARING,
    *,
    beside: Sequence[int] = (),
    review_of: int | None = None,
    otherwise: str = "",
) -> ShareableText:
    """The text of row `number` as it may leave for `use` `beside` these excerpts; `otherwise` where it is empty.

    What is granted holds for now: see `grants.recheck_texts`. Raises `NotShareable`, saying why, and `NotFound`.
    """
    if what is PublicText.REVIEWER and (use is not Use.REVIEW or review_of != number):
        raise NotShareable("Only a review for a storyteller is called after them.", "Nothing was made.")
    with project.read() as session:
        written = _written(session, what, number)
        case = Case(session, use, review_of=review_of)
        case.thorough = True
        if use is Use.REVIEW:
            case.choose_reviewer(beside)
        if reasons := _reasons(case, what, number, written, beside):
            raise NotShareable(in_words(reasons), "Nothing was made.")
    place = PUBLIC[what]
    text = ShareableText(written, _GRANTED, lines=place.lines) or ShareableText(otherwise, _GRANTED)
    return keep_text_true(
        text,
        lambda: shareable_text(project, what, number, use, beside=beside, review_of=review_of, otherwise=otherwise),
    )


def _written(session: Session, what: PublicText, number: int) -> str:
    place = PUBLIC[what]
    written: str = getattr(fetch(session, place.rows, number), place.column)
    return written


def _reasons(case: Case, what: PublicText, number: int, written: str, beside: Sequence[int]) -> list[Reason]:
    own_words = what is PublicText.THEME_NAME and bool(fetch(case.session, Theme, number).in_their_words)
    called = PUBLIC[what].called

    def against(excerpt: Excerpt | None) -> Reason | None:
        return case.text_beside(called, written, excerpt, own_words=own_words)

    alone = against(None)
    excerpts = [one for number in beside if (one := case.session.get(Excerpt, number)) is not None]
    named = [reason for one in excerpts for reason in case.names_in(called, written, one)]
    if alone is None or not excerpts:
        return list(dict.fromkeys([*([alone] if alone else []), *named]))
    # Words that are said in the very excerpt may stand beside it; beside another they may not.
    return list(dict.fromkeys([*filter(None, map(against, excerpts)), *named]))
