"""A yes beside a recording that broke off counts only if it was noted on this computer, for just this recording."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.microphones import PushedMicrophone, recorder_of

from coproclip.capture.recovery import keep, unfinished
from coproclip.capture.sidecar import RecordingNote, Stretch, read_note, write_note
from coproclip.cli.app import run
from coproclip.people.consent import consent_of
from coproclip.project.project import Project
from coproclip.settings import config_folder

SAID = {"being recorded": "yes", "written down": "later", "sharing": "no"}
NO_YES = {"written down": "later", "sharing": "no"}
NOT_CONFIRMED = "What the storyteller said yes to before recording could not be confirmed on this computer."


def broke_off(project: Project) -> Path:
    """A real recording, noted as the window does it, that nobody made a story of."""
    microphone = PushedMicrophone()
    recorder = recorder_of(project.folder / "recordings", microphone)
    recorder.start(RecordingNote(title="The letter", storyteller="June", project=project.details.uid))
    microphone.push_ms(300)
    recorder.change_note(consent=SAID)
    recorder.close()
    [wav] = (project.folder / "recordings").glob("*.wav")
    return wav


def said(project: Project, story: int = 1) -> dict[str, str]:
    with project.read() as session:
        return {about.value: one.answer for about, one in consent_of(session, story).items()}


def recover(project: Project, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says when it keeps what is there."""
    [left] = unfinished(project)
    capsys.readouterr()
    assert run(["recover", str(project.folder), "--keep", left.id]) == 0
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """From then on it is another computer."""
    return lambda: monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "another"))


def test_what_was_noted_here_is_kept_with_its_yes(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    broke_off(project)
    assert NOT_CONFIRMED not in recover(project, capsys)
    assert said(project) == SAID


def test_a_yes_from_another_computer_counts_for_nothing_and_a_no_counts(
    project: Project, elsewhere: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    broke_off(project)
    elsewhere()
    printed = recover(project, capsys)
    assert f"{NOT_CONFIRMED} Ask again, and note the answers." in printed
    assert said(project) == NO_YES
    assert not config_folder().exists(), "looking makes no secret"


def _forged(wav: Path, **changed: object) -> None:
    beside = wav.with_suffix(".json")
    beside.write_text(json.dumps(json.loads(beside.read_text("utf-8")) | changed), "utf-8")


@pytest.mark.parametrize(
    "changed",
    [
        {"consent": dict.fromkeys(SAID, "yes")},
        {"storyteller": "Rosa"},
        {"moments": [{"kind": "spoken yes", "start_ms": 0, "end_ms": 9, "text": ""}]},
        {"mark": ""},
        {"mark": None},
        {"mark": ["ä"]},
        {"mark": "\ud800"},
        {"consent": dict.fromkeys(SAID, " Yes ")},
    ],
    ids=str,
)
def test_a_note_that_was_changed_says_yes_to_nothing(project: Project, changed: dict[str, object]) -> None:
    wav = broke_off(project)
    _forged(wav, **changed)
    [left] = unfinished(project)
    keep(project, left)
    assert "yes" not in said(project).values()


def test_the_note_of_another_recording_or_project_says_yes_to_nothing(project: Project) -> None:
    wav = broke_off(project)
    note = read_note(wav)
    assert note is not None
    assert note.consent == SAID
    for other in (replace(note, project="another"), replace(note, recording="another"), replace(note, project="")):
        write_note(wav, other)
        [left] = unfinished(project)
        assert (left.note.consent, left.note.unconfirmed) == (NO_YES, True)
    write_note(wav, note)
    other = wav.rename(wav.with_stem("01234567-89ab-cdef-0123-456789abcdef"))
    wav.with_suffix(".json").rename(other.with_suffix(".json"))
    [left] = unfinished(project)
    assert (left.note.consent, left.note.unconfirmed) == (NO_YES, True)


def test_what_was_doubted_stays_so_when_it_is_written_again(project: Project) -> None:
    wav = broke_off(project)
    _forged(wav, title="Trap")
    for _ in range(2):
        note = read_note(wav)
        assert note is not None
        assert (note.title, note.consent, note.unconfirmed) == ("Trap", NO_YES, True)
        write_note(wav, replace(note, moments=(Stretch("mark", 10, 10),)))


def test_a_recording_begins_where_no_secret_can_be_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("no folder")
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "full"))
    broke_off(project)
    [left] = unfinished(project)
    assert (left.duration_ms, left.note.consent, left.note.unconfirmed) == (300, NO_YES, True)


@pytest.mark.parametrize("consent", [{}, {"sharing": "no"}])
def test_where_nobody_said_yes_nothing_is_doubted(
    project: Project, consent: dict[str, str], elsewhere: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    wav = broke_off(project)
    _forged(wav, consent=consent)
    elsewhere()
    assert NOT_CONFIRMED not in recover(project, capsys)
    assert said(project) == consent
