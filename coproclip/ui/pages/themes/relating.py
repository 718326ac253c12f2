"""How a theme belongs to others, and how it came to be: two windows about one theme."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.theme_details import theme_facts
from coproclip.overview.themes import ThemeRow, ThemesOverview
from coproclip.project.kinds import ThemeRelationKind
from coproclip.themes.relations import Relation
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.operations import themes as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, day
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace


class RelationsDialog(Dialog):
    """Each relation with a button that takes it away, and a row to add one; each is an undo step of its own."""

    def __init__(
        self, workspace: Workspace, board: ThemesOverview, theme: ThemeRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("How it belongs to other themes"), parent, wide=520)
        self._workspace, self._theme = workspace, theme
        self.changed = False
        self._shown: dict[tuple[int, str], str] = {}
        """In what words it is shown to belong to others, by their number and how."""
        title = self.tr("How “{name}” belongs to other themes").format(name=theme.name)
        self.column.addWidget(Label(title, "head", wrap=True))
        self.rows: list[Button] = []
        self._list = vbox(margins=NONE, spacing=6)
        self.column.addLayout(self._list)
        self.column.addWidget(Hairline())
        self.kind, self.other, self.words = QComboBox(), QComboBox(), QLineEdit()
        for key, words in self._kinds(comes_in=False).items():
            self.kind.addItem(words, key)
        for row in board.themes:
            if row.theme_id != theme.theme_id:
                self.other.addItem("    " * row.depth + row.shown_name, row.theme_id)
        for text, field in (
            (self.tr("It"), self.kind),
            (self.tr("This theme"), self.other),
            (self.tr("In what way, in a few words"), self.words),
        ):
            label = Label(text, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(text)
            self.column.addWidget(label)
            self.column.addWidget(field)
        self.add = Button(self.tr("Add"), "plus", on_click=self._add)
        self.add.setEnabled(self.other.count() > 0)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.answer_with(Button(self.tr("Done"), kind="main", on_click=self.accept))
        self._show()
        self.kind.setFocus()

    def _kinds(self, *, comes_in: bool) -> dict[str, str]:
        leads = self.tr("is where this leads to: it follows from") if comes_in else self.tr("leads to")
        return {"leads to": leads, "see also": self.tr("see also"), "in tension with": self.tr("is in tension with")}

    def is_changed(self) -> bool:
        """Only what is half typed would be lost."""
        return bool(self.words.text().strip())

    def keeping_words(self) -> str:
        """Add it."""
        return self.add.text() if self.add.isEnabled() else ""

    def keep_and_leave(self) -> bool:
        """Say how it belongs, in the words that were typed."""
        self._add()
        return not self.words.text().strip()

    def _show(self) -> None:
        self.rows = []
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        known = self._workspace.read(theme_facts, self._theme.theme_id).relations
        leads = ThemeRelationKind.LEADS_TO
        self._shown = {(one.other_id, one.kind): one.words for one in known if one.kind != leads or not one.comes_in}
        for one in known:
            self._list.addWidget(self._row(one))
        if not known:
            self._list.addWidget(Label(self.tr("It stands for itself so far."), "small", wrap=True))

    def said(self, one: Relation) -> str:
        """A relation in words."""
        how = {
            "leads to": self.tr("Follows from “{theme}”") if one.comes_in else self.tr("Leads to “{theme}”"),
            "see also": self.tr("See also “{theme}”"),
            "in tension with": self.tr("In tension with “{theme}”"),
        }[one.kind.value].format(theme=one.name)
        return f"{how}: {one.words}" if one.words else how

    def _row(self, one: Relation) -> QWidget:
        line = QWidget()
        row = hbox(line, NONE, 8)
        row.addWidget(Label(self.said(one), "body", wrap=True), 1)
        name = self.tr("Take away: {relation}").format(relation=self.said(one))
        button = Button(icon="x", kind="icon", name=name, on_click=partial(self._remove, one.relation_id))
        self.rows.append(button)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _add(self) -> None:
        self.trouble.hide()
        other, kind, space = self.other.currentData(), self.kind.currentData(), self._workspace
        shown = self._shown.get((other, kind), "")
        if operations.relate(space, self._theme.theme_id, other, kind, shown, self.words.text(), self._on_trouble):
            self.changed = True
            self.words.clear()
        self._show()

    def _remove(self, relation_id: int) -> None:
        if operations.unrelate(self._workspace, relation_id):
            self.changed = True
            self._show()
            (self.rows[0] if self.rows else self.kind).setFocus()

    def _on_trouble(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()
        announce(self, str(error))


class HistoryDialog(Dialog):
    """What was done to a theme, by whom and why, the newest first."""

    def __init__(self, workspace: Workspace, theme: ThemeRow, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("How this theme came to be"), parent, wide=520)
        title = self.tr("How “{name}” came to be").format(name=theme.name)
        self.column.addWidget(Label(title, "head", wrap=True))
        facts = workspace.read(theme_facts, theme.theme_id)
        names = [facts.people[one] for one in facts.suggested if one in facts.people]
        if theme.suggested_by:
            by = {
                "storyteller": self.tr("Suggested by a storyteller"),
                "group": self.tr("Suggested by the group"),
                "reporter": self.tr("Suggested by a reporter"),
            }[theme.suggested_by]
            self.column.addWidget(Label(f"{by}: {', '.join(names)}" if names else by, "body", wrap=True))
        one = self.tr("1 theme of this project was suggested by a storyteller.")
        words = counted(
            facts.from_storytellers, one, self.tr("{n} themes of this project were suggested by storytellers.")
        )
        self.column.addWidget(Label(words, "small", wrap=True))
        self.list = RowList(self.tr("What was done to it"))
        rows = [
            (
                place,
                Row(
                    title=f"{one.what[:1].upper()}{one.what[1:]}",
                    below=one.why,
                    right=day(one.at),
                    right_below=one.who,
                ),
            )
            for place, one in enumerate(reversed(facts.history))
        ]
        self.list.set_rows(rows)
        self.list.setMinimumHeight(current().scaled(260))
        self.list.setVisible(bool(rows))
        self.column.addWidget(self.list, 1)
        if not rows:
            self.column.addWidget(Label(self.tr("Nothing was noted about it yet."), "small"))
        self.answer_with(Button(self.tr("Close"), kind="main", on_click=self.accept))
