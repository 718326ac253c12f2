"""Cutting sound for the engine: nothing lost, nothing torn, nothing longer than it may be."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coproclip.speech.engine import PER_MS, Sound, Speech
from coproclip.speech.pieces import LONGEST_MS, pack
from coproclip.speech.quiet import quietest
from coproclip.speech.windows import LENGTH, SpeechWindow, WindowLength, best_cut, windows
from coproclip.timecode import TimeRange

QUICK = WindowLength(4_000, 8_000, ((1, 1_000, 2_000), (2_001, 1_500, 3_000)))


@st.composite
def speeches(draw: st.DrawFn, longest_ms: int = 70_000) -> tuple[Sound, list[TimeRange]]:
    """Speech with pauses, and a sound long enough for it."""
    ranges, at = [], 0
    for _ in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 4_000))
        end = at + draw(st.integers(1, longest_ms))
        ranges.append(TimeRange(at, end))
        at = end + draw(st.integers(1, 1_500))
    return np.zeros((at + draw(st.integers(0, 500))) * PER_MS, np.float32), ranges


@settings(deadline=None, max_examples=60)
@given(speeches())
def test_pieces_hold_all_speech_and_fit_the_engine(made: tuple[Sound, list[TimeRange]]) -> None:
    sound, speech = made
    pieces = pack(sound, speech)
    spans = [span for piece in pieces for span in piece.spans]
    assert all(one.end_ms <= two.start_ms for one, two in itertools.pairwise(spans))
    for one in speech:
        inside = sum(max(0, min(one.end_ms, s.end_ms) - max(one.start_ms, s.start_ms)) for s in spans)
        assert inside == one.duration_ms
    for piece in pieces:
        assert 0 < piece.duration_ms <= LONGEST_MS
        assert len(piece.sound(sound)) == piece.duration_ms * PER_MS
    assert all(0 <= span.start_ms <= span.end_ms <= len(sound) // PER_MS for span in spans)


def test_times_of_a_piece_lead_back_over_pauses_left_out() -> None:
    sound = np.zeros(60_000 * PER_MS, np.float32)
    (piece,) = pack(sound, [TimeRange(1_000, 3_000), TimeRange(20_000, 22_000)])
    assert piece.spans == (TimeRange(600, 3_400), TimeRange(19_600, 22_400))
    assert piece.in_whole(400, 900) == (1_000, 1_500)
    assert piece.in_whole(2_800 + 400, 2_800 + 900) == (20_000, 20_500)
    assert piece.in_whole(2_500, 3_000) == (3_100, 3_400), "a word over the joint stays where its middle is"
    assert piece.in_whole(5_700, 9_000) == (22_400, 22_400)


def test_pieces_are_cut_in_the_long_pause() -> None:
    sound = np.zeros(60_000 * PER_MS, np.float32)
    speech = [TimeRange(0, 12_000), TimeRange(13_200, 20_000), TimeRange(20_150, 32_000)]
    first, second = pack(sound, speech)
    assert first.spans[-1].end_ms <= 13_200
    assert second.spans[0].start_ms >= 12_000


def test_the_quietest_place() -> None:
    sound = np.full(2_000 * PER_MS, 0.5, np.float32)
    sound[1_300 * PER_MS : 1_450 * PER_MS] = 0.01
    assert 1_340 <= quietest(sound, 200, 1_900) <= 1_410
    assert quietest(sound, 500, 505) == 500


def blocks(sound: Sound, size: int = 30_011) -> Iterator[Sound]:
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


def bursts(sound: Sound) -> Speech:
    loud = np.abs(sound[: len(sound) // 160 * 160].reshape(-1, 160)).max(axis=1) > 0.05
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    places = zip(edges[::2], edges[1::2], strict=True)
    return Speech.surely([TimeRange(int(a) * 10, int(b) * 10) for a, b in places])


@st.composite
def stories(draw: st.DrawFn) -> Sound:
    """Bursts of 50–900 ms between pauses of 10–900 ms."""
    parts = []
    for _ in range(draw(st.integers(0, 60))):
        parts.append(np.zeros(draw(st.integers(1, 90)) * 160, np.float32))
        parts.append(np.full(draw(st.integers(5, 90)) * 160, 0.3, np.float32))
    return np.concatenate([np.zeros(draw(st.integers(0, 500)), np.float32), *parts])


@settings(deadline=None, max_examples=60)
@given(stories())
@example(
    np.concatenate(
        [
            np.zeros(1, np.float32),
            *[np.full(n * 160, v, np.float32) for n, v in ((90, 0.0), (60, 0.3), (1, 0.0), (49, 0.3))],
        ]
    )
)
def test_windows_lose_nothing_and_carry_on_the_same(sound: Sound) -> None:
    made = list(windows(blocks(sound), bursts, length=QUICK))
    assert np.array_equal(np.concatenate([np.zeros(0, np.float32), *(one.sound for one in made)]), sound)
    start = 0
    for one in made:
        assert one.start_ms == start
        assert one.end_ms - start <= QUICK.longest_ms
        start = one.end_ms
    for place in range(1, len(made)):
        from_ms = made[place].start_ms
        again = list(windows(blocks(sound[from_ms * PER_MS :], 9_999), bursts, from_ms, length=QUICK))
        assert [(w.start_ms, w.end_ms, w.speech) for w in again] == [
            (w.start_ms, w.end_ms, w.speech) for w in made[place:]
        ]
    edges = {one.end_ms for one in made[:-1]}
    whole = bursts(sound).sure
    # A pause of ten milliseconds across two steps is none to `bursts`: then two bursts are one, and may have to be cut.
    if all(one.duration_ms <= 900 for one in whole):
        torn = [edge for edge in edges if any(one.start_ms < edge < one.end_ms for one in whole)]
        assert not torn


def test_the_first_windows_are_short_so_that_words_show_soon() -> None:
    sound = np.zeros(400_000 * PER_MS, np.float32)
    first, second, *others, last = windows(blocks(sound, 1 << 18), bursts)
    assert first.end_ms <= 14_000, "what is read in one piece"
    assert 25_000 <= second.end_ms - second.start_ms <= 45_000
    assert others
    assert all(LENGTH.shortest_ms <= window.end_ms - window.start_ms <= LENGTH.longest_ms for window in others)
    assert last.end_ms == 400_000


def test_sound_is_taken_only_as_it_is_needed() -> None:
    taken = 0

    def endless() -> Iterator[Sound]:
        nonlocal taken
        while True:
            taken += 1
            yield np.zeros(16_000, np.float32)

    made: Iterator[SpeechWindow] = windows(endless(), bursts)
    next(made)
    assert taken <= LENGTH.at(0)[1] // 1000 + 2
    for _ in range(5):
        window = next(made)
        assert taken * 1000 <= window.start_ms + LENGTH.longest_ms + 2_000


def test_a_story_without_pauses_is_cut_where_it_is_quietest() -> None:
    sound = np.full(10_000 * PER_MS, 0.5, np.float32)
    sound[6_000 * PER_MS : 6_200 * PER_MS] = 0.1
    assert 6_000 <= best_cut(sound, [TimeRange(0, 10_000)], 4_000, 8_000) <= 6_200


@pytest.mark.parametrize("end", [3_000, 3_001, 2_999])
def test_the_last_window_ends_with_the_story(end: int) -> None:
    made = list(windows(blocks(np.full(3_000 * PER_MS, 0.3, np.float32)), bursts, 0, end))
    assert made[-1].end_ms == end
    assert all(one.end_ms <= end for one in made[-1].speech.maybe)
