"""The vault: what people are really called and how to reach them, in a file of its own that a passphrase opens.

Nothing of it is ever in the database, and so in no search, undo, backup, log or export. It is opened while somebody
needs it and locked again; `SealedFile` says what the file is worth to others.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import count
from types import MappingProxyType

from sqlalchemy import select

from coproclip.errors import BadInput, NotFound, ProjectBusy, ProjectDamaged
from coproclip.people.sealed_file import SealedFile
from coproclip.project.columns import LARGEST_ID
from coproclip.project.project import Project
from coproclip.project.schema import Person
from coproclip.project.storage.places import VAULT

VAULT_FILE = VAULT
_LONGEST = 10_000
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Who somebody really is, and how to reach them. It does not show itself in any text made of it."""

    real_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class _Entry:
    """Whose contact it is: their number, and when they were added (empty where that was not noted).

    After a backup was restored somebody new may have the number.
    """

    number: int
    since: str
    contact: Contact


CONTACT_FIELDS: Mapping[str, str] = MappingProxyType(
    {"real_name": "Real name", "phone": "Phone", "email": "E-mail", "address": "Address", "note": "Note"}
)
"""What is kept of each person, and what it is called."""
LONG_FIELDS = frozenset({"address", "note"})
"""What may have several lines."""


def has_vault(project: Project) -> bool:
    """Whether the project has a vault, whole or damaged."""
    return SealedFile(project.folder / VAULT_FILE).is_there


class Vault:
    """The vault of a project while it is open. `lock` forgets everything; after it only `BadInput` comes."""

    def __init__(self, project: Project, file: SealedFile, entries: dict[int, _Entry]) -> None:
        self._project, self._file, self._entries = project, file, entries

    @classmethod
    def create(cls, project: Project, passphrase: str) -> "Vault":
        """A new one, empty. Raises `BadInput` where there is one and for a short passphrase, `StorageError`."""
        project.guard.may_write()
        file = SealedFile(project.folder / VAULT_FILE)
        file.create(passphrase)
        return cls(project, file, {})

    @classmethod
    def open(cls, project: Project, passphrase: str) -> "Vault":
        """The one that is there. Raises `NotFound`, `BadInput` for a wrong passphrase, `ProjectDamaged`."""
        file = SealedFile(project.folder / VAULT_FILE)
        return cls(project, file, _by_person(_entries_in(file.open(passphrase)), _added(project)))

    @property
    def people(self) -> Mapping[int, Contact]:
        """What is kept, by the number of the person; of who is no longer in the project by one that nobody has."""
        return MappingProxyType({who: entry.contact for who, entry in self._entries.items()})

    @property
    def is_open(self) -> bool:
        """Whether it was not locked yet."""
        return self._file.is_open

    @property
    def was_mended(self) -> bool:
        """Whether the file was damaged and its copy was taken."""
        return self._file.mended

    @property
    def other_versions(self) -> tuple[str, ...]:
        """Names of the files with other versions, which something outside put in the place of one that is kept."""
        return tuple(path.name for path in self._file.others)

    def set(self, person_id: int, changes: Mapping[str, str]) -> None:
        """Change what is kept of a person, by the names of `CONTACT_FIELDS`; with nothing left the entry goes.

        Raises `BadInput`, and `ProjectBusy` where the number is somebody else’s by now.
        """
        if wrong := set(changes) - set(CONTACT_FIELDS):
            raise BadInput(f"The vault keeps no “{min(wrong)}”.", "Nothing was changed.")
        if any(len(text) > _LONGEST for text in changes.values()):
            raise BadInput("That is too long for the vault.", "Nothing was changed.", "Shorten it.")
        since = _added(self._project).get(person_id, "")
        entry = self._entries.get(person_id) or _Entry(person_id, since, Contact())
        if since and since != entry.since:
            raise ProjectBusy(
                "The people of this project were changed meanwhile.", "Nothing was changed.", "Open the vault again."
            )
        now = replace(entry.contact, **{name: text.strip() for name, text in changes.items()})
        self._keep({**self._entries, person_id: replace(entry, contact=now)})

    def remove(self, people: Collection[int]) -> None:
        """Delete what is kept of these, for good: from the file and from its copy. Raises `NotFound`."""
        if not self._entries.keys() >= set(people):
            raise NotFound("The vault holds nothing about this person.", "Nothing was changed.")
        self._keep({who: entry for who, entry in self._entries.items() if who not in people})

    def change_passphrase(self, passphrase: str) -> None:
        """Let another passphrase open it from now on, and the one before nothing any more. `BadInput` once locked."""
        self._project.guard.may_write()
        self._file.change_passphrase(passphrase, _content(self._entries))

    def lock(self) -> None:
        """Forget what is in it, and the key."""
        self._entries = {}
        self._file.close()

    def _keep(self, entries: Mapping[int, _Entry]) -> None:
        self._project.guard.may_write()
        kept = {who: entry for who, entry in entries.items() if entry.contact != Contact()}
        self._file.write(_content(kept))
        self._entries = kept


