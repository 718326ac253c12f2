"""The project's own words: kept tidy, suggested from what people put right, told to the engine."""

import pytest

from coproclip.errors import BadInput, NotFound
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import DraftSegment, Transcription
from coproclip.speech.everyday_words import common_words, is_common
from coproclip.transcript.edits import check, correct_segment, passages
from coproclip.transcript.word_list import (
    HINT_LETTERS,
    add_words,
    hints,
    listed,
    remove_words,
    suggestions,
    turn_down,
)


def add(project: Project, *texts: str) -> list[str]:
    with project.edit(Operation.CHANGE_WORDS) as edit:
        return add_words(edit, texts)


def words(project: Project) -> list[str]:
    with project.read() as session:
        return listed(session)


def suggested(project: Project) -> list[tuple[str, int]]:
    with project.read() as session:
        return [(suggestion.text, suggestion.times) for suggestion in suggestions(session)]


@pytest.fixture
def drafted(project: Project, story: int) -> int:
    """The story as the engine wrote it down."""
    with project.edit(Work.TRANSCRIBE) as edit:
        act = edit.add(
            Transcription(story_id=story, engine="scripted", speech_model="base", state="done", started_at=now())
        )
        for passage in passages(edit.session, story):
            edit.add(
                DraftSegment(
                    transcription_id=act.id,
                    start_ms=passage.start_ms,
                    end_ms=passage.end_ms,
                    text=passage.text,
                    words=passage.words,
                )
            )
    return story


def correct(project: Project, story: int, line: int, old: str, new: str) -> None:
    with project.edit(Operation.CORRECT_WORDS) as edit:
        one = passages(edit.session, story)[line]
        assert old in one.text
        correct_segment(edit, one.id, one.text.replace(old, new))


def test_words_are_kept_tidy_and_once(project: Project) -> None:
    assert add(project, "  Side   by Side ", "co-production, Llanelli;\nMaureen.", "llanelli", "—") == [
        "Side by Side",
        "co-production",
        "Llanelli",
        "Maureen",
    ]
    assert words(project) == ["co-production", "llanelli", "Maureen", "Side by Side"], "the last spelling counts"
    assert add(project, "Llanelli", "MAUREEN") == []
    assert words(project) == ["co-production", "Llanelli", "MAUREEN", "Side by Side"]
    project.undo()
    assert "llanelli" in words(project)


def test_a_sentence_is_no_word(project: Project) -> None:
    add(project, "x" * 60)
    with pytest.raises(BadInput, match="too long"):
        add(project, "Kit", "y" * 61)
    assert words(project) == ["x" * 60], "nothing of it is kept"


def test_words_are_taken_off_whatever_their_capitals(project: Project) -> None:
    add(project, "Kit", "Rosa")
    with pytest.raises(NotFound, match="“Sam” is not in the word list"), project.edit(Operation.CHANGE_WORDS) as edit:
        remove_words(edit, ["kit", "Sam"])
    assert words(project) == ["Kit", "Rosa"]
    with project.edit(Operation.CHANGE_WORDS) as edit:
        remove_words(edit, ["kit", "KIT"])
    assert words(project) == ["Rosa"]


def test_what_people_put_right_is_suggested(project: Project, drafted: int) -> None:
    assert suggested(project) == []
    correct(project, drafted, 1, "We moved the chairs.", "We moved Moreen’s chairs.")
    correct(project, drafted, 3, "bus stop", "Llanelli stop, not the Pontypridd")
    correct(project, drafted, 4, "I had never been asked", "Moreen had never been asked about co-production")
    assert suggested(project) == [("Moreen", 2), ("co-production", 1), ("Llanelli", 1), ("Pontypridd", 1)]
    add(project, "Moreen")
    with project.edit(Operation.CHANGE_WORDS) as edit:
        turn_down(edit, "Pontypridd")
    assert suggested(project) == [("co-production", 1), ("Llanelli", 1)]
    assert words(project) == ["Moreen"]
    assert add(project, "Pontypridd") == ["Pontypridd"], "one may think again"
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, drafted)
    assert suggested(project) == []


def test_names_of_several_words_are_one(project: Project, drafted: int) -> None:
    correct(project, drafted, 1, "so people just talked", "so Pat Murphy, Kit and Moorfields Eye Hospital talked")
    assert sorted(text for text, _ in suggested(project)) == ["Kit", "Moorfields Eye Hospital", "Pat Murphy"]


def test_everyday_words_are_not_suggested(project: Project, drafted: int) -> None:
    """Neither those that every vocabulary holds, nor those the engine knows, nor “I”, nor what was only checked."""
    correct(project, drafted, 1, "After that", "Later on when I’m sitting")
    correct(project, drafted, 2, "And then?", "And thinking?")
    correct(project, drafted, 4, "never been asked", "never ever been chairs asked")
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passage.id for passage in passages(edit.session, drafted)])
    assert suggested(project) == []


def test_a_story_without_a_draft_suggests_its_names(project: Project, story: int) -> None:
    correct(project, story, 4, "asked before", "asked in Llanelli before")
    assert suggested(project) == [("Llanelli", 1)]


def test_hints_are_the_words_most_worth_telling(project: Project, drafted: int) -> None:
    with project.read() as session:
        assert hints(session) == ()
    add(project, "zebra", "Kit", "Moreen", "chairs")
    with project.edit(Operation.CHANGE_WORDS) as edit:
        turn_down(edit, "Kit")
    with project.read() as session:
        assert set(hints(session)) == {"zebra", "Moreen", "chairs"}
    correct(project, drafted, 1, "We moved", "Moreen moved")
    with project.read() as session:
        assert hints(session)[0] == "Moreen", "what the engine did not hear of itself"
        assert hints(session, most=2) == ("Moreen", "chairs"), "then what is said"


def test_no_more_hints_than_the_engine_can_take_in(project: Project) -> None:
    add(project, *(f"Llanfairpwllgwyngyll {number}" for number in range(80)))
    with project.read() as session:
        told = hints(session)
    assert 15 < len(told) < 60
    assert sum(len(one) + 2 for one in told) <= HINT_LETTERS
    assert told[0] == "Llanfairpwllgwyngyll 79", "the one listed last"


def test_common_words_come_from_the_speech_models_here() -> None:
    known = common_words()
    if not known:
        pytest.skip("no speech model is installed")
    assert all(is_common(word, known) for word in ("chairs", "early", "marine", "producing", "biscuits", "stopped"))
    assert not any(is_common(word, known) for word in ("moreen", "llanelli", "copro", "ethly", "pontypridd"))
