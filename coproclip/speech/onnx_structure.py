"""Whether an ONNX file can be the model it should be, told from its bytes alone, before any library loads it.

An ONNX file is a program. “One that reads other files, runs in circles, or declares more than it holds is refused.”
What is left is loaded in a process of its own all the same, within limits of time and memory.
"""

import mmap
from collections.abc import Iterator
from itertools import islice
from math import prod
from pathlib import Path

DATA = ".data"
"""What is added to the name of a model whose numbers lie in a file beside it."""
_MOST_FIELDS, _DEEPEST, _MOST_DIMENSIONS = 1_000_000, 6, 16
_MOST_ITEMS = 1 << 28
# The models used here are straight lines from the sound to what is made of it; others may never come to an end.
_CIRCLES = frozenset({b"Loop", b"Scan", b"SequenceMap"})
_ITEM_BYTES = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2}
_LONGEST_PLACE = 512

Field = tuple[int, int | memoryview]


def is_sound_onnx(path: Path, largest: int, data: Path | None = None) -> bool:
    """Whether the file at `path` is an ONNX model of at most `largest` bytes that may be loaded.

    `data` is the only other file that its numbers may lie in, as far as that reaches. Raises nothing.
    """
    try:
        if not (path.is_file() and 0 < path.stat().st_size <= largest):
            return False
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            with memoryview(mapped) as whole:
                _look_through(whole, data)
            return True
    except (ValueError, IndexError, OverflowError, OSError, MemoryError, BufferError):
        return False


def _look_through(whole: memoryview, data: Path | None) -> None:
    """Raises `ValueError` without leaving a hold on the file's memory, as a traceback of the parts of it would."""
    try:
        _Model(data).look(whole)
    except (ValueError, IndexError, OverflowError, MemoryError):
        refused = True
    else:
        refused = False
    if refused:
        raise ValueError("not to be loaded")


class _Model:
    """Goes through the messages of one file; `ValueError` for what must not be there."""

    def __init__(self, data: Path | None) -> None:
        self._left = _MOST_FIELDS
        self._data = data.name.encode() if data is not None else b""
        self._data_size = data.stat().st_size if data is not None and data.is_file() else 0

    def look(self, model: memoryview) -> None:
        graphs = 0
        for number, value in self._fields(model):
            if number == 7:
                graphs += 1
                self._graph(_part(value), 0)
            elif number == 25:  # functions of its own
                raise ValueError("functions")
        if graphs != 1:
            raise ValueError("no graph")

    def _graph(self, graph: memoryview, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        for number, value in self._fields(graph):
            if number == 1:
                self._node(_part(value), depth)
            elif number == 5:
                self._check_tensor(_part(value))
            elif number == 15:  # sparse values
                for inner, tensor in self._fields(_part(value)):
                    if inner in (1, 2):
                        self._check_tensor(_part(tensor))

    def _node(self, node: memoryview, depth: int) -> None:
        for number, value in self._fields(node):
            if number == 4 and bytes(_part(value)) in _CIRCLES:
                raise ValueError("runs in circles")
            if number == 5:
                for kind, inner in self._fields(_part(value)):
                    if kind in (5, 10):
                        self._check_tensor(_part(inner))
                    elif kind in (6, 11):
                        self._graph(_part(inner), depth + 1)

    def _check_tensor(self, tensor: memoryview) -> None:
        """Its bytes are in this file or the one beside it, and as many as its shape says."""
        shape: list[int] = []
        place: dict[bytes, bytes] = {}
        kind, raw, elsewhere = 0, -1, False
        for number, value in self._fields(tensor):
            if number == 1:
                shape += [value] if isinstance(value, int) else islice(_numbers(value), _MOST_DIMENSIONS + 1)
                if len(shape) > _MOST_DIMENSIONS:
                    raise ValueError("too many dimensions")
            elif number == 2 and isinstance(value, int):
                kind = value
            elif number == 9:
                raw = len(_part(value))
            elif number == 13:
                elsewhere = True
                place |= self._entry(_part(value))
            elif number == 14 and value:
                elsewhere = True
        if any(not 0 <= one <= _MOST_ITEMS for one in shape) or prod(shape) > _MOST_ITEMS:
            raise ValueError("too large")
        if elsewhere:
            self._check_place(place, prod(shape) * _ITEM_BYTES.get(kind, -1))
            return
        if raw >= 0 and kind in _ITEM_BYTES and raw != prod(shape) * _ITEM_BYTES[kind]:
            raise ValueError("its size is not that of its shape")
        if raw < 0 and prod(shape) > len(tensor):
            raise ValueError("fewer values than its shape")

    def _entry(self, entry: memoryview) -> dict[bytes, bytes]:
        """Where numbers lie outside of this file: one of `location`, `offset` and `length`, with its value."""
        parts = {number: bytes(_part(value)[:_LONGEST_PLACE]) for number, value in self._fields(entry)}
        return {parts.get(1, b""): parts.get(2, b"")}

    def _check_place(self, place: dict[bytes, bytes], size: int) -> None:
        if not self._data or place.get(b"location") != self._data:
            raise ValueError("reads another file")
        offset, length = int(place.get(b"offset", b"0")), int(place.get(b"length", b"%d" % size))
        if offset < 0 or length != size or offset + size > self._data_size:
            raise ValueError("the file beside it is too short")

    def _fields(self, message: memoryview) -> Iterator[Field]:
        """The fields of a protobuf message: number, and a whole number or the bytes."""
        place, end = 0, len(message)
        while place < end:
            self._left -= 1
            if self._left < 0:
                raise ValueError("too many fields")
            key, place = _number(message, place)
            number, wire = key >> 3, key & 7
            if wire == 0:
                value, place = _number(message, place)
                yield number, value
                continue
            if wire == 2:
                length, place = _number(message, place)
            elif wire in (1, 5):
                length = 8 if wire == 1 else 4
            else:
                raise ValueError("no protobuf")
            if number == 0 or length > end - place:
                raise ValueError("it ends within a field")
            if wire == 2:
                yield number, message[place : place + length]
            place += length


def _part(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("no message")
    return value


def _numbers(packed: memoryview) -> Iterator[int]:
    place = 0
    while place < len(packed):
        number, place = _number(packed, place)
        yield number


def _number(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
        if shift > 63:
            raise ValueError("no number")
