"""What a command returned and printed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What a command returned and printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of what went to stdout, as JSON."""
        return json.loads(self.out)


Command = Callable[..., Ran]
