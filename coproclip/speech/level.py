"""Sound too quiet for an engine, made loud enough: far below speech level both finding and reading it fail."""

import numpy as np

from coproclip.speech.engine import Sound

QUIET = 0.03
WANTED = 0.2
MOST_GAIN = 1000.0
SHARE_PERCENT = 99.5


def loud_enough(sound: Sound) -> Sound:
    """`sound` as it is, or raised evenly (by 60 dB at most) when even its loud moments are very quiet."""
    if not len(sound):
        return sound
    loud = float(np.percentile(np.abs(sound), SHARE_PERCENT))
    if loud >= QUIET or loud <= 0:
        return sound
    raised: Sound = np.clip(sound * np.float32(min(MOST_GAIN, WANTED / loud)), -1, 1)
    return raised
