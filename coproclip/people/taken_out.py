"""Names that are taken out, looked for in what people wrote or said elsewhere: the whole of them, and their parts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.people.mentions import Names, Place, is_hidden, kept_everywhere, key_of
from coproclip.project.comparing.name_keys import Key
from coproclip.project.comparing.name_parts import Kept, hidden_words
from coproclip.project.kinds import MentionDecision
from coproclip.project.schema import Mention


def kept_names(session: Session) -> Kept:
    """Which names may be said in each story."""
    return Kept(session.scalars(select(Mention)), kept_everywhere(session))


def parts_taken_out(session: Session) -> list[str]:
    """The parts of names that are taken out of any story that name somebody by themselves."""
    mentions, kept = session.scalars(select(Mention).order_by(Mention.id)).all(), kept_names(session)
    found = [(one, text) for one in mentions if is_hidden(one) for text in hidden_words(one, kept.of(one.story_id))]
    return list(dict.fromkeys(text for one, text in found if text != one.text))


class TakenOut:
    """Names that are taken out, and whatever part of one names somebody by itself; `kept` are those that are none."""

    def __init__(self, hidden: Iterable[Mention], kept: Kept) -> None:
        self._whose: dict[Key, list[Mention]] = {}
        self._kept, self.hidden = kept, list(hidden)
        parts = dict[Key, Mention]()
        for one in self.hidden:
            for text in hidden_words(one, kept.of(one.story_id)):
                key = key_of(text)
                self._whose.setdefault(key, []).append(one)
                if text != one.text:
                    parts.setdefault(key, Mention(text=text, decision=MentionDecision.REMOVE))
        self.names = Names([*self.hidden, *parts.values()])

    def met(self, words: Sequence[str]) -> list[Place]:
        """Where they are in the words, in order, and where something is that only begins like them."""
        return self.names.met(words)

    def names_at(self, place: Place, story_id: int = 0) -> list[Mention]:
        """The names that are one there, or have a part of theirs there.

        Not those that may be said in this story, where that is one.
        """
        whose, said_here = self._whose.get(key_of(place.mention.text), []), self._kept.of(story_id)
        return [one for one in whose if one.story_id == story_id or key_of(one.text) not in said_here]

    def is_part(self, place: Place) -> bool:
        """Whether no name is there as a whole."""
        key = key_of(place.mention.text)
        return all(key_of(one.text) != key for one in self._whose.get(key, ()))
