"""Transcribing again: what a person did stays, the rest is replaced in one step, and until then nothing is touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from examining import examine
from sqlalchemy import delete, select
from test_run import END, Script, at, fail, make_model, plain_windows, said, window

from coproclip.errors import Cancelled, StorageError, TranscriptionError
from coproclip.excerpts.approval import Approval, StoryReader, note_answer
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.excerpts.marking import mark, ranges_of
from coproclip.jobs import CancelToken
from coproclip.people.stories import change_story, speakers_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project, now
from coproclip.project.schema import Base, DraftSegment, Excerpt, Segment, Transcription, Word
from coproclip.speech.client import WindowDone
from coproclip.speech.diarization.client import WordSpeaker
from coproclip.speech.engine import SpokenWord
from coproclip.transcript.draft import beside, latest
from coproclip.transcript.edits import (
    add_speaker,
    change_speaker,
    check,
    correct_segment,
    merge_segments,
    passages,
    set_speaker,
    split_segment,
)
from coproclip.transcription.corrected import corrected
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import OFF, TranscriptionRequest, enqueue, queue_entry
from coproclip.transcription.retranscribe_story import swap_in, what_is_there
from coproclip.transcription.run import TranscriptionProgress, draft_of, transcribe_story, transcription_progress


@dataclass
class Room:
    """A story that was transcribed once, six passages of two words, and what can be done with it."""

    project: Project
    story: int
    model: str
    asked: list[str] = field(default_factory=list)

    def again(
        self, script: Script, *, replace_all: bool = False, cancel: CancelToken | None = None
    ) -> TranscriptionProgress:
        asked = TranscriptionRequest(model=self.model, voices=OFF, again=True, replace_all=replace_all)
        return transcribe_story(self.project, self.story, asked=asked, writer=script, cancel=cancel)

    def row(self) -> list[Segment]:
        with self.project.read() as session:
            return passages(session, self.story)

    def texts(self) -> list[str]:
        return [one.text for one in self.row()]

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything a person can see of the words: all rows of all tables that undo watches."""
        with self.project.read() as session:
            return {
                name: [tuple(row) for row in session.execute(table.select().order_by(table.c.id))]
                for name, table in Base.metadata.tables.items()
                if name in ("segment", "speaker", "excerpt", "span", "answer", "story")
            }


def heard(say: str, *, later: int = 0) -> list[WindowDone]:
    """The same twelve words as `plain_windows`, under another name and `later` (ms)."""
    return [
        window(
            start,
            start + 4000,
            said(start + 100 + later, start + 600 + later, say=say),
            said(start + 2100 + later, start + 2600 + later, say=say),
        )
        for start in range(0, END, 4000)
    ]


@pytest.fixture
def room(project: Project, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    model = make_model(tmp_path / "quick")
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        change_story(edit, story, language="")
    made = Room(project, story, model)
    transcribe_story(project, story, asked=TranscriptionRequest(model=model, voices=OFF), writer=Script())
    return made


def test_what_was_checked_and_corrected_stays_and_all_else_is_new(room: Room) -> None:
    first, second, third = room.row()[:3]
    with room.project.edit(Operation.CHECK) as edit:
        check(edit, [first.id])
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, second.id, "word2100 Gecko")
        correct_segment(edit, third.id, "word4100")
    result = room.again(Script(heard("fresh")))
    assert room.texts() == [
        "word100 word600",
        "word2100 Gecko",
        "word4100",
        "fresh6100 fresh6600",
        "fresh8100 fresh8600",
        "fresh10100 fresh10600",
    ], "also a word that was taken away at the end of a passage stays away"
    kept = room.row()[:3]
    assert [(one.id, one.start_ms, one.end_ms, one.words, one.checked) for one in kept[:1]] == [
        (first.id, first.start_ms, first.end_ms, first.words, 1)
    ]
    assert [word.start_ms for word in kept[1].words] == [2100, 2600]
    assert result.kept == Replacement(passages=6, checked=1, corrected=2)
    assert result.state == "done"
    with room.project.read() as session:
        assert next(one.text for one in draft_of(session, room.story)) == "fresh100 fresh600"
    assert examine(room.project) == []


