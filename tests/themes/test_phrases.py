"""Phrases are found in all their forms, with the words around them and one count of stories."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_stories import make_story as make_a_story
from made_stories import new_project

from coproclip.elsewhere.process import Elsewhere
from coproclip.errors import BadInput, NotFound
from coproclip.overview.starter_answers import starter_answers
from coproclip.people.moments import add_moments, set_starters
from coproclip.people.stories import bin_story
from coproclip.project.journal import Operation
from coproclip.project.project import Project, Work
from coproclip.themes.phrases import delete_phrase, find_phrase, find_phrases, phrases, save_phrase, variants

STORIES = {
    "A": "It was a box ticking exercise and nothing more than that for any of us who came",
    "B": "They love to tick boxes. Box-ticking is all they do.",
    "C": "We called it the tick-box meeting, a real tickbox.",
    "D": "Nobody ticked anything in a box, we moved rhubarb and Moreen sang",
    "E": "Rubarb again, said Maureen.",
}


@pytest.fixture
def group(project: Project, make_story: Callable[..., int]) -> dict[str, int]:
    return {name: make_story(project, [("storyteller", words)], title=name) for name, words in STORIES.items()}


def found(project: Project, *forms: str) -> dict[str, list[str]]:
    hits: dict[str, list[str]] = {}
    for hit in project.query(find_phrases, forms).hits:
        hits.setdefault(hit.story_title, []).append(hit.found)
    return hits


def test_one_phrase_finds_all_its_forms_and_counts_a_story_once(project: Project, group: dict[str, int]) -> None:
    forms = ["tick box", *variants("tick box")]
    assert found(project, *forms) == {
        "A": ["box ticking"],
        "B": ["tick boxes.", "Box-ticking"],
        "C": ["tick-box", "tickbox."],
    }
    result = project.query(find_phrases, forms)
    assert (result.stories, result.every, len(result.hits)) == (3, 5, 5)


def test_stars_stand_for_any_letters(project: Project, group: dict[str, int]) -> None:
    assert found(project, "tick* box*") == {"B": ["tick boxes."], "C": ["tick-box"]}
    assert found(project, "*ing") == {"A": ["ticking"], "B": ["Box-ticking"], "C": ["meeting,"], "D": ["anything"]} | {
        "A": ["ticking", "nothing"]
    }
    assert found(project, "t*k") == {"B": ["tick"], "C": ["tick-box"]}


def _places(folder: Path, form: str) -> list[str]:
    with Project.open(folder) as project:
        return [hit.found for hit in project.query(find_phrases, [form]).hits]


def test_a_form_of_many_stars_is_looked_for_in_no_time(tmp_path: Path) -> None:
    with new_project(tmp_path / "Side") as project:
        folder, long = project.folder, "a" * 80
        make_a_story(project, [("storyteller", f"It was {long} and banana")], title="A")
        with project.edit(Operation.CHANGE_PHRASES) as edit:
            save_phrase(edit, "stars", ["*a" * 14 + "*b"])
    # Where it took for ever nothing in this process would go on: so it is one that can be ended.
    elsewhere = Elsewhere(2 << 30)
    assert elsewhere.call(_places, folder, "*a" * 14 + "*b", most_cpu_s=10, most_s=100) == []
    assert _places(folder, "*a" * 14 + "*") == [long]
    assert _places(folder, "b*a*a*a") == ["banana"]
    assert _places(folder, "b*a*n*a*n*a*a") == [], "no letter counts twice"


def test_near_and_alike_are_found_where_asked_for(project: Project, group: dict[str, int]) -> None:
    assert found(project, "rhubarb") == {"D": ["rhubarb"]}
    assert found(project, "~rhubarb") == {"D": ["rhubarb"], "E": ["Rubarb"]}
    assert found(project, "~maureen") == {"D": ["Moreen"], "E": ["Maureen."]}
    assert found(project, "~box") == found(project, "box"), "short words have no near ones"


def test_eight_words_stand_on_either_side_and_it_is_heard(project: Project, group: dict[str, int]) -> None:
    [hit] = project.query(find_phrases, ["exercise"]).hits
    assert hit.before == "It was a box ticking"
    assert hit.after == "and nothing more than that for any of"
    assert (hit.story_id, hit.who) == (group["A"], "Kit")
    assert 0 < hit.start_ms < hit.end_ms


def test_it_goes_on_from_one_passage_into_the_next(project: Project, make_story: Callable[..., int]) -> None:
    make_story(project, [("storyteller", "They wanted to tick"), ("reporter", "box after box")])
    [hit] = project.query(find_phrases, ["tick box"]).hits
    assert hit.found == "tick box"


def test_stories_in_the_bin_are_left_out(project: Project, group: dict[str, int]) -> None:
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, group["A"])
    result = project.query(find_phrases, ["box"])
    assert "A" not in {hit.story_title for hit in result.hits}
    assert result.every == 4


def test_phrases_are_saved_changed_and_removed(project: Project) -> None:
    with project.edit(Operation.CHANGE_PHRASES) as edit:
        first = save_phrase(edit, "", [" ~tick   box ", "box-tick*", "~tick box"])
        save_phrase(edit, "Doors", ["open door*"])
    assert (first.name, first.patterns) == ("tick box", ["~tick box", "box-tick*"])
    with pytest.raises(BadInput, match="already"), project.edit(Operation.CHANGE_PHRASES) as edit:
        save_phrase(edit, "DOORS", ["x"])
    with project.edit(Operation.CHANGE_PHRASES) as edit:
        save_phrase(edit, "Doors and gates", ["open door*", "gate"], project.query(find_phrase, "doors").phrase_id)
    assert [one.name for one in project.query(phrases)] == ["tick box", "Doors and gates"]
    with project.edit(Operation.CHANGE_PHRASES) as edit:
        delete_phrase(edit, first.id)
    with pytest.raises(NotFound):
        project.query(find_phrase, "tick box")
    project.undo()
    assert len(project.query(phrases)) == 2


@pytest.mark.parametrize("forms", [[], [""], ["***"], ["~"], ["!?"], ["x" * 300], [f"a{n}" for n in range(60)]])
def test_a_phrase_needs_words(project: Project, forms: list[str]) -> None:
    with pytest.raises(BadInput):
        project.query(find_phrases, forms)


def test_all_answers_to_a_starter_are_side_by_side(project: Project, make_story: Callable[..., int]) -> None:
    class Asked:
        kind, text = "starter", "Who was there?"

        def __init__(self, start: int, text: str) -> None:
            self.start_ms = self.end_ms = start
            self.text = text

    one, two = make_story(project, title="One"), make_story(project, title="Two")
    make_story(project, title="Three")
    with project.edit(Work.ADD_STORY) as edit:
        add_moments(edit, one, [Asked(600, "Who was there?"), Asked(5000, "And then?")])
        add_moments(edit, two, [Asked(600, "who  was there?")])
    with project.edit(Operation.CHANGE_STARTERS) as edit:
        set_starters(edit, ["Why?", "Who was there?"])
    result = project.query(starter_answers, 1)
    assert (result.question, result.stories, result.every) == ("Who was there?", 2, 3)
    assert [answer.story_title for answer in result.answers] == ["One", "Two"]
    assert result.answers[0].words.startswith("We moved the chairs."), "not the question that was put to everybody"
    assert result.answers[0].start_ms > 600
    assert "bus stop" not in result.answers[0].words
    assert "bus stop" in result.answers[1].words
    assert project.query(starter_answers, 0).answers == ()
    with pytest.raises(NotFound):
        project.query(starter_answers, 7)
