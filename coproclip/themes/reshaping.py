"""Merging themes into one and splitting one in two: links, differing views, dots and history come along."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from coproclip.errors import BadInput, NotFound
from coproclip.project.kinds import WIPED, Suggested
from coproclip.project.project import Edit
from coproclip.project.schema import (
    Choice,
    Cluster,
    Dot,
    GridSummary,
    GroupNote,
    Theme,
    ThemeEvent,
    ThemeLink,
    ThemeRelation,
    ThemeSuggestion,
)
from coproclip.themes.codebook import add_theme, delete_theme, link, move_theme, themes
from coproclip.themes.history import NOBODY, RENAMED, By, name_for_history, note_event

BESIDE = " / "
"""Between two texts that become one in a field of one line."""


def merge(edit: Edit, theme_ids: Sequence[int], into_id: int, *, by: By = NOBODY) -> None:
    """Make one theme of several: all that belongs to `theme_ids` goes to `into_id`, and they are gone.

    An excerpt that sees one of them differently sees the whole differently: disagreement is never lost. Their
    sub-themes, relations, who suggested them, summaries, what the group noted, dots and history go along, and where two
    of them have a text of the same kind, both stay, one beside the other. Raises
    `BadInput` for a theme into itself, or into one under it that would go too; `NotFound`.
    """
    into = edit.get(Theme, into_id)
    gone = [edit.get(Theme, one) for one in dict.fromkeys(theme_ids)]
    if not gone or into_id in {one.id for one in gone}:
        raise BadInput("A theme is merged into another one.", "Nothing was changed.", "Choose two different themes.")
    for theme in gone:
        _lift_out(edit, into, theme)
        _take_over(edit, theme, into)
        note_event(edit, into, f"“{name_for_history(edit, theme)}” was merged into it", by)
        edit.session.flush()
        # What says how a theme may be called in history stays with that theme.
        mine = select(ThemeEvent.id).where(ThemeEvent.theme_id == theme.id, ThemeEvent.what.not_in((WIPED, RENAMED)))
        events = list(edit.session.scalars(mine))
        delete_theme(edit, theme.id, by=By(by.who, by.why or f"merged into “{name_for_history(edit, into)}”"))
        edit.session.execute(update(ThemeEvent).where(ThemeEvent.id.in_(events)).values(theme_id=into_id))
        into = edit.get(Theme, into_id)


def _lift_out(edit: Edit, into: Theme, theme: Theme) -> None:
    """A theme that is merged into one below it lets that one out first, into its own place."""
    above, passed = into.parent_id, set[int]()
    while above is not None and above not in passed:
        if above == theme.id:
            beside = [one.id for one in themes(edit.session) if one.parent_id == theme.parent_id]
            move_theme(edit, into.id, theme.parent_id, beside.index(theme.id))
            return
        passed.add(above)
        above = edit.get(Theme, above).parent_id


def _take_over(edit: Edit, theme: Theme, into: Theme) -> None:
    session, run = edit.session, edit.session.execute
    links = session.scalars(select(ThemeLink).where(ThemeLink.theme_id == theme.id).order_by(ThemeLink.id))
    for one in links.all():
        link(edit, into.id, one.excerpt_id, differs=True if one.differs else None)
    if into.headline_excerpt_id is None:
        into.headline_excerpt_id = theme.headline_excerpt_id
    if not into.suggested_by or theme.suggested_by == Suggested.STORYTELLER:
        into.suggested_by = theme.suggested_by or into.suggested_by
    for column, between in (("question", BESIDE), ("description", "\n"), ("linking", BESIDE)):
        setattr(into, column, _both(getattr(into, column), getattr(theme, column), between))
    run(update(Theme).where(Theme.parent_id == theme.id).values(parent_id=into.id))
    for table in (Cluster, Dot, GroupNote, Choice):
        run(update(table).where(table.theme_id == theme.id).values(theme_id=into.id))
    for suggestion in session.scalars(select(ThemeSuggestion).where(ThemeSuggestion.theme_id == theme.id)).all():
        add_suggester(edit, into.id, suggestion.person_id)
    for summary in session.scalars(select(GridSummary).where(GridSummary.theme_id == theme.id)).all():
        _join_summary(edit, summary, into.id)
    _join_relations(edit, theme.id, into.id)
    session.flush()


def add_suggester(edit: Edit, theme_id: int, person_id: int) -> None:
    """Note that a person suggested a theme; nothing happens if that is noted."""
    where = (ThemeSuggestion.theme_id == theme_id, ThemeSuggestion.person_id == person_id)
    if edit.session.scalar(select(ThemeSuggestion).where(*where)) is None:
        edit.add(ThemeSuggestion(theme_id=theme_id, person_id=person_id))


def _join_summary(edit: Edit, summary: GridSummary, into_id: int) -> None:
    where = (GridSummary.story_id == summary.story_id, GridSummary.theme_id == into_id)
    there = edit.session.scalar(select(GridSummary).where(*where))
    if there is None:
        edit.add(GridSummary(story_id=summary.story_id, theme_id=into_id, text=summary.text))
    else:
        there.text = _both(there.text, summary.text)


def _both(first: str, second: str, between: str = "\n") -> str:
    """Two texts that people wrote, one beside the other; what stands in both of them word for word stands there once.

    Only a whole part is the same: “health” within “mental health” is something else that somebody said.
    """
    there = first.split(between) if first else []
    return between.join([*there, *(part for part in second.split(between) if part and part not in there)])


def _join_relations(edit: Edit, theme_id: int, into_id: int) -> None:
    session = edit.session
    into = edit.get(Theme, into_id)
    known = {(one.theme_id, one.other_id, one.kind): one for one in session.scalars(select(ThemeRelation))}
    mine = (ThemeRelation.theme_id == theme_id) | (ThemeRelation.other_id == theme_id)
    for relation in session.scalars(select(ThemeRelation).where(mine).order_by(ThemeRelation.id)).all():
        first = into_id if relation.theme_id == theme_id else relation.theme_id
        second = into_id if relation.other_id == theme_id else relation.other_id
        if first == second:
            # There is nothing left to say it of, but somebody wrote it.
            into.description = _both(into.description, relation.words)
            session.delete(relation)
        elif (said := known.get((first, second, relation.kind))) is not None:
            said.words = _both(said.words, relation.words, BESIDE)
            session.delete(relation)
        else:
            relation.theme_id, relation.other_id = first, second
            known[first, second, relation.kind] = relation
    session.flush()


def split(edit: Edit, theme_id: int, name: str, excerpt_ids: Collection[int], *, by: By = NOBODY) -> Theme:
    """A new theme right after this one, to which some of its excerpts move; those that see it differently still do.

    Raises `BadInput` for no excerpts or a name that is taken, `NotFound` for an excerpt that is not in the theme.
    """
    theme = edit.get(Theme, theme_id)
    query = select(ThemeLink).where(ThemeLink.theme_id == theme_id, ThemeLink.excerpt_id.in_(set(excerpt_ids)))
    links = list(edit.session.scalars(query.order_by(ThemeLink.id)))
    if not excerpt_ids:
        raise BadInput("A theme is split by moving some of its excerpts.", "Nothing was changed.", "Choose some.")
    if strangers := set(excerpt_ids) - {one.excerpt_id for one in links}:
        raise NotFound(f"Excerpt {min(strangers)} is not in this theme.", "Nothing was changed.")
    made = add_theme(edit, name, parent_id=theme.parent_id, by=by)
    beside = [one.id for one in themes(edit.session) if one.parent_id == theme.parent_id]
    move_theme(edit, made.id, theme.parent_id, beside.index(theme_id) + 1)
    if theme.headline_excerpt_id in {one.excerpt_id for one in links}:
        made.headline_excerpt_id, theme.headline_excerpt_id = theme.headline_excerpt_id, None
    for one in links:
        link(edit, made.id, one.excerpt_id, differs=bool(one.differs))
        edit.session.delete(one)
    edit.session.flush()
    note_event(edit, made, f"split off “{name_for_history(edit, theme)}”", by)
    note_event(edit, theme, f"“{made.name}” was split off", by)
    return made
