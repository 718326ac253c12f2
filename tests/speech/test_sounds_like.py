"""Words that sound alike have keys that are alike, however they are spelled."""

import random
import time

import pytest

from coproclip.speech.sounds_like import joined, letters, sound_of_word, sounds


def key(text: str) -> str:
    return joined("".join(sound_of_word(letters(word)) for word in text.split()))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Moreen", "Maureen"),
        ("copro produce", "co-produce"),
        ("ponty preeth", "Pontypridd"),
        ("old um", "Oldham"),
        ("aber dare", "Aberdare"),
        ("knee am", "Niamh"),
        ("filip", "Phillip"),
        ("nite", "Knight"),
        ("Katherine", "Catherine"),
        ("Zoë", "Zoe"),
        ("stashun", "station"),
    ],
)
def test_what_sounds_alike_has_one_key(heard: str, meant: str) -> None:
    assert key(heard) in sounds(meant)


@pytest.mark.parametrize(("one", "other"), [("Martin", "Maureen"), ("shelf", "self"), ("cat", "chat"), ("thin", "tin")])
def test_what_sounds_otherwise_has_another(one: str, other: str) -> None:
    assert key(one) not in sounds(other)


def test_signs_and_other_scripts_are_taken_as_they_are() -> None:
    assert letters("O’Rourke-5é_") == "orourke5e"
    assert sounds("日本語") == {"日本語"}
    assert sounds("…") == set()


@pytest.mark.parametrize("pool", ["abcdefghij", "ab", "a-", "."])
def test_a_word_without_end_is_read_once(pool: str) -> None:
    word = "".join(random.Random(1).choices(pool, k=100_000))
    before = time.process_time()
    joined(word)
    assert time.process_time() - before < 5
