"""Keeping the texts people type in fields: what somebody else wrote there meanwhile is never written over unseen."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from coproclip.errors import BadInput, ChangedElsewhere, ProjectBusy
from coproclip.excerpts.marking import change_excerpt
from coproclip.excerpts.meaning import MEANING, set_meaning
from coproclip.excerpts.playlists import change_item, change_playlist
from coproclip.people.about_project import change_partner
from coproclip.people.people import change_person
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation
from coproclip.project.project import Changes, Edit
from coproclip.project.rows import text_of
from coproclip.sensemaking.clusters import name_cluster
from coproclip.sensemaking.notes import change_note
from coproclip.transcript.edits import change_speaker
from coproclip.ui.both_texts import both_texts
from coproclip.ui.chosen_values import (
    IMAGE,
    SAYS,
    SIGNED,
    change_care_text,
    change_day,
    change_entry,
    change_in_the_room,
    change_kept,
    change_naming,
    change_part,
    change_project_text,
    change_section_text,
    change_sheet_text,
    change_theme_text,
    change_workshop_text,
    in_words,
    there_now,
)
from coproclip.ui.unwritten import Unwritten

if TYPE_CHECKING:
    from coproclip.ui.workspace import Workspace


class TextOf(StrEnum):
    """What has texts that people type in fields; the value names its table."""

    PROJECT = "project"
    STORY = "story"
    STORYTELLER = "storyteller"
    SPEAKER = "speaker"
    EXCERPT = "excerpt"
    THEME = "theme"
    PLAYLIST = "playlist"
    CARE_NOTE = "care_note"
    PARTNER = "partner"
    ENTRY = "person_entry"
    PART = "participant"
    CHECK_IN = "check_in"
    NAMING = "naming"
    SHEET = "list_entry"
    WORKSHOP = "workshop_session"
    IN_THE_ROOM = "attendee"
    GROUP = "cluster"
    SECTION = "report_section"
    KEPT = "report_kept"
    IN_PLAYLIST = "playlist_item"
    NOTE = "group_note"


def _change_excerpt(edit: Edit, excerpt_id: int, **texts: str) -> None:
    means = {column: texts.pop(column) for column in MEANING if column in texts}
    if means:
        set_meaning(edit, excerpt_id, **means)  # type: ignore[arg-type]
    change_excerpt(edit, excerpt_id, **texts)  # type: ignore[arg-type]


def _change_person(edit: Edit, person_id: int, **texts: str) -> None:
    change_person(edit, person_id, texts)


_CHANGES: Mapping[TextOf, tuple[Operation, Callable[..., object]]] = {
    TextOf.PROJECT: (Operation.CHANGE_PROJECT, change_project_text),
    TextOf.STORY: (Operation.CHANGE_STORY, change_story),
    TextOf.STORYTELLER: (Operation.CHANGE_PERSON, _change_person),
    TextOf.SPEAKER: (Operation.CHANGE_SPEAKER, change_speaker),
    TextOf.EXCERPT: (Operation.CHANGE_EXCERPT, _change_excerpt),
    TextOf.THEME: (Operation.CHANGE_THEME, change_theme_text),
    TextOf.PLAYLIST: (Operation.CHANGE_PLAYLIST, change_playlist),
    TextOf.CARE_NOTE: (Operation.NOTE_CARE, change_care_text),
    TextOf.PARTNER: (Operation.CHANGE_PROJECT, change_partner),
    TextOf.ENTRY: (Operation.CHANGE_PERSON, change_entry),
    TextOf.PART: (Operation.CHANGE_PERSON, change_part),
    TextOf.CHECK_IN: (Operation.CHANGE_CHECK_IN, change_day),
    TextOf.NAMING: (Operation.CHANGE_PERSON, change_naming),
    TextOf.SHEET: (Operation.CHANGE_SHEET, change_sheet_text),
    TextOf.WORKSHOP: (Operation.CHANGE_WORKSHOP, change_workshop_text),
    TextOf.IN_THE_ROOM: (Operation.CHANGE_PRESENT, change_in_the_room),
    TextOf.GROUP: (Operation.GROUP_CARDS, name_cluster),
    TextOf.SECTION: (Operation.WRITE_REPORT, change_section_text),
    TextOf.KEPT: (Operation.KEEP_FINDING, change_kept),
    TextOf.IN_PLAYLIST: (Operation.CHANGE_IN_PLAYLIST, change_item),
    TextOf.NOTE: (Operation.NOTE_THOUGHT, change_note),
}
"""How a text of each is changed; the function's parameters are called as the columns. Rows are those of the table, but
entries, parts and namings are by the number of the person, check-ins by that of the story, the sheet by that of the
project, reasons why something found stays by that of its section (`ui/chosen_values`)."""
_CALLED = {
    "access_needs": "access needs",
    "age_band": "age",
    "alias": "name to go by",
    "part": "part",
    "private_note": "private note",
    "question": "guiding question",
    "attribution": "name",
    "valence": "feeling",
    "feeling": "word for the feeling",
    "unused_reason": "reason why it is not used",
    "heading_kind": "kind of heading",
    "linking": "linking sentence",
    "own_title": "storyteller’s title",
    "own_feeling": "storyteller’s word for how it felt",
    "own_matters": "what matters most",
    "own_for_whom": "who should hear it",
    "care": "note before hearing",
    "bands": "list of quantity words",
    "named_as": "name of a partner",
    "formerly": "former name of a partner",
    "story_id": "story of a care note",
    "person_id": "person of a care note",
    "by": "name under a care note",
    "read_back": "page on what the group decided",
    "steps": "list of steps",
    "dots": "number of dots",
    "level": "way of taking part",
    "needs": "note on what helps somebody",
    "body": "text of a section of the report",
    "address": "web address",
}
_CALLED_BY_KIND = {
    TextOf.CARE_NOTE: "care note",
    TextOf.PARTNER: "name of a partner",
    TextOf.ENTRY: "entry of a person’s lists",
    TextOf.PART: "part in a story",
    TextOf.CHECK_IN: "day to ask how somebody is",
    TextOf.NAMING: "name in what leaves",
    TextOf.SHEET: "text of the sheet",
    TextOf.NOTE: "note of the group",
    TextOf.KEPT: "reason why something stays as it is",
}


@dataclass(frozen=True, slots=True)
class TypedText:
    """What a person made of one text of the project: what the field showed `before`, and the `text` now.

    `along` is written with it and only with it: whether a theme's new name is in their words. `words` says how what is
    chosen is called on the screen.
    """

    kind: TextOf
    row: int
    column: str
    before: str
    text: str
    along: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether the person changed anything."""
        return self.text.strip() != self.before.strip()

    @property
    def called(self) -> str:
        """What kind of text it is."""
        for begins, words in ((IMAGE, "description of an image"), (SAYS, "quote"), (SIGNED, "signature of a quote")):
            if self.column.startswith(begins):
                return words
        return _CALLED.get(self.column) or _CALLED_BY_KIND.get(self.kind) or self.column

    @property
    def key(self) -> str:
        """Names the text, also as the key of the message about it."""
        return f"refused:{self.kind}:{self.row}:{self.column}"


