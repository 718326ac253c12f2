"""The middle of the record page: state, clock, safety, the rolling picture and the microphones."""

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from coproclip.audio.devices import InputDevice
from coproclip.capture.meter import Loudness
from coproclip.errors import CoProClipError
from coproclip.ui.pages.record.clock import Clock, SafetyLine
from coproclip.ui.pages.record.microphone_card import OTHER_INPUT, MicrophoneCard
from coproclip.ui.pages.record.pill import StatePill
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.rolling import RollingStrip
from coproclip.ui.pages.record.setup import BOTH, ONE, TWO
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState
from coproclip.ui.widgets.scroll_column import ScrollColumn


class Stage(ScrollColumn):
    """Shows what a recorder hears; scrolls only where large text leaves no room for it all."""

    microphone_chosen = Signal(object, str)
    hear_asked = Signal(object)
    """The place whose microphone shall be heard in the headphones, None for none."""
    """At which place, and the name of a microphone (empty: the computer's default) or `OTHER_INPUT`."""
    seating_asked = Signal(str)
    """One of `ONE`, `TWO`, `BOTH`."""
    swap_asked = Signal()
    try_asked = Signal()
    setup_asked = Signal()
    again_asked = Signal()
    level_changed = Signal(object)
    """The `Loudness` of the first channel that is not as it should be, when any word changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[Loudness, ...] = ()
        self._people = ("", "")
        self._seating = ONE
        self._heard, self._phase = 1, Phase.IDLE
        whole = QWidget()
        self.setWidget(whole)
        self._column = QVBoxLayout(whole)
        self.pill, self.clock, self.safety, self.strip = StatePill(), Clock(), SafetyLine(), RollingStrip()
        self._column.addStretch(2)
        self._column.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self.clock)
        self._column.addWidget(self.safety)
        self._column.addStretch(3)
        self._column.addWidget(self.strip, 100)
        self.none = self._no_microphone()
        self._column.addWidget(self.none)
        self.microphone_cards = (MicrophoneCard(), MicrophoneCard())
        self._seats = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._seats.setSpacing(16)
        for place, microphone_card in enumerate(self.microphone_cards):
            microphone_card.chosen.connect(lambda name, place=place: self.microphone_chosen.emit(place, name))
            microphone_card.hear_asked.connect(lambda on, place=place: self._on_hear(place if on else None))
            self._seats.addWidget(microphone_card, 1)
        self._column.addLayout(self._seats)
        self._column.addWidget(self._before())
        self._column.addStretch(2)
        self._show_seats()

    def _no_microphone(self) -> EmptyState:
        empty = EmptyState(self.tr("There is no microphone"), " ", icon="mic-off")
        self.again = empty.add_button(self.tr("Try again"), self.again_asked.emit, icon="rotate-cw", kind="main")
        empty.hide()
        return empty

    def _before(self) -> QWidget:
        """What is done before somebody begins to tell."""
        self.before = QWidget()
        row = hbox(self.before, NONE, 4)
        self.second = Button(self.tr("Add a second microphone"), "plus", "quiet", size="small")
        self.second.clicked.connect(lambda: self.seating_asked.emit(TWO if self._seating == ONE else ONE))
        self.swap = Button(self.tr("Swap"), "arrow-left-right", "quiet", size="small", on_click=self.swap_asked.emit)
        self.swap.setAccessibleName(self.tr("Swap the microphones: the storyteller has the other one"))
        self.try_out = Button(self.tr("Try it out"), "ear", "quiet", size="small", on_click=self.try_asked.emit)
        self.settings = Button(self.tr("Settings…"), "sliders-horizontal", "quiet", size="small")
        self.settings.setAccessibleName(self.tr("Recording settings…"))
        self.settings.clicked.connect(self.setup_asked)
        for button in (self.second, self.swap):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.try_out, self.settings):
            row.addWidget(button)
        return self.before

    # ---- what it is told --------------------------------------------------------------------------------------

    def show_devices(
        self,
        devices: Sequence[InputDevice],
        others: Sequence[InputDevice],
        first: str,
        second: str,
        seating: str,
    ) -> None:
        """The microphones there are, the `others` that a second person may have, and those that are chosen by name."""
        self._seating = seating
        self.microphone_cards[0].show_devices(devices, first)
        self.microphone_cards[1].show_devices(others, OTHER_INPUT if seating == BOTH else second, second=True)
        self._show_seats()

    def show_people(self, storyteller: str, reporter: str) -> None:
        """Who sits at which microphone: the storyteller at the first."""
        self._people = (storyteller, reporter)
        self._show_seats()

    def show_phase(self, phase: Phase, error: CoProClipError | None, *, off_record: bool) -> None:
        """What is there to see in this phase; `error` is why there is no microphone."""
        self._phase = phase
        self.pill.show_phase(phase, off_record=off_record)
        none = phase is Phase.NO_MICROPHONE
        self.none.setVisible(none)
        self.strip.setVisible(not none)
        for microphone_card in self.microphone_cards:
            microphone_card.meter.hatch(on=off_record or phase is Phase.PAUSED)
            microphone_card.hear.setEnabled(phase is Phase.READY or phase.goes_on)
        self._show_seats()
        if none and error is not None:
            self.none.heading.setText(error.happened)
            self.none.words.setText(f"{error.safe} {error.next}".strip())

    def show_sound(self, recording_session: RecordingSession) -> None:
        """The newest of everything that moves."""
        recorder, phase = recording_session.recorder, recording_session.phase
        if recorder is None:
            self.clock.show_time(0)
            self.safety.show_safe(phase, 0.0)
            self.safety.show_room(None)
            return
        off = recording_session.off_record
        self.clock.show_time(recorder.status.position_ms)
        self.safety.show_safe(phase, recorder.status.seconds_since_safe)
        recording = phase is Phase.RECORDING
        self.strip.show_sound(
            recorder.status.pictures,
            recording_session.kept,
            recording_session.moments,
            recording=recording,
            off_record=off and recording,
        )
        levels, now = recorder.status.levels, time.monotonic()
        if len(levels) != self._heard:
            self._heard = len(levels)
            self._show_seats()
        for microphone in recorder.status.microphones:
            for microphone_card in self.microphone_cards[microphone.place : microphone.place + microphone.channels]:
                microphone_card.show_alive(on=microphone.alive)
        for microphone_card, level in zip(self.microphone_cards, levels, strict=False):
            microphone_card.meter.show_level(level, now)
        words = tuple(microphone_card.meter.loudness for microphone_card in self.microphone_cards[: self._heard])
        if words != self._words:
            self._words = words
            self.level_changed.emit(self.loudness)

    @property
    def loudness(self) -> Loudness:
        """The word that matters most: one that is not “Good”, if there is any."""
        return next((word for word in self._words if word is not Loudness.GOOD), Loudness.GOOD)

    def level_words(self) -> str:
        """The words at the names of the channels, for saying them."""
        words = [microphone_card.word.look().word for microphone_card in self.microphone_cards[: self._heard]]
        if len(words) == 1:
            return words[0]
        return ", ".join(
            f"{microphone_card.name.text()}: {word}"
            for microphone_card, word in zip(self.microphone_cards, words, strict=False)
        )

    # ---- the cards ------------------------------------------------------------------------------------------------

    def _on_hear(self, place: int | None) -> None:
        self.show_heard(place)
        self.hear_asked.emit(place)

    def show_heard(self, place: int | None) -> None:
        """Which microphone is heard in the headphones."""
        for one, microphone_card in enumerate(self.microphone_cards):
            microphone_card.hear.setChecked(one == place)

    def _show_seats(self) -> None:
        none, chosen = self._phase is Phase.NO_MICROPHONE, self._seating != ONE and not self._phase.under_way
        two = self._heard == 2 or chosen
        storyteller, reporter = self._people
        self.microphone_cards[1].show_who(reporter or self.tr("Reporter"), self.tr("reporter") if reporter else "")
        if two:
            self.microphone_cards[0].show_who(
                storyteller or self.tr("Storyteller"), self.tr("storyteller") if storyteller else ""
            )
        else:
            self.microphone_cards[0].show_who(self.tr("Level"), self.tr("of everybody in the room"))
        self.strip.set_names(
            (self.microphone_cards[0].name.text(), self.microphone_cards[1].name.text()) if two else ()
        )
        for place, microphone_card in enumerate(self.microphone_cards):
            shown = place == 0 or two
            microphone_card.heard.setVisible(not none and self._heard > place)
            # A device that has two inputs of its own accord is one microphone, chosen once.
            microphone_card.device.setVisible(place == 0 or self._seating != ONE)
            microphone_card.setVisible(shown and (not none or microphone_card.microphone.count() > 1))
        both = self._seating == BOTH and self._phase.under_way
        self.microphone_cards[1].microphone.setEnabled(not both)
        self.second.set_look("plus" if self._seating == ONE else "users")
        self.second.setText(
            self.tr("Add a second microphone") if self._seating == ONE else self.tr("One microphone for both")
        )
        self.second.setAccessibleName(self.second.text())
        self.swap.setVisible(self._seating == TWO)
        self.before.setVisible(not self._phase.under_way)
        self.try_out.setEnabled(self._phase is Phase.READY)

    def fit(self, *, narrow: bool) -> None:
        """Share out the room there is; `narrow` for a small window."""
        wide, high, scaled = self.viewport().width(), self.viewport().height(), current().scaled
        low = high < scaled(580)
        side = MARGIN if wide > 500 else 12
        self._column.setContentsMargins(side, 10 if low else 20, side, 10 if low else 18)
        self._column.setSpacing(8 if low else 12)
        self.clock.fit(wide - 2 * side, max(1, round(high * 0.22)), narrow=narrow)
        self.strip.fit()
        beside = wide >= scaled(560)
        directions = QBoxLayout.Direction
        self._seats.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.safety.fit(wide - 2 * side)
