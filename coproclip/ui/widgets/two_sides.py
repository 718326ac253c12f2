"""Two parts beside each other; where there is no room for both, each is a tab."""

from PySide6.QtWidgets import QTabBar, QWidget

from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.label import Hairline

UNLIMITED = 16777215


class TwoSides(QWidget):
    """`main`, which takes the room there is, and `side`; `names` are on their tabs, which are called `name`."""

    def __init__(
        self,
        main: QWidget,
        side: QWidget,
        names: tuple[str, str],
        name: str,
        *,
        inset: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._main, self._side = main, side
        self._narrow: bool | None = None
        column = vbox(self, NONE, 0)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(name)
        for words in names:
            self.tabs.addTab(words)
        self.tabs.setExpanding(False)
        above = hbox(margins=(inset, 0, 0, 0))
        above.addWidget(self.tabs, 1)
        self._line, self._between = Hairline(), Hairline(upright=True)
        row = hbox(spacing=0)
        row.addWidget(main, 1)
        row.addWidget(self._between)
        row.addWidget(side)
        column.addLayout(above)
        column.addWidget(self._line)
        column.addLayout(row, 1)
        self.tabs.currentChanged.connect(lambda _place: self._show())

    def fit(self, *, narrow: bool, side_wide: int) -> None:
        """Beside each other, the side `side_wide` px; or where it is `narrow`, as tabs."""
        self._side.setMinimumWidth(0 if narrow else side_wide)
        self._side.setMaximumWidth(UNLIMITED if narrow else side_wide)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show()

    def _show(self) -> None:
        narrow, second = bool(self._narrow), self.tabs.currentIndex() == 1
        for part in (self.tabs, self._line):
            part.setVisible(narrow)
        self._main.setVisible(not narrow or not second)
        self._side.setVisible(not narrow or second)
        self._between.setVisible(not narrow)
