"""What voices are called: “Voice 1” until a person says whose it is; and which voice found now is which of before."""

import re
from collections import Counter
from collections.abc import Sequence

from coproclip.people.stories import speakers_of
from coproclip.project.kinds import SpeakerRole
from coproclip.project.project import Edit
from coproclip.project.schema import Speaker

_FOUND = re.compile(r"Voice (\d+)")


def found_by_program(speaker: Speaker) -> bool:
    """Whether this voice was found by the program, and nobody has said yet whose it is."""
    return speaker.role == SpeakerRole.UNKNOWN and speaker.channel is None and bool(_FOUND.fullmatch(speaker.name))


def name_voices(edit: Edit, story_id: int, found: Sequence[int], said: Counter[tuple[int, int]]) -> dict[int, Speaker]:
    """A row for every voice `found`, numbered in this order where nothing better is known.

    `said` counts words of a found voice where a person (or a checked passage) has it as the voice with that id: the
    most words decide, and nobody is two voices.
    """
    rows = {speaker.id: speaker for speaker in speakers_of(edit.session, story_id)}
    named: dict[int, Speaker] = {}
    for (voice, speaker_id), _words in said.most_common():
        taken = {one.id for one in named.values()}
        if voice not in named and speaker_id not in taken:
            named[voice] = rows[speaker_id]
    free = {row.name: row for row in rows.values() if found_by_program(row) and row not in named.values()}
    for number, voice in enumerate(found, 1):
        if voice not in named:
            named[voice] = _row_called(edit, story_id, number, free, {row.name for row in rows.values()})
            rows[named[voice].id] = named[voice]
    return named


def _row_called(edit: Edit, story_id: int, number: int, free: dict[str, Speaker], names: set[str]) -> Speaker:
    """The row of an earlier run with this number, or a new one with the next number that is free."""
    if (row := free.pop(f"Voice {number}", None)) is not None:
        return row
    while f"Voice {number}" in names:
        number += 1
    return edit.add(Speaker(story_id=story_id, name=f"Voice {number}", role=""))
