"""What can be done on the record page, with its keys and menu."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.people.consent import ConsentAbout
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.consent_choices import YES, Choices
from coproclip.ui.pages.record.action_bar import ActionBar
from coproclip.ui.pages.record.finishing import Finishing
from coproclip.ui.pages.record.marking import Marking
from coproclip.ui.pages.record.microphone_choice import MicrophoneChoice
from coproclip.ui.pages.record.recording_control import RecordingControl
from coproclip.ui.pages.record.recording_session import Phase, RecordingSession
from coproclip.ui.pages.record.room_sound import RoomSound
from coproclip.ui.pages.record.setup import ONE, TWO
from coproclip.ui.pages.record.starter_list import StarterList
from coproclip.ui.pages.record.starters import Starters
from coproclip.ui.pages.record.story_notes import StoryNotes

tr = QCoreApplication.translate
MENU = "Story"


def recording_commands(
    session: RecordingSession,
    control: RecordingControl,
    room: RoomSound,
    finishing: Finishing,
    bar: ActionBar,
    toggle: Callable[[], object],
) -> list[Command]:
    """To begin, to pause, off the record, to finish."""

    def _word() -> str:
        words = {
            Phase.RECORDING: tr("Record", "Pause the recording"),
            Phase.PAUSED: tr("Record", "Continue recording"),
        }
        return words.get(session.phase, tr("Record", "Record"))

    def _goes_on() -> bool:
        return session.phase.goes_on

    return [
        Command(
            "record",
            tr("Record", "Record, pause, continue"),
            ("R",),
            MENU,
            toggle,
            lambda: session.phase not in (Phase.ENDED, Phase.FINISHING),
            icon="mic",
            label=_word,
            in_window=True,
        ),
        Command(
            "off_record",
            tr("Record", "Off the record"),
            ("Shift+X",),
            MENU,
            lambda: control.go_off_record(not session.off_record),
            _goes_on,
            lambda: session.off_record,
            icon="mic-off",
            in_window=True,
        ),
        Command(
            "hold_off_record",
            tr("Record", "Off the record while it is held"),
            ("X", "F7", "F13"),
            "",
            lambda: control.hold.press(by_key=True),
            _goes_on,
            takes_over=True,
            in_window=True,
        ),
        Command(
            "room_sound",
            tr("Record", "Record five seconds of room noise"),
            (),
            MENU,
            room.begin,
            _goes_on,
            icon="ear",
        ),
        Command(
            "finish_recording",
            tr("Record", "Finish the story…"),
            ("Ctrl+Shift+R",),
            MENU,
            finishing.finish,
            lambda: session.phase.goes_on or session.phase is Phase.ENDED,
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


def noting_commands(
    session: RecordingSession,
    control: RecordingControl,
    marking: Marking,
    starters: Starters,
    starter_list: StarterList,
    notes: StoryNotes,
) -> list[Command]:
    """To mark, to ask, to note."""
    group = "note"

    def _goes_on() -> bool:
        return session.phase.goes_on

    return [
        Command(
            "mark_moment",
            tr("Record", "Mark this moment"),
            ("M", "Ctrl+Shift+M", "F8", "F14"),
            MENU,
            marking.mark,
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
            marking.name_mark,
            lambda: bool(marking.marks()),
            group=group,
        ),
        Command(
            "record_yes",
            tr("Record", "Record their consent, or end it"),
            (),
            MENU,
            control.record_yes,
            lambda: session.phase is Phase.RECORDING,
            lambda: control.yes_running,
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
        Command("change_starters", tr("Record", "Change the starters…"), (), MENU, starter_list.change, group=group),
        Command("risk_note", tr("Record", "Someone may be at risk…"), (), MENU, notes.note_risk, group=group),
    ]


def microphone_commands(
    session: RecordingSession,
    microphones: MicrophoneChoice,
    choices: Choices,
    choose_first: Callable[[], object],
    listen: Callable[[], object],
    say_now: Callable[[], object],
) -> list[Command]:
    """What is done before somebody tells; `choose_first` lets the first microphone be chosen."""
    group = "before"

    def _free() -> bool:
        return not session.phase.under_way

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
            microphones.try_out,
            lambda: session.phase is Phase.READY,
            group=group,
        ),
        Command(
            "choose_microphone",
            tr("Record", "Choose the microphone…"),
            (),
            MENU,
            choose_first,
            lambda: microphones.any_there,
            group=group,
        ),
        Command(
            "two_microphones",
            tr("Record", "A microphone for each of two people"),
            (),
            MENU,
            lambda: microphones.choose_seating(ONE if microphones.for_two else TWO),
            _free,
            lambda: microphones.for_two,
            group=group,
        ),
        Command("listen_again", tr("Record", "Look for microphones again"), (), MENU, listen, _free, group=group),
        Command(
            "recording_settings", tr("Record", "Recording settings…"), (), MENU, microphones.set_up, _free, group=group
        ),
        Command(
            "say_now",
            tr("Record", "Say the time and the level"),
            ("L",),
            MENU,
            say_now,
            group="say",
            in_window=True,
        ),
    ]
