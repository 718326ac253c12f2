"""Texts that people wrote for others and that may not leave as they stand: whose they are, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.excerpts.approval import Approval
from coproclip.excerpts.beside.texts import against_text
from coproclip.excerpts.checks import Case
from coproclip.excerpts.playlists import introduced, items
from coproclip.excerpts.rules.public_texts import PublicText
from coproclip.excerpts.rules.reasons import Reason
from coproclip.project.schema import Excerpt, Story, ThemeLink
from coproclip.themes.headings import headings

OF_THEME = (
    PublicText.THEME_NAME,
    PublicText.THEME_QUESTION,
    PublicText.THEME_DESCRIPTION,
    PublicText.THEME_LINKING,
)
OF_PLAYLIST = (PublicText.PLAYLIST_TITLE, PublicText.PLAYLIST_INTRODUCTION)
OF_ITEM = (PublicText.ITEM_INTRODUCTION, PublicText.ITEM_CHAPTER)
OF_PROJECT = (PublicText.PROJECT_TITLE, PublicText.CONTACT, PublicText.TAKE_DOWN)


@dataclass(frozen=True, slots=True)
class ThemeTexts:
    """Why a theme's name, or what is said of it, may not leave beside its excerpts; no `reasons` where it may.

    `headline` is how the storyteller of its headline quote answered, where that keeps it from leaving.
    """

    theme_id: int
    reasons: tuple[Reason, ...]
    headline: Approval | None = None


def theme_texts(session: Session) -> Iterator[ThemeTexts]:
    """Of each theme, in order, whether its texts may leave beside the excerpts that are in it."""
    case, there = Case(session), dict[int, list[int]]()
    links = select(ThemeLink.theme_id, ThemeLink.excerpt_id).join(Excerpt, Excerpt.id == ThemeLink.excerpt_id)
    links = links.join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None)).order_by(ThemeLink.id)
    for theme, excerpt in session.execute(links):
        there.setdefault(theme, []).append(excerpt)
    for row in headings(session):
        beside = there.get(row.theme_id, ())
        found = [one for what in OF_THEME for one in against_text(case, what, row.theme_id, beside)]
        kept_back = row.approval if row.headline_id is not None and row.needs_headline else None
        yield ThemeTexts(row.theme_id, tuple(dict.fromkeys(found)), kept_back)


def playlist_texts(session: Session, playlist_id: int) -> tuple[Reason, ...]:
    """Why what stands on a playlist's page beside its excerpts may not leave: its own texts, and the project's.

    Raises `NotFound`.
    """
    case, beside = Case(session), [item.excerpt_id for item in items(session, playlist_id)]
    found = [one for what in OF_PLAYLIST for one in against_text(case, what, playlist_id, beside)]
    for item in introduced(session, playlist_id):
        found += [one for what in OF_ITEM for one in against_text(case, what, item.item_id, beside)]
    found += [one for what in OF_PROJECT for one in against_text(case, what, 1, beside)]
    return tuple(dict.fromkeys(found))
