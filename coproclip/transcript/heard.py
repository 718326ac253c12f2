"""Whether a passage was heard: its sound was played on this computer since its words last changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coproclip.project.journal import Work
from coproclip.project.kinds import CheckedHow
from coproclip.project.played import add_played, played_in
from coproclip.project.project import Project
from coproclip.project.schema import Recording, Segment
from coproclip.timecode import TimeRange

ENOUGH = 0.9
"""So much of a passage's sound must have been played."""

_WEAKEST_FIRST = (CheckedHow.UNKNOWN, CheckedHow.ALL_AT_ONCE, CheckedHow.ELSEWHERE, CheckedHow.PLAYED)


def note_played(project: Project, sound: Path, stretches: Iterable[TimeRange]) -> None:
    """Keep that these stretches (ms) of a sound file of the project were played, whichever story it is of."""
    if project.read_only or not sound.is_relative_to(project.folder):
        return
    inside = sound.relative_to(project.folder).as_posix()
    with project.edit(Work.PLAYED) as edit:
        here = or_(Recording.working == inside, Recording.original == inside)
        for story_id in set(edit.session.scalars(select(Recording.story_id).where(here))):
            add_played(edit.session, story_id, stretches)


def unheard(session: Session, segment_ids: Collection[int]) -> list[int]:
    """Those of these passages whose sound was not played, or too little of it, since their words last changed."""
    found, played = [], dict[int, list[TimeRange]]()
    query = select(Segment.id, Segment.story_id, Segment.start_ms, Segment.end_ms).order_by(Segment.start_ms)
    for number, story_id, start, end in session.execute(query.where(Segment.id.in_(set(segment_ids)))):
        if story_id not in played:
            played[story_id] = played_in(session, story_id)
        shared = (min(end, one.end_ms) - max(start, one.start_ms) for one in played[story_id])
        if sum(share for share in shared if share > 0) < ENOUGH * (end - start):
            found.append(number)
    return found


def weakest(*hows: str) -> str:
    """How a passage made of several was checked: as the one of which the least is known."""
    known = [CheckedHow(how) if how in set(CheckedHow) else CheckedHow.UNKNOWN for how in hows]
    return min(known, key=_WEAKEST_FIRST.index).value


@dataclass(frozen=True, slots=True)
class CheckedCount:
    """How many passages are checked, and how: played here, heard elsewhere, all at once, or nobody noted how."""

    played: int = 0
    elsewhere: int = 0
    at_once: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, hows: Iterable[str]) -> "CheckedCount":
        """Of passages that are checked, in these ways."""
        counted = list(hows)
        known = {
            name: counted.count(how.value)
            for name, how in (
                ("played", CheckedHow.PLAYED),
                ("elsewhere", CheckedHow.ELSEWHERE),
                ("at_once", CheckedHow.ALL_AT_ONCE),
            )
        }
        return cls(**known, unknown=len(counted) - sum(known.values()))

    @property
    def total(self) -> int:
        """How many there are."""
        return self.played + self.elsewhere + self.at_once + self.unknown

    def __str__(self) -> str:
        """“12 heard here, 3 heard elsewhere, 40 ticked all at once”; empty where nothing is checked."""
        parts = (
            (self.played, "heard here"),
            (self.elsewhere, "heard elsewhere"),
            (self.at_once, "ticked all at once"),
            (self.unknown, "ticked before it was noted how"),
        )
        return ", ".join(f"{count} {words}" for count, words in parts if count)


def checked_count(session: Session, segment_ids: Collection[int]) -> CheckedCount:
    """How those of these passages were checked that are."""
    hows = select(Segment.checked_how).where(Segment.id.in_(set(segment_ids)), Segment.checked == 1)
    return CheckedCount.of(session.scalars(hows))


HOW_WORDS = {
    CheckedHow.PLAYED: "heard here",
    CheckedHow.ELSEWHERE: "heard elsewhere",
    CheckedHow.ALL_AT_ONCE: "ticked all at once",
}
"""What is said beside “Checked”; nothing where nobody noted how."""
