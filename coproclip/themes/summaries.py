"""What a story says about a theme, in a line or two that the team writes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.project import Edit
from coproclip.project.schema import GridSummary, Story, Theme


def summary_of(session: Session, story_id: int, theme_id: int) -> str:
    """What a story says about a theme, as somebody wrote it; empty where nobody did."""
    where = (GridSummary.story_id == story_id, GridSummary.theme_id == theme_id)
    return session.scalar(select(GridSummary.text).where(*where)) or ""


def set_summary(edit: Edit, story_id: int, theme_id: int, text: str) -> None:
    """Write what a story says about a theme; empty takes it away. Raises `NotFound`."""
    edit.get(Story, story_id)
    edit.get(Theme, theme_id)
    where = (GridSummary.story_id == story_id, GridSummary.theme_id == theme_id)
    known = edit.session.scalar(select(GridSummary).where(*where))
    text = text.strip()
    if known is None:
        if text:
            edit.add(GridSummary(story_id=story_id, theme_id=theme_id, text=text))
    elif text:
        known.text = text
    else:
        edit.session.delete(known)
        edit.session.flush()
