"""What is copied out of a section and pasted into one: words for every program, and for this one quotes too."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QMimeData

from coproclip.errors import NotFound
from coproclip.overview.report_page import QuotedExcerpt, QuoteOnPage, SectionPage, on_page
from coproclip.report.document import Block, Paragraph, Run, quote_keys
from coproclip.report.markup import parse, write
from coproclip.report.sections import Quote, read_runs
from coproclip.ui.pages.report.foreign_text import blocks_of_html
from coproclip.ui.pages.report.text_document import letters_of

REPORT_MIME = "application/x-coproclip-report"


def copied(blocks: Sequence[Block], words: str, page: SectionPage) -> QMimeData:
    """These blocks of a page, and the `words` that stand for them elsewhere, also in another project."""
    made = QMimeData()
    made.setText(words.replace("\u2029", "\n").replace("\u2028", "\n"))
    kept = {key: _kept(page.quotes[key]) for key in quote_keys(blocks) if key in page.quotes}
    made.setData(REPORT_MIME, json.dumps({"of": page.project_uid, "text": write(blocks), "quotes": kept}).encode())
    return made


def _kept(shown: QuoteOnPage) -> dict[str, object]:
    runs = [one if isinstance(one, str) else [one.start_ms, one.end_ms] for one in shown.quote.runs]
    return {"excerpt": shown.quote.excerpt_id, "runs": runs, "signed": shown.quote.signed}


def may_paste(source: QMimeData) -> bool:
    """Whether there is anything in it to paste."""
    return source.hasText() or source.hasFormat(REPORT_MIME)


def own(source: QMimeData, project_uid: str) -> tuple[str, Mapping[str, Any]] | None:
    """Text of a section as it is kept, and what its quotes quote by key; None for what comes from elsewhere.

    The number of an excerpt says nothing in another project.
    """
    if not source.hasFormat(REPORT_MIME):
        return None
    try:
        kept = json.loads(bytes(source.data(REPORT_MIME).data()))
        if kept["of"] != project_uid:
            return None
        return (str(kept["text"]), kept["quotes"]) if isinstance(kept["quotes"], dict) else None
    except (ValueError, KeyError, TypeError):
        return None


def pasted(
    text: str, quotes: Mapping[str, Any], page: SectionPage, excerpt: Callable[[int], QuotedExcerpt]
) -> tuple[tuple[Block, ...], tuple[QuoteOnPage, ...]]:
    """The blocks of `own` text as they come into a page, and the quotes in them that are new there, under new keys.

    `excerpt` reads an excerpt by its number. Of a quote whose excerpt is gone, “…” is left.
    """
    known: dict[str, QuoteOnPage] = {}
    for key in dict.fromkeys(quote_keys(parse(text))):
        kept = quotes.get(key)
        if key in page.quotes or not isinstance(kept, Mapping):
            continue
        try:
            quote = Quote(uuid4().hex[:8], int(kept["excerpt"]), read_runs(kept), bool(kept["signed"]))
            known[key] = on_page(quote, excerpt(quote.excerpt_id))
        except (NotFound, KeyError, TypeError, ValueError):
            continue
    for key, shown in known.items():
        text = text.replace(f"{{quote {key}}}", f"{{quote {shown.quote.key}}}")
    there = {*page.quotes, *(shown.quote.key for shown in known.values())}
    for key in set(quote_keys(parse(text))) - there:
        text = text.replace(f"> {{quote {key}}}", "").replace(f"{{quote {key}}}", "…")
    return parse(text), tuple(known.values())


def foreign(source: QMimeData) -> tuple[Block, ...]:
    """The words, headings, lists and links of another program's text."""
    if source.hasHtml():
        return blocks_of_html(source.html())
    lines = [letters_of(line).strip() for line in source.text().splitlines()]
    return tuple(Paragraph((Run(line),)) for line in lines if line)
