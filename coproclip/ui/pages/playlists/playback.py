"""Hearing a playlist: one excerpt, or all of them one after another with a pause between two."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from coproclip.errors import MediaError
from coproclip.overview.playlists import PlaylistRow
from coproclip.timecode import TimeRange
from coproclip.ui.widgets.timers import once
from coproclip.ui.workspace import Workspace

AT_END_MS = 40
"""Nearer than this to the end it has ended."""


class PlaylistPlayback(QObject):
    """Plays rows through the window's one player; `rows` are those of the playlist, as they are ordered now.

    “Listening through” goes on from row to row, also when the order changes meanwhile, until it is paused for
    something else or stopped. A paused row goes on where it was.
    """

    heard = Signal(object, object)
    """The item that is heard now and how much of it was (ms); -1 for none."""
    row_begun = Signal(object)
    """Listening through has come to this item."""
    changed = Signal()
    """It began, paused, ended, or listening through began or ended."""

    def __init__(
        self, workspace: Workspace, parent: QObject, may_be_heard: Callable[[PlaylistRow], bool] = lambda _row: True
    ) -> None:
        """`may_be_heard` is asked before a marked excerpt is heard while listening through; False passes it over."""
        super().__init__(parent)
        self._may_be_heard = may_be_heard
        self._workspace, self._listening = workspace, workspace.listening
        self.rows: Sequence[PlaylistRow] = ()
        self.through = False
        self.whole: tuple[int, int] | None = None
        self._row: PlaylistRow | None = None
        self._place = 0
        self._at_ms = 0
        self._between = False
        self._running = False
        self._pause = once(self, self._go_on, 1000)
        self._listening.moved.connect(self._on_moved)
        self._listening.paused.connect(self._on_paused)

    @property
    def playing(self) -> bool:
        """Whether something of the playlist is heard, or the pause between two."""
        return self._running or self._pause.isActive()

    def show_whole(self, at: tuple[int, int] | None, item: int = -1, heard_ms: int = 0) -> None:
        """Something that plays the whole playlist by itself is so far (ms of how many); None: it has ended."""
        self.whole = at
        self.heard.emit(item, heard_ms)

    @property
    def place(self) -> int:
        """The place (from 0) of the row that is heard, or was when it paused."""
        return max(0, self._place)

    @property
    def passed_ms(self) -> int:
        """How far the whole playlist is, with its gaps."""
        before = sum(row.length_ms + self._pause.interval() for row in self.rows[: self.place])
        return before + (self._row.length_ms if self._between and self._row is not None else self._at_ms)

    def item(self) -> int | None:
        """The item that is heard, or was when it paused."""
        return self._row.item_id if self._row is not None else None

    # ---- asked for --------------------------------------------------------------------------------------------

    def toggle(self, row: PlaylistRow | None) -> None:
        """Pause what plays; else play `row`, from where it was paused."""
        if self.playing:
            self._halt()
        elif row is not None:
            self._play_or_go_on(row)

    def press(self, row: PlaylistRow) -> None:
        """The play button of a row: pause it, or play it in place of another."""
        if self.playing and row.item_id == self.item():
            self._halt()
        else:
            self._play_or_go_on(row)

    def _play_or_go_on(self, row: PlaylistRow) -> None:
        self._pause.stop()
        if row.item_id != self.item():
            self.through, self._at_ms, self._between = False, 0, False
        if self._between:
            self._go_on()
        else:
            self._play(row, self._at_ms)

    def turn_through(self) -> None:
        """Listen from the first excerpt to the last, or stop that."""
        if self.through:
            self.stop()
        else:
            self.listen()

    def listen(self, place: int = 0) -> None:
        """Listen through from the row at `place` to the last one."""
        self.stop()
        self.through = True
        self._go_to(place)

    def stop(self) -> None:
        """Fall silent and forget where it was."""
        self._end_through()
        self._pause.stop()
        if self._running:
            self._running = False
            self._listening.pause()
        self._row, self._at_ms, self._between = None, 0, False
        self.heard.emit(-1, 0)
        self.changed.emit()

    def skip(self, by_ms: int) -> None:
        """On or back in the excerpt; beyond its end the next one comes when listening through."""
        if self._row is None:
            return
        row, to = self._row, self._at_ms + by_ms
        going = self.playing
        if to >= row.length_ms:
            if self.through:
                self._silence()
                self._go_on()
            return
        self._at_ms, self._between = max(0, to), False
        if going:
            self._silence()
            self._play(row, self._at_ms)

    def set_rows(self, rows: Sequence[PlaylistRow], gap_ms: int = 1000) -> None:
        """The playlist changed: go on in its new order; an excerpt that was taken out falls silent.

        Between two it is silent for `gap_ms`.
        """
        self.rows = rows
        self._pause.setInterval(gap_ms)
        if self._row is None:
            return
        now = next((place for place, row in enumerate(rows) if row.item_id == self.item()), -1)
        if now >= 0:
            self._place = now
        elif self.playing and self.through:
            self._place -= 1  # the one that now stands where it stood comes next
            self._silence()
            self._go_on()
        else:
            self.stop()

    # ---- inside -----------------------------------------------------------------------------------------------

    def _play(self, row: PlaylistRow, from_ms: int) -> None:
        if row.sound is None:
            self._end_through()
            self._workspace.show_banner(
                MediaError("The recording of this excerpt is not where it was.", "Its words are safe.")
            )
            return
        from_ms = from_ms if from_ms < row.length_ms - AT_END_MS else 0
        self._row, self._at_ms, self._between = row, from_ms, False
        self._place = next((place for place, one in enumerate(self.rows) if one.item_id == row.item_id), self._place)
        self._running = self._listening.play(
            row.sound.audio, _after(row.spans, from_ms), owner=("playlist", row.item_id)
        )
        if not self._running:
            self._end_through()
        self._tell()

    def _go_on(self) -> None:
        self._pause.stop()
        self._go_to(self._place + 1)

    def _go_to(self, place: int) -> None:
        """Play the first row from `place` on that has a sound, or end."""
        for row in self.rows[max(0, place) :]:
            if row.sound is not None and not (row.care and self.through and not self._may_be_heard(row)):
                self._play(row, 0)
                if self._running:
                    self.row_begun.emit(row.item_id)
                return
        self.stop()

    def _halt(self) -> None:
        """Pause by hand: it can go on from here."""
        self._between = self._pause.isActive()
        self._pause.stop()
        self._silence()
        self._tell()

    def _silence(self) -> None:
        self._pause.stop()
        if self._running:
            self._running = False
            self._listening.pause()

    def _end_through(self) -> None:
        self.through = False

    def _tell(self) -> None:
        self.heard.emit(self._row.item_id if self._row is not None and self._running else -1, self._at_ms)
        self.changed.emit()

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_moved(self, ms: int) -> None:
        if self._running and self._row is not None:
            self._at_ms = _before(self._row.spans, ms)
            self.heard.emit(self._row.item_id, self._at_ms)

    def _on_paused(self) -> None:
        """The player fell silent by itself: at the end, or because something else is to be heard."""
        if not self._running or self._row is None:
            return
        self._running = False
        ended = self._listening.position_ms >= self._row.spans[-1].end_ms - AT_END_MS
        if ended:
            self._at_ms = 0
            if self.through and self._place + 1 < len(self.rows):
                self._between = True
                self._pause.start()
            elif self.through:
                self.stop()
                return
        else:
            self._end_through()
        self._tell()


def _before(spans: Sequence[TimeRange], ms: int) -> int:
    """How much of the spans lies before `ms`."""
    return sum(min(max(0, ms - span.start_ms), span.duration_ms) for span in spans)


def _after(spans: Sequence[TimeRange], heard_ms: int) -> list[TimeRange]:
    """What is left of the spans once `heard_ms` of them were heard."""
    left = []
    for span in spans:
        if heard_ms < span.duration_ms:
            left.append(TimeRange(span.start_ms + heard_ms, span.end_ms))
            heard_ms = 0
        else:
            heard_ms -= span.duration_ms
    return left
