"""What can be done with the whole report, and with how it is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from coproclip.ui.commands.table import Command
from coproclip.ui.dialogs.learned import show_learned
from coproclip.ui.pages.report.text_bar import EASY, PAGE, WEB

if TYPE_CHECKING:
    from coproclip.ui.pages.report.page import ReportPage


def tr(words: str) -> str:
    """Words of the page's commands."""
    return QCoreApplication.translate("ReportCommands", words)


def whole_commands(page: ReportPage) -> list[Command]:
    """Draft, export, and the log that a section is drafted from."""
    drafts, some = page.drafts, page.arranging.has

    def _words() -> str:
        return tr("Draft again…") if page.facts.drafts else tr("Make a first draft…")

    def _learned() -> None:
        show_learned(page.workspace, page.window())

    first, may, share = tr("Make a first draft…"), drafts.may_draft, "Share"
    return [
        Command("draft", first, (), share, drafts.draft, may, icon="sparkles", label=_words, group="whole"),
        Command("export", tr("Export report…"), (), "", page.export_report, some),
        Command("learned", tr("What we learned…"), (), share, _learned, icon="sprout", group="whole"),
    ]


def view_commands(page: ReportPage) -> list[Command]:
    """Another section, another size."""
    bar, has, view = page.bar, page.arranging.has, "View"
    before, behind, larger, smaller = (
        *(tr("Section before"), tr("Next section")),
        *(tr("Larger page"), tr("Smaller page")),
    )

    def _kind(key: str, words: str) -> Command:
        def _turn() -> None:
            page.preview.turn(key)

        def _is() -> bool:
            return page.preview.kind == key

        return Command(f"show_{key}", words, (), view, _turn, has, checked=_is, group="kind")

    return [
        _kind(PAGE, tr("Show the page of the section")),
        _kind(WEB, tr("Show the report as a web page")),
        _kind(EASY, tr("Show the report in easy read")),
        Command("section_before", before, ("Ctrl+PgUp",), view, partial(page.step, -1), has, group="section"),
        Command("section_behind", behind, ("Ctrl+PgDown",), view, partial(page.step, 1), has, group="section"),
        Command("larger_page", larger, (), view, partial(bar.step_zoom, 1), has, icon="zoom-in", group="page"),
        Command("smaller_page", smaller, (), view, partial(bar.step_zoom, -1), has, icon="zoom-out", group="page"),
    ]
