"""“What they agreed to”: every item with yes, no or not now, how it was said, and what was said before."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.consent import (
    ConsentChange,
    PersonConsent,
    given_sheets,
    last_noted_by,
    person_consent,
    who_consents,
)
from coproclip.project.kinds import ConsentAbout
from coproclip.ui.dialogs.consent.how_said import HowSaidFields
from coproclip.ui.dialogs.consent.item_row import ItemRow
from coproclip.ui.dialogs.consent.own_question import QuestionDialog
from coproclip.ui.dialogs.consent_choices import YES, answer_words, item_words
from coproclip.ui.operations.consent import note_answers
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.handed_over import open_scan
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

_BEFORE = (ConsentAbout.RECORDED, ConsentAbout.TRANSCRIBED)
_HEARS = (ConsentAbout.REPORTERS, ConsentAbout.GROUP)
_SHOWN = (ConsentAbout.NAMED, ConsentAbout.PHOTO, ConsentAbout.ALTERED)
_AFTER = (ConsentAbout.CONTACTED,)
_CHILD = (ConsentAbout.GUARDIAN,)
_LEAVES = tuple(one for one in ConsentAbout if one not in (*_BEFORE, *_HEARS, *_SHOWN, *_AFTER, *_CHILD))


class ConsentDialog(Dialog):
    """What one person agreed to in a story; where several take part, a field says whose answers they are.

    Nothing is chosen beforehand, and what stays unanswered is saved as that: not asked.
    """

    def __init__(
        self, workspace: Workspace, story_id: int, person_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, wide=760)
        self.setWindowTitle(self.tr("What they agreed to"))
        self._workspace, self._story_id = workspace, story_id
        self._people = workspace.read(who_consents, story_id)
        self._sheets, self._noted_by = workspace.read(given_sheets), workspace.read(last_noted_by)
        self.rows: dict[str, ItemRow] = {}
        self.whose = QComboBox()
        self.whose.setAccessibleName(self.tr("Whose answers they are"))
        self.whose.setProperty(LOOKS_FOR, True)
        for one, name in self._people:
            self.whose.addItem(name or self.tr("A storyteller nobody has named"), one)
        self.heading = Label("", "head", wrap=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.whose)
        self.whose.setVisible(len(self._people) > 1)
        hint = self.tr("What nobody asked counts as a no. A no stays until they give a new answer themselves.")
        self.column.addWidget(Label(hint, "muted", wrap=True))
        self._place = vbox(spacing=0)
        self.column.addLayout(self._place)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.missing = Label("", "small", wrap=True)
        self.foot.addWidget(self.missing, 1)
        self.save = Button(self.tr("Save answers"), kind="main", on_click=self._save)
        self.save.setDefault(True)
        self.foot.addWidget(Button(self.tr("Cancel"), on_click=self.reject))
        self.foot.addWidget(self.save)
        self.ask_before_leaving(self.save)
        place = next((n for n, (one, _name) in enumerate(self._people) if one == person_id), 0)
        self.whose.setCurrentIndex(place)
        self.whose.currentIndexChanged.connect(self._show_person)
        self._show_person(place)
        next(iter(self.rows.values())).field.setFocus()

    def _show_person(self, place: int) -> None:
        # Of one at a time: where hundreds take part, all of it together would keep the window waiting.
        self._known = self._workspace.read(person_consent, self._story_id, self._people[place][0])
        who = self._known.name or self.tr("the storyteller")
        self.heading.setText(self.tr("What {who} agreed to in “{story}”").format(who=who, story=self._known.title))
        while (item := self._place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._place.addWidget(self._person(self._known))
        self._values.note()
        self._renew()

    def _person(self, known: PersonConsent) -> QWidget:
        whole = QWidget()
        column = vbox(whole, NONE, 8)
        self.rows = {}
        groups = (
            (self.tr("Before recording"), _BEFORE),
            (self.tr("Who hears all of it"), _HEARS),
            (self.tr("What leaves"), _LEAVES),
            (self.tr("How they appear"), _SHOWN),
            (self.tr("Afterwards"), _AFTER),
            (self.tr("Their parent or guardian"), _CHILD),
            (self.tr("This project’s own questions"), tuple(one.item for one in known.items if one.item not in _ALL)),
        )
        items = {one.item: one for one in known.items}
        for title, asked in groups:
            group = [about for about in asked if about in items]
            if group:
                column.addSpacing(6)
                column.addWidget(Label(title, "small-strong"))
            for about in group:
                row = self.rows[about] = ItemRow(items[about])
                row.answered.connect(self._renew)
                column.addWidget(row)
        more = Button(self.tr("Ask something else too…"), "plus", kind="quiet", size="small", on_click=self._ask_more)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(6)
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("How the new answers were given"), "strong"))
        self.how = HowSaidFields(known, self._sheets, self._noted_by)
        self.how.changed.connect(self._renew)
        column.addWidget(self.how)
        column.addWidget(Hairline())
        column.addWidget(self._history(known))
        return whole

    def _ask_more(self) -> None:
        answers, place = self.answers(), self.whose.currentIndex()
        if not run_dialog(QuestionDialog(self._workspace, self)):
            return
        said = self.how
        self._show_person(place)
        self.how.take_over(said)
        for item, answer in answers.items():
            self.rows[item].choose(answer)
        list(self.rows.values())[-1].field.setFocus()

    def _history(self, known: PersonConsent) -> QWidget:
        box = QWidget()
        column = vbox(box, NONE, 6)
        head = hbox(spacing=8)
        head.addWidget(Label(self.tr("What was said before"), "strong"), 1)
        papers = dict.fromkeys(change.said.paper for change in known.history if change.said.paper)
        for number, paper in enumerate(papers, start=1):
            words = self.tr("Open the scan") if len(papers) == 1 else self.tr("Open scan {n}").format(n=number)
            head.addWidget(Button(words, "paperclip", size="small", on_click=partial(self._open, paper)))
        column.addLayout(head)
        lines = "\n".join(map(self._change_words, known.history)) or self.tr("Nothing was asked yet.")
        self.history = QPlainTextEdit(lines)
        self.history.setReadOnly(True)
        self.history.setTabChangesFocus(True)
        self.history.setAccessibleName(self.tr("What was said before"))
        self.history.setFixedHeight(current().scaled(110 if known.history else 44))
        column.addWidget(self.history)
        return box

    def _change_words(self, change: ConsentChange) -> str:
        said = change.said
        what = change.question or item_words(change.item)
        parts = [said.who, said.how, self.tr("noted by {who}").format(who=said.noted_by) if said.noted_by else ""]
        parts.append(self.tr("until {day}").format(day=said.until) if said.until else "")
        before = answer_words(change.before)
        return self.tr("{day}  {what}: {before} → {after}  ({how})").format(
            day=said.day,
            what=what,
            before=before,
            after=answer_words(said.answer),
            how=", ".join(filter(None, parts)) or self.tr("nobody noted how"),
        )

    def _open(self, paper: str) -> None:
        try:
            open_scan(self._workspace.opened().folder, paper)
        except CoProClipError as error:
            self._say(error)

    # ---- saving -----------------------------------------------------------------------------------------------

    def answers(self) -> dict[str, str]:
        """What was chosen here, by item."""
        return {item: row.answer for item, row in self.rows.items() if row.answer}

    def is_changed(self) -> bool:
        """Whether something was answered or filled in, or a scan was chosen."""
        return super().is_changed() or self.how.said().scan is not None

    def _renew(self) -> None:
        answers, said = self.answers(), self.how.said()
        missing = ""
        if not answers:
            missing = self.tr("Choose what they said to any of it.")
        elif ConsentAbout.GUARDIAN in answers and len(answers) > 1:
            missing = self.tr("Save what the parent or guardian said by itself: who answered is another person.")
        elif YES in answers.values() and not said.who.strip():
            missing = self.tr("Note who answered. A name to go by is enough.")
        elif YES in answers.values() and not said.how.strip():
            missing = self.tr("Note how they answered.")
        self.missing.setText(missing)
        self.save.setEnabled(not missing)
        self.save.setToolTip(as_written(missing))
        # The answers are of one person: those that are chosen are saved first.
        self.whose.setEnabled(not answers)

    def _save(self) -> None:
        error = note_answers(self._workspace, self._story_id, self._known.person_id, self.answers(), self.how.said())
        if error is None:
            self.accept()
        else:
            self._say(error)

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()


_ALL = (*_BEFORE, *_HEARS, *_LEAVES, *_SHOWN, *_AFTER, *_CHILD)


def show_consent(workspace: Workspace, story_id: int, person_id: int | None, over: QWidget) -> bool:
    """Let a person see and note what somebody agreed to; whether something was noted."""
    workspace.keep_all()
    return run_dialog(ConsentDialog(workspace, story_id, person_id, over))
