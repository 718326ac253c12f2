"""What is seen of the desk: its parts, how they make room for each other, and what of a story they show."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from coproclip.jobs import Job
from coproclip.overview.excerpts import ExcerptRow, ThemeSign
from coproclip.overview.story import DeskStory, Passage, checked_ranges, little_of
from coproclip.project.kinds import TranscriptionState
from coproclip.timecode import TimeRange
from coproclip.ui.pages.desk.about import AboutPanel
from coproclip.ui.pages.desk.document_bar import DocumentBar, FindBar, TranscribingStrip
from coproclip.ui.pages.desk.english_panel import EnglishPanel
from coproclip.ui.pages.desk.excerpt_list import ExcerptList
from coproclip.ui.pages.desk.excerpt_marks import band_of, tint_of
from coproclip.ui.pages.desk.header import DeskHeader
from coproclip.ui.pages.desk.transport import Transport
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import NARROW_WINDOW, PANEL, PANEL_NARROW, current
from coproclip.ui.transcript.floating_bar import RecentTheme
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.waveform import WaveformView
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState
from coproclip.ui.workspace import Workspace

TABBED = 820
"""Below this width (px at 100 % text) the panel at the right becomes tabs."""
WIDE, WIDE_PANEL, WIDE_ABOUT = 1560, 520, 420
"""From this width (px at 100 % text) on the excerpts and what is known of the story stand beside each other."""
LOW = 560
"""Below this height (px at 100 % text) the waveform is small."""
TIGHT = 440
"""Below this height (px at 100 % text) everything round the words is as low as it can be."""
NO_ZOOM = 400
"""Below this height (px at 100 % text) only the whole story is a waveform: words come first."""
SNAP_MS = 30_000
"""So far around the chosen excerpt a dragged edge jumps to the words."""
BEFORE_MS, ZOOMED_MS = 8_000, 52_000
"""How much of the story the zoomed waveform shows when it is opened, and how much of that lies before the place."""


class DeskView(QWidget):
    """Header, whole story, zoomed part, words, excerpts, transport."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = DeskHeader(workspace)
        self.strip, self.zoom = WaveformView("strip"), WaveformView("zoom")
        self.waves = (self.strip, self.zoom)
        self.transcribing, self.document_bar, self.find_bar = TranscribingStrip(), DocumentBar(), FindBar()
        self.transcript = TranscriptView()
        self.excerpts, self.about, self.english = ExcerptList(), AboutPanel(workspace), EnglishPanel(self)
        self.english.hide()
        self.transport = Transport()
        column = vbox(self, NONE, 0)
        column.addWidget(self.header)
        column.addLayout(self._build_overview())
        column.addWidget(self.zoom)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        column.addWidget(self.split, 1)
        self._fill_split()
        column.addWidget(self.transport)
        Fitting(self, self.fit)

    def _build_overview(self) -> QHBoxLayout:
        row = hbox(margins=(0, 0, 8, 0), spacing=2)
        row.addWidget(self.strip, 1)
        out, in_ = self.tr("Zoom out"), self.tr("Zoom in on the waveform")
        self._zooming = (
            Button(icon="zoom-out", kind="icon", size="small", name=out, on_click=lambda: self.zoom.zoom_by(2.0)),
            Button(icon="zoom-in", kind="icon", size="small", name=in_, on_click=lambda: self.zoom.zoom_by(0.5)),
        )
        for button in self._zooming:
            row.addWidget(button)
        self.strip.range_changed.connect(self.zoom.show_range)
        self.zoom.range_changed.connect(self.strip.show_range)
        return row

    def _fill_split(self) -> None:
        self.words = QWidget()
        column = vbox(self.words, NONE, 0)
        for above in (self.transcribing, self.document_bar, self.find_bar):
            column.addWidget(above)
        column.addWidget(self.transcript, 1)
        self.panel = self._build_panel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setProperty("ring", "inside")
        self.tabs.addTab(self.panel, self.tr("Excerpts"))
        self.tabs.addTab(self.about, self.tr("About"))
        self.split.addWidget(self.words)
        self.split.addWidget(self.tabs)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        for low in (self.panel, self.about, self.english):
            low.setMinimumHeight(60)  # instead of what all their words would like to have

    def _build_panel(self) -> QWidget:
        self.none_yet = QWidget()
        inside = vbox(self.none_yet, (16, 16, 16, 16))
        inside.addWidget(EmptyState(self.tr("None yet."), self.tr("Select some words and press E."), icon="quote"))
        inside.addStretch(1)
        panel = QWidget()
        column = vbox(panel, NONE, 0)
        column.addWidget(self.none_yet)
        column.addWidget(self.excerpts, 1)
        return panel

    # ---- room -------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Share out the room there is."""
        scaled = current().scaled
        scale = scaled(100) / 100
        high = self.height() / scale
        low, tight = high < LOW, high < TIGHT
        # Large text needs its room for words: the waveforms do not grow with it, and give way.
        self.zoom.setFixedHeight(self._zoom_height(low))
        for part in (self.zoom, *self._zooming):
            part.setVisible(high >= NO_ZOOM)
        self.strip.setFixedHeight(40 if tight else 46)
        narrow = self.width() / scale < TABBED
        for bar in (self.header, self.document_bar, self.find_bar, self.transcribing, self.transport):
            bar.fit(narrow=narrow, tight=tight)
        self.words.setMinimumHeight(self.document_bar.height() + 60)
        self._lower_tabs(tight)
        if narrow != (self.tabs.indexOf(self.words) >= 0):
            self._tabbed(narrow)
        wide = self.width() / scale >= WIDE
        if wide != (self.tabs.indexOf(self.about) < 0):
            self._set_beside(wide)
        if narrow:
            return
        self.tabs.setMinimumWidth(min(scaled(280), self.width() // 3))
        usual = WIDE_PANEL if wide else PANEL if self.window().width() >= NARROW_WINDOW else PANEL_NARROW
        beside = [scaled(usual), scaled(WIDE_ABOUT)] if wide else [scaled(usual)]
        self.split.setSizes([max(1, self.width() - sum(beside)), *beside])

    def _set_beside(self, wide: bool) -> None:
        """Where there is much room, what is known of the story has a column of its own instead of a tab."""
        if wide:
            self.tabs.removeTab(self.tabs.indexOf(self.about))
            self.split.addWidget(self.about)
            self.about.show()
        else:
            self.tabs.insertTab(self.tabs.indexOf(self.panel) + 1, self.about, self.tr("About"))

    def _zoom_height(self, low: bool) -> int:
        if low:
            return round(50 + 50 * current().scaled(100) / 100)
        high = self.window().height()
        return 190 if high >= 1200 else 138 if high >= 820 else 108

    def _tabbed(self, narrow: bool) -> None:
        """Where there is no room beside the words, the panel becomes tabs behind them."""
        if narrow:
            self.tabs.insertTab(0, self.words, self.tr("Words"))
            self.tabs.setCurrentIndex(0)
        else:
            self.tabs.removeTab(self.tabs.indexOf(self.words))
            self.split.insertWidget(0, self.words)
            self.split.setStretchFactor(0, 1)
            self.words.show()

    def _lower_tabs(self, low: bool) -> None:
        bar = self.tabs.tabBar()
        if bool(bar.property("low")) != low:
            bar.setProperty("low", low)
            bar.style().unpolish(bar)
            bar.style().polish(bar)

    # ---- a story ----------------------------------------------------------------------------------------------

    def show_opened(self, story: DeskStory, at_ms: int) -> None:
        """Another story: its length, and the part around this place."""
        for wave in self.waves:
            wave.set_duration(story.duration_ms)
            wave.set_peaks(None)
        self.show_zoomed(at_ms - BEFORE_MS, min(max(story.duration_ms, 1), max(0, at_ms - BEFORE_MS) + ZOOMED_MS))

    def show_zoomed(self, start_ms: int, end_ms: int) -> None:
        """Zoom in on a part of the story."""
        self.zoom.show_range(max(0, start_ms), end_ms)
        self.strip.show_range(*self.zoom.shown_range())

    def show_facts(self, story: DeskStory, passages: Sequence[Passage]) -> None:
        """Title, people, speakers, what is known of the story."""
        self.header.show_story(story)
        closed = [(stretch.start_ms, stretch.end_ms) for stretch in story.not_used]
        self.transcript.marks.not_used = closed
        for part in (self.transcript.viewport(), self.transcript.notes):
            part.update()
        for wave in self.waves:
            wave.set_not_used(closed)
        self.about.show_story(story, passages)

    def show_progress(self, story: DeskStory, passages: Sequence[Passage], job: Job | None) -> None:
        """How far transcribing came, and the `job` that is at it."""
        progress = story.transcription_progress
        self.transcribing.show_state(progress, job, little_of(story, passages))
        for wave in self.waves:
            wave.set_transcribed_until(None if progress.state == TranscriptionState.DONE else progress.done_ms)

    def show_passages(self, passages: list[Passage]) -> None:
        """What is checked, what is not sure, and who speaks when."""
        self.document_bar.show_passages(passages)
        known = [passage for passage in passages if passage.role in ("storyteller", "reporter")]
        for wave in self.waves:
            wave.set_checked(checked_ranges(passages))
            wave.set_flags([(passage.start_ms, passage.end_ms) for passage in passages if passage.flags])
            wave.set_speakers([(passage.start_ms, passage.end_ms, passage.role) for passage in known])

    def show_themes(self, themes: Sequence[ThemeSign]) -> None:
        """Offer these themes for selected words."""
        offered = (RecentTheme(theme.theme_id, theme.letter, theme.colour, theme.name) for theme in themes)
        self.transcript.bar.set_themes(offered)

    def show_excerpts(self, rows: list[ExcerptRow], chosen: int | None) -> None:
        """The excerpts in their list, in the transcript and on the waveforms."""
        self.excerpts.rows.set_rows(rows)
        self.excerpts.show_chosen(chosen)
        self.none_yet.setVisible(not rows)
        self.excerpts.setVisible(bool(rows))
        words = self.tr("Excerpts {n}").format(n=len(rows)) if rows else self.tr("Excerpts")
        self.tabs.setTabText(self.tabs.indexOf(self.panel), words)
        self.header.show_excerpts(rows)
        self.mark_excerpts(rows, chosen)

    def mark_excerpts(self, rows: Sequence[ExcerptRow], chosen: int | None) -> None:
        """The excerpts in the transcript and on the waveforms, with the edges of the chosen one."""
        for wave in self.waves:
            wave.set_bands([band_of(row, row.excerpt_id == chosen) for row in rows])
        self.transcript.set_excerpts([tint_of(row, row.excerpt_id == chosen) for row in rows])
        row = next((row for row in rows if row.excerpt_id == chosen), None)
        if row is not None:
            self.zoom.set_leads(row.lead_in_ms, row.lead_out_ms)
            words, first, last = self.transcript.words, row.spans[0].start_ms - SNAP_MS, row.spans[-1].end_ms + SNAP_MS
            near = [word for place in words.between(first, last) for word in words.passages[place].words]
            self.zoom.set_snaps([word.start_ms for word in near], [word.end_ms for word in near])

    def bring_in_sight(self, time: TimeRange) -> None:
        """Bring the beginning of an excerpt into the zoomed part, which stays as wide as it is."""
        first, last = self.zoom.shown_range()
        if not first <= time.start_ms < last:
            start = max(0, time.start_ms - (last - first) // 5)
            self.show_zoomed(start, start + last - first)
