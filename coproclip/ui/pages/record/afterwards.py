"""After a story: the page that says thank you, and what can be chosen on it. Every choice is one undo step."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from coproclip.people.check_ins import propose, set_check_in
from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.ui.dialogs.consent_choices import LATER, NO, YES
from coproclip.ui.pages.record.thanks import FinishedRecording
from coproclip.ui.transcription.jobs import start_transcribing

if TYPE_CHECKING:
    from coproclip.ui.pages.record.page import RecordPage


class Afterwards(QObject):
    """Writes a story down if its storyteller said yes to that, keeps the days on which somebody asks how they are."""

    def __init__(self, page: "RecordPage") -> None:
        super().__init__(page)
        self._page, self._workspace, self._thanks = page, page.workspace, page.thanks
        self._thanks.opened.connect(self._open)
        self._thanks.another_asked.connect(page.record_another)
        self._thanks.write_asked.connect(self._write)
        self._thanks.check_in_changed.connect(self._set_day)

    def begin(self, story: FinishedRecording, said: str) -> None:
        """Go on with a story that was just finished; `said` is the answer about writing it down."""
        if said == YES:
            start_transcribing(self._workspace, story.story_id)
        if not self._page.isVisible():
            self._workspace.tell(self.tr("{who}’s story is safe").format(who=story.who or self.tr("The storyteller")))
            return
        today = date.today()
        days = propose(today)

        def _keep(edit: Edit) -> None:
            for who, day in days.items():
                set_check_in(edit, story.story_id, who, day)

        kept = self._do(Operation.CHANGE_CHECK_IN, _keep)
        self._thanks.show_story(story, self._why_not(story, said), today, days if kept else {})
        self._page.thank()

    def _why_not(self, story: FinishedRecording, said: str) -> str:
        """Why it is not being written down; empty if it is."""
        who = story.who or self.tr("the storyteller")
        words = {
            YES: "",
            NO: self.tr("It is not transcribed: {who} said no to that."),
            LATER: self.tr("It is not transcribed yet: {who} is to be asked afterwards."),
        }.get(said, self.tr("It is not transcribed yet: {who} was not asked about that."))
        return words.format(who=who)

    def _do(self, what: Operation, change: Callable[[Edit], Any], merge: str = "") -> bool:
        def _change() -> bool:
            with self._workspace.opened().edit(what, merge=merge) as edit:
                change(edit)
            return True

        return bool(self._workspace.attempt(_change))

    def _open(self, story_id: int) -> None:
        self._workspace.choose_story(story_id, at_ms=0)
        self._workspace.page_asked.emit("desk")

    def _write(self, story: FinishedRecording) -> None:
        def _yes(edit: Edit) -> None:
            note_consent(edit, story.story_id, ConsentAbout.WRITTEN_DOWN, YES, who=story.who, how="afterwards")

        if self._do(Operation.NOTE_CONSENT, _yes):
            start_transcribing(self._workspace, story.story_id)
            self._thanks.show_written("")
            self._thanks.open.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_day(self, story_id: int, who: str, day: date | None) -> None:
        def _set(edit: Edit) -> None:
            set_check_in(edit, story_id, who, day)

        self._do(Operation.CHANGE_CHECK_IN, _set, merge=f"{story_id}:{who}")
