"""What somebody planted in an answer is no number: nothing counts as heard, and nothing crashes."""

import pytest

from coproclip.excerpts.edges import _ranges
from coproclip.excerpts.word_prints import prints_of
from coproclip.project.columns import LARGEST_ID, PRINTS, kept_prints, read_refusal, refusal_text


@pytest.mark.parametrize("kept", [[[float("inf"), 5]], [[0, float("nan")]], [[5, 1]], ["ab"], [[0]], {"a": 1}, 7, None])
def test_what_is_no_stretch_is_none(kept: object) -> None:
    assert _ranges(kept) == []


@pytest.mark.parametrize("whose", [None, 3])
@pytest.mark.parametrize("words", ["", "No", "The heron stood on my grandmother's red boat"])
def test_a_kept_no_tells_its_number_whose_it_is_and_its_fingerprints(whose: int | None, words: str) -> None:
    prints = prints_of(words)
    assert read_refusal(refusal_text(12, whose, prints)) == (12, whose, prints)
    assert read_refusal(refusal_text(12, whose)) == (12, whose, "")
    assert kept_prints({PRINTS: prints}) == prints


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "-1",
        "1 2 3",
        "²",
        "1 : ",
        "1 : zz",
        f"1 : {'a' * 17}",
        "1 2 : 0 0",
        "9" * 13,
        "9" * 5000,
        f"1 {'9' * 20}",
        f"1 : {'a' * 16}{' aaaaaaaaaaaa' * 400_000}",
        f"1 : {'a' * 16}\n",
    ],
    ids=lambda text: text[:20],
)
def test_a_kept_no_that_cannot_be_read_is_one_that_nothing_later_answers(text: str) -> None:
    assert read_refusal(text) == (LARGEST_ID, None, "")


@pytest.mark.parametrize("kept", [None, 7, [], "", "no", "a" * 17, "a" * 16 + " aaaaaaaaaaaa" * 400_000], ids=range(7))
def test_fingerprints_that_are_none_are_not_kept(kept: object) -> None:
    assert kept_prints({PRINTS: kept}) == ""
