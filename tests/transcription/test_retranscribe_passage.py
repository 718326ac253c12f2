"""Listening again: old and new side by side, kept as one step, and nothing of a person's lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from examining import examine
from model_stand_in import write_model
from sqlalchemy import select

from coproclip.errors import BadInput, Cancelled, MediaError, TranscriptionError
from coproclip.excerpts.approval import Approval, StoryReader, note_answer
from coproclip.excerpts.marking import mark_quote, ranges_of
from coproclip.jobs import CancelToken, Report, silent
from coproclip.people.moments import add_moments
from coproclip.people.stories import sound_of
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import DraftSegment, Excerpt, Segment
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord, passage
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.presets import BALANCED, CAREFUL
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import check, correct_segment, passages, set_speaker, split_segment
from coproclip.transcript.word_list import add_words
from coproclip.transcription.retranscribe_passage import Proposal, keep, listen_again


def spoken(text: str, start_ms: int, *, each: int = 250, flags: tuple[str, ...] = ()) -> SpokenSegment:
    """A passage with a word every `each` ms, each 200 ms long at most."""
    texts = text.split()
    times = range(start_ms, start_ms + each * len(texts), each)
    return passage((SpokenWord(t, at, at + min(each, 200), 70) for t, at in zip(texts, times, strict=True)), flags)


@dataclass
class Ear:
    """A writer that hears what it is told to in the one stretch it is asked about."""

    segments: Sequence[SpokenSegment]
    language: str = "en"
    notice: str = ""
    before: Callable[[], None] = lambda: None
    asked: list[tuple[int, int | None, SpeechOptions, str]] = field(default_factory=list)
    ended: bool = False

    def transcribe_file(
        self,
        sound: Path,
        model: SpeechModel,
        options: SpeechOptions,
        *,
        from_ms: int = 0,
        until_ms: int | None = None,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[WindowDone]:
        self.asked.append((from_ms, until_ms, options, model.name))
        try:
            self.before()
            yield WindowDone(
                from_ms,
                until_ms or 0,
                tuple(self.segments),
                self.language,
                True,
                "scripted",
                skipped=bool(self.notice),
                notice=self.notice,
            )
        finally:
            self.ended = True


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder that looks like a speech model; the ears here never open it."""
    folder = tmp_path / "slow and sure"
    write_model(folder)
    return str(folder)


def told(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def texts(project: Project, story: int) -> list[str]:
    return [one.text for one in told(project, story)]


def in_order(project: Project, story: int) -> bool:
    """Whether passages follow each other, and their words too, and are told by their words."""
    all_of_them = told(project, story)
    return all(one.end_ms <= other.start_ms for one, other in pairwise(all_of_them)) and all(
        one.text == " ".join(word.text for word in one.words)
        and one.start_ms <= one.words[0].start_ms
        and one.words[-1].end_ms <= one.end_ms
        and all(word.end_ms <= other.start_ms for word, other in pairwise(one.words))
        for one in all_of_them
    )


# The second line of the story: “We moved the chairs. After that there was no head of the table, so …”
def again(project: Project, story: int, model: str, ear: Ear, line: int = 1, **how: str) -> Proposal:
    one = told(project, story)[line]
    return listen_again(
        project, story, TimeRange(one.start_ms + 300, one.start_ms + 400), model=model, writer=ear, **how
    )


def test_old_and_new_stand_side_by_side_and_nothing_is_changed(project: Project, story: int, model: str) -> None:
    before, second = texts(project, story), told(project, story)[1]
    with project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["Llanelli"])
    project.undo()
    project.redo()
    ear = Ear([spoken("We moved eight chairs.", second.start_ms), spoken("There was no head.", second.start_ms + 1500)])
    found = again(project, story, model, ear)
    assert found.time == TimeRange(second.start_ms, second.end_ms), "whole passages"
    assert found.old_text == second.text
    assert found.new_text == "We moved eight chairs. There was no head."
    assert (found.preset, found.model, found.language, found.checked) == (CAREFUL, "slow and sure", "en", 0)
    assert texts(project, story) == before
    [(start, end, options, _)] = ear.asked
    assert start < second.start_ms
    assert end is not None
    assert end > second.end_ms, "what is around it is heard too"
    assert (options.language, options.preset, options.hints) == ("en", CAREFUL, ("Llanelli",))


