"""The real speech models on seconds of real sound."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import jiwer
import numpy as np
import pytest
import soundfile
from whisper_normalizer.english import EnglishTextNormalizer

from coproclip.errors import SpeechModelError, TranscriptionError
from coproclip.speech.client import Transcriber, WindowDone
from coproclip.speech.engine import OVER_SILENCE, UNSURE, Sound, Speech, SpeechOptions, SpokenSegment, SpokenWord
from coproclip.speech.language import story_language
from coproclip.speech.models.installed import SpeechModel, find_model
from coproclip.speech.models.packages import packaged_models
from coproclip.speech.presets import CAREFUL, PRESETS
from coproclip.speech.whisper.engine import WhisperEngine, load_engine
from coproclip.timecode import TimeRange

ENGLISH = SpeechOptions("en")
plain = EnglishTextNormalizer()

pytestmark = pytest.mark.skipif(
    not {"base", "tiny.en"} <= set(packaged_models()), reason="the speech models of the tests are not installed"
)


@pytest.fixture(scope="module")
def engines() -> dict[str, WhisperEngine]:
    return {}


@pytest.fixture
def base(engines: dict[str, WhisperEngine]) -> WhisperEngine:
    if "base" not in engines:
        engines["base"] = load_engine(find_model("base").path)
    return engines["base"]


@pytest.fixture
def audio(shared: Path) -> Path:
    return shared / "data" / "audio"


def sound_of(path: Path) -> Sound:
    sound, rate = soundfile.read(path, dtype="float32")
    assert rate == 16_000
    return sound if sound.ndim == 1 else sound.mean(axis=1)


def text_of(path: Path) -> str:
    """The reference beside a recording, without who says it."""
    lines = path.with_suffix(".txt").read_text("utf-8").splitlines()
    return " ".join(re.sub(r"^[A-Z]+:", "", line.split("\t")[-1]) for line in lines)


def error_rate(reference: str, segments: Sequence[SpokenSegment]) -> float:
    return jiwer.wer(plain(reference), plain(" ".join(segment.text for segment in segments)))


def assert_whole(segments: Sequence[SpokenSegment], end_ms: int) -> list[SpokenWord]:
    """What every transcript promises about its words and times."""
    words = [word for segment in segments for word in segment.words]
    assert all(word.start_ms >= 0 and word.end_ms - word.start_ms >= 20 for word in words)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(words))
    assert not words or words[-1].end_ms <= end_ms
    assert all(word.text == word.text.strip() != "" and 0 <= word.confidence <= 100 for word in words)
    for segment in segments:
        assert segment.text == " ".join(word.text for word in segment.words)
        assert (segment.start_ms, segment.end_ms) == (segment.words[0].start_ms, segment.words[-1].end_ms)
        assert len(segment.words) <= 40
        assert all(two.start_ms - one.end_ms <= 1_200 for one, two in pairwise(segment.words))
    return words


@pytest.mark.slow
def test_a_known_speech(audio: Path, base: WhisperEngine) -> None:
    sound = sound_of(audio / "read" / "jfk.flac")
    segments = list(base.transcribe(sound, ENGLISH))
    assert_whole(segments, len(sound) // 16)
    assert error_rate(text_of(audio / "read" / "jfk.flac"), segments) <= 0.05
    assert not any(segment.flags for segment in segments)
    assert list(base.transcribe(sound, ENGLISH)) == segments


def test_a_dialogue_has_few_wrong_words_and_one_passage_a_turn(audio: Path, base: WhisperEngine) -> None:
    path = audio / "dialogues" / "sim-mf-clean.flac"
    sound = sound_of(path)[: 45 * 16_000]
    segments = list(base.transcribe(sound, ENGLISH))
    assert_whole(segments, 45_000)
    said = plain(text_of(path)).split()
    heard = plain(" ".join(segment.text for segment in segments)).split()
    best = min(jiwer.wer(" ".join(said[:count]), " ".join(heard)) for count in range(len(heard) - 5, len(heard) + 6))
    assert best <= 0.10


def test_words_begin_where_they_are_heard(audio: Path, base: WhisperEngine) -> None:
    """Against aligned words: closer than 60 ms in the middle, the first after a silence too."""
    off: list[int] = []
    first: list[int] = []
    names = ["read/1688-142285-0000", "read/3080-5032-0009"]
    for name in names:
        marks = [line.split() for line in (audio / f"{name}.ctm").read_text().splitlines()]
        wanted = [(mark[4].lower(), round(float(mark[2]) * 1000)) for mark in marks if mark[0] in name]
        words = [w for s in base.transcribe(sound_of(audio / f"{name}.flac"), ENGLISH) for w in s.words]
        heard = [(re.sub(r"[^a-z']", "", word.text.lower()), word.start_ms) for word in words]
        at = 0
        for place, (text, start) in enumerate(heard):
            found = next((n for n in range(at, min(at + 4, len(wanted))) if wanted[n][0] == text), None)
            if found is not None:
                off.append(abs(start - wanted[found][1]))
                at = found + 1
                if place == 0:
                    first.append(off[-1])
    assert len(off) > 60
    assert median(off) < 60
    assert median(first) < 80


def test_silence_noise_and_music_give_no_words(audio: Path, base: WhisperEngine) -> None:
    rng = np.random.default_rng(1)
    nothing = [
        np.zeros(20 * 16_000, np.float32),
        (rng.standard_normal(20 * 16_000) * 0.02).astype(np.float32),
        sound_of(audio / "no-speech" / "room-1.flac"),
        sound_of(audio / "no-speech" / "room-2.flac"),
        np.zeros(1, np.float32),
        np.zeros(0, np.float32),
    ]
    for sound in nothing:
        assert [s for s in base.transcribe(sound, ENGLISH) if not s.flags] == []


def test_words_over_nothing_are_flagged(audio: Path, base: WhisperEngine) -> None:
    """An engine that is told there is speech in a silent room writes something: it must not stand there unmarked."""
    sound = sound_of(audio / "no-speech" / "room-1.flac")
    segments = list(base.transcribe(sound, ENGLISH, Speech.surely([TimeRange(400, 1_264)])))
    assert all(segment.flags for segment in segments)
    assert sum(len(segment.words) for segment in segments) <= 20


def test_words_where_hardly_anybody_is_heard_are_flagged(audio: Path, base: WhisperEngine) -> None:
    """What the finder of speech is not sure of is read and marked: it is neither left out nor taken for sure."""
    sound = sound_of(audio / "read" / "jfk.flac")
    found = base.find_speech(sound)
    segments = list(base.transcribe(sound, ENGLISH, Speech((), found.maybe)))
    assert error_rate(text_of(audio / "read" / "jfk.flac"), segments) <= 0.10
    assert all(OVER_SILENCE in segment.flags for segment in segments)


def test_a_quiet_answer_after_a_loud_question_is_read(audio: Path, base: WhisperEngine) -> None:
    """Whoever asks is near the microphone, whoever answers is more than forty decibels quieter."""
    answer = sound_of(audio / "read" / "jfk.flac")
    question = sound_of(audio / "read" / "2414-128291-0001.flac")
    story = np.concatenate([question, answer * np.float32(0.006)])
    segments = list(base.transcribe(story, ENGLISH))
    later = [segment for segment in segments if segment.end_ms * 16 > len(question) + 16_000]
    assert error_rate(text_of(audio / "read" / "jfk.flac"), later) <= 0.10


def test_very_quiet_speech_is_heard(audio: Path, base: WhisperEngine) -> None:
    sound = sound_of(audio / "read" / "jfk.flac") * np.float32(0.001)
    segments = list(base.transcribe(sound, ENGLISH))
    assert error_rate(text_of(audio / "read" / "jfk.flac"), segments) <= 0.10


@pytest.mark.slow
def test_languages_are_told_apart(audio: Path, base: WhisperEngine) -> None:
    sound, rate = soundfile.read(audio / "languages" / "fr-conf-adminmenu.flac", dtype="float32")
    french = np.interp(np.arange(0, len(sound), rate / 16_000), np.arange(len(sound)), sound).astype(np.float32)
    english = sound_of(audio / "read" / "jfk.flac")
    story = np.concatenate([english, np.zeros(30 * 16_000, np.float32), *([french] * 3)])
    found = story_language(base, lambda start, end: story[start * 16 : end * 16], len(story) // 16)
    assert found is not None
    assert (found.language, found.sure) == ("fr", True)
    with pytest.raises(TranscriptionError, match="does not know the language"):
        list(base.transcribe(english, SpeechOptions("xx")))


def test_french_is_said_in_english(audio: Path, base: WhisperEngine) -> None:
    sound, rate = soundfile.read(audio / "languages" / "fr-agent-alreadyon.flac", dtype="float32")
    french = np.interp(np.arange(0, len(sound), rate / 16_000), np.arange(len(sound)), sound).astype(np.float32)
    said, nothing = base.translate([french, np.zeros(0, np.float32)], "fr")
    assert {"agent", "password"} & set(plain(said).split())
    assert nothing == ""
    with pytest.raises(TranscriptionError, match="knows only English"):
        load_engine(find_model("tiny.en").path).translate([french], "en")


def test_careful_asks_to_listen_where_its_ways_of_reading_disagree(audio: Path, base: WhisperEngine) -> None:
    """Somebody speaks clearly, then the same person far away in noise."""
    clear = sound_of(audio / "dialogues" / "sim-ff-same-gender.flac")[: 10 * 16_000]
    noise = np.random.default_rng(3).standard_normal(len(clear)).astype(np.float32)
    noisy = clear + noise * np.float32(1.2 * np.sqrt((clear**2).mean()))
    segments = list(base.transcribe(np.concatenate([clear, noisy]), SpeechOptions("en", CAREFUL)))
    words = assert_whole(segments, 20_000)
    sure = [[word.confidence for word in words if (word.start_ms >= 10_000) == late] for late in (False, True)]
    assert median(sure[0]) > 75
    assert not any(segment.flags for segment in segments if segment.end_ms < 9_000)
    assert any(UNSURE in segment.flags for segment in segments if segment.start_ms >= 10_000)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_writes_a_known_speech_down(audio: Path, base: WhisperEngine, preset: str) -> None:
    segments = list(base.transcribe(sound_of(audio / "read" / "jfk.flac"), SpeechOptions("en", preset)))
    assert error_rate(text_of(audio / "read" / "jfk.flac"), segments) <= 0.05


@pytest.mark.slow
def test_a_quick_english_model_knows_english_only(audio: Path, tmp_path: Path) -> None:
    model = find_model("tiny.en")
    windows = list(Transcriber().transcribe_file(audio / "read" / "jfk.flac", model, SpeechOptions()))
    assert [(window.language, window.language_sure) for window in windows] == [("en", True)]
    assert windows[0].engine.startswith("faster-whisper")
    assert error_rate(text_of(audio / "read" / "jfk.flac"), windows[0].segments) <= 0.10
    with pytest.raises(TranscriptionError):
        list(Transcriber().transcribe_file(audio / "read" / "jfk.flac", model, SpeechOptions("fr")))


@pytest.mark.slow
def test_stopped_and_carried_on_is_the_same_as_in_one_go(audio: Path, tmp_path: Path) -> None:
    """At 44.1 kHz: the resampler must be in step, too."""
    pieces = [sound_of(audio / "read" / f"1688-142285-000{n}.flac") for n in (0, 1, 3, 6, 7)]
    whole = np.concatenate(pieces)
    story = np.interp(np.arange(0, len(whole), 16_000 / 44_100), np.arange(len(whole)), whole)
    soundfile.write(tmp_path / "story.flac", story, 44_100, subtype="PCM_16")
    model = find_model("tiny.en")

    def listen(from_ms: int) -> list[WindowDone]:
        return list(Transcriber().transcribe_file(tmp_path / "story.flac", model, SpeechOptions("en"), from_ms=from_ms))

    unbroken = listen(0)
    assert len(unbroken) == 2
    assert listen(unbroken[0].end_ms) == unbroken[1:]


def test_weights_that_are_none_are_refused_with_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "not whisper"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"no weights at all" * 100)
    (folder / "config.json").write_text(json.dumps({}))
    soundfile.write(tmp_path / "story.wav", np.zeros(16_000), 16_000)
    model = SpeechModel("not whisper", folder, 1, True, False)
    with pytest.raises(SpeechModelError) as error:
        list(Transcriber().transcribe_file(tmp_path / "story.wav", model, ENGLISH))
    assert "cannot be read" in error.value.happened
