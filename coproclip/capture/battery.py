"""How much is left in the battery."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Battery:
    """`percent` is what is left (0–100); `plugged` is false only where the system is sure that it runs on it."""

    percent: int
    plugged: bool


def battery() -> Battery | None:
    """The battery as it is now; None on a computer without one, or where the system does not tell."""
    try:
        found = psutil.sensors_battery()
    except Exception:
        # Each system has its own ways to fail here, and no battery is worth a recording.
        return None
    if found is None:
        return None
    return Battery(max(0, min(100, round(found.percent))), found.power_plugged is not False)