def test_everything_is_replaced_only_when_that_is_said(room: Room) -> None:
    first, second = room.row()[:2]
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, first.id, "my words")
        check(edit, [second.id])
    room.again(Script(heard("fresh")), replace_all=True)
    assert room.texts()[:2] == ["fresh100 fresh600", "fresh2100 fresh2600"]
    room.project.undo()
    assert room.texts()[:2] == ["my words", "word2100 word2600"]


def test_it_is_one_step_and_undo_brings_all_of_it_back(room: Room) -> None:
    rows = room.row()
    with room.project.edit(Operation.CHANGE_SPEAKER) as edit:
        kit = add_speaker(edit, room.story, "Kit", "storyteller").id
        set_speaker(edit, [row.id for row in rows], kit)
        excerpt = mark(edit, room.story, 4100, 6900).id
        note_answer(edit, excerpt, "yes", who="Kit", how="in person")
        correct_segment(edit, rows[0].id, "word100 Doors")
    before = room.content()
    room.again(Script(heard("fresh")))
    after = room.content()
    assert after != before
    assert room.project.undo() is Operation.TRANSCRIBE_AGAIN
    assert room.content() == before
    with room.project.read() as session:
        assert next(one.text for one in draft_of(session, room.story)) == "word100 word600"
        assert transcription_progress(session, room.story, END).state == "done"
        assert beside(session, room.story) is None, "what was undone is not gone on with"
    assert room.project.redo() is Operation.TRANSCRIBE_AGAIN
    assert room.content() == after
    room.project.undo()
    script = Script(heard("third"))
    room.again(script)
    assert script.asked[0][0] == 0, "heard anew, not taken from what was undone"
    assert room.texts()[1] == "third2100 third2600"
    assert room.project.undo() is Operation.TRANSCRIBE_AGAIN
    assert room.content() == before


def test_moving_splitting_and_joining_are_no_corrections(room: Room) -> None:
    rows = room.row()
    with room.project.edit(Operation.SPLIT_SEGMENT) as edit:
        split_segment(edit, rows[0].id, 1)
        merge_segments(edit, rows[1].id, rows[2].id)
    with room.project.read() as session:
        assert corrected(session, room.story) == set()
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, rows[3].id, "Word6100, word6600")
        correct_segment(edit, rows[4].id, "word8100 word8600 word8600")
    with room.project.read() as session:
        assert corrected(session, room.story) == {rows[3].id, rows[4].id}, (
            "a comma and a capital count, and a word more"
        )


def test_a_line_that_a_person_split_stays_so_where_the_words_are_the_same(room: Room) -> None:
    """Not where other words are heard, nor where the engine had made two lines; Undo brings back what was there."""
    for nth in (4, 0):
        with room.project.edit(Operation.SPLIT_SEGMENT) as edit:
            split_segment(edit, passages(edit.session, room.story)[nth].id, 1)
    before = room.texts()
    assert before[:2] == ["word100", "word600"]
    other = window(8000, END, said(8100, 8600, say="other"), said(10100, 10600))
    one = window(4000, 8000, said(4100, 4600, 6100, 6600))
    room.again(Script([plain_windows()[0], one, other]))
    assert room.texts() == [*before[:3], "word4100 word4600 word6100 word6600", "other8100 other8600", before[-1]]
    room.project.undo()
    assert room.texts() == before
    room.again(Script(), replace_all=True)
    assert room.texts()[0] == "word100 word600"


