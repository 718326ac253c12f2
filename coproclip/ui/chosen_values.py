"""What forms show that is no column of text, told as a text: what is ticked in lists, chosen, or a day.

So it is kept as texts are: only what a person changed, and never over what somebody else made of it meanwhile.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from coproclip.overview.report_page import quotable
from coproclip.people.about_project import STANDARD_BANDS, change_project, project_facts
from coproclip.people.care import CareColumns, change_care_note
from coproclip.people.check_ins import planned, set_check_in
from coproclip.people.naming import ONE_STORYTELLER, name_person, namings_of
from coproclip.people.participants import leave_story, parts_in, take_part
from coproclip.people.people import HoldingEntry, note_on_entry, set_entry
from coproclip.people.sheets import SheetForm, change_template, template
from coproclip.project.kinds import ListKind, NamedIn, Part, TakingPart
from coproclip.project.project import Edit
from coproclip.project.rows import text_of
from coproclip.report.document import image_keys, quote_keys
from coproclip.report.images import TakenImage, add_image, describe_image, image_of
from coproclip.report.kept import forget_finding, keep_finding, kept_findings
from coproclip.report.markup import parse
from coproclip.report.sections import (
    Quote,
    add_quote,
    change_quote,
    change_section,
    quotes_of,
    read_runs,
    set_body,
)
from coproclip.sensemaking.attendees import change_attendee
from coproclip.sensemaking.read_back import set_read_back
from coproclip.sensemaking.sessions import change_session, step_lines
from coproclip.sensemaking.steps import steps_from_lines
from coproclip.themes.codebook import change_theme

DECORATIVE = "{decorative}"
"""What an image shows that is decorative; nobody can type that."""
IMAGE = "image "
"""Begins the column of a section with what an image in it shows, before its key."""
SAYS, SIGNED = "says ", "signed "
"""Begin the columns of a section with what a quote in it quotes, and whether it is signed, before its key."""
SIGNED_WORDS = {"1": "with who said it", "0": "without who said it"}
BANDS = "bands"
"""The column of a project with its quantity words."""
_BAND = re.compile(r"(.+?) from (\d+) %(?:, |$)")


def there_now(edit: Edit, table: str, row: int, column: str) -> str | None:
    """What is in the project now of what a form showed; None where there is no such row."""
    read = _READ.get((table, column)) or _READ.get((table, ""))
    return read(edit, row, column) if read is not None else text_of(edit.session, table, row, column)


# ---- entries of the project's lists, for a person -----------------------------------------------------------------


def entry_column(entry: HoldingEntry) -> str:
    """Names an entry among what is known of a person."""
    return f"{entry.kind.value}:{entry.text}"


def entry_words(entry: HoldingEntry | None) -> str:
    """An entry with its note; empty where it does not hold."""
    if entry is None:
        return ""
    return f"{entry.text}: {entry.note.strip()}" if entry.note.strip() else entry.text


def change_entry(edit: Edit, person_id: int, **words: str) -> None:
    """Let entries hold as `entry_words` says, by `entry_column`."""
    for column, said in words.items():
        kind, text = column.split(":", 1)
        note = said[len(text) :].removeprefix(":").strip()
        set_entry(edit, person_id, HoldingEntry(ListKind(kind), text, note), holds=bool(said.strip()))


def _entry_there(edit: Edit, person_id: int, column: str) -> str:
    kind, text = column.split(":", 1)
    note = note_on_entry(edit.session, person_id, ListKind(kind), text)
    return entry_words(None if note is None else HoldingEntry(ListKind(kind), text, note))


# ---- parts in stories, days, quantity words, and what has a number ------------------------------------------------


def change_part(edit: Edit, person_id: int, **parts: str) -> None:
    """Let somebody take part in stories (by number), as that; empty: not any more."""
    for story, part in parts.items():
        if part:
            take_part(edit, int(story), person_id, Part(part))
        else:
            leave_story(edit, int(story), person_id)


def _part_there(edit: Edit, person_id: int, column: str) -> str:
    part = parts_in(edit.session, int(column)).get(person_id)
    return "" if part is None else part.value


def change_day(edit: Edit, story_id: int, **days: str) -> None:
    """Ask these people how they are on these days (ISO), empty: never."""
    for who, day in days.items():
        set_check_in(edit, story_id, who, date.fromisoformat(day) if day else None)


def _day_there(edit: Edit, story_id: int, column: str) -> str:
    day = planned(edit.session, story_id).get(column)
    return "" if day is None else day.isoformat()


def bands_words(bands: Mapping[str, int]) -> str:
    """Quantity words on one line; none are the usual ones."""
    return ", ".join(f"{word} from {share} %" for word, share in (bands or STANDARD_BANDS).items())


def change_project_text(edit: Edit, _project_id: int, **texts: str) -> None:
    """Change what is said of the project, also its quantity words as `bands_words` says them."""
    line = texts.pop(BANDS, None)
    bands = None if line is None else {word: int(share) for word, share in _BAND.findall(line)}
    change_project(edit, texts, {} if bands == dict(STANDARD_BANDS) else bands)


def _bands_there(edit: Edit, _row: int, _column: str) -> str:
    return bands_words(project_facts(edit.session).bands)


def change_care_text(edit: Edit, number: int, **texts: str) -> None:
    """Change a line of the log of care; story and person by number, empty for none."""
    changed: CareColumns = {}
    for column, text in texts.items():
        if column == "story_id":
            changed["story_id"] = int(text) if text else None
        elif column == "person_id":
            changed["person_id"] = int(text) if text else None
        elif column == "kind":
            changed["kind"] = text
        elif column == "by":
            changed["by"] = text
        else:
            changed["text"] = text
    change_care_note(edit, number, **changed)


def change_theme_text(
    edit: Edit, theme_id: int, *, colour: str | None = None, in_their_words: bool | None = None, **texts: str
) -> None:
    """Change a text of a theme, or its colour by its number."""
    place = None if colour is None else int(colour)
    change_theme(edit, theme_id, colour=place, in_their_words=in_their_words, **texts)  # type: ignore[arg-type]


def change_naming(edit: Edit, person_id: int, **labels: str) -> None:
    """Name somebody so in what leaves, by `NamedIn`."""
    for where, label in labels.items():
        name_person(edit, person_id, NamedIn(where), label)


def _naming_there(edit: Edit, person_id: int, column: str) -> str:
    return namings_of(edit.session, person_id).get(NamedIn(column), ONE_STORYTELLER)


def change_sheet_text(edit: Edit, _project_id: int, **texts: str) -> None:
    """Give forms of the sheet, by `SheetForm`, another text."""
    for form, text in texts.items():
        change_template(edit, SheetForm(form), text)


def _sheet_there(edit: Edit, _row: int, column: str) -> str:
    return template(edit.session, SheetForm(column))


def change_workshop_text(edit: Edit, session_id: int, **texts: str) -> None:
    """Change what is said of a workshop: its name, day and dots, its steps as lines, the page on what was decided."""
    for column, text in texts.items():
        if column == "read_back":
            set_read_back(edit, session_id, text)
        elif column == "steps":
            change_session(edit, session_id, steps=steps_from_lines(text))
        elif column == "dots":
            change_session(edit, session_id, dots=int(text))
        elif column == "day":
            change_session(edit, session_id, day=text)
        else:
            change_session(edit, session_id, title=text)


def _steps_there(edit: Edit, session_id: int, _column: str) -> str | None:
    return step_lines(edit.session, session_id)


def change_in_the_room(edit: Edit, attendee_id: int, *, level: str | None = None, **texts: str) -> None:
    """Change what somebody in the room is called and needs, or how much they take part (`TakingPart`)."""
    part = None if level is None else TakingPart(level)
    change_attendee(edit, attendee_id, level=part, **texts)


def change_section_text(
    edit: Edit,
    section_id: int,
    *,
    body: str | None = None,
    title: str | None = None,
    quotes: Iterable[Quote] = (),
    images: Iterable[TakenImage] = (),
    **described: str,
) -> None:
    """Change the title of a section of the report, or its text, with the `quotes` and `images` that are new in it.

    Or what images in it show, by `image_column`; what quotes of it quote, and whether they are signed.
    """
    for column, words in described.items():
        key = column.partition(" ")[2]
        if column.startswith(SAYS):
            excerpt_id, runs = json.loads(words)
            change_quote(edit, section_id, key, excerpt_id=excerpt_id, runs=read_runs({"runs": runs}))
            continue
        if column.startswith(SIGNED):
            change_quote(edit, section_id, key, signed=words == "1")
            continue
        alt = "" if words == DECORATIVE else words
        describe_image(edit, section_id, column.removeprefix(IMAGE), alt=alt, decorative=words == DECORATIVE)
    if title is not None:
        change_section(edit, section_id, title=title)
    if body is None:
        return
    blocks, known = parse(body), quotes_of(edit.session, section_id)
    wanted = {one.key: one for one in quotes}
    for key in dict.fromkeys(quote_keys(blocks)):
        if key not in known and key in wanted:
            new = wanted[key]
            add_quote(edit, section_id, new.excerpt_id, runs=new.runs, signed=new.signed, key=key)
    for one in images:
        if one.key in image_keys(blocks):
            add_image(
                edit,
                section_id,
                one.file,
                alt=one.alt,
                decorative=one.decorative,
                person_id=one.person_id,
                key=one.key,
            )
    set_body(edit, section_id, blocks)


def image_column(key: str) -> str:
    """Names what an image of a section shows."""
    return f"{IMAGE}{key}"


def says_column(key: str) -> str:
    """Names what a quote of a section quotes."""
    return f"{SAYS}{key}"


def says_value(quote: Quote) -> str:
    """What a quote quotes: of which excerpt which words."""
    runs = [run if isinstance(run, str) else [run.start_ms, run.end_ms] for run in quote.runs]
    return json.dumps([quote.excerpt_id, runs])


def signed_column(key: str) -> str:
    """Names whether a quote of a section says who said it; `SIGNED_WORDS` are its values."""
    return f"{SIGNED}{key}"


def change_kept(edit: Edit, _section_id: int, **reasons: str) -> None:
    """Keep what was found in a section, by its print, for these reasons; without one it is looked at again."""
    for finding, reason in reasons.items():
        if reason.strip():
            keep_finding(edit, finding, reason)
        else:
            forget_finding(edit, finding)


def _kept_there(edit: Edit, _section_id: int, column: str) -> str:
    return kept_findings(edit.session).get(column, "")


def in_words(edit: Edit, column: str, text: str) -> str:
    """How a value of a section is shown to a person, where it is not the text itself."""
    if not column.startswith(SAYS):
        return text
    excerpt_id, runs = json.loads(text)
    return quotable(edit.session, excerpt_id).says(read_runs({"runs": runs}))


def _section_there(edit: Edit, section_id: int, column: str) -> str | None:
    if column.startswith((SAYS, SIGNED)):
        quote = quotes_of(edit.session, section_id).get(column.partition(" ")[2])
        if quote is None:
            return None
        return says_value(quote) if column.startswith(SAYS) else str(int(quote.signed))
    if not column.startswith(IMAGE):
        return text_of(edit.session, "report_section", section_id, column)
    image = image_of(edit.session, section_id, column.removeprefix(IMAGE))
    return None if image is None else DECORATIVE if image.decorative else image.alt


_READ: Mapping[tuple[str, str], Callable[[Edit, int, str], str | None]] = {
    ("person_entry", ""): _entry_there,
    ("participant", ""): _part_there,
    ("check_in", ""): _day_there,
    ("project", BANDS): _bands_there,
    ("naming", ""): _naming_there,
    ("list_entry", ""): _sheet_there,
    ("workshop_session", "steps"): _steps_there,
    ("report_section", ""): _section_there,
    ("report_kept", ""): _kept_there,
}
"""How what is no column of text is read, by table and column (empty: whichever)."""


# ---- lists --------------------------------------------------------------------------------------------------------


def merged(before: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """A list that two people changed: what either added is in it, what either took away is not; capitals are alike.

    It stands in my order if I changed that, else in theirs.
    """
    was, now = _folded(before), _folded(mine)
    in_order = [one for one in now if one in was] == [one for one in was if one in now]
    return _with(theirs, mine, was) if in_order else _with(mine, theirs, was)


def _with(base: Sequence[str], other: Sequence[str], before: Sequence[str]) -> list[str]:
    kept = _folded(other)
    found = [one for one in base if _fold(one) not in before or _fold(one) in kept]
    for place, one in enumerate(other):
        there = _folded(found)
        if _fold(one) in there or _fold(one) in before:
            continue
        earlier = [there.index(_fold(above)) for above in other[:place] if _fold(above) in there]
        found.insert(earlier[-1] + 1 if earlier else len(found) if place else 0, one)
    return found


def _folded(texts: Sequence[str]) -> list[str]:
    return [_fold(one) for one in texts]


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
