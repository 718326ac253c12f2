"""People as a table (CSV): out without what is private, and in from wherever a list was kept before."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from types import MappingProxyType

from sqlalchemy.orm import Session

from coproclip.errors import BadInput, CoProClipError
from coproclip.foreign_text import ForeignText, read_text
from coproclip.harmless import plain
from coproclip.people.own_lists import BETWEEN, LISTS, KnownEntries, known_entries
from coproclip.people.people import FIELDS, HoldingEntry, change_person, name_to_go_by, people
from coproclip.people.storytellers import add_storyteller
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit
from coproclip.project.storage.too_many import refuse_beyond

LARGEST = 5_000_000
"""A larger file (bytes) is no list of people."""
MOST_ROWS, MOST_COLUMNS = 5_000, 200
_SHOWN = 60
"""So many letters of a column's name are said of one that means nothing here."""
MOST_ENTRIES = 50
"""So many entries of one list hold for somebody at most."""
MOST_NEW_ENTRIES = 1_000
"""No table has more words for the project's lists that are not on them yet; each list is shown as a whole."""
_SEPARATORS = (",", ";", "\t")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for more than words when a cell begins with it."""
_AS_WORDS = "'"
_PRINTS = "Leave this column as it is"
"""Here stands what each cell was like: what nobody changed in a table changes nothing in a project that went on."""


NOT_IN_TABLE = (
    "Pronouns, access needs, guardians, thanks and notes are not in it, and no real names, contacts or answers. "
    "How somebody describes themselves is in it as they said it, unless they said no to being recorded or to the team."
)
"""What whoever makes a table should know of it."""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of a table: how many are new, changed, and as they were; what was not taken, row by row.

    `read_as` is the encoding that was guessed, `notes` are sentences on how it was read.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    unknown: tuple[str, ...] = ()
    read_as: str = ""
    notes: tuple[str, ...] = ()


def people_table(session: Session, mark: str, read: Callable[[str], str], undescribed: Collection[int] = ()) -> str:
    """Everybody as CSV, without what is private; `mark` stands above the table and says whom it is for.

    All but the names that people go by is as `read` gives it: nothing for what may not be in the table. Of who is
    `undescribed` (ids) their own words about themselves are not in it.
    """
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    public = [field for field in FIELDS.values() if not field.private]
    names = [field.name for field in public]
    out.writerow([mark])
    out.writerow([*(field.label for field in public), *LISTS.values(), _PRINTS])
    for one in people(session):
        lists = (
            f"{BETWEEN} ".join(filter(None, (read(entry.text) for entry in one.entries_of(kind)))) for kind in LISTS
        )
        kept_back = {"description"} if one.id in undescribed else set[str]()
        texts = (
            one.texts[name] if name == "alias" else "" if name in kept_back else read(one.texts[name]) for name in names
        )
        cells = [_as_words(cell) for cell in (*texts, *lists)]
        prints = (f"{name}:{_print(cell)}" for name, cell in zip((*names, *LISTS), cells, strict=True))
        out.writerow([*cells, ";".join(prints)])
    return written.getvalue()


def _as_words(cell: str) -> str:
    return _AS_WORDS + cell if cell.startswith(_FORMULA) else cell


def _print(cell: str) -> str:
    """What a cell was like, of a list what each of its entries was like."""
    return ".".join(_print_of(text) for text in _read_cell(cell).split(BETWEEN))


def _print_of(text: str) -> str:
    return sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:6]


def bring_in(edit: Edit, data: bytes, check: Callable[[], None] = lambda: None, *, encoding: str = "") -> BroughtIn:
    """Add who is in a table and change who is known by the same name already. An empty cell changes nothing, nor does
    one that nobody changed since the table was made here.

    A row that makes no sense is left out, and named by its number. `encoding` (of `ENCODINGS`) is how its letters are
    written, where a person knows better than the program. `check` is called before each row, and may raise to
    stop. Raises `BadInput` for what is no such table, or too long a one.
    """
    text = read_table_text(data, encoding)
    rows = list(islice(_rows(text.text), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise BadInput(
            f"There are more than {MOST_ROWS:,} rows in this table.", "Nothing was brought in.", "Make several of it."
        )
    head = next((place for place, (_, cells) in enumerate(rows) if _heads_alias(cells)), None)
    if head is None:
        raise BadInput(
            f"There is no column “{FIELDS['alias'].label}” in this table.",
            "Nothing was brought in.",
            "Write the names of the columns in its first row.",
        )
    names = [_column(cell) for cell in rows[head][1]]
    if len(names) > MOST_COLUMNS:
        raise BadInput(
            f"There are more than {MOST_COLUMNS} columns in this table.",
            "Nothing was brought in.",
            "Keep those that are about people.",
        )
    unknown = tuple(
        plain(cell)[:_SHOWN] for cell, name in zip(rows[head][1], names, strict=True) if name is None and cell.strip()
    )
    wanted, refused = _read_rows(rows[head + 1 :], names)
    numbers: dict[str, int] = {}
    for one in people(edit.session):
        numbers.setdefault(one.alias.casefold(), one.id)
    entries = known_entries(edit.session)
    _refuse_too_much(edit.session, wanted, numbers, entries)
    result = BroughtIn(unknown=unknown, read_as=text.read_as, notes=text.notes)
    for row in wanted:
        check()
        before = len(entries)
        try:
            result = _bring_in_row(edit, row, numbers.get(row.key), entries, result)
        except CoProClipError as error:
            while len(entries) > before:
                entries.popitem()  # they went with what was written of the row
            refused.append(_refused(row.number, error))
    return replace(result, refused=tuple(sorted([*result.refused, *refused])))


@dataclass(frozen=True, slots=True)
class _PersonRow:
    """What a row says of somebody: its number, the name they go by, texts, lists, and what its cells were like."""

    number: int
    alias: str
    texts: dict[str, str]
    lists: dict[ListKind, str]
    prints: dict[str, str]

    @property
    def key(self) -> str:
        """By which they are known here."""
        return self.alias.casefold()

    def given(self, known: bool) -> Iterator[tuple[ListKind, str]]:
        """The cells of lists that say something: not those that nobody changed of whoever is known, nor far too long
        ones.
        """
        for kind, cell in self.lists.items():
            if cell.count(BETWEEN) < MOST_ENTRIES and not (known and self.prints.get(kind) == _print(cell)):
                yield kind, cell


def _read_rows(
    rows: Iterable[tuple[int, list[str]]], names: Sequence[str | ListKind | None]
) -> tuple[list[_PersonRow], list[tuple[int, str]]]:
    """The rows that make sense by themselves, and the numbers of the others with what is wrong with them."""
    found: list[_PersonRow] = []
    met: dict[str, int] = {}
    refused: list[tuple[int, str]] = []
    for number, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        try:
            row = _read_row(number, names, cells)
            if row.key in met:
                raise BadInput(f"“{row.alias}” is in row {met[row.key]} already.")
        except CoProClipError as error:
            refused.append(_refused(number, error))
            continue
        met[row.key] = number
        found.append(row)
    return found, refused


def _read_row(number: int, names: Sequence[str | ListKind | None], cells: Sequence[str]) -> _PersonRow:
    if len(cells) > len(names) and any(map(str.strip, cells[len(names) :])):
        raise BadInput("There are more cells in it than columns.")
    found = {name: cell for name, cell in zip(names, cells, strict=False) if name is not None and cell.strip()}
    prints = dict(one.partition(":")[::2] for one in str(found.pop(_PRINTS, "")).split(";"))
    texts = {name: cell for name, cell in found.items() if not isinstance(name, ListKind)}
    lists = {kind: cell for kind, cell in found.items() if isinstance(kind, ListKind)}
    alias = " ".join(texts.pop("alias", "").split())
    if not alias:
        raise BadInput("Nobody is named in it.")
    return _PersonRow(number, alias, texts, lists, prints)


def _refused(number: int, error: CoProClipError) -> tuple[int, str]:
    return number, str(error).split(". ")[0].rstrip(".") + "."


def _refuse_too_much(
    session: Session, wanted: Sequence[_PersonRow], numbers: Mapping[str, int], known_words: KnownEntries
) -> None:
    """Raise `BadInput` for more than a project has room for, before anything of it is written."""
    fresh: set[tuple[ListKind, str]] = set()
    for row in wanted:
        for kind, cell in row.given(row.key in numbers):
            fresh.update((kind, words.casefold()) for text in cell.split(BETWEEN) if (words := " ".join(text.split())))
    if len(fresh - known_words.keys()) > MOST_NEW_ENTRIES:
        raise BadInput(
            f"There are more than {MOST_NEW_ENTRIES:,} new roles, sectors, projects, ways and places in it.",
            "Nothing was brought in.",
            "Look whether its columns are what their names say.",
        )
    new = [row for row in wanted if row.key not in numbers]
    holding = sum(cell.count(BETWEEN) + 1 for row in new for _, cell in row.given(known=False))
    refuse_beyond(
        session,
        {"storyteller": len(new), "list_entry": len(fresh - known_words.keys()), "person_entry": holding},
    )


def _bring_in_row(
    edit: Edit, row: _PersonRow, mine: int | None, known_words: KnownEntries, result: BroughtIn
) -> BroughtIn:
    texts, lists, prints = dict(row.texts), row.lists, row.prints
    if mine is not None:
        texts = {name: cell for name, cell in texts.items() if prints.get(name) != _print(cell)}
        lists = {kind: cell for kind, cell in lists.items() if prints.get(kind) != _print(cell)}
        [known] = people(edit.session, mine)
        for name in [one for one in texts if one in prints and _print(_as_words(known.texts[one])) != prints[one]]:
            del texts[name]
            both = f"“{FIELDS[name].label}” was changed here too meanwhile. It stayed as it is here."
            result = replace(result, refused=(*result.refused, (row.number, both)))
    # All of a row or nothing of it: what it says is looked at before anything is written.
    with edit.session.begin_nested():
        if mine is None:
            new = add_storyteller(edit, name_to_go_by(row.alias)).id
            change_person(edit, new, texts, _entries(lists, ()), known_words)
            return replace(result, added=result.added + 1)
        change_person(edit, mine, texts, _entries(lists, known.entries, prints), known_words)
    [now] = people(edit.session, mine)
    if now == known:
        return replace(result, same=result.same + 1)
    return replace(result, changed=result.changed + 1)


def _entries(
    lists: Mapping[ListKind, str], known: Sequence[HoldingEntry], prints: Mapping[str, str] = MappingProxyType({})
) -> list[HoldingEntry]:
    """The entries that hold from now on; those of lists that are not in the table stay, and so do notes. Where `prints`
    tell what stood in it, what was added to a list and taken out of it is done here too, and no more.
    """
    if any(cell.count(BETWEEN) >= MOST_ENTRIES for cell in lists.values()):
        raise BadInput(f"There are more than {MOST_ENTRIES} entries in one cell.")
    notes = {(one.kind, one.text.casefold()): one.note for one in known}
    given = [
        HoldingEntry(kind, words, notes.get((kind, words.casefold()), ""))
        for kind, cell in lists.items()
        for text in cell.split(BETWEEN)
        if (words := " ".join(text.split()))
    ]
    before = {kind: set(prints[kind].split(".")) for kind in lists if kind in prints}
    there = {(one.kind, one.text.casefold()) for one in given}
    stays = [
        one
        for one in known
        if one.kind not in lists
        or (one.kind, one.text.casefold()) in there
        or (one.kind in before and _print_of(one.text) not in before[one.kind])
    ]
    named = {(one.kind, one.text.casefold()) for one in stays}
    return stays + [
        one
        for one in given
        if (one.kind, one.text.casefold()) not in named and _print_of(one.text) not in before.get(one.kind, ())
    ]


# ---- reading --------------------------------------------------------------------------------------------------


def read_table_text(data: bytes, encoding: str = "") -> ForeignText:
    """The text of a table of people. Raises `BadInput` for what is none."""
    if len(data) > LARGEST:
        raise BadInput("This file is no list of people.", "Nothing was brought in.")
    try:
        return read_text(data, encoding)
    except ValueError as error:
        raise BadInput(
            "This file is no list of people.", "Nothing was brought in.", "Save it as CSV, UTF-8."
        ) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, as a spreadsheet counts them; what is beyond the columns of any is one cell."""
    head = next((line for line in text.splitlines() if _may_head(line) and _column_in(line)), "")
    separator = max(_SEPARATORS, key=lambda one: sum(_column(cell) is not None for cell in head.split(one)))
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            kept = cells if len(cells) <= MOST_COLUMNS else [*cells[:MOST_COLUMNS], "".join(cells[MOST_COLUMNS:])]
            yield number, [_read_cell(cell) for cell in kept]
    except csv.Error as error:
        raise BadInput(
            "This file cannot be read as a table.", "Nothing was brought in.", "Save it as CSV, UTF-8."
        ) from error


