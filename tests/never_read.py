"""A reader that meets the worst of files: it never comes back, and nothing else in its process goes on meanwhile."""

import re
from pathlib import Path

ENDLESS = ("(a*)*b", "a" * 60)
"""A pattern and a text."""


def never_read(_path: Path) -> None:
    re.fullmatch(*ENDLESS)
