"""The bytes of files as one number each (SHA-256), and whether a file is one that we made."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from coproclip.project.storage.places import is_plain_file

_BLOCK = 1 << 20


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def has_bytes(path: Path, hashes: Collection[str]) -> bool:
    """Whether there is a plain file at `path` whose SHA-256 is one of `hashes`; False where it cannot be read."""
    try:
        return bool(hashes) and is_plain_file(path) and sha256(path) in hashes
    except OSError:
        return False


class Digests:
    """The SHA-256 of files, each read once for all names by which it is asked for, as long as it stays as it is."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], str] = {}

    def has_bytes(self, path: Path, hashes: Collection[str], sizes: Collection[int] = ()) -> bool:
        """As `has_bytes`, and of no other length than one of `sizes`, where those of all `hashes` are known."""
        try:
            if not hashes or not is_plain_file(path):
                return False
            about = path.lstat()
            if len(sizes) >= len(hashes) and about.st_size not in sizes:
                return False
            which = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
            if not about.st_ino:
                return sha256(path) in hashes
            if which not in self._known:
                self._known[which] = sha256(path)
            return self._known[which] in hashes
        except OSError:
            return False