def test_names_stay_where_they_spoke(room: Room) -> None:
    rows = room.row()
    with room.project.edit(Operation.CHANGE_SPEAKER) as edit:
        kit = add_speaker(edit, room.story, "Kit", "storyteller").id
        june = add_speaker(edit, room.story, "June", "reporter").id
        set_speaker(edit, [rows[0].id, rows[2].id], kit)
        set_speaker(edit, [rows[1].id], june)
    # One passage over the words of both is two.
    whole = window(0, END, said(120, 620, 2120, 2620, 4120, say="new"), said(8100, say="new"))
    result = room.again(Script([whole]))
    assert [(one.text, one.speaker_id) for one in room.row()] == [
        ("new120 new620", kit),
        ("new2120 new2620", june),
        ("new4120", kit),
        ("new8100", None),
    ]
    assert result.kept is not None
    assert result.kept.names == 2
    with room.project.edit(Operation.CHANGE_SPEAKER) as edit:
        change_speaker(edit, kit, name="Kit R.")
    room.again(Script(heard("more")))
    with room.project.read() as session:
        assert "Kit R." in [speaker.name for speaker in speakers_of(session, room.story)]


def test_an_excerpt_keeps_its_times_and_is_asked_about_again_only_where_words_changed(room: Room) -> None:
    with room.project.edit(Operation.MARK_EXCERPT) as edit:
        same, other = mark(edit, room.story, 100, 2900).id, mark(edit, room.story, 8100, 10_900).id
        for one in (same, other):
            note_answer(edit, one, "yes", who="Kit", how="in person")
    windows = [*Script().windows[:2], *heard("fresh", later=40)[2:]]
    room.again(Script(windows))
    with room.project.read() as session:
        reader = StoryReader(session)
        approvals = [reader.approval(session.get_one(Excerpt, one)) for one in (same, other)]
        spans = [ranges_of(session, one) for one in (same, other)]
        quote = reader.quote(session.get_one(Excerpt, other))
    assert approvals == [Approval.YES, Approval.AGAIN]
    assert [(one.start_ms, one.end_ms) for one in spans[0]] == [(100, 2900)]
    assert quote == "fresh8140 fresh8640 fresh10140 fresh10640"


def test_words_heard_a_little_earlier_keep_their_times_and_a_yes(room: Room) -> None:
    with room.project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = mark(edit, room.story, 100, 2900).id
        note_answer(edit, excerpt, "yes", who="Kit", how="in person")
    nearly = [
        window(one.start_ms, one.end_ms, *[said(*(w.start_ms for w in s.words)) for s in one.segments])
        for one in Script().windows
    ]
    room.again(Script(nearly))
    with room.project.read() as session:
        assert StoryReader(session).approval(session.get_one(Excerpt, excerpt)) is Approval.YES


@pytest.mark.parametrize("broken", ["stopped", "engine", "fault", "disk"])
def test_until_all_is_heard_the_old_words_stay_and_it_goes_on_from_there(room: Room, broken: str) -> None:
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        enqueue(edit, room.story, TranscriptionRequest(model=room.model, voices=OFF, again=True))
    before, stop = room.content(), CancelToken()
    how = {
        "stopped": (stop.cancel, Cancelled),
        "engine": (fail(TranscriptionError("Out of memory.")), TranscriptionError),
        "fault": (fail(RuntimeError("bug")), RuntimeError),
        "disk": (fail(StorageError("The disk is full.")), StorageError),
    }
    act, error = how[broken]
    with pytest.raises(error):
        transcribe_story(room.project, room.story, writer=Script(heard("fresh"), before=at(4000, act)), cancel=stop)
    assert room.content() == before
    with room.project.read() as session:
        there, made = transcription_progress(session, room.story, END), beside(session, room.story)
        entry = queue_entry(session, room.story)
    assert (there.state, there.done_ms) == ("done", END)
    assert made is not None
    far = made.done_ms
    assert far == (8000 if broken == "stopped" else 4000)
    assert entry is not None
    assert entry.asked.again
    folder = room.project.folder
    room.project.close()
    with Project.open(folder) as opened:
        script = Script(heard("fresh"))
        transcribe_story(opened, room.story, writer=script)
        assert script.asked[0][0] == far, "not from the start a second time"
        with opened.read() as session:
            assert next(passage.text for passage in passages(session, room.story)) == "fresh100 fresh600"
            assert queue_entry(session, room.story) is None
        opened.undo()
        with opened.read() as session:
            assert next(passage.text for passage in passages(session, room.story)) == "word100 word600"


