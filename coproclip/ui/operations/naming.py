"""How people are named in what leaves: person by person, and the project's own words for them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.people.naming import add_label, choose_although_few, remove_label
from coproclip.project.journal import Operation
from coproclip.project.kinds import NamedIn
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def name_in(
    workspace: Workspace, person_id: int, who: str, named: Mapping[NamedIn, tuple[str, str]], trouble: Trouble
) -> bool:
    """Name somebody, called `who` here, so (as they were shown to be named, and from now on); as one step.

    Where somebody else changed one of them meanwhile theirs stays, and it is asked which one is to.
    """
    typed = [TypedText(TextOf.NAMING, person_id, where.value, *both) for where, both in named.items()]

    def _name() -> bool:
        if workspace.typed.keep_now(typed):
            workspace.show_toast(tr("Operations", "How {name} is named is changed").format(name=who))
        return True

    return bool(workspace.attempt(_name, trouble))


def add_words(workspace: Workspace, words: str, trouble: Trouble | None = None) -> bool:
    """Put words for people on the project's list: they are no name from then on."""
    return workspace.edit(Operation.CHANGE_LISTS, lambda edit: add_label(edit, words), trouble=trouble) is not None


def remove_words(workspace: Workspace, words: str, trouble: Trouble) -> bool:
    """Take words for people off the project's list: where they are used they are a name from then on."""
    return workspace.edit(Operation.CHANGE_LISTS, lambda edit: remove_label(edit, words), trouble=trouble) is not None


def keep_although_few(workspace: Workspace, label: str, who: str) -> bool:
    """Keep that somebody chose words for people that fit only few; their name stays with it."""
    done = tr("Operations", "“{words}” stays as it is").format(words=label)
    kept = workspace.edit(Operation.CHANGE_LISTS, lambda edit: choose_although_few(edit, label, who), done=done)
    return kept is not None
