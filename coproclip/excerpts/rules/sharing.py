"""What was asked for, told apart: what may leave the project, and what may not and why."""

from dataclasses import dataclass

from coproclip.excerpts.rules.answers import Approval
from coproclip.excerpts.rules.grants import ShareableExcerpt
from coproclip.excerpts.rules.reasons import Reason, ReasonKind, in_words


@dataclass(frozen=True, slots=True)
class Refusal:
    """An excerpt that may not leave, and why, in words a person can act on."""

    excerpt_id: int
    title: str
    approval: Approval
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> str:
        """All reasons as sentences."""
        return in_words(self.reasons)

    @property
    def is_only_missing(self) -> bool:
        """Whether nobody refused it: the project, or this copy of it, merely does not have it (any more)."""
        return all(reason.code in (ReasonKind.GONE, ReasonKind.BIN, ReasonKind.AWAY) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Sharing:
    """What may leave, and what may not."""

    granted: tuple[ShareableExcerpt, ...]
    refused: tuple[Refusal, ...]

    @property
    def missing(self) -> frozenset[int]:
        """The numbers of those that the project does not have (any more) and nobody refused."""
        return frozenset(refusal.excerpt_id for refusal in self.refused if refusal.is_only_missing)
