"""A question of the project's own: its words, and what a yes to it is needed for."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.rules.policy import Use
from coproclip.ui.operations.consent import add_question
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class QuestionDialog(Dialog):
    """Adds one question; what it is needed for is ticked by a person, nothing beforehand."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=480)
        self.setWindowTitle(self.tr("Ask something else too"))
        self._workspace = workspace
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Such as “May a student quote it in a thesis?”"))
        self.text.setAccessibleName(self.tr("What storytellers are asked"))
        label = Label(self.tr("What storytellers are asked"), "small-strong")
        label.setBuddy(self.text)
        self.column.addWidget(label)
        self.column.addWidget(self.text)
        self.column.addWidget(Label(self.tr("What needs a yes to it"), "small-strong"))
        self.uses: dict[Use, QCheckBox] = {}
        for use, words in (
            (Use.REPORTER, self.tr("The reporters hear it")),
            (Use.GROUP, self.tr("The group hears it")),
            (Use.PAPER, self.tr("A workshop’s papers")),
            (Use.TAKE_AWAY, self.tr("What people of a workshop take home")),
            (Use.QUOTE, self.tr("Quotes and the report")),
            (Use.SHARING, self.tr("Clips and playlists")),
            (Use.PAGE, self.tr("A public page")),
            (Use.ARCHIVE, self.tr("An archive")),
        ):
            self.uses[use] = QCheckBox(words)
            self.column.addWidget(self.uses[use])
        hint = self.tr(
            "What goes further needs it too: a public page needs what clips need, a workshop’s papers what quotes need."
        )
        self.column.addWidget(Label(hint, "muted", wrap=True))
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        add = Button(self.tr("Add"), kind="main", on_click=self._add)
        add.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), add)
        self.ask_before_leaving(add)
        self.text.setFocus()

    def _add(self) -> None:
        chosen = [use.value for use, box in self.uses.items() if box.isChecked()]
        if add_question(self._workspace, self.text.text(), chosen, self._say):
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
