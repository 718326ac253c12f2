"""“Before sharing”, “Make”, and the making: the same panel for a playlist and for the excerpts of a story."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Approval, Refusal, Sharing, Use, shareable
from coproclip.export.clips import FORMATS
from coproclip.jobs import Job
from coproclip.settings import documents_folder, save_settings
from coproclip.ui.components.badges import Badge
from coproclip.ui.components.buttons import Button
from coproclip.ui.components.labels import Hairline, Label
from coproclip.ui.components.segmented import Choice, Segmented
from coproclip.ui.components.switch import Switch
from coproclip.ui.components.work import meter
from coproclip.ui.excerpt.answer import AnswerDialog
from coproclip.ui.share.making import Made, Wanted, make
from coproclip.ui.tokens import PANEL_MARGIN
from coproclip.ui.workspace import Workspace

LANE = "export"


class SharePanel(QWidget):
    """Shows what may leave, and makes the files. `finished()` after files were made."""

    finished = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids: list[int] = []
        self._title = ""
        self._playlist_id: int | None = None
        self._sharing = Sharing((), ())
        self._job: Job | None = None
        self._made: Made | None = None
        self._build()
        workspace.job_changed.connect(self._on_job_changed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("role", "panel")
        self._inner = QVBoxLayout(inner)
        self._inner.setContentsMargins(PANEL_MARGIN, 14, PANEL_MARGIN, 14)
        self._inner.setSpacing(10)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Before sharing"), "strong"))
        row.addStretch(1)
        self._can, self._held = Badge(Approval.YES), Badge(Approval.NO)
        row.addWidget(self._can)
        row.addWidget(self._held)
        self._inner.addLayout(row)
        self.uses = Segmented(
            [Choice("sharing", self.tr("To share")), Choice("review", self.tr("For the storyteller to hear"))],
            self.tr("What the files are for"),
        )
        self.uses.chosen.connect(lambda _key: self.renew())
        self._inner.addWidget(self.uses)
        self._marked = Label(self.tr("Every file will be marked “For review, not for sharing”."), "small", wrap=True)
        self._inner.addWidget(self._marked)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._inner.addLayout(self._cards)
        self.leave_out = QCheckBox()
        self.leave_out.toggled.connect(lambda _on: self._renew_buttons())
        self._inner.addWidget(self.leave_out)
        self._inner.addWidget(Hairline())
        self._inner.addWidget(Label(self.tr("Make"), "strong"))
        self.page = QCheckBox(self.tr("Web page in a folder, and as a zip"))
        self.page.setChecked(True)
        self.page_words = Label(
            self.tr("Opens from a USB stick, with captions and words; also for audio players"), "small", wrap=True
        )
        self.clips = QCheckBox(self.tr("Audio files with captions"))
        self.clips.setChecked(True)
        clips_words = Label(self.tr("One file for each excerpt, with captions and words beside it"), "small", wrap=True)
        for part in (self.page, self.page_words, self.clips, clips_words):
            self._inner.addWidget(part)
        for box in (self.page, self.clips):
            box.toggled.connect(lambda _on: self._renew_buttons())
        choices = QHBoxLayout()
        self.format = QComboBox()
        for kind in FORMATS:
            self.format.addItem(kind.upper(), kind)
        self.format.setCurrentIndex(self.format.findData("mp3"))
        self.format.setAccessibleName(self.tr("Kind of audio file"))
        self.loudness = Switch(self.tr("Same loudness"))
        self.loudness.setChecked(True)
        choices.addWidget(self.format)
        choices.addWidget(self.loudness)
        choices.addStretch(1)
        self._inner.addLayout(choices)
        self._inner.addStretch(1)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)
        column.addWidget(Hairline())
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(PANEL_MARGIN, 12, PANEL_MARGIN, 14)
        column.setSpacing(8)
        self._doing = Label("", "small", wrap=True)
        self._bar = meter(0, self.tr("Making the files"))
        column.addWidget(self._doing)
        column.addWidget(self._bar)
        self.place = Button("", "folder", "quiet", on_click=self._choose_place)
        column.addWidget(self.place, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.addStretch(1)
        self.show_files = Button(self.tr("Show in folder"), "folder-open", on_click=self._show_files)
        self.stop = Button(self.tr("Stop"), "square", on_click=self._stop)
        self.export = Button(self.tr("Export"), "folder-output", "main", on_click=self.begin)
        for part in (self.show_files, self.stop, self.export):
            row.addWidget(part)
        column.addLayout(row)
        return foot

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_excerpts(self, excerpt_ids: list[int], title: str, playlist_id: int | None = None) -> None:
        """These are to leave, under this title; with a playlist, as a page too."""
        if (title, playlist_id) != (self._title, self._playlist_id):
            self._made = None
        self._ids, self._title, self._playlist_id = excerpt_ids, title, playlist_id
        for part in (self.page, self.page_words):
            part.setVisible(playlist_id is not None)
        self.renew()

    def renew(self) -> None:
        """Ask again what may leave."""
        use = Use(self.uses.key())
        try:
            self._sharing = shareable(self._workspace.opened(), self._ids, use)
        except CoProClipError as error:
            self._workspace.say(error)
            return
        can, held = len(self._sharing.granted), len(self._sharing.refused)
        self._can.set_approval(Approval.YES, self.tr("{n} can go").format(n=can))
        self._held.set_approval(Approval.NO, self.tr("{n} held back").format(n=held))
        self._can.setVisible(can > 0)
        self._held.setVisible(held > 0)
        self._marked.setVisible(use is Use.REVIEW)
        while (item := self._cards.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for refusal in self._sharing.refused:
            self._cards.addWidget(self._card(refusal))
        self.leave_out.setVisible(held > 0)
        one = self.tr("Leave this one out for now")
        self.leave_out.setText(one if held == 1 else self.tr("Leave these {n} out for now").format(n=held))
        self._renew_buttons()

    def _card(self, refusal: Refusal) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(Label(refusal.title, "medium", elide=True), 1)
        words = self.tr("Note answer…")
        row.addWidget(
            Button(
                words, size="small", name=f"{words} {refusal.title}", on_click=lambda: self._answer(refusal.excerpt_id)
            )
        )
        column.addLayout(row)
        column.addWidget(Label(refusal.reason, "small", wrap=True))
        return card

    def _answer(self, excerpt_id: int) -> None:
        if AnswerDialog(self._workspace, [excerpt_id], self).exec():
            self.renew()

    def _renew_buttons(self) -> None:
        busy = self._job is not None and not self._job.ended
        wanted = (self.page.isChecked() and self._playlist_id is not None) or self.clips.isChecked()
        held = bool(self._sharing.refused) and not self.leave_out.isChecked()
        can = bool(self._sharing.granted)
        why = ""
        if not can:
            why = self.tr("Nothing here may be shared yet.") if self._ids else self.tr("There is nothing to share yet.")
        elif held:
            why = self.tr("Tick to leave out what is held back.")
        elif not wanted:
            why = self.tr("Choose what to make.")
        self.export.setEnabled(not busy and not why)
        self.export.setToolTip(why)
        self.stop.setVisible(busy)
        self._bar.setVisible(busy)
        self.show_files.setVisible(self._made is not None and not busy)
        if not busy:
            made = (
                self.tr("Made: {n} files in “{folder}”").format(n=self._made.count, folder=self._made.folder.name)
                if self._made
                else ""
            )
            self._doing.setText(made or why)
        self._doing.setVisible(bool(self._doing.text()))
        place = self._place()
        self.place.setText(place.name or str(place))
        self.place.setToolTip(str(place))
        self.place.setAccessibleName(self.tr("Where the files go: {folder}. Choose another place").format(folder=place))

    # ---- making -----------------------------------------------------------------------------------------------

    def _place(self) -> Path:
        kept = self._workspace.settings.export_folder
        return Path(kept) if kept and Path(kept).is_dir() else documents_folder()

    def _choose_place(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Where the files go"), str(self._place()))
        if folder:
            self._workspace.settings.export_folder = folder
            save_settings(self._workspace.settings)
            self._renew_buttons()

    def begin(self) -> None:
        """Make the files in the background."""
        if not self.export.isEnabled():
            return
        wanted = Wanted(
            folder=self._place(),
            title=self._title,
            playlist_id=self._playlist_id if self.page.isChecked() else None,
            clips=self.clips.isChecked(),
            format=self.format.currentData(),
            loudness=self.loudness.isChecked(),
            use=Use(self.uses.key()),
        )
        project, ids = self._workspace.opened(), list(self._ids)
        self._made = None

        def _work(job: Job) -> Made:
            return make(project, ids, wanted, report=job.report, cancel=job.cancel)

        self._job = self._workspace.run(self.tr("Making files"), LANE, _work, f"export:{self._title}")
        self._renew_buttons()

    def _stop(self) -> None:
        if self._job is not None:
            self._workspace.jobs.stop(self._job)

    def _show_files(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.folder)))

    def _on_job_changed(self, job: object) -> None:
        if job is not self._job or not isinstance(job, Job):
            return
        if job.ended:
            self._made = job.result if job.state == "done" else None
            self._renew_buttons()
            if job.state == "stopped":
                self._doing.setText(self.tr("Stopped. What was finished is kept."))
                self._doing.show()
            elif job.state == "done":
                self.finished.emit()
            return
        self._bar.setValue(round(job.progress.fraction * 1000))
        parts = [job.progress.doing, f"{job.progress.percent}%", job.progress.left]
        self._doing.setText(", ".join(part for part in parts if part))
        self._doing.show()
