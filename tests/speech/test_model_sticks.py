"""A USB stick with speech models: made on one laptop, brought in on another, and never believed without its sums."""

import json
from pathlib import Path

import pytest
from onnx_stand_in import write_parakeet
from test_models import leftovers, make_model

from coproclip.errors import BadInput, Cancelled, SpeechModelError, StorageError
from coproclip.jobs import CancelToken, Progress
from coproclip.speech.models import sticks
from coproclip.speech.models.installed import add_model, find_model, installed_models, models_folder
from coproclip.speech.models.sticks import FOLDER, SUMS, bring_in, for_stick, make_stick, on_stick


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick with two speech models, and a second laptop that has neither."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "first laptop"))
    add_model(make_model(tmp_path / "welsh", b"w" * 300_000))
    add_model(write_parakeet(tmp_path / "tones"))
    folder = tmp_path / "STICK"
    (folder / "photos").mkdir(parents=True)
    make_stick(folder)
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "second laptop"))
    return folder


def here() -> list[str]:
    return [model.name for model in installed_models() if model.path.is_dir()]


def test_a_second_laptop_gets_all_of_them_from_the_stick(stick: Path) -> None:
    assert set(on_stick(stick)) == {"tones", "welsh"}
    told: list[Progress] = []
    found = bring_in(stick, told.append)
    assert {model.name for model in found.added} == {"tones", "welsh"}
    assert here() == ["tones", "welsh"]
    assert find_model("welsh").size > 300_000
    again = bring_in(stick / FOLDER)
    assert (again.added, set(again.there)) == ((), {"tones", "welsh"})


def test_only_what_is_missing_is_brought_in(stick: Path, tmp_path: Path) -> None:
    add_model(tmp_path / "welsh")
    found = bring_in(stick)
    assert [model.name for model in found.added] == ["tones"]
    assert found.there == ("welsh",)


@pytest.mark.parametrize("harm", ["changed", "another file", "not listed"])
def test_a_file_that_is_not_what_was_put_there_is_refused(stick: Path, harm: str) -> None:
    folder = stick / FOLDER
    weights = folder / "welsh" / "model.bin"
    if harm == "changed":
        whole = bytearray(weights.read_bytes())
        whole[-200] ^= 1
        weights.write_bytes(whole)
    elif harm == "another file":
        (folder / "welsh" / "preprocessor_config.json").write_text("{}")
    else:
        listed = json.loads((folder / SUMS).read_text())
        del listed["welsh"]["config.json"]
        (folder / SUMS).write_text(json.dumps(listed))
    with pytest.raises(SpeechModelError, match="not what was put on the stick"):
        bring_in(stick)
    assert "welsh" not in here()
    assert leftovers() == []


@pytest.mark.parametrize(
    "listed",
    ["", "[]", "[" * 5000, "{}", json.dumps({"..": {}, "../../x": {"a": "b"}, "welsh": 3}), "x" * (2 << 20)],
    ids=range(6),
)
def test_a_list_that_makes_no_sense_is_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    folder = tmp_path / "STICK" / FOLDER
    make_model(folder / "welsh")
    (folder / SUMS).write_text(listed)
    assert on_stick(tmp_path / "STICK") == {}
    assert [model.name for model in bring_in(tmp_path / "STICK").added] == ["welsh"], "as from any folder"


def test_what_is_whole_on_the_stick_stays_and_what_is_not_is_put_there_again(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "first laptop"))
    weights, other = stick / FOLDER / "welsh" / "model.bin", stick / FOLDER / "tones" / "encoder-model.onnx"
    weights.write_bytes(b"broken off")
    before = other.stat().st_mtime_ns
    told: list[Progress] = []
    make_stick(stick, report=told.append)
    assert weights.read_bytes() == (models_folder() / "welsh" / "model.bin").read_bytes()
    assert other.stat().st_mtime_ns == before
    assert told[-1].fraction == 1


def test_stopping_leaves_the_stick_with_whole_models_only(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "first laptop"))
    fresh = tmp_path / "OTHER"
    fresh.mkdir()
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        make_stick(fresh, ["tones", "welsh"], report=lambda far: far.fraction > 0.5 and cancel.cancel(), cancel=cancel)
    assert all(one.name in (SUMS, "tones") for one in (fresh / FOLDER).iterdir())
    make_stick(fresh, ["tones", "welsh"])
    assert set(on_stick(fresh)) == {"tones", "welsh"}


def test_too_little_room_is_said_before_anything_is_written(
    stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "first laptop"))
    fresh = tmp_path / "SMALL"
    fresh.mkdir()
    monkeypatch.setattr(sticks.shutil, "disk_usage", lambda _path: type("Room", (), {"free": 1000})())
    with pytest.raises(StorageError, match="not enough room on the stick"):
        make_stick(fresh)
    assert list(fresh.iterdir()) == []


def test_what_goes_on_a_stick_unless_somebody_chooses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    assert [model.name for model in for_stick()] == ["base"]
    add_model(make_model(tmp_path / "welsh"))
    assert [model.name for model in for_stick()] == ["welsh"]
    with pytest.raises(BadInput, match="There is no folder"):
        make_stick(tmp_path / "nowhere")
    with pytest.raises(SpeechModelError, match="no speech model “nothing”"):
        make_stick(tmp_path, ["nothing"])


@pytest.mark.parametrize("linked", ["the folder of models", "one of them"])
def test_a_link_on_the_stick_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: str) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "laptop"))
    add_model(make_model(tmp_path / "welsh", b"w" * 3000))
    elsewhere, folder = tmp_path / "my folder", tmp_path / "STICK" / FOLDER
    (elsewhere / "welsh").mkdir(parents=True)
    (elsewhere / "welsh" / "diary.txt").write_text("mine")
    folder.parent.mkdir()
    if linked == "one of them":
        folder.mkdir()
        (folder / "welsh").symlink_to(elsewhere / "welsh")
    else:
        folder.symlink_to(elsewhere)
    with pytest.raises(BadInput, match="only a link"):
        make_stick(tmp_path / "STICK", ["welsh"])
    assert [path.name for path in elsewhere.rglob("*")] == ["welsh", "diary.txt"]


@pytest.mark.parametrize("as_what", ["a folder", "a file"])
def test_what_is_no_speech_model_on_the_stick_is_never_deleted(stick: Path, tmp_path: Path, as_what: str) -> None:
    add_model(tmp_path / "welsh")
    mine = stick / FOLDER / "mine"
    (stick / FOLDER / "welsh").rename(mine)
    if as_what == "a file":
        (stick / FOLDER / "welsh").write_text("mine")
    else:
        (stick / FOLDER / "welsh").mkdir()
        (stick / FOLDER / "welsh" / "diary.txt").write_text("mine")
    before = sorted((stick / FOLDER).rglob("*"))
    with pytest.raises(BadInput, match="something else than this speech model"):
        make_stick(stick, ["welsh"])
    assert sorted((stick / FOLDER).rglob("*")) == before


def test_what_a_system_leaves_beside_a_model_on_the_stick_is_in_no_way(stick: Path, tmp_path: Path) -> None:
    add_model(tmp_path / "welsh")
    for name in (".DS_Store", "._model.bin"):
        (stick / FOLDER / "welsh" / name).write_text("")
    (stick / FOLDER / "welsh" / "model.bin").write_bytes(b"broken off")
    make_stick(stick, ["welsh"])
    assert (stick / FOLDER / "welsh" / "model.bin").stat().st_size > 100
