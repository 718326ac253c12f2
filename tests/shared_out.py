"""Two runs of the whole suite share it out among themselves: each takes the next file that the other has not taken.

So both end at about the same time, whichever tests came to be heavy; see `packaging/dev.py`.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

TAKEN, FROM_THE_END = "COPROCLIP_TESTS_TAKEN", "COPROCLIP_TESTS_FROM_THE_END"
"""The folder in which the runs note what is taken, and whether this one begins with the last file."""


def _files(items: list[pytest.Item], taken: Path, *, from_the_end: bool) -> Iterator[list[pytest.Item]]:
    files = [list(of_one) for _, of_one in groupby(items, key=lambda item: item.path)]
    for tests in reversed(files) if from_the_end else files:
        try:
            (taken / "+".join(tests[0].path.parts[-3:])).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield tests


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """pytest's own loop, over the files that fall to this run."""
    taken, from_the_end = os.environ.pop(TAKEN, ""), bool(os.environ.pop(FROM_THE_END, ""))
    if not taken or session.testsfailed or session.config.option.collectonly:
        return None
    files = _files(session.items, Path(taken), from_the_end=from_the_end)
    tests = next(files, [])
    while tests:
        # What a test leaves standing for the next one depends on which that is.
        following = next(files, [])
        for test, after in zip(tests, [*tests[1:], *(following[:1] or [None])], strict=True):
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=after)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
        tests = following
    return True
