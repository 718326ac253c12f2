"""“Sit together”: a storyteller hears one excerpt of theirs after another, and says yes, what to change, or no."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.reviews.review_codes import ReviewAnswer
from coproclip.excerpts.rules.reasons import USES
from coproclip.overview.reviews import ExcerptToAsk, excerpt_to_ask, excerpts_to_ask, only_one_heard, people_to_ask
from coproclip.people.people import needs_of_person
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.excerpt.playback import ExcerptPlayback
from coproclip.ui.dialogs.reviews.card import AskCard
from coproclip.ui.dialogs.reviews.whom import WhomFields
from coproclip.ui.operations.reviews import note_not_reached, note_reviewed
from coproclip.ui.widgets.access_note import AccessNote
from coproclip.ui.widgets.boxes import vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.widgets.scroll_column import ScrollColumn
from coproclip.ui.widgets.tooltips import as_written
from coproclip.ui.workspace import Workspace

WIDE, HIGH = 900, 760
END = 2
"""The page after the last excerpt."""


@dataclass(frozen=True, slots=True)
class _Yes:
    """A yes that can be taken back: the step that it is, and what was said to the excerpt here before."""

    excerpt_id: int
    step: object
    before: ReviewAnswer | None


class SitTogether(Dialog):
    """Whom to ask first, then card after card; each answer is saved at once."""

    def __init__(self, workspace: Workspace, storyteller_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=WIDE, high=HIGH)
        self.setWindowTitle(self.tr("Sit together"))
        self._workspace = workspace
        self._ids: list[int] = []
        self._place = 0
        self._asked: ExcerptToAsk | None = None
        self._said: dict[int, ReviewAnswer] = {}
        self._undoable: list[_Yes] = []
        """The answers that Ctrl Z takes back, the last one first: no further back than the last no."""
        self._saved = ""
        self.reach_edges()
        self.whom = WhomFields(workspace.read(people_to_ask), storyteller_id, answering=True)
        self.needs = AccessNote()
        self.card = AskCard()
        self.playback = ExcerptPlayback(workspace.listening, self)
        self.over = Label("", "head", wrap=True)
        self.pages = QStackedWidget()
        for inside in (self._opening(), self.card, self._end()):
            self.pages.addWidget(inside)
        self.column.addWidget(self.pages, 1)
        self._fill_foot()
        self._connect()
        attach(self.card, self._commands(), workspace.settings)
        self._renew()
        self.whom.whose.setFocus()

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _opening(self) -> QWidget:
        inside = QWidget()
        column = vbox(inside, (24, 20, 24, 12), 12)
        column.addWidget(Label(self.tr("Ask a storyteller, one excerpt after another"), "head", wrap=True))
        words = self.tr(
            "They hear each one, and see or hear how they are shown and where it appears. Then they say yes, what to "
            "change, or no. Each answer is saved at once. No answer counts as a no; a yes from before stays."
        )
        column.addWidget(Label(words, "muted", wrap=True))
        column.addWidget(self.whom)
        column.addWidget(self.needs)
        self.missing = Label("", "small", wrap=True)
        column.addWidget(self.missing)
        column.addStretch(1)
        scroll = ScrollColumn()
        scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        scroll.setWidget(inside)
        return scroll

    def _end(self) -> QWidget:
        inside = QWidget()
        column = vbox(inside, (24, 24, 24, 12), 12)
        column.addWidget(self.over)
        column.addStretch(1)
        return inside

    def _fill_foot(self) -> None:
        self.back = Button(self.tr("Back"), "chevron-left", key="B", on_click=lambda: self.step(-1))
        self.skip = Button(self.tr("Skip"), key="S", on_click=lambda: self.step(1))
        self.not_reached = Button(self.tr("Could not reach them"), "phone-off", "quiet", on_click=self.cannot_reach)
        self.begin = Button(self.tr("Start"), kind="main", on_click=self.start)
        self.close_button = Button(self.tr("Close"), on_click=self.accept)
        self.begin.setDefault(True)
        for part in (self.back, self.skip, self.not_reached):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        for part in (self.close_button, self.begin):
            self.foot.addWidget(part)

    def _connect(self) -> None:
        self.whom.changed.connect(self._renew)
        self.card.play_asked.connect(self.playback.toggle)
        self.card.answered.connect(self.answer)
        self.playback.changed.connect(self.card.play.set_playing)
        self.playback.moved.connect(self._on_moved)
        self._workspace.changed.connect(lambda _changes: self._on_changed())

    def _commands(self) -> list[Command]:
        def _press(answer: ReviewAnswer) -> Command:
            button = self.card.answers[answer]
            keys = {ReviewAnswer.YES: "Y", ReviewAnswer.CHANGE: "C", ReviewAnswer.NO: "N"}
            return Command(answer.value, button.text(), (keys[answer],), slot=button.click, enabled=button.isEnabled)

        return [
            Command("toggle", self.tr("Play or pause"), ("Space", "K"), slot=self.card.play.click),
            *map(_press, ReviewAnswer),
            Command("skip", self.tr("Skip"), ("S", "Ctrl+PgDown"), slot=self.skip.click),
            Command("back", self.tr("Back"), ("B", "Ctrl+PgUp"), slot=self.back.click),
            Command("larger", self.tr("Larger words"), ("Ctrl++", "Ctrl+="), slot=lambda: self.card.enlarge(1)),
            Command("smaller", self.tr("Smaller words"), ("Ctrl+-",), slot=lambda: self.card.enlarge(-1)),
            Command("down", self.tr("Further down in the words"), ("PgDown",), slot=lambda: self.card.scroll_by(1)),
            Command("up", self.tr("Further up in the words"), ("PgUp",), slot=lambda: self.card.scroll_by(-1)),
            Command("undo", self.tr("Undo"), ("Ctrl+Z",), slot=self.undo),
        ]

    def _renew(self) -> None:
        page, missing = self.pages.currentIndex(), self.whom.missing()
        self.missing.setText(missing)
        person = self.whom.person()
        if page == 0 and self._workspace.project is not None:
            self.needs.show_needs(self._workspace.read(needs_of_person, person.storyteller_id) if person else ())
        self.begin.setEnabled(not missing)
        self.begin.setToolTip(as_written(missing))
        self.begin.setVisible(page == 0)
        self.back.setVisible(page > 0)
        self.skip.setVisible(page == 1)
        self.not_reached.setVisible(page == 1)
        self.back.setEnabled(page == 2 or self._place > 0)

    # ---- from one to the next ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first excerpt that they have not answered yet."""
        person = self.whom.person()
        if person is None or self.whom.missing():
            return
        self._ids = self._workspace.read(excerpts_to_ask, person.storyteller_id)
        self._place, self._said, self._undoable, self._saved = 0, {}, [], ""
        self._go(0)

    def step(self, by: int) -> None:
        """The next or the previous excerpt; after the last, what was said."""
        self._workspace.listening.pause()
        self._saved = ""
        self._go(len(self._ids) - 1 if self.pages.currentIndex() == 2 and by < 0 else self._place + by)

    def _go(self, place: int) -> None:
        self._place = max(0, min(place, len(self._ids)))
        on_card = self._place < len(self._ids)
        self.pages.setCurrentIndex(1 if on_card else 2)
        self._renew()
        if on_card:
            self._load()
            self.card.play.setFocus()
        else:
            self._asked = None
            self.over.setText(self._sum())
            self.close_button.setFocus()

    def _load(self) -> None:
        person, project = self.whom.person(), self._workspace.opened()
        assert person is not None
        ask, uses = self._ids[self._place], self.whom.uses.chosen()
        try:
            asked = self._workspace.read(excerpt_to_ask, project, ask, person.storyteller_id, uses)
        except CoProClipError as error:
            asked = ExcerptToAsk(ask, "", str(error))
        self._asked = asked
        place = self.tr("{n} of {all}").format(n=self._place + 1, all=len(self._ids))
        self.card.show_excerpt(
            asked, " · ".join(filter(None, (place, self._saved))), ", ".join(USES[use] for use in uses)
        )
        length = asked.spans[-1].end_ms if asked.spans else 0
        self.playback.show(asked.excerpt_id, asked.audio, length, asked.spans)

    def _sum(self) -> str:
        said = list(self._said.values())
        if not self._ids:
            return self.tr("There is nothing to ask this storyteller about. What they refused is not asked again.")
        words = self.tr(
            "{yes} yes, {change} to change, {no} no. {open} not answered: a yes from before stays, all else is a no."
        )
        return words.format(
            yes=said.count(ReviewAnswer.YES),
            change=said.count(ReviewAnswer.CHANGE),
            no=said.count(ReviewAnswer.NO),
            open=len(self._ids) - len(said),
        )

    # ---- answers ----------------------------------------------------------------------------------------------

    def answer(self, answer: ReviewAnswer) -> None:
        """Save what they said to the excerpt as it was shown, and go on to the next."""
        person, asked = self.whom.person(), self._asked
        if person is None or asked is None or asked.why_not:
            return
        self._workspace.listening.pause()
        if answer is not ReviewAnswer.CHANGE:
            if self._keep(answer):
                self._go(self._place + 1)
        elif ask_line(
            self, self.tr("What would they like changed?"), self.tr("Save answer"), partial(self._keep, answer)
        ):
            self._go(self._place + 1)

    def _keep(self, answer: ReviewAnswer, wish: str = "") -> bool:
        """Save an answer to the excerpt as it is shown; where that cannot be, it is shown as it is now."""
        person, asked = self.whom.person(), self._asked
        if person is None or asked is None or asked.why_not:
            return False
        who, how = self.whom.who.text(), self.whom.how.words()
        self._asked = None  # what is written is no change of what is shown
        self._workspace.keep_all()
        history = self._workspace.opened().history
        step = history.step(back=True)
        if not note_reviewed(self._workspace, asked, person.storyteller_id, answer, wish, who, how):
            self._load()
            return False
        before = self._said.get(asked.excerpt_id)
        self._said[asked.excerpt_id] = answer
        now = history.step(back=True)
        self._note_saved(answer, _Yes(asked.excerpt_id, now, before) if now is not step else None)
        return True

    def _note_saved(self, answer: ReviewAnswer, yes: _Yes | None) -> None:
        if answer is ReviewAnswer.YES and yes is not None:
            self._undoable.append(yes)
            self._saved = self.tr("Saved: yes. Ctrl Z takes it back.")
        elif answer is ReviewAnswer.YES:
            self._saved = self.tr("Saved: yes.")
        else:
            self._undoable.clear()
            self._saved = self.tr("Saved: no.") if answer is ReviewAnswer.NO else self.tr("Saved: no, until changed.")

    def undo(self) -> None:
        """Take the last yes back, and show that excerpt again. A no stays: only a new answer changes it."""
        if not self._undoable:
            return
        yes, self._asked = self._undoable[-1], None
        self._workspace.keep_all()
        if self._workspace.opened().history.step(back=True) is not yes.step:
            self._undoable.clear()
            self._stay(self.tr("Nothing was taken back: something else was changed since. Ask again instead."))
        elif self._workspace.undo():
            self._undoable.pop()
            if yes.before is None:
                del self._said[yes.excerpt_id]
            else:
                self._said[yes.excerpt_id] = yes.before
            self._saved = self.tr("Taken back.")
            self._go(self._ids.index(yes.excerpt_id))
        else:
            self._stay(self.tr("Nothing was taken back."))

    def _stay(self, words: str) -> None:
        self._saved = words
        self._go(self._place)
        if self.pages.currentIndex() == END:
            self.over.setText(f"{words} {self._sum()}")

    def cannot_reach(self) -> None:
        """They cannot be asked now: for all that is left it is noted that there was no answer."""
        person = self.whom.person()
        left = [one for one in self._ids if one not in self._said]
        if person is None or not left:
            return
        who, how = self.whom.who.text(), self.tr("could not be reached")
        if note_not_reached(self._workspace, left, person.storyteller_id, who, how):
            self._undoable.clear()
            self._go(len(self._ids))

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_moved(self, ms: int) -> None:
        if self._asked is not None:
            heard = sum(max(0, min(ms, span.end_ms) - span.start_ms) for span in self._asked.spans)
            self.card.show_time(heard)

    def _on_changed(self) -> None:
        if self.isVisible() and self.pages.currentIndex() == 1 and self._asked is not None:
            self._load()

    def unsaved_words(self) -> list[str]:
        """None: each answer is saved with who gave it as it is given."""
        return []

    def done(self, result: int) -> None:
        """Fall silent."""
        self._workspace.listening.pause()
        super().done(result)


def sit_together(workspace: Workspace, parent: QWidget, storyteller_id: int | None = None) -> None:
    """Ask a storyteller about what is theirs, side by side: whoever is heard in the chosen excerpt, unless another."""
    workspace.keep_all()
    if storyteller_id is None and workspace.excerpt_id is not None:
        storyteller_id = workspace.read(only_one_heard, workspace.excerpt_id)
    run_dialog(SitTogether(workspace, storyteller_id, parent))