def test_what_a_person_corrects_while_it_listens_stays_too(room: Room) -> None:
    def _correct() -> None:
        with room.project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, room.row()[5].id, "meanwhile this")

    room.again(Script(heard("fresh"), before=at(8000, _correct)))
    assert room.texts()[4:] == ["fresh8100 fresh8600", "meanwhile this"]


def test_a_passage_that_says_the_same_is_left_as_it_is(room: Room) -> None:
    row = room.row()
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        edit.get(Segment, row[2].id).translation = "In English"
    room.again(Script())
    assert [(one.id, one.translation) for one in room.row()] == [
        (one.id, "In English" if one.id == row[2].id else "") for one in row
    ]


def test_what_would_be_replaced_is_counted(room: Room) -> None:
    rows = room.row()
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, rows[1].id, "checked and corrected")
        check(edit, [rows[0].id, rows[1].id])
        correct_segment(edit, rows[2].id, "corrected")
        set_speaker(edit, [rows[3].id], add_speaker(edit, room.story, "Kit", "storyteller").id)
        add_speaker(edit, room.story, "Says nothing", "other")
        mark(edit, room.story, 100, 900)
    with room.project.read() as session:
        assert what_is_there(session, room.story) == Replacement(6, 2, 1, 1, 1)


def test_two_at_once_do_not_mix(room: Room) -> None:
    def _other() -> None:
        with Project.open(room.project.folder) as other:
            asked = TranscriptionRequest("careful", room.model, voices=OFF, again=True)
            transcribe_story(other, room.story, asked=asked, writer=Script(heard("other")))

    with pytest.raises(TranscriptionError):
        room.again(Script(heard("fresh"), before=at(4000, _other)))
    assert room.texts()[0] == "other100 other600"
    with room.project.read() as session:
        last = latest(session, room.story)
        acts: Sequence[Transcription] = session.scalars(select(Transcription)).all()
    assert last is not None
    assert last.options["preset"] == "careful"
    assert len(acts) == 3
    assert examine(room.project) == []


def test_beginning_anew_with_another_preset_keeps_corrections_too(room: Room) -> None:
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, room.row()[0].id, "word100 Gecko")
        last = latest(edit.session, room.story)
        assert last is not None
        last.state, last.done_ms = "paused", 8000
    transcribe_story(
        room.project,
        room.story,
        asked=TranscriptionRequest("careful", room.model, voices=OFF),
        writer=Script(heard("fresh")),
    )
    assert room.texts()[:2] == ["word100 Gecko", "fresh2100 fresh2600"]
    assert len(room.texts()) == 6


def made_beside(room: Room, windows: list[WindowDone]) -> int:
    """A transcription that is heard to its end and not put in place yet, with voices to be told apart."""
    with room.project.edit(Work.TRANSCRIBE) as edit:
        made = edit.add(
            Transcription(
                story_id=room.story,
                engine="scripted",
                speech_model="quick",
                options={"beside": True, "voices": "2"},
                done_ms=END,
                started_at=now(),
            )
        )
        for one in (segment for window in windows for segment in window.segments):
            words = [Word(w.text, w.start_ms, w.end_ms, w.confidence) for w in one.words]
            edit.add(
                DraftSegment(
                    transcription_id=made.id, start_ms=one.start_ms, end_ms=one.end_ms, text=one.text, words=words
                )
            )
        return made.id


