"""A power cut, as a model: what a program wrote is recorded and laid out again as a disk might have kept it.

What was brought down with fsync is there; of the rest, in the order in which it was written, the first so many writes
are. A name is there once its folder was brought down. Three harder disks are played as well: one that tears the last
write in the middle, one that keeps only the newest write (a file's header, but not the sound before it), and one that
keeps a file's new length but none of its new bytes.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"
_LINE = re.compile(r"^(\d+\.\d+) (\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?[^<]*(?:<(\d+\.\d+)>)?$")
_FD = re.compile(r"^(\d+)<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to the disk, and when it was over (s since 1970). `what` is make, write, cut, move, drop or sync.

    `file` is a number that stays the same when the name changes; 0 for a folder.
    """

    at_s: float
    what: str
    file: int
    path: str
    place: int = 0
    data: bytes = b""
    to: str = ""


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _plain(text: str | None) -> str:
    return re.sub(r"(?:\\x[0-9a-f]{2})+", lambda found: _bytes(found[0]).decode(), text or "")


def run(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end; what each of its threads did to files stands in `log.NUMBER`."""
    strace = ["strace", "-ff", "-ttt", "-T", "-y", "-xx", "-s", "4000000", "-e", f"trace={CALLS}", "-o", str(log)]
    return subprocess.run([*strace, *command], capture_output=True, text=True, env=environment, check=True)


def steps(log: Path, folder: Path) -> list[Step]:
    """What was done inside `folder`, in order."""
    return list(_Reader(str(folder)).read(log))


class _Reader:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._files: dict[str, int] = {}
        self._places: dict[int, int] = {}
        self._made = 0

    def read(self, log: Path) -> Iterator[Step]:
        lines = []
        for part in sorted(log.parent.glob(f"{log.name}.*")):
            lines += [found for row in part.read_text().splitlines() if (found := _LINE.match(row))]
        for found in sorted(lines, key=lambda one: float(one[1])):
            began, call, arguments, result, path, took = found.groups()
            if int(result) >= 0:
                yield from self._step(float(began) + float(took or 0), call, arguments, int(result), _plain(path))

    def _step(self, at_s: float, call: str, arguments: str, result: int, path: str) -> Iterator[Step]:
        if call.startswith(("rename", "unlink")):
            names = [_bytes(name).decode() for name in _TEXT.findall(arguments)]
            if names[0].startswith(self._folder):
                moved = call.startswith("rename")
                number = self._files.pop(names[0], 0)
                if moved:
                    self._files[names[1]] = number
                yield Step(at_s, "move" if moved else "drop", number, names[0], to=names[1] if moved else "")
            return
        if call == "openat":
            self._places[result] = 0
            if path.startswith(self._folder) and "O_CREAT" in arguments and path not in self._files:
                self._made += 1
                self._files[path] = self._made
                yield Step(at_s, "make", self._made, path)
            return
        found = _FD.match(arguments)
        if not found or not _plain(found[2]).startswith(self._folder):
            return
        number, path = int(found[1]), _plain(found[2])
        file = self._files.get(path, 0)
        if call == "lseek":
            self._places[number] = result
        elif call in ("write", "pwrite64"):
            text = _TEXT.search(arguments)
            data = _bytes(text[1] if text else "")[:result]
            place = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else self._places.get(number, 0)
            assert len(data) == result, "strace cut a write short"
            if call == "write":
                self._places[number] = place + result
            yield Step(at_s, "write", file, path, place, data)
        elif call == "ftruncate":
            yield Step(at_s, "cut", file, path, int(arguments.rsplit(",", 1)[1]))
        elif call in ("fsync", "fdatasync"):
            yield Step(at_s, "sync", file, path)


@dataclass(frozen=True, slots=True)
class Cut:
    """What a disk may hold after a power cut that came not later than `at_s`; `kind` says which disk it was."""

    at_s: float
    kind: str
    files: dict[str, bytes]


def cuts(done: list[Step]) -> Iterator[Cut]:
    """Every state that a power cut can leave, each with the latest moment at which it can be."""
    syncs = [at for at, step in enumerate(done) if step.what == "sync"]
    for number, until in enumerate([*syncs, len(done)]):
        kept = _safe(done, syncs[:number])
        rest = [at for at in range(until) if at not in kept and done[at].what != "sync"]
        # The state is possible until the next sync is over.
        at_s = done[until].at_s if until < len(done) else done[-1].at_s
        for first in range(len(rest) + 1):
            yield Cut(at_s, "in order", _laid_out(done, kept | set(rest[:first])))
        writes = [at for at in rest if done[at].what == "write"]
        for at in writes:
            torn = len(done[at].data) // 2
            yield Cut(at_s, "torn", _laid_out(done, kept | set(rest[: rest.index(at) + 1]), {at: torn}))
        for at in writes[-2:]:
            names = {one for one in rest if done[one].what in ("make", "move", "drop")}
            yield Cut(at_s, "newest alone", _laid_out(done, kept | names | {at}))
        if writes:
            yield Cut(at_s, "length alone", _laid_out(done, kept | set(rest), dict.fromkeys(writes, -1)))


def _safe(done: list[Step], syncs: list[int]) -> set[int]:
    kept: set[int] = set()
    for sync in syncs:
        for at, step in enumerate(done[:sync]):
            inside = step.path.rpartition("/")[0] == done[sync].path
            names = step.what in ("make", "move", "drop")
            if (not done[sync].file and names and inside) or (
                done[sync].file and step.file == done[sync].file and not names
            ):
                kept.add(at)
    return kept


def _laid_out(done: list[Step], there: set[int], torn: dict[int, int] | None = None) -> dict[str, bytes]:
    names: dict[str, int] = {}
    contents: dict[int, bytearray] = {}
    for at in sorted(there):
        step, short = done[at], (torn or {}).get(at)
        if step.what == "make":
            names[step.path] = step.file
        elif step.what == "drop":
            names.pop(step.path, None)
        elif step.what == "move":
            names.pop(step.path, None)
            names[step.to] = step.file
        else:
            content = contents.setdefault(step.file, bytearray())
            if step.what == "cut":
                content[step.place :] = bytes(max(0, step.place - len(content)))
                continue
            end = step.place + len(step.data)
            if short == -1:
                content.extend(bytes(max(0, end - len(content))))
                continue
            data = step.data if short is None else step.data[:short]
            content.extend(bytes(max(0, step.place - len(content))))
            content[step.place : step.place + len(data)] = data
    return {name: bytes(contents.get(file, b"")) for name, file in names.items()}
