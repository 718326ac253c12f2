"""Writing down: windows are kept one by one, whatever stops it, and what a person checked by ear stays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from examining import examine
from model_stand_in import write_model
from sqlalchemy import delete, func, select

from coproclip.errors import Cancelled, MediaError, NotFound, SpeechModelError, TranscriptionError
from coproclip.jobs import CancelToken, Progress, Report, silent
from coproclip.people.stories import change_story, sound_of
from coproclip.project.journal import Operation, Work
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Changes, Project
from coproclip.project.schema import DraftSegment, Moment, Segment, Story, Transcription
from coproclip.settings import Settings, save_settings
from coproclip.speech.client import WindowDone
from coproclip.speech.engine import SpeechOptions, SpokenSegment, SpokenWord
from coproclip.speech.models.installed import SpeechModel
from coproclip.speech.models.trust import remember_here
from coproclip.speech.throughput import expected_ms
from coproclip.transcript.edits import check, correct_segment, passages
from coproclip.transcript.review import to_check
from coproclip.transcript.word_list import add_words
from coproclip.transcription.queue import AUTO, OFF, TranscriptionRequest, request_for
from coproclip.transcription.run import (
    BROKE_OFF,
    SpeechSource,
    TranscriptionProgress,
    draft_of,
    transcribe_story,
    transcription_progress,
)

END = 12_000
SKIP_NOTICE = "From 0:04 to 0:08 nothing could be transcribed: the speech engine stopped there twice."


def make_model(folder: Path) -> str:
    """A folder that looks like a speech model; the writers here never open it."""
    write_model(folder)
    remember_here(folder)
    return str(folder)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and paces that no other test sees."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))


@pytest.fixture
def model(tmp_path: Path) -> str:
    return make_model(tmp_path / "quick")


@pytest.fixture
def other_model(tmp_path: Path) -> str:
    return make_model(tmp_path / "slow and sure")


def said(*starts: int, say: str = "word") -> SpokenSegment:
    """A passage with a word of 300 ms at each of these times."""
    words = tuple(SpokenWord(f"{say}{start}", start, start + 300, 80) for start in starts)
    return SpokenSegment(starts[0], starts[-1] + 300, " ".join(word.text for word in words), words, ("unsure",))


def window(start: int, end: int, *segments: SpokenSegment, language: str = "cy", notice: str = "") -> WindowDone:
    return WindowDone(start, end, segments, language, True, "scripted 1", skipped=bool(notice), notice=notice)


def plain_windows(say: str = "word") -> list[WindowDone]:
    """Three windows of four seconds, two passages of two words in each."""
    return [
        window(at, at + 4000, said(at + 100, at + 600, say=say), said(at + 2100, at + 2600, say=say))
        for at in range(0, END, 4000)
    ]


@dataclass
class Script:
    """A writer that says what it is told to; `before` is called with each window ahead of it and may raise."""

    windows: list[WindowDone] = field(default_factory=plain_windows)
    before: Callable[[WindowDone], None] = lambda window: None
    asked: list[tuple[int, str, str]] = field(default_factory=list)
    told: list[SpeechOptions] = field(default_factory=list)
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
        assert sound.is_file()
        self.asked.append((from_ms, options.language, model.name))
        self.told.append(options)
        try:
            for one in self.windows:
                if one.end_ms > from_ms:
                    self.before(one)
                    yield one
        finally:
            self.ended = True


def at(place: int, do: Callable[[], None]) -> Callable[[WindowDone], None]:
    """Do something ahead of the window that begins at `place`."""
    return lambda window: do() if window.start_ms == place else None


def fail(error: BaseException) -> Callable[[], None]:
    def _raise() -> None:
        raise error

    return _raise


@pytest.fixture
def silent_story(project: Project, story: int) -> int:
    """A story that nobody has written down, in no known language."""
    with project.edit(Work.TRANSCRIBE) as edit:
        edit.session.execute(delete(Segment))
        change_story(edit, story, language="")
    return story


def write(
    project: Project,
    story: int,
    *,
    model: str = "",
    language: str = AUTO,
    again: bool = False,
    writer: SpeechSource,
    report: Report = silent,
    cancel: CancelToken | None = None,
) -> TranscriptionProgress:
    """Write a story down with a writer that follows a script, and do not look for voices in what is no speech."""
    asked = TranscriptionRequest(model=model, language=language, again=again, voices=OFF, typed=bool(model))
    return transcribe_story(project, story, asked=asked, report=report, cancel=cancel, writer=writer)


def words(project: Project, story: int) -> list[str]:
    with project.read() as session:
        return [word.text for passage in passages(session, story) for word in passage.words]


def texts(project: Project, story: int) -> list[str]:
    with project.read() as session:
        return [passage.text for passage in passages(session, story)]


def rows(project: Project, story: int) -> list[Transcription]:
    with project.read() as session:
        return list(session.scalars(select(Transcription).where(Transcription.story_id == story)))


def far(project: Project, story: int) -> TranscriptionProgress:
    with project.read() as session:
        return transcription_progress(session, story, sound_of(project, session, story).duration_ms)


ALL = [f"word{at + more}" for at in range(0, END, 4000) for more in (100, 600, 2100, 2600)]


# ---- window by window -----------------------------------------------------------------------------------------


def test_a_story_is_written_down_window_by_window(project: Project, silent_story: int, model: str) -> None:
    seen: list[tuple[int, int]] = []
    told: list[Changes] = []
    script = Script(
        before=lambda _: seen.append((far(project, silent_story).done_ms, len(words(project, silent_story))))
    )
    project.subscribe(told.append)
    assert far(project, silent_story).state == "none"
    result = write(project, silent_story, model=model, writer=script)
    assert seen == [(0, 0), (4000, 4), (8000, 8)], "what is done can be read while the rest runs"
    assert sum(changes.touches("segment") for changes in told) == 3
    assert result == far(project, silent_story)
    assert (result.state, result.done_ms, result.language, result.speech_model) == ("done", END, "cy", "quick")
    assert words(project, silent_story) == ALL
    [row] = rows(project, silent_story)
    assert (row.engine, row.asked_language, row.notice) == ("scripted 1", "auto", "")
    assert row.started_at
    assert row.ended_at
    assert examine(project) == []
    assert project.undo_text == "", "there is nothing of a person’s to take back"


def test_passages_keep_times_confidence_and_flags(project: Project, silent_story: int, model: str) -> None:
    write(project, silent_story, model=model, writer=Script())
    with project.read() as session:
        first = passages(session, silent_story)[0]
    assert (first.start_ms, first.end_ms, first.text, first.flags) == (100, 900, "word100 word600", ["unsure"])
    assert [(word.start_ms, word.end_ms, word.confidence) for word in first.words] == [(100, 400, 80), (600, 900, 80)]
    assert (first.checked, first.speaker_id) == (0, None)


def test_the_draft_stays_as_it_was_when_the_text_is_corrected(project: Project, silent_story: int, model: str) -> None:
    write(project, silent_story, model=model, writer=Script())
    with project.read() as session:
        drafted = [(one.text, one.words) for one in draft_of(session, silent_story)]
    with project.edit(Operation.CORRECT_WORDS) as edit:
        correct_segment(edit, passages(edit.session, silent_story)[0].id, "quite another text")
    with project.read() as session:
        after = [(one.text, one.words) for one in draft_of(session, silent_story)]
    assert texts(project, silent_story)[0] == "quite another text"
    assert after == drafted
    assert [text for text, _ in drafted][:2] == ["word100 word600", "word2100 word2600"]


def test_the_bar_begins_where_it_was_left(project: Project, silent_story: int, model: str) -> None:
    stop = CancelToken()
    with pytest.raises(Cancelled):
        write(project, silent_story, model=model, cancel=stop, writer=Script(before=at(4000, stop.cancel)))
    told: list[Progress] = []
    write(project, silent_story, model=model, report=told.append, writer=Script())
    begun = [one for one in told if one.activity == "Transcribing"]
    assert begun[0].done == 8000
    assert begun[0].total == far(project, silent_story).total_ms


# ---- stopping and going on ------------------------------------------------------------------------------------


def test_stopped_by_a_person_it_pauses_and_goes_on_in_the_language_it_found(
    project: Project, silent_story: int, model: str
) -> None:
    stop, first, second = CancelToken(), Script(), Script()
    first.before = at(4000, stop.cancel)
    with pytest.raises(Cancelled):
        write(project, silent_story, model=model, cancel=stop, writer=first)
    assert first.ended, "the speech process is not left running"
    paused = far(project, silent_story)
    assert (paused.state, paused.done_ms, paused.notice) == ("paused", 8000, "")
    assert words(project, silent_story) == ALL[:8], "the window that was finished is kept"
    write(project, silent_story, writer=second, model=model)
    assert first.asked == [(0, "auto", "quick")]
    assert second.asked == [(8000, "cy", "quick")]
    assert words(project, silent_story) == ALL
    assert len(rows(project, silent_story)) == 1


def test_without_a_name_it_goes_on_with_the_speech_model_it_was_begun_with(
    project: Project, silent_story: int, model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    named = Path(make_model(tmp_path / "home" / "data" / "models" / "mine"))
    with pytest.raises(TranscriptionError):
        write(
            project,
            silent_story,
            model=named.name,
            writer=Script(before=at(4000, fail(TranscriptionError("It stopped.")))),
        )
    again = Script()
    write(project, silent_story, writer=again)
    assert again.asked == [(4000, "cy", "mine")]


def test_a_trouble_is_noted_and_the_words_so_far_are_kept(project: Project, silent_story: int, model: str) -> None:
    trouble = TranscriptionError("Transcribing stopped at 0:04: there was not enough memory.", "Kept.", "Try again.")
    with pytest.raises(TranscriptionError, match="memory"):
        write(project, silent_story, model=model, writer=Script(before=at(4000, fail(trouble))))
    stopped = far(project, silent_story)
    assert (stopped.state, stopped.done_ms, stopped.notice) == ("stopped", 4000, trouble.happened)
    assert words(project, silent_story) == ALL[:4]
    assert write(project, silent_story, model=model, writer=Script()).notice == ""
    assert words(project, silent_story) == ALL


def test_a_bug_is_raised_as_one_and_leaves_a_story_that_goes_on(
    project: Project, silent_story: int, model: str
) -> None:
    with pytest.raises(KeyError):
        write(project, silent_story, model=model, writer=Script(before=at(8000, fail(KeyError("x")))))
    assert (far(project, silent_story).state, far(project, silent_story).notice) == ("stopped", BROKE_OFF)
    write(project, silent_story, model=model, writer=Script())
    assert words(project, silent_story) == ALL


def test_ctrl_c_at_any_moment_pauses(project: Project, silent_story: int, model: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(project, silent_story, model=model, writer=Script(before=at(8000, fail(KeyboardInterrupt()))))
    assert (far(project, silent_story).state, far(project, silent_story).done_ms) == ("paused", 8000)


def test_after_a_kill_it_goes_on_from_the_last_window(project: Project, silent_story: int, model: str) -> None:
    """A killed program notes nothing: the story still says that it is being written down."""
    with pytest.raises(TranscriptionError):
        write(project, silent_story, model=model, writer=Script(before=at(4000, fail(TranscriptionError("Killed.")))))
    with project.edit(Work.TRANSCRIBE) as edit:
        last = edit.session.scalars(select(Transcription)).one()
        last.state, last.notice = "running", ""
    script = Script()
    write(project, silent_story, model=model, writer=script)
    assert script.asked == [(4000, "cy", "quick")]
    assert words(project, silent_story) == ALL


def test_what_was_skipped_is_not_forgotten(project: Project, silent_story: int, model: str) -> None:
    windows = plain_windows()
    windows[1] = window(4000, 8000, notice=SKIP_NOTICE)
    with pytest.raises(TranscriptionError):
        write(
            project,
            silent_story,
            model=model,
            writer=Script(windows, before=at(8000, fail(TranscriptionError("It stopped.")))),
        )
    assert far(project, silent_story).notice == f"{SKIP_NOTICE} It stopped."
    result = write(project, silent_story, model=model, writer=Script(windows))
    assert (result.state, result.notice) == ("done", SKIP_NOTICE)
    assert words(project, silent_story) == [*ALL[:4], "…", *ALL[8:]], "something to hear and to type over"
    with project.read() as session:
        [left] = [one for one in to_check(session, silent_story) if "skipped" in one.reasons]
    assert (left.start_ms, left.end_ms) == (4000, 8000)


# ---- how carefully, and with which hints ----------------------------------------------------------------------


def test_going_on_takes_the_preset_hints_and_language_it_was_begun_with(
    project: Project, silent_story: int, model: str, make_story: Callable[..., int]
) -> None:
    make_story(project, title="In English")
    with project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["Elsie Blackwood", "co-production"])
    asked = TranscriptionRequest("careful", model, voices=OFF, device="cpu")
    first, second = Script(before=at(4000, fail(TranscriptionError("Stopped.")))), Script()
    with pytest.raises(TranscriptionError):
        transcribe_story(project, silent_story, asked=asked, writer=first)
    with project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["Pontcanna"])
    save_settings(Settings(preset="quick"))
    assert transcribe_story(project, silent_story, writer=second).preset == "careful"
    [begun], [gone_on] = first.told, second.told
    assert (begun.preset, begun.language, begun.usual, begun.device) == ("careful", "auto", "en", "cpu")
    assert set(begun.hints) == {"Elsie Blackwood", "co-production"}
    assert (gone_on.preset, gone_on.hints, gone_on.language) == ("careful", begun.hints, "cy")
    assert len(rows(project, silent_story)) == 1


def test_without_a_word_about_it_what_is_usual_counts(project: Project, silent_story: int, model: str) -> None:
    script = Script()
    asked = TranscriptionRequest(model=model, voices=OFF, typed=True)
    for usual, again in (("quick", False), ("nonsense", True)):
        wanted = request_for(project, silent_story, TranscriptionRequest(usual), replace(asked, again=again))
        transcribe_story(project, silent_story, asked=wanted, writer=script)
    assert [told.preset for told in script.told] == ["quick", "balanced"]


def test_another_preset_begins_anew(project: Project, silent_story: int, model: str) -> None:
    with pytest.raises(TranscriptionError):
        transcribe_story(
            project,
            silent_story,
            asked=TranscriptionRequest("quick", model, voices=OFF),
            writer=Script(before=at(8000, fail(TranscriptionError("Stopped.")))),
        )
    script = Script()
    transcribe_story(project, silent_story, asked=TranscriptionRequest("careful", model, voices=OFF), writer=script)
    assert script.asked[0][0] == 0
    assert far(project, silent_story).preset == "careful"


def test_what_an_earlier_version_began_goes_on(project: Project, silent_story: int, model: str) -> None:
    with pytest.raises(TranscriptionError):
        write(project, silent_story, model=model, writer=Script(before=at(8000, fail(TranscriptionError("Stopped.")))))
    with project.edit(Work.TRANSCRIBE) as edit:
        last = edit.session.scalars(select(Transcription)).one()
        last.options = {"skipped": [SKIP_NOTICE]}
    script = Script()
    result = write(project, silent_story, model=model, writer=script)
    assert script.asked == [(8000, "cy", "quick")]
    assert result.notice == SKIP_NOTICE


# ---- what there is to know of it ------------------------------------------------------------------------------


def test_speech_and_what_of_it_gave_no_words_is_added_up_over_a_pause(
    project: Project, silent_story: int, model: str
) -> None:
    windows = [
        replace(plain_window, speech_ms=3000, wordless_ms=plain_window.start_ms // 10)
        for plain_window in plain_windows()
    ]
    with pytest.raises(TranscriptionError):
        write(
            project,
            silent_story,
            model=model,
            writer=Script(windows, before=at(8000, fail(TranscriptionError("Stopped.")))),
        )
    assert (far(project, silent_story).speech_ms, far(project, silent_story).wordless_ms) == (6000, 400)
    result = write(project, silent_story, model=model, writer=Script(windows))
    assert (result.speech_ms, result.wordless_ms) == (9000, 1200)


def test_a_notice_is_kept_once_and_does_not_make_a_window_a_skipped_one(
    project: Project, silent_story: int, model: str
) -> None:
    notice = "The graphics card ran out of memory; the processor goes on."
    windows = [replace(plain_window, notice=notice, device="cpu") for plain_window in plain_windows()]
    assert write(project, silent_story, model=model, writer=Script(windows)).notice == notice
    assert words(project, silent_story) == ALL
    assert rows(project, silent_story)[0].options["device"] == "cpu"


def test_nothing_that_was_off_the_record_is_in_a_skipped_window(
    project: Project, silent_story: int, model: str
) -> None:
    with project.edit(Work.ADD_STORY) as edit:
        for start, end in ((3000, 5000), (6000, 6500)):
            edit.add(Moment(story_id=silent_story, kind=MomentKind.OFF_RECORD, start_ms=start, end_ms=end))
    windows = plain_windows()
    windows[1] = window(4000, 8000, notice=SKIP_NOTICE)
    write(project, silent_story, model=model, writer=Script(windows))
    left = [passage for passage in _passages(project, silent_story) if "skipped" in passage.flags]
    assert [(one.start_ms, one.end_ms, one.text) for one in left] == [(5000, 6000, "…"), (6500, 8000, "…")]


def test_how_long_it_took_is_remembered_for_the_next_story(project: Project, silent_story: int, model: str) -> None:
    long = [window(at, at + 60_000, said(at + 100)) for at in (0, 60_000)]
    transcribe_story(project, silent_story, asked=TranscriptionRequest("quick", model, voices=OFF), writer=Script(long))
    expected = expected_ms("quick", "quick", 3_600_000)
    assert expected is not None
    assert 0 < expected < 600_000, "a script is quick"


# ---- again ----------------------------------------------------------------------------------------------------


def test_a_story_that_is_done_is_left_alone(project: Project, silent_story: int, model: str) -> None:
    write(project, silent_story, model=model, writer=Script())
    script = Script()
    result = write(project, silent_story, model=model, writer=script)
    assert (result.state, result.speech_model, script.asked) == ("done", "quick", [])


def test_again_replaces_what_nobody_checked(project: Project, silent_story: int, model: str) -> None:
    write(project, silent_story, model=model, writer=Script())
    with project.edit(Operation.CORRECT_WORDS) as edit:
        second = passages(edit.session, silent_story)[1]
        correct_segment(edit, second.id, "what was really said")
        check(edit, [second.id])
    kept = [passage.id for passage in _passages(project, silent_story)][1]
    script = Script(plain_windows("new"))
    write(project, silent_story, model=model, again=True, writer=script)
    assert script.asked == [(0, "cy", "quick")]
    assert texts(project, silent_story)[:3] == ["new100 new600", "what was really said", "new4100 new4600"]
    assert kept in [passage.id for passage in _passages(project, silent_story)]
    assert not any(word.startswith("word") for word in words(project, silent_story))
    assert [row.state for row in rows(project, silent_story)] == ["done", "done"]
    with project.read() as session:
        drafted = [one.text for one in draft_of(session, silent_story)]
        assert session.scalar(select(func.count()).select_from(DraftSegment)) == 12, "the first draft stays too"
    assert drafted[1] == "new2100 new2600", "the draft is what the engine said, also where a person knows better"
    assert examine(project) == []


def _passages(project: Project, story: int) -> list[Segment]:
    with project.read() as session:
        return passages(session, story)


def test_what_was_heard_around_a_checked_passage_is_two_passages(
    project: Project, silent_story: int, model: str
) -> None:
    write(project, silent_story, model=model, writer=Script())
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, silent_story)[1].id])
    whole = [window(0, END, said(100, 600, 2100, 2600, 4100, 4600, 6100, say="new"))]
    write(project, silent_story, model=model, again=True, writer=Script(whole))
    assert texts(project, silent_story) == ["new100 new600", "word2100 word2600", "new4100 new4600 new6100"]


def test_a_checked_passage_across_the_border_of_two_windows_is_not_doubled(
    project: Project, silent_story: int, model: str
) -> None:
    write(project, silent_story, model=model, writer=Script([window(0, END, said(3100, 3600, 4100, 5100))]))
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, silent_story)[0].id])
    cut = [window(0, 4000, said(100, 3100, 3600, say="new")), window(4000, END, said(4100, 5100, 6100, say="new"))]
    write(project, silent_story, model=model, again=True, writer=Script(cut))
    assert texts(project, silent_story) == ["new100", "word3100 word3600 word4100 word5100", "new6100"]


def test_a_passage_at_the_very_end_is_replaced_too(project: Project, silent_story: int, model: str) -> None:
    last = SpokenSegment(END, END, "word", (SpokenWord("word", END, END, 10),))
    write(project, silent_story, model=model, writer=Script([window(0, END, said(100), last)]))
    write(project, silent_story, model=model, again=True, writer=Script([window(0, END, said(100, say="new"))]))
    assert texts(project, silent_story) == ["new100"]


def test_another_speech_model_begins_anew(project: Project, silent_story: int, model: str, other_model: str) -> None:
    with pytest.raises(TranscriptionError):
        write(project, silent_story, model=model, writer=Script(before=at(8000, fail(TranscriptionError("Stopped.")))))
    with project.edit(Operation.CHECK) as edit:
        check(edit, [passages(edit.session, silent_story)[0].id])
    script = Script(plain_windows("new"))
    write(project, silent_story, model=other_model, writer=script)
    assert script.asked == [(0, "cy", "slow and sure")]
    assert texts(project, silent_story)[:2] == ["word100 word600", "new2100 new2600"]
    assert far(project, silent_story).speech_model == "slow and sure"


def test_no_word_is_ever_doubled_or_lost_however_often_it_is_written_down(
    project: Project, silent_story: int, model: str, other_model: str
) -> None:
    """Windows cut anywhere, stopped anywhere, passages checked in between: every word is there once."""
    chance = Random(7)
    times = list(range(100, END - 400, 400))
    for _ in range(12):
        cuts = [0, *sorted(chance.sample([time - 50 for time in times[1:]], chance.randint(0, 4))), END]
        windows = []
        for start, end in pairwise(cuts):
            inside = [time for time in times if start <= time < end]
            parts = [inside[place : place + 3] for place in range(0, len(inside), 3)]
            windows.append(window(start, end, *(said(*part) for part in parts)))
        script = Script(windows)
        if len(cuts) > 2 and chance.random() < 0.5:
            script.before = at(chance.choice(cuts[1:-1]), fail(TranscriptionError("Stopped.")))
        chosen = chance.choice((model, other_model))
        try:
            write(project, silent_story, model=chosen, again=chance.random() < 0.5, writer=script)
        except TranscriptionError:
            write(project, silent_story, model=chosen, writer=Script(windows))
        if far(project, silent_story).state == "done":
            assert sorted(words(project, silent_story)) == sorted(f"word{time}" for time in times)
        with project.edit(Operation.CHECK) as edit:
            every = [passage.id for passage in passages(edit.session, silent_story)]
            check(edit, every, checked=False)
            check(edit, chance.sample(every, chance.randint(0, 3)))
    assert examine(project) == []


# ---- two at once ----------------------------------------------------------------------------------------------


def test_two_programs_at_once_write_every_word_once(project: Project, silent_story: int, model: str) -> None:
    with Project.open(project.folder) as elsewhere:
        other = Script()

        def _overtake() -> None:
            write(elsewhere, silent_story, model=model, writer=other)

        with pytest.raises(TranscriptionError, match="another program") as stopped:
            write(project, silent_story, model=model, writer=Script(before=at(4000, _overtake)))
    assert stopped.value.safe
    assert other.asked == [(4000, "cy", "quick")], "the second goes on from where the first is"
    assert words(project, silent_story) == ALL
    assert (far(project, silent_story).state, far(project, silent_story).notice) == ("done", "")
    assert len(rows(project, silent_story)) == 1


def test_who_stops_does_not_stop_the_other(project: Project, silent_story: int, model: str) -> None:
    """The second fails while the first goes on: the story is not left saying so."""

    def _look_in() -> None:
        second = Script(before=at(4000, fail(TranscriptionError("Not enough memory."))))
        with Project.open(project.folder) as elsewhere, pytest.raises(TranscriptionError, match="memory"):
            write(elsewhere, silent_story, model=model, writer=second)
        assert far(project, silent_story).state == "stopped"

    states: list[tuple[int, str]] = []

    def _before(one: WindowDone) -> None:
        at(4000, _look_in)(one)
        states.append((one.start_ms, far(project, silent_story).state))

    write(project, silent_story, model=model, writer=Script(before=_before))
    assert states == [(0, "running"), (4000, "stopped"), (8000, "running")]
    assert (far(project, silent_story).state, far(project, silent_story).notice) == ("done", "")
    assert words(project, silent_story) == ALL


def test_begun_anew_elsewhere_the_older_one_gives_way(
    project: Project, silent_story: int, model: str, other_model: str
) -> None:
    with Project.open(project.folder) as elsewhere:

        def _anew() -> None:
            write(elsewhere, silent_story, model=other_model, writer=Script(plain_windows("new")))

        with pytest.raises(TranscriptionError, match="another program"):
            write(project, silent_story, model=model, writer=Script(before=at(4000, _anew)))
    assert words(project, silent_story) == [word.replace("word", "new") for word in ALL]
    assert far(project, silent_story).speech_model == "slow and sure"


# ---- language -------------------------------------------------------------------------------------------------


def test_the_language_that_was_found_becomes_the_story_s(project: Project, silent_story: int, model: str) -> None:
    write(project, silent_story, model=model, writer=Script())
    with project.read() as session:
        assert session.get_one(Story, silent_story).language == "cy"


def test_a_story_s_own_language_is_taken_unless_another_is_asked_for(project: Project, story: int, model: str) -> None:
    own, asked = Script(), Script()
    write(project, story, model=model, writer=own)
    write(project, story, model=model, language="de", again=True, writer=asked)
    assert own.asked[0][1] == "en"
    assert asked.asked[0][1] == "de"
    with project.read() as session:
        assert session.get_one(Story, story).language == "en", "what a person said of the story stays"


def test_after_a_refusal_another_language_can_be_asked_for(project: Project, silent_story: int, model: str) -> None:
    refuse = fail(TranscriptionError("This speech model does not know the language “xx”."))
    with pytest.raises(TranscriptionError):
        write(project, silent_story, model=model, language="xx", writer=Script(before=at(0, refuse)))
    script = Script()
    write(project, silent_story, model=model, language="fr", writer=script)
    assert script.asked == [(0, "fr", "quick")]
    assert rows(project, silent_story)[0].asked_language == "fr"


# ---- what cannot begin ----------------------------------------------------------------------------------------


def test_what_cannot_begin_leaves_nothing_begun(project: Project, silent_story: int, model: str) -> None:
    with pytest.raises(NotFound):
        write(project, 99, model=model, writer=Script())
    with pytest.raises(SpeechModelError):
        write(project, silent_story, model="no such model", writer=Script())
    with project.read() as session:
        sound_of(project, session, silent_story).audio.unlink()
    with pytest.raises(MediaError, match="not where it was"):
        write(project, silent_story, model=model, writer=Script())
    assert rows(project, silent_story) == []
    assert far(project, silent_story).state == "none"


def test_a_story_that_is_taken_away_meanwhile_stops_with_a_sentence(
    project: Project, silent_story: int, model: str
) -> None:
    def _erase() -> None:
        with project.edit(Work.TRANSCRIBE) as edit:
            for table in (DraftSegment, Transcription, Segment):
                edit.session.execute(delete(table))

    with pytest.raises(NotFound):
        write(project, silent_story, model=model, writer=Script(before=at(4000, _erase)))
    assert rows(project, silent_story) == []
