"""The commands of the menu *Share* that make files for people and programs elsewhere."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.programs.cards import make_cards
from coproclip.ui.dialogs.programs.conversation import make_conversation_pack
from coproclip.ui.dialogs.programs.quote_sheet import make_quote_sheet
from coproclip.ui.dialogs.programs.research import make_research_file
from coproclip.ui.dialogs.programs.story_index import make_story_index
from coproclip.ui.dialogs.programs.timeline import make_timeline
from coproclip.ui.workspace import Workspace

translate = QCoreApplication.translate


def program_commands(space: Workspace, window: QWidget, opened: Callable[[], bool]) -> list[Command]:
    """What can be made of an `opened` project; what is asked first is asked over `window`."""

    def _command(key: str, words: str, icon: str, show: Callable[[Workspace, QWidget], None]) -> Command:
        return Command(key, words, (), "Share", lambda: show(space, window), opened, icon=icon, group="programs")

    pack = translate("Menu", "Conversation pack…")
    timeline = translate("Menu", "Timeline for an editing program…")
    research = translate("Menu", "Whole project for research software (QDA)…")
    return [
        _command("make_conversation_pack", pack, "messages-square", make_conversation_pack),
        _command("make_cards", translate("Menu", "Call-out cards…"), "image", make_cards),
        _command("make_story_index", translate("Menu", "Story index…"), "list", make_story_index),
        _command("make_quote_sheet", translate("Menu", "Quote sheet…"), "quote", make_quote_sheet),
        _command("make_timeline", timeline, "film", make_timeline),
        _command("make_research_file", research, "package", make_research_file),
    ]
