"""The thread of a recording: it takes from the microphones' rings, measures, writes, and watches over all of it."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coproclip.audio.devices import InputSource, Pcm
from coproclip.capture.channel_mixer import ChannelMixer, Lost
from coproclip.capture.fallback_devices import FallbackDevices
from coproclip.capture.input_stream import DeviceStream
from coproclip.capture.meter import Meter
from coproclip.capture.monitor import Monitor
from coproclip.capture.pcm import as_bits, as_bytes, silence
from coproclip.capture.recorder_errors import device_went_away, disk_refused, disk_silent, fault, lost_words
from coproclip.capture.recording_store import RecordingStore
from coproclip.capture.sidecar import Stretch
from coproclip.capture.timeline import Timeline
from coproclip.capture.wav_writer import WavFormat
from coproclip.errors import CoProClipError
from coproclip.project.kinds import MomentKind

log = logging.getLogger(__name__)

TURN_S = 0.05
# Nobody stood at the wheel for so long (s): a sleeping computer, a slow disk. Devices are not to blame for that.
ASLEEP_S = 1.0
STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the computer lost sound; silence of the same length stands there (0: not known)."""

    at_ms: int
    lost_ms: int


class RecordingThread:
    """Takes sound from `sources` until `end` or until something goes wrong; writes it once there is a `RecordingStore`.

    `channels` says how many of the recording's channels each source fills. Raises `DeviceError` when one does not
    start. `look` is called every turn with the time, on our thread. What is read from outside is set by one thread.
    """

    def __init__(
        self,
        sources: Sequence[InputSource],
        channels: Sequence[int],
        sound: WavFormat,
        stand_ins: FallbackDevices,
        look: "Callable[[RecordingThread, float], None]",
        store: RecordingStore | None = None,
    ) -> None:
        self.sound, self.store = sound, store
        self.meter = Meter(sound.sample_rate, sound.channels)
        self.gaps: list[Gap] = []
        self.ended = False
        self.error: CoProClipError | None = None
        self.monitor: Monitor | None = None
        self.lanes = ChannelMixer(sources, channels, sound)
        self.timeline = Timeline(keep=store is not None)
        self._stand_ins, self._look_on = stand_ins, look
        self._gone_at: float | None = None
        self._off_since: Stretch | None = None
        self._turning = threading.Lock()
        self._ending = threading.Event()
        self.lanes.start()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    # ---- asked from outside -----------------------------------------------------------------------------------

    def begin(self, store: RecordingStore) -> None:
        """Write from now on."""
        store.safe_at = time.monotonic()
        self.store = store
        self.turn(keep=True)

    def turn(self, *, keep: bool) -> None:
        """Write, or write nothing, from now on."""
        # The place, not the moment: what is still in the ring was said before.
        self.timeline.turn(self.lanes.reached(), keep=keep)

    def off_record(self, on: bool) -> None:
        """Write silence from now on, or sound again."""
        with self._turning:
            if on == self.timeline.now.off or self.store is None:
                return
            # What arrives just after the button was spoken before it was pressed.
            late = 0 if on else round(self.lanes.latency_s * self.sound.sample_rate)
            at_ms = self.sound.ms(self.timeline.turn(self.lanes.reached() + late, off=on))
            if on:
                self._off_since = Stretch(MomentKind.OFF_RECORD.value, at_ms, at_ms)
                self.store.keeper.add(self._off_since)
            elif self._off_since is not None:
                self.store.keeper.lengthen(self._off_since, at_ms)
                self._off_since = None

    def now_ms(self) -> int:
        """Where in the file the sound lies, or will lie, that arrives just now."""
        return self.sound.ms(self.timeline.file_place(self.lanes.reached()))

    def attach(self, place: int, feed: DeviceStream) -> bool:
        """Let `feed` take over from the microphone at `place`. False: the recording has ended meanwhile."""
        return not self.ended and self.lanes.attach(place, feed)

    def end(self) -> None:
        """Take what is left, close the file and let the devices go."""
        self._ending.set()
        self._thread.join(3 * STOP_S)
        if not self.ended:
            self.error, self.ended = disk_silent(self.sound.ms(self.store.safe_frames if self.store else 0)), True

    @property
    def position_ms(self) -> int:
        """How much is in the file."""
        return self.store.position_ms if self.store else 0

    # ---- our thread -------------------------------------------------------------------------------------------

    def _work(self) -> None:
        error: CoProClipError | None = None
        try:
            turned_at = time.monotonic()
            while not self._ending.wait(TURN_S):
                now = time.monotonic()
                if now - turned_at > ASLEEP_S:
                    self.lanes.stand_up_again(now)
                turned_at = now
                self._drain(now)
                self._watch(now)
            self.lanes.end(STOP_S)
            self._drain(time.monotonic())
            self._drain(time.monotonic(), last=True)
        except CoProClipError as caught:
            error = caught
        except OSError as trouble:
            error = disk_refused(trouble, self.position_ms)
        except Exception as bug:
            log.exception("the recorder's thread ended")
            error = fault(bug, self.position_ms)
        self._finish(error)

    def _finish(self, error: CoProClipError | None) -> None:
        if self.store is not None:
            try:
                self.off_record(False)
                refused = self.store.close()
                error = error or refused or self.store.trouble
            except OSError as trouble:
                error = error or disk_refused(trouble, self.position_ms)
        self.error, self.ended = error, True
        # Last, because a device that is gone may never answer; the file does not wait for it.
        self.lanes.end(STOP_S)
        self._stand_ins.end(STOP_S)

    def _drain(self, now: float, *, last: bool = False) -> None:
        while (block := self.lanes.take(now, last=last)) is not None:
            self._note_losses()
            self.meter.feed(as_bits(block, 16))
            self._let_hear(block)
            self._keep(block)
            if self.store is not None:
                # What waited for a slow disk is not all written before some of it is safe.
                self.store.look(now)

    def _let_hear(self, block: Pcm) -> None:
        try:
            if (monitor := self.monitor) is not None:
                monitor.feed(block)
        except Exception:
            # Who only listens in may never end a recording.
            log.exception("a microphone could not be heard")
            self.monitor = None

    def _keep(self, block: Pcm) -> None:
        done = 0
        for frames, keep, off in self.timeline.claim(len(block)):
            piece = block[done : done + frames]
            done += frames
            if keep and self.store is not None:
                if off:
                    piece = silence(frames, self.sound.channels, self.sound.bits)
                self.store.write(as_bytes(piece, self.sound.bits))

    def _watch(self, now: float) -> None:
        gone = self.lanes.look(now)
        self._note_losses()
        if self.lanes.are_gone:
            self._gone_at = self._gone_at or now
            self._look_for_another(now, self._gone_at)
        else:
            self._gone_at = None
        for lane in gone:
            log.warning("microphone %d of %d sends nothing any more", lane.place + 1, len(self.lanes.all))
        if self.store is not None:
            self.store.look(now)
        try:
            self._look_on(self, now)
        except Exception:
            # Who only looks on may never end a recording.
            log.exception("a recording could not be watched")

    def _look_for_another(self, now: float, gone_at: float) -> None:
        waits = self.store is not None and now - gone_at < self._stand_ins.patience_s
        if not waits:
            raise device_went_away(self.lanes.all[0].name, self.position_ms, recording=self.store is not None)
        if all(lane.coming is None for lane in self.lanes.all):
            self._stand_ins.look(now, self._open)

    def _open(self, place: int, source: InputSource) -> None:
        """Begin to listen to `source` for the microphone at `place`; raises `DeviceError`."""
        feed = self.lanes.feed_from(source, place)
        feed.start()
        if not self.attach(place, feed):
            feed.close()

    def _note_losses(self) -> None:
        while self.lanes.lost:
            lost = self.lanes.lost.popleft()
            if self.store is not None:
                self._note_loss(self.store, lost)

    def _note_loss(self, store: RecordingStore, lost: Lost) -> None:
        start, end = (self.timeline.file_place(lost.place + frames) for frames in (0, lost.frames))
        if start == end and (lost.frames or not self.timeline.keeps(lost.place)):
            return
        start_ms, lost_ms = self.sound.ms(start), self.sound.ms(end - start)
        if lost.busy:
            self.gaps.append(Gap(start_ms, lost_ms))
        known = [
            moment
            for moment in store.keeper.note.moments
            if (moment.kind, moment.start_ms) == (MomentKind.LOST, start_ms)
        ]
        if known:
            store.keeper.lengthen(known[0], start_ms + lost_ms)
        else:
            words = lost_words(self.lanes.all[lost.lane].name, alone=lost.alone, busy=lost.busy)
            store.keeper.add(Stretch(MomentKind.LOST.value, start_ms, start_ms + lost_ms, words))
