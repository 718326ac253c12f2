"""The ways in which a stretch of sound can be read, and what each preset makes of them.

What a story costs and how right it is hangs on these numbers alone; the rest is how they are carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coproclip.speech.presets import BALANCED, CAREFUL, QUICK


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How to read: `beam` readings are weighed, `patience` times as many are finished.

    A `penalty` above 1 speaks against words that were just written, and leads out of loops.
    """

    beam: int = 5
    patience: float = 1.0
    penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read: in pieces of at most `longest_ms`, read as `first` says before any second look."""

    longest_ms: int
    first: DecodeOptions


@dataclass(frozen=True, slots=True)
class Care:
    """How carefully to listen: the first of `ways` reads everything, the others what it read unsurely.

    Unsurely means with a mean log-probability of at most `unsure`, so 0 is everything.
    """

    ways: tuple[Way, ...]
    unsure: float = 0.0


# Measured by `tests/bench/bench_words.py`. Weighing three readings instead of one spares an eighth of the errors, above
# all over a telephone; five spare hardly more. In pieces of 14 s encoding costs a third less than in half a minute and
# as few words are wrong, in shorter ones more are. What three ways agree on is right more often than any of them; where
# the first is sure they hardly ever differ.
_PLAIN = Way(14_000, DecodeOptions(3))
CARE: Mapping[str, Care] = {
    QUICK: Care((Way(14_000, DecodeOptions(1)),)),
    BALANCED: Care((_PLAIN, Way(29_500, DecodeOptions(3)), Way(18_400, DecodeOptions(1))), -0.55),
    CAREFUL: Care((_PLAIN, Way(29_500, DecodeOptions(5)), Way(20_000, DecodeOptions(3)))),
}
