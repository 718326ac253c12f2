"""Phrases in all stories, in all their forms, and all answers to one starter: hear them, mark them as excerpts."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from coproclip.errors import CoProClipError
from coproclip.overview.starter_answers import StarterAnswers, starter_answers
from coproclip.people.moments import starters
from coproclip.people.quantity import quantity_bands, quantity_word
from coproclip.themes.phrases import PhraseFacts, PhraseHit, PhraseResult, check_forms, find_phrases, phrases, variants
from coproclip.timecode import clock
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.patterns.place_list import Place, PlaceList
from coproclip.ui.lists.two_line_rows import Row
from coproclip.ui.operations import patterns as operations
from coproclip.ui.operations.excerpts import mark
from coproclip.ui.widgets.boxes import hbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import of_stories
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.field_values import LOOKS_FOR
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.prompts import ask_line
from coproclip.ui.workspace import Workspace

MOST = 500
"""So many places are listed; all of them are counted."""


class PhrasesDialog(Dialog):
    """Type forms parted by commas and press Enter; or choose a saved phrase or a starter."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Phrases in all stories"), parent, wide=860, high=700)
        self._workspace = workspace
        self._reading = BackgroundReading[PhraseResult](workspace, self)
        column = self.column
        column.addWidget(Label(self.tr("Phrases in all stories"), "head"))
        hint = self.tr("Words in a row; commas part several forms. A star is any letters, a ~ also finds what is near.")
        column.addWidget(Label(hint, "hint", wrap=True))
        self.forms = QLineEdit()
        self.forms.setPlaceholderText(self.tr("tick box, box-tick*, ~rhubarb"))
        self.forms.setAccessibleName(self.tr("What to look for"))
        self.forms.setProperty(LOOKS_FOR, True)
        self.forms.returnPressed.connect(self.look_for)
        self.look = Button(self.tr("Find"), "search", on_click=self.look_for)
        row = hbox(spacing=8)
        row.addWidget(self.forms, 1)
        row.addWidget(self.look)
        column.addLayout(row)
        self.others = QCheckBox(self.tr("Also other forms of two words"))
        self.others.setToolTip(self.tr("“tick box” also finds “box ticking”, “tick-boxes” and “tickbox”"))
        self.others.setProperty(LOOKS_FOR, True)
        column.addWidget(self.others)
        column.addLayout(self._choices())
        column.addWidget(self.starter)
        self.said = Label("", "strong", wrap=True)
        self.go = Button(self.tr("Open in its story"), "audio-lines", "quiet", size="small", on_click=self._open)
        row = hbox(spacing=8)
        row.addWidget(self.said, 1)
        row.addWidget(self.go)
        column.addLayout(row)
        self.trouble = Label("", "error", wrap=True)
        self.trouble.hide()
        column.addWidget(self.trouble)
        self.list = PlaceList(workspace, self.tr("Where it is said"))
        column.addWidget(self.list, 1)
        self.hear = self.list.hear
        self._marked: dict[Place, int] = {}
        """The excerpts that were marked here, by place."""
        self._counted = ""
        self.keep = Button(self.tr("Mark excerpt"), "quote", key="E", on_click=self.mark)
        for button in (self.hear, self.keep):
            self.foot.addWidget(button)
        self.answer_with(Button(self.tr("Close"), kind="main", on_click=self.accept))
        attach(
            self.list,
            [
                Command("play_place", self.tr("Play"), ("Space",), slot=self.list.play),
                Command("mark_place", self.tr("Mark excerpt"), ("E",), slot=self.mark),
            ],
            workspace.settings,
        )
        self._show_saved()
        self._can()
        self.forms.setFocus()

    def _choices(self) -> QHBoxLayout:
        row = hbox(spacing=8)
        self.saved, self.starter = QComboBox(), QComboBox()
        self.saved.setAccessibleName(self.tr("Saved phrases"))
        self.saved.activated.connect(self._on_saved)
        self.starter.setAccessibleName(self.tr("All answers to a conversation starter"))
        self.starter.addItem(self.tr("Answers to a starter…"), -1)
        for place, one in enumerate(self._workspace.read(starters)):
            self.starter.addItem(one.text, place)
        self.starter.activated.connect(self._on_starter)
        self.save = Button(self.tr("Save this phrase…"), "bookmark", size="small", on_click=self._save)
        self.remove = Button(self.tr("Remove"), "trash-2", "quiet", size="small", on_click=self._remove)
        for field in (self.saved, self.starter):
            field.setProperty(LOOKS_FOR, True)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(18)
        row.addWidget(self.saved, 1)
        row.addWidget(self.save)
        row.addWidget(self.remove)
        return row

    # ---- looking ----------------------------------------------------------------------------------------------

    def typed_forms(self) -> list[str]:
        """What is looked for: the forms that were typed, and those they are said in too."""
        typed = [form.strip() for form in self.forms.text().split(",") if form.strip()]
        return [*typed, *(other for form in typed for other in (variants(form) if self.others.isChecked() else ()))]

    def look_for(self) -> None:
        """Look for what was typed in all stories."""
        try:
            forms = check_forms(self.typed_forms())
        except CoProClipError as error:
            self._complain(str(error))
            return
        self._complain("")
        self.starter.setCurrentIndex(0)
        self.said.setText(self.tr("Looking through all stories…"))
        self._reading.begin_stoppable(lambda session, cancel: [find_phrases(session, forms, cancel)], self._on_found)

    def _on_found(self, results: Sequence[PhraseResult]) -> None:
        found = results[-1]
        word = quantity_word(self._workspace.read(quantity_bands), found.stories, found.every)
        stories = of_stories(found.stories, found.every)
        words = self.tr("In {stories} ({word}), {n} times.").format(stories=stories, word=word, n=len(found.hits))
        more = self.tr("The first {n} are listed.").format(n=MOST) if len(found.hits) > MOST else ""
        self._show(
            [(self._hit(hit), (hit.story_id, hit.start_ms, hit.end_ms)) for hit in found.hits[:MOST]],
            f"{words} {more}".strip(),
        )

    def _hit(self, hit: PhraseHit) -> Row:
        said = f"… {hit.before} [{hit.found}] {hit.after} …"
        return Row(title=hit.who or hit.story_title, below=said, right=clock(hit.start_ms))

    def _on_starter(self, _place: int) -> None:
        if self.starter.currentData() >= 0:
            found: StarterAnswers = self._workspace.read(starter_answers, self.starter.currentData())
            nothing = self.tr("Nothing is transcribed there yet.")
            rows = [
                (
                    Row(title=one.who, below=one.words or nothing, right=clock(one.start_ms)),
                    (one.story_id, one.start_ms, one.end_ms),
                )
                for one in found.answers
            ]
            asked = of_stories(found.stories, found.every)
            words = self.tr("“{starter}” was asked in {stories}.")
            self._show(rows, words.format(starter=found.question, stories=asked))

    def _show(self, rows: Sequence[tuple[Row, Place]], said: str) -> None:
        self.list.set_places(rows)
        for place in self._marked:
            self.list.say_of(place, self.tr("marked"), "check")
        self._counted = said
        self.said.setText(said)
        announce(self, said)
        if rows:
            self.list.setFocus()
        self._can()

    def _can(self) -> None:
        for button in (self.hear, self.keep, self.go):
            button.setEnabled(self.list.here() is not None)
        self.remove.setEnabled(self.saved.currentData() is not None)

    def _complain(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        if words:
            announce(self, words)

    def _on_trouble(self, error: CoProClipError) -> None:
        self._complain(str(error))

    # ---- saved ------------------------------------------------------------------------------------------------

    def _show_saved(self, chosen: int | None = None) -> None:
        self.saved.clear()
        self.saved.addItem(self.tr("Saved phrases…"), None)
        self._forms: dict[int, PhraseFacts] = {}
        for one in self._workspace.read(phrases):
            self.saved.addItem(one.name, one.phrase_id)
            self._forms[one.phrase_id] = one
        self.saved.setCurrentIndex(max(0, self.saved.findData(chosen)))
        self._can()

    def _on_saved(self, _place: int) -> None:
        number = self.saved.currentData()
        self._can()
        if number is not None:
            self.others.setChecked(False)
            self.forms.setText(", ".join(self._forms[number].patterns))
            self.look_for()

    def _save(self) -> None:
        forms = self.typed_forms()
        if not forms:
            self._complain(self.tr("Type what to look for first."))
            return
        number = self.saved.currentData()
        before = self.saved.currentText() if number else forms[0]
        kept: list[int] = []

        def _keep(name: str) -> bool:
            known = self._forms.get(number)
            made = operations.save_phrase(self._workspace, name, forms, known, self._on_trouble)
            kept.extend([] if made is None else [made])
            return made is not None

        if ask_line(self, self.tr("What the phrase is called"), self.tr("Save"), _keep, before):
            self._show_saved(kept[-1])

    def _remove(self) -> None:
        number = self.saved.currentData()
        if number is not None and operations.delete_phrase(self._workspace, number):
            self._show_saved()

    # ---- what is done with a place ----------------------------------------------------------------------------

    def mark(self) -> None:
        """Mark the place under the cursor as an excerpt, once; it is said here, where one looks."""
        place = self.list.here()
        if place is None:
            return
        words = self.tr("That is marked already.")
        if place not in self._marked:
            made = mark(self._workspace, *place)
            if made is None:
                return
            self._marked[place] = made
            words = self.tr("Excerpt marked. It is among those without a theme.")
            self.list.say_of(place, self.tr("marked"), "check")
        self.said.setText(f"{self._counted} {words}")
        announce(self, words)

    def _open(self) -> None:
        if self.list.open_story():
            self.accept()

    def done(self, result: int) -> None:
        """Fall silent."""
        self._reading.stop()
        self._workspace.listening.pause()
        super().done(result)
