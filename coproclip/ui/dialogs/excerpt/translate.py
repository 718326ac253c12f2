"""An excerpt in another language: each line beside what is said, typed or brought in from a file."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QPlainTextEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.translating import InLanguages, check_length, in_languages, lines_from_file
from coproclip.excerpts.translations import TranslationState
from coproclip.project.half_typed import typed_in
from coproclip.speech.language_names import LANGUAGES, own_name
from coproclip.ui.dialogs.excerpt.half_translated import HalfTranslated, Lines
from coproclip.ui.operations.excerpts import keep_translation
from coproclip.ui.style.tokens import current
from coproclip.ui.wait_for import read_while_shown
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.flow_row import FlowRow
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


class TranslateDialog(Dialog):
    """A form: nothing is kept before “Save”, which keeps every language in which something was typed here.

    What is typed is noted until then: where the program ends before, it stands there again, which is said.
    """

    def __init__(self, workspace: Workspace, excerpt_id: int, parent: QWidget | None = None) -> None:
        self._shown: InLanguages = workspace.read(in_languages, excerpt_id)
        check_length(len(self._shown.originals))
        super().__init__(self.tr("In another language"), parent, wide=620, high=640)
        self._workspace, self._excerpt_id = workspace, excerpt_id
        self._half = HalfTranslated(typed_in(workspace.opened()), excerpt_id, self._shown)
        self._typed, changed = self._half.again()
        self._pause = TypingPause(self)
        self._pause.over.connect(self._note)
        workspace.closing.connect(self._note)
        self._tag = ""
        self.lines: list[QPlainTextEdit] = []
        self.marks: list[Label] = []
        row = hbox(spacing=8)
        label = Label(self.tr("Language"), "small-strong")
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language"))
        self.language.setProperty(LOOKS_FOR, True)
        label.setBuddy(self.language)
        row.addWidget(label)
        row.addWidget(self.language, 1)
        self.column.addLayout(row)
        self.column.addWidget(
            Label(
                self.tr(
                    "Write one line for each sentence. Others read it as captions once every line is there and the "
                    "storyteller has said yes to exactly these words."
                ),
                "muted",
                wrap=True,
            )
        )
        words = [self.tr("What was typed here before, and not kept, stands here again.")] if self._typed else []
        if changed:
            words.append(
                self.tr("The excerpt, or its translation, was changed since: look at each line before you save.")
            )
        self.again = Label(" ".join(words), "flag", wrap=True)
        self.column.addWidget(self.again)
        self.again.setVisible(bool(words))
        self.bring_in = Button(self.tr("Bring in from a file…"), on_click=self._ask_file)
        self.clear = Button(self.tr("Empty all lines"), kind="quiet", on_click=self._empty)
        tools = QWidget()
        flow = FlowRow(tools, 8)
        flow.addWidget(self.bring_in)
        flow.addWidget(self.clear)
        self.column.addWidget(tools)
        self.state = Label("", "small-strong", wrap=True)
        self.column.addWidget(self.state)
        inside = QWidget()
        self._list = vbox(inside, NONE, 12)
        self.column.addWidget(inside)
        self.column.addStretch(1)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        self.keep = Button(self.tr("Save"), kind="main", on_click=self._keep)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.keep)
        self.ask_before_leaving(self.keep)
        self._fill()
        self.language.currentIndexChanged.connect(lambda _place: self._show_language())
        self._show_language()
        (self.lines[0] if self.lines else self.language).setFocus()

    def _fill(self) -> None:
        """The languages, those that were begun first and without the one it is told in; and a field for each line."""
        tags = dict.fromkeys([*self._typed, *(one.language for one in self._shown.translations)])
        begun = [(tag, own_name(tag)) for tag in tags]
        known = {tag for tag, _ in begun}
        for tag, name in (*begun, *(one for one in LANGUAGES if one[0] not in known)):
            if tag != self._shown.language:
                self.language.addItem(name, tag)
        for number, original in enumerate(self._shown.originals, 1):
            field, mark = QPlainTextEdit(), Label(self.tr("The words changed: look at this line again."), "small")
            field.setTabChangesFocus(True)
            field.setFixedHeight(current().scaled(58))
            field.setAccessibleName(self.tr("Line {n}: {words}").format(n=number, words=original.text))
            field.textChanged.connect(self._on_typed)
            words = Label(original.text, wrap=True)
            words.setBuddy(field)
            block = vbox(spacing=4)
            for part in (words, mark, field):
                block.addWidget(part)
            self._list.addLayout(block)
            self.lines.append(field)
            self.marks.append(mark)
        if not self.lines:
            self._list.addWidget(Label(self.tr("This excerpt has no words yet."), wrap=True))
        for button in (self.bring_in, self.clear, self.keep):
            button.setEnabled(bool(self.lines))

    def _now(self) -> Lines:
        return tuple(" ".join(field.toPlainText().split()) for field in self.lines)

    def _show_language(self) -> None:
        """Show another language; what was typed in the one before is not lost."""
        self._tag = str(self.language.currentData())
        known = self._shown.into(self._tag)
        for place, mark in enumerate(self.marks):
            mark.setVisible(known is not None and place in known.to_look_at)
        self._show(self._typed.get(self._tag, self._shown.kept(self._tag)))

    def _show(self, lines: Lines) -> None:
        for field, line in zip(self.lines, lines, strict=True):
            if field.toPlainText() != line:
                field.setPlainText(line)
        self._on_typed()

    def _on_typed(self) -> None:
        tag = str(self.language.currentData())
        if tag != self._tag:
            return
        for field in self.lines:
            _begin_where_it_runs(field)
        now = self._now()
        self._typed.pop(tag, None)
        if now != self._shown.kept(tag):
            self._typed[tag] = now
        self._pause.touched()
        missing, known = sum(not line for line in now), self._shown.into(tag)
        words = counted(missing, self.tr("1 line is missing."), self.tr("{n} lines are missing.")) if missing else ""
        if known is not None and known.state is TranslationState.OTHER_WORDS:
            words = self.tr(
                "What is said was changed. Look at the marked lines, then save. Until then it is not shared."
            )
        if not self._shown.agreed:
            words = f"{words} {self.tr('Not everybody heard in it has agreed to being translated.')}".strip()
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def unsaved_words(self) -> list[str]:
        """What was typed here in any language, and nobody has kept yet."""
        return [f"{own_name(tag)}: {' '.join(filter(None, lines))}" for tag, lines in self._typed.items()]

    def is_changed(self) -> bool:
        """Whether leaving would lose something a person typed here."""
        return bool(self._typed)

    def setVisible(self, visible: bool) -> None:
        """What stands here again is said."""
        super().setVisible(visible)
        if visible and self.again.text():
            announce(self, self.again.text())

    def leave_with(self, result: int = Dialog.DialogCode.Rejected) -> None:
        """As any dialog; what a person says they leave is forgotten."""
        super().leave_with(result)
        if self.leaving is not None:
            self.leaving.leave_it.clicked.connect(self._forget)

    def done(self, result: int) -> None:
        """Closed, also by the program: what was not kept is noted."""
        self._note()
        super().done(result)

    def _note(self) -> None:
        self._pause.stop()
        self._half.note(self._typed)

    def _forget(self) -> None:
        self._typed.clear()
        self._note()

    def _empty(self) -> None:
        self._show(("",) * len(self.lines))

    def _ask_file(self) -> None:
        kinds = self.tr("Captions and text (*.srt *.vtt *.txt);;All files (*)")
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("The translation"), "", kinds)
        if name:
            self.bring_in_file(Path(name))

    def bring_in_file(self, path: Path) -> None:
        """Put the lines of a file in the fields; they are kept with “Save”."""
        read = partial(lines_from_file, self._workspace.opened(), self._excerpt_id, path)
        lines = read_while_shown(self._workspace, self.tr("Reading the translation"), read, self)
        if lines is not None and len(lines) == len(self.lines):
            self._show(tuple(lines))
            self.lines[0].setFocus()

    def _keep(self) -> None:
        if keep_translation(
            self._workspace, self._excerpt_id, {self._tag: self._now(), **self._typed}, self._shown, self._say
        ):
            self._typed.clear()
            self.accept()

    def _say(self, error: CoProClipError) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()


def _begin_where_it_runs(field: QPlainTextEdit) -> None:
    """What runs from right to left begins at the right."""
    document = field.document()
    turned = document.firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if turned else Qt.AlignmentFlag.AlignLeft
    option = document.defaultTextOption()
    if option.alignment() != side:
        option.setAlignment(side)
        document.setDefaultTextOption(option)
