"""Backups: taken by themselves, whole, several by age, and whatever the computer takes for the date."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
from deeds import picture

from coproclip.errors import StorageError
from coproclip.project.going_back.restoring import restore
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.project.storage import backups as module
from coproclip.project.storage.backups import Backup, BackupReason, backups, due_today, kept, thin_out
from coproclip.themes.codebook import add_theme


def reasons(folder: Path) -> list[str]:
    return [backup.reason for backup in backups(folder)]


def age(folder: Path, day: str) -> None:
    """The newest copy was taken on another day, as the clock saw it."""
    newest = backups(folder)[0]
    newest.path.rename(newest.path.with_name(f"{newest.number:06}-{day}-{newest.reason}.db"))


def test_opening_keeps_one_copy_a_day_and_none_of_a_project_with_nothing_in_it(
    project: Project, make_story: Callable[..., int]
) -> None:
    assert backups(project.folder) == []
    make_story(project)
    project.close()
    for _ in range(3):
        with Project.open(project.folder):
            assert reasons(project.folder) == ["daily"]
    age(project.folder, "20200101")
    with Project.open(project.folder):
        assert reasons(project.folder) == ["daily", "daily"]


def test_a_copy_is_whole_and_one_file_that_stands_by_itself(project: Project, story: int, tmp_path: Path) -> None:
    copy = project.back_up()
    assert sorted(path.name for path in copy.path.parent.iterdir()) == [copy.name]
    place = tmp_path / "Copy.coproclip"
    place.mkdir()
    (place / "project.db").write_bytes(copy.path.read_bytes())
    with Project.open(place) as again:
        assert picture(again) == picture(project)


def test_a_copy_holds_what_another_window_just_wrote(project: Project, story: int) -> None:
    with Project.open(project.folder) as other, other.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, "Chairs")
    with sqlite3.connect(project.back_up().path) as copy:
        assert copy.execute("SELECT name FROM theme").fetchall() == [("Chairs",)]
    copy.close()


def test_a_copy_that_breaks_off_leaves_nothing_and_does_not_stop_the_opening(
    project: Project, story: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    project.close()
    monkeypatch.setattr(module.os, "replace", _full)
    with Project.open(project.folder) as again:
        assert "disk is full" in str(again.no_backup), "it is said by whoever opened it"
        with pytest.raises(StorageError, match="disk is full"):
            again.back_up()
        assert list((project.folder / "backups").iterdir()) == []


def copies(count: int, day: str = "2026-11-29") -> list[Backup]:
    return [Backup(Path(f"{number:06}.db"), number, day, BackupReason.DAILY) for number in range(1, count + 1)]


def test_the_newest_stay_then_one_a_week_then_one_a_month() -> None:
    numbers = sorted(one.number for one in kept(copies(365)))
    assert numbers[-7:] == list(range(359, 366))
    assert 12 <= len([number for number in numbers if number < 330]) <= 14, "about one a month of days worked"
    assert len(numbers) < 30


def test_what_is_kept_stays_kept_as_days_go_by() -> None:
    """The oldest of a stretch is never exchanged for a younger one until nothing of last month is left."""
    have: list[Backup] = []
    for number in range(1, 400):
        have = kept([*have, Backup(Path(f"{number:06}.db"), number, "", BackupReason.DAILY)])
    numbers = sorted(one.number for one in have)
    assert numbers[0] <= module.MONTH
    assert max(b - a for a, b in pairwise(numbers)) <= 2 * module.MONTH


@pytest.mark.parametrize("day", ["19700101", "20380119", "99991231"])
def test_a_clock_that_is_years_off_neither_removes_nor_reorders(project: Project, story: int, day: str) -> None:
    project.back_up(BackupReason.DAILY)
    age(project.folder, day)
    before = backups(project.folder)[0]
    after = project.back_up(BackupReason.DAILY)
    assert [backup.name for backup in backups(project.folder)] == [after.name, before.name]
    project.close()
    with Project.open(project.folder):
        assert len(backups(project.folder)) == 2


def test_copies_of_another_kind_do_not_push_each_other_out(project: Project, story: int) -> None:
    oldest = project.back_up(BackupReason.DAILY)
    for _ in range(20):
        project.back_up(BackupReason.DELETE)
    assert backups(project.folder)[-1] == oldest
    assert len(backups(project.folder)) < 16


def add(project: Project, name: str) -> None:
    with project.edit(Operation.ADD_THEME) as edit:
        add_theme(edit, name)


def holding(folder: Path, name: str) -> list[str]:
    """The copies in which there is a theme of this name."""
    found = []
    for backup in backups(folder):
        with closing(sqlite3.connect(backup.path)) as copy:
            if (name,) in copy.execute("SELECT name FROM theme").fetchall():
                found.append(backup.name)
    return found


@pytest.mark.parametrize("changed_between", [False, True])
def test_looking_through_backups_keeps_the_work_of_the_evening(
    project: Project, story: int, changed_between: bool
) -> None:
    days = [project.back_up(BackupReason.DAILY)]
    for name in ("Monday", "Tuesday"):
        add(project, name)
        days.append(project.back_up(BackupReason.DAILY))
    add(project, "The evening")
    project.close()
    kept_as = restore(project.folder, days[0]).before
    assert kept_as is not None
    for number in range(1, 9):
        if changed_between:
            with Project.open(project.folder) as again:
                add(again, f"Tried {number}")
        restore(project.folder, days[number % 3])
    assert holding(project.folder, "The evening") == [kept_as.name]
    looked = [one for one in backups(project.folder) if one.reason == BackupReason.RESTORE]
    assert len(looked) == (9 if changed_between else 1), "a copy of each state that is in no other copy"
    restore(project.folder, kept_as)
    with Project.open(project.folder) as again:
        assert "The evening" in str(picture(again)["theme"])


def test_a_week_with_a_copy_before_deleting_keeps_that_and_the_evening(project: Project, story: int) -> None:
    for day in range(1, 8):
        add(project, f"Day {day}")
        project.back_up(BackupReason.DAILY)
        if day == 2:
            deleted = project.back_up(BackupReason.DELETE)
    add(project, "The evening")
    project.close()
    days = [one for one in backups(project.folder) if one.reason == BackupReason.DAILY]
    first = restore(project.folder, days[0]).before
    for number in range(9):
        with Project.open(project.folder) as again:
            add(again, f"Tried {number}")
        restore(project.folder, days[number % len(days)])
    assert first is not None
    assert first.path.exists()
    assert deleted.path.exists()
    assert holding(project.folder, "The evening") == [first.name]


def test_what_was_kept_before_something_else_stays_for_thirty_days_of_work() -> None:
    looked = [Backup(Path(f"{number:06}.db"), number, "", BackupReason.RESTORE) for number in range(1, 41)]
    days = [Backup(Path(f"{number:06}.db"), number, "", BackupReason.DAILY) for number in range(41, 71)]
    assert set(looked) <= set(kept([*looked, *days[:29]]))
    assert len(set(looked) & set(kept([*looked, *days]))) < 16, "then they are thinned out as others are"


def test_what_is_not_a_backup_is_never_removed(project: Project, story: int) -> None:
    place = project.folder / "backups"
    mine = [place / "my copy.db", place / "000001-20260101-daily.db.txt", place / "notes.txt"]
    for path in mine:
        path.write_text("mine")
    (place / "project-2020-01-01.db").write_bytes(b"old")
    for _ in range(12):
        project.back_up(BackupReason.DAILY)
    thin_out(project.folder)
    assert all(path.read_text() == "mine" for path in mine)
    assert backups(project.folder)[-1].name == "project-2020-01-01.db", "one from before they had numbers counts as old"


def test_a_copied_project_goes_on_counting(project: Project, story: int, tmp_path: Path) -> None:
    first = project.back_up()
    project.close()
    folder = copytree(project.folder, tmp_path / "Copy.coproclip")
    with Project.open(folder) as copy:
        with copy.edit(Operation.CHANGE_STORY) as edit:
            edit.get(Story, story).note = "later"
        assert copy.back_up().number > first.number


@pytest.mark.parametrize(
    "foreign",
    [
        "999999999-20260101-daily.db",
        "99999999999999999999-20990101-daily.db",
        "000002-20260101-daily.db-wal",
        "000002-{today}-asked-for.db/",
        "000002-{today}-asked-for.db.unfinished/",
        "000002-{today}-asked-for.db.unfinished-journal@",
        "000002-{today}-asked-for.db.unfinished-wal@",
        "000002-{today}-asked-for.db-journal@",
        "000002-{today}-asked-for.db@",
        "²²²²²²-20260101-daily.db",
    ],
)
def test_whatever_else_lies_there_copies_go_on_being_taken(foreign: str, project: Project, story: int) -> None:
    first = project.back_up()
    place = project.folder / "backups" / foreign.format(today=first.day.replace("-", ""))
    if foreign.endswith("/"):
        place.mkdir()
    elif foreign.endswith("@"):
        place.with_name(place.name[:-1]).symlink_to(project.folder / "nowhere")
    else:
        place.write_bytes(b"who knows")
    taken = [project.back_up() for _ in range(3)]
    assert [one.number for one in taken] == sorted({one.number for one in taken})
    assert all(one.number < 10 for one in taken)
    assert [backup.path for backup in backups(project.folder)][:4] == [one.path for one in (*reversed(taken), first)]
    project.back_up(BackupReason.DAILY)
    assert not due_today(project.folder)
    project.close()
    (project.folder / "project.db").write_bytes(b"damaged")
    assert restore(project.folder, taken[0]) is not None
    assert not (project.folder / "nowhere").exists()
