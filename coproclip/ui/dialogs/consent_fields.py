"""What a storyteller said before recording, to be seen and changed; and what was noted while it was recorded."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from coproclip.people.consent import ConsentAbout, note_consent
from coproclip.people.moments import MomentKind
from coproclip.project.project import Edit
from coproclip.project.schema import Consent, Moment
from coproclip.timecode import length
from coproclip.ui.dialogs.consent_choices import LATER, NO, YES, about_words, answer_words
from coproclip.ui.widgets.tooltips import as_written

Known = Mapping[ConsentAbout, Consent]


class ConsentFields:
    """A field for each of the three questions; what was said before stays in the project beside a new answer."""

    def __init__(self) -> None:
        self.fields: dict[ConsentAbout, QComboBox] = {about: QComboBox() for about in ConsentAbout}
        self._before: dict[ConsentAbout, str] = {}
        for about, field in self.fields.items():
            field.setAccessibleName(about_words(about))

    def show(self, known: Known) -> None:
        """Show what is known; what somebody chose meanwhile stays where nothing else is known than before."""
        before = {about: known[about].answer if about in known else "" for about in ConsentAbout}
        if before == self._before:
            return
        self._before = before
        for about, field in self.fields.items():
            field.clear()
            for answer in ("",) * (not before[about]) + (YES, NO, LATER):
                field.addItem(answer_words(answer), answer)
            field.setCurrentIndex(max(0, field.findData(before[about])))
            field.setToolTip(as_written(_when(known[about])) if about in known else "")

    def keep(self, edit: Edit, story_id: int, who: str, storyteller_id: int | None) -> None:
        """Keep the answers that are others than before, as those of this storyteller."""
        for about, field in self.fields.items():
            answer = field.currentData()
            if answer and answer != self._before[about]:
                note_consent(edit, story_id, about, answer, who, "afterwards", storyteller_id=storyteller_id)


def _when(said: Consent) -> str:
    return ", ".join(part for part in (said.who, said.how, said.said_at[:10]) if part)


def noted(moments: Sequence[Moment]) -> str:
    """“3 moments marked, 2 starters asked, 40 s off the record”; empty where there is nothing."""
    tr, parts = QCoreApplication.translate, []
    many = {kind: [moment for moment in moments if moment.kind == kind] for kind in MomentKind}
    for kind, one_word, words in (
        (MomentKind.MARK, tr("Details", "1 moment marked"), tr("Details", "{n} moments marked")),
        (MomentKind.STARTER, tr("Details", "1 starter asked"), tr("Details", "{n} starters asked")),
        (MomentKind.SPOKEN_YES, tr("Details", "the yes is heard in it"), tr("Details", "the yes is heard in it")),
        (MomentKind.LOST, tr("Details", "sound was lost once"), tr("Details", "sound was lost {n} times")),
    ):
        if many[kind]:
            parts.append(one_word if len(many[kind]) == 1 else words.format(n=len(many[kind])))
    off = sum(one.end_ms - one.start_ms for one in many[MomentKind.OFF_RECORD])
    if off:
        parts.append(tr("Details", "{length} off the record").format(length=length(max(1000, off))))
    return ", ".join(parts)
