"""What people wrote, as a file for the team has it: without names that are taken out, and without words that stay here.

A title or a theme is no way for the words of a story that the team may not have, or of a bit that is not to be used.
"""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from coproclip.excerpts.beside.refused_stories import withheld_words
from coproclip.excerpts.beside.set_aside_words import withheld_aside
from coproclip.excerpts.beside.team_names import TeamNames
from coproclip.excerpts.beside.withheld import Withheld, WithheldStory
from coproclip.excerpts.coverage import StoryReader
from coproclip.excerpts.marking import story_words
from coproclip.excerpts.spans import CUT, SpokenAt
from coproclip.people.moments import not_used, off_record
from coproclip.project.comparing.word_runs import length, says
from coproclip.project.schema import Theme
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import text_of


class TeamTexts:
    """Reads once what may not be in any of them: `stays` are the stories (ids) that the team may not have, `goes` those
    that it may, whose other words are no secret.
    """

    def __init__(self, reader: StoryReader, goes: Collection[int], stays: Collection[int]) -> None:
        session = reader.session
        names = TeamNames(session)
        self.without_names, self._without_whole = names.without, names.without_whole
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

    def read(self, text: str, story_id: int = 0) -> str:
        """A text on one line, of this story if it is one's, with something else in place of the names; empty where it
        has words that stay here.
        """
        return "" if self.stays(text) else self.without_names(text, story_id)

    def called(self, alias: str) -> str:
        """What somebody is called, the same way."""
        return "" if self.stays(alias) else self._without_whole(alias)

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
