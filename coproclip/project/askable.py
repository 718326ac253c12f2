"""Who is asked where a voice is heard in a story (see `excerpts.coverage`), so that of two voices one may hold back all
that both do.

A voice is a row of `speaker`, None where nobody said who speaks.
"""

from collections.abc import Mapping

from coproclip.project.kinds import NOT_ASKED, Part, SpeakerRole

Row = dict[str, object]


def is_nobodys(voice: Row | None) -> bool:
    """Whether nobody could be asked for whoever is heard there, so that nothing of it leaves."""
    return voice is not None and voice["storyteller_id"] is None and voice["role"] != SpeakerRole.REPORTER


def is_unsaid(voice: Row | None) -> bool:
    """Whether nobody has said whose voice it is."""
    return voice is None or (voice["storyteller_id"] is None and voice["role"] == SpeakerRole.UNKNOWN)


class Askable:
    """Who is asked in one story, of the people (ids) who take part in it and as what."""

    def __init__(self, parts: Mapping[object, object]) -> None:
        self._interpreters = {person for person, part in parts.items() if part == Part.INTERPRETER}
        self._asked = frozenset(person for person, part in parts.items() if part not in NOT_ASKED)

    def asks_all_of(self, voice: Row | None, other: Row | None) -> bool:
        """Whether for one voice all are asked whom another would have asked."""
        if voice == other or is_nobodys(voice):
            return True
        if is_nobodys(other):
            return False
        # Where only the reporter is heard, whoever is asked about the story is asked.
        needed = self._asked if _is_reporters(other) else self._who(other)
        return needed <= self._who(voice)

    def _who(self, voice: Row | None) -> frozenset[object]:
        if voice is None:
            return self._asked
        if _is_reporters(voice):
            return frozenset()
        person = voice["storyteller_id"]
        helps = voice["role"] == SpeakerRole.INTERPRETER or person in self._interpreters
        return frozenset({person, *(self._asked if helps else ())})


def _is_reporters(voice: Row | None) -> bool:
    return voice is not None and voice["storyteller_id"] is None and voice["role"] == SpeakerRole.REPORTER
