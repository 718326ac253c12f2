"""A corrected text keeps the times of its words; a quote is found again."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coproclip.project.schema import Word
from coproclip.timecode import TimeRange
from coproclip.transcript.alignment import PAUSE_MS, find_passage, plain, realign, tidy

LETTERS = "abcdefgé日ß’'.,!?“”—…-0 \t\n\0*"


@st.composite
def spoken(draw: st.DrawFn, least: int = 1, most: int = 12) -> list[Word]:
    """Words as a recogniser gives them: in order, apart or touching, each different."""
    place, words = draw(st.integers(0, 5000)), []
    for number in range(draw(st.integers(least, most))):
        place += draw(st.sampled_from([0, 0, 0, 40, 120, 700]))
        end = place + draw(st.integers(60, 600))
        words.append(Word(f"word{number}", place, end, draw(st.integers(0, 99))))
        place = end
    return words


def around(words: list[Word], before: int = 0, after: int = 0) -> TimeRange:
    return TimeRange(max(0, words[0].start_ms - before), words[-1].end_ms + after)


def text_of(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def is_in_order(words: list[Word], within: TimeRange) -> None:
    assert all(left.start_ms <= right.start_ms for left, right in pairwise(words))
    assert all(within.start_ms <= word.start_ms <= word.end_ms <= within.end_ms for word in words)


@given(spoken(0), st.text(LETTERS, max_size=80) | st.text(max_size=30), st.integers(0, 300))
def test_any_corrected_text_is_its_words_in_order_inside_the_passage(old: list[Word], text: str, pause: int) -> None:
    within = around(old, pause, pause) if old else TimeRange(1000, 1000 + pause)
    new = realign(old, text, within)
    assert text_of(new) == tidy(text)
    is_in_order(new, within)


@given(spoken())
def test_a_text_that_did_not_change_keeps_everything(words: list[Word]) -> None:
    assert realign(words, text_of(words), around(words)) == words


@given(spoken())
def test_capitals_and_signs_cost_no_time_and_no_certainty(words: list[Word]) -> None:
    changed = realign(words, " ".join(f"“{word.text.title()},”" for word in words), around(words))
    assert [(w.start_ms, w.end_ms, w.confidence) for w in changed] == [
        (w.start_ms, w.end_ms, w.confidence) for w in words
    ]


@given(spoken(), st.data())
def test_a_replaced_word_takes_the_time_of_the_old_one_and_is_certain(words: list[Word], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    old = words[at]
    new = realign(words, text_of([*words[:at], Word("other", 0, 0), *words[at + 1 :]]), around(words))
    assert new == [*words[:at], Word("other", old.start_ms, old.end_ms, 100), *words[at + 1 :]]


@given(spoken(), st.data())
def test_taking_words_away_leaves_the_times_of_the_others(words: list[Word], data: st.DataObject) -> None:
    kept = [word for word in words if data.draw(st.booleans())]
    assert realign(words, text_of(kept), around(words)) == kept


@given(spoken(2), st.integers(1, 3), st.data())
def test_one_word_heard_as_several_shares_its_time(words: list[Word], more: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    fresh = [Word(f"new{number}", 0, 0) for number in range(more + 1)]
    new = realign(words, text_of([*words[:at], *fresh, *words[at + 1 :]]), around(words))
    shared = new[at : at + more + 1]
    assert new[:at] + new[at + more + 1 :] == words[:at] + words[at + 1 :]
    assert (shared[0].start_ms, shared[-1].end_ms) == (words[at].start_ms, words[at].end_ms)
    assert all(left.end_ms == right.start_ms for left, right in pairwise(shared))


@given(spoken(), st.integers(1, 3), st.sampled_from([(0, 0), (500, 0), (0, 500)]), st.data())
def test_an_added_word_can_be_heard_and_costs_nobody_anything(
    words: list[Word], many: int, pauses: tuple[int, int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words)))
    within = around(words, *pauses)
    fresh = [Word(f"added{number}", 0, 0) for number in range(many)]
    new = realign(words, text_of([*words[:at], *fresh, *words[at:]]), within)
    assert new[:at] + new[at + many :] == words
    is_in_order(new, within)
    added = new[at : at + many]
    assert all(word.end_ms > word.start_ms for word in added), "a word of no length can be neither heard nor marked"


@given(spoken(), st.sampled_from([(0, 0), (500, 0), (0, 500)]), st.data())
def test_any_number_of_corrections_keeps_order_and_what_nobody_touched(
    words: list[Word], pauses: tuple[int, int], data: st.DataObject
) -> None:
    within, number = around(words, *pauses), 0
    for _ in range(data.draw(st.integers(1, 5))):
        first = data.draw(st.integers(0, len(words)))
        last = data.draw(st.integers(first, min(len(words), first + 3)))
        many = data.draw(st.integers(0, 4))
        fresh = [Word(f"{'letters'[: 1 + (number + nth) % 7]}{number + nth}", 0, 0) for nth in range(many)]
        number += many
        after = len(words) - last
        stayed = [(at, at) for at in range(first)]
        stayed += [(last + at, first + many + at) for at in range(after)]
        new = realign(words, text_of([*words[:first], *fresh, *words[last:]]), within, room=within, stayed=stayed)
        assert new[:first] + new[first + many :] == words[:first] + words[last:]
        is_in_order(new, within)
        words = new


def test_a_word_retyped_beside_one_heard_together_with_it_stays_before_it() -> None:
    words = [Word("people", 0, 200, 90), Word("just", 250, 450, 90), Word("talked", 450, 650, 90)]
    within = TimeRange(0, 650)
    added = realign(words, "people just new talked", within)
    again = realign(added, "people jus new t new talked", within, stayed=[(0, 0), (2, 4), (3, 5)])
    assert (again[0], again[4], again[5]) == (words[0], added[2], words[2])
    is_in_order(again, within)


def test_an_added_word_takes_what_it_needs_of_the_pause_behind_the_word_before() -> None:
    words = [Word("we", 0, 200, 90), Word("moved", 9000, 9300, 90)]
    assert realign(words, "we all moved", TimeRange(0, 9300)) == [words[0], Word("all", 200, 480), words[1]]


def test_words_at_the_ends_go_into_the_pauses_around_the_passage() -> None:
    words = [Word("moved", 5000, 5400, 90)]
    room = TimeRange(2000, 8000)
    new = realign(words, "So moved chairs", TimeRange(5000, 5400), room=room)
    assert [(word.start_ms, word.end_ms) for word in new] == [(4790, 5000), (5000, 5400), (5400, 5890)]


def test_a_first_word_without_a_pause_is_heard_with_the_next() -> None:
    words = [Word("moved", 1000, 1400, 90), Word("chairs", 1400, 1800, 90)]
    assert realign(words, "we moved chairs", TimeRange(1000, 1800)) == [Word("we", 1000, 1210), *words]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([TimeRange(0, 400)], (400, 680)),
        ([TimeRange(400, 900)], (120, 400)),
        ([TimeRange(0, 900)], (120, 400)),
        ([TimeRange(0, 400), TimeRange(400, 900)], (120, 400)),
        ([], (120, 400)),
    ],
)
def test_a_word_typed_beside_an_excerpt_stays_beside_it_on_either_side(
    kept: list[TimeRange], expected: tuple[int, int]
) -> None:
    words = [Word("we", 0, 400, 90), Word("moved", 400, 900, 90)]
    new = realign(words, "we all moved", TimeRange(0, 900), kept=kept)
    assert new == [words[0], Word("all", *expected), words[1]]


def test_a_text_typed_anew_is_never_heard_in_the_silence_between() -> None:
    words = [Word("mumble", 0, 900, 10), Word("mutter", 12_000, 12_900, 10)]
    new = realign(words, "we moved the old chairs away", TimeRange(0, 12_900))
    assert all(word.end_ms <= 900 or word.start_ms >= 12_000 for word in new)
    assert {word.start_ms >= 12_000 for word in new} == {False, True}
    assert all(word.end_ms > word.start_ms for word in new)


@given(spoken(1, 12), st.lists(st.sampled_from(["a", "word", "somewhere"]), min_size=1, max_size=9))
def test_new_words_are_only_heard_where_the_old_ones_were(words: list[Word], fresh: list[str]) -> None:
    new = realign(words, " ".join(fresh), around(words, 500, 500))
    pauses = [
        (left.end_ms, right.start_ms) for left, right in pairwise(words) if right.start_ms - left.end_ms > PAUSE_MS
    ]
    for word in new:
        assert not any(word.start_ms < end and start < word.end_ms for start, end in pauses), word
    assert words[0].start_ms <= new[0].start_ms
    assert new[-1].end_ms <= words[-1].end_ms


def test_a_whole_new_text_lies_over_the_whole_passage() -> None:
    new = realign([Word("mumble", 500, 900, 10)], "What was the first day like?", TimeRange(500, 900))
    assert (new[0].start_ms, new[-1].end_ms) == (500, 900)


def test_words_typed_into_an_empty_passage_share_its_time() -> None:
    assert realign([], "Two words", TimeRange(1000, 2000)) == [Word("Two", 1000, 1400), Word("words", 1400, 2000)]
    assert realign([], " \n\0", TimeRange(1000, 2000)) == []


# ---- finding a quote ------------------------------------------------------------------------------------------

STORY = tidy(
    """We moved the chairs. After that there was no head of the table, so people just talked. Then somebody asked me
    how I get to the bus stop. Not how people do, how I do."""
).split()


@given(st.integers(0, len(STORY) - 1), st.integers(1, 15))
def test_any_words_of_a_story_are_found_where_they_are_said(first: int, size: int) -> None:
    wanted = STORY[first : first + size]
    place = find_passage(STORY, f"  “{' '.join(wanted).upper()}” ")
    assert place is not None
    assert [plain(word) for word in STORY[slice(*place)]] == [plain(word) for word in wanted]


@settings(max_examples=60)
@given(st.integers(0, len(STORY) - 10), st.integers(1, 8))
def test_a_quote_with_a_word_heard_differently_is_found_too(first: int, changed: int) -> None:
    wanted = STORY[first : first + 10]
    wanted[changed] = "zebra"
    assert find_passage(STORY, " ".join(wanted)) == (first, first + 10)


@given(st.lists(st.text("ab .'", max_size=4), max_size=12), st.text(max_size=40) | st.text("ab .'", max_size=20))
def test_what_is_found_lies_in_the_story_and_is_never_empty(words: list[str], quote: str) -> None:
    place = find_passage(words, quote)
    assert place is None or 0 <= place[0] < place[1] <= len(words)


@pytest.mark.parametrize("quote", ["", "   ", "\n", "the zebra", "nothing of this was ever said by anybody at all"])
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert find_passage(STORY, quote) is None


def test_curly_and_straight_apostrophes_and_composed_accents_are_the_same() -> None:
    assert find_passage(["I", "don’t", "drink", "café."], "don't drink cafe\u0301") == (1, 4)
    assert plain("“Don’t!”") == "don't"
    assert plain("—") == "—"


def test_a_quote_in_a_long_story_is_found_quickly() -> None:
    words = [f"word{number % 997}" for number in range(40_000)] + STORY
    wanted = [*STORY[4:16]]
    wanted[5] = "zebra"
    assert find_passage(words, " ".join(wanted)) == (40_004, 40_016)


# ---- knowing what nobody touched ------------------------------------------------------------------------------


@given(st.integers(2, 9), st.data())
def test_of_words_that_are_all_alike_the_one_taken_out_is_known(count: int, data: st.DataObject) -> None:
    words = [Word("no", n * 300, n * 300 + 200, 50) for n in range(count)]
    gone = data.draw(st.integers(0, count - 1))
    left = [n for n in range(count) if n != gone]
    stayed = [(n, place) for place, n in enumerate(left)]
    new = realign(words, " ".join(["no"] * (count - 1)), around(words), stayed=stayed)
    assert new == [words[n] for n in left]


@given(spoken(0), st.text(LETTERS, max_size=60), st.lists(st.tuples(st.integers(-2, 15), st.integers(-2, 15))))
def test_what_makes_no_sense_of_what_stayed_is_not_believed(
    words: list[Word], text: str, stayed: list[tuple[int, int]]
) -> None:
    within = around(words, 100, 100) if words else TimeRange(1000, 2000)
    new = realign(words, text, within, stayed=stayed)
    assert text_of(new) == tidy(text)
    is_in_order(new, within)
