"""Hide a name: taken out of what leaves, or something general in its place."""

from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.names import places_of, story_names
from coproclip.people.mentions import decided_about
from coproclip.ui.operations import names as operations
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class HideName(Dialog):
    """Asks what is read in place of a name, and who decided so; holds wherever the name is said in the story."""

    def __init__(self, workspace: Workspace, story_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Hide a name"), parent, wide=460)
        self._workspace, self._story_id, self._name = workspace, story_id, name
        decider = workspace.read(story_names, workspace.opened(), story_id).decider
        number = workspace.read(places_of, story_id, name)
        self._shown = workspace.read(decided_about, story_id, name)
        self.column.addWidget(Label(self.tr("Hide “{name}”").format(name=name), "head", wrap=True))
        times = counted(
            number, self.tr("It is said once in this story."), self.tr("It is said {n} times in this story.")
        )
        hint = self.tr(
            "{times} In what leaves it is neither read nor heard then; what people write themselves, such as titles, "
            "is held back while the name is in it. The story stays as it was told."
        )
        self.column.addWidget(Label(hint.format(times=times), "small", wrap=True))
        self.general, self.by = QLineEdit(), QLineEdit(decider)
        self.general.setPlaceholderText(self.tr("nothing, or: a hospital, my sister"))
        for words, field in ((self.tr("Say this instead"), self.general), (self.tr("Decided by"), self.by)):
            label = Label(words, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(words)
            self.column.addWidget(label)
            self.column.addWidget(field)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.hide_it = Button(self.tr("Hide it"), "eye-off", "main", on_click=self._hide)
        self.hide_it.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.hide_it)
        self.ask_before_leaving(self.hide_it)
        self.general.setFocus()

    def _hide(self) -> None:
        self.trouble.hide()
        general, by = self.general.text(), self.by.text()
        hide = operations.hide
        if hide(self._workspace, self._story_id, self._name, self._shown, by, self._say, general=general):
            self.accept()

    def _say(self, trouble: CoProClipError) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()
        if self._workspace.project is not None:  # what is said of it now is known from here on
            self._shown = self._workspace.read(decided_about, self._story_id, self._name)
