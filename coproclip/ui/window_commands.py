"""The commands that are everywhere: their words, keys and menus. Those without a `slot` are done by the page shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from coproclip.ui.commands.palette import show_about
from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.care_log import show_care_log
from coproclip.ui.dialogs.find_quotes import show_find_quotes
from coproclip.ui.dialogs.kept_from_copies import show_kept_from_copies
from coproclip.ui.dialogs.programs.commands import program_commands
from coproclip.ui.dialogs.project.about import SAFEGUARDING, AboutProject
from coproclip.ui.dialogs.project.at_risk import show_at_risk
from coproclip.ui.dialogs.reviews.read_in import read_answers
from coproclip.ui.dialogs.reviews.take_home import make_review
from coproclip.ui.dialogs.reviews.together import sit_together
from coproclip.ui.dialogs.sheets import show_sheets
from coproclip.ui.dialogs.vault.dialog import VaultDialog
from coproclip.ui.dialogs.went_out import show_went_out
from coproclip.ui.dialogs.working_copies import bring_copy_back, make_a_copy
from coproclip.ui.queue_window import show_models, show_queue, show_what_changed
from coproclip.ui.style.choices import appearances
from coproclip.ui.widgets.prompts import run_dialog
from coproclip.ui.workspace import Workspace

if TYPE_CHECKING:
    from coproclip.ui.main_window import MainWindow

translate = QCoreApplication.translate


def app_commands(window: "MainWindow") -> list[Command]:
    """All commands of `window`, in the order of its menus."""
    return [
        *_project(window),
        *_edit(window),
        *_places(window),
        *_look(window),
        *_frame(window),
        *_filled(),
        *_quotes(window),
        *_reviews(window),
        *program_commands(window.workspace, window, window.has_project),
        _line(window),
        *_help(window),
    ]


def _project(window: "MainWindow") -> list[Command]:
    files, opened, menu = window.projects, window.has_project, "Project"

    def _can_record() -> bool:
        return opened() and "record" in window.pages

    return [
        Command("new_project", translate("Menu", "New project…"), ("Ctrl+N",), menu, files.ask_new, icon="folder-plus"),
        Command(
            "open_project", translate("Menu", "Open project…"), ("Ctrl+O",), menu, files.ask_open, icon="folder-open"
        ),
        Command("open_example", translate("Menu", "Open the example"), (), menu, files.open_example),
        Command(
            "import_files", translate("Menu", "Import files…"), ("Ctrl+I",), menu, files.ask_files, opened, group="in"
        ),
        Command(
            "record_story",
            translate("Menu", "Record a story"),
            ("Ctrl+R",),
            menu,
            lambda: window.show_page("record"),
            _can_record,
            icon="mic",
            group="in",
        ),
        Command(
            "speech_models",
            translate("Menu", "Speech models and language…"),
            (),
            menu,
            lambda: show_models(window),
            group="in",
        ),
        Command(
            "what_changed",
            translate("Menu", "What changed when transcribed again…"),
            (),
            menu,
            lambda: show_what_changed(window),
            opened,
            group="in",
        ),
        Command(
            "about_project",
            translate("Menu", "About this project…"),
            (),
            menu,
            lambda: run_dialog(AboutProject(window.workspace, window)),
            opened,
            group="about",
        ),
        Command(
            "vault",
            translate("Menu", "Vault: real names and contacts…"),
            (),
            menu,
            lambda: run_dialog(VaultDialog(window.workspace, window)),
            opened,
            icon="lock",
            group="about",
        ),
        Command(
            "care_log",
            translate("Menu", "Private log of care…"),
            ("Ctrl+Shift+C",),
            menu,
            lambda: show_care_log(window.workspace, window),
            opened,
            icon="hand-heart",
            group="about",
        ),
        Command(
            "make_copy",
            translate("Menu", "Make a copy for a colleague…"),
            (),
            menu,
            lambda: make_a_copy(window.workspace, window),
            opened,
            icon="copy",
            group="copies",
        ),
        Command(
            "bring_copy_back",
            translate("Menu", "Bring a colleague’s copy back…"),
            (),
            menu,
            lambda: bring_copy_back(window.workspace, window),
            opened,
            icon="git-merge",
            group="copies",
        ),
        Command(
            "kept_from_copies",
            translate("Menu", "Kept from copies…"),
            (),
            menu,
            lambda: show_kept_from_copies(window.workspace, window),
            opened,
            icon="files",
            group="copies",
        ),
        Command(
            "restore_backup", translate("Menu", "Restore a backup…"), (), menu, files.ask_restore, opened, group="save"
        ),
        Command("save_now", translate("Menu", "Save now"), ("Ctrl+S",), menu, window.save_now, opened, group="save"),
        Command(
            "print",
            translate("Menu", "Print…"),
            ("Ctrl+P",),
            menu,
            lambda: show_sheets(window.workspace, window),
            opened,
            icon="printer",
            group="save",
        ),
        Command("close_story", translate("Menu", "Close the story"), ("Ctrl+W",), menu, group="end"),
        Command("quit", translate("Menu", "Quit"), ("Ctrl+Q",), menu, window.close, group="end"),
    ]


def _edit(window: "MainWindow") -> list[Command]:
    space, menu = window.workspace, "Edit"

    undo, redo = translate("Menu", "Undo"), translate("Menu", "Redo")

    def _undo_text() -> str:
        return space.project.undo_text if space.project else ""

    def _redo_text() -> str:
        return space.project.redo_text if space.project else ""

    return [
        Command(
            "undo",
            undo,
            ("Ctrl+Z",),
            menu,
            space.undo,
            lambda: space.may_undo,
            icon="undo-2",
            label=lambda: (
                translate("Menu", "Undo: {step}").format(step=_undo_text())
                if _undo_text()
                else translate("Menu", "Undo")
            ),
        ),
        Command(
            "redo",
            redo,
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            menu,
            space.redo,
            lambda: bool(_redo_text()),
            icon="redo-2",
            label=lambda: (
                translate("Menu", "Redo: {step}").format(step=_redo_text())
                if _redo_text()
                else translate("Menu", "Redo")
            ),
        ),
        Command("find_here", translate("Menu", "Find here"), ("Ctrl+F",), menu, icon="search", group="find"),
        Command(
            "find_everywhere",
            translate("Menu", "Find in every story"),
            ("Ctrl+Shift+F",),
            menu,
            window.find_everywhere,
            window.has_project,
            group="find",
        ),
        Command("find_next", translate("Menu", "Find next"), ("F3",), menu, group="find"),
        Command("find_previous", translate("Menu", "Find previous"), ("Shift+F3",), menu, group="find"),
        Command(
            "rename", translate("Menu", "Rename, or correct these words"), ("F2",), menu, icon="pencil", group="change"
        ),
        Command("settings", translate("Menu", "Settings…"), ("Ctrl+,",), menu, window.show_settings, group="settings"),
    ]


def _places(window: "MainWindow") -> list[Command]:
    def _place(key: str, words: str, keys: str) -> Command:
        def _go() -> None:
            window.show_page(key)

        def _possible() -> bool:
            return window.has_project() and key in window.pages

        return Command(f"go_{key}", words, (keys,), "View", _go, _possible)

    return [
        _place("stories", translate("Menu", "Stories"), "Ctrl+1"),
        _place("record", translate("Menu", "Record"), "Ctrl+2"),
        _place("people", translate("Menu", "People"), "Ctrl+7"),
        _place("themes", translate("Menu", "Themes"), "Ctrl+3"),
        _place("workshop", translate("Menu", "Workshop"), "Ctrl+4"),
        _place("playlists", translate("Menu", "Playlists"), "Ctrl+5"),
        _place("report", translate("Menu", "Report"), "Ctrl+6"),
        Command(
            "present", translate("Menu", "Present or listen through"), ("F5",), "View", icon="play", group="present"
        ),
    ]


def _look(window: "MainWindow") -> list[Command]:
    look, settings, menu = window.look, window.workspace.settings, "View"

    def _mode(mode: str, words: str) -> Command:
        def _choose() -> None:
            look.choose(mode)

        def _chosen() -> bool:
            return settings.appearance == mode

        return Command(f"look_{mode}", words, (), menu, _choose, checked=_chosen, group="look")

    return [
        Command("larger_text", translate("Menu", "Larger text"), ("Ctrl++", "Ctrl+="), menu, look.larger, group="text"),
        Command("smaller_text", translate("Menu", "Smaller text"), ("Ctrl+-",), menu, look.smaller, group="text"),
        Command("normal_text", translate("Menu", "Normal text"), ("Ctrl+0",), menu, look.normal, group="text"),
        *(_mode(mode, words) for mode, words in appearances()),
        Command(
            "calm",
            translate("Menu", "Calm mode"),
            (),
            menu,
            look.toggle_calm,
            checked=lambda: settings.calm,
            tooltip=translate("Menu", "No animations or running totals"),
            group="calm",
        ),
    ]


def _frame(window: "MainWindow") -> list[Command]:
    def _step(by: int) -> Callable[[], None]:
        return lambda: window.step_region(by)

    sidebar, menu, group = translate("Menu", "Show or fold the sidebar"), "View", "frame"
    return [
        Command("sidebar", sidebar, ("Ctrl+B",), menu, window.fold_sidebar, window.has_project, group=group),
        Command(
            "full_screen",
            translate("Menu", "Full screen"),
            ("F11",),
            menu,
            window.full_screen,
            checked=window.isFullScreen,
            group=group,
        ),
        Command("next_region", translate("Menu", "Next region"), ("F6",), menu, _step(1), group=group),
        Command("previous_region", translate("Menu", "Previous region"), ("Shift+F6",), menu, _step(-1), group=group),
    ]


def _line(window: "MainWindow") -> Command:
    def _show() -> None:
        show_queue(window)

    words = translate("Menu", "Transcription queue…")
    return Command("transcription_queue", words, (), "Story", _show, window.has_project, icon="list", group="line")


def _quotes(window: "MainWindow") -> list[Command]:
    """What is done with excerpts of all stories."""
    words = translate("Menu", "Find quotes from a document…")

    def _show() -> None:
        show_find_quotes(window.workspace, window)

    return [Command("find_quotes", words, (), "Excerpt", _show, window.has_project, icon="text-search", group="all")]


def _filled() -> list[Command]:
    """What each page does in its own way."""
    return [
        Command("next_check", translate("Menu", "Next thing to check"), ("F4",), "Story", icon="ear", group="check"),
        Command("previous_check", translate("Menu", "Previous thing to check"), ("Shift+F4",), "Story", group="check"),
        Command("play_pause", translate("Menu", "Play or pause"), ("Ctrl+K", "F8", "F14"), "Play", icon="play"),
        Command("back", translate("Menu", "Back 3 s"), ("Ctrl+J", "F7", "F13"), "Play", icon="rotate-ccw"),
        Command("forward", translate("Menu", "Forward 3 s"), ("Ctrl+L", "F9", "F15"), "Play", icon="rotate-cw"),
        Command("slower", translate("Menu", "Slower"), ("Ctrl+Shift+J",), "Play", group="speed"),
        Command("faster", translate("Menu", "Faster"), ("Ctrl+Shift+L",), "Play", group="speed"),
        Command("loop", translate("Menu", "Loop on or off"), ("Ctrl+Shift+K",), "Play", icon="repeat", group="speed"),
        Command("export", translate("Menu", "Export…"), ("Ctrl+Shift+E",), "Share", icon="share-2"),
    ]


def _reviews(window: "MainWindow") -> list[Command]:
    """Asking storytellers about what is theirs."""
    space, opened, share = window.workspace, window.has_project, "Share"

    def _command(key: str, words: str, icon: str, show: Callable[[Workspace, QWidget], None]) -> Command:
        return Command(key, words, (), share, lambda: show(space, window), opened, icon=icon, group="reviews")

    return [
        _command("went_out", translate("Menu", "What went out…"), "history", show_went_out),
        _command("sit_together", translate("Menu", "Sit together…"), "users", sit_together),
        _command("make_review", translate("Menu", "Make a review to take home…"), "package-check", make_review),
        _command("read_answers", translate("Menu", "Read in answers to a review…"), "file-input", read_answers),
    ]


def _help(window: "MainWindow") -> list[Command]:
    keys, menu = translate("Menu", "Help and keys for this screen"), "Help"

    def _about() -> None:
        show_about(window)

    def _write_contact() -> None:
        run_dialog(AboutProject(window.workspace, window, at=SAFEGUARDING))

    at_risk = translate("Menu", "If somebody may be at risk")
    return [
        Command(
            "at_risk",
            at_risk,
            ("Shift+F1",),
            menu,
            lambda: show_at_risk(window.workspace, window, _write_contact),
            window.has_project,
            icon="life-buoy",
            group="risk",
        ),
        Command("help_keys", keys, ("F1",), menu, window.show_keys, icon="keyboard"),
        Command("find_command", translate("Menu", "Find a command"), ("Ctrl+Shift+P",), menu, window.find_command),
        Command("about", translate("Menu", "About CoProClip"), (), menu, _about, icon="info", group="about"),
    ]
