"""What is wrong with a recording while it runs, worked out from what the recorder sees from time to time.

No threads, no clocks, no devices: `HealthRules.look` is given a `RecorderReading` (every half second
or so) and gives the warnings.
"""

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum

from coproclip.capture.battery import Battery
from coproclip.capture.meter import QUIETEST_DBFS, Level

NOTHING_COMES_S, NOTHING_BEGINS_S = 1.5, 5.0
SILENT_MS = 10_000
TOO_LOUD_TIMES = 3
# A channel is dead when it is so much (dB) below another on which somebody speaks, for so long (s).
DEAD_DB, SPEAKING_DBFS, DEAD_S = 40.0, -45.0, 10.0
# How much a device may be off its rate, and by how much (s) blocks may come late or together.
DRIFT, DRIFT_SLACK_S, DRIFT_LEAST_S = 0.005, 0.3, 10.0
LITTLE_ROOM_MS, HARDLY_ROOM_MS = 30 * 60_000, 10 * 60_000
LOW_BATTERY, EMPTY_BATTERY = 15, 5
SLEPT_S, CLOCK_S, SLOW_DISK_S = 5.0, 120.0, 1.0
# Nobody looked for so long: what was measured over that time says nothing.
AWAY_S = 5.0
# What happened and is over is told for so long.
SHOWN_FOR_S = 60.0


class WarningKind(StrEnum):
    """What can be wrong; the first is the worst."""

    UNPLUGGED = "unplugged"
    NO_SOUND = "no sound"
    NOTE_NOT_KEPT = "note not kept"
    LITTLE_ROOM = "little room"
    OVERRUN = "overrun"
    SLEPT = "slept"
    DEAD_CHANNEL = "dead channel"
    SILENT = "silent"
    DRIFT = "drift"
    SLOW_DISK = "slow disk"
    LOW_BATTERY = "low battery"
    ON_SECOND_DISK = "on second disk"
    ANOTHER_MICROPHONE = "another microphone"
    TOO_LOUD = "too loud"
    CLOCK = "clock"


