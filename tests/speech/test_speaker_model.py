"""Where a speaker model lies, and adding one: from a file, a folder or a zip, tried out before it counts."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from onnx_stand_in import speaker_model

from coproclip.errors import BadInput, SpeechModelError
from coproclip.speech.diarization.embeddings import VoicePrinter
from coproclip.speech.diarization.filterbank import Bands
from coproclip.speech.diarization.speaker_model import (
    add_speaker_model,
    find_speaker_model,
    remove_speaker_model,
    speaker_models,
    speaker_models_folder,
)


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "voices.onnx").write_bytes(speaker_model())
    return tmp_path / "stick"


def test_the_one_that_came_with_the_install_hears_who_speaks(shared: Path) -> None:
    found = find_speaker_model()
    if found is None:
        pytest.skip("the speaker model is not installed")
    assert (found.name, found.own) == ("campplus", False)
    assert (found.path.parent / "campplus-licences.txt").read_text("utf-8").startswith("Changed by CoProClip")
    printer = VoicePrinter(found.path)
    assert printer.bands.window == "povey"
    read = shared / "data" / "audio" / "read"
    parts = []
    for name in ("1688-142285-0001", "1688-142285-0006", "3080-5032-0001", "3080-5032-0002"):
        frames = printer.bands.frames(soundfile.read(read / f"{name}.flac", dtype="float32")[0])
        parts.append(frames[100 : 100 + printer.frames])
    alike = (prints := printer.prints(parts)) @ prints.T
    assert min(alike[0, 1], alike[2, 3]) > 0.5 > 0.3 > alike[:2, 2:].max()


def test_longer_stretches_than_a_hundred_frames_are_heard_in_hundreds() -> None:
    found = find_speaker_model()
    if found is None:
        pytest.skip("the speaker model is not installed")
    printer = VoicePrinter(found.path)
    printer.frames = 450
    frames = np.random.default_rng(5).normal(0, 1, (2, 450, 80)).astype(np.float32)
    assert printer.prints(list(frames)).shape == (2, 192)


@pytest.mark.parametrize("kind", ["file", "folder", "zip"])
def test_one_that_is_added_is_the_one_that_is_used(stick: Path, kind: str) -> None:
    path = {"file": stick / "voices.onnx", "folder": stick, "zip": stick / "packed.zip"}[kind]
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.write(stick / "voices.onnx", "inside/voices.onnx")
            packed.writestr("inside/README.md", "Hello")
    added = add_speaker_model(path)
    assert added == find_speaker_model() == speaker_models()[0]
    assert added.path == speaker_models_folder() / "voices.onnx"
    assert (stick / "voices.onnx").is_file()
    with pytest.raises(BadInput, match="already"):
        add_speaker_model(path)
    remove_speaker_model("voices")
    assert "voices" not in [one.name for one in speaker_models()]


def test_what_cannot_be_used_is_refused_and_nothing_is_left(stick: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged.onnx").write_bytes(speaker_model()[:40])
    (tmp_path / "other.onnx").write_bytes(speaker_model(bands=64))
    (tmp_path / "words.txt").write_text("hello", "utf-8")
    (tmp_path / "broken.zip").write_bytes(b"PK no")
    for name, kind, said in (
        ("damaged.onnx", SpeechModelError, "cannot be used|no speaker model"),
        ("other.onnx", SpeechModelError, "no speaker model that CoProClip can use"),
        ("words.txt", BadInput, "no speaker model"),
        ("broken.zip", BadInput, "cannot be unpacked"),
        ("nowhere.onnx", BadInput, "no speaker model"),
    ):
        with pytest.raises(kind, match=said):
            add_speaker_model(tmp_path / name)
    (stick / "second.onnx").write_bytes(speaker_model())
    with pytest.raises(BadInput, match="holds 2 ONNX files"):
        add_speaker_model(stick)
    assert [path for path in speaker_models_folder().rglob("*") if path.is_file()] == []


def test_the_one_of_the_install_is_not_removed() -> None:
    with pytest.raises(SpeechModelError, match="own folder"):
        remove_speaker_model("campplus")


def test_a_model_of_the_other_families_is_shown_eighty_bands(stick: Path) -> None:
    printer = VoicePrinter(stick / "voices.onnx")
    sound = np.random.default_rng(2).normal(0, 0.1, 32_000).astype(np.float32)
    frames = printer.bands.frames(sound)
    assert frames.shape == (198, 80)
    found = printer.prints([frames[: printer.frames]])
    assert found.shape == (1, 80)
    assert printer.length_ms == 1_500


@pytest.mark.parametrize("window", ["povey", "hamming"])
def test_a_tone_is_heard_in_its_band(window: str) -> None:
    bands = Bands(window)
    times = np.arange(16_000) / 16_000
    low, high = (bands.frames(np.sin(2 * np.pi * hertz * times).astype(np.float32)) for hertz in (300, 3000))
    assert low.mean(axis=0).argmax() < high.mean(axis=0).argmax()
    assert np.isfinite(low).all()
    assert bands.frames(np.zeros(100, np.float32)).shape == (0, 80)


def test_sound_in_blocks_gives_the_same_frames_as_whole() -> None:
    bands = Bands("povey")
    sound = np.random.default_rng(2).normal(0, 0.1, 16_000).astype(np.float32)
    whole = bands.frames(sound)
    first = bands.frames(sound[:9_000])
    rest = bands.frames(sound[len(first) * 160 :])
    assert np.allclose(np.concatenate([first, rest]), whole)
