"""Questions that are still open about some excerpts: what the group noted, and what their themes ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.project.kinds import HeadingKind, NoteKind
from coproclip.project.schema import Cluster, GroupNote, Theme, ThemeLink
from coproclip.themes.codebook import themes

NOTED, OF_THEME = "An open question", "The theme’s question"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question, what it is (at the beginning of a sentence), and which excerpts (ids) it is about; none for all."""

    text: str
    called: str
    excerpts: tuple[int, ...] = ()


def open_questions(session: Session, excerpt_ids: Sequence[int]) -> list[OpenQuestion]:
    """The questions about these excerpts, theme by theme, then about all of them; each once.

    A theme about which the group left no question open asks its own. One that is about other themes alone, or that
    somebody answered, is not among them.
    """
    found = dict[str, OpenQuestion]()
    for question in _questions(session, list(excerpt_ids)):
        found.setdefault(" ".join(question.text.split()).casefold(), question)
    return list(found.values())


def _questions(session: Session, excerpt_ids: list[int]) -> Iterator[OpenQuestion]:
    notes = _notes(session)
    links: dict[int, list[int]] = {}
    for theme_id, number in session.execute(select(ThemeLink.theme_id, ThemeLink.excerpt_id).order_by(ThemeLink.id)):
        links.setdefault(theme_id, []).append(number)
    about_all: list[OpenQuestion] = []
    known = themes(session)
    for theme in known:
        mine = [number for number in excerpt_ids if number in _in_theme(theme, known, links)]
        asked = [(note.text, note.excerpt_id) for note, about in notes if about == theme.id]
        for text, noted_at in asked if mine else ():
            yield OpenQuestion(text, NOTED, _first(noted_at, mine))
        if mine and not asked and theme.question.strip() and theme.heading_kind != HeadingKind.STATEMENT:
            yield OpenQuestion(theme.question, OF_THEME, tuple(mine))
    theme_ids = {theme.id for theme in known}
    for note, about in notes:
        if about in theme_ids:
            continue
        if note.excerpt_id is None:
            about_all.append(OpenQuestion(note.text, NOTED))
        elif note.excerpt_id in excerpt_ids:
            yield OpenQuestion(note.text, NOTED, (note.excerpt_id,))
    yield from about_all


def _notes(session: Session) -> list[tuple[GroupNote, int | None]]:
    """The questions that everybody may see and nobody answered, each with its theme (id)."""
    query = select(GroupNote, Cluster.theme_id).outerjoin(Cluster, Cluster.id == GroupNote.cluster_id)
    query = query.where(GroupNote.kind == NoteKind.QUESTION.value, GroupNote.shown == 1, GroupNote.done == 0)
    return [
        (note, note.theme_id if note.theme_id is not None else grouped)
        for note, grouped in session.execute(query.order_by(GroupNote.id))
    ]


def _in_theme(theme: Theme, known: Sequence[Theme], links: dict[int, list[int]]) -> set[int]:
    """The excerpts of a theme and of those under it."""
    found, waiting = set[int](), [theme.id]
    while waiting:
        number = waiting.pop()
        found.update(links.get(number, ()))
        waiting += [one.id for one in known if one.parent_id == number and one.id != theme.id]
    return found


def _first(number: int | None, mine: Sequence[int]) -> tuple[int, ...]:
    """The excerpt that a question was noted at before the others of its theme."""
    return tuple(dict.fromkeys([*([number] if number in mine and number is not None else []), *mine]))
