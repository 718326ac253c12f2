"""What a waveform shows, and how time lies on the screen."""

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

Range = tuple[int, int]
LEAST_SHOWN_MS = 1000
_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400)
STEPS_MS = tuple(round(1000 * step) for step in _SECONDS)
FAR_PX = 1e6


class HasRange(Protocol):
    """Where the bars come from: the lowest and highest sample (-127…127) in each of equal parts of a stretch."""

    def range(self, start_ms: int, end_ms: int, columns: int) -> Any:
        """An int8 array [columns, 2]; zero outside the recording."""


@dataclass(frozen=True)
class Band:
    """An excerpt on the waveform: its stretches (ms), the mark of its theme, its title."""

    excerpt_id: int
    spans: tuple[Range, ...]
    letter: str
    colour_index: int
    title: str
    selected: bool = False

    @property
    def start_ms(self) -> int:
        """Where it begins."""
        return self.spans[0][0]

    @property
    def end_ms(self) -> int:
        """Where it ends."""
        return self.spans[-1][1]

    @property
    def gaps(self) -> list[Range]:
        """What was taken out of its middle."""
        return [(a[1], b[0]) for a, b in zip(self.spans, self.spans[1:], strict=False)]

    def holds(self, ms: float) -> bool:
        """Whether `ms` is in one of its stretches."""
        return any(start <= ms < end for start, end in self.spans)


@dataclass
class Scene:
    """Everything a waveform shows, all in ms. `shown` is the part on screen (zoom) or in the box (strip)."""

    duration: int = 0
    shown: Range = (0, 30_000)
    peaks: HasRange | None = None
    bands: list[Band] = field(default_factory=list)
    checked: list[Range] = field(default_factory=list)
    flags: list[Range] = field(default_factory=list)
    not_used: list[Range] = field(default_factory=list)
    speakers: list[tuple[int, int, str]] = field(default_factory=list)
    transcribed_until: int | None = None
    selection: Range | None = None
    playhead: int = 0
    lead_in: int = 0
    lead_out: int = 0

    def selected(self) -> Band | None:
        """The band that has handles."""
        return next((band for band in self.bands if band.selected), None)

    def band_at(self, ms: float) -> Band | None:
        """The shortest band there: the one whose tint is on top."""
        here = [band for band in self.bands if band.start_ms <= ms < band.end_ms]
        return min(here, key=lambda band: band.end_ms - band.start_ms, default=None)


@dataclass(frozen=True)
class Scale:
    """Time from left to right: `start` to `end` ms over `width` px."""

    start: int
    end: int
    width: int

    def x(self, ms: float) -> float:
        """Where `ms` is, px from the left; may be outside, and is not exact far away, where Qt could not count it."""
        return max(-FAR_PX, min((ms - self.start) * self.width / max(1, self.end - self.start), FAR_PX))

    def ms(self, x: float) -> int:
        """The time at `x`."""
        return self.start + round(x * (self.end - self.start) / max(1, self.width))

    @property
    def per_px(self) -> float:
        """Milliseconds a pixel."""
        return (self.end - self.start) / max(1, self.width)

    def ruler_step(self, least_px: float) -> int:
        """The roundest step of time whose marks are at least `least_px` apart."""
        return next((step for step in STEPS_MS if step / self.per_px >= least_px), STEPS_MS[-1])


def in_sight(scene: Scene, scale: Scale) -> Scene:
    """`scene` with only those bands and flags that can be seen at `scale`, or nearly."""
    room = round(scale.per_px * 8)
    low, high = scale.start - room, scale.end + room
    bands = [band for band in scene.bands if band.start_ms < high and band.end_ms > low]
    flags = [flag for flag in scene.flags if flag[0] < high and flag[1] > low]
    return replace(scene, bands=bands, flags=flags)


def within(shown: Range, duration: int) -> Range:
    """`shown` moved and cut to lie in 0…`duration`, never shorter than a second unless the story is."""
    whole = max(duration, 1)
    length = min(whole, max(LEAST_SHOWN_MS, shown[1] - shown[0]))
    start = max(0, min(shown[0], whole - length))
    return start, start + length
