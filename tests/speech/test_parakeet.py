"""A speech model as ONNX files: read through the same engine's border as any other, with a stand-in made here."""

import itertools
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from onnx_stand_in import BANDS, _field, write_parakeet

from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.engine import PER_MS, RATE, Sound, Speech, SpeechOptions
from coproclip.speech.models.installed import SpeechModel, add_model, find_model, installed_models
from coproclip.speech.parakeet.engine import hypothesis_of, languages_of, load_engine
from coproclip.speech.text_language import guess_text_language
from coproclip.timecode import TimeRange

ENGLISH = SpeechOptions("en")
LOWEST_HZ, HIGHEST_HZ = 0.0, 8000.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def frequency_of(band: int) -> float:
    """The middle (Hz) of a band of the Slaney mel scale, as these networks hear sound."""
    step = 200 / 3
    log_step, turn = np.log(6.4) / 27, 1000.0
    highest = turn / step + np.log(HIGHEST_HZ / turn) / log_step
    mel = highest * (band + 1) / (BANDS + 1)
    return float(mel * step if mel < turn / step else turn * np.exp(log_step * (mel - turn / step)))


def sung(tones: Sequence[tuple[int, int, int]], duration_ms: int) -> Sound:
    """A sound in which the tone of each token (by its place) stands from one time (ms) to another."""
    from onnx_stand_in import band_of

    rng = np.random.default_rng(1)
    sound = (0.02 * rng.standard_normal(duration_ms * PER_MS)).astype(np.float32)
    for place, start, end in tones:
        times = np.arange((end - start) * PER_MS) / RATE
        softly = np.sin(np.pi * times / times[-1]) ** 2
        sound[start * PER_MS : end * PER_MS] += (
            0.3 * np.sin(2 * np.pi * frequency_of(band_of(place)) * times) * softly
        ).astype(np.float32)
    return sound


def words_of(segments: Sequence[object]) -> list[str]:
    return [segment.text for segment in segments]  # type: ignore[attr-defined]


def test_tones_are_written_where_they_stand(tmp_path: Path) -> None:
    engine = load_engine(write_parakeet(tmp_path / "tones"))
    assert engine.name.startswith("onnx-asr ")
    assert engine.device == "cpu"
    tones = [(0, 1000, 1240), (1, 1600, 1840), (2, 2600, 2840), (4, 2920, 3160), (5, 3240, 3400)]
    sound = sung(tones, 5000)
    segments = list(engine.transcribe(sound, ENGLISH, Speech.surely([TimeRange(900, 3500)])))
    assert " ".join(words_of(segments)) == "la mi soti."
    words = [word for segment in segments for word in segment.words]
    assert [abs(word.start_ms - start) <= 160 for word, start in zip(words, (1000, 1600, 2600), strict=True)] == [
        True
    ] * 3
    assert all(0 < word.confidence <= 100 and word.end_ms > word.start_ms for word in words)


@pytest.mark.parametrize("kind", ["nemo-conformer-ctc", "nemo-conformer-rnnt", "nemo-conformer-tdt"])
def test_every_kind_of_network_writes_the_same(tmp_path: Path, kind: str) -> None:
    engine = load_engine(add_model(write_parakeet(tmp_path / "tones", kind)).path)
    sound = sung([(0, 1000, 1300), (1, 1600, 1900)], 3000)
    assert " ".join(words_of(list(engine.transcribe(sound, ENGLISH, Speech.surely([TimeRange(900, 2000)]))))) == "la mi"


def test_a_whole_story_is_transcribed_in_its_own_process_and_carried_on(tmp_path: Path, shared: Path) -> None:
    """Voices, windows, process and times as with any other engine; which one it is, the folder says."""
    folder = write_parakeet(tmp_path / "stick" / "tones")
    model = add_model(folder)
    assert [one.name for one in installed_models() if one.path.is_dir()] == ["tones"]
    assert find_model("tones") == model
    sound = shared / "data" / "audio" / "read" / "jfk.flac"
    windows: list[WindowDone] = list(Transcriber().transcribe_file(sound, model, SpeechOptions()))
    assert windows[0].engine.startswith("onnx-asr ")
    assert windows[0].language == "en"
    words = [word for window in windows for segment in window.segments for word in segment.words]
    assert words
    assert all(one.end_ms <= two.start_ms for one, two in itertools.pairwise(words))
    assert words[-1].end_ms <= windows[-1].end_ms
    with pytest.raises(TranscriptionError, match="“cy”"):
        list(Transcriber().transcribe_file(sound, model, SpeechOptions("cy")))
    with pytest.raises(TranscriptionError, match="cannot translate"):
        list(Transcriber().translate_file(sound, model, [TimeRange(0, 3000)], "en"))


