"""Cards and notes put together, named in somebody's words, and made a theme with their links kept."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coproclip.errors import BadInput
from coproclip.excerpts.coverage import StoryReader
from coproclip.project.belonging import delete_with_all
from coproclip.project.comparing.word_runs import says
from coproclip.project.kinds import Suggested
from coproclip.project.project import Edit
from coproclip.project.schema import Card, Cluster, ClusterMember, Excerpt, GroupNote, Theme
from coproclip.sensemaking.sessions import open_session
from coproclip.themes.codebook import add_theme, link, set_headline, themes, unlink


def clusters(session: Session, session_id: int) -> list[Cluster]:
    """The groups of cards of a session, in their order."""
    query = select(Cluster).where(Cluster.session_id == session_id)
    return list(session.scalars(query.order_by(Cluster.position, Cluster.id)))


def members(session: Session, cluster_id: int) -> list[ClusterMember]:
    """What is in a group of cards, in its order."""
    query = select(ClusterMember).where(ClusterMember.cluster_id == cluster_id)
    found = session.scalars(query.order_by(ClusterMember.position, ClusterMember.id))
    return [one for one in found if one.card_id is not None or one.note_id is not None]


def name_of(cluster: Cluster, place: int) -> str:
    """What a group of cards is called; at `place` (from 0) while nobody has named it."""
    if not cluster.name:
        return f"Group {place + 1}"
    return f"“{cluster.name}”" if cluster.in_their_words else cluster.name


def add_cluster(edit: Edit, session_id: int, name: str = "", card_ids: Sequence[int] = ()) -> Cluster:
    """A new group of cards behind the others, with these cards in it."""
    open_session(edit, session_id)
    there = clusters(edit.session, session_id)
    name = " ".join(name.split())
    _check_name(there, name, None)
    made = edit.add(
        Cluster(session_id=session_id, name=name, position=max((one.position for one in there), default=-1) + 1)
    )
    for card_id in card_ids:
        put(edit, made.id, card_id=card_id)
    if name:
        name_cluster(edit, made.id, name)
    return made


def _check_name(there: Sequence[Cluster], name: str, but: int | None) -> None:
    if name and any(one.id != but and one.name.casefold() == name.casefold() for one in there):
        raise BadInput(f"There is a group “{name}” already.", "Nothing was changed.", "Put the cards in that one.")


def find_cluster(session: Session, session_id: int, name: str) -> Cluster | None:
    """The group of this name, or of this number in the order they stand in (“Group 2”); None for none."""
    wanted = " ".join(name.split()).strip('“”"').casefold()
    for place, cluster in enumerate(clusters(session, session_id)):
        if wanted in (cluster.name.casefold() or None, f"group {place + 1}"):
            return cluster
    return None


def put(
    edit: Edit,
    cluster_id: int | None,
    *,
    card_id: int | None = None,
    note_id: int | None = None,
    position: int | None = None,
) -> None:
    """Put a card or a note in a group of cards, at `position` (from 0) or at its end; None: out of all of them.

    It is in one at a time. Where the group is a theme, the excerpt goes into it, and out of the one it came from.
    """
    if (card_id is None) == (note_id is None):
        raise BadInput("Say which card, or which note.", "Nothing was moved.")
    moved = edit.get(Card, card_id) if card_id is not None else edit.get(GroupNote, note_id or 0)
    session_id = moved.session_id or 0
    open_session(edit, session_id)
    to = edit.get(Cluster, cluster_id) if cluster_id is not None else None
    if to is not None and to.session_id != session_id:
        raise BadInput("That group is of another workshop.", "Nothing was moved.")
    mine = ClusterMember.card_id == card_id if card_id is not None else ClusterMember.note_id == note_id
    of_session = select(Cluster.id).where(Cluster.session_id == session_id)
    before = edit.session.scalars(select(ClusterMember).where(mine, ClusterMember.cluster_id.in_(of_session))).first()
    differs = before.differs if before is not None else 0
    origin = edit.get(Cluster, before.cluster_id) if before is not None else None
    edit.session.execute(delete(ClusterMember).where(mine, ClusterMember.cluster_id.in_(of_session)))
    if to is not None:
        row = ClusterMember(cluster_id=to.id, card_id=card_id, note_id=note_id, position=0, differs=differs)
        order = members(edit.session, to.id)
        order.insert(len(order) if position is None else max(0, min(position, len(order))), row)
        edit.session.add(row)
        for place, one in enumerate(order):
            one.position = place
    edit.session.flush()
    if isinstance(moved, Card) and (to is None or origin is None or to.id != origin.id):
        _follow(edit, moved.excerpt_id, origin, to, differs)


def _follow(edit: Edit, excerpt_id: int, origin: Cluster | None, to: Cluster | None, differs: int) -> None:
    """The theme of a group of cards has the excerpts of its cards."""
    if origin is not None and origin.theme_id is not None and (to is None or to.theme_id != origin.theme_id):
        unlink(edit, origin.theme_id, excerpt_id)
    if to is not None and to.theme_id is not None:
        link(edit, to.theme_id, excerpt_id, differs=bool(differs))


def set_differs(edit: Edit, session_id: int, card_id: int, differs: bool) -> None:
    """Say that a card sees its group differently, or no longer. Raises `BadInput` for one that is in no group."""
    open_session(edit, session_id)
    card = edit.get(Card, card_id)
    of_session = select(Cluster.id).where(Cluster.session_id == session_id)
    query = select(ClusterMember).where(ClusterMember.card_id == card_id, ClusterMember.cluster_id.in_(of_session))
    member = edit.session.scalars(query).first()
    if member is None:
        raise BadInput("A card sees a group differently.", "Nothing was changed.", "Put it in that group first.")
    member.differs = int(differs)
    theme_id = edit.get(Cluster, member.cluster_id).theme_id
    if theme_id is not None:
        link(edit, theme_id, card.excerpt_id, differs=differs)


def name_cluster(edit: Edit, cluster_id: int, name: str) -> None:
    """Call a group of cards something; it is in their words where one of its cards says so.

    Its theme is called so too.
    """
    cluster = edit.get(Cluster, cluster_id)
    open_session(edit, cluster.session_id)
    name = " ".join(name.split()).strip('“”"')
    _check_name(clusters(edit.session, cluster.session_id), name, cluster_id)
    cluster.name = name
    cluster.in_their_words = int(bool(name) and _who_says(edit.session, cluster_id, name) is not None)
    if cluster.theme_id is not None and name:
        theme = edit.get(Theme, cluster.theme_id)
        if any(one.id != theme.id and one.name.casefold() == name.casefold() for one in themes(edit.session)):
            raise BadInput(f"There is a theme “{name}” already.", "Nothing was changed.")
        theme.name, theme.in_their_words = name, cluster.in_their_words


def _excerpts(session: Session, cluster_id: int) -> list[tuple[Excerpt, int]]:
    """The excerpts of a group's cards, each with whether it differs."""
    found = []
    for member in members(session, cluster_id):
        card = session.get(Card, member.card_id) if member.card_id is not None else None
        if card is not None:
            found.append((session.get_one(Excerpt, card.excerpt_id), member.differs))
    return found


