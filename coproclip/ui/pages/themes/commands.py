"""The commands of the themes page: their words, keys and menus."""

from coproclip.ui.commands.table import Command
from coproclip.ui.pages.themes.operations import ThemeOperations


def theme_commands(operations: ThemeOperations) -> list[Command]:
    """What can be done with the theme under the cursor."""
    tr, theme = operations.tr, operations.has_theme
    return [
        Command("new_theme", tr("New theme…"), ("A",), "Theme", operations.new, operations.is_open, icon="plus"),
        Command(
            "sub_theme",
            tr("New theme under this one…"),
            (),
            "Theme",
            operations.new_under,
            theme,
            icon="corner-down-right",
        ),
        Command(
            "words_theme",
            tr("Name a theme with these words…"),
            (),
            "Theme",
            operations.name_with_words,
            operations.has,
            icon="quote",
        ),
        Command(
            "edit_theme",
            tr("Name and look of this theme…"),
            ("F2",),
            "Theme",
            operations.edit,
            theme,
            icon="pencil",
            takes_over=True,
            group="b",
        ),
        Command(
            "theme_earlier",
            tr("Move earlier"),
            ("Alt+Up",),
            "Theme",
            operations.earlier,
            theme,
            icon="arrow-up",
            group="c",
        ),
        Command(
            "theme_later",
            tr("Move later"),
            ("Alt+Down",),
            "Theme",
            operations.later,
            theme,
            icon="arrow-down",
            group="c",
        ),
        Command(
            "theme_under",
            tr("Put under the theme above"),
            ("Alt+Right",),
            "Theme",
            operations.under_above,
            theme,
            icon="list-indent-increase",
            group="c",
        ),
        Command(
            "theme_out",
            tr("Move out one level"),
            ("Alt+Left",),
            "Theme",
            operations.move_out,
            theme,
            icon="list-indent-decrease",
            group="c",
        ),
        Command(
            "delete_theme", tr("Delete theme…"), (), "Theme", operations.delete_theme, theme, icon="trash-2", group="d"
        ),
        Command("chart_table", tr("Counts as bars or table"), ("Y",), "View", operations.turn_chart),
    ]


def excerpt_commands(operations: ThemeOperations) -> list[Command]:
    """What can be done with the excerpts that are chosen."""
    tr, has = operations.tr, operations.has
    return [
        Command("play_pause", "", ("Space",), slot=operations.play, enabled=operations.can_play, icon="play"),
        Command(
            "open_excerpt",
            tr("Open in its story"),
            ("Enter",),
            "Excerpt",
            operations.open_excerpt,
            has,
            icon="audio-lines",
            native=True,
        ),
        Command(
            "move_to_theme",
            tr("Move to theme…"),
            ("T",),
            "Excerpt",
            operations.move,
            has,
            icon="corner-down-right",
            group="b",
        ),
        Command(
            "also_theme",
            tr("Also add to theme…"),
            ("Shift+T",),
            "Excerpt",
            operations.also,
            has,
            icon="copy-plus",
            group="b",
        ),
        Command(
            "take_out",
            tr("Take out of this theme"),
            ("Delete",),
            "Excerpt",
            operations.take_out,
            lambda: operations.in_tree() or operations.linked(),
            icon="x",
            group="b",
        ),
        Command(
            "headline",
            tr("Use as the headline quote"),
            ("Q",),
            "Excerpt",
            operations.headline,
            lambda: has() and operations.has_theme(),
            icon="star",
            group="c",
        ),
        Command("note", tr("Note"), ("N",), "Excerpt", operations.note, has, icon="message-square-plus", group="c"),
        Command(
            "add_to_playlist",
            tr("Add to playlist…"),
            ("P",),
            "Excerpt",
            operations.menus.playlist_menu,
            has,
            icon="list-plus",
            group="c",
        ),
        Command(
            "row_menu", tr("Menu of what is chosen"), ("Shift+F10",), "", operations.menus.row_menu, operations.is_open
        ),
    ]
