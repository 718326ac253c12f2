"""Likely mishearings of the project's own words: found where they are, not offered where nothing is wrong."""

from itertools import pairwise

import pytest

from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Segment, Story, Word
from coproclip.speech.everyday_words import common_words
from coproclip.transcript.edits import check, correct_segment, passages
from coproclip.transcript.mishearings import Mishearing, mishearings, put_right
from coproclip.transcript.word_list import add_words

LISTED = (
    "co-production",
    "co-produce",
    "Maureen",
    "Llanelli",
    "Side by Side",
    "Pat Murphy",
    "Ely",
    "Pontypridd",
    "Kit",
)


def say(project: Project, *lines: str, each: int = 300) -> int:
    """A story of these lines, a word every `each` ms."""
    with project.edit(Work.ADD_STORY) as edit:
        story, at = edit.add(Story(title="Heard", created_at=now())), 0
        for text in lines:
            words = []
            for word in text.split():
                words.append(Word(word, at, at + 250, 70))
                at += each
            edit.add(
                Segment(
                    story_id=story.id, start_ms=words[0].start_ms, end_ms=at, text=text, words=words, flags=["unsure"]
                )
            )
            at += 1000
        add_words(edit, LISTED)
        return story.id


def found(project: Project, only: tuple[str, ...] | None = None) -> list[Mishearing]:
    with project.read() as session:
        return mishearings(session, only)


def pairs(project: Project) -> list[tuple[str, str]]:
    return [(one.heard, one.meant) for one in found(project)]


@pytest.mark.parametrize(
    ("line", "heard", "meant"),
    [
        ("we try to copro produce it", "copro produce", "co-produce"),
        ("that is co produce shun for you", "co produce shun", "co-production"),
        ("it was real co production then", "co production", "co-production"),
        ("it was real coproduction then", "coproduction", "co-production"),
        ("and then Moreen told us.", "Moreen", "Maureen"),
        ("down in clan ethly, by the sea", "clan ethly", "Llanelli"),
        ("down in Thlanethly by the sea", "Thlanethly", "Llanelli"),
        ("the bus to Ponty Preeth was late", "Ponty Preeth", "Pontypridd"),
        ("I asked Pat Murphie about it", "Pat Murphie", "Pat Murphy"),
        ("it was (Moreen’s) idea", "Moreen’s", "Maureen’s"),
        ("Copro produce, they said.", "Copro produce", "Co-produce"),
    ],
)
def test_what_was_misheard_is_found(project: Project, line: str, heard: str, meant: str) -> None:
    say(project, line)
    assert pairs(project) == [(heard, meant)]


@pytest.mark.parametrize(
    "line",
    [
        "Maureen’s garden in Llanelli, where co-production and co-producing began, Side by Side",
        "Co-production is what Kit and Ely co-produced with pat murphy.",
        "there were more in the marine station early on, in a kit or a cot",
        "a film production, no production, the production of food, in production",
        "a co product of what the company produced",
        "sit beside me, walk in, side by side by the sea",
        "I put in a bid, then I came in and said so, early, nearly, only, easily",
        "they are mooring the boat and scouring the moor in rain",
    ],
)
def test_what_is_right_is_not_offered(project: Project, line: str) -> None:
    if not common_words():
        pytest.skip("no speech model is installed")
    say(project, line)
    assert pairs(project) == []


def test_a_name_is_not_looked_for_across_sentences_and_pauses(project: Project) -> None:
    say(project, "We copro. Produce it! He saw clan, ethly.")
    say(project, "copro produce", each=1500)
    assert pairs(project) == []


def test_what_a_person_checked_is_left_out(project: Project) -> None:
    story = say(project, "so Moreen said", "and Moreen laughed")
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, story)[0].id])
    [one] = found(project)
    assert (one.before, one.heard, one.after, one.story_id) == ("and", "Moreen", "laughed", story)
    assert found(project, ("Llanelli",)) == [], "only what is asked for"


def test_putting_right_keeps_times_and_marks(project: Project) -> None:
    story = say(project, "“Moreen, we copro produce. In clan ethly’s bay, that is (co produce shun)!”")
    with project.read() as session:
        [before] = passages(session, story)
    with project.edit(Operation.PUT_RIGHT) as edit:
        assert put_right(edit, mishearings(edit.session)) == 4
    with project.read() as session:
        [after] = passages(session, story)
    assert after.text == "“Maureen, we co-produce. In Llanelli’s bay, that is (co-production)!”"
    assert after.text == " ".join(word.text for word in after.words)
    assert all(word.end_ms <= other.start_ms for word, other in pairwise(after.words))
    was = {word.text: word for word in before.words}
    [right] = [word for word in after.words if word.text == "co-produce."]
    assert (right.start_ms, right.end_ms) == (was["copro"].start_ms, was["produce."].end_ms)
    assert right.confidence == 100, "a person said so"
    kept = {word.text: word for word in after.words}
    assert kept["bay,"] == was["bay,"]
    assert (after.checked, after.flags) == (0, ["unsure"]), "a person still has to listen"
    assert project.undo() is Operation.PUT_RIGHT
    with project.read() as session:
        assert passages(session, story)[0].text == before.text


def test_a_name_of_several_words_over_several_words(project: Project) -> None:
    story = say(project, "we asked Patt Murphie and Side Besside")
    with project.edit(Operation.PUT_RIGHT) as edit:
        assert put_right(edit, mishearings(edit.session)) == 2
    with project.read() as session:
        words = passages(session, story)[0].words
    assert [word.text for word in words] == ["we", "asked", "Pat", "Murphy", "and", "Side", "by", "Side"]
    assert [(word.start_ms, word.end_ms) for word in words[2:4]] == [(600, 850), (900, 1150)], "word by word"
    assert (words[5].start_ms, words[7].end_ms) == (1500, 2050), "three words over the time of two"


def test_places_of_one_passage_can_be_put_right_one_after_the_other(project: Project) -> None:
    story = say(project, "copro produce, said Moreen, copro produce, said Moreen")
    places = found(project)
    assert len(places) == 4
    for place in places:
        with project.edit(Operation.PUT_RIGHT) as edit:
            assert put_right(edit, [place]) == 1
    with project.read() as session:
        assert passages(session, story)[0].text == "co-produce, said Maureen, co-produce, said Maureen"


def test_a_place_that_was_changed_meanwhile_stays(project: Project) -> None:
    story = say(project, "so Moreen said", "and Moreen laughed", "then Moreen left")
    places = found(project)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        first, second, _ = passages(edit.session, story)
        correct_segment(edit, first.id, "so Doreen said")
        check(edit, [second.id])
    with project.edit(Operation.PUT_RIGHT) as edit:
        assert put_right(edit, places) == 1
    with project.read() as session:
        assert [passage.text for passage in passages(session, story)] == [
            "so Doreen said",
            "and Moreen laughed",
            "then Maureen left",
        ]
