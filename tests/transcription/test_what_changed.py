"""What changed when stories were transcribed again with a better speech model: said passage by passage, afterwards."""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from test_retranscribe_story import Room, heard, room
from test_run import END, Script, make_model, plain_windows, said, window

from coproclip.overview.hear_again import with_another_model
from coproclip.overview.what_changed import transcribed_again, what_changed
from coproclip.people.moments import add_moments
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Word
from coproclip.speech.client import WindowDone
from coproclip.transcript.edits import check, correct_segment
from coproclip.transcription.merge_words import SAME_MS, same_words
from coproclip.transcription.queue import ONE_OR_TWO, TranscriptionRequest, enqueue
from coproclip.transcription.run import transcribe_story

__all__ = ["room"]


class MomentNote(NamedTuple):
    """As a recorder notes it."""

    kind: str
    start_ms: int
    end_ms: int
    text: str = ""


def better(room: Room, tmp_path: Path, script: Script) -> None:
    """Transcribe the story again with another speech model."""
    asked = TranscriptionRequest(model=make_model(tmp_path / "better"), voices="off", again=True)
    transcribe_story(room.project, room.story, asked=asked, writer=script)


def partly() -> list[WindowDone]:
    """The same words but for those of the second and the third passage, of which one has a word more."""
    first, *rest = plain_windows()
    changed = window(first.start_ms, first.end_ms, said(100, 600), said(2100, 2600, say="better"))
    again = window(4000, 8000, said(4100, 4600, 5000), said(6100, 6600, say="Word"))
    return [changed, again, *rest[1:]]


def test_what_changed_is_said_passage_by_passage(room: Room, tmp_path: Path) -> None:
    with room.project.read() as session:
        assert what_changed(session, room.story) is None
        assert transcribed_again(session) == []
    better(room, tmp_path, Script(partly()))
    with room.project.read() as session:
        found = what_changed(session, room.story)
        assert [story for story, _ in transcribed_again(session)] == [room.story]
    assert found is not None
    assert (found.old_model, found.new_model) == ("quick", "better")
    assert [(one.old, one.new) for one in found.changed] == [
        ("word2100 word2600", "better2100 better2600"),
        ("word4100 word4600", "word4100 word4600 word5000"),
    ], "a capital is no change that anybody hears"
    assert (found.passages, found.kept) == (6, 0)


def test_what_a_person_checked_or_corrected_is_counted_and_not_listed(room: Room, tmp_path: Path) -> None:
    rows = room.row()
    with room.project.edit(Operation.CHECK) as edit:
        check(edit, [rows[1].id], checked=True)
    with room.project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, rows[2].id, "my own words")
    better(room, tmp_path, Script(partly()))
    with room.project.read() as session:
        found = what_changed(session, room.story)
    assert found is not None
    assert [(one.old, one.new) for one in found.changed] == [("", "word5000")], "what was heard beside it is new"
    assert found.kept == 2
    assert room.texts()[1:3] == ["word2100 word2600", "my own words"]


def test_what_is_off_the_record_since_is_not_shown_and_what_is_undone_is_no_change(room: Room, tmp_path: Path) -> None:
    better(room, tmp_path, Script(heard("new")))
    with room.project.edit(Operation.CHANGE_MOMENT) as edit:
        add_moments(edit, room.story, [MomentNote(MomentKind.OFF_RECORD, 2000, 3000)])
    with room.project.read() as session:
        found = what_changed(session, room.story)
    assert found is not None
    assert not any("word2100" in one.old for one in found.changed)
    room.project.undo()
    room.project.undo()
    with room.project.read() as session:
        assert what_changed(session, room.story) is None


def test_stories_of_another_speech_model_are_offered_with_how_they_were_begun(
    room: Room, tmp_path: Path, project: Project
) -> None:
    with project.read() as session:
        (one,) = with_another_model(session, "better")
        assert with_another_model(session, "quick") == []
    assert (one.story_id, one.speech_model, one.there.passages) == (room.story, "quick", 6)
    assert one.asked("better") == TranscriptionRequest(model="better", voices="off", again=True)
    assert one.voices != ONE_OR_TWO
    with project.edit(Work.TRANSCRIBE) as edit:
        enqueue(edit, room.story, one.asked("better"))
    with project.read() as session:
        assert with_another_model(session, "better") == [], "what stands in the queue already is not offered again"
    assert END == 12_000


@pytest.mark.parametrize("words", [0])
def test_a_story_without_any_words_has_nothing_to_compare(room: Room, tmp_path: Path, words: int) -> None:
    better(room, tmp_path, Script([window(0, END)]))
    with room.project.read() as session:
        found = what_changed(session, room.story)
    assert found is not None
    assert (found.passages, found.changed) == (words, ())


def paired_by_looking_at_all(old: Sequence[Word], new: Sequence[Word]) -> dict[int, int]:
    """What `same_words` says, as one would find it by looking at every word for every other."""
    found: dict[int, int] = {}
    for number, word in enumerate(new):
        away = {
            place: abs((one.start_ms + one.end_ms) // 2 - (word.start_ms + word.end_ms) // 2)
            for place, one in enumerate(old)
            if one.text == word.text and place not in found.values()
        }
        near = [place for place in away if away[place] <= SAME_MS]
        if near:
            found[number] = min(near, key=lambda place: (away[place], place))
    return found


def test_the_same_words_are_the_nearest_ones_however_often_they_are_said() -> None:
    chance = random.Random(7)

    def _words() -> list[Word]:
        starts = [chance.randrange(0, 3000, 50) for _ in range(chance.randrange(1, 25))]
        return [Word(chance.choice("ab"), start, start + chance.choice((0, 100, 150))) for start in starts]

    for _ in range(150):
        old, new = _words(), _words()
        assert same_words(old, new) == paired_by_looking_at_all(old, new)


def test_thousands_of_the_same_words_within_a_moment_are_compared_in_a_moment() -> None:
    many = 30_000
    old = [Word("a" if at % 2 else "b", at // 60, at // 60, 90) for at in range(many)]
    new = [Word("a" if at % 3 else "c", at // 60, at // 60, 90) for at in range(many)]
    before = time.process_time()
    found = same_words(old, new)
    assert time.process_time() - before < 3
    assert len(found) == len(set(found.values())) == many // 2
