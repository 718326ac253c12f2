"""How people are named in what leaves: person by person, and the project's own words for them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.people.naming import add_label, choose_although_few, name_person, remove_label
from coproclip.project.journal import Operation
from coproclip.project.kinds import NamedIn
from coproclip.project.project import Edit
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def name_in(workspace: Workspace, person_id: int, who: str, named: Mapping[NamedIn, str], trouble: Trouble) -> bool:
    """Name somebody, called `who` here, so in each of these kinds of what leaves; as one step."""

    def _name(edit: Edit) -> None:
        for where, words in named.items():
            name_person(edit, person_id, where, words)

    done = tr("Operations", "How {name} is named is changed").format(name=who)
    return workspace.edit(Operation.CHANGE_PERSON, _name, done=done, trouble=trouble) is not None


def add_words(workspace: Workspace, words: str, trouble: Trouble) -> bool:
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
