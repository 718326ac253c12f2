"""What can be done on the record page, with its keys and menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from coproclip.ui.actions import Command
from coproclip.ui.record.sitting import Phase

if TYPE_CHECKING:
    from coproclip.ui.record.page import RecordPage

tr = QCoreApplication.translate


def commands(page: "RecordPage") -> list[Command]:
    """The commands of `page`."""
    sitting, bar = page.sitting, page.bar

    def _word() -> str:
        words = {
            Phase.RECORDING: tr("Record", "Pause the recording"),
            Phase.PAUSED: tr("Record", "Go on recording"),
        }
        return words.get(sitting.phase, tr("Record", "Record"))

    def _choose_microphone() -> None:
        page.show_choices(on=False)
        page.stage.microphone.setFocus(Qt.FocusReason.ShortcutFocusReason)
        page.stage.microphone.showPopup()

    return [
        Command(
            "record",
            tr("Record", "Record, pause, go on"),
            ("R",),
            "Story",
            page.toggle,
            lambda: sitting.phase not in (Phase.ENDED, Phase.FINISHING),
            icon="mic",
            label=_word,
        ),
        Command(
            "finish_recording",
            tr("Record", "Finish the story…"),
            ("Ctrl+Shift+R",),
            "Story",
            page.finishing.finish,
            lambda: sitting.phase in (Phase.RECORDING, Phase.PAUSED, Phase.ENDED),
            icon="square",
        ),
        Command(
            "keep_recording",
            tr("Record", "Keep recording"),
            ("Esc",),
            "",
            lambda: bar.answer(yes=False),
            lambda: bar.asking,
        ),
        Command(
            "said_yes",
            tr("Record", "The storyteller said yes to being recorded"),
            (),
            "Story",
            page.side.consent.tick.toggle,
            lambda: not sitting.phase.under_way,
            lambda: page.side.consent.given,
            group="before",
        ),
        Command(
            "choose_microphone",
            tr("Record", "Choose the microphone…"),
            (),
            "Story",
            _choose_microphone,
            lambda: page.stage.microphone.isEnabled() and page.stage.microphone.count() > 0,
            group="before",
        ),
        Command("listen_again", tr("Record", "Look for microphones again"), (), "Story", page.listen, group="before"),
        Command("say_now", tr("Record", "Say the time and the level"), ("L",), "Story", page.say_now, group="say"),
    ]
