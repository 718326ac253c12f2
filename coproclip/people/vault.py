"""The vault: what people are really called and how to reach them, in a file of its own that a passphrase opens.

Nothing of it is ever in the database, and so in no search, undo, backup, log or export. It is opened while somebody
needs it and locked again; `SealedFile` says what the file is worth to others.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType

from coproclip.errors import BadInput, NotFound, ProjectDamaged
from coproclip.people.sealed_file import SealedFile
from coproclip.project.project import Project

VAULT_FILE = "people.vault"
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

    def __init__(self, project: Project, file: SealedFile, people: dict[int, Contact]) -> None:
        self._project, self._file, self._people = project, file, people

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
        return cls(project, file, _people_in(file.open(passphrase)))

    @property
    def people(self) -> Mapping[int, Contact]:
        """What is kept, by the number of the person."""
        return MappingProxyType(self._people)

    @property
    def is_open(self) -> bool:
        """Whether it was not locked yet."""
        return self._file.is_open

    @property
    def was_mended(self) -> bool:
        """Whether the file was damaged and its copy was taken."""
        return self._file.mended

    def set(self, person_id: int, changes: Mapping[str, str]) -> None:
        """Change what is kept of a person, by the names of `CONTACT_FIELDS`; with nothing left the entry goes."""
        if wrong := set(changes) - set(CONTACT_FIELDS):
            raise BadInput(f"The vault keeps no “{min(wrong)}”.", "Nothing was changed.")
        if any(len(text) > _LONGEST for text in changes.values()):
            raise BadInput("That is too long for the vault.", "Nothing was changed.", "Shorten it.")
        now = replace(self._people.get(person_id, Contact()), **{name: text.strip() for name, text in changes.items()})
        self._keep({**self._people, person_id: now})

    def remove(self, people: Collection[int]) -> None:
        """Delete what is kept of these, for good: from the file and from its copy. Raises `NotFound`."""
        if not self._people.keys() >= set(people):
            raise NotFound("The vault holds nothing about this person.", "Nothing was changed.")
        self._keep({who: contact for who, contact in self._people.items() if who not in people})

    def change_passphrase(self, passphrase: str) -> None:
        """Let another passphrase open it from now on, and the one before nothing any more. `BadInput` once locked."""
        self._project.guard.may_write()
        self._file.change_passphrase(passphrase, _content(self._people))

    def lock(self) -> None:
        """Forget what is in it, and the key."""
        self._people = {}
        self._file.close()

    def _keep(self, people: Mapping[int, Contact]) -> None:
        self._project.guard.may_write()
        kept = {who: contact for who, contact in people.items() if contact != Contact()}
        self._file.write(_content(kept))
        self._people = kept


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


def _content(people: Mapping[int, Contact]) -> bytes:
    return json.dumps({str(who): asdict(contact) for who, contact in people.items()}, ensure_ascii=False).encode()


def _people_in(content: bytes) -> dict[int, Contact]:
    try:
        found = json.loads(content or b"{}")
        names = {one.name for one in fields(Contact)}
        return {
            int(who): Contact(**{name: str(text) for name, text in said.items() if name in names})
            for who, said in found.items()
        }
    except (ValueError, AttributeError, TypeError):
        raise ProjectDamaged(
            "What is in the vault makes no sense.", "Nothing was changed.", "Open it with the program that wrote it."
        ) from None
