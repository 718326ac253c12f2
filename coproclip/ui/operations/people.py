"""People: what is known of them, in which stories they take part, and the project's own lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput, CoProClipError
from coproclip.export.people_file import save_people
from coproclip.new_files import read_plain
from coproclip.people import own_lists, participants, people
from coproclip.people.people_table import LARGEST, BroughtIn, bring_in
from coproclip.people.vault import has_vault
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind, Part
from coproclip.project.project import Edit
from coproclip.ui.chosen_values import entry_column, entry_words
from coproclip.ui.operations.long_edits import edit_while_shown
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.message import Message
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """A person as they were filled in: each text with what stood there before, the entries that held and that hold now.

    `parts` are as what they took part in stories (by number), and from now on; None: not, or not any more.
    """

    texts: Mapping[str, tuple[str, str]]
    at_first: Sequence[people.HoldingEntry]
    entries: Sequence[people.HoldingEntry]
    parts: Mapping[int, tuple[Part | None, Part | None]]

    def changes(self, person_id: int) -> list[TypedText]:
        """What is other than it was, entry by entry."""
        typed = [TypedText(TextOf.STORYTELLER, person_id, name, *both) for name, both in self.texts.items()]
        before, now = ({entry_column(one): one for one in each} for each in (self.at_first, self.entries))
        off = {"": tr("Operations", "not ticked")}
        for column in before | now:
            both = entry_words(before.get(column)), entry_words(now.get(column))
            typed.append(TypedText(TextOf.ENTRY, person_id, column, *both, words=off))
        none = {"": tr("Operations", "takes no part")}
        for story, parts in self.parts.items():
            was, is_now = (part.value if part is not None else "" for part in parts)
            typed.append(TypedText(TextOf.PART, person_id, str(story), was, is_now, words=none))
        return typed


def save_person(workspace: Workspace, person_id: int | None, details: PersonDetails, trouble: Trouble) -> int | None:
    """Keep what was filled in, as one step; who has no number yet is new. Their number; None after a trouble."""

    def _add(edit: Edit) -> int:
        texts = {name: text for name, (_, text) in details.texts.items()}
        number = people.add_person(edit, texts, details.entries)
        for story, (_, part) in details.parts.items():
            if part is not None:
                participants.take_part(edit, story, number, part)
        return number

    if person_id is None:
        name = details.texts["alias"][1].strip()
        done = tr("Operations", "{name} is added").format(name=name)
        made = workspace.edit(Operation.ADD_PERSON, _add, done=done, trouble=trouble)
        return None if made is None else made.value

    def _change() -> int:
        workspace.typed.keep_now(details.changes(person_id))
        return person_id

    kept: int | None = workspace.attempt(_change, trouble)
    return kept


def remove_person(workspace: Workspace, person_id: int, alias: str) -> bool:
    """Take somebody out who takes part in no story."""
    done = tr("Operations", "{name} is removed").format(name=alias)
    if has_vault(workspace.opened()):
        done = tr("Operations", "{name} is removed; what the vault has about them stays there").format(name=alias)
    gone = workspace.edit(Operation.REMOVE_PERSON, lambda edit: people.remove_person(edit, person_id), done=done)
    if gone is not None and gone.value:
        happened = tr("Operations", "A photo of {name} is out of the report, but its file is still in the project.")
        after = tr("Operations", "If nobody may have it, delete it in the project’s folder “images”.")
        workspace.show_banner(Message(happened.format(name=alias), next=after, key="photo left", kind="caution"))
    return gone is not None


def bring_in_people(workspace: Workspace, file: Path, encoding: str = "") -> BroughtIn | None:
    """Add and change who is in a table, in this encoding (empty: as it is most likely), while one can stop it.

    None if it was stopped, and after a trouble.
    """

    data: bytes | None = workspace.attempt(lambda: read_plain(file, LARGEST, "reading the table"))
    if data is None:
        return None
    title = tr("Operations", "Bringing in people")
    operation = Operation.BRING_IN_PEOPLE
    brought = edit_while_shown(
        workspace, title, operation, lambda edit, look: bring_in(edit, data, look, encoding=encoding)
    )
    return brought.value if brought is not None else None


def save_people_table(workspace: Workspace, file: Path, to_whom: str, trouble: Trouble, *, replace: bool) -> bool:
    """Write who takes part as a table for the team, and note to whom it goes; whether it was written.

    `replace`: a file that this program did not make may be there, and somebody said that it can go.
    """
    project = workspace.opened()

    def _save() -> bool:
        if not replace and file.exists():
            raise BadInput(f"“{file.name}” is there already.", "Nothing was written.", "Give another name.")
        notes = list[str]()
        save_people(project, file, replace=replace, to_whom=to_whom, tell=notes.append)
        workspace.show_toast(" ".join([tr("Operations", "Saved “{file}”").format(file=file.name), *notes]))
        return True

    return bool(workspace.attempt(_save, trouble))


def add_entry(workspace: Workspace, kind: ListKind, text: str, trouble: Trouble | None = None) -> bool:
    """Put an entry on one of the project's lists."""
    return _change_list(workspace, lambda edit: own_lists.find_or_add_entry(edit, kind, text), trouble)


def rename_entry(workspace: Workspace, kind: ListKind, before: str, text: str, trouble: Trouble | None = None) -> bool:
    """Call an entry something else, for everybody."""
    return _change_list(workspace, lambda edit: own_lists.rename_entry(edit, kind, before, text), trouble)


def remove_entry(workspace: Workspace, kind: ListKind, text: str, trouble: Trouble) -> bool:
    """Take an entry off its list, and off everybody."""
    return _change_list(workspace, lambda edit: own_lists.remove_entry(edit, kind, text), trouble)


def _change_list(workspace: Workspace, change: Callable[[Edit], object], trouble: Trouble | None) -> bool:
    return workspace.edit(Operation.CHANGE_LISTS, change, trouble=trouble) is not None
