"""Summaries in the grid, phrases that are looked for, lists of themes, and counts as files."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from coproclip.errors import BadInput, CoProClipError
from coproclip.export.codebook_file import save_codebook
from coproclip.export.patterns import counts_table, crossed_table, save_grid, save_table
from coproclip.project.journal import Operation
from coproclip.project.kinds import ListKind
from coproclip.project.project import Edit
from coproclip.themes import phrases, summaries
from coproclip.themes.codebook_files import read_codebook
from coproclip.themes.interchange import bring_in
from coproclip.ui.operations.long_edits import edit_while_shown
from coproclip.ui.wait_for import read_while_shown
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.saving_to import SaveTo
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]
GRID = "grid"
LOOK_AGAIN = "Close this, and look at it again."


def set_summary(workspace: Workspace, story_id: int, theme_id: int, both: tuple[str, str], trouble: Trouble) -> bool:
    """Write what a story says about a theme, empty takes it away; never over what somebody else wrote meanwhile.

    `both` is what was shown, and what was made of it.
    """
    before, text = both

    def _change(edit: Edit) -> None:
        there = summaries.summary_of(edit.session, story_id, theme_id).strip()
        if there not in (before.strip(), text.strip()):
            raise BadInput(
                "Somebody else changed this summary meanwhile.",
                "Nothing was saved.",
                "Close this, and look at it again.",
            )
        summaries.set_summary(edit, story_id, theme_id, text)

    return workspace.edit(Operation.CHANGE_SUMMARY, _change, trouble=trouble) is not None


def save(workspace: Workspace, to: SaveTo, what: str, among: Collection[int] | None, trouble: Trouble) -> bool:
    """Write counts, the grid, or themes by one of the lists, as a file; what stays here of it is said."""
    notes, path, replace = list[str](), to.path, to.replace

    def _save() -> bool:
        project = workspace.opened()
        if what == GRID:
            for title, why in save_grid(project, path, among=among, replace=replace, tell=notes.append).left_out:
                notes.append(tr("Operations", "“{title}” is not in it. {why}").format(title=title, why=why))
            return True
        lists = {kind.value for kind in ListKind}
        table = partial(crossed_table, kind=ListKind(what)) if what in lists else counts_table
        save_table(project, partial(table, among=among), path, replace=replace, tell=notes.append)
        return True

    if workspace.attempt(_save, trouble) is not True:
        return False
    if notes:
        workspace.show_banner(Message(" ".join(notes), kind="caution"))
    workspace.show_toast(tr("Operations", "Saved as {file}").format(file=path.name))
    return True


def save_phrase(
    workspace: Workspace, name: str, forms: Sequence[str], known: phrases.PhraseFacts | None, trouble: Trouble
) -> int | None:
    """Keep a phrase with its forms, or change one that is still as it was shown (`known`); its number."""

    def _keep(edit: Edit) -> int:
        if known is not None and known not in phrases.phrases(edit.session):
            raise BadInput("Somebody else changed this phrase meanwhile.", "Nothing was saved.", LOOK_AGAIN)
        return phrases.save_phrase(edit, name, forms, known.phrase_id if known is not None else None).id

    kept = workspace.edit(
        Operation.CHANGE_PHRASES,
        _keep,
        done=tr("Operations", "Phrase saved"),
        trouble=trouble,
    )
    return None if kept is None else kept.value


def delete_phrase(workspace: Workspace, phrase_id: int) -> bool:
    """A phrase is no longer looked for."""
    done = tr("Operations", "Phrase removed; the stories stay as they are")
    gone = workspace.edit(Operation.CHANGE_PHRASES, lambda edit: phrases.delete_phrase(edit, phrase_id), done=done)
    return gone is not None


def give_out_themes(workspace: Workspace, to: SaveTo) -> None:
    """Write the list of themes as a file, and say what was left out of it."""
    path = to.path

    def _tell(sentence: str) -> None:
        workspace.show_banner(Message(sentence, kind="caution"))

    made = workspace.attempt(lambda: save_codebook(workspace.opened(), path, replace=to.replace, tell=_tell))
    if made is None:
        return
    workspace.show_toast(tr("Operations", "{n} themes saved as {file}").format(n=len(made.themes), file=path.name))
    if made.left_out:
        happened = tr("Operations", "Some words of the themes were left out of the file.")
        workspace.show_banner(Message(happened, made.left_out[0], kind="caution"))


def bring_in_themes(workspace: Workspace, path: Path) -> bool:
    """Add the themes of a file that are not here yet."""
    title = tr("Operations", "Reading “{name}”").format(name=path.name)
    found = read_while_shown(workspace, title, partial(read_codebook, path))
    if found is None:
        return False

    title = tr("Operations", "Bringing in themes")
    words = tr("Operations", "{n} themes added, {known} were here already")
    brought = edit_while_shown(
        workspace,
        title,
        Operation.BRING_IN_THEMES,
        lambda edit, look: bring_in(edit, found, stop=look),
        done=lambda came: words.format(n=len(came.added), known=came.known),
    )
    return brought is not None
