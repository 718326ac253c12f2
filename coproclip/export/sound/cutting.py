"""An excerpt's sound, cut from the working audio to the sample.

“Between its cuts a clip is the recording, sample by sample.” Everything done at the edges (lead-in, tail, fades,
joins) happens outside the marks, and only as far as the excerpt's `room` says that no other word is touched. Where the
next word follows at once, the cut is where the sound is quietest, a few hundredths of a second inside the marks.
Where a name is taken out, nothing of it is left.
"""

from dataclasses import dataclass

import numpy as np
import soundfile

from coproclip.errors import MediaError
from coproclip.excerpts.approval import ShareableExcerpt, VoicedWord
from coproclip.excerpts.rules.grants import verify
from coproclip.export.sound.cut_points import INWARD_END_MS, INWARD_JOIN_MS, Samples, cut_point, levels_around
from coproclip.export.sound.silencing import silence
from coproclip.sound_file import open_sound
from coproclip.timecode import TimeRange

_FADE_IN_MS = 50
_FADE_OUT_MS = (150, 300)
_CLICK_GUARD_MS = 4
_JOIN_MS = 30
# An edge this near to a word's is that word's.
_AT_WORD_MS = 5
# A breath of the room on each side of a cut, so that two sentences do not run into each other.
_JOIN_ROOM_MS = 150


@dataclass(frozen=True, slots=True)
class ClipPiece:
    """One stretch of a clip: the part of the recording it is, and where it begins in the clip, in ms and samples."""

    source: TimeRange
    start_ms: int
    source_frame: int
    clip_frame: int
    rate: int

    def clip_time(self, source_ms: int) -> int:
        """The ms in the clip at which `source_ms` of the recording is heard."""
        return max(0, source_ms + round((self.clip_frame - self.source_frame) * 1000 / self.rate))


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip's sound: float32 `samples` [n, channels] at `rate` Hz, and the pieces it is made of, one a span."""

    samples: Samples
    rate: int
    pieces: tuple[ClipPiece, ...]

    @property
    def duration_ms(self) -> int:
        """Its length, whole ms."""
        return len(self.samples) * 1000 // self.rate


@dataclass(frozen=True, slots=True)
class _Stretch:
    # Samples of the recording: the marks, and how much around them is taken along.
    first: int
    last: int
    before: int
    after: int


def cut(excerpt: ShareableExcerpt) -> Cut:
    """The clip of `excerpt`, faded and joined but as loud as the recording.

    Raises `MediaError` when the recording is not there, cannot be read, or ends before the excerpt does, and
    `NotShareable` for anything but a grant.
    """
    verify(excerpt)
    try:
        with open_sound(excerpt.audio) as sound:
            rate = sound.samplerate
            stretches = _settled(excerpt, sound, _stretches(excerpt, rate, sound.frames))
            taken = [_heard(excerpt, sound, stretch) for stretch in stretches]
    except (soundfile.LibsndfileError, OSError) as error:
        there = excerpt.audio.is_file()
        raise MediaError(
            f"The recording of “{excerpt.title}” " + ("cannot be read as sound." if there else "is not where it was."),
            "Words, excerpts and themes are safe.",
            "Check the project with check-project, or import the recording again.",
        ) from error
    _fade_in(taken[0], stretches[0].before, rate)
    _fade_out(taken[-1], stretches[-1].after, rate)
    clip, pieces = taken[0], [_piece(stretches[0], 0, rate)]
    for number in range(1, len(taken)):
        overlap = _overlap(stretches[number - 1], stretches[number], rate)
        begins = len(clip) - overlap
        clip = _joined(clip, taken[number], overlap)
        pieces.append(_piece(stretches[number], begins, rate))
    return Cut(clip, rate, tuple(pieces))


def _called(excerpt: ShareableExcerpt) -> str:
    return f"“{excerpt.title}”" if excerpt.title else "an excerpt"


def _frame(time_ms: int, rate: int) -> int:
    return (time_ms * rate + 500) // 1000


