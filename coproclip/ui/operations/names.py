"""Who and what is named in a story: what is decided about a name, in all its places at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.people import mentions
from coproclip.people.mentions import Decided
from coproclip.people.no_names import NameIn, note_no_name
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Edit
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def decide(
    workspace: Workspace,
    mention_id: int,
    shown: Decided,
    decision: MentionDecision,
    by: str,
    trouble: Trouble,
    *,
    general: str = "",
    everywhere: bool = False,
) -> bool:
    """Decide about a name; `by` is who did. What speaks against it is said by the dialog that asks.

    Never over what somebody else decided since it was `shown`.
    """

    done = workspace.edit(
        Operation.DECIDE_NAME,
        lambda edit: mentions.decide(
            edit, mention_id, decision, by=by, general=general, everywhere=everywhere, shown=shown
        ),
        trouble=trouble,
    )
    return done is not None


def hide(
    workspace: Workspace, story_id: int, name: str, shown: Decided, by: str, trouble: Trouble, *, general: str = ""
) -> bool:
    """Take a name out of what leaves wherever it is said in a story, or let `general` be read in its place.

    Never over what somebody else decided about it since that was `shown`.
    """
    decision = MentionDecision.GENERAL if general.strip() else MentionDecision.REMOVE

    def _hide(edit: Edit) -> None:
        mentions.add_names(edit, story_id, [mentions.Found(name)])
        mention = mentions.find_mention(edit.session, story_id, name)
        mentions.decide(edit, mention.id, decision, by=by, general=general, shown=shown)

    if workspace.edit(Operation.DECIDE_NAME, _hide, trouble=trouble) is None:
        return False
    workspace.show_toast(tr("Operations", "“{name}” is hidden in what leaves").format(name=name))
    return True


def keep_no_name(workspace: Workspace, what: NameIn, by: str, trouble: Trouble | None = None) -> bool:
    """Keep that what is taken for a name in a text is none there; `by` is who says so."""
    done = tr("Operations", "“{name}” is no name there").format(name=what.name)
    note = partial(note_no_name, what=what, by=by)
    return workspace.edit(Operation.DECIDE_NAME, note, done=done, trouble=trouble) is not None
