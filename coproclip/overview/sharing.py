"""How many excerpts can be shared and how many are not ready: one count, whichever screen or command says it."""

from collections.abc import Iterable
from typing import NamedTuple

from coproclip.excerpts.answers import Approval
from coproclip.excerpts.sharing import Sharing


class SharingCount(NamedTuple):
    """Of some excerpts: `ready` can be shared, `not_ready` cannot, whatever it is that speaks against it."""

    ready: int = 0
    not_ready: int = 0


def count_approvals(approvals: Iterable[Approval | None]) -> SharingCount:
    """The count of excerpts whose approvals these are; those at which nobody has looked yet are in neither number."""
    known = [approval for approval in approvals if approval is not None]
    ready = known.count(Approval.YES)
    return SharingCount(ready, len(known) - ready)


def count_sharing(sharing: Sharing) -> SharingCount:
    """The count of excerpts of which it was asked whether they may leave now; their sound was looked at too."""
    return SharingCount(len(sharing.granted), len(sharing.refused))


def count_agreed(approvals: Iterable[Approval | None]) -> int:
    """How many have a yes that holds, also those that are held back for something else."""
    return sum(approval in (Approval.YES, Approval.WITHHELD) for approval in approvals)
