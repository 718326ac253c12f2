"""The example's sound, its exact words and the plan of what is made of it belong together."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "resources" / "example"
SOUND = EXAMPLE / "interview.opus"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLE / name).read_text("utf-8"))
    return found


INTERVIEW = read("interview.json")
PLAN = read("plan.json")
TURNS: list[dict[str, Any]] = INTERVIEW["turns"]


@pytest.fixture(scope="module")
def sound() -> np.ndarray[Any, np.dtype[np.float32]]:
    """All samples, mono at 16 kHz, -1..1."""
    with av.open(str(SOUND)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=16_000)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def loudness(samples: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    """dBFS, average."""
    return 20 * float(np.log10(np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + 1e-12))


def test_it_is_small_and_at_least_three_minutes_long(sound: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    assert SOUND.stat().st_size < 3_000_000
    assert len(sound) / 16_000 >= 180


def test_the_file_itself_says_that_its_voices_are_synthetic() -> None:
    with av.open(str(SOUND)) as container:
        tags = {**container.metadata, **container.streams.audio[0].metadata}
    assert tags["artist"] == "Synthetic voices"
    assert "synthetic voices" in tags["comment"]


def test_the_app_can_say_that_its_voices_are_synthetic() -> None:
    assert INTERVIEW["synthetic"] is True
    assert "synthetic voices" in INTERVIEW["note"]


def test_it_is_a_conversation_in_which_the_storyteller_has_most_words() -> None:
    assert [turn["speaker"] for turn in TURNS] == ["reporter", "storyteller"] * (len(TURNS) // 2)
    words = {
        who: sum(len(turn["text"].split()) for turn in TURNS if turn["speaker"] == who)
        for who in ("reporter", "storyteller")
    }
    assert words["storyteller"] > 4 * words["reporter"]


def test_the_text_file_has_the_same_words() -> None:
    lines = (EXAMPLE / "interview.txt").read_text("utf-8").splitlines()
    assert lines == [f"{turn['speaker'].capitalize()}: {turn['text']}" for turn in TURNS]


def test_the_turns_follow_each_other_with_a_breath_between(sound: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    assert all(300 <= after["start_ms"] - before["end_ms"] <= 900 for before, after in pairwise(TURNS))
    assert TURNS[-1]["end_ms"] <= len(sound) / 16


def test_each_turn_is_heard_where_it_is_said_to_be(sound: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    for before, after in pairwise(TURNS):
        spoken = sound[before["start_ms"] * 16 : before["end_ms"] * 16]
        gap = sound[(before["end_ms"] + 60) * 16 : (after["start_ms"] - 30) * 16]
        assert -32 < loudness(spoken) < -16
        assert -75 < loudness(gap) < -50  # a quiet room, not digital silence


def test_every_quote_is_the_exact_words_of_one_turn() -> None:
    for excerpt in PLAN["excerpts"]:
        told = [turn for turn in TURNS if excerpt["quote"] in turn["text"]]
        assert len(told) == 1, excerpt["title"]
        assert told[0]["speaker"] == "storyteller"
        assert len(excerpt["quote"].split()) >= 12


def test_what_is_taken_out_is_inside_its_quote() -> None:
    cut = [excerpt for excerpt in PLAN["excerpts"] if "take_out" in excerpt]
    assert cut
    for excerpt in cut:
        before, found, after = excerpt["quote"].partition(excerpt["take_out"])
        assert found
        assert before.strip()
        assert after.strip()


def test_one_excerpt_is_held_back() -> None:
    assert 4 <= len(PLAN["excerpts"]) <= 6
    assert [excerpt["approve"] for excerpt in PLAN["excerpts"]].count(False) == 1


def test_the_themes_of_the_excerpts_exist() -> None:
    names = [theme["name"] for theme in PLAN["themes"]]
    assert len(set(names)) == len(names)
    assert all(theme["question"].endswith("?") for theme in PLAN["themes"])
    assert {theme["parent"] for theme in PLAN["themes"] if "parent" in theme} <= set(names)
    assert {name for excerpt in PLAN["excerpts"] for name in excerpt["themes"]} <= set(names)


def test_the_playlist_says_that_the_voices_are_synthetic() -> None:
    assert PLAN["playlist"]["title"]
    assert "synthetic" in PLAN["playlist"]["introduction"]
