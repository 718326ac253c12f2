"""Preferences: what is missing, odd or locked away never stops the app."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coproclip.settings import (
    Settings,
    config_folder,
    data_folder,
    export_folders,
    files_to_bring_in,
    load_settings,
    not_noted,
    note_files_to_bring_in,
    note_words,
    remember_export_folder,
    remember_second_disk,
    resource_path,
    save_settings,
    second_disks,
    words_left,
)


@pytest.fixture(autouse=True)
def _fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))


def test_without_a_file_everything_has_a_value_that_works() -> None:
    assert load_settings() == Settings()


def test_what_was_chosen_is_there_at_the_next_start() -> None:
    chosen = Settings(
        appearance="dark", text_size=150, calm=True, recent_projects=["/a “b” c\n", "C:\\d"], language="cy"
    )
    save_settings(chosen)
    assert load_settings() == chosen
    assert tomllib.loads((config_folder() / "settings.toml").read_text("utf-8"))["appearance"] == "dark"
    assert [path.name for path in config_folder().iterdir()] == ["settings.toml"]
    with chosen.change():
        chosen.calm = False
    assert load_settings() == chosen


def test_a_folder_name_that_is_not_unicode_is_kept() -> None:
    chosen = Settings(last_project=os.fsdecode(b"/caf\xe9/x.coproclip"))
    save_settings(chosen)
    assert load_settings() == chosen


@pytest.mark.parametrize(
    "text",
    [
        *("text_size = '150'", "text_size = 1.5", "text_size = true", "[text_size]", "calm = 1", "calm = [", "= 3"),
        *("recent_projects = [1, 2]", "recent_projects = 'one'", "appearance = 2020-01-01"),
        *("a = 1\na = 2", "unknown = 3", "\x00"),
    ],
)
def test_odd_lines_fall_back_to_what_works(text: str) -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / "settings.toml").write_text(text, "utf-8")
    assert load_settings() == Settings()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text("[]{}=\"'\\\n.,#0a ", max_size=40).map(str.encode))
def test_no_file_whatever_stops_the_start(data: bytes) -> None:
    config_folder().mkdir(parents=True, exist_ok=True)
    (config_folder() / "settings.toml").write_bytes(data)
    loaded = load_settings()
    assert type(loaded.text_size) is int


def test_one_odd_line_does_not_cost_the_others() -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / "settings.toml").write_text('text_size = "big"\nappearance = "dark"\n', "utf-8")
    assert load_settings() == Settings(appearance="dark")


def test_settings_that_cannot_be_saved_only_cost_the_preference(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    save_settings(Settings(calm=True))
    assert load_settings() == Settings()
    assert (tmp_path / "home").read_text() == "in the way"


def test_one_folder_can_hold_all_of_the_apps_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config_folder() == tmp_path / "home"
    assert data_folder() == tmp_path / "home" / "data"
    monkeypatch.delenv("COPROCLIP_HOME")
    assert "CoProClip" in str(config_folder())
    assert "CoProClip" in str(data_folder())


def test_what_the_app_ships_is_found() -> None:
    assert resource_path("example").is_dir()
    assert resource_path().name == "resources"


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_in_the_place_of_the_settings_is_not_waited_for() -> None:
    config_folder().mkdir(parents=True)
    os.mkfifo(config_folder() / "settings.toml")
    assert load_settings() == Settings()


def test_two_windows_keep_what_the_other_one_keeps(tmp_path: Path) -> None:
    one, two = load_settings(), load_settings()
    words = tmp_path / "Not saved.txt"
    words.write_text("Xylophone")
    with one.change():
        one.appearance, one.recent_projects = "dark", ["/one"]
        remember_second_disk(one, tmp_path / "stick")
        remember_export_folder(one, tmp_path / "clips")
        note_words(one, [words], seen=False)
    with two.change():
        two.playback_volume, two.recent_projects = 80, ["/two"]
        remember_second_disk(two, tmp_path / "other")
    saved = load_settings()
    assert (saved.appearance, saved.playback_volume) == ("dark", 80)
    assert saved.recent_projects == ["/two", "/one"]
    for settings in (saved, two):
        assert set(second_disks(settings)) == {tmp_path / "stick", tmp_path / "other"}
        assert export_folders(settings) == (tmp_path / "clips",)
        assert words_left(settings) == [words]
    assert set(second_disks(one)) == {tmp_path / "stick", tmp_path / "other"}, "also without a change of its own"


def test_what_one_window_takes_away_another_does_not_bring_back(tmp_path: Path) -> None:
    save_settings(Settings(stand_in_microphones=["a", "b"], speech_model="old"))
    one, two = load_settings(), load_settings()
    with one.change():
        one.stand_in_microphones, one.speech_model = ["a"], ""
    with two.change():
        two.calm = True
    with two.change():
        two.stand_in_microphones = ["b", "c"]
    saved = load_settings()
    assert (saved.stand_in_microphones, saved.speech_model, saved.calm) == (["b", "c"], "", True)


def test_what_a_newer_version_keeps_there_stays() -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / "settings.toml").write_text('calm = false\nnewer = ["/x"]\n[table]\na = 1979-05-27\n', "utf-8")
    settings = load_settings()
    with settings.change():
        settings.calm = True
    saved = tomllib.loads((config_folder() / "settings.toml").read_text("utf-8"))
    assert (saved["calm"], saved["newer"], list(saved["table"])) == (True, ["/x"], ["a"])


@pytest.mark.parametrize("spoilt", ["", "calm = ["])
def test_a_file_taken_away_meanwhile_is_written_again_whole(spoilt: str) -> None:
    settings = Settings(appearance="dark")
    with settings.change():
        remember_second_disk(settings, "/stick")
    (config_folder() / "settings.toml").write_text(spoilt)
    with settings.change():
        settings.calm = True
    assert load_settings() == settings
    assert (settings.appearance, settings.calm) == ("dark", True)


def test_words_put_aside_by_the_version_before_are_still_said(tmp_path: Path) -> None:
    words = tmp_path / "Not saved.txt"
    words.write_text("Xylophone")
    config_folder().mkdir(parents=True)
    (config_folder() / "settings.toml").write_text(f"words_beside = '{words}'\n", "utf-8")
    settings = load_settings()
    assert words_left(settings) == [words]
    with settings.change():
        note_words(settings, [words], seen=True)
    assert words_left(load_settings()) == []
    assert not_noted(load_settings(), [words]) == [], "somebody has looked"
    strange = tmp_path / "Not saved either.txt"
    assert not_noted(load_settings(), [strange]) == [strange]


_AT_ONCE = """
import sys
from pathlib import Path
from coproclip.settings import load_settings, note_files_to_bring_in, remember_second_disk
settings, who = load_settings(), sys.argv[1]
for number in range(5):
    with settings.change():
        remember_second_disk(settings, Path(f"/{who} {number}"))
    note_files_to_bring_in(Path("/p.coproclip"), [Path(f"/{who} {number}.wav")])
"""


def test_programs_that_keep_something_at_once_lose_nothing() -> None:
    running = [subprocess.Popen([sys.executable, "-c", _AT_ONCE, who]) for who in ("one", "two", "three")]
    assert [program.wait(60) for program in running] == [0, 0, 0]
    wanted = {f"{who} {number}" for who in ("one", "two", "three") for number in range(5)}
    assert {folder.name for folder in second_disks(load_settings())} == wanted
    assert {file.stem for file in files_to_bring_in(Path("/p.coproclip"))} == wanted
    note_files_to_bring_in(Path("/p.coproclip"), files_to_bring_in(Path("/p.coproclip")), wanted=False)
    assert files_to_bring_in(Path("/p.coproclip")) == ()