def _who_says(session: Session, cluster_id: int, words: str) -> int | None:
    """The first excerpt of a group of cards in which these words are said."""
    reader = StoryReader(session)
    for excerpt, _ in _excerpts(session, cluster_id):
        if says(reader.quote(excerpt), words):
            return excerpt.id
    return None


def delete_cluster(edit: Edit, cluster_id: int) -> None:
    """Take a group of cards apart; its cards and notes stand alone again, its theme stays as it is."""
    cluster = edit.get(Cluster, cluster_id)
    open_session(edit, cluster.session_id)
    delete_with_all(edit.session, "cluster", [cluster_id])


def _theme_of(session: Session, cluster: Cluster) -> Theme | None:
    """The theme that a group of cards is, or would be: one of its name."""
    theme = session.get(Theme, cluster.theme_id) if cluster.theme_id is not None else None
    return theme or next((one for one in themes(session) if one.name.casefold() == cluster.name.casefold()), None)


def asks(session: Session, cluster_id: int) -> str:
    """The question of the theme that a group of cards is, or would be; empty where there is none."""
    cluster = session.get(Cluster, cluster_id)
    theme = _theme_of(session, cluster) if cluster is not None else None
    return theme.question if theme is not None else ""


def make_theme(edit: Edit, cluster_id: int, *, question: str = "", shown: str | None = None) -> Theme:
    """The theme of a group of cards, with the excerpts of its cards in it; one of its name is taken, if there is one.

    Where its name is said in a card, that one becomes the headline quote. Raises `BadInput` for one without a name, and
    where a `question` would be written over another one than was `shown`.
    """
    cluster = edit.get(Cluster, cluster_id)
    open_session(edit, cluster.session_id)
    if not cluster.name:
        raise BadInput("Name the group first.", "Nothing was changed.", "The storytellers’ own words are often best.")
    theme = _theme_of(edit.session, cluster)
    if theme is None:
        theme = add_theme(edit, cluster.name, question=question, in_their_words=bool(cluster.in_their_words))
        theme.suggested_by = Suggested.GROUP.value
    elif question.strip():
        there = theme.question.strip()
        if shown is not None and there not in ("", shown.strip(), question.strip()):
            raise BadInput(
                f"The theme “{theme.name}” asks something else by now: “{there}”",
                "Nothing was changed; what you typed is still here.",
                "Leave the field empty to keep that question, or press the button once more to write over it.",
            )
        theme.question = question.strip()
    cluster.theme_id = theme.id
    for excerpt, differs in _excerpts(edit.session, cluster_id):
        link(edit, theme.id, excerpt.id, differs=bool(differs))
    if theme.headline_excerpt_id is None and (said_in := _who_says(edit.session, cluster_id, cluster.name)) is not None:
        set_headline(edit, theme.id, said_in)
    edit.session.flush()
    return theme
