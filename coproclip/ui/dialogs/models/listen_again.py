"""Stories transcribed with another speech model, again with a better one: which ones, how long it takes, what stays."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from coproclip.overview.hear_again import AnotherModel, with_another_model
from coproclip.speech.models.installed import SpeechModel, models_folder
from coproclip.speech.throughput import expected_ms
from coproclip.transcription.progress import Replacement
from coproclip.ui.lists.two_line_rows import Row, RowList
from coproclip.ui.transcription.wording import about, known_preset, replaced_words
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.counting import counted
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.workspace import Workspace


class ListenAgainDialog(Dialog):
    """Puts them in the queue, all or only the one that is chosen; nothing changes before a story is heard whole."""

    def __init__(self, workspace: Workspace, model: SpeechModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=560, high=560)
        self._workspace, self._model = workspace, model
        self._stories: list[AnotherModel] = workspace.read(with_another_model, model.name)
        self.setWindowTitle(self.tr("Transcribe again with {name}").format(name=model.name))
        column = self.column
        column.addWidget(Label(self._how_many(), "head", wrap=True))
        column.addWidget(Label(self._how_long(), "body", wrap=True))
        self.list = RowList(self.tr("Stories transcribed with another speech model"))
        self.list.set_rows([(one.story_id, self._row(one)) for one in self._stories])
        column.addWidget(self.list, 1)
        self.stays = Label(self._what_stays(), "small", wrap=True)
        column.addWidget(self.stays)
        self.only = Button(self.tr("Only this one"), on_click=self._only)
        self.only.setVisible(len(self._stories) > 1)
        self.every = Button(self.tr("Transcribe all again"), kind="main", on_click=self._every)
        if len(self._stories) == 1:
            self.every.setText(self.tr("Transcribe again"))
        self.every.setAccessibleName(self.every.text())
        self.every.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), self.only, self.every)
        self.every.setFocus()

    def _how_many(self) -> str:
        one = self.tr("1 story was transcribed with another speech model")
        return counted(len(self._stories), one, self.tr("{n} stories were transcribed with another speech model"))

    def _how_long(self) -> str:
        preset = known_preset(self._workspace.settings.preset)
        times = [expected_ms(self._model.name, preset, one.duration_ms) for one in self._stories]
        takes = about(sum(time or 0 for time in times)) if all(time is not None for time in times) else ""
        first = self.tr("On this computer it takes {time}.").format(time=takes) if takes else ""
        rest = self.tr(
            "Leave CoProClip open overnight: one story follows another, and what is interrupted is carried on with. "
            "Each transcript stays as it is until the new one is complete."
        )
        return " ".join(part for part in (first, rest) if part)

    def _what_stays(self) -> str:
        there = [one.there for one in self._stories]
        whole = Replacement(
            sum(one.passages for one in there),
            sum(one.checked for one in there),
            sum(one.corrected for one in there),
            sum(one.excerpts for one in there),
            sum(one.names for one in there),
        )
        after = self.tr("Afterwards you can look at what changed, and Undo brings a transcript back.")
        return f"{replaced_words(whole, everything=False)} {after}"

    def _row(self, one: AnotherModel) -> Row:
        took = expected_ms(self._model.name, known_preset(self._workspace.settings.preset), one.duration_ms)
        mine = one.there.checked + one.there.corrected
        kept = counted(mine, self.tr("1 passage of yours stays"), self.tr("{n} passages of yours stay")) if mine else ""
        return Row(one.who, one.speech_model, "pencil-line", "ink2", kept, about(took))

    def _only(self) -> None:
        self._put([one for one in self._stories if one.story_id == self.list.chosen()])

    def _every(self) -> None:
        self._put(self._stories)

    def _put(self, chosen: list[AnotherModel]) -> None:
        own = self._model.path.parent == models_folder()
        model = self._model.name if own else str(Path(self._model.path))
        self._workspace.queue.join_all({one.story_id: one.asked(model) for one in chosen})
        self.accept()