def test_what_is_kept_is_one_step_and_the_draft_stays(project: Project, story: int, model: str) -> None:
    before, second = texts(project, story), told(project, story)[1]
    found = again(
        project,
        story,
        model,
        Ear([spoken("We moved eight chairs.", second.start_ms, flags=("unsure",))]),
        preset=BALANCED,
    )
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        [fresh] = keep(edit, found)
    after = told(project, story)
    assert [one.text for one in after] == [before[0], "We moved eight chairs.", *before[2:]]
    assert (after[1].id, after[1].speaker_id, after[1].checked) == (fresh, second.speaker_id, 0)
    assert (after[1].flags, [word.confidence for word in after[1].words]) == (["unsure"], [70] * 4)
    with project.read() as session:
        assert not session.scalars(select(DraftSegment)).all(), "nobody’s draft was written"
    assert examine(project) == []
    assert project.undo() is Operation.LISTEN_AGAIN
    assert texts(project, story) == before


def test_only_words_inside_are_kept_and_none_is_there_twice(project: Project, story: int, model: str) -> None:
    """The engine times the last word before, and the first one after, a little into the passage."""
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        second = passages(edit.session, story)[1]
        _, right = split_segment(edit, second.id, 4)
        right, last = split_segment(edit, right.id, 5)
    assert (right.text, last.text[:8]) == ("After that there was no", "head of ")
    at = right.start_ms
    heard = [
        spoken("We moved the", at - 800),
        passage([SpokenWord("chairs.", at - 60, at + 120, 80)]),
        spoken("Before that there was some", at + 130),
        passage([SpokenWord("head", right.end_ms - 90, right.end_ms + 20, 80)]),
        spoken("of the table", right.end_ms + 250),
    ]
    found = again(project, story, model, Ear(heard), line=2)
    assert found.new_text == "Before that there was some"
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    assert in_order(project, story)


def test_a_last_word_that_is_heard_late_is_not_lost(project: Project, story: int, model: str) -> None:
    second = told(project, story)[1]
    heard = [
        spoken("We moved the chairs. After that there was no head of the table, so people just", second.start_ms),
        passage([SpokenWord("talked.", second.end_ms - 20, second.end_ms + 300, 80)]),
    ]
    found = again(project, story, model, Ear(heard))
    assert found.new_text == found.old_text
    assert found.new[-1].end_ms <= second.end_ms


def test_voices_stay_where_they_were(project: Project, story: int, model: str) -> None:
    """Two turns are listened to together; the engine hears them as one passage."""
    lines = told(project, story)
    start = lines[1].end_ms - 1000
    time = TimeRange(lines[1].start_ms, lines[2].end_ms)
    heard = [spoken("people all talked. And after that? And then", start, each=260)]
    found = listen_again(project, story, time, model=model, writer=Ear(heard))
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        made = keep(edit, found)
    after = {one.id: one for one in told(project, story)}
    assert [after[one].speaker_id for one in made] == [lines[1].speaker_id, lines[2].speaker_id]
    assert " ".join(after[one].text for one in made) == "people all talked. And after that? And then"
    assert in_order(project, story)


def test_what_a_person_checked_stays_unless_they_say_otherwise(project: Project, story: int, model: str) -> None:
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        second = passages(edit.session, story)[1]
        left, _right = split_segment(edit, second.id, 4)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, left.id, "We moved every chair.")
        check(edit, [left.id])
    lines = told(project, story)
    time = TimeRange(lines[0].start_ms, lines[2].end_ms)
    heard = [spoken("Which was the first day like? We", lines[0].start_ms), spoken("boo", lines[1].start_ms + 300),
             spoken("chair. Afterwards that there was no bed", lines[1].end_ms - 200)]  # fmt: skip
    found = listen_again(project, story, time, model=model, writer=Ear(heard))
    assert found.checked == 1
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    kept = texts(project, story)
    assert kept[:2] == ["Which was the first day like?", "We moved every chair."]
    assert kept[2].startswith("Afterwards that there was")
    assert in_order(project, story)
    assert told(project, story)[1].id == left.id
    project.undo()
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found, also_checked=True)
    assert "We moved every chair." not in texts(project, story)
    assert not any(one.checked for one in told(project, story))
    assert in_order(project, story)


def test_what_a_person_corrected_stays_unless_they_say_otherwise(project: Project, story: int, model: str) -> None:
    lines = told(project, story)
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, lines[1].id, f"Doors. {lines[1].text}")
    stood = told(project, story)[1].text
    time = TimeRange(lines[0].start_ms, lines[1].end_ms)
    ear = Ear([spoken("Something else altogether here", lines[0].start_ms), spoken("and there", lines[1].start_ms)])
    proposal = listen_again(project, story, time, model=model, writer=ear)
    assert (proposal.checked, proposal.theirs) == (0, 1)
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, proposal)
    assert stood in [one.text for one in told(project, story)]
    project.undo()
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, proposal, also_checked=True)
    assert stood not in [one.text for one in told(project, story)]


