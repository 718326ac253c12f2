"""Storytellers go by an alias; stories have voices; nothing of a story in the bin is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coproclip.errors import BadInput, MediaError, NotFound, ProjectError
from coproclip.people.stories import (
    add_story,
    bin_story,
    change_story,
    find_story,
    restore_story,
    sound_of,
    speakers_of,
    stories,
    storyteller_names,
)
from coproclip.people.storytellers import (
    add_storyteller,
    all_storytellers,
    change_storyteller,
    find_or_add,
    storyteller_count,
    storytellers_of,
    tell,
)
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Recording, Speaker, Story
from coproclip.transcript.edits import passages


def voices(project: Project, story: int) -> list[tuple[str, str]]:
    with project.read() as session:
        return [(speaker.name, speaker.role) for speaker in speakers_of(session, story)]


def told_by(project: Project, story: int) -> str:
    with project.read() as session:
        return storyteller_names(session, story)


def tell_by(project: Project, story: int, *aliases: str) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, storytellers=aliases)


def test_a_story_has_a_voice_for_everybody_in_it(project: Project) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        story = add_story(edit, "  The garden ", storytellers=("Kit", " ", "Rosa"), reporter=" Amina ").id
    assert voices(project, story) == [("Kit", "storyteller"), ("Rosa", "storyteller"), ("Amina", "reporter")]
    with project.read() as session:
        assert [one.title for one in stories(session)] == ["The garden"]


def test_who_told_it_is_listed_as_people_say_it(project: Project, story: int) -> None:
    said = []
    for aliases in ((), ("Kit",), ("Kit", "Rosa"), ("Kit", "Rosa", "Sam")):
        tell_by(project, story, *aliases)
        said.append(told_by(project, story))
    assert said == ["", "Kit", "Kit and Rosa", "Kit, Rosa and Sam"]


def test_an_alias_is_one_person_whatever_its_capitals(project: Project) -> None:
    with project.edit(Operation.ADD_STORYTELLER) as edit:
        kit = add_storyteller(edit, " Kit ", " A neighbour ")
        assert find_or_add(edit, "KIT ").id == kit.id
        assert find_or_add(edit, "Rosa").id != kit.id
    with project.read() as session:
        assert [(storyteller.alias, storyteller.description) for storyteller in all_storytellers(session)] == [
            ("Kit", "A neighbour"),
            ("Rosa", ""),
        ]


def test_a_storyteller_needs_something_to_go_by(project: Project) -> None:
    with project.edit(Operation.ADD_STORYTELLER) as edit:
        kit = add_storyteller(edit, "Kit")
        for attempt in (
            lambda: add_storyteller(edit, " \n"),
            lambda: change_storyteller(edit, kit.id, alias=" "),
        ):
            with pytest.raises(BadInput, match="name to go by"):
                attempt()


def test_a_new_alias_is_heard_in_every_story_at_once(project: Project, make_story: Callable[..., int]) -> None:
    first, second = make_story(project), make_story(project, title="The garden")
    with project.read() as session:
        kit = storytellers_of(session, first)[0].id
    with project.edit(Operation.CHANGE_STORYTELLER) as edit:
        change_storyteller(edit, kit, alias=" Kate ", description="From the allotments")
    for story in (first, second):
        assert told_by(project, story) == "Kate"
        assert ("Kate", "storyteller") in voices(project, story)
    project.undo()
    assert told_by(project, first) == "Kit"
    assert ("Kit", "storyteller") in voices(project, second)


def test_saying_twice_who_tells_it_changes_nothing(project: Project, story: int) -> None:
    with project.read() as session:
        kit = storytellers_of(session, story)[0].id
    before = voices(project, story)
    with project.edit(Operation.CHANGE_STORY) as edit:
        tell(edit, story, kit)
    assert voices(project, story) == before
    assert project.undo_text == ""


def test_passages_keep_their_voice_when_the_storyteller_is_changed(project: Project, story: int) -> None:
    with project.read() as session:
        before = [segment.speaker_id for segment in passages(session, story)]
    tell_by(project, story, "Rosa")
    assert told_by(project, story) == "Rosa"
    with project.read() as session:
        assert [segment.speaker_id for segment in passages(session, story)] == before
        kept = session.get_one(Speaker, before[1])
        assert (kept.name, kept.storyteller_id) == ("Kit", None)
    project.undo()
    assert told_by(project, story) == "Kit"


def test_the_reporters_voice_takes_their_name(project: Project, story: int) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, reporter=" Bea ", title=" New ", note="n", language="cy")
    assert ("Bea", "reporter") in voices(project, story)
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, reporter="")
    assert ("Reporter", "reporter") in voices(project, story)
    with project.read() as session:
        row = session.get_one(Story, story)
        assert (row.title, row.note, row.language, row.reporter) == ("New", "n", "cy", "")


def test_a_story_needs_a_title_and_keeps_the_one_it_has(project: Project, story: int) -> None:
    with pytest.raises(BadInput, match="needs a title"), project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, title="  ")
    with project.read() as session:
        assert session.get_one(Story, story).title == "Moving the chairs"


def test_a_story_in_the_bin_is_out_of_sight_and_comes_back_whole(project: Project, story: int) -> None:
    with project.edit(Operation.BIN_STORY) as edit:
        bin_story(edit, story)
    with project.read() as session:
        assert stories(session) == []
        assert [one.id for one in stories(session, binned=True)] == [story]
        assert storyteller_count(session) == 0
    with project.edit(Operation.RESTORE_STORY) as edit:
        restore_story(edit, story)
    with project.read() as session:
        assert [one.id for one in stories(session)] == [story]
        assert storyteller_count(session) == 1
        assert len(passages(session, story)) == 5


def test_the_newest_story_comes_first(project: Project, make_story: Callable[..., int]) -> None:
    ids = [make_story(project, title=f"Story {number}") for number in range(3)]
    with project.read() as session:
        assert [story.id for story in stories(session)] == ids[::-1]


def test_a_story_is_found_by_number_or_title(project: Project, make_story: Callable[..., int]) -> None:
    one, two = make_story(project, title="The Garden"), make_story(project, title="1984")
    make_story(project, title="Twice")
    make_story(project, title="twice")
    with project.read() as session:
        assert find_story(session, "the garden").id == one
        assert find_story(session, one).id == one
        assert find_story(session, str(two)).id == two
        assert find_story(session, "1984").id == two
        with pytest.raises(NotFound, match="More than one"):
            find_story(session, "Twice")
        with pytest.raises(NotFound, match="There is no story “gone”"):
            find_story(session, "gone")


def test_where_a_storys_sound_is(project: Project, story: int) -> None:
    with project.read() as session:
        sound = sound_of(project, session, story)
    assert sound.audio == sound.original
    assert sound.audio.is_file()
    assert (sound.sample_rate, sound.channels, sound.peaks) == (16_000, 1, None)
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Recording, sound.recording_id).working = "working/story.flac"
        silent = add_story(edit, "No sound yet").id
    with project.read() as session:
        assert sound_of(project, session, story).audio == project.folder / "working" / "story.flac"
        with pytest.raises(MediaError, match="no recording"):
            sound_of(project, session, silent)


def test_a_path_that_leads_out_of_the_project_is_never_followed(project: Project, story: int, tmp_path: Path) -> None:
    with project.edit(Operation.CHANGE_STORY) as edit:
        edit.get(Recording, 1).original = "../../secret.wav"
    with project.read() as session, pytest.raises(ProjectError, match="makes no sense"):
        sound_of(project, session, story)
