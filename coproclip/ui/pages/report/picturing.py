"""Images in a section: chosen from a file, shown on the page, described in words."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from coproclip.errors import CoProClipError, NotFound
from coproclip.report.document import ImageBlock
from coproclip.report.images import new_key, shown_image
from coproclip.settings import documents_folder
from coproclip.ui.chosen_values import DECORATIVE
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.image_dialog import ImageDialog
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.writing import Writing
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class Picturing(QObject):
    """Puts images into the section that is written, and describes them."""

    def __init__(self, workspace: Workspace, writing: Writing, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._writing, self._window = workspace, writing, window
        writing.text.load_image = self.load

    def load(self, file: str) -> QImage:
        """An image of the project; a null one where it is not there."""
        try:
            content, kind = shown_image(self._workspace.opened(), file)
        except CoProClipError:
            return QImage()
        return QImage.fromData(content, kind)  # type: ignore[arg-type]  # it takes no bytes

    def add(self) -> None:
        """Choose a file, say what it shows, and put it in at the cursor."""
        kinds = QCoreApplication.translate("Picturing", "Images (*.png *.jpg *.jpeg *.webp *.gif)")
        title = QCoreApplication.translate("Picturing", "Choose an image")
        name, _kind = QFileDialog.getOpenFileName(self._window, title, str(documents_folder()), kinds)
        if name:
            self.put(Path(name))

    def put(self, source: Path) -> None:
        """Say what an image shows, and put it in at the cursor."""
        section_id, text = self._writing.section_id, self._writing.text
        if section_id is None or not self._writing.keep():
            return
        dialog = ImageDialog(self._workspace, source.name, self._window.window())
        if not run_dialog(dialog):
            return
        page, key = text.page, new_key()
        if page is None or page.section_id != section_id:
            happened = QCoreApplication.translate("Picturing", "Somebody else removed this section of the report.")
            safe = QCoreApplication.translate("Picturing", "The image was not added.")
            self._workspace.show_banner(NotFound(happened, safe))
            return
        text.insert_blocks([ImageBlock(key)])
        image = operations.NewImage(source, dialog.alt, dialog.decorative, dialog.person_id)
        operations.add_image(self._workspace, section_id, *self._writing.both(page), key, image)
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
