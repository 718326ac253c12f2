"""Which microphones are recorded from, and how: chosen before, changed while it runs, tried out."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from coproclip.capture.trial_recording import TrialResult
from coproclip.ui.pages.record.level import loudness_words
from coproclip.ui.pages.record.microphone_card import OTHER_INPUT
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.setup import BOTH, ONE, TWO
from coproclip.ui.pages.record.setup_dialog import SetupDialog
from coproclip.ui.pages.record.trial import TrialStrip
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog

if TYPE_CHECKING:
    from coproclip.ui.pages.record.page import RecordPage


class Choosing(QObject):
    """Microphones are remembered by name, whether or not they are plugged in now."""

    def __init__(self, page: "RecordPage") -> None:
        super().__init__(page)
        self._page, self._workspace, self._recording_session = page, page.workspace, page.recording_session
        self.trying = TrialStrip(page.recording_session, page.workspace, page.listen, self)
        self.trying.began.connect(self._on_trying)
        self.trying.heard.connect(self._on_tried)
        stage = page.stage
        stage.microphone_chosen.connect(self.choose)
        stage.hear_asked.connect(self._recording_session.hear)
        self._recording_session.unheard.connect(partial(stage.show_heard, None))
        self._recording_session.devices_found.connect(self._hear_nothing)
        stage.seating_asked.connect(self.microphone_card)
        stage.swap_asked.connect(self.swap)
        stage.setup_asked.connect(self.set_up)
        stage.try_asked.connect(self.try_out)

    def show_devices(self) -> None:
        """Show what is plugged in, and what is chosen or, while it runs, in use."""
        settings, recording_session = self._workspace.settings, self._recording_session
        first, second = settings.microphone, settings.second_microphone
        if recording_session.phase.goes_on:
            first, second = recording_session.in_use(0), recording_session.in_use(1)
        # The same microphone cannot be in both places.
        others = [device for device in recording_session.devices if device.name != (first or self._first())]
        self._page.stage.show_devices(recording_session.devices, others, first, second, settings.seating)

    def choose(self, place: int, name: str) -> None:
        """The microphone called `name` at this place; while it runs, it takes over without a gap."""
        settings, recording_session = self._workspace.settings, self._recording_session
        if recording_session.phase.goes_on:
            recorder = recording_session.recorder
            if name != OTHER_INPUT and recorder is not None and place < len(recorder.microphones):
                recording_session.replace(place, name)
            return
        with settings.change():
            if place == 0:
                settings.microphone = name
            elif name == OTHER_INPUT:
                settings.seating = BOTH
            else:
                settings.second_microphone, settings.seating = name, TWO
        self._again()

    def microphone_card(self, seating: str) -> None:
        """One microphone for everybody, or two."""
        settings = self._workspace.settings
        others = [device.name for device in self._recording_session.devices if device.name != self._first()]
        with settings.change():
            # With one device only, its second input is all that is left.
            settings.seating = BOTH if seating == TWO and not others else seating
            if seating == TWO and settings.second_microphone not in others:
                settings.second_microphone = others[0] if others else ""
        self._again()
        stage = self._page.stage
        (stage.microphone_cards[1].microphone if seating != ONE else stage.second).setFocus()

    def _first(self) -> str:
        settings, devices = self._workspace.settings, self._recording_session.devices
        names = [device.name for device in devices]
        if settings.microphone in names:
            return settings.microphone
        return next((device.name for device in devices if device.is_default), names[0] if names else "")

    def swap(self) -> None:
        """They sit the other way round."""
        settings = self._workspace.settings
        with settings.change():
            settings.microphone, settings.second_microphone = settings.second_microphone, self._first()
        self._again()

    def _hear_nothing(self) -> None:
        # Whoever opens another microphone hears nothing until they ask again.
        self._page.stage.show_heard(None)
        self._recording_session.hear(None)

    def _again(self) -> None:
        self.forget_trial()
        self.show_devices()
        self._page.listen()

    def set_up(self) -> None:
        """The recording settings."""
        if self._recording_session.phase.under_way:
            return
        if run_dialog(SetupDialog(self._workspace.settings, self._recording_session.devices, self._page)):
            self._again()

    def missing(self) -> str:
        """The name of the second microphone, if it was chosen and is not there."""
        wanted, recording_session = self._workspace.settings.second_microphone, self._recording_session
        two = self._workspace.settings.seating == TWO
        if not two or recording_session.recorder is None or len(recording_session.recorder.microphones) == 2:
            return ""
        return wanted

    # ---- trying out -------------------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Ten seconds, played back, thrown away."""
        self.trying.begin()

    def forget_trial(self) -> None:
        """Take away what was tried out."""
        self.trying.forget()
        if self._page.bar.asking and not self._recording_session.phase.under_way:
            self._page.bar.stop_asking(focus=False)

    def _on_trying(self) -> None:
        more = self.tr("Talk as you will in the interview. It is played back, then it is gone.")
        self._page.show_choices(on=False)
        self._page.bar.ask(
            lambda: (self.tr("Say something: {n} s").format(n=self.trying.left_s), more),
            (self.tr("That is enough"), self.trying.end),
        )

    def _on_tried(self, tried: TrialResult) -> None:
        microphone_cards = self._page.stage.microphone_cards
        words = [loudness_words(word) for word in tried.words]
        if len(words) == 2:
            told = [
                f"{microphone_card.name.text()}: {word}"
                for microphone_card, word in zip(microphone_cards, words, strict=False)
            ]
        else:
            told = words
        if tried.error is not None:
            self._workspace.say(Message.of(tried.error))
        question = self.tr("You heard it. How loud it was: {words}").format(words=" · ".join(told))
        more = self.tr("It goes away now; nothing of it is kept.")
        done = (self.tr("Done"), self.forget_trial)
        self._page.bar.ask(lambda: (question, more), done, None, (self.tr("Hear it again"), self._again_heard))
        self._page.spoken.emit(question)

    def _again_heard(self) -> None:
        self.trying.play()
        if self.trying.tried is not None:
            self._on_tried(self.trying.tried)

    def look(self) -> None:
        """To be called often."""
        if self._recording_session.phase is Phase.TRYING:
            self.trying.look()
