"""Starts the window."""

import gc
import logging
import platform
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from coproclip import __version__
from coproclip.private_log import log_to_file
from coproclip.settings import data_folder, load_settings
from coproclip.ui.collecting import Collecting
from coproclip.ui.commands.keys import KeyGuard
from coproclip.ui.crash import CrashReports
from coproclip.ui.job_runner import Lane
from coproclip.ui.main_window import MainWindow
from coproclip.ui.pages.desk.page import DeskPage
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.people.page import PeoplePage
from coproclip.ui.pages.playlists.page import PlaylistsPage
from coproclip.ui.pages.record.page import RecordPage
from coproclip.ui.pages.report.page import ReportPage
from coproclip.ui.pages.stories.page import StoriesPage
from coproclip.ui.pages.themes.page import ThemesPage
from coproclip.ui.pages.workshop.page import WorkshopPage
from coproclip.ui.presenting import Presenting
from coproclip.ui.style.icons import pixmap
from coproclip.ui.style.look import apply_style
from coproclip.ui.style.tokens import LIGHT
from coproclip.ui.workspace import Workspace

log = logging.getLogger(__name__)


def pages(workspace: Workspace) -> list[Page]:
    """Every page of the window, in the order of the sidebar."""
    kinds: tuple[type[Page], ...] = (
        StoriesPage,
        DeskPage,
        RecordPage,
        PeoplePage,
        ThemesPage,
        WorkshopPage,
        PlaylistsPage,
        ReportPage,
    )
    return [kind(workspace) for kind in kinds]


def app_icon() -> QIcon:
    """The app's sign: sound bars on the accent colour."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made = QPixmap(size, size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LIGHT.accent)
        painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22)
        inner = round(size * 0.66)
        sign = pixmap("audio-lines", QColor("#FFFFFF"), inner, ratio=1.0)
        painter.drawPixmap((size - inner) // 2, (size - inner) // 2, sign)
        painter.end()
        icon.addPixmap(made)
    return icon


def make_window(app: QApplication, workspace: Workspace) -> MainWindow:
    """The window with its look and its keys, not shown yet."""
    apply_style(app, workspace.settings.appearance, workspace.settings.text_size)
    if app.findChild(KeyGuard) is None:
        KeyGuard(app)
    window = MainWindow(workspace, pages(workspace))
    Presenting(window)
    return window


def settle(app: QApplication, workspace: Workspace) -> None:
    """What keeps a key quick, and the window's own things on its thread; to be called once the window stands."""
    # What stands now never goes away: looking through it again and again would cost keys their time.
    gc.collect()
    gc.freeze()
    Collecting(app, lambda: any(map(workspace.jobs.jobs, (Lane.READING, Lane.LOOKING, Lane.SEARCH))))
    # Whatever another thread reads or keeps may not hold the window up for Python's usual 5 ms at each of the many
    # steps of one key: with a tenth of a millisecond 50 ms of work were still 300 by the clock, with this 80.
    sys.setswitchinterval(0.00001)


def let_go_of_clipboard() -> None:
    """What was copied may be kept until after Python has ended, and then nothing of Python may be in it."""
    clipboard = QGuiApplication.clipboard()
    copied: QMimeData | None = clipboard.mimeData()
    if copied is not None and Shiboken.createdByPython(copied):
        clipboard.setText(clipboard.text())


def run(argv_project: Path | None = None) -> int:
    """Open the window, on `argv_project` or the project of last time; returns the exit code."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("CoProClip")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("coproclip")
    app.setWindowIcon(app_icon())
    log_to_file(data_folder() / "log")
    log.info("CoProClip %s starts on Python %s, %s", __version__, platform.python_version(), sys.platform)
    workspace = Workspace(load_settings())
    CrashReports(app, workspace.show_banner).install()
    window = make_window(app, workspace)
    window.show()
    last = Path(workspace.settings.last_project) if workspace.settings.last_project else None
    if argv_project is not None:
        window.projects.open(argv_project)
    elif last is not None and (last / "project.db").is_file():
        window.projects.open(last)
    settle(app, workspace)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        # The workspace's clock keeps Python awake, so that these arrive while Qt waits. Not each system has each, and
        # what whoever started it wants to be ignored stays so.
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: QTimer.singleShot(0, window, window.closing.end))
    # The person logs off: after this the program may be ended without another word.
    app.commitDataRequest.connect(lambda _manager: window.closing.keep_now(), Qt.ConnectionType.DirectConnection)
    code = int(app.exec())
    let_go_of_clipboard()
    return code
