"""What can be done on the record page, with its keys and menu."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.people.consent import ConsentAbout
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.consent_choices import YES
from coproclip.ui.pages.record.recording_session import Phase
from coproclip.ui.pages.record.setup import ONE, TWO

if TYPE_CHECKING:
    from coproclip.ui.pages.record.page import RecordPage

tr = QCoreApplication.translate
MENU = "Story"


def commands(page: "RecordPage") -> list[Command]:
    """The commands of `page`."""
    return [*_recording(page), *_noting(page), *_before(page)]


def _recording(page: "RecordPage") -> list[Command]:
    recording_session, bar, operations = page.recording_session, page.bar, page.operations

    def _word() -> str:
        words = {
            Phase.RECORDING: tr("Record", "Pause the recording"),
            Phase.PAUSED: tr("Record", "Continue recording"),
        }
        return words.get(recording_session.phase, tr("Record", "Record"))

    def _goes_on() -> bool:
        return recording_session.phase.goes_on

    return [
        Command(
            "record",
            tr("Record", "Record, pause, continue"),
            ("R",),
            MENU,
            page.toggle,
            lambda: recording_session.phase not in (Phase.ENDED, Phase.FINISHING),
            icon="mic",
            label=_word,
            in_window=True,
        ),
        Command(
            "off_record",
            tr("Record", "Off the record"),
            ("Shift+X",),
            MENU,
            lambda: operations.go_off_record(not recording_session.off_record),
            _goes_on,
            lambda: recording_session.off_record,
            icon="mic-off",
            in_window=True,
        ),
        Command(
            "hold_off_record",
            tr("Record", "Off the record while it is held"),
            ("X", "F7", "F13"),
            "",
            lambda: operations.hold.press(by_key=True),
            _goes_on,
            takes_over=True,
            in_window=True,
        ),
        Command(
            "room_sound",
            tr("Record", "Record five seconds of room noise"),
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
            lambda: recording_session.phase.goes_on or recording_session.phase is Phase.ENDED,
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
    recording_session, operations, starters, group = page.recording_session, page.operations, page.side.starters, "note"

    def _goes_on() -> bool:
        return recording_session.phase.goes_on

    return [
        Command(
            "mark_moment",
            tr("Record", "Mark this moment"),
            ("M", "Ctrl+Shift+M", "F8", "F14"),
            MENU,
            operations.mark,
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
            operations.name_mark,
            lambda: bool(operations.marks()),
            group=group,
        ),
        Command(
            "record_yes",
            tr("Record", "Record their consent, or end it"),
            (),
            MENU,
            operations.record_yes,
            lambda: recording_session.phase is Phase.RECORDING,
            lambda: operations.yes_running,
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
        Command(
            "change_starters", tr("Record", "Change the starters…"), (), MENU, operations.change_starters, group=group
        ),
        Command("risk_note", tr("Record", "Someone may be at risk…"), (), MENU, operations.note_risk, group=group),
    ]


def _before(page: "RecordPage") -> list[Command]:
    recording_session, choosing, choices, group = page.recording_session, page.choosing, page.side.choices, "before"

    def _free() -> bool:
        return not recording_session.phase.under_way

    def _choose_microphone() -> None:
        page.show_choices(on=False)
        page.stage.microphone_cards[0].choose()

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
            lambda: recording_session.phase is Phase.READY,
            group=group,
        ),
        Command(
            "choose_microphone",
            tr("Record", "Choose the microphone…"),
            (),
            MENU,
            _choose_microphone,
            lambda: page.stage.microphone_cards[0].microphone.count() > 0,
            group=group,
        ),
        Command(
            "two_microphones",
            tr("Record", "A microphone for each of two people"),
            (),
            MENU,
            lambda: choosing.microphone_card(ONE if _two() else TWO),
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
