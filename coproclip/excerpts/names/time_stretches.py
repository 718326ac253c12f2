"""Many stretches of a story at once, each asked about without a look at all the others."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from coproclip.timecode import TimeRange


class Stretches:
    """Stretches of time (ms), without those that lie in another: so each begins, and ends, later than the one before.

    What is asked about one is found without a look at all of them.
    """

    def __init__(self, times: Iterable[TimeRange] = ()) -> None:
        self._starts, self._ends = list[int](), list[int]()
        self._longest = 0
        for time in times:
            self.add(time)

    def add(self, time: TimeRange) -> None:
        """One more."""
        if self.enclose(time):
            return
        first, last = bisect_left(self._starts, time.start_ms), bisect_right(self._ends, time.end_ms)
        self._starts[first:last], self._ends[first:last] = [time.start_ms], [time.end_ms]
        self._longest = max(self._longest, time.duration_ms)

    def enclose(self, time: TimeRange) -> bool:
        """Whether all of a stretch lies in one of them."""
        last = bisect_right(self._starts, time.start_ms) - 1
        return last >= 0 and self._ends[last] >= time.end_ms

    def overlap(self, time: TimeRange) -> bool:
        """Whether at least one millisecond of a stretch is in one of them."""
        last = bisect_left(self._starts, time.end_ms) - 1
        return last >= 0 and self._ends[last] > time.start_ms

    def have_most_of(self, time: TimeRange) -> bool:
        """Whether half of a stretch or more lies in one of them."""
        if 2 * self._longest < time.duration_ms:
            return False
        # Whatever has half of it has its middle; of those that begin before it the last has most of it.
        middle = (time.start_ms + time.end_ms) // 2
        first = max(bisect_left(self._ends, middle), bisect_right(self._starts, time.start_ms) - 1)
        for number in range(first, bisect_right(self._starts, middle)):
            shared = min(time.end_ms, self._ends[number]) - max(time.start_ms, self._starts[number])
            if 2 * shared >= max(1, time.duration_ms):
                return True
            if self._ends[number] >= time.end_ms:
                break
        return False
