"""What the record page shows: where its parts stand, how they make room for each other, and its words."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QTabBar, QWidget

from coproclip.people.consent import ConsentAbout
from coproclip.ui.dialogs.consent_choices import NO
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.names import Names
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.side import RecordSide
from coproclip.ui.pages.record.stage import Stage
from coproclip.ui.pages.record.thanks import Thanks
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, NARROW_WINDOW, PANEL, PANEL_NARROW, current
from coproclip.ui.widgets.boxes import NONE, hbox, vbox
from coproclip.ui.widgets.label import Hairline, Label, PageHeader

TABBED = 820
"""Below this width (px at 100 % text) the panel at the right becomes a tab."""
LOW = 560
"""Below this height (px at 100 % text) the bar at the bottom is lower."""


class RecordView(QWidget):
    """Header with the names, stage, panel, bar; after a story, the page that says thank you."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = vbox(self, NONE, 0)
        self.header = PageHeader("")
        self.header.title.hide()
        self.heading = Label(self.tr("Record a story"), "title", elide=True)
        self.names = Names()
        self.header.row.insertWidget(0, self.heading, 1000)
        self.header.row.addWidget(self.names)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.tr("The recording, or names and choices"))
        self.tabs.addTab(self.tr("Recording"))
        self.tabs.addTab(self.tr("Names and choices"))
        self.tabs.setExpanding(False)
        self.tabs.setProperty("ring", "inside")
        self.tabs.currentChanged.connect(lambda _place: self._show_sides())
        self._tab_row = hbox(margins=(MARGIN - 10, 0, 0, 0))
        self._tab_row.addWidget(self.tabs, 1)
        self._tab_line = Hairline()
        self._session_part = QWidget()
        column.addWidget(self.header)
        column.addLayout(self._tab_row)
        column.addWidget(self._tab_line)
        column.addWidget(self._session_part, 1)
        self.stage, self.side, self.bar = Stage(self._session_part), RecordSide(), ActionBar()
        self.side.marked.rows_changed.connect(self._order)
        self.thanks = Thanks()
        self.thanks.hide()
        self._between = Hairline(upright=True)
        self._middle = QGridLayout(self._session_part)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.setRowStretch(0, 1)
        self._middle.setColumnStretch(0, 1)
        self._middle.addWidget(self.stage, 0, 0)
        self._middle.addWidget(self.bar, 1, 0)
        self._middle.addWidget(self._between, 0, 1, 2, 1)
        # Where it stands is arranged by `fit`; shown without a place it would be a window of its own for a moment.
        self.side.setParent(self._session_part)
        column.addWidget(self.thanks, 1)
        self._tabbed: bool | None = None
        self._show_sides()
        Fitting(self, self.fit)

    # ---- where the parts stand --------------------------------------------------------------------------------

    def fit(self) -> None:
        """Share out the room there is."""
        scaled = current().scaled
        tabbed, narrow = self.width() < scaled(TABBED), self.window().width() < NARROW_WINDOW
        if tabbed != self._tabbed:
            self._tabbed = tabbed
            if tabbed:
                self.side.who_place.addWidget(self.names)
                self._middle.addWidget(self.side, 0, 0)
            else:
                self.header.row.addWidget(self.names)
                self._middle.addWidget(self.side, 0, 2, 2, 1)
            self._order()
            self._show_sides()
        self.names.stand(beside=not tabbed)
        panel = scaled(PANEL_NARROW if narrow else PANEL)
        self.side.setMinimumWidth(0 if tabbed else panel)
        self.side.setMaximumWidth(16777215 if tabbed else panel)
        self.bar.fit(low=self.height() < scaled(LOW))
        self.stage.fit(narrow=narrow)
        self.side.notes.fit()
        self.thanks.fit()

    def _order(self) -> None:
        """Tab goes as one reads; a part that moved would come last."""
        names, side, bar = self.names, self.side, self.bar
        stage = self.stage
        stops: list[QWidget] = [names.storyteller, names.reporter, self.tabs, stage.again]
        stops += [microphone_card.microphone for microphone_card in stage.microphone_cards]
        stops += [stage.second, stage.swap, stage.try_out, stage.settings]
        stops += [*side.stops(), bar.finish, bar.off, bar.round, bar.mark, bar.yes, bar.no, bar.other]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _show_sides(self) -> None:
        tabbed, choices, thanks = bool(self._tabbed), self.tabs.currentIndex() == 1, self.thanking
        self.tabs.setVisible(tabbed and not thanks)
        self._tab_line.setVisible(tabbed and not thanks)
        self.side.who_place.setContentsMargins(16, 16 if tabbed else 0, 16, 0)
        self.stage.setVisible(not tabbed or not choices)
        self._between.setVisible(not tabbed)
        self.side.setVisible(not tabbed or choices)
        self._session_part.setVisible(not thanks)
        self.names.setVisible(not thanks)
        self.stage.fit(narrow=self.window().width() < NARROW_WINDOW)

    def regions(self) -> list[QWidget]:
        """The stops of F6."""
        return [self.header, self.tabs, self.thanks, self.stage, self.side, self.bar]

    @property
    def thanking(self) -> bool:
        """Whether the page that says thank you is shown."""
        return not self.thanks.isHidden()

    def show_thanks(self, *, on: bool) -> None:
        """Show the page after a story, or where the next one is recorded."""
        self.thanks.setVisible(on)
        self._show_sides()
        self.fit()

    def show_choices(self, *, on: bool) -> None:
        """Bring names and choices to the front, or the recording, where they are tabs."""
        self.tabs.setCurrentIndex(1 if on else 0)

    def focus_bar(self) -> None:
        """The keyboard goes to the round button, or to what can be pressed."""
        button = self.bar.round if self.bar.round.isEnabled() else self.bar.finish
        button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_thanks(self) -> None:
        """The keyboard goes to the first thing that can be done after a story."""
        self.thanks.open.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_for_yes(self) -> None:
        """Bring the first of the storyteller's choices under the keyboard."""
        self.show_choices(on=True)
        self.side.choices.focus_first()

    # ---- what it says -----------------------------------------------------------------------------------------

    def show_session(self, session: RecordingSession, *, yes_running: bool, single_keys: bool) -> None:
        """Everything that hangs on the phase, the names and the yes."""
        phase, name, off = session.phase, self.names.storyteller.name(), session.off_record
        self.heading.setText(self._heading(phase))
        self.stage.show_people(name, self.names.reporter.name())
        self.stage.show_phase(phase, session.error, off_record=off)
        self.names.lock(storyteller=phase.under_way)
        choices = self.side.choices
        choices.show_storyteller(name, under_way=phase.under_way, can_name=phase.goes_on or not phase.under_way)
        choices.show_yes(can=phase is Phase.RECORDING or yes_running, running=yes_running)
        self.bar.show_phase(phase, self.names.who, self.why_not(phase), single_keys=single_keys, off_record=off)

    def _heading(self, phase: Phase) -> str:
        name, story = self.names.storyteller.name(), self.thanks.story
        if self.thanking and story is not None and story.who:
            return self.tr("{who}’s story").format(who=story.who)
        if not phase.under_way:
            return self.tr("Record a story")
        if phase.goes_on:
            return self.tr("Recording {who}’s story").format(who=name) if name else self.tr("Recording a story")
        return self.tr("{who}’s story").format(who=name) if name else self.tr("A story")

    def show_moments(self, session: RecordingSession) -> None:
        """What was noted so far."""
        self.side.starters.show_asked(session.moments, can_ask=session.phase.goes_on)
        self.side.marked.show_moments(session.moments)

    def why_not(self, phase: Phase) -> str:
        """Why nothing can be recorded now; empty if it can."""
        who, choices = self.names.who, self.side.choices
        if phase is Phase.READY and choices.said(ConsentAbout.RECORDED) == NO:
            return self.tr("{who} said no, so nothing is recorded.").format(who=who)
        if phase is Phase.READY and not choices.given:
            words = self.tr("First ask {who}: is it all right to be recorded? Then choose the answer.")
            return words.format(who=who)
        return {
            Phase.IDLE: self.tr("The microphone is not open."),
            Phase.OPENING: self.tr("Opening the microphone…"),
            Phase.NO_MICROPHONE: self.tr("There is no microphone to record with."),
            Phase.TRYING: self.tr("The microphone is being tried out."),
            Phase.ENDED: self.tr("What was said is safe. Finish this story, then record on."),
            Phase.FINISHING: self.tr("All of it is on disk. Making it a story…"),
        }.get(phase, "")

    def spoken_state(self) -> str:
        """The state, the time, the level and what is safe, for a screen reader."""
        stage = self.stage
        return f"{stage.pill.word()} {stage.clock.text()}. {stage.level_words()}. {stage.safety.words()}"
