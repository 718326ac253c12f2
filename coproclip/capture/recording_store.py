"""Where the sound goes: one file, and another on a second disk once the first takes no more.

Everything written since the disk last said that it is safe is still in memory, so that changing disks loses nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from coproclip.capture.disk_space import FreeBytes, check_room, nearly_full, room_ms
from coproclip.capture.joining import part_name
from coproclip.capture.note_writer import NoteWriter
from coproclip.capture.recorder_errors import (
    disk_refused,
    folder_moved,
    folder_removed,
    second_disk_missing,
    second_disk_refused,
)
from coproclip.capture.sidecar import RecordingLock, RecordingNote, remove_sidecar
from coproclip.capture.wav_writer import WavFormat, WavWriter
from coproclip.errors import BadInput, CoProClipError, StorageError, storage_error
from coproclip.new_files import fresh_path, make_private_file
from coproclip.project.storage.places import PRIVATE_FOLDER

log = logging.getLogger(__name__)

SYNC_S = 0.5
LOOK_S = 2.0
PUT_BACK_S = 60.0


class RecordingStore:
    """A recording's file, its lock and its note. Raises `StorageError` when it cannot be begun; nothing is left then.

    All but the properties belongs to one thread. What a disk refuses is raised as a `CoProClipError` only when there
    is no other place to go on in: `second`, chosen by a person, or else `last_resort`, a folder of this computer for
    recordings whose project went away. What was written before stays whole.
    """

    def __init__(
        self,
        wav: Path,
        sound: WavFormat,
        note: RecordingNote,
        second: Path | None,
        free: FreeBytes,
        last_resort: Path | None = None,
    ) -> None:
        self.sound = sound
        self.paths: tuple[Path, ...] = (wav,)
        self.room_ms: int | None = None
        self.safe_frames, self.safe_at = 0, time.monotonic()
        self.trouble: CoProClipError | None = None
        self._second = second / part_name(wav) if second is not None else None
        self._last_resort = last_resort / part_name(wav) if last_resort is not None else None
        self._free, self._folder = free, wav.parent
        self._more_locks: list[RecordingLock] = []
        self._begins, self._unsafe = 0, list[bytes]()
        self._looked_at = self._slowest = 0.0
        self._putting_back: threading.Thread | None = None
        lock = writer = None
        try:
            if second is not None and not second.is_dir():
                raise second_disk_missing(second)
            wav.parent.mkdir(parents=True, exist_ok=True)
            check_room(room_ms(wav.parent, sound, free))
            lock = RecordingLock(wav)
            writer = WavWriter(wav, sound)
            self.keeper = NoteWriter(wav, note, self._second)
            # After the sound: this brings both names down to the disk.
            self.keeper.write_first()
        except (OSError, CoProClipError) as error:
            _take_back(lock, writer)
            raise storage_error(error, "starting the recording") if isinstance(error, OSError) else error from error
        self._lock, self._writer = lock, writer

    def take_back(self) -> None:
        """Leave nothing of a recording into which nothing was written."""
        self.keeper.close()
        _take_back(self._lock, self._writer)

    # ---- asked from anywhere ----------------------------------------------------------------------------------

    @property
    def frames(self) -> int:
        """Frames written so far, on whichever disk."""
        return self._begins + self._writer.frames

    @property
    def position_ms(self) -> int:
        """How long that is."""
        return self.sound.ms(self.frames)

    @property
    def seconds_since_safe(self) -> float:
        """How long ago everything was safe; 0 while nothing new has come since."""
        return time.monotonic() - self.safe_at if self.frames > self.safe_frames else 0.0

    @property
    def has_second(self) -> bool:
        """Whether a second disk waits or is in use."""
        return self._second is not None

    @property
    def is_on_second(self) -> bool:
        """Whether the recording goes on there."""
        return len(self.paths) > 1

    @property
    def is_on_last_resort(self) -> bool:
        """Whether it goes on in this computer's own place."""
        return self._last_resort is not None and self.paths[-1] == self._last_resort

    def go_on_at(self, folder: Path) -> None:
        """Name the second disk while it runs; raises `StorageError` when it takes no file or was gone to already."""
        if self.is_on_second:
            raise BadInput("The recording goes on on the second disk already.", "All of it is safe.")
        wav = self.paths[0]
        part = folder / part_name(wav)
        if not folder.is_dir():
            raise second_disk_missing(folder)
        try:
            make_private_file(trial := fresh_path(folder))
            trial.unlink()
        except OSError as error:
            raise storage_error(error, "trying the second disk") from error
        self.keeper.spare_is(part)
        self._second = part

    def slowest_sync_s(self) -> float:
        """The longest that the disk took since this was last asked (s)."""
        slowest, self._slowest = self._slowest, 0.0
        return slowest

    # ---- the writing thread -----------------------------------------------------------------------------------

    def write(self, piece: bytes) -> None:
        """Add whole frames."""
        self._unsafe.append(piece)
        self._or_go_on(lambda: self._writer.write(piece))

    def look(self, now: float) -> None:
        """Bring what was written onto the disk itself, and see that the disk and its folder are still there."""
        if now - self.safe_at < SYNC_S:
            return
        self._or_go_on(self._sync)
        self.safe_at = time.monotonic()
        self._or_go_on(self._must_be_there)
        if now - self._looked_at > LOOK_S:
            self._looked_at = now
            self._or_go_on(self._must_have_room)

    def close(self) -> CoProClipError | None:
        """End the file and let it go; returns what the disk refused."""
        refused: CoProClipError | None = None
        try:
            try:
                self._writer.close()
                self.safe_frames = self.frames
            except OSError as error:
                refused = disk_refused(error, self.position_ms)
                with suppress(CoProClipError, OSError):
                    # The last words may still find room elsewhere.
                    self._go_on(refused)
                    self._writer.close()
                    self.safe_frames, refused = self.frames, None
        finally:
            self.keeper.settle(self.position_ms)
            if self._putting_back is not None:
                self._putting_back.join(PUT_BACK_S)
            for lock in (self._lock, *self._more_locks):
                lock.release()
        return refused

    def _or_go_on(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            self._go_on(disk_refused(error, self.position_ms))
        except StorageError as problem:
            self._go_on(problem)

    def _sync(self) -> None:
        frames = self.frames
        if frames == self.safe_frames:
            return
        began = time.monotonic()
        self._writer.sync()
        self._slowest = max(self._slowest, time.monotonic() - began)
        self.safe_frames = frames
        self._unsafe.clear()

    def _must_be_there(self) -> None:
        if self._writer.is_in_place:
            return
        old = self._writer
        try:
            self._go_on(StorageError("The folder of the recording is not where it was."), close=False)
        except CoProClipError as error:
            raise self._put_back(old, self.position_ms) from error
        # What is there may be long: the recording goes on while it is put back.
        self._putting_back = threading.Thread(
            target=self._put_beside, args=(old, old.sound.ms(old.frames)), name="recorder-put-back", daemon=True
        )
        self._putting_back.start()

    def _put_beside(self, old: WavWriter, length_ms: int) -> None:
        problem = self._put_back(old, length_ms)
        # What is whole in one place again is no trouble; what is in two is told.
        if not self.paths[0].exists():
            self.trouble = problem
        with suppress(OSError):
            old.close()

    def _put_back(self, old: WavWriter, length_ms: int) -> StorageError:
        """Put what was removed back as far as the system still has it, where its folder is, or in the last resort.

        Returns what to say of it.
        """
        if not old.is_removed:
            return folder_moved(length_ms)
        place = old.path
        try:
            if not place.parent.is_dir() and self._last_resort is not None:
                place = self._last_resort.with_name(place.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                self._more_locks.append(RecordingLock(place))
            place.parent.mkdir(parents=True, exist_ok=True)
            old.put_back(place)
            self.keeper.is_also_beside(place)
        except (OSError, StorageError):
            return folder_removed(length_ms, put_back=False)
        self.paths = (place, *self.paths[1:])
        return folder_removed(length_ms, put_back=True)

    def _must_have_room(self) -> None:
        self.room_ms = room_ms(self._folder, self.sound, self._free)
        if self.room_ms == 0:
            raise nearly_full(self.position_ms)

    def _go_on(self, trouble: CoProClipError, *, close: bool = True) -> None:
        """Change to the second disk with all that is not safe on the first; raises `trouble` where that cannot be."""
        if self.is_on_second:
            raise trouble
        part, start = self._next_place(trouble), self.safe_frames
        try:
            self.keeper.go_on_in(part, start)
            writer = WavWriter(part, self.sound)
        except (OSError, CoProClipError) as error:
            raise second_disk_refused(trouble) from error
        old, self._writer = self._writer, writer
        self._begins, self._folder = start, part.parent
        self.paths = (*self.paths, part)
        log.warning("the recording goes on on the second disk")
        try:
            writer.write(b"".join(self._unsafe))
            self._sync()
        except OSError as error:
            raise second_disk_refused(trouble) from error
        finally:
            if close:
                with suppress(OSError):
                    old.close()
        self._looked_at = 0.0

    def _next_place(self, trouble: CoProClipError) -> Path:
        """Where it goes on: on the second disk, or else in the last resort; raises `trouble` where neither takes it."""
        part = self._second
        if part is not None and part.parent.is_dir() and room_ms(part.parent, self.sound, self._free) != 0:
            return part
        if self._last_resort is not None:
            with suppress(OSError):
                self._last_resort.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
                if room_ms(self._last_resort.parent, self.sound, self._free) != 0:
                    # Whoever looks there for what nobody records any more passes it over.
                    self._more_locks.append(RecordingLock(self._last_resort))
                    return self._last_resort
        raise trouble if part is None else second_disk_refused(trouble)


def _take_back(lock: RecordingLock | None, writer: WavWriter | None) -> None:
    if writer is not None:
        writer.abandon()
        remove_sidecar(writer.path)
    if lock is not None:
        lock.release()
