"""The right side of the excerpt window: what was said about sharing, how it is signed, themes, care, meaning, note."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from coproclip.errors import BadInput
from coproclip.excerpts.approval import ONE_STORYTELLER, Approval
from coproclip.excerpts.rules.reasons import Reason
from coproclip.overview.excerpt_details import ExcerptDetails, GivenAnswer
from coproclip.overview.excerpts import ExcerptRow
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.excerpt.answers import AnswersDialog
from coproclip.ui.dialogs.excerpt.care import CareFields
from coproclip.ui.dialogs.excerpt.few_people import FewPeople
from coproclip.ui.dialogs.excerpt.mending import Mend, Mended, ReasonList, begin, leaves
from coproclip.ui.dialogs.excerpt.translate import TranslateDialog
from coproclip.ui.dialogs.meaning.fields import MeaningFields
from coproclip.ui.dialogs.meaning.link import LinkDialog
from coproclip.ui.dialogs.went_out import show_excerpt_went_out
from coproclip.ui.operations import moments
from coproclip.ui.operations.excerpts import mark_sensitive, sign_with_broader, take_out_of_themes
from coproclip.ui.operations.meaning import set_spotlight, unlink
from coproclip.ui.style.tokens import current
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.badge import Badge
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import day
from coproclip.ui.widgets.field_values import kept
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.theme_chip import ChipTheme, ThemeChips
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


class SharingSide(ScrollColumn):
    """Everything about an excerpt but its edges and words."""

    left = Signal()
    """Something is to be mended on another page."""

    def __init__(self, workspace: Workspace, choose_theme: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent, sideways=True)
        self._workspace = workspace
        self._excerpt_id, self._shown_title = 0, ""
        self._showing = False
        self._against: Sequence[Reason] = ()
        self._answers: Sequence[GivenAnswer] = ()
        page = QWidget()
        page.setProperty("role", "panel")
        column = vbox(page, (20, 16, 20, 16), 10)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Sharing"), "small-strong"))
        row.addStretch(1)
        self.badge = Badge(Approval.DRAFT)
        row.addWidget(self.badge)
        column.addLayout(row)
        self.said = Label("", "small", wrap=True)
        column.addWidget(self.said)
        self.reasons = ReasonList((), "")
        self._reasons_place = QVBoxLayout()
        self._reasons_place.addWidget(self.reasons)
        column.addLayout(self._reasons_place)
        row = QHBoxLayout()
        self.answer = Button(
            self.tr("Note the answer…"), "message-circle-question-mark", "soft", on_click=self._note_answer
        )
        self.history = Button(self.tr("History"), kind="quiet", on_click=self._show_history)
        row.addWidget(self.answer)
        row.addWidget(self.history)
        row.addStretch(1)
        column.addLayout(row)
        self.went_out = Button(
            self.tr("What went out…"), "history", "quiet", size="small", on_click=self._show_went_out
        )
        row = QHBoxLayout()
        row.addWidget(self.went_out)
        row.addStretch(1)
        column.addLayout(row)
        self.translate = Button(
            self.tr("In another language…"), "captions", "quiet", size="small", on_click=self.ask_translation
        )
        row = QHBoxLayout()
        row.addWidget(self.translate)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Hairline())
        self.title = QLineEdit()
        self.title.setPlaceholderText(self.tr("The first words, unless you give one"))
        self._field(column, self.tr("Title, as others will read it"), self.title)
        self.named = QComboBox()
        self.named.setEditable(True)
        self._field(column, self.tr("Named as"), self.named)
        self.few = FewPeople(workspace)
        self.few.broader_chosen.connect(self._use_broader)
        column.addWidget(self.few)
        column.addWidget(
            Label(self.tr("A real name here needs the storyteller’s yes to exactly that."), "small", wrap=True)
        )
        column.addWidget(Hairline())
        column.addWidget(Label(self.tr("Themes"), "small-strong"))
        self.chips = ThemeChips()
        self.chips.removed.connect(self._unlink)
        column.addWidget(self.chips)
        row = QHBoxLayout()
        row.addWidget(
            Button(
                self.tr("Add"),
                "plus",
                "quiet",
                size="small",
                key="T",
                name=self.tr("Add to a theme"),
                on_click=choose_theme,
            )
        )
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Hairline())
        self.care = CareFields()
        self.care.marked.connect(lambda on: mark_sensitive(workspace, self._excerpt_id, on))
        self.care.allowed.connect(lambda moment_id: moments.use_again(workspace, moment_id))
        column.addWidget(self.care)
        column.addWidget(Hairline())
        self.meaning = MeaningFields()
        self.meaning.chosen.connect(self.keep)
        self.meaning.spotlight_turned.connect(lambda on: set_spotlight(workspace, [self._excerpt_id], on))
        self.meaning.link_asked.connect(self._ask_link)
        self.meaning.unlinked.connect(lambda link_id: unlink(workspace, link_id))
        column.addWidget(self.meaning)
        column.addWidget(Hairline())
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(current().scaled(84))
        self._field(column, self.tr("Note, only for the team"), self.note)
        self._used_line = Hairline()
        self._used_head = Label(self.tr("Used in"), "small-strong")
        self.used = Label("", "small", wrap=True)
        for part in (self._used_line, self._used_head, self.used):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)
        self._title, self._named, self._note = ShownText(self.title), ShownText(self.named), ShownText(self.note)
        self._care = ShownText(self.care.note)
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        self._typing.over.connect(self._look_at_named)
        workspace.closing.connect(self._on_closing)
        for line in (self.title, self.care.note):
            line.textEdited.connect(self._typing.touched)
        self.note.textChanged.connect(self._on_typed)
        self.named.currentTextChanged.connect(lambda _words: self._on_typed())
        self.meaning.typed.connect(self._typing.touched)

    def _field(self, column: QVBoxLayout, words: str, field: QWidget) -> None:
        label = Label(words, "small-strong")
        label.setBuddy(field)
        field.setAccessibleName(words)
        column.addWidget(label)
        column.addWidget(field)

    def show_excerpt(self, details: ExcerptDetails) -> None:
        """Show it; what a person is typing in stays."""
        row = self._with_typed(details.row)
        fresh = row.excerpt_id != self._excerpt_id
        self._excerpt_id, self._answers, self._shown_title = row.excerpt_id, details.answers, row.title
        self._showing = True
        for part in (self._used_line, self._used_head, self.used):
            part.setVisible(bool(details.playlists))
        not_ready = "" if row.approval is Approval.YES else self.tr(" (not ready)")
        self.used.setText("\n".join(f"{title}{not_ready}" for title in details.playlists))
        self.badge.set_approval(row.approval)
        last_yes = next((one for one in reversed(details.answers) if one.answer == "yes"), None)
        self.said.setText(self._said_yes(last_yes) if last_yes is not None else "")
        self.said.setVisible(last_yes is not None)
        self._show_reasons(details.reasons, row.title)
        self.history.setEnabled(bool(details.answers))
        latest = partial(self._workspace.typed.latest, TextOf.EXCERPT, row.excerpt_id)
        self._title.show(latest("title", row.own_title), fresh=fresh)
        if fresh or not (self.named.hasFocus() or self._named.typed):
            self.named.clear()
            self.named.addItems([*details.labels, *details.storytellers])
            self._named.show(latest("attribution", row.attribution) or ONE_STORYTELLER, fresh=True)
        self.care.show_excerpt(details)
        self._care.show(latest("care", details.care.note), fresh=fresh)
        self._look_at_named()
        if self._note.show(row.note, fresh=fresh):
            self.note.moveCursor(QTextCursor.MoveOperation.End)
        self.meaning.show_excerpt(row, details.linked, fresh=fresh)
        self.chips.set_themes(
            [ChipTheme(theme.theme_id, theme.letter, theme.colour, theme.name) for theme in row.themes]
        )
        self._showing = False

    def _with_typed(self, row: ExcerptRow) -> ExcerptRow:
        """The excerpt with what was typed of it and is not in the project, or not taken there."""
        latest = partial(self._workspace.typed.latest, TextOf.EXCERPT, row.excerpt_id)
        return replace(
            row,
            note=latest("note", row.note),
            feeling=latest("feeling", row.feeling),
            unused_reason=latest("unused_reason", row.unused_reason),
        )

    def _said_yes(self, answer: GivenAnswer) -> str:
        who, when = answer.who or self.tr("Somebody"), day(answer.answered_at)
        words = self.tr("{who} said yes on {day}, {how}.") if answer.how else self.tr("{who} said yes on {day}.")
        return words.format(who=who, day=when, how=answer.how)

    def _show_reasons(self, reasons: Sequence[Reason], title: str) -> None:
        if reasons == self._against:
            return  # the button that was just pressed keeps the keyboard
        self._against, before = reasons, self.reasons
        focused = any(button.hasFocus() for button in before.buttons.values())
        self.reasons = ReasonList(reasons, title)
        self.reasons.asked.connect(self._mend)
        self._reasons_place.replaceWidget(before, self.reasons)
        before.hide()
        before.deleteLater()
        if focused:
            self.answer.setFocus()
        # What the button below does already is not offered twice.
        if (twice := self.reasons.buttons.get(Mend.ANSWER)) is not None:
            twice.hide()

    def _mend(self, mend: Mend, text: Mended | None) -> None:
        if mend is Mend.EXCERPT:
            self.title.setFocus()
            return
        if leaves(mend):
            self.left.emit()
        begin(self._workspace, self._excerpt_id, mend, self, text)

    def _on_typed(self) -> None:
        if not self._showing:
            self._typing.touched()

    def forget(self) -> None:
        """The excerpt is gone: nothing of it is kept any more."""
        self._typing.stop()
        self._excerpt_id = 0

    def _on_closing(self) -> None:
        if self.isVisible():
            self.keep()

    def keep(self) -> None:
        """Keep what was typed; called before anything else reads it."""
        self._typing.stop()
        if not self._excerpt_id or self._workspace.project is None:
            return
        named = ["" if name.strip() == ONE_STORYTELLER else name.strip() for name in self._named.take()]
        texts = {
            "title": self._title.take(),
            "note": self._note.take(),
            "care": self._care.take(),
            **self.meaning.take(),
            "attribution": (named[0], named[1]),
        }
        kept(self.title, self.note, self.care.note, self.named.lineEdit(), *self.meaning.lines())
        self._workspace.typed.keep(
            [TypedText(TextOf.EXCERPT, self._excerpt_id, key, *both) for key, both in texts.items()]
        )

    def _look_at_named(self) -> None:
        if self._workspace.project is not None:
            self.few.show_for(self.named.currentText())

    def _use_broader(self, words: str) -> None:
        self.keep()
        if sign_with_broader(self._workspace, self._excerpt_id, words):
            self._named.show(words, fresh=True)
            self._look_at_named()
        self.answer.setFocus()

    def _unlink(self, theme_id: int) -> None:
        take_out_of_themes(self._workspace, [(theme_id, self._excerpt_id)])

    def _ask_link(self) -> None:
        self.keep()
        run_dialog(LinkDialog(self._workspace, self._excerpt_id, self))

    def _note_answer(self) -> None:
        self.keep()
        run_dialog(AnswerDialog(self._workspace, [self._excerpt_id], self))

    def _show_went_out(self) -> None:
        self.keep()
        show_excerpt_went_out(self._workspace, self, self._excerpt_id, self._shown_title)

    def ask_translation(self) -> None:
        """Write it in another language."""
        self.keep()
        try:
            dialog = TranslateDialog(self._workspace, self._excerpt_id, self)
        except BadInput as error:
            self._workspace.show_banner(error)
            return
        run_dialog(dialog)

    def _show_history(self) -> None:
        run_dialog(AnswersDialog(self._answers, self))
