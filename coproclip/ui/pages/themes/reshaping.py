"""Merging a theme into another, and splitting some of its excerpts off, each with who decided it and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.theme_details import theme_facts
from coproclip.overview.themes import ThemeRow
from coproclip.themes.history import By
from coproclip.ui.operations import themes as operations
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace


class _Reshape(Dialog):
    """A heading, what comes along, one field of its own, who decided it and why."""

    def __init__(self, workspace: Workspace, title: str, words: str, parent: QWidget | None) -> None:
        super().__init__(title, parent, wide=480)
        self._workspace = workspace
        self.column.addWidget(Label(title, "head", wrap=True))
        self.column.addWidget(Label(words, "muted", wrap=True))
        self.who = QLineEdit(workspace.read(theme_facts, None).who)
        self.why = QLineEdit()
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()

    def _field(self, words: str, field: QWidget) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        self.column.addWidget(label)
        self.column.addWidget(field)

    def _finish(self, words: str, icon: str) -> None:
        self._field(self.tr("Who decided it"), self.who)
        self._field(self.tr("Why, for whoever asks later"), self.why)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.keep = Button(words, icon, "main", on_click=self._keep)
        self.keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)

    def _by(self) -> By:
        return By(self.who.text(), self.why.text())

    def _keep(self) -> None:
        raise NotImplementedError

    def _on_trouble(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))


class MergeDialog(_Reshape):
    """Which theme the chosen one goes into; `into` is it once that is done."""

    def __init__(
        self, workspace: Workspace, themes: Sequence[ThemeRow], theme: ThemeRow, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Merge “{name}” into another theme").format(name=theme.name)
        words = self.tr("Its excerpts, different views, dots and sub-themes come along. Undo brings it back as it was.")
        super().__init__(workspace, title, words, parent)
        self._theme = theme
        self.into: int | None = None
        self.where = QComboBox()
        for row in themes:
            if row.theme_id != theme.theme_id:
                self.where.addItem("    " * row.depth + row.shown_name, row.theme_id)
        self._field(self.tr("The theme that stays"), self.where)
        self._finish(self.tr("Merge"), "merge")
        self.keep.setEnabled(self.where.count() > 0)
        self.where.setFocus()

    def _keep(self) -> None:
        into = self.where.currentData()
        if operations.merge(self._workspace, [self._theme.theme_id], into, self._by(), self._on_trouble):
            self.into = into
            self.accept()


class SplitDialog(_Reshape):
    """What the new theme is called to which the chosen excerpts go; `theme_id` is it once that is done."""

    def __init__(
        self, workspace: Workspace, theme: ThemeRow, excerpt_ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        many = len(excerpt_ids)
        title = self.tr("Split “{name}”").format(name=theme.name)
        words = counted(
            many,
            self.tr("The chosen excerpt moves to a new theme right after it."),
            self.tr("The {n} chosen excerpts move to a new theme right after it."),
        )
        super().__init__(workspace, title, words, parent)
        self._theme, self._ids = theme, list(excerpt_ids)
        self.theme_id: int | None = None
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("The storyteller’s own words are often the best"))
        self._field(self.tr("Name of the new theme"), self.name)
        self._finish(self.tr("Split"), "split")
        self.name.setFocus()

    def _keep(self) -> None:
        done = (self._theme.theme_id, self.name.text(), self._ids, self._by())
        self.theme_id = operations.split(self._workspace, *done, self._on_trouble)
        if self.theme_id is not None:
            self.accept()
