"""Which captions are hard to read, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coproclip.export.captioning.cues import STANDARD, CaptionPreset, Cue
from coproclip.export.captioning.writing_systems import width


@dataclass(frozen=True, slots=True)
class CaptionProblem:
    """What is hard to read in caption `number` (from 1); `stop` where most people could not follow it."""

    number: int
    sentence: str
    stop: bool = False


def check_cues(cues: Sequence[Cue], preset: CaptionPreset = STANDARD) -> list[CaptionProblem]:
    """Everything in `cues` that breaks the measures of `preset`, in order."""
    found = []
    for number, cue in enumerate(cues, 1):
        shown, longest = cue.end_ms - cue.start_ms, round(max(map(width, cue.lines), default=0))
        if len(cue.lines) > preset.lines:
            found.append(CaptionProblem(number, f"Caption {number} has {len(cue.lines)} lines.", stop=True))
        if longest > preset.hard_line:
            found.append(CaptionProblem(number, f"Caption {number} has a line of {longest} characters.", stop=True))
        if cue.cps > preset.warn_cps:
            words = len(re.findall(r"\S+", cue.text))
            found.append(
                CaptionProblem(
                    number,
                    f"Caption {number} is fast to read: {cue.cps:.1f} characters a second "
                    f"({60_000 * words / max(1, shown):.0f} words a minute).",
                    stop=cue.cps > preset.stop_cps,
                )
            )
        if shown < preset.min_ms:
            short = shown < preset.hard_min_ms
            found.append(CaptionProblem(number, f"Caption {number} shows for {shown / 1000:.2f} s.", stop=short))
        if shown > preset.max_ms:
            long = shown > preset.hard_max_ms
            found.append(CaptionProblem(number, f"Caption {number} stays for {shown / 1000:.2f} s.", stop=long))
    for number, (before, after) in enumerate(pairwise(cues), 2):
        if after.start_ms < before.end_ms:
            found.append(CaptionProblem(number, f"Caption {number} starts before the one above it goes.", stop=True))
        elif after.start_ms - before.end_ms < preset.min_gap_ms:
            found.append(CaptionProblem(number, f"Caption {number} follows without a gap."))
    return sorted(found, key=lambda problem: problem.number)
