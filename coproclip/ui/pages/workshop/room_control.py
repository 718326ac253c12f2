"""Where the group is in the room: steps and cards, what is heard, whose turn it is to place dots."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from coproclip.overview.workshop import CardFace
from coproclip.people.care import CareMark
from coproclip.project.kinds import StepKind
from coproclip.ui.dialogs.care import may_be_heard
from coproclip.ui.operations import workshop as operations
from coproclip.ui.pages.workshop.card_playback import CardPlayback
from coproclip.ui.pages.workshop.room_view import RoomView
from coproclip.ui.pages.workshop.view_control import ViewControl
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

OF_A_GROUP = frozenset({StepKind.NAME, StepKind.DIFFERENCE})
"""In these steps something is done with the group of the card."""


class RoomControl(ViewControl):
    """Where the group is, what is heard, whose turn it is; `renew()` shows the room as it is now."""

    def __init__(self, workspace: Workspace, view: RoomView, renew: Callable[[], None]) -> None:
        super().__init__(workspace, view)
        self._renew = renew
        self.playback = CardPlayback(workspace, self._may_be_heard, self)
        self.playback.moved.connect(self._on_heard)
        self.playback.ended.connect(self._on_ended)
        self.typed = ""
        view.rail.went.connect(self.go_to_step)
        view.card.play_pressed.connect(self.play)
        view.card.draw_pressed.connect(self.draw)
        for button, do in (
            (view.before, partial(self.step_card, -1)),
            (view.next, partial(self.step_card, 1)),
            (view.next_person, self.next_person),
            (view.dot, self.add_dot),
            (view.no_dot, self.take_dot),
            (view.show_dots, self.turn_dots),
        ):
            button.clicked.connect(lambda _on=False, do=do: do())

    # ---- where the group is -----------------------------------------------------------------------------------

    def go_to_step(self, step: int) -> None:
        """Go to a step; what plays falls silent, and it is kept at once."""
        if 0 <= step < len(self._room.steps) and step != self._room.step:
            self.playback.stop()
            operations.keep_place(self._workspace, self._room.session_id, step=step, card=self._card_for(step))
            self._renew()
            announce(self._view, f"{self._view.rail.buttons[step].accessibleName()}. {self._view.question.text()}")
            self.focus()

    def _card_for(self, step: int) -> int | None:
        """Where groups are named or looked at, a card of one, if the group is at none; None: the card stays."""
        now, groups = self._view.current(), self._room.groups
        if self._room.steps[step].kind not in OF_A_GROUP or (now is not None and now.group is not None):
            return None
        heard = {card.card_id for card in self._view.cards()}
        return next((card for group in groups for card, _note in group.inside if card in heard), None)

    def by_step(self, by: int) -> None:
        """Forward or back."""
        self.go_to_step(self._room.step + by)

    def focus(self) -> None:
        """Put the keyboard where every key of the step counts."""
        kind = self._view.kind
        where: QWidget = self._view.card
        if kind is StepKind.SETTLE:
            where = self._view.settle.people if self._room.people else self._view.settle.add
        elif kind is StepKind.CLOSE:
            where = self._view.close_pane.draft
        where.setFocus()

    def go_to_card(self, card_id: int) -> None:
        """Be at a card; it is kept at once."""
        if card_id != self._room.card_id:
            self.playback.stop()
        operations.keep_place(self._workspace, self._room.session_id, card=card_id)
        self._renew()
        announce(self._view, self._view.card.accessibleName())

    def step_card(self, by: int) -> None:
        """The next card, or the one before."""
        order = [card.card_id for card in self._view.cards()]
        now = self._room.card_id
        place = order.index(now) + by if now in order else 0
        if order and 0 <= place < len(order):
            self.go_to_card(order[place])

    def type_digit(self, digit: str) -> None:
        """A figure of a card's number: Enter is for the card then, and not for a button that had the keyboard."""
        if self._view.card.isVisible():
            self._view.card.setFocus()
        self.typed = f"{self.typed}{digit}"[-4:]
        self._view.rail.about.setText(self.tr("Card {number}: press Enter").format(number=self.typed))

    def go_to_typed(self) -> None:
        """The card with the number that was typed; where none was, what the keyboard is on in a list."""
        number, self.typed = self.typed, ""
        if not number:
            self._view.open_here()
            return
        card = next((card for card in self._view.cards() if str(card.number) == number.lstrip("0")), None)
        if card is None:
            self._renew()
            words = self.tr("There is no card {number} here.").format(number=number)
            self._view.rail.about.setText(words)
            announce(self._view, words)
        else:
            self.go_to_card(card.card_id)

    # ---- hearing ----------------------------------------------------------------------------------------------

    def _may_be_heard(self, face: CardFace) -> bool:
        return may_be_heard(self._view.card.number.text(), CareMark(face.care, face.sensitive), self._view)

    def play(self) -> None:
        """Play or pause the card."""
        face = self._view.face()
        if face is not None:
            self.playback.turn(face)

    def _on_heard(self, card_id: int, at_ms: int) -> None:
        row = self._view.current()
        self._view.card.show_heard(at_ms if row is not None and row.card_id == card_id else None)

    def _on_ended(self, card_id: int) -> None:
        if self.open:
            operations.keep_place(self._workspace, self._room.session_id, heard=card_id)
            self._renew()

    def turn_words(self) -> None:
        """Words on the card, or only its sound."""
        words = self._view.card.words
        words.set_hidden(not words.hidden_words)

    def turn_timer(self) -> None:
        """The timer on or off."""
        self._view.rail.timer.toggle()

    def turn_blank(self) -> None:
        """A blank screen, or the room again."""
        blank = self._view.blank
        blank.setVisible(not blank.isVisible())
        blank.raise_()
        if blank.isVisible():
            self.playback.stop()
            announce(self._view, blank.accessibleName())

    # ---- dots -------------------------------------------------------------------------------------------------

    def add_dot(self) -> None:
        """A dot of whose turn it is, on this card."""
        self._dot(operations.place_dot)

    def take_dot(self) -> None:
        """Take one of theirs back from it."""
        self._dot(operations.take_dot)

    def _dot(self, do: Callable[[Workspace, int, int, int], None]) -> None:
        row, who = self._view.current(), self._view.whose_turn.currentData()
        if row is not None and who is not None:
            do(self._workspace, self._room.session_id, who, row.card_id)

    def next_person(self, by: int = 1) -> None:
        """Whose turn it is next."""
        box = self._view.whose_turn
        if box.count():
            box.setCurrentIndex((box.currentIndex() + by) % box.count())
            announce(self._view, box.currentText())

    def turn_dots(self) -> None:
        """Show how many dots there are, or hide it."""
        operations.hide_dots(self._workspace, self._room.session_id, not self._room.dots_hidden)

    def draw(self) -> None:
        """Draw more cards."""
        operations.draw(self._workspace, self._room.session_id)
