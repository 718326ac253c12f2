"""The commands of the themes page: their words, keys and menus."""

from coproclip.ui.actions import Command
from coproclip.ui.themes.doing import ThemesDoing


def theme_commands(doing: ThemesDoing) -> list[Command]:
    """What can be done with the theme under the cursor."""
    tr, theme = doing.tr, doing.has_theme
    return [
        Command("new_theme", tr("New theme…"), ("A",), "Theme", doing.new, doing.is_open, icon="plus"),
        Command(
            "sub_theme", tr("New theme under this one…"), (), "Theme", doing.new_under, theme, icon="corner-down-right"
        ),
        Command(
            "words_theme",
            tr("Name a theme with these words…"),
            (),
            "Theme",
            doing.name_with_words,
            doing.has,
            icon="quote",
        ),
        Command(
            "edit_theme",
            tr("Name and look of this theme…"),
            ("F2",),
            "Theme",
            doing.edit,
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
            doing.earlier,
            theme,
            icon="arrow-up",
            group="c",
        ),
        Command(
            "theme_later",
            tr("Move later"),
            ("Alt+Down",),
            "Theme",
            doing.later,
            theme,
            icon="arrow-down",
            group="c",
        ),
        Command(
            "theme_under",
            tr("Put under the theme above"),
            ("Alt+Right",),
            "Theme",
            doing.under_above,
            theme,
            icon="list-indent-increase",
            group="c",
        ),
        Command(
            "theme_out",
            tr("Move out one level"),
            ("Alt+Left",),
            "Theme",
            doing.move_out,
            theme,
            icon="list-indent-decrease",
            group="c",
        ),
        Command("delete_theme", tr("Delete theme…"), (), "Theme", doing.delete_theme, theme, icon="trash-2", group="d"),
        Command("chart_table", tr("Counts as bars or table"), ("Y",), "View", doing.turn_chart),
    ]


def excerpt_commands(doing: ThemesDoing) -> list[Command]:
    """What can be done with the excerpts that are chosen."""
    tr, has = doing.tr, doing.has
    return [
        Command("play_pause", "", ("Space",), slot=doing.play, enabled=doing.can_play, icon="play"),
        Command(
            "open_excerpt",
            tr("Open in its story"),
            ("Enter",),
            "Excerpt",
            doing.open_excerpt,
            has,
            icon="audio-lines",
            native=True,
        ),
        Command(
            "move_to_theme",
            tr("Move to theme…"),
            ("T",),
            "Excerpt",
            doing.move,
            has,
            icon="corner-down-right",
            group="b",
        ),
        Command(
            "also_theme",
            tr("Also add to theme…"),
            ("Shift+T",),
            "Excerpt",
            doing.also,
            has,
            icon="copy-plus",
            group="b",
        ),
        Command(
            "take_out",
            tr("Take out of this theme"),
            ("Delete",),
            "Excerpt",
            doing.take_out,
            lambda: doing.in_tree() or doing.linked(),
            icon="x",
            group="b",
        ),
        Command(
            "headline",
            tr("Make it the headline quote"),
            ("Q",),
            "Excerpt",
            doing.headline,
            lambda: has() and doing.has_theme(),
            icon="star",
            group="c",
        ),
        Command("note", tr("Note"), ("N",), "Excerpt", doing.note, has, icon="message-square-plus", group="c"),
        Command(
            "add_to_playlist",
            tr("Add to playlist…"),
            ("P",),
            "Excerpt",
            doing.menus.playlist_menu,
            has,
            icon="list-plus",
            group="c",
        ),
        Command("row_menu", tr("Menu of what is chosen"), ("Shift+F10",), "", doing.menus.row_menu, doing.is_open),
    ]
