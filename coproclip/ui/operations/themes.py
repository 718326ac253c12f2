"""Themes: make, name, move and delete them, and choose what stands at their head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.overview.themes import own_excerpts
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.rows import how_many, text_of
from coproclip.themes import codebook, relations, reshaping
from coproclip.themes.history import By
from coproclip.ui.operations.long_edits import Look, edit_many
from coproclip.ui.operations.meanwhile import check_words
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


Suggestion = tuple[str, tuple[int, ...]]
"""Who suggested a theme (`Suggested`, or empty), and which people."""


@dataclass(frozen=True, slots=True)
class NewTheme:
    """What a person says of a theme before there is one."""

    name: str
    question: str = ""
    description: str = ""
    colour: int | None = None
    letter: str = ""
    parent_id: int | None = None
    heading_kind: str = ""
    linking: str = ""
    suggested: Suggestion = ("", ())


def add(workspace: Workspace, theme: NewTheme, trouble: Trouble) -> int | None:
    """Make a theme; its number."""

    def _make(edit: Edit) -> int:
        made = codebook.add_theme(edit, theme.name, parent_id=theme.parent_id).id
        codebook.change_theme(
            edit,
            made,
            question=theme.question,
            description=theme.description,
            colour=theme.colour,
            letter=theme.letter,
            heading_kind=theme.heading_kind,
            linking=theme.linking,
        )
        relations.suggest(edit, made, *theme.suggested)
        return made

    made = workspace.edit(Operation.ADD_THEME, _make, trouble=trouble)
    return None if made is None else made.value


def add_from_words(workspace: Workspace, excerpt_id: int, words: str, question: str, trouble: Trouble) -> int | None:
    """Make a theme called with words of an excerpt, which becomes its headline quote; its number."""

    def _make(edit: Edit) -> int:
        made = codebook.theme_from_words(edit, excerpt_id, words).id
        codebook.change_theme(edit, made, question=question)
        return made

    made = workspace.edit(Operation.ADD_THEME, _make, trouble=trouble)
    return None if made is None else made.value


def change(
    workspace: Workspace,
    theme_id: int,
    texts: Mapping[str, tuple[str, str]],
    trouble: Trouble,
    *,
    in_their_words: bool | None,
    colours: Mapping[str, str] | None = None,
    suggested: Suggestion | None = None,
) -> bool:
    """Change what was typed and chosen of a theme, by column: what its field showed, what it says now.

    `in_their_words` goes with its name, None leaves it; `colours` says what the colours are called, by their numbers.
    `suggested` None leaves who suggested it.
    """
    theirs = {"in_their_words": in_their_words}
    words = colours or {}
    typed = [
        TypedText(TextOf.THEME, theme_id, column, *both, theirs if column == "name" else {}, words)
        for column, both in texts.items()
    ]

    def _also(edit: Edit) -> None:
        # The same words are theirs too, from now on.
        named = any(one.column == "name" and one.changed for one in typed)
        codebook.change_theme(edit, theme_id, in_their_words=None if named else in_their_words)
        if suggested is not None:
            relations.suggest(edit, theme_id, *suggested)

    def _keep() -> bool:
        workspace.typed.keep_now(typed, _also)
        return True

    return workspace.attempt(_keep, trouble) is True


def move(workspace: Workspace, theme_id: int, parent_id: int | None, place: int, done: str = "") -> bool:
    """Put a theme at a place (from 0) under another one, or at the top."""
    moved = workspace.edit(
        Operation.MOVE_THEME, lambda edit: codebook.move_theme(edit, theme_id, parent_id, place), done=done
    )
    return moved is not None


def delete(workspace: Workspace, theme_id: int, name: str, target_id: int | None) -> bool:
    """Delete a theme; its excerpts stay in their stories, and go to the theme `target_id` unless that is None."""

    def _change(edit: Edit, look: Look) -> int:
        own = own_excerpts(edit.session, theme_id)
        for excerpt_id in own if target_id is not None else ():
            look()
            codebook.link(edit, target_id or 0, excerpt_id)
        codebook.delete_theme(edit, theme_id)
        return len(own)

    def _done(many: int) -> str:
        words = tr("Operations", "Theme “{name}” deleted")
        if many == 1:
            words = tr("Operations", "Theme “{name}” deleted. Its excerpt is still in its story.")
        elif many:
            words = tr("Operations", "Theme “{name}” deleted. Its excerpts are still in their stories.")
        return words.format(name=name)

    title = tr("Operations", "Deleting the theme “{name}”").format(name=name)
    many = partial(how_many, table="theme_link", theme_id=theme_id)
    return edit_many(workspace, many, title, Operation.DELETE_THEME, _change, done=_done) is not None


def set_headline(workspace: Workspace, theme_id: int, excerpt_id: int | None) -> bool:
    """Make an excerpt the headline quote of a theme, or have none."""
    words = tr("Operations", "No headline quote now")
    if excerpt_id is not None:
        words = tr("Operations", "This is the headline quote now")
    done = workspace.edit(
        Operation.CHANGE_THEME, lambda edit: codebook.set_headline(edit, theme_id, excerpt_id), done=words
    )
    return done is not None


def merge(workspace: Workspace, theme_ids: Sequence[int], into_id: int, by: By, trouble: Trouble) -> bool:
    """Make one theme of several; all that belongs to them comes along."""

    def _change(edit: Edit, _look: Look) -> str:
        reshaping.merge(edit, theme_ids, into_id, by=by)
        return text_of(edit.session, "theme", into_id, "name") or ""

    words = tr("Operations", "Merged into “{name}”")
    done = edit_many(
        workspace,
        lambda session: sum(how_many(session, "theme_link", theme_id=one) for one in theme_ids),
        tr("Operations", "Merging the themes"),
        Operation.MERGE_THEMES,
        _change,
        done=lambda name: words.format(name=name),
        trouble=trouble,
    )
    return done is not None


def split(
    workspace: Workspace, theme_id: int, name: str, excerpt_ids: Sequence[int], by: By, trouble: Trouble
) -> int | None:
    """Move some excerpts of a theme to a new one right after it; its number."""
    made = edit_many(
        workspace,
        len(excerpt_ids),
        tr("Operations", "Splitting the theme"),
        Operation.SPLIT_THEME,
        lambda edit, _look: reshaping.split(edit, theme_id, name, excerpt_ids, by=by).id,
        done=tr("Operations", "Split off as “{name}”").format(name=" ".join(name.split())),
        trouble=trouble,
    )
    return None if made is None else made.value


def relate(
    workspace: Workspace, theme_id: int, other_id: int, kind: str, shown: str, words: str, trouble: Trouble
) -> bool:
    """Say how a theme belongs to another (`ThemeRelationKind`); never over other words on it than were `shown`."""

    def _change(edit: Edit) -> None:
        check_words(relations.how_related(edit.session, theme_id, other_id, kind), shown, words)
        relations.relate(edit, theme_id, other_id, kind, words)

    return workspace.edit(Operation.RELATE_THEMES, _change, trouble=trouble) is not None


def unrelate(workspace: Workspace, relation_id: int) -> bool:
    """Two themes no longer belong together in this way."""
    return workspace.edit(Operation.RELATE_THEMES, lambda edit: relations.unrelate(edit, relation_id)) is not None
