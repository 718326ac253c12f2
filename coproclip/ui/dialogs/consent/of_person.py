"""What one person agreed to: where they take part in several stories, in which one is asked first."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from coproclip.people.people import InStory
from coproclip.ui.dialogs.consent.dialog import show_consent
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.dialog import Dialog
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace


class WhichStory(Dialog):
    """Asks which of these stories is meant; nothing else."""

    def __init__(self, who: str, stories: Sequence[InStory], parent: QWidget | None = None) -> None:
        super().__init__("", parent, wide=440)
        self.setWindowTitle(self.tr("What they agreed to"))
        words = self.tr("{who} takes part in several stories, and agreed to each apart.").format(who=who)
        self.column.addWidget(Label(words, wrap=True))
        self.story = QComboBox()
        self.story.setAccessibleName(self.tr("Story"))
        for one in stories:
            self.story.addItem(one.title, one.story_id)
        label = Label(self.tr("Story"), "small-strong")
        label.setBuddy(self.story)
        self.column.addWidget(label)
        self.column.addWidget(self.story)
        self.column.addStretch(1)
        show = Button(self.tr("Show"), kind="main", on_click=self.accept)
        show.setDefault(True)
        self.answer_with(Button(self.tr("Cancel"), on_click=self.reject), show)
        self.story.setFocus()


def show_consent_of(workspace: Workspace, person_id: int, who: str, stories: Sequence[InStory], over: QWidget) -> None:
    """Let a person see and note what somebody agreed to in one of these stories, in which they take part."""
    story_id = stories[0].story_id
    if len(stories) > 1:
        which = WhichStory(who, stories, over)
        if not run_dialog(which):
            return
        story_id = int(which.story.currentData())
    show_consent(workspace, story_id, person_id, over)
