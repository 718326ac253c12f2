"""What the person does while somebody tells: record, off the record, mark, ask, note."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from coproclip.capture.sidecar import Channel, RecordingNote, Stretch
from coproclip.people.consent import ConsentAbout
from coproclip.people.moments import MomentKind, set_starters
from coproclip.project.journal import Operation
from coproclip.ui.commands.keys import types_text
from coproclip.ui.pages.record.hold_to_mute import HoldToMute
from coproclip.ui.pages.record.notes import PrivateNote, RiskDialog
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.starters_dialog import StartersDialog
from coproclip.ui.widgets.half_typed import KeptField
from coproclip.ui.widgets.prompts import run_dialog

if TYPE_CHECKING:
    from coproclip.ui.pages.record.page import RecordPage


class RecordOperations(QObject):
    """The page's verbs; whatever is noted is on disk at once."""

    def __init__(self, page: "RecordPage") -> None:
        super().__init__(page)
        self._page, self._workspace, self._recording_session = page, page.workspace, page.recording_session
        self._private_note = PrivateNote()
        self._yes_since: int | None = None
        self.hold = HoldToMute(self.go_off_record, lambda: self._recording_session.off_record, self)
        side, bar = page.side, page.bar
        bar.off.pressed.connect(lambda: self.hold.press(by_key=False))
        bar.off.released.connect(self.hold.let_go)
        bar.mark_asked.connect(self.mark)
        side.starters.asked.connect(lambda text: self._recording_session.mark(MomentKind.STARTER, text))
        side.starters.edit_asked.connect(self.change_starters)
        side.marked.changed.connect(self._recording_session.change_moment)
        side.marked.left.connect(self._end_of_words)
        side.notes.changed.connect(self.keep_note)
        side.notes.risk_asked.connect(self.note_risk)
        page.names.storyteller.named.connect(lambda: page.prepared.named())
        side.choices.yes_asked.connect(self.record_yes)
        self._workspace.closing.connect(self.keep_typed)
        self._workspace.watch.unsaved.append(self._recording_session.words_not_kept)
        self._workspace.watch.refused_since = lambda: self._recording_session.refused_since
        self._workspace.project_opened.connect(self._recording_session.forget_words)

    # ---- record -----------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Record, pause, continue: whichever comes next."""
        page, recording_session = self._page, self._recording_session
        page.room.stop()
        if page.bar.asking and recording_session.phase is not Phase.TRYING:
            page.bar.stop_asking()
        phase = recording_session.phase
        if page.thanking:
            page.record_another()
        elif phase is Phase.RECORDING:
            self._end_of_yes()
            recording_session.pause()
            page.spoken.emit(self.tr("Paused, {length} is safe on disk").format(length=page.safe_length()))
        elif phase is Phase.PAUSED:
            recording_session.go_on()
        elif phase is Phase.READY and page.side.choices.given:
            self._start()
        elif phase is Phase.READY:
            page.show_choices(on=True)
            page.side.choices.focus_first()
            page.spoken.emit(page.why_not())
        elif phase is Phase.NO_MICROPHONE:
            page.stage.again.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _start(self) -> None:
        page = self._page
        page.choosing.forget_trial()
        # Whatever is heard from the loudspeaker would be in the recording.
        self._workspace.listening.pause()
        if not page.prepared.settled(page):
            return
        if self._workspace.attempt(lambda: self._recording_session.start(self.note())):
            page.prepared.used()
            page.show_choices(on=False)
            page.focus_bar()

    def note(self) -> RecordingNote:
        """What is known before the first second."""
        page = self._page
        facts, side = page.facts(), page.side
        return RecordingNote(
            project=self._workspace.opened().details.uid,
            title=facts.title,
            storyteller=facts.storyteller,
            reporter=facts.reporter,
            who=self.who(),
            consent=side.choices.answers(),
            note=side.notes.text(),
            private_note=self.private_note.text,
        )

    def who(self) -> tuple[Channel, ...]:
        """Who sits at which channel; nothing where everybody shares one."""
        recorder, names = self._recording_session.recorder, self._page.names
        heard = recorder.microphones if recorder is not None else ()
        wanted = self._recording_session.setup.microphones
        if sum(one.channels for one in heard) != 2 or sum(one.channels for one in wanted) != 2:
            return ()
        devices = [one.name for one in heard for _ in range(one.channels)]
        people = (("storyteller", names.storyteller.name()), ("reporter", names.reporter.name()))
        return tuple(Channel(role, name, device) for (role, name), device in zip(people, devices, strict=True))

    def keep_facts(self) -> None:
        """What was changed while it is recorded is in the note, for whoever finds it after a crash."""
        if self._recording_session.phase.under_way:
            facts = self._page.facts()
            answers, who = self._page.side.choices.answers(), self.who()
            microphone_cards = {"who": who} if who else {}
            self._recording_session.change_note(
                title=facts.title, reporter=facts.reporter, consent=answers, **microphone_cards
            )

    # ---- while it runs ----------------------------------------------------------------------------------------

    def go_off_record(self, on: bool) -> None:
        """Nothing of what is said is kept from now on, or all of it again."""
        self._end_of_yes()
        self._page.room.stop()
        self._recording_session.go_off_record(on=on)

    def mark(self) -> None:
        """Mark this moment; what is typed next are its words, unless somebody is typing already."""
        if self._recording_session.mark(MomentKind.MARK) is None:
            return
        self._page.show_moments()
        keyboard = QApplication.focusWidget()
        typing = keyboard is not None and types_text(keyboard) and keyboard not in self._page.side.marked.fields()
        if not typing:
            self.name_mark()

    def name_mark(self) -> None:
        """Type a word or two at the newest mark."""
        self._page.show_choices(on=True)
        self._page.side.marked.focus_last()

    def _end_of_words(self) -> None:
        self._page.show_choices(on=False)
        self._page.focus_bar()

    def record_yes(self) -> None:
        """The yes itself is being said now; a second time: it was said."""
        if self._yes_since is not None:
            self._end_of_yes()
        elif self._recording_session.phase is Phase.RECORDING and self._recording_session.recorder is not None:
            self._recording_session.go_off_record(on=False)
            self._yes_since = self._recording_session.recorder.position_ms
        self._page.show_yes()

    @property
    def yes_running(self) -> bool:
        """Whether the yes is being said."""
        return self._yes_since is not None

    def _end_of_yes(self) -> None:
        since, self._yes_since = self._yes_since, None
        if since is not None and self._recording_session.recorder is not None:
            about = self.tr("{who} says yes to being recorded").format(who=self._page.who)
            self._recording_session.mark(
                MomentKind.SPOKEN_YES, about, at_ms=since, end_ms=self._recording_session.recorder.position_ms
            )
        self._page.show_yes()

    def end(self) -> None:
        """The recording is about to end: what is half done is done."""
        self._end_of_yes()
        self.keep_typed()

    # ---- notes and starters -----------------------------------------------------------------------------------

    def keep_typed(self) -> None:
        """Keep what is half typed: at the marks, and in the notes."""
        self._page.side.marked.keep()
        self.keep_facts()
        self.keep_note()

    def keep_note(self) -> None:
        """Keep the notes as they are typed now."""
        self._recording_session.change_note(note=self._page.side.notes.text(), private_note=self.private_note.text)

    @property
    def private_note(self) -> PrivateNote:
        """The private note of the sitting that is going on or comes next."""
        return self._private_note

    @private_note.setter
    def private_note(self, note: PrivateNote) -> None:
        self._private_note = note
        self._page.side.notes.show_private(there=bool(note.text))

    def note_risk(self) -> None:
        """A private note about somebody who may be at risk, for the sitting that is going on now."""
        note = self.private_note
        dialog = RiskDialog(note.text, self._page)
        keeper = KeptField(dialog.field, lambda words: self._keep_private(note, words), self._workspace.closing)
        self._workspace.project_opened.connect(dialog.accept)
        run_dialog(dialog)
        keeper.keep_now()

    def _keep_private(self, note: PrivateNote, words: str) -> None:
        note.keep(words)
        if note is self.private_note:
            self.keep_note()
            self._page.side.notes.show_private(there=bool(note.text))
            self._page.prepared.touched()

    def change_starters(self) -> None:
        """Change the list of conversation starters; one undo step."""
        project = self._workspace.project
        if project is None:
            return
        dialog = StartersDialog(self._page.side.starters.texts(), self._page)
        if not run_dialog(dialog):
            return
        texts = dialog.texts()

        def _keep() -> bool:
            with project.edit(Operation.CHANGE_STARTERS) as edit:
                set_starters(edit, texts)
            return True

        if self._workspace.attempt(_keep):
            self._page.load_starters()
            self._workspace.tell(self.tr("Conversation starters changed"))

    def refuse(self) -> bool:
        """Whether they said no to being recorded."""
        return self._page.side.choices.said(ConsentAbout.RECORDED) == "no"

    def marks(self) -> list[Stretch]:
        """The marks so far."""
        return [moment for moment in self._recording_session.moments if moment.kind == MomentKind.MARK]
