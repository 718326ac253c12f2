"""Tells the `HealthRules` every half second what there is to be seen of a recording."""

import time

from coproclip.capture.awake import slept_s
from coproclip.capture.battery import Battery, battery
from coproclip.capture.health import HealthRules, HealthWarning, MicrophoneReading, RecorderReading
from coproclip.capture.recording_thread import RecordingThread

LOOK_S, BATTERY_S = 0.5, 30.0


class HealthMonitor:
    """`warnings` is what is wrong, the worst first; replaced whole, so that any thread may read it."""

    def __init__(self) -> None:
        self.warnings: tuple[HealthWarning, ...] = ()
        self._watch = HealthRules()
        self._looked_at = self._battery_at = -BATTERY_S
        self._battery: Battery | None = None

    def answered(self, warning: HealthWarning) -> None:
        """A person has read it and need not be told again for now."""
        self._watch.answered(warning)
        self.warnings = tuple(one for one in self.warnings if one.key != warning.key)

    def look(self, thread: RecordingThread, now: float) -> None:
        """Look, if it is time; belongs to the recording's thread."""
        if now - self._looked_at < LOOK_S:
            return
        self._looked_at = now
        if now - self._battery_at > BATTERY_S:
            self._battery_at, self._battery = now, battery()
        store, turn = thread.store, thread.timeline.now
        lanes = thread.lanes.all
        self.warnings = self._watch.look(
            RecorderReading(
                now_s=now,
                wall_s=time.time(),
                slept_s=slept_s(),
                position_ms=thread.position_ms,
                levels=thread.meter.levels,
                microphones=tuple(
                    MicrophoneReading(
                        name=lane.name,
                        channels=lane.numbers,
                        sample_rate=lane.feed.rate if lane.feed else thread.sound.sample_rate,
                        frames=lane.feed.frames if lane.feed else 0,
                        alive=lane.feed is not None,
                        gone=lane.gone,
                    )
                    for lane in lanes
                ),
                room_ms=store.room_ms if store else None,
                gaps=len(thread.gaps),
                lost_ms=sum(gap.lost_ms for gap in thread.gaps),
                sync_s=store.slowest_sync_s() if store else 0.0,
                battery=self._battery,
                note_kept=store.keeper.is_kept if store else True,
                second_disk=store.has_second if store else False,
                on_second_disk=store.is_on_second if store else False,
                on_last_resort=store.is_on_last_resort if store else False,
                is_off_record=turn.off,
                is_paused=store is not None and not turn.keep,
            )
        )
