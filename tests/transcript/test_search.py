"""Search finds what people type, whatever signs are in it, and shows where it is heard."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment, merge_segments, passages, split_segment
from coproclip.transcript.search import Hit, find_passages, hits, search

LINES = (
    ("reporter", "And what is NEAR the café?"),
    ("storyteller", "I don’t know; l’été AND the naïve “Straße” are well-known, 100% sure!"),
    ("storyteller", "There was no head of the table, so people just talked."),
    ("storyteller", "The table had no people at its head."),
    ("reporter", 'Don\'t they? 日本語 もあります。 £5 (or $6) * NOT "quoted" C++'),
)


@pytest.fixture
def told(project: Project, make_story: Callable[..., int]) -> int:
    return make_story(project, LINES)


def find(project: Project, words: str) -> list[Hit]:
    with project.read() as session:
        return search(session, words)


def numbers(project: Project, words: str) -> list[int]:
    """Which lines were found."""
    return [[line for _, line in LINES].index(hit.text) for hit in find(project, words)]


def marked(hit: Hit) -> list[str]:
    return [hit.text[begin:end] for begin, end in hit.found]


def test_every_word_must_be_there_in_any_order(project: Project, told: int) -> None:
    assert numbers(project, "table head") == [2, 3]
    assert numbers(project, "head talked") == [2]
    assert numbers(project, "head zebra") == []


@pytest.mark.parametrize("quoted", ['"head of the table"', "“head of the table”", "„head of the table“"])
def test_words_in_quotes_stay_together(project: Project, told: int, quoted: str) -> None:
    assert numbers(project, quoted) == [2]
    assert numbers(project, quoted + " people") == [2]
    assert marked(find(project, quoted)[0]) == ["head", "of", "the", "table,"]


@pytest.mark.parametrize("words", ["AND", "and", "NEAR", "NOT", '"AND" the'])
def test_search_commands_are_plain_words(project: Project, told: int, words: str) -> None:
    assert numbers(project, words)


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", '"', '""', '"""', "*", "tab*", "-head", "^head", "head:", "text:head", "(head", "head)", "{head}"),
        *("NEAR(head", "head+table", ";--", "a\0b", "“", "OR", "head OR", "\\", "%", "_", "a\ud800", "=", '"head'),
        *('head"the', "'"),
    ],
)
def test_no_sign_can_break_a_search(project: Project, told: int, words: str) -> None:
    for hit in find(project, words):
        assert hit.found


def test_a_star_is_no_command_and_a_beginning_is_not_the_word(project: Project, told: int) -> None:
    assert numbers(project, "tab*") == []
    assert numbers(project, "tabl") == []


@pytest.mark.parametrize(
    ("words", "line", "shown"),
    [
        ("cafe", 0, ["café?"]),
        ("CAFÉ", 0, ["café?"]),
        ("cafe\u0301", 0, ["café?"]),
        ("naive", 1, ["naïve"]),
        ("nai\u0308ve", 1, ["naïve"]),
        ("l'ete", 1, ["l’été"]),
        ("été", 1, ["l’été"]),
        ("well-known", 1, ["well-known,"]),
        ("known", 1, ["well-known,"]),
        ("100", 1, ["100%"]),
        ("straße", 1, ["“Straße”"]),
        ("日本語", 4, ["日本語"]),
        ("C++", 4, ["C++"]),
    ],
)
def test_accents_capitals_and_signs_do_not_matter_and_the_word_is_shown(
    project: Project, told: int, words: str, line: int, shown: list[str]
) -> None:
    assert numbers(project, words) == [line]
    assert marked(find(project, words)[0]) == shown


def test_both_apostrophes_are_one(project: Project, told: int) -> None:
    for words in ("don't", "don’t", "DON'T"):
        assert numbers(project, words) == [1, 4]
        assert [marked(hit) for hit in find(project, words)] == [["don’t"], ["Don't"]]


