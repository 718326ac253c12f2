"""Adding a speech model from a stick or a zip file: found, checked, copied whole or not at all; the rest untouched."""

import zipfile
from pathlib import Path

import pytest
from test_models import leftovers, make_model

from coproclip.errors import BadInput, Cancelled, CoProClipError, SpeechModelError
from coproclip.jobs import CancelToken, Progress
from coproclip.speech.models.installed import add_model, find_model, installed_models, models_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def zipped(path: Path, folder: Path, inside: str = "", *, leave_out: str = "") -> Path:
    """A zip file of a speech model's folder, with other things in it too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/model.bin", "not it")
        archive.writestr(f"{inside}README.md", "words")
        for file in folder.iterdir():
            if file.name != leave_out:
                archive.write(file, f"{inside}{file.name}")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nothing_added() -> bool:
    return not [model for model in installed_models() if model.path.exists()] and leftovers() == []


# ---- sticks and folders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen", ["", "speech", "speech/faster-whisper-welsh", "speech/faster-whisper-welsh/model.bin", "photos/.."]
)
def test_it_is_found_wherever_on_the_stick_somebody_points(tmp_path: Path, chosen: str) -> None:
    stick = tmp_path / "stick"
    made = make_model(stick / "speech" / "faster-whisper-welsh")
    (stick / "photos").mkdir()
    (made / "README.md").write_text("words")
    before = contents(stick)
    model = add_model(stick / chosen)
    assert model.name == "welsh"
    assert find_model("welsh") == model
    assert set(contents(model.path)) == {"config.json", "model.bin", "tokenizer.json", "vocabulary.json"}
    assert contents(stick) == before, "what is a person's is not touched"


def test_a_folder_inside_the_speech_model_was_chosen(tmp_path: Path) -> None:
    made = make_model(tmp_path / "welsh")
    (made / "assets").mkdir()
    assert add_model(made / "assets").name == "welsh"


def test_it_is_found_in_the_hub_s_own_store(tmp_path: Path) -> None:
    make_model(tmp_path / "models--Systran--faster-whisper-welsh" / "snapshots" / "0a1b2c")
    assert add_model(tmp_path).name == "welsh"


def test_of_several_the_person_chooses(tmp_path: Path) -> None:
    make_model(tmp_path / "stick" / "one")
    make_model(tmp_path / "stick" / "two")
    with pytest.raises(BadInput, match="more than one") as error:
        add_model(tmp_path / "stick")
    assert error.value.next == "Choose one of “one” and “two”."
    assert nothing_added()


def test_a_folder_without_one_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    missing = r"config.json, model.bin, tokenizer.json and vocabulary.txt are missing"
    with pytest.raises(SpeechModelError, match=missing):
        add_model(tmp_path / "photos")


# ---- zip files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "name"),
    [("", "from-a-friend"), ("faster-whisper-welsh/", "welsh"), ("a/b/welsh/", "welsh"), ("../../welsh/", "welsh")],
)
def test_a_zip_file_is_added_under_its_folder_s_name(tmp_path: Path, inside: str, name: str) -> None:
    made = make_model(tmp_path / "made", b"x" * 3_000_000)
    path = zipped(tmp_path / "from-a-friend.zip", made, inside)
    outside = contents(tmp_path)
    told: list[Progress] = []
    model = add_model(path, told.append)
    assert model.name == name
    assert contents(model.path) == contents(made)
    assert told[-1].fraction == 1
    assert len(told) > 4, "block by block"
    assert {key: value for key, value in contents(tmp_path).items() if not key.startswith("home")} == outside
    assert leftovers() == []


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_what_a_zip_file_lacks_is_named(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "half.zip", make_model(tmp_path / "made"), "welsh/", leave_out=name)
    with pytest.raises(SpeechModelError, match=f"{name.replace('vocabulary.json', 'vocabulary.txt')} is missing"):
        add_model(path)
    assert nothing_added()


def test_two_in_one_zip_file_are_not_guessed_at(tmp_path: Path) -> None:
    path = zipped(tmp_path / "two.zip", make_model(tmp_path / "made"), "one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two/model.bin", "x")
    with pytest.raises(BadInput, match="more than one"):
        add_model(path)


@pytest.mark.parametrize("cut", [10, 400, -30])
def test_a_damaged_zip_file_leaves_nothing(tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path / "welsh.zip", make_model(tmp_path / "made", bytes(range(256)) * 40), "welsh/")
    whole = bytearray(path.read_bytes())
    if cut < 0:
        path.write_bytes(whole[:cut])
    else:
        whole[cut : cut + 200] = b"\xff" * 200
        path.write_bytes(whole)
    with pytest.raises(CoProClipError) as error:
        add_model(path)
    assert "welsh.zip" in error.value.happened or "damaged" in error.value.happened
    assert nothing_added()


def test_a_locked_zip_file_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", make_model(tmp_path / "made"), "welsh/")
    whole = bytearray(path.read_bytes())
    place = 0
    # The mark that every file in it is encrypted, at both places where it is kept.
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = 0
        while (place := whole.find(head, place)) >= 0:
            whole[place + flags] |= 1
            place += 4
    path.write_bytes(whole)
    with pytest.raises(SpeechModelError, match="has a password"):
        add_model(path)
    assert nothing_added()


def test_stopping_in_a_zip_file_leaves_nothing_half_made(tmp_path: Path) -> None:
    path = zipped(tmp_path / "welsh.zip", make_model(tmp_path / "made", b"x" * 4_000_000))
    cancel = CancelToken()

    def _stop(progress: Progress) -> None:
        if progress.fraction > 0.3:
            cancel.cancel()

    with pytest.raises(Cancelled):
        add_model(path, _stop, cancel)
    assert nothing_added()


def test_the_second_of_one_name_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "welsh.zip", make_model(tmp_path / "made"))
    model = add_model(path)
    with pytest.raises(BadInput, match="already is a speech model “welsh”"):
        add_model(path)
    assert find_model("welsh") == model
    assert [folder.name for folder in models_folder().iterdir()] == ["welsh"]
