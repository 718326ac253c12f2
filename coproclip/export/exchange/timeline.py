"""Excerpts one after the other, as an editing program has them: which stretch of which file is heard when.

“Every edge is within one frame.” Positions are whole frames of the timeline, stretches of files are samples; each
excerpt begins on a frame, so that nothing drifts however many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.rules.grants import ShareableText, verify, verify_texts
from coproclip.excerpts.team.originals import OriginalSound
from coproclip.export.captioning.writing_systems import joined
from coproclip.export.clip import title_of
from coproclip.export.notices import Notice
from coproclip.harmless import plain
from coproclip.timecode import TimeRange

GAP_S = 1
"""How long it is quiet between two excerpts (s)."""


class FrameRate(StrEnum):
    """Pictures a second, as editing programs are set up; sound alone has none, and a program wants one all the same."""

    FILM = "24"
    PAL = "25"
    NTSC = "29.97"
    WHOLE = "30"

    @property
    def exact(self) -> Fraction:
        """The frames of one second."""
        return Fraction(30_000, 1001) if self is FrameRate.NTSC else Fraction(self.value)

    @property
    def counted(self) -> int:
        """How many frames a timecode counts before its second is full."""
        return round(self.exact)


@dataclass(frozen=True, slots=True)
class TimelinePiece:
    """A stretch of a sound file on the timeline, all of an excerpt or a part of it.

    The file, which is `whole` samples long, is heard from sample `first` up to `last`; in frames that is from
    `source_frame`, for `frames`, at the frame `at` of the timeline. `number` is the excerpt's place in order.
    """

    number: int
    excerpt: ShareableExcerpt
    media: Path
    whole: int
    rate: int
    channels: int
    first: int
    last: int
    source_frame: int
    frames: int
    at: int

    @property
    def title(self) -> str:
        """What it is called: the excerpt's title or first words."""
        return title_of(self.excerpt)

    @property
    def said(self) -> str:
        """The words of the excerpt."""
        return joined(plain(word.text) for word in verify(self.excerpt).words)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All pieces in order of time, what they are called together, and for whom they are."""

    title: ShareableText
    fps: FrameRate
    pieces: tuple[TimelinePiece, ...]
    notice: Notice = Notice.NONE

    def __post_init__(self) -> None:
        verify_texts([self.title])
        for piece in self.pieces:
            verify(piece.excerpt)

    @property
    def name(self) -> str:
        """What a program calls it; it says the notice."""
        name = self.title or "Excerpts"
        return f"{name} ({self.notice})" if self.notice else name

    def begins(self, piece: TimelinePiece) -> Fraction:
        """When a piece is first heard, exactly (s): somewhere in its first frame."""
        return (piece.at - piece.source_frame) / self.fps.exact + Fraction(piece.first, piece.rate)

    @property
    def frames(self) -> int:
        """How long it is."""
        return max((piece.at + piece.frames for piece in self.pieces), default=0)


@dataclass(frozen=True, slots=True)
class ClipSound:
    """The sound of a clip: its excerpt, its file, and how many samples, Hz and channels it has."""

    excerpt: ShareableExcerpt
    media: Path
    whole: int
    rate: int
    channels: int

    def __post_init__(self) -> None:
        verify(self.excerpt)


def of_clips(title: ShareableText, clips: Iterable[ClipSound], fps: FrameRate) -> Timeline:
    """Clips one after the other, all of each, a second apart. Raises `NotShareable` for anything but grants."""
    pieces, at = list[TimelinePiece](), 0
    for number, clip in enumerate(clips, 1):
        long = Fraction(clip.whole, clip.rate) * fps.exact
        # What a program cannot find at the end of a file it shows as missing.
        frames = max(1, floor(long))
        pieces.append(
            TimelinePiece(
                number, clip.excerpt, clip.media, clip.whole, clip.rate, clip.channels, 0, clip.whole, 0, frames, at
            )
        )
        at += max(1, ceil(long)) + ceil(GAP_S * fps.exact)
    return Timeline(title, fps, tuple(pieces))


def of_originals(
    title: ShareableText, excerpts: Sequence[ShareableExcerpt], sounds: Sequence[OriginalSound], fps: FrameRate
) -> Timeline:
    """The spans of excerpts as they lie in the team's own recordings, without the names that are taken out.

    Where a name is taken out it is quiet for as long. Raises `NotShareable` for anything but grants.
    """
    pieces, at = list[TimelinePiece](), 0
    for number, (excerpt, sound) in enumerate(zip(excerpts, sounds, strict=True), 1):
        for span in verify(excerpt).spans:
            begins = floor(Fraction(span.start_ms, 1000) * fps.exact)
            for part in _heard(span, excerpt.silenced):
                first, last = _samples(part.start_ms, sound.rate), _samples(part.end_ms, sound.rate)
                source = floor(Fraction(part.start_ms, 1000) * fps.exact)
                # Outwards, so that no word loses its beginning or its end.
                end = min(ceil(Fraction(part.end_ms, 1000) * fps.exact), ceil(sound.whole * fps.exact / sound.rate))
                pieces.append(
                    TimelinePiece(
                        number,
                        excerpt,
                        sound.path,
                        sound.whole,
                        sound.rate,
                        sound.channels,
                        first,
                        max(first + 1, last),
                        source,
                        max(1, end - source),
                        at + source - begins,
                    )
                )
            at += max(1, ceil(Fraction(span.end_ms, 1000) * fps.exact) - begins)
        at += ceil(GAP_S * fps.exact)
    return Timeline(title, fps, tuple(pieces), Notice.TEAM)


def _heard(span: TimeRange, silenced: Sequence[TimeRange]) -> list[TimeRange]:
    parts = [span]
    for gone in silenced:
        parts = [rest for part in parts for rest in part.without(gone)]
    return parts


def _samples(time_ms: int, rate: int) -> int:
    return (time_ms * rate + 500) // 1000
