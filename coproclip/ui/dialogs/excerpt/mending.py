"""Why an excerpt may not be shared, reason by reason, each with the button that mends it."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from coproclip.excerpts.rules.public_texts import PUBLIC, PublicText, WrittenText
from coproclip.excerpts.rules.reasons import NamedPerson, Reason, ReasonKind, in_words
from coproclip.overview.excerpt_details import first_open, signature_of, story_of
from coproclip.people.no_names import NameIn
from coproclip.ui.dialogs.consent.dialog import show_consent
from coproclip.ui.dialogs.excerpt.answer import AnswerDialog
from coproclip.ui.dialogs.names.dialog import NamesDialog
from coproclip.ui.dialogs.people.naming import NamingDialog
from coproclip.ui.dialogs.project.about import AboutProject
from coproclip.ui.operations.names import keep_no_name
from coproclip.ui.operations.naming import keep_although_few
from coproclip.ui.widgets.boxes import NONE, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import Label
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.workspace import Workspace


class Mend(StrEnum):
    """What can be done about a reason."""

    ANSWER = "answer"
    CONSENT = "consent"
    CHECK = "check"
    VOICES = "voices"
    NAMES = "names"
    NAMING = "naming"
    EXCERPT = "excerpt"
    NO_NAME = "no name"
    NAMED = "named"
    BIN = "bin"
    REVIEWER = "reviewer"
    THEME = "theme"
    PLAYLIST = "playlist"
    INTRODUCTION = "introduction"
    BETWEEN = "between"
    SHEET = "sheet"
    PROJECT = "project"


MENDS = {
    ReasonKind.NOT_ASKED: Mend.ANSWER,
    ReasonKind.NO_ANSWER: Mend.ANSWER,
    ReasonKind.SAID_NO: Mend.ANSWER,
    ReasonKind.CHANGED: Mend.ANSWER,
    ReasonKind.CONSENT: Mend.CONSENT,
    ReasonKind.ALTERED: Mend.CONSENT,
    ReasonKind.GUARDIAN: Mend.CONSENT,
    ReasonKind.NOT_USED: Mend.EXCERPT,
    ReasonKind.UNDECIDED: Mend.NAMES,
    ReasonKind.HIDDEN: Mend.EXCERPT,
    ReasonKind.STAND_IN: Mend.NAMES,
    ReasonKind.NAMES_SOMEBODY: Mend.EXCERPT,
    ReasonKind.NOT_NAMED: Mend.CONSENT,
    ReasonKind.TOO_FEW: Mend.NAMING,
    ReasonKind.UNCHECKED: Mend.CHECK,
    ReasonKind.WHO_SPEAKS: Mend.VOICES,
    ReasonKind.OTHERS_WORDS: Mend.EXCERPT,
    ReasonKind.NOBODY_AGREED: Mend.EXCERPT,
    ReasonKind.SOUND: Mend.EXCERPT,
    ReasonKind.SILENT: Mend.EXCERPT,
    ReasonKind.BIN: Mend.BIN,
    ReasonKind.FOR_WHOM: Mend.REVIEWER,
    ReasonKind.NOT_IN_IT: Mend.REVIEWER,
    ReasonKind.INTRODUCES: Mend.BETWEEN,
}
"""What mends a reason; nothing does once the excerpt is gone, or in a copy that stories stayed out of."""


TEXT_MENDS = {
    PublicText.THEME_NAME: Mend.THEME,
    PublicText.THEME_QUESTION: Mend.THEME,
    PublicText.THEME_DESCRIPTION: Mend.THEME,
    PublicText.THEME_LINKING: Mend.THEME,
    PublicText.PLAYLIST_TITLE: Mend.PLAYLIST,
    PublicText.PLAYLIST_INTRODUCTION: Mend.INTRODUCTION,
    PublicText.ITEM_INTRODUCTION: Mend.BETWEEN,
    PublicText.ITEM_CHAPTER: Mend.BETWEEN,
    PublicText.SHEET: Mend.SHEET,
    PublicText.OWN_QUESTION: Mend.SHEET,
}
"""Where a text is changed that stands beside an excerpt and is not its own; the others are the project's."""


def mend_of(reason: Reason) -> Mend | None:
    """What mends it: a text where it is written, everything else by its kind."""
    return MENDS.get(reason.code) if reason.about is None else TEXT_MENDS.get(reason.about.what, Mend.PROJECT)


def grouped(reasons: Sequence[Reason]) -> list[tuple[Mend | None, list[Reason]]]:
    """The reasons in their order; those that one button mends stand together."""
    found: dict[tuple[Mend | None, int], list[Reason]] = {}
    for reason in reasons:
        found.setdefault((mend_of(reason), reason.about.number if reason.about else 0), []).append(reason)
    return [(mend, some) for (mend, _number), some in found.items()]


