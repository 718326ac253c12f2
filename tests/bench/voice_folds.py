"""How many voices there are, chosen on some collections and reported on another: what `bench_voices.py --folds` prints.

For each collection the two borders of the grouping are chosen on talk in which nobody of it is heard, and reported on
talk in which somebody is. Beside it what is shipped, on everything.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from pathlib import Path
from unittest.mock import patch

import numpy as np
from voice_parts import MOODS, SAME, Talk, Voice, talk, voices

from coproclip.speech.diarization import clustering
from coproclip.speech.diarization.assign import voices_of
from coproclip.speech.diarization.embeddings import VoicePrinter
from coproclip.speech.diarization.speaker_model import find_speaker_model
from coproclip.speech.messages import AtMost, Voices

CHANNELS = ("as it is", "mu-law", "AMR", "far")
SECONDS = (30, 120)
TWO_FROM = (0.16, 0.18, 0.20, 0.22, 0.24)
FURTHER_FROM = (0.16, 0.18, 0.20, 0.22, 0.24)
LEAST_S = 20
A_TENTH = 0.1


@dataclass(frozen=True)
class Case:
    """Talk, and how many people are heard in it."""

    people: int
    channel: str
    seconds: int
    talk: Talk


def cases(every: Sequence[Voice]) -> Iterator[Case]:
    """Talk of one to four people, each recorded in one way but for those alone, whose mood and distance change."""
    chance = random.Random(1)
    by: dict[tuple[str, str], dict[str, Voice]] = {}
    for voice in every:
        by.setdefault((voice.source, voice.name), {})[voice.way] = voice
    by = {who: ways for who, ways in by.items() if ways["as it is"].seconds >= LEAST_S}
    for who, ways in by.items():
        for heard in (*((channel,) for channel in CHANNELS), MOODS[:3], MOODS, (MOODS[0], MOODS[-1])):
            for seconds in SECONDS:
                one = talk(
                    " ".join((*who, *heard)), [[ways[way] for way in heard]], [1], seconds, chance.randrange(999)
                )
                yield Case(1, " ".join(heard), seconds, one)
    for people in (2, 3, 4):
        groups = [group for group in combinations(by, people) if not _same(group)]
        for group in groups if people == 2 else chance.sample(groups, 150):
            # Several collections over one microphone do not meet; over one telephone they may.
            one_source = len({source for source, _ in group}) == 1
            for channel in CHANNELS if one_source else chance.sample(CHANNELS[1:3], 1):
                for seconds in SECONDS if people == 2 else (150,):
                    for shares in ((1, 1), (4, 1), (8, 1)) if people == 2 else (tuple(range(people, 0, -1)),):
                        names = " / ".join(name for _, name in group)
                        heard = [[by[who][channel]] for who in group]
                        made = talk(f"{names} {channel}", heard, shares, seconds, chance.randrange(999))
                        if len(set(made.said_by)) == people:
                            yield Case(people, channel, seconds, made)


def _same(group: Sequence[tuple[str, str]]) -> bool:
    names = {name for _, name in group}
    return any(set(pair) <= names for pair in SAME)


def told(case: Case, wanted: Voices) -> list[int]:
    """The voice of each word."""
    return [one.voice for one in voices_of(case.talk.words, case.talk.windows, case.talk.prints, wanted)]


def right(case: Case, found: Sequence[int]) -> float:
    """The share of words on the right voice."""
    number = max(case.people, max(found) + 1)
    counts = np.zeros((case.people, number))
    np.add.at(counts, (case.talk.said_by, found), 1)
    orders = permutations(range(number), case.people)
    return max(sum(counts[who, voice] for who, voice in enumerate(order)) for order in orders) / len(found)


def plays_a_part(case: Case) -> bool:
    """Whether each says a tenth of the words or more."""
    return bool(np.bincount(case.talk.said_by).min() >= A_TENTH * len(case.talk.said_by))


def counted(case: Case, two: float, further: float, wanted: Voices) -> int:
    """How many voices are found with these borders."""
    shown = case.talk
    weights = np.array([min(1.0, (one.end_ms - one.start_ms) / 1000) for one in shown.windows], np.float32)
    middles = np.array([one.middle_ms for one in shown.windows], np.float32)
    with patch.multiple(clustering, TWO_FROM=two, FURTHER_FROM=further):
        return len(clustering.find_groups(shown.prints, weights, middles, wanted).centres)


def folds(keep: Path) -> bool:
    """Print it all; whether nobody who was asked for and says a tenth was left out."""
    model = find_speaker_model()
    assert model is not None
    every = list(cases(list(voices(VoicePrinter(model.path), keep))))
    pairs = [case for case in every if case.people == 2]
    print(f"{len(every)} talks of {', '.join(sorted({one for case in every for one in case.talk.sources}))}")
    print("two asked for: share of words on the right voice, mean / lowest of a hundred / lowest; one voice for both")
    never = True
    for channel in CHANNELS:
        for seconds in SECONDS:
            some = [case for case in pairs if (case.channel, case.seconds) == (channel, seconds)]
            found = [told(case, 2) for case in some]
            shares = [right(case, one) for case, one in zip(some, found, strict=True)]
            alone = sum(max(one) == 0 and plays_a_part(case) for case, one in zip(some, found, strict=True))
            never &= not alone
            low = float(np.percentile(shares, 1))
            numbers = f"{np.mean(shares):7.1%} {low:7.1%} {min(shares):7.1%} {alone}"
            print(f"  {channel:10}{seconds:4} s {len(some):4} {numbers}")
    small = [case for case in every if case.people <= 2]
    of_two = {id(case): {two: counted(case, two, 1.0, AtMost(2)) for two in TWO_FROM} for case in small}
    by_number = {id(case): {further: counted(case, 0.0, further, None) for further in FURTHER_FROM} for case in every}

    def mistakes(some: Sequence[Case], wrong: Callable[[Case], bool]) -> float:
        """Each number of people counts the same."""
        kinds = sorted({case.people for case in some})
        return float(np.mean([np.mean([wrong(case) for case in some if case.people == one]) for one in kinds]))

    def wrong_two(two: float) -> Callable[[Case], bool]:
        return lambda case: of_two[id(case)][two] != case.people

    def wrong_number(two: float, further: float) -> Callable[[Case], bool]:
        def _wrong(case: Case) -> bool:
            one = case.people <= 2 and of_two[id(case)][two] == 1
            return (1 if one else by_number[id(case)][further]) != case.people

        return _wrong

    for source in sorted({one for case in every for one in case.talk.sources}):
        here, others = ([case for case in every if (source in case.talk.sources) == there] for there in (True, False))
        few_here, few = ([case for case in row if case.people <= 2] for row in (here, others))
        two = min(TWO_FROM, key=lambda one: mistakes(few, wrong_two(one)))
        further = min(FURTHER_FROM, key=lambda one: mistakes(others, wrong_number(two, one)))
        print(
            f"{source:12} two from {two}, further from {further}; one or two wrong "
            f"{mistakes(few, wrong_two(two)):.1%} on the others, here {mistakes(few_here, wrong_two(two)):.1%}; one to "
            "four wrong "
            f"{mistakes(others, wrong_number(two, further)):.1%}, here {mistakes(here, wrong_number(two, further)):.1%}"
        )
    row = [[case for case in every if case.people == number] for number in (1, 2, 3, 4)]
    for two in TWO_FROM:
        lost = ", ".join(f"{mistakes(some, wrong_two(two)):.1%}" for some in row[:2])
        print(f"on everything, two from {two}: of one and of two {lost} wrong")
    for further in FURTHER_FROM:
        lost = ", ".join(f"{mistakes(some, wrong_number(clustering.TWO_FROM, further)):.1%}" for some in row)
        print(f"on everything, further from {further}: of one to four {lost} wrong")
    long = [case for case in pairs if case.seconds == max(SECONDS) and plays_a_part(case)]
    alone = sum(of_two[id(case)][clustering.TWO_FROM] == 1 for case in long)
    print(f"as shipped, nobody asked for two: one voice in {alone} of {len(long)} talks in which two say a tenth each")
    return never
