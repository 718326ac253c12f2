"""A sheet of paper that was typed in already: what of it is in the workshop, so that nothing is there twice unasked."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.kinds import NoteKind
from coproclip.project.schema import WorkshopSession
from coproclip.sensemaking.clusters import clusters, members
from coproclip.sensemaking.dots import dots
from coproclip.sensemaking.notes import notes_of

MOST_SAID = 12
"""So many lines are named."""


class Again(StrEnum):
    """What becomes of lines that were typed in already, where others were not."""

    NEW = "new"
    """Only what is new is kept."""
    ALL = "all"
    """Everything is kept, what was there once more."""


class TypedBefore(BadInput):
    """Some `lines` of a sheet (numbers from 1) are in the workshop, the last of their notes since `day` (ISO or "")."""

    def __init__(self, lines: Sequence[int], day: str, every: bool) -> None:
        when = f" on {_spelled(day)}" if day else ""
        said = [*map(str, lines[:MOST_SAID]), *(["more"] if len(lines) > MOST_SAID else [])]
        named = " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
        what = "These results were" if every else f"Line {named} was" if len(lines) == 1 else f"Lines {named} were"
        super().__init__(
            f"{what} typed in already{when}.",
            "Nothing of the sheet was kept this time.",
            "Keep only what is new; or everything again, where two people noted the same.",
        )
        self.lines, self.day, self.every = tuple(lines), day, every

    def __reduce__(self) -> tuple[type["TypedBefore"], tuple[tuple[int, ...], str, bool]]:  # type: ignore[override]
        return TypedBefore, (self.lines, self.day, self.every)


def _spelled(day: str) -> str:
    when = date.fromisoformat(day[:10])
    return f"{when.day} {when:%B %Y}"


class Noted(NamedTuple):
    """A note as a line of a sheet says it: by whom and of what (ids), None for nobody and nothing."""

    kind: NoteKind
    text: str
    attendee_id: int | None
    excerpt_id: int | None
    cluster_id: int | None

    @property
    def key(self) -> "Noted":
        """What tells it from others, however it is typed."""
        return self._replace(text=" ".join(self.text.split()).casefold())


class Before:
    """What was in a workshop before a sheet; each thing there answers for one line of the sheet."""

    def __init__(self, session: Session, session_id: int) -> None:
        self._workshop = session.get_one(WorkshopSession, session_id).uid
        self._notes: dict[Noted, list[str]] = {}
        for row in notes_of(session, session_id):
            note = Noted(NoteKind(row.kind), row.text, row.attendee_id, row.excerpt_id, row.cluster_id)
            self._notes.setdefault(note.key, []).append(row.created_at)
        self._ever = Counter({key: len(days) for key, days in self._notes.items()})
        self._dots: dict[int, Counter[int]] = {}
        for dot in dots(session, session_id):
            if dot.card_id is not None:
                self._dots.setdefault(dot.attendee_id, Counter())[dot.card_id] += 1
        self._unnamed = [
            frozenset(one.card_id for one in members(session, group.id) if one.card_id is not None)
            for group in clusters(session, session_id)
            if not group.name
        ]
        self.day = ""
        """When the last note that was found again was noted (ISO 8601)."""

    def has_note(self, note: Noted) -> bool:
        """Whether such a note was there."""
        days = self._notes.get(note.key)
        if not days:
            return False
        self.day = max(self.day, days.pop())
        return True

    def has_dots(self, attendee_id: int, cards: Sequence[int]) -> bool:
        """Whether somebody’s dots (on cards, ids) were there."""
        there, wanted = self._dots.get(attendee_id, Counter[int]()), Counter(cards)
        if not wanted <= there:
            return False
        there.subtract(wanted)
        return True

    def has_group(self, cards: Sequence[int]) -> bool:
        """Whether a group without a name of just these cards (ids) was there."""
        return frozenset(cards) in self._unnamed

    def uid(self, note: Noted, about: str) -> str:
        """By which a note from paper is known again, also where a colleague typed the same sheet into a copy.

        `about` is whose or of which group it is, by name.
        """
        self._ever[note.key] += 1
        parts = (self._workshop, note.kind, about.casefold(), str(note.excerpt_id or 0), note.key.text)
        return sha256("\x00".join((*parts, str(self._ever[note.key]))).encode("utf-8", "replace")).hexdigest()[:32]
