"""The foot of the share panel: how far the making is, where the files go, Stop and Export."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from coproclip.jobs import Progress
from coproclip.settings import documents_folder
from coproclip.ui.style.cut_text import one_line
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import PANEL_MARGIN, current
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.job_card import meter
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

PLACE_WIDTH = 140
"""A longer folder name is cut (px at 100 %)."""

NOTES_SHOWN = 2


class AllNotes(Dialog):
    """Everything there is to know about the files that were made."""

    def __init__(self, notes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=520)
        self.setWindowTitle(self.tr("Good to know"))
        for note in notes:
            self.column.addWidget(Label(note, wrap=True))
        self.column.addStretch(1)
        done = Button(self.tr("Done"), kind="main", on_click=self.accept)
        done.setDefault(True)
        self.answer_with(done)
        done.setFocus()


class MakingFoot(QWidget):
    """Says what happens and has the buttons; what they do is the panel's affair. `margin` is what is beside it (px)."""

    asked = Signal()
    stop_asked = Signal()
    show_asked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, *, margin: int = PANEL_MARGIN) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._folder = documents_folder()
        column = vbox(self, (margin, 12, margin, 14), 8)
        row = hbox(spacing=8)
        self.activity = Label("", "small", wrap=True)
        self.show_files = Button(
            self.tr("Show"),
            "folder-open",
            "link",
            size="small",
            name=self.tr("Show the files in their folder"),
            on_click=self.show_asked.emit,
        )
        row.addWidget(self.activity, 1)
        row.addWidget(self.show_files, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.notes = Label("", "small", wrap=True)
        self.notes.hide()
        column.addWidget(self.notes)
        self.all_notes = Button("", kind="link", size="small", on_click=self._show_notes)
        self.all_notes.hide()
        column.addWidget(self.all_notes, 0, Qt.AlignmentFlag.AlignLeft)
        self._notes: tuple[str, ...] = ()
        self.confirm = QCheckBox(self.tr("I have looked at the stored yes"))
        self.confirm.hide()
        column.addWidget(self.confirm)
        self._bar = meter(0, self.tr("Making the files"))
        column.addWidget(self._bar)
        row = hbox(spacing=8)
        self.place = Button("", "folder", "quiet", on_click=self._choose)
        self.stop = Button(self.tr("Stop"), "square", on_click=self.stop_asked.emit)
        self.export = Button(self.tr("Export"), "folder-output", "main", on_click=self.asked.emit)
        # The picture, not the empty edge of the button, stands in line with what is above.
        row.addSpacing(-min(10, margin))
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.export)
        column.addLayout(row)
        self._show_place()

    def ask_to_confirm(self, sensitive: bool) -> None:
        """Whether somebody has to say that they looked at the stored yes, as there are sensitive things in it."""
        if not sensitive:
            self.confirm.setChecked(False)
        self.confirm.setVisible(sensitive)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether that is asked and was not said."""
        return not self.confirm.isHidden() and not self.confirm.isChecked()

    def say(self, words: str) -> None:
        """Put words above the buttons."""
        self.activity.setText(words)
        self.activity.setVisible(bool(words))

    def say_more(self, notes: Sequence[str]) -> None:
        """Put what else there is to know below: the first of it, and a button for all of it."""
        self._notes = tuple(notes)
        more = len(notes) - NOTES_SHOWN
        self.notes.setText("\n".join(notes[:NOTES_SHOWN]))
        self.notes.setVisible(bool(notes))
        self.all_notes.setText(self.tr("And {n} more…").format(n=more))
        self.all_notes.setVisible(more > 0)

    def _show_notes(self) -> None:
        run_dialog(AllNotes(self._notes, self.window()))

    def show_busy(self, busy: bool) -> None:
        """Whether files are being made."""
        self.stop.setVisible(busy)
        self._bar.setVisible(busy)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self._bar.setValue(round(progress.fraction * 1000))
        parts = [progress.activity or self.tr("Making the files"), f"{progress.percent}%", progress.left]
        self.say(", ".join(part for part in parts if part))

    def folder(self) -> Path:
        """Where the files go: the place that is shown, whatever was chosen elsewhere since."""
        return self._folder

    def event(self, event: QEvent) -> bool:
        """Show anew where files go: another window may have chosen another place."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowActivate) and hasattr(self, "place"):
            self._show_place()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "place"):
            self._show_place()

    def _show_place(self) -> None:
        kept = self._workspace.settings.export_folder
        place = self._folder = Path(kept) if kept and Path(kept).is_dir() else documents_folder()
        name, wide = place.name or str(place), current().scaled(PLACE_WIDTH)
        words = one_line(name, wide, QFontMetrics(font("medium")), Qt.TextElideMode.ElideMiddle)
        self.place.setText(self.tr("{folder}…").format(folder=words.replace("&", "&&")))
        self.place.setToolTip(as_written(self.tr("The files go to {folder}").format(folder=place)))
        self.place.setAccessibleName(self.tr("Where the files go: {folder}. Choose another place").format(folder=place))
        self.place.updateGeometry()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where the files go"), str(self.folder()))
        if folder:
            with self._workspace.settings.change():
                self._workspace.settings.export_folder = folder
            self._show_place()
