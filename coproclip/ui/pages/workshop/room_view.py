"""The room: rail, what the step asks, the card the group is at, the groups, and what the step has of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from coproclip.overview.workshop import CardFace, CardRow, Faces, NoteRow, Room
from coproclip.project.kinds import NoteKind, StepKind
from coproclip.ui.pages.workshop.board import ALONE, Board, ColumnFace, Tile
from coproclip.ui.pages.workshop.lit_words import HUGE, LARGE, MIDDLE
from coproclip.ui.pages.workshop.notice import NoticePane
from coproclip.ui.pages.workshop.panes import ChosenPane, ClosePane, SettlePane
from coproclip.ui.pages.workshop.quote_card import QuoteCard
from coproclip.ui.pages.workshop.rail import Rail
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.flow_row import FlowRow
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.scroll_column import ScrollColumn

WITH_CARD = frozenset(StepKind) - {StepKind.SETTLE, StepKind.CLOSE}
SIZES = {StepKind.LISTEN: HUGE, StepKind.OWN: HUGE, StepKind.NOTICE: MIDDLE}
NARROW = 500
"""With less room (px at 100 %) beside the steps, what stands beside each other goes under each other."""
PANE_HIGH = 190
"""So high (px at 100 %) the groups are at least, or what a step has of its own."""
WITH_BOARD = frozenset({StepKind.SHARE, StepKind.NAME, StepKind.DIFFERENCE, StepKind.WEIGH, StepKind.CHOOSE})


class RoomView(QWidget):
    """Shows a `Room`; what can be done is told by its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room: Room | None = None
        self._anew = False
        """Whether another step is shown than before: then it is shown from its top."""
        self.faces = Faces({})
        row = hbox(self, NONE, 0)
        self.rail = Rail()
        row.addWidget(self.rail)
        self._stage = QFrame()
        self._stage.setProperty("role", "surface")
        self._area = ScrollColumn()
        row.addWidget(self._area, 1)
        self._area.setWidget(self._stage)
        column = vbox(self._stage, (22, 16, 22, 14), 10)
        column.addLayout(self._head())
        self.card = QuoteCard()
        column.addWidget(self.card)
        self.tools = self._tool_row()
        column.addWidget(self.tools)
        self.stack = QStackedWidget()
        self.settle, self.notice, self.close_pane = SettlePane(), NoticePane(), ClosePane()
        self.board = Board()
        self._nothing = QWidget()
        column.addWidget(self.stack, 1)
        for part in (self._nothing, self.settle, self.notice, self.board, self.close_pane):
            self.stack.addWidget(part)
        self.blank = QFrame(self)
        self.blank.setStyleSheet("background: black;")
        self.blank.setAccessibleName(self.tr("The screen is blank. B shows it again"))
        self.blank.hide()
        self._fitting = Fitting(self, self._fit)

    def _head(self) -> QHBoxLayout:
        head = hbox(None, NONE, 16)
        words = vbox(None, NONE, 2)
        self.question = Label("", "big", wrap=True)
        self.words = Label("", "read-muted", wrap=True)
        words.addWidget(self.question)
        words.addWidget(self.words)
        head.addLayout(words, 1)
        counted = vbox(None, NONE, 0)
        self.count = Label("", "title")
        self.counted = Label("", "body")
        for label in (self.count, self.counted):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            counted.addWidget(label)
        counted.addStretch(1)
        head.addLayout(counted)
        return head

    def _tool_row(self) -> QWidget:
        tools = QWidget()
        row = FlowRow(tools, 10)
        self.before = Button(self.tr("Card before"), "arrow-left", size="large", key="←")
        self.next = Button(self.tr("Next card"), "arrow-right", size="large", key="→")
        self.show_notes = Button("", "eye", "main", size="large")
        self.group = Button(self.tr("Move to group…"), "folder-input", size="large", key="G")
        self.new_group = Button(self.tr("New group"), "plus", size="large", key="A")
        self.name_group = Button(self.tr("Name the group…"), "pencil", size="large", key="F2")
        self.theme = Button(self.tr("Make it a theme…"), "shapes", size="large", key="M")
        self.differs = Button(self.tr("Seen differently"), "git-compare-arrows", size="large", key="V")
        self.note = Button(self.tr("Note…"), "message-square-plus", size="large", key="N")
        self.whose_turn = QComboBox()
        self.whose_turn.setAccessibleName(self.tr("Whose turn it is"))
        self.whose_turn.setProperty("letters", "shortcuts")
        self.whose_turn.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.next_person = Button(self.tr("Next person"), "arrow-right", size="large", key="P")
        self.dot = Button(self.tr("Add a dot"), "circle-plus", "main", size="large", key="D")
        self.no_dot = Button(self.tr("Take one back"), "circle-minus", size="large", key="Shift D")
        self.show_dots = Button("", "eye", size="large")
        self.chosen = ChosenPane()
        self._of_step = {
            self.before: {StepKind.LISTEN, StepKind.NOTICE, StepKind.OWN},
            self.next: {StepKind.LISTEN, StepKind.NOTICE, StepKind.OWN},
            self.show_notes: {StepKind.SHARE},
            self.group: {StepKind.SHARE},
            self.new_group: {StepKind.SHARE},
            self.name_group: {StepKind.SHARE, StepKind.NAME},
            self.theme: {StepKind.NAME},
            self.differs: {StepKind.DIFFERENCE},
            self.note: {StepKind.NOTICE, StepKind.SHARE, StepKind.DIFFERENCE, StepKind.OWN},
            self.whose_turn: {StepKind.WEIGH},
            self.next_person: {StepKind.WEIGH},
            self.dot: {StepKind.WEIGH},
            self.no_dot: {StepKind.WEIGH},
            self.show_dots: {StepKind.WEIGH},
            self.chosen: {StepKind.CHOOSE},
        }
        for part in self._of_step:
            row.addWidget(part)
        return tools

    def _fit(self) -> None:
        self.rail.fit()
        self.blank.setGeometry(self.rect())
        self.stack.setMinimumHeight(current().scaled(PANE_HIGH))
        layout, wide = self._stage.layout(), self.width() - self.rail.width()
        for part in (self.card, self.settle, self.notice):
            part.set_narrow(wide < current().scaled(NARROW))
        if layout is not None:  # on a low screen, or with large letters, it scrolls: no words are cut
            self._stage.setMinimumHeight(layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else 0)
        if self._anew:
            self._anew = False
            self._area.verticalScrollBar().setValue(0)

    @property
    def kind(self) -> StepKind:
        """What is done in the step that is shown."""
        return self.room.steps[self.room.step].kind if self.room is not None else StepKind.OWN

    def current(self) -> CardRow | None:
        """The card the group is at."""
        return self.room.card(self.room.card_id) if self.room is not None else None

    def face(self) -> CardFace | None:
        """Its words and sound; None where the group may not hear it."""
        row = self.current()
        return self.faces.faces.get(row.card_id) if row is not None else None

    def cards(self) -> list[CardRow]:
        """The cards that the group may hear, in their order."""
        return [card for card in self.room.cards if card.card_id in self.faces.faces] if self.room is not None else []

    def kept_clear(self) -> list[QWidget]:
        """The buttons of the step's own part, and what is said beside them."""
        settle, notice, close = self.settle, self.notice, self.close_pane
        return [
            *(settle.count, settle.add, settle.change, settle.change_agreement, settle.change_steps),
            *(notice.keep, notice.waiting),
            *(close.state, close.draft, close.agree, close.close_it),
        ]

    def open_here(self) -> None:
        """What the keyboard is on in a list: change that person, or be at that card."""
        if self.settle.people.hasFocus():
            self.settle.change_asked.emit(self.settle.people.chosen())
        elif (tile := self.board.tile_here()) is not None:
            self.board.picked.emit(tile)

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_room(self, room: Room, faces: Faces) -> None:
        """Show everything as it stands now."""
        self._anew = self.room is None or self.room.step != room.step
        self.room, self.faces = room, faces
        step = room.steps[room.step]
        people, number = counted(room.there, self.tr("1 person"), self.tr("{n} people")), len(self.cards())
        cards = counted(number, self.tr("1 card"), self.tr("{n} cards"))
        self.rail.show_steps(room.title, f"{people}, {cards}", room.steps, room.step)
        self.question.setText(step.question or step.title)
        self.words.setText(step.words)
        self._show_count(room, step.kind)
        self.card.setVisible(step.kind in WITH_CARD)
        order = self.cards()
        row = self.current()
        place = next((at for at, card in enumerate(order, 1) if row is not None and card.card_id == row.card_id), 0)
        self.card.show_card(row, self.face(), place, len(order), SIZES.get(step.kind, LARGE))
        pane = {
            StepKind.SETTLE: self.settle,
            StepKind.NOTICE: self.notice,
            StepKind.CLOSE: self.close_pane,
        }.get(step.kind, self.board if step.kind in WITH_BOARD else self._nothing)
        self.stack.setCurrentWidget(pane)
        self._show_tools(room, step.kind)
        self.settle.show_room(room)
        self.notice.show_room(room)
        self.close_pane.show_room(room, faces.kept_back)
        self.board.show_columns(self._columns(room))
        self._fitting.soon()

    def _show_count(self, room: Room, kind: StepKind) -> None:
        count, below = "", ""
        if kind is StepKind.WEIGH and not room.dots_hidden:
            count = self.tr("{n} of {all}").format(n=room.placed, all=room.all_dots)
            below = self.tr("dots placed")
        elif kind is StepKind.WEIGH:
            below = self.tr("dots are hidden until you show them")
        elif kind is StepKind.LISTEN:
            heard = sum(card.heard for card in self.cards())
            count, below = self.tr("{n} of {all}").format(n=heard, all=len(self.cards())), self.tr("cards heard")
        elif kind is StepKind.CHOOSE:
            chosen = sum(choice.chosen for choice in room.choices)
            count = self.tr("{n} chosen").format(n=chosen)
            below = self.tr("{n} left out").format(n=len(room.choices) - chosen)
        self.count.setText(count)
        self.counted.setText(below)

    def _show_tools(self, room: Room, kind: StepKind) -> None:
        for part, kinds in self._of_step.items():
            part.setVisible(kind in kinds)
        self.tools.setVisible(any(kind in kinds for kinds in self._of_step.values()))
        self.show_notes.setText(self.tr("Show what was noted ({n})").format(n=room.hidden_notes))
        self.show_notes.setVisible(kind is StepKind.SHARE and bool(room.hidden_notes))
        self.show_dots.setText(self.tr("Show the dots") if room.dots_hidden else self.tr("Hide the dots"))
        row = self.current()
        group = room.group(row.group) if row is not None else None
        for part in (self.name_group, self.theme, self.differs):
            part.setEnabled(group is not None)
        for part in (self.group, self.new_group, self.dot, self.no_dot):
            part.setEnabled(row is not None)
        now = self.whose_turn.currentData()
        people = [(one.name, one.attendee_id, one.left) for one in room.people if one.left is not None]
        self.whose_turn.blockSignals(True)
        self.whose_turn.clear()
        for name, one, left in people:
            self.whose_turn.addItem(self.tr("{name}: {n} left").format(name=name, n=left), one)
        self.whose_turn.setCurrentIndex(max(0, self.whose_turn.findData(now)))
        self.whose_turn.blockSignals(False)
        self.whose_turn.setMinimumWidth(current().scaled(180))

    def _columns(self, room: Room) -> list[ColumnFace]:
        cards = {card.card_id: card for card in self.cards()}
        groups = [
            ColumnFace(
                group.group_id,
                group.shown,
                self._below(
                    sum(card in cards for card, _ in group.inside),
                    sum(note is not None for _, note in group.inside),
                    group.dots,
                    theme=group.theme_id is not None,
                ),
                tuple(
                    tile
                    for card_id, note_id in group.inside
                    if (tile := self._tile(room, cards.get(card_id or 0), room.note(note_id))) is not None
                ),
            )
            for group in room.groups
        ]
        shown_kinds = (NoteKind.STOOD_OUT, NoteKind.SURPRISED, NoteKind.MISSING, NoteKind.MEMO, NoteKind.DIFFERENTLY)
        alone = [self._tile(room, card, None) for card in cards.values() if card.group is None]
        alone += [self._tile(room, None, one) for one in room.notes if one.group is None and one.kind in shown_kinds]
        tiles = tuple(tile for tile in alone if tile is not None)
        if not tiles and groups:
            return groups
        name, many = self.tr("Not in a group yet"), sum(tile.is_card for tile in tiles)
        return [*groups, ColumnFace(ALONE, name, self._below(many, len(tiles) - many, None), tiles)]

    def _below(self, cards: int, notes: int, dots: int | None, *, theme: bool = False) -> str:
        parts = [
            self.tr("1 card") if cards == 1 else self.tr("{n} cards").format(n=cards),
            "" if not notes else self.tr("1 note") if notes == 1 else self.tr("{n} notes").format(n=notes),
            "" if not dots else self.tr("1 dot") if dots == 1 else self.tr("{n} dots").format(n=dots),
            self.tr("a theme") if theme else "",
        ]
        return ", ".join(part for part in parts if part)

    def _tile(self, room: Room, card: CardRow | None, note: NoteRow | None) -> Tile | None:
        if card is not None:
            dots = "●" * min(card.dots, 10) + f" {card.dots}" if card.dots else ""
            chosen_for = [
                self.chosen.kind_words(one.kind) if one.chosen else self.tr("left out")
                for one in room.choices
                if one.card == card.number
            ]
            foot = [self.tr("sees it differently") if card.differs else "", dots, *chosen_for]
            text = self.faces.faces[card.card_id].quote
            here = card.card_id == room.card_id
            return Tile(True, card.card_id, card.number, text, " · ".join(filter(None, foot)), here)
        if note is not None:
            about = self.tr("card {n}").format(n=note.card) if note.card else ""
            foot = [note.who, about, self.note_words(note.kind)]
            return Tile(False, note.note_id, 0, note.text, " · ".join(filter(None, foot)))
        return None

    def note_words(self, kind: NoteKind) -> str:
        """What a note is."""
        words = {
            NoteKind.STOOD_OUT: self.tr("stood out"),
            NoteKind.SURPRISED: self.tr("surprised"),
            NoteKind.MISSING: self.tr("is missing"),
            NoteKind.DIFFERENTLY: self.tr("sees it differently"),
        }
        return words.get(kind, "")
