"""Play a story from any moment, at any speed, and know at any time which moment is heard.

A thread reads ahead (`feeding`), the device's own takes from it and notes which moment it handed over and when that
will be heard (`output`). Nobody is called: the interface asks 30 times a second.
"""

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from coproclip.audio.devices import DeviceOutput
from coproclip.audio.feeding import Form, Plan, PlanPosition, PlaybackFeed
from coproclip.audio.files import open_plain, time_at
from coproclip.audio.output import OpenSink, Output
from coproclip.audio.stretch import FASTEST, SLOWEST
from coproclip.errors import BadInput, CoProClipError, DeviceError, MediaError
from coproclip.timecode import TimeRange

# More than speed and rounding ever take away from the end.
SHORTER_MS = 200


class Playing(StrEnum):
    """What a player is doing. `ENDED`: the last sound asked for was heard."""

    STOPPED = "stopped"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"


class Player:
    """Plays one sound file (plain WAV or FLAC) at a time, streamed. To be used from one thread; `close` it at the end.

    `state`, `position_ms`, `ended` and `error` are meant to be polled; they change by themselves.
    """

    def __init__(self, open_sink: OpenSink = DeviceOutput, clock: Callable[[], float] = time.monotonic) -> None:
        self._output = Output(open_sink, clock)
        self._path: Path | None = None
        self._rate = self._channels = self._duration_ms = 0
        self._state = Playing.STOPPED
        self._plan: Plan | None = None
        self._place = PlanPosition(0, 0)
        self._feed: PlaybackFeed | None = None
        self._speed = 1.0
        self._error: CoProClipError | None = None

    # ---- what the person does ---------------------------------------------------------------------------------

    def load(self, path: Path) -> None:
        """Take this file, at its beginning. Raises `MediaError` or `StorageError`; the file before is gone then too."""
        self.stop()
        self._path = None
        self._place, self._duration_ms = PlanPosition(0, 0), 0
        with open_plain(path) as sound:
            self._rate, self._channels = int(sound.samplerate), int(sound.channels)
            self._duration_ms = time_at(sound.frames, self._rate)
        self._path = path

    def play(
        self,
        from_ms: int | None = None,
        until_ms: int | None = None,
        *,
        spans: Sequence[TimeRange] | None = None,
        loop: bool = False,
    ) -> None:
        """Play from `from_ms` (default: where it is, or from the start at the end) up to, not including, `until_ms`.

        With `spans` only these are played, in their order; `from_ms` may lie in one of them. With `loop` again and
        again, from the first. Raises `DeviceError` when there is no loudspeaker, `BadInput` when nothing is loaded.
        """
        if spans is not None:
            plan = Plan(tuple(span for span in spans if span.duration_ms), loop)
        else:
            if from_ms is None:
                from_ms = self.position_ms if self.position_ms < self._duration_ms else 0
            end_ms = self._duration_ms if until_ms is None else min(until_ms, self._duration_ms)
            from_ms = min(max(0, from_ms), end_ms)
            plan = Plan((TimeRange(from_ms, end_ms),), loop)
        if not plan.spans:
            raise BadInput("There is nothing to play in this passage.")
        place = plan.place_of(from_ms) if from_ms is not None else None
        self._begin(plan, place or plan.start)

    def resume(self) -> None:
        """Go on after `pause`; from the beginning of what was played when that has ended. Raises `DeviceError`."""
        if self.state is Playing.PAUSED and self._plan is not None:
            self._begin(self._plan, self._place)
        elif self.state is Playing.ENDED and self._plan is not None:
            self._begin(self._plan, self._plan.start)
        elif self.state is Playing.STOPPED:
            self.play()

    def pause(self) -> None:
        """Fall silent; `resume` goes on just there."""
        if self.state is Playing.PLAYING:
            # Not what is heard this instant, but what was handed over by now: it is heard to its end.
            self._place = self._output.handed_over or self._place
            self._fall_silent(Playing.PAUSED)

    def stop(self) -> None:
        """Fall silent and stay where it is."""
        if self.state in (Playing.PLAYING, Playing.PAUSED):
            self._place = PlanPosition(0, self.position_ms)
        self._plan = None
        self._fall_silent(Playing.STOPPED)

    def seek(self, time_ms: int) -> None:
        """Go to this time and do there what it did before: play (up to the same end) or be silent."""
        time_ms = min(max(0, time_ms), self._duration_ms)
        place = self._plan.place_of(time_ms) if self._plan else None
        playing = self.state is Playing.PLAYING
        if playing and self._plan is not None and place is not None:
            self._begin(self._plan, place)
        elif playing:
            self.play(time_ms)
        elif self.state is Playing.PAUSED and place is not None:
            self._place = place
        else:
            self.stop()
            self._place = PlanPosition(0, time_ms)

    def close(self) -> None:
        """Let the device and the file go."""
        self.stop()
        self._output.close()

    # ---- what is shown and set --------------------------------------------------------------------------------

    @property
    def state(self) -> Playing:
        """What it is doing."""
        if self._state is Playing.PLAYING:
            self._look()
        return self._state

    @property
    def is_ready(self) -> bool:
        """Whether the next moment can be played without waiting for the disk."""
        return self._feed is None or self._feed.is_ready

    @property
    def ended(self) -> bool:
        """Whether the last sound asked for was heard."""
        return self.state is Playing.ENDED

    @property
    def error(self) -> CoProClipError | None:
        """Why it fell silent by itself, in sentences; None again after the next `play`."""
        self._look()
        return self._error

    @property
    def position_ms(self) -> int:
        """The moment that is heard now: what was handed to the device, less what it has not yet sounded."""
        if self.state is Playing.PLAYING:
            return round((self._output.place or self._place).time_ms)
        return round(self._place.time_ms)

    @property
    def duration_ms(self) -> int:
        """The file's length; 0 when there is none."""
        return self._duration_ms

    @property
    def speed(self) -> float:
        """How fast, 0.5 to 2; the pitch stays. May be set while it plays."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        speed = min(max(SLOWEST, speed), FASTEST)
        if speed == self._speed:
            return
        self._speed = speed
        if self.state is Playing.PLAYING and self._plan is not None:
            self._begin(self._plan, self._output.handed_over or self._place)

    @property
    def volume(self) -> float:
        """How loud, 0 to 1."""
        return self._output.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._output.volume = min(max(0.0, volume), 1.0)

    # ---- inside -----------------------------------------------------------------------------------------------

    def _begin(self, plan: Plan, place: PlanPosition) -> None:
        if self._path is None:
            raise BadInput("There is no recording to play.")
        self._fall_silent(Playing.STOPPED)
        self._error = None
        self._plan, self._place = plan, place
        for _ in range(2):
            rate, channels = self._output.open(self._rate, self._channels)
            self._feed = PlaybackFeed(self._path, plan, place, Form(rate, channels, self._speed))
            if self._output.switch(self._feed):
                break
            self._end_feed()
        self._state = Playing.PLAYING

    def _look(self) -> None:
        """Notice that it ended or broke off."""
        if self._state is not Playing.PLAYING or self._plan is None:
            return
        place = self._output.handed_over or self._place
        if self._output.is_gone:
            self._error = DeviceError(
                "The loudspeaker went away.", "Nothing else is touched.", "Check the cable, then play again."
            )
        elif self._output.is_over and self._feed is not None:
            self._error = self._feed.error or self._cut_short(self._plan, place)
        else:
            return
        ended = self._error is None
        self._place = PlanPosition(place.span, min(self._plan.end_ms, self._duration_ms)) if ended else place
        self._fall_silent(Playing.ENDED if ended else Playing.STOPPED)

    def _cut_short(self, plan: Plan, place: PlanPosition) -> MediaError | None:
        """The file has become shorter since it was loaded."""
        if place.time_ms > min(plan.end_ms, self._duration_ms) - SHORTER_MS:
            return None
        return MediaError("The recording breaks off here.", "Words and excerpts are safe.", "Was the file changed?")

    def _fall_silent(self, state: Playing) -> None:
        self._state = state
        self._output.switch(None)
        self._end_feed()

    def _end_feed(self) -> None:
        if self._feed is not None:
            self._feed.cancel()
            self._feed.join()
            self._feed = None
