"""The record page: nobody is recorded before a yes, and nothing said is lost afterwards."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from coproclip.audio.devices import list_inputs
from coproclip.capture.battery import battery
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError
from coproclip.people.consent import ConsentAbout
from coproclip.people.moments import starters
from coproclip.people.stories import stories
from coproclip.people.storytellers import all_storytellers
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.record.afterwards import Afterwards
from coproclip.ui.pages.record.commands import commands
from coproclip.ui.pages.record.finishing import Finishing
from coproclip.ui.pages.record.live_words import LiveWords
from coproclip.ui.pages.record.microphone_choice import Choosing
from coproclip.ui.pages.record.notes import PrivateNote
from coproclip.ui.pages.record.operations import RecordOperations
from coproclip.ui.pages.record.prepared import PreparedWords
from coproclip.ui.pages.record.recording_session import FindDevices, OpenSource, Phase, RecordingSession
from coproclip.ui.pages.record.recovered import Recovered
from coproclip.ui.pages.record.refresh import RecordShowing
from coproclip.ui.pages.record.room_sound import RoomSound
from coproclip.ui.pages.record.setup import setup_of
from coproclip.ui.pages.record.sign import RecordingSign
from coproclip.ui.pages.record.warning_strips import WarningStrips
from coproclip.ui.widgets.message import Message, MessageAction, announce, hush
from coproclip.ui.workspace import Workspace

TURN_MS, CALM_MS, AWAY_MS = 50, 250, 500
SLOW_MS, BATTERY_MS = 1000, 30_000
"""How often the page looks at the recorder (ms): shown, shown in calm mode, not shown; at room and warnings; and at
the battery."""


class RecordPage(RecordShowing):
    """Names, the yes, the microphone, the clock; then pause, go on, finish. Leaving it never stops a recording."""

    key = "record"
    icon = "mic"
    group = "gather"

    spoken = Signal(str)
    """Words that a screen reader is given because the person did or asked something."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        open_source: OpenSource | None = None,
        find_devices: FindDevices = list_inputs,
    ) -> None:
        super().__init__(workspace, parent)
        self.recording_session = RecordingSession(open_source, find_devices, self)
        self.sign = RecordingSign()
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        self._since_slow = self._since_battery = BATTERY_MS
        self._build()
        self.live = LiveWords(workspace, self.recording_session, self.side.choices)
        self.side.add(self.live, self.live.switch, self.live.words)
        self.room = RoomSound(self.recording_session, self.bar, self)
        self.choosing = Choosing(self)
        self.operations = RecordOperations(self)
        self.prepared = PreparedWords(workspace, self.recording_session, self._typed, self._show_prepared, self)
        self.finishing = Finishing(self)
        self.afterwards = Afterwards(self)
        self.recovered = Recovered(
            workspace, self.finishing.keeping, lambda: not self.recording_session.phase.under_way, self
        )
        self.warned = WarningStrips(
            self.recording_session, workspace, self.microphone_names, self._choose_at, self.finishing.finish, self
        )
        self._connect()
        self.show_all()

    def _connect(self) -> None:
        self.spoken.connect(lambda words: announce(self, words, asked=True))
        self.recording_session.phase_changed.connect(self._on_phase_changed)
        self.recording_session.devices_found.connect(self._on_devices_found)
        self.recording_session.broke_off.connect(self._on_broke_off)
        self.recording_session.trouble.connect(self.workspace.say)
        self.workspace.watch.busy = lambda: self.recording_session.phase.under_way
        self.names.storyteller.editTextChanged.connect(lambda _text: self._on_storyteller_changed())
        self.names.reporter.editTextChanged.connect(lambda _text: self._on_reporter_changed())
        self.side.changed.connect(self._on_choices_changed)
        self.side.notes.changed.connect(self.prepared.touched)
        self.stage.again_asked.connect(self.listen)
        self.stage.level_changed.connect(lambda _word: self._say_level())
        self.bar.pressed.connect(self.toggle)
        self.bar.finish_asked.connect(self.finishing.finish)
        self.sign.clicked.connect(lambda: self.workspace.page_asked.emit("record"))

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Record")

    def regions(self) -> list[QWidget]:
        """The stops of F6."""
        return [self.header, self.tabs, self.thanks, self.stage, self.side, self.bar]

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        return commands(self)

    def enter(self) -> None:
        """Listen to the microphone, and begin with what is missing."""
        self._load_names()
        self.load_starters()
        self._set_pace()
        if self.thanking:
            self.thanks.open.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if not self.recording_session.phase.under_way and self.recording_session.phase is not Phase.READY:
            self.listen()
        self._on_turn()
        self.fit()
        given, under_way = self.side.choices.given, self.recording_session.phase.under_way
        self.show_choices(on=not under_way and not (given and self.recording_session.phase is Phase.READY))
        if under_way or given:
            self.focus_bar()
        elif self.names.storyteller.name():
            self.side.choices.focus_first()
        else:
            self.names.storyteller.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Let the microphone go, unless somebody is being recorded."""
        self.room.stop()
        self.choosing.forget_trial()
        if self.bar.asking:
            self.bar.stop_asking(focus=False)
        if self.thanking:
            self.show_thanks(on=False)
        self.recording_session.let_go()
        self._set_pace(away=True)

    def reload(self) -> None:
        """Another project; what is being recorded still goes where it was begun."""
        self.show_thanks(on=False)
        self.choosing.forget_trial()
        self.recording_session.let_go()
        if not self.recording_session.phase.under_way:
            self.names.reporter.set_name("")
            self.clear()
        self.prepared.restore()
        self._load_names()
        self.load_starters()

    def refresh(self, changes: Changes) -> None:
        """Somebody new may be known, or another question."""
        if changes.touches("storyteller", "story"):
            self._load_names()
        if changes.touches("starter"):
            self.load_starters()

    def _load_names(self) -> None:
        project = self.workspace.project
        if project is None:
            return
        with project.read() as session:
            told = [storyteller.alias for storyteller in all_storytellers(session)]
            asked = list(dict.fromkeys(story.reporter for story in stories(session) if story.reporter))
        self.names.storyteller.set_known(told)
        self.names.reporter.set_known(asked)
        if asked and not self.names.reporter.name() and not self.recording_session.phase.under_way:
            self.names.reporter.set_name(asked[0])

    def load_starters(self) -> None:
        """The conversation starters of the project."""
        if self.workspace.project is not None:
            with self.workspace.project.read() as session:
                self.side.starters.set_texts([starter.text for starter in starters(session)])

    # ---- what is asked from elsewhere -------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphones that were chosen, or the default."""
        project = self.workspace.project
        if project is not None:
            self.recording_session.listen(project.folder / "recordings", setup_of(self.workspace.settings))

    def toggle(self) -> None:
        """Record, pause, continue: whichever comes next."""
        self.operations.toggle()

    def clear(self) -> None:
        """The next sitting is with somebody else, who has not said yes yet."""
        self.names.storyteller.set_name("")
        self.side.clear()
        self.operations.private_note = PrivateNote()
        self.show_all()

    def _typed(self) -> RecordingNote:
        title, name = self.facts().title, self.facts().storyteller
        return RecordingNote(title, name, note=self.side.notes.text(), private_note=self.operations.private_note.text)

    def _show_prepared(self, note: RecordingNote) -> None:
        self.names.storyteller.set_name(note.storyteller)
        self.side.title.setText(note.title)
        self.side.notes.set_text(note.note)
        self.operations.private_note = PrivateNote(note.private_note)
        self.show_all()

    def record_another(self) -> None:
        """From the page that says thank you to the next sitting."""
        self.show_thanks(on=False)
        self.show_all()
        self.enter()

    def say_now(self) -> None:
        """Let a screen reader say the state, the time, the level and what is safe."""
        stage = self.stage
        safe = stage.safety.words()
        self.spoken.emit(f"{stage.pill.word()} {stage.clock.text()}. {stage.level_words()}. {safe}")

    def _choose_at(self, place: int) -> None:
        self.workspace.page_asked.emit("record")
        self.show_choices(on=False)
        self.stage.microphone_cards[place].choose()

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_turn(self) -> None:
        self.recording_session.look()
        self.choosing.look()
        recorder, phase = self.recording_session.recorder, self.recording_session.phase
        self._since_slow += self._turn.interval()
        slow = self._since_slow >= SLOW_MS
        if slow:
            self._since_slow = 0
            self.warned.look()
        if self.isVisible():
            self.stage.show_sound(self.recording_session)
            self.show_moments()
            if slow and recorder is not None:
                self.stage.safety.show_room(recorder.room_ms)
            if self.bar.asking:
                self.bar.reword()
            self._look_at_battery()
        position = recorder.position_ms if recorder is not None else 0
        self.sign.show_in(
            self.window(), phase, position, away=not self.isVisible(), off_record=self.recording_session.off_record
        )
        if not self.isVisible() and not phase.under_way:
            self._turn.stop()

    def _look_at_battery(self) -> None:
        self._since_battery += self._turn.interval()
        if self._since_battery >= BATTERY_MS:
            self._since_battery = 0
            self.stage.safety.show_battery(battery())

    def _set_pace(self, *, away: bool = False) -> None:
        calm = self.workspace.settings.calm
        self._since_slow = SLOW_MS
        self._turn.start(AWAY_MS if away else CALM_MS if calm else TURN_MS)

    def _on_phase_changed(self) -> None:
        hush(on=(phase := self.recording_session.phase) is Phase.RECORDING)
        if self.bar.asking and not phase.goes_on and phase not in (Phase.TRYING, Phase.OPENING, Phase.READY):
            self.bar.stop_asking(focus=self.isVisible())
        self.show_all()
        self._since_slow = SLOW_MS
        self._on_turn()

    def _on_devices_found(self) -> None:
        self.choosing.show_devices()
        missing = self.choosing.missing()
        if missing and not self.recording_session.phase.under_way:
            words = self.tr("“{name}” is not plugged in, so both are recorded with one microphone.")
            said = Message(words.format(name=missing), next=self.tr("Plug it in, then look for microphones again."))
            self.workspace.say(Message(said.happened, "", said.next, "caution", key="recording:missing"))
        else:
            self.workspace.message_over.emit("recording:missing")

    def _on_broke_off(self, error: CoProClipError) -> None:
        finish_it = MessageAction(self.tr("Finish {who}’s story").format(who=self.who), self.finishing.finish)
        self.workspace.say(Message.of(error, (finish_it,)))

    def _on_storyteller_changed(self) -> None:
        # The yes was somebody else's.
        self.side.choices.take_back()
        self.prepared.renamed()
        self.show_all()

    def _on_reporter_changed(self) -> None:
        self.operations.keep_facts()
        self.show_all()

    def _on_choices_changed(self) -> None:
        self.prepared.answered(self.side.choices.said(ConsentAbout.RECORDED))
        self.operations.keep_facts()
        self.show_all()

    def _say_level(self) -> None:
        # While somebody speaks, the computer does not.
        if self.isVisible() and self.recording_session.phase in (Phase.READY, Phase.PAUSED):
            announce_words = self.tr("Level: {word}").format(word=self.stage.level_words())
            self.spoken.emit(announce_words)

    # ---- the window -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the window not be closed over somebody who is being recorded."""
        super().showEvent(event)
        self.finishing.watch(self.window())