def test_one_in_a_zip_is_added(tmp_path: Path) -> None:
    folder = write_parakeet(tmp_path / "made")
    path = tmp_path / "parakeet.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", "words")
        for file in folder.iterdir():
            archive.write(file, f"parakeet-tdt/{file.name}")
    model = add_model(path)
    assert model.name == "parakeet-tdt"
    assert {one.name for one in model.path.iterdir()} >= {one.name for one in folder.iterdir()}


def test_whole_numbers_are_used_where_they_are_there(tmp_path: Path) -> None:
    folder = write_parakeet(tmp_path / "tones")
    for name in ("encoder-model", "decoder_joint-model"):
        (folder / f"{name}.onnx").rename(folder / f"{name}.int8.onnx")
    (folder / "encoder-model.onnx").write_bytes(b"not whole")
    model = add_model(folder)
    assert not (model.path / "encoder-model.onnx").exists(), "what is not used is not copied"
    load_engine(model.path)


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "decoder_joint-model.onnx"])
def test_what_is_missing_is_named(tmp_path: Path, name: str) -> None:
    folder = write_parakeet(tmp_path / "tones")
    (folder / name).unlink()
    with pytest.raises(SpeechModelError, match=f"{name} is missing"):
        add_model(folder)


# ---- files that are made to do harm ---------------------------------------------------------------------------


def _elsewhere(place: str, length: int = 8) -> bytes:
    """A tensor whose numbers lie in another file."""
    entries = [(b"location", place.encode()), (b"length", b"%d" % length)]
    fields = b"".join(_field(13, _field(1, key) + _field(2, value)) for key, value in entries)
    return _field(5, _field(1, 2) + _field(2, 1) + _field(8, b"w") + fields + _field(14, 1))


def _with_tensor(tensor: bytes) -> bytes:
    """The encoder with one more tensor in its graph."""
    return _field(1, 7) + _field(7, _field(2, b"g") + tensor)


