"""The stories page: the table, the search that replaces it, and the first run."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Approval
from coproclip.jobs import Job
from coproclip.people.stories import bin_story, sound_of
from coproclip.project.journal import Operation
from coproclip.project.project import Changes
from coproclip.themes.overview import StoryOverview, story_overviews, touched_stories
from coproclip.timecode import TimeRange
from coproclip.transcript.search import search
from coproclip.ui.actions import Command
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import EmptyState, Label, PageHeader
from coproclip.ui.components.segmented import Choice, Segmented
from coproclip.ui.page import Page
from coproclip.ui.stories.carry_on import CarryOn
from coproclip.ui.stories.details import StoryDetails
from coproclip.ui.stories.first_run import DropStrip, FirstRun
from coproclip.ui.stories.importing import Importing
from coproclip.ui.stories.results import HitList
from coproclip.ui.stories.story_view import StoryView
from coproclip.ui.stories.table import CHECKED, DATE, EXCERPTS, LENGTH, MENU, SHARING, WHO, WRITTEN, StoryTable
from coproclip.ui.tokens import MARGIN, NARROW_WINDOW, current
from coproclip.ui.workspace import Workspace
from coproclip.ui.writing import pause_writing, start_writing, story_of, writing_job

WIDTHS = {DATE: 76, LENGTH: 72, WRITTEN: 226, CHECKED: 136, EXCERPTS: 122, SHARING: 170, MENU: 44}


class StoriesPage(Page):
    """All stories of the project."""

    key = "stories"
    icon = "audio-lines"
    group = "gather"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.rows: list[StoryOverview] = []
        self._importing = Importing(workspace, self)
        workspace.import_asked.connect(self._on_import_asked)
        workspace.job_changed.connect(self._on_job_changed)
        self._stale: set[int] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(150)
        self._later.timeout.connect(self._load)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(180)
        self._typed.timeout.connect(self._search)
        self._build()

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = PageHeader(self.tr("Stories"), line=False)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search every word that was said"))
        self.field.setAccessibleName(self.tr("Search every word that was said"))
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(current().scaled(330))
        self.field.textChanged.connect(lambda: self._typed.start())
        self.field.returnPressed.connect(self._search)
        self.header.row.addWidget(self.field)
        bring = Button(
            self.tr("Import…"), "folder-input", on_click=partial(self.workspace.command_asked.emit, "import_files")
        )
        record = Button(
            self.tr("Record a story"), "mic", "main", on_click=partial(self.workspace.page_asked.emit, "record")
        )
        self.header.row.addWidget(bring)
        self.header.row.addWidget(record)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        self.first = FirstRun(self.workspace)
        self.stack.addWidget(self.first)
        self.stack.addWidget(self._all())
        self.stack.addWidget(self._found())
        column.addWidget(self.stack, 1)

    def _all(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        column.setSpacing(12)
        self.carry_on = CarryOn(self.workspace)
        column.addWidget(self.carry_on)
        row = QHBoxLayout()
        self.filters = Segmented(
            [
                Choice("all", self.tr("All"), count=0),
                Choice("write", self.tr("To write down"), count=0),
                Choice("check", self.tr("To check"), count=0),
                Choice("waiting", self.tr("Waiting for a yes"), count=0),
                Choice("ready", self.tr("Ready to share"), count=0),
            ],
            self.tr("Which stories"),
        )
        self.filters.chosen.connect(lambda _key: self._show_rows())
        row.addWidget(self.filters)
        row.addStretch(1)
        row.addWidget(Label(self.tr("Newest first"), "small"))
        column.addLayout(row)
        self.table = StoryView()
        self.model = StoryTable(self)
        self.table.setModel(self.model)
        self.table.activated.connect(self._open)
        self.table.clicked_part.connect(self._on_part)
        self.table.customContextMenuRequested.connect(self._menu)
        self.nothing = EmptyState(self.tr("No story is in this group"), self.tr("Choose All to see every story."))
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        column.addWidget(DropStrip(self.workspace))
        return page

    def _found(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        self.count_line = Label("", "muted")
        self.hit_list = HitList()
        self.hit_list.activated.connect(lambda _index: self._open_hit())
        self.no_hits = EmptyState(self.tr("No story has these words."), self.tr("Try fewer words."), icon="search")
        column.addWidget(self.count_line)
        column.addWidget(self.no_hits)
        column.addWidget(self.hit_list, 1)
        column.addStretch(0)
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows show the length with the date and no theme marks."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scaled = current().scaled
        window = self.window().width()
        head = self.table.horizontalHeader()
        for column, width in WIDTHS.items():
            head.resizeSection(column, scaled(width))
        tight = window < NARROW_WINDOW
        if tight:
            head.resizeSection(EXCERPTS, scaled(84))
            head.resizeSection(WRITTEN, scaled(200))
        spare = self.table.viewport().width() - sum(
            head.sectionSize(column) for column in WIDTHS if column not in (LENGTH, CHECKED)
        )
        self.table.setColumnHidden(CHECKED, spare - head.sectionSize(CHECKED) < scaled(180))
        self.table.setColumnHidden(LENGTH, spare - head.sectionSize(CHECKED) - head.sectionSize(LENGTH) < scaled(180))

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Stories")

    def count(self) -> int | None:
        """How many stories."""
        return len(self.rows) or None

    def regions(self) -> list[QWidget]:
        """The search, and what is below it."""
        return [self.field, self.stack]

    def commands(self) -> list[Command]:
        """What can be done with the story under the cursor."""
        chosen = self._has_row
        tr = self.tr
        return [
            Command("find_everywhere", "", slot=self._focus_search),
            Command("find_here", "", slot=self._focus_search),
            Command("open_story", tr("Open the story"), ("Enter",), "Story", self._open_row, chosen, native=True),
            Command("play_pause", "", ("Space",), slot=self._play, enabled=lambda: chosen() or self._hit_shown()),
            Command("story_details", tr("About this story…"), ("F2",), "Story", self._details, chosen, takes_over=True),
            Command(
                "write_down",
                tr("Write down, or pause writing down"),
                ("Ctrl+Enter",),
                "Story",
                self._toggle_writing,
                chosen,
            ),
            Command("write_again", tr("Write down again from the start"), (), "Story", self._write_again, chosen),
            Command("bin_story", tr("Move to the bin"), ("Delete",), "Story", self._bin, chosen),
            Command("row_menu", tr("Menu of this story"), ("Shift+F10",), "", self._row_menu, chosen),
        ]

    def enter(self) -> None:
        """Load what is stale and put the cursor in the list."""
        self._load()
        if self.rows:
            if self.workspace.story_id is not None and not self._has_row():
                self._choose_row(self.workspace.story_id)
            (self.table if self.stack.currentIndex() == 1 else self.field).setFocus()
        else:
            self.first.begin()

    def leave(self) -> None:
        """Stop playing."""
        self.workspace.listening.pause()

    def reload(self) -> None:
        """Another project."""
        self.rows, self._stale = [], None
        self.field.clear()
        self.model.set_rows([])
        self._stale = None
        self._load()

    def refresh(self, changes: Changes) -> None:
        """Load the touched stories soon."""
        if self.workspace.project is None:
            return
        touched = touched_stories(self.workspace.project, changes)
        self._stale = (
            None
            if touched is None or (self._stale is None and self._later.isActive())
            else touched | (self._stale or set())
        )
        self._later.start()

    # ---- loading ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        project = self.workspace.project
        self._later.stop()
        if project is None:
            return
        try:
            if self._stale is None:
                self.rows = story_overviews(project)
            elif self._stale:
                fresh = {row.story_id: row for row in story_overviews(project, self._stale)}
                kept = [row for row in self.rows if row.story_id not in self._stale]
                order = {row.story_id: place for place, row in enumerate(self.rows)}
                merged = [*kept, *fresh.values()]
                merged.sort(key=lambda row: order.get(row.story_id, -row.story_id))
                self.rows = merged
        except CoProClipError as error:
            self.workspace.say(error)
        self._stale = set()
        self._show_rows()
        self.count_changed.emit()

    def _groups(self) -> dict[str, list[StoryOverview]]:
        rows = self.rows
        return {
            "all": rows,
            "write": [row for row in rows if row.standing.state != "done"],
            "check": [row for row in rows if row.review.to_check],
            "waiting": [row for row in rows if row.approval in (Approval.WAITING, Approval.AGAIN, Approval.DRAFT)],
            "ready": [row for row in rows if row.approved],
        }

    def _show_rows(self) -> None:
        groups = self._groups()
        for key, rows in groups.items():
            self.filters.set_count(key, len(rows))
        shown = groups[self.filters.key()]
        before = self._row()
        self.model.set_rows(shown)
        self.model.set_jobs(self._writing())
        if before is not None and not self._has_row():
            self._choose_row(before.story_id)
        if shown and not self._has_row():
            self.table.setCurrentIndex(self.model.index(0, WHO))
        self.nothing.setVisible(bool(self.rows) and not shown)
        self.table.setVisible(bool(shown))
        self.carry_on.show_rows(self.rows)
        searching = bool(self.field.text().strip())
        self.header.setVisible(bool(self.rows))
        self.stack.setCurrentIndex(0 if not self.rows else 2 if searching else 1)
        self._fit()

    def _writing(self) -> dict[int, Job]:
        found = {}
        for row in self.rows:
            job = writing_job(self.workspace, row.story_id)
            if job is not None:
                found[row.story_id] = job
        return found

    def _on_job_changed(self, job: object) -> None:
        if isinstance(job, Job) and story_of(job) is not None and self.isVisible():
            self.model.set_jobs(self._writing())

    def _on_import_asked(self, paths: list[Path]) -> None:
        if self.workspace.project is not None:
            self.workspace.page_asked.emit("stories")
            self._importing.bring_in(paths)

    # ---- the story under the cursor ---------------------------------------------------------------------------

    def _row(self) -> StoryOverview | None:
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _has_row(self) -> bool:
        return self._row() is not None and self.stack.currentIndex() == 1

    def _choose_row(self, story_id: int) -> None:
        place = self.model.place_of(story_id)
        if place >= 0:
            self.table.setCurrentIndex(self.model.index(place, WHO))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self._open_row()

    def _open_row(self) -> None:
        row = self._row()
        if row is not None:
            self.workspace.choose_story(row.story_id, at_ms=self.workspace.opened().place(row.story_id))
            self.workspace.page_asked.emit("desk")

    def _on_part(self, index: QModelIndex, part: str, where: QPoint) -> None:
        if part == "button":
            self._toggle_writing()
        elif part == "menu":
            self._menu(self.table.viewport().mapFromGlobal(where))

    def _play(self) -> None:
        listening, project = self.workspace.listening, self.workspace.opened()
        if listening.playing:
            listening.pause()
            return
        hit = self.hit_list.chosen() if self._hit_shown() else None
        row = self._row()
        story_id = hit.story_id if hit else row.story_id if row else None
        if story_id is None:
            return

        def _begin() -> None:
            with project.read() as session:
                sound = sound_of(project, session, story_id)
            if hit is not None:
                spans = [TimeRange(max(0, hit.start_ms - 150), min(sound.duration_ms, hit.end_ms + 300))]
            else:
                place = project.place(story_id)
                spans = [TimeRange(place if place < sound.duration_ms - 1000 else 0, sound.duration_ms)]
            listening.play(sound.audio, spans, owner=("stories", story_id))

        self.workspace.attempt(_begin)

    def _details(self) -> None:
        row = self._row()
        if row is not None:
            StoryDetails(self.workspace, row.story_id, self).exec()
            self.table.setFocus()

    def _toggle_writing(self) -> None:
        row = self._row()
        if row is None:
            return
        if writing_job(self.workspace, row.story_id) is not None:
            pause_writing(self.workspace, row.story_id)
        elif row.standing.state != "done":
            start_writing(self.workspace, row.story_id, row.who)
        self.model.set_jobs(self._writing())

    def _write_again(self) -> None:
        row = self._row()
        if row is not None and writing_job(self.workspace, row.story_id) is None:
            start_writing(self.workspace, row.story_id, row.who, again=True)

    def _bin(self) -> None:
        row = self._row()
        if row is None:
            return
        place = self.table.currentIndex().row()
        pause_writing(self.workspace, row.story_id)
        with self.workspace.opened().edit(Operation.BIN_STORY) as edit:
            bin_story(edit, row.story_id)
        self._stale = None
        self._load()
        self.table.setCurrentIndex(self.model.index(min(place, len(self.model.rows) - 1), WHO))
        self.workspace.tell(self.tr("{who} is in the bin").format(who=row.who))

    def _row_menu(self) -> None:
        self._menu(self.table.visualRect(self.table.currentIndex()).center())

    def _menu(self, where: QPoint) -> None:
        index = self.table.indexAt(where)
        if index.isValid():
            self.table.setCurrentIndex(index)
        menu = QMenu(self)
        for command in self.commands():
            if command.menu == "Story":
                action = QAction(command.text, menu)
                action.setEnabled(command.possible)
                action.triggered.connect(lambda _on=False, run=command.run: run())
                menu.addAction(action)
        menu.exec(self.table.viewport().mapToGlobal(where))

    # ---- searching --------------------------------------------------------------------------------------------

    def _focus_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _hit_shown(self) -> bool:
        return self.stack.currentIndex() == 2 and self.hit_list.chosen() is not None

    def _search(self) -> None:
        self._typed.stop()
        words = self.field.text().strip()
        if words and self.rows:
            with self.workspace.opened().read() as session:
                hits = search(session, words)
            self.hit_list.hits().set_hits(hits)
            if hits:
                self.hit_list.setCurrentIndex(self.hit_list.hits().index(0))
            told = len({hit.story_id for hit in hits})
            line = self.tr("{n} passages, in {told} of {all} stories. Space plays, Enter opens.")
            self.count_line.setText(line.format(n=len(hits), told=told, all=len(self.rows)))
            self.count_line.setVisible(bool(hits))
            self.no_hits.setVisible(not hits)
            self.hit_list.setVisible(bool(hits))
        self._show_rows()

    def _open_hit(self) -> None:
        hit = self.hit_list.chosen()
        if hit is not None:
            self.workspace.choose_story(hit.story_id, at_ms=hit.heard_ms)
            self.workspace.page_asked.emit("desk")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search to what was found, Esc back to all stories."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self._search()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            (self.hit_list if self.stack.currentIndex() == 2 else self.table).setFocus()
        else:
            super().keyPressEvent(event)
