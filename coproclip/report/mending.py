"""What one press mends in the text of a section."""

import re
from collections.abc import Sequence
from itertools import islice

from coproclip.errors import BadInput
from coproclip.project.project import Edit
from coproclip.project.schema import ReportSection
from coproclip.report.document import Block, Inline, LiveMark, QuoteMark, Run
from coproclip.report.findings import Finding, Mend, MendKind
from coproclip.report.joining import without_marks
from coproclip.report.letters import changed, letters, stretches
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, change_quote, set_body

MOST_PLACES = 1_000
"""Nobody says a word more often in one stretch of text."""


def mend(edit: Edit, finding: Finding, *, who: str = "") -> None:
    """Mend what was found. Raises `BadInput` where no press mends it, or the text has changed since; `NotFound`."""
    how = finding.mend
    if how is None:
        raise BadInput("This needs a person to write it otherwise.", "Nothing was changed.")
    section = edit.get(ReportSection, finding.section_id)
    blocks = parse(section.body)
    match how.kind:
        case MendKind.QUOTE_ALL:
            change_quote(edit, section.id, how.key, runs=())
            return
        case MendKind.TAKE_OUT:
            left = (without_marks(block, {how.key}, keep_letters=True) for block in blocks)
            new: Sequence[Block] = [block for block in left if block is not None]
        case MendKind.BIND:
            quote = add_quote(edit, section.id, how.excerpt_id, runs=how.runs, signed=False)
            new = _put(blocks, how, [QuoteMark(quote.key)])
        case MendKind.FILL_IN if how.live is not None:
            new = _put(blocks, how, [LiveMark(how.live)])
        case _:
            new = _everywhere(blocks, how) if how.everywhere else _put(blocks, how, [Run(how.new)])
    set_body(edit, section.id, new, who=who)


def _put(blocks: Sequence[Block], how: Mend, new: Sequence[Inline]) -> Sequence[Block]:
    made = changed(blocks, how.inside, how.start, how.end, new)
    if made == tuple(blocks):
        raise BadInput("The text has changed since it was checked.", "Nothing was changed.", "Check it again.")
    return made


def _everywhere(blocks: Sequence[Block], how: Mend) -> Sequence[Block]:
    """The same letters replaced wherever they stand as words, with a capital where they have one."""
    old = re.compile(rf"(?<![\w-]){re.escape(how.inside[how.start : how.end])}(?![\w-])", re.IGNORECASE)
    made = tuple(blocks)
    for inlines in list(stretches(blocks)):
        text = letters(inlines)
        places = list(islice(old.finditer(text), MOST_PLACES + 1))
        if len(places) > MOST_PLACES:
            raise BadInput(
                f"It stands there more than {MOST_PLACES:,} times.", "Nothing was changed.", "Write the section anew."
            )
        for found in reversed(places):
            new = how.new[:1].upper() + how.new[1:] if found[0][:1].isupper() else how.new
            made = changed(made, text, found.start(), found.end(), [Run(new)])
            text = text[: found.start()] + new + text[found.end() :]
    if made == tuple(blocks):
        raise BadInput("The text has changed since it was checked.", "Nothing was changed.", "Check it again.")
    return made
