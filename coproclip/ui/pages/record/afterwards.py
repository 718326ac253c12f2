"""After a story: the page that says thank you, and what can be chosen on it. Every choice is one undo step."""

from datetime import date

from PySide6.QtCore import QObject, Qt, Signal

from coproclip.people.check_ins import propose
from coproclip.project.kinds import TranscriptionState
from coproclip.transcription.progress import transcription_progress
from coproclip.ui.dialogs.consent_choices import LATER, NO, YES
from coproclip.ui.operations import stories
from coproclip.ui.pages.record.thanks import FinishedRecording, Thanks
from coproclip.ui.transcription.jobs import start_transcribing
from coproclip.ui.workspace import Workspace


class Afterwards(QObject):
    """Transcribes a story if its storyteller said yes to that, keeps the days on which somebody asks how they are."""

    ready = Signal()
    """The page that says thank you can be shown."""

    def __init__(self, workspace: Workspace, thanks: Thanks, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._thanks = workspace, thanks
        thanks.opened.connect(self._open)
        thanks.write_asked.connect(self._transcribe)
        thanks.check_in_changed.connect(self._set_day)
        self._said_yes = False
        workspace.queue.changed.connect(self._show_transcription)

    def begin(self, story: FinishedRecording, said: str, *, in_sight: bool) -> None:
        """Go on with a story that was just finished; `said` is the answer about transcribing it.

        Only where the page is `in_sight`, it says thank you and proposes days.
        """
        if said == YES:
            start_transcribing(self._workspace, story.story_id)
        if not in_sight:
            self._workspace.show_toast(
                self.tr("{who}’s story is safe").format(who=story.who or self.tr("The storyteller"))
            )
            return
        today = date.today()
        days = propose(today)
        kept = stories.set_check_ins(self._workspace, story.story_id, days)
        self._said_yes = said == YES
        self._thanks.show_story(story, today, days if kept else {})
        self._thanks.show_transcription(self._why_not(story, said), ask=True)
        self._show_transcription()
        self.ready.emit()

    def _show_transcription(self) -> None:
        """Say how far it is with the story that is thanked for; it changes while the page stands there."""
        story = self._thanks.story
        if story is not None and self._said_yes and self._workspace.project is not None:
            self._thanks.show_transcription(self._transcription_words(story.story_id), ask=False)

    def _transcription_words(self, story_id: int) -> str:
        queue = self._workspace.queue
        entry = queue.entry(story_id)
        if queue.running() == story_id:
            return self.tr("It is being transcribed now. You can carry on with something else.")
        if entry is not None and entry.paused:
            return self.tr("Transcribing it is paused. What is done is kept.")
        if entry is not None:
            return queue.waits_for or self.tr(
                "It is in the queue to be transcribed. You can carry on with something else."
            )
        if self._workspace.read(transcription_progress, story_id, 0).state is TranscriptionState.DONE:
            return self.tr("It is transcribed.")
        return self.tr("It is not transcribed yet.")

    def _why_not(self, story: FinishedRecording, said: str) -> str:
        """Why it is not being transcribed, where nobody said yes to that."""
        who = story.who or self.tr("the storyteller")
        words = {
            NO: self.tr("It is not transcribed: {who} said no to that."),
            LATER: self.tr("It is not transcribed yet: {who} is to be asked afterwards."),
        }.get(said, self.tr("It is not transcribed yet: {who} was not asked about that."))
        return words.format(who=who)

    def _open(self, story_id: int) -> None:
        self._workspace.choose_story(story_id, at_ms=0)
        self._workspace.page_asked.emit("desk")

    def _transcribe(self, story: FinishedRecording) -> None:
        if stories.note_yes_to_transcribing(self._workspace, story.story_id, story.who):
            self._said_yes = True
            start_transcribing(self._workspace, story.story_id)
            self._show_transcription()
            self._thanks.open.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_day(self, story_id: int, who: str, day: date | None) -> None:
        stories.set_check_ins(self._workspace, story_id, {who: day}, merge=f"{story_id}:{who}")
