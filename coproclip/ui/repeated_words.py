"""Where words that are deleted or forgotten still stand, because somebody wrote them there: named, and what to do."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from coproclip.jobs import Job
from coproclip.project.erasing.repeated_words import name_of
from coproclip.project.erasing.unfinished_erasure import purge
from coproclip.project.project import Project
from coproclip.ui.transcription.wording import listed
from coproclip.ui.wait_for import wait_for
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace

MOST_NAMED = 4
translate = QCoreApplication.translate


def repeated_words(workspace: Workspace, happened: str, found: Sequence[tuple[str, int]]) -> Message:
    """`happened` with the entries at {where}, by table and number; its button clears the backups."""
    where = [_named(workspace.opened(), kind, number) for kind, number in found[:MOST_NAMED]]
    if more := len(found) - len(where):
        where.append(translate("RepeatedWords", "{n} more").format(n=more))

    def _clear() -> None:
        project = workspace.opened()
        title = translate("RepeatedWords", "Clearing the backups")

        def _purge(job: Job) -> bool:
            purge(project, job.report)
            return True

        if workspace.attempt(lambda: wait_for(workspace, title, _purge)):
            workspace.show_toast(translate("RepeatedWords", "The backups are cleared, and a fresh one is kept"))

    return Message(
        happened.format(where=listed(where)),
        translate("RepeatedWords", "Somebody wrote them there, so nothing was changed."),
        translate("RepeatedWords", "Change the words there, then clear the backups, which hold them too."),
        kind="caution",
        answers=(MessageAction(translate("RepeatedWords", "Clear the backups"), _clear),),
        key="repeated words",
        lasting=True,
    )


def _named(project: Project, kind: str, number: int) -> str:
    """“the theme “Boats””, as it is found in the window; its number where it has no name. A file has the number 0."""
    if not number:
        return translate("RepeatedWords", "the file “{name}”").format(name=kind)
    words = {
        "theme": translate("RepeatedWords", "the theme “{name}”"),
        "playlist": translate("RepeatedWords", "the playlist “{name}”"),
        "story": translate("RepeatedWords", "the story “{name}”"),
        "excerpt": translate("RepeatedWords", "the excerpt “{name}”"),
        "storyteller": translate("RepeatedWords", "what is said of {name}"),
        "phrase": translate("RepeatedWords", "the saved phrase “{name}”"),
        "attendee": translate("RepeatedWords", "who came to a workshop: “{name}”"),
        "group_note": translate("RepeatedWords", "what was said in a workshop: “{name}”"),
        "listed_word": translate("RepeatedWords", "the word list: “{name}”"),
        "project": translate("RepeatedWords", "the project’s details"),
    }
    name = name_of(project, kind, number) or str(number)
    return words.get(kind, f"{kind.replace('_', ' ')} {{name}}").format(name=name)
