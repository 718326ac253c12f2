"""The playlists page: one playlist with its excerpts in order, who is heard in it, and the panel that shares it."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.playlists import PlaylistContents, playlist_titles
from coproclip.project.project import Changes
from coproclip.timecode import clock, length
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.care import may_be_heard
from coproclip.ui.dialogs.share.panel import SharePanel
from coproclip.ui.operations.playlists import write_introduction
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.playlists.commands import item_commands, list_commands, playback_commands
from coproclip.ui.pages.playlists.head import PAD, TitleButton
from coproclip.ui.pages.playlists.hearing_whole import HearingWhole
from coproclip.ui.pages.playlists.item_editing import ItemEditing
from coproclip.ui.pages.playlists.loading import PlaylistLoading
from coproclip.ui.pages.playlists.playback import PlaylistPlayback
from coproclip.ui.pages.playlists.playlist_editing import PlaylistEditing
from coproclip.ui.pages.playlists.sheet import PlaylistSheet
from coproclip.ui.pages.playlists.withheld import WithheldPlaylistTexts
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, NARROW_WINDOW, current
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState, Label, PageHeader
from coproclip.ui.widgets.timers import once
from coproclip.ui.widgets.two_sides import TwoSides
from coproclip.ui.workspace import Workspace

PANEL, PANEL_NARROW = 384, 340
TAB_BELOW = 820
"""Narrower than this (px at 100 %), the panel is a tab beside the excerpts."""


class PlaylistsPage(Page):
    """The playlists of the project, one at a time."""

    key = "playlists"
    icon = "list-music"
    group = "share"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.contents: PlaylistContents | None = None
        self._known: list[tuple[int, str]] = []
        self._stale = True
        self.loading = PlaylistLoading(workspace, self)
        self._later = once(self, lambda: self.load(), 120)
        self._build()
        self.playback = PlaylistPlayback(workspace, self, lambda row: may_be_heard(row.title, row.care, self))
        self.whole = HearingWhole(workspace, self.playback, lambda: self.contents)
        self.editing = PlaylistEditing(workspace, self, lambda: self.contents, self.show_playlist, self._renew)
        self.withheld = WithheldPlaylistTexts(workspace, self.sheet.withheld)
        self.items = ItemEditing(workspace, self.sheet.list, lambda: self.contents, self.load)
        self._connect()
        Fitting(self, self._fit)

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = vbox(self, NONE, 0)
        self.header = PageHeader(self.tr("Playlists"))
        row = self.header.row
        self.title_button = TitleButton()
        row.insertWidget(1, self.title_button)
        row.setContentsMargins(MARGIN - PAD, 0, MARGIN - PAD, 0)
        self.header.title.setContentsMargins(PAD, 0, 0, 0)
        self.summary = Label("", "small", elide=True)
        row.insertWidget(2, self.summary, 1000)
        self.through = Button(self.tr("Listen through"), "play", tooltip=self.tr("Listen through (F5)"))
        self.add = Button(self.tr("Add excerpts"), "plus", tooltip=self.tr("Add excerpts (A)"))
        row.addWidget(self.through)
        row.addWidget(self.add)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.stack.addWidget(self._none_yet())
        self.stack.addWidget(self._one())

    def _none_yet(self) -> QWidget:
        page = QWidget()
        column = vbox(page, (MARGIN, MARGIN, MARGIN, MARGIN))
        words = self.tr("A playlist is excerpts in an order that you choose, to hear and to share.")
        empty = EmptyState(self.tr("No playlists yet."), words, icon="list-music")
        self.first = empty.add_button(self.tr("New playlist…"), lambda: self.editing.new(), icon="plus", kind="main")
        column.addWidget(empty)
        column.addStretch(1)
        return page

    def _one(self) -> QWidget:
        self.sheet = PlaylistSheet(lambda: self.items.add())
        self.panel = SharePanel(self.workspace)
        names = (self.tr("Excerpts"), self.tr("Sharing"))
        name = self.tr("The excerpts, or sharing")
        self._sides = TwoSides(self.sheet, self.panel, names, name, parent=self.stack)
        self.tabs = self._sides.tabs
        return self._sides

    def _connect(self) -> None:
        playback, view, introduction = self.playback, self.sheet.list, self.sheet.introduction
        self.title_button.clicked.connect(self._ask_playlist)
        self.through.clicked.connect(lambda _on=False: playback.turn_through())
        self.add.clicked.connect(lambda _on=False: self.items.add())
        balance = self.sheet.balance.as_words
        balance.setChecked(self.workspace.settings.who_is_heard_in_words)
        balance.toggled.connect(self._keep_in_words)
        introduction.text.written.connect(self._write_introduction)
        introduction.left.connect(self.focus_first)
        self.sheet.gap.activated.connect(lambda _place: self.editing.set_gap(self.sheet.gap.currentData()))
        self.sheet.withheld.emptied.connect(self.focus_first)
        self.workspace.closing.connect(introduction.text.keep)
        self.workspace.undone.connect(lambda _words: self._load_seen())
        self.workspace.playlist_chosen.connect(self._on_playlist_chosen)
        self.items.opening.connect(playback.stop)
        view.opened.connect(self.items.open)
        view.dropped.connect(self.items.put)
        view.part_pressed.connect(self._on_part)
        view.customContextMenuRequested.connect(lambda where: self.items.menu(self.commands(), where))
        playback.heard.connect(self._on_heard)
        playback.row_begun.connect(self._on_begun)
        self.workspace.item_chosen.connect(lambda item: view.choose(self.sheet.model.place_of(item)))
        playback.changed.connect(self._on_playback_changed)
        self.loading.came.connect(self._on_came)
        self.loading.rows_came.connect(self.sheet.model.renew)

    def _fit(self) -> None:
        scaled = current().scaled
        narrow = self.width() < scaled(TAB_BELOW)
        wide = scaled(PANEL if self.window().width() >= scaled(NARROW_WINDOW) else PANEL_NARROW)
        self.sheet.fit(self.height())
        self.summary.setVisible(not narrow)
        self._sides.fit(narrow=narrow, side_wide=wide)

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Playlists")

    def count(self) -> int | None:
        """How many playlists."""
        return len(self._known) or None

    def regions(self) -> list[QWidget]:
        """Header, introduction, who is heard, the excerpts, sharing."""
        if self.contents is None:
            return [self.first]
        rows = self.sheet.list if self.contents.rows else self.sheet.nothing
        return [self.header, self.sheet.introduction.field, self.sheet.balance, rows, self.panel]

    def kept_clear(self) -> list[QWidget]:
        """Tabs, and what of it can be shared."""
        return [*super().kept_clear(), self.panel.can_go, self.panel.not_ready_label, self.panel.uses]

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        return [
            *list_commands(self.editing, self.items, self.write_introduction, self.show_sharing),
            *item_commands(self.items, lambda: self.items.menu(self.commands())),
            *playback_commands(self.playback, self.whole, self.items, self.sheet.list),
        ]

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        self._fit()
        if self._stale:
            self.load()
        self.focus_first()

    def leave(self) -> None:
        """Keep what is half typed, fall silent."""
        self.sheet.introduction.text.keep()
        self.playback.stop()

    def reload(self) -> None:
        """Another project; what is in its playlists is read, and its sound looked at, when the page is shown."""
        self.playback.stop()
        self._later.stop()
        self.loading.forget()
        self.sheet.introduction.text.forget()
        self._known, self._stale = [], True
        self._show(None)
        if self.workspace.project is not None:
            self.workspace.attempt(self._read_known)

    def refresh(self, changes: Changes) -> None:
        """Load soon what changed of it."""
        if not self.loading.note(changes) or self.workspace.project is None:
            return
        self._stale = True
        if self.isVisible():
            self._later.start()
        elif changes.touches("playlist"):
            self._read_known()

    def _keep_in_words(self, on: bool) -> None:
        settings = self.workspace.settings
        with settings.change():
            settings.who_is_heard_in_words = on

    # ---- loading ----------------------------------------------------------------------------------------------

    def show_playlist(self, playlist_id: int) -> None:
        """Show another playlist."""
        self.sheet.introduction.text.keep()
        self.workspace.choose_playlist(playlist_id)

        def _go() -> None:
            self.sheet.list.choose(0)
            self.focus_first()

        self.load(_go)

    def _renew(self) -> None:
        """Show what was changed of the playlist, or of which there is."""
        before = self.contents.playlist_id if self.contents is not None else None

        def _go() -> None:
            if self.contents is None or self.contents.playlist_id != before:
                self.focus_first()

        self.load(_go)

    def _write_introduction(self, playlist_id: int, before: str, words: str) -> None:
        write_introduction(self.workspace, playlist_id, before, words)
        if self.contents is not None and self.contents.playlist_id == playlist_id:
            self.load()

    def _on_playlist_chosen(self, playlist_id: int) -> None:
        if self.contents is None or self.contents.playlist_id != playlist_id:
            self._stale = True

    def _read_known(self) -> None:
        self._known = self.workspace.read(playlist_titles)

    def _load_seen(self) -> None:
        """Typing right behind undo builds on what undo brought back."""
        if self.isVisible():
            text = self.sheet.introduction.text
            if text.row is not None:
                text.show(text.row, self._introduction(text.row))
            if self._stale:
                self.load()

    def _introduction(self, playlist_id: int) -> str:
        return self.workspace.typed.now(TextOf.PLAYLIST, playlist_id, "introduction")

    def load(self, then: Callable[[], None] | None = None) -> None:
        """Show everything as it stands now, where there is much of it in a moment; then do `then`."""
        self._later.stop()
        if self.workspace.project is None:
            return
        try:
            self._read_known()
            wanted, shown = self._nearest(), self.contents.playlist_id if self.contents is not None else None
            if wanted != shown:  # what is typed from now on would be of another
                self.sheet.introduction.text.let_go()
            there = self.loading.load(wanted, then)
        except CoProClipError as error:
            self.workspace.show_banner(error)
            return
        self._stale = False
        if not there and self.contents is None:  # it comes in a moment: nothing is said of it until then
            self.stack.setCurrentIndex(1)
            self.sheet.nothing.hide()

    def _on_came(self, contents: PlaylistContents | None, ask: bool) -> None:
        self._show(contents, ask=ask)
        self.count_changed.emit()

    def _nearest(self) -> int | None:
        """The playlist that was chosen, or the one that is shown, or the first."""
        ids = [number for number, _title in self._known]
        shown = self.contents.playlist_id if self.contents is not None else None
        return next((one for one in (self.workspace.playlist_id, shown) if one in ids), ids[0] if ids else None)

    def _show(self, contents: PlaylistContents | None, *, ask: bool = True) -> None:
        """Show a playlist, or that there is none; `ask`: what can be shared of it may be something else now."""
        focus = self.window().focusWidget()
        within = focus is not None and self.isAncestorOf(focus)
        before = self.contents
        if contents is None or before is None or contents.playlist_id != before.playlist_id:
            self.playback.stop()
        self.contents = contents
        if contents is None:
            self.sheet.introduction.text.let_go()
        self.stack.setCurrentIndex(0 if contents is None else 1)
        for part in (self.title_button, self.through, self.add):
            part.setVisible(contents is not None)
        self.header.title.setVisible(contents is None)
        self.summary.setText("")
        if contents is None:
            self.workspace.playlist_id = None
            self.playback.set_rows(())
            self.panel.show_excerpts([], "")
            self.withheld.look(None)
        else:
            self._show_contents(contents)
            ids = [row.excerpt_id for row in contents.rows]
            if ask:
                self.panel.show_excerpts(ids, contents.title, contents.playlist_id)
            else:
                self.panel.reorder(ids)
        put_down = self.window().focusWidget() is self
        if within and focus is not None and not focus.isVisibleTo(self) and not put_down:
            self.focus_first()

    def _show_contents(self, contents: PlaylistContents) -> None:
        self.workspace.playlist_id = contents.playlist_id
        place = [number for number, _title in self._known].index(contents.playlist_id) + 1
        self.title_button.show_title(contents.title, place, len(self._known))
        count = len(contents.rows)
        self.sheet.show_contents(contents, self._introduction(contents.playlist_id))
        self._fit()
        self.playback.set_rows(contents.rows, contents.gap_ms)
        self._say_length()
        self.withheld.look(contents.playlist_id, contents.title)
        self.through.setEnabled(bool(count))

    # ---- where the keyboard is --------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the keyboard where most is done: in the list, or on the button that fills it."""
        if self.contents is None:
            self.first.setFocus()
        else:
            if self.contents.rows:
                self.tabs.setCurrentIndex(0)
            self.sheet.first_focus().setFocus()

    def write_introduction(self) -> None:
        """Put the keyboard in the introduction."""
        self.tabs.setCurrentIndex(0)
        self.sheet.introduction.setFocus()

    def show_sharing(self) -> None:
        """Bring the panel to the front and put the keyboard on Export, or what keeps it off."""
        self.tabs.setCurrentIndex(1)
        self.panel.take_focus()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _ask_playlist(self) -> None:
        self.editing.ask(self.title_button, self._known, self.commands())

    def _on_part(self, index: QModelIndex, part: str, where: QPoint) -> None:
        if part == "play":
            self.playback.press(self.sheet.model.rows[index.row()])
        else:
            self.items.menu(self.commands(), self.sheet.list.viewport().mapFromGlobal(where))

    def _on_heard(self, item_id: int, heard_ms: int) -> None:
        self.sheet.model.set_heard(item_id if item_id >= 0 else None, heard_ms)
        self._say_length()

    def _on_begun(self, item_id: int) -> None:
        place = self.sheet.model.place_of(item_id)
        self.sheet.list.choose(place)
        if introduction := self.sheet.model.rows[place].introduction:
            self.workspace.show_toast(introduction)  # as those read it who are given the playlist

    def _say_length(self) -> None:
        """How many excerpts there are and how long it is; while it is listened through, how far that is."""
        contents = self.contents
        count = len(contents.rows) if contents is not None else 0
        if contents is None or not count:
            self.summary.setText("")
            return
        said = self.tr("{n} excerpts, {time} with gaps") if count > 1 else self.tr("1 excerpt, {time}")
        words = said.format(n=count, time=length(contents.length_ms))
        if self.playback.through:
            at = self.tr("{n} of {all}, {now} of {whole}")
            now, whole = clock(self.playback.passed_ms), clock(contents.length_ms)
            words = at.format(n=self.playback.place + 1, all=count, now=now, whole=whole)
        elif self.playback.whole is not None:
            now, whole = map(clock, self.playback.whole)
            words = self.tr("As others will hear it: {now} of {whole}").format(now=now, whole=whole)
        self.summary.setText(words)

    def _on_playback_changed(self) -> None:
        through = self.playback.through
        self.through.setText(self.tr("Stop listening") if through else self.tr("Listen through"))
        self.through.setAccessibleName(self.through.text())
        self.through.set_look("square" if through else "play")
        self._say_length()
