"""The playlist beside which excerpts are heard: what it says about itself and about each of them, written or spoken.

“What is said before somebody is said about them.” An excerpt in which a reporter alone speaks introduces what follows
it, as far as the next one; at the end of a playlist it is said about what it follows. Whether anybody called it a
spoken introduction changes how it is shown, and nothing else.
"""

from collections.abc import Collection, Sequence
from functools import cached_property

from sqlalchemy import select

from coproclip.excerpts.beside.reporter_words import speaks_only_reporter
from coproclip.excerpts.coverage import StoryReader, title_of
from coproclip.excerpts.playlists import items, places_of
from coproclip.excerpts.rules.coverage_parts import playlist_print
from coproclip.excerpts.rules.public_texts import Beside, PublicText, WrittenText, written_in
from coproclip.project.kinds import NamedIn, SpeakerRole
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Playlist, PlaylistItem, Segment, Span, Speaker

_SPOKEN = "A spoken introduction to it"


def _written_of(item: PlaylistItem) -> list[Beside]:
    """What is read before an excerpt of a playlist."""
    return written_in(item, PublicText.ITEM_CHAPTER, PublicText.ITEM_INTRODUCTION)


class InPlaylist:
    """Reads a playlist (None: there is none) once. Raises `NotFound`."""

    def __init__(self, reader: StoryReader, playlist_id: int | None) -> None:
        self._reader, self._session = reader, reader.session
        self._playlist = None if playlist_id is None else fetch(reader.session, Playlist, playlist_id)
        self._items = [] if playlist_id is None else items(reader.session, playlist_id)
        self._by_excerpt = {item.excerpt_id: item for item in self._items}
        self._said: dict[int, tuple[str, list[object]]] = {}

    def print_for(self, excerpt_id: int) -> str:
        """The fingerprint that a yes to the excerpt beside this playlist covers; empty without one."""
        if self._playlist is None:
            return ""
        spoken = [self._what_is_said(item)[1] for item in self._spoken.get(excerpt_id, ())]
        return playlist_print(self._playlist, self._by_excerpt.get(excerpt_id), spoken)

    def beside(self, excerpt_id: int) -> list[Beside]:
        """What is read, or said by a reporter, beside the excerpt because it is in the playlist."""
        if self._playlist is None:
            return []
        texts = written_in(self._playlist, PublicText.PLAYLIST_TITLE, PublicText.PLAYLIST_INTRODUCTION)
        for said in self._spoken.get(excerpt_id, ()):
            about = WrittenText(PublicText.ITEM_INTRODUCTION, said.id)
            texts += _written_of(said)
            texts.append(Beside(_SPOKEN, self._what_is_said(said)[0], about, said_in=self._excerpt(said)))
        if (item := self._by_excerpt.get(excerpt_id)) is not None:
            texts += _written_of(item)
        return texts

    def item_of(self, excerpt_id: int) -> PlaylistItem | None:
        """Its place in the playlist."""
        return self._by_excerpt.get(excerpt_id)

    def introduced_by(self, excerpt_id: int) -> list[int]:
        """The excerpts (ids) beside which this one is said; none where it is no introduction."""
        return [number for number, those in self._spoken.items() if any(one.excerpt_id == excerpt_id for one in those)]

    def introducible(self, among: Collection[int]) -> list[int]:
        """Those of these excerpts (ids) that are in the playlist and no introductions."""
        return [number for number in self._spoken if number in among]

    # ---- what a reporter says ---------------------------------------------------------------------------------

    def _what_is_said(self, item: PlaylistItem) -> tuple[str, list[object]]:
        """Its words, and plain values that stand for all that is heard and read of it."""
        if item.id not in self._said:
            excerpt, reader = self._excerpt(item), self._reader
            words, note = reader.public_quote(excerpt), reader.note_before(excerpt)
            places = [[span.start_ms, span.end_ms] for span in reader.spans(excerpt)]
            signed, sound = reader.attribution(excerpt, NamedIn.CLIPS), reader.sound(excerpt.story_id)
            written = [text.text for text in _written_of(item)]
            self._said[item.id] = words, [*written, title_of(excerpt, words), signed, note, words, places, sound]
        return self._said[item.id]

    def _excerpt(self, item: PlaylistItem) -> Excerpt:
        return self._session.get_one(Excerpt, item.excerpt_id)

    @cached_property
    def _introductions(self) -> list[PlaylistItem]:
        if not self._items:
            return []
        return [
            item
            for item in self._items
            if item.excerpt_id in self._with_reporter and speaks_only_reporter(self._reader, self._excerpt(item))
        ]

    @cached_property
    def _with_reporter(self) -> frozenset[int]:
        """Its excerpts (ids) in which a reporter speaks and nobody else has a passage of their own: few of many."""
        mine = select(PlaylistItem.excerpt_id).where(PlaylistItem.playlist_id == self._items[0].playlist_id)
        passages = (
            select(Span.excerpt_id)
            .join(Excerpt, Excerpt.id == Span.excerpt_id)
            .join(Segment, Segment.story_id == Excerpt.story_id)
            .outerjoin(Speaker, Speaker.id == Segment.speaker_id)
            .where(Span.excerpt_id.in_(mine))
        )
        is_reporter = Speaker.role == SpeakerRole.REPORTER
        there = passages.where(Segment.start_ms < Span.end_ms, Segment.end_ms > Span.start_ms, is_reporter)
        within = passages.where(Segment.start_ms >= Span.start_ms, Segment.end_ms <= Span.end_ms)
        others = within.where(Speaker.role.is_distinct_from(SpeakerRole.REPORTER.value), Segment.text != "")
        return frozenset(self._session.scalars(there)) - frozenset(self._session.scalars(others))

    @cached_property
    def _spoken(self) -> dict[int, Sequence[PlaylistItem]]:
        """What introductions are said beside each excerpt (id) that is none."""
        introductions = {item.id for item in self._introductions}
        found, said, after = dict[int, Sequence[PlaylistItem]](), list[PlaylistItem](), list[int]()
        for item in self._items:
            if item.id in introductions:
                said, after = ([] if after else said) + [item], []
            else:
                found[item.excerpt_id] = said
                after.append(item.excerpt_id)
        if not after:
            self._after_the_end(found, said)
        return found

    def _after_the_end(self, found: dict[int, Sequence[PlaylistItem]], said: Sequence[PlaylistItem]) -> None:
        """What is said last is said about what came before it, as far back as something else was said."""
        last = next(reversed(found), None)
        before = found[last] if last is not None else None
        found |= {number: [*those, *said] for number, those in found.items() if those is before}


def playlists_beside(reader: StoryReader, excerpt_id: int) -> list[str]:
    """The fingerprints of the playlists it is in: what they are called and how they introduce it."""
    places = places_of(reader.session, excerpt_id)
    return sorted({InPlaylist(reader, playlist.id).print_for(excerpt_id) for playlist, _ in places})
