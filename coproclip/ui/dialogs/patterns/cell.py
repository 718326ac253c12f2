"""One cell of the grid: what a story says about a theme, in a short summary and in its excerpts."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.excerpts import sketches
from coproclip.themes.patterns import Cell, GridTheme, TellingStory
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import patterns as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace


class CellDialog(Dialog):
    """Read its excerpts, open one in its story, write the summary. `left`: a story was opened."""

    def __init__(
        self, workspace: Workspace, story: TellingStory, theme: GridTheme, cell: Cell, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("What a story says about a theme"), parent, wide=560)
        self._workspace, self._story, self._theme = workspace, story, theme
        self.left, self._before = False, cell.summary
        title = self.tr("“{theme}” in {story}").format(theme=theme.name, story=", ".join(story.who) or story.title)
        self.column.addWidget(Label(title, "head", wrap=True))
        label = Label(self.tr("Short summary, only for the team"), "small-strong")
        self.summary = QPlainTextEdit(cell.summary)
        self.summary.setTabChangesFocus(True)
        self.summary.setFixedHeight(current().scaled(84))
        self.summary.setAccessibleName(label.text())
        label.setBuddy(self.summary)
        self.column.addWidget(label)
        self.column.addWidget(self.summary)
        self.list = RowList(self.tr("Excerpts"))
        rows = workspace.read(sketches, cell.excerpts) if cell.excerpts else {}
        differs = self.tr("Sees it differently")
        self._rows = rows
        self.list.set_rows(
            [
                (number, Row(title=f"“{row.quote}”", below=differs if number in cell.differing else ""))
                for number, row in rows.items()
            ]
        )
        self.list.setVisible(bool(rows))
        self.column.addWidget(self.list, 1)
        self.column.addWidget(
            Label(self.tr("This story does not speak to this theme yet.") if not rows else "", "small", wrap=True)
        )
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.go = Button(self.tr("Open in its story"), "audio-lines", on_click=self._open)
        self.go.setVisible(bool(rows))
        self.foot.addWidget(self.go)
        keep = Button(self.tr("Save"), kind="main", on_click=self._keep)
        keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), keep)
        self.ask_before_leaving(keep)
        self.summary.setFocus()

    def _keep(self) -> None:
        if self._kept():
            self.accept()

    def _kept(self) -> bool:
        text = self._before, self.summary.toPlainText()
        place = self._story.story_id, self._theme.theme_id
        return operations.set_summary(self._workspace, *place, text, self._on_trouble)

    def _open(self) -> None:
        row = self._rows.get(int(str(self.list.chosen() or 0)))
        if row is None or not self._kept():
            return
        self.left = True
        at_ms = row.spans[0].start_ms if row.spans else None
        self._workspace.choose_story(row.story_id, row.excerpt_id, at_ms)
        self._workspace.page_asked.emit("desk")
        self.accept()

    def _on_trouble(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))
