"""The record page: nobody is recorded before a yes, and nothing said is lost afterwards."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from coproclip.audio.devices import list_inputs
from coproclip.capture.sidecar import RecordingNote
from coproclip.errors import CoProClipError
from coproclip.people.stories import stories
from coproclip.people.storytellers import all_storytellers
from coproclip.project.project import Changes
from coproclip.settings import save_settings
from coproclip.timecode import length
from coproclip.ui.actions import Command
from coproclip.ui.components.messages import Answer, Message, announce
from coproclip.ui.record.commands import commands
from coproclip.ui.record.finishing import Finishing
from coproclip.ui.record.keeping import Facts
from coproclip.ui.record.layout import RecordLayout
from coproclip.ui.record.recovered import Recovered
from coproclip.ui.record.sign import RecordingSign
from coproclip.ui.record.sitting import FindDevices, OpenSource, Phase, Sitting, open_microphone
from coproclip.ui.workspace import Workspace

TURN_MS, CALM_MS, AWAY_MS = 50, 250, 500
ROOM_EVERY = 1000
"""How often the page looks at the recorder (ms): shown, shown in calm mode, not shown; and at the room on the disk."""


class RecordPage(RecordLayout):
    """Names, the yes, the microphone, the clock; then pause, go on, finish. Leaving it never stops a recording."""

    key = "record"
    icon = "mic"
    group = "gather"

    spoken = Signal(str)
    """Words that a screen reader is given."""

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        open_source: OpenSource = open_microphone,
        find_devices: FindDevices = list_inputs,
    ) -> None:
        super().__init__(workspace, parent)
        self.sitting = Sitting(open_source, find_devices, self)
        self.sign = RecordingSign()
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        self._since_room = 0
        self._build()
        self.finishing = Finishing(self)
        self.recovered = Recovered(workspace, self.finishing.keeping, lambda: not self.sitting.phase.under_way, self)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.spoken.connect(lambda words: announce(self, words))
        self.sitting.phase_changed.connect(self._on_phase_changed)
        self.sitting.devices_found.connect(self._on_devices_found)
        self.sitting.broke_off.connect(self._on_broke_off)
        self.names.storyteller.editTextChanged.connect(lambda _text: self._on_storyteller_changed())
        self.names.reporter.editTextChanged.connect(lambda _text: self._show())
        self.side.changed.connect(self._show)
        self.stage.microphone_chosen.connect(self._on_microphone_chosen)
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
        return [self.header, self.tabs, self.stage, self.side, self.bar]

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        return commands(self)

    def enter(self) -> None:
        """Listen to the microphone, and begin with what is missing."""
        self._load_names()
        if not self.sitting.phase.under_way and self.sitting.phase is not Phase.READY:
            self.listen()
        self._set_pace()
        self._on_turn()
        self.fit()
        self.show_choices(on=not self._ready_to_record and not self.sitting.phase.under_way)
        if self.sitting.phase.under_way or self.side.consent.given:
            self._focus_bar()
        else:
            tick, field = self.side.consent.tick, self.names.storyteller
            (tick if field.name() else field).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Let the microphone go, unless somebody is being recorded."""
        if self.bar.asking:
            self.bar.stop_asking(focus=False)
        self.sitting.let_go()
        self._set_pace(away=True)

    def reload(self) -> None:
        """Another project; what is being recorded still goes where it was begun."""
        self.sitting.let_go()
        if not self.sitting.phase.under_way:
            self.names.reporter.set_name("")
            self.clear()
        self._load_names()

    def refresh(self, changes: Changes) -> None:
        """Somebody new may be known."""
        if changes.touches("storyteller", "story"):
            self._load_names()

    def _load_names(self) -> None:
        project = self.workspace.project
        if project is None:
            return
        with project.read() as session:
            told = [one.alias for one in all_storytellers(session)]
            asked = list(dict.fromkeys(story.reporter for story in stories(session) if story.reporter))
        self.names.storyteller.set_known(told)
        self.names.reporter.set_known(asked)
        if asked and not self.names.reporter.name() and not self.sitting.phase.under_way:
            self.names.reporter.set_name(asked[0])

    # ---- what the person does ---------------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphone that was chosen, or the default."""
        project = self.workspace.project
        if project is not None:
            self.sitting.listen(project.folder / "recordings", self.workspace.settings.microphone)

    @property
    def who(self) -> str:
        """Whose story it is, for sentences."""
        return self.names.storyteller.name() or self.tr("the storyteller")

    @property
    def _ready_to_record(self) -> bool:
        return self.sitting.phase is Phase.READY and self.side.consent.given

    def toggle(self) -> None:
        """Record, pause, go on: whichever comes next."""
        if self.bar.asking:
            self.bar.stop_asking()
        phase = self.sitting.phase
        if phase is Phase.RECORDING:
            self.sitting.pause()
            self.spoken.emit(self.tr("Paused, {length} is safe on disk").format(length=self.safe_length()))
        elif phase is Phase.PAUSED:
            self.sitting.go_on()
        elif self._ready_to_record:
            self._start()
        elif phase is Phase.READY:
            self.show_choices(on=True)
            self.side.consent.tick.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.spoken.emit(self._why_not())
        elif phase is Phase.NO_MICROPHONE:
            self.stage.again.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _start(self) -> None:
        # Whatever is heard from the loudspeaker would be in the recording.
        self.workspace.listening.pause()
        facts = self.facts()
        note = RecordingNote(title=facts.title, storyteller=facts.storyteller, reporter=facts.reporter)
        if self.workspace.attempt(lambda: self.sitting.start(note)):
            self.show_choices(on=False)
            self._focus_bar()

    def facts(self) -> Facts:
        """What is known of the story now."""
        names = self.names
        title = " ".join(self.side.title.text().split())
        return Facts(title, names.storyteller.name(), names.reporter.name())

    def clear(self) -> None:
        """The next sitting is with somebody else, who has not said yes yet."""
        self.names.storyteller.set_name("")
        self.side.title.clear()
        self.side.consent.take_back()
        self._show()

    def say_now(self) -> None:
        """Let a screen reader say the state, the time, the level and what is safe."""
        stage = self.stage
        safe = stage.safety.words()
        self.spoken.emit(f"{stage.pill.word()} {stage.clock.text()}. {stage.level_words()}. {safe}")

    def _on_storyteller_changed(self) -> None:
        # The yes was somebody else's.
        self.side.consent.take_back()
        self._show()

    def _on_microphone_chosen(self, name: str) -> None:
        self.workspace.settings.microphone = name
        save_settings(self.workspace.settings)
        self.listen()

    # ---- what happens -----------------------------------------------------------------------------------------

    def _on_turn(self) -> None:
        self.sitting.look()
        recorder, phase = self.sitting.recorder, self.sitting.phase
        if self.isVisible():
            self.stage.show_sound(recorder, self.sitting.kept, phase)
            self._since_room += self._turn.interval()
            if recorder is not None and self._since_room >= ROOM_EVERY:
                self._since_room = 0
                self.stage.safety.show_room(recorder.room_ms)
            if self.bar.asking:
                self.bar.say(*self.finishing.question())
        position = recorder.position_ms if recorder is not None else 0
        self.sign.show_in(self.window(), phase, position, away=not self.isVisible())
        if not self.isVisible() and not phase.under_way:
            self._turn.stop()

    def _set_pace(self, *, away: bool = False) -> None:
        calm = self.workspace.settings.calm
        self._since_room = ROOM_EVERY
        self._turn.start(AWAY_MS if away else CALM_MS if calm else TURN_MS)

    def _on_phase_changed(self) -> None:
        if self.bar.asking and self.sitting.phase not in (Phase.RECORDING, Phase.PAUSED):
            self.bar.stop_asking(focus=self.isVisible())
        self._show()
        self._since_room = ROOM_EVERY
        self._on_turn()

    def _on_devices_found(self) -> None:
        self.stage.show_devices(self.sitting.devices, self.workspace.settings.microphone)

    def _on_broke_off(self, error: CoProClipError) -> None:
        finish_it = Answer(self.tr("Finish {who}’s story").format(who=self.who), self.finishing.finish)
        self.workspace.say(Message.of(error, (finish_it,)))

    def _say_level(self) -> None:
        # While somebody speaks, the computer does not.
        if self.isVisible() and self.sitting.phase in (Phase.READY, Phase.PAUSED):
            self.spoken.emit(self.tr("Level: {word}").format(word=self.stage.level_words()))

    def safe_length(self) -> str:
        """How much is safe on disk, in words."""
        return length(self.sitting.recorder.safe_ms) if self.sitting.recorder is not None else ""

    def _show(self) -> None:
        """Everything that hangs on the phase, the names and the yes."""
        phase, name = self.sitting.phase, self.names.storyteller.name()
        if not phase.under_way:
            heading = self.tr("Record a story")
        elif phase is Phase.RECORDING or phase is Phase.PAUSED:
            heading = self.tr("Recording {who}’s story").format(who=name) if name else self.tr("Recording a story")
        else:
            heading = self.tr("{who}’s story").format(who=name) if name else self.tr("A story")
        self.heading.setText(heading)
        self.stage.show_phase(phase, self.sitting.error)
        self.names.lock(storyteller=phase.under_way)
        self.side.show_storyteller(name, under_way=phase.under_way)
        why, keys = self._why_not(), self.workspace.settings.single_keys
        self.bar.show_phase(phase, self.who, why, single_keys=keys)

    def _why_not(self) -> str:
        phase = self.sitting.phase
        if phase is Phase.READY and not self.side.consent.given:
            words = self.tr("First ask {who}: is it all right to be recorded? Then tick the yes.")
            return words.format(who=self.who)
        return {
            Phase.IDLE: self.tr("The microphone is not open."),
            Phase.OPENING: self.tr("Opening the microphone…"),
            Phase.NO_MICROPHONE: self.tr("There is no microphone to record with."),
            Phase.ENDED: self.tr("What was said is safe. Finish this story, then record on."),
            Phase.FINISHING: self.tr("All of it is on disk. Making it a story…"),
        }.get(phase, "")

    def _focus_bar(self) -> None:
        button = self.bar.round if self.bar.round.isEnabled() else self.bar.finish
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- the window -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the window not be closed over somebody who is being recorded."""
        super().showEvent(event)
        self.finishing.watch(self.window())
