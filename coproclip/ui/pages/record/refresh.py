"""What the record page shows of the phase, the names and what was said."""

from PySide6.QtCore import Qt

from coproclip.timecode import length
from coproclip.ui.pages.record.layout import RecordLayout
from coproclip.ui.pages.record.operations import RecordOperations
from coproclip.ui.pages.record.recording_jobs import StoryFacts
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession


class RecordShowing(RecordLayout):
    """The parts that it speaks of are made by `RecordPage`."""

    recording_session: RecordingSession
    operations: RecordOperations

    @property
    def who(self) -> str:
        """Whose story it is, for sentences."""
        return self.names.storyteller.name() or self.tr("the storyteller")

    def microphone_names(self) -> list[str]:
        """What each channel's microphone is called inside a sentence."""
        if len(self.operations.who()) != 2:
            return []
        whose = self.tr("{who}’s microphone")
        microphone_cards = (
            (self.names.storyteller.name(), self.tr("the storyteller’s microphone")),
            (self.names.reporter.name(), self.tr("the reporter’s microphone")),
        )
        return [whose.format(who=name) if name else nobody for name, nobody in microphone_cards]

    def facts(self) -> StoryFacts:
        """What is known of the story now."""
        title = " ".join(self.side.title.text().split())
        return StoryFacts(title, self.names.storyteller.name(), self.names.reporter.name())

    def safe_length(self) -> str:
        """How much is safe on disk, in words."""
        return length(self.recording_session.recorder.safe_ms) if self.recording_session.recorder is not None else ""

    def focus_bar(self) -> None:
        """The keyboard goes to the round button, or to what can be pressed."""
        button = self.bar.round if self.bar.round.isEnabled() else self.bar.finish
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def thank(self) -> None:
        """Show the page after a story."""
        self.show_thanks(on=True)
        self.show_all()
        self.thanks.open.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_moments(self) -> None:
        """What was noted so far."""
        moments, phase = self.recording_session.moments, self.recording_session.phase
        self.side.starters.show_asked(moments, can_ask=phase.goes_on)
        self.side.marked.show_moments(moments)

    def show_yes(self) -> None:
        """Whether the yes itself can be recorded now."""
        self.side.choices.show_yes(
            can=self.recording_session.phase is Phase.RECORDING or self.operations.yes_running,
            running=self.operations.yes_running,
        )

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_all(self) -> None:
        """Everything that hangs on the phase, the names and the yes."""
        phase, name = self.recording_session.phase, self.names.storyteller.name()
        off = self.recording_session.off_record
        if self.thanking and self.thanks.story is not None and self.thanks.story.who:
            heading = self.tr("{who}’s story").format(who=self.thanks.story.who)
        elif not phase.under_way:
            heading = self.tr("Record a story")
        elif phase.goes_on:
            heading = self.tr("Recording {who}’s story").format(who=name) if name else self.tr("Recording a story")
        else:
            heading = self.tr("{who}’s story").format(who=name) if name else self.tr("A story")
        self.heading.setText(heading)
        self.stage.show_people(name, self.names.reporter.name())
        self.stage.show_phase(phase, self.recording_session.error, off_record=off)
        self.names.lock(storyteller=phase.under_way)
        self.side.choices.show_storyteller(name, under_way=phase.under_way)
        self.show_yes()
        self.bar.show_phase(
            phase, self.who, self.why_not(), single_keys=self.workspace.settings.single_keys, off_record=off
        )

    def why_not(self) -> str:
        """Why nothing can be recorded now; empty if it can."""
        phase = self.recording_session.phase
        if phase is Phase.READY and self.operations.refuse():
            return self.tr("{who} said no, so nothing is recorded.").format(who=self.who)
        if phase is Phase.READY and not self.side.choices.given:
            words = self.tr("First ask {who}: is it all right to be recorded? Then choose the answer.")
            return words.format(who=self.who)
        return {
            Phase.IDLE: self.tr("The microphone is not open."),
            Phase.OPENING: self.tr("Opening the microphone…"),
            Phase.NO_MICROPHONE: self.tr("There is no microphone to record with."),
            Phase.TRYING: self.tr("The microphone is being tried out."),
            Phase.ENDED: self.tr("What was said is safe. Finish this story, then record on."),
            Phase.FINISHING: self.tr("All of it is on disk. Making it a story…"),
        }.get(phase, "")
