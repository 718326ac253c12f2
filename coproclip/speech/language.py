"""Which language a story is in: asked at several places, because a greeting, a song or an accent misleads at one.

Speech models know some languages from so little speech that they take whatever they do not recognise for them: Welsh
for Latin, an accent for Māori. Such languages need better evidence than others, and the project's usual language less.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coproclip.speech.engine import Engine, LanguageGuess, Sound, Speech
from coproclip.speech.language_names import language_name
from coproclip.speech.pieces import pack

ReadSound = Callable[[int, int], Sound]

STRETCH_MS = 40_000
PIECE_MS = 12_000
"""So much speech is asked about at one place: more is hardly ever clearer, and takes longer."""
MOST_PLACES = 7
LEAST_SPEECH_MS = 2_000
SHORT_STORY_MS = 60_000
# After so many places this share is enough to stop asking; one place is enough for a short story only.
ENOUGH = {1: 0.95, 3: 0.85, 5: 0.7}
SURE, SURE_AT_ONE_PLACE = 0.6, 0.8
# Taken for these is what a model does not recognise.
SELDOM = frozenset({"mi", "nn", "ht", "jw", "yi", "haw", "su", "br", "fo", "oc", "ba"})
NEVER = frozenset({"la", "sa"})
SELDOM_WEIGHT, NEVER_WEIGHT = 0.1, 0.02
# So much of what is heard as the first is the second.
MISTAKEN = (("la", "cy", 0.15),)
# Welsh is heard as a little of everything, and hardly anything else is heard as Welsh.
WEIGHTS: Mapping[str, float] = {
    "cy": 2.0,
    **dict.fromkeys(sorted(SELDOM), SELDOM_WEIGHT),
    **dict.fromkeys(sorted(NEVER), NEVER_WEIGHT),
}
USUAL_WEIGHT, USUAL_LEAST = 3.0, 0.2
"""The usual language counts so much more, but only where it was heard at least so clearly: never for a foreign one."""
OTHER_CLEARLY, SAME_HARDLY = 0.85, 0.1


@dataclass(frozen=True, slots=True)
class StoryLanguage:
    """The language of a story (a code such as “en”), and whether the places that were asked agree on it.

    `runner_up` is the next likely one, `also` are languages that were clearly heard at some places instead.
    """

    language: str
    sure: bool
    runner_up: str = ""
    also: tuple[str, ...] = ()


def story_language(engine: Engine, read: ReadSound, duration_ms: int, usual: str = "") -> StoryLanguage | None:
    """The language spoken at up to seven places of a story; None where nobody was heard to speak.

    `read` gives the sound between two times (ms); `usual` is the code of the language that is likelier than others.
    """
    asked: list[Sequence[LanguageGuess]] = []
    for start in _places(duration_ms):
        sound = read(start, min(duration_ms, start + STRETCH_MS))
        asked += ask(engine, sound, engine.find_speech(sound), 1)
        short = len(asked) > 1 or duration_ms <= SHORT_STORY_MS
        if short and len(asked) in ENOUGH and _shares(asked, usual)[0][1] >= ENOUGH[len(asked)]:
            break
    return weigh(asked, usual)


def ask(engine: Engine, sound: Sound, speech: Speech, most: int) -> list[Sequence[LanguageGuess]]:
    """What the engine takes the first `most` pieces of `speech` for; pieces with hardly any speech are left out."""
    enough = (one for one in (speech.sure, speech.maybe) if sum(part.duration_ms for part in one) >= LEAST_SPEECH_MS)
    ranges = next(enough, None)
    if ranges is None:
        return []
    guesses = engine.guess_language([piece.sound(sound) for piece in pack(sound, ranges, PIECE_MS)[:most]])
    return [one for one in guesses if one]


def weigh(asked: Sequence[Sequence[LanguageGuess]], usual: str = "") -> StoryLanguage | None:
    """The language that is likeliest over all that was `asked`, when a project's usual one is `usual`."""
    if not asked:
        return None
    (language, share), *others = _shares(asked, usual)
    sure = share >= (SURE if len(asked) > 1 else SURE_AT_ONE_PLACE)
    also: list[str] = []
    for guesses in asked:
        clearest = max(guesses, key=lambda guess: guess.likelihood)
        own = next((guess.likelihood for guess in guesses if guess.language == language), 0.0)
        if (
            clearest.likelihood >= OTHER_CLEARLY
            and own <= SAME_HARDLY
            and clearest.language not in {*SELDOM, *NEVER, *also}
        ):
            also.append(clearest.language)
    return StoryLanguage(language, sure or bool(also), others[0][0] if others else "", tuple(also))


def sentence(found: StoryLanguage) -> str:
    """What a person should be told about the language of a story; empty when there is nothing to say."""
    if found.also:
        names = " and ".join(map(language_name, found.also))
        again = "that language" if len(found.also) == 1 else "those languages"
        return f"Parts of it may be in {names}: listen to them again in {again}."
    if not found.sure:
        maybe = f" It may be {language_name(found.runner_up)}." if found.runner_up else ""
        return (
            f"This sounds like {language_name(found.language)}, but that is not sure.{maybe} "
            "If it is another language, choose it and transcribe it again."
        )
    return ""


def _shares(asked: Sequence[Sequence[LanguageGuess]], usual: str) -> list[tuple[str, float]]:
    """The languages and how likely each is after all that is known (together 1), the likeliest first."""
    total: dict[str, float] = {}
    for guesses in asked:
        for guess in guesses:
            total[guess.language] = total.get(guess.language, 0.0) + guess.likelihood / len(asked)
    for code, meant, part in MISTAKEN:
        total[meant] = total.get(meant, 0.0) + part * total.get(code, 0.0)
    for language, likelihood in total.items():
        total[language] = likelihood * WEIGHTS.get(language, 1.0)
        if language == usual and likelihood >= USUAL_LEAST:
            total[language] *= USUAL_WEIGHT
    whole = sum(total.values()) or 1.0
    return sorted(((language, share / whole) for language, share in total.items()), key=lambda one: (-one[1], one[0]))


def _places(duration_ms: int) -> Iterator[int]:
    """Starts of stretches: the beginning, the middle, the end, then what lies between."""
    last = max(0, duration_ms - STRETCH_MS)
    seen: list[int] = []
    for share in (0.0, 0.5, 1.0, 0.25, 0.75, 0.125, 0.625)[:MOST_PLACES]:
        start = int(last * share)
        if all(abs(start - other) >= STRETCH_MS // 2 for other in seen):
            seen.append(start)
            yield start
