"""Dialogs on low screens and with large text: never larger than the screen; what does not fit in scrolls."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.field_values import FieldValues
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import MessageArea

TITLE_BAR = 48
_OF_MESSAGES = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize)
EVERYWHERE = (QKeySequence("Shift+F1"),)
"""Keys of commands of the window that count while a dialog is open too."""


def room(widget: QWidget) -> int:
    """How high (px) a dialog over `widget` may be."""
    return widget.screen().availableGeometry().height() - TITLE_BAR


def on_screen(widget: QWidget, wide: int, high: int) -> QSize:
    """`wide` and `high` (px at 100 % text) at the chosen text size, as far as the screen goes."""
    scaled = current().scaled
    return QSize(min(scaled(wide), widget.screen().availableGeometry().width()), min(scaled(high), room(widget)))


class DialogBody(QScrollArea):
    """Holds `inside`; the rest of the dialog takes `around` px."""

    def __init__(self, inside: QWidget, around: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._around, self._over, self._inside = around, parent, inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """What the inside wants, as far as the screen goes."""
        wants = self._inside.sizeHint()
        bar = self.verticalScrollBar().sizeHint().width()
        high = min(wants.height(), room(self._over) - self._around)
        return QSize(wants.width() + (bar if high < wants.height() else 0), high)

    def minimumSizeHint(self) -> QSize:
        """As wide as the inside needs, and high enough to see where one is."""
        least = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(least, min(120, self._inside.minimumSizeHint().height()))


class Dialog(QDialog):
    """What is in `column` scrolls where the screen is too low; the buttons in `foot` are always in sight.

    It is as high as its words need, or begins `high` (px at 100 % text) and never is narrower than `wide`; it keeps up
    with the text size and with words that come later.

    Esc, Cancel, its cross and “Done” ask first where something was typed in it that nobody has kept. A form, whose
    choices are kept by its main button too, names that with `ask_before_leaving`; what is kept without one,
    `keep_by_itself` keeps.

    What is said while it is open stands at its top, in `messages`: those of the window are behind it.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, wide: int, high: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._wide, self._high, self._wanted, self._given = wide, high, QSize(), 0
        self._at_it = False
        self._values = FieldValues(self)
        self._keeper: QPushButton | None = None
        self._was_shown = False
        self.leaving: LeavingDialog | None = None
        """Whether to leave it, while that is asked."""
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(MARGIN, 20, MARGIN, 8)
        self.column.setSpacing(10)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(MARGIN, 10, MARGIN, 20)
        self.foot.setSpacing(8)
        self.messages = MessageArea()
        self._whole.addWidget(self.messages)
        self.body = DialogBody(self._inside, 0, self)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._whole.addWidget(self.body, 1)
        self._whole.addLayout(self.foot)
        self._fitting = Fitting(self, self._fit)
        self._inside.installEventFilter(self)
        self.messages.installEventFilter(self)

    def reach_edges(self, *, foot: bool = True) -> None:
        """What is in `column` reaches the edges; a line parts it from the foot, if there is one."""
        for layout in (self.column, self.foot):
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        if foot:
            self._whole.insertWidget(self._whole.count() - 1, Hairline())
            self.foot.setContentsMargins(20, 12, 20, 14)

    def answer_with(self, *buttons: QWidget) -> None:
        """Put the buttons that end it at the right of the foot, the main one last."""
        self.foot.addStretch(1)
        for button in buttons:
            self.foot.addWidget(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What must be in reach everywhere (`EVERYWHERE`) works over a dialog too; everything else as in any dialog."""
        above = self.parentWidget() if QKeySequence(event.keyCombination()) in EVERYWHERE else None
        while above is not None:
            for action in above.actions():
                if action.shortcut() in EVERYWHERE:
                    action.trigger()
                    return
            above = above.parentWidget()
        super().keyPressEvent(event)

    # ---- leaving it -------------------------------------------------------------------------------------------

    def ask_before_leaving(self, keep: QPushButton) -> None:
        """What is typed and what is chosen here is kept by pressing `keep`, and by nothing else."""
        self._keeper = keep

    def unsaved_words(self) -> list[str]:
        """What was typed here, in a form also chosen, and nobody has kept yet: each with what it is called."""
        return self._values.words(chosen=self._keeper is not None)

    def is_changed(self) -> bool:
        """Whether leaving would lose something a person did here."""
        return bool(self.unsaved_words()) or (self._keeper is not None and bool(self._values.changed()))

    @property
    def is_form(self) -> bool:
        """Whether a button of it keeps what is in it."""
        return self._keeper is not None

    def keeping_words(self) -> str:
        """What is on the button that keeps it; empty where there is none, or something is missing for it."""
        return self._keeper.text() if self._keeper is not None and self._keeper.isEnabled() else ""

    def keep_and_leave(self) -> bool:
        """Keep it. True if it is kept and the dialog is still to be closed."""
        if self._keeper is not None:
            self._keeper.click()  # closes it, or says in it why not
        return False

    def keep_by_itself(self) -> None:
        """Keep what is kept here without a word; called before anything is asked."""

    def leave_with(self, result: int = QDialog.DialogCode.Rejected) -> None:
        """Close it with `result`; where that would lose something a person is asked first, and it stays meanwhile."""
        self.keep_by_itself()
        if not self.isVisible() or not self.is_changed():
            self.done(result)
        elif self.leaving is None:
            self.leaving = LeavingDialog(self.keeping_words(), self)
            self.leaving.finished.connect(partial(self._on_answered, result))
            self.leaving.open()

    def _on_answered(self, result: int, _how: int) -> None:
        asked, self.leaving = self.leaving, None
        if asked is None:
            return
        asked.deleteLater()
        if asked.leaves:
            self.done(result)
        elif asked.keeps and self.keep_and_leave():
            self.done(QDialog.DialogCode.Accepted)

    def accept(self) -> None:
        """“Done”, or the button that keeps a form: what no button keeps, and nothing has kept, is asked about first."""
        if self.is_form:
            super().accept()
        else:
            self.leave_with(QDialog.DialogCode.Accepted)

    def reject(self) -> None:
        """Esc, Cancel and its cross: close it without keeping what is in it, which is asked about first."""
        self.leave_with()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other words inside, or a message, another height."""
        kinds = _OF_MESSAGES if watched is self.messages else (QEvent.Type.LayoutRequest,)
        if event.type() in kinds:
            self._fitting.soon()
        return False

    def sizeHint(self) -> QSize:
        """What the words need, as far as the screen goes."""
        first = on_screen(self, self._wide, self._high)
        foot = self.foot.sizeHint()
        wide = max(first.width(), self._whole.minimumSize().width(), foot.width())
        wide = min(wide, self.screen().availableGeometry().width())
        return QSize(wide, first.height() if self._high else self._needs(wide))

    def _needs(self, wide: int) -> int:
        words = self.column.totalHeightForWidth(wide) if self.column.hasHeightForWidth() else 0
        parts = (self._whole.itemAt(place) for place in range(self._whole.count()))
        around = sum(part.sizeHint().height() for part in parts if part is not None and part.widget() is not self.body)
        return min((words or self.column.totalSizeHint().height()) + around, room(self))

    def _fit(self) -> None:
        if self._at_it:
            return
        self._at_it = True
        hint, by_hand = self.sizeHint(), self.isVisible() and self.width() != self._given
        self.setMinimumWidth(min(hint.width(), on_screen(self, self._wide, 1).width()))
        if by_hand and not self._high:
            wide = max(self.width(), self.minimumWidth())
            wanted = QSize(wide, self._needs(wide))
        else:
            wanted, self._given = hint, hint.width()
        # A person may make it larger or smaller; only other words, or words of another size, make it anew.
        if wanted != self._wanted:
            self._wanted = wanted
            self.resize(wanted)
            self._back_on_screen()
        self._at_it = False

    def _back_on_screen(self) -> None:
        if not self.isVisible():
            return
        free, place = self.screen().availableGeometry(), self.frameGeometry()
        left = max(free.left(), min(place.left(), free.right() - place.width()))
        top = max(free.top(), min(place.top(), free.bottom() - place.height()))
        if (left, top) != (place.left(), place.top()):
            self.move(left, top)

    def setVisible(self, visible: bool) -> None:
        """Take its size before it is seen: left alone, Qt would keep to two thirds of the screen and cut words."""
        if visible and not self.isVisible():
            self._fit()
            for field in self.findChildren(QLineEdit):
                if not field.hasSelectedText():
                    field.setCursorPosition(0)  # the beginning of what stands in it is in sight
        super().setVisible(visible)
        if visible and not self._was_shown:
            self._was_shown = True
            self._values.note()


class LeavingDialog(Dialog):
    """Before a dialog is left with something in it that is not kept: Esc and Enter go on with it.

    `keeping` is on the button that keeps it, empty where nothing can yet; `keeps` and `leaves` say what was chosen.
    """

    def __init__(self, keeping: str, over: Dialog) -> None:
        super().__init__("", over, wide=440)
        self.setWindowTitle(over.windowTitle())
        self.keeps = self.leaves = False
        self.column.addWidget(Label(self.tr("What you typed or chose here is not saved."), "head", wrap=True))
        if not keeping and over.is_form:
            words = self.tr("Something is still missing before it can be saved. Stay to see what.")
            self.column.addWidget(Label(words, wrap=True))
        self.column.addStretch(1)
        self.leave_it = Button(self.tr("Leave without saving"), on_click=self._on_leave)
        self.go_on = Button(self.tr("Stay here"), kind="main", on_click=self.reject)
        self.keep = Button(keeping, on_click=self._on_keep)
        self.keep.setVisible(bool(keeping))
        self.go_on.setDefault(True)
        self.foot.addWidget(self.leave_it)
        self.answer_with(self.keep, self.go_on)
        self.go_on.setFocus()

    def _on_leave(self) -> None:
        self.leaves = True
        self.accept()

    def _on_keep(self) -> None:
        self.keeps = True
        self.accept()
