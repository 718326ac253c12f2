"""What protects somebody outlasts going back to a backup: whatever was noted since and can only hold back still holds.

“The backup says what may be found again, the project as it is what may leave.” Of two that differ the stricter one
stays; where neither is, both hold: a name is open again, a signature is “One storyteller”, an excerpt is asked about
again. Who has which role, and in which sector or place, is not carried: that lets go as well as holds back, and is
found again in a backup; what those are called is as it is now.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from coproclip.project.columns import Uses
from coproclip.project.comparing.name_keys import key_of
from coproclip.project.comparing.name_parts import hidden_words
from coproclip.project.going_back.carried_names import carry_lost_names
from coproclip.project.going_back.carried_over import (
    carry_answers,
    carry_bin,
    carry_ledger,
    carry_not_used,
    carry_off_record,
    carry_taken_back,
)
from coproclip.project.going_back.carried_report import carry_report
from coproclip.project.going_back.carried_voices import carry_checks, carry_narrowed, carry_tellers, carry_voices
from coproclip.project.going_back.carried_work import carry_addresses, carry_aliases, carry_partners, carry_work
from coproclip.project.kinds import (
    ONE_STORYTELLER,
    STANDARD_LABELS,
    STAYED_AT_HOME,
    UNDER_16,
    ListKind,
    MentionDecision,
)
from coproclip.project.schema import Mention
from coproclip.project.storage.database import open_beside_others
from coproclip.project.storage.safe_reading import harden
from coproclip.project.storage.two_databases import Both, Row, add_row, is_same, strings

_HIDDEN = (MentionDecision.GENERAL, MentionDecision.REMOVE)
_OWN = "own "
"""Before the number of an own question, in what an answer is about (see `people.own_questions`)."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of what was carried over, by what it is called where there are many."""

    counts: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """What a person reads; empty where nothing was carried over."""
        parts = [f"{count:,} {_ONE.get(what, what) if count == 1 else what}" for what, count in self.counts.items()]
        if not parts:
            return ""
        holds = (
            "was noted since and still holds" if sum(self.counts.values()) == 1 else "were noted since and still hold"
        )
        return f"{', '.join(parts)} {holds}."


_ONE = {
    "answers": "answer",
    "stretches off the record": "stretch off the record",
    "bits not to be used": "bit not to be used",
    "stories in the bin": "story in the bin",
    "names taken out": "name taken out",
    "names made general": "name made general",
    "names still open": "name still open",
    "places of names": "place of a name",
    "ages": "age",
    "ways of being named": "way of being named",
    "questions of consent": "question of consent",
    "sensitive marks": "sensitive mark",
    "care notes": "care note",
    "people in a story": "person in a story",
    "excerpts to ask about again": "excerpt to ask about again",
    "passages to check": "passage to check",
    "theme names in somebody’s own words": "theme name in somebody’s own words",
    "things said of the project": "thing said of the project",
    "addresses": "address",
    "names that people go by": "name that somebody goes by",
    "names of voices": "name of a voice",
    "sections left out of the report": "section left out of the report",
    "photos": "photo",
    "images taken out": "image taken out",
    "quotes that say less": "quote that says less",
    "findings to look at again": "finding to look at again",
    "excerpts not used": "excerpt not used",
    "workshops whose dots are hidden": "workshop whose dots are hidden",
}


def _carry_questions(both: Both) -> Counter[str]:
    """Own questions that were added since, and the uses they came to be needed for.

    Answers know a question by its number: it keeps that, unless the backup has another question there.
    """
    found = Counter[str]()
    before = {row["id"]: row for row in both.rows_then("list_entry")}
    asked = {_folded(row): row for row in before.values() if row["kind"] == ListKind.QUESTION.value}
    for row in (one for one in both.rows("list_entry") if one["kind"] == ListKind.QUESTION.value):
        there = before.get(row["id"])
        is_same_number = there is not None and there["kind"] == row["kind"] and _folded(there) == _folded(row)
        was = there if is_same_number else asked.get(_folded(row))
        if was is None and there is None:
            both.insert("list_entry", row)
            found["questions of consent"] += 1
            continue
        number = was["id"] if was is not None else add_row(both.then, "list_entry", row)
        both.questions[f"{_OWN}{row['id']}"] = f"{_OWN}{number}"
        if was is None:
            found["questions of consent"] += 1
        elif more := [use for use in _uses(row) if use not in _uses(was)]:
            both.set("list_entry", number, uses=json.dumps([*_uses(was), *more], ensure_ascii=False))
            found["questions of consent"] += 1
    return found


