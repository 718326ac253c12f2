"""Making, choosing, renaming and deleting playlists."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.overview.playlists import PlaylistContents
from coproclip.themes.playlist_order import PlaylistOrder
from coproclip.ui.commands.menus import below, choice, context_menu, fill_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.operations import playlists as operations
from coproclip.ui.pages.playlists.titles import TitleDialog
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

ORDERS = ("order_time", "order_theme", "order_balance")
"""The commands that put a playlist in order."""
Shown = Callable[[], PlaylistContents | None]


class PlaylistEditing(QObject):
    """Acts on the playlist that is `shown`. `go_to(playlist)` shows another one, `renew()` this one as it is now."""

    def __init__(
        self,
        workspace: Workspace,
        owner: QWidget,
        shown: Shown,
        go_to: Callable[[int], None],
        renew: Callable[[], None],
    ) -> None:
        super().__init__(owner)
        self._workspace, self._owner, self._shown = workspace, owner, shown
        self._go_to, self._renew = go_to, renew

    def has_playlist(self) -> bool:
        """Whether a playlist is shown."""
        return self._shown() is not None

    def new(self) -> None:
        """Ask for a title and make a playlist."""

        def _keep(dialog: TitleDialog) -> bool:
            made = operations.add(self._workspace, dialog.field.text(), dialog.on_trouble)
            if made is not None:
                self._go_to(made)
            return made is not None

        run_dialog(TitleDialog(self.tr("New playlist"), self.tr("Create"), _keep, parent=self._owner))

    def rename(self) -> None:
        """Ask for another title."""
        contents = self._shown()
        if contents is None:
            return
        number, title = contents.playlist_id, contents.title

        def _keep(dialog: TitleDialog) -> bool:
            return operations.rename(self._workspace, number, title, dialog.field.text(), dialog.on_trouble)

        if run_dialog(TitleDialog(self.tr("Rename the playlist"), self.tr("Rename"), _keep, title, self._owner)):
            self._renew()

    def ask_address(self) -> None:
        """Ask where it lies on the web."""
        contents = self._shown()
        if contents is None:
            return
        number, before = contents.playlist_id, contents.address
        label = self.tr("Address of its page; the report leads there")

        def _keep(dialog: TitleDialog) -> bool:
            return operations.set_address(self._workspace, number, before, dialog.field.text(), dialog.on_trouble)

        heading, save = self.tr("Web address of the playlist"), self.tr("Save")
        if run_dialog(TitleDialog(heading, save, _keep, before, self._owner, label=label)):
            self._renew()

    def set_gap(self, gap_ms: int) -> None:
        """Let it be silent for so long between two excerpts."""
        contents = self._shown()
        if contents is not None and contents.gap_ms != gap_ms:
            operations.set_gap(self._workspace, contents.playlist_id, gap_ms)
            self._renew()

    def in_report(self) -> bool:
        """Whether the report leads to it."""
        contents = self._shown()
        return contents is not None and contents.in_report

    def turn_in_report(self) -> None:
        """Let the report lead to it, or to none."""
        contents = self._shown()
        if contents is not None:
            operations.lead_report(self._workspace, None if contents.in_report else contents.playlist_id)
            self._renew()

    def delete(self) -> None:
        """Take the playlist away; its excerpts stay."""
        contents = self._shown()
        if contents is not None and operations.delete(self._workspace, contents.playlist_id, contents.title):
            self._renew()

    def put_in_order(self, order: PlaylistOrder) -> None:
        """Put all its excerpts in order, in one step."""
        contents = self._shown()
        if contents is not None and operations.put_in_order(self._workspace, contents.playlist_id, order):
            self._renew()

    def make(self, make: Callable[[Workspace, QWidget, int | None], None]) -> None:
        """Make something of it: a timeline, a conversation pack, cards."""
        contents = self._shown()
        if contents is not None:
            make(self._workspace, self._owner, contents.playlist_id)

    def ask(self, button: QWidget, known: Sequence[tuple[int, str]], commands: Sequence[Command]) -> None:
        """All playlists to choose from (number, title), and what can be done with this one, under `button`."""
        contents = self._shown()
        shown = contents.playlist_id if contents is not None else None
        titles = [choice(title, partial(self._go_to, one), checked=one == shown) for one, title in known]
        menu = context_menu(button, titles)
        menu.addSeparator()
        fill_menu(
            menu, commands, ("new_playlist", "rename", "web_address", "in_report", "", *ORDERS, "", "delete_playlist")
        )
        open_menu(menu, below(button))
