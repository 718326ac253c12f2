"""A new theme, and what is known of one: name, guiding question, description, colour and letter."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coproclip.errors import CoProClipError
from coproclip.overview.themes import ThemeRow, ThemesOverview, says
from coproclip.project.journal import Operation
from coproclip.themes.codebook import add_theme, change_theme, suggested_look
from coproclip.ui.pages.themes.swatches import Swatches
from coproclip.ui.style.tokens import current
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import DialogBody
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.theme_chip import ThemeMark
from coproclip.ui.workspace import Workspace


class ThemeDetails(QDialog):
    """Make a theme (`theme` is None; `under` is the one it will stand under) or change one; one undo step."""

    def __init__(
        self,
        workspace: Workspace,
        board: ThemesOverview,
        theme: ThemeRow | None = None,
        under: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._board, self._theme = workspace, board, theme
        self.theme_id: int | None = theme.theme_id if theme else None
        title = self.tr("Name and look of this theme") if theme else self.tr("New theme")
        self.setWindowTitle(title)
        self.setMinimumWidth(current().scaled(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(Label(title, "head"))
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(4, 4, 4, 4)  # room for the focus ring
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._fields(form)
        column.addWidget(DialogBody(inside, current().scaled(120), self), 1)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        buttons = QDialogButtonBox()
        keep = Button(self.tr("Keep") if theme else self.tr("Add this theme"), kind="main", on_click=self._keep)
        keep.setDefault(True)
        buttons.addButton(Button(self.tr("Cancel"), on_click=self.reject), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        column.addWidget(buttons)
        self._own_letter = theme is not None
        self._fill(theme, under)
        self.name.textChanged.connect(self._on_name)
        self.letter.textEdited.connect(self._on_letter)
        self.swatches.chosen.connect(lambda _colour: self._show_mark())
        self.resize(self.sizeHint())  # left alone, Qt would keep to two thirds of the screen
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
        self.under = QComboBox()
        self.under.addItem(self.tr("No other theme"), None)
        for row in self._board.themes:
            self.under.addItem("    " * row.depth + row.shown_name, row.theme_id)
        self.swatches = Swatches()
        self.letter = QLineEdit()
        self.letter.setMaxLength(1)
        self.letter.setFixedWidth(current().scaled(44))
        self.mark = ThemeMark("", 0, "", 28)
        look = QHBoxLayout()
        look.setSpacing(10)
        look.addWidget(self.letter)
        look.addWidget(self.mark)
        look.addStretch(1)
        rows: list[tuple[str, QWidget | QHBoxLayout, QWidget]] = [
            (self.tr("Name"), self.name, self.name),
            (self.tr("Guiding question"), self.question, self.question),
            (self.tr("Description"), self.description, self.description),
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

    def _fill(self, theme: ThemeRow | None, under: int | None) -> None:
        if theme is not None:
            self.name.setText(theme.name)
            self.question.setText(theme.question)
            self.description.setPlainText(theme.description)
            self.swatches.choose(theme.colour)
            self.letter.setText(theme.letter)
        else:
            self.swatches.choose(self._suggested("")[1])
            self.under.setCurrentIndex(max(0, self.under.findData(under)))
        self._show_mark()

    def _suggested(self, name: str) -> tuple[str, int]:
        with self._workspace.opened().read() as session:
            return suggested_look(session, name)

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

    def _keep(self) -> None:
        try:
            if self._theme is not None:
                self._change(self._theme)
            else:
                self._add()
        except CoProClipError as error:
            self._complain(str(error))
            self.name.setFocus()
            return
        self.accept()

    def _add(self) -> None:
        with self._workspace.opened().edit(Operation.ADD_THEME) as edit:
            theme_id = add_theme(edit, self.name.text(), parent_id=self.under.currentData()).id
            change_theme(
                edit,
                theme_id,
                question=self.question.text(),
                description=self.description.toPlainText(),
                colour=self.swatches.colour(),
                letter=self.letter.text(),
            )
        self.theme_id = theme_id

    def _change(self, theme: ThemeRow) -> None:
        colour = self.swatches.colour() if self.swatches.colour() != theme.colour else None
        name = TypedText(
            TextOf.THEME, theme.theme_id, "name", theme.name, self.name.text(), {"in_their_words": self._theirs(theme)}
        )
        others = {
            "question": (theme.question, self.question.text()),
            "description": (theme.description, self.description.toPlainText()),
            "letter": (theme.letter, self.letter.text()),
        }
        texts = [name, *(TypedText(TextOf.THEME, theme.theme_id, key, *both) for key, both in others.items())]
        self._workspace.typed.keep_now(texts, lambda edit: change_theme(edit, theme.theme_id, colour=colour))

    def _theirs(self, theme: ThemeRow) -> bool:
        """A renamed theme stays in their words only where somebody in it says the new name."""
        name = self.name.text()
        if " ".join(name.split()) == theme.name:
            return theme.in_their_words
        return any(says(one.card.quote, name) for one in self._board.placed(theme.theme_id))
