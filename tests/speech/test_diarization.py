"""Two readers in turn are told apart by the real speaker model, in a process of its own; no voice print is left."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.errors import Cancelled, MediaError, SpeechModelError
from coproclip.jobs import CancelToken, Progress
from coproclip.people.stories import sound_of, speakers_of
from coproclip.project.journal import Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Word
from coproclip.speech.diarization.client import assign_speakers
from coproclip.speech.diarization.embeddings import VoicePrinter
from coproclip.speech.diarization.speaker_model import SpeakerModel, find_speaker_model
from coproclip.speech.diarization.windows import prints_of, windows_of
from coproclip.speech.engine import SpokenWord
from coproclip.transcript.edits import passages
from coproclip.transcription.diarize import separate

pytestmark = pytest.mark.skipif(find_speaker_model() is None, reason="the speaker model is not installed")

RATE = 16_000
READ = ("1688-142285-0001", "3080-5032-0001", "1688-142285-0003", "3080-5032-0003")


@pytest.fixture
def read(shared: Path, tmp_path: Path) -> tuple[Path, list[SpokenWord], list[str]]:
    """Two readers in turn: the sound, its words, and who says each."""
    pieces, words, whose, at = [], list[SpokenWord](), list[str](), 0
    for name in READ:
        path = shared / "data" / "audio" / "read" / f"{name}.flac"
        sound, _ = soundfile.read(path, dtype="float32")
        for line in path.with_suffix(".ctm").read_text("utf-8").splitlines():
            _, _, start, length, text = line.split()
            begin = at + round(float(start) * 1000)
            words.append(SpokenWord(text, begin, begin + round(float(length) * 1000), 90))
            whose.append(name[:4])
        pieces += [sound, np.zeros(RATE // 4, np.float32)]
        at += len(sound) * 1000 // RATE + 250
    soundfile.write(tmp_path / "read.wav", np.concatenate(pieces), RATE)
    return tmp_path / "read.wav", words, whose


def test_each_word_gets_the_voice_that_says_it(read: tuple[Path, list[SpokenWord], list[str]]) -> None:
    sound, words, whose = read
    seen: list[Progress] = []
    told = assign_speakers(sound, words, 2, report=seen.append)
    right = [(one.voice == 0) == (who == whose[0]) for one, who in zip(told, whose, strict=True)]
    assert sum(right) / len(right) >= 0.96
    assert seen[-1].activity == "Working out who’s speaking"
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert seen[-1].percent == 100


def test_no_voice_print_is_in_any_file(
    project: Project,
    make_story: Callable[..., int],
    read: tuple[Path, list[SpokenWord], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sound, words, _ = read
    story = make_story(project, [("", "One")])
    with project.edit(Work.TRANSCRIBE) as edit:
        heard = sound_of(project, edit.session, story).audio
        only = passages(edit.session, story)[0]
        only.words = [Word(word.text, word.start_ms, word.end_ms) for word in words]
        only.text, only.end_ms = " ".join(word.text for word in words), words[-1].end_ms
    heard.write_bytes(sound.read_bytes())
    own = tmp_path / "own"
    own.mkdir()
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "COPROCLIP_HOME"):
        monkeypatch.setenv(name, str(own))
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    before = {path for path in project.folder.rglob("*") if path.is_file()}

    found = separate(project, story)

    assert found.voices == 2
    with project.read() as session:
        names = {speaker.id: speaker.name for speaker in speakers_of(session, story)}
        rows: list[Segment] = passages(session, story)
    assert [names[row.speaker_id or 0] for row in rows] == ["Voice 1", "Voice 2", "Voice 1", "Voice 2"]
    assert list(own.rglob("*")) == [], "something was written beside the project"
    assert {path for path in project.folder.rglob("*") if path.is_file()} == before
    model = find_speaker_model()
    assert model is not None
    printer = VoicePrinter(model.path)
    prints = np.concatenate(list(prints_of(sound, windows_of(words, printer.length_ms), printer)))
    kept = b"".join(path.read_bytes() for path in before if path != heard)
    for row in prints:
        assert row[:4].tobytes() not in kept
        assert str(round(float(row[np.abs(row).argmax()]), 4)).encode() not in kept


def test_it_stops_when_asked_to(read: tuple[Path, list[SpokenWord], list[str]]) -> None:
    sound, words, _ = read
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled):
        assign_speakers(sound, words, 2, report=stop, cancel=cancel)


def test_a_damaged_speaker_model_and_a_missing_recording_are_told(
    read: tuple[Path, list[SpokenWord], list[str]], tmp_path: Path
) -> None:
    sound, words, _ = read
    (tmp_path / "damaged.onnx").write_bytes(b"no model at all")
    with pytest.raises(SpeechModelError, match=r"damaged\.onnx"):
        assign_speakers(sound, words, 2, model=SpeakerModel("damaged", tmp_path / "damaged.onnx", 15, True))
    (tmp_path / "no.wav").write_bytes(b"no sound")
    with pytest.raises(MediaError):
        assign_speakers(tmp_path / "no.wav", words, 2)
    assert assign_speakers(sound, [], 2) == []
