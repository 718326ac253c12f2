"""A file that only a passphrase opens, with a copy beside it: written whole or not at all.

Whoever has the file and no passphrase learns its length and nothing else; nobody can open it for those who forgot
theirs. The key is made of the passphrase slowly (scrypt), so that trying many takes years; the content is sealed with
AES-256-GCM, so that a changed byte is noticed. Where the file and its copy are both whole and differ (something outside
put one of them back), neither is written over before it lies under a name of its own.
"""

import hashlib
import os
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from coproclip.errors import BadInput, NotFound, ProjectBusy, ProjectDamaged, ProjectTooNew, storage_error
from coproclip.new_files import write_whole
from coproclip.project.storage.places import is_plain_file, refuse_links

SHORTEST_PASSPHRASE = 12
_KIND = b"coproclip vault "
_HEAD = _KIND + b"1\n"
_SALT, _NONCE, _SUM = 16, 12, 32
_WRITTEN = 6
"""So many bytes of the nonce say when it was written (ms since 1970); the rest is random. Once all of it was."""
_EARLIEST_MS, _DAY_MS = 1_577_836_800_000, 86_400_000
_COST = 1 << 16
_LARGEST = 16 << 20
_FORGOTTEN = "A forgotten passphrase cannot be helped: nobody can open the file without it."


