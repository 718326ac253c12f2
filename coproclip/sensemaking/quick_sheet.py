"""Results from paper, typed back by card number: one line for each thing, all of them or none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError, NotFound
from coproclip.harmless import on_one_line
from coproclip.project.kinds import ChoiceKind, NoteKind, TakingPart
from coproclip.project.project import Edit
from coproclip.project.schema import Card
from coproclip.sensemaking.attendees import add_attendee, attendees, change_attendee, find_attendee, name_of
from coproclip.sensemaking.cards import cards, find_card
from coproclip.sensemaking.choices import choices, choose
from coproclip.sensemaking.clusters import add_cluster, clusters, find_cluster, members, put, set_differs
from coproclip.sensemaking.dots import place_dot
from coproclip.sensemaking.notes import add_note
from coproclip.sensemaking.typed_before import Again, Before, Noted, TypedBefore

LONGEST = 200_000
MOST_SAID = 6
"""So many lines that are wrong are named at once."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A kind of line: one as somebody would write it, and what it is for."""

    example: str
    means: str


LINES = (
    SheetLine("here Sam, June", "who is there; also who is not on the list yet"),
    SheetLine("here Kit: listen", "how somebody takes part: talk, type, listen, not today"),
    SheetLine("group Move the chairs: 12 3 17", "a group, what it is called, its cards"),
    SheetLine("question Move the chairs: Who sits where?", "what a group asks"),
    SheetLine("differently 19", "a card that sees its group differently"),
    SheetLine("differently Sam: Somebody has to hold the list", "a person who does, and what they say"),
    SheetLine("dots Sam: 12 12 3", "the cards somebody’s dots are on"),
    SheetLine("stood out June 5: She was paid in biscuits", "noted alone, about a card; a name only if they want"),
    SheetLine("surprised June: Nobody was asked", "noted alone, about everything"),
    SheetLine("missing Kit: Anybody under twenty", "who or what was not heard"),
    SheetLine("headline 12: It says it all", "chosen as a headline, and why"),
    SheetLine("playlist 3: Everybody laughed", "chosen for others to listen to, and why"),
    SheetLine("report 17: It is what happens everywhere", "chosen for the report, and why"),
    SheetLine("left out 5: It names her street", "left out, and why"),
    SheetLine("question: Who pays the bus fare?", "what stays open"),
    SheetLine("suggestion: Begin with the chairs", "what you would have others do"),
    SheetLine("output: A list of halls", "what came of it"),
    SheetLine("action: Kit rings the library by Friday", "what happens next, and who does it"),
    SheetLine("learned: Tea before the microphone", "what you would do so again, or otherwise"),
    SheetLine("memo 3: It belongs to two groups", "anything else"),
)
"""Every kind of line, in the order of the steps."""
EXAMPLE = "\n".join(line.example for line in LINES)
"""One line of each kind, as it is printed on the sheet."""

_CARD = re.compile(r"\d{1,9}")
_BETWEEN_NUMBERS = re.compile(r"(?:[\s,;.&+#]|\b(?:and|cards?|numbers?|no)\b)+", re.IGNORECASE)
"""What people write between the numbers of cards."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that was read: its number from 1, what it is, what stands before the colon, and what behind it."""

    line: int
    kind: str
    about: str
    text: str


@dataclass(slots=True)
class Entered:
    """What came of a sheet: how many lines are kept, and which cards (numbers) went from one group to another."""

    lines: int = 0
    moved: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    """Lines (from 1) that were typed in already."""


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
_PARTS: Mapping[str, TakingPart] = {
    **{part.value: part for part in TakingPart},
    **{f"{part.value}s": part for part in (TakingPart.TALK, TakingPart.TYPE, TakingPart.LISTEN)},
}
_FIRST: Mapping[str, int] = {"here": 0, "group": 1}
"""What others on the sheet speak of, wherever it stands."""
KINDS = ("here", "group", "differently", "dots", *_NOTES, *_CHOICES, "left out")


class WrongLines(BadInput):
    """What a sheet says makes no sense in `lines` (numbers from 1); `happened` is why, each in a line of its own."""

    def __init__(self, wrong: Sequence[tuple[int, str]]) -> None:
        said = [f"Line {line}: {why}" for line, why in wrong[:MOST_SAID]]
        more = len(wrong) - len(said)
        if more > 0:
            said.append("One more line is wrong." if more == 1 else f"{more} more lines are wrong.")
        put_right = "Put that line right, then try again." if len(wrong) == 1 else "Put them right, then try again."
        super().__init__("\n".join(said), "Nothing of the sheet was kept.", put_right)
        self.wrong = tuple(wrong)
        self.lines = tuple(line for line, _ in wrong)

    def __reduce__(self) -> tuple[type["WrongLines"], tuple[tuple[tuple[int, str], ...]]]:  # type: ignore[override]
        return WrongLines, (self.wrong,)


