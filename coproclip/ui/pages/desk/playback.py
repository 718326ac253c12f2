"""Hearing the story on the desk.

Two cursors: the reading cursor (keys, mouse) and the playhead (sound). “While it is silent the playhead goes where the
reading cursor goes; while it plays neither moves the other.” A press on a word sends the sound there. What a key does,
it does to what is heard: see `aim`; and where a story that was followed falls silent, the reading cursor is brought.
"""

import logging

from PySide6.QtCore import QObject, Signal

from coproclip.audio.peaks import Peaks
from coproclip.capture.rebuild_derived import remake
from coproclip.errors import BadInput, CoProClipError, StorageError
from coproclip.jobs import JobState
from coproclip.overview.excerpts import ExcerptRow
from coproclip.timecode import TimeRange
from coproclip.ui.job_runner import JobHandle, JobKind
from coproclip.ui.pages.desk.transport import Transport
from coproclip.ui.transcript.open_story import OpenStory
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.waveform import WaveformView
from coproclip.ui.workspace import Workspace

log = logging.getLogger(__name__)

EDGE_MS = 1500
BACK_UP_MS = 1000
AROUND_MS = 300
"""So much is heard around a passage that is to be checked."""


class DeskPlayback(QObject):
    """Keeps sound, words and waveforms together."""

    excerpt_playing = Signal(object)
    """The excerpt that is heard as such, or None."""

    def __init__(
        self,
        workspace: Workspace,
        open_story: OpenStory,
        transcript: TranscriptView,
        waves: tuple[WaveformView, WaveformView],
        bar: Transport,
    ) -> None:
        super().__init__(transcript)
        self._workspace, self._open, self._transcript = workspace, open_story, transcript
        self._waves, self._bar = waves, bar
        self._player = workspace.listening
        self.playhead = 0
        self._excerpt: int | None = None
        self._spans: list[TimeRange] = []
        self._passage: TimeRange | None = None
        self._remembered: tuple[int, int] | None = None
        self._passing = False
        self._stopped_drawing: int | None = None
        """The recording whose waveform somebody did not want to be made now."""
        self._show_choices()
        self._player.moved.connect(self._on_moved)
        self._player.started.connect(self._on_state)
        self._player.paused.connect(self._on_state)
        workspace.closing.connect(self.remember)
        open_story.sound_changed.connect(self._on_sound_changed)
        open_story.facts_changed.connect(self._on_facts_changed)
        bar.play_asked.connect(self.toggle)
        bar.skip_asked.connect(self.skip)
        bar.speed_changed.connect(self._on_speed)
        bar.volume_changed.connect(self._on_volume)
        bar.follow_changed.connect(self._on_follow_changed)
        bar.loop_changed.connect(self._on_loop)
        transcript.follow_paused.connect(lambda: bar.show_follow(False))
        transcript.word_clicked.connect(self.play_from)
        transcript.caret_moved.connect(self._on_caret)
        transcript.typing_began.connect(self._on_typing)
        for wave in waves:
            wave.seek_asked.connect(self.seek)

    def show_peaks(self, *, make: bool = True) -> None:
        """Draw the story's waveform; one that is missing or damaged is made in the background, if it shall be."""
        story = self._open.story
        if story is None or story.sound is None:
            return
        try:
            if story.sound.peaks is None:
                raise BadInput("")
            peaks = Peaks.load(story.sound.peaks)
        except CoProClipError:
            if make:
                self._make_peaks(story.sound.recording_id)
            return
        for wave in self._waves:
            wave.set_peaks(peaks)

    def _make_peaks(self, recording: int) -> None:
        project = self._workspace.opened()

        def _ended(job: JobHandle[bool]) -> None:
            self._stopped_drawing = recording if job.state is JobState.STOPPED else None
            if isinstance(job.error, StorageError):
                self._workspace.show_banner(job.error)
            story = self._open.story
            if story is not None and story.sound is not None and story.sound.recording_id == recording:
                self.show_peaks(make=False)

        self._workspace.jobs.start(
            JobKind.MAKE_PEAKS,
            self.tr("Drawing the waveform"),
            lambda job: remake(project, recording, report=job.report, cancel=job.cancel),
            subject=recording,
            owner=self,
            ended=_ended,
        )

    @property
    def playing(self) -> bool:
        """Whether the story is heard now."""
        story = self._open.story
        return story is not None and self._player.is_playing_for(("desk", story.story_id))

    @property
    def reading_at(self) -> int:
        """Where the reading cursor is (ms), or the playhead where there are no words."""
        at_cursor = self._transcript.reading.time()
        return self.playhead if at_cursor is None else at_cursor

    @property
    def looping(self) -> bool:
        """Whether what is played is played again and again."""
        return self._bar.loop.isChecked()

    def show_story(self, at_ms: int) -> None:
        """The story that was opened, silent, at this place."""
        story = self._open.story
        if story is not None:
            self._bar.set_time(at_ms, story.duration_ms)
            self._bar.play.setEnabled(story.sound is not None and not story.trouble)
            self._put(min(at_ms, story.duration_ms))

    def _on_sound_changed(self) -> None:
        """The same story, made of other tracks of its file; its waveform is still to be drawn."""
        self.stop()
        for wave in self._waves:
            wave.set_duration(self._open.story.duration_ms if self._open.story is not None else 0)
            wave.set_peaks(None)
        self.show_story(self.playhead)

    def _put(self, ms: int) -> None:
        self.playhead = ms
        self._workspace.playhead_ms = ms
        self._bar.set_time(ms)
        strip, zoom = self._waves
        strip.set_playhead(ms)
        zoom.set_playhead(ms)
        zoom.follow(ms)

    def _on_facts_changed(self) -> None:
        story = self._open.story
        if self._waves[0].scene.peaks is None and story is not None and story.sound is not None:
            self.show_peaks(make=story.sound.recording_id != self._stopped_drawing)

    # ---- asked for --------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play the selected words, or from the playhead; or pause."""
        if self.playing:
            self._player.pause()
            return
        chosen = self._transcript.reading.selected_range()
        if chosen is not None:
            self._play([TimeRange(*chosen)])
        else:
            self.play_from(self.playhead)

    def play_from(self, ms: int) -> None:
        """Play from here to the end of the story; with loop on, this passage again and again."""
        story = self._open.story
        if story is None:
            return
        ms = 0 if ms >= story.duration_ms - 200 else ms
        end = story.duration_ms
        if self.looping:
            word = self._transcript.words.nearest(ms)
            passage = self._open.passages[word.passage] if word is not None else None
            if passage is not None and passage.end_ms > ms:
                ms, end = passage.start_ms, passage.end_ms
        self._passing = self._play([TimeRange(ms, max(end, ms + 1))])

    def play_excerpt(self, row: ExcerptRow) -> None:
        """Play an excerpt without what was taken out, or pause it."""
        if self.playing and self._excerpt == row.excerpt_id:
            self._player.pause()
        elif self._play(list(row.spans)):
            self._excerpt = row.excerpt_id
            self.excerpt_playing.emit(row.excerpt_id)

    def play_passage(self, span: TimeRange) -> None:
        """Play one passage with a little before and after it, then stop."""
        story = self._open.story
        if story is not None:
            end = max(span.end_ms, min(span.end_ms + AROUND_MS, story.duration_ms))
            if self._play([TimeRange(max(0, span.start_ms - AROUND_MS), end)]):
                self._passage = span

    def play_edge(self, row: ExcerptRow, span: int, side: str) -> None:
        """The second and a half after a start, or before an end."""
        part = row.spans[span]
        if side == "start":
            self._play([TimeRange(part.start_ms, min(part.end_ms, part.start_ms + EDGE_MS))])
        else:
            self._play([TimeRange(max(part.start_ms, part.end_ms - EDGE_MS), part.end_ms)])

    def _play(self, spans: list[TimeRange], from_ms: int | None = None) -> bool:
        story = self._open.story
        if story is None or story.sound is None or story.trouble:
            return False
        self._passing = False
        self._passage = None
        self._no_excerpt()
        self._spans = spans
        return self._player.play(
            story.sound.audio,
            spans,
            from_ms=from_ms,
            owner=("desk", story.story_id),
            loop=self.looping,
        )

    def _resume(self) -> None:
        """Play on at the playhead: what was played, if the playhead is still in it, else the story."""
        excerpt = self._excerpt
        if self._passing or not any(span.contains(self.playhead) for span in self._spans):
            self.play_from(self.playhead)
        elif self._play(self._spans, self.playhead) and excerpt is not None:
            self._excerpt = excerpt
            self.excerpt_playing.emit(excerpt)

    def follow_again(self) -> None:
        """Follow the sound again after somebody scrolled, unless the switch was turned off by hand."""
        wanted = self._workspace.settings.follow_words
        self._bar.show_follow(wanted)
        self._transcript.heard.follow(wanted)

    def seek(self, ms: int) -> None:
        """Go to a time; it goes on playing if it was."""
        playing = self.playing
        self._put(max(0, min(ms, self._open.story.duration_ms if self._open.story else ms)))
        if playing:
            self._resume()
        else:
            at = self.playhead
            self._transcript.reading.clear_selection()
            self._transcript.reading.go_to(at)
            self._put(at)  # just there, not where the word begins that the reading cursor went to

    def skip(self, ms: int) -> None:
        """Back or forward."""
        self.seek(self.playhead + ms)

    def aim(self) -> bool:
        """Put the reading cursor on what a key is meant for; whether the key may act on it now.

        While the story plays that is what is heard, or what is selected in sight (the caret, while correcting). When
        it is silent it is the reading cursor; out of sight nothing is done but to show where that is.
        """
        transcript = self._transcript
        if self.playing:
            if not (
                (transcript.correcting or transcript.reading.selected_range() is not None)
                and transcript.reading.in_sight()
            ):
                at, following = self.playhead, transcript.heard.followed
                if self._passage is not None:  # a little more is heard before and after it
                    at = min(max(at, self._passage.start_ms), self._passage.end_ms - 1)
                transcript.reading.clear_selection()
                transcript.reading.go_to(at)
                if following:  # bringing it in sight was no scroll by hand
                    self.follow_again()
            return True
        if transcript.reading.in_sight():
            return True
        transcript.reading.show()
        self._workspace.show_toast(self.tr("This is where you are. Press again to do it here."))
        return False

    def stop(self) -> None:
        """Fall silent and remember the place."""
        if self.playing:
            self._player.pause()
        self.remember()

    def remember(self) -> None:
        """Keep where one is in the story, also for after a crash."""
        project, story = self._workspace.project, self._open.story
        if story is None or project is None or self._remembered == (story.story_id, self.playhead):
            return
        story_id, at = self._remembered = (story.story_id, self.playhead)

        def _remember() -> None:
            try:
                project.remember_place(story_id, at)
            except CoProClipError as error:
                log.warning("the place was not kept: %s", type(error).__name__)  # the story may be gone

        self._workspace.saving.put("place", _remember)

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_moved(self, ms: int) -> None:
        if self.playing:
            self._put(ms)
            self._transcript.heard.show(ms)

    def _on_state(self) -> None:
        playing = self.playing
        self._bar.set_playing(playing)
        if playing:
            self.follow_again()
        else:
            passing, self._passing = self._passing, False
            # Silent, the page is moved by keys and the mouse alone: that is not a scroll away from the sound.
            self._transcript.heard.follow(False)
            self._transcript.heard.show(None)
            if passing and self._bar.follow.isChecked() and not self._transcript.correcting:
                self._bring_cursor()
            self._no_excerpt()
            self.remember()

    def _no_excerpt(self) -> None:
        if self._excerpt is not None:
            self._excerpt = None
            self.excerpt_playing.emit(None)

    def _bring_cursor(self) -> None:
        sounding = self._transcript.words.nearest(self.playhead)
        if (
            sounding is not None
            and self._transcript.reading.selected_range() is None
            and sounding != self._transcript.reading.word()
        ):
            at = self.playhead
            self._transcript.reading.go_to(at)
            self._put(at)

    # ---- how it is played, kept for the next start --------------------------------------------------------------

    def _show_choices(self) -> None:
        settings = self._workspace.settings
        self._bar.show_speed(settings.playback_speed)
        self._bar.volume.setValue(settings.playback_volume)
        self._bar.show_follow(settings.follow_words)
        self._player.set_speed(settings.playback_speed)
        self._player.set_volume(settings.playback_volume)

    def _on_volume(self, percent: int) -> None:
        self._player.set_volume(percent)
        with self._workspace.settings.change():
            self._workspace.settings.playback_volume = percent

    def _on_follow_changed(self, on: bool) -> None:
        with self._workspace.settings.change():
            self._workspace.settings.follow_words = on
        self._transcript.heard.follow(on and self.playing)

    def _on_speed(self, percent: int) -> None:
        self._player.set_speed(percent)
        with self._workspace.settings.change():
            self._workspace.settings.playback_speed = percent

    def _on_loop(self, _on: bool) -> None:
        if self.playing:
            self.seek(self.playhead)

    def _on_caret(self, _segment_id: int, ms: int) -> None:
        # While the words of a long story come the place where it was left stays.
        if not self.playing and not self._open.reading:
            self._put(ms)

    def _on_typing(self, _segment_id: int) -> None:
        if self.playing:
            self._player.pause()
            self._put(max(0, self.playhead - BACK_UP_MS))
