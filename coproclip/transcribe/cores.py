"""How many processor cores there really are: two threads on one core make speech slower, not faster."""

import os
import sys
from pathlib import Path


def physical_cores() -> int:
    """The cores this program may use, at least 1; hyper-threads are not counted where the system says."""
    if sys.platform == "linux":
        allowed = os.sched_getaffinity(0)
        siblings = {_siblings(number) for number in allowed}
        return max(1, len(siblings))
    logical = os.cpu_count() or 1
    return logical if sys.platform == "darwin" else max(1, logical // 2)


def _siblings(number: int) -> str:
    path = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
    try:
        return path.read_text("ascii").strip()
    except OSError:
        return str(number)
