"""What the group chose, what it left out, and why each: nothing is chosen without a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.belonging import delete_with_all
from coproclip.project.kinds import ChoiceKind
from coproclip.project.project import Edit
from coproclip.project.schema import Card, Choice, Theme
from coproclip.sensemaking.sessions import open_session
from coproclip.themes.codebook import set_headline


def choices(session: Session, session_id: int) -> list[Choice]:
    """What was chosen and left out in a session, as it came."""
    return list(session.scalars(select(Choice).where(Choice.session_id == session_id).order_by(Choice.id)))


def choose(
    edit: Edit,
    session_id: int,
    kind: ChoiceKind,
    reason: str,
    *,
    card_id: int | None = None,
    theme_id: int | None = None,
    chosen: bool = True,
) -> Choice:
    """Choose a card for something, or leave it out (not `chosen`), with a reason. Raises `BadInput` without one.

    A card is chosen or left out once for each kind: the newest word counts. The headline of a theme becomes that.
    """
    open_session(edit, session_id)
    reason = reason.strip()
    if not reason:
        raise BadInput("Say why.", "Nothing was chosen.", "One sentence is enough: it is what others will ask.")
    if card_id is None and theme_id is None:
        raise BadInput("Say which card, or which theme.", "Nothing was chosen.")
    card = edit.get(Card, card_id) if card_id is not None else None
    if card is not None and card.session_id != session_id:
        raise BadInput("That card is of another workshop.", "Nothing was chosen.")
    theme = edit.get(Theme, theme_id) if theme_id is not None else None
    excerpt_id = card.excerpt_id if card is not None else None
    for before in choices(edit.session, session_id):
        if (before.kind, before.excerpt_id, before.theme_id) == (ChoiceKind(kind).value, excerpt_id, theme_id):
            edit.session.delete(before)
    if chosen and kind is ChoiceKind.HEADLINE and theme is not None and excerpt_id is not None:
        set_headline(edit, theme.id, excerpt_id)
    return edit.add(
        Choice(
            session_id=session_id,
            excerpt_id=excerpt_id,
            theme_id=theme_id,
            kind=ChoiceKind(kind).value,
            chosen=int(chosen),
            reason=reason,
        )
    )


def take_back(edit: Edit, choice_id: int) -> None:
    """Take a choice back, as if nothing had been said of it."""
    open_session(edit, edit.get(Choice, choice_id).session_id)
    delete_with_all(edit.session, "choice", [choice_id])
