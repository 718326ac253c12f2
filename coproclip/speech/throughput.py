"""How long transcribing takes on this computer, learnt from its own past runs."""

import json
from contextlib import suppress
from pathlib import Path

from coproclip.new_files import write_whole
from coproclip.settings import data_folder
from coproclip.speech.cores import physical_cores
from coproclip.speech.presets import BALANCED, CAREFUL, PRESETS, QUICK

SHORTEST_MS = 20_000
"""A shorter run mostly measures how long the speech model takes to load."""
# A new run counts this much against all earlier ones.
NEW = 0.4
WORK = {QUICK: 0.8, BALANCED: 1.0, CAREFUL: 3.3}
"""How much work a preset is, against “balanced”."""
SIZES = {
    "tiny": 0.5,
    "base": 1.0,
    "parakeet": 1.5,
    "small": 3.3,
    "distil-large-v3": 9.5,
    "large-v3-turbo": 10.0,
    "turbo": 10.0,
    "medium": 10.0,
    "large": 19.0,
}
"""How much work a speech model is, against “base”; the longest name that fits counts."""
# Seconds of one core for a second of sound with the base model on a slow laptop: rather too long than too short.
CAUTIOUS = 0.12
MOST_WORKERS = 4

Paces = dict[str, dict[str, float]]


def remember_pace(model: str, preset: str, sound_ms: int, took_ms: int) -> None:
    """Learn from a finished run: `sound_ms` of sound took `took_ms`. Short runs teach nothing."""
    if sound_ms < SHORTEST_MS or took_ms <= 0 or preset not in PRESETS:
        return
    paces = _load()
    known, pace = paces.setdefault(model, {}), took_ms / sound_ms
    known[preset] = pace if preset not in known else known[preset] + NEW * (pace - known[preset])
    path = _path()
    # Not being able to keep it costs only the guess.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(paces, indent=1).encode("utf-8"))


def is_measured(model: str, preset: str) -> bool:
    """Whether it is known from this computer itself how long this pair takes."""
    return preset in _load().get(model, {})


def expected_ms(model: str, preset: str, sound_ms: int) -> int | None:
    """How long (ms) writing `sound_ms` of sound down will take here; None when nothing can be said.

    From past runs of this pair, else from runs of another preset or speech model, else a cautious guess.
    """
    size = _size(model)
    paces = _load()
    own = paces.get(model, {})
    if preset in own:
        return round(sound_ms * own[preset])
    if preset not in WORK:
        return None
    if own:
        nearest = min(own, key=lambda other: abs(WORK[other] - WORK[preset]))
        return round(sound_ms * own[nearest] * WORK[preset] / WORK[nearest])
    if size is None:
        return None
    found = [
        pace / other_size / WORK[other_preset]
        for name, known in paces.items()
        if (other_size := _size(name)) is not None
        for other_preset, pace in known.items()
    ]
    pace = sum(found) / len(found) if found else CAUTIOUS / min(MOST_WORKERS, physical_cores())
    return round(sound_ms * pace * size * WORK[preset])


def _size(model: str) -> float | None:
    names = [name for name in SIZES if name in model.lower()]
    return SIZES[max(names, key=len)] if names else None


def _path() -> Path:
    return data_folder() / "paces.json"


def _load() -> Paces:
    try:
        raw = json.loads(_path().read_text("utf-8"))
        return {
            str(model): {preset: float(pace) for preset, pace in known.items() if preset in PRESETS and pace > 0}
            for model, known in raw.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
