"""What a section's text is written as is read again as the same, whatever stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    ListBlock,
    Live,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
    quote_keys,
)
from coproclip.report.markup import inlines, parse, tidy_inlines, write

LETTERS = (
    st.text(
        st.one_of(
            st.sampled_from("ab *[](){}\\^#->!:.1 quote"), st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
        ),
        min_size=1,
        max_size=20,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
KEYS = st.text("abc123", min_size=1, max_size=8)
RUNS = st.builds(
    Run, LETTERS, st.booleans(), st.booleans(), st.sampled_from(["", "", "https://example.org/a_b", "mailto:a@b.c"])
)
INLINE = st.one_of(
    RUNS,
    st.builds(QuoteMark, KEYS),
    st.builds(LiveMark, st.sampled_from(list(Live))),
    st.builds(Footnote, st.lists(st.builds(Run, LETTERS, st.booleans(), st.booleans()), max_size=2).map(tidy_inlines)),
)
TEXT = st.lists(INLINE, min_size=1, max_size=6).map(tidy_inlines)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, TEXT),
    st.builds(Heading, st.sampled_from([2, 3]), TEXT),
    st.builds(ListBlock, st.lists(TEXT, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(QuoteBlock, KEYS),
    st.builds(ImageBlock, KEYS),
)
BLOCKS = st.lists(st.one_of(BLOCK, st.builds(Box, LETTERS, st.lists(BLOCK, max_size=3).map(tuple))), max_size=5)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_what_is_written_is_read_again_as_the_same(blocks: list[Block]) -> None:
    assert parse(write(blocks)) == tuple(blocks)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_letters_can_be_read_and_stay_after_that(text: str) -> None:
    read = parse(text)
    assert parse(write(read)) == read


def test_all_signs_together() -> None:
    text = (
        "## Who *decides*?\n\nIn {count} it was **small things**, {quote k1} as [the page](https://example.org) says"
        "^[Not *all*.].\n\n- one\n- two\n\n> {quote k2}\n\n::: box What came of it\n\n1. A list\n\n:::\n\n! {image i1}"
    )
    assert parse(text) == (
        Heading(2, (Run("Who "), Run("decides", italic=True), Run("?"))),
        Paragraph(
            (
                Run("In "),
                LiveMark(Live.COUNT),
                Run(" it was "),
                Run("small things", bold=True),
                Run(", "),
                QuoteMark("k1"),
                Run(" as "),
                Run("the page", link="https://example.org"),
                Run(" says"),
                Footnote((Run("Not "), Run("all", italic=True), Run("."))),
                Run("."),
            )
        ),
        ListBlock(((Run("one"),), (Run("two"),))),
        QuoteBlock("k2"),
        Box("What came of it", (ListBlock(((Run("A list"),),), numbered=True),)),
        ImageBlock("i1"),
    )
    assert write(parse(text)) == text
    assert list(quote_keys(parse(text))) == ["k1", "k2"]


@pytest.mark.parametrize(
    "text", ["{quote K1}", "{sum}", "[a](javascript:alert\\(1\\))", "[a](file:///etc/passwd)", "{quote k1", "![x](y)"]
)
def test_what_is_no_sign_is_letters(text: str) -> None:
    assert all(isinstance(one, Run) and not one.link for one in inlines(text))
    assert "".join(one.text for one in inlines(text) if isinstance(one, Run)).replace("\\", "") == text.replace(
        "\\", ""
    )


def test_a_huge_text_full_of_signs_is_read_at_once() -> None:
    for sign in ("^[", "[a](", "**", "*", "{quote ", "\\", "::: box\n\n", "- a\n", "\n\n"):
        parse(sign * (400_000 // len(sign)))
