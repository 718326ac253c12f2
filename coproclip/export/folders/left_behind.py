"""What was part of an export and was left where it is: said once for all files that were left for the same reason."""

from collections.abc import Iterator
from enum import Enum

from coproclip.export.folders.loose_copies import some

_NAMED = 3


class Left(Enum):
    """Why a file was left, of one file and of several; and what to do about it."""

    CHANGED = (
        "was changed by somebody after it was exported, so it was left where it is. It is no longer part of this "
        "export: if you need it and everything in it may still be shared, keep it elsewhere; else delete it.",
        "were changed by somebody after they were exported, so they were left where they are: {names}. They are no "
        "longer part of this export: what you need and may still be shared as it is, keep elsewhere; delete the rest.",
    )
    IN_USE = (
        "could not be taken away: another program may have it open, or it is write-protected. It is no longer part of "
        "this export: delete it unless you know that it may stay.",
        "could not be taken away: {names}. Another program may have them open, or they are write-protected. They are "
        "no longer part of this export: delete them unless you know that they may stay.",
    )
    OTHER_KIND = (
        "is a copy of what was exported, but of no kind that this program makes, so it was left. It is no longer part "
        "of this export: delete it unless you know that it may stay.",
        "are copies of what was exported, but of no kind that this program makes, so they were left: {names}. They are "
        "no longer part of this export: delete them unless you know that they may stay.",
    )


class LeftBehind:
    """The files (names in the folder `called` so) that were left; each is said once."""

    def __init__(self, called: str) -> None:
        self._called = called
        self.names: list[str] = []
        self._unsaid: dict[Left, list[str]] = {}

    def note(self, name: str, why: Left) -> None:
        """A file was left for this reason."""
        self.names.append(name)
        self._unsaid.setdefault(why, []).append(name)

    def sentences(self) -> Iterator[str]:
        """A sentence for each reason, of what was not said yet."""
        while self._unsaid:
            why = next(iter(self._unsaid))
            names = list(dict.fromkeys(self._unsaid.pop(why)))
            alone, several = why.value
            if len(names) == 1:
                yield f"“{names[0]}” {alone}"
            else:
                yield f"{len(names)} files in “{self._called}” {several.format(names=some(names, _NAMED))}"
