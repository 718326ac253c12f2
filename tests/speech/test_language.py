"""The language of a story, from what an engine takes its places for."""

from collections.abc import Sequence

import numpy as np

from coproclip.speech.engine import PER_MS, LanguageGuess, Sound, Speech
from coproclip.speech.language import sentence, story_language, weigh
from coproclip.speech.language_names import NAMES, language_name
from coproclip.timecode import TimeRange


def heard(**likelihoods: float) -> list[LanguageGuess]:
    return [LanguageGuess(code, likelihood) for code, likelihood in likelihoods.items()]


WELSH = heard(la=0.39, nl=0.14, en=0.12, cy=0.09, mi=0.05)
ENGLISH = heard(en=0.98, cy=0.01)
FRENCH = heard(fr=0.99, en=0.01)


def test_welsh_is_not_latin_and_a_sentence_says_it_is_unsure() -> None:
    for usual in ("", "en"):
        for one in (WELSH, heard(la=0.84, lv=0.04, cy=0.03, en=0.02, nl=0.02, pl=0.02)):
            told = weigh([one], usual)
            assert told is not None
            assert (told.language, told.sure) == ("cy", False)
    told = weigh([WELSH])
    assert told is not None
    assert sentence(told) == (
        "This sounds like Welsh, but that is not sure. It may be Dutch. "
        "If it is another language, choose it and transcribe it again."
    )


def test_an_accent_is_the_usual_language() -> None:
    accented = heard(mi=0.45, en=0.3, cy=0.1, la=0.1)
    told = weigh([accented, accented, heard(en=0.6, nn=0.3)], "en")
    assert told is not None
    assert (told.language, told.sure) == ("en", True)
    assert sentence(told) == ""


def test_the_usual_language_does_not_win_over_a_clear_other_one() -> None:
    told = weigh([heard(pl=0.7, en=0.25)] * 3, "en")
    assert told is not None
    assert told.language == "pl" or not told.sure
    clear = weigh([FRENCH, FRENCH], "en")
    assert clear is not None
    assert (clear.language, clear.sure, clear.also) == ("fr", True, ())


def test_a_seldom_language_wins_when_it_is_clear() -> None:
    told = weigh([heard(mi=0.97, it=0.02)] * 2)
    assert told is not None
    assert (told.language, told.sure) == ("mi", True)


def test_a_story_in_two_languages_says_so() -> None:
    told = weigh([ENGLISH, FRENCH, ENGLISH])
    assert told is not None
    assert (told.language, told.also) == ("en", ("fr",))
    assert sentence(told) == "Parts of it may be in French: listen to them again in that language."


class Listener:
    """Takes loud sound for French, other sound for English, and notes how long it listened."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def find_speech(self, sound: Sound) -> Speech:
        return Speech.surely([TimeRange(0, len(sound) // PER_MS)] if np.abs(sound).max(initial=0) > 0 else [])

    def guess_language(self, pieces: Sequence[Sound]) -> Sequence[Sequence[LanguageGuess]]:
        self.lengths += [len(piece) // PER_MS for piece in pieces]
        return [FRENCH if np.abs(piece).max() > 0.5 else ENGLISH for piece in pieces]


def ask(listener: Listener, loudness: Sequence[float]) -> object:
    """The language of a story with one loudness for each minute."""
    minutes = np.repeat(np.array(loudness, np.float32), 60 * 1000)

    def read(start: int, end: int) -> Sound:
        return np.repeat(minutes[start:end], PER_MS)

    return story_language(listener, read, len(minutes))  # type: ignore[arg-type]


def test_a_short_clear_story_is_asked_about_once_and_a_long_one_at_three_places() -> None:
    short, long = Listener(), Listener()
    ask(short, [0.1])
    assert len(short.lengths) == 1
    ask(long, [0.1] * 20)
    assert len(long.lengths) == 3
    assert max(long.lengths) <= 12_000


def test_a_story_that_begins_in_another_language_is_asked_about_at_more_places() -> None:
    listener = Listener()
    told = ask(listener, [0.9] + [0.1] * 19)
    assert getattr(told, "language", "") == "en"
    assert getattr(told, "also", ()) == ("fr",)
    assert len(listener.lengths) > 3
    assert ask(Listener(), [0.0] * 5) is None


def test_every_language_has_a_name() -> None:
    assert language_name("cy") == "Welsh"
    assert language_name("xx") == "xx"
    assert len(NAMES) == 100
