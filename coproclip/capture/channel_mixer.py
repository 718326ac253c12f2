"""The microphones of a recording beside each other: each fills its channels, and one gives the pace for all.

That one is the first that lives. A microphone that is slow to begin, stalls or goes away is silence in its channels;
it never stops the others.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from coproclip.audio.devices import InputSource, Pcm
from coproclip.capture.input_stream import DeviceStream
from coproclip.capture.pcm import silence
from coproclip.capture.wav_writer import WavFormat

log = logging.getLogger(__name__)

# So long (s) the others wait for one that is slow to begin, or sends nothing for a while. Their sound is not yet on
# the disk meanwhile.
WAIT_S = 1.0
# A wireless microphone may take its time to begin; once it has begun, nothing arriving means that it is gone.
BEGINS_S, GONE_S = 8.0, 2.0


@dataclass(frozen=True, slots=True)
class Lost:
    """Sound of the microphone at `lane` that is missing from `place` on, for so many frames (0: not known).

    `alone`: no other microphone was heard then. `busy`: the computer could not take it; else the device sent nothing.
    """

    lane: int
    place: float
    frames: int
    alone: bool
    busy: bool = False


class MixerLane:
    """The channels of one microphone, from `first` on. `feed` is None while no device sends for them."""

    def __init__(self, place: int, name: str, first: int, channels: int) -> None:
        self.place, self.name, self.first, self.channels = place, name, first, channels
        self.feed: DeviceStream | None = None
        self.coming: DeviceStream | None = None
        self.since_place = 0
        self.gone = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its channels in the recording, from 0."""
        return tuple(range(self.first, self.first + self.channels))


