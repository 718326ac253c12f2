"""The word that is being heard: lit, and kept in sight while the page follows the sound."""

from PySide6.QtWidgets import QTextEdit

from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.follow import Follow
from coproclip.ui.transcript.marks import TranscriptMarks
from coproclip.ui.transcript.passage_document import PassageDocument
from coproclip.ui.transcript.passages_in_sight import PassagesInSight
from coproclip.ui.transcript.reading_cursor import ReadingCursor
from coproclip.ui.transcript.word_map import WordPlace


class HeardWord:
    """Knows the time that is heard in the transcript shown by `edit`; None while nothing is."""

    def __init__(
        self, edit: QTextEdit, passages: PassageDocument, marks: TranscriptMarks, sight: PassagesInSight, follow: Follow
    ) -> None:
        self._edit, self._passages, self._marks = edit, passages, marks
        self._sight, self._follow = sight, follow
        self._ms: int | None = None
        self._lit: WordPlace | None = None

    def show(self, ms: int | None) -> None:
        """Light up the word heard at `ms` and, when following, keep it in sight; None: nothing is playing."""
        self._ms = ms
        place = None if ms is None else self._passages.map.heard_at(ms)
        if place != self._marks.playing:
            self._repaint(self._marks.playing)
            self._marks.playing = place
            self._repaint(place)
            self.colour()
        if place is not None and self._follow.on:
            self._keep_in_sight(place)

    def find_again(self) -> None:
        """The passages are others now."""
        self._marks.playing = None if self._ms is None else self._passages.map.heard_at(self._ms)
        self.colour(anew=True)

    def follow(self, on: bool) -> None:
        """Keep the passage being heard in the upper third of the page, until a person scrolls by hand."""
        self._follow.on = on
        if on and self._marks.playing is not None:
            self._keep_in_sight(self._marks.playing)

    @property
    def followed(self) -> bool:
        """Whether the page moves with the sound."""
        return self._follow.on

    def colour(self, *, anew: bool = False) -> None:
        """Give the letters of the word their colour; only in sight, the rest would cost for nothing."""
        place = self._marks.playing
        if place is not None and (self._marks.calm or not self._sight.has(place.passage)):
            place = None
        if place == self._lit and not anew:
            return
        self._lit = place
        if place is None:
            self._edit.setExtraSelections([])
            return
        lit = QTextEdit.ExtraSelection()
        start, end = self._passages.map.spans[place.passage][place.word]
        reading = ReadingCursor(self._passages.map, self._edit.document())
        lit.cursor = reading.selection(self._edit.textCursor(), (place.passage, start), (place.passage, end))
        lit.format.setForeground(current().on_now)
        self._edit.setExtraSelections([lit])

    def _keep_in_sight(self, place: WordPlace) -> None:
        shown = self._sight.at(place.passage)
        row = next(shown.rows(*self._passages.map.spans[place.passage][place.word]), None)
        if row is not None:
            self._follow.keep(shown.origin.y(), row.top(), row.bottom(), self._edit.viewport().height())

    def _repaint(self, place: WordPlace | None) -> None:
        if place is None or place.passage >= len(self._passages.map) or not self._sight.has(place.passage):
            return
        shown, viewport = self._sight.at(place.passage), self._edit.viewport()
        if self._marks.calm:
            viewport.update(0, int(shown.origin.y()) - 4, viewport.width(), int(shown.height) + 12)
            return
        for row in shown.rows(*self._passages.map.spans[place.passage][place.word]):
            viewport.update(row.adjusted(-5, -6, 5, 6).toAlignedRect())
