"""“Transcription queue”: the whole line, its order, who is held, and how long it takes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from coproclip.jobs import JobState
from coproclip.overview.queue import QueueRow, queue_rows
from coproclip.project.kinds import TranscriptionState
from coproclip.speech.models.installed import DEFAULT
from coproclip.speech.throughput import expected_ms
from coproclip.transcription.queue import QueueEntry, TranscriptionRequest
from coproclip.transcription.run import WRITING
from coproclip.ui.commands.menus import context_menu, open_menu
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.job_runner import AnyJob, JobKind
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import current
from coproclip.ui.transcription.transcribe_dialog import TranscribeDialog
from coproclip.ui.transcription.wording import about, known_preset, preset_word
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import EmptyState, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class QueueDialog(Dialog):
    """Change the queue while it runs; everything takes effect at once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=640, high=520)
        self._workspace, self._queue = workspace, workspace.queue
        self._stories: list[QueueRow] = []
        self.setWindowTitle(self.tr("Transcription queue"))
        column = self.column
        self.sum = Label("", "muted", wrap=True)
        column.addWidget(self.sum)
        self.list = RowList(self.tr("Transcription queue, the next one first"), orderly=True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.nothing = EmptyState(
            self.tr("No story is waiting to be transcribed"),
            self.tr("A story joins the queue when it is recorded or brought in."),
        )
        column.addWidget(self.nothing, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.list, 1)
        commands = self._commands()
        self._actions = attach(self, commands, workspace.settings)
        self._by_id = {command.id: command for command in commands}
        row = hbox(spacing=8)
        self.pause = Button("", "pause", on_click=self._toggle)
        self.earlier = Button("", "arrow-up", "icon", name=self.tr("Earlier in the queue (Alt Up)"))
        self.later = Button("", "arrow-down", "icon", name=self.tr("Later in the queue (Alt Down)"))
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later.clicked.connect(lambda: self._move(1))
        self.how = Button(self.tr("How…"), "settings-2", on_click=self._ask_how)
        self.how.setAccessibleName(self.tr("How this story is transcribed…"))
        self.out = Button(self.tr("Take out"), "x", "danger", on_click=self._take_out)
        self.out.setAccessibleName(self.tr("Remove this story from the queue"))
        self._row_buttons = (self.pause, self.earlier, self.later, self.how, self.out)
        for button in self._row_buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.all = Button("", "pause", on_click=self._toggle_all)
        self.others = Button("", "list-plus", "link", on_click=self._join_others)
        column.addWidget(self.others)
        self.foot.addWidget(self.all)
        self.foot.addStretch(1)
        self.done_button = Button(self.tr("Done"), kind="main", on_click=self.accept)
        self.foot.addWidget(self.done_button)
        self.list.moved.connect(self._show_buttons)
        self.list.dropped.connect(self._on_dropped)
        self.list.customContextMenuRequested.connect(self._menu)
        self._queue.changed.connect(self.show_queue)
        workspace.jobs.changed.connect(self._on_job_changed)
        Fitting(self, self._fit_buttons)
        self.show_queue()
        (self.list if self._stories else self.done_button).setFocus()

    def _commands(self) -> list[Command]:
        tr = self.tr
        some = self._some
        return [
            Command("pause", tr("Pause or carry on"), ("Ctrl+Enter", "Space"), "", self._toggle, some),
            Command("first", tr("Transcribe now"), (), "", self._make_first, lambda: self.list.place() > 0),
            Command("earlier", tr("Earlier"), ("Alt+Up",), "", lambda: self._move(-1), some),
            Command("later", tr("Later"), ("Alt+Down",), "", lambda: self._move(1), some),
            Command("how", tr("How…"), (), "", self._ask_how, some),
            Command("out", tr("Remove from queue"), ("Delete",), "", self._take_out, some),
        ]

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_queue(self) -> None:
        """Read the queue anew."""
        if self._workspace.project is None:
            self.reject()
            return
        self._stories = self._workspace.read(queue_rows)
        self._show()
        others = len(self._queue.others())
        self.others.setText(
            counted(others, self.tr("Add the other story to the queue"), self.tr("Add {n} others to the queue"))
        )
        self.others.setAccessibleName(self.tr("Add every story that is not transcribed to the queue"))
        self.others.setVisible(others > 0)

    def _show(self) -> None:
        """Words as they are this moment; the project is not asked."""
        self.list.set_rows([(story.entry.story_id, self._row(story)) for story in self._stories])
        some = bool(self._stories)
        self.list.setVisible(some)
        self.nothing.setVisible(not some)
        self.sum.setVisible(some)
        self.sum.setText(self._sum())
        self._show_buttons()

    def _sum(self) -> str:
        turns = [story for story in self._stories if not story.entry.paused]
        left = [self._left_ms(turn) for turn in turns]
        many = counted(len(self._stories), self.tr("1 story"), self.tr("{n} stories"))
        words = [many]
        if turns and all(one is not None for one in left):
            words.append(self.tr("{time} in all").format(time=about(sum(one or 0 for one in left))))
        line = ", ".join(words) + "."
        if self._queue.waits_for:
            return f"{line} {self._queue.waits_for}"
        return f"{line} " + self.tr(
            "You can close CoProClip at any time: it goes on from there when you open it again."
        )

    def _left_ms(self, one: QueueRow) -> int | None:
        job = self._queue.job(one.entry.story_id)
        if job is not None and job.state is JobState.RUNNING and job.progress.seconds_left is not None:
            return round(job.progress.seconds_left * 1000)
        done = one.transcription_progress.done_ms
        return expected_ms(self._model(one), self._preset(one), max(0, one.duration_ms - done))

    def _begun(self, one: QueueRow) -> bool:
        return one.transcription_progress.done_ms > 0

    def _model(self, one: QueueRow) -> str:
        begun = one.transcription_progress.speech_model if self._begun(one) else ""
        return Path(one.entry.asked.model or begun or self._workspace.settings.speech_model or DEFAULT).name

    def _preset(self, one: QueueRow) -> str:
        begun = one.transcription_progress.preset if self._begun(one) else ""
        return known_preset(one.entry.asked.preset or begun or self._workspace.settings.preset)

    def _row(self, one: QueueRow) -> Row:
        job, entry = self._queue.job(one.entry.story_id), one.entry
        left = about(self._left_ms(one))
        done = one.transcription_progress.done_ms / max(1, one.duration_ms)
        how = f"{preset_word(self._preset(one))} · {self._model(one)}"
        if job is not None and job.state is JobState.RUNNING:
            progress = job.progress
            other = progress.activity if progress.activity != WRITING else ""
            state = f"{other or self.tr('Transcribing')} {progress.percent}%"
            return Row(one.who, state, "pencil-line", "accent", how, progress.left or left, fraction=progress.fraction)
        if entry.paused:
            stopped = one.transcription_progress.state is TranscriptionState.STOPPED
            state = self.tr("Stopped, needs a look") if stopped else self.tr("Paused")
            icon, colour = ("triangle-alert", "flag") if stopped else ("pause", "ink2")
            below = one.transcription_progress.notice if stopped and one.transcription_progress.notice else how
            return Row(one.who, state, icon, colour, below, left, fraction=done if done else None, paused=True)
        if job is None:
            state = self.tr("No permission to transcribe")
            return Row(one.who, state, "circle-x", "ink2", how)
        before = self._queue.before(entry.story_id)
        state = self.tr("Next") if before <= 1 else self.tr("In the queue")
        return Row(one.who, state, "clock", "ink2", how, left, fraction=done if done else None, paused=True)

    def _show_buttons(self) -> None:
        entry, place = self._entry(), self.list.place()
        for button in self._row_buttons:
            button.setVisible(bool(self._stories))
            button.setEnabled(entry is not None)
        if entry is not None:
            self.pause.setText(self.tr("Carry on") if entry.paused else self.tr("Pause"))
            self.pause.setAccessibleName(self.pause.text())
            self.pause.set_look("play" if entry.paused else "pause")
            self.earlier.setEnabled(place > 0)
            self.later.setEnabled(place < len(self._stories) - 1)
        waiting = [story for story in self._stories if not story.entry.paused]
        stuck = bool(self._queue.waits_for)
        self.all.setVisible(bool(self._stories))
        self.all.setText(self.tr("Pause all") if waiting and not stuck else self.tr("Carry on with all"))
        self.all.setAccessibleName(self.all.text())
        self.all.set_look("pause" if waiting and not stuck else "play")

    def _on_job_changed(self, job: AnyJob) -> None:
        if job.kind is JobKind.TRANSCRIBE and self._workspace.project is not None:
            self._show()

    def _fit_buttons(self) -> None:
        """Pictures alone where there is no room for their words."""
        short = self.width() < current().scaled(520)
        self.how.setText("" if short else self.tr("How…"))
        self.out.setText("" if short else self.tr("Take out"))
        for button in (self.how, self.out):
            button.setToolTip(as_written(button.accessibleName()))
            button.updateGeometry()

    # ---- asked for --------------------------------------------------------------------------------------------

    def _some(self) -> bool:
        return self._entry() is not None

    def _entry(self) -> QueueEntry | None:
        chosen = self.list.chosen()
        return self._queue.entry(chosen) if isinstance(chosen, int) else None

    def _do(self, change: Callable[[int], object]) -> None:
        entry = self._entry()
        if entry is not None:
            change(entry.story_id)
            # Never lose the keyboard with a row that went.
            (self.list if self._stories else self.done_button).setFocus()

    def _toggle(self) -> None:
        entry = self._entry()
        if entry is not None:
            self._do(self._queue.go_on if entry.paused else self._queue.pause)

    def _move(self, by: int) -> None:
        to = self.list.place() + by
        if 0 <= to < len(self._stories):
            self._do(lambda story_id: self._queue.move(story_id, to))

    def _make_first(self) -> None:
        self._do(lambda story_id: self._queue.join(story_id, first=True))

    def _on_dropped(self, story_id: int, to: int) -> None:
        self._queue.move(story_id, to)
        self.list.setFocus()

    def _take_out(self) -> None:
        self._do(self._queue.leave)

    def _ask_how(self) -> None:
        self._do(lambda story_id: run_dialog(TranscribeDialog(self._workspace, story_id, self)))

    def _toggle_all(self) -> None:
        if self._queue.waits_for:
            self._queue.try_again()
        elif any(not story.entry.paused for story in self._stories):
            self._queue.pause_all()
        else:
            self._queue.go_on()

    def _join_others(self) -> None:
        self._queue.join_all(dict.fromkeys(self._queue.others(), TranscriptionRequest()))
        self.list.setFocus()

    def _menu(self, where: QPoint) -> None:
        if not self._stories:
            return
        if self.list.indexAt(where).isValid():
            self.list.setCurrentIndex(self.list.indexAt(where))
        open_menu(context_menu(self, list(self._by_id.values())), self.list.viewport().mapToGlobal(where))
