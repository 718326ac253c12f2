"""What a storyteller said before recording, to be seen and changed; and what was noted while it was recorded."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox

from coproclip.people.consent import note_consent
from coproclip.people.storytellers import storytellers_of
from coproclip.project.project import Edit
from coproclip.project.schema import Consent, ConsentAbout, Moment, MomentKind
from coproclip.timecode import length
from coproclip.ui.components.tips import as_written
from coproclip.ui.record.choices import LATER, NO, YES, about_words, answer_words


class Said:
    """A field for each of the three questions; what was said before stays in the project beside a new answer."""

    def __init__(self, known: Mapping[ConsentAbout, Consent]) -> None:
        self.fields: dict[ConsentAbout, QComboBox] = {}
        self._before = {about: known[about].answer if about in known else "" for about in ConsentAbout}
        for about, before in self._before.items():
            field = QComboBox()
            field.setAccessibleName(about_words(about))
            for answer in ("",) * (not before) + (YES, NO, LATER):
                field.addItem(answer_words(answer), answer)
            field.setCurrentIndex(max(0, field.findData(before)))
            if about in known:
                field.setToolTip(as_written(_when(known[about])))
            self.fields[about] = field

    def keep(self, edit: Edit, story_id: int, who: str) -> None:
        """Keep the answers that are others than before."""
        for about, field in self.fields.items():
            answer = field.currentData()
            if answer and answer != self._before[about]:
                # Everybody who is named here was asked; each has an answer of their own.
                tellers: list[int | None] = [one.id for one in storytellers_of(edit.session, story_id)]
                for teller in tellers or [None]:
                    note_consent(edit, story_id, about, answer, who=who, how="afterwards", storyteller_id=teller)


def _when(said: Consent) -> str:
    return ", ".join(part for part in (said.who, said.how, said.said_at[:10]) if part)


def noted(moments: Sequence[Moment]) -> str:
    """“3 moments marked, 2 starters asked, 40 s off the record”; empty where there is nothing."""
    tr, parts = QCoreApplication.translate, []
    many = {kind: [one for one in moments if one.kind == kind] for kind in MomentKind}
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
