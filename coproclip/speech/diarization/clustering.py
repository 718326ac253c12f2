"""How many voices there are among voice prints, and what each of them is like. The same prints give the same answer.

Prints are put together from below, the two most alike groups first. “A voice is a group that says enough”: a cough or a
stretch of two people at once stays apart for long, and does not count. Found on recordings and checked on others, see
`tests/bench/bench_voices.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coproclip.speech.messages import Voices

Numbers = npt.NDArray[np.floating]
Places = npt.NDArray[np.intp]

MOST_VOICES = 6
# Shorter windows say too little to find voices by, unless there are hardly any others (weights are seconds up to 1).
WORTH, FEWEST = 0.6, 6
# Of a long story so many prints, spread over all of it, are enough to find the voices.
ENOUGH_PRINTS = 1_500
# A voice says at least so much (s), or this share of all; one that was asked for may be smaller than one found.
LEAST, LEAST_OF_ASKED, LEAST_OF_FURTHER, LEAST_SHARE = 3.0, 1.0, 10.0, 0.02
STEPS = 20
# So much more (mean cosine) each side is like itself than like the other side. How alike two sides are says little by
# itself: over one telephone all people sound alike, and so do they with themselves. What was said within 2 s shares a
# room and a breath, and does not count. Every reader now and then sounds unlike themselves: `EVEN` times the share of
# the smaller side is added, so a second voice of few words has to be another’s more plainly. Every collection left out
# chose 0.22 on the others; it is a little less, as one voice for two people is worse than two for one.
TWO_FROM, FURTHER_FROM, EVEN, APART_MS = 0.20, 0.20, 0.25, 2_000
SEED_WEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class Groups:
    """A `centre` (of length 1) for each voice; `apart` is how plainly the two likest of them are two."""

    centres: Numbers
    apart: float = 1.0

    @property
    def certain(self) -> bool:
        """Whether these are plainly different voices."""
        return self.apart >= TWO_FROM


def find_groups(
    prints: Numbers,
    weights: Numbers,
    middles_ms: Numbers,
    voices: Voices,
    seeds: Mapping[int, Places] | None = None,
) -> Groups:
    """The voices among these prints: as many as asked for, or as there are (`AtMost` so many, or None).

    Fewer than asked for only where no more say anything to speak of, however alike they sound. `weights` (up to 1) are
    how much each print is worth, `middles_ms` is when it was said. `seeds` are prints of which it is known who speaks:
    those of voice n become centre n, and a voice that is known is there.
    """
    worth = np.flatnonzero(weights >= WORTH)
    if len(worth) < FEWEST:
        worth = np.arange(len(prints))
    some = worth[:: -(-len(worth) // ENOUGH_PRINTS)]
    shown = _Shown(prints[some], weights[some], middles_ms[some])
    if isinstance(voices, int):
        found = shown.asked_for(min(voices, MOST_VOICES))
    else:
        found = shown.as_there_are(min(voices.number, MOST_VOICES) if voices else MOST_VOICES)
    if seeds:
        found = _seeded(prints, weights, found, seeds)
    return Groups(found, shown.apart(found))


class _Shown:
    """The prints that voices are found by."""

    def __init__(self, prints: Numbers, weights: Numbers, middles_ms: Numbers) -> None:
        self._prints, self._weights, self._middles = prints, weights, middles_ms
        self._all = float(weights.sum())

    def asked_for(self, voices: int) -> Numbers:
        """So many centres; fewer where there are no more groups that say anything to speak of."""
        for number in range(min(voices, len(self._prints)), 1, -1):
            everything = np.arange(len(self._prints))
            cuts = (
                self._cut(everything, number, max(least, LEAST_SHARE * self._all)) for least in (LEAST, LEAST_OF_ASKED)
            )
            found = [self._settled(cut) for cut in cuts if cut is not None]
            if found:
                # Somebody of a few words, where who says more is nobody plainly.
                return next((one for one in found if self.apart(one) >= TWO_FROM), found[0])
        return self._one()

    def as_there_are(self, most: int) -> Numbers:
        """As many centres as there plainly are voices, at most so many."""
        two = self._cut(np.arange(len(self._prints)), 2, max(LEAST, LEAST_SHARE * self._all))
        if two is None or most < 2:
            return self._one()
        found = self._settled(two)
        if self.apart(found) < TWO_FROM:
            return self._one()
        while len(found) < most:
            more = self._one_more(found)
            if more is None:
                break
            found = more
        return found

    def apart(self, centres: Numbers) -> float:
        """How much more each of two voices is like itself than like the other, and how even: of the two likest."""
        if len(centres) < 2:
            return 1.0
        nearest = (self._prints @ centres.T).argmax(axis=1)
        says = np.bincount(nearest, self._weights, len(centres))
        alike = {
            (one, other): self._alike(np.flatnonzero(nearest == one), np.flatnonzero(nearest == other))
            for one in range(len(centres))
            for other in range(one + 1)
        }
        found = []
        for one, other in ((one, other) for one, other in alike if one != other):
            own = [value for value in (alike[one, one], alike[other, other]) if value is not None]
            both = alike[one, other]
            if own and both is not None:
                even = float(min(says[one], says[other]) / (says[one] + says[other]))
                found.append(float(np.mean(own)) - both + EVEN * even)
        return min(found, default=0.0)

    def _alike(self, left: Places, right: Places) -> float | None:
        """The mean cosine between prints of these places that were not said in one breath; None where all were."""
        away = np.abs(self._middles[left][:, np.newaxis] - self._middles[right]) > APART_MS
        return float((self._prints[left] @ self._prints[right].T)[away].mean()) if away.any() else None

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
            apart = self.apart(found)
            if apart >= FURTHER_FROM and weights.min() >= least:
                tried.append((apart, found))
        return max(tried, key=lambda one: one[0])[1] if tried else None

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
