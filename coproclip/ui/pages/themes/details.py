"""A new theme, and what is known of one: name, guiding question, description, colour and letter."""

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.theme_details import theme_facts
from coproclip.overview.themes import ThemeRow, ThemesOverview, says
from coproclip.themes.codebook import suggested_look
from coproclip.ui.operations import themes as operations
from coproclip.ui.pages.themes.suggesters import Suggesters
from coproclip.ui.pages.themes.swatches import Swatches
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.theme_chip import ThemeMark
from coproclip.ui.workspace import Workspace


class ThemeDetails(Dialog):
    """Make a theme (`theme` is None; `under` is the one it will stand under) or change one; one undo step."""

    def __init__(
        self,
        workspace: Workspace,
        board: ThemesOverview,
        theme: ThemeRow | None = None,
        under: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Name and look of this theme") if theme else self.tr("New theme")
        super().__init__(title, parent, wide=520)
        self._workspace, self._board, self._theme = workspace, board, theme
        self.theme_id: int | None = theme.theme_id if theme else None
        self.column.addWidget(Label(title, "head"))
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._fields(form)
        self.column.addLayout(form)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        keep = Button(self.tr("Save") if theme else self.tr("Add this theme"), kind="main", on_click=self._keep)
        keep.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), keep)
        self.ask_before_leaving(keep)
        self._own_letter = theme is not None
        self._fill(theme, under)
        self._colour = self.swatches.colour()
        self.name.textChanged.connect(self._on_name)
        self.letter.textEdited.connect(self._on_letter)
        self.swatches.chosen.connect(lambda _colour: self._show_mark())
        self.name.setFocus()
        self.name.selectAll()

    def _fields(self, form: QFormLayout) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("The storyteller’s own words are often the best"))
        self.question = QLineEdit()
        self.question.setPlaceholderText(self.tr("What does it ask? For example: Who gets to decide?"))
        self.description = QPlainTextEdit()
        self.description.setPlaceholderText(self.tr("What belongs in it, and what does not"))
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(current().scaled(76))
        self.heading = QComboBox()
        self.heading.addItem(self.tr("A question"), "question")
        self.heading.addItem(self.tr("A statement"), "statement")
        self.linking = QLineEdit()
        self.linking.setPlaceholderText(self.tr("“The next part looks at what it costs.”"))
        facts = self._workspace.read(theme_facts, self.theme_id)
        by = self._theme.suggested_by if self._theme is not None else ""
        self.suggested = Suggesters(facts.people, by, facts.suggested)
        self.under = QComboBox()
        self.under.addItem(self.tr("No other theme"), None)
        for row in self._board.themes:
            self.under.addItem("    " * row.depth + row.shown_name, row.theme_id)
        self.swatches = Swatches()
        self.letter = QLineEdit()
        self.letter.setMaxLength(1)
        self.letter.setFixedWidth(current().scaled(44))
        self.mark = ThemeMark("", 0, "", 28)
        look = hbox(spacing=10)
        look.addWidget(self.letter)
        look.addWidget(self.mark)
        look.addStretch(1)
        rows: list[tuple[str, QWidget | QHBoxLayout, QWidget]] = [
            (self.tr("Name"), self.name, self.name),
            (self.tr("After the headline"), self.heading, self.heading),
            (self.tr("Guiding question"), self.question, self.question),
            (self.tr("Description"), self.description, self.description),
            (self.tr("Leads on with"), self.linking, self.linking),
            (self.tr("Suggested by"), self.suggested, self.suggested.by),
            (self.tr("Part of"), self.under, self.under),
            (self.tr("Colour"), self.swatches, self.swatches),
            (self.tr("Letter"), look, self.letter),
        ]
        for text, shown, field in rows:
            if field is self.under and (self._theme is not None or not self._board.themes):
                self.under.hide()
                continue
            label = Label(text, "small-strong")
            label.setBuddy(field)
            field.setAccessibleName(text)
            form.addRow(label, shown)
            if field is self.question:
                self._after = label
        self.heading.currentIndexChanged.connect(lambda _place: self._show_heading())

    def _fill(self, theme: ThemeRow | None, under: int | None) -> None:
        if theme is not None:
            self.name.setText(theme.name)
            self.question.setText(theme.question)
            self.description.setPlainText(theme.description)
            self.swatches.choose(theme.colour)
            self.letter.setText(theme.letter)
            self.heading.setCurrentIndex(max(0, self.heading.findData(theme.heading_kind)))
            self.linking.setText(theme.linking)
        else:
            self.swatches.choose(self._suggested("")[1])
            self.under.setCurrentIndex(max(0, self.under.findData(under)))
        self._show_mark()

    def _show_heading(self) -> None:
        """What follows the headline is a question or a statement."""
        asks = self.heading.currentData() == "question"
        words = self.tr("Guiding question") if asks else self.tr("Statement")
        hint = self.tr("What does it ask? For example: Who gets to decide?")
        self._after.setText(words)
        self.question.setAccessibleName(words)
        self.question.setPlaceholderText(
            hint if asks else self.tr("What does it say? For example: What gets in the way")
        )

    def _suggested(self, name: str) -> tuple[str, int]:
        return self._workspace.read(suggested_look, name)

    def _on_name(self, name: str) -> None:
        self._complain("")
        if not self._own_letter:
            self.letter.setText(self._suggested(name)[0] if name.strip() else "")
        self._show_mark()

    def _on_letter(self, letter: str) -> None:
        self._own_letter = bool(letter.strip())
        self.letter.setText(letter.upper()[:1])
        self._show_mark()

    def _show_mark(self) -> None:
        self.mark.set_theme(self.letter.text(), self.swatches.colour(), self.name.text())

    def _complain(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.name.setProperty("error", bool(words))
        self.name.update()
        if words:
            announce(self, words)

    def _on_trouble(self, error: CoProClipError) -> None:
        self._complain(str(error))
        self.name.setFocus()

    def is_changed(self) -> bool:
        """Whether a text or the colour is another than at first."""
        return super().is_changed() or self.swatches.colour() != self._colour or self.suggested.changed

    def _keep(self) -> None:
        if self._change(self._theme) if self._theme is not None else self._add():
            self.accept()

    def _add(self) -> bool:
        new = operations.NewTheme(
            name=self.name.text(),
            question=self.question.text(),
            description=self.description.toPlainText(),
            colour=self.swatches.colour(),
            letter=self.letter.text(),
            parent_id=self.under.currentData(),
            heading_kind=self._kind(),
            linking=self.linking.text(),
            suggested=self.suggested.answer(),
        )
        self.theme_id = operations.add(self._workspace, new, self._on_trouble)
        return self.theme_id is not None

    def _change(self, theme: ThemeRow) -> bool:
        texts = {
            "name": (theme.name, self.name.text()),
            "question": (theme.question, self.question.text()),
            "description": (theme.description, self.description.toPlainText()),
            "heading_kind": (theme.heading_kind, self._kind()),
            "linking": (theme.linking, self.linking.text()),
            "letter": (theme.letter, self.letter.text()),
            "colour": (str(theme.colour), str(self.swatches.colour())),
        }
        theirs = self._theirs(theme)
        called = {str(place): name for place, name in enumerate(self.swatches.names)}
        suggested = self.suggested.answer() if self.suggested.changed else None
        return operations.change(
            self._workspace,
            theme.theme_id,
            texts,
            self._on_trouble,
            in_their_words=theirs,
            colours=called,
            suggested=suggested,
        )

    def _kind(self) -> str:
        """What follows the headline; a question needs no word for it where none was said before."""
        kind = str(self.heading.currentData())
        before = self._theme.heading_kind if self._theme is not None else ""
        return before if kind == "question" and not before else kind

    def _theirs(self, theme: ThemeRow) -> bool | None:
        """A renamed theme stays in their words only where somebody in it says the new name; None: it has its name."""
        name = self.name.text()
        if " ".join(name.split()) == theme.name:
            return None
        return any(says(one.card.quote, name) for one in self._board.placed(theme.theme_id))
