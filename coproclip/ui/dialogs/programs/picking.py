"""Of which excerpts something is made: a playlist, a theme or all there are, and ticks for those that are wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from coproclip.excerpts.approval import ShareableExcerpt, Sharing, Use
from coproclip.excerpts.few_of_many import few_of
from coproclip.export.clip import title_of
from coproclip.export.picked import Picked, picked_from
from coproclip.overview.playlists import playlist_titles
from coproclip.overview.sharing import count_sharing
from coproclip.overview.themes import theme_rows
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

MOST_SHOWN = 100
"""So many excerpts have a tick; whoever has more puts them into a playlist."""
_HIGH = 190


@dataclass(frozen=True, slots=True)
class Looked:
    """What was asked for, what of it may leave, and which of that (ids) are ticked at first."""

    picked: Picked
    sharing: Sharing
    ticked: frozenset[int]


class ExcerptPicker(QWidget):
    """A field to choose from where, and below it the excerpts that are ready; `most` of them are ticked at first."""

    changed = Signal()

    def __init__(self, workspace: Workspace, use: Callable[[], Use], *, most: int = MOST_SHOWN) -> None:
        super().__init__()
        self._workspace, self._use, self._most = workspace, use, most
        self._reading = BackgroundReading[Looked](workspace, self, JobKind.LOOK)
        self._looked: Looked | None = None
        column = vbox(self, NONE, 6)
        self.source = QComboBox()
        label = Label(self.tr("Excerpts of"), "small-strong")
        label.setBuddy(self.source)
        self.source.setAccessibleName(label.text())
        playlist, theme = self.tr("Playlist: {title}"), self.tr("Theme: {title}")
        for number, title in workspace.read(playlist_titles):
            self.source.addItem(playlist.format(title=title), ("playlist", number))
        for row in workspace.read(theme_rows):
            self.source.addItem(theme.format(title=row.shown_name), ("theme", row.theme_id))
        self.source.addItem(self.tr("The whole project"), ("project", 0))
        self.source.activated.connect(lambda _place: self.look())
        self.ready = Label("", "small", wrap=True)
        self.ticks: dict[int, QCheckBox] = {}
        self._inside = QWidget()
        self._rows = vbox(self._inside, NONE, 4)
        self._area = ScrollColumn()
        self._area.setWidget(self._inside)
        self.none = Button(self.tr("Tick none"), size="small", on_click=lambda: self._tick_all(on=False))
        for part in (label, self.source, self.ready, self._area, self.none):
            column.addWidget(part)
        self._show()

    def choose(self, playlist_id: int | None) -> None:
        """Begin with this playlist, if there is one."""
        if playlist_id is not None:
            self.source.setCurrentIndex(max(0, self.source.findData(("playlist", playlist_id))))

    @property
    def picked(self) -> Picked | None:
        """What was asked for; None while it is being looked at."""
        return self._looked.picked if self._looked is not None else None

    def chosen(self) -> list[ShareableExcerpt]:
        """The ready ones that are ticked, in their order."""
        granted = self._looked.sharing.granted if self._looked is not None else ()
        return [one for one in granted if (tick := self.ticks.get(one.excerpt_id)) is not None and tick.isChecked()]

    @property
    def is_looking(self) -> bool:
        """Whether it is still being looked at."""
        return self._looked is None and self._reading.busy

    def look(self) -> None:
        """See in the background what of it may leave."""
        self._looked = None
        project, use, most = self._workspace.opened(), self._use(), self._most
        kind, number = self.source.currentData()

        def _read(session: Any) -> list[Looked]:
            picked = picked_from(
                project,
                playlist_id=number if kind == "playlist" else None,
                theme_id=number if kind == "theme" else None,
            )
            sharing = picked.may(project, use, picked.excerpts)
            first = [one.excerpt_id for one in sharing.granted][:MOST_SHOWN]
            return [Looked(picked, sharing, frozenset(few_of(session, first, most)))]

        self._reading.begin(_read, self._take)
        self._show()
        self.changed.emit()

    def _take(self, found: list[Looked]) -> None:
        self._looked = found[-1]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for tick in self.ticks.values():
            self._rows.removeWidget(tick)
            tick.deleteLater()
        self.ticks = {}
        looked = self._looked
        self.none.setVisible(looked is not None and bool(looked.sharing.granted))
        self._area.setVisible(looked is not None and bool(looked.sharing.granted))
        if looked is None:
            self.ready.setText(self.tr("Checking what can leave…"))
            return
        count = count_sharing(looked.sharing)
        some, every = self.tr("{n} ready, {m} not ready"), self.tr("{n} ready")
        words = (some if count.not_ready else every).format(n=count.ready, m=count.not_ready)
        if len(looked.sharing.granted) > MOST_SHOWN:
            words = " ".join([words, self.tr("The first {n} are shown; for others, make a playlist.")])
            words = words.format(n=MOST_SHOWN)
        self.ready.setText(words)
        why = "\n".join(f"{one.title}: {one.reason}" for one in looked.sharing.refused)
        self.ready.setToolTip(as_written(why))
        self.ready.setAccessibleDescription(why)
        for one in looked.sharing.granted[:MOST_SHOWN]:
            tick = QCheckBox(f"{title_of(one)}, {one.attribution}".replace("&", "&&"))
            said = " ".join(word.text for word in one.words)
            tick.setToolTip(as_written(said))
            tick.setAccessibleDescription(said)
            tick.setChecked(one.excerpt_id in looked.ticked)
            tick.toggled.connect(lambda _on: self.changed.emit())
            self._rows.addWidget(tick)
            self.ticks[one.excerpt_id] = tick
        # As high as they need, up to where they scroll.
        needed = sum(tick.sizeHint().height() + self._rows.spacing() for tick in self.ticks.values())
        self._area.setFixedHeight(min(needed + 4, current().scaled(_HIGH)))

    def _tick_all(self, *, on: bool) -> None:
        for tick in self.ticks.values():
            tick.blockSignals(True)
            tick.setChecked(on)
            tick.blockSignals(False)
        self.changed.emit()

    def words(self, one: str, many: str) -> str:
        """How many are ticked, in `one` of these or the other."""
        return counted(len(self.chosen()), one, many)
