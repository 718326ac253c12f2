"""The excerpt window: hear it, move its edges, take out words, and see who may hear it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from coproclip.audio.peaks import Peaks
from coproclip.errors import CoProClipError
from coproclip.excerpts import marking
from coproclip.excerpts.approval import StoryReader, VoicedWord
from coproclip.overview.story import ExcerptRow, load_excerpts
from coproclip.people.stories import StorySound, sound_of, who_told
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.rows import fetch
from coproclip.project.schema import Excerpt, Story
from coproclip.timecode import TimeRange, clock
from coproclip.ui.commands.table import attach
from coproclip.ui.dialogs.excerpt.commands import commands
from coproclip.ui.dialogs.excerpt.layout import ExcerptLayout
from coproclip.ui.dialogs.themes.chooser import ThemeChooser
from coproclip.ui.style.tokens import NO_THEME
from coproclip.ui.waveform import Band
from coproclip.ui.widgets.message import Message, MessageAction
from coproclip.ui.workspace import Workspace

AROUND_MS = 3000
NEAR_MS = 800
EDGE_MS = 1500
JOIN_MS = 2000


class ExcerptDialog(ExcerptLayout):
    """One excerpt; every change is kept at once and can be undone."""

    def __init__(self, workspace: Workspace, excerpt_id: int, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.excerpt_id = excerpt_id
        self.row: ExcerptRow | None = None
        self.sound: StorySound | None = None
        self._order: list[int] = []
        self.playhead = 0
        self._unheard: TimeRange | None = None
        self._connect()
        self._load()
        self.play.setFocus()

    def _connect(self) -> None:
        listening = self.workspace.listening
        self.workspace.changed.connect(self._on_changed)
        self.workspace.message.connect(self._on_message)
        self.workspace.message_over.connect(self.messages.take_away)
        listening.moved.connect(self._on_moved)
        listening.started.connect(self._on_state)
        listening.paused.connect(self._on_state)
        self.play.clicked.connect(self.toggle)
        self.wave.seek_asked.connect(self.seek)
        self.wave.edge_moved.connect(lambda _one, span, side, ms: self.move_edge(span, side, ms))
        self.wave.word_step_asked.connect(lambda _one, span, side, step: self._word(span, side, step))
        self.wave.edge_heard.connect(lambda _one, span, side: self.hear(span, side))
        self.start_card.moved.connect(lambda ms: self.move_edge(0, "start", ms))
        self.end_card.moved.connect(lambda ms: self.move_edge(-1, "end", ms))
        self.start_card.word_asked.connect(lambda step: self._word(0, "start", step))
        self.end_card.word_asked.connect(lambda step: self._word(-1, "end", step))
        self.start_card.heard.connect(lambda: self.hear(0, "start"))
        self.end_card.heard.connect(lambda: self.hear(-1, "end"))
        self.start_card.playhead_asked.connect(lambda: self.move_edge(0, "start", self.playhead))
        self.end_card.playhead_asked.connect(lambda: self.move_edge(-1, "end", self.playhead))
        self.take_asked.connect(self.take_out)
        self.back_asked.connect(self.put_back)
        self.join_asked.connect(self.hear_join)
        self.theme_asked.connect(self.choose_theme)
        self.delete_asked.connect(self.delete)
        self.step_asked.connect(self.step)
        for field in (self.lead_in, self.lead_out):
            field.valueChanged.connect(lambda _value: self._keep_leads())
        self.side.left.connect(self.reject)
        attach(self, commands(self), self.workspace.settings)

    # ---- showing ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        project = self.workspace.opened()
        try:
            with project.read() as session:
                excerpt = fetch(session, Excerpt, self.excerpt_id)
                self.sound = sound_of(project, session, excerpt.story_id)
                spans = marking.ranges_of(session, excerpt.id)
                words = StoryReader(session).voiced(excerpt, spans)
                who = who_told(session, excerpt.story_id)
                story = fetch(session, Story, excerpt.story_id).title
                near = [one.word for one in marking.words_near(session, excerpt.story_id, spans)]
            self.wave.set_snaps([word.start_ms for word in near], [word.end_ms for word in near])
            rows = load_excerpts(project, excerpt.story_id)
            if self.wave.scene.peaks is None and self.sound.peaks is not None:
                self.wave.set_peaks(Peaks.load(self.sound.peaks))
        except CoProClipError:
            self.reject()  # deleted meanwhile, here or elsewhere
            return
        self._order = [row.excerpt_id for row in rows]
        fresh = self.row is None or self.row.excerpt_id != self.excerpt_id
        self.row = next(row for row in rows if row.excerpt_id == self.excerpt_id)
        self.setWindowTitle(self.tr("Excerpt, {who}, {time}").format(who=who or story, time=clock(spans[0].start_ms)))
        self._show_wave(spans, fresh)
        self._show_edges(spans, words)
        self.words.show_words(words, spans)
        self.side.show_excerpt(excerpt, self.row)
        for field, value in ((self.lead_in, excerpt.lead_in_ms), (self.lead_out, excerpt.lead_out_ms)):
            field.blockSignals(True)
            field.setValue(value / 1000)
            field.blockSignals(False)
        self.back.setEnabled(len(spans) > 1)
        self.join.setVisible(len(spans) > 1)
        place = self._order.index(self.excerpt_id)
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < len(self._order) - 1)
        if fresh:
            self._put(spans[0].start_ms)
        self._on_state()

    def _show_wave(self, spans: list[TimeRange], fresh: bool) -> None:
        assert self.row is not None
        assert self.sound is not None
        sign = self.row.themes[0] if self.row.themes else None
        shown = tuple((span.start_ms, span.end_ms) for span in spans)
        band = Band(
            self.excerpt_id, shown, sign.letter if sign else "", sign.colour if sign else NO_THEME, self.row.title, True
        )
        self.wave.set_duration(self.sound.duration_ms)
        self.wave.set_bands([band])
        self.wave.set_leads(self.row.lead_in_ms, self.row.lead_out_ms)
        first, last = self.wave.shown_range()
        least = TimeRange(max(0, spans[0].start_ms - NEAR_MS), min(self.sound.duration_ms, spans[-1].end_ms + NEAR_MS))
        if fresh or least.start_ms < first or least.end_ms > last:
            end = min(self.sound.duration_ms, spans[-1].end_ms + AROUND_MS)
            self.wave.show_range(max(0, spans[0].start_ms - AROUND_MS), end)

    def _show_edges(self, spans: list[TimeRange], words: tuple[VoicedWord, ...]) -> None:
        assert self.row is not None
        assert self.sound is not None
        texts = [word.text for word in words]
        first, last = " ".join(texts[:2]), " ".join(texts[-2:])
        self.start_card.show_edge(spans[0].start_ms, f"“{first}…”" if first else "", self.sound.duration_ms)
        self.end_card.show_edge(spans[-1].end_ms, f"“…{last}”" if last else "", self.sound.duration_ms)
        gone = spans[-1].end_ms - spans[0].start_ms - self.row.length_ms
        kept = self.tr("{n} s kept").format(n=f"{self.row.length_ms / 1000:.1f}")
        out = self.tr(", {n} s taken out").format(n=f"{gone / 1000:.1f}") if gone else ""
        self.kept.setText(kept + out)

    def _put(self, ms: int) -> None:
        self.playhead = ms
        self.now.setText(clock(ms, tenths=True))
        self.wave.set_playhead(ms)

    # ---- asked for --------------------------------------------------------------------------------------------

    def _play(self, spans: list[TimeRange]) -> None:
        if self.sound is not None:
            loop = self.loop.isChecked()
            self.workspace.listening.play(self.sound.audio, spans, owner=("excerpt", self.excerpt_id), loop=loop)

    def toggle(self) -> None:
        """Play the excerpt from the playhead if that is inside, else from its start; or pause."""
        listening = self.workspace.listening
        if listening.playing:
            listening.pause()
        elif self.row is not None:
            spans = [span for span in self.row.spans if span.end_ms - 200 > self.playhead]
            if spans and spans[0].contains(self.playhead):
                spans[0] = TimeRange(self.playhead, spans[0].end_ms)
            self._play(spans if spans and not self.loop.isChecked() else list(self.row.spans))

    def seek(self, ms: int) -> None:
        """Go to a time in the story."""
        playing = self.workspace.listening.playing
        self._put(max(0, min(ms, self.sound.duration_ms if self.sound else ms)))
        if playing:
            self.workspace.listening.pause()
            self.toggle()

    def hear(self, span: int, side: str) -> None:
        """The second and a half after a start, or before an end."""
        if self.row is not None:
            part = self.row.spans[span]
            if side == "start":
                self._play([TimeRange(part.start_ms, min(part.end_ms, part.start_ms + EDGE_MS))])
            else:
                self._play([TimeRange(max(part.start_ms, part.end_ms - EDGE_MS), part.end_ms)])

    def hear_join(self) -> None:
        """Two seconds before and after what was taken out."""
        if self.row is None or len(self.row.spans) < 2:
            return
        cut = self.words.cut_at_cursor() or 0
        before, after = self.row.spans[cut], self.row.spans[cut + 1]
        self._play(
            [
                TimeRange(max(before.start_ms, before.end_ms - JOIN_MS), before.end_ms),
                TimeRange(after.start_ms, min(after.end_ms, after.start_ms + JOIN_MS)),
            ]
        )

    def _edit(self, what: Operation, do: Callable[[Edit], object], merge: str = "") -> bool:
        self.side.keep()

        def _run() -> bool:
            with self.workspace.opened().edit(what, merge=merge) as edit:
                do(edit)
            return True

        return self.workspace.attempt(_run) is True

    def _span(self, number: int) -> int:
        return number if number >= 0 else (len(self.row.spans) if self.row else 1) + number

    def move_edge(self, span: int, side: str, ms: int) -> None:
        """Move an edge to a time; span -1 is the last."""
        place = self._span(span)
        if not self._edit(
            Operation.MOVE_EDGE,
            lambda edit: marking.move_edge(edit, self.excerpt_id, place, side, max(0, ms)),  # type: ignore[arg-type]
        ):
            self._load()  # handles and fields go back to where the edge is

    def _word(self, span: int, side: str, step: int) -> None:
        place = self._span(span)
        self._edit(
            Operation.MOVE_EDGE,
            lambda edit: marking.move_edge_by_word(edit, self.excerpt_id, place, side, step),  # type: ignore[arg-type]
        )

    def take_out(self) -> None:
        """Take the selected words out."""
        chosen = self.words.selected_range()
        if chosen is None:
            self._ask(self.tr("Select the words to take out first."))
            self.words.setFocus()
            return

        def _take(edit: Edit) -> None:
            marking.take_out(edit, self.excerpt_id, chosen.start_ms, chosen.end_ms)

        if self._edit(Operation.TAKE_OUT, _take):
            self._unheard = chosen

    def _ask(self, words: str) -> None:
        self.messages.show_message(Message(words, key="how"))

    def put_back(self) -> None:
        """Put back what was taken out at the cursor."""
        cut = self.words.cut_at_cursor()
        if cut is None:
            self._ask(self.tr("Put the cursor on the “…” that should come back."))
            return
        self._edit(Operation.PUT_BACK, lambda edit: marking.put_back(edit, self.excerpt_id, cut))

    def _keep_leads(self) -> None:
        lead_in, lead_out = round(self.lead_in.value() * 1000), round(self.lead_out.value() * 1000)

        def _keep(edit: Edit) -> None:
            marking.change_excerpt(edit, self.excerpt_id, lead_in_ms=lead_in, lead_out_ms=lead_out)

        self._edit(Operation.CHANGE_EXCERPT, _keep, f"leads:{self.excerpt_id}")

    def choose_theme(self) -> None:
        """The list of themes."""
        self.side.keep()
        ThemeChooser.choose(self.workspace, [self.excerpt_id], self)

    def step(self, step: int) -> None:
        """The next or previous excerpt of the story."""
        self.side.keep()
        self.workspace.listening.pause()
        place = self._order.index(self.excerpt_id) + step
        if 0 <= place < len(self._order):
            self.excerpt_id = self._order[place]
            self.workspace.choose_excerpt(self.excerpt_id)
            self._load()

    def delete(self) -> None:
        """Take the excerpt away and close."""
        gone = self.excerpt_id
        if self._edit(Operation.DELETE_EXCERPT, lambda edit: marking.delete_excerpt(edit, gone)):
            self.side.forget()
            self.workspace.tell(self.tr("Excerpt deleted"))
            self.reject()

    def accept(self) -> None:
        """Done; what was taken out is to be heard once before."""
        gone, row = self._unheard, self.row
        if gone is None or row is None or len(row.spans) < 2 or any(span.overlaps(gone) for span in row.spans):
            super().accept()
            return
        self._unheard = None
        answers = (
            MessageAction(self.tr("Hear the join"), self.hear_join),
            MessageAction(self.tr("Done"), super().accept),
        )
        told = self.tr("Something was taken out.")
        asked = self.tr("Hear the join once: does it still say what they said?")
        self.messages.show_message(Message(told, next=asked, kind="caution", answers=answers, key="join"))

    def done(self, result: int) -> None:
        """Keep what was typed, fall silent."""
        self.side.keep()
        self.workspace.listening.pause()
        super().done(result)

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_changed(self, _changes: object) -> None:
        if self.isVisible():
            self._load()

    def _on_message(self, said: object) -> None:
        if not self.isVisible():
            return
        if isinstance(said, CoProClipError):
            self.messages.show_error(said)
        elif isinstance(said, Message) and said.key.startswith(f"refused:excerpt:{self.excerpt_id}:"):
            self.messages.show_message(said)  # the window's is behind this one

    def _on_moved(self, ms: int) -> None:
        if self.workspace.listening.is_playing_for(("excerpt", self.excerpt_id)):
            if self._unheard is not None and self.playhead < self._unheard.end_ms <= ms:
                self._unheard = None
            self._put(ms)

    def _on_state(self) -> None:
        playing = self.workspace.listening.is_playing_for(("excerpt", self.excerpt_id))
        self.play.set_playing(playing, self.tr("Pause") if playing else self.tr("Play the excerpt"))
