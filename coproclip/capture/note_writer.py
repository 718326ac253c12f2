"""What is noted while somebody is recorded is kept on the disk at once, by a thread that the sound never waits for."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from coproclip.capture.sidecar import RecordingNote, Stretch, write_note
from coproclip.errors import StorageError
from coproclip.project.kinds import MomentKind

log = logging.getLogger(__name__)

TRY_AGAIN_S = 2.0
WAIT_S = 3.0

Change = Callable[[RecordingNote], RecordingNote]


class NoteWriter:
    """The note of a recording that runs; anyone may change it. What the disk refuses is tried again until `close`.

    `spare` is where the recording would go on: named in the note from the beginning, so that it is found again even if
    the first disk never takes another word.
    """

    def __init__(self, wav: Path, note: RecordingNote, spare: Path | None = None) -> None:
        self._note, self._spare = note, spare
        self._beside = [wav]
        self._kept: RecordingNote | None = None
        self._one = threading.Condition()
        self._thread: threading.Thread | None = None
        self._tried: RecordingNote | None = None
        self._ended = False
        self.refused_since: float | None = None
        """Since when the disk refuses the note (seconds since 1970); None once it takes one."""

    @property
    def note(self) -> RecordingNote:
        """The note as it stands."""
        return self._note

    @property
    def is_kept(self) -> bool:
        """False once the disk refused a note, until it takes one."""
        return self.refused_since is None

    def keep_now(self, wait_s: float = WAIT_S) -> bool:
        """Try at once what is not kept yet, and wait for that; False if the note is not on the disk then."""
        with self._one:
            if not self._ended and self._kept != self._to_keep():
                self._tried = None
                self._one.notify_all()
                self._one.wait_for(lambda: self._tried == self._to_keep(), wait_s)
            return self._kept == self._to_keep()

    def spare_is(self, spare: Path) -> None:
        """Name where the recording would go on from now on."""
        self._spare = spare
        self.change(lambda note: note)

    def write_first(self) -> None:
        """Put the note beside the recording before it begins; raises `StorageError`."""
        note = self._to_keep()
        write_note(self._beside[0], note)
        self._kept = note

    def change(self, change: Change) -> RecordingNote:
        """Change the note and have it kept; returns it."""
        with self._one:
            self._note = change(self._note)
            if not self._ended and self._to_keep() != self._kept:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="recorder-note", daemon=True)
                    self._thread.start()
                self._one.notify_all()
            return self._note

    def add(self, stretch: Stretch) -> None:
        """Note a moment."""
        self.change(lambda note: replace(note, moments=_in_order((*note.moments, stretch))))

    def lengthen(self, stretch: Stretch, end_ms: int) -> None:
        """Let a moment that was noted before end at `end_ms`, whatever was written to it meanwhile."""

        def _change(note: RecordingNote) -> RecordingNote:
            key = (stretch.kind, stretch.start_ms)
            moments = (
                replace(moment, end_ms=end_ms)
                if (moment.kind, moment.start_ms) == key and moment.end_ms <= end_ms
                else moment
                for moment in note.moments
            )
            return replace(note, moments=tuple(moments))

        self.change(_change)

    def reword(self, stretch: Stretch, text: str | None) -> None:
        """Give a noted moment other words, or take it away (None), whatever else was noted meanwhile."""

        def _change(note: RecordingNote) -> RecordingNote:
            fresh = () if text is None else (replace(stretch, text=text),)
            moments = [new for moment in note.moments for new in (fresh if moment == stretch else (moment,))]
            return replace(note, moments=tuple(moments))

        self.change(_change)

    def go_on_in(self, part: Path, start: int) -> None:
        """Note that the recording goes on in `part` with its frame `start`, beside that first; raises `StorageError`.

        To be called before there is such a file: whoever finds one then finds its note.
        """

        def _change(note: RecordingNote) -> RecordingNote:
            parts, starts = (*note.parts, str(part)), (*note.part_starts, start)
            return replace(note, parts=parts, part_starts=starts)

        write_note(part, _change(self._note))
        # The disk that is left may be the slower one to answer.
        self._beside.insert(0, part)
        self.change(_change)

    def is_also_beside(self, wav: Path) -> None:
        """Keep it beside this file too: what was removed lies there again. Raises `StorageError`."""
        write_note(wav, self._note)
        self._beside.append(wav)

    def settle(self, duration_ms: int) -> None:
        """The sound has ended: nothing lies outside `duration_ms` any more, and it will go on nowhere."""
        self._spare = None
        self.change(lambda note: replace(note, moments=_within(note.moments, duration_ms)))

    def close(self) -> None:
        """End; what can be kept is kept."""
        with self._one:
            self._ended = True
            self._one.notify_all()
        if self._thread is not None:
            self._thread.join(WAIT_S)

    def _work(self) -> None:
        while True:
            with self._one:
                if self._kept == self._to_keep() and not self._ended:
                    self._one.wait()
                note, ended = self._to_keep(), self._ended
            kept = self._kept == note or self._write(note)
            with self._one:
                self.refused_since = None if kept else self.refused_since or time.time()
                self._kept = note if kept else self._kept
                self._tried = note
                self._one.notify_all()
                if not kept and not ended:
                    self._one.wait(TRY_AGAIN_S)
            if ended:
                return

    def _write(self, note: RecordingNote) -> bool:
        kept = False
        for wav in tuple(self._beside):
            try:
                # A folder that was moved or removed is not made again for its note.
                if wav.exists():
                    write_note(wav, note)
                    kept = True
            except (OSError, StorageError) as error:
                log.warning("the note of a recording was not kept: %s", type(error.__cause__ or error).__name__)
        return kept

    def _to_keep(self) -> RecordingNote:
        note = self._note
        return replace(note, parts=(str(self._spare),)) if self._spare is not None and not note.parts else note


def _in_order(moments: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    return tuple(sorted(moments, key=lambda one: one.start_ms))


def _within(moments: tuple[Stretch, ...], duration_ms: int) -> tuple[Stretch, ...]:
    def _cut(one: Stretch) -> Stretch:
        return replace(one, start_ms=min(one.start_ms, duration_ms), end_ms=min(one.end_ms, duration_ms))

    # What went off the record and never came back ends with the sound.
    return tuple(_cut(moment) for moment in moments if moment.start_ms <= duration_ms or moment.kind != MomentKind.LOST)
