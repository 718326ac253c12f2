"""The names of stories, in their words and where they were only heard: each story's read once for one asking."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.names.heard_names import EverSaid, HeardName, heard_names
from coproclip.excerpts.names.hidden_names import HiddenName, hidden_names
from coproclip.excerpts.spans import SpokenAt
from coproclip.people.mentions import Names, is_hidden, is_open, key_of, may_be_a_persons, mentions_of
from coproclip.people.no_names import no_names
from coproclip.people.taken_out import kept_names
from coproclip.project.comparing.name_keys import Key
from coproclip.project.comparing.name_parts import hidden_words
from coproclip.project.schema import LostName, Mention, Word
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
        self._hidden_in: dict[int, Names] = {}
        self._giving_away: dict[tuple[int, str], bool] = {}
        self._written: dict[int, list[tuple[Key, TimeRange]]] = {}
        self._drafted: tuple[tuple[int, TimeRange], Sequence[Sequence[Word]]] | None = None
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

    def heard_of(
        self, others: Names, story_id: int, words: Sequence[SpokenAt], spans: Sequence[TimeRange]
    ) -> list[HeardName]:
        """Where in these spans names were heard that `others` have taken out, and that are none of the story’s own."""
        if not spans or not others:
            return []
        own = {key_of(one.text) for one in self.names(story_id).mentions}
        found = heard_names([one.word for one in words], _around(spans), others, self._ever(story_id))
        there = [one for one in found if key_of(one.mention.text) not in own and not (one.in_words or one.is_form)]
        return [one for one in there if any(map(one.time.overlaps, spans))]

    def _ever(self, story_id: int) -> EverSaid:
        if story_id not in self._written:
            rows = select(Mention.text, LostName.start_ms, LostName.end_ms).join(LostName)
            rows = rows.where(LostName.story_id == story_id).order_by(LostName.start_ms, LostName.id)
            found = [(key_of(text), TimeRange(start, end)) for text, start, end in self._session.execute(rows)]
            self._written[story_id] = found
        drafted = partial(self._drafted_in, story_id)
        return EverSaid(drafted, self._written[story_id], self._misheard, partial(self._gives_away, story_id))

    def _gives_away(self, story_id: int, mention: Mention) -> bool:
        """Whether a name is taken out of any story, has one in it that is taken out of its own, or begins like one."""
        which = story_id, mention.text
        if which not in self._giving_away:
            words = mention.text.split()
            if story_id not in self._hidden_in:
                own = (one for one in self.names(story_id).mentions if one.story_id == story_id and is_hidden(one))
                self._hidden_in[story_id] = Names(own)
            everywhere = self._taken_out.met(words)
            whole = any(one.first == 0 and one.last == len(words) - 1 for one in everywhere)
            self._giving_away[which] = whole or bool(self._hidden_in[story_id].met(words))
        return self._giving_away[which]

    def _drafted_in(self, story_id: int, within: TimeRange) -> Sequence[Sequence[Word]]:
        # One excerpt is asked about for its own names, and for those of others.
        if self._drafted is None or self._drafted[0] != (story_id, within):
            self._drafted = (story_id, within), ever_drafted(self._session, story_id, within)
        return self._drafted[1]

    @cached_property
    def _taken_out(self) -> Names:
        """What people may be called and is taken out of any story, and the parts of it."""
        every, kept = self._session.scalars(select(Mention).order_by(Mention.id)).all(), kept_names(self._session)
        hidden = [one for one in every if is_hidden(one) and may_be_a_persons(one)]
        texts = {key_of(text): text for one in hidden for text in hidden_words(one, kept.of(one.story_id))}
        return Names(Mention(text=text) for text in texts.values())

    @cached_property
    def _misheard(self) -> frozenset[str]:
        return no_names(self._session)


def _around(spans: Sequence[TimeRange]) -> TimeRange:
    return TimeRange(max(0, spans[0].start_ms - AROUND_MS), spans[-1].end_ms + AROUND_MS)
