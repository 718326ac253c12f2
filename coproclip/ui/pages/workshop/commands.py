"""What can be done on the workshop page, with its keys: in the list of workshops, and in the room."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command
from coproclip.ui.pages.workshop.group_control import GroupControl
from coproclip.ui.pages.workshop.paper import PaperControl
from coproclip.ui.pages.workshop.room_control import RoomControl
from coproclip.ui.pages.workshop.saying_control import SayingControl

LIST, ROOM = "list", "room"


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("WorkshopCommands", words)


def room_commands(
    control: RoomControl,
    groups: GroupControl,
    saying: SayingControl,
    leave: Callable[[], None],
    present: Callable[[], None],
) -> list[Command]:
    """What can be done in the room."""
    card, group, there = control.has_card, control.has_group, lambda: control.open

    def _room(
        key: str,
        words: str,
        keys: tuple[str, ...],
        menu: str,
        do: Callable[[], object],
        when: Callable[[], bool] = there,
        icon: str = "",
    ) -> Command:
        return Command(key, words, keys, menu, do, when, icon=icon, mode=ROOM, group=f"workshop {menu}")

    def _digit(digit: str) -> Command:
        return _room(f"digit_{digit}", tr("Card number, then Enter"), (digit,), "", partial(control.type_digit, digit))

    theme, view = "Theme", "View"
    return [
        _room("play_pause", tr("Play or pause"), ("Space",), "", control.play, card, "play"),
        _room("next_card", tr("Next card"), ("Right",), "", partial(control.step_card, 1)),
        _room("card_before", tr("Card before"), ("Left",), "", partial(control.step_card, -1)),
        _room("next_step", tr("Next step"), ("PgDown", "Ctrl+PgDown"), view, partial(control.by_step, 1)),
        _room("step_before", tr("Step before"), ("PgUp", "Ctrl+PgUp"), view, partial(control.by_step, -1)),
        *map(_digit, "0123456789"),
        _room("go_to_typed", tr("Go to the card number typed"), ("Enter",), "", control.go_to_typed),
        _room("move_to_group", tr("Move to group…"), ("G",), theme, groups.move, card, "folder-input"),
        _room("new_group", tr("New group"), ("A",), theme, groups.new_group, card, "plus"),
        _room("rename", tr("Name the group…"), (), theme, groups.name_group, group, "pencil"),
        _room("make_theme", tr("Make the group a theme…"), ("M",), theme, groups.make_theme, group, "shapes"),
        _room("apart", tr("Take the group apart"), (), theme, groups.take_apart, group),
        _room("differs", tr("Seen differently"), ("V",), theme, groups.turn_differs, group, "git-compare-arrows"),
        _room("note", tr("Note…"), ("N",), theme, saying.note, icon="message-square-plus"),
        _room("show_notes", tr("Show what was noted alone"), (), theme, saying.show_notes, icon="eye"),
        _room("add_dot", tr("Add a dot"), ("D",), theme, control.add_dot, card, "circle-plus"),
        _room("take_dot", tr("Take a dot back"), ("Shift+D",), theme, control.take_dot, card, "circle-minus"),
        _room("next_person", tr("Next person"), ("P",), theme, control.next_person),
        _room("person_before", tr("Person before"), ("Shift+P",), theme, partial(control.next_person, -1)),
        _room("turn_dots", tr("Show or hide the dots"), (), theme, control.turn_dots),
        _room("choose", tr("Choose this card…"), ("K",), theme, partial(saying.choose, True), card, "check"),
        _room("leave_out", tr("Leave this card out…"), ("L",), theme, partial(saying.choose, False), card, "x"),
        _room("draw_cards", tr("Draw more cards"), (), theme, control.draw),
        _room("card_menu", tr("What can be done with this card"), ("Shift+F10",), "", groups.menu, card),
        _room("timer", tr("Timer on or off"), ("T",), view, control.turn_timer),
        _room("blank", tr("Blank the screen"), ("B",), view, control.turn_blank),
        _room("captions", tr("Words on the card on or off"), ("C",), view, control.turn_words),
        _room("present", tr("Full screen for the room"), (), "", present),
        _room("leave_room", tr("Leave full screen"), ("Esc",), view, leave),
    ]


def paper_commands(paper: PaperControl) -> list[Command]:
    """What leaves the room, and what comes back."""
    has, share, group = paper.has, "Share", "workshop paper"
    prints, packs = tr("Print the workshop’s papers…"), tr("Make packs to take away…")
    enter, take_in = tr("Type in results from paper…"), tr("Take in notes that came back…")
    return [
        Command("print_workshop", prints, (), share, paper.print_papers, has, icon="printer", group=group),
        Command("make_packs", packs, (), share, paper.make_packs, has, icon="package-check", group=group),
        Command("enter_results", enter, (), share, paper.enter_results, has, icon="keyboard", group=group),
        Command("take_in_notes", take_in, (), share, paper.take_in_notes, icon="file-input", group=group),
    ]


def list_commands(
    start: Callable[[], None],
    open_it: Callable[[], None],
    change: Callable[[], None],
    delete: Callable[[], None],
    has: Callable[[], bool],
    present: Callable[[], None],
) -> list[Command]:
    """What can be done with the list of workshops."""
    theme = "Theme"

    def _list(
        key: str, words: str, keys: tuple[str, ...], do: Callable[[], None], when: Callable[[], bool] | None, icon: str
    ) -> Command:
        return Command(key, words, keys, theme, do, when, icon=icon, mode=LIST, group="workshops")

    return [
        _list("start_workshop", tr("Start a workshop…"), ("A",), start, None, "plus"),
        Command("open_workshop", tr("Continue the workshop"), ("Enter",), theme, open_it, has, native=True, mode=LIST),
        Command("present", tr("Full screen for the room"), slot=present, enabled=has, mode=LIST),
        _list("rename", tr("Name, day and dots…"), (), change, has, "pencil"),
        _list("delete_workshop", tr("Delete the workshop"), ("Delete",), delete, has, "trash-2"),
    ]
