"""One session: microphones are opened, recorded from, and let go. It knows no widgets and never blocks the window."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from coproclip.audio.devices import InputDevice, InputSource, list_inputs
from coproclip.capture.awake import keep_awake
from coproclip.capture.disk_space import try_disk
from coproclip.capture.recorder import PATIENCE_S, Microphone, Recorder, State
from coproclip.capture.sidecar import RecordingNote, Stretch
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import BadInput, CoProClipError
from coproclip.jobs import Job
from coproclip.people.moments import MomentKind
from coproclip.settings import own_recordings
from coproclip.ui.job_runner import AnyJob, JobKind, JobRunner
from coproclip.ui.pages.record.setup import Setup
from coproclip.ui.pages.record.wallclock_map import WallclockMap

WAIT_S = 5.0

OpenSource = Callable[[Microphone], InputSource]
"""Gives that microphone (by name, the computer's default for an empty one); raises `DeviceError`."""

FindDevices = Callable[[], list[InputDevice]]


class Phase(StrEnum):
    """Where a session is.

    `TRYING`: somebody else has the microphones. `ENDED`: it ended by itself; what was said is on disk and waits to be
    finished.
    """

    IDLE = "idle"
    OPENING = "opening"
    NO_MICROPHONE = "no microphone"
    READY = "ready"
    TRYING = "trying"
    RECORDING = "recording"
    PAUSED = "paused"
    ENDED = "ended"
    FINISHING = "finishing"

    @property
    def under_way(self) -> bool:
        """Whether somebody's words are in it that are not a story yet."""
        return self in (Phase.RECORDING, Phase.PAUSED, Phase.ENDED, Phase.FINISHING)

    @property
    def goes_on(self) -> bool:
        """Whether more can come: it is recorded, or paused."""
        return self in (Phase.RECORDING, Phase.PAUSED)


@dataclass(frozen=True)
class _Opened:
    devices: list[InputDevice]
    recorder: Recorder | None = None
    error: CoProClipError | None = None


class RecordingSession(QObject):
    """Holds the recorder. Opening and closing a microphone may take a second, so a thread of its own does that."""

    phase_changed = Signal()
    devices_found = Signal()
    broke_off = Signal(object)
    """The `CoProClipError` that ended a recording; what was said before is kept."""
    unheard = Signal()
    """Nothing is heard in the headphones any more."""
    trouble = Signal(object)
    """A `CoProClipError` that ends nothing: the disk is slow, another microphone could not be opened."""

    def __init__(
        self,
        open_source: OpenSource | None = None,
        find_devices: FindDevices = list_inputs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.open_source, self._find_devices = open_source, find_devices
        self.phase = Phase.IDLE
        self.setup = Setup()
        self.patience_s = PATIENCE_S
        self.recorder: Recorder | None = None
        self.folder: Path | None = None
        self.devices: list[InputDevice] = []
        self.error: CoProClipError | None = None
        self.kept = WallclockMap()
        self._made: list[Recorder] = []
        self._left: list[str] = []
        self._opening: AnyJob | None = None
        self._awake: keep_awake | None = None
        self._tried: set[tuple[Path, WavFormat]] = set()
        self._jobs = JobRunner(self)

    # ---- the microphones --------------------------------------------------------------------------------------

    def listen(self, folder: Path, wanted: Setup) -> None:
        """Open what is `wanted`, or the default where it is not there; recordings shall go to `folder`."""
        if self.phase.under_way:
            return
        self.recorder, self.folder, self.setup = None, folder, wanted

        def _open(_job: Job) -> _Opened:
            # The list is only made anew, and some devices only open, when nobody holds one.
            for before in list(self._made):
                self.close(before)
            devices = self._find_devices()
            there = wanted.with_those_there(devices)
            try:
                recorder = Recorder(
                    folder,
                    microphones=there.microphones,
                    sample_rate=there.sample_rate,
                    bits=there.bits,
                    allowed=there.allowed,
                    second_folder=there.second_folder,
                    last_resort=own_recordings(),
                    open_source=self.open_source,
                    patience_s=self.patience_s,
                )
                recorder.listen()
            except CoProClipError as error:
                return _Opened(devices, error=error)
            self._made.append(recorder)
            return _Opened(devices, recorder)

        self._opening = self.submit(_open, self._on_opened)
        self._go(Phase.OPENING)

    def _on_opened(self, job: AnyJob) -> None:
        opened = job.result
        if not isinstance(opened, _Opened):
            return
        if job is not self._opening:
            self._retire(opened.recorder)
            return
        self._opening = None
        self.devices, self.recorder, self.error = opened.devices, opened.recorder, opened.error
        self.kept = WallclockMap()
        self.devices_found.emit()
        self._go(Phase.READY if opened.recorder is not None else Phase.NO_MICROPHONE)
        if opened.recorder is not None:
            self._try_disks(opened.recorder)

    def _try_disks(self, recorder: Recorder) -> None:
        for folder in filter(None, (recorder.folder, recorder.second_folder)):
            tried = (folder, recorder.status.sound)
            if tried not in self._tried:
                self._tried.add(tried)
                self.submit(partial(_try, *tried), self._on_disk_tried, JobKind.TRY_DISK)

    def _on_disk_tried(self, job: AnyJob) -> None:
        if isinstance(job.error, CoProClipError) and not self.phase.under_way:
            self.trouble.emit(job.error)
            self._tried.clear()

    def replace(self, place: int, device: str) -> None:
        """While it runs: let the microphone called `device` take over at `place`; `trouble` tells if it cannot."""
        recorder = self.recorder
        if recorder is not None and self.phase.goes_on:
            self.submit(lambda _job: recorder.replace(place, device), self._on_replaced)

    def _on_replaced(self, job: AnyJob) -> None:
        if isinstance(job.error, CoProClipError):
            self.trouble.emit(job.error)
        self.devices_found.emit()

    def go_on_at(self, folder: Path) -> bool:
        """Let the recording go on in `folder` when the first disk takes no more; `trouble` tells if it cannot."""
        if self.recorder is None or not self.phase.goes_on:
            return False
        try:
            self.recorder.go_on_at(folder)
        except CoProClipError as error:
            self.trouble.emit(error)
            return False
        return True

    def hear(self, channel: int | None) -> None:
        """Let what comes in on `channel` be heard in the headphones; None for none. `trouble` tells if it cannot."""
        recorder = self.recorder
        if recorder is not None:
            self.submit(lambda _job: recorder.hear(channel), self._on_heard)

    def _on_heard(self, job: AnyJob) -> None:
        if isinstance(job.error, CoProClipError):
            self.trouble.emit(job.error)
            self.unheard.emit()

    def in_use(self, place: int) -> str:
        """The name of the microphone that is heard at `place`; empty where there is none."""
        there = self.recorder.status.microphones if self.recorder is not None else ()
        return there[place].name if place < len(there) else ""

    def lend(self) -> Recorder | None:
        """Let somebody else have the microphones, until `listen` is called; the recorder that holds them is theirs."""
        recorder, self.recorder = self.recorder, None
        self._go(Phase.TRYING)
        return recorder

    def hold(self, recorder: Recorder) -> None:
        """A recorder of somebody who was lent the microphones: it is closed before they are opened again."""
        self._made.append(recorder)

    def let_go(self) -> None:
        """Close the microphones, unless somebody is being recorded."""
        if not self.phase.under_way:
            self._opening = None
            self._retire(self.recorder)
            self.recorder = None
            self._go(Phase.IDLE)

    def shut(self) -> None:
        """Close everything and wait for it; a recording stays on disk."""
        self._left = self.words_not_kept()
        self._opening = None
        self._jobs.close(WAIT_S)
        for recorder in list(self._made):
            self.close(recorder)
        if self._awake is not None:
            self._awake.__exit__(None, None, None)
            self._awake = None
        self.recorder = None
        self._go(Phase.IDLE)

    def submit(
        self,
        work: Callable[[Job], object],
        done: Callable[[AnyJob], object] | None = None,
        kind: JobKind = JobKind.USE_MICROPHONE,
    ) -> AnyJob:
        """Do `work` on the microphones' own thread, after what was asked before; then call `done` with the job."""
        return self._jobs.start(kind, "", work, subject=work, owner=self, ended=done)

    def _retire(self, recorder: Recorder | None) -> None:
        if recorder is not None:
            self.submit(lambda _job: self.close(recorder))

    def close(self, recorder: Recorder | None) -> None:
        """Close a recorder that was lent; on the microphones' thread, for it may take its time."""
        if recorder is not None:
            recorder.close()
            if recorder in self._made:
                self._made.remove(recorder)

    # ---- the recording ----------------------------------------------------------------------------------------

    def start(self, note: RecordingNote) -> bool:
        """Begin to record, if it is time; raises `CoProClipError`, and the microphone is still listened to."""
        if self.phase is not Phase.READY or self.recorder is None:
            return False
        self.recorder.start(note)
        self._left = []
        self._awake = keep_awake().__enter__()
        self.kept.begin(time.monotonic(), 0)
        self._go(Phase.RECORDING)
        return True

    def pause(self) -> None:
        """Keep nothing from now on."""
        if self.phase is Phase.RECORDING and self.recorder is not None:
            self.recorder.pause()
            self.kept.end(time.monotonic())
            self._go(Phase.PAUSED)

    def go_on(self) -> None:
        """Record on in the same story."""
        if self.phase is Phase.PAUSED and self.recorder is not None:
            self.recorder.resume()
            self.kept.begin(time.monotonic(), self.recorder.status.position_ms)
            self._go(Phase.RECORDING)

    @property
    def off_record(self) -> bool:
        """Whether silence is kept in place of what is said."""
        return self.phase.goes_on and self.recorder is not None and self.recorder.status.is_off_record

    def go_off_record(self, *, on: bool) -> None:
        """Keep silence of the same length from now on, or what is said again."""
        if self.recorder is not None and self.phase.goes_on and on != self.recorder.status.is_off_record:
            self.recorder.off_record(on)
            self.phase_changed.emit()

    def mark(
        self, kind: MomentKind, text: str = "", *, at_ms: int | None = None, end_ms: int | None = None
    ) -> Stretch | None:
        """Note that something is here (or from `at_ms` to `end_ms`); None while nothing is recorded."""
        if self.recorder is None or not self.phase.goes_on:
            return None
        return self.recorder.mark(kind, text, at_ms=at_ms, end_ms=end_ms)

    @property
    def moments(self) -> tuple[Stretch, ...]:
        """What was noted so far, in order of time."""
        return self.recorder.status.note.moments if self.recorder is not None and self.phase.under_way else ()

    def change_moment(self, moment: Stretch, text: str | None) -> None:
        """Give a noted moment other words, or take it away (None)."""
        if self.recorder is not None and self.phase.under_way:
            with suppress(BadInput):  # it never began to write; then there is no note either
                self.recorder.change_moment(moment, text)

    def change_note(self, **changed: Any) -> None:
        """Change what is known of the recording that runs; it is kept on disk at once, without waiting for it."""
        if self.recorder is not None and self.phase.under_way:
            with suppress(BadInput):
                self.recorder.change_note(**changed)

    def words_not_kept(self) -> list[str]:
        """What was typed while somebody was recorded and the disk refused, after another try."""
        recorder = self.recorder
        if recorder is None or not self.phase.under_way or recorder.keep_note():
            return list(self._left)
        return recorder.status.note.words()

    @property
    def refused_since(self) -> float | None:
        """Since when the disk refuses what is noted (seconds since 1970)."""
        return self.recorder.note_refused_since if self.recorder is not None and self.phase.under_way else None

    def forget_words(self) -> None:
        """What could not be kept was put elsewhere."""
        self._left = []

    def hand_over(self) -> Recorder:
        """The recorder, for somebody to stop it and make the story; nothing more is kept from now on."""
        assert self.recorder is not None
        self.recorder.pause()
        self.kept.end(time.monotonic())
        self._go(Phase.FINISHING)
        return self.recorder

    def finished(self, *, kept: bool) -> None:
        """The story was made (`kept`), or what was said still waits for it."""
        self._sleep_again()
        if kept:
            if self.recorder in self._made:
                self._made.remove(self.recorder)
            self.recorder = None
        self._go(Phase.IDLE if kept else Phase.ENDED)

    def _sleep_again(self) -> None:
        awake, self._awake = self._awake, None
        if awake is not None:
            # The system may take its time to answer.
            self.submit(lambda _job: awake.__exit__(None, None, None), kind=JobKind.LET_SLEEP)

    def look(self) -> None:
        """Notice that the microphone or the disk went away; to be called often."""
        recorder = self.recorder
        if recorder is None or recorder.status.state is not State.FAILED:
            return
        if self.phase is Phase.READY:
            self.error = recorder.status.error
            self._retire(recorder)
            self.recorder = None
            self._go(Phase.NO_MICROPHONE)
        elif self.phase.goes_on:
            self.error = recorder.status.error
            self.kept.end(time.monotonic())
            self._sleep_again()
            self._go(Phase.ENDED)
            self.broke_off.emit(self.error)

    def _go(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit()


def _try(folder: Path, sound: WavFormat, _job: Job) -> float:
    return try_disk(folder, sound)
