"""What a file says it is for, large and first."""

from enum import StrEnum


class Notice(StrEnum):
    """Nothing, where it is for whoever is given it."""

    NONE = ""
    REVIEW = "For review, not for sharing"
    TEAM = "For the team, not for sharing"


REVIEW_MARK = Notice.REVIEW
TEAM_MARK = Notice.TEAM
