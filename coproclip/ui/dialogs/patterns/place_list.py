"""A list of places in stories: hear the one under the cursor, or open it in its story."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from coproclip.people.stories import sound_of
from coproclip.timecode import TimeRange
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.workspace import Workspace

AROUND_MS = 2000
Place = tuple[int, int, int]
"""A story and a stretch of it (ms)."""


class PlaceList(RowList):
    """Rows that each stand for a place. `hear`, a button for the one under the cursor, says whether that plays."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        super().__init__(name)
        self._workspace = workspace
        self._shown: list[tuple[Row, Place]] = []
        self.setMinimumHeight(current().scaled(240))
        self.hear = Button(self.tr("Play"), "play", key="Space", on_click=self.play)
        for turned in (workspace.listening.started, workspace.listening.paused, self.moved):
            turned.connect(self._say_playing)

    def set_places(self, rows: Sequence[tuple[Row, Place]]) -> None:
        """Show these, with the cursor on the first."""
        self._shown = list(rows)
        self.set_rows([(number, row) for number, (row, _place) in enumerate(rows)])
        if rows:
            self.choose(0)

    def say_of(self, place: Place, state: str, icon: str) -> None:
        """Say how a place stands, at each row of it."""
        self._shown = [
            (replace(row, state=state, icon=icon, colour="ok") if one == place else row, one)
            for row, one in self._shown
        ]
        self.set_rows([(number, row) for number, (row, _place) in enumerate(self._shown)], self.chosen())

    def _say_playing(self) -> None:
        place = self.here()
        on = place is not None and self._workspace.listening.is_playing_for(("place", place))
        self.hear.setText(self.tr("Stop") if on else self.tr("Play"))
        self.hear.setAccessibleName(self.hear.text())
        self.hear.set_look("square" if on else "play")

    def here(self) -> Place | None:
        """The place under the cursor."""
        number = self.chosen()
        return self._shown[number][1] if isinstance(number, int) else None

    def play(self) -> None:
        """Play it with a little around it, or stop."""
        place, listening = self.here(), self._workspace.listening
        if place is None or listening.is_playing_for(("place", place)):
            listening.pause()
            return
        self._workspace.attempt(partial(self._begin, place))

    def _begin(self, place: Place) -> None:
        project, (story, start, end) = self._workspace.opened(), place
        sound = self._workspace.read(lambda session: sound_of(project, session, story))
        around = TimeRange(max(0, start - AROUND_MS), min(end + AROUND_MS, sound.duration_ms))
        self._workspace.listening.play(sound.audio, [around], owner=("place", place))

    def open_story(self) -> bool:
        """Show it in its story; whether there is one."""
        place = self.here()
        if place is not None:
            self._workspace.choose_story(place[0], None, place[1])
            self._workspace.page_asked.emit("desk")
        return place is not None
