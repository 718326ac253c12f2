"""Showing the whole report as it will look: put together beside the window, again whenever something of it changes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from coproclip.errors import CoProClipError
from coproclip.export.report.layout import Boxed, Flow, Picture
from coproclip.export.report.preview import Preview, preview
from coproclip.image_file import pixels
from coproclip.jobs import Job, JobState
from coproclip.report.images import LeavingImage
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.report.pictures import picture_of
from coproclip.ui.pages.report.preview_text import PreviewText
from coproclip.ui.pages.report.text_bar import EASY, PAGE, WEB, TextBar
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

SOON_MS = 600
_Whole = tuple[Preview, Mapping[str, QImage]]


class Previewing(QObject):
    """Turns between the page and what it will look like, in `stack`; `turned()` tells of it."""

    turned = Signal()

    def __init__(self, workspace: Workspace, bar: TextBar, page: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._bar = workspace, bar
        self.kind = PAGE
        self._section: int | None = None
        self._job: JobHandle[_Whole] | None = None
        self.text = PreviewText()
        self.note = Label("", "small", wrap=True)
        self.note.setContentsMargins(16, 8, 16, 8)
        whole = QWidget()
        column = vbox(whole, NONE, 0)
        column.addWidget(self.note)
        column.addWidget(self.text, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(whole)
        self._soon = once(self, self._read, SOON_MS)
        bar.shown_as.connect(self.turn)

    @property
    def on(self) -> bool:
        """Whether the whole report is shown, and not the page of a section."""
        return self.kind != PAGE

    def turn(self, kind: str) -> None:
        """Show the page, or the report as this will look."""
        if kind not in (PAGE, WEB, EASY) or kind == self.kind:
            return
        self._workspace.keep_all()
        self.kind = kind
        self._bar.kinds.choose(kind)
        self.stack.setCurrentIndex(int(self.on))
        self.turned.emit()
        if self.on:
            self._say(self.tr("Putting the report together…"))
            self._read()
        else:
            self._stop()

    def forget(self) -> None:
        """Another project: its page is shown."""
        self.turn(PAGE)
        self.text.show_words("")

    def soon(self) -> None:
        """Something of it changed."""
        if self.on:
            self._soon.start()

    def go_to(self, section_id: int | None) -> None:
        """Begin with this section, now or as soon as it is there."""
        self._section = section_id
        if self.on and section_id is not None:
            self.text.go_to(section_id)

    # ---- putting it together ----------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._soon.stop()
        job, self._job = self._job, None
        if job is not None:
            self._workspace.jobs.stop(job)

    def _read(self) -> None:
        self._stop()
        if not self.on or self._workspace.project is None:
            return
        project, easy = self._workspace.opened(), self.kind == EASY
        # Each asking is one of its own: what came before may have read an older text.
        self._job = self._workspace.jobs.start(
            JobKind.READ,
            "",
            lambda job: _whole(preview(project, easy=easy), job),
            owner=self,
            subject=object(),
            ended=self._on_ended,
        )

    def _on_ended(self, job: JobHandle[_Whole]) -> None:
        if job is not self._job:
            return
        self._job = None
        if job.state is JobState.DONE and job.result is not None:
            self._show(job.result)
        elif isinstance(job.error, CoProClipError):
            self.text.show_words("")
            self._say(self.tr("It can’t leave like this yet. {why}").format(why=job.error))

    def _show(self, whole: _Whole) -> None:
        seen, pictures = whole
        first = self.text.seen is None or self.text.seen.easy != seen.easy
        self.text.show_preview(seen, pictures)
        if first and self._section is not None:
            self.text.go_to(self._section)
        one = self.tr("1 quote can’t be shared yet: it is not in it.")
        many = self.tr("{n} quotes can’t be shared yet: they are not in it.")
        parts = [self.tr("As it would leave now.")]
        parts += [counted(seen.withheld, one, many)] if seen.withheld else []
        if seen.easy:
            parts.append(self.tr("The dashed places are for pictures."))
        elif seen.laid.extracts:
            parts.append(self.tr("On the page, ▶ plays the quote."))
        self._say(" ".join(parts))

    def _say(self, words: str) -> None:
        self.note.setText(words)


def _whole(seen: Preview, job: Job) -> _Whole:
    """It, with its images as they are painted, by what they are called."""
    found: dict[str, QImage] = {}
    for image in _images(seen.flows):
        if image.name not in found:
            with suppress(ValueError):
                found[image.name] = picture_of(pixels(image.content, stops=lambda: job.cancel.cancelled))
    return seen, found


def _images(flows: Iterable[Flow]) -> Iterator[LeavingImage]:
    for flow in flows:
        match flow:
            case Picture(image):
                yield image
            case Boxed(_, inner):
                yield from _images(inner)
