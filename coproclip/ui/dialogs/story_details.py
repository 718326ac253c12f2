"""What is known of a story: title, who tells it, who asks, what they said, notes; and its recording."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from coproclip.errors import CoProClipError
from coproclip.overview.story_details import story_facts, teller_facts
from coproclip.people.stories import listed
from coproclip.speech.language_names import LANGUAGES
from coproclip.timecode import length
from coproclip.ui.dialogs.consent.dialog import show_consent
from coproclip.ui.dialogs.consent_fields import noted_words
from coproclip.ui.dialogs.meaning.own_sense import OwnSense
from coproclip.ui.dialogs.tellers import Tellers
from coproclip.ui.operations.stories import change_details
from coproclip.ui.style.tokens import current
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.check_in_days import CheckInDays
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.forms import add_row, form_layout
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace


class StoryDetails(Dialog):
    """Change what is known of one story; everything is one undo step."""

    def __init__(self, workspace: Workspace, story_id: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=600)
        self._workspace, self._story_id = workspace, story_id
        self.setWindowTitle(self.tr("About this story"))
        story, tellers = workspace.read(story_facts, story_id), workspace.read(teller_facts, story_id)
        noted, sound = noted_words(story.noted), story.recording
        self.tellers = Tellers(tellers)
        column = self.column
        column.setSpacing(14)
        column.addWidget(Label(story.title or self.tr("A story without a title"), "head", wrap=True))
        whole = QWidget()
        form = form_layout(whole)
        self.name = QLineEdit(story.title)
        self.reporter = QLineEdit(story.reporter)
        self.language = QComboBox()
        self.language.addItem(self.tr("Detected automatically"), "")
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(story.language)))
        self.note = self._lines(story.note)
        self.private = self._lines(story.private_note)
        self.care = QLineEdit(story.care)
        self.care.setPlaceholderText(self.tr("“About the death of a child”"))
        self.sensitive = QCheckBox(self.tr("It holds sensitive things"))
        self.sensitive.setChecked(story.sensitive)
        self._sensitive = story.sensitive
        self._language = story.language, self.language.currentData()
        self._named = tellers.aliases
        self.own = OwnSense()
        fields: dict[str, QLineEdit | QPlainTextEdit] = {
            "title": self.name,
            "reporter": self.reporter,
            "note": self.note,
            "private_note": self.private,
            "care": self.care,
            **self.own.fields,
        }
        self._shown = {key: ShownText(field) for key, field in fields.items()}
        for key, shown in self._shown.items():
            shown.show(getattr(story, key))
        self.private.setPlaceholderText(self.tr("If someone may be at risk: what, and who should know"))
        for text, field in (
            (self.tr("Story title"), self.name),
            (self.tr("Reporter"), self.reporter),
            (self.tr("Language"), self.language),
            (self.tr("Note, only for the team"), self.note),
            (self.tr("Private note, in no clip and no page"), self.private),
        ):
            add_row(form, text, field)
        label = Label(self.tr("Before hearing"), "small-strong")
        label.setBuddy(self.care)
        self.care.setAccessibleName(self.tr("What somebody should know before hearing it"))
        form.addRow(label, self.care)
        form.addRow("", self.sensitive)
        # Words of a tick cannot wrap: with large text they would push the whole form over the edge.
        form.addRow("", Label(self.tr("Such as health, race, faith, or who somebody loves."), "small", wrap=True))
        self.check_ins = CheckInDays()
        self._planned = story.check_ins
        self.check_ins.show_days(listed(tellers.aliases), story.reporter, date.today(), story.check_ins)
        form.addRow(Label(self.tr("How are you?"), "small-strong"), self.check_ins)
        if noted:
            form.addRow(Label(self.tr("Noted while recording"), "small-strong"), Label(noted, "small", wrap=True))
        if sound is not None:
            facts = self.tr("{name}, {length}").format(name=sound.name, length=length(sound.duration_ms))
            form.addRow(Label(self.tr("Recording"), "small-strong"), Label(facts, "small", wrap=True))
            print_ = Label(sound.sha256, "caption", wrap=False, elide=True)
            print_.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            print_.setToolTip(
                as_written(
                    self.tr("SHA-256 of the original file, which is never changed: {sum}").format(sum=sound.sha256)
                )
            )
            form.addRow(Label(self.tr("Original file unchanged"), "small-strong"), print_)
            if sound.notice:
                form.addRow(Label(self.tr("Good to know"), "small-strong"), Label(sound.notice, "small", wrap=True))
        column.addWidget(self.tellers)
        self.items = Button(self.tr("Everything they agreed to…"), "handshake", size="small", on_click=self._items)
        column.addWidget(self.items, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Hairline())
        column.addWidget(self.own)
        column.addWidget(Hairline())
        column.addWidget(whole)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        keep = Button(self.tr("Save"), kind="main", on_click=self._keep)
        keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), keep)
        self.ask_before_leaving(keep)
        first = self.tellers.rows[0]
        (first.description if first.name else first.alias).setFocus()

    @staticmethod
    def _lines(text: str) -> QPlainTextEdit:
        field = QPlainTextEdit(text)
        field.setTabChangesFocus(True)
        field.setFixedHeight(current().scaled(60))
        return field

    def _items(self) -> None:
        named = tuple(row.name for row in self.tellers.rows if row.name)
        # An answer is somebody's: who was just named is kept first.
        if named != self._workspace.read(teller_facts, self._story_id).aliases and not self._kept():
            return
        if show_consent(self._workspace, self._story_id, None, self):
            theirs = self._values.changed()
            self.tellers.renew(self._workspace.read(teller_facts, self._story_id))
            self._values.note(theirs)

    def _keep(self) -> None:
        if self._kept():
            self.accept()

    def _kept(self) -> bool:
        """Whether what is filled in could be kept; else why not is said."""
        texts = [TypedText(TextOf.STORY, self._story_id, key, *shown.both) for key, shown in self._shown.items()]
        called = {"": self.language.itemText(0), **dict(LANGUAGES)}
        before, shown_as = self._language
        language = before if self.language.currentData() == shown_as else self.language.currentData()
        texts.append(TypedText(TextOf.STORY, self._story_id, "language", before, language, words=called))
        try:
            marked = None if self.sensitive.isChecked() == self._sensitive else self.sensitive.isChecked()
            change_details(
                self._workspace,
                self._story_id,
                texts,
                self.tellers.details(),
                named=self._named,
                sensitive=marked,
                check_in_days=self._days(),
            )
        except CoProClipError as error:
            self.trouble.setText(str(error))
            self.trouble.show()
            return False
        self.trouble.hide()
        self._planned = {who: day for who in self.check_ins.fields if (day := self.check_ins.day(who)) is not None}
        self._named = tuple(row.name for row in self.tellers.rows if row.name)
        self._values.note()
        return True

    def _days(self) -> dict[str, tuple[date | None, date | None]]:
        """The days to ask how somebody is, before and now."""
        return {who: (self._planned.get(who), self.check_ins.day(who)) for who in self.check_ins.fields}