Key = tuple[WarningKind, int | None, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class HealthWarning:
    """Something that is wrong now, or went wrong less than a minute ago; `health_messages` has the words.

    `place` is the microphone's place and `channels` the channels of the recording that it speaks of, both where it
    speaks of a microphone. `at_ms` is the place in the recording where it began. `ms` and `count` depend on the kind:

        UNPLUGGED                       count: other microphones that go on
        NO_SOUND, SILENT, DEAD_CHANNEL  ms: for how long
        ANOTHER_MICROPHONE              name: the one that is recorded from now
        ON_SECOND_DISK                  count: 1 where it is this computer's own place
        LITTLE_ROOM                     ms: what still fits; count: 1 where a second disk waits
        OVERRUN                         ms: sound lost in all; count: how often
        DRIFT                           count: parts in a thousand that it is too fast; below 0: too slow
        SLEPT, SLOW_DISK                ms: for how long
        LOW_BATTERY                     count: percent left
        CLOCK                           ms: how far it was set on; below 0: back
    """

    kind: WarningKind
    place: int | None = None
    channels: tuple[int, ...] = ()
    at_ms: int = 0
    ms: int = 0
    count: int = 0
    name: str = ""
    is_serious: bool = False

    @property
    def key(self) -> Key:
        """The same for the same trouble, however its numbers change."""
        return self.kind, self.place, self.channels


@dataclass(frozen=True, slots=True)
class MicrophoneReading:
    """One microphone: the recording's channels it fills, and the frames that came since it was opened, lost ones too.

    `gone` counts how often it went away; a microphone that replaces it has its place, its own `name` and `frames`.
    """

    name: str
    channels: tuple[int, ...] = (0,)
    sample_rate: int = 48_000
    frames: int = 0
    alive: bool = True
    gone: int = 0


@dataclass(frozen=True, slots=True)
class RecorderReading:
    """What the recorder sees at one moment.

    `now_s` is `time.monotonic`, `wall_s` `time.time`, `slept_s` `awake.slept_s` (None: the system does not tell).
    `levels` has one for each channel of the recording. `gaps` and `lost_ms` count what was lost since the start,
    `sync_s` is the longest that the disk took since the last look. `room_ms` is None where that cannot be told.
    """

    now_s: float
    wall_s: float
    slept_s: float | None = None
    position_ms: int = 0
    levels: tuple[Level, ...] = ()
    microphones: tuple[MicrophoneReading, ...] = ()
    room_ms: int | None = None
    gaps: int = 0
    lost_ms: int = 0
    sync_s: float = 0.0
    battery: Battery | None = None
    note_kept: bool = True
    second_disk: bool = False
    on_second_disk: bool = False
    on_last_resort: bool = False
    is_off_record: bool = False
    is_paused: bool = False


@dataclass(slots=True)
class _Ear:
    """What is remembered of one microphone: since when its frames come evenly, and when the last new ones came."""

    seen: MicrophoneReading
    even_since_s: float
    even_frames: int
    new_at_s: float


class HealthRules:
    """Looks again and again. `look` belongs to one thread; `answered` may be called by any."""

    def __init__(self) -> None:
        self._before: RecorderReading | None = None
        self._judged_since_s = 0.0
        self._ears: dict[int, _Ear] = {}
        self._dead_s: dict[int, float] = {}
        self._happened: dict[Key, tuple[float, HealthWarning]] = {}
        self._began_ms: dict[Key, int] = {}
        self._read: deque[HealthWarning] = deque()
        self._answered: dict[Key, bool] = {}

    def look(self, seen: RecorderReading) -> tuple[HealthWarning, ...]:
        """What is wrong now, the worst first."""
        before = self._before or RecorderReading(seen.now_s, seen.wall_s, seen.slept_s)
        away = seen.now_s - before.now_s > AWAY_S
        if self._before is None or away or seen.is_paused or seen.is_off_record:
            # Silence in a pause is nobody's trouble, and what is not recorded is not judged.
            self._judged_since_s = seen.now_s
            self._dead_s.clear()
        while self._read:
            read = self._read.popleft()
            self._answered[read.key] = read.is_serious
        self._times(seen, before)
        found = self._microphones(seen, before, away) + self._sound(seen, before)
        found += self._disk(seen, before) + self._power(seen)
        self._before = seen
        return self._worst_first(found, seen)

    def answered(self, warning: HealthWarning) -> None:
        """A person has read it: it is not told again until it ends and comes back, happens again, or gets worse."""
        self._read.append(warning)

    # ---- what is found ----------------------------------------------------------------------------------------

    def _times(self, seen: RecorderReading, before: RecorderReading) -> None:
        passed, wall = seen.now_s - before.now_s, seen.wall_s - before.wall_s
        known = seen.slept_s is not None and before.slept_s is not None
        slept = (seen.slept_s or 0.0) - (before.slept_s or 0.0) if known else 0.0
        # While the computer sleeps, `now_s` runs on on some systems and stands still on others.
        jump = min(wall - passed, wall - passed - slept, key=abs)
        if not known and seen.sync_s < passed / 2:
            slept = passed if passed > AWAY_S else max(0.0, jump)
            jump = min(0.0, jump)
        if slept > SLEPT_S:
            self._happens(HealthWarning(WarningKind.SLEPT, at_ms=before.position_ms, ms=round(slept * 1000)), seen)
        if abs(jump) > CLOCK_S:
            self._happens(HealthWarning(WarningKind.CLOCK, at_ms=seen.position_ms, ms=round(jump * 1000)), seen)

    def _microphones(self, seen: RecorderReading, before: RecorderReading, away: bool) -> list[HealthWarning]:
        found = []
        for place, now in enumerate(seen.microphones):
            ear = self._ears.get(place)
            was = ear.seen if ear else now
            back = now.alive and (not was.alive or now.gone > was.gone)
            if ear is None or back or now.name != was.name or now.frames < was.frames:
                ear = self._ears[place] = _Ear(now, seen.now_s, now.frames, seen.now_s)
            if back:
                kind = WarningKind.ANOTHER_MICROPHONE
                self._happens(HealthWarning(kind, place, now.channels, seen.position_ms, name=now.name), seen)
            if away or seen.gaps > before.gaps or not ear.even_frames:
                # The first blocks come late and together, and what was lost is not the clock's doing.
                ear.even_since_s, ear.even_frames = seen.now_s, now.frames
            if away or now.frames > was.frames:
                ear.new_at_s = seen.now_s
            ear.seen = now
            others = sum(other.alive for other in seen.microphones) - now.alive
            if not now.alive:
                found.append(HealthWarning(WarningKind.UNPLUGGED, place, now.channels, count=others, is_serious=True))
            else:
                found += _arriving(place, ear, seen.now_s)
        return found

    def _sound(self, seen: RecorderReading, before: RecorderReading) -> list[HealthWarning]:
        if seen.is_paused or seen.is_off_record:
            return []
        found = []
        passed = min(max(0.0, seen.now_s - before.now_s), AWAY_S)
        judged_ms = round((seen.now_s - self._judged_since_s) * 1000)
        loudest = max((level.rms_dbfs for level in seen.levels), default=QUIETEST_DBFS)
        places = {channel: place for place, one in enumerate(seen.microphones) for channel in one.channels}
        for channel, level in enumerate(seen.levels):
            place = places.get(channel)
            if place is not None and not seen.microphones[place].alive:
                self._dead_s.pop(channel, None)
                continue
            if loudest > SPEAKING_DBFS:
                dead = level.rms_dbfs <= max(loudest - DEAD_DB, QUIETEST_DBFS)
                self._dead_s[channel] = self._dead_s.get(channel, 0.0) + passed if dead else 0.0
            dead_s, silent_ms = self._dead_s.get(channel, 0.0), min(level.silent_ms, judged_ms)
            if dead_s >= DEAD_S:
                ms = round(dead_s * 1000)
                found.append(HealthWarning(WarningKind.DEAD_CHANNEL, place, (channel,), ms=ms, is_serious=True))
            elif silent_ms >= SILENT_MS:
                found.append(HealthWarning(WarningKind.SILENT, place, (channel,), ms=silent_ms))
            if level.overloads >= TOO_LOUD_TIMES:
                found.append(HealthWarning(WarningKind.TOO_LOUD, place, (channel,), count=level.overloads))
        return found

    def _disk(self, seen: RecorderReading, before: RecorderReading) -> list[HealthWarning]:
        found = []
        if seen.gaps > before.gaps:
            lost = HealthWarning(
                WarningKind.OVERRUN, None, (), seen.position_ms, seen.lost_ms, seen.gaps, is_serious=True
            )
            self._happens(lost, seen)
        if seen.sync_s > SLOW_DISK_S:
            self._happens(
                HealthWarning(WarningKind.SLOW_DISK, at_ms=seen.position_ms, ms=round(seen.sync_s * 1000)), seen
            )
        if seen.room_ms is not None and seen.room_ms < LITTLE_ROOM_MS:
            goes_on = seen.second_disk and not seen.on_second_disk
            serious = seen.room_ms < HARDLY_ROOM_MS and not goes_on
            found.append(
                HealthWarning(WarningKind.LITTLE_ROOM, ms=seen.room_ms, count=int(goes_on), is_serious=serious)
            )
        if not seen.note_kept:
            found.append(HealthWarning(WarningKind.NOTE_NOT_KEPT, is_serious=True))
        if seen.on_second_disk:
            found.append(HealthWarning(WarningKind.ON_SECOND_DISK, count=int(seen.on_last_resort)))
        return found

    def _power(self, seen: RecorderReading) -> list[HealthWarning]:
        left = seen.battery
        if left is None or left.plugged or left.percent >= LOW_BATTERY:
            return []
        return [HealthWarning(WarningKind.LOW_BATTERY, count=left.percent, is_serious=left.percent < EMPTY_BATTERY)]

    # ---- what is told -----------------------------------------------------------------------------------------

    def _happens(self, warning: HealthWarning, seen: RecorderReading) -> None:
        self._happened[warning.key] = (seen.now_s, warning)
        self._answered.pop(warning.key, None)

    def _worst_first(self, found: list[HealthWarning], seen: RecorderReading) -> tuple[HealthWarning, ...]:
        self._began_ms = {one.key: self._began_ms.get(one.key, seen.position_ms) for one in found}
        self._happened = {key: (at, one) for key, (at, one) in self._happened.items() if seen.now_s - at < SHOWN_FOR_S}
        found = [replace(one, at_ms=self._began_ms[one.key]) for one in found]
        found += [one for _, one in self._happened.values()]
        there = {one.key for one in found}
        self._answered = {key: serious for key, serious in self._answered.items() if key in there}
        found = [one for one in found if self._is_news(one)]
        kinds = list(WarningKind)
        return tuple(sorted(found, key=lambda one: (not one.is_serious, kinds.index(one.kind), one.channels)))

    def _is_news(self, one: HealthWarning) -> bool:
        # Answered while it was not yet serious: told again now that it is.
        return one.key not in self._answered or (one.is_serious and not self._answered[one.key])


def _arriving(place: int, ear: _Ear, now_s: float) -> list[HealthWarning]:
    now, missing_s = ear.seen, now_s - ear.new_at_s
    if missing_s > (NOTHING_COMES_S if now.frames else NOTHING_BEGINS_S):
        ms = round(missing_s * 1000)
        return [HealthWarning(WarningKind.NO_SOUND, place, now.channels, ms=ms, is_serious=True)]
    passed = now_s - ear.even_since_s
    extra_s = (now.frames - ear.even_frames) / now.sample_rate - passed
    if passed < DRIFT_LEAST_S or abs(extra_s) < DRIFT * passed + DRIFT_SLACK_S:
        return []
    return [HealthWarning(WarningKind.DRIFT, place, now.channels, count=round(extra_s / passed * 1000))]
