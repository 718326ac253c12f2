"""One sitting: the microphone is opened, recorded from, and let go. It knows no widgets and never blocks the window."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from coproclip.audio.devices import DeviceInput, InputDevice, InputSource, list_inputs
from coproclip.capture.recorder import Recorder, State
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError
from coproclip.jobs import Job, JobQueue
from coproclip.ui.record.kept import KeptSpans

LANE = "microphone"
WAIT_S = 5.0

OpenSource = Callable[[str], InputSource]
"""Gives the microphone of that name, or the computer's default for an empty one; raises `DeviceError`."""

FindDevices = Callable[[], list[InputDevice]]


def open_microphone(name: str) -> InputSource:
    """The microphone called `name`, one channel; empty for the default."""
    return DeviceInput(name or None)


class Phase(StrEnum):
    """Where a sitting is. `ENDED`: it ended by itself; what was said is on disk and waits to be finished."""

    IDLE = "idle"
    OPENING = "opening"
    NO_MICROPHONE = "no microphone"
    READY = "ready"
    RECORDING = "recording"
    PAUSED = "paused"
    ENDED = "ended"
    FINISHING = "finishing"

    @property
    def under_way(self) -> bool:
        """Whether somebody's words are in it that are not a story yet."""
        return self in (Phase.RECORDING, Phase.PAUSED, Phase.ENDED, Phase.FINISHING)


@dataclass(frozen=True)
class _Opened:
    devices: list[InputDevice]
    recorder: Recorder | None = None
    error: CoProClipError | None = None


class Sitting(QObject):
    """Holds the recorder. Opening and closing a microphone may take a second, so a thread of its own does that."""

    phase_changed = Signal()
    devices_found = Signal()
    broke_off = Signal(object)
    """The `CoProClipError` that ended a recording; what was said before is kept."""

    _from_jobs = Signal(object)

    def __init__(
        self,
        open_source: OpenSource = open_microphone,
        find_devices: FindDevices = list_inputs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_source, self._find_devices = open_source, find_devices
        self.phase = Phase.IDLE
        self.recorder: Recorder | None = None
        self.folder: Path | None = None
        self.devices: list[InputDevice] = []
        self.error: CoProClipError | None = None
        self.kept = KeptSpans()
        self._made: list[Recorder] = []
        self._asked: set[Job] = set()
        self._opening: Job | None = None
        self._jobs = JobQueue(self._from_jobs.emit)
        self._from_jobs.connect(self._on_job_changed, Qt.ConnectionType.QueuedConnection)

    # ---- the microphone ---------------------------------------------------------------------------------------

    def listen(self, folder: Path, wanted: str) -> None:
        """Open the microphone called `wanted`, or the default where there is none; recordings shall go to `folder`."""
        if self.phase.under_way:
            return
        self.recorder, self.folder = None, folder

        def _open(_job: Job) -> _Opened:
            # The list is only made anew, and some devices only open, when nobody holds one.
            for before in list(self._made):
                self._close(before)
            devices = self._find_devices()
            name = wanted if wanted in {device.name for device in devices} else ""
            try:
                recorder = Recorder(folder, source=self._open_source(name))
                recorder.listen()
            except CoProClipError as error:
                return _Opened(devices, error=error)
            self._made.append(recorder)
            return _Opened(devices, recorder)

        self._opening = self._submit(_open)
        self._go(Phase.OPENING)

    def let_go(self) -> None:
        """Close the microphone, unless somebody is being recorded."""
        if not self.phase.under_way:
            self._opening = None
            self._retire(self.recorder)
            self.recorder = None
            self._go(Phase.IDLE)

    def shut(self) -> None:
        """Close everything and wait for it; a recording stays on disk."""
        self._opening = None
        self._jobs.close(WAIT_S)
        self._jobs = JobQueue(self._from_jobs.emit)
        self._asked.clear()
        for recorder in list(self._made):
            self._close(recorder)
        self.recorder = None
        self._go(Phase.IDLE)

    def _on_job_changed(self, job: Job) -> None:
        # Told of every change of its state, and by then it may have ended.
        if not job.ended or job not in self._asked:
            return
        self._asked.remove(job)
        if job.error is not None:
            raise job.error
        opened = job.result
        if not isinstance(opened, _Opened):
            return
        if job is not self._opening:
            self._retire(opened.recorder)
            return
        self._opening = None
        self.devices, self.recorder, self.error = opened.devices, opened.recorder, opened.error
        self.kept = KeptSpans()
        self.devices_found.emit()
        self._go(Phase.READY if opened.recorder is not None else Phase.NO_MICROPHONE)

    def _submit(self, work: Callable[[Job], object]) -> Job:
        job = Job("", work)
        self._asked.add(job)
        return self._jobs.submit(LANE, job)

    def _retire(self, recorder: Recorder | None) -> None:
        if recorder is not None:
            self._submit(lambda _job: self._close(recorder))

    def _close(self, recorder: Recorder | None) -> None:
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
            self.kept.begin(time.monotonic(), self.recorder.position_ms)
            self._go(Phase.RECORDING)

    def hand_over(self) -> Recorder:
        """The recorder, for somebody to stop it and make the story; nothing more is kept from now on."""
        assert self.recorder is not None
        self.recorder.pause()
        self.kept.end(time.monotonic())
        self._go(Phase.FINISHING)
        return self.recorder

    def finished(self, *, kept: bool) -> None:
        """The story was made (`kept`), or what was said still waits for it."""
        if kept:
            if self.recorder in self._made:
                self._made.remove(self.recorder)
            self.recorder = None
        self._go(Phase.IDLE if kept else Phase.ENDED)

    def look(self) -> None:
        """Notice that the microphone or the disk went away; to be called often."""
        recorder = self.recorder
        if recorder is None or recorder.state is not State.FAILED:
            return
        if self.phase is Phase.READY:
            self.error = recorder.error
            self._retire(recorder)
            self.recorder = None
            self._go(Phase.NO_MICROPHONE)
        elif self.phase in (Phase.RECORDING, Phase.PAUSED):
            self.error = recorder.error
            self.kept.end(time.monotonic())
            self._go(Phase.ENDED)
            self.broke_off.emit(self.error)

    def _go(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit()
