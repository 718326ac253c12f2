"""All tables: every row that a project keeps.

Every journaled table has an integer `id`; times are integer milliseconds; there is no REAL and no BLOB, because
undo keeps rows as JSON. Nothing cascades: who deletes a row deletes what hangs on it, so that undo sees it all.
"""

from functools import cache

from sqlalchemy import Table

from coproclip.project.columns import Word as Word
from coproclip.project.schema.base import Base as Base
from coproclip.project.schema.excerpts import Answer as Answer
from coproclip.project.schema.excerpts import Excerpt as Excerpt
from coproclip.project.schema.excerpts import ExcerptLink as ExcerptLink
from coproclip.project.schema.excerpts import ExcerptTranslation as ExcerptTranslation
from coproclip.project.schema.excerpts import Playlist as Playlist
from coproclip.project.schema.excerpts import PlaylistItem as PlaylistItem
from coproclip.project.schema.excerpts import ReviewPack as ReviewPack
from coproclip.project.schema.excerpts import Span as Span
from coproclip.project.schema.keeping import Change as Change
from coproclip.project.schema.keeping import Handover as Handover
from coproclip.project.schema.keeping import HandoverFile as HandoverFile
from coproclip.project.schema.keeping import MergedRow as MergedRow
from coproclip.project.schema.keeping import UnfinishedErasure as UnfinishedErasure
from coproclip.project.schema.keeping import UsedNumber as UsedNumber
from coproclip.project.schema.people import CareNote as CareNote
from coproclip.project.schema.people import CheckIn as CheckIn
from coproclip.project.schema.people import Consent as Consent
from coproclip.project.schema.people import ConsentSheet as ConsentSheet
from coproclip.project.schema.people import Naming as Naming
from coproclip.project.schema.people import Participant as Participant
from coproclip.project.schema.people import Person as Person
from coproclip.project.schema.people import PersonEntry as PersonEntry
from coproclip.project.schema.report import Report as Report
from coproclip.project.schema.report import ReportImage as ReportImage
from coproclip.project.schema.report import ReportKept as ReportKept
from coproclip.project.schema.report import ReportQuote as ReportQuote
from coproclip.project.schema.report import ReportSection as ReportSection
from coproclip.project.schema.stories import LostName as LostName
from coproclip.project.schema.stories import Mention as Mention
from coproclip.project.schema.stories import Moment as Moment
from coproclip.project.schema.stories import Place as Place
from coproclip.project.schema.stories import Played as Played
from coproclip.project.schema.stories import Recording as Recording
from coproclip.project.schema.stories import Speaker as Speaker
from coproclip.project.schema.stories import Story as Story
from coproclip.project.schema.themes import GridSummary as GridSummary
from coproclip.project.schema.themes import Phrase as Phrase
from coproclip.project.schema.themes import Theme as Theme
from coproclip.project.schema.themes import ThemeEvent as ThemeEvent
from coproclip.project.schema.themes import ThemeLink as ThemeLink
from coproclip.project.schema.themes import ThemeRelation as ThemeRelation
from coproclip.project.schema.themes import ThemeSuggestion as ThemeSuggestion
from coproclip.project.schema.words import DraftSegment as DraftSegment
from coproclip.project.schema.words import QueuedStory as QueuedStory
from coproclip.project.schema.words import Segment as Segment
from coproclip.project.schema.words import Transcription as Transcription
from coproclip.project.schema.work import ListedWord as ListedWord
from coproclip.project.schema.work import ListEntry as ListEntry
from coproclip.project.schema.work import Partner as Partner
from coproclip.project.schema.work import ProjectRow as ProjectRow
from coproclip.project.schema.work import Starter as Starter
from coproclip.project.schema.workshop import Agreement as Agreement
from coproclip.project.schema.workshop import Attendee as Attendee
from coproclip.project.schema.workshop import Card as Card
from coproclip.project.schema.workshop import Choice as Choice
from coproclip.project.schema.workshop import Cluster as Cluster
from coproclip.project.schema.workshop import ClusterMember as ClusterMember
from coproclip.project.schema.workshop import Dot as Dot
from coproclip.project.schema.workshop import GroupNote as GroupNote
from coproclip.project.schema.workshop import WorkshopPlace as WorkshopPlace
from coproclip.project.schema.workshop import WorkshopSession as WorkshopSession

NOT_JOURNALED = frozenset(
    {
        "place",
        "workshop_place",
        "waiting",
        "lost_name",
        "played",
        "review_pack",
        "handover",
        "handover_file",
        "used_number",
        "unfinished_erasure",
        "change_log",
    }
)


def journaled_tables() -> list[str]:
    """Names of the tables that undo watches."""
    return [name for name in Base.metadata.tables if name not in NOT_JOURNALED]


@cache
def all_tables() -> tuple[Table, ...]:
    """Every table, those first that others refer to."""
    return tuple(Base.metadata.sorted_tables)
