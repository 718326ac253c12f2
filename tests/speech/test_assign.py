"""Voices out of voice prints: made-up prints, so that it is known whose each is."""

from itertools import pairwise

import numpy as np
import pytest

from coproclip.speech.diarization.assign import UNCERTAIN, voices_of
from coproclip.speech.diarization.clustering import Groups, Numbers, find_groups
from coproclip.speech.diarization.windows import SpeakerWindow, runs_of, windows_of
from coproclip.speech.engine import SpokenWord
from coproclip.speech.messages import AtMost, Voices

WIDTH = 64
LENGTH_MS = 1_500


def people(number: int, seed: int = 5) -> Numbers:
    """A direction for each of some people."""
    found = np.random.default_rng(seed).normal(0, 1, (number, WIDTH))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float64)


def prints(whose: list[int], spread: float = 0.1, seed: int = 1) -> Numbers:
    """Prints of these people, as unlike each other as what is said makes them."""
    found = people(6)[whose] + np.random.default_rng(seed).normal(0, spread, (len(whose), WIDTH))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float64)


def talk(*turns: tuple[int, str, int]) -> tuple[list[SpokenWord], list[int]]:
    """Words of 250 ms, and who says each: (who, text, the pause after it in ms)."""
    words, whose, at = list[SpokenWord](), list[int](), 1_000
    for who, text, pause in turns:
        for word in text.split():
            words.append(SpokenWord(word, at, at + 250, 90))
            whose.append(who)
            at += 250
        at += pause
    return words, whose


def heard(words: list[SpokenWord], whose: list[int], windows: list[SpeakerWindow]) -> Numbers:
    """The print of each window: what is said in it, mixed."""
    clean = prints(whose)
    rows = []
    for window in windows:
        inside = [n for n, word in enumerate(words) if word.end_ms > window.start_ms and word.start_ms < window.end_ms]
        rows.append(clean[inside].mean(axis=0))
    found = np.array(rows)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float64)


LONG = "and so we carried all of the chairs out into the hall before anybody came and then we sat down and waited."
ROUND = [(0, "What was the first day like for you then?", 400), (1, LONG, 300), (0, LONG, 60)]
DIALOGUE = ROUND * 4


def voices(turns: list[tuple[int, str, int]], number: Voices = 2) -> tuple[list[int], list[int], list[int]]:
    words, whose = talk(*turns)
    windows = windows_of(words, LENGTH_MS)
    told = voices_of(words, windows, np.asarray(heard(words, whose, windows), np.float32), number)
    first = dict.fromkeys(whose)
    order = {who: number for number, who in enumerate(first)}
    return [one.voice for one in told], [order[who] for who in whose], [one.sure for one in told]


def share(found: list[int], gold: list[int]) -> float:
    return sum(a == b for a, b in zip(found, gold, strict=True)) / len(gold)


@pytest.mark.parametrize("number", [2, AtMost(2), None])
def test_two_people_in_turn_are_told_apart(number: Voices) -> None:
    found, gold, sure = voices(DIALOGUE, number)
    assert share(found, gold) >= 0.97
    assert np.mean(sure) > 90


def test_a_short_answer_of_the_other_stays_a_turn_of_its_own() -> None:
    found, gold, _ = voices([*DIALOGUE, (1, LONG, 300), (0, "Yeah, right.", 300), (1, LONG, 300)])
    words, _whose = talk(*DIALOGUE, (1, LONG, 300), (0, "Yeah, right.", 300), (1, LONG, 300))
    at = next(n for n, word in enumerate(words) if word.text == "Yeah,")
    assert found[at : at + 2] == gold[at : at + 2] == [0, 0]


def test_the_voice_does_not_change_inside_a_sentence_for_one_odd_word() -> None:
    words, whose = talk(*DIALOGUE)
    windows = windows_of(words, LENGTH_MS)
    shown = heard(words, whose, windows)
    odd = next(n for n, one in enumerate(windows) if one.start_ms > words[20].end_ms)
    shown[odd] = people(6)[0]
    told = voices_of(words, windows, np.asarray(shown, np.float32), 2)
    changes = sum(a.voice != b.voice for a, b in pairwise(told))
    assert changes == sum(a != b for a, b in pairwise(whose))


@pytest.mark.parametrize("number", [AtMost(2), None])
def test_one_person_is_not_torn_in_two_unless_two_were_asked_for(number: Voices) -> None:
    found, _, _ = voices([(0, LONG, 500)] * 10, number)
    assert set(found) == {0}
    found, _, sure = voices([(0, LONG, 500)] * 10, 2)
    assert set(found) == {0, 1}
    assert max(sure) <= UNCERTAIN, "and nothing of it is sure"


def groups(whose: list[int], spread: float, number: Voices) -> tuple[Groups, Numbers]:
    """The groups among prints of these people, a second of speech each."""
    shown = prints(whose, spread)
    return find_groups(shown, np.ones(len(whose)), np.arange(len(whose)) * 1_000.0, number), shown


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6])
def test_how_many_there_are_is_found_out(number: int) -> None:
    whose = [who for turn in range(24) for who in [turn % number] * 10]
    found, _ = groups(whose, 0.08, None)
    assert len(found.centres) == number
    assert found.certain


