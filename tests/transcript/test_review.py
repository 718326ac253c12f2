"""How far a story is checked by ear, and what should be listened to."""

from coproclip.project.schema import Segment
from coproclip.transcript.review import DOUBTFUL, REASONS, reason, review


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
