"""The names of stories, in their words and where they were only heard: each story's read once for one asking."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from sqlalchemy.orm import Session

from coproclip.excerpts.heard_names import EverSaid, HeardName, heard_names
from coproclip.excerpts.hidden_names import HiddenName, hidden_names
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.mentions import Names, is_hidden, is_open, mentions_of
from coproclip.people.no_names import no_names
from coproclip.timecode import TimeRange
from coproclip.transcript.draft import ever_drafted

AROUND_MS = 2000
"""So far around an excerpt its sound may be heard."""


class SaidNames:
    """Reads a story's names once, and the names in a stretch once; `of_story` gives other names than its own."""

    def __init__(self, session: Session, of_story: Callable[[int], Names] | None = None) -> None:
        self._session = session
        self._of_story = of_story or (lambda number: Names(mentions_of(session, number)))
        self._names: dict[int, Names] = {}
        self._hidden: dict[tuple[int, tuple[TimeRange, ...]], tuple[Sequence[SpokenAt], list[HiddenName]]] = {}

    def names(self, story_id: int) -> Names:
        """Who and what is named in a story."""
        if story_id not in self._names:
            self._names[story_id] = self._of_story(story_id)
        return self._names[story_id]

    def hidden(self, story_id: int, words: Sequence[SpokenAt], spans: Sequence[TimeRange]) -> list[HiddenName]:
        """The names in these spans of a story, whose `words` those are, and around them, that are hidden."""
        names, wanted = self.names(story_id), (story_id, tuple(spans))
        if not spans or not any(map(is_hidden, names.mentions)):
            return []
        of, found = self._hidden.get(wanted, (None, []))
        if of is not words:  # words that were read again are other words: nobody would find the names among them
            found = hidden_names(words, _around(spans), names, self._ever(story_id))
            self._hidden[wanted] = (words, found)
        return found

    def heard(self, story_id: int, words: Sequence[SpokenAt], spans: Sequence[TimeRange]) -> list[HeardName]:
        """The names that were heard in these spans and are not in their words any more; see `heard_names`."""
        names = self.names(story_id)
        if not spans or not names:
            return []
        found = heard_names([one.word for one in words], _around(spans), names, self._ever(story_id))
        return [one for one in found if not one.in_words and any(map(one.time.overlaps, spans))]

    def heard_open(self, story_id: int, words: Sequence[SpokenAt], spans: Sequence[TimeRange]) -> list[str]:
        """Those of them that nobody decided about."""
        if not any(map(is_open, self.names(story_id).mentions)):
            return []
        return [one.mention.text for one in self.heard(story_id, words, spans) if is_open(one.mention)]

    def _ever(self, story_id: int) -> EverSaid:
        return EverSaid(partial(ever_drafted, self._session, story_id), misheard=self._misheard)

    @cached_property
    def _misheard(self) -> frozenset[str]:
        return no_names(self._session)


def _around(spans: Sequence[TimeRange]) -> TimeRange:
    return TimeRange(max(0, spans[0].start_ms - AROUND_MS), spans[-1].end_ms + AROUND_MS)
