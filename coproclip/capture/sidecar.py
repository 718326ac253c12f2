"""What lies beside a recording while it is made: who tells it, and a lock that dies with the program.

recordings/UID.wav     the sound
recordings/UID.json    who tells it, who is on which channel, what was marked: for whoever finds it after a crash
recordings/UID.lock    held by the system for as long as the recording program lives, on whichever computer
"""

import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from coproclip.audio.writing import new_file
from coproclip.capture.noted_here import is_marked_here, mark_of
from coproclip.harmless import in_lines, on_one_line, whole_characters
from coproclip.new_files import open_or_make
from coproclip.project.columns import MOST_LETTERS, MOST_LETTERS_OF_NAME, MOST_LETTERS_OF_TITLE
from coproclip.project.storage.places import is_plain_file

STILL_GROWING_S = 10.0
LARGEST_NOTE, LOWEST_RATE, HIGHEST_RATE, MOST_CHANNELS = 8 << 20, 1_000, 768_000, 64
"""Of a title or a name in a note no more letters are taken, and of a text no more than a project keeps."""
NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS})
TRIES, TRY_AGAIN_S = 3, 0.03
MARK = "mark"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place or a stretch of a recording (ms) that means something; a place has `end_ms` equal to `start_ms`.

    `kind` is one of `MomentKind`; `text` what was said of it: the starter's question, a word or two.
    """

    kind: str
    start_ms: int
    end_ms: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Who is heard on a channel: `role` is storyteller, reporter or other, `name` an alias, `device` the microphone."""

    role: str
    name: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class RecordingNote:
    """What is known of a recording before it is a story. `started` is local time as ISO 8601.

    `consent` says what the storyteller said before it began: each of `ConsentAbout` with yes, no or later. `who` lists
    who sits on which channel, the first channel first; empty for one microphone for everybody. `moments` is ordered.
    `recording` is the name of the recording's first file without its ending: a part on another disk says with it whose
    part it is, and `project` the project's own id. `parts` are the files (whole paths) on another disk in
    which the recording goes on, or may go on as long as it runs; `part_starts` says with which frame of the recording
    each of them begins. `private_note` is never shared. `unconfirmed`: it said yes somewhere, and that this was noted
    here for this recording is not certain.
    """

    title: str = ""
    storyteller: str = ""
    reporter: str = ""
    language: str = ""
    started: str = ""
    sample_rate: int = 48_000
    channels: int = 1
    bits: int = 16
    who: tuple[Channel, ...] = ()
    consent: dict[str, str] = field(default_factory=dict)
    moments: tuple[Stretch, ...] = ()
    note: str = ""
    private_note: str = ""
    recording: str = ""
    project: str = ""
    unconfirmed: bool = False
    parts: tuple[str, ...] = ()
    part_starts: tuple[int, ...] = ()

    def words(self) -> list[str]:
        """What somebody typed: title, notes and the words at marks."""
        marks = [moment.text for moment in self.moments if moment.kind == "mark"]
        return [words for words in (self.title, self.note, self.private_note, *marks) if words]


def within_limits(note: RecordingNote) -> RecordingNote:
    """`note` with no text longer than a project keeps: no recording is refused for what was typed beside it."""
    return replace(
        note,
        title=note.title[:MOST_LETTERS_OF_TITLE],
        storyteller=note.storyteller[:MOST_LETTERS_OF_NAME],
        reporter=note.reporter[:MOST_LETTERS_OF_TITLE],
        language=note.language[:MOST_LETTERS_OF_TITLE],
        note=note.note[:MOST_LETTERS],
        private_note=note.private_note[:MOST_LETTERS],
        who=tuple(replace(one, name=one.name[:MOST_LETTERS_OF_NAME]) for one in note.who),
        moments=tuple(replace(moment, text=moment.text[:MOST_LETTERS]) for moment in note.moments),
    )


def default_title(started: str) -> str:
    """A title people can tell apart from others, for a recording that was given none."""
    try:
        began = datetime.fromisoformat(started)
    except ValueError:
        return "Recording"
    return f"Recording of {began.day} {began:%B %Y, %H:%M}"


def write_note(wav: Path, note: RecordingNote, activity: str = "starting the recording") -> None:
    """Put `note` beside the recording; once this returns, both names survive a power cut.

    Raises `StorageError`, which names the `activity`.
    """
    with new_file(wav.with_suffix(".json"), activity) as (file, _):
        said = asdict(within_limits(note))
        file.write(json.dumps(said | {MARK: mark_of(said)}, ensure_ascii=False).encode())


