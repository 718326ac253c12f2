"""What is noted of a story before and while it is recorded: names, title, answers, notes. All of it is kept at once."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from coproclip.capture.sidecar import Channel, RecordingNote
from coproclip.people.consent import ConsentAbout
from coproclip.ui.pages.record.names import Names
from coproclip.ui.pages.record.notes import PrivateNote, RiskDialog
from coproclip.ui.pages.record.recording_jobs import StoryFacts
from coproclip.ui.pages.record.recording_session import RecordingSession
from coproclip.ui.pages.record.side import RecordSide
from coproclip.ui.widgets.half_typed import KeptField
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class StoryNotes(QObject):
    """Reads them from the fields, and keeps them in the note of the recording that runs."""

    typed = Signal()
    """Something that a recording would begin with is another now."""

    def __init__(
        self, workspace: Workspace, session: RecordingSession, names: Names, side: RecordSide, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace, self._session, self._names, self._side, self._over = workspace, session, names, side, parent
        self.private_note = PrivateNote()
        """About somebody who may be at risk; never shared."""
        names.reporter.editTextChanged.connect(lambda _text: self.keep_facts())
        side.changed.connect(self.keep_facts)
        side.changed.connect(self.typed)
        side.notes.changed.connect(self.keep_note)
        side.notes.changed.connect(self.typed)
        side.notes.risk_asked.connect(self.note_risk)
        side.marked.changed.connect(session.change_moment)
        workspace.closing.connect(self.keep)
        workspace.watch.unsaved.append(session.words_not_kept)
        workspace.watch.refused_since = lambda: session.refused_since
        workspace.project_opened.connect(session.forget_words)

    # ---- what is known ----------------------------------------------------------------------------------------

    def facts(self) -> StoryFacts:
        """What is known of the story now."""
        title = " ".join(self._side.title.text().split())
        return StoryFacts(title, self._names.storyteller.name(), self._names.reporter.name())

    @property
    def about_transcribing(self) -> str:
        """What they said about being transcribed; empty if nothing."""
        return self._side.choices.said(ConsentAbout.TRANSCRIBED)

    def words(self) -> RecordingNote:
        """What was typed for it; no answer is in it."""
        facts, note = self.facts(), self._side.notes.text()
        return RecordingNote(facts.title, facts.storyteller, note=note, private_note=self.private_note.text)

    def show_words(self, note: RecordingNote) -> None:
        """Put what was typed earlier into the fields."""
        self._names.storyteller.set_name(note.storyteller)
        self._side.title.setText(note.title)
        self._side.notes.set_text(note.note)
        self.private_note = PrivateNote(note.private_note)

    def whole(self) -> RecordingNote:
        """All that is known before the first second."""
        facts, side = self.facts(), self._side
        return RecordingNote(
            project=self._workspace.opened().details.uid,
            title=facts.title,
            storyteller=facts.storyteller,
            reporter=facts.reporter,
            who=self.channels(),
            consent=side.choices.answers(),
            note=side.notes.text(),
            private_note=self.private_note.text,
        )

    def channels(self) -> tuple[Channel, ...]:
        """Who sits at which channel; nothing where everybody shares one."""
        recorder, names = self._session.recorder, self._names
        microphones = recorder.status.microphones if recorder is not None else ()
        wanted = self._session.setup.microphones
        if sum(microphone.channels for microphone in microphones) != 2 or sum(one.channels for one in wanted) != 2:
            return ()
        devices = [microphone.name for microphone in microphones for _ in range(microphone.channels)]
        people = (("storyteller", names.storyteller.name()), ("reporter", names.reporter.name()))
        return tuple(Channel(role, name, device) for (role, name), device in zip(people, devices, strict=True))

    def microphone_names(self) -> list[str]:
        """What each channel's microphone is called inside a sentence; nothing where everybody shares one."""
        if not self.channels():
            return []
        whose = self.tr("{who}’s microphone")
        people = (
            (self._names.storyteller.name(), self.tr("the storyteller’s microphone")),
            (self._names.reporter.name(), self.tr("the reporter’s microphone")),
        )
        return [whose.format(who=name) if name else nobody for name, nobody in people]

    def clear(self) -> None:
        """The next story is somebody else's, who has not said yes yet."""
        self._names.storyteller.set_name("")
        self._side.clear()
        self.private_note = PrivateNote()

    # ---- keeping it -------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is half typed: at the marks, in the fields, and in the notes."""
        self._side.marked.keep()
        self.keep_facts()
        self.keep_note()

    def keep_facts(self) -> None:
        """What was changed while it is recorded is in the note, for whoever finds it after a crash."""
        if self._session.phase.under_way:
            facts, who = self.facts(), self.channels()
            channels = {"who": who} if who else {}
            answers = self._side.choices.answers()
            self._session.change_note(
                title=facts.title,
                storyteller=facts.storyteller,
                reporter=facts.reporter,
                consent=answers,
                **channels,
            )

    def keep_note(self) -> None:
        """Keep the notes as they are typed now."""
        self._session.change_note(note=self._side.notes.text(), private_note=self.private_note.text)

    def note_risk(self) -> None:
        """A private note about somebody who may be at risk, for the story that is recorded now."""
        note = self.private_note
        dialog = RiskDialog(note.text, self._over)
        keeper = KeptField(dialog.field, lambda words: self._keep_private(note, words), self._workspace.closing)
        opened = self._workspace.project_opened
        opened.connect(dialog.accept)
        try:
            run_dialog(dialog)
        finally:
            opened.disconnect(dialog.accept)
        keeper.keep_now()

    def _keep_private(self, note: PrivateNote, words: str) -> None:
        note.keep(words)
        if note is self.private_note:
            self.keep_note()
            self.typed.emit()
