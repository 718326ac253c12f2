"""“Carry on”: the last place, whom to ask how they are, what should be listened to, who has not answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from coproclip.excerpts.approval import Approval
from coproclip.overview.consent import DueConsent, due_consents
from coproclip.overview.excerpts import rows_of_story
from coproclip.overview.stories import Group, StoryOverview
from coproclip.overview.story import load_passages
from coproclip.people.check_ins import DueCheckIn, due, due_count
from coproclip.people.stories import last_place
from coproclip.timecode import clock
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.dialogs.consent.dialog import show_consent
from coproclip.ui.operations import stories
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import current
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Hairline, IconLabel, Label
from coproclip.ui.workspace import Workspace

CARD = 260
"""The least width of a card, px at 100 % text."""
SOON_DAYS = 14
"""So long before a yes ends, or is to be asked about again, it is said."""
_OPEN = (Approval.WAITING, Approval.AGAIN)


def _listed(rows: Sequence[StoryOverview]) -> str:
    names = ", ".join(row.who for row in rows[:3])
    return f"{names} …" if len(rows) > 3 else names


@dataclass(frozen=True, slots=True)
class _Due:
    """Whom to ask first how they are, today or tomorrow, and how many more; whose yeses end soon."""

    asked: DueCheckIn | None
    more_asked: int
    ending: tuple[DueConsent, ...]


_NOTHING_DUE = _Due(None, 0, ())


def _read_due(session: Any) -> _Due:
    today = date.today()
    asked, count = due(session, today + timedelta(days=1), 1), due_count(session, today + timedelta(days=1))
    ending = due_consents(session, today + timedelta(days=SOON_DAYS))
    return _Due(asked[0] if asked else None, max(0, count - 1), ending)


class CarryOn(QFrame):
    """Up to five things a person may want to go on with, side by side; hidden when there is none.

    `group_asked(group)`: the stories that are to be checked, or that wait for a yes, shall be shown.
    """

    group_asked = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setProperty("role", "card")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._shown: tuple[object, ...] = ()
        self._rows: Sequence[StoryOverview] = ()
        self._parts: list[tuple[QWidget, QWidget]] = []
        self._due, self._of = _NOTHING_DUE, workspace.project
        self._reading = BackgroundReading[_Due](workspace, self)
        Fitting(self, self._fit)

    def show_rows(self, rows: Sequence[StoryOverview]) -> None:
        """Work out what there is to go on with; whom to ask comes in a moment, however much was noted."""
        self._show_what_is_known(rows)
        self._reading.begin(lambda session: [_read_due(session)], self._take_due)

    def _take_due(self, found: list[_Due]) -> None:
        self._due = found[-1]
        self._show_what_is_known(self._rows)

    def _show_what_is_known(self, rows: Sequence[StoryOverview]) -> None:
        self._rows = rows
        last = self._last(rows)
        # Numbers that still grow are no numbers.
        known = rows if all(row.known for row in rows) else ()
        check = [row for row in known if row.review.to_check]
        waiting = [row for row in known if row.state.open_answers]
        places = sum(len(row.review.to_check) for row in check)
        open_answers = sum(row.state.open_answers for row in waiting)
        today = date.today()
        if self._of is not self._workspace.project:
            self._of, self._due = self._workspace.project, _NOTHING_DUE
        asked, ending = self._due.asked, self._due.ending
        shown = (
            today,
            last,
            self._due,
            tuple(row.story_id for row in check),
            places,
            open_answers,
            len(waiting),
        )
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        cards: list[QWidget] = []
        if last is not None:
            row, at = last
            # In whole seconds of both, as the desk shows them.
            left = max(0, row.review.total_ms // 1000 - row.review.checked_ms // 1000) * 1000
            below = (
                self.tr("all checked against the recording") if row.review.total_ms else self.tr("not transcribed yet")
            )
            if left:
                below = self.tr("{length} not checked yet").format(length=clock(left))
            below = row.little_found or below
            cards.append(
                self._card(
                    "history",
                    self.tr("Carry on with {who}, at {at}").format(who=row.who, at=clock(at)),
                    below,
                    self.tr("Open"),
                    lambda: self._open(row, at),
                )
            )
        if asked is not None:
            cards.append(self._check_in(asked, self._due.more_asked, today))
        if ending:
            cards.append(self._ending(ending))
        if check:
            who = _listed(check)
            cards.append(
                self._card(
                    "ear",
                    self._places(places),
                    self.tr("In {who}").format(who=who),
                    self.tr("Show"),
                    lambda: self._show(check, Group.TO_CHECK),
                )
            )
        if waiting:
            cards.append(
                self._card(
                    "hourglass",
                    self._waiting(open_answers),
                    self.tr("From {who}").format(who=_listed(waiting)),
                    self.tr("Show"),
                    lambda: self._show(waiting, Group.WAITING),
                )
            )
        self._parts = []
        for card in cards:
            line = Hairline(upright=True)
            self._row.addWidget(line)
            self._row.addWidget(card, 1)
            self._parts.append((line, card))
        self.setVisible(bool(cards))
        self._fit()

    def _fit(self) -> None:
        fitting = max(1, self.width() // current().scaled(CARD))
        for place, (line, card) in enumerate(self._parts):
            line.setVisible(0 < place < fitting)
            card.setVisible(place < fitting)

    def _places(self, count: int) -> str:
        if count == 1:
            return self.tr("1 passage to check")
        return self.tr("{n} passages to check").format(n=count)

    def _waiting(self, count: int) -> str:
        if count == 1:
            return self.tr("1 excerpt waiting for permission")
        return self.tr("{n} excerpts waiting for permission").format(n=count)

    def _last(self, rows: Sequence[StoryOverview]) -> tuple[StoryOverview, int] | None:
        last = self._workspace.read(last_place)
        for row in rows:
            if last is not None and row.story_id == last[0] and row.duration_ms:
                return row, last[1]
        return None

    def _check_in(self, first: DueCheckIn, more: int, today: date) -> QWidget:
        title = self.tr("Ask {who} how they are").format(who=first.name or self.tr("the storyteller"))
        when = self.tr("today") if first.due_on <= today else self.tr("tomorrow")
        below = self.tr("{when}, after “{story}”").format(when=when, story=first.title)
        if more:
            below = self.tr("{when}, and {n} more").format(when=when, n=more)
        return self._card("heart-handshake", title, below, self.tr("Done"), lambda: self._asked(first))

    def _ending(self, ending: Sequence[DueConsent]) -> QWidget:
        first = ending[0]
        who = first.name or self.tr("the storyteller")
        if first.over:
            title = self.tr("What {who} agreed to is over").format(who=who)
        else:
            title = self.tr("Ask {who} again what they agree to").format(who=who)
        when = self.tr("{day}, in “{story}”").format(day=first.day, story=first.title)
        if len(ending) > 1:
            when = self.tr("{day}, and {n} more").format(day=first.day, n=len(ending) - 1)
        return self._card("handshake", title, when, self.tr("Look"), lambda: self._look(first))

    def _look(self, one: DueConsent) -> None:
        if show_consent(self._workspace, one.story_id, one.person_id, self.window()):
            self.show_rows(self._rows)

    def _asked(self, one: DueCheckIn) -> None:
        stories.check_in_done(self._workspace, one.id, one.name or self.tr("the storyteller"))

    def _open(self, row: StoryOverview, at: int | None) -> None:
        self._workspace.choose_story(row.story_id, at_ms=at)
        self._workspace.page_asked.emit("desk")

    def _show(self, rows: Sequence[StoryOverview], group: Group) -> None:
        """Several stories in the table; one story at the place that matters."""
        if len(rows) > 1:
            self.group_asked.emit(group)
            return
        read, story_id = self._workspace.read, rows[0].story_id
        if group is Group.TO_CHECK:
            places = [line.start_ms for line in read(load_passages, story_id, rows[0].review.to_check)]
        else:
            open_ones = [excerpt for excerpt in read(rows_of_story, story_id) if excerpt.approval in _OPEN]
            places = [one.spans[0].start_ms for one in open_ones]
        self._open(rows[0], places[0] if places else None)

    def _card(self, icon: str, title: str, below: str, do: str, run: Callable[[], None]) -> QWidget:
        card = QWidget()
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, "ink2", 20))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(Label(title, "medium", wrap=True))
        words.addWidget(Label(below, "small", elide=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(Button(do, kind="quiet", name=f"{do}: {title}", on_click=run))
        return card
