"""Notes made alone: nobody sees them, and the keyboard goes from one person to the next."""

import json
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from coproclip.overview.workshop import Room
from coproclip.project.half_typed import HalfTyped, ProjectPlace, half_typed, note_half_typed, typed_in
from coproclip.project.kinds import NoteKind, TakingPart
from coproclip.sensemaking.notes import FIRST_THOUGHTS
from coproclip.ui.style.fonts import font
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.flow_row import FlowRow
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


@dataclass(frozen=True)
class Thought:
    """What stands in the field: the words, what it is, who notes it, and the card that they were begun at."""

    words: str
    kind: NoteKind
    attendee_id: int | None
    card_id: int | None


class BegunThoughts:
    """Thoughts of the open project that were begun and not kept, by the uid of their workshop: on this computer, so
    that they outlast the program.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, workshop: str) -> Thought | None:
        """What was begun in a workshop."""
        typed = half_typed(self._project, self._field(workshop))
        try:
            kind, attendee, card = json.loads(typed.base)
            about = NoteKind(kind), int(attendee) or None, int(card) or None
        except (ValueError, TypeError):
            about = FIRST_THOUGHTS[0], None, None
        return Thought(typed.text, *about) if typed.text else None

    def note(self, workshop: str, thought: Thought | None) -> bool:
        """Note it; None where it is kept, or let go. Whether it is noted."""
        if thought is None or not thought.words.strip():
            return note_half_typed(self._project, self._field(workshop), HalfTyped())
        about = json.dumps([thought.kind.value, thought.attendee_id or 0, thought.card_id or 0])
        return note_half_typed(self._project, self._field(workshop), HalfTyped(thought.words, about))

    @property
    def _project(self) -> ProjectPlace:
        return typed_in(self._workspace.opened())

    @staticmethod
    def _field(workshop: str) -> str:
        return f"workshop {workshop} thought"


class NoticePane(QWidget):
    """A note that nobody sees: whose it is, what it is, its words; then the keyboard is passed on.

    What is half typed belongs to the workshop and the card it was begun at, and is there again with that workshop.
    """

    kept = Signal(object)
    """A `Thought` is whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room: Room | None = None
        self._begun: BegunThoughts | None = None
        self._noted = True
        """Whether what stands in the field would outlast the program."""
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep_begun)
        self._card_id: int | None = None
        column = vbox(self, NONE, 10)
        above = QWidget()
        row = FlowRow(above, 10)
        self.who, self.kind = QComboBox(), QComboBox()
        for box, label in ((self.who, self.tr("Who is noting")), (self.kind, self.tr("What it is"))):
            words = Label(label, "read-strong")
            words.setBuddy(box)
            box.setAccessibleName(label)
            box.activated.connect(lambda _at: self._on_about_changed())
            row.addWidget(words)
            row.addWidget(box)
        column.addWidget(above)
        names = {
            NoteKind.STOOD_OUT: self.tr("stood out"),
            NoteKind.SURPRISED: self.tr("surprised me"),
            NoteKind.MISSING: self.tr("is missing"),
        }
        for kind in FIRST_THOUGHTS:
            self.kind.addItem(names[kind], kind)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Your note. Nobody sees it until the group shows all notes"))
        self.text.textChanged.connect(self._on_typed)
        self.text.setPlaceholderText(self.tr("Nobody sees who noted what until you show it."))
        column.addWidget(self.text, 1)
        below = QWidget()
        foot = FlowRow(below, 10)
        self.keep = Button(
            self.tr("Keep it and pass the keyboard on"),
            "check",
            "main",
            size="large",
            key="Ctrl Enter",
            on_click=self._keep,
        )
        self.waiting = Label("", "read")
        foot.addWidget(self.keep)
        foot.addWidget(self.waiting)
        column.addWidget(below)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._keep)

    def follow(self, begun: BegunThoughts) -> None:
        """Note there what is half typed."""
        self._begun = begun

    def set_narrow(self, narrow: bool) -> None:
        """Fewer words on the button where there is little room."""
        self.keep.setText(self.tr("Keep it") if narrow else self.tr("Keep it and pass the keyboard on"))

    def show_room(self, room: Room) -> None:
        """Who can note, and how many notes wait; what was half typed in this workshop, and in no other."""
        self.text.setFont(font("read"))
        other = self._room is None or self._room.session_id != room.session_id
        if other:
            self.keep_begun()
        self._room = room
        self._show_people(room, anew=other)
        if other:
            self._take_up(self._begun.of(room.uid) if self._begun is not None else None)
        self._say()

    def _show_people(self, room: Room, *, anew: bool) -> None:
        people = [(one.name, one.attendee_id) for one in room.people if one.level is not TakingPart.NOT_TODAY]
        there = [(self.who.itemText(place), self.who.itemData(place)) for place in range(1, self.who.count())]
        if there == people and self.who.count() and not anew:
            return
        # Whose words these are is not changed unasked: somebody who is gone leaves nobody chosen.
        begun = bool(self.text.toPlainText().strip()) and not anew
        at, now = self.who.currentIndex(), self.who.currentData()
        self.who.clear()
        self.who.addItem(self.tr("Nobody named"), None)
        for name, one in people:
            self.who.addItem(name, one)
        place = at if at < 1 else self.who.findData(now)
        if not begun and (anew or place < 1):
            place = min(1, len(people))
        self.who.setCurrentIndex(place)

    def keep_begun(self) -> None:
        """Note what is half typed, if it is not yet."""
        self._typing.stop()
        if self._room is not None and self._begun is not None and not self._noted:
            self._noted = self._begun.note(self._room.uid, self._typed())

    def _take_up(self, thought: Thought | None) -> None:
        self.text.setPlainText(thought.words if thought is not None else "")
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self._typing.stop()
        self._noted = True
        if thought is not None:
            self._card_id = thought.card_id
            nobody = thought.attendee_id is None
            self.who.setCurrentIndex(0 if nobody else self.who.findData(thought.attendee_id))
            self.kind.setCurrentIndex(self.kind.findData(thought.kind))

    def _typed(self) -> Thought:
        kind = NoteKind(self.kind.currentData())
        return Thought(self.text.toPlainText(), kind, self.who.currentData(), self._card_id)

    def unsaved_words(self) -> list[str]:
        """What was typed here and would not outlast the program."""
        return [] if self._noted else [self.text.toPlainText()]

    def forget(self) -> None:
        """Another project is open: what stands here is of none of its workshops."""
        self._room = None
        self.text.clear()
        self._typing.stop()
        self._noted = True

    def _on_about_changed(self) -> None:
        if self.text.toPlainText().strip():
            self._noted = False
            self._typing.touched()

    def _on_typed(self) -> None:
        self._noted = False
        self._typing.touched()
        if not self.text.toPlainText().strip():
            self._card_id = None
        elif self._card_id is None and self._room is not None:
            self._card_id = self._room.card_id
        self._say()

    def _say(self) -> None:
        if self._room is None:
            return
        card, waits = self._room.card(self._card_id), self._room.hidden_notes
        about = self.tr("About card {n}.").format(n=card.number) if card is not None else ""
        said = self.tr("{n} notes wait to be shown") if waits != 1 else self.tr("1 note waits to be shown")
        self.waiting.setText(" ".join(filter(None, (about, said.format(n=waits) if waits else ""))))

    def _keep(self) -> None:
        if not self.text.toPlainText().strip() or self._room is None:
            return
        if self.who.currentIndex() < 0:
            words = self.tr("Who noted this is not on the list any more. Say who is noting; your words are still here.")
            self.waiting.setText(words)
            announce(self, words)
            self.who.setFocus()
            return
        self.kept.emit(self._typed())

    def pass_on(self) -> None:
        """It is kept: an empty field for the next person."""
        self.text.clear()
        self.keep_begun()
        if self.who.count() > 1:
            self.who.setCurrentIndex(self.who.currentIndex() % (self.who.count() - 1) + 1)
        self.text.setFocus()
