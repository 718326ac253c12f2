"""What a storyteller said before recording, to be seen and changed; and what was noted while it was recorded."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from coproclip.overview.story_details import Agreed, ConsentAnswer, NotedMoments
from coproclip.people.consent import ConsentAbout
from coproclip.project.kinds import ASKED_BEFORE
from coproclip.timecode import length
from coproclip.ui.dialogs.consent_choices import LATER, NO, YES, about_words, answer_words
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.tooltips import as_written


class ConsentFields:
    """A field for each of the three questions; what was said before stays in the project beside a new answer."""

    def __init__(self) -> None:
        self.fields: dict[ConsentAbout, QComboBox] = {about: QComboBox() for about in ASKED_BEFORE}
        self._before: dict[ConsentAbout, str] = {}
        for about, field in self.fields.items():
            field.setAccessibleName(about_words(about))

    def show(self, known: Agreed) -> None:
        """Show what is known; what somebody chose meanwhile stays where nothing else is known than before."""
        before = {about: known[about].answer if about in known else "" for about in ASKED_BEFORE}
        if before == self._before:
            return
        self._before = before
        for about, field in self.fields.items():
            field.clear()
            for answer in ("",) * (not before[about]) + (YES, NO, LATER):
                field.addItem(answer_words(answer), answer)
            field.setCurrentIndex(max(0, field.findData(before[about])))
            field.setToolTip(as_written(_when(known[about])) if about in known else "")

    def new_answers(self) -> dict[ConsentAbout, str]:
        """The answers that are others than before."""
        chosen = {about: field.currentData() for about, field in self.fields.items()}
        return {about: answer for about, answer in chosen.items() if answer and answer != self._before[about]}


def _when(said: ConsentAnswer) -> str:
    return ", ".join(part for part in (said.who, said.how, said.day) if part)


def noted_words(noted: NotedMoments) -> str:
    """“3 moments marked, 2 starters asked, 40 s off the record”; empty where there is nothing."""
    tr, parts = QCoreApplication.translate, []
    for number, one, many in (
        (noted.marks, tr("Details", "1 moment marked"), tr("Details", "{n} moments marked")),
        (noted.starters, tr("Details", "1 starter asked"), tr("Details", "{n} starters asked")),
        (noted.spoken_yes, tr("Details", "the yes is heard in it"), tr("Details", "the yes is heard in it")),
        (noted.lost, tr("Details", "sound was lost once"), tr("Details", "sound was lost {n} times")),
    ):
        if number:
            parts.append(counted(number, one, many))
    if noted.off_record_ms:
        parts.append(tr("Details", "{length} off the record").format(length=length(max(1000, noted.off_record_ms))))
    return ", ".join(parts)
