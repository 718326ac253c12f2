"""Words become passages: in order, inside their window, short enough to read, broken where people break."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from coproclip.speech.engine import SpokenWord
from coproclip.speech.passages import (
    LONGEST_MS,
    MOST_WORDS,
    PAUSE_MS,
    ends_sentence,
    in_order,
    passages,
)
from coproclip.timecode import TimeRange

texts = st.sampled_from(["so", "well,", "bus.", "why?", "Dr.", "I.", "wait…", "“Yes.”", "x"])
loose = st.lists(
    st.builds(SpokenWord, texts, st.integers(-500, 40_000), st.integers(-500, 40_000), st.integers(0, 100)),
    max_size=60,
)


def said(text: str, *, start: int = 0, each: int = 200, gap: int = 50) -> list[SpokenWord]:
    """The words of `text`; a number in brackets is a pause in ms."""
    words, at = [], start
    for part in text.split():
        if part.startswith("("):
            at += int(part.strip("()"))
            continue
        words.append(SpokenWord(part, at, at + each, 90))
        at += each + gap
    return words


def read(words: list[SpokenWord]) -> list[str]:
    return [" ".join(word.text for word in passage) for passage in passages(words)]


@given(loose, st.integers(0, 5_000), st.integers(1_500, 30_000))
def test_any_times_are_put_in_order(words: list[SpokenWord], start: int, length: int) -> None:
    within = TimeRange(start, start + length)
    ordered = in_order(words, within)
    assert [word.text for word in ordered] == [word.text for word in words]
    assert in_order(ordered, within) == ordered
    latest = within.start_ms
    for word in ordered:
        assert latest <= word.start_ms
        assert word.end_ms - word.start_ms >= 20
        latest = word.end_ms
    assert latest <= within.end_ms


def test_too_many_words_share_what_there_is() -> None:
    ordered = in_order([SpokenWord("a", 0, 500, 1)] * 10, TimeRange(100, 200))
    assert [(word.start_ms, word.end_ms) for word in ordered] == [(100 + 10 * n, 110 + 10 * n) for n in range(10)]


@given(loose)
def test_passages_keep_every_word_and_are_short_enough(words: list[SpokenWord]) -> None:
    ordered = in_order(words, TimeRange(0, 60_000))
    made = list(passages(ordered))
    assert [word for one in made for word in one] == ordered
    for one in made:
        assert len(one) <= MOST_WORDS
        assert len(one) == 1 or one[-1].end_ms - one[0].start_ms <= LONGEST_MS
        assert all(b.start_ms - a.end_ms <= PAUSE_MS for a, b in itertools.pairwise(one))


def test_a_long_pause_begins_a_passage_and_a_question_is_followed_by_another_voice() -> None:
    assert read(said("We moved the (1300) chairs.")) == ["We moved the", "chairs."]
    assert read(said("What was it like? (300) Fine. We sat down. Then we (900) talked.")) == [
        "What was it like?",
        "Fine. We sat down. Then we talked.",
    ]
    assert read(said("I know. (700) So do I. (700) Good.")) == ["I know.", "So do I.", "Good."]


def test_a_passage_ends_with_a_sentence_when_it_can() -> None:
    sentence = "one two three four five six seven eight nine ten."
    assert read(said(" ".join([sentence] * 5))) == [f"{sentence} {sentence}", f"{sentence} {sentence}", sentence]


def test_an_endless_sentence_is_cut_at_its_comma_or_pause() -> None:
    long = " ".join(["and"] * 25) + " then, " + " ".join(["so"] * 25)
    first, second = read(said(long))
    assert first.endswith("then,")
    assert second.startswith("so")


def test_what_ends_a_sentence() -> None:
    assert all(ends_sentence(text) for text in ("bus.", "why?", "1.", "I.", "no.", "“Yes.”", "wait…", "好。"))
    assert not any(ends_sentence(text) for text in ("Dr.", "J.", "bus,", "e.g.", "a"))
