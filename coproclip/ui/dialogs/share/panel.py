"""“Before sharing”, “Make”, and the making: the same panel for a playlist and for the excerpts of a story."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Sharing
from coproclip.excerpts.playlists import address_of
from coproclip.export.clip import FORMATS, VIDEO
from coproclip.jobs import Job, JobState
from coproclip.overview.sharing import count_sharing, is_soon_looked_at
from coproclip.settings import remember_export_folder
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.share.earlier import EarlierExports
from coproclip.ui.dialogs.share.foot import MakingFoot
from coproclip.ui.dialogs.share.kinds import KindsToMake, PartStates
from coproclip.ui.dialogs.share.making import ExportResult, Looked, Part, Wanted, look, make
from coproclip.ui.dialogs.share.not_ready import CARDS, NotReady, NotReadyCards
from coproclip.ui.dialogs.share.parts import CountBadge, UseChoice
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.style.tokens import PANEL_MARGIN
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.switch import Switch
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

HERE = 12
"""So many excerpts are looked at while one waits: their sound is read too."""


class SharePanel(QWidget):
    """Shows what may leave, and makes the files. `finished()` after files were made."""

    finished = Signal()
    left = Signal()
    """Something is to be mended on another page."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids: list[int] = []
        self._title = ""
        self._playlist_id: int | None = None
        self._sharing = Sharing((), ())
        self._job: JobHandle[None] | None = None
        self._parts: tuple[Part, ...] = ()
        self._made: list[ExportResult] = []
        self._stopped = False
        self._reading = BackgroundReading[Looked](workspace, self, JobKind.LOOK)
        self._build()

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self) -> None:
        column = vbox(self, NONE, 0)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = ScrollColumn(self, panel=True)
        inner = QWidget()
        inner.setProperty("role", "panel")
        scroll.setWidget(inner)
        inside = vbox(inner, NONE, 0)
        inside.addLayout(self._before_sharing())
        inside.addWidget(Hairline())
        inside.addLayout(self._make())
        inside.addStretch(1)
        column.addWidget(scroll, 1)
        column.addWidget(Hairline())
        self.earlier = EarlierExports(self._workspace)
        self.earlier.ended.connect(self.renew)
        column.addWidget(self.earlier)
        self.foot = MakingFoot(self._workspace)
        self.foot.asked.connect(self.begin)
        self.foot.confirm.toggled.connect(lambda _on: self._renew_buttons())
        self.foot.stop_asked.connect(self._stop)
        self.foot.show_asked.connect(self._show_files)
        self.export, self.stop, self.show_files = self.foot.export, self.foot.stop, self.foot.show_files
        column.addWidget(self.foot)

    def _before_sharing(self) -> QVBoxLayout:
        column = vbox(margins=(PANEL_MARGIN, 14, PANEL_MARGIN, 14), spacing=10)
        row = hbox(spacing=6)
        row.addWidget(Label(self.tr("Before sharing"), "strong"))
        row.addStretch(1)
        self.can_go, self.not_ready_label = CountBadge("check", "ok"), CountBadge("hand", "stop")
        row.addWidget(self.can_go)
        row.addWidget(self.not_ready_label)
        column.addLayout(row)
        self._use = UseChoice(self._workspace.command_asked.emit)
        self.uses, self.who_may_see = self._use.uses, self._use.who
        self._use.chosen.connect(self._on_use)
        column.addWidget(self._use)
        self.reviewer = QComboBox()
        self.reviewer.setAccessibleName(self.tr("Who will hear it"))
        self.reviewer.addItem("", None)
        self.reviewer.activated.connect(lambda _place: self.renew())
        self.reviewer.hide()
        column.addWidget(self.reviewer)
        self._cards = NotReadyCards(self._workspace)
        self._cards.mended.connect(self.renew)
        self._cards.left.connect(self.left)
        self._cards.emptied.connect(self.take_focus)
        self._cards.reviewer_asked.connect(self.reviewer.setFocus)
        column.addWidget(self._cards)
        self.leave_out = QCheckBox()
        self.leave_out.toggled.connect(lambda _on: self._renew_buttons())
        column.addWidget(self.leave_out)
        return column

    def _make(self) -> QVBoxLayout:
        column = vbox(margins=(PANEL_MARGIN, 14, PANEL_MARGIN, 14), spacing=14)
        column.addWidget(Label(self.tr("Make"), "strong"))
        self.kinds = KindsToMake()
        self.kinds.changed.connect(self._renew_buttons)
        column.addWidget(self.kinds)
        column.addWidget(Hairline())
        choices = hbox(spacing=12)
        self.format = QComboBox()
        for name in FORMATS:
            self.format.addItem(self.tr("Video (MP4)") if name == VIDEO else name.upper(), name)
        self.format.setCurrentIndex(self.format.findData("mp3"))
        self.format.setAccessibleName(self.tr("Kind of file"))
        self.loudness = Switch(self.tr("Same loudness"))
        self.loudness.setChecked(True)
        self.loudness.setToolTip(self.tr("Every excerpt is heard equally loud"))
        choices.addWidget(self.format)
        choices.addWidget(self.loudness)
        choices.addStretch(1)
        column.addLayout(choices)
        self.to_whom = QLineEdit()
        self.to_whom.setAccessibleName(self.tr("To whom it goes"))
        self.to_whom.setPlaceholderText(self.tr("To whom it goes"))
        self.to_whom.setToolTip(
            self.tr("Kept in “What went out”, so that you can ask for it back. Need not be filled in.")
        )
        column.addWidget(self.to_whom)
        return column

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_excerpts(self, excerpt_ids: list[int], title: str, playlist_id: int | None = None) -> None:
        """These are to leave, under this title; with a playlist, as a page too."""
        if playlist_id != self._playlist_id or (playlist_id is None and title != self._title):
            self._forget()
            self.leave_out.setChecked(False)
        self._ids, self._title, self._playlist_id = excerpt_ids, title, playlist_id
        if playlist_id is not None:
            self.kinds.show_playlist(
                self._workspace.opened().details.title, self._workspace.read(address_of, playlist_id)
            )
        else:
            self.kinds.show_clips()
        self.renew()

    def reorder(self, excerpt_ids: list[int]) -> None:
        """The same excerpts in another order, or fewer of them: what may leave is known."""
        place = {one: number for number, one in enumerate(excerpt_ids)}
        granted = [one for one in self._sharing.granted if one.excerpt_id in place]
        refused = [one for one in self._sharing.refused if one.excerpt_id in place]
        granted.sort(key=lambda one: place[one.excerpt_id])
        refused.sort(key=lambda one: place[one.excerpt_id])
        fewer = len(excerpt_ids) < len(self._ids)
        self._ids = excerpt_ids
        self._show(Sharing(tuple(granted), tuple(refused)))
        if fewer or self._reading.busy:
            self.renew()

    def _on_use(self) -> None:
        self.kinds.fit(self._use.use())
        self.renew()

    @property
    def known(self) -> bool:
        """Whether it was looked at what may leave."""
        return not self._reading.busy

    def renew(self) -> None:
        """Ask again what may leave; of many in the background."""
        project, ids, wanted = self._workspace.project, list(self._ids), self._wanted()
        if project is None:
            return
        if not ids or (len(ids) <= HERE and self._workspace.read(is_soon_looked_at, self._playlist_id)):
            self._reading.stop()
            looked = self._workspace.attempt(lambda: self._workspace.read(look, project, ids, wanted))
            if looked is not None:
                self._take(looked)
        else:
            self._reading.begin(
                lambda session: [look(session, project, ids, wanted)], lambda found: self._take(found[-1])
            )
            self._renew_buttons()

    def _take(self, looked: Looked) -> None:
        self._show_reviewers(looked.heard)
        self.foot.ask_to_confirm(looked.sensitive)
        self._show(looked.sharing)
        if not self.busy:
            self.earlier.look(self._ids, self._wanted(), looked.sharing.granted)

    def _show_reviewers(self, heard: Mapping[int | None, str]) -> None:
        """Where several storytellers are heard a review is for one of them: nobody hears what another refused."""
        several = heard if len(heard) > 1 else {}
        if [self.reviewer.itemData(place) for place in range(1, self.reviewer.count())] != list(several):
            self.reviewer.clear()
            self.reviewer.addItem(self.tr("Choose a storyteller"), None)
            for teller, name in several.items():
                self.reviewer.addItem(name, teller)
        self.reviewer.setVisible(bool(several))

    def _show(self, sharing: Sharing) -> None:
        before = self._sharing.refused
        self._sharing = sharing
        ready, not_ready = count_sharing(sharing)
        self.can_go.set_words(self.tr("{n} ready").format(n=ready))
        self.not_ready_label.set_words(self.tr("{n} not ready").format(n=not_ready))
        self.can_go.setVisible(ready > 0)
        self.not_ready_label.setVisible(not_ready > 0)
        self.leave_out.setVisible(not_ready > 0)
        one = self.tr("Leave this one out for now")
        self.leave_out.setText(one if not_ready == 1 else self.tr("Leave these {n} out for now").format(n=not_ready))
        numbers = self._numbers()
        if self._sharing.refused != before or numbers[:CARDS] != self._cards.numbers():
            self._cards.show_refusals(self._sharing.refused, numbers)
        self._renew_buttons()

    def cards(self) -> list[NotReady]:
        """What is held back, as shown."""
        return self._cards.cards()

    def _numbers(self) -> list[int]:
        """The places in the playlist of what is held back; 0 where there is no playlist."""
        places = {one: place + 1 for place, one in enumerate(self._ids)} if self._playlist_id is not None else {}
        return [places.get(one.excerpt_id, 0) for one in self._sharing.refused]

    def _keep_focus(self, target: QWidget | None) -> None:
        """Put the keyboard on `target`, or where most is done."""
        if target is not None and target.isEnabled():
            target.setFocus()
        else:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard on Export, or on what keeps it off."""
        stops: list[QWidget] = [self.stop, self.export, self.earlier.update_folder]
        if self._sharing.granted and self._sharing.refused and not self.leave_out.isChecked():
            stops.append(self.leave_out)
        stops += [button for card in self.cards() if (button := card.button()) is not None]
        stops += [kind.tick for kind in self.kinds.kinds.values()]
        next(stop for stop in stops if stop.isEnabled() and not stop.isHidden()).setFocus()

    def _why_not(self) -> str:
        """What keeps Export off, in a sentence; empty when nothing does."""
        if not self.known:
            return self.tr("Checking what can be shared…")
        if not self._ids:
            return self.tr("There is nothing to share yet.")
        if not self._sharing.granted:
            return self.tr("Nothing here can be shared yet.")
        if self._sharing.refused and not self.leave_out.isChecked():
            return self.tr("To export now, leave out what can’t be shared.")
        if self.foot.is_unconfirmed:
            return self.tr("Sensitive things are in it: look at the stored yes first.")
        return "" if self.kinds.wanted() else self.tr("Choose what to make.")

    @property
    def busy(self) -> bool:
        """Whether files are being made."""
        return self._job is not None and not self._job.ended

    def _renew_buttons(self) -> None:
        why, busy = self._why_not(), self.busy
        self.export.setEnabled(not busy and not why)
        self.export.setToolTip(as_written(why))
        self.foot.show_busy(busy)
        self.show_files.setVisible(bool(self._made) and not busy)
        if not busy:
            self.foot.say(self._made_words() or why)
        self.foot.say_more([] if busy else list(dict.fromkeys(note for made in self._made for note in made.notes)))
        self._show_states()

    def _made_words(self) -> str:
        """What was made and where, in a sentence."""
        counts = {made.part: made.count for made in self._made}
        if not counts:
            return self.tr("Stopped. Nothing was made.") if self._stopped else ""
        said = self.tr("Stopped. Kept in “{folder}”: {parts}.") if self._stopped else self.tr("In “{folder}”: {parts}.")
        return said.format(folder=self._folder().name or str(self._folder()), parts=self.kinds.made_words(counts))

    def _folder(self) -> Path:
        """The folder that holds all that was made."""
        return self._made[0].folder if len(self._made) == 1 else self._made[0].folder.parent

    def _show_states(self) -> None:
        made = frozenset(one.part for one in self._made)
        place, part = 0, 0.0
        if self.busy and self._job is not None:
            place = min(int(self._job.progress.done), len(self._parts) - 1)
            part = self._job.progress.done - place
        self.kinds.show_states(PartStates(made, self._parts, self.busy, place, part, self._stopped))

    # ---- making -----------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._job, self._parts, self._made, self._stopped = None, (), [], False
        self.earlier.forget()

    def _wanted(self) -> Wanted:
        return Wanted(
            folder=self.foot.folder(),
            title=self._title,
            playlist_id=self._playlist_id,
            parts=self.kinds.wanted(),
            format=self.format.currentData(),
            loudness=self.loudness.isChecked(),
            use=self._use.use(),
            review_of=self.reviewer.currentData(),
            to_whom=self.to_whom.text().strip(),
            address=self.kinds.address(),
        )

    def begin(self) -> None:
        """Make the files in the background."""
        if not self.export.isEnabled():
            return
        wanted = self._wanted()
        with self._workspace.settings.change():
            remember_export_folder(self._workspace.settings, wanted.folder)
        project, ids, made = self._workspace.opened(), list(self._ids), list[ExportResult]()
        self._forget()

        def _work(job: Job) -> None:
            make(project, ids, wanted, report=job.report, cancel=job.cancel, finished=made.append)

        self._parts, self._made = wanted.parts, made
        self._job = self._workspace.jobs.start(
            JobKind.EXPORT,
            self.tr("Making files"),
            _work,
            subject=(wanted.folder, self._title),
            owner=self,
            progress=self._on_progress,
            ended=self._on_ended,
        )
        self.foot.say(self.tr("Making the files"))
        self._renew_buttons()
        self.stop.setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self.foot.say(self.tr("Stopping…"))
            self._workspace.jobs.stop(self._job)

    def _show_files(self) -> None:
        if self._made:
            self._workspace.show_folder(self._folder())

    def _on_progress(self, job: JobHandle[None]) -> None:
        self.foot.show_progress(job.progress)
        self._show_states()

    def _on_ended(self, job: JobHandle[None]) -> None:
        focus = QApplication.focusWidget()
        here = focus is None or focus is self.stop or self.isAncestorOf(focus)
        self._job, self._stopped = None, job.state is JobState.STOPPED
        self.renew()
        if here and (focus is None or not focus.isVisible()):
            self._keep_focus(self.show_files if self._made else None)
        if isinstance(job.error, CoProClipError):
            self._workspace.show_banner(job.error)
        if job.state is JobState.DONE:
            self.finished.emit()
