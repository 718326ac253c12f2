"""Where a name was said stays known when the words there change, whoever changes them: the sound still says it.

Kept with the same transaction that changes the words (typing, listening again, transcribing again, joining a copy, Undo
and Redo), as a stretch of the sound and whose name it is, and never as words. Not taken back by Undo. Where the name
goes it is another's that lists it too; without any it goes, and comes back with the name. Whether it counts, the
decision about the name says, or a person who says that it is no name there.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.orm import Session

from coproclip.errors import ProjectDamaged
from coproclip.project.belonging import some_of
from coproclip.project.columns import Word, Words
from coproclip.project.comparing.known_words import KnownWords
from coproclip.project.comparing.name_index import NameIndex
from coproclip.project.comparing.name_keys import EDGES, GENITIVE, Key, is_written_as_name, key_of, plainly
from coproclip.project.comparing.name_parts import NO_PERSONS, Kept, hidden_words
from coproclip.project.journal import Entry
from coproclip.project.kinds import ListKind, MentionDecision
from coproclip.project.schema import DraftSegment, ListEntry, LostName, Mention, Segment, Story, Transcription
from coproclip.timecode import TimeRange

_NEAR_MS = 10_000
"""So far around a passage words may belong to a name in it."""
_FAR_MS = 60_000
"""How far behind the last word a name may be said of which nobody knows where."""
_HIDDEN = (MentionDecision.GENERAL, MentionDecision.REMOVE)

_SAID = ("words", "start_ms")

Heard = Callable[[], frozenset[tuple[str, int, int]]]
"""The words that an engine wrote itself: how they read, and their times (ms)."""
Lines = Mapping[int, tuple[int, Sequence[Word]]]
"""Passages by number, each with its beginning (ms) and its words."""
Aside = dict[Key, list[tuple[int, TimeRange]]]
"""Where names were said that no story lists any more: the stories and when (ms). In memory alone."""


_Listed = list[tuple[Mention, str]]


class ProjectNames:
    """The names of a whole project, each with its parts, whatever is decided about them now: it may be decided
    otherwise later.

    `mentions` are all that there are, `everywhere` the names that it keeps in all stories.
    """

    def __init__(self, mentions: Iterable[Mention], everywhere: Iterable[str] = ()) -> None:
        mentions = list(mentions)
        kept = Kept(mentions, map(key_of, everywhere))
        self._own: dict[int, _Listed] = {}
        hidden: _Listed = []
        for one in mentions:
            listed = [(one, text) for text in hidden_words(one, kept.of(one.story_id))]
            self._own.setdefault(one.story_id, []).extend(listed)
            if one.decision in _HIDDEN and one.kind not in NO_PERSONS:
                hidden += listed
        self._hidden = _once(sorted(hidden, key=_is_part))

    def of(self, story_id: int) -> "ListedNames":
        """Those that are looked for in the words of a story."""
        return ListedNames(self._own.get(story_id, []), self._hidden, self._index, story_id)

    @cached_property
    def _index(self) -> NameIndex:
        return _index_of(self._hidden)


class ListedNames:
    """The names that are looked for in the words of a story: its own, people's that others have taken out, and parts.

    Of those of others only the few that are met in its words are put beside its own: there may be thousands.
    """

    def __init__(self, own: _Listed, others: _Listed, index: NameIndex, story_id: int) -> None:
        self._own, self._others, self._of_others, self._story_id = own, others, index, story_id
        self._looked: tuple[frozenset[int], _Listed, NameIndex] | None = None

    def __bool__(self) -> bool:
        return bool(self._own or self._others)

    def _beside_own(self, texts: Sequence[str]) -> tuple[_Listed, NameIndex]:
        """The names that may be in these words, and where to look for them."""
        # What is met beside more names is met beside fewer: it is the longest there.
        met = frozenset(one.name for one in self._of_others.find(texts))
        if self._looked is None or self._looked[0] != met:
            names = _once([*sorted(self._own, key=_is_part), *(self._others[number] for number in sorted(met))])
            self._looked = met, names, _index_of(names)
        return self._looked[1], self._looked[2]

    def said(self, words: Sequence[Word], heard: Heard) -> list[tuple[int, TimeRange]]:
        """Where they are said, each as its mention and the stretch (ms) that it may be heard in.

        What only begins like one of the story's own, “Helens”, is one that nobody can tell from it.
        """
        texts, found = [word.text for word in words], list[tuple[int, TimeRange]]()
        reading, (names, index) = _Reading(words, heard), self._beside_own(texts)
        for met in index.find(texts):
            (mention, name), written = names[met.name], " ".join(texts[met.first : met.last + 1])
            own = mention.story_id == self._story_id and mention.text == name
            if own or (not met.is_form and is_written_as_name(written)):
                found.append((mention.id, reading.stretch(met.first, met.last)))
        return found


def _is_part(name: tuple[Mention, str]) -> bool:
    return name[0].text != name[1]


def _once(names: _Listed) -> _Listed:
    """The first of those that are compared alike."""
    known = dict[Key, tuple[Mention, str]]()
    for one, text in names:
        known.setdefault(key_of(text), (one, text))
    return list(known.values())


def _index_of(names: _Listed) -> NameIndex:
    plain = [plainly(text) for _, text in names]
    return NameIndex([(GENITIVE.sub("", one), one) for one in plain])


def in_order(lines: Lines) -> list[Word]:
    """The words of passages, one behind the other."""
    ordered = sorted(lines.items(), key=lambda line: (line[1][0], line[0]))
    return [word for _, (_, words) in ordered for word in words]


def not_said(
    before: Iterable[tuple[int, TimeRange]], after: Iterable[tuple[int, TimeRange]]
) -> list[tuple[int, TimeRange]]:
    """Those of the places `before` that none `after` is at, of the same name; each once."""
    places = dict.fromkeys(sorted(before, key=lambda one: (one[0], -one[1].duration_ms)))
    every = {(number, time.start_ms, -time.end_ms, True) for number, time in places}
    every |= {(number, time.start_ms, -time.end_ms, False) for number, time in after}
    found, of, reach = set[tuple[int, TimeRange]](), 0, -1
    # Whatever encloses one begins before it, or with it and is longer; of two that are the same it is the one `after`.
    for number, start, end, is_before in sorted(every):
        if number != of:
            of, reach = number, -1
        if -end > reach:
            reach = -end
            if is_before:
                found.add((number, TimeRange(start, reach)))
    return [place for place in places if place in found]


def words_in(raw: object) -> list[Word]:
    """The words of a passage as they are kept; none where they cannot be read."""
    with suppress(ProjectDamaged):
        return Words().process_result_value(str(raw), SQLiteDialect()) or []
    return []


def keep(session: Session, entries: Sequence[Entry], aside: Aside) -> None:
    """Note where names were said in the passages that these entries changed, or in drafts that are gone with them, and
    are not now; put `aside` those of names that are gone, until a story lists the name again.
    """
    listed = [entry for entry in entries if entry.table == Mention.__tablename__]
    gone = {one.row: json.loads(one.before)["text"] for one in listed if one.before is not None and one.after is None}
    for place in move_on(session, gone):
        time = TimeRange(place.start_ms, place.end_ms)
        aside.setdefault(key_of(gone[place.mention_id]), []).append((place.story_id, time))
    for one in listed if aside else ():
        if one.before is None and one.after is not None:
            for story_id, time in aside.pop(key_of(json.loads(one.after)["text"]), ()):
                if session.get(Story, story_id) is not None:
                    row = LostName(story_id=story_id, mention_id=one.row, start_ms=time.start_ms, end_ms=time.end_ms)
                    session.add(row)
    session.flush()
    changes = _changes(session, entries)
    if not any(one.words for one in changes.values()):
        return
    mentions = session.scalars(select(Mention).order_by(Mention.id)).all()
    everywhere = session.scalars(select(ListEntry.text).where(ListEntry.kind == ListKind.KEPT_NAME.value)).all()
    every = ProjectNames(mentions, everywhere)
    for story_id, change in changes.items():
        names = every.of(story_id)
        if names and session.get(Story, story_id) is not None:
            _keep(session, story_id, names, change)


def move_on(session: Session, gone: Mapping[int, str]) -> list[LostName]:
    """Give the places of names that go, by mention, to others that list the same name, or it and more, or a part of it.

    Returns those that no other is for: they are deleted.
    """
    places = [
        place
        for some in some_of(gone)
        for place in session.scalars(select(LostName).where(LostName.mention_id.in_(some)).order_by(LostName.id))
    ]
    if not places:
        return []
    mentions = session.scalars(select(Mention).where(Mention.id.not_in(gone)).order_by(Mention.id)).all()
    kept = Kept(mentions)
    hidden = {one.id: {key_of(text) for text in hidden_words(one, kept.of(one.story_id))} for one in mentions}
    heirs, left = dict[tuple[int, int], int | None](), list[LostName]()
    for place in places:
        which = place.mention_id, place.story_id
        if which not in heirs:
            heirs[which] = _heir(key_of(gone[place.mention_id]), place.story_id, mentions, hidden)
        if (heir := heirs[which]) is not None:
            place.mention_id = heir
        else:
            session.delete(place)
            left.append(place)
    session.flush()
    return left


def _heir(name: Key, story_id: int, mentions: Sequence[Mention], parts: Mapping[int, Collection[Key]]) -> int | None:
    """Whose a place in this story is where its own name goes."""
    ranked: list[tuple[int, bool, int]] = []
    for one in mentions:
        key, own = key_of(one.text), one.story_id == story_id
        if not key:
            continue
        if key == name:
            ranked.append((0, not own, one.id))
        elif (own or (one.decision in _HIDDEN and one.kind not in NO_PERSONS)) and (
            name in parts[one.id] or any(name[at : at + len(key)] == key for at in range(len(name)))
        ):
            ranked.append((1 if one.decision in _HIDDEN else 2, not own, one.id))
    return min(ranked)[2] if ranked else None


@dataclass(slots=True)
class _Change:
    """What changed of a story's words: passages as they were, the numbers of all that changed, and drafts that went."""

    before: dict[int, tuple[int, Sequence[Word]]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    gone: dict[int, dict[int, tuple[int, Sequence[Word]]]] = field(default_factory=dict)

    @property
    def readings(self) -> list[Lines]:
        """The passages as they were, and each draft that went."""
        return [self.before, *self.gone.values()]

    @property
    def words(self) -> list[Word]:
        """All their words."""
        return [word for lines in self.readings for word in in_order(lines)]


def _changes(session: Session, entries: Sequence[Entry]) -> Mapping[int, _Change]:
    found: dict[int, _Change] = defaultdict(_Change)
    # Of what is deleted for good nothing is kept, however much it was.
    gone = {entry.row for entry in entries if entry.table == Story.__tablename__ and entry.after is None}
    acts: dict[int, int] = {}
    for entry in entries:
        if entry.table == Transcription.__tablename__ and entry.before is not None:
            acts[entry.row] = json.loads(entry.before)["story_id"]
    for entry in entries:
        if entry.table == Segment.__tablename__:
            rows = [json.loads(image) for image in (entry.before, entry.after) if image is not None]
            if rows[0]["story_id"] in gone:
                continue
            change = found[rows[0]["story_id"]]
            change.changed.add(entry.row)
            if entry.before is not None and (len(rows) == 1 or any(rows[0][one] != rows[1][one] for one in _SAID)):
                change.before[entry.row] = rows[0]["start_ms"], words_in(rows[0]["words"])
        elif entry.table == DraftSegment.__tablename__ and entry.before is not None and entry.after is None:
            row = json.loads(entry.before)
            act = row["transcription_id"]
            if act not in acts:
                acts[act] = session.scalar(select(Transcription.story_id).where(Transcription.id == act)) or 0
            if acts[act] in gone:
                continue
            found[acts[act]].gone.setdefault(act, {})[entry.row] = row["start_ms"], words_in(row["words"])
    return found


def _keep(session: Session, story_id: int, names: ListedNames, change: _Change) -> None:
    words = change.words
    if not words:
        return
    around = TimeRange(
        max(0, min(word.start_ms for word in words) - _NEAR_MS), max(word.end_ms for word in words) + _NEAR_MS
    )
    lost = _lost(session, story_id, names, change, around)
    if any(not around.encloses(time) for _, time in lost):
        # Where it is said depends on what was heard before and behind it, and that is farther away.
        lost = _lost(session, story_id, names, change, None)
    if not lost:
        return
    known = select(LostName.mention_id, LostName.start_ms, LostName.end_ms).where(LostName.story_id == story_id)
    there = [(number, TimeRange(start, end)) for number, start, end in session.execute(known)]
    session.add_all(
        LostName(story_id=story_id, mention_id=number, start_ms=time.start_ms, end_ms=time.end_ms)
        for number, time in not_said(lost, there)
    )
    session.flush()


def _lost(
    session: Session, story_id: int, names: ListedNames, change: _Change, around: TimeRange | None
) -> list[tuple[int, TimeRange]]:
    query = select(Segment.id, Segment.start_ms, Segment.words).where(Segment.story_id == story_id)
    if around is not None:
        query = query.where(Segment.start_ms < around.end_ms, Segment.end_ms > around.start_ms)
    now = {number: (start, words) for number, start, words in session.execute(query)}
    beside = {number: line for number, line in now.items() if number not in change.changed}
    drafts: list[Lines] = []
    known: list[frozenset[tuple[str, int, int]]] = []

    def _heard() -> frozenset[tuple[str, int, int]]:
        if not known:
            drafts.extend(_drafts(session, story_id, around))
            known.append(as_heard(word for lines in (*drafts, *change.readings[1:]) for word in in_order(lines)))
        return known[0]

    words = in_order(now)
    was = [in_order(lines) for lines in ({**beside, **change.before}, *change.readings[1:])]
    # Where a passage is only parted or joined, all is said that was.
    before = [place for reading in was if reading != words for place in names.said(reading, _heard)]
    lost = not_said(before, names.said(words, _heard)) if before else []
    if not lost:
        return []
    _heard()
    return not_said(lost, [place for lines in drafts for place in names.said(in_order(lines), _heard)])


def _drafts(session: Session, story_id: int, around: TimeRange | None) -> list[Lines]:
    """What is kept of each time that the story, or this stretch of it, was transcribed."""
    query = select(DraftSegment).join(Transcription, Transcription.id == DraftSegment.transcription_id)
    query = query.where(Transcription.story_id == story_id)
    if around is not None:
        query = query.where(DraftSegment.start_ms < around.end_ms, DraftSegment.end_ms > around.start_ms)
    found: dict[int, dict[int, tuple[int, Sequence[Word]]]] = defaultdict(dict)
    for line in session.scalars(query.order_by(DraftSegment.id)):
        found[line.transcription_id][line.id] = line.start_ms, line.words
    return [*found.values()]


def as_heard(words: Iterable[Word]) -> frozenset[tuple[str, int, int]]:
    """Of the words of drafts those of which it is known when they are said."""
    return frozenset(_as_written(word) for word in words if not word.guessed)


def _as_written(word: Word) -> tuple[str, int, int]:
    return word.text.casefold().strip(EDGES), word.start_ms, word.end_ms


class _Reading:
    """Words in order, and which of them are known to be said at their time: looked up when that is first asked."""

    def __init__(self, words: Sequence[Word], heard: Heard) -> None:
        self._words, self._heard = words, heard

    def stretch(self, first: int, last: int) -> TimeRange:
        """Where words may be heard: at their time, or where that is a guess anywhere between those that were heard."""
        here = self._words[first : last + 1]
        start, end = min(word.start_ms for word in here), max(word.end_ms for word in here)
        if any(word.guessed for word in here) and not all(self._known.at[first : last + 1]):
            before, after = self._known.before[first], self._known.after[last]
            start = min(start, self._words[before].end_ms) if before >= 0 else 0
            behind = after == len(self._words)
            end = max(end, self._ends[max(0, before)] + _FAR_MS if behind else self._words[after].start_ms)
        return TimeRange(max(0, start), max(start, end))

    @cached_property
    def _known(self) -> KnownWords:
        heard = self._heard()
        return KnownWords([not word.guessed or _as_written(word) in heard for word in self._words])

    @cached_property
    def _ends(self) -> list[int]:
        """When the last of each word and all behind it ends (ms)."""
        return [*accumulate((word.end_ms for word in reversed(self._words)), max)][::-1]