def _ms(frame: int, rate: int) -> int:
    return (frame * 1000 + rate // 2) // rate


def _stretches(excerpt: ShareableExcerpt, rate: int, frames: int) -> list[_Stretch]:
    spans = [(_frame(s.start_ms, rate), min(_frame(s.end_ms, rate), frames)) for s in excerpt.spans]
    late = [end - start for start, end in spans]
    if not spans or min(late) <= 0 or _frame(excerpt.spans[-1].end_ms, rate) > frames + rate // 10:
        raise MediaError(
            f"The recording ends before {_called(excerpt)} does.",
            "Words, excerpts and themes are safe.",
            "Open the excerpt and set its end again.",
        )
    found = []
    last = len(spans) - 1
    for number, ((start, end), room) in enumerate(zip(spans, excerpt.room, strict=True)):
        before = _frame(excerpt.lead_in_ms if number == 0 else _JOIN_ROOM_MS, rate)
        after = _frame(excerpt.lead_out_ms if number == last else _JOIN_ROOM_MS, rate)
        # Where only silence was taken out, each side may use half of it, so that none is heard twice.
        least = 0 if number == 0 else start - max(0, start - spans[number - 1][1]) // 2
        most = frames if number == last else end + max(0, spans[number + 1][0] - end) // 2
        least, most = max(least, _frame(room.start_ms, rate)), min(most, _frame(room.end_ms, rate))
        found.append(_Stretch(start, end, max(0, min(before, start - least)), max(0, min(after, most - end))))
    return found


def _settled(excerpt: ShareableExcerpt, sound: soundfile.SoundFile, found: list[_Stretch]) -> list[_Stretch]:
    """The stretches with each edge that is a word's moved to where the sound is best cut."""
    settled = []
    last = len(found) - 1
    for number, stretch in enumerate(found):
        span = excerpt.spans[number]
        lost, before = 0, stretch.before
        # Two spans that touch play on: nothing was taken out between them.
        if number == 0 or found[number - 1].last != stretch.first:
            word = _word_at(excerpt, span.start_ms, start=True)
            lost, before = _edge(sound, word, span.start_ms, -1, before, join=number > 0)
        missed, after = 0, stretch.after
        if number == last or found[number + 1].first != stretch.last:
            word = _word_at(excerpt, span.end_ms, start=False)
            missed, after = _edge(sound, word, span.end_ms, 1, after, join=number < last)
        best = _Stretch(stretch.first + lost, stretch.last - missed, before, after)
        settled.append(best if best.first < best.last else stretch)
    return settled


def _edge(
    sound: soundfile.SoundFile, word: VoicedWord | None, edge_ms: int, direction: int, room: int, *, join: bool
) -> tuple[int, int]:
    """How many samples the cut takes off inside an edge, and how many it goes on outside, of the `room` there."""
    if word is None:
        return 0, room
    rate = sound.samplerate

    def read(first: int, frames: int) -> Samples:
        sound.seek(min(first, sound.frames))
        samples: Samples = sound.read(frames, dtype="float32", always_2d=True)
        return samples

    reach = _ms(room, rate)
    levels = levels_around(read, rate, edge_ms, reach)
    inward = INWARD_JOIN_MS if join else INWARD_END_MS
    outside = direction * (cut_point(levels, edge_ms, direction, word.end_ms - word.start_ms, inward, reach) - edge_ms)
    if outside < 0:
        return _frame(-outside, rate), 0
    return 0, room if outside == reach else min(room, _frame(outside, rate))


def _word_at(excerpt: ShareableExcerpt, time_ms: int, *, start: bool) -> VoicedWord | None:
    """The word that begins, or ends, where the excerpt was cut; an edge that a person set elsewhere stays."""
    edges = ((word.start_ms if start else word.end_ms, word) for word in excerpt.words)
    return next((word for edge, word in edges if abs(edge - time_ms) <= _AT_WORD_MS), None)


def _read(sound: soundfile.SoundFile, stretch: _Stretch) -> Samples:
    sound.seek(stretch.first - stretch.before)
    wanted = stretch.last - stretch.first + stretch.before + stretch.after
    samples: Samples = sound.read(wanted, dtype="float32", always_2d=True)
    if len(samples) < wanted:
        raise soundfile.LibsndfileError(0, "The sound ends early: ")
    return samples


def _heard(excerpt: ShareableExcerpt, sound: soundfile.SoundFile, stretch: _Stretch) -> Samples:
    """What is heard of a stretch: nothing of the names that were taken out."""
    samples, first = _read(sound, stretch), stretch.first - stretch.before
    rate = sound.samplerate
    frames = [(_frame(one.start_ms, rate), _frame(one.end_ms, rate)) for one in excerpt.silenced]
    silence(samples, rate, [(start - first, end - first) for start, end in frames])
    return samples


def _piece(stretch: _Stretch, clip_frame: int, rate: int) -> ClipPiece:
    first, last = stretch.first - stretch.before, stretch.last + stretch.after
    source = TimeRange(_ms(first, rate), _ms(last, rate))
    return ClipPiece(source, _ms(clip_frame, rate), first, clip_frame, rate)


def _ramp(frames: int) -> Samples:
    """Rises smoothly from 0 to 1; its square and its mirror's square add up to 1."""
    place = (np.arange(frames, dtype=np.float64) + 0.5) / max(1, frames)
    return np.sin(place * np.pi / 2).astype(np.float32)[:, None]


def _fade_in(samples: Samples, room: int, rate: int) -> None:
    frames = min(_frame(_FADE_IN_MS, rate), max(room, _frame(_CLICK_GUARD_MS, rate)), len(samples))
    samples[:frames] *= _ramp(frames) ** 2


def _fade_out(samples: Samples, room: int, rate: int) -> None:
    shortest, longest = (_frame(time_ms, rate) for time_ms in _FADE_OUT_MS)
    frames = min(max(shortest, min(longest, room * 3 // 5)), max(room, _frame(_CLICK_GUARD_MS, rate)))
    frames = min(frames, len(samples))
    samples[len(samples) - frames :] *= _ramp(frames)[::-1] ** 2


def _overlap(before: _Stretch, after: _Stretch, rate: int) -> int:
    """Samples that two stretches sound together: inside their room, or a click's length where there is none."""
    if after.first == before.last:
        return 0
    guard = _frame(_CLICK_GUARD_MS, rate)
    return min(
        _frame(_JOIN_MS, rate),
        max(before.after, guard),
        max(after.before, guard),
        before.last - before.first,
        after.last - after.first,
    )


def _joined(left: Samples, right: Samples, overlap: int) -> Samples:
    """`left` and `right` with an equal-power crossfade of `overlap` samples between them."""
    if overlap == 0:
        return np.concatenate([left, right])
    rise = _ramp(overlap)
    both = left[-overlap:] * rise[::-1] + right[:overlap] * rise
    return np.concatenate([left[:-overlap], both, right[overlap:]])