class SealedFile:
    """The file at `path` and its copy, `path` and `.copy`. `mended` once it was damaged and the copy took its place."""

    def __init__(self, path: Path) -> None:
        self.path, self.copy = path, path.with_name(f"{path.name}.copy")
        self.mended = False
        self._key, self._salt, self._seen = b"", b"", b""
        self._known: set[bytes] = set()
        """The sums of the files whose content was read or written here: only these may be written over."""

    @property
    def others(self) -> list[Path]:
        """Other whole versions, which lay in its place or in that of its copy and are kept under names of their own."""
        begin = f"{self.path.name}.other "
        with suppress(OSError):
            return sorted(p for p in self.path.parent.iterdir() if p.name.startswith(begin) and is_plain_file(p))
        return []

    @property
    def is_there(self) -> bool:
        """Whether there is anything to open, whole or not."""
        return os.path.lexists(self.path) or os.path.lexists(self.copy)

    @property
    def is_open(self) -> bool:
        """Whether the passphrase was said, and the file not closed since."""
        return bool(self._key)

    def create(self, passphrase: str) -> None:
        """Begin it, empty. Raises `BadInput` where it is there already and for a short passphrase, `StorageError`."""
        if self.is_there:
            raise BadInput("There is a vault already.", "Nothing was changed.", "Open it with its passphrase.")
        self._seal(passphrase, b"")

    def open(self, passphrase: str) -> bytes:
        """What is in it. Raises `NotFound`, `BadInput` for another passphrase, `ProjectDamaged`, `ProjectTooNew`."""
        whole, copy = self._read(self.path), self._read(self.copy)
        if not (whole or copy):
            if self.is_there:
                raise ProjectDamaged(
                    "The vault is damaged, and so is its copy.",
                    "Everything else in the project is as it was.",
                    f"Put “{self.path.name}” back from your own backup of the project’s folder, if there is one.",
                )
            raise NotFound("This project has no vault yet.", "Nothing was changed.")
        opened = [one for file in dict.fromkeys([whole, copy]) if file and (one := _Opened.of(file, passphrase))]
        if not opened:
            raise BadInput(
                "That is not the passphrase of this vault.", "Nothing was changed, and nothing is lost.", _FORGOTTEN
            )
        used = max(opened, key=lambda one: one.written_ms)  # of two from before that was noted, the file itself
        self._key, self._salt = used.key, used.salt
        self._seen, self._known = whole or copy, {used.file[-_SUM:]}
        self.mended = not whole
        # What only one of the two files says is made good while somebody is here who can open them.
        with suppress(OSError):
            self._level(used.file)
        return used.content

    def _level(self, used: bytes) -> None:
        """Let the file and its copy be `used`; another whole one is first kept under a name of its own."""
        for path in (self.path, self.copy):
            there = self._read(path)
            self._keep_other(there)
            if there != used:
                write_whole(path, used)
            if path == self.path:
                self._seen = used

    def _keep_other(self, whole: bytes) -> None:
        if not whole or whole[-_SUM:] in self._known:
            return
        # Whatever else lies there under such a name may be of any size: only what can be the same is read.
        if any(one.stat().st_size == len(whole) and one.read_bytes() == whole for one in self.others):
            return
        name = f"{self.path.name}.other {time.strftime('%Y-%m-%d %H.%M.%S')}"
        place, number = self.path.with_name(name), 2
        while os.path.lexists(place):
            place, number = self.path.with_name(f"{name} ({number})"), number + 1
        write_whole(place, whole)

    def write(self, content: bytes) -> None:
        """Let this be in it, and in its copy. Raises `BadInput` while it is closed, `ProjectBusy`, `StorageError`."""
        self._refuse_closed()
        # What nobody here has read is never written over.
        found = self._read(self.path) or self._read(self.copy)
        if found != self._seen or (not found and self.is_there):
            raise ProjectBusy(
                "The vault was changed by another window or program meanwhile.",
                "Nothing was changed.",
                "Lock it, open it again and look.",
            )
        copy = self._read(self.copy)
        now_ms = max(time.time_ns() // 1_000_000, _written_ms(found) + 1, _written_ms(copy) + 1)
        begin, nonce = _HEAD + self._salt, now_ms.to_bytes(_WRITTEN, "big") + os.urandom(_NONCE - _WRITTEN)
        whole = begin + nonce + AESGCM(self._key).encrypt(nonce, content, begin)
        whole += hashlib.sha256(whole).digest()
        try:
            for there in (found, copy):  # one of them was put there while this was open, or could not be kept then
                self._keep_other(there)
            self._known.add(whole[-_SUM:])
            write_whole(self.path, whole)
            self._seen = whole
            write_whole(self.copy, whole)
        except OSError as error:
            raise storage_error(error, "writing the vault") from error

    def change_passphrase(self, passphrase: str, content: bytes) -> None:
        """Seal `content` with another passphrase; the one before opens nothing any more, not even the copy.

        Raises `BadInput` while it is closed, and what `write` raises.
        """
        self._refuse_closed()
        self._seal(passphrase, content)

    def _refuse_closed(self) -> None:
        if not self._key:
            raise BadInput("The vault is locked.", "Nothing was changed.", "Open it with its passphrase.")

    def _seal(self, passphrase: str, content: bytes) -> None:
        refuse_weak(passphrase)
        refuse_links(self.path.parent, self.path.name, self.copy.name)
        before = self._key, self._salt
        self._salt = os.urandom(_SALT)
        self._key = _key_of(passphrase, self._salt)
        try:
            self.write(content)
        except BaseException:
            if not self._seen or self._seen[len(_HEAD) :][:_SALT] != self._salt:
                self._key, self._salt = before
            raise

    def close(self) -> None:
        """Forget the key."""
        self._key, self._salt, self._seen, self._known = b"", b"", b"", set()

    def _read(self, path: Path) -> bytes:
        """The whole file at `path`, or nothing where it is missing or damaged."""
        refuse_links(path.parent, path.name)
        try:
            with path.open("rb") as file:
                found = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise storage_error(error, "opening the vault") from error
        is_whole = (
            len(_HEAD) + _SALT + _NONCE + _SUM < len(found) <= _LARGEST
            and found.startswith(_KIND)
            and hashlib.sha256(found[:-_SUM]).digest() == found[-_SUM:]
        )
        if is_whole and not found.startswith(_HEAD):
            raise ProjectTooNew(
                "This vault was made with a newer CoProClip.", "Nothing was changed.", "Open it with that version."
            )
        return found if is_whole else b""


@dataclass(frozen=True, slots=True, repr=False)
class _Opened:
    """A whole file, with what opens it and what is in it."""

    file: bytes
    key: bytes
    salt: bytes
    content: bytes

    @classmethod
    def of(cls, file: bytes, passphrase: str) -> "_Opened | None":
        begin, behind = file[: len(_HEAD) + _SALT], file[len(_HEAD) + _SALT : -_SUM]
        key = _key_of(passphrase, begin[len(_HEAD) :])
        try:
            content = AESGCM(key).decrypt(behind[:_NONCE], behind[_NONCE:], begin)
        except InvalidTag:
            return None
        return cls(file, key, begin[len(_HEAD) :], content)

    @property
    def written_ms(self) -> int:
        return _written_ms(self.file)


def _written_ms(file: bytes) -> int:
    """When a whole file was written (ms since 1970), 0 where that was not noted yet."""
    said = int.from_bytes(file[len(_HEAD) + _SALT :][:_WRITTEN], "big")
    return said if _EARLIEST_MS < said < time.time_ns() // 1_000_000 + _DAY_MS else 0


def refuse_weak(passphrase: str) -> None:
    """Raise `BadInput` for a passphrase that is too short to keep anybody out."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise BadInput(
            f"A passphrase needs at least {SHORTEST_PASSPHRASE} letters or signs.",
            "Nothing was changed.",
            "Four words that have nothing to do with each other are easy to remember and hard to guess.",
        )


def _key_of(passphrase: str, salt: bytes) -> bytes:
    said = unicodedata.normalize("NFKC", passphrase.strip()).encode("utf-8", "replace")
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(said)
