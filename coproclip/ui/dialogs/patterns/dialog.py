"""What stories say together: how many speak to each theme, who tells them, the grid, and whose voice is missing."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.patterns import Patterns, read_patterns
from coproclip.people.quantity import quantity_word
from coproclip.project.kinds import ListKind
from coproclip.themes.patterns import SMALL, Crossed, Size, TellingStory
from coproclip.themes.story_filter import matching_stories
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.meaning.words import feeling_words, kind_words
from coproclip.ui.dialogs.patterns.cell import CellDialog
from coproclip.ui.dialogs.patterns.table import CellsWhenSeen, CountedRow, CountedTable, CountedView
from coproclip.ui.operations import patterns as operations
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import of_stories
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.saving_to import ask_where_to_save
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.workspace import Workspace

COUNTS, GRID, MISSING, MEANINGS = "counts", "grid", "missing", "meanings"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands in the table: its columns, its rows, and a sentence below."""

    names: tuple[str, ...]
    rows: tuple[CountedRow, ...]
    said: str


class PatternsDialog(Dialog):
    """One table at a time, of all stories or of those told by some people; each can be saved as a file."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What stories say together"), parent, wide=1000, high=720)
        self._workspace = workspace
        self._patterns = Patterns()
        self._reading = BackgroundReading[Patterns](workspace, self)
        self.column.addWidget(Label(self.tr("What stories say together"), "head"))
        self.where = QLineEdit()
        self.where.setProperty(LOOKS_FOR, True)
        self.where.setPlaceholderText(self.tr("All stories. Or: carer AND (young OR old)"))
        words = self.tr("Only stories told by")
        self.where.setAccessibleName(words)
        label = Label(words, "small-strong")
        label.setBuddy(self.where)
        row = hbox(spacing=8)
        row.addWidget(label)
        row.addWidget(self.where, 1)
        self.column.addLayout(row)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.kind = Segmented(
            [
                Choice(COUNTS, self.tr("Counts")),
                Choice(GRID, self.tr("Grid")),
                Choice(ListKind.ROLE.value, self.tr("Roles")),
                Choice(ListKind.SECTOR.value, self.tr("Sectors")),
                Choice(ListKind.PROJECT.value, self.tr("Projects")),
                Choice(ListKind.WAY.value, self.tr("Ways")),
                Choice(ListKind.PLACE.value, self.tr("Places")),
                Choice(MEANINGS, self.tr("Feelings")),
                Choice(MISSING, self.tr("Missing voices")),
            ],
            self.tr("What is shown"),
        )
        self.column.addWidget(self.kind)
        self.model = CountedTable(self)
        self.table = CountedView(self.model)
        self.table.setMinimumHeight(current().scaled(300))
        self.column.addWidget(self.table, 1)
        self.said = Label("", "small", wrap=True)
        self.column.addWidget(self.said)
        self.save = Button(self.tr("Save as a file…"), "download", on_click=self._save)
        self.foot.addWidget(self.save)
        self.answer_with(Button(self.tr("Close"), kind="main", on_click=self.accept))
        self.said.setText(self.tr("Counting…"))
        self.kind.chosen.connect(lambda _key: self._show())
        self.where.editingFinished.connect(self._load)
        self.where.returnPressed.connect(self._load)
        self.table.opened.connect(self._open)
        self._load()
        self.table.setFocus()

    # ---- what is shown ----------------------------------------------------------------------------------------

    def _load(self) -> None:
        where = self.where.text()
        try:
            self._workspace.read(matching_stories, where)
        except CoProClipError as error:
            self._complain(str(error))
            return
        self._complain("")
        self._reading.begin(lambda session: [read_patterns(session, where)], self._on_counted)

    def _on_counted(self, counted: list[Patterns]) -> None:
        place = self.table.currentIndex()
        self._patterns = counted[-1]
        self._show()
        if place.isValid():
            self.table.setCurrentIndex(self.model.index(place.row(), place.column()))

    def _complain(self, words: str) -> None:
        if words and words != self.trouble.text():
            announce(self, words)
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.where.setProperty("error", bool(words))
        self.where.update()

    def _show(self) -> None:
        key = self.kind.key()
        shown = {COUNTS: self._counts, GRID: self._grid, MISSING: self._missing, MEANINGS: self._meanings}.get(key)
        made = shown() if shown is not None else self._crossed(ListKind(key))
        self.model.show_table(made.names, made.rows)
        self.table.setAccessibleName(self.kind.words())
        if made.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.said.setText(" ".join(filter(None, (self._among(), made.said))))
        self.save.setEnabled(key not in (MISSING, MEANINGS) and bool(made.rows))

    def _among(self) -> str:
        found = self._patterns
        if found.among is None:
            return ""
        words = of_stories(len(found.among), found.every)
        if 0 < len(found.among) < SMALL:
            return self.tr("{stories}: so few can point at a person.").format(stories=words)
        return f"{words}."

    def _counts(self) -> _Shown:
        found = self._patterns
        every = found.every if found.among is None else len(found.among)
        names = (
            *(self.tr("Theme"), self.tr("Stories"), self.tr("In words"), self.tr("Excerpts")),
            *(self.tr("See it differently"), self.tr("Dots in workshops")),
        )
        excerpts, differing = Counter[int](), Counter[int]()
        for (_story, number), cell in found.grid.cells.items():
            excerpts[number] += len(cell.excerpts)
            differing[number] += len(cell.differing)
        rows = []
        for theme in found.grid.themes:
            number, some = theme.theme_id, len(found.stories.get(theme.theme_id, ()))
            words = (quantity_word(found.bands, some, every), str(excerpts[number]), str(differing[number]))
            cells = (str(some), *words, str(found.counts[number].dots))
            rows.append(CountedRow(number, ("    " * theme.depth + theme.name, *cells)))
        said = self.tr("Stories are counted, never excerpts. A rare theme can still matter most.")
        return _Shown(names, tuple(rows), said)

    def _grid(self) -> _Shown:
        grid = self._patterns.grid
        many = len(grid.themes) + 1
        rows = tuple(
            CountedRow(one.story_id, CellsWhenSeen(many, partial(self._grid_words, one))) for one in grid.stories
        )
        names = (self.tr("Story"), *("  " * theme.depth + theme.name for theme in grid.themes))
        return _Shown(names, rows, self.tr("Press Enter on a cell to see its excerpts and to write a short summary."))

    def _grid_words(self, story: TellingStory, column: int) -> str:
        if not column:
            return ", ".join(story.who) or story.title
        grid = self._patterns.grid
        cell = grid.cell(story.story_id, grid.themes[column - 1].theme_id)
        if cell.summary:
            return cell.summary
        many = len(cell.excerpts)
        words = self.tr("{n} excerpts").format(n=many) if many > 1 else self.tr("1 excerpt") if many else ""
        differing = len(cell.differing)
        return f"{words}, {self.tr('{n} differ').format(n=differing)}" if differing else words

    def _crossed(self, kind: ListKind) -> _Shown:
        found = self._patterns.crossed[kind]
        rows = tuple(
            CountedRow(
                theme.theme_id,
                (
                    "    " * theme.depth + theme.name,
                    *(self._number(found, theme.theme_id, entry) for entry, _text in found.entries),
                ),
            )
            for theme in found.themes
        )
        said = self.tr("“Small number” is fewer than {n} stories: it can point at a person, and leaves in no file.")
        nothing = self.tr("Nothing is in this list yet. The lists stand under People.")
        names = (self.tr("Theme"), *(text for _entry, text in found.entries))
        return _Shown(names, rows, said.format(n=SMALL) if found.entries else nothing)

    def _number(self, found: Crossed, theme_id: int, entry_id: int) -> str:
        if found.size(theme_id, entry_id) is Size.SMALL:
            return self.tr("small number")
        many = found.stories.get((theme_id, entry_id), 0)
        return str(many) if many else self.tr("none")

    def _meanings(self) -> _Shown:
        found, feelings, kinds = self._patterns.meanings, feeling_words(), kind_words()
        named = [(feelings[one.word], self.tr("feeling"), one) for one in found.valences]
        named += [(f"“{one.word}”", self.tr("in their own word"), one) for one in found.feelings]
        named += [(kinds[one.word], self.tr("kind of excerpt"), one) for one in found.kinds]
        rows = tuple(
            CountedRow(place, (words, what, str(one.stories), str(one.excerpts)))
            for place, (words, what, one) in enumerate(named)
        )
        names = (self.tr("Word"), self.tr("What it is"), self.tr("Stories"), self.tr("Excerpts"))
        return _Shown(names, rows, self.tr("What excerpts mean, as somebody said in their window or by keys."))

    def _missing(self) -> _Shown:
        missing, rows = self._patterns.missing, list[CountedRow]()
        for theme in self._patterns.grid.themes:
            texts = missing.by_theme.get(theme.theme_id, ())
            rows.append(CountedRow(theme.theme_id, ("    " * theme.depth + theme.name, ", ".join(texts))))
        silent = ", ".join(text for _kind, text in missing.silent)
        said = [
            self.tr("No story is told by: {entries}.").format(entries=silent) if silent else "",
            self.tr("In no theme yet: {names}.").format(names=", ".join(missing.storytellers))
            if missing.storytellers
            else "",
        ]
        names = (self.tr("Theme"), self.tr("Nobody speaks to it who is"))
        return _Shown(names, tuple(rows), " ".join(filter(None, said)))

    def done(self, result: int) -> None:
        """Nothing more is counted."""
        self._reading.stop()
        super().done(result)

    # ---- a cell -----------------------------------------------------------------------------------------------

    def _open(self, key: int, column: int) -> None:
        if self.kind.key() != GRID or column == 0:
            return
        theme = self._patterns.grid.themes[column - 1]
        story = next(one for one in self._patterns.grid.stories if one.story_id == key)
        dialog = CellDialog(self._workspace, story, theme, self._patterns.grid.cell(key, theme.theme_id), self)
        run_dialog(dialog)
        if dialog.left:
            self.accept()
            return
        self._load()
        self.table.setFocus()

    # ---- a file -----------------------------------------------------------------------------------------------

    def _save(self) -> None:
        key = self.kind.key()
        kinds = ((self.tr("Excel"), ".xlsx"), (self.tr("CSV"), ".csv"), (self.tr("Web page"), ".html"))
        title = self.tr("Save the grid, for the team alone") if key == GRID else self.tr("Save the counts")
        to = ask_where_to_save(self, title, self.kind.words(), kinds)
        if to is None:
            return
        among: Collection[int] | None = self._patterns.among
        if operations.save(self._workspace, to, key, among, lambda error: self._complain(str(error))):
            self._complain("")
