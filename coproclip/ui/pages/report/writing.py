"""Writing in a section: what is typed is kept a moment later, and what is put in are quotes, counts, notes, links."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget

from coproclip.errors import NotFound
from coproclip.overview.report_page import QuoteOnPage, SectionPage, as_known, quotable, section_page
from coproclip.project.project import Changes
from coproclip.report.document import Block, Live, LiveMark, Paragraph, QuoteBlock, QuoteMark
from coproclip.report.document import quote_keys as keys_in
from coproclip.report.joining import without_marks
from coproclip.report.markup import write
from coproclip.report.sections import Quote
from coproclip.ui.background_reading import BackgroundReading
from coproclip.ui.operations import report as operations
from coproclip.ui.pages.report.clipboard import pasted
from coproclip.ui.pages.report.letters import Chip, ChipKind, Mark
from coproclip.ui.pages.report.report_text import ReportText
from coproclip.ui.pages.report.styling import Styling
from coproclip.ui.typed_texts import TextOf
from coproclip.ui.undoing import UndoInText
from coproclip.ui.widgets.timers import once
from coproclip.ui.widgets.typing_pause import TypingPause
from coproclip.ui.workspace import Workspace

SECTION = "report_section"
LOOK_MS = 200
"""So long a section stands before it is looked at what of it may not leave: who walks past does not wait for that."""


class Writing(QObject):
    """Shows a section in `text` and keeps what is written there. `kept()` tells when something was."""

    kept = Signal()

    def __init__(self, workspace: Workspace, text: ReportText, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self.text, self._window = workspace, text, parent
        self._before = ""
        self._stale = self.dirty = False
        """It does not show what is known; something was typed that is not kept."""
        self._looking = BackgroundReading[SectionPage](workspace, self)
        self._look_soon = once(self, self._look, LOOK_MS)
        self._typing = TypingPause(self)
        self._typing.over.connect(self.keep)
        text.edited.connect(self._on_edited)
        seen = partial(operations.is_seen, lambda: self.section_id)
        UndoInText(workspace, text, self.keep, lambda: text.editing, seen)
        text.pasted.connect(self.paste)
        workspace.closing.connect(self.keep)

    @property
    def section_id(self) -> int | None:
        """The section that is shown."""
        return self.text.page.section_id if self.text.page is not None else None

    # ---- showing and keeping ----------------------------------------------------------------------------------

    def show(self, section_id: int | None) -> None:
        """Show a section, or none; what was typed in the one before is kept first."""
        self.keep()
        self._load(section_id)

    def _load(self, section_id: int | None, *, anew: bool = False) -> None:
        page: SectionPage | None = None
        if section_id is not None:
            try:
                body = self._workspace.typed.now(TextOf.SECTION, section_id, "body")
                page = self._workspace.read(section_page, section_id, body, looks=False)
            except NotFound:
                page = None
        self._stale = self.dirty = False
        self._before = page.body if page is not None else ""
        old = self.text.page
        if page is not None and old is not None and old.section_id == page.section_id:
            page = as_known(page, old)
        if anew or page is None:
            self.text.show_page(page)
        elif page != self._on_screen():
            self._put(page)
        self._looking.stop()
        self._look_soon.start()

    def _put(self, page: SectionPage) -> None:
        """Show it; where just its looks are others, not under the hands of who begins a word or a paragraph."""
        on_screen = self._on_screen()
        same = on_screen is not None and (page.section_id, page.body) == (on_screen.section_id, on_screen.body)
        if same and self.text.begins_something():
            self._stale = True
        else:
            self.text.show_page(page)

    def _on_screen(self) -> SectionPage | None:
        """The page as it stands on the screen: as it was shown, with what was typed in it since."""
        page = self.text.page
        return replace(page, body=write(self.text.blocks())) if page is not None else None

    def _look(self) -> None:
        """See beside the window what of the section may not leave."""
        page, body = self.text.page, self._before
        if page is None or not (page.quotes or page.heading):
            return

        def _read(session: Any) -> Iterator[SectionPage]:
            with suppress(NotFound):
                yield section_page(session, page.section_id, body)

        self._looking.begin(_read, self._on_looked)

    def _on_looked(self, found: list[SectionPage]) -> None:
        shown = self._on_screen()
        for page in found:
            if shown is None or page.section_id != shown.section_id or page == shown:
                continue
            if self.dirty:
                self._stale = True
            elif page.body != self._before:
                self._look_soon.start()  # it was kept meanwhile
            else:
                self._put(page)

    def reload(self) -> None:
        """Show the section as it is in the project."""
        self._typing.stop()
        self.dirty = False
        self._load(self.section_id, anew=True)

    def renew(self) -> None:
        """Show it as it is now; what is being typed is kept before that."""
        if self.dirty:
            self._stale = True
        elif self.section_id is not None:
            self._load(self.section_id)

    def forget(self) -> None:
        """Another project is open."""
        self._looking.stop()
        self._look_soon.stop()
        self._typing.stop()
        self.dirty = False
        self.text.show_page(None)

    def refresh(self, changes: Changes) -> None:
        """Show what changed of the section, unless it is just what was typed here."""
        if self.section_id is None:
            return
        others = set(changes.ids) - {SECTION, "report"}
        body = self._workspace.typed.now(TextOf.SECTION, self.section_id, "body")
        if others or body != self._before or self._looks_otherwise():
            self.renew()

    def _looks_otherwise(self) -> bool:
        page, section_id = self.text.page, self.section_id
        if page is None or section_id is None:
            return False
        title = self._workspace.typed.now(TextOf.SECTION, section_id, "title")
        left_out = self._workspace.typed.now(TextOf.SECTION, section_id, "left_out") not in ("", "0")
        return left_out != page.left_out or (title or page.title) != page.title

    def _on_edited(self) -> None:
        self.dirty = True
        self._typing.touched()

    def keep(self) -> bool:
        """Keep what was typed, if anything was."""
        self._typing.stop()
        page = self.text.page
        if not self.dirty or page is None or self._workspace.project is None:
            return True
        self.dirty = False
        self.text.settle()
        kept, (before, body, quotes) = True, self.both(page)
        if body.strip() != before.strip():
            self._before = body
            kept = operations.keep_text(self._workspace, page.section_id, before, body, quotes)
            if not kept and self._workspace.typed.now(TextOf.SECTION, page.section_id, "body") == before:
                self.dirty, self._before = True, before  # the project does not take it: it stays until it is put right
            self.kept.emit()
        if self._stale and not self.dirty:
            self._load(page.section_id)
        return kept

    def both(self, page: SectionPage) -> tuple[str, str, list[Quote]]:
        """The text of the section as the project had it, as it stands on the screen, and what that quotes."""
        blocks = self._without_lost(page, self.text.blocks())
        quotes = [page.quotes[key].quote for key in dict.fromkeys(keys_in(blocks))]
        return self._before, write(blocks), quotes

    def _without_lost(self, page: SectionPage, blocks: Sequence[Block]) -> Sequence[Block]:
        """The text without marks of quotes that are no quotes of the section: it could not be kept with them."""
        lost = {key for key in keys_in(blocks) if key not in page.quotes}
        if not lost:
            return blocks
        self._stale = True  # they are still shown
        left = (without_marks(block, lost, keep_letters=True) for block in blocks)
        return [block for block in left if block is not None]

    # ---- quotes -----------------------------------------------------------------------------------------------

    def chip(self, kind: ChipKind | None = None) -> Chip | None:
        """The chip at the cursor, if it is of that kind."""
        found = self.text.chip()
        return found[2] if found is not None and (kind is None or found[2].kind is kind) else None

    def quote(self) -> QuoteOnPage | None:
        """The quote at the cursor."""
        chip = self.chip(ChipKind.QUOTE)
        return self.text.page.quotes.get(chip.key) if chip is not None and self.text.page is not None else None

    def may_write(self) -> bool:
        """Whether the text is being written in."""
        return self.text.editing and self.text.page is not None

    def turn_signed(self) -> None:
        """Say who said the quote at the cursor, or not."""
        shown, section_id = self.quote(), self.section_id
        if shown is None or section_id is None:
            return
        self.keep()
        old = shown.quote
        quote = Quote(old.key, old.excerpt_id, old.runs, not old.signed)
        done = self.tr("It says who said it") if quote.signed else self.tr("It no longer says who said it")
        operations.change_quote(self._workspace, section_id, old, quote, done)

    def turn_alone(self) -> None:
        """Let the quote at the cursor stand by itself, or in the sentence."""
        found, shown = self.text.chip(), self.quote()
        if found is None or shown is None:
            return
        alone = Styling.kind(self.text.textCursor()) == "quote"
        self.text.select(found[0], found[1])
        key = shown.quote.key
        block = Paragraph((QuoteMark(key),)) if alone else QuoteBlock(key)
        if alone:
            self.change(lambda cursor, styling: styling.unquote(cursor))
        self.text.insert_blocks([block], instead=True)
        self.keep()

    def remove_chip(self) -> None:
        """Take what is at the cursor out of the text."""
        found = self.text.chip()
        if found is not None:
            self.text.select(found[0], found[1])
            self.text.change(lambda cursor: cursor.removeSelectedText())
            self.keep()

    def paste(self, text: str, quotes: Mapping[str, Any]) -> None:
        """Put blocks in that were copied here or in another section: their quotes are quotes again."""
        page = self.text.page
        if page is None:
            return
        self.text.insert_blocks(*pasted(text, quotes, page, lambda number: self._workspace.read(quotable, number)))
        self.keep()

    # ---- what else is put in ----------------------------------------------------------------------------------

    def lives(self) -> Mapping[Live, str]:
        """What can be filled in here, with how it reads now."""
        page = self.text.page
        found = {what: page.live_text(what) for what in Live} if page is not None else {}
        return {what: words for what, words in found.items() if words}

    def insert_live(self, what: Live) -> None:
        """Put something in that is counted anew whenever the report is shown."""
        self.text.insert_blocks([Paragraph((LiveMark(what),))])
        self.keep()
        self.text.setFocus()

    def may_link(self) -> bool:
        """Whether something is selected that can lead somewhere, or leads there already."""
        cursor = self.text.textCursor()
        return self.may_write() and (cursor.hasSelection() or bool(self.styling().link(cursor)))

    def select_link(self) -> None:
        """Select all of the link at the cursor, if nothing is selected."""
        cursor = self.text.textCursor()
        if self.styling().link(cursor) and not cursor.hasSelection():
            self.styling().select_link(cursor)
            self.text.setTextCursor(cursor)

    def remove_link(self) -> None:
        """Let the link at the cursor lead nowhere."""
        self.select_link()
        self.change(lambda cursor, styling: styling.set_link(cursor, ""))

    # ---- styles -----------------------------------------------------------------------------------------------

    def styling(self) -> Styling:
        """What can be asked and changed of the text."""
        return Styling(self.text.look)

    def change(self, do: Callable[[QTextCursor, Styling], object]) -> None:
        """Change the text as one change by hand, and keep it."""
        if not self.may_write():
            return
        styling = self.styling()
        self.text.change(lambda cursor: do(cursor, styling))
        self.keep()
        self.text.setFocus()

    def make(self, kind: str) -> None:
        """Make the chosen paragraphs a heading, a list, text."""
        self.change(lambda cursor, styling: styling.make(cursor, kind))

    def turn(self, mark: Mark) -> None:
        """Bold or italic, for what is selected or typed next."""
        cursor, styling = self.text.textCursor(), self.styling()
        if cursor.hasSelection():
            self.change(lambda cursor, styling: styling.turn(cursor, mark))
        elif self.may_write():
            on = not styling.has(cursor, mark)
            form = QTextCharFormat(self.text.currentCharFormat())
            self.text.setCurrentCharFormat(styling.with_mark(form, cursor, mark, on=on))

    def is_on(self, mark: Mark) -> bool:
        """Whether what is selected, or what is typed next, is so."""
        return self.styling().has(self.text.textCursor(), mark)

    def turn_box(self) -> None:
        """Put a box around the chosen paragraphs, or take it away."""
        self.change(lambda cursor, styling: styling.turn_box(cursor))
