"""In English beside the original: kept as it goes, carried on, and never in the original's place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from model_stand_in import write_model

from coproclip.errors import BadInput, Cancelled, TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import change_story
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment
from coproclip.speech.models.installed import SpeechModel
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import correct_segment, merge_segments, passages, split_segment
from coproclip.transcription.translate import translate


@dataclass
class Interpreter:
    """A writer that says “English” and the time for every span; `before` is called ahead of each and may raise."""

    before: Callable[[int], None] = lambda place: None
    asked: list[tuple[list[TimeRange], str]] = field(default_factory=list)
    ended: bool = False

    def translate_file(
        self,
        sound: Path,
        model: SpeechModel,
        spans: Sequence[TimeRange],
        language: str,
        *,
        report: Report = silent,
        cancel: CancelToken | None = None,
    ) -> Iterator[tuple[int, str]]:
        assert sound.is_file()
        self.asked.append((list(spans), language))
        try:
            for place, span in enumerate(spans):
                self.before(place)
                yield place, f" English  {span.start_ms}"
        finally:
            self.ended = True


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A folder that looks like a speech model; the interpreters here never open it."""
    folder = tmp_path / "quick"
    write_model(folder)
    return str(folder)


@pytest.fixture
def welsh(project: Project, make_story: Callable[..., int]) -> int:
    """A story of twelve passages, told in Welsh."""
    story = make_story(project, [("storyteller", "Un dau tri.")] * 12)
    with project.edit(Work.TRANSCRIBE) as edit:
        change_story(edit, story, language="cy")
    return story


def told(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def english(project: Project, story: int) -> list[str]:
    return [one.translation for one in told(project, story)]


def test_every_passage_gets_its_english_beside_the_original(project: Project, welsh: int, model: str) -> None:
    script, seen = Interpreter(), list[Progress]()
    assert translate(project, welsh, model=model, writer=script, report=seen.append) == 12
    lines = told(project, welsh)
    assert [line.translation for line in lines] == [f"English {line.start_ms}" for line in lines]
    assert {line.text for line in lines} == {"Un dau tri."}
    assert script.asked == [([TimeRange(line.start_ms, line.end_ms) for line in lines], "cy")]
    assert [one.done for one in seen][-1] == seen[-1].total == 12
    assert project.undo_text == "", "there is nothing of a person’s to take back"
    assert translate(project, welsh, model=model, writer=script) == 0, "and only once"


def test_stopped_it_keeps_what_is_done_and_goes_on_there(project: Project, welsh: int, model: str) -> None:
    stop, script = CancelToken(), Interpreter()
    script.before = lambda place: stop.cancel() if place == 6 else None
    with pytest.raises(Cancelled):
        translate(project, welsh, model=model, writer=script, cancel=stop)
    assert script.ended, "the speech process is not left running"
    assert [bool(text) for text in english(project, welsh)] == [True] * 7 + [False] * 5
    rest = Interpreter()
    assert translate(project, welsh, model=model, writer=rest) == 5
    assert len(rest.asked[0][0]) == 5
    assert all(english(project, welsh))


def test_a_trouble_costs_nothing_that_is_done(project: Project, welsh: int, model: str) -> None:
    def _fail(place: int) -> None:
        if place == 11:
            raise TranscriptionError("The speech engine ended unexpectedly.")

    with pytest.raises(TranscriptionError):
        translate(project, welsh, model=model, writer=Interpreter(before=_fail))
    assert [bool(text) for text in english(project, welsh)] == [True] * 11 + [False]


def test_again_replaces_what_was_there(project: Project, welsh: int, model: str) -> None:
    with project.edit(Work.TRANSCRIBE) as edit:
        for passage in passages(edit.session, welsh):
            passage.translation = "old"
    assert translate(project, welsh, model=model, writer=Interpreter()) == 0
    assert translate(project, welsh, model=model, writer=Interpreter(), again=True) == 12
    assert "old" not in english(project, welsh)


def test_a_passage_that_is_gone_meanwhile_is_left_out(project: Project, welsh: int, model: str) -> None:
    def _merge(place: int) -> None:
        if place == 1:
            one, other, *_ = told(project, welsh)
            with project.edit(Operation.MERGE_SEGMENTS) as edit:
                merge_segments(edit, one.id, other.id)

    assert translate(project, welsh, model=model, writer=Interpreter(before=_merge)) == 11
    assert all(english(project, welsh))


def test_a_story_in_english_needs_none(project: Project, story: int, model: str) -> None:
    with pytest.raises(BadInput, match="in English already"):
        translate(project, story, model=model, writer=Interpreter())
    with project.edit(Operation.CHANGE_STORY) as edit:
        change_story(edit, story, language="")
    with pytest.raises(BadInput, match="not known which language"):
        translate(project, story, model=model, writer=Interpreter())


def test_splitting_joining_and_correcting_lose_no_english(project: Project, welsh: int, model: str) -> None:
    translate(project, welsh, model=model, writer=Interpreter())
    first, second, third, *_ = told(project, welsh)
    with project.edit(Operation.SPLIT_SEGMENT) as edit:
        left, right = split_segment(edit, first.id, 1)
        assert (left.translation, right.translation) == (first.translation, "")
    with project.edit(Operation.MERGE_SEGMENTS) as edit:
        assert merge_segments(edit, left.id, right.id).translation == first.translation
        assert merge_segments(edit, second.id, third.id).translation == f"{second.translation} {third.translation}"
    with project.edit(Operation.CORRECT_WORDS) as edit:
        assert correct_segment(edit, first.id, "Pedwar.").translation == first.translation