HOSTILE = {
    "another file": ("encoder-model.onnx", _with_tensor(_elsewhere("weights.bin"))),
    "a file outside": ("encoder-model.onnx", _with_tensor(_elsewhere("../../canary"))),
    "a file of the system": ("encoder-model.onnx", _with_tensor(_elsewhere("/etc/passwd"))),
    "more of the file beside it than there is": (
        "encoder-model.onnx",
        _with_tensor(_elsewhere("encoder-model.onnx.data", 1 << 20)),
    ),
    "circles": ("encoder-model.onnx", _field(1, 7) + _field(7, _field(1, _field(4, b"Loop")) + _field(2, b"g"))),
    "noise": ("decoder_joint-model.onnx", bytes(range(255, -1, -1)) * 40),
    "another kind": ("config.json", json.dumps({"model_type": "whisper"}).encode()),
    "steps without end": (
        "config.json",
        json.dumps({"model_type": "nemo-conformer-tdt", "max_tokens_per_step": 1 << 60}).encode(),
    ),
    "no number": ("config.json", json.dumps({"model_type": "nemo-conformer-tdt", "subsampling_factor": "8"}).encode()),
    "a list": ("config.json", b"[" * 100_000),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_do_harm_is_refused_before_it_is_loaded(tmp_path: Path, what: str) -> None:
    folder = write_parakeet(tmp_path / "tones")
    name, content = HOSTILE[what]
    (folder / name).write_bytes(content)
    (folder / "encoder-model.onnx.data").write_bytes(b"x" * 8)
    with pytest.raises(SpeechModelError, match="damaged") as error:
        add_model(folder)
    assert name in error.value.happened
    assert error.value.next
    assert not [one for one in installed_models() if one.path.is_dir()]


def test_numbers_in_the_file_beside_it_are_taken_as_far_as_it_reaches(tmp_path: Path) -> None:
    from coproclip.speech.onnx_structure import is_sound_onnx

    path, data = tmp_path / "encoder-model.onnx", tmp_path / "encoder-model.onnx.data"
    path.write_bytes(_with_tensor(_elsewhere(data.name)))
    data.write_bytes(b"x" * 8)
    assert is_sound_onnx(path, 1 << 20, data)
    assert not is_sound_onnx(path, 1 << 20)
    data.write_bytes(b"x" * 7)
    assert not is_sound_onnx(path, 1 << 20, data)


@pytest.mark.parametrize("wrong", ["vocabulary", "bands"])
def test_one_that_cannot_be_read_after_all_says_so(tmp_path: Path, wrong: str) -> None:
    folder = write_parakeet(tmp_path / "tones")
    if wrong == "vocabulary":
        (folder / "vocab.txt").write_text("no numbers in it\n")
    else:
        (folder / "config.json").write_text(json.dumps({"model_type": "nemo-conformer-tdt", "features_size": 128}))
    sound = tmp_path / "story.wav"
    soundfile.write(sound, np.zeros(RATE, np.float32), RATE)
    model = SpeechModel("tones", folder, 1, True, False)
    with pytest.raises(SpeechModelError, match="“tones” cannot be read"):
        list(Transcriber().transcribe_file(sound, model, ENGLISH))


# ---- words, times and languages ------------------------------------------------------------------------------


def test_tokens_become_words_with_times_and_how_sure_they_are() -> None:
    tokens = [" he", "llo", ",", " wor", "ld", "<|en|>", "."]
    found = hypothesis_of(tokens, [0.08, 0.24, 0.4, 0.8, 0.96, 1.0, 1.04], [-0.1, -0.3, 0.0, 0.0, 0.0, -9.0, 0.0], 2000)
    assert [(word.text, word.start_ms, word.end_ms) for word in found.words] == [
        ("hello,", 80, 400),
        ("world.", 800, 1040),
    ]
    assert [word.confidence for word in found.words] == [82, 100]
    assert found.surety == pytest.approx(-0.4 / 6)
    assert hypothesis_of([], [], [], 2000).words == ()


@pytest.mark.parametrize(
    ("lines", "languages"),
    [
        (["▁the 0", "<blk> 1"], ("en",)),
        (["▁привет 0", "<blk> 1"], ("ru",)),
    ],
)
def test_which_languages_it_writes_is_told_from_what_it_can_write(
    tmp_path: Path, lines: list[str], languages: tuple[str, ...]
) -> None:
    (tmp_path / "vocab.txt").write_text("\n".join(lines), "utf-8")
    assert languages_of(tmp_path) == languages
    (tmp_path / "vocab.txt").write_text("<|de|> 0\n<|en|> 1\n", "utf-8")
    assert {"en", "de", "pl", "uk"} <= set(languages_of(tmp_path))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("And so my fellow Americans, ask not what your country can do for you", "en"),
        ("Ich habe das nicht gewusst, und sie hat es mir auch nicht gesagt", "de"),
        ("Je ne sais pas ce que vous voulez, mais on était dans la maison", "fr"),
        ("No sé lo que quieres, pero la casa era muy grande y los niños jugaban", "es"),
        ("Não sei o que ele disse, mas foi uma história muito bonita", "pt"),
        ("Nie wiem, co to jest, ale było mi dobrze w tym domu", "pl"),
        ("Jag vet inte vad det är, men vi har varit här och jag är glad", "sv"),
        ("Я не знаю что это было, но мы были там", "ru"),
        ("Я не знаю що це було, але ми були там", "uk"),
    ],
)
def test_a_language_is_told_from_its_commonest_words(text: str, language: str) -> None:
    from coproclip.speech.text_language import COMMON_WORDS

    assert guess_text_language(text, tuple(COMMON_WORDS))[0].language == language
    assert guess_text_language("xyzzy", tuple(COMMON_WORDS)) == []
