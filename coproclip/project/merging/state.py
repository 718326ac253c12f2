"""What is known while a copy is joined: the rows of both sides, what became of them, and what a person has to see."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from coproclip.jobs import CancelToken
from coproclip.project.comparing.name_keys import Key as NameKey
from coproclip.project.merging.policy import hidden_here
from coproclip.project.merging.prints import Prints
from coproclip.project.merging.rows import (
    EXCERPT,
    STORY,
    Row,
    Tables,
    columns_of,
    edges_of,
    merged_tables,
    references,
    referring_to,
)


class Keep(StrEnum):
    """Which of two versions stays: ours alone, theirs alone, or ours with theirs noted beside it."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of the same thing: `what` it is of (“title”), `where` it is, and how it reads on either side.

    `key` names it for whoever chooses. Empty is what is not there (any more). `frees`: theirs lets go what ours holds
    back or protects.
    """

    key: str
    table: str
    row: int
    what: str
    where: str
    ours: str
    theirs: str
    frees: bool = False

    @property
    def is_chosen_alone(self) -> bool:
        """Whether theirs is never taken along with everything else: somebody's no, or what holds back or protects."""
        return self.frees or self.what == "answer"

    def along_with(self, all_of_them: Keep) -> Keep:
        """What is kept of it where that is chosen for all differences."""
        return Keep.BOTH if self.is_chosen_alone and all_of_them is Keep.THEIRS else all_of_them

    @property
    def is_of_voices(self) -> bool:
        """Whether it is about who is speaking: where both are kept, nobody has said so."""
        return self.what in ("voice", "storyteller_id")

    @property
    def about(self) -> str:
        """What it is of, as a person calls it."""
        return _CALLED.get((self.table, self.what)) or _CALLED.get(("", self.what)) or self.what.replace("_", " ")


_CALLED = {
    ("", "answer"): "answer of a storyteller",
    ("", "edges"): "start and end",
    ("", "parent_id"): "what it is part of",
    ("", "headline_excerpt_id"): "headline quote",
    ("", "own_title"): "title in the storyteller’s words",
    ("", "own_feeling"): "how it felt",
    ("", "own_matters"): "what matters most",
    ("", "own_for_whom"): "who should hear it",
    ("", "recorded_on"): "day",
    ("", "told_on"): "day",
    ("", "age_band"): "age",
    ("", "deleted"): "deleted on one side",
    ("", "words"): "words of the transcript",
    ("", "voice"): "who is speaking",
    ("", "unused_reason"): "why it is not used",
    ("", "in_their_words"): "storyteller’s own words",
    ("story", "title"): "title of a story",
    ("excerpt", "title"): "title of an excerpt",
    ("excerpt_translation", "text"): "translation of an excerpt",
    ("playlist", "title"): "title of a playlist",
    ("workshop_session", "title"): "name of a workshop",
    ("theme", "name"): "name of a theme",
    ("theme", "description"): "description of a theme",
    ("theme", "question"): "question of a theme",
    ("theme", "heading_kind"): "question or statement of a theme",
    ("", "binned_at"): "the bin",
    ("", "care"): "what to take care of",
    ("", "label"): "how somebody is named",
    ("", "attribution"): "how it is signed",
    ("", "part"): "how somebody takes part",
    ("attendee", "level"): "how much somebody takes part in a workshop",
    ("attendee", "needs"): "what helps somebody in a workshop",
    ("attendee", "person_id"): "who somebody in a workshop is",
    ("speaker", "storyteller_id"): "whose voice it is",
    ("list_entry", "text"): "what is in a list of the project",
    ("list_entry", "lets go"): "name that may be said everywhere",
    ("naming", "lets go"): "how somebody is named",
    ("mention", "lets go"): "name that may be said in a story",
    ("mention", "decision"): "what is read for a name",
    ("moment", "text"): "words of a marked moment",
    ("moment", "kind"): "place of a marked moment",
    ("mention", "kind"): "what is named",
    ("grid_summary", "text"): "summary for a theme",
    ("playlist", "gap_ms"): "silence between excerpts of a playlist",
    ("playlist", "address"): "place of a playlist on the web",
    ("playlist_item", "introduction"): "introduction to an excerpt of a playlist",
    ("playlist_item", "chapter"): "chapter of a playlist",
    ("playlist_item", "spoken"): "spoken introduction in a playlist",
    ("report_section", "body"): "text of a section of the report",
    ("report_section", "title"): "title of a section of the report",
    ("report_image", "alt"): "what an image shows",
    ("report_image", "photo"): "whose photo an image is",
    ("report_section", "left_out"): "section that is left out of the report",
}


