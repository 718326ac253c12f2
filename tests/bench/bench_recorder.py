"""What the recorder promises, measured: killed, cut off, full, unplugged, removed, for hours, and with two clocks.

    python tests/bench/bench_recorder.py [--only kills,power …] [--kills 100] [--hours 4] [--limits]

Prints a table of what was measured and what is allowed; with `--limits` the exit code is 1 when something is not as
it must be. A part that cannot be played here (no strace, no right to mount a disk) says so.
"""

import argparse
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent))

import recorder_lengths as lengths
import recorder_losses as losses
from recorder_table import Table
from recording_child import Skipped

Part = Callable[[Table, Path, argparse.Namespace, Random], None]

PARTS: dict[str, Part] = {
    "kills": losses.kills,
    "power": losses.power_cuts,
    "full": losses.full_disks,
    "gone": losses.gone_devices,
    "instead": losses.other_devices,
    "removed": losses.removed_folders,
    "second": losses.second_disks,
    "cost": lengths.cost,
    "hours": lengths.hours,
    "big": lengths.past_four_gigabytes,
    "clocks": lengths.two_clocks,
    "beside": lengths.beside,
}


def main() -> int:
    """Play the chosen parts; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--power-seconds", type=float, default=6.0, help="length of the recording that is cut off")
    parser.add_argument("--full", type=int, default=20, help="how often the disk is full")
    parser.add_argument("--gone", type=int, default=20, help="how often the microphone goes away")
    parser.add_argument("--removed", type=int, default=5, help="how often the project’s folder is removed")
    parser.add_argument("--cost-seconds", type=float, default=60.0, help="in real time, alone")
    parser.add_argument("--hours", type=float, default=4.0, help="faster than real time")
    parser.add_argument("--clock-minutes", type=float, default=60.0, help="with two clocks 50 ppm apart")
    parser.add_argument("--beside-minutes", type=float, default=10.0, help="in real time, while the computer is busy")
    parser.add_argument("--model", default="", help="the speech model that works beside the recording")
    parser.add_argument("--place", type=Path, default=None, help="a folder on the disk to measure")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limits", action="store_true", help="exit with 1 when a limit is missed")
    chosen = parser.parse_args()
    # What the recorder notes for its makers is not part of the table.
    logging.disable()
    table = Table()
    for name in chosen.only.split(","):
        folder = Path(tempfile.mkdtemp(prefix=f"recorder-{name}-", dir=chosen.place))
        try:
            PARTS[name](table, folder, chosen, Random(chosen.seed))
        except Skipped as why:
            table.skip(name, str(why))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print("\nall well" if table.well else "\nNOT WELL")
    return 1 if chosen.limits and not table.well else 0


if __name__ == "__main__":
    sys.exit(main())
