"""A playlist as people see it: its excerpts in order, whose voices are heard in it and for how long, and whose not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import ONE_STORYTELLER, Approval
from coproclip.excerpts.marking import SpokenAt
from coproclip.excerpts.playlists import items, playlists
from coproclip.overview.excerpts import FEW, ExcerptReader, ExcerptRow, sketches
from coproclip.people.moments import not_used
from coproclip.people.people import people
from coproclip.people.stories import StorySound, listed, sound_of
from coproclip.people.storytellers import OTHER_PARTS, all_storytellers, storytellers_of
from coproclip.project.kinds import ListKind, SpeakerRole
from coproclip.project.project import Project
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Participant, Person, Playlist, PlaylistItem, Report, Story
from coproclip.timecode import TimeRange
from coproclip.transcript.heard import CheckedCount, checked_count


@dataclass(frozen=True, slots=True)
class PlaylistRow(ExcerptRow):
    """An excerpt in its place in a playlist.

    `who` are the storytellers heard in it, by alias (where only the reporter speaks, those of the story). `sound` is
    None when it cannot be heard; `binned` while its story is in the bin. `words_checked` says whether all its words
    were checked by ear; None while it has no words; `checked` how those passages were that are. `heard` has how long
    each storyteller is heard (ms by id). `introduction` is read before it, a `chapter` called so begins with it, and
    `spoken` says that it is itself a spoken introduction.
    """

    item_id: int
    words_checked: bool | None
    sound: StorySound | None
    binned: bool
    heard: Mapping[int, int]
    checked: CheckedCount
    introduction: str = ""
    chapter: str = ""
    spoken: bool = False

    @property
    def can_go(self) -> bool:
        """Whether it may be shared as things stand."""
        return self.approval is Approval.YES and self.sound is not None and not self.binned


class BalanceBy(StrEnum):
    """By what the balance of a playlist is looked at; the value is how it is asked for."""

    TELLER = "teller"
    ROLE = "role"
    THEME = "theme"
    FEELING = "feeling"


@dataclass(frozen=True, slots=True)
class Voice:
    """A storyteller in a playlist: how long they are heard (ms), in how many excerpts, and the share in percent.

    Or a role, a theme or a feeling (a `Valence`): an excerpt may have several, so those shares may go beyond 100. What
    has none stands under an empty name.
    """

    alias: str
    heard_ms: int
    excerpts: int
    percent: int


@dataclass(frozen=True, slots=True)
class PlaylistContents:
    """A playlist with its rows in order.

    `people` are the aliases of all who told a story, by id, and `roles` what roles they have. Between two excerpts it
    is silent for `gap_ms`; `address` is where it lies on the web, and `in_report`
    says that the report leads to it.
    """

    playlist_id: int
    title: str
    introduction: str
    rows: tuple[PlaylistRow, ...] = ()
    people: Mapping[int, str] | None = None
    roles: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    gap_ms: int = 1000
    address: str = ""
    in_report: bool = False

    @property
    def extracts(self) -> tuple[PlaylistRow, ...]:
        """What is told: all but spoken introductions."""
        return tuple(row for row in self.rows if not row.spoken)

    def shares(self, by: BalanceBy) -> list[Voice]:
        """Who, or what, is heard for how long and in how many excerpts, longest first; what has no name comes last."""
        if by is BalanceBy.TELLER:
            return self.voices
        times = dict[str, dict[int, int]]()
        for row in self.extracts:
            for name, heard_ms in self._heard_as(by, row).items():
                times.setdefault(name, {})[row.excerpt_id] = heard_ms
        whole = sum(row.length_ms for row in self.extracts) or 1
        found = [
            Voice(name, sum(one.values()), len(one), round(100 * sum(one.values()) / whole))
            for name, one in times.items()
        ]
        return sorted(found, key=lambda one: (not one.alias, -one.heard_ms, one.alias.casefold()))

    def _heard_as(self, by: BalanceBy, row: PlaylistRow) -> dict[str, int]:
        """How long a row is heard (ms) under each name."""
        match by:
            case BalanceBy.THEME:
                return dict.fromkeys((theme.name for theme in row.themes), row.length_ms) or {"": row.length_ms}
            case BalanceBy.FEELING:
                return {row.valence: row.length_ms}
            case _:
                found = dict[str, int]()
                for teller, heard_ms in row.heard.items():
                    for role in self.roles.get(teller, ()) or ("",):
                        found[role] = found.get(role, 0) + heard_ms
                return found

    @property
    def follows(self) -> int:
        """How often a storyteller is heard again in the very next excerpt."""
        return sum(bool(one.heard.keys() & other.heard.keys()) for one, other in pairwise(self.extracts))

    @property
    def length_ms(self) -> int:
        """How long it is to listen to, with a gap between two excerpts."""
        return sum(row.length_ms for row in self.rows) + self.gap_ms * max(0, len(self.rows) - 1)

    @property
    def _heard(self) -> dict[int, tuple[int, int]]:
        """How long each storyteller is heard (ms), and in how many excerpts."""
        found: dict[int, tuple[int, int]] = {}
        for row in self.extracts:
            for person, heard_ms in row.heard.items():
                whole, many = found.get(person, (0, 0))
                found[person] = (whole + heard_ms, many + bool(heard_ms))
        return found

    @property
    def voices(self) -> list[Voice]:
        """Who is heard, longest first; the shares add up to 100."""
        people, times = self.people or {}, self._heard
        known = [one for one in people if times.get(one, (0, 0))[0]]
        known.sort(key=lambda one: (-times[one][0], people[one].casefold()))
        shares = _percents([times[one][0] for one in known])
        return [Voice(people[one], *times[one], share) for one, share in zip(known, shares, strict=True)]

    @property
    def not_heard(self) -> list[str]:
        """The aliases of those who told a story but are not heard here."""
        times = self._heard
        return [alias for one, alias in (self.people or {}).items() if not times.get(one, (0, 0))[0]]


def _percents(parts: Sequence[int]) -> list[int]:
    """Whole percents that add up to 100: what is left over goes to those who lost most by cutting."""
    whole = sum(parts)
    if not whole:
        return []
    cut = [part * 100 // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: -(parts[place] * 100 % whole))
    for place in order[: 100 - sum(cut)]:
        cut[place] += 1
    return cut


def playlist_titles(session: Session) -> list[tuple[int, str]]:
    """The number and title of every playlist, in order."""
    return [(playlist.id, playlist.title) for playlist in playlists(session)]


def excerpts_in_order(session: Session, playlist_id: int) -> list[int]:
    """The excerpts (ids) of a playlist, in its order."""
    return [item.excerpt_id for item in items(session, playlist_id)]


def read_playlist(
    session: Session,
    project: Project,
    playlist_id: int,
    known: Mapping[int, PlaylistRow] | None = None,
    *,
    whole: bool = True,
) -> PlaylistContents:
    """The playlist as it stands now; rows in `known` (by excerpt) are taken as they are. Raises `NotFound`.

    Not `whole`, quickly: other rows are sketched; who is heard in them and what was said of sharing is not known yet.
    """
    playlist, known = fetch(session, Playlist, playlist_id), known or {}
    places = {item.excerpt_id: item for item in items(session, playlist_id)}
    reading = _Reading(project, session, playlist_id)
    new = [excerpt_id for excerpt_id in places if excerpt_id not in known]
    found = {row.excerpt_id: row for row in (reading.rows(places, new) if whole else reading.sketched(places, new))}
    rows = [
        replace(known[one] if one in known else found[one], **_of_item(item))
        for one, item in places.items()
        if one in known or one in found
    ]
    roles = {one.id: tuple(role.text for role in one.entries_of(ListKind.ROLE)) for one in people(session)}
    return PlaylistContents(
        playlist.id,
        playlist.title,
        playlist.introduction,
        tuple(rows),
        _tellers(session),
        roles,
        playlist.gap_ms,
        playlist.address,
        bool(session.scalar(select(Report.id).where(Report.playlist_id == playlist_id))),
    )


def _of_item(item: PlaylistItem) -> dict[str, Any]:
    """What a row says of its place."""
    return {
        "item_id": item.id,
        "introduction": item.introduction,
        "chapter": item.chapter,
        "spoken": bool(item.spoken),
    }


def playlist_rows(
    session: Session, project: Project, playlist_id: int, excerpt_ids: Sequence[int]
) -> Iterator[PlaylistRow]:
    """These excerpts of a playlist as they stand now, one after another; those that are gone are left out."""
    places = {item.excerpt_id: item for item in items(session, playlist_id)}
    yield from _Reading(project, session, playlist_id).rows(
        places, [excerpt_id for excerpt_id in excerpt_ids if excerpt_id in places]
    )


def _tellers(session: Session) -> dict[int, str]:
    """Everybody who told a story that is not in the bin, by alias."""
    tellers = select(Participant.storyteller_id).join(Story, Story.id == Participant.story_id)
    ids = set(session.scalars(tellers.where(Story.binned_at.is_(None), Participant.part.not_in(OTHER_PARTS))))
    return {storyteller.id: storyteller.alias for storyteller in all_storytellers(session) if storyteller.id in ids}


class _Reading:
    """Reads rows, and what belongs to a story once."""

    def __init__(self, project: Project, session: Session, playlist_id: int) -> None:
        self._project, self._session = project, session
        self._excerpts = ExcerptReader(session, playlist_id)
        self._reader = self._excerpts.stories
        self._sounds: dict[int, StorySound | None] = {}
        self._people: dict[int, list[Person]] = {}

    def sketched(self, places: Mapping[int, PlaylistItem], excerpt_ids: Sequence[int]) -> Iterator[PlaylistRow]:
        """The rows of these excerpts, without what takes long."""
        binned = set(self._session.scalars(select(Story.id).where(Story.binned_at.is_not(None))))
        for one, row in sketches(self._session, excerpt_ids).items():
            own = {field.name: getattr(row, field.name) for field in fields(ExcerptRow)}
            own["attribution"] = row.attribution or ONE_STORYTELLER
            yield PlaylistRow(
                **own,
                **_of_item(places[one]),
                words_checked=None,
                sound=self._sound(row.story_id),
                binned=row.story_id in binned,
                heard={},
                checked=CheckedCount(),
            )

    def rows(self, places: Mapping[int, PlaylistItem], excerpt_ids: Sequence[int]) -> Iterator[PlaylistRow]:
        """The rows of these excerpts."""
        for one in excerpt_ids:
            excerpt = self._session.get(Excerpt, one)
            if excerpt is not None:
                if len(excerpt_ids) > FEW:
                    self._reader.prepare(excerpt.story_id, words=False)
                yield self.row(places[one], excerpt)

    def row(self, item: PlaylistItem, excerpt: Excerpt) -> PlaylistRow:
        shown, words = self._excerpts.row(excerpt), self._reader.inside(excerpt)
        passages = {word.segment_id for word in words}
        checked = checked_count(self._session, passages)
        times = self._heard(excerpt.story_id, words, shown.length_ms)
        own = {one.name: getattr(shown, one.name) for one in fields(ExcerptRow)}
        used = self._used(shown)
        own |= {"spans": used} if used else {}
        own |= {
            "who": self._who(excerpt.story_id, times) or shown.who,
            "attribution": self._reader.attribution(excerpt),
        }
        return PlaylistRow(
            **own,
            **_of_item(item),
            words_checked=checked.total == len(passages) if passages else None,
            sound=self._sound(excerpt.story_id) if used else None,
            binned=bool(fetch(self._session, Story, excerpt.story_id).binned_at),
            heard=times,
            checked=checked,
        )

    def _used(self, row: ExcerptRow) -> tuple[TimeRange, ...]:
        """What is heard of an excerpt: not what a storyteller does not want used."""
        spans = list(row.spans)
        for gone in not_used(self._session, row.story_id):
            spans = [part for span in spans for part in span.without(gone)]
        return tuple(spans)

    def _who(self, story_id: int, times: Mapping[int, int]) -> str:
        tellers = self._tellers(story_id)
        return listed(teller.alias for teller in tellers if times.get(teller.id)) or listed(
            teller.alias for teller in tellers
        )

    def _tellers(self, story_id: int) -> list[Person]:
        if story_id not in self._people:
            self._people[story_id] = storytellers_of(self._session, story_id)
        return self._people[story_id]

    def _sound(self, story_id: int) -> StorySound | None:
        if story_id not in self._sounds:
            try:
                sound: StorySound | None = sound_of(self._project, self._session, story_id)
            except CoProClipError:
                sound = None
            self._sounds[story_id] = sound if sound is not None and sound.audio.is_file() else None
        return self._sounds[story_id]

    def _heard(self, story_id: int, words: Sequence[SpokenAt], length_ms: int) -> dict[int, int]:
        """How the time of an excerpt is shared out: by whose words they are; words of nobody known go to all alike."""
        tellers = [one.id for one in self._tellers(story_id)]
        if not tellers:
            return {}
        voices = self._reader.voices(story_id)
        shares = dict.fromkeys(tellers, 0.0)
        whole = 0.0
        for word in words:
            lasts = word.word.end_ms - word.word.start_ms
            voice = voices.get(word.speaker_id or 0)
            whole += lasts
            if voice is not None and voice.storyteller_id in shares:
                shares[voice.storyteller_id] += lasts
            elif voice is None or voice.role == SpeakerRole.UNKNOWN:
                for teller in tellers:
                    shares[teller] += lasts / len(tellers)
        if not whole:
            return {teller: length_ms // len(tellers) for teller in tellers}
        return {teller: round(length_ms * share / whole) for teller, share in shares.items() if share}