def known_names(vault: Vault) -> tuple[str, ...]:
    """The real names, whole and then word for word: what counts as a name where people who are mentioned are found."""
    whole = [contact.real_name for contact in vault.people.values() if contact.real_name]
    parts = [part for name in whole for part in name.split() if sum(map(str.isalpha, part)) >= _SHORTEST_NAME]
    return tuple(dict.fromkeys([*whole, *parts]))


def names_within(names: Collection[str], text: str) -> list[str]:
    """Which of `names` stand in `text`, the longest first: in any letters if of several words, else as it is written.

    A single word may be a word like any other (“May”): it counts as a name only where it is written as one.
    """
    found: list[str] = []
    for name in sorted(names, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, name.split()))
        if any(name in longer for longer in found) or not words:
            continue
        if re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE if " " in name else re.NOFLAG):
            found.append(name)
    return found


def _added(project: Project) -> dict[int, str]:
    """When each person of the project was added to it."""
    with project.read() as session:
        return {who: since for who, since in session.execute(select(Person.id, Person.created_at))}


def _by_person(entries: Sequence[_Entry], added: Mapping[int, str]) -> dict[int, _Entry]:
    """Each under the number of whose it is; what was of somebody else of that number under one that nobody has."""

    def _is_theirs(entry: _Entry) -> bool:
        return entry.number in added and entry.since in ("", added[entry.number])

    placed: dict[int, _Entry] = {}
    free = count(max([0, *added, *(one.number for one in entries)]) + 1)
    for entry in sorted(entries, key=lambda one: (not _is_theirs(one), not one.since)):
        who = entry.number
        if who in placed or (who in added and not _is_theirs(entry)):
            who = next(free)
        placed[who] = replace(entry, since=entry.since or added.get(who, ""))
    return placed


def _content(entries: Mapping[int, _Entry]) -> bytes:
    kept = {who: {**asdict(one.contact), "number": one.number, "since": one.since} for who, one in entries.items()}
    return json.dumps(kept, ensure_ascii=False).encode()


def _entries_in(content: bytes) -> list[_Entry]:
    try:
        found = json.loads(content or b"{}")
        json.dumps(found, ensure_ascii=False).encode()  # half a character is none
        names = {one.name for one in fields(Contact)}
        entries = [
            _Entry(
                int(said.get("number", who)),
                str(said.get("since", "")),
                Contact(**{name: str(text) for name, text in said.items() if name in names}),
            )
            for who, said in found.items()
        ]
        if any(not 0 < one.number < LARGEST_ID for one in entries):
            raise ValueError("no number of a person")
    except (ValueError, AttributeError, TypeError, OverflowError, RecursionError):
        raise ProjectDamaged(
            "What is in the vault makes no sense.", "Nothing was changed.", "Open it with the program that wrote it."
        ) from None
    return entries
