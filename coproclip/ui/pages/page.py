"""What every page of the window is."""

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QFrame, QTabBar, QWidget

from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command
from coproclip.ui.style.focus import SWALLOWS
from coproclip.ui.style.tokens import MARGIN
from coproclip.ui.widgets.label import PageHeader
from coproclip.ui.workspace import Workspace

BARS = {"header", "footer", "drop"}
"""Roles of the bars that stand at the top and the bottom of pages."""


class Page(QWidget):
    """One screen. Subclasses set `key`, `icon`, `group` and answer what they need of the methods below.

    `group` is the part of the sidebar (gather, sense, share) where it has a row; without one it has no row and
    `belongs_to` names the page whose row is lit instead.
    """

    key = ""
    icon = ""
    group = ""
    belongs_to = ""

    mode_changed = Signal(str)
    """Emit when commands with another `mode` count (the desk: “listen”, “correct”)."""
    count_changed = Signal()
    """Emit when `count()` answers something new."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.setProperty("role", "surface")
        self.setProperty(SWALLOWS, True)  # the keyboard rests on the page when what was typed in is there no more
        self.setProperty("ring", "none")

    @property
    def title(self) -> str:
        """The page's name in the sidebar and the help."""
        return self.key

    def count(self) -> int | None:
        """The number in the sidebar, or None."""
        return None

    def commands(self) -> list[Command]:
        """What can be done here; asked once."""
        return []

    def areas(self) -> dict[str, list[QWidget]]:
        """The parts in which plain keys of commands with that `area` count."""
        return {}

    def regions(self) -> list[QWidget]:
        """Stops of F6, left to right, top to bottom; each is focused itself or its first control is."""
        return []

    def free_room(self) -> QRect:
        """What lies between the bars at its top and its bottom; nothing may cover those."""
        top, bottom = 0, self.height()
        for bar in self.findChildren(QFrame):
            if not bar.isVisible() or not (isinstance(bar, PageHeader) or bar.property("role") in BARS):
                continue
            above = bar.mapTo(self, QPoint(0, 0)).y()
            if above <= 0:
                top = max(top, above + bar.height())
            elif above + bar.height() >= self.height() - MARGIN:
                bottom = min(bottom, above)
        return QRect(0, top, self.width(), bottom - top)

    def kept_clear(self) -> list[QWidget]:
        """What a message covers only where there is no other place: tabs, and what pages add to them."""
        return [tabs for tabs in self.findChildren(QTabBar) if tabs.isVisible()]

    def enter(self) -> None:
        """The page is shown now: load what is stale, put the focus somewhere sensible."""

    def leave(self) -> None:
        """Another page is about to be shown: keep what is half typed, stop playing."""

    def reload(self) -> None:
        """Another project is open now (or none)."""

    def refresh(self, changes: Changes) -> None:
        """The project changed; look at `changes.touches("story", …)`. Also called while the page is hidden."""
