"""A disk that takes no writing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def stick(room: Path, *sources: Path) -> Iterator[Path]:
    """A write-protected stick with copies of `sources` on it: a real one where that can be made."""
    place = room / "stick"
    place.mkdir()
    if sys.platform == "linux" and os.geteuid() == 0:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "none", place], check=False, capture_output=True).returncode
        if mounted == 0:
            try:
                for source in sources:
                    shutil.copytree(source, place / source.name)
                subprocess.run(["mount", "-o", "remount,ro", place], check=True)
                yield place
            finally:
                subprocess.run(["umount", "-l", place], check=False)
            return
    for source in sources:
        shutil.copytree(source, place / source.name)
    every = [place, *place.rglob("*")]
    for path in every:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        if os.access(place, os.W_OK):
            pytest.skip("nothing here is write-protected for this user")
        yield place
    finally:
        for path in every:
            path.chmod(0o755)