def read_sheet(text: str) -> tuple[Entry, ...]:
    """The lines of a sheet; empty ones are passed over. Raises `WrongLines` for those that are nothing."""
    if len(text) > LONGEST:
        raise BadInput("That is more than anybody types from a sheet of paper.", "Nothing was kept.")
    found = [_entry(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    wrong = [(one.line, _why_none(one.text)) for one in found if not one.kind]
    if wrong:
        raise WrongLines(wrong)
    return tuple(found)


def _entry(number: int, line: str) -> Entry:
    kind = next((one for one in KINDS if re.match(rf"{one}\b", line, re.IGNORECASE)), "")
    if not kind:
        return Entry(number, "", "", on_one_line(line.split()[0])[:40])
    about, _, words = line[len(kind) :].partition(":")
    return Entry(number, kind, about.strip(), words.strip())


def _why_none(word: str) -> str:
    if word.casefold().strip(":") == "no":
        return "a no is noted at the card’s excerpt in its story, not here: there it keeps the card out of everything."
    return f"“{word}” is none of {', '.join(KINDS)}."


def _wrong(line: int, why: str) -> WrongLines:
    return WrongLines([(line, why)])


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is kept, and what of it was there before."""

    edit: Edit
    session_id: int
    before: Before
    again: Again | None
    known: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)

    def adds(self, entry: Entry, is_there: bool) -> bool:
        """Whether a line that would be there twice is kept."""
        (self.known if is_there else self.new).append(entry.line)
        return not is_there or self.again is Again.ALL


def enter_results(edit: Edit, session_id: int, text: str, again: Again | None = None) -> Entered:
    """Keep everything that a sheet says. Raises `WrongLines`, with all lines that make no sense, and `TypedBefore`
    where notes, dots or groups of it are there already and `again` does not say what becomes of those.

    A second reason for the same choice stands beside the first; a card in two groups of one sheet is a slip.
    """
    entries = read_sheet(text)
    wrong, before = list(_in_two_groups(entries)), _groups_of(edit.session, session_id)
    sheet = _Sheet(edit, session_id, Before(edit.session, session_id), again)
    for entry in sorted(entries, key=lambda one: _FIRST.get(one.kind, len(_FIRST))):
        try:
            _DEEDS.get(entry.kind, _note if entry.kind in _NOTES else _choice)(sheet, entry)
        except WrongLines as error:
            wrong += error.wrong
        except CoProClipError as error:
            wrong.append((entry.line, error.happened))
    if wrong:
        raise WrongLines(sorted(dict(reversed(wrong)).items()))
    if sheet.known and again is None:
        raise TypedBefore(sorted(sheet.known), sheet.before.day, not sheet.new)
    after = _groups_of(edit.session, session_id)
    moved = [
        one.number for one in cards(edit.session, session_id) if before.get(one.id) not in (None, after.get(one.id))
    ]
    kept = len(entries) - (len(sheet.known) if again is Again.NEW else 0)
    return Entered(kept, moved, sorted(sheet.known))


def _groups_of(session: Session, session_id: int) -> dict[int, int]:
    """In which group (id) each card (id) lies."""
    return {
        one.card_id: group.id
        for group in clusters(session, session_id)
        for one in members(session, group.id)
        if one.card_id is not None
    }


def _numbers(entry: Entry, text: str) -> list[int]:
    """The cards of “5, 6 and 10”, also of “cards 5 & 6”."""
    parts = _BETWEEN_NUMBERS.sub(" ", text).split()
    odd = next((part for part in parts if not _CARD.fullmatch(part)), "")
    if odd and any(_CARD.fullmatch(part) for part in parts):
        raise _wrong(entry.line, f"“{on_one_line(odd)[:40]}” is no card’s number; write them as “12 3 17”.")
    if odd or not parts:
        raise _wrong(entry.line, "card numbers are missing, as in “12 3 17”.")
    return [int(part) for part in parts]


def _are_numbers(text: str) -> bool:
    return bool(parts := _BETWEEN_NUMBERS.sub(" ", text).split()) and all(map(_CARD.fullmatch, parts))


def _in_two_groups(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    first: dict[int, Entry] = {}
    for entry in (one for one in entries if one.kind == "group" and _are_numbers(one.text)):
        for number in _numbers(entry, entry.text):
            before = first.setdefault(number, entry)
            named = bool(entry.about) and before.about.casefold() == entry.about.casefold()
            if before is not entry and not named:
                yield (
                    entry.line,
                    f"card {number} is in another group already, in line {before.line}. A card lies in one group; "
                    f"“memo {number}: …” says that it belongs to both.",
                )
                return


def _here(sheet: _Sheet, entry: Entry) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    names = [name for one in re.split(r"[,;&]|\band\b", entry.about) if (name := " ".join(one.split()))]
    if not names:
        raise _wrong(entry.line, "a name is missing, as in “here Sam”.")
    part = entry.text.casefold().rstrip(".")
    if part and part not in _PARTS:
        raise _wrong(entry.line, f"“{on_one_line(entry.text)[:40]}” is none of {', '.join(TakingPart)}.")
    for name in names:
        try:
            found = find_attendee(edit.session, session_id, name)
        except NotFound:
            add_attendee(edit, session_id, name, level=_PARTS.get(part, TakingPart.TALK))
        else:
            was_away = found.level == TakingPart.NOT_TODAY.value
            level = _PARTS.get(part) or (TakingPart.TALK if was_away else None)
            change_attendee(edit, found.id, level=level)


def _group(sheet: _Sheet, entry: Entry) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    numbers = _numbers(entry, entry.text)
    found = find_cluster(edit.session, session_id, entry.about) if entry.about else None
    ids = [find_card(edit.session, session_id, number).id for number in numbers]
    if found is None:
        if entry.about or sheet.adds(entry, sheet.before.has_group(ids)):
            add_cluster(edit, session_id, entry.about, ids)
        return
    there = {one.card_id for one in members(edit.session, found.id)}
    for card_id in ids:
        if card_id not in there:
            put(edit, found.id, card_id=card_id)


def _differently(sheet: _Sheet, entry: Entry) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    if not entry.text or (not entry.about and _are_numbers(entry.text)):
        for number in _numbers(entry, entry.about or entry.text):
            card = find_card(edit.session, session_id, number)
            try:
                set_differs(edit, session_id, card.id, True)
            except BadInput:
                raise _wrong(
                    entry.line,
                    f"card {number} is in no group; write a line with its group, as “group Move the chairs: 12 3”.",
                ) from None
        return
    _noted(sheet, entry, NoteKind.DIFFERENTLY)


def _person(session: Session, session_id: int, name: str) -> int:
    """Raises `NotFound` that says how to put somebody on the list."""
    try:
        return find_attendee(session, session_id, name).id
    except NotFound as error:
        raise NotFound(f"{error.happened} If they were there, write “here {name}”.") from error


def _dots(sheet: _Sheet, entry: Entry) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    person = _person(edit.session, session_id, entry.about)
    ids = [find_card(edit.session, session_id, number).id for number in _numbers(entry, entry.text)]
    if sheet.adds(entry, sheet.before.has_dots(person, ids)):
        for card_id in ids:
            place_dot(edit, session_id, person, card_id=card_id)


def _note(sheet: _Sheet, entry: Entry) -> None:
    _noted(sheet, entry, _NOTES[entry.kind])


def _noted(sheet: _Sheet, entry: Entry, kind: NoteKind) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    if not entry.text:
        raise _wrong(entry.line, "there are no words behind a colon.")
    name, card_id = _who_and_card(edit.session, session_id, entry.about)
    group = find_cluster(edit.session, session_id, name) if name and card_id is None else None
    try:
        person = _person(edit.session, session_id, name) if name and group is None else None
    except NotFound as error:
        raise NotFound(f"{error.happened} If it is a group, write “group {name}: ” and its cards.") from error
    about_group = group.id if group is not None else None
    line = Noted(kind, entry.text, person, edit.get(Card, card_id).excerpt_id if card_id else None, about_group)
    if sheet.adds(entry, sheet.before.has_note(line)):
        uid = sheet.before.uid(line, name)
        add_note(
            edit, session_id, kind, entry.text, attendee_id=person, card_id=card_id, cluster_id=about_group, uid=uid
        )


def _who_and_card(session: Session, session_id: int, about: str) -> tuple[str, int | None]:
    """“Sam 12”: a name, a card, both or neither; also “Sam, card 12” and “(Sam)”."""
    plain = " ".join(about.strip(" ()").split())
    if any(name_of(one).casefold() == plain.casefold() for one in attendees(session, session_id)):
        return plain, None
    found = re.search(r"(?:^|[\s,]+)(?:card |no\.? ?)?(\d{1,9})$", plain, re.IGNORECASE)
    if found is None or find_cluster(session, session_id, plain) is not None:
        return plain, None
    return plain[: found.start()].strip(" ,()"), find_card(session, session_id, int(found[1])).id


def _choice(sheet: _Sheet, entry: Entry) -> None:
    edit, session_id = sheet.edit, sheet.session_id
    [number, *more] = _numbers(entry, entry.about)
    if more:
        raise _wrong(entry.line, "one card in a line, and why behind a colon.")
    if not entry.text:
        raise _wrong(entry.line, "say why, behind a colon.")
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


_DEEDS: Mapping[str, Callable[[_Sheet, Entry], None]] = {
    "here": _here,
    "group": _group,
    "differently": _differently,
    "dots": _dots,
}
