"""What people wrote, as a file for the team has it: without names that are taken out, and without words that stay here.

A title or a theme is no way for the words of a story that the team may not have, or of a bit that is not to be used.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.marking import story_words
from coproclip.excerpts.names_beside import is_written_as_name
from coproclip.excerpts.refused_stories import withheld_words
from coproclip.excerpts.set_aside_words import names_aside, withheld_aside
from coproclip.excerpts.spans import CUT, SpokenAt
from coproclip.excerpts.withheld import Withheld, WithheldStory
from coproclip.harmless import plain
from coproclip.people.mentions import Names, Place, called, is_hidden, stand_in
from coproclip.people.moments import not_used, off_record
from coproclip.people.no_names import NameIn, no_names
from coproclip.project.schema import Mention, Theme
from coproclip.project.word_runs import length, says
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import text_of


class TeamNames:
    """The names that are taken out of any story, and give way in whatever the team has."""

    def __init__(self, session: Session) -> None:
        mentions = [*session.scalars(select(Mention).order_by(Mention.id)), *names_aside(session)]
        self._names, self._no_names = Names(filter(is_hidden, mentions)), no_names(session)

    def without(self, text: str) -> str:
        """A text on one line, with something else in place of the names."""
        words = plain(text).split()
        read, after = list[str](), 0
        for place in self._hidden(words, text):
            read += [*words[after : place.first], stand_in(place.mention, words[place.first], words[place.last])]
            after = place.last + 1
        return " ".join([*read, *words[after:]])

    def _hidden(self, words: Sequence[str], text: str) -> list[Place]:
        """The names in it, and what is written like one and only begins with it: “the Okafors”."""
        found = list[Place]()
        for place in self._names.met(words):
            if place.is_form and not (
                is_written_as_name(place, words) and NameIn(called(place, words), text).print not in self._no_names
            ):
                continue
            if found and place.first <= found[-1].last:
                before = found.pop()
                place = Place(before.first, max(before.last, place.last), before.mention)
            found.append(place)
        return found


class TeamTexts:
    """Reads once what may not be in any of them: `stays` are the stories (ids) that the team may not have, `goes` those
    that it may, whose other words are no secret.
    """

    def __init__(self, reader: StoryReader, goes: Collection[int], stays: Collection[int]) -> None:
        session = reader.session
        self.without_names = TeamNames(session).without
        self._withheld = withheld_aside(session)
        self._withheld += [
            withheld_words(reader, one, who, anybodys=True) for one in stays for who in reader.asked(one)
        ]
        open_words = list[str]()
        for number in goes:
            words, closed = story_words(session, number), closed_in(session, number)
            for stretch in closed:
                said = text_of(spoken.word for spoken in words if is_closed(spoken, [stretch]))
                self._withheld += [Withheld(0, number, (stretch,), (said,), ())] if said else []
            open_words.append(text_of(spoken.word for spoken in words if not is_closed(spoken, closed)))
        self._known = f" {CUT} ".join(open_words)

    def read(self, text: str) -> str:
        """A text on one line, with something else in place of the names; empty where it has words that stay here."""
        return "" if self.stays(text) else self.without_names(text)

    def stays(self, text: str) -> bool:
        """Whether a text has words that stay here."""
        return length(text) >= 2 and any(one.is_carried_by(text, self._known) for one in self._withheld)

    def theme(self, theme: Theme) -> str:
        """The name of a theme, the same way; empty also where all of it was said in what stays here.

        A story is long: of its words only a name that is somebody's own is meant.
        """
        if theme.in_their_words or length(theme.name) >= 2:
            among = [one for one in self._withheld if theme.in_their_words or not isinstance(one, WithheldStory)]
            if any(one.says(theme.name) for one in among) and not says(self._known, theme.name):
                return ""
        return self.read(theme.name)


def closed_in(session: Session, story_id: int) -> list[TimeRange]:
    """Where (ms) the team neither reads nor hears a story: off the record, and what is not to be used."""
    return [*off_record(session, story_id), *not_used(session, story_id)]


def is_closed(spoken: SpokenAt, closed: Sequence[TimeRange]) -> bool:
    """Whether any of a word lies there."""
    word = spoken.word
    return any(map(TimeRange(word.start_ms, max(word.start_ms + 1, word.end_ms)).overlaps, closed))