class ReasonList(QWidget):
    """The reasons one under the other. `about` is the excerpt, or what else they are about, for names."""

    asked = Signal(object, object)
    """A button is pressed: the `Mend`, and the `WrittenText` that is to be changed (None: it is no such text); with
    `Mend.NO_NAME` the `NameIn` that is none there, with `Mend.NAMED` whose way of being named is to be chosen.
    """

    def __init__(self, reasons: Sequence[Reason], about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Mend, Button] = {}
        words = {
            Mend.ANSWER: (self.tr("Note answer…"), self.tr("Note the answer: {excerpt}")),
            Mend.CONSENT: (self.tr("What they agreed to…"), self.tr("What the storyteller of {excerpt} agreed to")),
            Mend.CHECK: (self.tr("Check the words"), self.tr("Check the words of {excerpt}")),
            Mend.VOICES: (self.tr("Say who is speaking"), self.tr("Say who is speaking in {excerpt}")),
            Mend.NAMES: (self.tr("Decide about names…"), self.tr("Decide about the names in {excerpt}")),
            Mend.NAMING: (self.tr("Keep it so…"), self.tr("Keep how {excerpt} is signed")),
            Mend.EXCERPT: (self.tr("Change the excerpt…"), self.tr("Change {excerpt}")),
            Mend.NAMED: (self.tr("How they are named…"), self.tr("How {excerpt} is named")),
            Mend.NO_NAME: (self.tr("It is no name there…"), self.tr("It is no name there: {excerpt}")),
            Mend.BIN: (self.tr("Look in the bin…"), self.tr("Look in the bin for the story of {excerpt}")),
            Mend.REVIEWER: (self.tr("Choose who will hear it"), self.tr("Choose who will hear {excerpt}")),
            Mend.THEME: (self.tr("Change the theme…"), self.tr("Change the theme: {excerpt}")),
            Mend.PLAYLIST: (self.tr("Rename the playlist…"), self.tr("Rename the playlist: {excerpt}")),
            Mend.INTRODUCTION: (self.tr("Change the introduction"), self.tr("Change the introduction: {excerpt}")),
            Mend.BETWEEN: (self.tr("Change what comes before…"), self.tr("Change what comes before {excerpt}")),
            Mend.SHEET: (self.tr("Change the text"), self.tr("Change the text of {excerpt}")),
            Mend.PROJECT: (self.tr("About this project…"), self.tr("About this project: {excerpt}")),
        }
        column = vbox(self, NONE, 6)
        for mend, some in grouped(reasons):
            column.addWidget(Label(in_words(some), "small", wrap=True))
            if mend is None:
                continue
            row = QHBoxLayout()
            named = next((one.named for one in some if one.named is not None), None)
            ways: list[tuple[Mend, str, object]] = [(mend, about, some[0].about)]
            person = next((one for one in some if one.person is not None), None)
            if person is not None and person.named is not None:
                ways.append((Mend.NAMED, f"“{person.named.name}”", person.person))
            if named is not None:
                ways.append((Mend.NO_NAME, f"“{named.name}”", named))
            for way, what, given in ways:
                text, name = words[way]
                button = Button(text, size="small", name=name.format(excerpt=what))
                button.clicked.connect(lambda _on=False, mend=way, given=given: self.asked.emit(mend, given))
                self.buttons.setdefault(way, button)
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addStretch(1)
            column.addLayout(row)

    def words(self) -> str:
        """All that is said, as shown."""
        return " ".join(label.whole_text() for label in self.findChildren(Label))


def leaves(mend: Mend) -> bool:
    """Whether it is mended on another page: a window that stands over the pages has to go first."""
    return mend in (Mend.CHECK, Mend.VOICES, Mend.BIN, Mend.THEME)


Mended = WrittenText | NameIn | NamedPerson
"""What is mended where that is not the excerpt itself."""


def begin_text(workspace: Workspace, mend: Mend, text: Mended, over: QWidget) -> None:
    """Let a person change a text where it is written: a theme's on its page, a playlist's where it is shown.

    Or let them say that what is taken for a name in it is none, or how whoever it names is called.
    """
    workspace.keep_all()
    if isinstance(text, NamedPerson):
        run_dialog(NamingDialog(workspace, text.person_id, over))
        return
    if isinstance(text, NameIn):
        title = QCoreApplication.translate("Mending", "Who says that “{name}” is no name there?")
        button = QCoreApplication.translate("Mending", "It is no name")
        ask_line(over, title.format(name=text.name), button, partial(keep_no_name, workspace, text))
    elif mend is Mend.THEME:
        workspace.choose_theme(text.number)
        workspace.page_asked.emit("themes")
    elif mend is Mend.PLAYLIST:
        workspace.command_asked.emit("rename")
    elif mend is Mend.INTRODUCTION:
        workspace.command_asked.emit("write_introduction")
    elif mend is Mend.BETWEEN:
        workspace.choose_item(text.number)
        workspace.command_asked.emit("introduce")
    else:
        run_dialog(AboutProject(workspace, over, at=PUBLIC[text.what].column))


def begin(workspace: Workspace, excerpt_id: int, mend: Mend, over: QWidget, text: Mended | None = None) -> None:
    """Let a person mend it: in a dialog over this widget, or on the page to which it leads."""
    if text is not None:
        begin_text(workspace, mend, text, over)
        return
    workspace.keep_all()
    if mend is Mend.ANSWER:
        run_dialog(AnswerDialog(workspace, [excerpt_id], over))
    elif mend is Mend.CONSENT:
        show_consent(workspace, workspace.read(story_of, excerpt_id), None, over)
    elif mend is Mend.NAMES:
        run_dialog(NamesDialog(workspace, workspace.read(story_of, excerpt_id), over))
    elif mend is Mend.NAMING:
        title = QCoreApplication.translate("Mending", "Who chooses to sign it so?")
        words = workspace.read(signature_of, excerpt_id)
        button = QCoreApplication.translate("Mending", "Keep it so")
        ask_line(over, title, button, lambda who: keep_although_few(workspace, words, who))
    elif mend is Mend.BIN:
        workspace.page_asked.emit("stories")
        workspace.command_asked.emit("show_bin")
    elif leaves(mend):
        at_ms = workspace.read(first_open, excerpt_id, unchecked=mend is Mend.CHECK)
        workspace.choose_story(workspace.read(story_of, excerpt_id), excerpt_id, at_ms)
        workspace.page_asked.emit("desk")