def _uses(question: Row) -> list[str]:
    # What cannot be read is needed for every use, and stays so.
    read: list[str] = Uses().process_result_value(str(question["uses"]), SQLiteDialect())
    return read


def _carry_names(both: Both) -> Counter[str]:
    """Names that are taken out, made general or not decided about; and what is no longer kept in the whole project."""
    found = Counter[str]()
    before: dict[object, list[Row]] = {}
    for row in both.rows_then("mention"):
        before.setdefault((row["story_id"], key_of(str(row["text"]))), []).append(row)
    for row in both.rows("mention"):
        decision = row["decision"] if row["decision"] in set(MentionDecision) else MentionDecision.OPEN
        if decision == MentionDecision.KEEP or not is_same(both.now, both.then, "story", row["story_id"]):
            continue
        same = before.get((row["story_id"], key_of(str(row["text"]))), [])
        if not same:
            add_row(both.then, "mention", row)
            found[_name_word(decision)] += 1
        for was in same:
            if (stricter := stricter_decision(row, was)) != _decided(was):
                both.set("mention", was["id"], **stricter)
                found[_name_word(stricter["decision"])] += 1
            if hides_less(was, row):
                both.set("mention", was["id"], kind=row["kind"])
                found[_name_word(stricter["decision"])] += stricter == _decided(was)
    if both.has("list_entry"):
        kept = {key_of(str(row["text"])) for row in both.rows("list_entry") if row["kind"] == ListKind.KEPT_NAME.value}
        for row in (one for one in both.rows_then("list_entry") if one["kind"] == ListKind.KEPT_NAME.value):
            if key_of(str(row["text"])) not in kept:
                both.remove("list_entry", row["id"])
        said = {row["text"] for row in both.rows("list_entry") if row["kind"] == ListKind.NO_NAME.value}
        for row in (one for one in both.rows_then("list_entry") if one["kind"] == ListKind.NO_NAME.value):
            if row["text"] not in said:
                both.remove("list_entry", row["id"])
    return found


def hides_less(row: Row, other: Row) -> bool:
    """Whether fewer parts of a name are names by themselves than where it is taken for what it is in `other`."""
    words, more = (
        set(hidden_words(Mention(text=str(row["text"]), kind=str(one["kind"]), general=str(row["general"]))))
        for one in (row, other)
    )
    return not more <= words


def _name_word(decision: object) -> str:
    words = {MentionDecision.REMOVE: "names taken out", MentionDecision.GENERAL: "names made general"}
    return next((word for known, word in words.items() if known == decision), "names still open")


def _decided(mention: Row) -> Row:
    return {name: mention[name] for name in ("decision", "general", "decided_by", "decided_at")}


def stricter_decision(row: Row, was: Row) -> Row:
    """What is decided about a name, of what is now and what was: taken out, or what is read for it in both.

    Where something else was read for it then, nobody knows which says less: it is open.
    """
    now, before = _decided(row), _decided(was)
    if now["decision"] == MentionDecision.KEEP:
        return before
    if now["decision"] == MentionDecision.REMOVE:
        return before if before["decision"] == MentionDecision.REMOVE else now
    if now["decision"] == MentionDecision.GENERAL and before["decision"] == MentionDecision.REMOVE:
        return before
    if before["decision"] == now["decision"] == MentionDecision.GENERAL and before["general"] != now["general"]:
        return {**now, "decision": MentionDecision.OPEN.value, "decided_by": "", "decided_at": ""}
    if now["decision"] in _HIDDEN:
        return before if before["decision"] == now["decision"] else now
    return before if before["decision"] not in {*_HIDDEN, MentionDecision.KEEP} else now


