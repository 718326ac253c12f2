"""Finding one's way in the transcript on the desk: find words, go to a time, walk and tick what is to be checked."""

from PySide6.QtCore import QObject

from coproclip.ui.pages.desk.document_bar import FindBar
from coproclip.ui.pages.desk.playback import DeskPlayback
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.passage_edits import PassageEdits
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.widgets.prompts import ask_time


class ReadingActions(QObject):
    """Moves the reading cursor, and the sound with it."""

    def __init__(
        self,
        open_story: OpenStory,
        transcript: TranscriptView,
        find_bar: FindBar,
        passages: PassageEdits,
        playback: DeskPlayback,
    ) -> None:
        super().__init__(transcript)
        self._open, self._transcript, self._find_bar = open_story, transcript, find_bar
        self._passages, self._playback = passages, playback
        find_bar.asked.connect(self._on_find_asked)
        find_bar.closed.connect(self._on_find_closed)
        transcript.notes.flag_clicked.connect(self._on_flag_clicked)
        passages.listen_asked.connect(playback.play_passage)

    def has_words(self) -> bool:
        """Whether anything is transcribed."""
        return len(self._transcript.words) > 0

    # ---- finding words ----------------------------------------------------------------------------------------

    def find_words(self) -> None:
        """Open the find bar, with a short selection as its words."""
        selected = self._transcript.textCursor().selectedText()
        self._find_bar.begin(selected if len(selected.split()) <= 6 else "")

    def find_next(self) -> None:
        """The next place with these words."""
        self._find_bar.again()

    def find_previous(self) -> None:
        """The place before."""
        self._find_bar.again(backward=True)

    def _on_find_asked(self, words: str, backward: bool, again: bool) -> None:
        found = self._transcript.reading.find(words, backward=backward, again=again)
        self._find_bar.show_count(self._transcript.reading.count(words) if found else 0)

    def _on_find_closed(self) -> None:
        self._transcript.reading.find("")
        self._transcript.setFocus()

    # ---- going somewhere --------------------------------------------------------------------------------------

    def go_to(self, ms: int) -> None:
        """Go to a time, to be read and heard."""
        self._playback.seek(ms)
        self._playback.follow_again()
        self._transcript.setFocus()

    def ask_time(self) -> None:
        """Ask for a time and go there; a time that stands beside a passage is where that passage begins."""
        window, playhead = self._transcript.window(), self._playback.playhead
        wanted = ask_time(window, self.tr("Go to time"), self.tr("Go there"), playhead)
        if wanted is not None:
            self.go_to(self._transcript.words.labelled(wanted))
        self._transcript.setFocus()

    def go_to_end(self) -> None:
        """The last moment of the story."""
        if self._open.story is not None:
            self._playback.seek(self._open.story.duration_ms)

    # ---- checking ---------------------------------------------------------------------------------------------

    def next_to_check(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place to check, and let it be heard."""
        time = self._passages.next_to_check(step)
        if time is not None:
            self._playback.play_passage(time)

    def _on_flag_clicked(self, segment_id: int) -> None:
        place = self._transcript.words.index_of(segment_id)
        if place is not None:
            self._playback.play_passage(self._passages.go_to_passage(place))
            self._transcript.setFocus()

    def check(self) -> None:
        """Tick what is meant and go on; where one passage is played again and again, the sound goes on too."""
        after = self._passages.check()
        if after is not None and self._playback.playing and self._playback.looping:
            self._playback.seek(after)