STILL_THERE = "It still stands in its field."

Refused = tuple[TypedText, ChangedElsewhere]
"""A text as it would be written over what is there now, and both for the screen."""


def write(edit: Edit, texts: Iterable[TypedText]) -> list[Refused]:
    """Write what a person changed; returns, unwritten, what somebody else has changed or removed meanwhile."""
    refused: list[Refused] = []
    for one in texts:
        if not one.changed:
            continue
        there = there_now(edit, one.kind, one.row, one.column)
        if there is None or there.strip() not in (one.before.strip(), one.text.strip()):
            mine, theirs = (
                None if text is None else one.words.get(text) or in_words(edit, one.column, text)
                for text in (one.text, there)
            )
            error = ChangedElsewhere(mine or "", theirs, one.called)
            refused.append((replace(one, before=there or ""), error))
        else:
            _CHANGES[one.kind][1](edit, one.row, **{one.column: one.text, **one.along})
    return refused


class TypedTexts(QObject):
    """Keeps typed texts of the open project, and asks which one stays where two people wrote."""

    refused = Signal(object)
    """A `Refused`, from whichever thread wrote."""

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._lock = threading.RLock()
        """Around all that follows: it is typed on the window's thread and written on another."""
        self._waiting = Unwritten()
        self._not_taken = Unwritten()
        """What the project refuses however often it is tried: it stays in its field until it is put right."""
        self._refused: dict[str, Refused] = {}
        self.refused.connect(self._ask)

    def keep(self, texts: Sequence[TypedText]) -> bool:
        """Keep what was typed in fields of one row; typing on is one step. False if it is not kept, which was said.

        What the disk refused is tried again; what the project refuses stays in its field. Both are put beside the
        project when that is closed before they are kept.
        """
        changed = [text for text in texts if text.changed]
        if not changed:
            return True
        project, waiting, not_taken = self._workspace.opened(), self._waiting, self._not_taken
        kind, row = changed[0].kind, changed[0].row
        with self._lock:
            for one in changed:
                if (earlier := not_taken.get(kind, row, one.column)) is not None:
                    not_taken.settle(earlier)
                waiting.add(one, earlier)
        asked: list[Refused] = []
        wrong: list[BadInput] = []

        def _write(now: Sequence[TypedText]) -> None:
            with project.edit(_CHANGES[kind][0], merge=f"{kind}:{row}") as edit:
                found = {refused[0].column: refused for refused in write(edit, now)}
            with self._lock:
                for one in now:
                    last = waiting.settle(one, written=one.column not in found)
                    if last and one.column in found and waiting is self._waiting:
                        asked.append(found[one.column])
                        self._note([found[one.column]])

        def _write_apart(now: Sequence[TypedText]) -> None:
            # One that cannot be is no reason to lose the others; trying it again would not help.
            for one in now:
                try:
                    _write([one])
                except BadInput as error:
                    with self._lock:
                        if waiting.settle(one):
                            not_taken.add(one)
                            happened = f"The {one.called} was not kept. {error.happened}"
                            wrong.append(BadInput(happened, STILL_THERE, error.next))

        def _save() -> None:
            wrong.clear()
            with self._lock:  # what is typed from here on is for the next time
                now = waiting.of(kind, row)
            try:
                _write(now)
            except BadInput:
                _write_apart(now)
            if wrong and waiting is self._waiting:
                raise wrong[0]

        self._workspace.saving.put(f"{kind}:{row}", _save)
        self._workspace.saving.wait()
        return not (waiting.of(kind, row) or asked or wrong)

    def keep_now(
        self, texts: Sequence[TypedText], also: Callable[[Edit], Sequence[Refused] | None] | None = None
    ) -> bool:
        """As `keep` for a dialog, in one step with what else it changes; raises what speaks against it.

        False where somebody else had changed one of them meanwhile: then it is asked which one stays. What was typed
        there before and still waits for the disk is written with it, or this one waits too (`ProjectBusy`).
        """
        if self._earlier(texts) and not self._workspace.saving.wait() and self._workspace.saving.busy:
            raise ProjectBusy(*self._workspace.not_saved.still_saving())
        earlier = self._earlier(texts)
        texts = [replace(one, before=earlier[one.key].before) if one.key in earlier else one for one in texts]
        with self._workspace.opened().edit(_CHANGES[texts[0].kind][0]) as edit:
            refused = write(edit, texts)
            refused += (also(edit) if also is not None else None) or ()
        with self._lock:
            for one in earlier.values():
                self._waiting.settle(one)
            self._note(refused)
        return not refused

    def _earlier(self, texts: Iterable[TypedText]) -> dict[str, TypedText]:
        with self._lock:
            found = {one.key: self._waiting.get(one.kind, one.row, one.column) for one in texts}
        return {key: one for key, one in found.items() if one is not None}

    def now(self, kind: TextOf, row: int, column: str) -> str:
        """What a field should show at this moment, whatever else is still being read."""
        mine = self._typed(kind, row, column)  # first: what is written by then is read below
        return mine.text if mine is not None else self._workspace.read(text_of, kind, row, column) or ""

    def latest(self, kind: TextOf, row: int, column: str, text: str) -> str:
        """What a field should show for the `text` of the project: what was typed there and is not written."""
        mine = self._typed(kind, row, column)
        return text if mine is None else mine.text

    def _typed(self, kind: TextOf, row: int, column: str) -> TypedText | None:
        with self._lock:
            return self._waiting.get(kind, row, column) or self._not_taken.get(kind, row, column)

    def unsaved(self) -> list[str]:
        """What was typed and is not in the project."""
        with self._lock:
            refused = [error.mine for _one, error in self._refused.values()]
            return [*self._waiting.words(), *self._not_taken.words(), *refused]

    def forget(self) -> None:
        """The project is closed."""
        with self._lock:
            self._waiting, self._not_taken = Unwritten(), Unwritten()
        for key in list(self._refused):
            self._settle(key)

    # ---- what somebody else changed ---------------------------------------------------------------------------

    def _note(self, refused: Iterable[Refused]) -> None:
        for one in refused:
            key, again = one[0].key, 1
            # What was typed there before, and is not answered yet, is asked about beside it.
            while key in self._refused and self._refused[key][1].mine != one[1].mine:
                again += 1
                key = f"{one[0].key}:{again}"
            self._refused[key] = one
            self.refused.emit(one)

    def _ask(self, refused: Refused) -> None:
        one, error = refused
        key = next((key for key, waits in self._refused.items() if waits is refused), None)
        if key is None:
            return
        # The fields show what is in the project; what was typed is in the message.
        self._workspace.changed.emit(Changes("elsewhere", {one.kind.value: {one.row}}, "elsewhere"))
        keep, settle = partial(self._keep_mine, key, one), partial(self._settle, key)
        self._workspace.show_banner(both_texts(error, key, keep, settle))

    def _keep_mine(self, key: str, one: TypedText) -> None:
        self._settle(key)
        self.keep([one])

    def _settle(self, key: str) -> None:
        self._refused.pop(key, None)
        self._workspace.banner_over.emit(key)
