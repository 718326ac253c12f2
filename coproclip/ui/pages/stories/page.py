"""The stories page: the list, the search that replaces it, and what stands there without stories."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from coproclip.overview.stories import StoryOverview
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.sound_tracks import SoundTracks
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.stories.actions import StoryActions
from coproclip.ui.pages.stories.first_run import AllBinned, FirstRun
from coproclip.ui.pages.stories.importing import Importing
from coproclip.ui.pages.stories.loading import StoryRows
from coproclip.ui.pages.stories.results import SearchResults
from coproclip.ui.pages.stories.searching import StorySearch
from coproclip.ui.pages.stories.story_list import StoryList
from coproclip.ui.style.icons import set_icon
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import current
from coproclip.ui.transcription.jobs import offer_unfinished, transcription_job
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import PageHeader
from coproclip.ui.workspace import Workspace


class StoriesPage(Page):
    """All stories of the project."""

    key = "stories"
    icon = "audio-lines"
    group = "gather"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._offered = False
        self.header, self.field = PageHeader(self.tr("Stories"), line=False), QLineEdit()
        self.field.setProperty(LOOKS_FOR, True)
        self._fill_header()
        self.first, self.list, self.results, self.all_binned = (
            FirstRun(workspace),
            StoryList(workspace),
            SearchResults(),
            AllBinned(),
        )
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        for part in (self.first, self.list, self.results, self.all_binned):
            self.stack.addWidget(part)
        sound_tracks = SoundTracks(workspace, self)
        self.rows = StoryRows(workspace, self.isVisible, self)
        self.search = StorySearch(workspace, self.field, self.rows, self.results)
        self.story_actions = StoryActions(
            workspace, self.list.table, sound_tracks, self._chosen, lambda: self.rows.binned
        )
        self.importing = Importing(workspace, sound_tracks, self)
        self.rows.loaded.connect(self._on_loaded)
        self.search.searched.connect(self._show_part)
        self.list.bin_asked.connect(self.story_actions.show_bin)
        self.all_binned.show_bin.clicked.connect(self.story_actions.show_bin)
        workspace.import_asked.connect(self._on_import_asked)
        workspace.jobs.changed.connect(self._on_job_changed)
        workspace.queue.changed.connect(self._show_jobs)
        Fitting(self, self._fit)
        Fitting(self.field, self._fit_field)

    def _fill_header(self) -> None:
        self.field.setPlaceholderText(self.tr("Search every word and name"))
        self.field.setAccessibleName(self.tr("Search every word and name"))
        self.field.setClearButtonEnabled(True)
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sign = QAction(self.field)
        set_icon(sign, "search", "ink2")
        self.field.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        bring, record = partial(self.workspace.command_asked.emit, "import_files"), self.workspace.page_asked.emit
        self.header.row.addWidget(self.field, 100)
        self.header.row.addWidget(Button(self.tr("Import…"), "folder-input", on_click=bring))
        self.header.row.addWidget(Button(self.tr("Record a story"), "mic", "main", on_click=partial(record, "record")))

    def _fit(self) -> None:
        self.field.setMaximumWidth(current().scaled(340))
        self.field.setMinimumWidth(current().scaled(120))

    def _fit_field(self) -> None:
        whole, room = self.field.accessibleName(), self.field.width() - current().scaled(60)
        fits = self.field.fontMetrics().horizontalAdvance(whole) <= room
        self.field.setPlaceholderText(whole if fits else self.tr("Search"))

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Stories")

    def count(self) -> int | None:
        """How many stories."""
        return self.rows.stories or None

    def regions(self) -> list[QWidget]:
        """The search, what to carry on with, which stories, the stories."""
        return [self.header, self.list.carry_on, self.list.filters, self._main_part()]

    def commands(self) -> list[Command]:
        """Searching, and what can be done with the story under the cursor."""
        return [
            Command("find_everywhere", "", slot=self._focus_search),
            Command("find_here", "", slot=self._focus_search),
            Command("play_pause", "", ("Space",), slot=self._play, enabled=self._can_play),
            *self.story_actions.commands(),
            Command(
                "order", self.tr("Order of the stories…"), (), "View", self.list.ask_order, lambda: bool(self.rows.rows)
            ),
        ]

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        self.rows.load()
        if self.workspace.story_id is not None and self._chosen() is None:
            self.list.choose(self.workspace.story_id)
        self._take_focus()

    def leave(self) -> None:
        """Stop playing, and reading."""
        self.workspace.listening.pause()
        self.rows.pause()

    def reload(self) -> None:
        """Another project."""
        self.field.clear()
        self._offered = False
        self.rows.begin()
        self.importing.begin()

    def refresh(self, changes: Changes) -> None:
        """Load the touched stories soon, or when the page is shown."""
        self.rows.note(changes)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def _main_part(self) -> QWidget:
        return (self.first, self.list.table, self.results.hits, self.all_binned.show_bin)[self.stack.currentIndex()]

    def _take_focus(self) -> None:
        if self.stack.currentWidget() is self.first:
            self.first.begin()
        else:
            self._main_part().setFocus()

    def _on_loaded(self) -> None:
        self.list.show_rows(self.rows.rows, self.rows.binned)
        self._show_jobs()
        self._show_part()
        self.count_changed.emit()
        if not self._offered and self.rows.complete:
            self._offered = True
            offer_unfinished(self.workspace, self.rows.rows)

    def _show_part(self) -> None:
        some, binned = self.rows.stories > 0, self.rows.binned > 0
        before = self.stack.currentWidget()
        # What had the focus goes away with the first story, and with the last one.
        focused = self.stack.isAncestorOf(self.window().focusWidget() or self)
        self.header.setVisible(some or binned)
        self.field.setVisible(some)
        there = self.results if self.search.active else self.list
        self.stack.setCurrentWidget(there if some else self.all_binned if binned else self.first)
        now = self.stack.currentWidget()
        if focused and before is not now and not {before, now} <= {self.list, self.results}:
            self._take_focus()

    def _show_jobs(self) -> None:
        jobs = {row.story_id: transcription_job(self.workspace, row.story_id) for row in self.rows.rows}
        paused = {entry.story_id: entry.paused for entry in self.workspace.queue.entries}
        self.list.model.set_jobs({story: job for story, job in jobs.items() if job is not None}, paused)

    # ---- asked for, and happened ------------------------------------------------------------------------------

    def _chosen(self) -> StoryOverview | None:
        return self.list.row() if self.stack.currentWidget() is self.list else None

    def _can_play(self) -> bool:
        found = self.stack.currentWidget() is self.results and self.results.hits.chosen() is not None
        return found or self._chosen() is not None

    def _play(self) -> None:
        if self.stack.currentWidget() is self.results:
            self.search.play()
        else:
            self.story_actions.play()

    def _focus_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _on_job_changed(self, job: AnyJob) -> None:
        if job.kind is JobKind.TRANSCRIBE and self.isVisible():
            self._show_jobs()

    def _on_import_asked(self, paths: list[Path]) -> None:
        if self.workspace.project is not None:
            if QApplication.activeModalWidget() is None:  # else what a dialog asks about stays in sight
                self.workspace.page_asked.emit("stories")
            self.importing.bring_in(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search to what was found, Esc back to all stories."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.search.clear()
            self._main_part().setFocus()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self._main_part().setFocus()
        else:
            super().keyPressEvent(event)
