"""The window: sidebar, pages, what is said at the top and at the bottom."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from coproclip.jobs import JobState
from coproclip.project.project import Changes
from coproclip.ui.banners import Banners
from coproclip.ui.closing import Closing
from coproclip.ui.commands.palette import CommandPalette, show_keys
from coproclip.ui.commands.table import CommandTable
from coproclip.ui.dialogs.settings import SettingsDialog
from coproclip.ui.drop import FileDrop
from coproclip.ui.focus_regions import next_region
from coproclip.ui.job_runner import AnyJob
from coproclip.ui.messages_in_front import InFront
from coproclip.ui.pages.page import Page
from coproclip.ui.projects import Projects, contents_words
from coproclip.ui.queue_window import attend_queue
from coproclip.ui.sidebar import Sidebar
from coproclip.ui.style.choices import LookChoices
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import NARROW_WINDOW, current
from coproclip.ui.welcome import Welcome
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.timers import every
from coproclip.ui.widgets.undo_bar import UndoBar
from coproclip.ui.window_commands import app_commands
from coproclip.ui.window_place import keep_place, restore_place
from coproclip.ui.workspace import Workspace


class MainWindow(QMainWindow):
    """One project, its pages, and everything that is the same on each of them."""

    def __init__(self, workspace: Workspace, pages: Sequence[Page] = ()) -> None:
        super().__init__()
        self.workspace = workspace
        self.projects = Projects(workspace, self)
        self.look = LookChoices(workspace.settings)
        self.pages: dict[str, Page] = {page.key: page for page in pages}
        self._page: Page | None = None
        self._folded: bool | None = None
        self.closing = Closing(self)
        self.setMinimumSize(960, 520)  # with its title bar it fits a screen of 1024×600
        self._build()
        Fitting(self, self._fit_sidebar)
        self.commands = CommandTable(self, workspace.settings)
        self.commands.add(app_commands(self))
        for page in pages:
            self.commands.add_page(page, page.commands(), page.areas())
        self.commands.build_menus(self.menuBar())
        self.projects.hang_menus(self.commands, self.sidebar.project_button)
        FileDrop(self, self.projects.take)
        self._connect()
        restore_place(self)
        self._on_project_opened()

    def _build(self) -> None:
        # From the outside in: what gets another parent has the look of all that is in it worked out again.
        whole, self._right = QWidget(), QWidget()
        self.setCentralWidget(whole)
        row = hbox(whole, NONE, 0)
        self.sidebar = Sidebar(self.save_now)
        self._right.setProperty("role", "surface")
        self._right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = vbox(self._right, NONE, 0)
        self.stack = QStackedWidget()
        files = self.projects
        self.welcome = Welcome(files.ask_new, files.ask_open, files.open_example, files.open)
        row.addWidget(self.sidebar)
        row.addWidget(self._right, 1)
        column.addWidget(self.stack, 1)
        for page in (self.welcome, *self.pages.values()):
            self.stack.addWidget(page)
        self.messages = Banners(self._right, self._page_room, self._kept_clear, lambda: self.step_region(1))
        self.undo_bar = UndoBar(self._right, self._free_room, lambda: self.workspace.steps, self._kept_clear)
        self.messages.placed.connect(self.undo_bar.place)
        groups = (("gather", self.tr("Gather")), ("sense", self.tr("Make sense")), ("share", self.tr("Share")))
        named = [(word, [p for p in self.pages.values() if p.group == key]) for key, word in groups]
        self.sidebar.nav.set_pages([(word, some) for word, some in named if some])

    def _free_room(self) -> QRect:
        return self.messages.left_over(self._page_room())

    def _kept_clear(self) -> list[QRect]:
        parts = self._page.kept_clear() if self._page is not None else []
        return [QRect(part.mapTo(self._right, QPoint(0, 0)), part.size()) for part in parts if part.isVisible()]

    def _page_room(self) -> QRect:
        room = self._page.free_room() if self._page is not None else self.stack.rect()
        return room.translated(self.stack.mapTo(self._right, QPoint(0, 0)))

    def _connect(self) -> None:
        space = self.workspace
        space.project_opened.connect(self._on_project_opened)
        space.changed.connect(self._on_changed)
        space.jobs.ended.connect(self._on_job_ended)
        InFront(self, self.messages, space)
        space.toast_shown.connect(self.undo_bar.tell)
        space.undone.connect(self.undo_bar.tell)
        space.page_asked.connect(self.show_page)
        space.open_asked.connect(self.projects.open)
        space.command_asked.connect(self.commands.run)
        self.sidebar.nav.chosen.connect(self.show_page)
        attend_queue(self)
        for page in self.pages.values():
            page.mode_changed.connect(lambda mode, page=page: self.commands.set_mode(page, mode))
            page.count_changed.connect(lambda page=page: self.sidebar.nav.set_count(page.key, page.count()))
        self._second = every(self, self._on_second, 1000)
        self._second.start()

    # ---- pages ------------------------------------------------------------------------------------------------

    def has_project(self) -> bool:
        """Whether a project is open."""
        return self.workspace.project is not None

    def show_page(self, key: str) -> None:
        """Leave the page shown and show the one called `key`."""
        page = self.pages.get(key)
        if page is None or not self.has_project():
            return
        if page is not self._page:
            if self._page is not None:
                self._page.leave()
                self.messages.page_left()
                self.workspace.not_saved.again()
            self._page = page
            self.stack.setCurrentWidget(page)
            self.sidebar.nav.light(page.belongs_to or page.key)
            self.commands.show_page(page)
        page.enter()
        self.messages.page_shown()
        self.undo_bar.place()
        focus = self.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            self.step_region(1)

    def _on_project_opened(self) -> None:
        project = self.workspace.project
        self.sidebar.setVisible(project is not None)
        self.welcome.show_recent(self.projects.recent())
        self._page = None
        if project is None:
            self.setWindowTitle("CoProClip")
            self.stack.setCurrentWidget(self.welcome)
            self.commands.show_page(None)
            return
        for page in self.pages.values():
            page.reload()
        self._show_counts()
        self._on_second()
        self.show_page(next(iter(self.pages), ""))

    def _show_counts(self) -> None:
        project = self.workspace.opened()
        title = project.details.title or project.folder.stem
        self.setWindowTitle(self.tr("{title} – CoProClip").format(title=title))
        self.sidebar.project_button.show_project(title, contents_words(self.workspace))
        for page in self.pages.values():
            self.sidebar.nav.set_count(page.key, page.count())

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        for page in self.pages.values():
            page.refresh(changes)
        self.undo_bar.step_aside()
        if changes.touches("story", "storyteller", "project", "theme", "playlist"):
            self._show_counts()
        self._on_second()

    def _on_job_ended(self, job: AnyJob) -> None:
        if job.state is JobState.DONE and job.title:
            announce(self, self.tr("{job}: done").format(job=job.title))

    def _on_second(self) -> None:
        if self.workspace.project is not None:
            self.sidebar.show_saved(*self.workspace.watch.saved())

    # ---- commands ---------------------------------------------------------------------------------------------

    def save_now(self) -> None:
        """Keep what is half typed and say that all is safe."""
        if self.workspace.watch.save_now():
            self.undo_bar.tell(self.tr("Everything is saved, on this computer only"))

    def find_everywhere(self) -> None:
        """Go where every story can be searched."""
        self.show_page("stories")
        for command in self.commands.here():
            if command.id == "find_everywhere":
                command.run()

    def show_settings(self) -> None:
        """The settings of the window."""
        SettingsDialog(self.workspace.settings, self.look, self.commands.refresh, self).exec()

    def show_keys(self) -> None:
        """The keys of this screen."""
        here, every = self.commands.here(), self.commands.available()
        own = {command.id for command in here}
        page = self._page.title if self._page is not None else self.tr("Welcome")
        show_keys(self, page, [c for c in every if c.id in own], [c for c in every if c.id not in own])

    def find_command(self) -> None:
        """Find a command by its words."""
        CommandPalette(self, self.commands.available()).show()

    def full_screen(self) -> None:
        """Full screen on or off."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def fold_sidebar(self) -> None:
        """Fold or unfold the sidebar; it stays so whatever the width."""
        self._folded = not self.sidebar.rail
        self.sidebar.set_rail(self._folded)

    def step_region(self, by: int) -> None:
        """Move the focus to the next region of the screen, or the one before."""
        regions: list[QWidget] = [self.sidebar.nav] if self.has_project() else [self.welcome]
        if self.messages.isVisible():
            regions.append(self.messages)
        regions += self._page.regions() if self._page is not None else []
        next_region(regions, self.focusWidget(), by)

    # ---- the window itself ------------------------------------------------------------------------------------

    def _fit_sidebar(self) -> None:
        narrow = self.width() < current().scaled(NARROW_WINDOW)
        self.sidebar.set_rail(narrow if self._folded is None else self._folded)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep everything, stop the work politely, remember the window's place."""
        if not self.closing.may_close():
            event.ignore()
            return
        if self._page is not None:
            self._page.leave()
        keep_place(self)
        self.closing.close_project()
        self._second.stop()
