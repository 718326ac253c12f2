"""Which stretches of a story were played to somebody's ears on this computer, since the words in them last changed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.project.journal import Entry
from coproclip.project.schema import Played
from coproclip.timecode import TimeRange

GAP_MS = 50
"""Stretches as near as this are one."""


def played_in(session: Session, story_id: int) -> list[TimeRange]:
    """What of a story was played, in order; stretches do not overlap."""
    rows = session.execute(select(Played.start_ms, Played.end_ms).where(Played.story_id == story_id))
    return merged(TimeRange(start, end) for start, end in rows if 0 <= start <= end)


def merged(stretches: Iterable[TimeRange]) -> list[TimeRange]:
    """The same in order, with what overlaps or nearly touches made one."""
    found: list[TimeRange] = []
    for one in sorted(stretches, key=lambda one: one.start_ms):
        if found and one.start_ms <= found[-1].end_ms + GAP_MS:
            found[-1] = TimeRange(found[-1].start_ms, max(found[-1].end_ms, one.end_ms))
        else:
            found.append(one)
    return found


def add_played(session: Session, story_id: int, stretches: Iterable[TimeRange]) -> None:
    """Add what was played of a story."""
    _keep(session, story_id, merged([*played_in(session, story_id), *stretches]))


def forget_changed(session: Session, entries: Sequence[Entry]) -> None:
    """Passages in which words came, went or changed in this edit were not heard as they are now.

    Splitting and joining leave the words as they are. For `Project`, after each edit.
    """
    stories = set(session.scalars(select(Played.story_id).distinct()))
    if not stories:
        return
    rows = [
        (row, side)
        for entry in entries
        if entry.table == "segment"
        for side, image in (("before", entry.before), ("after", entry.after))
        if image is not None and (row := json.loads(image))["story_id"] in stories
    ]
    before = {word for row, side in rows if side == "before" for word in _words(row)}
    after = {word for row, side in rows if side == "after" for word in _words(row)}
    changed: dict[int, list[TimeRange]] = {}
    for row, _ in rows:
        if _words(row) & (before ^ after):
            changed.setdefault(row["story_id"], []).append(TimeRange(row["start_ms"], row["end_ms"]))
    for story_id, stretches in changed.items():
        _keep(session, story_id, _without(played_in(session, story_id), stretches))


def _words(row: dict[str, Any]) -> set[tuple[int, str]]:
    """The words of a passage, each with its story; the same word may stand a moment elsewhere after a split."""
    words = row["words"]
    kept = json.loads(words) if isinstance(words, str) else words
    return {(row["story_id"], f"{word[0]} {word[2]}") for word in kept}


def _without(stretches: Iterable[TimeRange], gone: Iterable[TimeRange]) -> list[TimeRange]:
    left = list(stretches)
    for one in gone:
        left = [
            TimeRange(start, end)
            for stretch in left
            for start, end in (
                (stretch.start_ms, min(stretch.end_ms, one.start_ms)),
                (max(stretch.start_ms, one.end_ms), stretch.end_ms),
            )
            if start < end
        ]
    return left


def _keep(session: Session, story_id: int, stretches: Iterable[TimeRange]) -> None:
    session.execute(delete(Played).where(Played.story_id == story_id))
    session.add_all(Played(story_id=story_id, start_ms=one.start_ms, end_ms=one.end_ms) for one in stretches)
    session.flush()
