"""What is known of one person: how they describe themselves first, then what helps them, and where they take part."""

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.people import PersonForm, person_form
from coproclip.people.own_lists import LISTS
from coproclip.people.people import PERSON_FIELDS, PersonField
from coproclip.project.kinds import Part
from coproclip.ui.dialogs.people.entries import EntriesField
from coproclip.ui.dialogs.people.words import part_words
from coproclip.ui.operations.people import PersonDetails, save_person
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

NOT_ANY_MORE = ""
LABEL = 170
"""How wide (px at 100 % text) the questions are, so that all fields stand under each other."""


class PersonDialog(Dialog):
    """Everything is one undo step. `saved` is the number of who was kept."""

    def __init__(self, workspace: Workspace, person_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=680)
        self.setWindowTitle(self.tr("Somebody new") if person_id is None else self.tr("About this person"))
        self._workspace, self._person_id = workspace, person_id
        self.saved: int | None = None
        known = workspace.read(person_form, person_id)
        self.fields: dict[str, QLineEdit | QComboBox | QPlainTextEdit] = {}
        self.parts: dict[int, QComboBox] = {}
        self.entries: list[EntriesField] = []
        self._shown: dict[str, ShownText] = {}
        self._choices: dict[str, str] = {}
        self.column.setSpacing(12)
        form = self._form()
        for one in PERSON_FIELDS:
            self._row(form, one, known.texts.get(one.name, ""))
        self.column.addWidget(Hairline())
        form = self._form()
        for kind, label in LISTS.items():
            holding = [entry for entry in known.entries if entry.kind is kind]
            field = EntriesField(kind, known.lists[kind], holding)
            self.entries.append(field)
            words = Label(label, "small-strong", wrap=True)
            words.setFixedWidth(current().scaled(LABEL))
            form.addRow(words, field)
        if known.stories or known.others:
            self.column.addWidget(Hairline())
            self._stories(self._form(), known)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.foot.addWidget(Label(self.tr("Private fields leave in no file."), "hint", wrap=True), 1)
        save = Button(self.tr("Save"), kind="main", on_click=self._save)
        save.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), save)
        self.ask_before_leaving(save)
        self.fields["description"].setFocus()

    def _form(self) -> QFormLayout:
        part = QWidget()
        form = form_layout(part)
        self.column.addWidget(part)
        return form

    def _row(self, form: QFormLayout, asked: PersonField, text: str) -> None:
        field: QLineEdit | QComboBox | QPlainTextEdit
        if asked.choices:
            field = QComboBox()
            for choice in asked.choices:
                words = part_words(Part(choice)) if asked.name == "part" else choice or self.tr("Not asked")
                field.addItem(words, choice)
            field.setCurrentIndex(max(0, field.findData(text)))
            field.setToolTip(as_written(asked.hint))
            self._choices[asked.name] = field.currentData()
        elif asked.long:
            field = QPlainTextEdit()
            field.setTabChangesFocus(True)
            field.setFixedHeight(current().scaled(60))
        else:
            field = QLineEdit()
        if not isinstance(field, QComboBox):
            field.setPlaceholderText(asked.hint)
            self._shown[asked.name] = ShownText(field)
            self._shown[asked.name].show(text)
        self.fields[asked.name] = field
        words = self.tr("{label} (private)").format(label=asked.label) if asked.private else asked.label
        add_row(form, words, field, wrap=True).setFixedWidth(current().scaled(LABEL))

    def _stories(self, form: QFormLayout, known: PersonForm) -> None:
        for one in known.stories:
            field = self._part_field(self.tr("Not any more"))
            field.setCurrentIndex(field.findData(one.part.value))
            field.setAccessibleName(self.tr("Part in “{story}”").format(story=one.title))
            self.parts[one.story_id] = field
            label = Label(self.tr("In “{story}”").format(story=one.title), "small-strong", wrap=True)
            label.setFixedWidth(current().scaled(LABEL))
            form.addRow(label, field)
        self._before = {story: field.currentData() for story, field in self.parts.items()}
        if not known.others:
            return
        row = hbox(spacing=8)
        self.other_story = QComboBox()
        self.other_story.setAccessibleName(self.tr("Takes part in another story"))
        self.other_story.addItem(self.tr("None"), 0)
        for number, title in known.others:
            self.other_story.addItem(title, number)
        self.other_story.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other_story.setMinimumContentsLength(18)
        self.other_part = self._part_field("")
        self.other_part.setAccessibleName(self.tr("As what they take part in it"))
        row.addWidget(self.other_story, 1)
        row.addWidget(self.other_part)
        label = Label(self.tr("In another story"), "small-strong", wrap=True)
        label.setFixedWidth(current().scaled(LABEL))
        label.setBuddy(self.other_story)
        form.addRow(label, row)

    def _part_field(self, none: str) -> QComboBox:
        field = QComboBox()
        for part in Part:
            field.addItem(part_words(part), part.value)
        if none:
            field.addItem(none, NOT_ANY_MORE)
        return field

    # ---- keeping --------------------------------------------------------------------------------------------------

    def _details(self) -> PersonDetails:
        texts = {name: shown.both for name, shown in self._shown.items()}
        for name, before in self._choices.items():
            field = self.fields[name]
            assert isinstance(field, QComboBox)
            texts[name] = (before, field.currentData())
        at_first = [entry for field in self.entries for entry in field.at_first]
        entries = [entry for field in self.entries for entry in field.entries()]
        parts: dict[int, tuple[Part | None, Part | None]] = {}
        for story, box in self.parts.items():
            if box.currentData() != self._before[story]:
                parts[story] = Part(self._before[story]), Part(box.currentData()) if box.currentData() else None
        if hasattr(self, "other_story") and self.other_story.currentData():
            parts[self.other_story.currentData()] = None, Part(self.other_part.currentData())
        return PersonDetails({name: texts[name] for name in self.fields}, at_first, entries, parts)

    def _save(self) -> None:
        self.trouble.hide()
        self.saved = save_person(self._workspace, self._person_id, self._details(), self._say)
        if self.saved is not None:
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        self.body.ensureWidgetVisible(self.trouble)
