"""The stories page: the table, the search that replaces it, and what stands there without stories."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Approval
from coproclip.jobs import Job
from coproclip.overview.stories import StoryOverview, story_overviews, touched_stories
from coproclip.people.stories import stories
from coproclip.project.project import Changes
from coproclip.transcript.search import Hit, search
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.pages.stories.importing import Importing
from coproclip.ui.pages.stories.layout import ALL_BINNED, FIRST_RUN, FOUND, TABLE
from coproclip.ui.pages.stories.sorting import order_by, orders
from coproclip.ui.pages.stories.story_actions import StoriesActions
from coproclip.ui.pages.stories.table import WHO
from coproclip.ui.transcription.jobs import offer_unfinished, story_of
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class StoriesPage(StoriesActions):
    """All stories of the project."""

    key = "stories"
    icon = "audio-lines"
    group = "gather"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.rows: list[StoryOverview] = []
        self.order = orders()[0]
        self.binned = 0
        self.sound_tracks = SoundTracks(workspace, self)
        self._importing = Importing(workspace, self.sound_tracks, self)
        self._pending: dict[str, set[int]] = {}
        self._all_again = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(150)
        self._later.timeout.connect(self._load)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(180)
        self._typed.timeout.connect(self._search)
        self._build()
        self._connect()
        self._show_order()

    def _connect(self) -> None:
        self.workspace.import_asked.connect(self._on_import_asked)
        self.workspace.job_changed.connect(self._on_job_changed)
        self.workspace.line.changed.connect(self.show_jobs)
        for signal in (self.workspace.listening.started, self.workspace.listening.paused):
            signal.connect(self._on_listening)
        self.field.textChanged.connect(lambda: self._typed.start())
        self.field.returnPressed.connect(self._search)
        self.filters.chosen.connect(lambda _key: self._show_rows())
        self.carry_on.group_asked.connect(self._show_group)
        self.table.activated.connect(self._on_activated)
        self.table.clicked_part.connect(self._on_part)
        self.table.order_asked.connect(self._on_order_asked)
        self.table.customContextMenuRequested.connect(self._menu)
        self.order_button.clicked.connect(self._order_menu)
        self.bin_button.clicked.connect(self.show_bin)
        self.all_binned.show_bin.clicked.connect(self.show_bin)
        self.hit_list.activated.connect(lambda _index: self.open_hit())
        self.hit_list.play_asked.connect(self.play)
        self.found_stories.opened.connect(self.open_story)

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Stories")

    def count(self) -> int | None:
        """How many stories."""
        return len(self.rows) or None

    def regions(self) -> list[QWidget]:
        """The search, what to carry on with, which stories, the stories."""
        return [self.header, self.carry_on, self.filters, self._list()]

    def _list(self) -> QWidget:
        return (self.first, self.table, self.hit_list, self.all_binned.show_bin)[self.stack.currentIndex()]

    def commands(self) -> list[Command]:
        """What can be done with the story under the cursor."""
        chosen = self.has_row
        tr = self.tr
        return [
            Command("find_everywhere", "", slot=self._focus_search),
            Command("find_here", "", slot=self._focus_search),
            Command("open_story", tr("Open the story"), ("Enter",), "Story", self.open_row, chosen, native=True),
            Command("play_pause", "", ("Space",), slot=self.play, enabled=lambda: chosen() or self.hit() is not None),
            Command("story_details", tr("About this story…"), ("F2",), "Story", self.details, chosen, takes_over=True),
            Command(
                "write_down",
                tr("Transcribe, or pause"),
                ("Ctrl+Enter",),
                "Story",
                self.toggle_transcribing,
                chosen,
                label=self.write_words,
            ),
            Command("write_how", tr("Transcribe, choosing how…"), ("Ctrl+Shift+Enter",), "Story", self.ask_how, chosen),
            Command("sound_tracks", tr("Choose sound tracks…"), (), "Story", self.choose_tracks, self.has_tracks),
            Command("leave_line", tr("Remove from queue"), (), "Story", self.take_out_of_line, self.in_line),
            Command("bin_story", tr("Move to the bin"), ("Delete",), "Story", self.bin, chosen),
            Command("show_bin", tr("Stories in the bin…"), (), "Story", self.show_bin, lambda: self.binned > 0),
            Command("row_menu", tr("Menu of this story"), ("Shift+F10",), "", self.row_menu, chosen),
            Command("order", tr("Order of the stories…"), (), "View", self._order_menu, lambda: bool(self.rows)),
        ]

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        self._load()
        if self.rows and self.workspace.story_id is not None and not self.has_row():
            self.choose_row(self.workspace.story_id)
        self._take_focus()

    def _take_focus(self) -> None:
        if self.stack.currentIndex() == FIRST_RUN:
            self.first.begin()
        else:
            self._list().setFocus()

    def leave(self) -> None:
        """Stop playing."""
        self.workspace.listening.pause()

    def reload(self) -> None:
        """Another project."""
        self.rows = []
        self.field.clear()
        self.filters.choose("all")
        self.model.set_rows([])
        self.load_all()
        offer_unfinished(self.workspace, self.rows)

    def refresh(self, changes: Changes) -> None:
        """Load the touched stories soon, or when the page is shown; how many there are is always known."""
        if self.workspace.project is None:
            return
        for table, rows in changes.ids.items():
            self._pending.setdefault(table, set()).update(rows)
        if self.isVisible() or changes.touches("story"):
            self._later.start()

    # ---- loading ----------------------------------------------------------------------------------------------

    def load_all(self) -> None:
        """Read every story again."""
        self._all_again = True
        self._load()

    def _load(self) -> None:
        project = self.workspace.project
        self._later.stop()
        if project is None:
            return
        try:
            touched = None if self._all_again else touched_stories(project, Changes("", self._pending))
            if touched is None:
                self.rows = story_overviews(project)
            elif touched:
                fresh = story_overviews(project, touched)
                self.rows = [row for row in self.rows if row.story_id not in touched] + fresh
            with project.read() as session:
                self.binned = len(stories(session, binned=True))
        except CoProClipError as error:
            self.workspace.say(error)
        self._all_again, self._pending = False, {}
        self._show_rows()
        self.count_changed.emit()

    def _groups(self) -> dict[str, list[StoryOverview]]:
        rows = self.order.put(self.rows)
        return {
            "all": rows,
            "write": [row for row in rows if row.transcription_progress.state != "done"],
            "check": [row for row in rows if row.review.to_check],
            "waiting": [row for row in rows if row.approval in (Approval.WAITING, Approval.AGAIN, Approval.DRAFT)],
            "ready": [row for row in rows if row.approved],
        }

    def _show_rows(self) -> None:
        groups = self._groups()
        for key, rows in groups.items():
            self.filters.set_count(key, len(rows))
        shown = groups[self.filters.key()]
        before = self.row()
        self.model.set_rows(shown)
        self.show_jobs()
        searching = bool(self.field.text().strip())
        # What had the focus goes away with the first story, and with the last one.
        left = self.stack.currentIndex()
        focused = self.stack.isAncestorOf(self.window().focusWidget() or self)
        self.header.setVisible(bool(self.rows) or self.binned > 0)
        self.field.setVisible(bool(self.rows))
        if self.rows:
            self.stack.setCurrentIndex(FOUND if searching else TABLE)
        else:
            self.stack.setCurrentIndex(ALL_BINNED if self.binned else FIRST_RUN)
        if before is not None:
            self.choose_row(before.story_id)
        if shown and self.row() is None:
            self.table.setCurrentIndex(self.model.index(0, WHO))
        self._show_table(bool(shown), bool(self.rows))
        self.bin_button.setVisible(self.binned > 0)
        self.carry_on.show_rows(self.rows)
        self._fit()
        now = self.stack.currentIndex()
        if focused and left != now and not {left, now} <= {TABLE, FOUND}:
            self._take_focus()

    def _show_group(self, key: str) -> None:
        self.filters.choose(key)
        self._show_rows()
        self._list().setFocus()

    # ---- the order --------------------------------------------------------------------------------------------

    def _on_order_asked(self, column: int) -> None:
        wanted = order_by(column, self.order.key)
        if wanted is not None:
            self._put_in_order(wanted.key)

    def _put_in_order(self, key: str) -> None:
        self.order = next(order for order in orders() if order.key == key)
        self._show_order()
        self._show_rows()
        self.table.setFocus()

    def _show_order(self) -> None:
        name = self.tr("Order of the stories: {order}").format(order=self.order.words)
        self.order_button.setAccessibleName(name)
        self.order_button.setToolTip(as_written(name))

    def _name_buttons(self, *, short: bool) -> None:
        for button, words in (
            (self.order_button, self.order.words),
            (self.bin_button, self.tr("In the bin: {n}").format(n=self.binned)),
        ):
            button.setText("" if short else words)
            button.updateGeometry()

    def _order_menu(self) -> None:
        menu = QMenu(self)
        for order in orders():
            action = menu.addAction(order.words)
            action.setCheckable(True)
            action.setChecked(order.key == self.order.key)
            action.triggered.connect(partial(self._put_in_order, order.key))
        menu.exec(self.order_button.mapToGlobal(QPoint(0, self.order_button.height())))

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_job_changed(self, job: object) -> None:
        if isinstance(job, Job) and story_of(job) is not None and self.isVisible():
            self.show_jobs()

    def _on_import_asked(self, paths: list[Path]) -> None:
        if self.workspace.project is not None:
            self.workspace.page_asked.emit("stories")
            self._importing.bring_in(paths)

    def _on_listening(self) -> None:
        hit, listening = self.hit_list.chosen(), self.workspace.listening
        heard = hit is not None and listening.is_playing_for(("found", hit.segment_id))
        self.hit_list.set_playing(hit if heard else None)

    # ---- searching --------------------------------------------------------------------------------------------

    def _focus_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _search(self) -> None:
        self._typed.stop()
        words = self.field.text().strip()
        if words and self.rows:
            looked: list[Hit] | None = self.workspace.attempt(partial(self._hits, words))
            hits = looked or []
            self.hit_list.hits().set_hits(hits)
            if hits:
                self.hit_list.setCurrentIndex(self.hit_list.hits().index(0))
            told = len({hit.story_id for hit in hits})
            found = counted(len(hits), self.tr("1 passage"), self.tr("{n} passages"))
            where = self.tr("in {told} of {all} stories").format(told=told, all=len(self.rows))
            where = self.tr("in 1 story") if len(self.rows) == 1 else where
            line = self.tr("{found}, {where}. Space plays, Enter opens.")
            self.count_line.setText(line.format(found=found, where=where))
            named = [row for row in self.rows if words.casefold() in _names(row)]
            self.found_stories.show_rows(named)
            self.count_line.setVisible(bool(hits))
            # Nothing is said of words that could not be looked for.
            self.no_hits.setVisible(looked == [] and not named)
            self.hit_list.setVisible(bool(hits))
        self._show_rows()

    def _hits(self, words: str) -> list[Hit]:
        with self.workspace.opened().read() as session:
            return search(session, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search to what was found, Esc back to all stories."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self._search()
            self._list().setFocus()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self._list().setFocus()
        else:
            super().keyPressEvent(event)


def _names(row: StoryOverview) -> str:
    return "\n".join((row.title, *row.storytellers, row.description, row.reporter)).casefold()