def test_new_voices_get_the_names_of_old_ones_and_what_stays_keeps_its_own(room: Room) -> None:
    rows = room.row()
    with room.project.edit(Operation.CHANGE_SPEAKER) as edit:
        kit = add_speaker(edit, room.story, "Kit", "storyteller").id
        found = add_speaker(edit, room.story, "Voice 1", "").id
        set_speaker(edit, [rows[0].id], kit)
        set_speaker(edit, [rows[5].id], found)
        correct_segment(edit, rows[5].id, "corrected here")
    made = made_beside(room, heard("fresh"))

    def tell(sound: Path, words: Sequence[SpokenWord], voices: int | None, **_: object) -> list[WordSpeaker]:
        return [WordSpeaker(int(word.start_ms >= 6000), 95) for word in words]

    swap_in(room.project, room.story, made, teller=tell)
    with room.project.read() as session:
        names = {speaker.id: speaker.name for speaker in speakers_of(session, room.story)}
    told = [(one.text.split()[0], names[one.speaker_id or 0]) for one in room.row()]
    assert told[:4] == [("fresh100", "Kit"), ("fresh2100", "Kit"), ("fresh4100", "Kit"), ("fresh6100", told[3][1])]
    assert told[3][1] != "Kit"
    assert told[5] == ("corrected", "Voice 1")
    before = room.content()
    room.project.undo()
    room.project.redo()
    assert room.content() == before


def test_voices_that_cannot_be_told_apart_are_no_loss(room: Room) -> None:
    made = made_beside(room, heard("fresh"))

    def fails(*_: object, **__: object) -> list[WordSpeaker]:
        raise TranscriptionError("It ended.")

    swap_in(room.project, room.story, made, teller=fails)
    assert room.texts()[0] == "fresh100 fresh600"
    with room.project.read() as session:
        assert "It ended." in transcription_progress(session, room.story, END).notice


def test_what_a_person_said_of_a_half_transcribed_story_outlasts_another_speech_model(
    project: Project, story: int, tmp_path: Path
) -> None:
    quick, sure = make_model(tmp_path / "quick"), make_model(tmp_path / "slow and sure")
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        change_story(edit, story, language="")
    asked = TranscriptionRequest(model=quick, voices=OFF)
    with pytest.raises(Cancelled):
        transcribe_story(project, story, asked=asked, writer=Script(before=at(8000, fail(Cancelled()))))
    with project.edit(Operation.SET_SPEAKER) as edit:
        june = add_speaker(edit, story, "June", "storyteller").id
        amina = add_speaker(edit, story, "Amina", "reporter").id
        ids = [one.id for one in passages(edit.session, story)]
        set_speaker(edit, ids[:2], june)
        set_speaker(edit, ids[2:], amina)

    def _row() -> list[tuple[str, int | None, int]]:
        with project.read() as session:
            return [(one.text, one.speaker_id, one.voice_said) for one in passages(session, story)]

    before = _row()
    assert [voice for _, voice, _ in before] == [june, june, amina, amina]
    other = TranscriptionRequest(model=sure, voices=OFF)
    with project.edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, story, other)
    # Until all of it is heard anew nothing of the old is gone, and it goes on there, also without a word about it.
    with pytest.raises(Cancelled):
        transcribe_story(project, story, writer=Script(heard("fresh"), before=at(4000, fail(Cancelled()))))
    assert _row() == before
    transcribe_story(project, story, writer=Script(heard("fresh")))
    after = _row()
    assert [voice for _, voice, _ in after][:4] == [june, june, amina, amina]
    assert [said for *_, said in after][:4] == [1, 1, 1, 1]
    assert all(text.startswith("fresh") for text, *_ in after)
    with project.read() as session:
        assert queue_entry(session, story) is None
    project.undo()
    assert _row() == before


def test_a_word_that_was_taken_out_stays_out_after_the_old_words_were_forgotten(room: Room) -> None:
    row = room.row()
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, row[1].id, "")
        correct_segment(edit, row[2].id, row[2].text.split()[0])
        correct_segment(edit, row[3].id, row[3].text + " mended")
    kept = room.texts()[1:4]
    forget_old_words(room.project, room.story)
    room.again(Script(heard("fresh")))
    assert room.texts()[1:4] == kept
    assert room.texts()[4].startswith("fresh")
