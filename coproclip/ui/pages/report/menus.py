"""What is in the menus of a section and of what the cursor is at in the text, by the ids of commands."""

from collections.abc import Mapping, Sequence

from coproclip.ui.pages.report.letters import Chip, ChipKind

SECTION_MENU = (
    *("rename", "usual_title", "leave_out", "", "section_earlier", "section_later", "section_to", ""),
    *("delete_section", "add_section"),
)
_CHIPS: Mapping[ChipKind, tuple[str, ...]] = {
    ChipKind.QUOTE: ("play_quote", "change_quote", "sign_quote", "quote_alone", ""),
    ChipKind.NOTE: ("write_note", ""),
    ChipKind.IMAGE: ("describe_image", ""),
    ChipKind.LIVE: (),
}


def text_menu(chip: Chip | None, *, editing: bool) -> Sequence[str]:
    """The menu of this chip, or of the text beside all chips."""
    if chip is not None:
        return [*_CHIPS[chip.kind], "remove_chip"]
    if editing:
        return ["insert_quote", "write_note", "add_image", "", "write_link", "remove_link", "", "edit_text"]
    return ["edit_text"]
