"""What can be done in the excerpt window, with its keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command

if TYPE_CHECKING:
    from coproclip.ui.dialogs.excerpt.dialog import ExcerptDialog


def tr(words: str) -> str:
    """Words of the window's commands."""
    return QCoreApplication.translate("ExcerptCommands", words)


def commands(dialog: "ExcerptDialog") -> list[Command]:
    """All of them."""
    return [
        Command("toggle", tr("Play or pause"), ("Space", "K"), slot=dialog.toggle),
        Command("back3", tr("Back 3 s"), ("J",), slot=lambda: dialog.seek(dialog.playhead - 3000)),
        Command("on3", tr("Forward 3 s"), ("L",), slot=lambda: dialog.seek(dialog.playhead + 3000)),
        Command("loop", tr("Loop on or off"), ("R",), slot=dialog.loop.toggle),
        Command("start", tr("Start at playhead"), ("I",), slot=lambda: dialog.move_edge(0, "start", dialog.playhead)),
        Command("end", tr("End at playhead"), ("O",), slot=lambda: dialog.move_edge(-1, "end", dialog.playhead)),
        Command("hear_start", tr("Hear the start"), ("Shift+I",), slot=lambda: dialog.hear(0, "start")),
        Command("hear_end", tr("Hear the end"), ("Shift+O",), slot=lambda: dialog.hear(-1, "end")),
        Command("take", tr("Take out the selected words"), ("D",), slot=dialog.take_out),
        Command("back", tr("Put back"), ("B",), slot=dialog.put_back),
        Command("theme", tr("Choose theme"), ("T",), slot=dialog.choose_theme),
        Command("note", tr("Note"), ("N",), slot=dialog.side.note.setFocus),
        Command("answer", tr("Note the answer"), ("A",), slot=dialog.side.answer.click),
        Command("previous", tr("Previous excerpt"), ("Ctrl+PgUp",), slot=lambda: dialog.step(-1)),
        Command("next", tr("Next excerpt"), ("Ctrl+PgDown",), slot=lambda: dialog.step(1)),
        Command("undo", tr("Undo"), ("Ctrl+Z",), slot=dialog.workspace.undo),
        Command("redo", tr("Redo"), ("Ctrl+Shift+Z",), slot=dialog.workspace.redo),
        Command("done", tr("Done"), ("Ctrl+Enter",), slot=dialog.accept),
    ]
