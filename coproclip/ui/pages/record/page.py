"""The record page: nobody is recorded before a yes, and nothing said is lost afterwards."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from coproclip.audio.devices import list_inputs
from coproclip.capture.battery import battery
from coproclip.capture.sidecar import RecordingNote
from coproclip.overview.record import known_people
from coproclip.people.consent import ConsentAbout
from coproclip.people.people import needs_of_names
from coproclip.project.project import Changes
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.page import Page
from coproclip.ui.pages.record.afterwards import Afterwards
from coproclip.ui.pages.record.commands import microphone_commands, noting_commands, recording_commands
from coproclip.ui.pages.record.finishing import Finishing
from coproclip.ui.pages.record.live_words import LiveWords
from coproclip.ui.pages.record.marking import Marking
from coproclip.ui.pages.record.microphone_choice import MicrophoneChoice
from coproclip.ui.pages.record.prepared import PreparedWords
from coproclip.ui.pages.record.recording_control import RecordingControl
from coproclip.ui.pages.record.recording_session import FindDevices, OpenSource, Phase, RecordingSession
from coproclip.ui.pages.record.recovered import Recovered
from coproclip.ui.pages.record.room_sound import RoomSound
from coproclip.ui.pages.record.setup import setup_of
from coproclip.ui.pages.record.sign import RecordingSign
from coproclip.ui.pages.record.starter_list import StarterList
from coproclip.ui.pages.record.story_notes import StoryNotes
from coproclip.ui.pages.record.thanks import FinishedRecording
from coproclip.ui.pages.record.view import RecordView
from coproclip.ui.pages.record.warning_strips import WarningStrips
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.message import announce, hush
from coproclip.ui.workspace import Workspace

TURN_MS, CALM_MS, AWAY_MS = 50, 250, 500
SLOW_MS, BATTERY_MS = 1000, 30_000
"""How often the page looks at the recorder (ms): shown, shown in calm mode, not shown; at room and warnings; and at
the battery."""


class RecordPage(Page):
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
        self.recording_session = session = RecordingSession(open_source, find_devices, self)
        self.view = view = RecordView(self)
        column = vbox(self, NONE)
        column.addWidget(view)
        self.names, self.stage, self.side, self.bar, self.thanks = (
            view.names,
            view.stage,
            view.side,
            view.bar,
            view.thanks,
        )
        self.sign = RecordingSign()
        self.live = LiveWords(workspace, session, view.side.choices)
        view.side.add(self.live, self.live.switch, self.live.words)
        self.room = RoomSound(session, view.bar, self)
        self.notes = StoryNotes(workspace, session, view.names, view.side, self)
        self.prepared = PreparedWords(workspace, session, self.notes.words, self._show_words, self)
        self.starters = StarterList(workspace, session, view.side.starters, self)
        self.marking = Marking(session, view.side.marked, self)
        self.control = RecordingControl(
            workspace, session, self.notes, self.room, view.bar, lambda: self.prepared.settled(self), self
        )
        self.microphones = MicrophoneChoice(workspace, session, view.stage, view.bar, self.listen, self)
        self.finishing = Finishing(workspace, session, self.notes, self.control, self.room, view.bar, self)
        self.afterwards = Afterwards(workspace, view.thanks, self)
        self.recovered = Recovered(workspace, self.finishing.jobs, lambda: not session.phase.under_way, self)
        self.warned = WarningStrips(
            session, workspace, self.notes.microphone_names, self._choose_at, self.finishing.finish, self
        )
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn)
        self._since_slow = self._since_battery = BATTERY_MS
        self._connect()
        self._show()

    def _connect(self) -> None:
        session, view = self.recording_session, self.view
        self.spoken.connect(lambda words: announce(self, words, asked=True))
        for speaking in (self.control, self.microphones, self.finishing):
            speaking.spoken.connect(self.spoken)
        session.phase_changed.connect(self._on_phase_changed)
        session.trouble.connect(self.workspace.show_banner)
        self.workspace.recording_asked.connect(self.begin_titled)
        self.workspace.watch.busy = lambda: session.phase.under_way
        view.names.storyteller.editTextChanged.connect(lambda _text: self._on_storyteller_changed())
        view.names.storyteller.named.connect(self.prepared.named)
        view.names.reporter.editTextChanged.connect(lambda _text: self._show())
        view.side.changed.connect(self._on_choices_changed)
        view.side.choices.who_said.connect(self._on_who_said)
        view.side.choices.yes_asked.connect(self.control.record_yes)
        view.side.marked.left.connect(self._back_to_bar)
        view.stage.again_asked.connect(self.listen)
        view.stage.level_changed.connect(lambda _word: self._say_level())
        view.bar.pressed.connect(self.toggle)
        view.bar.mark_asked.connect(self.marking.mark)
        view.bar.finish_asked.connect(self.finishing.finish)
        view.thanks.another_asked.connect(self.record_another)
        self.notes.typed.connect(self.prepared.touched)
        self.notes.typed.connect(self._show)
        self.marking.marked.connect(lambda: view.show_moments(session))
        self.marking.words_wanted.connect(lambda: view.show_choices(on=True))
        view.side.marked.typing.connect(view.side.show_focus)
        self.control.starting.connect(self.microphones.forget_trial)
        self.control.started.connect(self.prepared.used)
        self.control.started.connect(self._back_to_bar)
        self.control.yes_missing.connect(self._on_yes_missing)
        self.control.microphone_missing.connect(lambda: view.stage.again.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.control.yes_changed.connect(self._show)
        self.microphones.trial_began.connect(lambda: view.show_choices(on=False))
        self.finishing.made.connect(self._on_made)
        self.finishing.over.connect(self._on_over)
        self.finishing.freed.connect(lambda: self.listen() if self.isVisible() else None)
        self.afterwards.ready.connect(self._thank)
        self.sign.clicked.connect(lambda: self.workspace.page_asked.emit("record"))

    # ---- the page's answers -----------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Record")

    def kept_clear(self) -> list[QWidget]:
        """Tabs, and how long and whether it records."""
        return [*super().kept_clear(), self.stage.pill, self.stage.clock]

    def regions(self) -> list[QWidget]:
        """The stops of F6."""
        return self.view.regions()

    def commands(self) -> list[Command]:
        """See `commands.py`."""
        session, control, side = self.recording_session, self.control, self.side
        return [
            *recording_commands(session, control, self.room, self.finishing, self.bar, self.toggle),
            *noting_commands(session, control, self.marking, side.starters, self.starters, self.notes),
            *microphone_commands(
                session, self.microphones, side.choices, lambda: self._choose(0), self.listen, self.say_now
            ),
        ]

    def enter(self) -> None:
        """Listen to the microphone, and begin with what is missing."""
        session, view, choices = self.recording_session, self.view, self.side.choices
        self._load_names()
        self.starters.load()
        self._set_pace()
        if view.thanking:
            view.focus_thanks()
            return
        if not session.phase.under_way and session.phase is not Phase.READY:
            self.listen()
        self._on_turn()
        view.fit()
        under_way = session.phase.under_way
        view.show_choices(on=not under_way and not (choices.given and session.phase is Phase.READY))
        if under_way or choices.given:
            view.focus_bar()
        elif self.names.storyteller.name():
            choices.focus_first()
        else:
            self.names.storyteller.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Let the microphone go, unless somebody is being recorded."""
        self.room.stop()
        self.microphones.forget_trial()
        if self.bar.asking:
            self.bar.stop_asking(focus=False)
        if self.view.thanking:
            self.view.show_thanks(on=False)
        self.recording_session.let_go()
        self._set_pace(away=True)

    def reload(self) -> None:
        """Another project; what is being recorded still goes where it was begun."""
        self.view.show_thanks(on=False)
        self.microphones.forget_trial()
        self.recording_session.let_go()
        if not self.recording_session.phase.under_way:
            self.names.reporter.set_name("")
            self.notes.clear()
        self.prepared.restore()
        self.starters.load()
        if self.isVisible():
            self._load_names()

    def refresh(self, changes: Changes) -> None:
        """Somebody new may be known (which is only looked at while the page is seen), or another question."""
        if self.isVisible() and changes.touches("storyteller", "story"):
            self._load_names()
        if changes.touches("starter"):
            self.starters.load()

    def _load_names(self) -> None:
        if self.workspace.project is None:
            return
        known = self.workspace.read(known_people)
        self._show_needs()
        self.names.storyteller.set_known(known.storytellers)
        self.names.reporter.set_known(known.reporters)
        if known.reporters and not self.names.reporter.name() and not self.recording_session.phase.under_way:
            self.names.reporter.set_name(known.reporters[0])

    def _show_needs(self) -> None:
        """What helps who tells and who asks to take part stands there before the first word."""
        names = (self.names.storyteller.name(), self.names.reporter.name())
        project = self.workspace.project
        self.side.needs.show_needs(self.workspace.read(needs_of_names, names) if project is not None else ())

    # ---- what is asked of it ----------------------------------------------------------------------------------

    def listen(self) -> None:
        """Open the microphones that were chosen, or the default."""
        project = self.workspace.project
        if project is not None:
            self.recording_session.listen(project.folder / "recordings", setup_of(self.workspace.settings))

    def toggle(self) -> None:
        """Record, pause, continue: whichever comes next."""
        if self.view.thanking:
            self.record_another()
        else:
            self.control.toggle(may_begin=self.side.choices.given)

    def record_another(self) -> None:
        """From the page that says thank you to the next story."""
        self.view.show_thanks(on=False)
        self._show()
        self.enter()

    def begin_titled(self, title: str) -> None:
        """Come here to record something called so, unless somebody is being recorded, or named already."""
        self.workspace.page_asked.emit("record")
        if self.view.thanking:
            self.record_another()
        if not self.recording_session.phase.under_way and not self.notes.words().words():
            self.side.title.setText(title)
            self.side.changed.emit()

    def say_now(self) -> None:
        """Let a screen reader say the state, the time, the level and what is safe."""
        self.spoken.emit(self.view.spoken_state())

    def _choose(self, place: int) -> None:
        self.view.show_choices(on=False)
        self.stage.microphone_cards[place].choose()

    def _choose_at(self, place: int) -> None:
        self.workspace.page_asked.emit("record")
        self._choose(place)

    # ---- what happens -----------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.view.show_session(
            self.recording_session,
            yes_running=self.control.yes_running,
            single_keys=self.workspace.settings.single_keys,
        )
        self.side.notes.show_private(there=bool(self.notes.private_note.text))

    def _show_words(self, note: RecordingNote) -> None:
        self.notes.show_words(note)
        self._show()

    def _back_to_bar(self) -> None:
        self.view.show_choices(on=False)
        self.view.focus_bar()

    def _on_turn(self) -> None:
        session, stage = self.recording_session, self.stage
        session.look()
        self.microphones.look()
        recorder, phase = session.recorder, session.phase
        self._since_slow += self._turn.interval()
        slow = self._since_slow >= SLOW_MS
        if slow:
            self._since_slow = 0
            self.warned.look()
        if self.isVisible():
            stage.show_sound(session)
            self.view.show_moments(session)
            if slow and recorder is not None:
                stage.safety.show_room(recorder.status.room_ms)
            if self.bar.asking:
                self.bar.reword()
            self._look_at_battery()
        position = recorder.status.position_ms if recorder is not None else 0
        self.sign.show_in(self.window(), phase, position, away=not self.isVisible(), off_record=session.off_record)
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
        phase = self.recording_session.phase
        hush(on=phase is Phase.RECORDING)
        if self.bar.asking and not phase.goes_on and phase not in (Phase.TRYING, Phase.OPENING, Phase.READY):
            self.bar.stop_asking(focus=self.isVisible())
        self._show()
        self._since_slow = SLOW_MS
        self._on_turn()

    def _on_storyteller_changed(self) -> None:
        # The yes was somebody else's.
        self.side.choices.take_back()
        self.prepared.renamed()
        self._show_needs()
        self._show()

    def _on_who_said(self, name: str) -> None:
        # Said of the very yes that stands there: it is not taken back.
        self.names.storyteller.set_name(name)
        self.prepared.touched()
        self.notes.keep_facts()
        self._show_needs()
        self._show()

    def _on_choices_changed(self) -> None:
        self.prepared.answered(self.side.choices.said(ConsentAbout.RECORDED))
        self._show()

    def _on_yes_missing(self) -> None:
        self.view.ask_for_yes()
        self.spoken.emit(self.view.why_not(self.recording_session.phase))

    def _say_level(self) -> None:
        # While somebody speaks, the computer does not.
        if self.isVisible() and self.recording_session.phase in (Phase.READY, Phase.PAUSED):
            self.spoken.emit(self.tr("Level: {word}").format(word=self.stage.level_words()))

    def _on_made(self, story: FinishedRecording, answer: str) -> None:
        self.afterwards.begin(story, answer, in_sight=self.isVisible())

    def _on_over(self) -> None:
        self.notes.clear()
        self.prepared.restore()
        self._show()

    def _thank(self) -> None:
        self.view.show_thanks(on=True)
        self._show()
        self.view.focus_thanks()

    # ---- the window -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the window not be closed over somebody who is being recorded."""
        super().showEvent(event)
        self.finishing.watch(self.window())
