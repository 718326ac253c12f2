"""Which stories stand in the table, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from coproclip.excerpts.rules.answers import MATTERS_MOST
from coproclip.overview.stories import Group, StoryOverview
from coproclip.project.kinds import TranscriptionState
from coproclip.ui.pages.stories.table import CHECKED, DATE, EXCERPTS, LENGTH, SHARING, TRANSCRIPT, WHO


@dataclass(frozen=True, slots=True)
class Sorting:
    """One order: its words, the column whose head asks for it, and what is compared."""

    key: str
    words: str
    column: int
    of: Callable[[StoryOverview], Any]
    falling: bool = False

    def put(self, rows: list[StoryOverview]) -> list[StoryOverview]:
        """`rows` in this order; those that are equal stay as they were."""
        return sorted(rows, key=self.of, reverse=self.falling)


def tr(words: str) -> str:
    """Words of the groups and orders."""
    return QCoreApplication.translate("Orders", words)


def group_words() -> dict[Group, str]:
    """The groups of stories, as they stand beside each other."""
    return {
        Group.ALL: tr("All"),
        Group.TO_TRANSCRIBE: tr("To transcribe"),
        Group.TO_CHECK: tr("To check"),
        Group.WAITING: tr("Waiting for permission"),
        Group.READY: tr("Ready to share"),
    }


def orders() -> tuple[Sorting, ...]:
    """All of them, the usual one first."""
    return (
        Sorting("newest", tr("Newest first"), DATE, lambda row: (row.date, row.story_id), falling=True),
        Sorting("oldest", tr("Oldest first"), DATE, lambda row: (row.date, row.story_id)),
        Sorting("name", tr("By name"), WHO, lambda row: row.who.casefold()),
        Sorting("longest", tr("Longest first"), LENGTH, lambda row: row.duration_ms, falling=True),
        Sorting("shortest", tr("Shortest first"), LENGTH, lambda row: row.duration_ms),
        Sorting(
            "untranscribed",
            tr("Not transcribed first"),
            TRANSCRIPT,
            lambda row: row.transcription_progress.state is TranscriptionState.DONE,
        ),
        Sorting("checked", tr("Least checked first"), CHECKED, lambda row: row.review.percent),
        Sorting("excerpts", tr("Most excerpts first"), EXCERPTS, lambda row: row.excerpts, falling=True),
        Sorting("sharing", tr("Open answers first"), SHARING, _open_first),
    )


def _open_first(row: StoryOverview) -> int:
    return MATTERS_MOST.index(row.state.approval) if row.state.approval is not None else len(MATTERS_MOST)


def order_by(column: int, now: str) -> Sorting | None:
    """The order that a press on the head of `column` asks for, while `now` is in use; None for a column without."""
    own = [order for order in orders() if order.column == column]
    if not own:
        return None
    keys = [order.key for order in own]
    return own[(keys.index(now) + 1) % len(own)] if now in keys else own[0]
