"""Excerpts: mark, trim, delete, put in themes and playlists, note what a storyteller answered."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput, CoProClipError
from coproclip.excerpts import find_quotes, marking, noting, playlists, translating
from coproclip.excerpts.find_quotes import MarkedQuotes, QuotePlace
from coproclip.excerpts.rules.policy import Use
from coproclip.people.naming import ONE_STORYTELLER, add_label, find_label
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.rows import text_of
from coproclip.themes import codebook
from coproclip.ui.operations.long_edits import Look, edit_many, edit_while_shown
from coproclip.ui.widgets.counting import counted
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def mark(workspace: Workspace, story_id: int, start_ms: int, end_ms: int) -> int | None:
    """Mark a stretch of a story (ms) and choose the new excerpt; its number, None where it cannot be marked."""
    made = workspace.edit(Operation.MARK_EXCERPT, lambda edit: marking.mark(edit, story_id, start_ms, end_ms).id)
    if made is None:
        return None
    workspace.choose_excerpt(made.value)
    workspace.show_toast(tr("Operations", "Excerpt marked"))
    return made.value


def mark_quotes(
    workspace: Workspace, chosen: Sequence[tuple[int, QuotePlace]], trouble: Trouble
) -> MarkedQuotes | None:
    """Mark these places of quotes (by number) as excerpts, while one can stop it; what came of it, None if that could
    not be or was stopped.
    """
    one, many = tr("Operations", "1 excerpt marked"), tr("Operations", "{n} excerpts marked")
    made = edit_while_shown(
        workspace,
        tr("Operations", "Marking the quotes"),
        Operation.MARK_QUOTES,
        lambda edit, look: find_quotes.mark_quotes(edit, chosen, stop=look),
        done=lambda made: counted(len(made.excerpts), one, many) if made.excerpts else "",
        trouble=trouble,
    )
    return made.value if made is not None else None


def delete(workspace: Workspace, excerpt_id: int, neighbour: int | None) -> bool:
    """Delete an excerpt and choose its `neighbour`."""
    if workspace.edit(Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, excerpt_id)) is None:
        return False
    workspace.choose_excerpt(neighbour)
    workspace.show_toast(tr("Operations", "Excerpt deleted"))
    return True


def move_edge(workspace: Workspace, excerpt_id: int, span: int, side: marking.Side, time_ms: int) -> bool:
    """Put an edge at a time; False if it cannot go there, which was said."""
    moved = workspace.edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge(edit, excerpt_id, span, side, time_ms))
    return moved is not None


def step_edge(workspace: Workspace, excerpt_id: int, span: int, side: marking.Side, words: int) -> None:
    """Move an edge by so many words."""
    workspace.edit(Operation.MOVE_EDGE, lambda edit: marking.move_edge_by_word(edit, excerpt_id, span, side, words))


def take_out(workspace: Workspace, excerpt_id: int, start_ms: int, end_ms: int) -> bool:
    """Take the words of a stretch (ms) out of an excerpt."""
    gone = workspace.edit(Operation.TAKE_OUT, lambda edit: marking.take_out(edit, excerpt_id, start_ms, end_ms))
    return gone is not None


def put_back(workspace: Workspace, excerpt_id: int, cut: int) -> None:
    """Put back what was taken out at a cut (from 0)."""
    workspace.edit(Operation.PUT_BACK, lambda edit: marking.put_back(edit, excerpt_id, cut))


def set_leads(workspace: Workspace, excerpt_id: int, lead_in_ms: int, lead_out_ms: int) -> None:
    """How long (ms) an excerpt is heard before and after its words; turning on is one step."""
    workspace.edit(
        Operation.CHANGE_EXCERPT,
        lambda edit: marking.change_excerpt(edit, excerpt_id, lead_in_ms=lead_in_ms, lead_out_ms=lead_out_ms),
        merge=f"leads:{excerpt_id}",
    )


def mark_sensitive(workspace: Workspace, excerpt_id: int, on: bool) -> None:
    """Note that an excerpt holds sensitive things, or that it does not."""
    workspace.edit(Operation.CHANGE_EXCERPT, lambda edit: marking.change_excerpt(edit, excerpt_id, sensitive=on))


def note_answer(
    workspace: Workspace,
    shown: Mapping[int, str],
    whose: int | None,
    answer: noting.Said,
    who: str,
    how: str,
    uses: Collection[Use],
    *,
    not_voices: Collection[int] = (),
    trouble: Trouble | None = None,
) -> bool:
    """Note what a storyteller said, for each of the excerpts in which they are heard, or which they refused.

    `shown` has a fingerprint of each as it was shown: nothing is noted about anything else. A yes is for `uses` alone.
    """

    def _change(edit: Edit, look: Look) -> None:
        for excerpt_id, before in shown.items():
            look()
            if noting.shown_now(edit.session, excerpt_id) != before:
                raise BadInput(
                    "It was changed while this window was open.", "Nothing was saved.", "Look at it again, then answer."
                )
            if whose in noting.who_may_answer(edit.session, [excerpt_id]):
                note = partial(noting.note_answer, edit, excerpt_id, answer, who=who, how=how, storyteller_id=whose)
                note(uses=uses, not_voices=not_voices)

    title = tr("Operations", "Noting the answer")
    return edit_many(workspace, len(shown), title, Operation.NOTE_ANSWER, _change, trouble=trouble) is not None


def keep_translation(
    workspace: Workspace,
    excerpt_id: int,
    lines: Mapping[str, Sequence[str]],
    shown: translating.InLanguages,
    trouble: Trouble,
) -> bool:
    """Keep an excerpt’s lines by language; `shown` is what they were written beside."""

    def _change(edit: Edit) -> None:
        for language, some in lines.items():
            translating.set_translation(edit, excerpt_id, language, some, shown=shown)

    done = tr("Operations", "Translation saved")
    return workspace.edit(Operation.TRANSLATE_EXCERPT, _change, done=done, trouble=trouble) is not None


def bring_to_theme(
    workspace: Workspace,
    theme_id: int,
    leaving: Mapping[int, int | None],
    done: str = "",
    trouble: Trouble | None = None,
) -> bool:
    """Put excerpts in a theme; each leaves the theme that `leaving` has for it, if any."""
    brought = edit_many(
        workspace,
        len(leaving),
        _bringing(),
        Operation.LINK_THEME,
        lambda edit, look: _bring(edit, theme_id, leaving, look),
        done=done,
        trouble=trouble,
    )
    return brought is not None


def bring_to_new_theme(
    workspace: Workspace, name: str, leaving: Mapping[int, int | None], in_their_words: bool, trouble: Trouble
) -> int | None:
    """Make a theme and put excerpts in it, as `bring_to_theme` does; its number."""

    def _make(edit: Edit, look: Look) -> int:
        made = codebook.add_theme(edit, name, in_their_words=in_their_words).id
        _bring(edit, made, leaving, look)
        return made

    made = edit_many(workspace, len(leaving), _bringing(), Operation.ADD_THEME, _make, trouble=trouble)
    return None if made is None else made.value


def _bringing() -> str:
    return tr("Operations", "Putting the excerpts in the theme")


def _bring(edit: Edit, theme_id: int, leaving: Mapping[int, int | None], look: Look) -> None:
    for excerpt_id, left in leaving.items():
        look()
        if left is not None and left != theme_id:
            codebook.unlink(edit, left, excerpt_id)
        codebook.link(edit, theme_id, excerpt_id)


def take_out_of_themes(
    workspace: Workspace, links: Iterable[tuple[int, int]], done: str = "", trouble: Trouble | None = None
) -> bool:
    """Take excerpts out of themes: pairs of theme and excerpt. They stay in their stories."""
    pairs = list(links)

    def _change(edit: Edit, look: Look) -> None:
        for theme_id, excerpt_id in pairs:
            look()
            codebook.unlink(edit, theme_id, excerpt_id)

    title, operation = tr("Operations", "Taking the excerpts out of the themes"), Operation.UNLINK_THEME
    return edit_many(workspace, len(pairs), title, operation, _change, done=done, trouble=trouble) is not None


def set_theme(workspace: Workspace, excerpt_id: int, theme_id: int, on: bool) -> None:
    """Put an excerpt in a theme, or take it out."""

    def _change(edit: Edit) -> str:
        (codebook.link if on else codebook.unlink)(edit, theme_id, excerpt_id)
        return text_of(edit.session, "theme", theme_id, "name") or ""

    words = tr("Operations", "Put in “{theme}”") if on else tr("Operations", "Taken out of “{theme}”")
    operation = Operation.LINK_THEME if on else Operation.UNLINK_THEME
    workspace.edit(operation, _change, done=lambda name: words.format(theme=name))


def add_to_playlist(workspace: Workspace, playlist_id: int, title: str, excerpt_ids: Sequence[int]) -> bool:
    """Put excerpts at the end of the playlist of this `title`; those that are in it stay where they are."""

    def _said(added: int) -> str:
        words = tr("Operations", "Added to “{title}”") if added else tr("Operations", "It is in “{title}” already")
        return words.format(title=title)

    added = edit_many(
        workspace,
        len(excerpt_ids),
        _adding(title),
        Operation.ADD_TO_PLAYLIST,
        lambda edit, _look: len(playlists.add_to_playlist(edit, playlist_id, excerpt_ids)),
        done=_said,
    )
    return added is not None


def add_to_new_playlist(workspace: Workspace, title: str, excerpt_ids: Sequence[int]) -> int | None:
    """Make a playlist of these excerpts; its number."""

    def _make(edit: Edit, _look: Look) -> int:
        made = playlists.add_playlist(edit, title).id
        playlists.add_to_playlist(edit, made, excerpt_ids)
        return made

    done, adding = tr("Operations", "Added to “{title}”").format(title=title), _adding(title)
    made = edit_many(workspace, len(excerpt_ids), adding, Operation.ADD_PLAYLIST, _make, done=done)
    return None if made is None else made.value


def _adding(title: str) -> str:
    return tr("Operations", "Adding to “{title}”").format(title=title)


def sign_with_broader(workspace: Workspace, excerpt_id: int, words: str) -> bool:
    """Sign an excerpt with words that fit more people, which become words of the project’s; as one step."""

    def _sign(edit: Edit) -> None:
        if find_label(edit.session, words) is None:
            add_label(edit, words)
        marking.change_excerpt(edit, excerpt_id, attribution="" if words == ONE_STORYTELLER else words)

    done = tr("Operations", "Signed “{words}”").format(words=words)
    return workspace.edit(Operation.CHANGE_EXCERPT, _sign, done=done) is not None