def test_somebody_who_says_little_is_found_beside_somebody_who_says_much() -> None:
    whose = [0] * 150 + [1] * 8 + [0] * 50
    found, shown = groups(whose, 0.11, 2)
    assert len(found.centres) == 2
    nearest = (shown @ found.centres.T).argmax(axis=1)
    assert [place for place, voice in enumerate(nearest) if voice != nearest[0]] == list(range(150, 158))


def test_a_few_odd_sounds_are_not_taken_for_a_voice() -> None:
    whose = [0] * 60 + [2] + [1] * 60 + [3] + [0] * 20
    found, shown = groups(whose, 0.1, 2)
    nearest = (shown @ found.centres.T).argmax(axis=1)
    assert len({int(nearest[0]), int(nearest[80])}) == 2
    assert set(nearest[:60]) == set(nearest[122:]) != set(nearest[61:121])


@pytest.mark.parametrize("asked", [3, 4])
def test_so_many_voices_as_were_asked_for(asked: int) -> None:
    whose = [who for turn in range(20) for who in [turn % asked] * 5]
    assert len(groups(whose, 0.1, asked)[0].centres) == asked


def over_one_telephone(whose: list[int], spread: float) -> Numbers:
    """Prints of these people over one line, which is in every print: they are far more alike."""
    line = np.random.default_rng(9).normal(0, 1, WIDTH)
    shown = prints(whose, spread) + 1.15 * line / np.linalg.norm(line)
    return np.asarray(shown / np.linalg.norm(shown, axis=1, keepdims=True), np.float64)


@pytest.mark.parametrize("number", [2, AtMost(2), None])
def test_two_people_over_one_telephone_are_two_and_one_is_one(number: Voices) -> None:
    whose = [who for turn in range(24) for who in [int(turn % 4 == 0)] * 4]
    middles = np.arange(len(whose)) * 1_000.0
    shown = over_one_telephone(whose, 0.08)
    one, other = (shown[np.array(whose) == who] for who in (0, 1))
    assert (one @ other.T).mean() > 0.45, "as alike as one person is to themselves in another recording"
    found = find_groups(shown, np.ones(len(whose)), middles, number)
    assert len(found.centres) == 2
    assert found.certain
    alone = find_groups(over_one_telephone([0] * 96, 0.08), np.ones(96), middles, number)
    assert len(alone.centres) == (2 if number == 2 else 1)
    assert alone.certain == (number != 2)


def test_as_many_voices_as_asked_for_unless_nobody_else_says_a_word() -> None:
    few = find_groups(prints([0] * 2), np.full(2, 0.4), np.arange(2) * 1_000.0, 3)
    assert len(few.centres) == 1
    assert len(groups([0] * 60 + [1] * 7, 0.1, 2)[0].centres) == 2


def test_whom_a_person_named_they_are_and_the_rest_follows() -> None:
    """Three speak, two were asked for; a person says of one word each who it is."""
    turns = [(who, LONG, 300) for who in (0, 1, 2)] * 4
    words, whose = talk(*turns)
    windows = windows_of(words, LENGTH_MS)
    shown = np.asarray(heard(words, whose, windows), np.float32)
    known = {whose.index(2) + 3: 0, whose.index(0) + 3: 1, whose.index(1) + 3: 2}
    told = voices_of(words, windows, shown, 2, known)
    assert share([one.voice for one in told], [{2: 0, 0: 1, 1: 2}[who] for who in whose]) >= 0.97
    assert all(told[place].voice == voice and told[place].sure == 100 for place, voice in known.items())


def test_a_wrong_word_that_a_person_put_right_stays_right() -> None:
    words, whose = talk(*DIALOGUE)
    windows = windows_of(words, LENGTH_MS)
    shown = np.asarray(heard(words, whose, windows), np.float32)
    odd = whose.index(1) + 5
    told = voices_of(words, windows, shown, 2, {0: 0, odd: 0})
    assert told[odd].voice == told[0].voice == 0


def test_the_same_prints_give_the_same_voices() -> None:
    assert voices(DIALOGUE) == voices(DIALOGUE)


def test_one_voice_asked_for_is_one_voice() -> None:
    assert set(voices(DIALOGUE, 1)[0]) == {0}


def test_no_words_no_voices() -> None:
    assert voices_of([], [], np.zeros((0, WIDTH), np.float32), 2) == []


def test_no_window_reaches_over_a_pause_and_all_that_is_said_is_shown() -> None:
    words, _ = talk(*DIALOGUE, (1, "Yes.", 900), (0, LONG, 0))
    windows = windows_of(words, LENGTH_MS)
    runs = runs_of(words)
    assert [window.run for window in windows] == sorted(window.run for window in windows)
    for word, run in zip(words, runs, strict=True):
        over = [window for window in windows if window.start_ms < word.end_ms and word.start_ms < window.end_ms]
        assert over, word
        assert {one.run for one in over} == {run}
    assert max(window.end_ms - window.start_ms for window in windows) <= LENGTH_MS
    starts = [window.start_ms for window in windows]
    assert starts == sorted(starts)


def test_words_that_overlap_or_take_no_time_do_no_harm() -> None:
    words = [SpokenWord("Yes", 1000, 1000, 50), SpokenWord("no", 900, 1500, 50), SpokenWord("well", 5000, 5010, 50)]
    windows = windows_of(words, LENGTH_MS)
    told = voices_of(words, windows, np.asarray(prints([0] * len(windows)), np.float32), 2)
    assert len(told) == 3
    assert {one.voice for one in told} == {0}
