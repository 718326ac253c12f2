"""Which microphones are recorded from, and how: chosen before, changed while it runs, tried out."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from coproclip.capture.trial_recording import TrialResult
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.level import loudness_words
from coproclip.ui.pages.record.microphone_card import OTHER_INPUT
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.setup import BOTH, ONE, TWO
from coproclip.ui.pages.record.setup_dialog import SetupDialog
from coproclip.ui.pages.record.stage import Stage
from coproclip.ui.pages.record.trial import TrialStrip
from coproclip.ui.widgets.message import Message
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

MISSING = "recording:missing"
"""The key of the message that a second microphone is not there."""


class MicrophoneChoice(QObject):
    """Microphones are remembered by name, whether or not they are plugged in now. `listen` opens those chosen."""

    trial_began = Signal()
    spoken = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        session: RecordingSession,
        stage: Stage,
        bar: ActionBar,
        listen: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._session, self._stage, self._bar = workspace, session, stage, bar
        self._listen, self._over = listen, parent
        self.trial = TrialStrip(session, workspace, listen, self)
        self.trial.began.connect(self._on_trying)
        self.trial.heard.connect(self._on_tried)
        stage.microphone_chosen.connect(self.choose)
        stage.hear_asked.connect(self._session.hear)
        self._session.unheard.connect(partial(stage.show_heard, None))
        self._session.devices_found.connect(self._on_devices_found)
        stage.seating_asked.connect(self.choose_seating)
        stage.swap_asked.connect(self.swap)
        stage.setup_asked.connect(self.set_up)
        stage.try_asked.connect(self.try_out)

    def show_devices(self) -> None:
        """Show what is plugged in, and what is chosen or, while it runs, in use."""
        settings, session = self._workspace.settings, self._session
        first, second = settings.microphone, settings.second_microphone
        if session.phase.goes_on:
            first, second = session.in_use(0), session.in_use(1)
        # The same microphone cannot be in both places.
        others = [device for device in session.devices if device.name != (first or self._first())]
        self._stage.show_devices(session.devices, others, first, second, settings.seating)

    @property
    def for_two(self) -> bool:
        """Whether each of two people has a microphone."""
        return self._workspace.settings.seating != ONE

    @property
    def any_there(self) -> bool:
        """Whether there is any to choose from."""
        return self._stage.microphone_cards[0].microphone.count() > 0

    def choose(self, place: int, name: str) -> None:
        """The microphone called `name` at this place; while it runs, it takes over without a gap."""
        settings, session = self._workspace.settings, self._session
        if session.phase.goes_on:
            recorder = session.recorder
            if name != OTHER_INPUT and recorder is not None and place < len(recorder.status.microphones):
                session.replace(place, name)
            return
        with settings.change():
            if place == 0:
                settings.microphone = name
            elif name == OTHER_INPUT:
                settings.seating = BOTH
            else:
                settings.second_microphone, settings.seating = name, TWO
        self._again()

    def choose_seating(self, seating: str) -> None:
        """One microphone for everybody, or two."""
        settings = self._workspace.settings
        others = [device.name for device in self._session.devices if device.name != self._first()]
        with settings.change():
            # With one device only, its second input is all that is left.
            settings.seating = BOTH if seating == TWO and not others else seating
            if seating == TWO and settings.second_microphone not in others:
                settings.second_microphone = others[0] if others else ""
        self._again()
        stage = self._stage
        (stage.microphone_cards[1].microphone if seating != ONE else stage.second).setFocus()

    def _first(self) -> str:
        settings, devices = self._workspace.settings, self._session.devices
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

    def _on_devices_found(self) -> None:
        self.show_devices()
        self._say_missing()
        # Whoever opens another microphone hears nothing until they ask again.
        self._stage.show_heard(None)
        self._session.hear(None)

    def _again(self) -> None:
        self.forget_trial()
        self.show_devices()
        self._listen()

    def set_up(self) -> None:
        """The recording settings."""
        if self._session.phase.under_way:
            return
        if run_dialog(SetupDialog(self._workspace.settings, self._session.devices, self._over)):
            self._again()

    def _say_missing(self) -> None:
        missing = self._missing()
        if not missing or self._session.phase.under_way:
            self._workspace.banner_over.emit(MISSING)
            return
        words = self.tr("“{name}” is not plugged in, so both are recorded with one microphone.")
        more = self.tr("Plug it in, then look for microphones again.")
        self._workspace.show_banner(Message(words.format(name=missing), next=more, kind="caution", key=MISSING))

    def _missing(self) -> str:
        """The name of the second microphone, if it was chosen and is not there."""
        wanted, session = self._workspace.settings.second_microphone, self._session
        two = self._workspace.settings.seating == TWO
        if not two or session.recorder is None or len(session.recorder.status.microphones) == 2:
            return ""
        return wanted

    # ---- trying out -------------------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Ten seconds, played back, thrown away."""
        self.trial.begin()

    def forget_trial(self) -> None:
        """Take away what was tried out."""
        self.trial.forget()
        if self._bar.asking and not self._session.phase.under_way:
            self._bar.stop_asking(focus=False)

    def _on_trying(self) -> None:
        more = self.tr("Talk as you will in the interview. It is played back, then it is gone.")
        self.trial_began.emit()
        self._bar.ask(
            lambda: (self.tr("Say something: {n} s").format(n=self.trial.left_s), more),
            (self.tr("That is enough"), self.trial.end),
        )

    def _on_tried(self, tried: TrialResult) -> None:
        microphone_cards = self._stage.microphone_cards
        words = [loudness_words(word) for word in tried.words]
        if len(words) == 2:
            levels = [
                f"{microphone_card.name.text()}: {word}"
                for microphone_card, word in zip(microphone_cards, words, strict=False)
            ]
        else:
            levels = words
        if tried.error is not None:
            self._workspace.show_banner(Message.of(tried.error))
        question = self.tr("You heard it. How loud it was: {words}").format(words=" · ".join(levels))
        more = self.tr("It goes away now; nothing of it is kept.")
        done = (self.tr("Done"), self.forget_trial)
        self._bar.ask(lambda: (question, more), done, None, (self.tr("Hear it again"), self._again_heard))
        self.spoken.emit(question)

    def _again_heard(self) -> None:
        self.trial.play()
        if self.trial.tried is not None:
            self._on_tried(self.trial.tried)

    def look(self) -> None:
        """To be called often."""
        if self._session.phase is Phase.TRYING:
            self.trial.look()
