"""How many voices there are among voice prints, and what each of them is like. The same prints give the same answer.

Prints are put together from below, the two most alike groups first. “A voice is a group that says enough”: a cough or a
stretch of two people at once stays apart for long, and does not count. Found on recordings and checked on others, see
`tests/bench/bench_voices.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.floating]
Places = npt.NDArray[np.intp]

MOST_VOICES = 6
# Shorter windows say too little to find voices by, unless there are hardly any others (weights are seconds up to 1).
WORTH, FEWEST = 0.6, 6
# Of a long story so many prints, spread over all of it, are enough to find the voices.
ENOUGH_PRINTS = 1_500
# A voice says at least so much (s), or this share of all; one that was asked for may be smaller than one found.
LEAST, LEAST_OF_ASKED, LEAST_OF_FURTHER, LEAST_SHARE = 3.0, 1.0, 5.0, 0.02
STEPS = 20
# How alike (mean cosine) windows of the two sides are: two people 0.34 and less, one person torn in two 0.33 and more,
# nearly always above 0.47. What was said within 2 s shares a room and a breath, and does not count.
TWO_BELOW, APART_MS = 0.38, 2_000
# Who asks for two is believed for longer: readers torn in two come to 0.41 and more, most of them to 0.5. A second
# voice of a few words has to be another’s more plainly, since every reader now and then sounds unlike themselves.
ASKED_BELOW, FEW_WORDS_BELOW = 0.43, 0.30
# The centres of any two voices, once there are more than two.
FURTHER_BELOW = 0.55
SEED_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class Groups:
    """A `centre` (of length 1) for each voice; `alike` is the mean cosine between what the two likest of them say."""

    centres: Numbers
    alike: float = 0.0

    @property
    def certain(self) -> bool:
        """Whether these are plainly different voices."""
        return len(self.centres) == 1 or self.alike < TWO_BELOW


def find_groups(
    prints: Numbers,
    weights: Numbers,
    middles_ms: Numbers,
    voices: int | None,
    seeds: Mapping[int, Places] | None = None,
) -> Groups:
    """The voices among these prints: as many as asked for, or as there are (None).

    Fewer than asked for only where no more say anything to speak of. `weights` (up to 1) are how much each print is
    worth, `middles_ms` is when it was said. `seeds` are prints of which it is known who speaks: those of voice n become
    centre n, and a voice that is known is there.
    """
    worth = np.flatnonzero(weights >= WORTH)
    if len(worth) < FEWEST:
        worth = np.arange(len(prints))
    some = worth[:: -(-len(worth) // ENOUGH_PRINTS)]
    shown = _Shown(prints[some], weights[some], middles_ms[some])
    found = shown.asked_for(min(voices, MOST_VOICES)) if voices is not None else shown.as_there_are()
    if seeds:
        found = _seeded(prints, weights, found, seeds)
    return Groups(found, shown.likest(found))


class _Shown:
    """The prints that voices are found by."""

    def __init__(self, prints: Numbers, weights: Numbers, middles_ms: Numbers) -> None:
        self._prints, self._weights, self._middles = prints, weights, middles_ms
        self._all = float(weights.sum())

    def asked_for(self, voices: int) -> Numbers:
        """So many centres; fewer where there are no more groups that say anything to speak of."""
        for number in range(min(voices, len(self._prints)), 1, -1):
            for least, below in ((LEAST, ASKED_BELOW), (LEAST_OF_ASKED, FEW_WORDS_BELOW)):
                cut = self._cut(np.arange(len(self._prints)), number, max(least, LEAST_SHARE * self._all))
                if cut is None:
                    continue
                found = self._settled(cut)
                if number > 2 or self.likest(found) < below:
                    return found
        return self._one()

    def as_there_are(self) -> Numbers:
        """As many centres as there plainly are voices."""
        everything = np.arange(len(self._prints))
        two = self._cut(everything, 2, max(LEAST, LEAST_SHARE * self._all))
        if two is None:
            return self._one()
        found = self._settled(two)
        if self.likest(found) >= TWO_BELOW:
            return self._one()
        while len(found) < MOST_VOICES:
            more = self._one_more(found)
            if more is None:
                break
            found = more
        return found

    def likest(self, centres: Numbers) -> float:
        """The mean cosine between windows of two voices, of those two that are most alike."""
        if len(centres) < 2:
            return 0.0
        nearest = (self._prints @ centres.T).argmax(axis=1)
        means = []
        for one in range(len(centres)):
            for other in range(one):
                left, right = np.flatnonzero(nearest == one), np.flatnonzero(nearest == other)
                away = np.abs(self._middles[left][:, np.newaxis] - self._middles[right]) > APART_MS
                if away.any():
                    means.append(float((self._prints[left] @ self._prints[right].T)[away].mean()))
        return max(means, default=0.0)

    def _one(self) -> Numbers:
        return _unit(self._weights @ self._prints)[np.newaxis]

    def _one_more(self, centres: Numbers) -> Numbers | None:
        """These voices with the one divided that falls apart most plainly; None where none does."""
        nearest = (self._prints @ centres.T).argmax(axis=1)
        least = max(LEAST_OF_FURTHER, LEAST_SHARE * self._all)
        tried: list[tuple[float, Numbers]] = []
        for place in range(len(centres)):
            parts = self._cut(np.flatnonzero(nearest == place), 2, least)
            if parts is None:
                continue
            found = self._settled(np.concatenate([np.delete(centres, place, axis=0), parts]))
            weights = np.bincount((self._prints @ found.T).argmax(axis=1), self._weights, len(found))
            near = float((found @ found.T - 2 * np.eye(len(found))).max())
            if near < FURTHER_BELOW and weights.min() >= least:
                tried.append((near, found))
        return min(tried, key=lambda one: one[0])[1] if tried else None

    def _cut(self, places: Places, number: int, least: float) -> Numbers | None:
        """The centres of the coarsest grouping with `number` groups that say at least so much; None without one."""
        from scipy.cluster.hierarchy import linkage  # slow to load, and only wanted here

        if len(places) < number:
            return None
        prints, weights = self._prints[places], self._weights[places]
        merges = linkage(prints, "average", "cosine")
        count = len(places)
        # From everything in one group back to the single prints, one merge undone at a time.
        totals = np.concatenate([weights, np.zeros(len(merges))])
        for row, (left, right) in enumerate(merges[:, :2].astype(int)):
            totals[count + row] = totals[left] + totals[right]
        open_groups = {len(totals) - 1}
        for row in range(len(merges) - 1, -1, -1):
            large = [group for group in open_groups if totals[group] >= least]
            if len(large) == number:
                return np.stack([self._centre(places[self._members(merges, count, group)]) for group in sorted(large)])
            open_groups.remove(count + row)
            open_groups |= {int(merges[row, 0]), int(merges[row, 1])}
        return None

    @staticmethod
    def _members(merges: Numbers, count: int, group: int) -> Places:
        found, waiting = list[int](), [group]
        while waiting:
            one = waiting.pop()
            if one < count:
                found.append(one)
            else:
                waiting += [int(merges[one - count, 0]), int(merges[one - count, 1])]
        return np.array(found, np.intp)

    def _centre(self, places: Places) -> Numbers:
        return _unit(self._weights[places] @ self._prints[places])

    def _settled(self, centres: Numbers) -> Numbers:
        """The centres once every print is with the one it is nearest to."""
        before = np.full(len(self._prints), -1)
        for _ in range(STEPS):
            nearest = (self._prints @ centres.T).argmax(axis=1)
            if (nearest == before).all():
                break
            before = nearest
            centres = np.stack(
                [
                    self._centre(np.flatnonzero(nearest == one)) if (nearest == one).any() else old
                    for one, old in enumerate(centres)
                ]
            )
        return centres


def _seeded(prints: Numbers, weights: Numbers, centres: Numbers, seeds: Mapping[int, Places]) -> Numbers:
    """The centres in the order of the voices that are known, those that nobody spoke of after them."""
    from scipy.optimize import linear_sum_assignment

    known = np.stack([_unit(weights[seeds[voice]] @ prints[seeds[voice]]) for voice in sorted(seeds)])
    rows, columns = linear_sum_assignment(-(known @ centres.T))
    mine = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    nearest = (prints @ centres.T).argmax(axis=1)
    found = []
    for row, voice in enumerate(sorted(seeds)):
        total = SEED_WEIGHT * (weights[seeds[voice]] @ prints[seeds[voice]])
        if row in mine:
            there = nearest == mine[row]
            total = total + weights[there] @ prints[there]
        found.append(_unit(total))
    rest = [centre for place, centre in enumerate(centres) if place not in mine.values()]
    return np.stack([*found, *rest])


def _unit(vector: Numbers) -> Numbers:
    unit: Numbers = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit
