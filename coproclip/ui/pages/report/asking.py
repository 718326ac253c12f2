"""Dialogs over a section's text: quotes, footnotes and links come where they were asked for, or nowhere."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from coproclip.errors import BadInput
from coproclip.report.document import Footnote, Paragraph, QuoteBlock, QuoteMark, Run, plain_text
from coproclip.report.markup import ADDRESS, inlines
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.asked_place import AskedPlace
from coproclip.ui.pages.report.letters import ChipKind
from coproclip.ui.pages.report.quote_dialog import ChosenQuote, QuoteDialog
from coproclip.ui.pages.report.styling import Styling
from coproclip.ui.pages.report.text_document import apart_from_words
from coproclip.ui.pages.report.writing import Writing
from coproclip.ui.widgets.message import announce
from coproclip.ui.widgets.prompts import ask_line, run_dialog
from coproclip.ui.workspace import Workspace


class Asking(QObject):
    """Asks for what comes into the text that is written, at the cursor; the dialog stays open where that is gone."""

    def __init__(self, workspace: Workspace, writing: Writing, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._writing, self._text, self._window = workspace, writing, writing.text, parent

    def _is_there(self, place: AskedPlace) -> bool:
        """Go there; False where it is gone, which was said."""
        return self._workspace.attempt(place.go_back) is True

    def insert_quote(self) -> None:
        """Choose an excerpt and put it in."""
        place, text = AskedPlace(self._text), self._text
        alone = Styling.kind(text.textCursor()) == "text" and text.textCursor().block().length() == 1

        def _put(chosen: ChosenQuote) -> bool:
            if not self._is_there(place):
                return False
            key = chosen.shown.quote.key
            line = apart_from_words(text.textCursor(), QuoteMark(key))
            text.insert_blocks([QuoteBlock(key) if chosen.alone else Paragraph(line)], [chosen.shown], instead=True)
            if line[-1] == Run(" ") and not chosen.alone:
                text.moveCursor(QTextCursor.MoveOperation.Left)  # what is typed next belongs to the quote
            self._writing.keep()
            return True

        run_dialog(QuoteDialog(self._workspace, self._window.window(), _put, alone=alone))
        text.setFocus()

    def change_quote(self) -> None:
        """Choose other words of the quote at the cursor, or another excerpt."""
        self._writing.keep()
        chip, shown, section_id = self._text.chip(), self._writing.quote(), self._writing.section_id
        if chip is None or shown is None or section_id is None:
            return
        place, before = AskedPlace(self._text, chip), shown.quote

        def _change(chosen: ChosenQuote) -> bool:
            done = self.tr("The quote says something else now")
            quote = chosen.shown.quote
            return self._is_there(place) and operations.change_quote(self._workspace, section_id, before, quote, done)

        run_dialog(QuoteDialog(self._workspace, self._window.window(), _change, quote=before))
        self._text.setFocus()

    def write_note(self) -> None:
        """Write a footnote, or the one that is at the cursor anew."""
        chip = self._text.chip()
        chip = chip if chip is not None and chip[2].kind is ChipKind.NOTE else None
        before = plain_text(inlines(chip[2].key)) if chip is not None else ""
        place = AskedPlace(self._text, chip)

        def _keep(words: str) -> bool:
            if words == before:
                return True
            if not self._is_there(place):
                return False
            self._text.insert_blocks([Paragraph((Footnote((Run(words),)),))], instead=chip is not None)
            self._writing.keep()
            return True

        button = self.tr("Insert") if chip is None else self.tr("Save")
        ask_line(self._window.window(), self.tr("What the footnote says"), button, _keep, before)
        self._text.setFocus()

    def write_link(self) -> None:
        """Let the selected words, or the link at the cursor, lead to an address."""
        self._writing.select_link()
        cursor = self._text.textCursor()
        before, place = self._writing.styling().link(cursor), AskedPlace(self._text)

        def _keep(address: str) -> bool:
            address = address if ":" in address or not address else f"https://{address}"
            if not ADDRESS.fullmatch(address):
                announce(self._text, self.tr("This is no address."))
                happened = self.tr("“{address}” is no address of the web, and no e-mail address.")
                self._workspace.show_banner(BadInput(happened.format(address=address)))
                return False
            if not self._is_there(place):
                return False
            self._writing.change(lambda cursor, styling: styling.set_link(cursor, address))
            return True

        ask_line(self._window.window(), self.tr("The address that it leads to"), self.tr("Save"), _keep, before)
        self._text.setFocus()
