"""Which language a story is in: asked at several places, because a greeting, a song or an accent misleads at one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coproclip.timecode import TimeRange
from coproclip.transcribe.engine import Engine, LanguageGuess, Sound
from coproclip.transcribe.pieces import pack

ReadSound = Callable[[int, int], Sound]

STRETCH_MS = 40_000
MOST_PLACES = 7
LEAST_SPEECH_MS = 2_000
# After so many places this mean likelihood is enough to stop asking.
ENOUGH = {2: 0.9, 3: 0.7}
SURE = 0.6


@dataclass(frozen=True, slots=True)
class StoryLanguage:
    """The language of a story (a code such as “en”), and whether the places that were asked agree on it."""

    language: str
    sure: bool


def story_language(engine: Engine, read: ReadSound, duration_ms: int) -> StoryLanguage | None:
    """The language spoken at up to seven places of a story; None where nobody was heard to speak.

    `read` gives the sound between two times (ms).
    """
    asked: list[Sequence[LanguageGuess]] = []
    for start in _places(duration_ms):
        sound = read(start, min(duration_ms, start + STRETCH_MS))
        asked += ask(engine, sound, engine.find_speech(sound), 1)
        if asked and len(asked) in ENOUGH and _settled(asked)[1] >= ENOUGH[len(asked)]:
            break
    return weigh(asked)


def ask(engine: Engine, sound: Sound, speech: Sequence[TimeRange], most: int) -> list[Sequence[LanguageGuess]]:
    """What the engine takes the first `most` pieces of `speech` for; pieces with hardly any speech are left out."""
    if sum(one.duration_ms for one in speech) < LEAST_SPEECH_MS:
        return []
    return list(engine.guess_language([piece.sound(sound) for piece in pack(sound, speech)[:most]]))


def weigh(asked: Sequence[Sequence[LanguageGuess]]) -> StoryLanguage | None:
    """The language that is likeliest over all that was `asked`."""
    if not asked:
        return None
    language, likelihood = _settled(asked)
    return StoryLanguage(language, likelihood >= SURE)


def _settled(asked: Sequence[Sequence[LanguageGuess]]) -> tuple[str, float]:
    total: dict[str, float] = {}
    for guesses in asked:
        for guess in guesses:
            total[guess.language] = total.get(guess.language, 0.0) + guess.likelihood
    language = max(sorted(total), key=lambda one: total[one])
    return language, total[language] / len(asked)


def _places(duration_ms: int) -> Iterator[int]:
    """Starts of stretches: the beginning, the middle, then the quarters and what lies between."""
    last = max(0, duration_ms - STRETCH_MS)
    seen: list[int] = []
    for share in (0.0, 0.5, 0.25, 0.75, 0.125, 0.625, 1.0)[:MOST_PLACES]:
        start = int(last * share)
        if all(abs(start - other) >= STRETCH_MS // 2 for other in seen):
            seen.append(start)
            yield start
