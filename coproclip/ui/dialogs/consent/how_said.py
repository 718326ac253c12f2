"""How answers were given: by whom, in which way, until when, and what is kept of it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLayout, QLineEdit, QWidget

from coproclip.overview.consent import GivenSheet, PersonConsent
from coproclip.timecode import clock
from coproclip.ui.dialogs.consent_choices import form_words
from coproclip.ui.operations.consent import HowSaid
from coproclip.ui.widgets.boxes import NONE, hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label


class HowSaidFields(QWidget):
    """The same for all that is answered in one visit; who and how are never filled in for a person."""

    changed = Signal()

    def __init__(
        self, known: PersonConsent, sheets: tuple[GivenSheet, ...], noted_by: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(*NONE)
        self._form.setVerticalSpacing(8)
        self._form.setHorizontalSpacing(16)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.who, self.how, self.noted_by = QLineEdit(), QComboBox(), QLineEdit(noted_by)
        self.who.setPlaceholderText(self.tr("The storyteller, or who spoke for them; a name to go by is enough"))
        self.how.setEditable(True)
        self.how.addItems(
            [
                self.tr("on a signed sheet"),
                self.tr("by name on the screen"),
                self.tr("in the recording"),
                self.tr("in person"),
                self.tr("on the phone"),
                self.tr("through a supporter"),
            ]
        )
        self.how.setCurrentIndex(-1)
        if (line := self.how.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Choose, or type it"))
        self.heard = QComboBox()
        self.heard.addItem(self.tr("Nowhere"), None)
        for moment_id, at_ms in known.spoken:
            self.heard.addItem(self.tr("At {time}").format(time=clock(at_ms)), moment_id)
        self.sheet = QComboBox()
        self.sheet.addItem(self.tr("None, or another one"), None)
        for sheet in sheets:
            words = self.tr("{form}, given out on {day}").format(form=form_words(sheet.form), day=sheet.day)
            self.sheet.addItem(words, sheet.id)
        self.until, self.review = QLineEdit(), QLineEdit()
        self.until.setPlaceholderText(self.tr("No end; or a day, such as 2027-05-12"))
        self.review.setPlaceholderText(self.tr("Not planned; or a day, such as 2027-05-12"))
        self._scan: Path | None = None
        self.scan = Label(self.tr("No file"), "small", elide=True)
        self.attach = Button(self.tr("Attach a scan…"), "paperclip", size="small", on_click=self._choose_scan)
        self.detach = Button(icon="x", kind="icon", size="small", name=self.tr("Take the scan away"))
        self.detach.clicked.connect(lambda _on=False: self.show_scan(None))
        paper = hbox(spacing=8)
        for part in (self.attach, self.detach):
            paper.addWidget(part)
        paper.addWidget(self.scan, 1)
        self._row(self.tr("Who answered"), self.who)
        self._row(self.tr("How"), self.how)
        if known.spoken:
            self._row(self.tr("Heard in the recording"), self.heard)
        self._row(self.tr("Signed sheet"), self.attach, paper)
        if sheets:
            self._row(self.tr("Sheet they were given"), self.sheet)
        self._row(self.tr("A yes holds until"), self.until)
        self._row(self.tr("Ask again on"), self.review)
        self._row(self.tr("Noted by"), self.noted_by)
        for field in (self.who, self.until, self.review, self.noted_by):
            field.textChanged.connect(lambda _text: self.changed.emit())
        self.how.currentTextChanged.connect(lambda _text: self.changed.emit())
        self.show_scan(None)

    def _row(self, words: str, field: QWidget, line: QLayout | None = None) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        if field is not self.attach:
            field.setAccessibleName(words)
        self._form.addRow(label, line) if line is not None else self._form.addRow(label, field)

    def said(self) -> HowSaid:
        """As it is filled in."""
        return HowSaid(
            self.who.text(),
            self.how.currentText(),
            self.noted_by.text(),
            self.heard.currentData(),
            self.sheet.currentData(),
            self._scan,
            self.until.text(),
            self.review.text(),
        )

    def take_over(self, other: "HowSaidFields") -> None:
        """Show what is filled in in `other`, of the same person."""
        for field, theirs in ((self.who, other.who), (self.until, other.until), (self.review, other.review)):
            field.setText(theirs.text())
        self.noted_by.setText(other.noted_by.text())
        self.how.setEditText(other.how.currentText())
        for box, theirs_too in ((self.heard, other.heard), (self.sheet, other.sheet)):
            box.setCurrentIndex(theirs_too.currentIndex())
        self.show_scan(other.said().scan)

    def show_scan(self, file: Path | None) -> None:
        """The scan or photo that is copied in when the answers are saved."""
        self._scan = file
        self.scan.setText(file.name if file is not None else self.tr("No file"))
        self.detach.setVisible(file is not None)

    def _choose_scan(self) -> None:
        kinds = self.tr("Pictures and PDF (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp *.heic *.gif *.bmp)")
        file, _kind = QFileDialog.getOpenFileName(self, self.tr("The signed sheet"), "", kinds)
        if file:
            self.show_scan(Path(file))
