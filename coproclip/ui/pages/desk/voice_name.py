"""The name of a voice, kept while it is typed: in the project it stands in, whichever is open by then."""

from PySide6.QtWidgets import QLineEdit

from coproclip.project.schema import Speaker
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.widgets.shown_text import ShownText
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace


class VoiceName(QLineEdit):
    """One voice's name, to be changed where it stands."""

    def __init__(self, workspace: Workspace, voice: Speaker) -> None:
        super().__init__()
        self._workspace, self._project, self._voice_id = workspace, workspace.opened(), voice.id
        self._words = ShownText(self)
        self.show_name(voice.name)
        self.setObjectName(f"name-{voice.id}")
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        self.textEdited.connect(self._typing.touched)
        self.editingFinished.connect(self.keep)

    def keep(self) -> None:
        """Keep what is typed, if it is not yet."""
        self._typing.stop()
        if self._project is self._workspace.project and self._words.typed and self.text().strip():
            before, name = self._words.take()
            self._workspace.typed.keep([TypedText(TextOf.SPEAKER, self._voice_id, "name", before, name.strip())])

    def show_name(self, name: str) -> None:
        """Show what the project has, unless somebody typed on, or what they typed could not be written yet."""
        self._words.show(self._workspace.typed.latest(TextOf.SPEAKER, self._voice_id, "name", name))

    def go_on_from(self, before: "VoiceName") -> None:
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