def read_note(wav: Path) -> RecordingNote | None:
    """The note beside the recording; None if it is not there or not readable.

    Unless it was written on this computer and left as it was, it is `without_yes`.
    """
    path = wav.with_suffix(".json")
    try:
        # A pipe would never answer, a link leads to somebody else's file.
        if not is_plain_file(path) or path.stat().st_size > LARGEST_NOTE:
            return None
        kept = json.loads(path.read_text("utf-8"))
        note = _note_of(kept)
        mark = kept.pop(MARK, None)
        return note if note is None or is_marked_here(kept, mark) else without_yes(note)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, ArithmeticError, RecursionError):
        return None


def without_yes(note: RecordingNote) -> RecordingNote:
    """`note` with every yes taken out, for a yes has to be certain; a no and a later stay. It then is `unconfirmed`."""
    left = {about: answer for about, answer in note.consent.items() if answer != "yes"}
    return note if left == note.consent else replace(note, consent=left, unconfirmed=True)


def _note_of(kept: Any) -> RecordingNote | None:
    if not isinstance(kept, dict):
        raise TypeError("a note is a JSON object")
    empty, known = RecordingNote(), {}
    for one in fields(RecordingNote):
        if one.name in kept:
            read = _READERS.get(one.name) or _HOW[type(getattr(empty, one.name))]
            known[one.name] = read(kept[one.name])
    note = RecordingNote(**known)
    sensible = LOWEST_RATE <= note.sample_rate <= HIGHEST_RATE and 0 < note.channels <= MOST_CHANNELS
    fits = sensible and note.bits in (16, 24)
    return within_limits(replace(note, started=_day_and_time(note.started))) if fits else None


def _day_and_time(started: str) -> str:
    try:
        return datetime.fromisoformat(started).isoformat(timespec="seconds")
    except ValueError:
        return ""


def _line(said: Any) -> str:
    return on_one_line(whole_characters(str(said)))


def _text(said: Any) -> str:
    return in_lines(whole_characters(str(said)))


def _whole(said: Any) -> int:
    if type(said) is not int:
        raise TypeError("a rate, a number of channels or of bits is a whole number")
    return said


# Anybody may have written a note: what is read of it goes into the project, and from there on to every screen.
_HOW: dict[type, Callable[[Any], Any]] = {str: _line, int: _whole, bool: bool}
_READERS: dict[str, Callable[[Any], Any]] = {
    "note": _text,
    "private_note": _text,
    "who": lambda rows: tuple(Channel(*(_line(row[name]) for name in ("role", "name", "device"))) for row in rows),
    "consent": lambda rows: {_line(about): _line(answer) for about, answer in rows.items()},
    "moments": lambda rows: tuple(
        Stretch(_line(row["kind"]), int(row["start_ms"]), int(row["end_ms"]), _text(row["text"])) for row in rows
    ),
    # Names of files, compared and never followed; made fit to be read where they are shown.
    "parts": lambda rows: tuple(map(str, rows)),
    "part_starts": lambda rows: tuple(max(0, int(row)) for row in rows),
}


def remove_sidecar(wav: Path) -> None:
    """Take away what lies beside the recording."""
    for suffix in (".json", ".lock"):
        wav.with_suffix(suffix).unlink(missing_ok=True)


class RecordingLock:
    """Held from its making until `release`, or until the program ends in whatever way. Raises `OSError`."""

    def __init__(self, wav: Path) -> None:
        self.path = wav.with_suffix(".lock")
        self._file = open_or_make(self.path)
        try:
            self._take()
        except OSError as error:
            # A file system without locks: whether the file still grows has to do.
            if error.errno not in NO_LOCKS:
                os.close(self._file)
                raise

    def _take(self) -> None:
        for _ in range(TRIES):
            # Somebody who only looks whether it is held holds it for an instant.
            with suppress(BlockingIOError):
                return _lock(self._file)
            time.sleep(TRY_AGAIN_S)
        return _lock(self._file)

    def release(self) -> None:
        """Let go, so that the recording may be picked up by anyone."""
        file, self._file = self._file, -1
        if file < 0:
            return
        # Unlinked while still held: nobody can hold a lock whose name is about to go. Windows only lets us do it after.
        if sys.platform != "win32":
            self.path.unlink(missing_ok=True)
        os.close(file)
        if sys.platform == "win32":
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def __enter__(self) -> "RecordingLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def is_being_recorded(wav: Path) -> bool:
    """Whether a living program, this one or another, is still writing this recording."""
    if not is_plain_file(wav.with_suffix(".lock")):
        return False
    try:
        with _opened(wav.with_suffix(".lock")) as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno in NO_LOCKS:
            return time.time() - wav.stat().st_mtime < STILL_GROWING_S
        return True
    return False


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = open_or_make(path, os.O_RDWR)
    try:
        yield file
    finally:
        os.close(file)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(errno.EAGAIN, "held by another program") from error
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
