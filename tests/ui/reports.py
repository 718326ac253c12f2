"""The report page in its window on a small report, with hands on its keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from consenting import allow, answer
from desks import all_read
from fakes.playback import FakePlayback
from made_stories import make_story, new_project
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sittings import Elsewhere

from coproclip.excerpts.marking import mark_quote
from coproclip.project.journal import Operation
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Edit, Project
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, add_section, quotes_of, sections, set_body, title_of
from coproclip.settings import Settings
from coproclip.themes.codebook import add_theme, link
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.report.chip_keys import all_chips
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.page import ReportPage
from coproclip.ui.style.look import apply_style
from coproclip.ui.wait_for import WorkingDialog
from coproclip.ui.workspace import Workspace

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
CHAIRS, BUS = "We moved the chairs", "somebody asked me how I get to the bus stop"


def begin_report(edit: Edit, story: int) -> None:
    """Two sections: one with a quote in a sentence and one alone, one about nothing yet."""
    chairs, bus = (mark_quote(edit, story, words).id for words in (CHAIRS, BUS))
    theme = add_theme(edit, "Being asked", question="Who is asked?")
    link(edit, theme.id, chairs)
    first = add_section(edit, SectionKind.THEME, theme_id=theme.id)
    add_quote(edit, first.id, chairs, key="k1")
    add_quote(edit, first.id, bus, key="k2", signed=False)
    set_body(edit, first.id, parse("One person said {quote k1} there.\n\n> {quote k2}\n\n## After"))
    add_section(edit, SectionKind.THANKS)


@dataclass
class Seen:
    """The window, and the keyboard."""

    window: MainWindow
    page: ReportPage
    space: Workspace
    project: Project

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            self.window.activateWindow()
            QApplication.processEvents()
            QTest.keyClick(self.window.focusWidget() or self.window, key, modifier)
            all_read(self.space)

    def type(self, words: str) -> None:
        QTest.keyClicks(self.window.focusWidget() or self.window, words)
        all_read(self.space)

    def body(self, place: int = 0) -> str:
        self.space.keep_all()
        with self.project.read() as session:
            return sections(session)[place].body

    def titles(self) -> list[str]:
        with self.project.read() as session:
            return [title_of(session, one) for one in sections(session)]

    def text(self) -> str:
        return self.page.text.toPlainText()

    def images(self) -> list[str]:
        """What stands for each image."""
        chips = all_chips(self.page.text.document())
        return [chip.shown for _start, _end, chip in chips if chip.kind is ChipKind.IMAGE]

    def quotes(self) -> dict[str, Any]:
        with self.project.read() as session:
            return dict(quotes_of(session, sections(session)[0].id))

    def run(self, command: str) -> None:
        self.window.commands.run(command)
        all_read(self.space)


def in_dialog(do: Callable[[QDialog], object]) -> None:
    """Once a dialog is open, do this in it; not in one that shows that the work before it takes a while."""
    timer = QTimer(QApplication.instance())

    def _look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, QDialog) and found.isVisible() and not isinstance(found, WorkingDialog):
            timer.stop()
            timer.deleteLater()
            try:
                do(found)
            finally:
                found.done(found.result())  # or the test would wait for ever

    timer.timeout.connect(_look)
    timer.start(10)


def answer_line(words: str) -> None:
    """Type this into the next small question, and Enter."""

    def _type(dialog: QDialog) -> None:
        field = dialog.focusWidget()
        QTest.keyClick(field, Key.Key_End)
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Key.Key_Return)
        assert not dialog.isVisible()

    in_dialog(_type)


@pytest.fixture(name="seen")
def report_seen(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Seen]:
    """The report, read; for modules that import this."""
    apply_style(qapp, "light", 100)
    if qapp.findChild(KeyGuard) is None:
        KeyGuard(qapp)
    with new_project(tmp_path / "Side by Side") as project:
        story = make_story(project)
        allow(project, story)
        with project.edit(Operation.DRAFT_REPORT) as edit:
            begin_report(edit, story)
        answer(project, 1)
    space = Workspace(Settings())
    space.listening = FakePlayback()
    page = ReportPage(space)
    window = MainWindow(space, [Elsewhere(space, "stories"), page])
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    opened = space.use(Project.open(project.folder))
    window.show_page("report")
    all_read(space)
    yield Seen(window, page, space, opened)
    space.close_project()
