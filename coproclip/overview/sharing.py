"""How many excerpts can be shared and how many are not ready: one count, whichever screen or command says it."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coproclip.excerpts.rules.answers import Approval
from coproclip.excerpts.rules.sharing import Sharing
from coproclip.overview.crowded import is_crowded
from coproclip.overview.excerpts import FEW, excerpt_count
from coproclip.project.schema import Playlist, PlaylistItem, ProjectRow, Segment, Theme

MOST_LETTERS, MOST_PASSAGES = 6_000, 3_000
"""What people wrote beside excerpts is compared with all that was ever said: so much with so much of it at once."""


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


def is_soon_looked_at(session: Session, playlist_id: int | None) -> bool:
    """Whether it is soon known of a few excerpts, or those of a playlist, if they may leave."""
    written = [
        select(func.sum(func.length(ProjectRow.contact) + func.length(ProjectRow.take_down))),
        select(func.sum(func.length(Theme.name))),
        select(func.sum(func.length(Playlist.introduction))).where(Playlist.id == playlist_id),
        select(func.sum(func.length(PlaylistItem.introduction))).where(PlaylistItem.playlist_id == playlist_id),
    ]
    letters = sum(session.scalar(one) or 0 for one in written)
    few = excerpt_count(session) <= FEW and (session.scalar(select(func.count(Segment.id))) or 0) <= MOST_PASSAGES
    return few and letters <= MOST_LETTERS and not is_crowded(session)
