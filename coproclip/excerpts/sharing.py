"""What was asked for, told apart: what may leave the project, and what may not and why."""

from dataclasses import dataclass

from coproclip.excerpts.answers import Approval
from coproclip.excerpts.grants import ShareableExcerpt
from coproclip.excerpts.reasons import Reason, in_words


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


@dataclass(frozen=True, slots=True)
class Sharing:
    """What may leave, and what may not."""

    granted: tuple[ShareableExcerpt, ...]
    refused: tuple[Refusal, ...]