_DELETED_BY_NAME = frozenset({"theme", EXCERPT, "storyteller", "playlist", "workshop_session", "cluster"})
"""What a person deletes by its name, with all that belongs to it."""

Key = tuple[str, int]


@dataclass
class Known:
    """What a row of theirs became when the same copy was brought back before, and how it was then."""

    our_id: int
    as_merged: str


@dataclass
class State:
    """`ours` as it is, `theirs` (with our numbers once they are known), and `result`: ours with what comes in."""

    ours: Tables
    theirs: Tables
    base: Prints
    known: Mapping[Key, Known]
    choices: Mapping[str, Keep]
    otherwise: Keep
    logged: Collection[Key]
    """Rows (table, number) that something ordinary was done to: what was deleted for good is not among them."""
    is_base_known: bool = True
    """Whether `base` is what this project gave the copy; otherwise whatever differs was changed here too."""
    cancel: CancelToken = field(default_factory=CancelToken)
    """Looked at wherever many rows are gone through."""
    result: Tables = field(default_factory=dict)
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    """By table: which of our numbers each of their rows has."""
    their_ids: dict[str, dict[int, int]] = field(default_factory=dict)
    merged: dict[Key, tuple[int, str]] = field(default_factory=dict)
    """What is to be remembered: of each of their rows that is other than before our number, and its print."""
    in_both: set[Key] = field(default_factory=set)
    """Rows (our numbers) that were added on both sides alike."""
    incoming: set[Key] = field(default_factory=set)
    """Rows of the result (our numbers) that came in or were changed by what came in."""
    conflicts: list[Conflict] = field(default_factory=list)
    noted: list[Conflict] = field(default_factory=list)
    """The conflicts of which both versions are kept."""
    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.result = {table: dict(rows) for table, rows in self.ours.items()}

    # ---- before and after -------------------------------------------------------------------------------------

    def before(self, table: str, their_id: int) -> str | None:
        """The print of how a row of theirs was when we last had the same; None for a new one, "" for a deleted one."""
        if (known := self.known.get((table, their_id))) is not None:
            return known.as_merged
        return self.base.rows.get(table, {}).get(their_id)

    def before_of_ours(self, table: str, our_id: int) -> str | None:
        """The same of one of our rows; None for one that the copy never had."""
        their_id = self.their_ids.get(table, {}).get(our_id)
        return None if their_id is None else self.before(table, their_id)

    def changed(self, table: str, row: Row, before: str | None) -> frozenset[str]:
        """The columns in which a row is other than it was; all of them where it was not there."""
        if not before:
            return frozenset(columns_of(table))
        # What was brought in has the columns of now; what the copy was made from has those that there were then.
        known = self.base.columns.get(table, ())
        as_made = len(before) == 16 + 8 * len(known)
        return self.base.changed(table, row, before, known if as_made else columns_of(table))

    def changed_here(self, table: str, row: Row, before: str | None) -> frozenset[str]:
        """The columns in which a row of ours is, or may be, other than it was."""
        return self.changed(table, row, before if self.is_base_known else None)

    def is_new_here(self, table: str, our_id: int) -> bool:
        """Whether the copy never had one of our rows, or may not have had it."""
        return not self.is_base_known or self.before_of_ours(table, our_id) is None

    @cached_property
    def hidden_here(self) -> frozenset[NameKey]:
        """The names that ours has taken out in any story, as they are compared."""
        return hidden_here(self.cancel.each(self.ours["mention"].values()))

    @cached_property
    def below_theirs(self) -> Mapping[Key, Sequence[Key]]:
        """The rows of theirs (our numbers) that cannot be without another one, by that; once their numbers are ours."""
        return below(self.theirs, self.cancel)

    # ---- changing the result ----------------------------------------------------------------------------------

    def put(self, table: str, number: int, row: Row) -> None:
        """Add a row to the result or put it in the place of the one of this number."""
        self.result[table][number] = {**row, "id": number}
        self.incoming.add((table, number))

    def set(self, table: str, number: int, **values: object) -> None:
        """Change some columns of a row of the result."""
        row = self.result[table][number]
        if any(row.get(name) != value for name, value in values.items()):
            self.put(table, number, {**row, **values})

    def next_number(self, table: str) -> int:
        """A number that no row of this table has or had."""
        number = self._next.get(table, 0) + 1
        self._next[table] = number
        return number

    _next: dict[str, int] = field(default_factory=dict)

    def begin_numbers(self, highest: Mapping[str, int]) -> None:
        """The highest number that there ever was, by table."""
        self._next = {table: max([highest.get(table, 0), *rows]) for table, rows in self.ours.items()}

    # ---- conflicts --------------------------------------------------------------------------------------------

    def decide(
        self, table: str, their_id: int, our_id: int, what: str, ours: str, theirs: str, *, frees: bool = False
    ) -> Keep:
        """What a person chose of two versions; noted as a conflict (for `frees` see there)."""
        key, where = f"{table}:{their_id}:{what}", self.called(table, our_id)
        conflict = Conflict(key, table, our_id, what, where, ours, theirs, frees)
        self.conflicts.append(conflict)
        chosen = self.choices.get(conflict.key, conflict.along_with(self.otherwise))
        if chosen is Keep.BOTH:
            self.noted.append(conflict)
        return chosen

    def note_needed(self, table: str, number: int, where: str) -> None:
        """Say that what was deleted on one side (“here”) stays, because something that only the other has needs it."""
        if table in _DELETED_BY_NAME:
            what = f"“{self.called(table, number)}” was deleted {where}"
            self.left_out.append(
                f"{what}, but something else still belongs to it, so it is kept. Delete it again if it is not needed."
            )

    def row_of_either(self, table: str, number: int) -> Row | None:
        """A row of the result, or of theirs."""
        return self.result[table].get(number) or self.theirs[table].get(number)

    def story_of(self, table: str, number: int) -> int | None:
        """The story that a row belongs to, if it belongs to one alone."""
        if table == STORY:
            return number
        row = self.row_of_either(table, number)
        if row is None:
            return None
        for column in ("story_id", "excerpt_id", "transcription_id"):
            if column in references(table) and isinstance(above := row[column], int):
                return self.story_of(references(table)[column][0], above)
        return None

    def called(self, table: str, number: int) -> str:
        """What a row is called, so that a person knows which is meant."""
        row = self.row_of_either(table, number) or {}
        named = next((str(row[name]) for name in ("title", "name", "alias", "text", "alt") if row.get(name)), "")
        story = self.story_of(table, number)
        if table == STORY or story is None:
            return named[:200]
        title = str((self.row_of_either(STORY, story) or {}).get("title", ""))
        return " · ".join(part[:200] for part in (title, named if table != "segment" else "") if part)

    def stretch_of(self, table: str, number: int) -> tuple[int, int]:
        """Where in its story a row is heard (ms); 0 where it is nowhere."""
        row = self.row_of_either(table, number) or {}
        if table == EXCERPT and (edges := edges_of(row)):
            return edges[0][0], edges[-1][1]
        return tuple(value if isinstance(value := row.get(name), int) else 0 for name in ("start_ms", "end_ms"))  # type: ignore[return-value]


def below(tables: Tables, cancel: CancelToken, *, also_without: bool = False) -> dict[Key, list[Key]]:
    """Which rows refer to a row and cannot be without it; with `also_without` those that can, too."""
    found: dict[Key, list[Key]] = {}
    for table in (one.name for one in merged_tables()):
        for other, column, null in referring_to(table):
            if null and not also_without:
                continue
            for number, row in cancel.each(tables[other].items()):
                if isinstance(target := row[column], int):
                    found.setdefault((table, target), []).append((other, number))
    return found


def known_numbers(rows: Iterable[Row]) -> Mapping[tuple[str, str, int], Known]:
    """What `merged_row` keeps, by copy, table and their number."""
    return {
        (str(row["copy_uid"]), str(row["table_name"]), _number(row["their_id"])): Known(
            _number(row["our_id"]), str(row["as_merged"])
        )
        for row in rows
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
