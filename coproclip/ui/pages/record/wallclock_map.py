"""Which moments of a session are in the recording, for the rolling picture: what was said while paused is not."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class _Span:
    began: float
    position_ms: int
    ended: float | None = None


class WallclockMap:
    """Turns moments (seconds of a steady clock) into places in the recording (ms) and back."""

    def __init__(self) -> None:
        self._spans: list[_Span] = []

    def begin(self, now: float, position_ms: int) -> None:
        """Sound is kept from `now` on, at `position_ms` of the recording."""
        self.end(now)
        self._spans.append(_Span(now, position_ms))

    def end(self, now: float) -> None:
        """Nothing is kept from `now` on."""
        if self._spans and self._spans[-1].ended is None:
            self._spans[-1].ended = now

    def spans(self, since: float, now: float) -> list[tuple[float, float]]:
        """From when to when sound was kept; only what reaches beyond `since`."""
        return [(span.began, _end(span, now)) for span in self._spans if _end(span, now) > since]

    @property
    def first(self) -> float | None:
        """When sound was first kept."""
        return self._spans[0].began if self._spans else None

    def moment_of(self, place_ms: int) -> float | None:
        """When the sound at `place_ms` of the recording was heard; None if nothing was kept by then."""
        found = None
        for span in self._spans:
            if span.position_ms <= place_ms or found is None:
                moment = span.began + max(0, place_ms - span.position_ms) / 1000
                found = moment if span.ended is None else min(moment, span.ended)
        return found

    def pauses(self, since: float, now: float) -> Iterator[tuple[float, float]]:
        """From when to when nothing was kept between two kept spans, or since the last; only what is after `since`."""
        for place, span in enumerate(self._spans):
            if span.ended is None:
                continue
            until = self._spans[place + 1].began if place + 1 < len(self._spans) else now
            if until > since:
                yield span.ended, until

    def ticks(self, since: float, now: float, every_ms: int) -> Iterator[tuple[float, int]]:
        """Moments after `since` at which the recording reaches a whole number of `every_ms`, with that place (ms)."""
        for span in self._spans:
            ended = _end(span, now)
            first = span.position_ms + max(0.0, since - span.began) * 1000
            last = span.position_ms + (ended - span.began) * 1000
            place = -int(-first // every_ms) * every_ms
            while place <= last:
                yield span.began + (place - span.position_ms) / 1000, place
                place += every_ms


def _end(span: _Span, now: float) -> float:
    return now if span.ended is None else span.ended