def _may_head(line: str) -> bool:
    """Whether a line may be the one that names the columns: soon said of all that are not."""
    folded = line.casefold()
    return any(word in folded for word in _NAMES_PEOPLE)


def _column_in(line: str) -> bool:
    return any(_heads_alias([cell.strip('"') for cell in line.split(separator)]) for separator in _SEPARATORS)


def _heads_alias(cells: Sequence[str]) -> bool:
    return any(_column(cell) == "alias" for cell in cells)


def _read_cell(cell: str) -> str:
    return cell[1:] if cell.startswith(_AS_WORDS) and cell[1:].startswith(_FORMULA) else cell


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).strip(' "?:*').casefold()


_COLUMNS: dict[str, str | ListKind] = {
    **{_plain(field.label): name for name, field in FIELDS.items()},
    **{_plain(name): name for name in FIELDS},
    **{_plain(label): kind for kind, label in LISTS.items()},
    **{_plain(kind): kind for kind in LISTS},
    _plain(_PRINTS): _PRINTS,
    "name": "alias",
    "described as": "description",
    "language": "languages",
    "guardian": "guardian",
}


_NAMES_PEOPLE = {name.split()[0] for name, column in _COLUMNS.items() if column == "alias"}


def _column(cell: str) -> str | ListKind | None:
    """What a heading stands for, in our words or the usual ones; None for anything else."""
    return _COLUMNS.get(_plain(cell))
