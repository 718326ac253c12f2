"""Times are read as people and scripts write them, and printed so that they read back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coproclip.errors import BadInput
from coproclip.timecode import TimeRange, clock, length, parse_time, print_time, time_left

times = st.integers(0, 9_999 * 3600 * 1000)


@given(times, st.sampled_from([".", ","]))
def test_a_printed_time_reads_back_exactly(time_ms: int, separator: str) -> None:
    assert parse_time(print_time(time_ms, separator=separator)) == time_ms


@given(times)
def test_plain_milliseconds_are_a_time(time_ms: int) -> None:
    assert parse_time(f" {time_ms} ") == time_ms


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_every_way_to_write_one_moment_is_the_same_moment(hours: int, minutes: int, seconds: int, ms: int) -> None:
    expected = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
    assert parse_time(f"{hours}:{minutes}:{seconds}.{ms:03}") == expected
    assert parse_time(f"{hours * 60 + minutes}:{seconds:02},{ms:03}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("00012", 12), ("1:23", 83_000), ("1:23.4", 83_400), ("01:02:03.004", 3_723_004), ("90:00", 5_400_000)],
)
def test_the_forms_of_the_manual_are_read(text: str, expected: int) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-1", "1.5", "12s", "1:60", "1:60:00", "::", "1:", ":1", "1:2:3:4", "1:23.4567", "١:٢٣", "1e3", "½"),
        *("nan", "9" * 30, "9" * 5000, "1:" + "9" * 5000, "99999:00:00", "0x10", "1_000", "12:00:00am", "\0"),
    ],
)
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput):
        parse_time(text)


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert parse_time(text) >= 0


@given(times, times)
def test_a_range_runs_forward_and_is_half_open(one: int, two: int) -> None:
    if one > two:
        with pytest.raises(BadInput):
            TimeRange(one, two)
        return
    span = TimeRange(one, two)
    assert span.duration_ms == two - one
    assert not span.contains(two)
    assert span.contains(one) == (two > one)
    assert not span.overlaps(TimeRange(two, two + 5))


@given(times, times, times, times)
def test_ranges_overlap_when_they_share_a_moment(a: int, b: int, c: int, d: int) -> None:
    one, two = TimeRange(*sorted((a, b))), TimeRange(*sorted((c, d)))
    shared = max(one.start_ms, two.start_ms) < min(one.end_ms, two.end_ms)
    assert one.overlaps(two) == two.overlaps(one)
    assert shared <= one.overlaps(two)


def test_a_range_before_the_beginning_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot run from"):
        TimeRange(-1, 5)


def test_times_for_people() -> None:
    assert [clock(ms) for ms in (0, 8_999, 83_400, 3_723_004, -5)] == ["0:00", "0:08", "1:23", "1:02:03", "0:00"]
    assert clock(83_460, tenths=True) == "1:23.4"
    assert [length(ms) for ms in (8_000, 250_000, 240_000, 59_600, 3_900_000)] == [
        "8 s",
        "4 min 10 s",
        "4 min",
        "1 min",
        "1 h 05 min",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "about 5 s left"),
        (52, "about 50 s left"),
        (59.9, "about 1 min left"),
        (540, "about 9 min left"),
        (3_599, "about 1 h left"),
        (3_700, "about 1 h 2 min left"),
    ],
)
def test_time_left_is_said_roughly_and_never_in_sixty_seconds(seconds: float, said: str) -> None:
    assert time_left(seconds) == said
