"""How far a story is checked by ear, and what should be listened to."""

import pytest

from coproclip.project.schema import Segment
from coproclip.transcript.review import (
    DOUBTFUL,
    REASONS,
    little_found,
    places_to_check,
    reason,
    review,
    without_text,
    worded_ms,
)


def passage(number: int, start_ms: int, end_ms: int, *, checked: bool = False, flags: tuple[str, ...] = ()) -> Segment:
    return Segment(id=number, start_ms=start_ms, end_ms=end_ms, checked=int(checked), flags=list(flags))


def test_nothing_written_down_is_nothing_checked() -> None:
    assert (review([]).percent, review([]).to_check) == (0, ())


def test_checked_is_counted_in_time_and_not_in_passages() -> None:
    seen = review([passage(1, 0, 9000, checked=True), passage(2, 9000, 10_000)])
    assert (seen.total_ms, seen.checked_ms, seen.percent) == (10_000, 9000, 90)


def test_all_is_only_said_when_all_is_checked() -> None:
    assert review([passage(1, 0, 999_999, checked=True), passage(2, 999_999, 1_000_000)]).percent == 99
    assert review([passage(1, 0, 5, checked=True)]).percent == 100


def test_doubtful_passages_are_listed_until_somebody_has_listened() -> None:
    seen = review(
        [passage(1, 0, 5, flags=("unsure",)), passage(2, 5, 9, flags=("repeated",), checked=True), passage(3, 9, 12)]
    )
    assert seen.to_check == (1,)


def test_the_reason_is_said_in_words() -> None:
    assert reason(["unsure", "over silence"]) == "very unsure, words over silence"
    assert reason([]) == ""
    assert reason(["something new"]) == "something new"
    assert all(word.islower() for word in REASONS.values())
    assert 0 < DOUBTFUL < 100


def test_how_long_there_is_to_listen_is_that_of_the_doubtful_passages() -> None:
    seen = review([passage(1, 0, 60_000, flags=("unsure",)), passage(2, 60_000, 90_000), passage(3, 90_000, 92_000)])
    assert (seen.to_check, seen.to_check_ms) == ((1,), 60_000)


@pytest.mark.parametrize(
    ("places", "listen_ms", "sentence"),
    [
        (6, 118_000, "6 places to check, about 2 minutes of listening"),
        (1, 59_000, "1 place to check, about 59 seconds of listening"),
        (2, 59_700, "2 places to check, about 1 minute of listening"),
        (0, 0, ""),
    ],
)
def test_what_is_left_to_check_in_a_sentence(places: int, listen_ms: int, sentence: str) -> None:
    assert places_to_check(places, listen_ms) == sentence


@pytest.mark.parametrize(
    ("wordless_ms", "speech_ms", "sentence"),
    [
        (180_000, 7_440_000, "3 of 124 minutes gave no text"),
        (20_000, 840_000, "20 seconds of 14 minutes gave no text"),
        (61_000, 70_000, "1 of 2 minutes gave no text"),
        (900, 60_000, ""),
    ],
)
def test_speech_without_text_in_a_sentence(wordless_ms: int, speech_ms: int, sentence: str) -> None:
    assert without_text(wordless_ms, speech_ms) == sentence


@pytest.mark.parametrize(
    ("state", "worded_ms", "story_ms", "sentence"),
    [
        ("done", 0, 10_000, "Nothing was found"),
        ("done", 0, 0, ""),
        ("running", 0, 1_800_000, ""),
        ("none", 0, 1_800_000, ""),
        ("done", 240_000, 1_800_000, "Words in 4 of 30 minutes"),
        ("done", 20_000, 1_800_000, "Words in 20 seconds of 30 minutes"),
        ("done", 1_000, 1_800_000, "Words in 1 second of 30 minutes"),
        ("done", 460_000, 1_800_000, ""),
        ("done", 10_000, 130_000, ""),
        ("done", 10_000, 131_000, "Words in 10 seconds of 2 minutes"),
    ],
)
def test_little_found_in_a_sentence(state: str, worded_ms: int, story_ms: int, sentence: str) -> None:
    assert little_found(state, worded_ms, story_ms) == sentence


def test_time_with_words_is_counted_once_and_what_says_nothing_not_at_all() -> None:
    two_at_once = [(5_000, 15_000, "And"), (0, 10_000, "We moved"), (2_000, 4_000, "yes")]
    assert worded_ms([*two_at_once, (20_000, 30_000, "…"), (30_000, 40_000, ""), (50_000, 51_000, "行")]) == 16_000
    assert worded_ms([]) == 0
