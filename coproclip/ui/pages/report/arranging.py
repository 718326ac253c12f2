"""Putting sections in order: move, rename, add, leave out, delete."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from coproclip.overview.report_outline import OutlineRow
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.outline import OutlineList
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.widgets.prompts import ask_line, ask_number
from coproclip.ui.workspace import Workspace


class Arranging(QObject):
    """Acts on the section under the cursor of the outline."""

    def __init__(self, workspace: Workspace, outline: OutlineList, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._list, self._window = workspace, outline, window
        self.sections: tuple[OutlineRow, ...] = ()

    def section(self) -> OutlineRow | None:
        """The section under the cursor."""
        return next((one for one in self.sections if one.section_id == self._list.section_id()), None)

    def has(self) -> bool:
        """Whether there is one."""
        return self.section() is not None

    def step(self, by: int) -> None:
        """Move the section one place up or down."""
        section = self.section()
        if section is not None:
            self._move(section, self._place(section) + by)

    def move_to(self) -> None:
        """Move the section to a position."""
        section, count = self.section(), len(self.sections)
        if section is None:
            return
        words = self.tr("Which position, of {count}?").format(count=count)
        place = ask_number(self._window.window(), words, self.tr("Move"), self._place(section) + 1, count)
        if place is not None:
            self._move(section, place - 1)

    def put(self, section_id: int, place: int) -> None:
        """Put a section at a place, from 0."""
        section = next((one for one in self.sections if one.section_id == section_id), None)
        if section is not None:
            self._list.choose_section(section_id)
            self._move(section, place)

    def _place(self, section: OutlineRow) -> int:
        return [one.section_id for one in self.sections].index(section.section_id)

    def _move(self, section: OutlineRow, place: int) -> None:
        count = len(self.sections)
        if 0 <= place < count and place != self._place(section):
            operations.move(self._workspace, section.section_id, place, count)

    def add(self) -> None:
        """A section of one's own behind the one under the cursor."""
        section = self.section()
        after = section.section_id if section is not None else None

        def _add(title: str) -> bool:
            made = operations.add_section(self._workspace, title, after, self._workspace.show_banner)
            if made is not None:
                self._list.choose_section(made)
                self._list.setFocus()
            return made is not None

        ask_line(self._window.window(), self.tr("What is the new section called?"), self.tr("Add the section"), _add)

    def rename(self) -> None:
        """Call the section otherwise."""
        section = self.section()
        if section is None:
            return

        before = self._workspace.typed.now(TextOf.SECTION, section.section_id, "title")

        def _rename(title: str) -> bool:
            trouble = self._workspace.show_banner
            return operations.rename(self._workspace, section.section_id, before, title, trouble)

        ask_line(
            self._window.window(), self.tr("What is this section called?"), self.tr("Save"), _rename, section.title
        )

    def forget_title(self) -> None:
        """Call it after its theme, or what it is about, again."""
        section = self.section()
        if section is not None:
            operations.usual_title(self._workspace, section.section_id)

    def left_out(self) -> bool:
        """Whether the section is left out of every output."""
        section = self.section()
        return section is not None and section.left_out

    def turn_left_out(self) -> None:
        """Leave the section out of every output, or not any more."""
        section = self.section()
        if section is not None:
            operations.leave_out(self._workspace, section.section_id, not section.left_out)

    def delete(self) -> None:
        """Delete the section; Undo brings it back."""
        section = self.section()
        if section is not None:
            operations.delete(self._workspace, section.section_id, section.title)
