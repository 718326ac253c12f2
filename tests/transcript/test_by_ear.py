"""Listening again and putting into English, with the real engine on seconds of speech."""

from pathlib import Path

import pytest

from coproclip.capture.importer import import_file
from coproclip.project.journal import Operation, Work
from coproclip.project.project import Project
from coproclip.project.schema import Segment, Word
from coproclip.speech.models.packages import packaged_models
from coproclip.speech.presets import BALANCED
from coproclip.timecode import TimeRange
from coproclip.transcript.edits import passages
from coproclip.transcript.word_list import add_words
from coproclip.transcription.retranscribe_passage import keep, listen_again
from coproclip.transcription.translate import translate

pytestmark = pytest.mark.skipif("base" not in packaged_models(), reason="the speech model is not installed")


def told(project: Project, file: Path, language: str, *texts: tuple[str, int, int]) -> int:
    """A story of this sound with passages of (text, start_ms, end_ms)."""
    story = import_file(project, file, language=language).story_id
    with project.edit(Work.TRANSCRIBE) as edit:
        for text, start, end in texts:
            size = (end - start) // len(text.split())
            texts = text.split()
            words = [Word(one, start + place * size, start + (place + 1) * size, 60) for place, one in enumerate(texts)]
            edit.session.add(
                Segment(story_id=story, start_ms=start, end_ms=end, text=text, words=words, flags=["unsure"])
            )
    return story


def test_a_name_of_the_list_comes_out_right_when_listened_to_again(project: Project, shared: Path) -> None:
    """Without the hint the speech model hears “Zow Al-Macon” and the like (`tests/bench/bench_hints.py`)."""
    file = shared / "data" / "audio" / "read" / "2033-164914-0005.flac"
    story = told(project, file, "en", ("Tell me what happened,", 300, 1400), ("quote Zow al-Macon.", 1450, 3300))
    with project.edit(Operation.CHANGE_WORDS) as edit:
        add_words(edit, ["Zau al-Makan", "Llanelli"])
    found = listen_again(project, story, TimeRange(2000, 2100), model="base", preset=BALANCED)
    assert found.old_text == "quote Zow al-Macon."
    assert "Zau al-Makan" in found.new_text
    assert "happened" not in found.new_text, "what comes before is heard, but is not of this passage"
    with project.edit(Operation.LISTEN_AGAIN) as edit:
        keep(edit, found)
    with project.read() as session:
        first, second = passages(session, story)
    assert first.text == "Tell me what happened,"
    assert first.end_ms <= second.start_ms


def test_german_is_put_into_english_beside_it(project: Project, shared: Path) -> None:
    file = shared / "data" / "audio" / "languages" / "de-de_rhasspy-0693.flac"
    story = told(project, file, "de", ("Ein Satz.", 0, 3000))
    assert translate(project, story, model="base") == 1
    with project.read() as session:
        [one] = passages(session, story)
    assert one.text == "Ein Satz."
    assert one.translation
