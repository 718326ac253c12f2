"""Names are found in one walk over a text, and none is missed that a slow look at every place would find."""

import random
import time
from itertools import product

import pytest

from coproclip.project.comparing.name_index import Met, NameIndex, parts_of
from coproclip.project.comparing.word_runs import part_readings

PIECES = ["a", "b", "ab", "ba", "aB", "a'b", "a_b", "-ab.", "bA'a", "12", "1", "2-1", "a1", "王", "王a", "明王", "aab"]


def _slowly(names: list[str], words: list[str]) -> set[tuple[int, int, int]]:
    """Where names are said, by looking at every stretch of parts: each as its parts and the spaces between them."""
    signs: list[tuple[str, bool, bool, int]] = []  # the sign, whether a part begins, whether a space is before it
    for number, word in enumerate(words):
        first = True
        for part in part_readings(word)[1]:
            bits = list(part)
            for place, bit in enumerate(bits):
                lone = bit in "王明" or place == 0
                signs.append((bit, lone, first and place == 0, number))
            first = False
    size = [sum(1 for one in signs if one[3] == number) for number in range(len(words))]

    def says_nothing(at: int) -> bool:
        before, now = signs[at - 1], signs[at]
        figures = before[0].isdigit() and now[0].isdigit()
        han = before[0] in "王明" and now[0] in "王明"
        return figures or han or (size[before[3]] == 1 and size[now[3]] == 1)

    met: list[tuple[int, int, int]] = []
    for start, end in product(range(len(signs)), range(1, len(signs) + 1)):
        if start >= end or not signs[start][1] or (end < len(signs) and not signs[end][1]):
            continue
        for number, name in enumerate(names):
            parts = parts_of(name)
            edges, at = {0}, 0
            for part in parts:
                edges |= {at, *(at + place for place, bit in enumerate(part) if bit in "王明")}
                at += len(part)
            if "".join(parts) != "".join(one[0] for one in signs[start:end]):
                continue
            spaces = [at for at in range(start + 1, end) if signs[at][2] and not says_nothing(at)]
            if not all(at - start in edges for at in spaces):
                continue
            alone = signs[start][2] and (end == len(signs) or signs[end][2])
            if end - start == 1 and not alone and signs[start][0] not in "王明":
                continue
            met.append((start, end, number))
            break
    return {
        (signs[start][3], signs[end - 1][3], number)
        for start, end, number in met
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in met)
    }


@pytest.mark.parametrize("seed", range(40))
def test_the_walk_finds_what_a_slow_look_finds(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        names = [" ".join(chance.choices(PIECES, k=chance.randint(1, 2))) for _ in range(chance.randint(1, 4))]
        words = chance.choices(PIECES, k=chance.randint(1, 7))
        found = NameIndex([[name] for name in names]).find(words)
        assert {(one.first, one.last, one.name) for one in found if not one.is_form} == _slowly(names, words), (
            names,
            words,
        )


def test_thousands_of_names_take_no_longer_than_the_text_is() -> None:
    names = NameIndex([[f"Helen Number{one} Smith"] for one in range(20_000)])
    words = ["then", "Helen", "Number19999", "Smith", "said", "that", "Helen", "came"] * 500
    names.find(words[:8])
    started = time.process_time()
    found = names.find(words)
    taken = time.process_time() - started
    assert found[0] == Met(1, 3, 19_999)
    assert len(found) == 500
    assert taken < 1.5


def test_each_text_is_looked_through_whatever_came_before() -> None:
    index = NameIndex([("Helen",)])
    for words, said in (
        (["Helen", "came"], 1),
        (["Nobody", "came"], 0),
        (["Nobody", "came"], 0),
        (["Helen", "came"], 1),
    ):
        found = index.find(words)
        assert len(found) == said
        found.clear()


@pytest.mark.parametrize(
    "word",
    [
        "helensmithson@ex.org",
        "mailto:helensmithson@ex.org",
        "https://ex.org/people/helensmithson",
        "ex.org/people/helensmithson?page=2",
        "www.helensmithson.org",
        "helensmithson.org,",
        "#helenandtherats",
        "(#helenandtherats)",
        "＃helenandtherats",
        "@helensmithson",
        "ex.org/~helensmithson",
    ],
)
def test_in_addresses_and_handles_whatever_begins_with_a_name_may_be_one(word: str) -> None:
    assert NameIndex([("Helen",)]).find(["see", word]) == [Met(1, 1, 0, is_form=True)]


@pytest.mark.parametrize("word", ["helensmithson", "annabel@ex.org", "#annual", "#thehelensmithson", "the.end"])
def test_elsewhere_and_of_a_short_name_it_is_another_word(word: str) -> None:
    assert NameIndex([("Helen",), ("Ann",)]).find([word]) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("محمد", "محمـد"),
        ("علی", "علي"),
        ("علي", "على"),
        ("اکرم", "اكرم"),
        ("فاطمة", "فاطمه"),
        ("José Núñez", "Jos%C3%A9%20N%C3%BA%C3%B1ez"),
        ("José Núñez", "https://es.example.org/Jos%C3%A9_N%C3%BA%C3%B1ez"),
        ("José", "%4Aos%C3%A9"),
        ("Núñez", "Jos%25C3%25A9-N%25C3%25BA%25C3%25B1ez"),
        ("O'Brien", "O&#39;Brien"),
        ("Núñez", "N&uacute;&ntilde;ez"),
        ("Núñez", "https://xn--nez-7ma8b.org/"),
    ],
)
def test_a_name_is_the_same_however_its_letters_are_written(name: str, written: str) -> None:
    assert NameIndex([(name,)]).find(["see", written]) == [Met(1, 1, 0)]


@pytest.mark.parametrize(
    ("name", "written"),
    [("محمد", "ومحمد"), ("محمد", "لمحمد"), ("محمد", "وبالمحمد"), ("משה", "למשה"), ("משה", "ושמשה"), ("አበበ", "ለአበበ")],
)
def test_behind_small_words_that_are_written_in_one_with_it_a_name_is_asked_about(name: str, written: str) -> None:
    assert NameIndex([(name,)]).find(["see", written]) == [Met(1, 1, 0, is_form=True)]
    assert NameIndex([("منة",)]).find([written]) == []


@pytest.mark.parametrize("written", ["100%", "R&B;", "50%25", "%zz", "xn--", "&nosuch;"])
def test_signs_that_stand_for_nothing_else_harm_nothing(written: str) -> None:
    assert NameIndex([("Helen",)]).find([written, "Helen"]) == [Met(1, 1, 0)]
