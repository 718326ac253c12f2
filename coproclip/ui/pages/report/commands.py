"""What can be done on the report page, with its keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.menus import choice
from coproclip.ui.commands.table import Command
from coproclip.ui.pages.report.arranging import Arranging
from coproclip.ui.pages.report.asking import Asking
from coproclip.ui.pages.report.checking import Checking
from coproclip.ui.pages.report.letters import ChipKind, Mark
from coproclip.ui.pages.report.picturing import Picturing
from coproclip.ui.pages.report.styling import Styling
from coproclip.ui.pages.report.writing import Writing

READ, WRITE = "read", "write"
OUTLINE, CHECKS = "outline", "checks"


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("ReportCommands", words)


def outline_commands(arranging: Arranging, menu: Callable[[], None]) -> list[Command]:
    """What can be done with the section under the cursor."""
    share, has = "Share", arranging.has

    def _left_out() -> str:
        return tr("Put into the outputs again") if arranging.left_out() else tr("Leave out of every output")

    return [
        Command("add_section", tr("Add a section…"), ("A",), share, arranging.add, icon="plus", mode=READ, group="s"),
        Command("rename", tr("Rename the section…"), (), share, arranging.rename, has, icon="pencil", group="s"),
        Command(
            "usual_title",
            tr("Usual title of the section"),
            (),
            share,
            arranging.forget_title,
            has,
            group="s",
        ),
        Command(
            "leave_out",
            tr("Leave out of every output"),
            (),
            share,
            arranging.turn_left_out,
            has,
            icon="eye-off",
            group="s",
            label=_left_out,
        ),
        Command(
            "section_earlier",
            tr("Move the section earlier"),
            ("Alt+Up",),
            share,
            lambda: arranging.step(-1),
            has,
            icon="arrow-up",
            group="m",
        ),
        Command(
            "section_later",
            tr("Move the section later"),
            ("Alt+Down",),
            share,
            lambda: arranging.step(1),
            has,
            icon="arrow-down",
            group="m",
        ),
        Command("section_to", tr("Move to position…"), (), share, arranging.move_to, has, group="m"),
        Command(
            "delete_section",
            tr("Delete the section"),
            ("Delete",),
            share,
            arranging.delete,
            has,
            icon="trash-2",
            group="d",
            area=OUTLINE,
        ),
        Command("row_menu", tr("Menu of the section"), ("Shift+F10",), "", menu, has, area=OUTLINE),
    ]


def text_commands(
    writing: Writing, asking: Asking, turn: Callable[[], None], listen: Callable[[], None]
) -> list[Command]:
    """How the text is read and written."""
    text = writing.text

    def _shown() -> bool:
        return text.page is not None

    def _has_quote() -> bool:
        return writing.quote() is not None

    def _words() -> str:
        return tr("Done writing") if text.editing else tr("Edit text")

    def _signed() -> bool:
        shown = writing.quote()
        return shown is not None and shown.quote.signed

    def _alone() -> bool:
        return _has_quote() and Styling.kind(text.textCursor()) == "quote"

    edit, excerpt = "Edit", "Excerpt"
    return [
        Command("edit_text", tr("Edit text"), ("Ctrl+E",), edit, turn, _shown, icon="pencil", label=_words, group="w"),
        Command("leave_text", tr("Done writing"), ("Esc",), "", turn, writing.may_write, mode=WRITE),
        Command("play_pause", "", ("Space",), "", listen, _has_quote, mode=READ),
        Command("play_quote", tr("Play the quote"), (), "Play", listen, _has_quote, mode=WRITE, icon="play"),
        Command(
            "next_quote", tr("Next quote"), ("Ctrl+Down",), "View", lambda: text.go_to_chip(1), _shown, group="quote"
        ),
        Command(
            "quote_before",
            tr("Quote before"),
            ("Ctrl+Up",),
            "View",
            lambda: text.go_to_chip(-1),
            _shown,
            group="quote",
        ),
        Command(
            "change_quote",
            tr("Change what is quoted…"),
            ("Alt+Enter",),
            excerpt,
            asking.change_quote,
            _has_quote,
            icon="text-quote",
            group="q",
        ),
        Command(
            "sign_quote",
            tr("Say who said it"),
            (),
            excerpt,
            writing.turn_signed,
            _has_quote,
            checked=_signed,
            group="q",
        ),
        Command(
            "quote_alone",
            tr("The quote stands by itself"),
            (),
            excerpt,
            writing.turn_alone,
            lambda: writing.may_write() and _has_quote(),
            checked=_alone,
            mode=WRITE,
            group="q",
        ),
    ]


def check_commands(checking: Checking) -> list[Command]:
    """What can be done with what was found."""

    def _next() -> None:
        checking.step(1)

    def _before() -> None:
        checking.step(-1)

    has, share = checking.has, "Share"
    use, keep = tr("Use the suggestion"), tr("Keep as it is, add a reason…")
    return [
        Command("next_check", "", (), "", _next, has),
        Command("previous_check", "", (), "", _before, has),
        Command("mend", use, (), share, checking.mend_chosen, checking.may_mend, icon="check", group="check"),
        Command(
            "keep_finding", keep, ("N",), share, checking.keep_chosen, checking.may_keep, group="check", area=CHECKS
        ),
        Command(
            "check_again", tr("Check the report again"), (), share, checking.check, icon="refresh-cw", group="check"
        ),
    ]


def image_commands(picturing: Picturing, writing: Writing) -> list[Command]:
    """Images."""
    add, describe = tr("Image…"), tr("Describe the image…")
    return [
        Command("add_image", add, (), "Edit", picturing.add, writing.may_write, icon="image", mode=WRITE, group="in"),
        Command("describe_image", describe, (), "Edit", picturing.describe, picturing.may_describe, group="in"),
    ]


def writing_commands(writing: Writing, asking: Asking) -> list[Command]:
    """What can be done while the text is written."""
    may, text = writing.may_write, writing.text

    def _kind(name: str, words: str, keys: str, icon: str) -> Command:
        def _is() -> bool:
            return Styling.kind(text.textCursor()) == name

        def _make() -> None:
            writing.make(name)

        return Command(
            f"style_{name}",
            words,
            (keys,) if keys else (),
            "Edit",
            _make,
            may,
            checked=_is,
            icon=icon,
            mode=WRITE,
            group="style",
        )

    def _boxed() -> bool:
        return writing.styling().in_box(text.textCursor())

    def _note() -> str:
        return tr("Change the footnote…") if writing.chip(ChipKind.NOTE) else tr("Footnote…")

    return [
        Command(
            "insert_quote",
            tr("Insert a quote…"),
            ("Ctrl+Shift+Q",),
            "Edit",
            asking.insert_quote,
            may,
            icon="text-quote",
            mode=WRITE,
            group="in",
        ),
        Command(
            "write_note",
            tr("Footnote…"),
            (),
            "Edit",
            asking.write_note,
            may,
            icon="superscript",
            mode=WRITE,
            group="in",
            label=_note,
        ),
        Command(
            "remove_chip",
            tr("Take out what is at the cursor"),
            (),
            "Edit",
            writing.remove_chip,
            lambda: may() and writing.chip() is not None,
            icon="x",
            mode=WRITE,
            group="in",
        ),
        _kind("text", tr("Text"), "", "pilcrow"),
        _kind("heading", tr("Heading"), "Ctrl+Shift+2", "heading-2"),
        _kind("subheading", tr("Subheading"), "Ctrl+Shift+3", "heading-3"),
        _kind("dots", tr("List"), "Ctrl+Shift+8", "list"),
        _kind("numbers", tr("Numbered list"), "Ctrl+Shift+7", "list-ordered"),
        Command(
            "turn_box",
            tr("Box"),
            (),
            "Edit",
            writing.turn_box,
            may,
            checked=_boxed,
            icon="square-dashed",
            mode=WRITE,
            group="style",
        ),
        Command(
            "turn_bold",
            tr("Bold"),
            ("Ctrl+B",),
            "Edit",
            lambda: writing.turn(Mark.BOLD),
            may,
            checked=lambda: writing.is_on(Mark.BOLD),
            icon="bold",
            mode=WRITE,
            takes_over=True,
            group="letters",
        ),
        Command(
            "turn_italic",
            tr("Italic"),
            ("Ctrl+I",),
            "Edit",
            lambda: writing.turn(Mark.ITALIC),
            may,
            checked=lambda: writing.is_on(Mark.ITALIC),
            icon="italic",
            mode=WRITE,
            takes_over=True,
            group="letters",
        ),
        Command(
            "write_link",
            tr("Link…"),
            ("Ctrl+Shift+U",),
            "Edit",
            asking.write_link,
            writing.may_link,
            icon="link",
            mode=WRITE,
            group="letters",
        ),
        Command(
            "remove_link",
            tr("Remove the link"),
            (),
            "Edit",
            writing.remove_link,
            lambda: may() and bool(writing.styling().link(text.textCursor())),
            mode=WRITE,
            group="letters",
        ),
    ]


def live_commands(writing: Writing) -> list[Command]:
    """What can be put in that is counted anew whenever the report is shown, with how it reads now."""
    return [choice(words, partial(writing.insert_live, what), group="live") for what, words in writing.lives().items()]
