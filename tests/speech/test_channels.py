"""Whose words are whose, told from two microphones: also when both hear both, one is turned up, or one dies."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import soundfile
from two_microphones import PER_MS, RATE, Talk, hummed, in_turns, read_out, seated

from coproclip.errors import MediaError, StorageError
from coproclip.speech.channels import Channels
from coproclip.speech.engine import SpokenWord

TURNS = in_turns(hummed(0, 14), hummed(1, 14))


def right(talk: Talk, path: Path, *, off_ms: int = 0, rate: int = RATE) -> float:
    """The share of words given to who said them; with `off_ms`, when their times are wrong by up to so much."""
    chance = Random(3)
    words = [
        SpokenWord(word.text, max(0, start), max(start + 20, word.end_ms + chance.randint(-off_ms, off_ms)), 90)
        for word in talk.words
        for start in [word.start_ms + chance.randint(-off_ms, off_ms)]
    ]
    found = Channels(talk.write(path / "talk.wav", rate=rate)).heard_on(words)
    return sum(one == whose for one, whose in zip(found, talk.whose, strict=True)) / len(words)


# ---- real voices ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readers", "how"),
    [
        (("1688", "3080"), {}),
        (("1688", "3080"), {"noise_dbfs": -36.0, "cross_talk_db": -9.0}),
        (("1998", "2414"), {"gains": (1.0, 0.2), "voices": (0.3, 1.0)}),
    ],
)
def test_real_voices_with_cross_talk_and_noise(
    shared: Path, tmp_path: Path, readers: tuple[str, str], how: dict[str, float]
) -> None:
    folder = shared / "data" / "audio" / "read"
    talk = seated(in_turns(read_out(0, folder, readers[0]), read_out(1, folder, readers[1])), **how)
    assert len(talk.words) > 140
    assert right(talk, tmp_path) >= 0.98
    assert right(talk, tmp_path, off_ms=120) >= 0.96


def test_a_real_call_with_cross_talk_made_to_it(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "audio" / "dialogues" / "call-40-two-channels"
    samples, rate = soundfile.read(path.with_suffix(".flac"), dtype="float32", stop=90 * 8000)
    samples = samples + samples[:, ::-1] * 10 ** (-12 / 20)
    samples += np.random.default_rng(1).normal(0, 10 ** (-50 / 20), samples.shape)
    heard = []
    for line in path.with_suffix(".rttm").read_text("utf-8").splitlines():
        start, length, who = (line.split()[place] for place in (3, 4, 7))
        at, end = round(float(start) * 1000), min(90_000, round((float(start) + float(length)) * 1000))
        heard += [(place, place + 250, who != "agent") for place in range(at, end - 250, 300)]
    heard.sort()
    words = tuple(SpokenWord("word", start, end, 90) for start, end, _ in heard)
    talk = Talk(samples, words, tuple(int(caller) for _, _, caller in heard))
    assert len(words) > 150
    assert right(talk, tmp_path, rate=rate) >= 0.96


# ---- microphones of every kind --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"cross_talk_db": -6.0},
        {"cross_talk_db": -40.0},
        {"noise_dbfs": -35.0},
        {"gains": (0.1, 1.0)},
        {"voices": (0.2, 1.0)},
        {"voices": (1.0, 0.3), "gains": (1.0, 3.0)},
        {"pauses_ms": (0, 20)},
    ],
    ids=str,
)
def test_neither_a_quiet_voice_nor_a_microphone_turned_up_misleads(tmp_path: Path, how: dict[str, float]) -> None:
    assert right(seated(TURNS, **how), tmp_path) >= 0.98


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
def test_every_rate_will_do(tmp_path: Path, rate: int) -> None:
    talk = seated(TURNS[:12])
    at = np.arange(len(talk.samples) * rate // RATE) * RATE / rate
    samples = np.stack([np.interp(at, np.arange(len(talk.samples)), one) for one in talk.samples.T], axis=1)
    assert right(Talk(samples, talk.words, talk.whose), tmp_path, rate=rate) >= 0.98


def test_where_only_one_speaks_it_is_the_one_at_the_louder_microphone(tmp_path: Path) -> None:
    for voice in (0, 1):
        assert right(seated(hummed(voice, 12)), tmp_path) == 1.0


def test_an_hour_is_known_from_four_minutes(tmp_path: Path) -> None:
    """Long enough that only some of it is listened to beforehand: the words are told apart all the same."""
    talk = seated(TURNS)
    times = 300_000 * PER_MS // len(talk.samples) + 1
    length = len(talk.samples) // PER_MS
    words = tuple(
        SpokenWord(word.text, word.start_ms + turn * length, word.end_ms + turn * length, 90)
        for turn in range(times)
        for word in talk.words
    )
    long = Talk(np.tile(talk.samples[: length * PER_MS], (times, 1)), words, talk.whose * times)
    assert right(long, tmp_path) >= 0.98


@pytest.mark.parametrize("gains", [(1.0, 1.0), (1.0, 0.7)])
def test_the_same_sound_on_both_channels_says_nothing(tmp_path: Path, gains: tuple[float, float]) -> None:
    talk = seated(TURNS)
    both = np.repeat(talk.samples.mean(axis=1, keepdims=True), 2, axis=1) * gains
    channels = Channels(Talk(both, talk.words, talk.whose).write(tmp_path / "both.wav"))
    assert not channels.can_tell
    assert channels.heard_on(talk.words) == [None] * len(talk.words)


def test_one_channel_or_one_that_is_dead_says_nothing(tmp_path: Path) -> None:
    talk = seated(TURNS)
    dead = talk.samples.copy()
    dead[:, 1] = 0
    for samples in (dead, talk.samples[:, :1], np.zeros_like(dead), np.zeros((0, 2))):
        soundfile.write(tmp_path / "dead.wav", samples, RATE, subtype="PCM_16")
        assert Channels(tmp_path / "dead.wav").heard_on(talk.words[:3]) == [None] * 3


def test_after_a_microphone_died_nobody_is_guessed(tmp_path: Path) -> None:
    talk = seated(TURNS)
    half = len(talk.samples) // 2
    samples = talk.samples.copy()
    samples[half:, 1] = 0
    found = Channels(Talk(samples, talk.words, talk.whose).write(tmp_path / "dies.wav")).heard_on(talk.words)
    for word, one, whose in zip(talk.words, found, talk.whose, strict=True):
        if word.end_ms * PER_MS < half:
            assert one == whose
        elif word.start_ms * PER_MS > half:
            assert one is None


def test_a_word_in_silence_goes_to_the_one_before(tmp_path: Path) -> None:
    talk = seated(TURNS, pauses_ms=(900, 900))
    places = [place for place in range(1, len(talk.words)) if talk.whose[place - 1] != talk.whose[place]]
    words, wanted = list(talk.words), list(talk.whose)
    for place in reversed(places):
        end = talk.words[place - 1].end_ms
        words.insert(place, SpokenWord("(breath)", end + 250, end + 450, 10))
        wanted.insert(place, talk.whose[place - 1])
    assert Channels(talk.write(tmp_path / "talk.wav")).heard_on(words) == wanted


def test_no_words_and_words_beyond_the_end_are_no_trouble(tmp_path: Path) -> None:
    channels = Channels(seated(TURNS).write(tmp_path / "talk.wav"))
    assert channels.heard_on([]) == []
    beyond = [SpokenWord("after", 10**7, 10**7 + 200, 5), SpokenWord("the end", 10**7 + 200, 10**7 + 400, 5)]
    assert channels.heard_on(beyond) == [None, None]


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Channels(tmp_path / "nothing.wav")
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(MediaError):
        Channels(tmp_path / "text.wav")
