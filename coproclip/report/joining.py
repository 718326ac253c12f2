"""What a person wrote and what is drafted anew, as one text: block by block, compared with the draft before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from coproclip.report.document import (
    Block,
    Box,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
    quote_keys,
)
from coproclip.report.markup import tidy_inlines
from coproclip.transcript.alike import steps


@dataclass(frozen=True, slots=True)
class Joined:
    """The text; how many of its blocks a person wrote (`own`), and how many drafted ones gave way to those (`kept`)."""

    blocks: tuple[Block, ...]
    own: int = 0
    kept: int = 0


def joined(before: Sequence[Block], now: Sequence[Block], new: Sequence[Block]) -> Joined:
    """The text as it stands `now`, which was drafted as `before`, with what is `new` in the next draft.

    Whatever a person changed, added or took out stays so. Where the draft changed the same blocks, a person's stay, and
    quotes that were in no draft yet come in behind them.
    """
    theirs, drafted = _changes(before, now), _changes(before, new)
    known, taken_out = {*quote_keys(before), *quote_keys(now)}, {*quote_keys(before)} - {*quote_keys(now)}
    written = {block for change in theirs for block in change.blocks}
    gone = {place for change in theirs for place in range(change.first, change.end)}
    conflicts = {
        number
        for number, change in enumerate(drafted)
        if change.blocks and not gone.isdisjoint(range(change.first, change.end))
    }
    replaced = {
        place
        for number, change in enumerate(drafted)
        if number not in conflicts
        for place in range(change.first, change.end)
    } - gone
    own_at, coming_at = defaultdict[int, list[Block]](list), defaultdict[int, list[Block]](list)
    for change in theirs:
        own_at[change.end] += change.blocks
    for number, change in enumerate(drafted):
        coming_at[change.end] += _fresh(change.blocks, known) if number in conflicts else change.blocks
    found: list[tuple[Block, bool]] = []  # and whether it stands there already
    for place in range(len(before) + 1):
        kept_out = (without_marks(block, taken_out) for block in coming_at[place] if block not in written)
        left = [(block, False) for block in kept_out if block is not None]
        here = [(block, True) for block in own_at[place]]
        # What the draft says now in place of a block stands where that stood: before what a person added behind it.
        found += [*left, *here] if place - 1 in replaced else [*here, *left]
        if place < len(before) and place not in gone | replaced:
            found.append((before[place], True))
    blocks = _each_once(found)
    other = Counter([*before, *new])
    return Joined(blocks, sum((Counter(blocks) - other).values()), len(conflicts))


@dataclass(frozen=True, slots=True)
class _Change:
    """The blocks from `first` up to `end` (none: something came in there) became these `blocks`."""

    first: int
    end: int
    blocks: tuple[Block, ...]


def _changes(before: Sequence[Block], after: Sequence[Block]) -> list[_Change]:
    found = []
    for kind, first, end, start, stop in steps(before, after):
        if kind == "replace" and end - first == stop - start:
            # As many as there were: each is what became of one.
            found += [_Change(first + n, first + n + 1, (after[start + n],)) for n in range(end - first)]
        elif kind != "equal":
            found.append(_Change(first, end, tuple(after[start:stop])))
    return found


def _fresh(new: Sequence[Block], known: Collection[str]) -> list[Block]:
    """The quotes of these blocks that were nowhere yet, each in a block of its own."""
    found: list[Block] = []
    for block in new:
        keys = [key for key in quote_keys([block]) if key not in known]
        if keys and isinstance(block, (Paragraph, QuoteBlock)) and len(keys) == len([*quote_keys([block])]):
            found.append(block)
        else:
            found += [Paragraph((Run("We also heard: "), QuoteMark(key))) for key in keys]
    return found


def _each_once(found: Sequence[tuple[Block, bool]]) -> tuple[Block, ...]:
    """The blocks; those that come in without quotes that stand there already."""
    there = {key for block, stands in found if stands for key in quote_keys([block])}
    left = (block if stands else without_marks(block, there & {*quote_keys([block])}) for block, stands in found)
    return tuple(block for block in left if block is not None)


def without_marks(block: Block, gone: Collection[str], *, keep_letters: bool = False) -> Block | None:
    """A block without the quotes of these keys; None where nothing is left, or nothing but what leads to them, unless
    all letters are to be kept.
    """
    if not gone:
        return block
    match block:
        case QuoteBlock(key):
            return None if key in gone else block
        case Paragraph(inlines):
            left = _bare(inlines, gone)
            alone = not any(isinstance(one, QuoteMark) for one in left) and len(left) < 2
            return Paragraph(left) if left and (keep_letters or not alone) else None
        case Heading(_, inlines):
            left = _bare(inlines, gone)
            return replace(block, inlines=left) if left else None
        case ListBlock(items):
            stay = tuple(text for item in items if (text := _bare(item, gone)))
            return replace(block, items=stay) if stay else None
        case Box(_, inner):
            inside = (without_marks(one, gone, keep_letters=keep_letters) for one in inner)
            left_in_box = tuple(one for one in inside if one is not None)
            return replace(block, blocks=left_in_box) if left_in_box else None
        case _:
            return block


def _bare(inlines: Sequence[Inline], gone: Collection[str]) -> tuple[Inline, ...]:
    return tidy_inlines(one for one in inlines if not (isinstance(one, QuoteMark) and one.key in gone))
