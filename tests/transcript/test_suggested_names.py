"""Rather one suggestion too many than a name that is missed."""

import random
import time
from collections.abc import Callable

import pytest

from coproclip.overview.names import names_in
from coproclip.people.mentions import Found, NameKind, Names, mentions_of
from coproclip.project.columns import MOST_LETTERS_OF_WORD
from coproclip.project.project import Project
from coproclip.transcript.edits import passages
from coproclip.transcript.name_model import name_finder
from coproclip.transcript.suggested_names import _CONTACT, Hints, find_names, suggested

COMMON = frozenset(
    ["so", "we", "then", "there", "was", "call", "i", "the", "in", "said", "would", "a", "and", "she", "with"]
)


def names(line: str, *, special: str = "", people: str = "", language: str = "en") -> list[str]:
    hints = Hints([special] if special else [], [people] if people else [], COMMON)
    return [one.text for one in suggested([line.split()], hints, language)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("We went to see Mrs Begum and Dr Patel, in Leeds.", ["Mrs Begum", "Dr Patel", "Leeds"]),
        ("Then she said I would. So there was Mary Jane’s sister.", ["Mary Jane"]),
        ("Samuel said so.", ["Samuel"]),
        ("So the NHS said it was OK on Monday, in May.", ["NHS"]),
        ("call 0113 496 0000 or sue@example.org, we said", ["sue@example.org", "0113 496 0000"]),
        ("I was in 12 Park Road, LS1 4AB then.", ["LS1 4AB", "12 Park Road"]),
        ("There was a fence and a gate, and in 1998 we had 40 people.", []),
    ],
)
def test_names_are_found_by_capitals_and_figures(line: str, found: list[str]) -> None:
    assert sorted(names(line)) == sorted(found)


def test_the_projects_words_and_people_are_found_without_capitals() -> None:
    found = names("then co-production and kit came", special="co-production", people="Kit")
    assert sorted(map(str.casefold, found)) == ["co-production", "kit"]


def test_a_line_in_capitals_is_found_in_pieces_and_a_word_without_end_by_its_beginning(
    project: Project, make_story: Callable[..., int]
) -> None:
    line = "So HELEN " + "TALKED TO BOB AND " * 20 + "LEFT, then https://example.org/" + "x" * 300
    made = make_story(project, (("storyteller", line),), title="Loud")
    assert find_names(project, made) == 3
    with project.read() as session:
        found = mentions_of(session, made)
        words = [word.text for one in passages(session, made) for word in one.words]
    covered = {number for place in Names(found).met(words) for number in range(place.first, place.last + 1)}
    assert [word for number, word in enumerate(words) if number not in covered] == ["So", "then"]


def test_part_of_a_name_that_is_taken_out_is_found_where_it_is_no_everyday_word() -> None:
    hints = Hints(common=frozenset(["will", *COMMON]), parts=["Will", "Okafor"])
    found = suggested([["Will", "you", "said", "okafor"], ["so", "we", "will"]], hints)
    assert [one.text for one in found] == ["okafor"]
    assert [one.text for one in suggested([["so", "with", "Will"]], hints, "de")] == ["Will"]


def test_a_language_that_writes_every_noun_with_a_capital_gives_no_names_by_them() -> None:
    assert names("wir haben die Stühle und den Tisch", language="de") == []


def test_looking_again_finds_only_what_is_new(project: Project, story: int) -> None:
    assert find_names(project, story) == 0
    with project.read() as session:
        assert names_in(session, story) == ()


@pytest.mark.skipif(name_finder() is None, reason="the model that finds names is not installed")
def test_the_model_finds_names_without_capitals() -> None:
    finder = name_finder()
    assert finder is not None
    found = finder.find(["my", "sister", "susan", "took", "me", "to", "bradford", "with", "john", "smith"])
    assert found == [
        Found("susan", NameKind.PERSON),
        Found("bradford", NameKind.PLACE),
        Found("john smith", NameKind.PERSON),
    ]
    assert finder.find(["then", "we", "moved", "the", "chairs", "and", "people", "just", "talked"]) == []


@pytest.mark.parametrize("pool", ["abcdefghij", "a-", "a@", "w.", "-", "1."])
def test_the_longest_words_are_looked_through_for_names_in_no_time(pool: str) -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices(pool, k=MOST_LETTERS_OF_WORD)) for _ in range(3)]
    before = time.process_time()
    suggested([words], Hints())
    assert time.process_time() - before < 5


@pytest.mark.parametrize("pool", ["abcdefghij", "a-", "a@", "w.", "-"])
def test_an_address_is_looked_for_once_in_a_word_of_any_length(pool: str) -> None:
    word = "".join(random.Random(1).choices(pool, k=100_000))
    before = time.process_time()
    _CONTACT.search(word)
    assert time.process_time() - before < 2
