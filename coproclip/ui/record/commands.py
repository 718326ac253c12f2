"""What can be done on the record page, with its keys and menu."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.project.schema import ConsentAbout
from coproclip.ui.actions import Command
from coproclip.ui.record.choices import YES
from coproclip.ui.record.setup import ONE, TWO
from coproclip.ui.record.sitting import Phase

if TYPE_CHECKING:
    from coproclip.ui.record.page import RecordPage

tr = QCoreApplication.translate
MENU = "Story"


def commands(page: "RecordPage") -> list[Command]:
    """The commands of `page`."""
    return [*_recording(page), *_noting(page), *_before(page)]


def _recording(page: "RecordPage") -> list[Command]:
    sitting, bar, doing = page.sitting, page.bar, page.doing

    def _word() -> str:
        words = {
            Phase.RECORDING: tr("Record", "Pause the recording"),
            Phase.PAUSED: tr("Record", "Go on recording"),
        }
        return words.get(sitting.phase, tr("Record", "Record"))

    def _goes_on() -> bool:
        return sitting.phase.goes_on

    return [
        Command(
            "record",
            tr("Record", "Record, pause, go on"),
            ("R",),
            MENU,
            page.toggle,
            lambda: sitting.phase not in (Phase.ENDED, Phase.FINISHING),
            icon="mic",
            label=_word,
            in_window=True,
        ),
        Command(
            "off_record",
            tr("Record", "Off the record"),
            ("Shift+X",),
            MENU,
            lambda: doing.go_off_record(not sitting.off_record),
            _goes_on,
            lambda: sitting.off_record,
            icon="mic-off",
            in_window=True,
        ),
        Command(
            "hold_off_record",
            tr("Record", "Off the record while it is held"),
            ("X", "F7", "F13"),
            "",
            lambda: doing.hold.press(by_key=True),
            _goes_on,
            takes_over=True,
            in_window=True,
        ),
        Command(
            "room_sound",
            tr("Record", "Record five seconds of the quiet room"),
            (),
            MENU,
            page.room.begin,
            _goes_on,
            icon="ear",
        ),
        Command(
            "finish_recording",
            tr("Record", "Finish the story…"),
            ("Ctrl+Shift+R",),
            MENU,
            page.finishing.finish,
            lambda: sitting.phase.goes_on or sitting.phase is Phase.ENDED,
            icon="square",
            in_window=True,
        ),
        Command(
            "keep_recording",
            tr("Record", "Keep recording"),
            ("Esc",),
            "",
            lambda: bar.answer(yes=False),
            lambda: bar.asking,
        ),
    ]


def _noting(page: "RecordPage") -> list[Command]:
    sitting, doing, starters, group = page.sitting, page.doing, page.side.starters, "note"

    def _goes_on() -> bool:
        return sitting.phase.goes_on

    return [
        Command(
            "mark_moment",
            tr("Record", "Mark this moment"),
            ("M", "Ctrl+Shift+M", "F8", "F14"),
            MENU,
            doing.mark,
            _goes_on,
            icon="flag",
            takes_over=True,
            group=group,
            in_window=True,
        ),
        Command(
            "name_mark",
            tr("Record", "A word or two for the last mark"),
            ("W",),
            MENU,
            doing.name_mark,
            lambda: bool(doing.marks()),
            group=group,
        ),
        Command(
            "record_yes",
            tr("Record", "Record the yes, or end it"),
            (),
            MENU,
            doing.record_yes,
            lambda: sitting.phase is Phase.RECORDING,
            lambda: doing.yes_running,
            group=group,
        ),
        Command("asked_it", tr("Record", "Asked it"), ("A",), MENU, starters.ask_it, _goes_on, group=group),
        Command(
            "next_starter",
            tr("Record", "Next starter"),
            ("N", "F9", "F15"),
            MENU,
            partial(starters.step, 1),
            takes_over=True,
            group=group,
        ),
        Command(
            "starter_before",
            tr("Record", "Starter before"),
            ("Shift+N",),
            MENU,
            partial(starters.step, -1),
            group=group,
        ),
        Command("change_starters", tr("Record", "Change the starters…"), (), MENU, doing.change_starters, group=group),
        Command("risk_note", tr("Record", "Someone may be at risk…"), (), MENU, doing.note_risk, group=group),
    ]


def _before(page: "RecordPage") -> list[Command]:
    sitting, choosing, choices, group = page.sitting, page.choosing, page.side.choices, "before"

    def _free() -> bool:
        return not sitting.phase.under_way

    def _choose_microphone() -> None:
        page.show_choices(on=False)
        page.stage.seats[0].choose()

    def _two() -> bool:
        return page.workspace.settings.seating != ONE

    return [
        Command(
            "said_yes",
            tr("Record", "The storyteller said yes to being recorded"),
            (),
            MENU,
            partial(choices.say, ConsentAbout.RECORDED, YES),
            _free,
            lambda: choices.given,
            group=group,
        ),
        Command(
            "try_out",
            tr("Record", "Try it out"),
            (),
            MENU,
            choosing.try_out,
            lambda: sitting.phase is Phase.READY,
            group=group,
        ),
        Command(
            "choose_microphone",
            tr("Record", "Choose the microphone…"),
            (),
            MENU,
            _choose_microphone,
            lambda: page.stage.seats[0].microphone.count() > 0,
            group=group,
        ),
        Command(
            "two_microphones",
            tr("Record", "A microphone for each of two people"),
            (),
            MENU,
            lambda: choosing.seat(ONE if _two() else TWO),
            _free,
            _two,
            group=group,
        ),
        Command("listen_again", tr("Record", "Look for microphones again"), (), MENU, page.listen, _free, group=group),
        Command(
            "recording_settings", tr("Record", "Recording settings…"), (), MENU, choosing.set_up, _free, group=group
        ),
        Command(
            "say_now",
            tr("Record", "Say the time and the level"),
            ("L",),
            MENU,
            page.say_now,
            group="say",
            in_window=True,
        ),
    ]
