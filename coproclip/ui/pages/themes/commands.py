"""The commands of the themes page: their words, keys and menus."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.meaning.actions import meaning_commands
from coproclip.ui.pages.themes.excerpt_sorting import ExcerptSorting
from coproclip.ui.pages.themes.playback import ExcerptPlayback
from coproclip.ui.pages.themes.selection import Selection
from coproclip.ui.pages.themes.theme_editing import ThemeEditing


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("ThemeCommands", words)


def theme_commands(editing: ThemeEditing, chosen: Selection, turn_chart: Callable[[], None]) -> list[Command]:
    """What can be done with the theme under the cursor."""

    def _theme(name: str, words: str, keys: tuple[str, ...], do: Callable[[], None], icon: str, group: str) -> Command:
        over = name == "edit_theme"
        return Command(name, words, keys, "Theme", do, chosen.has_theme, icon=icon, group=group, takes_over=over)

    words = tr("Name a theme with these words…")
    return [
        Command("new_theme", tr("New theme…"), ("A",), "Theme", lambda: editing.new(), editing.is_open, icon="plus"),
        _theme("sub_theme", tr("New theme under this one…"), (), editing.new_under, "corner-down-right", ""),
        Command("words_theme", words, (), "Theme", editing.name_with_words, chosen.has, icon="quote"),
        _theme("edit_theme", tr("Name and look of this theme…"), ("F2",), editing.edit, "pencil", "b"),
        _theme("theme_earlier", tr("Move earlier"), ("Alt+Up",), lambda: editing.step(-1), "arrow-up", "c"),
        _theme("theme_later", tr("Move later"), ("Alt+Down",), lambda: editing.step(1), "arrow-down", "c"),
        _theme(
            "theme_under",
            tr("Put under the theme above"),
            ("Alt+Right",),
            editing.under_above,
            "list-indent-increase",
            "c",
        ),
        _theme("theme_out", tr("Move out one level"), ("Alt+Left",), editing.move_out, "list-indent-decrease", "c"),
        _theme("merge_theme", tr("Merge into another theme…"), ("M",), editing.merge, "merge", "r"),
        Command(
            "split_theme",
            tr("Split the chosen excerpts off…"),
            ("Shift+M",),
            "Theme",
            editing.split,
            chosen.linked,
            icon="split",
            group="r",
        ),
        _theme("relate_theme", tr("How it belongs to other themes…"), ("R",), editing.relate, "waypoints", "r"),
        _theme("theme_history", tr("How it came to be…"), ("H",), editing.show_history, "history", "r"),
        _theme("delete_theme", tr("Delete theme…"), (), editing.delete, "trash-2", "d"),
        Command("chart_table", tr("Counts as bars or table"), ("Y",), "View", turn_chart),
    ]


def excerpt_commands(
    sorting: ExcerptSorting,
    editing: ThemeEditing,
    playback: ExcerptPlayback,
    chosen: Selection,
    write_note: Callable[[], None],
    menu: Callable[[], None],
) -> list[Command]:
    """What can be done with the excerpts that are chosen."""

    def _take_out() -> None:
        (editing.delete if chosen.in_tree() else sorting.take_out)()

    def _excerpt(name: str, words: str, key: str, do: Callable[[], None], icon: str, group: str) -> Command:
        return Command(name, words, (key,), "Excerpt", do, chosen.has, icon=icon, group=group)

    return [
        Command("play_pause", "", ("Space",), slot=playback.play, enabled=playback.can_play, icon="play"),
        Command(
            "open_excerpt",
            tr("Open in its story"),
            ("Enter",),
            "Excerpt",
            sorting.open_story,
            chosen.has,
            icon="audio-lines",
            native=True,
        ),
        _excerpt("move_to_theme", tr("Move to theme…"), "T", sorting.move, "corner-down-right", "b"),
        _excerpt("also_theme", tr("Also add to theme…"), "Shift+T", sorting.also, "copy-plus", "b"),
        Command(
            "take_out",
            tr("Take out of this theme"),
            ("Delete",),
            "Excerpt",
            _take_out,
            lambda: chosen.in_tree() or chosen.linked(),
            icon="x",
            group="b",
        ),
        Command(
            "headline",
            tr("Use as the headline quote"),
            ("Q",),
            "Excerpt",
            sorting.turn_headline,
            lambda: chosen.has() and chosen.has_theme(),
            icon="star",
            group="c",
        ),
        Command(
            "differs",
            tr("Sees it differently"),
            ("V",),
            "Excerpt",
            sorting.turn_differs,
            chosen.linked,
            checked=sorting.differs,
            group="c",
        ),
        *meaning_commands(sorting.meaning, chosen.has),
        _excerpt("note", tr("Note"), "N", write_note, "message-square-plus", "c"),
        _excerpt("add_to_playlist", tr("Add to playlist…"), "P", sorting.ask_playlist, "list-plus", "c"),
        Command(
            "excerpt_went_out",
            tr("What went out of this excerpt…"),
            (),
            "Excerpt",
            sorting.show_went_out,
            chosen.has,
            icon="history",
            group="d",
        ),
        Command("row_menu", tr("Menu of what is chosen"), ("Shift+F10",), "", menu, editing.is_open),
    ]