def test_lines_that_were_changed_meanwhile_are_left_alone(project: Project, story: int, model: str) -> None:
    found = again(project, story, model, Ear([spoken("We moved eight chairs.", 3000)]))
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, found.old[0].id, "We moved nine chairs.")
    with pytest.raises(BadInput, match="changed while"), project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    assert "We moved nine chairs." in texts(project, story)


def test_an_excerpt_keeps_its_times_and_needs_a_new_yes(project: Project, story: int, model: str) -> None:
    second = told(project, story)[1]
    with project.edit(Operation.MARK_EXCERPT) as edit:
        same, other = mark_quote(edit, story, "We moved the chairs."), mark_quote(edit, story, "head of the table,")
        for one in (same, other):
            note_answer(edit, one.id, "yes", who="Kit", how="on the phone")
    with project.read() as session:
        spans = [ranges_of(session, one.id) for one in (same, other)]
    heard = spoken("We moved the chairs. After that there was no bed of the table, so people just", second.start_ms)
    found = again(project, story, model, Ear([heard]))
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    with project.read() as session:
        assert [ranges_of(session, one.id) for one in (same, other)] == spans
        states = [StoryReader(session).approval(session.get_one(Excerpt, one.id)) for one in (same, other)]
    assert states == [Approval.YES, Approval.AGAIN]


def test_a_place_without_words_can_be_listened_to(project: Project, story: int, model: str) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        gone = passages(edit.session, story)[1]
        edit.session.delete(gone)
    time = TimeRange(gone.start_ms + 500, gone.start_ms + 2000)
    found = listen_again(project, story, time, model=model, writer=Ear([spoken("We moved", gone.start_ms + 600)]))
    assert (found.old, found.new_text) == ((), "We moved")
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    assert "We moved" in texts(project, story)
    assert in_order(project, story)


def test_nothing_off_the_record_is_written(project: Project, story: int, model: str) -> None:
    @dataclass(frozen=True)
    class Off:
        kind: str
        start_ms: int
        end_ms: int
        text: str = ""

    second = told(project, story)[1]
    with project.edit(Operation.CHANGE_MOMENT) as edit:
        add_moments(edit, story, [Off("off the record", second.start_ms + 480, second.start_ms + 960)])
    found = again(project, story, model, Ear([spoken("We moved secret things the chairs.", second.start_ms)]))
    assert found.new_text == "We moved the chairs."


def test_in_another_language(project: Project, story: int, model: str) -> None:
    second = told(project, story)[1]
    ear = Ear([spoken("Symudon ni", second.start_ms)], language="cy")
    assert again(project, story, model, ear, language="auto").language == "cy"
    assert again(project, story, model, ear, language="fr").language == "fr"
    assert [asked[2].language for asked in ear.asked] == ["auto", "fr"]


def test_stopping_and_troubles_change_nothing(project: Project, story: int, model: str) -> None:
    before, stop = texts(project, story), CancelToken()
    ear = Ear([spoken("We moved", 3000)], before=stop.cancel)
    with pytest.raises(Cancelled):
        listen_again(project, story, TimeRange(3000, 4000), model=model, writer=ear, cancel=stop)
    assert ear.ended, "the speech process is not left running"
    with pytest.raises(TranscriptionError, match="stopped there twice"):
        again(project, story, model, Ear([], notice="Nothing: the speech engine stopped there twice."))
    with pytest.raises(BadInput, match="nothing to listen to"):
        listen_again(project, story, TimeRange(10_000_000, 10_000_100), model=model)
    with project.read() as session:
        sound_of(project, session, story).audio.unlink()
    with pytest.raises(MediaError):
        listen_again(project, story, TimeRange(3000, 4000), model=model)
    assert texts(project, story) == before


def test_that_a_person_said_who_speaks_outlasts_a_passage_that_is_transcribed_again(
    project: Project, story: int, model: str
) -> None:
    with project.edit(Operation.SET_SPEAKER) as edit:
        row = passages(edit.session, story)
        said = row[3].speaker_id
        set_speaker(edit, [row[3].id], said)
    time = TimeRange(row[3].start_ms + 300, row[3].start_ms + 400)
    writer = Ear([spoken("Then somebody asked me how to get to a bus stop", row[3].start_ms)])
    found = listen_again(project, story, time, model=model, writer=writer)
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        (fresh,) = (edit.get(Segment, one) for one in keep(edit, found))
        assert (fresh.text, fresh.speaker_id, fresh.voice_said) == (found.new_text, said, 1)
