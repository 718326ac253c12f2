"""What can be done on the playlists page, with its keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command
from coproclip.ui.pages.playlists.operations import SKIP_MS

if TYPE_CHECKING:
    from coproclip.ui.pages.playlists.page import PlaylistsPage


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("PlaylistCommands", words)


def commands(page: "PlaylistsPage") -> list[Command]:
    """All of them."""
    operations, hearing = page.operations, page.hearing
    has, rows, row = operations.has_playlist, operations.has_rows, operations.has_row
    share = "Share"

    def _through_words() -> str:
        return tr("Stop listening through") if hearing.through else tr("Listen through")

    return [
        Command("new_playlist", tr("New playlist…"), (), share, operations.new, icon="list-music", group="list"),
        Command("rename", tr("Rename the playlist…"), (), share, operations.rename, has, icon="pencil", group="list"),
        Command("delete_playlist", tr("Delete the playlist"), (), share, operations.delete, has, group="list"),
        Command("add_excerpts", tr("Add excerpts…"), ("A",), share, operations.add, has, icon="list-plus", group="in"),
        Command("move_earlier", tr("Move earlier"), ("Alt+Up",), share, lambda: operations.step(-1), row, group="move"),
        Command("move_later", tr("Move later"), ("Alt+Down",), share, lambda: operations.step(1), row, group="move"),
        Command("move_to", tr("Move to position…"), (), share, operations.move_to, row, group="move"),
        Command(
            "take_out",
            tr("Take out of the playlist (the excerpt stays)"),
            ("Delete",),
            share,
            operations.take_out,
            row,
            group="out",
        ),
        Command("note_answer", tr("Note the answer…"), ("N",), share, operations.note_answer, row, group="answer"),
        Command("export", "", slot=operations.export, enabled=has),
        Command("open_excerpt", tr("Open the excerpt"), ("Enter",), "Excerpt", operations.open, row, native=True),
        Command(
            "check_captions", tr("Check the captions in the story"), ("C",), "Excerpt", operations.check_captions, row
        ),
        Command("play_pause", tr("Play or pause"), ("Space", "K"), slot=operations.play, enabled=row),
        Command("back", tr("Back 3 s"), ("J",), slot=lambda: hearing.skip(-SKIP_MS), enabled=row),
        Command("forward", tr("Forward 3 s"), ("L",), slot=lambda: hearing.skip(SKIP_MS), enabled=row),
        Command(
            "present",
            tr("Listen through"),
            (),
            "Play",
            operations.listen_through,
            rows,
            group="through",
            label=_through_words,
        ),
        Command(
            "listen_here", tr("Listen through from here"), (), "Play", operations.listen_here, row, group="through"
        ),
        Command("row_menu", tr("Menu of this excerpt"), ("Shift+F10",), "", operations.row_menu, row),
    ]
