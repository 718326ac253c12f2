"""Stories one after the other, words and voices, with real processes: started once, and gone when given back."""

from pathlib import Path

import psutil
import pytest
import soundfile
from onnx_stand_in import write_parakeet

from coproclip.capture.importer import import_file
from coproclip.project.project import Project
from coproclip.speech.models.installed import add_model
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.transcript.edits import passages
from coproclip.transcription.queue import TranscriptionRequest
from coproclip.transcription.run import transcribe_story


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_words_and_voices_of_two_stories_take_two_processes(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPROCLIP_HOME", str(tmp_path / "home"))
    model = add_model(write_parakeet(tmp_path / "tones"))
    sound, rate = soundfile.read(shared / "data" / "audio" / "dialogues" / "sim-mf-clean.flac")
    before = children()
    asked = TranscriptionRequest(model=model.name, language="en", voices="2")
    with Project.create(tmp_path / "Two") as project, SpeechProcesses() as processes:
        seen: list[set[int]] = []
        for place in range(2):
            soundfile.write(tmp_path / f"{place}.wav", sound[place * 8 * rate : (place * 8 + 8) * rate], rate)
            story = import_file(project, tmp_path / f"{place}.wav").story_id
            transcribe_story(project, story, asked=asked, processes=processes)
            with project.read() as session:
                assert any(one.words and one.speaker_id for one in passages(session, story))
            seen.append(children() - before)
        assert len(seen[0]) == 2, "one for words, one for voices"
        assert seen[1] == seen[0]
        processes.close()
        assert children() == before
