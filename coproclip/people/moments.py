"""Moments of a story: marked by a person, a starter that was asked, or something the recorder noted."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.kinds import MomentKind as MomentKind
from coproclip.project.project import Edit
from coproclip.project.schema import Consent, Moment, Starter, Story
from coproclip.project.seed_rows import STARTERS
from coproclip.timecode import TimeRange

DEFAULT_STARTERS = STARTERS
# What the recorder noted is how the sound is; taking the note away would not bring the sound back. Nor a no.
STAYS = frozenset({MomentKind.OFF_RECORD, MomentKind.LOST, MomentKind.REFUSED, MomentKind.DECLINED})


class Noted(Protocol):
    """A place or a stretch (ms) as it was noted while recording; `kind` is one of `MomentKind`."""

    @property
    def kind(self) -> str:
        """One of `MomentKind`."""

    @property
    def start_ms(self) -> int:
        """Where it begins."""

    @property
    def end_ms(self) -> int:
        """Where it ends; for a place, where it begins."""

    @property
    def text(self) -> str:
        """The starter's question, a word or two, or empty."""


def moments_of(session: Session, story_id: int, kind: MomentKind | None = None) -> list[Moment]:
    """The moments of a story in order of time, or those of one kind."""
    query = select(Moment).where(Moment.story_id == story_id)
    if kind is not None:
        query = query.where(Moment.kind == kind.value)
    return list(session.scalars(query.order_by(Moment.start_ms, Moment.id)))


def not_used(session: Session, story_id: int) -> list[TimeRange]:
    """The stretches of a story that a storyteller does not want used, in order."""
    return [TimeRange(one.start_ms, one.end_ms) for one in moments_of(session, story_id, MomentKind.NOT_USED)]


def off_record(session: Session, story_id: int) -> list[TimeRange]:
    """The stretches of a story that were off the record: in order, not empty, apart from each other."""
    joined: list[TimeRange] = []
    for moment in moments_of(session, story_id, MomentKind.OFF_RECORD):
        if moment.end_ms <= moment.start_ms:
            continue
        if joined and moment.start_ms <= joined[-1].end_ms:
            last = joined.pop()
            joined.append(TimeRange(last.start_ms, max(last.end_ms, moment.end_ms)))
        else:
            joined.append(TimeRange(moment.start_ms, moment.end_ms))
    return joined


def add_moments(edit: Edit, story_id: int, noted: Iterable[Noted]) -> list[Moment]:
    """Keep what was noted of a story, in order of time; what is of no kind we know is left out."""
    edit.get(Story, story_id)
    known = {kind.value for kind in MomentKind}
    rows = [
        Moment(
            story_id=story_id,
            kind=str(one.kind),
            start_ms=max(0, one.start_ms),
            end_ms=max(0, one.start_ms, one.end_ms),
            text=one.text.strip(),
        )
        for one in noted
        if one.kind in known
    ]
    return [edit.add(row) for row in sorted(rows, key=lambda row: row.start_ms)]


def mark_not_used(edit: Edit, story_id: int, start_ms: int, end_ms: int) -> Moment:
    """Note that a stretch of a story is not to be used; raises `BadInput` where there is nothing, or it is noted."""
    edit.get(Story, story_id)
    wanted = TimeRange(max(0, start_ms), max(0, start_ms, end_ms))
    if not wanted.duration_ms:
        raise BadInput("There is nothing to mark.", "Nothing was changed.", "Select some words first.")
    noted = not_used(edit.session, story_id)
    if any(one.start_ms <= wanted.start_ms and wanted.end_ms <= one.end_ms for one in noted):
        raise BadInput("This bit is marked “Don’t use this bit” already.", "Nothing was changed.")
    kind = MomentKind.NOT_USED.value
    return edit.add(Moment(story_id=story_id, kind=kind, start_ms=wanted.start_ms, end_ms=wanted.end_ms, text=""))


def change_moment(edit: Edit, moment_id: int, text: str) -> None:
    """Give a moment a word or two.

    Raises `BadInput` for a starter, whose text is the question that was asked, and for what was refused.
    """
    moment = edit.get(Moment, moment_id)
    if moment.kind == MomentKind.STARTER:
        raise BadInput("This is the question as it was asked.", "It stays as it was.")
    if moment.kind in (MomentKind.REFUSED, MomentKind.DECLINED):
        raise BadInput("This says what the storyteller refused.", "It stays as it was.")
    moment.text = text.strip()


def delete_moment(edit: Edit, moment_id: int) -> None:
    """Take a moment away; raises `BadInput` for what was off the record, lost or refused, which stays so."""
    moment = edit.get(Moment, moment_id)
    if moment.kind in STAYS:
        raise BadInput("This says how the recording is, so it stays.", "Nothing was changed.")
    edit.session.execute(update(Consent).where(Consent.moment_id == moment_id).values(moment_id=None))
    edit.session.delete(moment)
    edit.session.flush()


# ---- conversation starters ------------------------------------------------------------------------------------


def starters(session: Session) -> list[Starter]:
    """The project's conversation starters in order; none is as good as eight."""
    return list(session.scalars(select(Starter).order_by(Starter.position, Starter.id)))


def set_starters(edit: Edit, texts: Sequence[str]) -> list[Starter]:
    """Make these the conversation starters, in this order; empty ones are left out, a repeated one counts once."""
    first: dict[str, str] = {}
    for text in filter(str.strip, texts):
        first.setdefault(_same(text), " ".join(text.split()))
    wanted = list(first.values())
    rows = starters(edit.session)
    for place, (row, text) in enumerate(zip(rows, wanted, strict=False)):
        row.position, row.text = place, text
    for row in rows[len(wanted) :]:
        edit.session.delete(row)
    for place in range(len(rows), len(wanted)):
        edit.session.add(Starter(position=place, text=wanted[place]))
    edit.session.flush()
    return starters(edit.session)


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()
