"""Where the parts of the desk stand, and how they make room for each other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from coproclip.ui.pages.desk.about import AboutPanel
from coproclip.ui.pages.desk.document_bar import DocumentBar, FindBar, TranscribingStrip
from coproclip.ui.pages.desk.english_panel import EnglishPanel
from coproclip.ui.pages.desk.excerpt_list import ExcerptList
from coproclip.ui.pages.desk.header import DeskHeader
from coproclip.ui.pages.desk.transport import Transport
from coproclip.ui.pages.page import Page
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import NARROW_WINDOW, PANEL, PANEL_NARROW, current
from coproclip.ui.transcript.view import TranscriptView
from coproclip.ui.waveform import WaveformView
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState

TABBED = 820
"""Below this width (px at 100 % text) the panel at the right becomes tabs."""
LOW = 560
"""Below this height (px at 100 % text) the waveform is small."""
TIGHT = 440
"""Below this height (px at 100 % text) everything round the words is as low as it can be."""
NO_ZOOM = 400
"""Below this height (px at 100 % text) only the whole story is a waveform: words come first."""


class DeskLayout(Page):
    """Header, whole story, zoomed part, words, excerpts, transport."""

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = DeskHeader(self.workspace)
        self.strip, self.zoom = WaveformView("strip"), WaveformView("zoom")
        over = QHBoxLayout()
        over.setContentsMargins(0, 0, 8, 0)
        over.setSpacing(2)
        over.addWidget(self.strip, 1)
        out, in_ = self.tr("Zoom out"), self.tr("Zoom in on the waveform")
        self._zooming = (
            Button(icon="zoom-out", kind="icon", size="small", name=out, on_click=lambda: self.zoom.zoom_by(2.0)),
            Button(icon="zoom-in", kind="icon", size="small", name=in_, on_click=lambda: self.zoom.zoom_by(0.5)),
        )
        for button in self._zooming:
            over.addWidget(button)
        self.view = TranscriptView()
        self.document_bar, self.find_bar, self.writing = DocumentBar(), FindBar(), TranscribingStrip()
        self.transport = Transport()
        self.left = QWidget()
        left_column = QVBoxLayout(self.left)
        left_column.setContentsMargins(0, 0, 0, 0)
        left_column.setSpacing(0)
        for upper in (self.writing, self.document_bar, self.find_bar):
            left_column.addWidget(upper)
        left_column.addWidget(self.view, 1)
        self.excerpts = ExcerptList()
        self.about = AboutPanel(self.workspace)
        self.english = EnglishPanel(self)
        self.english.hide()
        self.none_yet = EmptyState(self.tr("None yet."), self.tr("Select some words and press E."), icon="quote")
        self.panel = QWidget()
        excerpts_column = QVBoxLayout(self.panel)
        excerpts_column.setContentsMargins(0, 0, 0, 0)
        excerpts_column.setSpacing(0)
        holder = QWidget()
        holder_row = QVBoxLayout(holder)
        holder_row.setContentsMargins(16, 16, 16, 16)
        holder_row.addWidget(self.none_yet)
        holder_row.addStretch(1)
        self.none_holder = holder
        excerpts_column.addWidget(holder)
        excerpts_column.addWidget(self.excerpts, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setProperty("ring", "inside")
        self.tabs.addTab(self.panel, self.tr("Excerpts"))
        self.tabs.addTab(self.about, self.tr("About"))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.left)
        self.split.addWidget(self.tabs)
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        for low in (self.panel, self.about, self.english):
            low.setMinimumHeight(60)  # instead of what all their words would like to have
        column.addWidget(self.header)
        column.addLayout(over)
        column.addWidget(self.zoom)
        column.addWidget(self.split, 1)
        column.addWidget(self.transport)
        Fitting(self, self._fit)

    def _fit(self) -> None:
        scaled = current().scaled
        scale = scaled(100) / 100
        high = self.height() / scale
        low, tight = high < LOW, high < TIGHT
        # Large text needs its room for words: the waveforms do not grow with it, and give way.
        self.zoom.setFixedHeight(round(50 + 50 * scale) if low else 138 if self.window().height() >= 820 else 108)
        for part in (self.zoom, *self._zooming):
            part.setVisible(high >= NO_ZOOM)
        self.strip.setFixedHeight(40 if tight else 46)
        narrow = self.width() / scale < TABBED
        for bar in (self.header, self.document_bar, self.find_bar, self.writing, self.transport):
            bar.fit(narrow=narrow, tight=tight)
        self.left.setMinimumHeight(self.document_bar.height() + 60)
        self._lower_tabs(tight)
        if narrow != (self.tabs.indexOf(self.left) >= 0):
            self._tabbed(narrow)
        panel = scaled(PANEL if self.window().width() >= NARROW_WINDOW else PANEL_NARROW)
        if not narrow:
            self.tabs.setMinimumWidth(min(scaled(280), self.width() // 3))
            self.split.setSizes([max(1, self.width() - panel), panel])

    def _tabbed(self, narrow: bool) -> None:
        """Where there is no room beside the words, the panel becomes tabs behind them."""
        if narrow:
            self.tabs.insertTab(0, self.left, self.tr("Words"))
            self.tabs.setCurrentIndex(0)
        else:
            self.tabs.removeTab(self.tabs.indexOf(self.left))
            self.split.insertWidget(0, self.left)
            self.split.setStretchFactor(0, 1)
            self.left.show()

    def _lower_tabs(self, low: bool) -> None:
        bar = self.tabs.tabBar()
        if bool(bar.property("low")) != low:
            bar.setProperty("low", low)
            bar.style().unpolish(bar)
            bar.style().polish(bar)
