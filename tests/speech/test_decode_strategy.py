"""Second looks: who is read again, how often, and what is kept."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from coproclip.speech.decode_strategy import AGAIN, OUT_OF_LOOPS, listen
from coproclip.speech.engine import (
    OVER_SILENCE,
    PER_MS,
    REPEATED,
    UNSURE,
    Sound,
    Speech,
    SpeechOptions,
    SpokenSegment,
    SpokenWord,
)
from coproclip.speech.presets import BALANCED, CAREFUL, QUICK
from coproclip.speech.quality import Hypothesis
from coproclip.speech.ways import CARE, DecodeOptions
from coproclip.timecode import TimeRange

ENGLISH = SpeechOptions("en")


def reading(text: str, surety: float = -0.2, each: int = 400, start: int = 400) -> Hypothesis:
    words = [
        SpokenWord(word, start + place * each, start + (place + 1) * each, 90)
        for place, word in enumerate(text.split())
    ]
    return Hypothesis(tuple(words), surety)


class FakeReader:
    """Says what it was told to: `first` in batches, then `again`, one after the other."""

    def __init__(self, first: Sequence[Hypothesis], again: Sequence[Hypothesis] = ()) -> None:
        self.first, self.again = list(first), list(again)
        self.asked: list[tuple[DecodeOptions, int]] = []
        self.together: list[int] = []

    def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
        if self.first:
            self.together.append(len(sounds))
            return [self.first.pop(0) for _ in sounds]
        self.asked.append((way, sum(len(sound) for sound in sounds) // PER_MS))
        return [self.again.pop(0) for _ in sounds]


def _later(word: SpokenWord, by_ms: int) -> SpokenWord:
    return replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)


def heard(reader: FakeReader, speech: Sequence[TimeRange], preset: str = BALANCED) -> list[SpokenSegment]:
    sound = np.zeros((speech[-1].end_ms + 1_000) * PER_MS, np.float32)
    for one in speech:
        samples = np.random.default_rng(1).normal(0, 0.1, one.duration_ms * PER_MS)
        sound[one.start_ms * PER_MS : one.end_ms * PER_MS] = samples
    with ThreadPoolExecutor(1) as pool:
        return list(listen(reader, sound, SpeechOptions("en", preset), Speech.surely(speech), pool))


def words(segments: Sequence[SpokenSegment]) -> str:
    return " / ".join(segment.text for segment in segments)


def test_a_good_reading_is_not_read_again() -> None:
    reader = FakeReader([reading("we moved the chairs.")])
    (only,) = heard(reader, [TimeRange(1_000, 2_600)])
    assert only.text == "we moved the chairs."
    assert only.flags == ()
    assert (only.start_ms, only.end_ms) == pytest.approx((1_000, 2_600), abs=50)
    assert reader.asked == []


def test_no_word_is_drawn_to_a_murmur_in_which_none_was_read() -> None:
    """It is as loud as who speaks, and perhaps speech; read was a last word that reaches over the pause before it."""
    sound = np.random.default_rng(1).normal(0, 0.001, 6_000 * PER_MS).astype(np.float32)
    speaks, murmur = TimeRange(1_000, 2_600), TimeRange(3_000, 3_600)
    for one in (speaks, murmur):
        sound[one.start_ms * PER_MS : one.end_ms * PER_MS] *= 100
    said = [("we", 400, 800), ("moved", 800, 1_200), ("the", 1_200, 1_600), ("chairs.", 1_700, 2_700)]
    last: list[SpokenWord] = []
    for found in (Speech((speaks,), (speaks, murmur)), Speech((speaks, murmur), (speaks, murmur))):
        row = tuple(SpokenWord(text, start, end, 90) for text, start, end in said)
        with ThreadPoolExecutor(1) as pool:
            (only,) = listen(FakeReader([Hypothesis(row, -0.2)]), sound, ENGLISH, found, pool)
        last.append(only.words[-1])
    assert last[0].start_ms < speaks.end_ms
    assert last[1].start_ms >= murmur.start_ms - 50, "unless somebody surely speaks there"


@pytest.mark.parametrize("preset", [QUICK, BALANCED])
def test_a_loop_is_read_again_in_halves_and_then_led_out_of(preset: str) -> None:
    loop = reading("I know " * 10, each=200)
    half = reading("I know " * 5, each=200)
    reader = FakeReader([loop], [half, half, reading("I know that very well now", each=650)])
    segments = heard(reader, [TimeRange(1_000, 2_500), TimeRange(3_500, 5_000)], preset)
    assert [way for way, _ in reader.asked] == [AGAIN, OUT_OF_LOOPS]
    assert words(segments) == "I know that very well now"
    assert segments[0].flags == ()


def test_what_stays_a_loop_is_kept_and_flagged() -> None:
    loop = reading("I know " * 10, each=200)
    segments = heard(FakeReader([loop], [loop, loop, loop]), [TimeRange(1_000, 5_000)])
    assert words(segments).replace(" / ", " ") == ("I know " * 10).strip()
    assert all(REPEATED in segment.flags for segment in segments)


def test_a_mumble_is_read_again_in_every_way_and_flagged() -> None:
    mumbles = [reading(text, -1.2) for text in ("mamble mumble", "mumble humble", "humble humble", "m m", "m m")]
    reader = FakeReader([reading("mumble mumble", -1.4)], mumbles)
    (only,) = heard(reader, [TimeRange(1_000, 2_600)])
    assert only.flags == (UNSURE,)
    assert AGAIN in [way for way, _ in reader.asked]
    quick = FakeReader([reading("mumble mumble", -1.4)])
    assert heard(quick, [TimeRange(1_000, 2_600)], QUICK)[0].flags == (UNSURE,)
    assert quick.asked == [], "who is in a hurry does not wait for that"


def test_what_was_read_unsurely_is_read_in_two_more_ways_that_vote() -> None:
    right = reading("we moved the chairs.", -0.9)
    reader = FakeReader([reading("we moved the cheers.", -0.9)], [right, right])
    (only,) = heard(reader, [TimeRange(1_000, 2_600)])
    assert only.text == "we moved the chairs."
    assert only.flags == ()
    assert only.words[3].confidence == 60, "one of three says something else"
    assert [way for way, _ in reader.asked] == [way.first for way in CARE[BALANCED].ways[1:]]


def test_a_passage_that_the_ways_do_not_agree_on_should_be_listened_to() -> None:
    others = [reading("he removed the stairs.", -0.9), reading("be proof that cares.", -0.9)]
    (only,) = heard(FakeReader([reading("we moved the chairs.", -0.9)], others), [TimeRange(1_000, 2_600)])
    assert only.text == "we moved the chairs."
    assert only.flags == (UNSURE,)


def test_only_careful_hears_everything_in_three_ways() -> None:
    sure = reading("we moved the chairs.")
    reader = FakeReader([sure], [sure, sure])
    (only,) = heard(reader, [TimeRange(1_000, 2_600)], CAREFUL)
    assert len(reader.asked) == 2
    assert {word.confidence for word in only.words} == {90}


def test_the_other_ways_hear_what_lies_around_and_only_what_was_unsure_is_taken_from_them() -> None:
    lines = ["a1 a2 a3 a4 a5.", "b1 b2 b3 b4 b5.", "c1 c2 c3 c4 c5."]
    speech = [TimeRange(n * 14_000 + 1_000, n * 14_000 + 13_000) for n in range(3)]

    class Attentive:
        """Unsure in the middle at first; with what lies around it knows better, and says other things elsewhere."""

        def __init__(self) -> None:
            self.lengths: list[int] = []

        def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
            self.lengths += [len(sound) // PER_MS for sound in sounds]
            if len(self.lengths) <= 3:
                return [reading(line, -0.9 if "b" in line else -0.1, 2_000) for line in lines]
            return [
                Hypothesis(
                    tuple(SpokenWord("better", at, at + 300, 90) for at in range(0, len(sound) // PER_MS - 300, 2_500)),
                    -0.3,
                )
                for sound in sounds
            ]

    reader = Attentive()
    segments = heard(reader, speech)  # type: ignore[arg-type]
    spoken = [word for segment in segments for word in segment.words]
    assert sum(reader.lengths[3:]) > 2 * 20_000, "more is heard than is read"
    assert [word.text for word in spoken if word.end_ms < 13_500] == lines[0].split()
    assert [word.text for word in spoken if word.start_ms > 28_500] == lines[2].split()
    middle = [word.text for word in spoken if 14_500 < word.start_ms < 27_500]
    assert middle.count("better") > 3
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(spoken))


def test_more_words_than_anybody_can_say_give_way_to_nothing() -> None:
    storm = reading("word " * 60, each=10)
    assert heard(FakeReader([storm], [storm, *[Hypothesis((), -2.0)] * 9]), [TimeRange(1_000, 1_300)]) == []


def test_a_sentence_that_was_passed_over_is_read_on_its_own() -> None:
    first = reading("we moved the chairs.").words + reading("Then we talked.", start=5_700).words
    reader = FakeReader([Hypothesis(first, -0.2)], [reading("Nobody sat at the head.")])
    segments = heard(reader, [TimeRange(0, 1_600), TimeRange(4_000, 6_500), TimeRange(10_000, 11_500)])
    assert reader.asked == [(AGAIN, 2_500 + 800)]
    assert "Nobody sat at the head." in words(segments)
    spoken = [word for segment in segments for word in segment.words]
    assert spoken == sorted(spoken, key=lambda word: word.start_ms)
    assert 3_950 <= next(word for word in spoken if word.text == "Nobody").start_ms <= 4_400


def test_an_invention_does_not_fill_a_gap() -> None:
    first = reading("we moved the chairs.").words
    reader = FakeReader([Hypothesis(first, -0.2)], [reading("Thanks for watching!")])
    segments = heard(reader, [TimeRange(0, 2_000), TimeRange(4_000, 6_500)])
    assert words(segments) == "we moved the chairs."


@pytest.mark.parametrize(
    ("times", "text", "flagged"),
    [
        # Put into a noise that sounds like speech, as engines do with the first word after it, and with the last one.
        ([(1_000, 1_300), (4_000, 4_400), (4_400, 5_000)], "He asked himself.", {"He": (OVER_SILENCE,)}),
        ([(1_000, 1_300), (1_300, 1_700), (4_000, 4_400)], "He asked himself.", {"himself.": (OVER_SILENCE,)}),
        # Somebody answers in one word, or thinks before the second half of a sentence.
        ([(1_000, 1_300), (4_000, 4_400), (4_400, 5_000)], "Yes. He asked.", {}),
        ([(1_000, 1_300), (1_300, 1_700), (4_000, 4_400), (4_400, 5_000)], "He asked himself why.", {}),
    ],
)
def test_a_word_far_from_the_rest_of_its_sentence_should_be_listened_to(
    times: Sequence[tuple[int, int]], text: str, flagged: dict[str, tuple[str, ...]]
) -> None:
    row = tuple(SpokenWord(word, *time, 95) for word, time in zip(text.split(), times, strict=True))
    sound = np.random.default_rng(1).normal(0, 0.1, 6_000 * PER_MS).astype(np.float32)
    everywhere = Speech.surely([TimeRange(0, 6_000)])
    reader = FakeReader([Hypothesis(row, -0.2)], 2 * [Hypothesis((), -0.2)])
    with ThreadPoolExecutor(1) as pool:
        assert {one.text: one.flags for one in listen(reader, sound, ENGLISH, everywhere, pool) if one.flags} == flagged


def test_a_word_in_the_room_around_a_stretch_that_was_passed_over_is_not_written_twice() -> None:
    said = reading("he sat here. and we left.")
    first = replace(said, words=(*said.words[:3], *(_later(word, 6_000) for word in said.words[3:])))
    # What follows the third word sounds like speech; read again with some room, it is the words on both sides of it.
    again = Hypothesis((SpokenWord("Here.", 0, 2_000, 80), *reading("yes, really. and", start=2_400).words), -0.2)
    (everything,) = [heard(FakeReader([first], [again]), [TimeRange(1_000, 9_000)])]
    assert words(everything).replace(" / ", " ") == "he sat here. yes, really. and we left."


def test_pieces_are_read_in_even_batches_and_sentences_run_across_them() -> None:
    speech = [TimeRange(n * 13_500, n * 13_500 + 13_000) for n in range(9)]
    reader = FakeReader(
        [
            Hypothesis(tuple(SpokenWord(f"{n * 7919 + 77:x}", 350 * n, 350 * n + 300, 90) for n in range(36)), -0.2)
            for _ in speech
        ]
    )
    segments = heard(reader, speech)
    assert reader.together == [4, 5]
    assert sum(len(segment.words) for segment in segments) == 9 * 36
    ends = [segment.end_ms for segment in segments]
    assert ends == sorted(ends)


def test_the_longest_pieces_are_read_together_and_the_words_stay_in_order() -> None:
    """All of a batch cost as much as its longest piece."""
    lengths = [13_000, 3_000] * 5
    speech = [TimeRange(n * 20_000, n * 20_000 + length) for n, length in enumerate(lengths)]
    together: list[list[int]] = []

    class Measuring:
        def read(self, sounds: Sequence[Sound], options: SpeechOptions, way: DecodeOptions) -> Sequence[Hypothesis]:
            many = [32 if len(sound) > 5_000 * PER_MS else 7 for sound in sounds]
            together.append(many)
            return [reading(" ".join(f"w{n}" for n in range(count - 1)) + f" {count}.") for count in many]

    with ThreadPoolExecutor(1) as pool:
        sound = np.zeros(200_000 * PER_MS, np.float32)
        segments = list(listen(Measuring(), sound, ENGLISH, Speech.surely(speech), pool))
    assert together == [[32] * 5, [7] * 5]
    assert [segment.words[-1].text for segment in segments] == ["32.", "7."] * 5
