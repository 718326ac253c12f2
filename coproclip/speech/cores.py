"""How many processor cores there really are: two threads on one core make speech slower, not faster."""

import os
import platform
from pathlib import Path


def physical_cores() -> int:
    """The cores this program may use, at least 1; hyper-threads are not counted where the system says."""
    logical = os.cpu_count() or 1
    if platform.system() == "Linux":
        return max(1, len({_siblings(number) for number in os.sched_getaffinity(0)}))
    return max(1, logical // 2) if platform.system() == "Windows" else logical


def _siblings(number: int) -> str:
    path = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
    try:
        return path.read_text("ascii").strip()
    except OSError:
        return str(number)
