"""What a reader still finds when a quote may not leave."""

import pytest

from coproclip.report.markup import parse, write
from coproclip.report.sentences import without_quotes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("It was so. One said {quote b}. Then it was *over*.", "It was so. Then it was *over*."),
        ("Only {quote b}.", ""),
        ("{quote a} and {quote b} agree. {quote a} again.", "{quote a} again."),
        ("- one {quote b}\n- two {quote a}", "- two {quote a}"),
        ("Most agree. One put it so:\n\n> {quote b}\n\nEnd.", "Most agree.\n\nEnd."),
        ("One put it so:\n\n> {quote b}", ""),
        ("## A different view\n\n> {quote b}\n\n## After\n\nText", "## After\n\nText"),
        ("## Empty before\n\n## After\n\nText", "## Empty before\n\n## After\n\nText"),
        ("::: box Out\n\n- {quote b}\n\n:::", ""),
        ("> {quote a}\n\n> {quote b}", "> {quote a}"),
        ("What is “this”? {quote b} “Yes.” No.", "What is “this”? No."),
    ],
)
def test_the_sentence_goes_with_its_quote(before: str, after: str) -> None:
    assert write(without_quotes(parse(before), {"b"})) == after
