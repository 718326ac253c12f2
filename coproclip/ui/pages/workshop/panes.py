"""What some steps have beside the card and the groups: who is there, choices, the page at the end."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QWidget

from coproclip.overview.workshop import Room
from coproclip.project.kinds import ChoiceKind, NoteKind, TakingPart
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.style.fonts import font
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted, day
from coproclip.ui.widgets.flow_row import FlowRow
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.row_text import RowText
from coproclip.ui.widgets.scroll_column import ScrollColumn

PEOPLE_HIGH = 120
"""So high (px) the list of people is at least."""


class SettlePane(QWidget):
    """The agreement, who is there and what they need."""

    agreement_asked = Signal()
    steps_asked = Signal()
    person_asked = Signal()
    change_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row = hbox(self, NONE, 24)
        left = vbox(None, NONE, 10)
        left.addWidget(Label(self.tr("Our agreement"), "head"))
        area, inside = ScrollColumn(), QWidget()
        self.agreement = Label("", "read", wrap=True)
        words = vbox(inside, (0, 0, 12, 0), 8)
        words.addWidget(self.agreement)
        self.dated = Label("", "body", wrap=True)
        words.addWidget(self.dated)
        self.contact = Label("", "body", wrap=True)
        words.addWidget(self.contact)
        words.addStretch(1)
        area.setWidget(inside)
        left.addWidget(area, 1)
        self.change_agreement = Button(
            self.tr("Change the agreement…"), "pencil", size="large", on_click=self.agreement_asked.emit
        )
        left.addWidget(self.change_agreement)
        self.change_steps = Button(self.tr("Change the steps…"), "list", size="large", on_click=self.steps_asked.emit)
        left.addWidget(self.change_steps)
        right = vbox(None, NONE, 10)
        self.count = Label("", "head")
        right.addWidget(self.count)
        self.people = RowList(self.tr("Who is in the room"))
        self.people.setProperty("leaves", ["PgDown", "PgUp"])
        self.people.setMinimumHeight(PEOPLE_HIGH)
        self.people.opened.connect(lambda: self.change_asked.emit(self.people.chosen()))
        right.addWidget(self.people, 1)
        below = QWidget()
        buttons = FlowRow(below, 8)
        self.add = Button(self.tr("Add somebody…"), "user-plus", size="large", on_click=self.person_asked.emit)
        self.change = Button(
            self.tr("Change…"), "pencil", size="large", on_click=lambda: self.change_asked.emit(self.people.chosen())
        )
        buttons.addWidget(self.add)
        buttons.addWidget(self.change)
        right.addWidget(below)
        row.addLayout(left, 1)
        row.addLayout(right, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Who is there under the agreement, or beside it."""
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def level_words(self, level: TakingPart) -> str:
        """How much somebody takes part, in words."""
        words = {
            TakingPart.TALK: self.tr("talks"),
            TakingPart.TYPE: self.tr("types"),
            TakingPart.LISTEN: self.tr("listens"),
            TakingPart.NOT_TODAY: self.tr("not today"),
        }
        return words[level]

    def show_room(self, room: Room) -> None:
        """As it stands now."""
        self.agreement.setText(room.agreement or self.tr("There is no agreement yet. Write one together."))
        said = self.tr("Agreed on {day}. Earlier versions are kept.").format(day=day(room.agreement_day))
        self.dated.setText(said if room.agreement_day else "")
        contact = self.tr("If anything is hard: {contact}").format(contact=room.contact)
        self.contact.setText(contact if room.contact else "")
        self.count.setText(self.tr("{n} in the room").format(n=room.there))
        rows = [
            (person.attendee_id, Row(person.name, self.level_words(person.level), below=person.needs))
            for person in room.people
        ]
        self.people.set_rows(rows)
        self.change.setEnabled(bool(rows))


