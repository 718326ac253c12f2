"""A hint counts where it was heard, and nowhere else."""

import pytest

from coproclip.speech.hotwords import hints_heard, prefers_hinted

HINTS = ("Llanelli", "co-production", "Pat Murphy", "Kit", "田中")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Down in Llanelli, Kit said.", 2),
        ("It is Co-production; co production!", 2),
        ("the kitchen, the kit", 1),
        ("Pat and Murphy", 0),
        ("pat murphy’s, “Pat Murphy”", 2),
        ("", 0),
        ("私は田中です", 1),
    ],
)
def test_hints_are_counted_as_whole_words(text: str, times: int) -> None:
    assert hints_heard(text, HINTS) == times


def test_only_a_reading_with_a_hinted_word_is_preferred() -> None:
    assert prefers_hinted("down in clan ethly", "Down in Llanelli.", HINTS)
    assert not prefers_hinted("down by the sea", "Down by the see.", HINTS), "it was only led astray"
    assert not prefers_hinted("Then she wept and cried.", "Llanelli wept and cried.", HINTS), "nobody said so"
    assert prefers_hinted("in the two star", "in Llanelli", HINTS, -0.28, -0.17), "that is much surer"
    assert not prefers_hinted("she cried", "she cried in Llanelli", HINTS), "nor this"
    assert prefers_hinted("I asked Pat Murphie down there", "I asked Pat Murphy down there", HINTS)
    assert prefers_hinted("it is cope reduction", "It’s co-production", HINTS)
    assert not prefers_hinted("down in Llanelli", "Down in Llanelli.", HINTS), "it needed no hint"
    assert not prefers_hinted("yes", "Llanelli, co-production, Pat Murphy, Kit", HINTS), "that is the list itself"
    assert not prefers_hinted("down in clan ethly", "Down in Llanelli.", HINTS, -0.3, -0.9), "that is a guess"
    assert not prefers_hinted("down in clan ethly", "Down in Llanelli.", ())
