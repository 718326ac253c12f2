"""The line of stories to be written down: its order, what is passed over, and what becomes of it when work ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from examining import examine
from model_stand_in import write_model
from sqlalchemy import select
from test_run import END, Script, at, fail, make_model, said, window

from coproclip.errors import Cancelled, MediaError, NotFound, SpeechModelError, StorageError, TranscriptionError
from coproclip.jobs import CancelToken
from coproclip.people.consent import note_consent
from coproclip.people.stories import bin_story, restore_story, sound_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import ConsentAbout
from coproclip.project.project import Edit, Project, now
from coproclip.project.schema import QueuedStory, Transcription
from coproclip.transcript.draft import beside
from coproclip.transcription.queue import (
    OFF,
    TranscriptionRequest,
    dequeue,
    enqueue,
    move_in_queue,
    next_in_queue,
    queue_entries,
    queue_entry,
    queue_turns,
    set_paused,
)
from coproclip.transcription.run import transcribe_story, transcription_progress

QUIET = TranscriptionRequest(voices=OFF)


@pytest.fixture
def three(project: Project, make_story: Callable[..., int]) -> tuple[int, int, int]:
    """Three stories, in line one after another."""
    one, two, three = (make_story(project, title=title) for title in ("One", "Two", "Three"))
    do(project, lambda edit: [enqueue(edit, story, QUIET) for story in (one, two, three)])
    return one, two, three


def do(project: Project, change: Callable[[Edit], object], what: Operation | Work = Work.TRANSCRIBE) -> None:
    with project.edit(what) as edit:
        change(edit)


def order(project: Project) -> list[int]:
    with project.read() as session:
        return [queue_entry.story_id for queue_entry in queue_entries(session)]


def following(project: Project, *besides: int) -> int | None:
    with project.read() as session:
        found = next_in_queue(queue_turns(session), besides)
        return found.story_id if found is not None else None


# ---- order ----------------------------------------------------------------------------------------------------


def test_stories_wait_in_the_order_they_came_and_one_can_be_first(
    project: Project, three: tuple[int, int, int], make_story: Callable[..., int]
) -> None:
    assert order(project) == list(three)
    assert following(project) == three[0]
    urgent = make_story(project, title="Urgent")
    do(project, lambda edit: enqueue(edit, urgent, QUIET, first=True))
    assert order(project) == [urgent, *three]
    with project.read() as session:
        assert [queue_entry.position for queue_entry in queue_entries(session)] == [0, 1, 2, 3]


def test_a_story_stands_in_line_once_and_takes_what_was_asked_last(
    project: Project, three: tuple[int, int, int]
) -> None:
    do(
        project,
        lambda edit: (
            set_paused(edit, three[1]),
            enqueue(edit, three[1], TranscriptionRequest("careful", "small", "cy", "3")),
        ),
    )
    assert order(project) == list(three)
    with project.read() as session:
        found = queue_entry(session, three[1])
    assert found is not None
    assert (found.paused, found.asked) == (False, TranscriptionRequest("careful", "small", "cy", "3"))


@pytest.mark.parametrize(("to", "expected"), [(0, (2, 0, 1)), (1, (0, 2, 1)), (2, (0, 1, 2)), (9, (0, 1, 2))])
def test_a_story_is_moved_in_line(
    project: Project, three: tuple[int, int, int], to: int, expected: tuple[int, ...]
) -> None:
    do(project, lambda edit: move_in_queue(edit, three[2], to))
    assert order(project) == [three[place] for place in expected]


def test_what_is_not_in_line_is_not_moved_and_is_let_go_without_a_word(
    project: Project, three: tuple[int, int, int]
) -> None:
    do(project, lambda edit: dequeue(edit, three[0]))
    do(project, lambda edit: (dequeue(edit, three[0]), set_paused(edit, three[0])))
    with pytest.raises(NotFound, match="not waiting"):
        do(project, lambda edit: move_in_queue(edit, three[0], 1))
    with pytest.raises(NotFound):
        do(project, lambda edit: enqueue(edit, 99, QUIET))
    assert order(project) == list(three[1:])


# ---- what is passed over --------------------------------------------------------------------------------------


def test_held_stories_and_those_that_failed_just_now_are_passed_over(
    project: Project, three: tuple[int, int, int]
) -> None:
    do(project, lambda edit: set_paused(edit, three[0]))
    assert following(project) == three[1]
    assert following(project, three[1]) == three[2]
    assert following(project, *three[1:]) is None
    do(project, lambda edit: set_paused(edit, three[0], paused=False))
    assert following(project) == three[0]


def test_a_story_goes_out_of_the_line_with_the_bin(project: Project, three: tuple[int, int, int]) -> None:
    do(project, lambda edit: bin_story(edit, three[0]), Operation.BIN_STORY)
    assert order(project) == list(three[1:])
    do(project, lambda edit: restore_story(edit, three[0]), Operation.RESTORE_STORY)
    assert order(project) == list(three[1:]), "out of the bin it does not begin by itself"
    assert examine(project) == []


@pytest.mark.parametrize("answer", ["no", "later"])
def test_who_did_not_say_yes_is_not_written_down(project: Project, three: tuple[int, int, int], answer: str) -> None:
    def _say(said: str) -> None:
        do(
            project,
            lambda edit: note_consent(edit, three[0], ConsentAbout.TRANSCRIBED, said),
            Operation.NOTE_CONSENT,
        )

    _say(answer)
    assert following(project) == three[1]
    _say("yes")
    assert following(project) == three[0]


def test_who_was_asked_only_something_else_is_not_written_down(project: Project, three: tuple[int, int, int]) -> None:
    do(project, lambda edit: note_consent(edit, three[0], ConsentAbout.RECORDED, "yes"), Operation.NOTE_CONSENT)
    assert following(project) == three[1]


# ---- beside undo, other programs, other versions --------------------------------------------------------------


def test_the_line_is_nothing_to_take_back_and_is_there_after_closing(
    project: Project, three: tuple[int, int, int]
) -> None:
    do(project, lambda edit: (move_in_queue(edit, three[2], 0), set_paused(edit, three[1])))
    assert project.undo_text == ""
    with Project.open(project.folder) as again, again.read() as session:
        assert [(queue_entry.story_id, queue_entry.paused) for queue_entry in queue_entries(session)] == [
            (three[2], False),
            (three[0], False),
            (three[1], True),
        ]


def test_what_another_version_asked_for_is_read_as_far_as_it_is_known(
    project: Project, three: tuple[int, int, int]
) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        row = edit.session.scalars(select(QueuedStory).where(QueuedStory.story_id == three[0])).one()
        row.asked = {"preset": "quick", "language": 7, "colour": "blue", "again": True}
    with project.read() as session:
        found = queue_entry(session, three[0])
    assert found is not None
    assert found.asked == TranscriptionRequest(preset="quick", again=True)


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({"preset": "as hard as you can"}, TranscriptionRequest()),
        ({"language": "../../en"}, TranscriptionRequest()),
        ({"voices": "999999999"}, TranscriptionRequest()),
        ({"voices": "²"}, TranscriptionRequest()),
        ({"device": "opencl:0"}, TranscriptionRequest()),
        ({"typed": True, "replace_all": "yes", "again": 1}, TranscriptionRequest()),
        ({"model": ["base"]}, TranscriptionRequest()),
    ],
)
def test_what_makes_no_sense_was_not_asked_for(
    project: Project, story: int, kept: dict[str, object], found: TranscriptionRequest
) -> None:
    do(project, lambda edit: enqueue(edit, story, TranscriptionRequest()))
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.scalars(select(QueuedStory)).one().asked = kept
    with project.read() as session:
        entry = queue_entry(session, story)
    assert entry is not None
    assert entry.asked == found


@pytest.mark.parametrize("where", ["queue", "begun with", "its name"])
def test_a_speech_model_in_a_folder_that_only_the_project_names_is_not_opened(
    project: Project, story: int, tmp_path: Path, where: str
) -> None:
    planted = str(write_model(tmp_path / "planted"))
    script = Script()
    with project.edit(Work.TRANSCRIBE) as edit:
        asked = {"model": planted, "typed": True} if where == "queue" else {}
        edit.add(QueuedStory(story_id=story, position=0, asked={"voices": OFF, **asked}))
        if where != "queue":
            options = {"folder": planted, "hints": 7, "notices": {"a": 1}, "voices": 8} if where == "begun with" else {}
            name = planted if where == "its name" else "not here"
            edit.add(
                Transcription(
                    story_id=story, engine="", speech_model=name, state="paused", options=options, started_at=now()
                )
            )
    with pytest.raises(SpeechModelError):
        transcribe_story(project, story, writer=script)
    assert script.asked == []
    with project.read() as session:
        entry = queue_entry(session, story)
    assert entry is not None
    assert entry.paused


# ---- written down from the line -------------------------------------------------------------------------------


@pytest.fixture
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_model(tmp_path_factory.mktemp("models") / "quick")


def begin(project: Project, story: int, model: str, *, again: bool = True, preset: str = "") -> None:
    do(project, lambda edit: enqueue(edit, story, TranscriptionRequest(preset, model, voices=OFF, again=again)))


def state(project: Project, story: int) -> tuple[str, int, str]:
    with project.read() as session:
        far = transcription_progress(session, story, END)
    return far.state, far.done_ms, far.preset


def aside(project: Project, story: int) -> tuple[str, int]:
    """How far it is transcribed beside the words that stand there."""
    with project.read() as session:
        made = beside(session, story)
    assert made is not None
    return made.state, made.done_ms


def test_it_is_written_down_as_the_line_asks_and_leaves_it_when_done(project: Project, story: int, model: str) -> None:
    begin(project, story, model, preset="quick")
    assert transcribe_story(project, story, writer=Script()).preset == "quick"
    assert order(project) == []


def test_a_pause_keeps_the_place_and_what_was_asked_again_goes_on_instead(
    project: Project, story: int, model: str
) -> None:
    begin(project, story, model, preset="careful")
    stop = CancelToken()
    with pytest.raises(Cancelled):
        transcribe_story(project, story, cancel=stop, writer=Script(before=at(4000, stop.cancel)))
    assert (order(project), state(project, story)[0]) == ([story], "none"), "what stands there stays until all is heard"
    assert aside(project, story) == ("paused", 8000)
    assert following(project) == story, "whoever pauses it also holds it; closing the program does not"
    script = Script()
    transcribe_story(project, story, writer=script)
    assert script.asked == [(8000, "cy", "quick")], "not from the start a second time"
    assert (order(project), state(project, story)) == ([], ("done", END, "careful"))


def test_one_broken_file_overnight_does_not_keep_the_others_waiting(
    project: Project, three: tuple[int, int, int], model: str
) -> None:
    for story in three:
        begin(project, story, model)
    with project.read() as session:
        sound_of(project, session, three[1]).audio.unlink()
    met = []
    while (story := following(project)) is not None:
        try:
            transcribe_story(project, story, writer=Script())
        except MediaError as error:
            met.append((story, error.happened))
    assert met == [(three[1], "The recording is not where it was.")]
    assert [state(project, story)[0] for story in three] == ["done", "none", "done"]
    with project.read() as session:
        assert [(queue_entry.story_id, queue_entry.paused) for queue_entry in queue_entries(session)] == [
            (three[1], True)
        ]


def test_a_trouble_of_the_engine_holds_the_story_too(project: Project, story: int, model: str) -> None:
    begin(project, story, model)
    with pytest.raises(TranscriptionError):
        transcribe_story(project, story, writer=Script(before=at(4000, fail(TranscriptionError("Out of memory.")))))
    assert (order(project), following(project)) == ([story], None)
    do(project, lambda edit: set_paused(edit, story, paused=False))
    transcribe_story(project, story, writer=Script())
    assert (order(project), state(project, story)[:2]) == ([], ("done", END))


def test_a_full_disk_is_said_loses_nothing_and_the_story_goes_on_when_there_is_room(
    project: Project, story: int, model: str
) -> None:
    begin(project, story, model)
    writer = project.database.writer
    long = [window(begin, begin + 4000, said(*range(begin, begin + 3600, 4))) for begin in range(0, END, 4000)]

    def _full() -> None:
        pages = writer.exec_driver_sql("PRAGMA page_count").scalar_one()
        writer.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
        writer.rollback()

    with pytest.raises(StorageError, match="The disk is full"):
        transcribe_story(project, story, writer=Script(long, before=at(4000, _full)))
    assert aside(project, story)[1] == 4000
    assert (order(project), following(project)) == ([story], story), "it waits for room, not for a person"
    assert examine(project) == []
    writer.exec_driver_sql("PRAGMA max_page_count=1000000")
    writer.rollback()
    assert transcribe_story(project, story, writer=Script(long)).state == "done"
    assert order(project) == []