class ChosenPane(QWidget):
    """What was chosen and left out, and why."""

    choose_asked = Signal(bool)
    note_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = FlowRow(self, 10)
        self.choose = Button(self.tr("Choose…"), "check", "main", size="large", key="K")
        self.leave_out = Button(self.tr("Leave out…"), "x", size="large", key="L")
        self.choose.clicked.connect(lambda _on=False: self.choose_asked.emit(True))
        self.leave_out.clicked.connect(lambda _on=False: self.choose_asked.emit(False))
        row.addWidget(self.choose)
        row.addWidget(self.leave_out)
        for kind, words in (
            (NoteKind.SUGGESTION, self.tr("Suggestion…")),
            (NoteKind.QUESTION, self.tr("Open question…")),
            (NoteKind.ACTION, self.tr("Action…")),
        ):
            button = Button(words, "plus", size="large")
            button.clicked.connect(lambda _on=False, kind=kind: self.note_asked.emit(kind))
            row.addWidget(button)

    def kind_words(self, kind: ChoiceKind) -> str:
        """What something is chosen for."""
        words = {
            ChoiceKind.HEADLINE: self.tr("headline"),
            ChoiceKind.PLAYLIST: self.tr("playlist"),
            ChoiceKind.REPORT: self.tr("report"),
        }
        return words[kind]


class ClosePane(QWidget):
    """The page that is read back, and agreed on before closing."""

    draft_asked = Signal()
    agreed = Signal(bool)
    close_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 10)
        self.page = QPlainTextEdit()
        self.page.setTabChangesFocus(True)
        self.page.setAccessibleName(self.tr("What we decided, on one page"))
        self.words = RowText(self.page)
        self.page.textChanged.connect(self._say)
        column.addWidget(self.page, 1)
        self.state = Label("", "read", wrap=True)
        column.addWidget(self.state)
        below = QWidget()
        row = FlowRow(below, 10)
        self.draft = Button(self.tr("Draft it from what we did"), "file-text", size="large", on_click=self._on_draft)
        self.agree = Button(self.tr("We agree on this page"), "check", "main", size="large", on_click=self._on_agree)
        self.close_it = Button(self.tr("Close the workshop"), "lock", size="large", on_click=self._on_close)
        for button in (self.draft, self.agree, self.close_it):
            row.addWidget(button)
        column.addWidget(below)
        self._room: Room | None = None
        self._kept_back: int | None = None

    def show_room(self, room: Room, kept_back: int | None) -> None:
        """As it stands now; what is being typed stays, unless that is of another workshop."""
        self.page.setFont(font("read"))
        self.words.show(room.session_id, room.read_back, locked=room.closed)
        self._room, self._kept_back = room, kept_back
        self._say()

    @property
    def _is_agreed(self) -> bool:
        """Whether the group agreed on what stands here now."""
        room = self._room
        return room is not None and room.agreed and self.page.toPlainText().strip() == room.read_back.strip()

    def _say(self) -> None:
        room = self._room
        if room is None:
            return
        self.draft.setEnabled(not room.closed)
        self.agree.setEnabled(bool(self.page.toPlainText().strip()) and not room.closed)
        self.agree.setText(self.tr("We do not agree yet") if self._is_agreed else self.tr("We agree on this page"))
        self.close_it.setEnabled(self._is_agreed or room.closed)
        self.close_it.setText(self.tr("Open it again") if room.closed else self.tr("Close the workshop"))
        # What comes next stands out.
        self.agree.set_look(kind="plain" if self._is_agreed else "main")
        self.close_it.set_look(kind="main" if self._is_agreed and not room.closed else "plain")
        kept_back, hidden = self._kept_back, room.hidden_notes
        one, many = self.tr("1 note still waits to be shown."), self.tr("{n} notes still wait to be shown.")
        parts: Sequence[str] = [
            self.tr("The workshop is closed.") if room.closed else "",
            self.tr("The group agrees on this page.") if self._is_agreed and not room.closed else "",
            self.tr("Kept back: {n}").format(n=kept_back) if kept_back is not None else "",
            counted(hidden, one, many) if hidden else "",
        ]
        self.state.setText(" · ".join(part for part in parts if part))

    def _on_draft(self) -> None:
        self.draft.setFocus()
        self.draft_asked.emit()

    def _on_agree(self) -> None:
        self.agree.setFocus()
        self.agreed.emit(not self._is_agreed)

    def _on_close(self) -> None:
        self.close_it.setFocus()
        self.close_asked.emit(self._room is not None and not self._room.closed)
