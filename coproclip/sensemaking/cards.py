"""The cards of a session: excerpts that the group may hear, in an order of chance in which every story gets a turn.

“Only what the policy allows for the group is drawn, shown, played, printed or given along”: it is asked each time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput, NotFound
from coproclip.excerpts.approval import shareable
from coproclip.excerpts.checks import Case
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.sharing import Sharing
from coproclip.project.belonging import delete_with_all
from coproclip.project.project import Edit, Project
from coproclip.project.schema import Card, Excerpt, Story, ThemeLink
from coproclip.sensemaking.sessions import open_session

EACH = 3
"""So many excerpts of a story are drawn, unless it is said otherwise."""
MOST_CARDS = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many cards there are now, and how many came with this draw."""

    cards: int
    added: int


def cards(session: Session, session_id: int) -> list[Card]:
    """The cards of a session in the order they are heard."""
    query = select(Card).where(Card.session_id == session_id)
    return list(session.scalars(query.order_by(Card.position, Card.id)))


def find_card(session: Session, session_id: int, number: int) -> Card:
    """The card with this number; raises `NotFound`."""
    found = session.scalar(select(Card).where(Card.session_id == session_id, Card.number == number).limit(1))
    if found is None:
        raise NotFound(f"There is no card {number} in this workshop.")
    return found


def for_the_group(project: Project, excerpt_ids: Iterable[int]) -> Sharing:
    """What of these excerpts the group may hear now, as it may hear it, and why not the others."""
    return shareable(project, excerpt_ids, Use.GROUP)


def may_hear(session: Session) -> Callable[[Excerpt], bool]:
    """Says of one excerpt after another whether the group may hear it, as far as can be said without its sound."""
    case = Case(session, Use.GROUP)
    case.thorough = True
    return lambda one: not case.reasons(one, case.reader.teller_answers(one, use=Use.GROUP))


def kept_back(session: Session) -> Iterator[bool]:
    """Of each excerpt outside the bin whether the group may not hear it: all of them take a while."""
    free = may_hear(session)
    return (not free(excerpt) for excerpt in in_question(session))


def in_question(session: Session, theme_ids: Iterable[int] = (), story_ids: Iterable[int] = ()) -> list[Excerpt]:
    """The excerpts outside the bin, or those of these themes and stories, that a session could be about."""
    there = select(Excerpt).join(Story, Story.id == Excerpt.story_id).where(Story.binned_at.is_(None))
    if themes := list(theme_ids):
        there = there.where(Excerpt.id.in_(select(ThemeLink.excerpt_id).where(ThemeLink.theme_id.in_(themes))))
    if stories := list(story_ids):
        there = there.where(Excerpt.story_id.in_(stories))
    return list(session.scalars(there.order_by(Excerpt.story_id, Excerpt.id)))


def draw_cards(
    edit: Edit,
    session_id: int,
    *,
    each: int = EACH,
    theme_ids: Iterable[int] = (),
    story_ids: Iterable[int] = (),
    chance: Random | None = None,
) -> Drawn:
    """Draw up to `each` excerpts of every story that the group may hear; every story in turn, in an order of chance.

    Excerpts that have a card keep it and count. Raises `BadInput`.
    """
    open_session(edit, session_id)
    if each < 1:
        raise BadInput("At least one excerpt of each story.", "Nothing was changed.")
    chance = chance or Random()
    candidates = in_question(edit.session, theme_ids, story_ids)
    free = may_hear(edit.session)
    there = cards(edit.session, session_id)
    have = {card.excerpt_id for card in there}
    by_story: dict[int, list[Excerpt]] = {}
    taken: dict[int, int] = {}
    for excerpt in candidates:
        if excerpt.id in have:
            taken[excerpt.story_id] = taken.get(excerpt.story_id, 0) + 1
        else:
            by_story.setdefault(excerpt.story_id, []).append(excerpt)
    turns: list[list[int]] = [[] for _ in range(each)]
    for story, mine in by_story.items():
        chance.shuffle(mine)
        # Asked only until there are enough: a large project has thousands.
        for turn, excerpt in enumerate(islice(filter(free, mine), max(0, each - taken.get(story, 0)))):
            turns[turn].append(excerpt.id)
    for turn_of in turns:
        chance.shuffle(turn_of)
    added = put_cards(edit, session_id, [excerpt_id for turn_of in turns for excerpt_id in turn_of])
    return Drawn(len(there) + added, added)


def put_cards(edit: Edit, session_id: int, excerpt_ids: Sequence[int]) -> int:
    """Cards for these excerpts, behind those that are there, with the next numbers; how many are new.

    Raises `BadInput` for one that the group may not hear, and for too many.
    """
    open_session(edit, session_id)
    there = cards(edit.session, session_id)
    have = {card.excerpt_id for card in there}
    new = [excerpt_id for excerpt_id in dict.fromkeys(excerpt_ids) if excerpt_id not in have]
    excerpts = [edit.get(Excerpt, excerpt_id) for excerpt_id in new]
    if not all(map(may_hear(edit.session), excerpts)):
        raise BadInput(
            "The group may not hear all of these excerpts.",
            "No card was made.",
            "Ask their storytellers whether the group may hear them.",
        )
    if len(there) + len(new) > MOST_CARDS:
        raise BadInput(f"A workshop has {MOST_CARDS} cards at most.", "No card was made.", "Draw fewer of each story.")
    number = max((card.number for card in there), default=0)
    place = max((card.position for card in there), default=-1)
    for step, excerpt_id in enumerate(new, 1):
        edit.session.add(
            Card(session_id=session_id, excerpt_id=excerpt_id, number=number + step, position=place + step)
        )
    edit.session.flush()
    return len(new)


def remove_card(edit: Edit, card_id: int) -> None:
    """Take a card out of its session, with the dots on it; what was noted about it stays."""
    card = edit.get(Card, card_id)
    open_session(edit, card.session_id)
    delete_with_all(edit.session, "card", [card_id])
