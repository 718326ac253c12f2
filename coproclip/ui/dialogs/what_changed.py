"""“What changed”: passage by passage, what stood there before a story was transcribed again, and what does now."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QTextBrowser, QWidget

from coproclip.jobs import CancelToken
from coproclip.overview.what_changed import WhatChanged, transcribed_again, what_changed
from coproclip.timecode import clock
from coproclip.transcript.alignment import plain
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.job_runner import JobKind
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.differences import Difference, as_html, difference, shortened
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace

MOST = 400
"""So many passages are listed; more of them nobody reads in one go."""
MOST_WORDS = 12_000
"""So many words of either version are shown of them; people say as many in an hour and a half."""


class _Compared(NamedTuple):
    """What changed in a story, and word by word in the passages that are listed; None where nothing can be compared."""

    found: WhatChanged | None
    listed: list[Difference]
    cut: bool
    """Whether the last of them goes on after the words that are shown."""


class WhatChangedDialog(Dialog):
    """One story at a time, the one that was transcribed again last first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=680, high=640)
        self._workspace = workspace
        self._compared = _Compared(None, [], False)
        self._reading = BackgroundReading[_Compared](workspace, self, JobKind.LOOK)
        self.finished.connect(self._reading.stop)
        self.setWindowTitle(self.tr("What changed"))
        column = self.column
        self.story = QComboBox()
        self.story.setAccessibleName(self.tr("Story that was transcribed again"))
        self.story.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for story_id, who in workspace.read(transcribed_again):
            self.story.addItem(who, story_id)
        column.addWidget(self.story)
        self.summary = Label("", "strong", wrap=True)
        column.addWidget(self.summary)
        self.kept = Label("", "small", wrap=True)
        column.addWidget(self.kept)
        self.words = QTextBrowser()
        self.words.setAccessibleName(self.tr("Passages that changed"))
        self.words.setTabChangesFocus(True)
        self.words.setOpenLinks(False)
        column.addWidget(self.words, 1)
        column.addStretch(0)  # the lines above stay together while there are no words
        self.open_story = Button(self.tr("Open this story"), on_click=self._open)
        self.answer_with(self.open_story, Button(self.tr("Done"), kind="main", on_click=self.accept))
        self.story.currentIndexChanged.connect(lambda _row: self._show())
        self._show()

    def _show(self) -> None:
        chosen = self.story.currentData()
        self._compared = _Compared(None, [], False)
        self.open_story.setEnabled(False)
        self.story.setVisible(self.story.count() > 0)
        self.kept.setText("")
        self.words.hide()
        if chosen is None:
            self.summary.setText(self.tr("No story was transcribed again yet."))
            return
        self.summary.setText(self.tr("Comparing the words…"))
        self._reading.begin_stoppable(partial(_compared, story_id=chosen), self._take)

    def _take(self, came: list[_Compared]) -> None:
        self._compared = came[-1]
        found = self._compared.found
        self.open_story.setEnabled(found is not None)
        if found is None:
            self.summary.setText(self.tr("There is nothing to compare in this story any more."))
            return
        self.summary.setText(self._sum(found))
        kept = counted(
            found.kept,
            self.tr("1 passage that was checked or corrected stayed as it was."),
            self.tr("{n} passages that were checked or corrected stayed as they were."),
        )
        marks = self.tr("Words that went are struck through, new ones are underlined.") if found.changed else ""
        self.kept.setText(" ".join(part for part in (kept if found.kept else "", marks) if part))
        self._dress()

    def _sum(self, found: WhatChanged) -> str:
        n = len(found.changed)
        words = self.tr("With {new} instead of {old}, {n} passages of {all} changed.")
        if n == 1:
            words = self.tr("With {new} instead of {old}, 1 passage of {all} changed.")
        elif n == 0:
            words = self.tr("{new} heard the same words as {old}.")
        return words.format(new=found.new_model, old=found.old_model, n=n, all=found.passages)

    def _dress(self) -> None:
        found, listed, cut = self._compared
        if found is None:
            return
        self.words.document().setDefaultFont(font("read"))
        grey = current().ink3.name()
        nothing = f"<p><i>{escape(self.tr('Nothing had been heard here.'))}</i></p>"
        parts = []
        for one, words in zip(found.changed, listed, strict=False):
            parts.append(f'<p style="margin:0; color:{grey}"><small>{clock(one.time.start_ms)}</small></p>')
            parts += [as_html(words.old, "s") if one.old else nothing, as_html(words.new, "u")]
        if cut:
            parts.append(f"<p>{escape(self.tr('This passage goes on in the story.'))}</p>")
        if len(found.changed) > len(listed):
            more = self.tr("{n} more are in the story.").format(n=len(found.changed) - len(listed))
            parts.append(f"<p>{escape(more)}</p>")
        self.words.setVisible(bool(parts))
        self.words.setHtml("".join(parts))

    def _open(self) -> None:
        found = self._compared.found
        if found is not None:
            self._workspace.choose_story(found.story_id)
            self._workspace.page_asked.emit("desk")
            self.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "words"):
            self._dress()


def _compared(session: Any, cancel: CancelToken, *, story_id: int) -> Iterator[_Compared]:
    """What changed in a story, with the words of as many passages as are shown."""
    found, room, listed = what_changed(session, story_id), MOST_WORDS, list[Difference]()
    for one in found.changed[:MOST] if found is not None else ():
        cancel.raise_if_cancelled()
        words = difference([one.old], [one.new], plain)
        listed.append(shortened(words, room))
        room -= max(sum(map(len, words.old)), sum(map(len, words.new)))
        if room <= 0:
            break
    yield _Compared(found, listed, room < 0)
