"""How a draft puts things: plain sentences around quotes, counts that stay right, and boxes and lists.

Which sentence leads to a quote follows from its excerpt, not from its place: another quote in between changes little.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from coproclip.project.kinds import ExcerptKind, NoteKind
from coproclip.report.document import (
    Block,
    Box,
    Heading,
    Inline,
    ListBlock,
    Live,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
)
from coproclip.report.markup import tidy_inlines
from coproclip.report.planning import PlannedPart, PlannedQuote, PlannedTheme

LONG = 40
"""A quote of more words stands by itself."""
SHORT, ENOUGH = 4, 3
"""So many quotes (or more) of at most so many words are listed together."""
DIFFERENT_VIEW = "A different view"
RAISED = "This raised a question: "

_FIRST = (
    "One storyteller put it like this: ",
    "As one storyteller said: ",
    "One person told us: ",
    "One contributor said: ",
    "In the words of one storyteller: ",
)
_ANOTHER = (
    "Another storyteller put it this way: ",
    "Another person said: ",
    "Somebody else told us: ",
    "Another contributor said: ",
    "For another storyteller: ",
)
_SIGNED = ("We were told: ", "We also heard: ", "One of the stories says: ")
"""What leads to a quote that is signed with more than “One storyteller” behind it."""
_DIFFERS = ("One storyteller saw it differently: ", "Not everybody saw it so: ", "One person disagreed: ")
_BY_KIND = {
    ExcerptKind.ADVICE: "One piece of advice was: ",
    ExcerptKind.METAPHOR: "One storyteller found a picture for it: ",
    ExcerptKind.IDEA: "One idea was: ",
    ExcerptKind.QUESTION: "One storyteller asked: ",
    ExcerptKind.EXAMPLE: "For example: ",
}


def key_of(excerpt_id: int) -> str:
    """The key under which a drafted quote of this excerpt stands: the same in every draft."""
    return f"e{excerpt_id:x}"


def paragraphs(text: str) -> list[Block]:
    """What people wrote on some lines, each line a paragraph."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [Paragraph((Run(line),)) for line in lines if line]


def sentence(text: str) -> str:
    """The same on one line, with an end."""
    line = " ".join(text.split())
    return line if not line or line[-1] in ".!?…:”’)" else f"{line}."


def listed(texts: Iterable[Sequence[Inline]]) -> list[Block]:
    """A list of these, if any."""
    items = tuple(tidy_inlines(text) for text in texts)
    return [ListBlock(items)] if items else []


def theme_blocks(theme: PlannedTheme, stories: int) -> tuple[Block, ...]:
    """The section of a theme to which so many stories speak."""
    blocks = paragraphs(theme.parts[0].description)
    if stories:
        blocks.append(_counted(stories))
    agreeing = [_agreeing(part) for part in theme.parts]
    blocks += _quotes(agreeing[0])
    begun = False
    for part, quotes in zip(theme.parts[1:], agreeing[1:], strict=True):
        if part.linked or part.description.strip():
            blocks += _part(part, quotes, "Another part is " if begun else "One part of this is ")
            begun = True
    if differing := [quote for quote in theme.quotes if quote.differs]:
        blocks += [Heading(2, (Run(DIFFERENT_VIEW),)), *_quotes(differing, _DIFFERS)]
    blocks += outputs([one for one in theme.quotes if _stands_in(one, ExcerptKind.OUTPUT)], theme.notes)
    blocks += suggestions([one for one in theme.quotes if _stands_in(one, ExcerptKind.SUGGESTION)], theme.notes)
    blocks += questions(theme.notes.get(NoteKind.QUESTION, ()))
    return (*blocks, *paragraphs(sentence(theme.linking)))


def _agreeing(part: PlannedPart) -> list[PlannedQuote]:
    """The quotes of a part that stand in its running text."""
    apart = (ExcerptKind.OUTPUT, ExcerptKind.SUGGESTION)
    return [quote for quote in part.quotes if not quote.differs and quote.kind not in apart]


def _stands_in(quote: PlannedQuote, kind: ExcerptKind) -> bool:
    return quote.kind == kind and not quote.differs


