"""The texts that people wrote for those who are given something: where each stands, and how it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from coproclip.project.schema import (
    Agreement,
    Attendee,
    Base,
    Excerpt,
    ListEntry,
    Partner,
    Person,
    Playlist,
    PlaylistItem,
    ProjectRow,
    Starter,
    Theme,
    WorkshopSession,
)


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
    ITEM_INTRODUCTION = auto()
    ITEM_CHAPTER = auto()
    THEME_NAME = auto()
    THEME_QUESTION = auto()
    THEME_DESCRIPTION = auto()
    THEME_LINKING = auto()
    STARTER = auto()
    AGREEMENT = auto()
    LIST_ENTRY = auto()
    SHEET = auto()
    """What a project says on a sheet for storytellers instead of the usual text, or beside it."""
    OWN_QUESTION = auto()
    WORKSHOP_TITLE = auto()
    ATTENDEE = auto()
    """What somebody is called in a workshop: only on what they take away themselves."""
    REVIEWER = auto()
    """What a storyteller goes by: only on a review that is made for them."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Where a text stands: the rows, the column, how it is called in a sentence, and whether it has several lines."""

    rows: type[Base]
    column: str
    called: str
    lines: bool = False


PUBLIC: Mapping[PublicText, TextColumn] = MappingProxyType(
    {
        PublicText.PROJECT_TITLE: TextColumn(ProjectRow, "title", "The project’s title"),
        PublicText.STRAPLINE: TextColumn(ProjectRow, "strapline", "The project’s strapline"),
        PublicText.MONTH: TextColumn(ProjectRow, "month", "The project’s month"),
        PublicText.PLACE: TextColumn(ProjectRow, "place", "The project’s place"),
        PublicText.DATES: TextColumn(ProjectRow, "dates", "The project’s dates"),
        PublicText.ASKED_BY: TextColumn(ProjectRow, "asked_by", "Who asked for the project"),
        PublicText.GATHERED_BY: TextColumn(ProjectRow, "gathered_by", "Who gathered the stories"),
        PublicText.GROUP_NAME: TextColumn(ProjectRow, "group_name", "The group’s name"),
        PublicText.COLLECTIVE_NAME: TextColumn(ProjectRow, "collective_name", "What storytellers are called together"),
        PublicText.METHOD: TextColumn(ProjectRow, "method_note", "How it was done", lines=True),
        PublicText.PURPOSE: TextColumn(ProjectRow, "purpose", "The project’s purpose", lines=True),
        PublicText.WHY_ASK: TextColumn(ProjectRow, "why_ask", "“Why are we asking?”", lines=True),
        PublicText.WHO_GAINS: TextColumn(ProjectRow, "who_gains", "“Who gains from it?”", lines=True),
        PublicText.WHAT_CHANGES: TextColumn(ProjectRow, "what_changes", "“What will change?”", lines=True),
        PublicText.REPORT_BACK: TextColumn(ProjectRow, "report_back", "“How do we report back?”", lines=True),
        PublicText.CONTACT: TextColumn(ProjectRow, "contact", "The project’s contact line"),
        PublicText.TAKE_DOWN: TextColumn(ProjectRow, "take_down", "The line about taking something down"),
        PublicText.SUPPORT: TextColumn(ProjectRow, "support", "The list of places to get support", lines=True),
        PublicText.PARTNER: TextColumn(Partner, "named_as", "A partner’s name"),
        PublicText.PLAYLIST_TITLE: TextColumn(Playlist, "title", "The playlist’s title"),
        PublicText.PLAYLIST_INTRODUCTION: TextColumn(
            Playlist, "introduction", "The playlist’s introduction", lines=True
        ),
        PublicText.ITEM_INTRODUCTION: TextColumn(
            PlaylistItem, "introduction", "The introduction to an excerpt", lines=True
        ),
        PublicText.ITEM_CHAPTER: TextColumn(PlaylistItem, "chapter", "A chapter’s title"),
        PublicText.THEME_NAME: TextColumn(Theme, "name", "The theme’s name"),
        PublicText.THEME_QUESTION: TextColumn(Theme, "question", "The theme’s question", lines=True),
        PublicText.THEME_DESCRIPTION: TextColumn(Theme, "description", "The theme’s description", lines=True),
        PublicText.THEME_LINKING: TextColumn(Theme, "linking", "The theme’s linking sentence"),
        PublicText.STARTER: TextColumn(Starter, "text", "A conversation starter"),
        PublicText.AGREEMENT: TextColumn(Agreement, "text", "The group’s agreement", lines=True),
        PublicText.LIST_ENTRY: TextColumn(ListEntry, "text", "An entry of a list"),
        PublicText.SHEET: TextColumn(ListEntry, "text", "The sheet’s own text", lines=True),
        PublicText.OWN_QUESTION: TextColumn(ListEntry, "text", "A question of the project’s own"),
        PublicText.WORKSHOP_TITLE: TextColumn(WorkshopSession, "title", "The workshop’s name"),
        PublicText.ATTENDEE: TextColumn(Attendee, "name", "What somebody is called in the workshop"),
        PublicText.REVIEWER: TextColumn(Person, "alias", "The storyteller’s name"),
    }
)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One such text: which it is, and the number of its row."""

    what: PublicText
    number: int = 1


About = WrittenText | None
"""Which text a reason is about; None where it belongs to an excerpt."""
RENAME = "rename the theme, or take this excerpt out of it"
"""What settles that a theme's name may not stand beside an excerpt."""
SAY_IT_ANEW = "trim it, or record it again in other words"
"""What settles that a reporter may not say something."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read beside an excerpt: how it is called at the beginning of a sentence, the words, and which text it is.

    `about` is None where it belongs to the excerpt itself; `signs`: it is what the excerpt is signed with. Where it is
    not written but said by a reporter, `said_in` is the excerpt in which they say it.
    """

    called: str
    text: str
    about: WrittenText | None = None
    signs: bool = False
    said_in: Excerpt | None = None

    @property
    def call(self) -> str:
        """What settles that something may not be said in it, where calling it something else does not; else empty."""
        if self.said_in is None:
            return ""
        return SAY_IT_ANEW if self.about is None else f"take that introduction out of the playlist, or {SAY_IT_ANEW}"


def written_in(row: ProjectRow | Playlist | PlaylistItem, *which: PublicText) -> list[Beside]:
    """These texts of a row, to be read beside an excerpt."""
    return [Beside(PUBLIC[what].called, getattr(row, PUBLIC[what].column), WrittenText(what, row.id)) for what in which]


def theme_named(theme: Theme) -> Beside:
    """The name of a theme, to be read beside an excerpt that is in it."""
    return Beside(f"Its theme “{theme.name}”", theme.name, WrittenText(PublicText.THEME_NAME, theme.id))
