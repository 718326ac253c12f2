"""Images in a section: chosen from a file, shown on the page, described in words."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.errors import CoProClipError, NotFound
from coproclip.image_file import BareImage
from coproclip.jobs import JobState
from coproclip.report.document import ImageBlock
from coproclip.report.images import new_key, read_taken
from coproclip.settings import documents_folder
from coproclip.ui.chosen_values import DECORATIVE
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.asked_place import AskedPlace
from coproclip.ui.pages.report.image_dialog import ImageDialog
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.pictures import Pictures
from coproclip.ui.pages.report.writing import Writing
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class Picturing(QObject):
    """Puts images into the section that is written, and describes them."""

    def __init__(self, workspace: Workspace, writing: Writing, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._writing, self._window = workspace, writing, window
        self.pictures = Pictures(workspace, self)
        self.pictures.come.connect(writing.text.renew_images)
        writing.text.load_image = self.pictures.image

    def add(self) -> None:
        """Choose a file, say what it shows, and put it in at the cursor."""
        kinds = QCoreApplication.translate("Picturing", "Images (*.png *.jpg *.jpeg *.webp *.gif)")
        title = QCoreApplication.translate("Picturing", "Choose an image")
        name, _kind = QFileDialog.getOpenFileName(self._window, title, str(documents_folder()), kinds)
        if name:
            self.put(Path(name))

    def put(self, source: Path) -> None:
        """Say what an image shows, while it is read beside the window, and put it in at the cursor."""
        section_id = self._writing.section_id
        if section_id is None or not self._writing.keep():
            return
        place = AskedPlace(self._writing.text)

        def _is_there() -> bool:
            return self._workspace.attempt(place.go_back) is True

        taking = _Taking(self._workspace, source, self)
        dialog = ImageDialog(self._workspace, source.name, self._window.window(), may_accept=_is_there)
        if not run_dialog(dialog):
            taking.stop()
            return
        about = operations.AboutImage(dialog.alt, dialog.decorative, dialog.person_id)
        taking.when_read(lambda made: self._insert(section_id, place, made, about))

    def _insert(self, section_id: int, place: AskedPlace, made: BareImage, about: operations.AboutImage) -> None:
        text = self._writing.text
        if not self._writing.keep():
            return
        try:
            place.go_back()
        except NotFound as gone:
            safe = QCoreApplication.translate("Picturing", "The image was not added.")
            step = QCoreApplication.translate("Picturing", "Go there and add it again.")
            self._workspace.show_banner(NotFound(gone.happened, safe, step))
            return
        page = text.page
        if page is None:
            return
        key = new_key()
        text.insert_blocks([ImageBlock(key)], instead=True)
        operations.add_image(self._workspace, section_id, *self._writing.both(page), key, made, about)
        self._writing.reload()
        text.setFocus()

    def may_describe(self) -> bool:
        """Whether the cursor is at an image."""
        return self._writing.chip(ChipKind.IMAGE) is not None

    def describe(self) -> None:
        """Say what the image at the cursor shows."""
        chip, page = self._writing.chip(ChipKind.IMAGE), self._writing.text.page
        image = page.images.get(chip.key) if chip is not None and page is not None else None
        if image is None or page is None or not self._writing.keep():
            return
        title, parent = QCoreApplication.translate("Picturing", "This image"), self._window.window()
        dialog = ImageDialog(self._workspace, title, parent, alt=image.alt, decorative=image.decorative, fresh=False)
        if run_dialog(dialog):
            before, now = (DECORATIVE if one.decorative else one.alt for one in (image, dialog))
            operations.describe_image(self._workspace, page.section_id, image.key, before, now)


class _Taking(QObject):
    """Reads an image that somebody chose, beside the window."""

    def __init__(self, workspace: Workspace, source: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._then: Callable[[BareImage], object] | None = None
        self._job: JobHandle[BareImage] = workspace.jobs.start(
            JobKind.READ_IMAGES,
            "",
            lambda job: read_taken(source, lambda: job.cancel.cancelled),
            owner=self,
            subject=object(),
            ended=lambda _job: self._go_on(),
        )

    def when_read(self, then: Callable[[BareImage], object]) -> None:
        """Go on with it, now or as soon as it is read; where it cannot be, that is said."""
        self._then = then
        self._go_on()

    def stop(self) -> None:
        """It is not wanted."""
        self._workspace.jobs.stop(self._job)
        self.deleteLater()

    def _go_on(self) -> None:
        then = self._then
        if then is None or not self._job.ended:
            return
        self._then = None
        self.deleteLater()
        if self._job.state is JobState.DONE:
            then(self._job.result)
        elif isinstance(self._job.error, CoProClipError) and self._job.state is JobState.FAILED:
            self._workspace.show_banner(self._job.error)
