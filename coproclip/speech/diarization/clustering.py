"""How many voices there are among voice prints, and what each of them is like. The same prints give the same answer.

“Clear” is a grouping whose prints are much nearer to their own centre than to the next. It, not nearness alone,
decides: somebody who says little is found beside somebody who says much, and one voice is not torn in two.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.floating]

MOST_VOICES = 6
TRIES = 12
STEPS = 40
# Of a long story so many prints, spread over all of it, are enough to find the voices.
ENOUGH_PRINTS = 4_000
# A voice has at least this share of the prints, and so many.
LEAST_SHARE, LEAST_PRINTS = 0.02, 4
# How clear (0 to 1) a grouping is of voices that are there: measured, one voice torn in two comes to 0.15-0.30, or to
# 0.39 where a few odd sounds are taken for a voice; two voices to 0.31-0.55. Between the two it counts how much nearer
# the prints are to their centres than to one for all (squared): 0.84 and more for one voice torn, else 0.80 and less.
CLEAR, CLEAR_OF_FEW, FEW_PRINTS = 0.36, 0.42, 8
HARDLY_CLEAR, NEARER = 0.30, 0.82
# Not told how many there are, one more is believed only when that makes it hardly less clear.
AS_CLEAR, ENOUGH_OF_ONE = 0.95, 12


@dataclass(frozen=True, slots=True)
class Groups:
    """A centre for each voice, how `clear` they are apart, how many prints the smallest has, how `nearer` they are."""

    centres: Numbers
    clear: float
    smallest: float
    nearer: float

    @property
    def believed(self) -> bool:
        """Whether these are voices, and not one torn in pieces."""
        if len(self.centres) == 1 or self.clear >= CLEAR_OF_FEW:
            return True
        most = self.smallest >= FEW_PRINTS
        return most and (self.clear >= CLEAR or (self.clear >= HARDLY_CLEAR and self.nearer <= NEARER))


def find_groups(prints: Numbers, weights: Numbers, voices: int | None) -> Groups:
    """The voices among these prints: as many as asked for, or as there are (None).

    Fewer than asked for where there plainly are no more. `weights` (up to 1) are how much each print is worth.
    """
    some = slice(None, None, -(-len(prints) // ENOUGH_PRINTS))
    shown, weighed = prints[some], weights[some]
    most = max(1, min(voices or MOST_VOICES, MOST_VOICES, len(shown)))
    if voices is None:
        found = _clearest(shown, weighed, 1)
        for number in range(2, most + 1):
            more = _clearest(shown, weighed, number)
            plain = number == 2 or (more.clear >= CLEAR and more.smallest >= ENOUGH_OF_ONE)
            if more.believed and plain and more.clear >= AS_CLEAR * found.clear:
                found = more
        return found
    for number in range(most, 1, -1):
        found = _clearest(shown, weighed, number)
        if found.believed:
            return found
    return _clearest(shown, weighed, 1)


def distances(prints: Numbers, centres: Numbers) -> Numbers:
    """How far (squared) each print lies from each centre."""
    both = (prints**2).sum(axis=1)[:, np.newaxis] + (centres**2).sum(axis=1)[np.newaxis]
    apart: Numbers = np.maximum(both - 2 * prints @ centres.T, 0.0)
    return apart


def _clearest(prints: Numbers, weights: Numbers, number: int) -> Groups:
    """The clearest of some tries at `number` groups, each print with the centre it is nearest to."""
    chance = np.random.default_rng(number)
    tried = [
        _settled(prints, weights, begin(prints, weights, number, chance))
        for begin in (_apart, _spread)
        for _ in range(TRIES if number > 1 else 1)
    ]
    least = max(LEAST_PRINTS, LEAST_SHARE * float(weights.sum()))
    whole = [one for one in tried if one.smallest >= least]
    return max(whole or tried, key=lambda one: one.clear)


def _apart(prints: Numbers, weights: Numbers, number: int, chance: np.random.Generator) -> Numbers:
    """Prints to begin with: each is likely to be far from those before."""
    chosen = [int(chance.choice(len(prints), p=weights / weights.sum()))]
    while len(chosen) < number:
        far = distances(prints, prints[chosen]).min(axis=1) * weights + 1e-12
        chosen.append(int(chance.choice(len(prints), p=far / far.sum())))
    return prints[chosen]


def _spread(prints: Numbers, weights: Numbers, number: int, chance: np.random.Generator) -> Numbers:
    """Prints to begin with: each is one of the farthest from those before, though none of the odd ones."""
    chosen = [int(chance.choice(len(prints), p=weights / weights.sum()))]
    while len(chosen) < number:
        far = distances(prints, prints[chosen]).min(axis=1)
        chosen.append(int(np.abs(far - np.quantile(far, chance.uniform(0.9, 0.98))).argmin()))
    return prints[chosen]


def _settled(prints: Numbers, weights: Numbers, centres: Numbers) -> Groups:
    before = np.full(len(prints), -1)
    for _ in range(STEPS):
        nearest = distances(prints, centres).argmin(axis=1)
        if (nearest == before).all():
            break
        before = nearest
        centres = np.stack([_centre(prints, weights * (nearest == one), old) for one, old in enumerate(centres)])
    if len(centres) == 1:
        return Groups(centres, 0.0, float(weights.sum()), 1.0)
    away = np.sqrt(np.sort(distances(prints, centres), axis=1)[:, :2])
    clear = float(weights @ (1.0 - away[:, 0] / np.maximum(away[:, 1], 1e-9)) / weights.sum())
    middle = distances(prints, _centre(prints, weights, prints[0])[np.newaxis])[:, 0]
    nearer = float((weights @ away[:, 0] ** 2) / max(weights @ middle, 1e-9))
    return Groups(centres, clear, float(np.bincount(nearest, weights, len(centres)).min()), nearer)


def _centre(prints: Numbers, weights: Numbers, before: Numbers) -> Numbers:
    total = weights.sum()
    return weights @ prints / total if total > 0 else before
