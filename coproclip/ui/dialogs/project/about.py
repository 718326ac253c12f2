"""“About this project”: what it is, why it is done, with whom, and whom to turn to; everything by keyboard."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCompleter, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.people.about_project import SECTIONS, Field, project_facts
from coproclip.people.own_lists import places
from coproclip.ui.dialogs.project.partners import Partners
from coproclip.ui.dialogs.project.quantity_words import QuantityWords
from coproclip.ui.operations.project import change_project
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.workspace import Workspace

SAFEGUARDING = "safeguarding"


class AboutProject(Dialog):
    """Change what is said of the project; everything is one undo step. `at` is the field to begin in."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, *, at: str = "title") -> None:
        super().__init__("", parent, wide=720, high=720)
        self._workspace = workspace
        self.setWindowTitle(self.tr("About this project"))
        facts = workspace.read(project_facts)
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._shown: dict[str, ShownText] = {}
        self.column.setSpacing(12)
        for section in SECTIONS:
            self.column.addWidget(Label(section.title, "head"))
            self.column.addWidget(self._form(section.fields, facts.texts))
            self.column.addSpacing(8)
        self.partners = Partners(facts.partners)
        self.bands = QuantityWords(facts.bands)
        for part in (self.partners, self.bands):
            self.column.addWidget(part)
            self.column.addSpacing(8)
        self.column.addStretch(1)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.foot.addWidget(self.trouble, 1)
        self.save = Button(self.tr("Save"), kind="main", on_click=self._keep)
        self.save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.save)
        self.ask_before_leaving(self.save)
        self._offer_places()
        self._first = self.fields[at]

    def _form(self, fields: tuple[Field, ...], texts: Mapping[str, str]) -> QWidget:
        whole = QWidget()
        form = QFormLayout(whole)
        form.setContentsMargins(2, 2, 12, 2)
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields:
            control: QLineEdit | QPlainTextEdit = QLineEdit()
            if field.long:
                control = QPlainTextEdit()
                control.setTabChangesFocus(True)
                control.setFixedHeight(current().scaled(76))
            self.fields[field.name] = control
            self._shown[field.name] = ShownText(control)
            self._shown[field.name].show(texts[field.name])
            label = Label(field.label, "small-strong", wrap=True)
            label.setFixedWidth(current().scaled(170))
            label.setBuddy(control)
            control.setAccessibleName(field.label)
            control.setAccessibleDescription(field.meaning)
            under = QWidget()
            column = vbox(under, NONE, 3)
            column.addWidget(control)
            meaning = (
                field.meaning
                if field.public
                else self.tr("{meaning} For the team alone.").format(meaning=field.meaning)
            )
            column.addWidget(Label(meaning, "hint", wrap=True))
            form.addRow(label, under)
        return whole

    def _offer_places(self) -> None:
        """While the place is typed, those on the project's list that have these letters are offered."""
        field = self.fields["place"]
        assert isinstance(field, QLineEdit)
        known = QCompleter(self._workspace.read(places), field)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(known)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the field that was asked for, in sight."""
        super().showEvent(event)
        self._first.setFocus()
        self.body.ensureWidgetVisible(self._first)

    def _typed(self) -> dict[str, tuple[str, str]]:
        return {name: shown.both for name, shown in self._shown.items()}

    def is_changed(self) -> bool:
        """Whether a text, a partner or a quantity word is another than before."""
        texts = any(before.strip() != now.strip() for before, now in self._typed().values())
        return texts or self.partners.changed or self.bands.changed

    def _keep(self) -> None:
        try:
            bands = self.bands.shown, self.bands.bands() if self.bands.changed else self.bands.shown
            change_project(self._workspace, self._typed(), self.partners.details(), self.partners.removed, bands)
        except CoProClipError as error:
            self._say(str(error))
            return
        self.accept()

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()
