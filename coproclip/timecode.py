"""Time is integer milliseconds; a `TimeRange` is half-open, and times are read and printed here."""

import re
from dataclasses import dataclass

from coproclip.errors import BadInput

# Longer than any recording, and far below what the database can hold.
_LONGEST_MS = 10_000 * 3600 * 1000
_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6})(?:[.,](\d{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """From `start_ms` up to, not including, `end_ms`."""

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms <= self.end_ms:
            raise BadInput(f"A passage cannot run from {clock(self.start_ms)} to {clock(self.end_ms)}.")

    @property
    def duration_ms(self) -> int:
        """Length in ms."""
        return self.end_ms - self.start_ms

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether at least one millisecond is in both."""
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms

    def encloses(self, other: "TimeRange") -> bool:
        """Whether all of `other` lies inside."""
        return self.start_ms <= other.start_ms and other.end_ms <= self.end_ms

    def without(self, gone: "TimeRange") -> list["TimeRange"]:
        """What is left of it without `gone`."""
        if not self.overlaps(gone):
            return [self]
        left = (self.start_ms, max(self.start_ms, gone.start_ms)), (min(self.end_ms, gone.end_ms), self.end_ms)
        return [TimeRange(start, end) for start, end in left if start < end]

    def contains(self, time_ms: int) -> bool:
        """Whether `time_ms` lies inside."""
        return self.start_ms <= time_ms < self.end_ms


def parse_time(text: str) -> int:
    """Milliseconds of `12345` (ms) or `[HH:]MM:SS[.mmm]`.

    Raises `BadInput` for anything else, and for more than 59 seconds or minutes after a larger unit.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        # Compared by length first: Python refuses to read a number of thousands of digits.
        if len(text.lstrip("0")) > len(str(_LONGEST_MS)) or int(text.lstrip("0") or "0") > _LONGEST_MS:
            raise BadInput(f"“{text[:20]}” is later than any recording ends.")
        return int(text.lstrip("0") or "0")
    match = _CLOCK.fullmatch(text)
    if not match or not text.isascii() or match[2] is None:
        raise BadInput(f"“{text}” is not a time.", next="Write it like 1:23.4 or 0:01:23.400.")
    hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
    if seconds > 59 or (match[1] is not None and minutes > 59):
        raise BadInput(f"“{text}” is not a time.", next="Seconds and minutes go up to 59.")
    fraction = int((match[4] or "0").ljust(3, "0"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction


def print_time(time_ms: int, *, separator: str = ".") -> str:
    """`00:01:23.400`, the exact form that `parse_time` reads back."""
    seconds, ms = divmod(max(0, time_ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{separator}{ms:03}"


def clock(time_ms: int, *, tenths: bool = False) -> str:
    """`1:23` or `1:02:03` for people to read; with `tenths`, `1:23.4` (cut, not rounded)."""
    whole, ms = divmod(max(0, time_ms), 1000)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{ms // 100}" if tenths else text


def length(duration_ms: int) -> str:
    """A length in words: `8 s`, `4 min 10 s`, `1 h 05 min`."""
    seconds = round(duration_ms / 1000)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s" if seconds % 60 else f"{seconds // 60} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02} min"


def time_left(seconds: float) -> str:
    """“about 9 min left”; seconds are only named in the last minute."""
    if seconds < 57.5:
        return f"about {max(5, round(seconds / 5) * 5)} s left"
    hours, minutes = divmod(max(1, round(seconds / 60)), 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0)
    return f"about {' '.join(parts)} left"


def minutes(duration_ms: int) -> str:
    """A length for a sentence: `40 seconds`, `1 minute`, `2 minutes`; seconds are only named below one minute."""
    if duration_ms < 59_500:
        seconds = max(1, round(duration_ms / 1000))
        return f"{seconds} second{'s' * (seconds != 1)}"
    whole = round(duration_ms / 60_000)
    return f"{whole} minute{'s' * (whole != 1)}"
