"""Preferences: what is missing, odd or locked away never stops the app."""

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from coproclip.settings import Settings, config_folder, data_folder, load_settings, resource_path, save_settings


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