def _carry_ages(both: Both) -> Counter[str]:
    """That somebody is a child, or how old they are where nobody had noted it."""
    found = Counter[str]()
    people = {row["id"]: row for row in both.rows_then("storyteller")}
    for row in both.rows("storyteller"):
        was = people.get(both.whose.known(row["id"]))
        if was is None:
            continue
        age = stricter_age(str(row.get("age_band") or ""), str(was["age_band"]))
        if age != was["age_band"]:
            both.set("storyteller", was["id"], age_band=age)
            found["ages"] += 1
    return found


def stricter_age(now: str, was: str) -> str:
    """How old somebody is, of two that were noted: a child, where either says so."""
    return now if now == UNDER_16 or not was else was


def _carry_namings(both: Both) -> Counter[str]:
    """How people are named and excerpts signed, where that says less by now; what is no word of the project's more."""
    found = Counter[str]()
    if both.has("naming"):
        now = {(row["person_id"], row["named_in"]): str(row["label"]) for row in both.rows("naming")}
        people = {both.whose.known(row["id"]): row["id"] for row in both.rows("storyteller")}
        for row in both.rows_then("naming"):
            if row["person_id"] not in people:
                continue
            was = str(row["label"])
            label = says_less(now.get((people[row["person_id"]], row["named_in"]), ""), was)
            if label in ("", ONE_STORYTELLER):
                both.remove("naming", row["id"])
            elif label != was:
                both.set("naming", row["id"], label=label)
            found["ways of being named"] += label != was
    if both.has("list_entry"):
        labels = {_folded(row): row for row in both.rows("list_entry") if row["kind"] == ListKind.LABEL.value}
        for row in (one for one in both.rows_then("list_entry") if one["kind"] == ListKind.LABEL.value):
            chosen = labels.get(_folded(row))
            if chosen is None:
                both.remove("list_entry", row["id"])
            elif strings(row["uses"]) and not strings(chosen["uses"]):
                both.set("list_entry", row["id"], uses="[]")
    named = bool(both.rows_then("naming"))
    for excerpt, before in both.shared("excerpt"):
        signed, was = str(excerpt["attribution"]), str(before["attribution"])
        if was or named or signed in STANDARD_LABELS:
            label = says_less(signed, was)
            if label != was:
                both.set("excerpt", before["id"], attribution=label)
                found["ways of being named"] += 1
    return found


def says_less(now: str, was: str) -> str:
    """Of two signatures the one that points at fewer; “One storyteller” where nobody knows which that is."""
    if now == was or now in STANDARD_LABELS or not now:
        return now
    return was if was in STANDARD_LABELS else ONE_STORYTELLER


def _carry_own_words(both: Both) -> Counter[str]:
    """That a theme is called in somebody's own words."""
    found = Counter[str]()
    for theme, was in both.shared("theme"):
        if theme.get("in_their_words") and not was["in_their_words"] and theme["name"] == was["name"]:
            both.set("theme", was["id"], in_their_words=1)
            found["theme names in somebody’s own words"] += 1
    return found


def _carry_care(both: Both) -> Counter[str]:
    """What is marked as sensitive, also where another excerpt of it was marked since; what should be known before.

    With that, which excerpts are not used, and where nobody sees yet what others chose.
    """
    found = Counter[str]()
    for table in ("story", "excerpt"):
        for row, was in both.shared(table):
            if row.get("sensitive") and not was["sensitive"]:
                both.set(table, was["id"], sensitive=1)
                found["sensitive marks"] += 1
            if row.get("care") and row["care"] != was["care"]:
                both.set(table, was["id"], care=row["care"])
                found["care notes"] += 1
            if row.get("unused_reason") and not was["unused_reason"]:
                both.set(table, was["id"], unused_reason=row["unused_reason"])
                found["excerpts not used"] += 1
    for row, was in both.shared("workshop_session"):
        if row.get("dots_hidden") and not was["dots_hidden"]:
            both.set("workshop_session", was["id"], dots_hidden=1)
            found["workshops whose dots are hidden"] += 1
    overlapping = (
        "SELECT DISTINCT excerpt.id FROM excerpt JOIN span ON span.excerpt_id = excerpt.id"
        " WHERE story_id = ? AND sensitive = 0 AND start_ms < ? AND end_ms > ?"
    )
    marked = {row["id"]: row["story_id"] for row in both.rows("excerpt") if row.get("sensitive")}
    for span in both.rows("span"):
        story = marked.get(span["excerpt_id"])
        if story is None or not is_same(both.now, both.then, "story", story):
            continue
        for (number,) in both.then.execute(overlapping, (story, span["end_ms"], span["start_ms"])).fetchall():
            both.set("excerpt", number, sensitive=1)
            found["sensitive marks"] += 1
    return found


