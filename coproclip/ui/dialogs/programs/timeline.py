"""“Timeline for an editing program”: which playlist, for which programs, and the making."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import Sharing, Use, shareable
from coproclip.excerpts.beside.texts import PublicText, shareable_text
from coproclip.excerpts.team.originals import shareable_for_team
from coproclip.export.exchange.team_files import save_timeline_of_originals
from coproclip.export.exchange.timeline import FrameRate
from coproclip.export.exchange.timeline_folder import EDITING, TimelineFormat, export_timeline, owner_of_timeline
from coproclip.export.notices import TEAM_MARK
from coproclip.export.whole_folder import withdraw_everywhere
from coproclip.jobs import Job
from coproclip.overview.playlists import excerpts_in_order, playlist_titles
from coproclip.overview.sharing import count_sharing
from coproclip.project.project import Project
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.programs.making import MadeFiles, ProgramFiles, Work
from coproclip.ui.job_runner import JobKind
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class TimelineDialog(Dialog):
    """Only what can be shared goes on it, as clips; the recordings themselves where the team asks for them."""

    def __init__(self, workspace: Workspace, playlist_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560)
        self.setWindowTitle(self.tr("Timeline for an editing program"))
        self._workspace = workspace
        self._sharing = Sharing((), ())
        self._reading = BackgroundReading[Sharing](workspace, self, JobKind.LOOK)
        words = self.tr(
            "A folder for somebody who edits: a clip of each excerpt as it was recorded, with captions, and a timeline "
            "that their program opens, in the order of the playlist."
        )
        self.column.addWidget(Label(words, "muted", wrap=True))
        self._add_playlists(playlist_id)
        self.column.addWidget(Hairline())
        self.formats = self._format_ticks()
        self._add_formats()
        self.column.addWidget(Hairline())
        self.originals = Switch(self.tr("Use the recordings themselves, for the team"))
        self.originals.toggled.connect(lambda _on: self._look())
        self.column.addWidget(self.originals)
        said = self.tr("{mark}. It leads to the recordings on this computer; no sound is copied.")
        self.for_team = Label(said.format(mark=TEAM_MARK.value), "small", wrap=True)
        self.column.addWidget(self.for_team)
        self.files = ProgramFiles(workspace, self, self._why_not, self._work)
        self._look()
        (self.playlist if self.playlist.count() else self.files.foot.export).setFocus()

    def _add_playlists(self, playlist_id: int | None) -> None:
        self.playlist = QComboBox()
        for number, title in self._workspace.read(playlist_titles):
            self.playlist.addItem(title, number)
        self.playlist.setCurrentIndex(max(0, self.playlist.findData(playlist_id)))
        label = Label(self.tr("Playlist"), "small-strong")
        label.setBuddy(self.playlist)
        self.playlist.setAccessibleName(label.text())
        self.playlist.activated.connect(lambda _place: self._look())
        self.ready, self.leave_out = Label("", "small", wrap=True), QCheckBox()
        self.leave_out.toggled.connect(lambda _on: self.files.renew())
        for part in (label, self.playlist, self.ready, self.leave_out):
            self.column.addWidget(part)

    def _format_ticks(self) -> dict[TimelineFormat, QCheckBox]:
        words = {
            TimelineFormat.OTIO: self.tr("DaVinci Resolve, Premiere Pro, Kdenlive (OpenTimelineIO)"),
            TimelineFormat.EDL: self.tr("Any other editing program (EDL)"),
            TimelineFormat.FCPXML: self.tr("Final Cut Pro (FCPXML)"),
            TimelineFormat.AUDACITY: self.tr("Audacity: one sound, and labels"),
            TimelineFormat.ELAN: self.tr("ELAN: one sound, words and themes"),
            TimelineFormat.OHMS: self.tr("Oral history archives (OHMS)"),
            TimelineFormat.ANNOTATION: self.tr("Pages and players on the web (JSON-LD)"),
            TimelineFormat.CSV: self.tr("A table of the clips (CSV)"),
        }
        ticks = {kind: QCheckBox(said) for kind, said in words.items()}
        ticks[TimelineFormat.OTIO].setChecked(True)
        return ticks

    def _add_formats(self) -> None:
        column = vbox(spacing=4)
        column.addWidget(Label(self.tr("For"), "small-strong"))
        for tick in self.formats.values():
            tick.toggled.connect(lambda _on: self.files.renew())
            column.addWidget(tick)
        self.column.addLayout(column)
        row, label = hbox(spacing=8), Label(self.tr("Frames a second"), "small-strong")
        self.rate = QComboBox()
        for rate in FrameRate:
            self.rate.addItem(rate.value, rate)
        self.rate.setCurrentIndex(self.rate.findData(FrameRate.PAL))
        self.rate.setAccessibleName(label.text())
        self.rate.setToolTip(self.tr("As the editing program is set up. In Europe usually 25."))
        label.setBuddy(self.rate)
        row.addWidget(label)
        row.addWidget(self.rate)
        row.addStretch(1)
        self.column.addLayout(row)

    def unsaved_words(self) -> list[str]:
        """None: to whom the files go is noted as they are made."""
        return []

    # ---- what may go on it ------------------------------------------------------------------------------------

    def _use(self) -> Use:
        return Use.REPORTER if self.originals.isChecked() else Use.SHARING

    def _look(self) -> None:
        """See in the background what of the playlist may go on it."""
        self.files.forget()
        self._sharing = Sharing((), ())
        project, number, use = self._workspace.opened(), self.playlist.currentData(), self._use()
        for kind, tick in self.formats.items():
            tick.setEnabled(use is Use.SHARING or kind in EDITING)
        self.for_team.setVisible(use is Use.REPORTER)
        self.leave_out.setChecked(False)
        if number is not None:
            self._reading.begin(lambda _session: [_may(project, number, use)], self._take)
        self._show()

    def _take(self, found: list[Sharing]) -> None:
        self._sharing = found[-1]
        self.files.foot.ask_to_confirm(
            self._use() is Use.SHARING and any(one.sensitive for one in self._sharing.granted)
        )
        self._show()

    def _show(self) -> None:
        ready, not_ready = count_sharing(self._sharing)
        some, every = self.tr("{n} ready, {m} not ready"), self.tr("{n} ready")
        words = (some if not_ready else every).format(n=ready, m=not_ready)
        busy = self._reading.busy and not ready + not_ready
        self.ready.setText(self.tr("Checking what can be shared…") if busy else words)
        self.ready.setVisible(self.playlist.currentData() is not None)
        self.leave_out.setVisible(not_ready > 0)
        one = self.tr("Leave this one out for now")
        self.leave_out.setText(one if not_ready == 1 else self.tr("Leave these {n} out for now").format(n=not_ready))
        why = "\n".join(f"{one.title}: {one.reason}" for one in self._sharing.refused)
        self.leave_out.setToolTip(as_written(why))
        self.leave_out.setAccessibleDescription(why)
        self.files.renew()

    def _chosen(self) -> list[TimelineFormat]:
        return [kind for kind, tick in self.formats.items() if tick.isChecked() and tick.isEnabled()]

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if self.playlist.currentData() is None:
            return self.tr("Make a playlist first: a timeline has its excerpts in its order.")
        if not self._sharing.granted:
            busy = self._reading.busy and not self._sharing.refused
            return self.tr("Checking what can be shared…") if busy else self.tr("Nothing in it can be shared yet.")
        if self._sharing.refused and not self.leave_out.isChecked():
            return self.tr("To export now, leave out what can’t be shared.")
        return "" if self._chosen() else self.tr("Choose at least one program.")

    # ---- making -----------------------------------------------------------------------------------------------

    def _work(self) -> Work:
        project, number, use = self._workspace.opened(), int(self.playlist.currentData()), self._use()
        formats, rate = self._chosen(), FrameRate(self.rate.currentData())
        done = self.tr("The timeline is in “{folder}”, with {n} excerpts.")
        one = self.tr("The timeline is in “{folder}”, with 1 excerpt.")

        def _make(job: Job, folder: Path, to_whom: str, tell: Callable[[str], None]) -> MadeFiles:
            place, count = _timeline(project, number, use, formats, rate, job, folder, to_whom, tell)
            return MadeFiles((one if count == 1 else done).format(folder=place.name, n=count), place)

        return _make


def _may(project: Project, number: int, use: Use) -> Sharing:
    ids = project.query(excerpts_in_order, number)
    if use is Use.REPORTER:
        return shareable_for_team(project, ids, number)
    return shareable(project, ids, use, playlist_id=number)


def _timeline(
    project: Project,
    number: int,
    use: Use,
    formats: Sequence[TimelineFormat],
    rate: FrameRate,
    job: Job,
    folder: Path,
    to_whom: str,
    tell: Callable[[str], None],
) -> tuple[Path, int]:
    """Make it; returns the folder it is in, and of how many excerpts it is."""
    ids = project.query(excerpts_in_order, number)

    def _again(those: Sequence[int]) -> Sharing:
        return shareable(project, those, use, playlist_id=number)

    sharing, owner = _may(project, number, use), owner_of_timeline(project, number, ids)
    if use is Use.SHARING:
        withdraw_everywhere(project, folder, tell, but=[owner.key(use)] if sharing.granted else [])
    if not sharing.granted:
        raise NotShareable("Nothing here can be shared, so nothing was made.")
    beside = [one.excerpt_id for one in sharing.granted]
    title = shareable_text(project, PublicText.PLAYLIST_TITLE, number, use, beside=beside)
    if use is Use.REPORTER:
        save_timeline_of_originals(
            project, sharing.granted, folder, title=title, formats=formats, fps=rate, to_whom=to_whom, tell=tell
        )
        return folder, len(sharing.granted)
    made = export_timeline(
        sharing.granted,
        folder,
        title=title,
        owner=owner,
        formats=formats,
        fps=rate,
        again=_again,
        report=job.report,
        cancel=job.cancel,
        tell=tell,
        to_whom=to_whom,
    )
    return made.folder, len(made.clips)


def make_timeline(workspace: Workspace, parent: QWidget, playlist_id: int | None = None) -> None:
    """Ask for which programs, and make a timeline of a playlist."""
    workspace.keep_all()
    run_dialog(TimelineDialog(workspace, playlist_id, parent))
