"""What can be done on the playlists page, with its keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.themes.playlist_order import PlaylistOrder
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.programs.cards import make_cards
from coproclip.ui.dialogs.programs.conversation import make_conversation_pack
from coproclip.ui.dialogs.programs.timeline import make_timeline
from coproclip.ui.pages.playlists.hearing_whole import HearingWhole
from coproclip.ui.pages.playlists.item_editing import ItemEditing
from coproclip.ui.pages.playlists.list_view import PlaylistList
from coproclip.ui.pages.playlists.playback import PlaylistPlayback
from coproclip.ui.pages.playlists.playlist_editing import ORDERS, PlaylistEditing

SKIP_MS = 3000


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("PlaylistCommands", words)


def list_commands(
    editing: PlaylistEditing,
    items: ItemEditing,
    introduce: Callable[[], None],
    show_sharing: Callable[[], None],
) -> list[Command]:
    """What can be done with the playlist."""
    has, share = editing.has_playlist, "Share"

    def _add() -> None:
        (items.add if has() else editing.new)()

    return [
        Command("new_playlist", tr("New playlist…"), (), share, editing.new, icon="list-music", group="list"),
        Command("rename", tr("Rename the playlist…"), (), share, editing.rename, has, icon="pencil", group="list"),
        Command("write_introduction", tr("Write the introduction"), (), share, introduce, has, group="list"),
        Command("web_address", tr("Web address of the playlist…"), (), share, editing.ask_address, has, group="list"),
        Command(
            "in_report",
            tr("The report leads to this playlist"),
            (),
            share,
            editing.turn_in_report,
            has,
            checked=editing.in_report,
            group="list",
        ),
        Command("delete_playlist", tr("Delete the playlist"), (), share, editing.delete, has, group="list"),
        *_orders(editing, items),
        Command(
            "spoken_introduction",
            tr("Spoken introduction…"),
            ("Shift+I",),
            share,
            items.introduce_aloud,
            has,
            icon="mic",
            group="in",
        ),
        Command("add_excerpts", tr("Add excerpts…"), ("A",), share, _add, has, icon="list-plus", group="in"),
        Command("export", "", slot=show_sharing, enabled=has),
        Command("make_timeline", "", slot=partial(editing.make, make_timeline), enabled=has),
        Command("make_conversation_pack", "", slot=partial(editing.make, make_conversation_pack), enabled=has),
        Command("make_cards", "", slot=partial(editing.make, make_cards), enabled=has),
    ]


def _orders(editing: PlaylistEditing, items: ItemEditing) -> list[Command]:
    words = (tr("Order as it was told"), tr("Order by theme"), tr("Order in balance (voices take turns)"))
    orders = (PlaylistOrder.TIME, PlaylistOrder.THEME, PlaylistOrder.BALANCE)
    return [
        Command(name, said, (), "Share", partial(editing.put_in_order, order), items.has_rows, group="order")
        for name, said, order in zip(ORDERS, words, orders, strict=True)
    ]


def item_commands(items: ItemEditing, menu: Callable[[], None]) -> list[Command]:
    """What can be done with the excerpt under the cursor."""
    share, row = "Share", items.has_row
    out, checks = tr("Take out of the playlist (the excerpt stays)"), tr("Check the captions in the story")
    return [
        Command("move_earlier", tr("Move earlier"), ("Alt+Up",), share, lambda: items.step(-1), row, group="move"),
        Command("move_later", tr("Move later"), ("Alt+Down",), share, lambda: items.step(1), row, group="move"),
        Command("move_to", tr("Move to position…"), (), share, items.move_to, row, group="move"),
        Command("introduce", tr("Introduction and chapter…"), ("I",), share, items.introduce, row, group="move"),
        Command("take_out", out, ("Delete",), share, items.take_out, row, group="out"),
        Command("note_answer", tr("Note the answer…"), ("N",), share, items.note_answer, row, group="answer"),
        Command("open_excerpt", tr("Open the excerpt"), ("Enter",), "Excerpt", items.open, row, native=True),
        Command(
            "excerpt_went_out",
            tr("What went out of this excerpt…"),
            (),
            "Excerpt",
            items.show_went_out,
            row,
            icon="history",
        ),
        Command("check_captions", checks, ("C",), "Excerpt", items.check_captions, row),
        Command("row_menu", tr("Menu of this excerpt"), ("Shift+F10",), "", menu, row),
    ]


def playback_commands(
    playback: PlaylistPlayback, whole: HearingWhole, items: ItemEditing, view: PlaylistList
) -> list[Command]:
    """How it can be heard."""
    row, rows = items.has_row, items.has_rows

    def _through_words() -> str:
        return tr("Stop listening through") if playback.through else tr("Listen through")

    def _from_here() -> None:
        playback.listen(max(0, view.currentIndex().row()))

    def _whole_words() -> str:
        return tr("Stop listening as others") if whole.active else tr("Listen as others will hear it")

    def _play() -> None:
        if whole.active:
            whole.toggle()
        else:
            playback.toggle(items.row())

    words, here = tr("Listen through"), tr("Listen through from here")
    turn = playback.turn_through
    return [
        Command("play_pause", tr("Play or pause"), ("Space", "K"), slot=_play, enabled=row),
        Command("back", tr("Back 3 s"), ("J",), slot=lambda: playback.skip(-SKIP_MS), enabled=row),
        Command("forward", tr("Forward 3 s"), ("L",), slot=lambda: playback.skip(SKIP_MS), enabled=row),
        Command("present", words, (), "Play", turn, rows, group="through", label=_through_words),
        Command(
            "listen_as_others",
            tr("Listen as others will hear it"),
            ("Shift+F5",),
            "Play",
            whole.turn,
            rows,
            group="through",
            label=_whole_words,
        ),
        Command("listen_here", here, (), "Play", _from_here, row, group="through"),
    ]
