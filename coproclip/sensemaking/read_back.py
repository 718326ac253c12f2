"""What the group decided, on one page in plain words: drafted from what they did, changed by them, agreed, and closed.

Cards are named by their numbers: no storyteller's words stand in it that somebody may take back later.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.project.kinds import ChoiceKind, NoteKind
from coproclip.project.project import Edit, now
from coproclip.project.rows import fetch
from coproclip.project.schema import Choice, Cluster, Theme, WorkshopSession
from coproclip.sensemaking.attendees import people_count
from coproclip.sensemaking.cards import cards
from coproclip.sensemaking.choices import choices
from coproclip.sensemaking.clusters import clusters, members, name_of
from coproclip.sensemaking.dots import dots
from coproclip.sensemaking.notes import notes
from coproclip.sensemaking.sessions import open_session

CHOSEN_FOR = {
    ChoiceKind.HEADLINE: "as a headline",
    ChoiceKind.PLAYLIST: "for the playlist",
    ChoiceKind.REPORT: "for the report",
}
NOTED = {
    NoteKind.SUGGESTION: "What we suggest",
    NoteKind.OUTPUT: "What came of it",
    NoteKind.QUESTION: "What we still ask",
    NoteKind.LEARNED: "What we learned",
    NoteKind.ACTION: "What happens next, and who does it",
}


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def draft(session: Session, session_id: int) -> str:
    """The page as it would read now, from what the group did; lines of plain words."""
    workshop = fetch(session, WorkshopSession, session_id)
    there, drawn = people_count(session, session_id), cards(session, session_id)
    first = f"We were {_counted(there, 'person', 'people')} and had {_counted(len(drawn), 'card')} to listen to."
    blocks = [[workshop.title], [first], list(_groups(session, workshop)), list(_differences(session, session_id))]
    blocks += [list(_chosen(session, session_id, chosen=True)), list(_chosen(session, session_id, chosen=False))]
    for kind, heading in NOTED.items():
        found = notes(session, session_id, [kind])
        lines = (f"- {note.text}{_about(session, note.cluster_id)}" for note in found)
        blocks.append([f"{heading}:", *lines] if found else [])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _groups(session: Session, workshop: WorkshopSession) -> Iterator[str]:
    placed = dots(session, workshop.id)
    on_card = Counter(dot.card_id for dot in placed if dot.card_id is not None)
    on_group = Counter(dot.cluster_id for dot in placed if dot.cluster_id is not None)
    found = clusters(session, workshop.id)
    if found:
        yield "What we put together:"
    for place, cluster in enumerate(found):
        inside = members(session, cluster.id)
        count = on_group[cluster.id] + sum(on_card[one.card_id or 0] for one in inside)
        theme = session.get(Theme, cluster.theme_id) if cluster.theme_id is not None else None
        asks = f" {theme.question}" if theme is not None and theme.question else ""
        dotted = f", {_counted(count, 'dot')}" if count else ""
        many = _counted(len([one for one in inside if one.card_id is not None]), "card")
        yield f"- {name_of(cluster, place)}: {many}{dotted}.{asks}"


def _differences(session: Session, session_id: int) -> Iterator[str]:
    number = {card.id: card.number for card in cards(session, session_id)}
    found: list[str] = []
    for place, cluster in enumerate(clusters(session, session_id)):
        apart = [number[one.card_id] for one in members(session, cluster.id) if one.differs and one.card_id in number]
        if apart:
            found.append(f"- {name_of(cluster, place)}: {_numbers(apart)} sees it differently.")
    found += [
        f"- {note.text}{_about(session, note.cluster_id)}"
        for note in notes(session, session_id, [NoteKind.DIFFERENTLY])
    ]
    if found:
        yield "Who sees it differently:"
        yield from found


def _about(session: Session, cluster_id: int | None) -> str:
    cluster = session.get(Cluster, cluster_id) if cluster_id is not None else None
    return f" (about {name_of(cluster, 0)})" if cluster is not None and cluster.name else ""


def _numbers(numbers: Sequence[int]) -> str:
    return f"Card {numbers[0]}" if len(numbers) == 1 else f"Cards {', '.join(map(str, numbers))}"


def _chosen(session: Session, session_id: int, *, chosen: bool) -> Iterator[str]:
    number = {card.excerpt_id: card.number for card in cards(session, session_id)}
    found = [one for one in choices(session, session_id) if bool(one.chosen) is chosen]
    if found:
        yield "What we chose:" if chosen else "What we left out:"
    for one in found:
        what_for = f" {CHOSEN_FOR[ChoiceKind(one.kind)]}" if one.kind in set(ChoiceKind) else ""
        yield f"- {_what(session, one, number)}{what_for if chosen else ''}: {one.reason}"


def _what(session: Session, choice: Choice, number: dict[int, int]) -> str:
    theme = session.get(Theme, choice.theme_id) if choice.theme_id is not None else None
    named = f"“{theme.name}”" if theme is not None else ""
    card = f"Card {number[choice.excerpt_id]}" if choice.excerpt_id in number else ""
    return " of ".join(filter(None, (card, named))) or "A card that is no longer there"


def set_read_back(edit: Edit, session_id: int, text: str) -> None:
    """Keep the page as the group wants it; other words than those agreed on are to be agreed on again."""
    workshop = open_session(edit, session_id)
    if workshop.read_back != text.strip():
        workshop.read_back, workshop.agreed_at = text.strip(), ""


def agree_on_it(edit: Edit, session_id: int, *, agreed: bool = True) -> None:
    """The group agrees on the page, or not after all. Raises `BadInput` for an empty one."""
    workshop = open_session(edit, session_id)
    if agreed and not workshop.read_back:
        raise BadInput("There is nothing to agree on yet.", "Nothing was changed.", "Make a first draft of the page.")
    workshop.agreed_at = now() if agreed else ""


def close_session(edit: Edit, session_id: int) -> None:
    """Close a session. Raises `BadInput` while the group has not agreed on what it decided."""
    workshop = open_session(edit, session_id)
    if not workshop.agreed_at:
        raise BadInput(
            "The group has not agreed on the page yet.",
            "The workshop stays open; everything is kept.",
            "Read it out, change what is not right, then agree on it.",
        )
    workshop.closed_at = now()


def reopen_session(edit: Edit, session_id: int) -> None:
    """Go on with a session that was closed."""
    edit.get(WorkshopSession, session_id).closed_at = ""
