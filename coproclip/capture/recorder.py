"""Record a story so that nothing said is lost.

The devices' callbacks only copy into rings. One thread takes it from there: measures it, writes it, and every half
second brings it down to the disk itself. Whatever goes wrong, the file holds what came before and can be opened.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from coproclip.audio.devices import DeviceInput, DeviceOutput, InputSource
from coproclip.capture.disk_space import FreeBytes, free_bytes
from coproclip.capture.fallback_devices import Candidate, FallbackDevices
from coproclip.capture.monitor import Monitor, OpenSink
from coproclip.capture.recorder_status import MicrophoneState as MicrophoneState
from coproclip.capture.recorder_status import RecorderStatus
from coproclip.capture.recorder_status import State as State
from coproclip.capture.recording_store import RecordingStore
from coproclip.capture.recording_thread import Gap, RecordingThread
from coproclip.capture.sidecar import RecordingNote, Stretch
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import BadInput, CoProClipError, DeviceError
from coproclip.project.kinds import MomentKind

MOST_CHANNELS = 2
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Microphone:
    """A device by name (empty: the computer's default), and how many channels of the recording it shall fill."""

    device: str = ""
    channels: int = 1


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A finished WAV. `error` is why it ended by itself, None if a person stopped it.

    `paths` are all the files it lies in, in order: more than one if it went on on a second disk.
    """

    path: Path
    duration_ms: int
    sample_rate: int
    channels: int
    note: RecordingNote
    gaps: tuple[Gap, ...] = ()
    error: CoProClipError | None = None
    bits: int = 16
    paths: tuple[Path, ...] = ()

    @property
    def sound(self) -> WavFormat:
        """The form of the sound in it."""
        return WavFormat(self.sample_rate, self.channels, self.bits)


class Recorder:
    """Records into `folder` (a project's `recordings`) from one microphone, or from two beside each other.

    `listen` opens the microphones for the level meter, `start` begins to write, `stop` ends and gives the file; a
    recorder records once. Its `status` (state, level, warnings …) is meant to be polled: nobody is called.

    `allowed` names the devices that may stand in when no microphone is left (empty: the default), for `patience_s`
    after which the recording ends. In `second_folder`, on another disk, it goes on when the first takes no more; in
    `last_resort`, on this computer, where that was not named or takes none either.
    `open_source` opens a microphone (or raises `DeviceError`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        microphones: Sequence[Microphone] = (Microphone(),),
        sample_rate: int = 48_000,
        bits: int = 16,
        allowed: Sequence[str] = (),
        second_folder: Path | None = None,
        last_resort: Path | None = None,
        open_source: Callable[[Microphone], InputSource] | None = None,
        free: FreeBytes = free_bytes,
        patience_s: float = PATIENCE_S,
    ) -> None:
        wanted = sum(microphone.channels for microphone in microphones)
        if (
            not 0 < wanted <= MOST_CHANNELS
            or not all(microphone.channels > 0 for microphone in microphones)
            or bits not in (16, 24)
        ):
            raise BadInput("A recording has one or two microphones, and 16 or 24 bits.")
        self.folder, self._free, self._asked_sound = folder, free, WavFormat(sample_rate, wanted, bits)
        self.status = RecorderStatus(folder, self._asked_sound, free)
        self.second_folder, self._last_resort = second_folder, last_resort
        self._wanted, self._allowed = list(microphones), tuple(allowed)
        self._open_source = open_source or self._open_device
        self._stand_ins = FallbackDevices(self._candidates, patience_s)

    # ---- what the person does ---------------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphones for their level; nothing is written. Raises `DeviceError`."""
        if self.status.state is not State.READY:
            raise BadInput("This microphone was opened before.")
        self.status.thread = self._begin_thread(self._open(), None)
        self.status.asked = State.LISTENING

    def start(self, note: RecordingNote | None = None) -> None:
        """Begin to record; `note` says who tells it, for whoever finds the file after a crash.

        Raises `DeviceError`, or `StorageError` when a folder cannot be written to or has no room for a minute.
        """
        if self.status.state is State.READY:
            sources = self._open()
            names, channels = [source.name for source in sources], self._channels(sources)
            store = self._make_store(note, self._sound_of(sources), names, channels)
            try:
                self.status.thread = self._begin_thread(sources, store)
            except DeviceError:
                store.take_back()
                raise
        elif self.status.thread is not None and self.status.state is State.LISTENING:
            lanes = self.status.thread.lanes.all
            names, channels = [lane.name for lane in lanes], [lane.channels for lane in lanes]
            self.status.thread.begin(self._make_store(note, self.status.sound, names, channels))
        else:
            raise self.status.error or BadInput("This recording was begun before.", next="Begin a new one.")
        self.status.asked = State.RECORDING

    def pause(self) -> None:
        """Keep nothing from now on, until `resume`; what was said before is kept."""
        if self.status.thread and self.status.state is State.RECORDING:
            self.status.thread.turn(keep=False)
            self.status.asked = State.PAUSED

    def resume(self) -> None:
        """Go on in the same file."""
        if self.status.thread and self.status.state is State.PAUSED:
            self.status.asked = State.RECORDING
            self.status.thread.turn(keep=True)

    def off_record(self, on: bool) -> None:
        """From the place now reached on, write silence in place of what is said, or (`on` false) what is said again."""
        if self.status.thread and self.status.state in (State.RECORDING, State.PAUSED):
            self.status.thread.off_record(on)

    def mark(
        self,
        kind: MomentKind = MomentKind.MARK,
        text: str = "",
        *,
        at_ms: int | None = None,
        end_ms: int | None = None,
    ) -> Stretch:
        """Note that something is at the place now reached, or at `at_ms`, up to `end_ms` (without: a place).

        Without `text`, what is noted there already stands for it: no time passes in a pause. Raises `BadInput` while
        nothing is recorded.
        """
        thread, store = self._recording()
        start = thread.now_ms() if at_ms is None else max(0, at_ms)
        stretch = Stretch(kind.value, start, start if end_ms is None else max(start, end_ms), text)
        if not text:
            for moment in store.keeper.note.moments:
                if replace(moment, text="") == stretch:
                    return moment
        store.keeper.add(stretch)
        return stretch

    def change_moment(self, moment: Stretch, text: str | None) -> None:
        """Give a noted moment other words, or take it away (None). Raises `BadInput` while nothing is recorded."""
        self._recording()[1].keeper.reword(moment, text)

    def change_note(self, **changed: Any) -> RecordingNote:
        """Change fields of the note, and have it kept on disk; returns it. Raises `BadInput` while nothing is recorded.

        What the disk refuses is a warning, never the end of the recording.
        """
        return self._recording()[1].keeper.change(lambda note: replace(note, **changed))

    def keep_note(self) -> bool:
        """Have the note kept at once; False if the disk refuses it."""
        store = self.status.thread.store if self.status.thread is not None else None
        return store is None or store.keeper.keep_now()

    @property
    def note_refused_since(self) -> float | None:
        """Since when the disk refuses the note (seconds since 1970)."""
        store = self.status.thread.store if self.status.thread is not None else None
        return store.keeper.refused_since if store is not None else None

    def replace(self, place: int, device: str) -> None:
        """Put another microphone (empty: the default) in the `place` of one, without losing what that one heard.

        Raises `DeviceError`; everything stays as it was then.
        """
        thread = self.status.thread
        if thread is None or thread.ended:
            raise BadInput("No microphone is open.")
        wanted, lane = self._wanted[place], thread.lanes.all[place]
        source = self._open_source(replace(wanted, device=device))
        feed = thread.lanes.feed_from(source, place)
        feed.start()
        if not thread.attach(place, feed):
            feed.close()
            raise DeviceError("The recording has ended meanwhile.", "It is safe on disk.")
        self._wanted[place] = replace(wanted, device=device)
        if thread.store is not None and thread.store.keeper.note.who:
            thread.store.keeper.change(lambda note: _with_devices(note, dict.fromkeys(lane.numbers, source.name)))

    def go_on_at(self, folder: Path) -> None:
        """Name the disk on which it goes on when the first takes no more, while it runs.

        Raises `StorageError` or `BadInput`; the recording goes on as it is then.
        """
        self._recording()[1].go_on_at(folder)
        self.second_folder = folder

    def hear(self, channel: int | None, open_sink: OpenSink = DeviceOutput) -> None:
        """Play what comes in on `channel` (the first is 0) to the loudspeaker; None ends that. Raises `DeviceError`."""
        thread = self.status.thread
        if thread is None:
            return
        before, thread.monitor = thread.monitor, None
        if before is not None:
            before.end()
        if channel is not None and not thread.ended:
            thread.monitor = Monitor(channel, self.status.sound.sample_rate, open_sink)

    def stop(self) -> RecordingFile:
        """End and give the file; also after it ended by itself. Raises `BadInput` if nothing was begun."""
        self.close()
        if self.status.thread is None or self.status.thread.store is None:
            raise BadInput("Nothing was recorded.")
        store, sound = self.status.thread.store, self.status.sound
        return RecordingFile(
            store.paths[0],
            self.status.position_ms,
            sound.sample_rate,
            sound.channels,
            store.keeper.note,
            self.status.gaps,
            self.status.error,
            sound.bits,
            store.paths,
        )

    def close(self) -> None:
        """End whatever runs; a recording stays on disk, to be finished later."""
        self.status.asked = State.STOPPED
        if self.status.thread is not None:
            self.hear(None)
            self.status.thread.end()
            if self.status.thread.store is not None:
                self.status.thread.store.keeper.close()

    # ---- how it is opened -------------------------------------------------------------------------------------

    def _open(self) -> list[InputSource]:
        return [self._open_source(one) for one in self._wanted]

    def _open_device(self, wanted: Microphone) -> InputSource:
        sound = self._asked_sound
        return DeviceInput(wanted.device or None, sound.sample_rate, wanted.channels, sound.bits)

    def _candidates(self) -> list[Candidate]:
        first = self._wanted[0]
        # What has just gone away may come back, but others that are there come first.
        others = [replace(first, device=name) for name in self._allowed if name != first.device]
        wanted = [(0, other) for other in others] + list(enumerate(self._wanted))
        return [(place, partial(self._open_source, one)) for place, one in wanted]

    def _begin_thread(self, sources: list[InputSource], store: RecordingStore | None) -> RecordingThread:
        return RecordingThread(
            sources, self._channels(sources), self._sound_of(sources), self._stand_ins, self.status.health.look, store
        )

    def _channels(self, sources: list[InputSource]) -> list[int]:
        # One alone is taken as it is; beside another each has just what was asked for.
        return [sources[0].channels] if len(sources) == 1 else [one.channels for one in self._wanted]

    def _sound_of(self, sources: list[InputSource]) -> WavFormat:
        return WavFormat(sources[0].sample_rate, sum(self._channels(sources)), self._asked_sound.bits)

    def _make_store(
        self, note: RecordingNote | None, sound: WavFormat, names: list[str], channels: list[int]
    ) -> RecordingStore:
        wav = self.folder / f"{uuid.uuid4()}.wav"
        note = replace(
            note or RecordingNote(),
            recording=wav.stem,
            started=datetime.now().astimezone().isoformat(timespec="seconds"),
            sample_rate=sound.sample_rate,
            channels=sound.channels,
            bits=sound.bits,
        )
        channel_names = [name for name, count in zip(names, channels, strict=True) for _ in range(count)]
        note = _with_devices(note, dict(enumerate(channel_names)))
        return RecordingStore(wav, sound, note, self.second_folder, self._free, self._last_resort)

    def _recording(self) -> tuple[RecordingThread, RecordingStore]:
        if self.status.thread is None or self.status.thread.store is None:
            raise BadInput("Nothing is being recorded.")
        return self.status.thread, self.status.thread.store


def _with_devices(note: RecordingNote, names: dict[int, str]) -> RecordingNote:
    """`note` with the names of the devices that fill these channels, where it says who sits there."""
    who = (replace(one, device=names.get(channel, one.device)) for channel, one in enumerate(note.who))
    return replace(note, who=tuple(who))
