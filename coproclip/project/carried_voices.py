"""Who tells a story, and whose voice is heard where: whoever was named since is asked after going back to a backup."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from coproclip.project.kinds import NOT_ASKED, Part, SpeakerRole
from coproclip.project.two_databases import Both, Row, add_row, is_same

_MAY_BE_ANYBODY = (SpeakerRole.STORYTELLER, SpeakerRole.UNKNOWN, SpeakerRole.INTERPRETER)


class _Heard(NamedTuple):
    """A passage, and whose voice it is in: its number, its time (ms), the voice if anybody said."""

    id: object
    start_ms: int
    end_ms: int
    voice: Row | None


def carry_tellers(both: Both) -> Counter[str]:
    """Whoever takes part since in a story that is in both and is asked about it."""
    found = Counter[str]()
    before = {(row["story_id"], row["storyteller_id"]): row for row in both.rows_then("story_storyteller")}
    for row in both.rows("story_storyteller"):
        part = row.get("part") or Part.STORYTELLER
        if part in NOT_ASKED or not is_same(both.now, both.then, "story", row["story_id"]):
            continue
        person = both.whose.found(row["storyteller_id"])
        if person is None:
            continue
        was = before.get((row["story_id"], person))
        if was is None:
            add_row(both.then, "story_storyteller", {**row, "storyteller_id": person})
            both.named_since.add((row["story_id"], person))
        elif was["part"] in NOT_ASKED:
            both.set("story_storyteller", was["id"], part=part)
            both.named_since.add((row["story_id"], person))
        else:
            continue
        found["people in a story"] += 1
    return found


def carry_voices(both: Both) -> Counter[str]:
    """Where somebody else is heard by now than the backup says, what is heard there is asked about again.

    Of whoever was named since, the passages are nobody's, so that everybody in the story is asked.
    """
    found = Counter[str]()
    asked: dict[object, set[object]] = {}
    for row in both.rows_then("story_storyteller"):
        if row["part"] not in NOT_ASKED:
            asked.setdefault(row["story_id"], set()).add(row["storyteller_id"])
    now = _by_story(both.rows("segment"), both.rows("speaker"))
    then = _by_story(both.rows_then("segment"), both.rows_then("speaker"))
    for story, passages in now.items():
        if story not in then or not is_same(both.now, both.then, "story", story):
            continue
        before = sorted(then[story], key=lambda one: one.start_ms)
        longest_ms = max(one.end_ms - one.start_ms for one in before)
        for one in passages:
            person = both.whose.known(one.voice["storyteller_id"]) if one.voice else None
            if person is None or person not in asked.get(story, ()):
                continue
            first = bisect_left(before, one.start_ms - longest_ms, key=lambda was: was.start_ms)
            until = bisect_left(before, one.end_ms, key=lambda was: was.start_ms)
            others = [
                was
                for was in before[first:until]
                if was.start_ms < one.end_ms and one.start_ms < was.end_ms and not _may_be(was.voice, person)
            ]
            if others and (story, person) in both.named_since:
                for was in others:
                    both.set("segment", was.id, speaker_id=None)
            for was in others:
                found["excerpts to ask about again"] += _ask_again(both, story, was.start_ms, was.end_ms)
    return found


def _by_story(segments: Iterable[Row], speakers: Iterable[Row]) -> dict[object, list[_Heard]]:
    voices = {row["id"]: row for row in speakers}
    found: dict[object, list[_Heard]] = {}
    for row in segments:
        heard = _Heard(row["id"], int(str(row["start_ms"])), int(str(row["end_ms"])), voices.get(row["speaker_id"]))
        found.setdefault(row["story_id"], []).append(heard)
    return found


def _may_be(voice: Row | None, person: int) -> bool:
    """Whether this person is asked where this voice is heard."""
    if voice is None or voice["role"] == SpeakerRole.INTERPRETER:
        return True
    whose = voice["storyteller_id"]
    return whose == person if whose is not None else voice["role"] in _MAY_BE_ANYBODY


def _ask_again(both: Both, story: object, start_ms: int, end_ms: int) -> int:
    """Every yes to an excerpt of a story with anything of this stretch is asked for again; how many excerpts."""
    overlapping = (
        "SELECT DISTINCT excerpt.id FROM excerpt JOIN span ON span.excerpt_id = excerpt.id"
        " WHERE story_id = ? AND start_ms < ? AND end_ms > ?"
    )
    numbers = [row[0] for row in both.then.execute(overlapping, (story, end_ms, start_ms))]
    return sum(_ask(both, both.then.execute(_LAST, (number,)).fetchall()) for number in numbers)


_LAST = "SELECT * FROM answer WHERE id IN (SELECT max(id) FROM answer WHERE excerpt_id = ? GROUP BY storyteller_id)"


def _ask(both: Both, last: Collection[Row]) -> bool:
    yeses = [dict(row) for row in last if row["answer"] == "yes"]
    for row in yeses:
        add_row(both.then, "answer", {**row, "answer": "asked", "covered": "{}", "fingerprint": ""})
    return bool(yeses)
