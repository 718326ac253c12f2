"""Words are put where the sound begins and ends, whatever the engine says about silences."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coproclip.speech.engine import PER_MS, Sound, SpokenWord
from coproclip.speech.word_times import settle
from coproclip.timecode import TimeRange


def sounding(length_ms: int, *ranges: tuple[int, int]) -> tuple[Sound, list[TimeRange]]:
    """A faint room in which something is heard in `ranges` (ms), and those as speech."""
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 0.0005, length_ms * PER_MS)
    for start, end in ranges:
        sound[start * PER_MS : end * PER_MS] += rng.normal(0, 0.1, (end - start) * PER_MS)
    return sound.astype(np.float32), [TimeRange(start, end) for start, end in ranges]


def near(words: list[SpokenWord], *times: tuple[int, int]) -> bool:
    return all(
        abs(word.start_ms - start) <= 30 and abs(word.end_ms - end) <= 30
        for word, (start, end) in zip(words, times, strict=True)
    )


def test_the_first_word_after_a_silence_begins_where_its_sound_does() -> None:
    sound, speech = sounding(6_000, (1_000, 1_400), (3_000, 3_500))
    words = [SpokenWord("before", 980, 1_350, 90), SpokenWord("after", 2_600, 3_450, 90)]
    assert near(settle(words, sound, speech), (1_000, 1_400), (3_000, 3_500))


def test_a_word_stretched_over_a_long_silence_stays_at_its_end() -> None:
    sound, speech = sounding(9_000, (1_000, 1_500), (5_000, 5_300), (5_320, 5_800))
    words = [
        SpokenWord("before", 1_000, 1_450, 90),
        SpokenWord("and", 1_450, 5_290, 90),
        SpokenWord("after", 5_290, 5_800, 90),
    ]
    settled = settle(words, sound, speech)
    assert abs(settled[1].start_ms - 5_000) <= 40
    assert abs(settled[0].end_ms - 1_500) <= 40


def test_words_without_a_pause_meet_each_other() -> None:
    sound, speech = sounding(4_000, (1_000, 2_000))
    words = [SpokenWord("one", 1_000, 1_480, 90), SpokenWord("two", 1_480, 2_000, 90)]
    first, second = settle(words, sound, speech)
    assert first.end_ms == second.start_ms
    assert near([first, second], (1_000, first.end_ms), (first.end_ms, 2_000))
    assert abs(first.end_ms - 1_480) <= 60


def test_a_storm_of_words_keeps_the_times_it_has() -> None:
    sound, speech = sounding(3_000, (1_000, 1_200))
    storm = [SpokenWord("word", 1_000, 1_020, 90)] * 400
    assert settle(storm, sound, speech) == storm
    assert settle([], sound, speech) == []
    assert settle(storm[:1], np.zeros(0, np.float32), []) == storm[:1]


loose = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(0, 900), st.sampled_from(["a", "house", "…", "好"])), max_size=12
)


@settings(deadline=None, max_examples=30)
@given(loose, st.booleans())
def test_settled_words_are_in_order_and_inside_the_sound(times: list[tuple[int, int, str]], silent: bool) -> None:
    sound, speech = sounding(10_000, (500, 3_000), (5_000, 9_000))
    words = [SpokenWord(text, start, start + length, 50) for start, length, text in sorted(times)]
    settled = settle(words, sound * 0 if silent else sound, [] if silent else speech)
    assert [word.text for word in settled] == [word.text for word in words]
    if settled != words:
        assert all(one.end_ms <= two.start_ms for one, two in pairwise(settled))
        assert all(0 <= word.start_ms < word.end_ms <= 10_000 for word in settled)


def test_a_hum_is_no_speech() -> None:
    sound, speech = sounding(5_000, (2_000, 2_600))
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(len(sound)) / 16_000)
    (word,) = settle([SpokenWord("house", 1_700, 2_560, 90)], (sound + hum).astype(np.float32), speech)
    assert abs(word.start_ms - 2_000) <= 40
