"""A place of a text is found again between the same words, whatever else became of the text."""

import pytest

from coproclip.ui.same_words import found_again, sign_of

ONE, TWO = sign_of("quote one"), sign_of("quote two")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Long ago, one person| said.\nEnd", "one person| said.\nEnd"),
        ("|One person.\nAfter", "Once upon.\n|One person.\nAfter"),
        ("One |person.\nAfter", "In front.\nOne |person.\nAfter it"),
        (f"He said {ONE}| there.\nAfter", f"In front.\nShe said {ONE}| here?\nAfter it"),
        (f"Ab{ONE} ef|{TWO} end", f"Ab{ONE} in between ef|{TWO}"),
        ("One.\nTwo words| here.\nThree.", "Two words| here.\nOne.\nThree!"),
        ("😀 a|b 😀", "😀 a|Xb 😀"),
        ("|", "|Theirs"),
    ],
)
def test_between_the_same_words(old: str, new: str) -> None:
    place = old.replace("😀", "xx").index("|")
    found = found_again(old.replace("|", ""), new.replace("|", ""), place)
    assert found == (new.replace("😀", "xx").index("|"), True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One person said there|.\nAfter", "Theirs alone."),
        ("We should utili|se it.", "We should work on| it."),
        ("Kept.\nTaken| out.\nEnd.", "Kept.\n|End."),
    ],
)
def test_words_that_are_gone_are_not_taken_for_others(old: str, new: str) -> None:
    found = found_again(old.replace("|", ""), new.replace("|", ""), old.index("|"))
    assert not found.sure
    assert "|" not in new or found.place == new.index("|")
