"""How people marked the same stories: first where they differ, to be heard and talked about, then the numbers."""

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.themes.agreement import Agreement, MarkedPassage, agreement
from coproclip.timecode import clock
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.patterns.place_list import Place, PlaceList
from coproclip.ui.lists.two_line_rows import Row
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Hairline, Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.workspace import Workspace

MOST = 500
"""So many places are listed; all of them are counted."""


class AgreementDialog(Dialog):
    """Of all stories that several people marked, or of one; of all themes, or of one."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Where people differ"), parent, wide=820, high=680)
        self._workspace = workspace
        self._reading = BackgroundReading[Agreement](workspace, self)
        column = self.column
        column.addWidget(Label(self.tr("Where people differ"), "head"))
        hint = self.tr(
            "Stories that you marked and a colleague in their copy, passage by passage: who put it into which theme. "
            "Talk about where you differ; nobody has to be right."
        )
        column.addWidget(Label(hint, "hint", wrap=True))
        self.story, self.theme = QComboBox(), QComboBox()
        row = hbox(spacing=8)
        for field, every, name in (
            (self.story, self.tr("All stories that several people marked"), self.tr("Story")),
            (self.theme, self.tr("All themes"), self.tr("Theme")),
        ):
            field.addItem(every, None)
            field.setAccessibleName(name)
            field.setProperty(LOOKS_FOR, True)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(18)
            field.activated.connect(lambda _place: self._load())
            row.addWidget(field, 1)
        column.addLayout(row)
        self.said = Label(self.tr("Comparing…"), "strong", wrap=True)
        column.addWidget(self.said)
        self.list = PlaceList(workspace, self.tr("Where people differ"))
        column.addWidget(self.list, 1)
        self._line = Hairline()
        column.addWidget(self._line)
        self.numbers = Label("", "body", wrap=True)
        column.addWidget(self.numbers)
        self.hear = self.list.hear
        self.go = Button(self.tr("Open in its story"), "audio-lines", on_click=self._open)
        for button in (self.hear, self.go):
            self.foot.addWidget(button)
        self.answer_with(Button(self.tr("Close"), kind="main", on_click=self.accept))
        play = Command("play_place", self.tr("Play"), ("Space",), slot=self.list.play)
        attach(self.list, [play], workspace.settings)
        self._can()
        self._load()
        self.list.setFocus()

    def _load(self) -> None:
        stories, themes = ([one] if (one := field.currentData()) is not None else None for field in self._fields())
        here = self.tr("Here")
        self._reading.begin(
            lambda session: [agreement(session, here, stories=stories, themes=themes)],
            lambda found: self._show(found[-1]),
        )

    def _fields(self) -> tuple[QComboBox, QComboBox]:
        return self.story, self.theme

    def _show(self, found: Agreement) -> None:
        for field, names in ((self.story, found.titles), (self.theme, found.names)):
            if field.count() == 1:  # the first time nothing is left out
                for number, name in names.items():
                    field.addItem(name, number)
            field.setVisible(field.count() > 1)
        self.list.set_places([(self._row(one), _place(one)) for one in found.differences[:MOST]])
        self.said.setText(self._differing(found))
        self.numbers.setText(self._counted(found) if found.units else "")
        for widget in (self.list, self._line, self.numbers):
            widget.setVisible(bool(found.units))
        announce(self, self.said.text())
        self._can()

    def _row(self, one: MarkedPassage) -> Row:
        who = self.tr("{yes}: yes; {no}: no").format(yes=", ".join(one.yes), no=", ".join(one.no))
        said = self.tr("{story}: “{words}”").format(story=one.story, words=one.text)
        return Row(title=one.theme, state=who, below=said, right=clock(one.start_ms))

    def _differing(self, found: Agreement) -> str:
        if not found.units:
            return self.tr("No story was marked by two people yet. “Bring a colleague’s copy back…” brings in theirs.")
        places = len(found.differences)
        one, many = self.tr("People differ in 1 place."), self.tr("People differ in {n} places.")
        words = counted(places, one, many) if places else self.tr("People differ nowhere.")
        return f"{words} {self.tr('The first {n} are listed.').format(n=MOST)}" if places > MOST else words

    def _counted(self, found: Agreement) -> str:
        """The numbers, with what was counted."""
        n = self.tr("{passages}, {themes}, {stories}; n = {n}. The same in {agreed} of {n} ({share} %).").format(
            passages=counted(found.passages, self.tr("1 passage"), self.tr("{n} passages")),
            themes=counted(found.themes, self.tr("1 theme"), self.tr("{n} themes")),
            stories=counted(found.stories, self.tr("1 story"), self.tr("{n} stories")),
            n=found.units,
            agreed=found.agreed,
            share=round(100 * found.agreed / found.units),
        )
        kappa, alpha = self.tr("Cohen’s κ, {one} and {other}: {value}"), self.tr("Krippendorff’s α, {who}: {value}")
        pairs = [
            kappa.format(one=one, other=other, value=self._number(value))
            for (one, other), value in found.kappas.items()
        ]
        every = alpha.format(who=", ".join(found.people), value=self._number(found.alpha))
        note = self.tr(
            "1 is the same everywhere, 0 is as chance would have it; many ask for an α of 0.800, or 0.667 for first "
            "conclusions. Where you make sense of stories together no number is needed."
        )
        return "\n".join([n, *pairs, every, note])

    def _number(self, value: float | None) -> str:
        return self.tr("not defined: everybody always said the same") if value is None else f"{value:.3f}"

    def _can(self) -> None:
        for button in (self.hear, self.go):
            button.setEnabled(self.list.here() is not None)

    def _open(self) -> None:
        if self.list.open_story():
            self.accept()

    def done(self, result: int) -> None:
        """Fall silent."""
        self._reading.stop()
        self._workspace.listening.pause()
        super().done(result)


def _place(one: MarkedPassage) -> Place:
    return one.story_id, one.start_ms, one.end_ms
