"""Readings made by hand: what they are surest of is written down, when it was heard, and as surely as they agree."""

import random
from collections.abc import Sequence
from itertools import pairwise

from coproclip.speech.engine import SpokenWord
from coproclip.speech.voting import agreed, rows


def reading(text: str, confidence: int = 80, start_ms: int = 0, each_ms: int = 400) -> list[SpokenWord]:
    """Words one after the other; “-” is a moment in which nothing was written."""
    return [
        SpokenWord(word, start_ms + place * each_ms, start_ms + place * each_ms + each_ms - 50, confidence)
        for place, word in enumerate(text.split())
        if word != "-"
    ]


def text(words: Sequence[SpokenWord]) -> str:
    return " ".join(word.text for word in words)


def test_what_two_of_three_say_is_written() -> None:
    words = agreed([reading("we moved the chairs"), reading("we moved a chairs"), reading("he moved the cheers")])
    assert text(words) == "we moved the chairs"
    assert [word.confidence for word in words] == [53, 80, 53, 53], "who says something else is not sure of it"


def test_a_word_that_one_invents_is_left_out_and_one_that_one_missed_is_put_in() -> None:
    words = agreed([reading("we - moved chairs"), reading("we - moved the chairs"), reading("we all moved the chairs")])
    assert text(words) == "we moved the chairs"
    assert [word.start_ms for word in words] == [0, 800, 1200, 1200], "each as in the first reading that has it"


def test_one_that_is_sure_outweighs_two_that_guess() -> None:
    words = agreed([reading("chairs", 40), reading("cheers", 95), reading("chairs", 45)])
    assert [(word.text, word.confidence) for word in words] == [("cheers", 32)]


def test_of_three_that_all_differ_the_surest_is_taken() -> None:
    words = agreed([reading("chairs", 40), reading("cheers", 90), reading("stairs", 60)])
    assert text(words) == "cheers"
    assert agreed([reading("mm", 40), [], []]) == []
    assert text(agreed([reading("mm", 40), reading("yes", 70), []])) == "yes"


def test_capitals_and_marks_make_no_other_word_and_stay_as_in_the_first() -> None:
    first = reading("So, we moved. Then we sat.")
    words = agreed([first, reading("so we moved then we sat"), reading("So we moved, then we sat")])
    assert words == first


def test_nothing_and_a_single_reading() -> None:
    assert agreed([]) == []
    assert agreed([[], [], []]) == []
    first = reading("we moved the chairs")
    assert agreed([first]) == first


def test_a_loop_of_one_reading_is_voted_out() -> None:
    said = reading("and then I know that very well indeed")
    loop = reading("and then I know I know I know I know I know I know", each_ms=260)
    assert text(agreed([loop, said, said])) == text(said)


def test_words_far_apart_in_time_are_not_the_same_however_they_are_written() -> None:
    """A refrain of which one reading lacks the first and another the second."""
    one, two = reading("hold on"), reading("hold on", start_ms=30_000)
    words = agreed([one, two, [*one, *two]])
    assert text(words) == "hold on hold on"
    assert [word.start_ms for word in words] == [0, 400, 30_000, 30_400]


def test_a_long_stretch_that_only_one_has_costs_no_other_word() -> None:
    rng = random.Random(1)
    said = reading(" ".join(f"{rng.randrange(1 << 30):x}" for _ in range(400)))
    beside = rows([said[:100] + said[160:], said, said])
    assert [[word is not None for word in row] for row in beside[100:160]] == [[False, True, True]] * 60
    assert agreed([said[:100] + said[160:], said, said])[160:] == said[160:]
    assert len(agreed([said[:100] + said[160:], said, said])) == 400


def test_every_reading_keeps_its_order_and_its_words() -> None:
    rng = random.Random(2)
    readings = []
    for _ in range(4):
        words = [SpokenWord(rng.choice("abcde"), at, at + 200, rng.randrange(101)) for at in range(0, 60_000, 300)]
        readings.append([word for word in words if rng.random() < 0.8])
    beside = rows(readings)
    for place, words in enumerate(readings):
        assert [row[place] for row in beside if row[place] is not None] == words
    times = [word.start_ms for word in agreed(readings)]
    assert all(two - one > -3_000 for one, two in pairwise(times))
