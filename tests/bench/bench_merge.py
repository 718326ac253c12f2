"""How long it takes to make a copy of a large project for a colleague, and to bring two such copies back.

    python tests/bench/bench_merge.py [--stories 1000] [--limits]

In both copies a passage of every story is corrected and an excerpt of it is marked, every tenth in both the same
passage, and 50 stories are new. Seconds by the clock, beside them those of the processor. The sound is left out: it is
copied byte by byte. With `--limits` the exit code is 1 when bringing both copies back takes more than 10 s (processor).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_sizes import PASSAGE_MS, Size, make_project

from coproclip.excerpts.marking import mark
from coproclip.people.stories import add_story
from coproclip.project.journal import Operation, Work
from coproclip.project.merging.bring_back import bring_back, look_into
from coproclip.project.merging.working_copy import make_copy
from coproclip.project.project import Project
from coproclip.transcript.edits import correct_segment, passages

LIMIT_S, NEW = 10.0, 50
T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do it, print how long it took (s); returns what it gave and the time of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    used = time.process_time() - processor
    print(f"{what:<44}{time.perf_counter() - clock:8.2f} s{used:8.2f} s of the processor", flush=True)
    return found, used


def work_in(folder: Path, stories: int, who: int) -> None:
    """What a colleague did."""
    with Project.open(folder) as copy:
        with copy.edit(Work.ADD_STORY) as edit:
            for story in range(1, stories + 1):
                line = passages(edit.session, story)[0 if story % 10 == 0 else who]
                correct_segment(edit, line.id, f"corrected by {who} {line.text}")
            for number in range(NEW):
                add_story(edit, f"New {number} of {who}", storytellers=(f"Teller {number}",), reporter="June")
        with copy.edit(Operation.MARK_EXCERPT) as edit:
            for story in range(1, stories + 1):
                mark(edit, story, who * PASSAGE_MS + 20, (who + 1) * PASSAGE_MS - 20)


def main() -> int:
    """Measure; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=1000)
    options.add_argument("--limits", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        to = Path(place)
        folder = make_project(to, "Many", Size(asked.stories, 10, 1, 0))
        with Project.open(folder) as project:
            copies = [
                timed(f"make a copy for {name}", lambda name=name: make_copy(project, to, name))[0]  # type: ignore[misc]
                for name in ("Rosa", "June")
            ]
            for who, copy in enumerate(copies, 1):
                timed("(work in it)", lambda copy=copy, who=who: work_in(copy, asked.stories, who))  # type: ignore[misc]
            timed("look into the first", lambda: look_into(project, copies[0]))
            told, first = timed("bring the first back", lambda: bring_back(project, copies[0]))
            assert not told.conflicts
            told, second = timed("bring the second back", lambda: bring_back(project, copies[1]))
            assert len(told.conflicts) == asked.stories // 10, len(told.conflicts)
            told, again = timed("bring the first back again", lambda: bring_back(project, copies[0]))
            assert told.is_empty
    slow = first + second > LIMIT_S
    print(f"both copies: {first + second:.1f} s (may take {LIMIT_S:.0f} s); once more {again:.1f} s")
    return int(slow and asked.limits)


if __name__ == "__main__":
    raise SystemExit(main())
