"""The excerpt itself in its window: waveform, play row, edges, words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDoubleSpinBox, QFrame, QHBoxLayout, QWidget

from coproclip.audio.peaks import Peaks
from coproclip.overview.excerpt_details import ExcerptDetails
from coproclip.overview.excerpts import ExcerptRow
from coproclip.people.stories import StorySound
from coproclip.timecode import TimeRange, clock
from coproclip.ui.dialogs.excerpt.edge_card import EdgeCard
from coproclip.ui.dialogs.excerpt.words import ExcerptWords
from coproclip.ui.style.tokens import NO_THEME, current
from coproclip.ui.waveform import Band, WaveformView
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button, RoundButton
from coproclip.ui.widgets.label import Label

AROUND_MS = 3000
NEAR_MS = 800


class ExcerptSheet(QWidget):
    """Where it begins and ends, what is said in it, and the buttons for both; what they do is the window's affair."""

    def __init__(self, *, tall: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, (20, 16, 20, 14), 12)
        self.wave = WaveformView("zoom")
        self.wave.setFixedHeight(current().scaled(190))
        frame = QFrame()
        frame.setProperty("role", "card")
        inside = vbox(frame, (2, 2, 2, 2))
        inside.addWidget(self.wave)
        column.addWidget(frame)
        column.addLayout(self._play_row())
        edges = QBoxLayout(QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight)
        edges.setSpacing(12)
        self.start_card, self.end_card = EdgeCard("start"), EdgeCard("end")
        edges.addWidget(self.start_card, 1)
        edges.addWidget(self.end_card, 1)
        column.addLayout(edges)
        row = hbox(spacing=12)
        row.addWidget(Label(self.tr("The words, exactly as heard"), "small-strong"))
        self.checked = Label("", "small", elide=True)
        self.checked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.checked, 1)
        column.addLayout(row)
        self.words = ExcerptWords()
        if tall:
            self.words.setMinimumHeight(current().scaled(140))
        column.addWidget(self.words, 1)
        row = hbox(spacing=8)
        self.take = Button(self.tr("Take out words"), "scissors", key="D")
        self.back = Button(self.tr("Put back"), "undo-2", key="B")
        self.join = Button(self.tr("Hear the join"), "play", "quiet")
        row.addWidget(self.take)
        row.addWidget(self.back)
        self.dont_use = Button(self.tr("Don’t use this bit"), "ban", key="X")
        if tall:  # with large words all of them do not stand in one row
            row.addStretch(1)
            column.addLayout(row)
            row = hbox(spacing=8)
        row.addWidget(self.dont_use)
        row.addStretch(1)
        row.addWidget(self.join)
        column.addLayout(row)

    def _play_row(self) -> QHBoxLayout:
        row = hbox(spacing=10)
        self.play = RoundButton(40)
        self.loop = Button(icon="repeat", kind="icon", name=self.tr("Play again and again"))
        self.loop.setCheckable(True)
        self.now, self.kept = Label("", "head"), Label("", "small")
        self.lead_in, self.lead_out = QDoubleSpinBox(), QDoubleSpinBox()
        for part in (self.play, self.loop, self.now, self.kept):
            row.addWidget(part)
        row.addStretch(1)
        for field, words in ((self.lead_in, self.tr("Lead-in")), (self.lead_out, self.tr("Tail"))):
            field.setRange(0, 2)
            field.setSingleStep(0.1)
            field.setDecimals(1)
            field.setSuffix(self.tr(" s"))
            field.setKeyboardTracking(False)
            field.setMinimumWidth(current().scaled(74))
            field.setAccessibleName(words)
            for taken in (field.valueChanged, field.editingFinished):
                taken.connect(lambda *_args, field=field: field.lineEdit().setModified(False))
            label = Label(words, "small")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        return row

    def leads(self) -> tuple[int, int]:
        """What stands in the fields for lead-in and tail (ms)."""
        return round(self.lead_in.value() * 1000), round(self.lead_out.value() * 1000)

    def finish(self) -> bool:
        """Take what is being typed, as Enter does; False if it is no time, which is told beside its field."""
        for field in (self.lead_in, self.lead_out):
            field.interpretText()
        wrong = [card.field for card in (self.start_card, self.end_card) if not card.field.finish()]
        for time in wrong[:1]:
            time.setFocus()
        return not wrong

    def show_excerpt(self, details: ExcerptDetails, sound: StorySound, *, fresh: bool) -> None:
        """Show it; `fresh` when it is another one than before."""
        row = details.row
        if self.wave.scene.peaks is None and sound.peaks is not None:
            self.wave.set_peaks(Peaks.load(sound.peaks))
        self.wave.set_snaps([word.start_ms for word in details.near], [word.end_ms for word in details.near])
        self._show_wave(row, sound.duration_ms, fresh=fresh)
        self._show_edges(row, [word.text for word in details.words], sound.duration_ms, fresh=fresh)
        closed = [bit.time for bit in details.not_used]
        self.words.show_words(details.words, row.spans, closed)
        self.wave.set_not_used([(bit.start_ms, bit.end_ms) for bit in closed])
        self.checked.setText(self._checked(details))
        for field, value in ((self.lead_in, row.lead_in_ms), (self.lead_out, row.lead_out_ms)):
            if fresh or not _typed_in(field):
                field.blockSignals(True)
                field.setValue(value / 1000)
                field.blockSignals(False)
        self.back.setEnabled(len(row.spans) > 1)
        self.join.setVisible(len(row.spans) > 1)

    def _checked(self, details: ExcerptDetails) -> str:
        """How its words were checked by ear, as far as they were."""
        count, all_ = details.checked, details.passages
        if not all_:
            return self.tr("No words")
        if not count.total:
            return self.tr("Not checked against the recording")
        if count.total == all_:
            return self.tr("Checked: {how}").format(how=count)
        return self.tr("{n} of {all} passages checked: {how}").format(n=count.total, all=all_, how=count)

    def _show_wave(self, row: ExcerptRow, length_ms: int, *, fresh: bool) -> None:
        sign = row.themes[0] if row.themes else None
        shown = tuple((span.start_ms, span.end_ms) for span in row.spans)
        letter, colour = (sign.letter, sign.colour) if sign else ("", NO_THEME)
        self.wave.set_duration(length_ms)
        self.wave.set_bands([Band(row.excerpt_id, shown, letter, colour, row.title, True)])
        self.wave.set_leads(row.lead_in_ms, row.lead_out_ms)
        first, last = self.wave.shown_range()
        start, end = row.spans[0].start_ms, row.spans[-1].end_ms
        least = TimeRange(max(0, start - NEAR_MS), min(length_ms, end + NEAR_MS))
        if fresh or least.start_ms < first or least.end_ms > last:
            self.wave.show_range(max(0, start - AROUND_MS), min(length_ms, end + AROUND_MS))

    def _show_edges(self, row: ExcerptRow, texts: Sequence[str], length_ms: int, *, fresh: bool) -> None:
        first, last = " ".join(texts[:2]), " ".join(texts[-2:])
        start, end = row.spans[0].start_ms, row.spans[-1].end_ms
        self.start_card.show_edge(start, f"“{first}…”" if first else "", length_ms, fresh=fresh)
        self.end_card.show_edge(end, f"“…{last}”" if last else "", length_ms, fresh=fresh)
        gone = end - start - row.length_ms
        kept = self.tr("{n} s kept").format(n=f"{row.length_ms / 1000:.1f}")
        out = self.tr(", {n} s taken out").format(n=f"{gone / 1000:.1f}") if gone else ""
        self.kept.setText(kept + out)

    def show_playhead(self, ms: int) -> None:
        """Where it is heard now (ms)."""
        self.now.setText(clock(ms, tenths=True))
        self.wave.set_playhead(ms)

    def show_playing(self, playing: bool) -> None:
        """Whether it is heard now."""
        self.play.set_playing(playing, self.tr("Pause") if playing else self.tr("Play the excerpt"))


def _typed_in(field: QDoubleSpinBox) -> bool:
    return field.lineEdit().isModified()
