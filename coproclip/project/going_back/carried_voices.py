"""Who tells a story, whose voice is heard where, and what is checked by ear, after going back to a backup.

Whoever was named since is asked, and of what somebody took the check off it stays off.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from coproclip.project.askable import Askable, is_unsaid
from coproclip.project.by_time import ByTime, Placed
from coproclip.project.kinds import NOT_ASKED, Part
from coproclip.project.storage.two_databases import Both, Row, add_row, is_same


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
    parts: dict[object, dict[object, object]] = {}
    for row in both.rows_then("story_storyteller"):
        parts.setdefault(row["story_id"], {})[row["storyteller_id"]] = row["part"]
    voices = {row["id"]: _known(both, row) for row in both.rows("speaker")}
    voices_then = {row["id"]: row for row in both.rows_then("speaker")}
    for story, now, then in _shared_passages(both):
        askable = Askable(parts.get(story, {}))
        for one in now:
            voice = voices.get(one.row["speaker_id"])
            if is_unsaid(voice) and not _is_of(one, now, then):
                continue
            others = [
                was
                for was in then.within(one.start_ms, one.end_ms)
                if not askable.asks_all_of(voices_then.get(was.row["speaker_id"]), voice)
            ]
            if voice is not None and (story, voice["storyteller_id"]) in both.named_since:
                for was in others:
                    both.set("segment", was.number, speaker_id=None)
            for was in others:
                found["excerpts to ask about again"] += _ask_again(both, story, was.start_ms, was.end_ms)
    return found


def _known(both: Both, voice: Row) -> Row:
    return {**voice, "storyteller_id": both.whose.known(voice["storyteller_id"])}


def carry_narrowed(both: Both) -> Counter[str]:
    """Where less of an excerpt is heard by now than the backup has, it is asked about again."""
    found = Counter[str]()
    now, then = (_stretches(rows) for rows in (both.rows("span"), both.rows_then("span")))
    for excerpt, was in both.shared("excerpt"):
        kept = _with_lead(excerpt, now.get(excerpt["id"], []))
        before = _with_lead(was, then.get(was["id"], []))
        if all(any(start <= first and last <= end for start, end in kept) for first, last in before):
            continue
        found["excerpts to ask about again"] += _ask(both, both.then.execute(_LAST, (was["id"],)).fetchall())
    return found


def _stretches(spans: Iterable[Row]) -> dict[object, list[tuple[int, int]]]:
    found: dict[object, list[tuple[int, int]]] = {}
    for row in spans:
        found.setdefault(row["excerpt_id"], []).append((int(str(row["start_ms"])), int(str(row["end_ms"]))))
    return {excerpt: sorted(some) for excerpt, some in found.items()}


def _with_lead(excerpt: Row, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of an excerpt with the little that is heard before and after."""
    if not stretches:
        return []
    before, after = (int(str(excerpt[name])) for name in ("lead_in_ms", "lead_out_ms"))
    (first, end), *rest = stretches
    found = [(first - before, end), *rest]
    return [*found[:-1], (found[-1][0], found[-1][1] + after)]


def carry_checks(both: Both) -> Counter[str]:
    """That words are no longer checked by ear, in whichever passage they are by now.

    Where all of a story was transcribed anew since, nobody took a check off what the backup has.
    """
    found = Counter[str]()
    for _, now, then in _shared_passages(both):
        unchecked = ByTime(one.row for one in now if one.row["checked"] != 1)
        for was in (one for one in then if one.row["checked"] == 1):
            for one in unchecked.within(was.start_ms, was.end_ms):
                if one.says_some_of(was) and _is_of(one, now, then):
                    both.set("segment", was.number, checked=0)
                    found["passages to check"] += 1
                    break
    return found


def _is_of(passage: Placed, now: ByTime, then: ByTime) -> bool:
    """Whether a passage comes of one that the backup has, and was not transcribed anew with all around it."""
    around = {passage.number, *(one.number for one in then.within(passage.start_ms, passage.end_ms))}
    return bool(around & now.numbers & then.numbers)


def _shared_passages(both: Both) -> Iterator[tuple[object, ByTime, ByTime]]:
    """The passages of each story that is in both: as they are, and as they were."""
    rows = [_by_story(some) for some in (both.rows("segment"), both.rows_then("segment"))]
    for story in rows[0].keys() & rows[1].keys():
        if is_same(both.now, both.then, "story", story):
            yield story, ByTime(rows[0][story]), ByTime(rows[1][story])


def _by_story(segments: Iterable[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = {}
    for row in segments:
        found.setdefault(row["story_id"], []).append(row)
    return found


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
