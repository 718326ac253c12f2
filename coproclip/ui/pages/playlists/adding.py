"""Adding excerpts to a playlist: type to find them among those of all stories, tick them, add them."""

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from coproclip.errors import CoProClipError
from coproclip.excerpts.approval import Approval
from coproclip.overview.crowded import is_crowded
from coproclip.overview.excerpts import FEW, ExcerptRow, excerpt_count, read_rows, sketches
from coproclip.overview.sharing import count_approvals
from coproclip.people.stories import sound_of
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.commands.table import Command, attach
from coproclip.ui.lists.find_field import FindField
from coproclip.ui.lists.row_model import ROW
from coproclip.ui.pages.playlists.found_excerpts import FoundExcerptList, FoundExcerpts, Searched, searched
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button, KeyCap
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import EmptyState, Hairline, Label
from coproclip.ui.widgets.segmented import Choice, Segmented
from coproclip.ui.workspace import Workspace

WIDE, HIGH = 720, 640


class AddExcerpts(Dialog):
    """All excerpts with ticks; `chosen()` has the ticked ones in the order of ticking."""

    def __init__(
        self, workspace: Workspace, title: str, there: Iterable[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, wide=WIDE, high=HIGH)
        self._workspace = workspace
        self.model = FoundExcerpts(there, self)
        self._reading = BackgroundReading[Searched](workspace, self)
        self.setWindowTitle(self.tr("Add excerpts"))
        self._build(title)
        self._load()
        self._renew_buttons()
        listening = workspace.listening
        for happened in (listening.started, listening.paused):
            happened.connect(self._on_sound)
        workspace.banner_shown.connect(self._on_message)
        attach(
            self,
            [
                Command("play_pause", self.tr("Play or pause"), ("Ctrl+K",), slot=self.play),
                Command("tick_all", self.tr("Tick all that are shown"), ("Ctrl+Shift+A",), slot=self.tick_all),
                Command("add", self.tr("Add"), ("Ctrl+Enter",), slot=self._add_all),
            ],
            workspace.settings,
        )

    @classmethod
    def choose(cls, workspace: Workspace, title: str, there: Iterable[int], parent: QWidget | None = None) -> list[int]:
        """Let a person choose excerpts for the playlist called `title`, which holds those in `there`."""
        dialog = cls(workspace, title, there, parent)
        wanted = bool(dialog.exec())
        dialog.deleteLater()
        return dialog.chosen() if wanted else []

    def chosen(self) -> list[int]:
        """The ticked excerpts, in the order of ticking."""
        return list(self.model.ticked)

    # ---- what it looks like -----------------------------------------------------------------------------------

    def _build(self, title: str) -> None:
        self.reach_edges()
        column = self.column
        top = vbox(margins=(20, 18, 20, 14), spacing=12)
        top.addWidget(Label(self.tr("Add excerpts to “{title}”").format(title=title), "head", elide=True))
        row = hbox(spacing=12)
        self.list = FoundExcerptList(self.model)
        self.list.picked.connect(lambda index: self._tick(index.row()))
        self.list.part_pressed.connect(lambda index, _part, _where: self._play_at(index.row()))
        words = self.tr("Find words, a storyteller, a theme")
        self.field = FindField(self.list, words, self.tr("Find excerpts by words, storyteller or theme"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(lambda _text: self._show_fitting())
        row.addWidget(self.field, 1)
        self.only = Segmented(
            [Choice("all", self.tr("All"), count=0), Choice("yes", self.tr("Can be shared"), count=0)],
            self.tr("Which excerpts"),
        )
        self.only.chosen.connect(lambda _key: self._show_fitting())
        row.addWidget(self.only)
        top.addLayout(row)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing(), 1)
        self._fill_foot()
        self.field.setFocus()

    def _nothing(self) -> QWidget:
        self.nothing = QWidget()
        column = vbox(self.nothing, (20, 20, 20, 20))
        self.empty = EmptyState("", " ", icon="quote")
        column.addWidget(self.empty)
        column.addStretch(1)
        return self.nothing

    def _fill_foot(self) -> None:
        row = self.foot
        row.addWidget(KeyCap("Enter"))
        row.addWidget(Label(self.tr("ticks"), "hint"))
        row.addSpacing(6)
        row.addWidget(KeyCap("Ctrl K"))
        row.addWidget(Label(self.tr("plays"), "hint"))
        row.addStretch(1)
        row.addWidget(Button(self.tr("Cancel"), on_click=self.reject))
        self.add = Button(self.tr("Add"), "plus", "main", key="Ctrl Enter", on_click=self._add_all)
        row.addWidget(self.add)

    # ---- what is in it ----------------------------------------------------------------------------------------

    def _load(self) -> None:
        if self._workspace.read(excerpt_count) <= FEW and not self._workspace.read(is_crowded):
            ids = self._workspace.read(sketches)
            self.model.know(self._workspace.read(lambda session: list(map(searched, read_rows(session, ids)))))
            self._show_fitting()
            return

        def _read_all(session: Any) -> Iterator[Searched]:
            rows = sketches(session)
            yield from map(searched, rows.values())
            yield from map(searched, read_rows(session, rows, many=True))

        self._reading.begin(_read_all, self._on_read, self._show_read)

    def _on_read(self, rows: list[Searched]) -> None:
        """All of them come first, then one after another what was said of sharing."""
        first = not self.model.every
        self.model.know(rows)
        if first:
            self._show_fitting()
        else:
            self._show_counts()

    def _show_read(self) -> None:
        """Everything is known now; the cursor stays on its excerpt, and that where it is seen."""
        index, bar = self.list.currentIndex(), self.list.verticalScrollBar()
        at, top = index.data(ROW), self.list.visualRect(index).top()
        self._show_fitting()
        place = self.model.place_of(at.excerpt_id) if at is not None else -1
        if place >= 0:
            index = self.model.index(place)
            self.list.setCurrentIndex(index)
            bar.setValue(bar.value() + self.list.visualRect(index).top() - top)

    def _show_counts(self) -> list[ExcerptRow]:
        """Count those with the typed words, whatever was said of sharing, and return them."""
        rows = self.model.fitting(self.field.text())
        self.only.set_count("all", len(rows))
        self.only.set_count("yes", count_approvals(row.approval for row in rows).ready)
        return rows

    def _show_fitting(self) -> None:
        typed, rows = self.field.text(), self._show_counts()
        if self.only.key() == "yes":
            rows = [row for row in rows if row.approval is Approval.YES]
        self.model.set_rows(rows)
        if rows:
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if self._reading.busy:
            heading, words = self.tr("Looking…"), self.tr("This takes a moment.")
        elif not self.model.every:
            heading, words = self.tr("No excerpts yet."), self.tr("Select some words in a story and press E.")
        elif typed.strip():
            heading, words = self.tr("No excerpt has these words."), self.tr("Try fewer words.")
        else:
            heading = self.tr("Nothing can be shared yet.")
            words = self.tr("Let the storytellers hear their excerpts, then note what they say.")
        self.empty.heading.setText(heading)
        self.empty.words.setText(words)

    def _renew_buttons(self) -> None:
        count = len(self.model.ticked)
        words = self.tr("Add {n} excerpts") if count > 1 else self.tr("Add 1 excerpt") if count else self.tr("Add")
        self.add.setText(words.format(n=count))
        self.add.setAccessibleName(self.add.text())
        self.add.setEnabled(count > 0)
        self.add.setToolTip("" if count else self.tr("Tick an excerpt first"))
        self.add.updateGeometry()

    # ---- what it does -----------------------------------------------------------------------------------------

    def _tick(self, place: int) -> None:
        self.model.toggle(place)
        self.field.say_row()
        self._renew_buttons()

    def tick_all(self) -> None:
        """Tick all that are shown."""
        self.model.tick_all()
        self._renew_buttons()

    def _add_all(self) -> None:
        if self.model.ticked:
            self.accept()

    def play(self) -> None:
        """Play the excerpt under the cursor, or pause."""
        if self.list.currentIndex().isValid():
            self._play_at(self.list.currentIndex().row())

    def _play_at(self, place: int) -> None:
        card, listening = self.model.rows[place], self._workspace.listening
        if listening.is_playing_for(("add", card.excerpt_id)):
            listening.pause()
            return

        def _begin() -> None:
            project = self._workspace.opened()
            sound = self._workspace.read(lambda session: sound_of(project, session, card.story_id))
            listening.play(sound.audio, card.spans, owner=("add", card.excerpt_id))

        self._workspace.attempt(_begin)

    def done(self, result: int) -> None:
        """Fall silent."""
        self._reading.stop()
        self._workspace.listening.pause()
        super().done(result)

    # ---- happened ---------------------------------------------------------------------------------------------

    def _on_sound(self) -> None:
        listening = self._workspace.listening
        self.list.delegate.playing = next(
            (card.excerpt_id for card in self.model.rows if listening.is_playing_for(("add", card.excerpt_id))), None
        )
        self.list.viewport().update()

    def _on_message(self, said: object) -> None:
        if isinstance(said, CoProClipError) and self.isVisible():
            self.messages.show_error(said)
