"""Results from paper, typed back by card number: one line for each thing, all of them or none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError
from coproclip.harmless import on_one_line
from coproclip.project.kinds import ChoiceKind, NoteKind
from coproclip.project.project import Edit
from coproclip.project.schema import Card
from coproclip.sensemaking.attendees import find_attendee
from coproclip.sensemaking.cards import find_card
from coproclip.sensemaking.choices import choices, choose
from coproclip.sensemaking.clusters import add_cluster, find_cluster, put, set_differs
from coproclip.sensemaking.dots import place_dot
from coproclip.sensemaking.notes import add_note

LONGEST = 200_000
EXAMPLE = """group Move the chairs: 12 3 17
differently 19
differently Sam: Somebody has to hold the list
dots Sam: 12 12 3
stood out June 5: She was paid in biscuits
surprised June: Nobody was asked
missing Kit: Anybody under twenty
headline 12: It says it all
playlist 3: Everybody laughed
report 17: It is what happens everywhere
left out 5: It names her street
question: Who pays the bus fare?
suggestion: Begin with the chairs
output: A list of halls
action: Kit rings the library by Friday
learned: Tea before the microphone"""
"""One line of each kind, as it is printed on the sheet."""

_CARD = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that was read: its number from 1, what it is, what stands before the colon, and what behind it."""

    line: int
    kind: str
    about: str
    text: str


_NOTES: Mapping[str, NoteKind] = {
    "stood out": NoteKind.STOOD_OUT,
    "surprised": NoteKind.SURPRISED,
    "missing": NoteKind.MISSING,
    "question": NoteKind.QUESTION,
    "suggestion": NoteKind.SUGGESTION,
    "output": NoteKind.OUTPUT,
    "action": NoteKind.ACTION,
    "learned": NoteKind.LEARNED,
    "memo": NoteKind.MEMO,
}
_CHOICES: Mapping[str, ChoiceKind] = {
    "headline": ChoiceKind.HEADLINE,
    "playlist": ChoiceKind.PLAYLIST,
    "report": ChoiceKind.REPORT,
}
_BETWEEN = "; "
"""What stands between two reasons for one choice."""
KINDS = ("group", "differently", "dots", *_NOTES, *_CHOICES, "left out")


def read_sheet(text: str) -> tuple[Entry, ...]:
    """The lines of a sheet; empty ones are passed over. Raises `BadInput` for one that is nothing, with its number."""
    if len(text) > LONGEST:
        raise BadInput("That is more than anybody types from a sheet of paper.", "Nothing was kept.")
    return tuple(_entries(text))


def _entries(text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), 1):
        line = " ".join(line.split())
        if not line:
            continue
        kind = next((one for one in KINDS if re.match(rf"{one}\b", line, re.IGNORECASE)), "")
        if not kind:
            first = on_one_line(line.split()[0])[:40]
            raise _wrong(number, f"“{first}” is none of {', '.join(KINDS)}.")
        about, _, words = line[len(kind) :].partition(":")
        yield Entry(number, kind, about.strip(), words.strip())


def _wrong(line: int, why: str) -> BadInput:
    return BadInput(f"Line {line}: {why}", "Nothing of the sheet was kept.", "Put that line right, then try again.")


def enter_results(edit: Edit, session_id: int, text: str) -> int:
    """Keep everything that a sheet says; how many lines. Raises `BadInput` or `NotFound` with the line it is about.

    A second reason for the same choice stands beside the first; a card in two groups of one sheet is a slip.
    """
    entries = read_sheet(text)
    _refuse_two_groups(entries)
    for entry in entries:
        try:
            _DEEDS.get(entry.kind, _note if entry.kind in _NOTES else _choice)(edit, session_id, entry)
        except CoProClipError as error:
            if error.happened.startswith("Line "):
                raise
            raise _wrong(entry.line, error.happened) from error
    return len(entries)


def _numbers(entry: Entry, text: str) -> list[int]:
    parts = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    if not parts or not all(_CARD.fullmatch(part) for part in parts):
        raise _wrong(entry.line, "card numbers are missing, as in “12 3 17”.")
    return [int(part) for part in parts]


def _refuse_two_groups(entries: Sequence[Entry]) -> None:
    first: dict[int, Entry] = {}
    for entry in (one for one in entries if one.kind == "group"):
        for number in _numbers(entry, entry.text):
            before = first.setdefault(number, entry)
            named = bool(entry.about) and before.about.casefold() == entry.about.casefold()
            if before is not entry and not named:
                raise _wrong(entry.line, f"card {number} is in another group already, in line {before.line}.")


def _group(edit: Edit, session_id: int, entry: Entry) -> None:
    numbers = _numbers(entry, entry.text)
    found = find_cluster(edit.session, session_id, entry.about) if entry.about else None
    ids = [find_card(edit.session, session_id, number).id for number in numbers]
    if found is None:
        add_cluster(edit, session_id, entry.about, ids)
        return
    for card_id in ids:
        put(edit, found.id, card_id=card_id)


def _differently(edit: Edit, session_id: int, entry: Entry) -> None:
    if not entry.text:
        for number in _numbers(entry, entry.about):
            set_differs(edit, session_id, find_card(edit.session, session_id, number).id, True)
        return
    _noted(edit, session_id, entry, NoteKind.DIFFERENTLY)


def _dots(edit: Edit, session_id: int, entry: Entry) -> None:
    person = find_attendee(edit.session, session_id, entry.about)
    for number in _numbers(entry, entry.text):
        place_dot(edit, session_id, person.id, card_id=find_card(edit.session, session_id, number).id)


def _note(edit: Edit, session_id: int, entry: Entry) -> None:
    _noted(edit, session_id, entry, _NOTES[entry.kind])


def _noted(edit: Edit, session_id: int, entry: Entry, kind: NoteKind) -> None:
    if not entry.text:
        raise _wrong(entry.line, "there are no words behind a colon.")
    name, card_id = _who_and_card(edit.session, session_id, entry.about)
    person = find_attendee(edit.session, session_id, name) if name else None
    add_note(edit, session_id, kind, entry.text, attendee_id=person.id if person is not None else None, card_id=card_id)


def _who_and_card(session: Session, session_id: int, about: str) -> tuple[str, int | None]:
    """“Sam 12”: a name, a card, both or neither."""
    *name, last = about.split() or [""]
    if _CARD.fullmatch(last):
        return " ".join(name), find_card(session, session_id, int(last)).id
    return about, None


def _choice(edit: Edit, session_id: int, entry: Entry) -> None:
    [number, *more] = _numbers(entry, entry.about)
    if more:
        raise _wrong(entry.line, "one card in a line, and why behind a colon.")
    card_id = find_card(edit.session, session_id, number).id
    kind = _CHOICES.get(entry.kind, ChoiceKind.REPORT)
    chosen, excerpt_id = entry.kind in _CHOICES, edit.get(Card, card_id).excerpt_id
    same = (kind.value, excerpt_id, chosen)
    before = [
        one.reason for one in choices(edit.session, session_id) if (one.kind, one.excerpt_id, bool(one.chosen)) == same
    ]
    reasons = [part for reason in before for part in reason.split(_BETWEEN)] if entry.text else []
    reason = _BETWEEN.join(dict.fromkeys([*reasons, entry.text]))
    choose(edit, session_id, kind, reason, card_id=card_id, chosen=chosen)


_DEEDS: Mapping[str, Callable[[Edit, int, Entry], None]] = {
    "group": _group,
    "differently": _differently,
    "dots": _dots,
}