def test_a_hit_says_where_it_is_heard_and_what_is_around_it(project: Project, told: int) -> None:
    hit = find(project, "people talked")[0]
    with project.read() as session:
        segment = passages(session, told)[2]
    assert (hit.story_id, hit.story_title, hit.segment_id) == (told, "Moving the chairs", segment.id)
    assert (hit.start_ms, hit.end_ms) == (segment.start_ms, segment.end_ms)
    assert hit.heard_ms == next(word.start_ms for word in segment.words if word.text == "people")
    assert marked(hit) == ["people", "talked."]
    assert hit.before.endswith("100% sure!")
    assert len(hit.before.split()) == 8
    assert hit.after == "The table had no people at its head."


def test_the_ends_of_a_story_have_nothing_around_them(project: Project, told: int) -> None:
    assert find(project, "near")[0].before == ""
    assert find(project, "quoted")[0].after == ""


def test_hits_come_by_story_and_time_and_not_from_the_bin(project: Project, make_story: Callable[..., int]) -> None:
    ids = [make_story(project, LINES, title=title) for title in ("Zebra", "apple", "Thrown away")]
    titles = [hit.story_title for hit in find(project, "head")]
    assert titles == [title for title in ("apple", "Thrown away", "Zebra") for _ in range(2)]
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, ids[2])
        bin_story(edit, ids[0])
    assert [hit.story_title for hit in find(project, "head")] == ["apple", "apple"]
    with project.read() as session:
        found = find_passages(session, "head")
        assert (len(found), found.stories) == (2, 1)
        # Some at a time: the same as all at once.
        assert [hits(session, found, first, 1)[0] for first in range(2)] == find(project, "head")


def test_search_keeps_up_with_corrections_splits_joins_and_undo(project: Project, told: int) -> None:
    with project.read() as session:
        segment = passages(session, told)[2].id
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, segment, "There was no zebra at the table.")
    assert [hit.segment_id for hit in find(project, "zebra")] == [segment]
    assert find(project, "talked") == []
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        _, right = split_segment(edit, segment, 3)
    assert [hit.segment_id for hit in find(project, '"no zebra"')] == [segment], "it goes on in the next passage"
    assert [hit.segment_id for hit in find(project, "zebra")] == [right.id]
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        merge_segments(edit, segment, right.id)
    assert [hit.segment_id for hit in find(project, '"no zebra"')] == [segment]
    for _ in range(3):
        project.undo()
    assert find(project, "zebra") == []
    assert numbers(project, "talked") == [2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(words=st.text(max_size=25) | st.text("\"“”'*()^:-+ANDORT \0", max_size=25))
def test_anything_typed_is_a_search(project: Project, told: int, words: str) -> None:
    for hit in find(project, words):
        assert hit.found
        assert all(0 <= begin < end <= len(hit.text) for begin, end in hit.found)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(line=st.integers(0, len(LINES) - 1), data=st.data())
def test_every_piece_of_a_line_finds_that_line(project: Project, told: int, line: int, data: st.DataObject) -> None:
    said = LINES[line][1].split()
    first = data.draw(st.integers(0, len(said) - 1))
    piece = " ".join(said[first : first + data.draw(st.integers(1, 4))])
    if any(letter.isalnum() for letter in piece):
        assert line in numbers(project, piece)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("people just talked and then", 1),
        ("“just talked. And then? Then somebody”", 1),
        ("first day like We moved", 0),
        ("how I do I had never", 3),
    ],
)
def test_a_phrase_that_goes_on_in_the_next_passage_is_found_where_it_begins(
    project: Project, story: int, words: str, begins: int
) -> None:
    with project.read() as session:
        line = passages(session, story)[begins]
        found = search(session, words)
    assert [hit.segment_id for hit in found] == [line.id]
    first = found[0].found[0][0]
    assert words.strip("“”").split()[0].casefold() == line.text[first:].split()[0].casefold().strip(".,?")
    assert found[0].found[-1][1] == len(line.text)


def test_a_short_passage_in_the_middle_of_a_phrase_is_part_of_it(project: Project, story: int) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second, third, *_ = passages(edit.session, story)
        correct_segment(edit, second.id, "Yes.")
    with project.read() as session:
        assert [hit.segment_id for hit in search(session, '"day like yes and then"')] == [first.id]
        assert [hit.segment_id for hit in search(session, "yes and then")] == [second.id]
        assert search(session, "yes somebody") == []
        assert search(session, '"yes and nobody"') == []
        assert third.id
