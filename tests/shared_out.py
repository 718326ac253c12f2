"""Some runs of the whole suite share it out among themselves: each takes the next file that no other has taken.

So all end at about the same time, whichever tests came to be heavy; see `packaging/dev.py`.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

TAKEN, FROM = "COPROCLIP_TESTS_TAKEN", "COPROCLIP_TESTS_FROM"
"""The folder in which the runs note what is taken, and where this one begins: “start”, “end” or “middle”."""


def _files(items: list[pytest.Item], taken: Path, begin: str) -> Iterator[list[pytest.Item]]:
    files = [list(of_one) for _, of_one in groupby(items, key=lambda item: item.path)]
    middle = len(files) // 2
    ways = {"start": files, "end": files[::-1], "middle": files[middle:] + files[:middle]}
    for tests in ways[begin]:
        try:
            (taken / "+".join(tests[0].path.parts[-3:])).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield tests


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """pytest's own loop, over the files that fall to this run."""
    taken, begin = os.environ.pop(TAKEN, ""), os.environ.pop(FROM, "start")
    if not taken or session.testsfailed or session.config.option.collectonly:
        return None
    files = _files(session.items, Path(taken), begin)
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
