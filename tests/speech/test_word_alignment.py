"""Words where they are heard, with a real speech model, and clips cut at them."""

from difflib import SequenceMatcher
from pathlib import Path
from statistics import median

import pytest
import soundfile

from coproclip.speech.engine import PER_MS, SpeechOptions, SpokenWord
from coproclip.speech.models.installed import find_model
from coproclip.speech.models.packages import packaged_models
from coproclip.speech.whisper.word_alignment import finer


def letters(tokens: list[int]) -> str:
    return {1: " the", 2: " conversation", 3: ".", 4: "\N{REPLACEMENT CHARACTER}", 5: " 1966"}[tokens[0]]


def test_long_tokens_are_asked_in_pairs_of_letters() -> None:
    asked: list[str] = []

    def encode(text: str) -> list[int]:
        asked.append(text)
        return [100 + len(asked)]

    assert finer([1, 2, 3, 4, 5], letters, encode) == [1, 101, 102, 103, 104, 105, 106, 3, 4, 5]
    assert asked == [" co", "nv", "er", "sa", "ti", "on"]


@pytest.mark.skipif("base" not in packaged_models(), reason="the speech model of the tests is not installed")
def test_words_are_where_they_are_heard_and_clips_hold_them(shared: Path) -> None:
    """Twice as near as the model's own times (55 ms), and no word at the edge of a clip is cut off."""
    from coproclip.speech.whisper.engine import load_engine

    path = shared / "data" / "audio" / "read" / "1998-15444-0005.flac"
    marks = [line.split() for line in path.with_suffix(".ctm").read_text("utf-8").splitlines()]
    sound, _ = soundfile.read(path, dtype="float32")
    engine = load_engine(find_model("base").path)

    def said(first: int, last: int) -> list[SpokenWord]:
        part = sound[first * PER_MS : last * PER_MS]
        return [word for one in engine.transcribe(part, SpeechOptions("en")) for word in one.words]

    words = said(0, len(sound) // PER_MS)
    wanted = [(bare(mark[4]), 1000 * float(mark[2]), 1000 * float(mark[3])) for mark in marks]
    matcher = SequenceMatcher(None, [bare(word.text) for word in words], [one[0] for one in wanted], autojunk=False)
    pairs = [
        (words[block.a + place], wanted[block.b + place])
        for block in matcher.get_matching_blocks()
        for place in range(block.size)
    ]
    assert len(pairs) > 15
    assert median(abs(word.start_ms - start) for word, (_, start, _) in pairs) <= 35
    assert median(abs(word.end_ms - start - length) for word, (_, start, length) in pairs) <= 40
    pause = max(range(1, len(words)), key=lambda place: words[place].start_ms - words[place - 1].end_ms)
    lead = min(250, words[pause].start_ms - words[pause - 1].end_ms)
    again = (
        said(max(0, words[0].start_ms - 250), words[pause - 1].end_ms + lead),
        said(words[pause].start_ms - lead, words[-1].end_ms + 250),
    )
    assert [bare(word.text) for part in again for word in (part[0], part[-1])] == [
        bare(words[place].text) for place in (0, pause - 1, pause, -1)
    ]


def bare(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
