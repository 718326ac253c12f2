"""What stands there without stories: three ways to begin, or the way to the bin; and the strip for dropped files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QWidget

from coproclip.speech.models.hub import DOWNLOADS
from coproclip.speech.models.installed import DEFAULT
from coproclip.ui.style.responsive import Fitting
from coproclip.ui.style.tokens import MARGIN, current
from coproclip.ui.transcription.wording import HOUR_MS, size_words, takes
from coproclip.ui.widgets.boxes import hbox, vbox
from coproclip.ui.widgets.button import Button
from coproclip.ui.widgets.label import EmptyState, IconLabel, Label
from coproclip.ui.widgets.start_cards import BigCard, StartCards
from coproclip.ui.workspace import Workspace

SMALL, BETTER = ("tiny", "tiny.en", "base"), "small"
"""The speech models that come with the install or are as small, and the one to try first."""


def tr(words: str) -> str:
    """Words of the first run."""
    return QCoreApplication.translate("FirstRun", words)


class FirstRun(StartCards):
    """What a project without stories shows."""

    def __init__(self, workspace: Workspace) -> None:
        ask, go = workspace.command_asked.emit, workspace.page_asked.emit
        self.record = Button(tr("Record a story"), kind="main", size="large", on_click=partial(go, "record"))
        choose = Button(tr("Choose files…"), size="large", on_click=partial(ask, "import_files"))
        example = Button(tr("Open the example"), size="large", on_click=partial(ask, "open_example"))
        talk = tr("Sit down with someone and talk. The microphone of this computer is enough.")
        bring = tr("Bring in recordings or videos that you already have.")
        look = tr("Open a small finished project and try everything. You cannot break it.")
        super().__init__(
            tr("Let’s gather the first story"),
            tr("There are three ways to begin. You can change your mind later, and nothing leaves this computer."),
            [
                BigCard("mic", tr("Record"), talk, self.record),
                BigCard("folder-input", tr("Import"), bring, choose),
                BigCard("book-open", tr("Look around"), look, example),
            ],
            [DropStrip(workspace, tr("Or drop files anywhere in this window")), BetterModelStrip(workspace)],
            [
                ("shield-check", tr("Saved to disk as you work")),
                ("wifi-off", tr("Works without the internet")),
                ("heart-handshake", tr("Storytellers decide what is shared")),
            ],
        )

    def begin(self) -> None:
        """The focus goes to Record."""
        self.record.setFocus()
        self.ensureWidgetVisible(self.record)


class BetterModelStrip(QFrame):
    """Says that a larger speech model makes fewer mistakes, how large it is and how long it takes here."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setProperty("role", "card")
        row = hbox(self, (16, 10, 10, 10), 12)
        row.addWidget(IconLabel("ear", "ink2", 20))
        usual = Path(workspace.settings.speech_model or DEFAULT).name
        offer, preset = DOWNLOADS[BETTER], workspace.settings.preset
        words = tr("Stories are transcribed with the speech model “{name}”.").format(name=usual)
        if usual in SMALL:
            words += " " + tr(
                "Larger ones make fewer mistakes: “{name}” is {size}, and an hour of sound takes it {time}."
            ).format(name=BETTER, size=size_words(offer.size), time=takes(BETTER, preset, HOUR_MS))
        row.addWidget(Label(words, "muted", wrap=True), 1)
        choose: Callable[[], None] = partial(workspace.command_asked.emit, "speech_models")
        self.button = Button(tr("Fewer mistakes…") if usual in SMALL else tr("Speech models…"), on_click=choose)
        row.addWidget(self.button)


class AllBinned(QWidget):
    """What a project shows whose stories are all in the bin."""

    def __init__(self) -> None:
        super().__init__()
        column = vbox(self, (MARGIN, 0, MARGIN, 16))
        words = self.tr("You can take them out again, or record or import another one.")
        empty = EmptyState(self.tr("All stories are in the bin."), words, icon="trash-2")
        self.show_bin = Button(self.tr("Show the bin"))
        empty.add(self.show_bin)
        column.addWidget(empty)
        column.addStretch(1)


class DropStrip(QFrame):
    """Says that files can be dropped, with a button that does the same."""

    def __init__(self, workspace: Workspace, words: str = "") -> None:
        super().__init__()
        self.setProperty("role", "drop")
        row = hbox(self, (16, 0, 10, 0), 12)
        if words:
            row.addStretch(1)
        row.addWidget(IconLabel("file-plus", "ink2", 20))
        row.addWidget(
            Label(
                words
                or self.tr("Drop recordings or videos here. They are copied in, and your originals are never changed."),
                "muted",
                elide=not words,
            ),
            0 if words else 1,
        )
        if words:
            row.addStretch(1)
        else:
            choose: Callable[[], None] = partial(workspace.command_asked.emit, "import_files")
            row.addWidget(Button(self.tr("Choose files…"), kind="link", on_click=choose))
        Fitting(self, self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(current().scaled(56))
