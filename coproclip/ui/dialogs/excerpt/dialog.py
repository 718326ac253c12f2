"""The excerpt window: hear it, move its edges, take out words, and see who may hear it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.marking import Side
from coproclip.overview.excerpt_details import excerpt_details
from coproclip.overview.excerpts import ExcerptRow
from coproclip.people.stories import sound_of
from coproclip.project.journal import Step
from coproclip.timecode import clock
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.dialogs.excerpt.playback import ExcerptPlayback
from coproclip.ui.dialogs.excerpt.sharing_side import SharingSide
from coproclip.ui.dialogs.excerpt.sheet import ExcerptSheet
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.operations import excerpts as operations
from coproclip.ui.operations import moments
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Hairline
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace

WIDE, HIGH = 1112, 792
WIDEST, HIGHEST = 1180, 792
LEAST = 980
"""So wide (px at 100 % text) it must be for two columns."""
FRAME = 48
"""What the system puts around a window (px)."""
SKIP_MS = 3000


class ExcerptDialog(Dialog):
    """One excerpt; every change is kept at once and can be undone."""

    def __init__(self, workspace: Workspace, excerpt_id: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=LEAST)
        self.excerpt_id = excerpt_id
        self.row: ExcerptRow | None = None
        self._workspace = workspace
        self._order: tuple[int, ...] = ()
        self.playback = ExcerptPlayback(workspace.listening, self)
        self._build(parent or self)
        self._connect()
        attach(self, self._commands(), workspace.settings)
        self._load()
        self.sheet.play.setFocus()

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self, over: QWidget) -> None:
        scaled, screen = current().scaled, over.screen().availableGeometry()
        self.reach_edges()
        # Large text, or a narrow screen, needs the whole width for each part: all stands in one column that scrolls.
        tall = scaled(WIDE) > WIDEST or min(WIDEST, screen.width()) < scaled(LEAST)
        self.sheet = ExcerptSheet(tall=tall)
        self.side = SharingSide(self._workspace, self.choose_theme)
        whole = QWidget()
        middle = QBoxLayout(QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight, whole)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.sheet, 1)
        middle.addWidget(Hairline(upright=not tall))
        middle.addWidget(self.side)
        if tall:
            self.side.setMinimumHeight(scaled(640))
        else:
            self.side.setFixedWidth(scaled(372))
        self.column.addWidget(whole, 1)
        self._fill_foot()

    def _fill_foot(self) -> None:
        row = self.foot
        row.addWidget(Button(self.tr("Delete"), "trash-2", "danger", on_click=self.delete))
        row.addStretch(1)
        self.previous = Button(self.tr("Previous"), "chevron-left", on_click=lambda: self.step(-1))
        self.next = Button(self.tr("Next"), "chevron-right", icon_after=True, on_click=lambda: self.step(1))
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addSpacing(8)
        row.addWidget(Button(self.tr("Done"), kind="main", on_click=self.accept))

    def sizeHint(self) -> QSize:
        """As large as it is useful, as far as the screen goes."""
        scaled, screen = current().scaled, self.screen().availableGeometry()
        wide, high = min(WIDEST, screen.width()), min(HIGHEST, screen.height() - FRAME)
        return QSize(min(scaled(WIDE), wide), min(scaled(HIGH), high))

    def _connect(self) -> None:
        workspace, sheet, playback = self._workspace, self.sheet, self.playback
        workspace.changed.connect(self._on_changed)
        playback.moved.connect(sheet.show_playhead)
        playback.changed.connect(sheet.show_playing)
        sheet.play.clicked.connect(playback.toggle)
        sheet.loop.toggled.connect(lambda on: setattr(playback, "loop", on))
        sheet.wave.seek_asked.connect(playback.seek)
        sheet.wave.edge_moved.connect(lambda _excerpt, span, side, ms: self.move_edge(span, side, ms))
        sheet.wave.word_step_asked.connect(lambda _excerpt, span, side, step: self.step_edge(span, side, step))
        sheet.wave.edge_heard.connect(lambda _excerpt, span, side: playback.hear(span, side))
        edges: tuple[tuple[int, Side], ...] = ((0, "start"), (-1, "end"))
        for card, (span, side) in zip((sheet.start_card, sheet.end_card), edges, strict=True):
            card.moved.connect(lambda ms, span=span, side=side: self.move_edge(span, side, ms))
            card.word_asked.connect(lambda step, span=span, side=side: self.step_edge(span, side, step))
            card.heard.connect(lambda span=span, side=side: playback.hear(span, side))
            card.playhead_asked.connect(lambda span=span, side=side: self.move_edge(span, side, playback.playhead))
        sheet.take.clicked.connect(self.take_out)
        sheet.back.clicked.connect(self.put_back)
        sheet.join.clicked.connect(self.hear_join)
        sheet.dont_use.clicked.connect(self.dont_use)
        for field in (sheet.lead_in, sheet.lead_out):
            field.valueChanged.connect(lambda _value: self._keep_leads())
        self.side.left.connect(self.reject)

    def _commands(self) -> list[Command]:
        playback, workspace = self.playback, self._workspace
        return [
            Command("toggle", self.tr("Play or pause"), ("Space", "K"), slot=playback.toggle),
            Command("back3", self.tr("Back 3 s"), ("J",), slot=lambda: playback.skip(-SKIP_MS)),
            Command("on3", self.tr("Forward 3 s"), ("L",), slot=lambda: playback.skip(SKIP_MS)),
            Command("loop", self.tr("Loop on or off"), ("R",), slot=self.sheet.loop.toggle),
            Command(
                "start",
                self.tr("Start at playhead"),
                ("I",),
                slot=lambda: self.move_edge(0, "start", playback.playhead),
            ),
            Command(
                "end", self.tr("End at playhead"), ("O",), slot=lambda: self.move_edge(-1, "end", playback.playhead)
            ),
            Command("hear_start", self.tr("Hear the start"), ("Shift+I",), slot=lambda: playback.hear(0, "start")),
            Command("hear_end", self.tr("Hear the end"), ("Shift+O",), slot=lambda: playback.hear(-1, "end")),
            Command("take", self.tr("Take out the selected words"), ("D",), slot=self.take_out),
            Command("back", self.tr("Put back"), ("B",), slot=self.put_back),
            Command("dont_use", self.tr("Don’t use this bit"), ("X",), slot=self.dont_use),
            Command("care", self.tr("Note before hearing"), ("W",), slot=self.side.care.note.setFocus),
            Command("theme", self.tr("Choose theme"), ("T",), slot=self.choose_theme),
            Command("note", self.tr("Note"), ("N",), slot=self.side.note.setFocus),
            Command("spotlight", self.tr("Must be heard, or not"), ("S",), slot=self.side.meaning.spotlight.click),
            Command("feeling", self.tr("How it feels"), ("Shift+F",), slot=self.side.meaning.feeling.setFocus),
            Command("kind", self.tr("What kind it is"), ("Shift+K",), slot=self.side.meaning.kind.setFocus),
            Command("unused", self.tr("Why it is not used"), ("U",), slot=self.side.meaning.unused.setFocus),
            Command(
                "belongs_with", self.tr("Link to another excerpt"), ("Shift+B",), slot=self.side.meaning.link.click
            ),
            Command("translate", self.tr("In another language"), ("Shift+L",), slot=self.side.ask_translation),
            Command("answer", self.tr("Note the answer"), ("A",), slot=self.side.answer.click),
            Command("previous", self.tr("Previous excerpt"), ("Ctrl+PgUp",), slot=lambda: self.step(-1)),
            Command("next", self.tr("Next excerpt"), ("Ctrl+PgDown",), slot=lambda: self.step(1)),
            Command("undo", self.tr("Undo"), ("Ctrl+Z",), slot=lambda: workspace.undo(self._is_seen)),
            Command("redo", self.tr("Redo"), ("Ctrl+Shift+Z",), slot=lambda: workspace.redo(self._is_seen)),
            Command("done", self.tr("Done"), ("Ctrl+Enter",), slot=self.accept),
        ]

    # ---- showing ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        project = self._workspace.opened()
        try:
            details = self._workspace.read(excerpt_details, self.excerpt_id)
            sound = self._workspace.read(lambda session: sound_of(project, session, details.row.story_id))
            fresh = self.row is None or self.row.excerpt_id != self.excerpt_id
            self.row, self._order = details.row, details.order
            self.sheet.show_excerpt(details, sound, fresh=fresh)
        except CoProClipError:
            self.done(Dialog.DialogCode.Rejected)  # deleted meanwhile, here or elsewhere
            return
        words, start = self.tr("Excerpt, {who}, {time}"), clock(details.row.spans[0].start_ms)
        self.setWindowTitle(words.format(who=details.row.who, time=start))
        self.side.show_excerpt(details)
        place = self._order.index(self.excerpt_id)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < len(self._order) - 1)
        self.playback.show(self.excerpt_id, sound.audio, sound.duration_ms, details.row.spans)

    def _ask(self, words: str) -> None:
        self.messages.show_message(Message(words, key="how"))

    # ---- its edges and words ----------------------------------------------------------------------------------

    def _span(self, number: int) -> int:
        return number if number >= 0 else (len(self.row.spans) if self.row else 1) + number

    def move_edge(self, span: int, side: Side, ms: int) -> None:
        """Move an edge to a time; span -1 is the last."""
        if not operations.move_edge(self._workspace, self.excerpt_id, self._span(span), side, max(0, ms)):
            self._load()  # handles and fields go back to where the edge is

    def step_edge(self, span: int, side: Side, words: int) -> None:
        """Move an edge by so many words; span -1 is the last."""
        operations.step_edge(self._workspace, self.excerpt_id, self._span(span), side, words)

    def take_out(self) -> None:
        """Take the selected words out."""
        chosen = self.sheet.words.selected_range()
        if chosen is None:
            self._ask(self.tr("Select the words to take out first."))
            self.sheet.words.setFocus()
        elif operations.take_out(self._workspace, self.excerpt_id, chosen.start_ms, chosen.end_ms):
            self.playback.unheard = chosen

    def put_back(self) -> None:
        """Put back what was taken out at the cursor."""
        cut = self.sheet.words.cut_at_cursor()
        if cut is None:
            self._ask(self.tr("Put the cursor on the “…” that should come back."))
        else:
            operations.put_back(self._workspace, self.excerpt_id, cut)

    def dont_use(self) -> None:
        """Note of the selected words that the storyteller does not want them used, here or anywhere."""
        chosen = self.sheet.words.selected_range()
        if chosen is None or self.row is None:
            self._ask(self.tr("Select the words that are not to be used first."))
            self.sheet.words.setFocus()
        else:
            moments.mark_not_used(self._workspace, self.row.story_id, chosen.start_ms, chosen.end_ms)

    def hear_join(self) -> None:
        """What is heard around the cut at the cursor."""
        self.playback.hear_join(self.sheet.words.cut_at_cursor() or 0)

    def _keep_leads(self) -> None:
        operations.set_leads(self._workspace, self.excerpt_id, *self.sheet.leads())

    # ---- the whole of it --------------------------------------------------------------------------------------

    def choose_theme(self) -> None:
        """The list of themes."""
        self.side.keep()
        ThemeChooser.choose(self._workspace, [self.excerpt_id], self)

    def step(self, step: int) -> None:
        """The next or previous excerpt of the story, once what is being typed here is taken."""
        if not self.sheet.finish():
            return
        self.side.keep()
        self._workspace.listening.pause()
        place = self._order.index(self.excerpt_id) + step
        if 0 <= place < len(self._order):
            self.excerpt_id = self._order[place]
            self._workspace.choose_excerpt(self.excerpt_id)
            self._load()

    def delete(self) -> None:
        """Take the excerpt away and close."""
        place = self._order.index(self.excerpt_id)
        beside = [*self._order[place + 1 :], *self._order[:place][::-1]]
        if operations.delete(self._workspace, self.excerpt_id, beside[0] if beside else None):
            self.side.forget()
            self.done(Dialog.DialogCode.Rejected)

    def accept(self) -> None:
        """Done, once what is being typed is taken; what was taken out is to be heard once before."""
        if not self.sheet.finish():
            return
        if not self.playback.join_unheard():
            super().accept()
            return
        answers = (
            MessageAction(self.tr("Hear the join"), self.hear_join),
            MessageAction(self.tr("Done"), super().accept),
        )
        sentence = self.tr("Something was taken out.")
        asked = self.tr("Hear the join once: does it still say what they said?")
        self.messages.show_message(Message(sentence, next=asked, kind="caution", answers=answers, key="join"))

    def keep_by_itself(self) -> None:
        """What was typed beside it."""
        self.side.keep()

    def done(self, result: int) -> None:
        """Keep what was typed, fall silent."""
        self.side.keep()
        self._workspace.listening.pause()
        super().done(result)

    def _is_seen(self, step: Step) -> bool:
        # A bit that is not used, or a translation, is no row of the excerpt itself.
        beside = {"moment", "excerpt_translation"}
        return step.concerns("excerpt", self.excerpt_id) or bool(beside.intersection(step.ids()))

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_changed(self, _changes: object) -> None:
        if self.isVisible():
            self._load()
