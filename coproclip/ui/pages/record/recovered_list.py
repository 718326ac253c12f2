"""Several recordings that broke off: a list, and what can be done about the one under the cursor."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from coproclip.capture.recovery import Unfinished
from coproclip.timecode import clock
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import Message


class RecoveredDialog(Dialog):
    """Lists `found`; `message_of` says what happened to one, and its answers are the buttons."""

    def __init__(
        self, found: Sequence[Unfinished], message_of: Callable[[Unfinished], Message], parent: QWidget
    ) -> None:
        super().__init__("", parent, wide=640, high=520)
        self.setWindowTitle(self.tr("Recordings that broke off"))
        self._message_of = message_of
        self._by_id: dict[str, Unfinished] = {}
        self.list = RowList(self.tr("Recordings that broke off, the oldest first"))
        self.said = Label("", "muted", wrap=True)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.said)
        self.answers = [Button("") for _ in range(3)]
        for place, button in enumerate(self.answers):
            button.clicked.connect(lambda _on=False, place=place: self._answer(place))
            self.foot.addWidget(button)
        self.foot.addStretch(1)
        self.close_button = Button(self.tr("Close"), on_click=self.reject)
        self.foot.addWidget(self.close_button)
        self.list.moved.connect(self.show_answers)
        self.show_found(found)
        self.list.setFocus()

    def show_found(self, found: Sequence[Unfinished], said: str = "") -> None:
        """List these; `said` is what was done to one."""
        self._by_id = {one.id: one for one in found}
        self.list.set_rows([(one.id, self._row(one)) for one in found])
        self.show_answers()
        if said:
            self.said.setText(said)

    def _row(self, one: Unfinished) -> Row:
        return Row(one.title, below=self._message_of(one).happened, right=clock(one.duration_ms))

    def _chosen(self) -> Unfinished | None:
        return self._by_id.get(str(self.list.chosen()))

    def show_answers(self) -> None:
        """What is safe of the chosen one and what can be done about it, as it is now."""
        chosen = self._chosen()
        message = self._message_of(chosen) if chosen is not None else Message("")
        answers = message.answers
        self.said.setText(message.safe)
        for place, button in enumerate(self.answers):
            if place < len(answers):
                button.setText(answers[place].text)
                button.setAccessibleName(answers[place].text)
            button.setVisible(place < len(answers))

    def _answer(self, place: int) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._message_of(chosen).answers[place].do()
            if not self.answers[place].isVisible():
                self.list.setFocus()
