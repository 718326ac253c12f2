"""The window when its project is taken away, is only to be read, or is open in another window; and quitting at work."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from desks import Desk, desk_window, opened
from fakes.stepped_transcriber import SteppedTranscriber
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from write_protected import stick

from coproclip.errors import ProjectReadOnly
from coproclip.jobs import Job
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.storage.backups import BackupReason, backups
from coproclip.project.storage.lock import WindowLock
from coproclip.themes.codebook import add_theme, themes
from coproclip.transcript.edits import passages
from coproclip.ui.crash import CrashReports
from coproclip.ui.dialogs.people.person import PersonDialog
from coproclip.ui.job_runner import JobKind
from coproclip.ui.project_watch import PROJECT_STATE
from coproclip.ui.widgets.message import MessageStrip

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be taken away")


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    project.close()
    return project.folder


@pytest.fixture
def desk(qtbot: QtBot, folder: Path, story: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path))
    with desk_window(qtbot) as (window, workspace):
        yield opened(window, workspace, folder, qtbot)


def transcription_progress(desk: Desk) -> MessageStrip | None:
    """What is said about how the project stands."""
    return next((strip for strip in desk.window.messages.strips() if strip.message.key == PROJECT_STATE), None)


def saved_line(desk: Desk) -> str:
    desk.window._on_second()
    return desk.window.sidebar.saved_line._words.whole_text()


def press(strip: MessageStrip, words: str) -> None:
    next(answer for answer in strip.message.answers if answer.text == words).do()


def theme(project: Project, name: str) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, name)


def type_a_word(desk: Desk, story: int) -> None:
    """Half a correction, not told yet."""
    desk.open(story)
    desk.page.transcript.set_correcting(True)
    desk.words(0, 0)
    desk.type("Xylophone")


TAKEN = {
    "deleted": lambda folder: (folder / "project.db").unlink(),
    "replaced": lambda folder: os.replace(shutil.copy(folder / "project.db", folder / "new"), folder / "project.db"),
    "moved": lambda folder: folder.rename(folder.with_name("Moved.coproclip")),
}


@pytest.mark.parametrize("race", TAKEN)
def test_a_project_taken_away_is_said_and_what_was_typed_is_kept(
    desk: Desk, folder: Path, story: int, race: str
) -> None:
    theme(desk.project, "Chairs")
    assert "Everything saved" in saved_line(desk)
    type_a_word(desk, story)
    TAKEN[race](folder)
    desk.qtbot.waitUntil(lambda: transcription_progress(desk) is not None)
    strip = transcription_progress(desk)
    assert strip is not None
    assert "while it was open" in strip.message.happened
    assert "Not saved since" in saved_line(desk)
    place = folder if folder.is_dir() else folder.parent
    desk.qtbot.waitUntil(lambda: any(place.glob("Not saved*.txt")))
    (kept,) = place.glob("Not saved*.txt")
    assert "Xylophone" in kept.read_text(encoding="utf-8")
    assert any(kept.name in words for words in desk.said())
    desk.window.save_now()
    assert "Everything is saved" not in desk.told()
    if race == "replaced":
        press(strip, "Open the project again")
        assert desk.workspace.project is not desk.project
        theme(desk.workspace.opened(), "It goes on")
        assert transcription_progress(desk) is None
        assert "Everything saved" in saved_line(desk)


@contextmanager
def full(desk: Desk) -> Iterator[None]:
    """A disk that takes no more, and then does again."""
    import resource

    size = (desk.project.folder / "project.db-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def not_to_be_written(desk: Desk) -> Iterator[None]:
    raw = cast("Any", desk.project.database.writer.connection.dbapi_connection)
    raw.execute("PRAGMA query_only=ON").close()
    yield
    raw.execute("PRAGMA query_only=OFF").close()


@contextmanager
def another_window(desk: Desk) -> Iterator[None]:
    other = WindowLock(desk.project.folder)
    assert not other.acquire()
    other.ask()
    yield
    other.release()


@contextmanager
def taken(race: str, desk: Desk) -> Iterator[None]:
    TAKEN[race](desk.project.folder)
    yield


STOPS = {
    "replaced": partial(taken, "replaced"),
    "moved": partial(taken, "moved"),
    "another window": another_window,
    "a full disk": full,
    "a disk that may only be read": not_to_be_written,
}


@pytest.mark.parametrize("why", STOPS)
def test_letters_stay_letters_when_writing_stops_while_somebody_types(
    desk: Desk, folder: Path, story: int, why: str
) -> None:
    type_a_word(desk, story)
    desk.settle(500)
    view = desk.page.transcript
    with STOPS[why](desk):
        desk.type("m")
        desk.qtbot.waitUntil(
            lambda: transcription_progress(desk) is not None or desk.workspace.not_saved.since is not None
        )
        steps = desk.workspace.steps
        desk.type("cc Wec")  # C ticks, Space plays, W names a voice, E marks an excerpt
        desk.settle()
        assert view.correcting
        assert desk.page.view.document_bar.modes.key() == "correct"
        assert "Xylophonemcc Wec" in view.toPlainText()
        assert desk.quiet.heard == []
        assert not any(line.checked for line in view.words.passages)
        assert desk.page.open_story.excerpts == []
        assert desk.workspace.steps == steps
        desk.key(Qt.Key.Key_Escape)
        assert not view.correcting
        assert "Xylophonemcc Wec" in view.toPlainText()
    if "disk" in why:
        desk.workspace.close_project()
        with Project.open(folder) as again, again.read() as session:
            assert "Xylophonemcc Wec" in passages(session, story)[0].text
        return
    place = folder if folder.is_dir() else folder.parent
    newest = max(place.glob("Not saved*.txt"), key=lambda path: path.stat().st_mtime_ns)
    words = newest.read_text(encoding="utf-8")
    assert words.count("Xylophone") == 1, "as it was in the end, once"
    assert "Xylophonemcc Wec" in words


def test_another_program_opens_the_file_in_its_place_while_this_window_is_still_open(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(folder / "project.db", tmp_path / "theirs.db"))
    with closing(sqlite3.connect(other)) as theirs:
        theirs.execute("UPDATE project SET title = 'Theirs'")
        theirs.commit()
    theme(desk.project, "Ours, only in the log")
    os.replace(other, folder / "project.db")
    desk.qtbot.waitUntil(lambda: transcription_progress(desk) is not None)
    ask = "SELECT (SELECT group_concat(title) FROM project), (SELECT count(*) FROM theme), (SELECT count(*) FROM story)"
    script = f"import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute({ask!r}).fetchone())"
    command = [sys.executable, "-c", script, str(folder / "project.db")]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert seen.stdout.strip() == "Theirs 0 1"
    (kept,) = (folder / "backups").glob("*-set-aside.db")
    with closing(sqlite3.connect(f"{kept.as_uri()}?immutable=1", uri=True)) as ours:
        assert ours.execute("SELECT name FROM theme").fetchall() == [("Ours, only in the log",)]


def test_the_second_window_reads_and_can_take_over(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    theme(desk.project, "First")
    with desk_window(qtbot) as (window, workspace):
        second = opened(window, workspace, folder, qtbot)
        strip = transcription_progress(second)
        assert strip is not None
        assert "open in another window" in strip.message.happened
        assert saved_line(second) == "Read only"
        with pytest.raises(ProjectReadOnly):
            theme(second.project, "Refused")
        theme(desk.project, "Still here")

        press(strip, "Work here instead")
        qtbot.waitUntil(lambda: not second.project.read_only)
        theme(second.project, "Second")
        assert transcription_progress(second) is None
        assert "Everything saved" in saved_line(second)
        told = transcription_progress(desk)
        assert told is not None
        assert "Another window works in this project" in told.message.happened
        with pytest.raises(ProjectReadOnly):
            theme(desk.project, "Refused")
        qtbot.waitUntil(lambda: {"First", "Still here", "Second"} == names(desk.project))

        press(told, "Work here instead")
        qtbot.waitUntil(lambda: not desk.project.read_only)
        assert second.project.read_only
    theme(desk.project, "Back")


def test_a_form_that_is_open_while_the_other_window_takes_over_keeps_its_words(
    desk: Desk, folder: Path, qtbot: QtBot
) -> None:
    asked = PersonDialog(desk.workspace, None, desk.window)
    asked.open()
    qtbot.keyClicks(asked.fields["description"], "A retired bus driver")
    with desk_window(qtbot) as (window, workspace):
        opened(window, workspace, folder, qtbot)
        workspace.watch.take_over()
        qtbot.waitUntil(lambda: desk.project.read_only)
        # Said in the form itself: what is said in the window is behind it.
        [told] = [one for one in asked.messages.strips() if "Another window works" in one.message.happened]
        (kept,) = folder.glob("Not saved*.txt")
        assert "A retired bus driver" in kept.read_text(encoding="utf-8")
        assert "Everything you did here is saved" not in told.accessibleName()
        assert kept.name in told.accessibleName()
        asked._save()
        assert asked.isVisible(), "what is in it is not lost"
        assert kept.name in asked.trouble.text()
        asked.done(0)


def names(project: Project) -> set[str]:
    with project.read() as session:
        return {one.name for one in themes(session)}


def test_a_window_in_which_somebody_is_recorded_does_not_let_go(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.workspace.watch.busy = lambda: True
    with desk_window(qtbot) as (window, workspace):
        monkeypatch.setattr("coproclip.ui.project_watch.PATIENCE_S", 1.5)
        second = opened(window, workspace, folder, qtbot)
        workspace.watch.take_over()
        qtbot.waitUntil(lambda: any("did not let go" in words for words in second.said()))
        assert second.project.read_only
    theme(desk.project, "Goes on")


def test_the_window_that_closes_leaves_the_other_one_to_take_over(folder: Path, qtbot: QtBot) -> None:
    with desk_window(qtbot) as (window, workspace):
        with desk_window(qtbot) as (first, its):
            opened(first, its, folder, qtbot)
            second = opened(window, workspace, folder, qtbot)
            assert second.project.read_only
        workspace.watch.take_over()
        assert not second.project.read_only


def test_a_write_protected_project_is_shown_and_says_so(folder: Path, story: int, qtbot: QtBot, tmp_path: Path) -> None:
    with stick(tmp_path, folder) as place, desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, place / folder.name, qtbot)
        strip = transcription_progress(desk)
        assert strip is not None
        assert "write-protected" in strip.message.happened
        assert strip.message.answers == ()
        assert saved_line(desk) == "Read only"
        page = desk.open(story)
        assert len(page.transcript.words) == 5
        assert transcription_progress(desk) is not None, "it stays on every page"
        page.transcript.set_correcting(True)
        assert not page.transcript.correcting
        assert page.view.document_bar.modes.key() == "listen"
        page.playback.toggle()
        assert desk.quiet.heard
        desk.workspace.undo()
        qtbot.wait(1500)
        window.close()


def test_missing_recordings_are_said_at_opening(folder: Path, qtbot: QtBot) -> None:
    shutil.rmtree(folder / "originals")
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        qtbot.waitUntil(lambda: any("recordings are missing" in words for words in desk.said()))


def test_a_backup_that_could_not_be_kept_is_said_at_opening(
    folder: Path, story: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kept in (folder / "backups").iterdir():
        kept.unlink()

    def _full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full, desk_window(qtbot) as (window, workspace):
        full.setattr("coproclip.project.storage.backups.copy_whole", _full)
        desk = opened(window, workspace, folder, qtbot)
        [said] = [words for words in desk.said() if "Today’s backup could not be kept." in words]
        assert "disk is full" in said


# ---- quitting at work -------------------------------------------------------------------------------------------


def test_quitting_while_stories_are_transcribed_is_no_crash(
    folder: Path, story: int, qtbot: QtBot, qapp: QApplication
) -> None:
    """Notices that arrive when the project is closed, or another one is open, reach nobody."""
    script = SteppedTranscriber()
    with desk_window(qtbot) as (window, workspace):
        workspace.writer = script
        desk = opened(window, workspace, folder, qtbot)
        workspace.queue.join(story)
        qtbot.waitUntil(lambda: script.asked != [])
        script.let.release()
        workspace.close_project()
        told: list[Job] = []
        workspace.jobs.changed.connect(told.append)
        qtbot.wait(50)
        assert told == []
        assert workspace.project is None
        assert desk.project.read_only
        workspace.use(Project.open(folder))
        qtbot.wait(50)
        window.close()
        qtbot.wait(50)


def test_work_that_outlives_its_project_crashes_nobody(folder: Path, qtbot: QtBot) -> None:
    import threading

    begun, go_on = threading.Event(), threading.Event()
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)

        def _late(_job: Job) -> None:
            begun.set()
            go_on.wait(60)
            theme(desk.project, "Too late")

        job = workspace.jobs.start(JobKind.TRANSLATE, "Something long", _late)
        qtbot.waitUntil(begun.is_set)
        workspace.close_project(wait_s=0.1)
        go_on.set()
        qtbot.waitUntil(lambda: job.ended)
        QApplication.processEvents()
        assert workspace.project is None


def test_what_comes_too_late_is_no_crash_and_an_expected_trouble_is_a_sentence(
    folder: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    said: list[object] = []
    reports = CrashReports(qapp, said.append)
    with desk_window(qtbot) as (window, workspace):
        desk = opened(window, workspace, folder, qtbot)
        workspace.close_project()
        for ask in (workspace.opened, lambda: theme(desk.project, "Late"), lambda: names(desk.project)):
            try:
                ask()
            except Exception as error:
                reports.show(error)
    assert said == []
    refusal = ProjectReadOnly("It can only be read.")
    reports.show(refusal)
    assert said == [refusal]
    with suppress(RuntimeError):
        reports.deleteLater()


def test_a_window_that_stays_open_keeps_a_backup_of_each_day(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = 0

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Later":
            return super().now(tz) + timedelta(days=days)

    monkeypatch.setattr("coproclip.project.storage.backups.datetime", Later)

    def daily() -> int:
        return [one.reason for one in backups(folder)].count(BackupReason.DAILY)

    first = daily()
    for days in (1, 2):
        theme(desk.project, f"Evening {days}")
        desk.qtbot.waitUntil(lambda: daily() == first + days)  # noqa: B023
    desk.qtbot.wait(1200)
    assert daily() == first + 2, "one a day"
    with closing(sqlite3.connect(backups(folder)[0].path)) as copy:
        assert ("Evening 2",) in copy.execute("SELECT name FROM theme").fetchall()
