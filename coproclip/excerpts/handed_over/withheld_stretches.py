"""What was held back of a story when a file of it went out, and what is held back of it since.

It is noted as stretches (ms in the story) with every file that has words or sound of it. So whatever is held back by
now and was not then is found, whoever decided that and how: a name that was decided about, found or corrected to since,
and a bit that is off the record or not to be used.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from coproclip.excerpts.beside.team_names import TeamNames
from coproclip.excerpts.marking import story_words
from coproclip.excerpts.names.said_names import SaidNames
from coproclip.excerpts.names.time_stretches import Stretches
from coproclip.people.mentions import is_hidden
from coproclip.people.moments import not_used, off_record
from coproclip.people.no_names import no_names
from coproclip.project.project import SUFFIX
from coproclip.project.schema import (
    DraftSegment,
    Excerpt,
    Handover,
    HandoverFile,
    LostName,
    Mention,
    Segment,
    Span,
    Transcription,
)
from coproclip.timecode import TimeRange

_NAMES, _CLOSED, _WITHIN = "names_ms", "closed_ms", "within_ms"
"""Keys of `HandoverFile.under`: where names gave way, what was closed, and what of the story is in the file (all of it
where that is not said); each as the ends of stretches, one after the other."""
_STATE = "story_print"
"""A fingerprint of all that tells it, so that a story that nobody touched is not read in full."""

_DIGITS = 13


@dataclass(frozen=True, slots=True)
class _KeptOut:
    """Where the names are that give way, with when that was decided (ISO), and what is closed, in order."""

    names: tuple[tuple[TimeRange, str], ...]
    closed: tuple[TimeRange, ...]


class WithheldStretches:
    """What is held back of stories now; each is read once. `team`: of what the team has, which goes without the names
    that are taken out of any story.
    """

    def __init__(self, session: Session, *, team: bool = False) -> None:
        self._session = session
        self._team = TeamNames(session) if team else None
        self._said = self._team.said() if self._team else SaidNames(session)
        self._known: dict[int, _KeptOut] = {}
        self._state = cache(self._state_of)

    def noted(self, story_id: int, excerpt_id: int) -> dict[str, list[int]]:
        """What is noted with a file of an excerpt of a story, or of the whole story (0)."""
        kept_out, where = self._of(story_id), self._where.get(excerpt_id, []) if excerpt_id else None
        within = None if where is None else Stretches(where)
        names = [name for name, _ in kept_out.names if _is_in(name, within)]
        found = {_NAMES: _ends(names), _CLOSED: _ends(one for one in kept_out.closed if _is_in(one, within))}
        found[_STATE] = [self._state(story_id)]
        return found if where is None else {**found, _WITHIN: _ends(where)}

    def is_more(self, row: HandoverFile, handover: Handover) -> bool:
        """Whether more is held back by now of what is said in a file than was when it went out."""
        if row.story_id is None or not row.name or row.name.endswith(SUFFIX):
            return False  # nothing is known of it; or a colleague's copy, which itself knows what it holds back
        under = row.under
        if under.get(_STATE) == [self._state(row.story_id)]:
            return False
        kept_out = self._of(row.story_id)
        if _NAMES not in under:
            # What versions before noted: only when names were decided about tells it.
            where = Stretches(self._where.get(row.excerpt_id, [])) if row.excerpt_id else None
            return any(_is_in(name, where) for name, at in kept_out.names if at >= handover.made_at)
        names, closed = _stretches(under[_NAMES]), _stretches(under.get(_CLOSED, ()))
        where, known = Stretches(_stretches(under[_WITHIN])) if _WITHIN in under else None, Stretches([*names, *closed])
        if any(_is_in(name, where) and not known.overlap(name) for name, _ in kept_out.names):
            return True
        more = (part for one in kept_out.closed for part in _without(one, closed))
        return any(_is_in(part, where) for part in more)

    def _of(self, story_id: int) -> _KeptOut:
        if story_id not in self._known:
            self._known[story_id] = self._read(story_id)
        return self._known[story_id]

    def _state_of(self, story_id: int) -> int:
        closed = [(one.start_ms, one.end_ms) for one in self._closed(story_id)]
        found = sha256(repr((closed, self._named.get(story_id), self._misheard, *self._elsewhere)).encode())
        if self._has_names(story_id):
            said = select(Segment.id, type_coerce(Segment.words, Text)).where(Segment.story_id == story_id)
            for row in self._session.execute(said.order_by(Segment.start_ms, Segment.id)):
                found.update(repr(tuple(row)).encode())
            written = select(LostName.mention_id, LostName.start_ms, LostName.end_ms).order_by(LostName.id)
            lost = self._session.execute(written.where(LostName.story_id == story_id)).all()
            found.update(repr([tuple(one) for one in lost]).encode())
            drafted = select(func.count(DraftSegment.id)).join(Transcription).where(Transcription.story_id == story_id)
            found.update(repr(self._session.scalar(drafted)).encode())
        return int(found.hexdigest()[:_DIGITS], 16)

    def _closed(self, story_id: int) -> list[TimeRange]:
        closed = [*off_record(self._session, story_id), *not_used(self._session, story_id)]
        return [one for one in closed if one.duration_ms]

    def _read(self, story_id: int) -> _KeptOut:
        names = list[tuple[TimeRange, str]]()
        if self._has_names(story_id):
            words = story_words(self._session, story_id)
            whole = TimeRange(0, max((one.word.end_ms for one in words), default=0) + 1)
            for name in self._said.hidden(story_id, words, [whole]):
                said = [TimeRange(one.word.start_ms, max(one.word.start_ms + 1, one.word.end_ms)) for one in name.words]
                stretches = said or list(name.silenced)
                first, last = min(one.start_ms for one in stretches), max(one.end_ms for one in stretches)
                names.append((TimeRange(first, last), name.mention.decided_at or ""))
        return _KeptOut(tuple(names), tuple(self._closed(story_id)))

    @cached_property
    def _named(self) -> dict[int, list[tuple[int, str]]]:
        """The names that give way, by story: words are read of no other."""
        found: dict[int, list[tuple[int, str]]] = {}
        for one in filter(is_hidden, self._session.scalars(select(Mention).order_by(Mention.id))):
            found.setdefault(one.story_id, []).append((one.id, one.text))
        return found

    @cached_property
    def _elsewhere(self) -> list[str]:
        """What tells which names of other stories give way."""
        return [self._team.state] if self._team and self._team.state else []

    def _has_names(self, story_id: int) -> bool:
        return story_id in self._named or bool(self._elsewhere)

    @cached_property
    def _misheard(self) -> list[str]:
        return sorted(no_names(self._session))

    @cached_property
    def _where(self) -> dict[int, list[TimeRange]]:
        """What is heard of each excerpt, with what leads in and out."""
        found: dict[int, list[TimeRange]] = {}
        lead = select(Span.excerpt_id, Span.start_ms, Span.end_ms, Excerpt.lead_in_ms, Excerpt.lead_out_ms)
        rows = self._session.execute(lead.join(Excerpt, Excerpt.id == Span.excerpt_id).order_by(Span.start_ms, Span.id))
        for number, start, end, lead_in, lead_out in rows:
            found.setdefault(number, []).append(TimeRange(max(0, start - max(0, lead_in)), end + max(0, lead_out)))
        return found


def is_noted(row: HandoverFile) -> bool:
    """Whether it was noted with a file what was held back of it."""
    return _NAMES in row.under


def _is_in(stretch: TimeRange, where: Stretches | None) -> bool:
    return where is None or where.overlap(stretch)


def _without(stretch: TimeRange, gone: Iterable[TimeRange]) -> list[TimeRange]:
    left = [stretch]
    for one in gone:
        left = [part for before in left for part in before.without(one)]
    return left


def _ends(stretches: Iterable[TimeRange]) -> list[int]:
    return [end for one in stretches for end in (one.start_ms, one.end_ms)]


def _stretches(ends: Sequence[int]) -> list[TimeRange]:
    # What was never written so by us is no stretch.
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return [TimeRange(start, end) for start, end in pairs if 0 <= start <= end]
