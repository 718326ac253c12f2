"""What a person made of the words stays, however often a story is transcribed and whatever is heard in between."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete
from test_run import END, Script, make_model, window

from coproclip.excerpts.forgetting import forget_old_words
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.speech.engine import SpokenSegment, SpokenWord, passage
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check, correct_segment, merge_segments, passages, split_segment
from coproclip.transcript.files.reading import read_transcript
from coproclip.transcription.bring_in_transcript import bring_in, place
from coproclip.transcription.progress import Replacement
from coproclip.transcription.queue import OFF, TranscriptionRequest
from coproclip.transcription.retranscribe_passage import keep, listen_again
from coproclip.transcription.retranscribe_story import what_is_there
from coproclip.transcription.run import transcribe_story


def whole_time(one: Segment) -> TimeRange:
    return TimeRange(one.start_ms, one.end_ms)


def _said(text: str, start: int) -> SpokenSegment:
    return passage(
        [SpokenWord(word, start + 300 * n, start + 300 * n + 250, 60) for n, word in enumerate(text.split())]
    )


@dataclass
class Told:
    """A story of two passages, as different speech models hear it."""

    project: Project
    story: int
    model: str

    def hear(self, first: str, second: str, *, again: bool = True) -> None:
        asked = TranscriptionRequest(model=self.model, voices=OFF, again=again)
        transcribe_story(self.project, self.story, asked=asked, writer=self.script(first, second))

    def script(self, first: str, second: str) -> Script:
        said = [[_said(text, start)] if text else [] for text, start in ((first, 100), (second, 4100))]
        return Script([window(0, 4000, *said[0]), window(4000, 8000, *said[1]), window(8000, END)])

    def rows(self) -> list[Segment]:
        with self.project.read() as session:
            return passages(session, self.story)

    def texts(self) -> list[str]:
        return [one.text for one in self.rows()]

    def correct(self, place: int, text: str) -> None:
        with self.project.edit(Operation.CORRECT_WORDS) as edit:
            correct_segment(edit, self.rows()[place].id, text)

    def met(self) -> Replacement:
        with self.project.read() as session:
            return what_is_there(session, self.story)


@pytest.fixture
def told(project: Project, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        change_story(edit, story, language="")
    return Told(project, story, make_model(tmp_path / "quick"))


def test_an_order_that_was_changed_by_hand_and_a_word_that_an_earlier_transcription_had_stay(told: Told) -> None:
    told.hear("never will I go there", "we met Lansbury at noon", again=False)
    told.hear("never will I go there", "we met at noon")
    told.correct(0, "I will never go there")
    told.correct(1, "we met Lansbury at noon")
    mine = told.texts()
    assert told.met() == Replacement(passages=2, corrected=2)
    with told.project.read() as session:
        whole = passages(session, told.story)[1]
    found = listen_again(
        told.project,
        told.story,
        whole_time(whole),
        model=told.model,
        writer=told.script("never will I go there", "we met at noon"),
    )
    assert found.theirs == 1
    with told.project.edit(Operation.TRANSCRIBE_AGAIN) as edit:
        keep(edit, found)
    assert told.texts() == mine
    told.hear("never will I go there", "we met at noon")
    assert told.texts() == mine


def test_mine_stays_mine_when_a_file_brings_the_same_words(told: Told, tmp_path: Path) -> None:
    told.hear("and what is it about", "we met Lansberry at noon", again=False)
    told.correct(1, "we met Lansbury at noon")
    file = tmp_path / "back.srt"
    file.write_text(
        "1\n00:00:00,100 --> 00:00:01,550\nand what is it all about\n\n"
        "2\n00:00:04,100 --> 00:00:05,550\nwe met Lansbury at noon\n",
        "utf-8",
    )
    placed = place(told.project, told.story, read_transcript(file))
    with told.project.edit(Operation.BRING_IN_TRANSCRIPT) as edit:
        bring_in(edit, told.story, placed)
    assert told.texts() == ["and what is it all about", "we met Lansbury at noon"]
    assert told.met() == Replacement(passages=2, corrected=1)
    told.hear("and what is it about", "we met Lansberry at noon")
    assert told.texts() == ["and what is it about", "we met Lansbury at noon"]


@pytest.mark.parametrize("checked", [False, True])
def test_it_stays_though_a_later_transcription_agreed(told: Told, checked: bool) -> None:
    told.hear("my sister Ruth Bell came", "we met Lansberry at noon", again=False)
    told.correct(0, "my sister Ruth came")
    told.correct(1, "we met Lansberry, at noon")
    with told.project.edit(Operation.CHECK) as edit:
        check(edit, [one.id for one in told.rows()], checked)
    mine = told.texts()
    told.hear("my sister Ruth came", "we met Lansberry, at noon")
    told.project.undo()
    told.project.redo()
    with told.project.edit(Operation.CHECK) as edit:
        check(edit, [one.id for one in told.rows()], checked=False)
    assert told.met() == Replacement(passages=2, corrected=2), "a word that was taken out, and a comma"
    told.hear("my sister Ruth Bell came", "we met Lansberry at noon")
    assert told.texts() == mine


def test_what_was_typed_over_again_stays_though_it_was_heard_so(told: Told) -> None:
    told.hear("and what is it about", "we met Lansberry at noon", again=False)
    told.correct(1, "we met Lansbury at noon")
    told.hear("and what is it about", "we met Lansbury at noon")
    told.correct(1, "we met X at noon")
    told.correct(1, "we met Lansbury at noon")
    told.hear("and what is it about", "we met Lansberry at noon")
    assert told.texts()[1] == "we met Lansbury at noon"


def test_a_passage_that_was_emptied_and_joined_stays_empty_of_its_words(told: Told) -> None:
    told.hear("my sister Ruth Bell came", "we met Lansberry at noon", again=False)
    told.correct(1, "")
    first, second = told.rows()
    with told.project.edit(Operation.SPLIT_SEGMENT) as edit:
        merge_segments(edit, first.id, second.id)
    told.hear("my sister Ruth Bell came", "")
    told.hear("my sister Ruth Bell came", "we met Lansberry at noon")
    assert told.texts() == ["my sister Ruth Bell came"]


def test_a_name_taken_out_after_the_old_words_were_forgotten_does_not_come_back(told: Told) -> None:
    told.hear("my sister Ruth Bell came", "we met Lansberry at noon", again=False)
    forget_old_words(told.project, told.story)
    told.correct(0, "my sister Ruth came")
    assert told.met() == Replacement(passages=2, corrected=1)
    told.hear("my sister Ruth Bell came", "we met Lansbury at noon")
    assert told.texts() == ["my sister Ruth came", "we met Lansbury at noon"]


def test_words_that_nobody_touched_are_replaced_also_where_passages_were_split_and_joined(told: Told) -> None:
    told.hear("never will I go there", "we met Lansbury at noon", again=False)
    told.hear("never shall I go there", "we saw Lansbury at noon")
    first, second = told.rows()
    with told.project.edit(Operation.SPLIT_SEGMENT) as edit:
        split_segment(edit, second.id, 2)
        merge_segments(edit, first.id, second.id)
    assert told.met() == Replacement(passages=2)
    told.hear("never will I go there", "we met Lansbury at noon")
    assert " ".join(told.texts()) == "never will I go there we met Lansbury at noon"