def _counted(stories: int) -> Paragraph:
    count = LiveMark(Live.COUNT)
    if stories == 1:
        return Paragraph((Run("We heard this in "), count, Run(".")))
    return Paragraph((Run("We heard this in "), LiveMark(Live.MANY), Run(": "), count, Run(" spoke of it.")))


def _part(part: PlannedPart, quotes: Sequence[PlannedQuote], begins: str) -> list[Block]:
    opening: tuple[Inline, ...] = (Run(begins), Run(part.name, bold=True), Run("."))
    if part.description.strip():
        opening = (*opening, Run(f" {sentence(part.description)}"))
    blocks = _quotes(quotes)
    if blocks and isinstance(blocks[0], Paragraph):
        return [Paragraph(tidy_inlines([*opening, Run(" "), *blocks[0].inlines])), *blocks[1:]]
    return [Paragraph(tidy_inlines(opening)), *blocks]


def _quotes(quotes: Sequence[PlannedQuote], leads: Sequence[str] = ()) -> list[Block]:
    short = [quote for quote in quotes if quote.words <= SHORT and quote.kind not in _BY_KIND]
    gathered = short if len(short) >= ENOUGH and not leads else []
    together = {quote.excerpt_id for quote in gathered}
    found = list(_one_by_one([quote for quote in quotes if quote.excerpt_id not in together], leads))
    if gathered:
        found.append(Paragraph((Run("Words that came up:"),)))
        found += listed((QuoteMark(key_of(quote.excerpt_id)),) for quote in gathered)
    return found


def _one_by_one(quotes: Sequence[PlannedQuote], leads: Sequence[str]) -> Iterator[Block]:
    before: PlannedQuote | None = None
    lead = ""
    for quote in quotes:
        key = key_of(quote.excerpt_id)
        if quote.words > LONG:
            if quote.kind == ExcerptKind.EXAMPLE:
                yield Paragraph((Run("For example:"),))
            yield QuoteBlock(key)
        else:
            lead = _lead(quote, before, leads, lead)
            yield Paragraph((Run(lead), QuoteMark(key)))
        before = quote


def _lead(quote: PlannedQuote, before: PlannedQuote | None, leads: Sequence[str], last: str) -> str:
    """Who says it is “another” only where it is somebody else for sure; never “the same”: nobody is to be followed."""
    if not leads and quote.kind in _BY_KIND and not quote.named:
        return _BY_KIND[ExcerptKind(quote.kind)]
    another = before is not None and bool(quote.tellers) and before.tellers.isdisjoint(quote.tellers)
    choice = leads or (_SIGNED if quote.named else _ANOTHER if another else _FIRST)
    place = quote.excerpt_id % len(choice)
    return choice[place] if choice[place] != last else choice[(place + 1) % len(choice)]


# ---- what stands apart ----------------------------------------------------------------------------------------


def outputs(quotes: Iterable[PlannedQuote], notes: Mapping[NoteKind, tuple[str, ...]]) -> list[Block]:
    """The box of what came of it, if anything did."""
    items = _items(quotes, notes.get(NoteKind.OUTPUT, ()))
    if not items:
        return []
    leads_in = Paragraph((Run("Storytellers told us what came of it:"),))
    closing = Paragraph((Run("These are examples; there may be more."),))
    return [Box("What came of it", (leads_in, ListBlock(items), closing))]


def suggestions(quotes: Iterable[PlannedQuote], notes: Mapping[NoteKind, tuple[str, ...]]) -> list[Block]:
    """The list of suggestions, if there are any."""
    items = _items(quotes, notes.get(NoteKind.SUGGESTION, ()))
    return [Paragraph((Run("Suggestions from the stories:"),)), ListBlock(items)] if items else []


def questions(texts: Sequence[str]) -> list[Block]:
    """What the group left open about a theme."""
    if len(texts) == 1:
        return [Paragraph((Run(RAISED + texts[0]),))]
    return [Paragraph((Run("This raised these questions:"),)), *listed((Run(one),) for one in texts)] if texts else []


def _items(quotes: Iterable[PlannedQuote], notes: Iterable[str]) -> tuple[tuple[Inline, ...], ...]:
    marks = [(QuoteMark(key_of(quote.excerpt_id)),) for quote in quotes]
    return (*marks, *((Run(sentence(note)),) for note in notes))
