"""What can be undone and redone while a project is open.

Memory holds a line about each step; its rows lie compressed in a file without a name, which only this user may read and
which the system removes when the program ends, however it ends. There is room for bytes, not for a number of steps.
"""

import json
import os
import tempfile
import weakref
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from coproclip.errors import UndoRefused
from coproclip.project.journal import Entry, Operation, Step, net, takes_back_no

LIMIT_BYTES = 512 * 1024 * 1024
"""Room for all steps together, compressed; beyond it the oldest go."""
MERGE_WITHIN_S = 5.0
MEMORY_BYTES = 64 * 1024 * 1024
"""Room in memory for steps that the disk did not take."""
# Below this it is not worth moving what is kept to close the gaps in the file.
_GAPS = 16 * 1024 * 1024
_BLANK = bytes(1024 * 1024)


@dataclass(slots=True)
class _Kept:
    """One step: what it is called, where its rows lie, and whether it was passed over because it cannot be done."""

    operation: Operation
    merge: str
    at: float
    offset: int
    size: int
    passed: bool = False
    in_memory: bytes | None = None
    """Its rows themselves, where the disk took no more."""


class History:
    """The steps of one open project, done and undone; not thread-safe, the project locks around it."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.merge_within_s = MERGE_WITHIN_S
        """A step that follows this soon on one it may grow together with becomes one with it."""
        self._done: list[_Kept] = []
        self._undone: list[_Kept] = []
        self._file: BinaryIO | None = None

    # ---- steps ------------------------------------------------------------------------------------------------

    def record(self, step: Step) -> None:
        """Remember a step that was just done; what was undone before can no longer be redone."""
        self._undone.clear()
        # A no that somebody said stays, whatever else is undone.
        step = replace(step, entries=tuple(entry for entry in step.entries if not takes_back_no(entry)))
        if not step.entries:
            return
        last = self._done[-1] if self._done else None
        if (
            last
            and step.merge
            and not last.passed
            and (last.operation, last.merge) == (step.operation, step.merge)
            and step.at - last.at <= self.merge_within_s
        ):
            entries = net([*self._read(last), *step.entries])
            self._done.pop()
            if not entries:
                return
            step = replace(step, entries=entries)
        self._keep(step)

    def seal(self) -> None:
        """What follows is a step of its own, however soon it comes."""
        if self._done:
            self._done[-1].merge = ""

    def upcoming(self, *, back: bool) -> Operation | None:
        """What would be undone (`back`) or redone next."""
        kept = self._next(back=back)
        return kept.operation if kept else None

    def step(self, *, back: bool) -> object:
        """The step that would be undone (`back`) or redone next, as a thing that is only compared; or None."""
        return self._next(back=back)

    def take(self, *, back: bool) -> Step | None:
        """The step to undo (`back`) or redo next; it stays until it was `moved` or refused.

        Raises `UndoRefused` when its rows can no longer be read.
        """
        kept = self._next(back=back)
        if kept is None:
            return None
        try:
            return Step(kept.operation, self._read(kept), kept.merge, kept.at)
        except (OSError, ValueError, zlib.error) as error:
            raise self.refuse("what it needs could not be read from the disk", back=back) from error

    def moved(self, *, back: bool) -> None:
        """The step that `take` gave was undone (`back`) or redone; it never grows together with a later one."""
        kept = self._next(back=back)
        if kept is not None:
            source, target = (self._done, self._undone) if back else (self._undone, self._done)
            source.remove(kept)
            kept.merge = ""
            target.append(kept)

    def refuse(self, why: str, *, back: bool) -> UndoRefused:
        """The step that `take` gave cannot be done as things stand: it is passed over. Returns the error to raise."""
        kept = self._next(back=back)
        assert kept is not None
        kept.passed = True
        following = self._next(back=back)
        step = f"This step ({kept.operation.value}) cannot be {'undone' if back else 'redone'}: {why}."
        again = f"{'Undo' if back else 'Redo'} again for the step {'before' if back else 'after'} it"
        return UndoRefused(step, "Nothing was changed.", f"{again} ({following.operation.value})." if following else "")

    def reconsider(self) -> None:
        """Something changed elsewhere, so what could not be done before may be possible now."""
        for kept in (*self._done, *self._undone):
            kept.passed = False

    def _next(self, *, back: bool) -> _Kept | None:
        steps = self._done if back else self._undone
        return next((kept for kept in reversed(steps) if not kept.passed), None)

    # ---- the file ---------------------------------------------------------------------------------------------

    def _keep(self, step: Step) -> None:
        rows = [[entry.table, entry.row, entry.before, entry.after] for entry in step.entries]
        packed = zlib.compress(json.dumps(rows, separators=(",", ":")).encode("ascii"), 1)
        kept = _Kept(step.operation, step.merge, step.at, self._end(), len(packed))
        self._place(kept, packed)
        self._done.append(kept)
        while len(self._done) > 1 and (self._bytes() > self.limit_bytes or self._memory_bytes() > MEMORY_BYTES):
            self._done.pop(0)
        if self._end() - self._bytes() > max(_GAPS, self._bytes()):
            self._close_gaps()

    def _place(self, kept: _Kept, packed: bytes) -> None:
        """Write a step where it belongs; where the disk takes no more it stays in memory, so that it can be undone."""
        try:
            if self._file is None:
                self._file = cast(BinaryIO, tempfile.TemporaryFile(buffering=0, prefix="coproclip-"))  # noqa: SIM115
                weakref.finalize(self, self._file.close)
            self._file.seek(kept.offset)
            rest = memoryview(packed)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            kept.in_memory = packed

    def _packed(self, kept: _Kept) -> bytes:
        if kept.in_memory is not None:
            return kept.in_memory
        packed = b""
        if self._file is not None:
            self._file.seek(kept.offset)
            while len(packed) < kept.size and (more := self._file.read(kept.size - len(packed))):
                packed += more
        return packed

    def _read(self, kept: _Kept) -> tuple[Entry, ...]:
        return tuple(Entry(*row) for row in json.loads(zlib.decompress(self._packed(kept))))

    def _all(self) -> list[_Kept]:
        return [*self._done, *self._undone]

    def _end(self) -> int:
        return max((kept.offset + kept.size for kept in self._all() if kept.in_memory is None), default=0)

    def _bytes(self) -> int:
        return sum(kept.size for kept in self._all())

    def _memory_bytes(self) -> int:
        return sum(kept.size for kept in self._all() if kept.in_memory is not None)

    def _close_gaps(self) -> None:
        # Towards the front, in the order they lie, so that nothing is written over before it was moved.
        end = 0
        for kept in sorted(self._all(), key=lambda kept: kept.offset):
            packed = self._packed(kept)
            kept.offset, kept.in_memory = end, None
            self._place(kept, packed)
            end += kept.size
        if self._file is not None:
            self._file.truncate(end)

    def forget(self) -> None:
        """Nothing of any step stays in memory or on the disk: what was erased for good must not come back by undo."""
        if self._file is not None:
            with suppress(OSError):
                size = self._file.seek(0, os.SEEK_END)
                self._file.seek(0)
                for start in range(0, size, len(_BLANK)):
                    self._file.write(_BLANK[: size - start])
        self.close()

    def close(self) -> None:
        """Let go of the file; the steps are gone with it."""
        self._done.clear()
        self._undone.clear()
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()
