"""“What changed”: passage by passage, what stood there before a story was transcribed again, and what does now."""

from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QTextBrowser, QWidget

from coproclip.overview.what_changed import ChangedPassage, WhatChanged, transcribed_again, what_changed
from coproclip.timecode import clock
from coproclip.transcript.alignment import plain
from coproclip.ui.style.fonts import font
from coproclip.ui.style.tokens import current
from coproclip.ui.transcript.differences import as_html, difference
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace

MOST = 400
"""So many passages are listed; more of them nobody reads in one go."""


class WhatChangedDialog(Dialog):
    """One story at a time, the one that was transcribed again last first."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=680, high=640)
        self._workspace = workspace
        self._found: WhatChanged | None = None
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
        self.open_story = Button(self.tr("Open this story"), on_click=self._open)
        self.answer_with(self.open_story, Button(self.tr("Done"), kind="main", on_click=self.accept))
        self.story.currentIndexChanged.connect(lambda _row: self._show())
        self._show()

    def _show(self) -> None:
        chosen = self.story.currentData()
        self._found = self._workspace.read(what_changed, chosen) if chosen is not None else None
        found = self._found
        self.open_story.setEnabled(found is not None)
        self.story.setVisible(self.story.count() > 0)
        if found is None:
            self.summary.setText(self.tr("No story was transcribed again yet."))
            self.words.hide()
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
        found = self._found
        if found is None:
            return
        self.words.document().setDefaultFont(font("read"))
        parts = [self._passage(one) for one in found.changed[:MOST]]
        if len(found.changed) > MOST:
            more = self.tr("{n} more are in the story.").format(n=len(found.changed) - MOST)
            parts.append(f"<p>{escape(more)}</p>")
        self.words.setVisible(bool(parts))
        self.words.setHtml("".join(parts))

    def _passage(self, one: ChangedPassage) -> str:
        grey = current().ink3.name()
        found = difference([one.old], [one.new], plain)
        time = f'<p style="margin:0; color:{grey}"><small>{clock(one.time.start_ms)}</small></p>'
        nothing = f"<p><i>{escape(self.tr('Nothing had been heard here.'))}</i></p>"
        return time + (as_html(found.old, "s") if one.old else nothing) + as_html(found.new, "u")

    def _open(self) -> None:
        if self._found is not None:
            self._workspace.choose_story(self._found.story_id)
            self._workspace.page_asked.emit("desk")
            self.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Take the appearance and the text size in use now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "words"):
            self._dress()
