"""Whether `model.bin` can be what it says: every size in it is compared with the file before anything is read from it.

The engine allocates what the file declares. “A file that declares more than it holds, or other than it holds, is never
handed to it.” Reading its table takes milliseconds, whatever the size of the weights.
"""

import os
import struct
from math import prod
from typing import IO

# As CTranslate2 numbers the types of its variables: bytes an item.
_ITEM_BYTES = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}
_VERSIONS = range(4, 7)
_MOST_VARIABLES, _MOST_DIMENSIONS, _LONGEST_NAME = 20_000, 8, 512
_ENGINE = b"Whisper"
# What every Whisper has, whatever its size: without its words nothing can be written.
_NEEDED = b"decoder/embeddings/weight"
LARGEST = 16 << 30


def whole_weights(file: IO[bytes]) -> bool:
    """Whether the weights in a CTranslate2 file are those of a Whisper and reach exactly to its end.

    Version, name, revision; for each variable: name, shape, type, size in bytes, data; then pairs of other names.
    """
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        return end <= LARGEST and _Reader(file, end).whole()
    except (struct.error, ValueError):
        return False


class _Reader:
    def __init__(self, file: IO[bytes], end: int) -> None:
        self._file, self._end = file, end

    def whole(self) -> bool:
        """Raises `ValueError` or `struct.error` where it is not."""
        if self._number("I") not in _VERSIONS or _ENGINE not in self._name():
            return False
        self._number("I")
        names = [self._variable() for _ in range(self._count())]
        for _ in range(self._count()):
            names.append(self._name())
            self._name()
        return _NEEDED in names and self._file.tell() == self._end

    def _number(self, kind: str) -> int:
        value: int = struct.unpack(f"<{kind}", self._file.read(struct.calcsize(kind)))[0]
        return value

    def _count(self) -> int:
        count = self._number("I")
        if count > _MOST_VARIABLES:
            raise ValueError("too many variables")
        return count

    def _name(self) -> bytes:
        length = self._number("H")
        if not 0 < length <= _LONGEST_NAME:
            raise ValueError("no name")
        name = self._file.read(length)
        if len(name) < length:
            raise ValueError("the file ends within a name")
        return name.rstrip(b"\0")

    def _variable(self) -> bytes:
        name, rank = self._name(), self._number("B")
        if rank > _MOST_DIMENSIONS:
            raise ValueError("too many dimensions")
        shape = [self._number("I") for _ in range(rank)]
        kind, size = self._number("B"), self._number("I")
        if prod(shape) * _ITEM_BYTES.get(kind, -1) != size or self._file.tell() + size > self._end:
            raise ValueError("its size is not that of its shape")
        self._file.seek(size, os.SEEK_CUR)
        return name
