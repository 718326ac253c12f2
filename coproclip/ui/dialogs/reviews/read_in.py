"""“Read in answers to a review”: each answer is shown, with what becomes of it, before any is saved."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.reviews.review_codes import LENGTH
from coproclip.excerpts.reviews.review_packs import (
    Outcome,
    PackAnswer,
    answers_of_codes,
    answers_of_file,
    read_answer_file,
)
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.answer_fields import HowField
from coproclip.ui.job_runner import JobKind
from coproclip.ui.operations.reviews import keep_answers
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, IconLabel, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

SIGNS = {
    Outcome.YES: ("circle-check", "ok"),
    Outcome.AGAIN: ("rotate-ccw", "flag"),
    Outcome.CHANGE: ("pencil", "stop"),
    Outcome.NO: ("circle-x", "stop"),
    Outcome.NO_ANSWER: ("hourglass", "flag"),
    Outcome.NOT_KEPT: ("ban", "flag"),
}


class ReadAnswers(Dialog):
    """A file or letters, what they say, who answered and how."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=620)
        self.setWindowTitle(self.tr("Read in answers to a review"))
        self._workspace = workspace
        self._answers: Sequence[PackAnswer] = ()
        self._half_typed = False
        self._reading = BackgroundReading[tuple[Sequence[PackAnswer], str]](workspace, self, JobKind.LOOK)
        self.finished.connect(self._reading.stop)
        column = self.column
        row = hbox(spacing=8)
        self.choose = Button(self.tr("Choose the file they sent back…"), "file-input", on_click=self._choose)
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        self.letters, self.wish = QLineEdit(), QLineEdit()
        self.letters.setPlaceholderText("K7PF YM, 3DXA NC")
        self._field(self.tr("Or type the letters beside each answer"), self.letters)
        self._field(self.tr("What they would like changed, if anything"), self.wish)
        self.trouble = Label("", "error", wrap=True)
        column.addWidget(self.trouble)
        column.addWidget(Hairline())
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(12)
        self.rows.setVerticalSpacing(10)
        self.rows.setColumnStretch(1, 1)
        column.addLayout(self.rows)
        self.who, self.how = QLineEdit(), HowField()
        self._field(self.tr("Who answered"), self.who)
        self._field(self.tr("How"), self.how)
        column.addStretch(1)
        self.keep = Button(self.tr("Save answers"), kind="main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self.letters.textChanged.connect(lambda _text: self._read_letters())
        self.wish.textChanged.connect(lambda _text: self._read_letters())
        self.who.textChanged.connect(lambda _text: self._renew())
        self.how.currentTextChanged.connect(lambda _text: self._renew())
        self._renew()

    def _field(self, words: str, field: QWidget) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        self.column.addWidget(label)
        self.column.addWidget(field)

    def _choose(self) -> None:
        kinds = self.tr("Answers (*.json)")
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("The file they sent back"), "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Show what is in a file that came back."""
        project = self._workspace.opened()
        self.letters.clear()
        self._read(lambda session: answers_of_file(project, session, read_answer_file(path)))

    def _read_letters(self) -> None:
        typed = self.letters.text().strip()
        if not typed:
            self._half_typed = False
            self._reading.stop()
            self._show(())
            return
        letters = re.sub(r"[^0-9A-Za-z]+", "", typed)
        many = [letters[at : at + LENGTH + 2] for at in range(0, len(letters), LENGTH + 2)]
        self._half_typed = len(letters) % (LENGTH + 2) > 0
        whole = many[:-1] if self._half_typed else many
        self._read(partial(answers_of_codes, codes=whole, wish=self.wish.text()))

    def _read(self, read: Callable[[Any], Sequence[PackAnswer]]) -> None:
        """Show what came back once it is read; until then nothing of it can be saved."""

        def _came(session: Any) -> list[tuple[Sequence[PackAnswer], str]]:
            try:
                return [(read(session), "")]
            except CoProClipError as error:
                return [((), str(error))]

        self._answers = ()
        self._renew()
        self._reading.begin(_came, lambda came: self._show(*came[-1]))

    def _show(self, answers: Sequence[PackAnswer], trouble: str = "") -> None:
        self._answers = answers
        self.trouble.setText(trouble)
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, one in enumerate(answers):
            sign, colour = SIGNS[one.outcome]
            self.rows.addWidget(IconLabel(sign, colour, 18), row, 0, Qt.AlignmentFlag.AlignTop)
            wish = self.tr(" “{wish}”").format(wish=one.wish) if one.wish else ""
            self.rows.addWidget(Label(f"{one.title}\n{one.words}{wish}", wrap=True), row, 1)
        self._renew()

    def _missing(self) -> str:
        if self._half_typed:
            return self.tr("Type all six letters of each answer.")
        if not self._answers:
            return self.tr("Choose a file, or type the letters.")
        if not self.who.text().strip():
            return self.tr("Note who answered. A name to go by is enough.")
        return "" if self.how.words() else self.tr("Note how they answered.")

    def _renew(self) -> None:
        missing = self._missing()
        self.trouble.setVisible(bool(self.trouble.text()))
        self.keep.setEnabled(not missing)
        self.keep.setToolTip(as_written(missing))

    def _keep(self) -> None:
        if keep_answers(self._workspace, self._answers, self.who.text(), self.how.words()):
            self.accept()


def read_answers(workspace: Workspace, parent: QWidget) -> None:
    """Read in what a storyteller answered to a review."""
    workspace.keep_all()
    run_dialog(ReadAnswers(workspace, parent))