class ChannelMixer:
    """Puts the microphones together. `take` and `look` belong to the writing thread; the rest may be asked by any."""

    def __init__(self, sources: Sequence[InputSource], channels: Sequence[int], sound: WavFormat) -> None:
        self.sound, self.place = sound, 0
        self.all: list[MixerLane] = []
        self.lost: deque[Lost] = deque()
        self.is_ended = False
        self._leader: DeviceStream | None = None
        self._one = threading.Lock()
        self._left: deque[threading.Thread] = deque()
        self._all_gone_at = 0
        for source, count in zip(sources, channels, strict=True):
            first = sum(lane.channels for lane in self.all)
            lane = MixerLane(len(self.all), source.name, first, count)
            lane.feed = self.feed_from(source, lane.place, channels=count)
            self.all.append(lane)
        self._lead(self.all[0].feed)

    def start(self) -> None:
        """Open all; raises `DeviceError`, and none is open then."""
        started: list[DeviceStream] = []
        try:
            for feed in self._feeds():
                feed.start()
                started.append(feed)
        except BaseException:
            for feed in started:
                feed.close()
            raise

    def feed_from(self, source: InputSource, place: int, *, channels: int = 0) -> DeviceStream:
        """A feed for the microphone at `place`, not yet started."""
        return DeviceStream(source, self.sound, channels or self.all[place].channels, self.place_now)

    def attach(self, place: int, feed: DeviceStream) -> bool:
        """Let `feed`, which was started, take over that microphone's channels once it sends. False: it is too late."""
        with self._one:
            if self.is_ended:
                return False
            lane = self.all[place]
            if lane.coming is not None:
                self._leave(lane.coming)
            lane.coming = feed
        return True

    def end(self, wait_s: float) -> None:
        """Let all devices deliver what they have and go, waiting at most so long for them."""
        with self._one:
            self.is_ended = True
        self._left.extend([feed.close() for feed in self._feeds()])
        until = time.monotonic() + wait_s
        for thread in list(self._left):
            thread.join(max(0.0, until - time.monotonic()))

    # ---- asked from anywhere ----------------------------------------------------------------------------------

    @property
    def is_hearing(self) -> bool:
        """Whether any device has begun to deliver."""
        return any(lane.feed is not None and lane.feed.began_at is not None for lane in self.all)

    @property
    def are_gone(self) -> bool:
        """Whether no microphone is left."""
        return all(lane.feed is None for lane in self.all)

    @property
    def latency_s(self) -> float:
        """How old sound may be when it arrives (s)."""
        return max((float(getattr(feed.source, "latency_s", 0.0)) for feed in self._feeds()), default=0.0)

    @property
    def drift_ppm(self) -> float:
        """How much faster (millionths) the second microphone's clock runs than the first one's."""
        others = [feed for feed in self._feeds() if feed is not self._leader]
        return others[0].pace.drift_ppm if others else 0.0

    def place_now(self, now: float) -> float | None:
        """The place that is being heard at this moment; None as long as nothing was heard."""
        return self._leader.place_now(now) if self._leader else None

    def reached(self) -> int:
        """The place up to which sound has arrived; while none comes, the place of what would be said now."""
        reached = self._leader.reached(time.monotonic()) if self._leader else None
        return self.place if reached is None else max(self.place, int(reached))

    # ---- the writing thread -----------------------------------------------------------------------------------

    def stand_up_again(self, now: float) -> None:
        """Forgive all that nothing came until `now`: this program itself stood still."""
        for feed in self._feeds():
            feed.arrived_at = now

    def look(self, now: float) -> list[MixerLane]:
        """The microphones that went away just now."""
        gone = []
        for lane in self.all:
            feed, coming = lane.feed, lane.coming
            if coming is not None and now - coming.arrived_at > (GONE_S if coming.began_at else BEGINS_S):
                lane.coming = None
                self._leave(coming)
            if feed is not None and now - feed.arrived_at > (GONE_S if feed.began_at else BEGINS_S):
                lane.feed, lane.since_place, lane.gone = None, self.place, lane.gone + 1
                self._leave(feed)
                gone.append(lane)
        if gone and self.are_gone:
            self._all_gone_at = self.place
            self.lost.append(Lost(gone[-1].place, self.place, 0, alone=True))
        return gone

    def take(self, now: float, *, last: bool = False) -> Pcm | None:
        """The next frames of all, at most a second; None when there are none. `last`: nothing more will come."""
        self._pull()
        self._elect(now, last=last)
        for lane in self.all:
            self._follow(lane, now)
        limits = [limit for lane in self.all if (limit := self._limit(lane, now, last=last)) is not None]
        frames = max(limits, default=0) if last else min(limits, default=0)
        frames = min(frames, self.sound.sample_rate)
        if frames <= 0:
            return None
        block = silence(frames, self.sound.channels, self.sound.bits)
        for lane in self.all:
            if lane.feed is not None and lane.feed.line is not None:
                block[:, lane.first : lane.first + lane.channels] = lane.feed.read(self.place, frames)
        self.place += frames
        return block

    def _feeds(self) -> list[DeviceStream]:
        return [feed for lane in self.all for feed in (lane.feed, lane.coming) if feed is not None]

    def _pull(self) -> None:
        for lane in self.all:
            for feed in (lane.feed, lane.coming):
                for place, overrun in feed.pull() if feed is not None else ():
                    frames = round(overrun.lost / feed.nominal) if feed is not None else 0
                    self.lost.append(Lost(lane.place, place, frames, len(self.all) == 1, busy=True))

    def _elect(self, now: float, *, last: bool) -> None:
        """See to it that somebody who sends gives the pace."""
        leader = self._leader
        there = [lane.feed for lane in self.all if lane.feed is not None and lane.feed.began_at is not None]
        if leader in there and leader is not None and (now - leader.arrived_at < WAIT_S or last):
            return
        for feed in there:
            if feed is leader or feed.began_at is None or now - feed.arrived_at > WAIT_S:
                continue
            unheard = leader is None or leader.began_at is None
            if unheard and leader in self._feeds() and now - feed.began_at < WAIT_S and not last:
                continue
            if unheard or feed.is_placed:
                self._lead(feed)
                return

    def _lead(self, feed: DeviceStream | None) -> None:
        if self._leader is not None and self._leader is not feed:
            self._leader.lose_lead()
        if feed is not None:
            feed.lead(self.place)
        self._leader = feed

    def _follow(self, lane: MixerLane, now: float) -> None:
        """Keep those in step who do not give the pace, and change to the one that is coming when it is its time."""
        coming, feed = lane.coming, lane.feed
        if coming is not None:
            if not coming.is_placed:
                coming.keep_step(self.place)
                if not coming.is_placed and coming.began_at and self.place_now(now) is None:
                    coming.lead(self.place)
            if coming.is_placed and coming.heard_from <= self.place:
                self._change(lane, coming)
                return
        if feed is None or feed is self._leader:
            return
        if feed.is_placed and now - feed.arrived_at > WAIT_S and feed.ready(self.place) <= 0:
            if feed.began_at is not None:
                self.lost.append(Lost(lane.place, self.place, 0, alone=False))
            feed.drift_off()
        torn = round(feed.keep_step(self.place))
        if torn:
            log.warning("two microphones are apart by %d frames", torn)
            behind = feed if torn < 0 else self._leader
            if behind is not None:
                behind.stand_still(self.place, abs(torn))
                at = next((one.place for one in self.all if one.feed is behind), lane.place)
                self.lost.append(Lost(at, self.place, abs(torn), alone=len(self.all) == 1, busy=True))

    def _change(self, lane: MixerLane, coming: DeviceStream) -> None:
        with self._one:
            old, lane.feed = lane.feed, coming
            if lane.coming is coming:
                lane.coming = None
        if old is not None:
            self._leave(old)
        elif all(other.feed is None for other in self.all if other is not lane):
            at = self._all_gone_at
            self.lost.append(Lost(lane.place, at, self.place - at, alone=True))
        lane.name, lane.since_place = coming.name, self.place
        if old is self._leader or self._leader not in self._feeds():
            self._lead(coming)

    def _leave(self, feed: DeviceStream) -> None:
        feed.is_closed = True
        self._left.append(feed.close())

    def _limit(self, lane: MixerLane, now: float, *, last: bool) -> int | None:
        """How many frames can be taken as far as this microphone is concerned; None: it has nothing to say to that."""
        feed, limit = lane.feed, None
        leads = self._leader
        if feed is not None and feed.is_placed:
            ready = feed.ready(self.place, last=last)
            limit = ready if ready > 0 or feed is leads or now - feed.arrived_at < WAIT_S else None
        elif feed is not None and leads is not None and leads.began_at is not None and not last:
            # It shall not miss the first words only because it opens more slowly.
            waits = feed.line is None and now - max(leads.began_at, feed.opened_at) < WAIT_S
            limit = 0 if waits else None
        if lane.coming is not None and lane.coming.is_placed:
            until = lane.coming.heard_from - self.place
            limit = until if limit is None or (last and feed is None) else min(limit, until)
        return limit
