"""What stands in the window while no project is open."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.start_cards import BigCard, StartCards


def tr(words: str) -> str:
    """Words of the welcome page."""
    return QCoreApplication.translate("Welcome", words)


class Welcome(StartCards):
    """New project, open project, the example, and the projects of late."""

    def __init__(
        self,
        on_new: Callable[[], object],
        on_open: Callable[[], object],
        on_example: Callable[[], object],
        on_recent: Callable[[Path], object],
    ) -> None:
        self._on_recent = on_recent
        self.new_button = Button(tr("New project…"), kind="main", size="large", on_click=on_new)
        open_button = Button(tr("Open project…"), size="large", on_click=on_open)
        example = Button(tr("Open the example"), size="large", on_click=on_example)
        begin = tr("Make a project. It is one folder that holds everything.")
        go_on = tr("Open a project from this computer or a USB stick.")
        look = tr("A small finished project to try everything. You cannot break it.")
        self._lately = QWidget()
        column = vbox(self._lately, NONE, 2)
        column.addWidget(Label(tr("Recent"), "small-strong"))
        self._recent = vbox(spacing=2)
        column.addLayout(self._recent)
        super().__init__(
            tr("Welcome to CoProClip"),
            tr("Record, transcribe, make sense of and share people’s stories. All of it stays on this computer."),
            [
                BigCard("folder-plus", tr("Start"), begin, self.new_button),
                BigCard("folder-open", tr("Continue"), go_on, open_button),
                BigCard("book-open", tr("Look around"), look, example),
            ],
            [self._lately],
            [
                ("shield-check", tr("Saved to disk every few seconds")),
                ("wifi-off", tr("Works without the internet")),
                ("heart-handshake", tr("Storytellers decide what is shared")),
            ],
        )
        self.setProperty("role", "surface")

    def show_recent(self, folders: Sequence[Path]) -> None:
        """The projects of late that are still there."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for folder in folders[:4]:
            button = Button(folder.stem, "folder", "quiet", tooltip=str(folder))
            button.clicked.connect(lambda _checked=False, folder=folder: self._on_recent(folder))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._lately.setVisible(bool(folders))
