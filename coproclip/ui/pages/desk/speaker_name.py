"""The name of a speaker, kept while it is typed: in the project it stands in, whichever is open by then."""

from PySide6.QtWidgets import QLineEdit

from coproclip.overview.story import StorySpeaker
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


class SpeakerName(QLineEdit):
    """One speaker's name, to be changed where it stands."""

    def __init__(self, workspace: Workspace, speaker: StorySpeaker) -> None:
        super().__init__()
        self._workspace, self._project, self._speaker_id = workspace, workspace.opened(), speaker.id
        self._words = ShownText(self)
        self.show_name(speaker.name)
        self.setObjectName(f"name-{speaker.id}")
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        self.textEdited.connect(self._typing.touched)
        self.editingFinished.connect(self.keep)

    def keep(self) -> None:
        """Keep what is typed, if it is not yet."""
        self._typing.stop()
        if self._project is self._workspace.project and self._words.typed and self.text().strip():
            before, name = self._words.take()
            self._workspace.typed.keep([TypedText(TextOf.SPEAKER, self._speaker_id, "name", before, name.strip())])

    def show_name(self, name: str) -> None:
        """Show what the project has, unless somebody typed on, or what they typed could not be written yet."""
        self._words.show(self._workspace.typed.latest(TextOf.SPEAKER, self._speaker_id, "name", name))

    def take_over(self, before: "SpeakerName") -> None:
        """This is made anew in the place of `before`: what was typed there stays, and so does the cursor."""
        before._typing.stop()
        before.blockSignals(True)  # it is here that it is kept from now on
        if before._project is not self._project:
            return
        name = self._words.before
        self._words.show(before._words.before, fresh=True)
        self.setText(before.text())
        self.setCursorPosition(before.cursorPosition())
        if before.hasSelectedText():
            self.setSelection(before.selectionStart(), before.selectionLength())
        self.show_name(name)
        if self._words.typed:
            self._typing.touched()
