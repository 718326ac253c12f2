"""Answers outlast going back to a backup: a no, a yes that allows less or is asked about again; and the bin, off the
record, what is not to be used, and what went out.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from coproclip.project.columns import (
    NOT_VOICES,
    highest_id,
    kept_prints,
    kept_stretches,
    kept_tellers,
    read_refusal,
    refusal_text,
    refused_excerpt,
    row_ids,
)
from coproclip.project.kinds import ConsentAbout, MomentKind
from coproclip.project.storage.two_databases import Both, Row, Storytellers, add_row, covered_by, is_same, tables

RESTORED = "restored"
"""What the log of changes calls going back to a backup."""
_LISTED = ("uses", "playlists", "themes", NOT_VOICES)
"""What a yes covers as a list, each thing for itself; the rest counts only while it is the same."""
_USES_BEFORE = ["sharing"]
"""What a yes is for that was noted before it was kept what for (see `excerpts.rules.policy`)."""
_REFUSALS = (MomentKind.REFUSED.value, MomentKind.DECLINED.value)


def carry_answers(both: Both) -> Counter[str]:
    """Add every no that is still the last word, and the stretch of each where its excerpt is in the project alone.

    With that, whoever is being asked again (their yes does not count meanwhile), and what a newer yes no longer allows.
    Only for stories that are in both. A no comes with the storyteller whose it is. A backup of an earlier version has
    fewer columns, and gets those.
    """
    now, then = both.now, both.then
    yeses, found = _Yeses(then, both.whose), Counter[str]()
    stretches: list[Row] = []
    last = {row["id"] for row in last_words(now, "answer", ("excerpt_id", "storyteller_id"))}
    said = [dict(row) for row in now.execute("SELECT * FROM answer ORDER BY id")] if "answer" in tables(now) else []
    for row in said:
        there = is_same(now, then, "excerpt", row["excerpt_id"])
        if there and row["id"] in last and not _is_known(then, row):
            for carried_row in yeses.narrowed("answer", row):
                found["answers"] += bool(add_row(then, "answer", carried_row))
        # Carried over whole, it says itself where the excerpt was.
        carried = there and row["id"] in last and kept_stretches(covered_by(row))
        if row["answer"] == "no" and not carried and not _is_known(then, row):
            stretches += _refused_stretches(now, row, said, last=row["id"] in last)
    for row in last_words(now, "consent", ("story_id", "storyteller_id", "about")):
        if is_same(now, then, "story", row["story_id"]) and not _is_there(then, row):
            for carried_row in yeses.narrowed("consent", row):
                about = both.questions.get(str(row["about"]), row["about"])
                free = {**carried_row, "about": about, "moment_id": None, "sheet_id": None}
                found["answers"] += bool(add_row(then, "consent", free))
    found["answers"] += _carry_moments(both, (MomentKind.REFUSED, MomentKind.DECLINED), stretches)
    return found


def carry_taken_back(both: Both) -> Counter[str]:
    """Ask again for every yes that was noted here once and undone since: nobody may have said it.

    One that came after the project as it is, which was a backup itself, was not undone.
    """
    now, then = both.now, both.then
    ever, found = _ever_noted(now), Counter[str]()
    for table, of, whom, anew in (
        (
            "answer",
            "excerpt",
            ("excerpt_id", "storyteller_id"),
            {"answer": "asked", "covered": "{}", "fingerprint": ""},
        ),
        ("consent", "story", ("story_id", "storyteller_id", "about"), {"answer": "later", "moment_id": None}),
    ):
        if table not in tables(now):
            continue
        there = {int(row["id"]) for row in now.execute(f"SELECT id FROM {table}")}
        for row in last_words(then, table, whom):
            gone = row["id"] in ever.get(table, ()) and row["id"] not in there
            if not gone or row["answer"] != "yes" or row.get("about") == ConsentAbout.ALTERED:
                continue
            if is_same(now, then, of, row[f"{of}_id"]):
                found["answers"] += bool(add_row(then, table, {**row, **anew}))
    return found


def _ever_noted(now: sqlite3.Connection) -> dict[str, set[int]]:
    """By table the rows that something was done to in this project, other than going back to a backup."""
    found: dict[str, set[int]] = {}
    for (raw,) in now.execute("SELECT ids FROM change_log WHERE operation != ?", (RESTORED,)):
        for table, rows in (row_ids(raw) or {}).items():
            found.setdefault(table, set()).update(rows)
    return found


def carry_off_record(both: Both) -> Counter[str]:
    """Add what was off the record."""
    return Counter({"stretches off the record": _carry_moments(both, (MomentKind.OFF_RECORD,))})


def carry_not_used(both: Both) -> Counter[str]:
    """Add the bits that somebody does not want used."""
    return Counter({"bits not to be used": _carry_moments(both, (MomentKind.NOT_USED,))})


def carry_bin(both: Both) -> Counter[str]:
    """Put into the bin what lies there now."""
    found = Counter[str]()
    for row in (one for one in both.rows("story") if one["binned_at"] is not None):
        if is_same(both.now, both.then, "story", row["id"]):
            change = "UPDATE story SET binned_at = ? WHERE id = ? AND binned_at IS NULL"
            found["stories in the bin"] += both.then.execute(change, (row["binned_at"], row["id"])).rowcount
    return found


def _carry_moments(both: Both, kinds: Sequence[MomentKind], more: Sequence[Row] = ()) -> int:
    """Add the moments of these kinds, and `more`, that the backup has not; how many."""
    now, then = both.now, both.then
    if "moment" not in tables(now) & tables(then):
        return 0
    kept = f"SELECT * FROM moment WHERE kind IN ({', '.join('?' * len(kinds))})"
    named = [kind.value for kind in kinds]
    known = {_place(dict(one)) for one in then.execute(kept, named)}
    # The no came after every answer in the backup.
    latest, added = then.execute(highest_id("answer")).fetchone()[0], 0
    for one in (*map(dict, now.execute(kept, named)), *more):
        if not is_same(now, then, "story", one["story_id"]):
            continue
        place = _place(one)
        if one["kind"] in _REFUSALS:
            number, teller, prints = read_refusal(str(one["text"]))
            whom, excerpt = both.whose.found(teller), refused_excerpt(str(one["text"]))
            place = _place({**one, "text": refusal_text(number, whom, prints, excerpt=excerpt)})
            one["text"] = refusal_text(latest, whom, prints, excerpt=excerpt)
        if place not in known:
            added += bool(add_row(then, "moment", one))
            known |= {place, _place(one)}
    return added


def carry_ledger(both: Both) -> Counter[str]:
    """Add all of what went out, and what was taken back since.

    Of a story or an excerpt that is not in both only that something went out is kept.
    """
    now, then = both.now, both.then
    if not {"handover", "handover_file"} <= tables(now) & tables(then):
        return Counter()
    for entry in map(dict, now.execute("SELECT * FROM handover ORDER BY id")):
        known = then.execute("SELECT made_at FROM handover WHERE id = ?", (entry["id"],)).fetchone()
        number = entry["id"] if known and known["made_at"] == entry["made_at"] else add_row(then, "handover", entry)
        mine = ("SELECT * FROM handover_file WHERE handover_id = ? ORDER BY id", (entry["id"],))
        there = {
            (row["name"], row["sha256"], row["story_id"]): row["id"]
            for row in then.execute(mine[0], (number,)).fetchall()
        }
        for file in map(dict, now.execute(*mine)):
            same = there.get((file["name"], file["sha256"], file["story_id"]))
            if same is not None:
                back = "UPDATE handover_file SET taken_back_at = ? WHERE id = ?"
                then.execute(back, (file["taken_back_at"], same))
                continue
            if not is_same(now, then, "story", file["story_id"]):
                file["story_id"] = None
            if not is_same(now, then, "excerpt", file["excerpt_id"]):
                file["excerpt_id"] = 0
            add_row(then, "handover_file", {**file, "handover_id": number})
    return Counter()


class _Yeses:
    """The last words of the backup that are a yes, before anything is added to it."""

    def __init__(self, then: sqlite3.Connection, whose: Storytellers) -> None:
        self._whose = whose
        self._there = {
            table: {self._key(table, row, row.get("storyteller_id")): row for row in last_words(then, table, whom)}
            for table, whom in (
                ("answer", ("excerpt_id", "storyteller_id")),
                ("consent", ("story_id", "storyteller_id", "about")),
            )
        }

    def narrowed(self, table: str, row: Row) -> list[Row]:
        """What is added of a newer last word: of a yes over a yes what both allow, and everything that is no yes.

        Where the backup has a yes of which nobody noted whose it is, for that too.
        """
        if row.get("about") == ConsentAbout.ALTERED:
            # Here it is the yes that holds back.
            return [self._whose.of_row(row)] if row["answer"] == "yes" else []
        found = [] if row["answer"] == "yes" else [self._whose.of_row(row)]
        if not any(
            row[self._of(table)] == key[0] and one["answer"] == "yes" for key, one in self._there[table].items()
        ):
            return found
        mine = self._whose.of_row(row)
        for teller in dict.fromkeys((mine["storyteller_id"], None)):
            before = self._there[table].get(self._key(table, row, teller))
            if before is None or before["answer"] != "yes":
                continue
            if row["answer"] == "yes":
                both = what_both_allow(table, mine, before, last=before)
                found += [{**both, "storyteller_id": teller}] if both else []
            elif teller != mine["storyteller_id"] and row["answer"] != "no":
                found.append({**mine, "storyteller_id": teller})
        return found

    def _key(self, table: str, row: Row, teller: object) -> tuple[object, ...]:
        return row[self._of(table)], teller, row.get("about")

    @staticmethod
    def _of(table: str) -> str:
        return "excerpt_id" if table == "answer" else "story_id"


def what_both_allow(table: str, newer: Row, before: Row, *, last: Row) -> Row | None:
    """The newer yes without what the one before did not allow; None where the one that is `last` allows no more."""
    if table == "answer":
        covered, was, stands = covered_by(newer), covered_by(before), covered_by(last)
        if not covered:
            return newer if stands else None
        both: Row = {**covered, "uses": covered.get("uses", _USES_BEFORE)}
        was, stands = ({**one, "uses": one.get("uses", _USES_BEFORE)} for one in (was, stands))
        both |= {
            part: [one for one in _list(both, part) if one in _list(was, part)] for part in _LISTED if part in both
        }
        allows_as_much = all(set(map(str, _list(stands, part))) <= set(map(str, _list(both, part))) for part in _LISTED)
        same = all(stands.get(part) == both[part] for part in both if part not in _LISTED)
        return None if same and allows_as_much else {**newer, "covered": json.dumps(both)}
    days = {
        name: min(filter(None, (str(newer.get(name) or ""), str(before.get(name) or ""))), default="")
        for name in ("expires_on", "review_on")
    }
    if all(days[name] == (last.get(name) or "") for name in days):
        return None
    # A backup from before yeses had an end cannot keep one.
    endless = bool(days["expires_on"]) and "expires_on" not in last
    return {**newer, **days, "answer": "later" if endless else "yes"}


def _list(covered: Row, part: str) -> list[Any]:
    found = covered.get(part)
    return found if isinstance(found, list) else []


def _place(moment: Row) -> tuple[object, ...]:
    """What tells one moment from another: each no to a stretch is one of its own."""
    place = tuple(moment[name] for name in ("story_id", "kind", "start_ms", "end_ms"))
    return (*place, moment["text"]) if moment["kind"] in _REFUSALS else place


def _is_there(then: sqlite3.Connection, consent: Row) -> bool:
    """Whether the backup has this very consent."""
    if "consent" not in tables(then):
        return False
    query = "SELECT answer, said_at, about FROM consent WHERE id = ? AND story_id = ?"
    row = then.execute(query, (consent["id"], consent["story_id"])).fetchone()
    return row is not None and tuple(row) == (consent["answer"], consent["said_at"], consent["about"])


def _is_known(then: sqlite3.Connection, answer: Row) -> bool:
    """Whether the backup has this very answer."""
    if "answer" not in tables(then):
        return False
    query = "SELECT answer, answered_at FROM answer WHERE id = ? AND excerpt_id = ?"
    row = then.execute(query, (answer["id"], answer["excerpt_id"])).fetchone()
    return row is not None and tuple(row) == (answer["answer"], answer["answered_at"])


def _refused_stretches(connection: sqlite3.Connection, answer: Row, said: Sequence[Row], *, last: bool) -> list[Row]:
    """What was refused with a no and not agreed to since: as it was kept with it, or the excerpt if it still stands."""
    query = "SELECT story_id, start_ms, end_ms FROM span JOIN excerpt ON excerpt.id = excerpt_id WHERE excerpt_id = ?"
    rows = connection.execute(f"{query} ORDER BY start_ms", (answer["excerpt_id"],)).fetchall()
    if not rows:
        return []
    now = [(row["start_ms"], row["end_ms"]) for row in rows]
    covered, teller = covered_by(answer), answer.get("storyteller_id")
    refused = [(one.start_ms, one.end_ms) for one in kept_stretches(covered)] or (now if last else [])
    agreed = [
        span
        for later in said
        if (later["excerpt_id"], later["answer"]) == (answer["excerpt_id"], "yes")
        and int(str(later["id"])) > int(str(answer["id"]))
        and later.get("storyteller_id") == teller
        for span in [(one.start_ms, one.end_ms) for one in kept_stretches(covered_by(later))] or now
    ]
    open_ones = [
        (start, end) for start, end in refused if not any(first <= start and end <= until for first, until in agreed)
    ]
    whose: list[int | None] = [*kept_tellers(covered)]
    texts = [
        refusal_text(0, one, kept_prints(covered), excerpt=int(str(answer["excerpt_id"])))
        for one in whose or [teller if isinstance(teller, int) else None]
    ]
    kind, story = MomentKind.REFUSED.value, rows[0]["story_id"]
    return [
        {"id": 0, "story_id": story, "kind": kind, "start_ms": start, "end_ms": end, "text": text}
        for start, end in open_ones
        for text in texts
    ]


def last_words(connection: sqlite3.Connection, table: str, whose: Sequence[str]) -> list[Row]:
    """The newest row for each; who said no and is being asked again has still said no."""
    if table not in tables(connection):
        return []
    return last_of(map(dict, connection.execute(f"SELECT * FROM {table} ORDER BY id")), whose)


def last_of(rows: Iterable[Row], whose: Sequence[str]) -> list[Row]:
    """The same of `rows`, oldest first."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name) for name in whose)
        before = found.get(key)
        if before is None or not (before["answer"] == "no" and row["answer"] in ("asked", "later")):
            found[key] = row
    return list(found.values())
