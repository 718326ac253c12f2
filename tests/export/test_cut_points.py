"""Cuts beside words: in the sound, not only by the clock."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coproclip.excerpts.approval import ShareableExcerpt
from coproclip.excerpts.names.hidden_names import PAD_MS
from coproclip.export.captioning.captions import clip_words
from coproclip.export.sound.cutting import cut
from coproclip.speech.engine import SpeechOptions
from coproclip.speech.models.installed import find_model
from coproclip.speech.models.packages import packaged_models
from coproclip.speech.whisper.engine import load_engine
from coproclip.timecode import TimeRange

Make = Callable[..., ShareableExcerpt]
Say = Callable[..., tuple[object, ...]]
RATE = 16_000


def syllables(path: Path, *spoken: tuple[int, int], seconds: float = 4) -> Path:
    """A file with a loud noise at each (start, end) in ms, and a very quiet room around."""
    rng = np.random.default_rng(3)
    sound = rng.standard_normal(int(seconds * RATE)) * 0.0005
    for start, end in spoken:
        sound[start * 16 : end * 16] += rng.standard_normal((end - start) * 16) * 0.2
    soundfile.write(path, sound.astype(np.float32), RATE)
    return path


def test_a_word_taken_out_whose_time_is_late_is_not_heard(excerpt: Make, say: Say, tmp_path: Path) -> None:
    # Three words; the middle one begins and ends 60 ms before and after what was recognised.
    audio = syllables(tmp_path / "a.wav", (1000, 1250), (1290, 1700), (1740, 2000))
    before, _, after = words = say("one two three", 0)
    times = [(1000, 1350), (1350, 1640), (1640, 2000)]
    before, _, after = (type(w)(w.text, *t, w.speaker) for w, t in zip(words, times, strict=True))
    made = excerpt(
        audio=audio,
        words=(before, after),
        spans=(TimeRange(1000, 1350), TimeRange(1640, 2000)),
        room=(TimeRange(0, 1350), TimeRange(1640, 4000)),
    )
    clip = cut(made)
    assert 1250 <= clip.pieces[0].source.end_ms <= 1295
    assert 1695 <= clip.pieces[1].source.start_ms <= 1740
    assert [word.text for word in clip_words(made, clip)] == ["one", "three"]


def test_a_tail_stops_before_something_begins_in_it(excerpt: Make, say: Say, tmp_path: Path) -> None:
    audio = syllables(tmp_path / "a.wav", (1000, 1300), (1420, 1900))
    (word,) = say("one", 1000, each_ms=300)
    made = excerpt(audio=audio, words=(word,), spans=(TimeRange(1000, 1300),), room=(TimeRange(0, 4000),))
    assert 1300 <= cut(made).pieces[0].source.end_ms <= 1425
    quiet = syllables(tmp_path / "b.wav", (1000, 1300))
    made = excerpt(audio=quiet, words=(word,), spans=(TimeRange(1000, 1300),), room=(TimeRange(0, 4000),))
    assert cut(made).pieces[0].source == TimeRange(700, 1800)


def test_edges_never_go_beyond_the_room_and_those_a_person_set_stay(excerpt: Make, say: Say, tmp_path: Path) -> None:
    audio = syllables(tmp_path / "a.wav", (1000, 1300), (1400, 1900))
    (word,) = say("one", 1000, each_ms=300)
    span = TimeRange(900, 1350)
    made = excerpt(audio=audio, words=(word,), spans=(span,), room=(TimeRange(880, 1360),))
    assert cut(made).pieces[0].source == TimeRange(880, 1360)
    made = excerpt(audio=audio, words=(word,), spans=(TimeRange(1000, 1300),), room=(TimeRange(990, 1310),))
    source = cut(made).pieces[0].source
    assert source.start_ms >= 990
    assert source.end_ms <= 1310


@pytest.mark.skipif("tiny.en" not in packaged_models(), reason="the speech model of the tests is not installed")
def test_what_was_taken_out_is_not_heard_when_the_clip_is_transcribed(excerpt: Make, say: Say, shared: Path) -> None:
    audio = shared / "data" / "audio" / "read" / "1688-142285-0000.flac"
    times = [line.split() for line in audio.with_suffix(".ctm").read_text().splitlines()]
    spoken = [(text, round(float(a) * 1000), round((float(a) + float(b)) * 1000)) for _, _, a, b, text in times]
    one = type(say("x", 0)[0])
    words = [one(text, start, end, "One storyteller") for text, start, end in spoken]
    engine = load_engine(find_model("tiny.en").path)
    for gone in (1, 7, 10):
        kept = (words[max(0, gone - 8) : gone], words[gone + 1 : gone + 9])
        made = excerpt(
            audio=audio,
            words=tuple(kept[0] + kept[1]),
            spans=tuple(TimeRange(part[0].start_ms, part[-1].end_ms) for part in kept),
            room=(TimeRange(0, words[gone].start_ms), TimeRange(words[gone].end_ms, 15_000)),
        )
        clip = cut(made)
        heard = " ".join(w.text for s in engine.transcribe(clip.samples[:, 0], SpeechOptions("en")) for w in s.words)
        heard = heard.lower().replace(",", "").replace(".", "")
        assert words[gone].text not in heard.split(), heard
        wanted = [word.text for word in made.words if len(word.text) > 4]
        assert [text for text in wanted if text not in heard.split()] == [], heard


@pytest.mark.skipif("tiny.en" not in packaged_models(), reason="the speech model of the tests is not installed")
def test_a_name_that_was_silenced_is_not_heard_when_the_clip_is_transcribed(
    excerpt: Make, say: Say, shared: Path
) -> None:
    audio = shared / "data" / "audio" / "read" / "1688-142285-0000.flac"
    one = type(say("x", 0)[0])
    words = []
    for line in audio.with_suffix(".ctm").read_text().splitlines():
        _, _, begin, length, text = line.split()
        start, end = round(float(begin) * 1000), round((float(begin) + float(length)) * 1000)
        words.append(one(text, start, end, "One storyteller"))
    engine = load_engine(find_model("tiny.en").path)
    said = words[: max(place for place, word in enumerate(words) if word.end_ms < 14_000)]
    span = TimeRange(said[0].start_ms, said[-1].end_ms)
    for gone in (7, 10, 16):
        silence = TimeRange(words[gone].start_ms - PAD_MS, words[gone].end_ms + PAD_MS)
        made = excerpt(audio=audio, words=tuple(said), spans=(span,), room=(span,), silenced=(silence,))
        clip = cut(made)
        heard = [
            word.text.lower().strip(",.")
            for s in engine.transcribe(clip.samples[:, 0], SpeechOptions("en"))
            for word in s.words
        ]
        assert heard.count(words[gone].text) == [w.text for w in said].count(words[gone].text) - 1, heard
        beyond = [w.text for n, w in enumerate(said) if abs(n - gone) > 2 and len(w.text) > 5]
        assert [text for text in beyond if text not in heard] == [], heard
