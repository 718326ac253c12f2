"""The images of a report as they are shown: read beside the window, as pixels that came from a process of their own.

Who sent a project may have put an image into it that keeps a computer busy for minutes: no window waits for one.
"""

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from coproclip.errors import CoProClipError
from coproclip.image_file import Pixels
from coproclip.jobs import Job
from coproclip.report.images import shown_image
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.workspace import Workspace

MOST_BYTES = 200 << 20
_Which = tuple[Path, str]


def picture_of(pixels: Pixels) -> QImage:
    """What came back from there, to be painted."""
    line = 4 * pixels.width
    # A copy: else it looks into bytes that are gone by then.
    return QImage(pixels.content, pixels.width, pixels.height, line, QImage.Format.Format_RGBA8888).copy()


class Pictures(QObject):
    """Remembers the images of the project that is open; `come()` tells that some were read that were asked for."""

    come = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._known: OrderedDict[_Which, QImage] = OrderedDict()
        self._wanted: dict[_Which, None] = {}
        self._job: JobHandle[dict[_Which, QImage]] | None = None

    def image(self, file: str) -> QImage:
        """An image by its path in the project; a null one until it was read, and where it cannot be."""
        which = (self._workspace.opened().folder, file)
        if which in self._known:
            self._known.move_to_end(which)
            return self._known[which]
        self._wanted[which] = None
        self._read()
        return QImage()

    def _read(self) -> None:
        if self._job is not None or not self._wanted:
            return
        wanted, self._wanted = list(self._wanted), {}
        self._job = self._workspace.jobs.start(
            JobKind.READ_IMAGES,
            "",
            lambda job: _read_all(wanted, job),
            owner=self,
            subject=object(),
            ended=self._on_ended,
        )

    def _on_ended(self, job: JobHandle[dict[_Which, QImage]]) -> None:
        self._job = None
        found = job.result or {}
        self._known.update(found)
        size = sum(one.sizeInBytes() for one in self._known.values())
        while size > MOST_BYTES and len(self._known) > len(found):
            size -= self._known.popitem(last=False)[1].sizeInBytes()
        if found:
            self.come.emit()
        self._read()


def _read_all(wanted: list[_Which], job: Job) -> dict[_Which, QImage]:
    found: dict[_Which, QImage] = {}
    for folder, file in wanted:
        job.cancel.raise_if_cancelled()
        with suppress(CoProClipError):
            found[folder, file] = picture_of(shown_image(folder, file, lambda: job.cancel.cancelled))
    return found