def _carry_used_numbers(both: Both) -> Counter[str]:
    """Numbers that were given since are not given again: what names one never means another row."""
    before = {row["name"]: row for row in both.rows_then("used_number")}
    for row in both.rows("used_number"):
        was = before.get(row["name"])
        if was is None:
            add_row(both.then, "used_number", row)
        elif int(str(row["last"])) > int(str(was["last"])):
            both.set("used_number", was["id"], last=row["last"])
    return Counter()


def _carry_away(both: Both) -> Counter[str]:
    """That this is a copy, and which stories are not in it nobody knows here."""
    there = {row["table_name"] for row in both.rows_then("merged_row")}
    for row in both.rows("merged_row"):
        if row["table_name"] == STAYED_AT_HOME not in there:
            add_row(both.then, "merged_row", row)
            break
    return Counter()


def _folded(entry: Row) -> str:
    return str(entry["text"]).casefold()


Carrier = Callable[[Both], Counter[str]]

CARRIES: Mapping[str, tuple[Carrier, ...]] = {
    "NOT_BINNED": (carry_bin,),
    "CONSENT": (_carry_questions, carry_tellers, carry_answers, carry_taken_back),
    "ANSWER": (carry_answers, carry_taken_back, carry_narrowed, carry_tellers, carry_voices),
    "REVIEWER": (carry_answers, carry_tellers),
    "REFUSAL": (carry_answers,),
    "VOICES": (carry_tellers, carry_voices),
    "CHECKED": (carry_checks,),
    "NOT_USED": (carry_not_used,),
    "ALTERED": (carry_answers, carry_tellers),
    "GUARDIAN": (_carry_ages, carry_answers, carry_tellers),
    "MENTIONS": (_carry_names, carry_lost_names),
    "NAMES_READ": (_carry_names,),
    "AUDIBLE": (_carry_names, carry_lost_names),
    "NAMED_AS_AGREED": (_carry_namings,),
    "OTHERS_WORDS": (carry_answers, _carry_own_words),
    "INTRODUCES": (carry_answers, _carry_own_words, _carry_names, carry_lost_names),
    "ALL_HERE": (_carry_away,),
}
"""By each condition of the policy (`excerpts.rules.policy.Condition`): what is carried of all that it looks at."""
BESIDES: tuple[Carrier, ...] = (
    *(carry_off_record, _carry_care, carry_ledger, _carry_used_numbers),
    *(carry_work, carry_partners, carry_addresses, carry_aliases, carry_report),
)
"""What holds for every use: off the record is off, what is sensitive is said first, what went out is kept; and who is
named for the work, how people are called, and what is in the report.
"""


def carry_over(present: Path, restored: Path) -> Carried:
    """Add to the database `restored`, which is of the newest version, what of `present` can only hold back."""
    with closing(open_beside_others(present)) as now, closing(sqlite3.connect(restored)) as then, then:
        harden(then)
        both, counts = Both(now, then), Counter[str]()
        # Questions and people first: what follows knows them by their numbers.
        for carrier in dict.fromkeys((*CARRIES["CONSENT"], *sum(CARRIES.values(), ()), *BESIDES)):
            counts += carrier(both)
    return Carried({what: count for what, count in counts.items() if count})
