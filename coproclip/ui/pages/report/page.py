"""The report page: the outline, the section on its sheet of paper, what was found in it."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from coproclip.overview.report import ReportFacts, report_facts
from coproclip.overview.report_outline import OutlineRow, report_outline
from coproclip.project.project import Changes
from coproclip.ui.commands.menus import context_menu, open_menu
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.programs.report import export_the_report
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.report.arranging import Arranging
from coproclip.ui.pages.report.asking import Asking
from coproclip.ui.pages.report.check_panel import CheckPanel
from coproclip.ui.pages.report.checking import Checking
from coproclip.ui.pages.report.commands import (
    CHECKS,
    OUTLINE,
    READ,
    WRITE,
    check_commands,
    image_commands,
    live_commands,
    outline_commands,
    text_commands,
    writing_commands,
)
from coproclip.ui.pages.report.drafts import Drafts
from coproclip.ui.pages.report.last_change import last_change
from coproclip.ui.pages.report.menus import SECTION_MENU, text_menu
from coproclip.ui.pages.report.outline import OutlineList
from coproclip.ui.pages.report.page_commands import view_commands, whole_commands
from coproclip.ui.pages.report.picturing import Picturing
from coproclip.ui.pages.report.playback import QuotePlayback
from coproclip.ui.pages.report.previewing import Previewing
from coproclip.ui.pages.report.report_text import ReportText
from coproclip.ui.pages.report.text_bar import PAGE, TextBar, ToolBar
from coproclip.ui.pages.report.writing import Writing
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, NARROW_WINDOW, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState, Hairline, Label, PageHeader
from coproclip.ui.widgets.row_text import put_keyboard_down
from coproclip.ui.widgets.timers import once
from coproclip.ui.widgets.two_sides import TwoSides
from coproclip.ui.workspace import Workspace

OUTLINE_WIDE, CHECKS_WIDE, TEXT_WIDE = 252, 348, 420
OWN = ("report", "report_section", "report_quote", "report_image", "report_kept")
WORDS = (
    *("theme", "theme_link", "excerpt", "excerpt_translation", "span", "segment", "speaker"),
    *("story", "story_storyteller", "storyteller"),
    *("participant", "consent", "answer", "moment", "mention", "naming", "recording", "list_entry", "project"),
)
"""What the words of quotes, whether they may leave, and counts depend on."""


class ReportPage(Page):
    """The report, section by section."""

    key = "report"
    icon = "file-text"
    group = "share"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.facts, self.sections = ReportFacts(), tuple[OutlineRow, ...]()
        self._wanted: int | None = None
        self._commands: dict[str, Command] = {}
        self._later = once(self, lambda: self.load(), 120)
        self._build()
        self.arranging = Arranging(workspace, self.list, self)
        self.writing = Writing(workspace, self.text, self)
        self.asking = Asking(workspace, self.writing, self)
        self.picturing = Picturing(workspace, self.writing, self)
        self.playback = QuotePlayback(workspace, self)
        self.drafts = Drafts(workspace, self)
        self.checking = Checking(workspace, self.panel, self.writing, self.playback)
        self._connect()
        Fitting(self, self.fit)

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = vbox(self, NONE, 0)
        self.header = PageHeader(self.tr("Report"))
        self.summary = Label("", "small", elide=True)
        self.edit = Button(self.tr("Edit text"), "pencil", key="Ctrl E")
        self.header.row.addSpacing(8)
        self.header.row.addWidget(self.summary, 1000)
        self.again = Button(self.tr("Draft again"), "sparkles", on_click=lambda: self.drafts.draft())
        self.export = Button(self.tr("Export report…"), "folder-output", "main", on_click=lambda: self.export_report())
        for button in (self.again, self.edit, self.export):
            self.header.row.addWidget(button)
        column.addWidget(self.header)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._first())
        self.stack.addWidget(self._report())
        column.addWidget(self.stack, 1)

    def _first(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        words = self.tr("The report starts from your themes and their headline quotes.")
        self.empty = EmptyState(self.tr("No text yet."), words, icon="file-text")
        self.first = self.empty.add_button(
            self.tr("Make a first draft"), lambda: self.drafts.draft(), icon="sparkles", kind="main"
        )
        self.empty.add_button(self.tr("Go to the themes"), lambda: self.workspace.page_asked.emit("themes"))
        grid.addWidget(self.empty, 1, 1)
        for row, share in ((0, 2), (2, 3)):
            grid.setRowStretch(row, share)
        for column, share in ((0, 1), (1, 2), (2, 1)):
            grid.setColumnStretch(column, share)
        return page

    def _report(self) -> QWidget:
        page = QWidget()
        row = hbox(page, NONE, 0)
        row.addWidget(self._left())
        row.addWidget(Hairline(upright=True))
        middle = QWidget()
        column = vbox(middle, NONE, 0)
        self.bar, self.tools, self.text = TextBar(), ToolBar(), ReportText()
        self.tools.hide()
        column.addWidget(self.bar)
        column.addWidget(self.tools)
        self.preview = Previewing(self.workspace, self.bar, self.text, self)
        column.addWidget(self.preview.stack, 1)
        self.panel = CheckPanel()
        names = (self.tr("Text"), self.tr("Checks"))
        self._sides = TwoSides(middle, self.panel, names, self.tr("The text, or what was found"), inset=12)
        row.addWidget(self._sides, 1)
        return page

    def _left(self) -> QWidget:
        self.left = QWidget()
        self.left.setProperty("role", "panel")
        column = vbox(self.left, (0, 0, 0, 8), 0)
        head = hbox(margins=(16, 10, 12, 8))
        head.addWidget(Label(self.tr("Contents"), "caption-strong"))
        head.addStretch(1)
        self.add = Button("", "plus", "icon", name=self.tr("Add a section"), size="small")
        head.addWidget(self.add)
        column.addLayout(head)
        self.list = OutlineList()
        column.addWidget(self.list, 1)
        return self.left

    def _connect(self) -> None:
        self.add.clicked.connect(lambda _on=False: self.arranging.add())
        self.edit.clicked.connect(lambda _on=False: self.turn_writing())
        self.list.moved.connect(self._on_moved)
        self.list.opened.connect(self.go_to_text)
        self.list.placed.connect(self.arranging.put)
        self.writing.kept.connect(self.checking.soon)
        self.checking.found.connect(self._on_found)
        self.checking.went_to.connect(lambda: self.preview.turn(PAGE))
        self.checking.panel_asked.connect(lambda: self._sides.tabs.setCurrentIndex(1))
        self.checking.section_asked.connect(self.list.choose_section)
        self.list.customContextMenuRequested.connect(self._on_section_menu)
        self.bar.zoomed.connect(self._on_zoomed)
        self.preview.turned.connect(self._on_turned)
        self.bar.stepped.connect(self.step)
        self.text.menu_asked.connect(self._on_text_menu)
        self.playback.sounding.connect(lambda key: self.text.marks.show_playing(key or None))
        self.workspace.undone.connect(lambda _words: self._load_seen())
        self.workspace.watch.may_write_changed.connect(self._show_may_write)

    def fit(self) -> None:
        """Share out the width there is."""
        scaled = current().scaled
        left = min(scaled(OUTLINE_WIDE), round(self.width() * 0.3))
        self.left.setFixedWidth(left)
        narrow = self.window().width() < NARROW_WINDOW or self.width() - left < scaled(CHECKS_WIDE + TEXT_WIDE)
        self._sides.fit(narrow=narrow, side_wide=scaled(CHECKS_WIDE))

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Report")

    def regions(self) -> list[QWidget]:
        """Header, outline, bars, text."""
        if not self.stack.currentIndex():
            return [self.header, self.first]
        parts = [self.header, self.list, self.bar, self.tools, self.text, self.preview.text, self.panel]
        return [part for part in parts if part.isVisible()]

    def areas(self) -> dict[str, list[QWidget]]:
        """Delete counts in the outline alone, N in the panel."""
        return {OUTLINE: [self.list], CHECKS: [self.panel]}

    def commands(self) -> list[Command]:
        """What can be done with the sections and the text."""
        made = [
            *text_commands(self.writing, self.asking, self.turn_writing, self.listen),
            *writing_commands(self.writing, self.asking),
            *image_commands(self.picturing, self.writing),
            *check_commands(self.checking),
            *outline_commands(self.arranging, lambda: self._on_section_menu(self._at_cursor())),
        ]
        made += [*view_commands(self), *whole_commands(self)]
        self._commands = {command.id: command for command in made}
        self.tools.fill(made, lambda: live_commands(self.writing))
        return made

    def export_report(self) -> None:
        """Make files of the report."""
        self.writing.keep()
        export_the_report(self.workspace, self.checking.withheld(), self.window())

    def enter(self) -> None:
        """Load what is stale; the keyboard is in the outline."""
        self.fit()
        self.writing.renew()
        self.load()
        if self.sections:
            self.checking.soon()
        self.mode_changed.emit(WRITE if self.text.editing else READ)
        if not self.stack.currentIndex():
            self.first.setFocus()
        else:
            (self.text if self.text.editing else self.list).setFocus()

    def leave(self) -> None:
        """Keep what is typed, fall silent."""
        self.writing.keep()
        self.playback.stop()

    def reload(self) -> None:
        """Another project."""
        self.writing.forget()
        self.checking.forget()
        self.preview.forget()
        self._set_writing(on=False)
        self._wanted = None
        self._show(ReportFacts(), ())
        if self.isVisible():
            self._later.start()

    def refresh(self, changes: Changes) -> None:
        """Show soon what changed of it; what is in the text at once."""
        if not self.isVisible() or self.workspace.project is None:
            return
        if changes.touches(*OWN):
            self.load()
            self.writing.refresh(changes)
            self.checking.soon()
            self.preview.soon()
        elif changes.touches(*WORDS):
            self.writing.refresh(changes)
            self.checking.soon()
            self.preview.soon()
            self._later.start()

    # ---- showing ----------------------------------------------------------------------------------------------

    def _load_seen(self) -> None:
        if self.isVisible():
            self.load()

    def load(self) -> None:
        """Show everything as it stands now."""
        self._later.stop()
        if self.workspace.project is not None:
            self._show(self.workspace.read(report_facts), self.workspace.read(report_outline, self.checking.sections()))

    def _show(self, facts: ReportFacts, sections: tuple[OutlineRow, ...]) -> None:
        there, before = self.list.entry(), [one.section_id for one in self.sections]
        self.facts, self.sections = facts, sections
        self.arranging.sections = sections
        some = bool(sections)
        was_first = self.first.hasFocus()
        self.list.outline.show_outline(sections)
        self.stack.setCurrentIndex(1 if some else 0)
        for button in (self.again, self.edit, self.export):
            button.setVisible(some)
        self.again.setText(self.tr("Draft again") if facts.drafts else self.tr("Make a first draft"))
        self.again.setAccessibleName(self.again.text())
        self.summary.setText(last_change(facts) if some else "")
        now = [one.section_id for one in sections]
        if some:
            wanted, heading = (there.section.section_id, there.heading) if there is not None else (self._wanted, -1)
            if wanted not in now:
                later = [one for one in before[before.index(wanted) :] if one in now] if wanted in before else []
                wanted, heading = (later[0] if later else now[-1] if wanted in before else now[0]), -1
            self.list.choose_section(wanted or now[0], heading)
            if was_first:
                self.list.setFocus()
        self._on_moved()

    def _on_found(self) -> None:
        self.sections = self.workspace.read(report_outline, self.checking.sections())
        self.list.outline.show_outline(self.sections)

    def _on_moved(self) -> None:
        entry = self.list.entry() if self.sections else None
        section_id = entry.section.section_id if entry is not None else None
        ids = [one.section_id for one in self.sections]
        self.bar.show_place(ids.index(section_id) if section_id in ids else -1, self.sections)
        self.preview.go_to(section_id)
        self._wanted = section_id if section_id is not None else self._wanted
        if section_id != self.writing.section_id:
            if self.writing.section_id not in ids and self.text.editing and not self.list.hasFocus():
                self._stop_writing()  # it is gone: the next letters are meant for no other
                self.workspace.show_toast(self.tr("The section that you were writing in is no longer there."))
            self.playback.stop()
            self.writing.show(section_id)
            self.checking.show()
        if entry is not None and entry.heading >= 0 and self.list.hasFocus():
            self.text.go_to_heading(entry.heading)

    def step(self, by: int) -> None:
        """The section before, or the next."""
        ids = [one.section_id for one in self.sections]
        here = self.list.section_id()
        place = ids.index(here) + by if here in ids else 0
        if 0 <= place < len(ids):
            self.list.choose_section(ids[place])

    def go_to_text(self) -> None:
        """Put the keyboard in the text."""
        (self.preview.text if self.preview.on else self.text).setFocus()

    def _on_zoomed(self, percent: int) -> None:
        for text in (self.text, self.preview.text):
            text.set_zoom(percent / 100)

    def _on_turned(self) -> None:
        if self.preview.on and self.text.editing:
            self._set_writing(on=False)
        self.preview.go_to(self.list.section_id())

    # ---- doing ------------------------------------------------------------------------------------------------

    def turn_writing(self) -> None:
        """Write in the text, or read it again."""
        self.writing.keep()
        refusal = self.workspace.project.guard.refusal if self.workspace.project is not None else None
        if refusal is not None and not self.text.editing:
            self.workspace.show_banner(refusal)
            return
        self.preview.turn(PAGE)
        self._set_writing(on=not self.text.editing and self.text.page is not None)
        self.writing.renew()
        self.text.setFocus()

    def _show_may_write(self) -> None:
        """Another window took over: letters would come into a text that nobody keeps, if all is kept by now."""
        project = self.workspace.project
        if project is not None and project.read_only and self.text.editing and not self.writing.dirty:
            self._stop_writing()

    def _stop_writing(self) -> None:
        put_keyboard_down(self.text)
        self._set_writing(on=False)

    def _set_writing(self, *, on: bool) -> None:
        self.text.set_editing(on)
        self.tools.setVisible(on)
        self.edit.setText(self.tr("Done") if on else self.tr("Edit text"))
        self.edit.setAccessibleName(self.edit.text())
        self.edit.set_look(icon="check" if on else "pencil", kind="soft" if on else "plain")
        self.mode_changed.emit(WRITE if on else READ)

    def listen(self) -> None:
        """Play the quote at the cursor, or stop."""
        shown = self.writing.quote()
        if shown is not None:
            self.playback.turn(shown.quote)

    # ---- menus ------------------------------------------------------------------------------------------------

    def _at_cursor(self) -> QPoint:
        return self.list.visualRect(self.list.currentIndex()).bottomLeft()

    def _on_section_menu(self, where: QPoint) -> None:
        index = self.list.indexAt(where)
        if index.isValid():
            self.list.setCurrentIndex(index)
        menu = context_menu(self.list, list(self._commands.values()), SECTION_MENU)
        open_menu(menu, self.list.viewport().mapToGlobal(where))

    def _on_text_menu(self, where: QPoint) -> None:
        names = text_menu(self.writing.chip(), editing=self.text.editing)
        menu = context_menu(self.text, list(self._commands.values()), names)
        open_menu(menu, where, by_keys=True)
